"""The content of a pack, as plain rows and outlines."""
