"""How a PostgreSQL server is reached, and how it is noticed that it is not."""
