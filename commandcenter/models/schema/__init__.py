"""All mapped classes, and the seals over the rows that the log does not contain."""
