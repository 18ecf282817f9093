"""Who is in a lesson and what is noted about it, changed."""
