"""Writing the stored sums, step by step and all at once."""
