"""What all checks share: faults, rows as they are stored, the order of lines, the recount."""
