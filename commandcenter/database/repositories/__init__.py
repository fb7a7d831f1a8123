"""Look-ups and writes that several services do inside their own transactions."""
