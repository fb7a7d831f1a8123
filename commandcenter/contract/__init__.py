"""The JSON shared by the gateway and the command line."""
