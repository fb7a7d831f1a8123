"""The panels beside the wall's map."""
