"""What the cells of a foreign file mean: moments, points, references, and no value at all."""
