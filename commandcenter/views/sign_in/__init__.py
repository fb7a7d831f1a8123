"""Who sits here: signing in, and the cover over a locked screen."""
