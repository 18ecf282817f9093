"""One folder per outside service, with everything about that service inside."""
