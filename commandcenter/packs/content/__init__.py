"""What a pack says, as plain rows and outlines."""
