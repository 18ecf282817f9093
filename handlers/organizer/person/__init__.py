"""One person's card."""
