"""Walks past the windows with a camera."""
