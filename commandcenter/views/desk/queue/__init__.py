"""The queue: its table, its filter, its counters by stage."""
