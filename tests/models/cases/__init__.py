"""The case and its life."""
