"""Registering someone."""
