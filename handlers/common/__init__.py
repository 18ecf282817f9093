"""Screens and parts of screens that more than one role uses."""
