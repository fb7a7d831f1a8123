"""What is read through the door."""
