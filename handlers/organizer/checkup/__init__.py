"""Whether all the clinic depends on works."""
