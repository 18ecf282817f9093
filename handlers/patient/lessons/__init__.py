"""The patient's lessons."""

from handlers.patient.lessons.dialog import lesson, lessons

__all__ = ["lesson", "lessons"]
