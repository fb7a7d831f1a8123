"""The schema as one: every mapped class, and the seals over what the log does not tell of."""
