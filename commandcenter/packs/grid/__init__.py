"""Unit grids: built, drawn, sealed, checked, read from files."""
