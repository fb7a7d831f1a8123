"""Between the desks of several levels: who sees and dispatches what, and what goes up by itself."""
