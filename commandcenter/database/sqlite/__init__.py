"""The SQLite file: creating it, opening it, and checking that it is still the one at its path."""
