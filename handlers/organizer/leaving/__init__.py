"""Closing somebody's access, and what has to be settled first."""
