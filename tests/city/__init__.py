"""The tiny city, its databases and its people: what all tests use."""
