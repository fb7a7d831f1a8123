"""One module a row of the tables that must be shown."""
