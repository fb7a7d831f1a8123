"""For the routes that read: their answers in OpenAPI, and waiting for changes."""
