"""Another time for a lesson."""
