"""A stand-in for Zoom: tokens, users and meetings as its clients meet them, and the links people open."""
