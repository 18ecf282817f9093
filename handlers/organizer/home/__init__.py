"""The organizer's first screen."""
