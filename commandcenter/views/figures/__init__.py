"""Charts and figure texts that statistics and wall share."""
