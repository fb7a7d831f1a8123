"""The files of a pack: TOML and CSV, read with file and line for every fault."""
