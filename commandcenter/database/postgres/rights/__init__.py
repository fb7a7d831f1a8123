"""The rights of a centre on PostgreSQL, generated from its posts, accounts, tables and lives."""
