"""The figures and what a case adds to them."""
