"""SQLite's file: how it is made and opened, and whether it is still the one at its path."""
