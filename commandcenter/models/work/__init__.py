"""What every subject of work has: its life, its log, its clocks, tasks and warnings."""
