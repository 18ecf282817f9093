"""Who was at a lesson."""
