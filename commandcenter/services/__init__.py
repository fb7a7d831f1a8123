"""The verbs: one public method is one piece of work is one transaction."""
