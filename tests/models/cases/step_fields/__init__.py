"""The declaration of the fields of steps."""
