"""The engine under every subject, shown with a subject that only tests know."""
