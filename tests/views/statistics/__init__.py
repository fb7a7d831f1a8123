"""Charts, figures, and the statistics window."""
