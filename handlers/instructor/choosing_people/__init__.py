"""Patients, specialists and a note, chosen the same way for a new lesson and for one that is changed."""
