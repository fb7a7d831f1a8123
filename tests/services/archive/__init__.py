"""Foreign files: how they are read, what their cells mean, what becomes of every row."""
