"""Interprets the cells of an imported file: times, points, references and missing values."""
