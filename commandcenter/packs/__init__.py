"""A city as files: read completely, or refused with a list of all faults."""
