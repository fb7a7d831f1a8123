"""The desk's window: top bar, search, map, who sits there."""
