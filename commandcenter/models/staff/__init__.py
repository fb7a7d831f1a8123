"""Accounts, posts and what they may see."""
