"""A new lesson."""
