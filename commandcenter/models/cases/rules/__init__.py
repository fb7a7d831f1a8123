"""The rules of a case's life as plain Python: stages, steps, permissions. No database."""
