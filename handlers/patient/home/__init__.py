"""The patient's first screen."""

from handlers.patient.home.dialog import home

__all__ = ["home"]
