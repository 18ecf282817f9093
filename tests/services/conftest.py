"""What the tests of services may ask for."""

from tests.services.stage import abroad, clinic, clinics, office, postgresql_template, sqlite_template

__all__ = ["abroad", "clinic", "clinics", "office", "postgresql_template", "sqlite_template"]
