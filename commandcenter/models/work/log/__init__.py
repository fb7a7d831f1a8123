"""The event log: its entries, their daily anchors, and places in it."""
