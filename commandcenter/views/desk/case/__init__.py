"""The case pane: everything that is known of one case."""
