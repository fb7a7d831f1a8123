"""Which hours count, and when a limit is used up: pure arithmetic."""
