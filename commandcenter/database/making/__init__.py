"""Creates databases, and upgrades older ones."""
