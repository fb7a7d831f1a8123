"""What is stored of a case and beside it."""
