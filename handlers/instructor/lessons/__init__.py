"""Coming and past lessons."""
