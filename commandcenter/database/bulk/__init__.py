"""Bulk statements, passed directly to the driver."""
