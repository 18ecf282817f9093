"""The clinic's journal, a day at a time."""
