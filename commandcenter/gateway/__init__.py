"""The HTTP gateway: JSON in and out."""
