"""What the desk reads in the background, and the words for it."""
