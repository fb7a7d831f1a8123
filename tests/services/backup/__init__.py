"""Backups: made, restored, tried."""
