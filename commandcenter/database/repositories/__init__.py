"""What several services look up or keep inside their own transaction."""
