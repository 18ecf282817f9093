"""What an organizer sets for the whole clinic, and whether it works."""
