"""A city as files: read whole, or refused with a list of what is wrong."""
