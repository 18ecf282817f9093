"""Calling a lesson off."""
