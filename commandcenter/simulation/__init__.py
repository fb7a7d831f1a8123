"""A believable city day, and the replay of files, acting through the services as people do."""
