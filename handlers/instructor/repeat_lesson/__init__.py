"""A lesson that repeats."""
