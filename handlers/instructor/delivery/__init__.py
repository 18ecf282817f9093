"""Whom the reminder of a lesson reached."""
