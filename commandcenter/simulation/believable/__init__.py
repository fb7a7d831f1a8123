"""What people of a believable city do, and when."""
