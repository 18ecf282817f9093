"""Files made of what people asked for: pure functions from plain values to bytes."""
