"""Making a database, and bringing an older one up to date."""
