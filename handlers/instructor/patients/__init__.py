"""The instructor's patients: all of them, and one."""
