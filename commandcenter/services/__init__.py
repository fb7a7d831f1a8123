"""The services: each public method does one piece of work in one transaction."""
