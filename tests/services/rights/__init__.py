"""The rights of roles in PostgreSQL, asked with the roles themselves."""
