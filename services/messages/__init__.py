"""What messages say: rendered at the moment of sending, in the reader's language and zone."""
