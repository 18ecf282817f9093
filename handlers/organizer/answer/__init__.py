"""Answering a question to the clinic."""
