"""Giving an instructor's lessons to colleagues."""
