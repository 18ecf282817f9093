"""One patient's card."""
