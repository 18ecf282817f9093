"""Registering people from a file."""
