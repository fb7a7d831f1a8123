"""How things look and are worded on every screen."""
