"""The page that the map is drawn on, and the bridge to it."""
