"""The fields of each step, declared once: reading, refusals, forms, command line and OpenAPI."""
