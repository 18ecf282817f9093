"""The instructor's own link for a lesson."""
