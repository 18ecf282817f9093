"""Lessons: planning, moving, cancelling, and what people see of them."""
