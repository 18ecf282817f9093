"""The doctor's first screen."""
