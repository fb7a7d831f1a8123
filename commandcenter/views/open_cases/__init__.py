"""The open cases in memory, as desk and wall show them."""
