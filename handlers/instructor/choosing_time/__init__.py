"""A day and a time, chosen the same way for a new lesson and for a moved one."""
