"""The JSON that the web door and the command line share."""
