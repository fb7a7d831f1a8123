"""The buttons and forms of steps."""
