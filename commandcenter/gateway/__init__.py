"""The web door: JSON in and out."""
