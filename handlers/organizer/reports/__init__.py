"""The clinic in numbers, on the screen and as files."""
