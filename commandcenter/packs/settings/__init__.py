"""city.toml: its model, how it is read with the line of each fault, and what must fit together."""
