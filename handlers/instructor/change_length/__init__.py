"""How long a lesson lasts, changed."""
