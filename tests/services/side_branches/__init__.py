"""Side branches through the desk's service, with fields as the gateway and command line send."""
