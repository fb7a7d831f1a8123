"""The nouns and their rules; no Qt, no session, no clock."""
