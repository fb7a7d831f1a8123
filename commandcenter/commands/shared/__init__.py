"""What all commands share: options, the account that acts, how a case is printed."""
