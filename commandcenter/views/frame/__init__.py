"""What every window stands on: background work, feed, clock, application."""
