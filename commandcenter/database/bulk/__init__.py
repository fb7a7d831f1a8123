"""Rows by the thousand, in the driver's own words."""
