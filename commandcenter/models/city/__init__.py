"""Areas, unit grids, categories, filing conditions, departments."""
