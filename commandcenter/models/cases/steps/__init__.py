"""What each step does to a case, and how every change of a case is made."""
