"""What keeps a form true to its step: what it was made for, its drafts, the input that it
ignores."""
