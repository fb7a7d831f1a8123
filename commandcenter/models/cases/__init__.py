"""The case, its life cycle and its history."""
