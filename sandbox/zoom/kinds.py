"""The kinds of values that stand in bodies and queries, with their limits."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from sandbox.zoom.errors import FieldError

_START_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


class Kind(Protocol):
    """What a field may hold."""

    def errors(self, value: object, path: str) -> list[FieldError]:
        """Return what is wrong with the value; ``path`` is the field's name with those around it."""


class _Plain:
    """A kind whose values have no parts."""

    def accepts(self, value: object) -> bool:
        """Tell whether the value may stand in this field."""
        raise NotImplementedError

    def errors(self, value: object, path: str) -> list[FieldError]:
        """Return the one error of a value that may not stand here."""
        return [] if self.accepts(value) else [FieldError(path)]


@dataclass(frozen=True)
class Text(_Plain):
    """A string, not longer than ``limit`` characters."""

    limit: int | None = None

    def accepts(self, value: object) -> bool:
        return isinstance(value, str) and (self.limit is None or len(value) <= self.limit)


@dataclass(frozen=True)
class Passcode(_Plain):
    """A passcode: up to ten letters, digits and special characters of ASCII."""

    def accepts(self, value: object) -> bool:
        return isinstance(value, str) and len(value) <= 10 and all("!" <= letter <= "~" for letter in value)


@dataclass(frozen=True)
class Email(_Plain):
    """An address."""

    def accepts(self, value: object) -> bool:
        return isinstance(value, str) and _EMAIL.fullmatch(value) is not None


@dataclass(frozen=True)
class Whole(_Plain):
    """A whole number between two bounds, both included."""

    least: int
    most: int

    def accepts(self, value: object) -> bool:
        return isinstance(value, int) and not isinstance(value, bool) and self.least <= value <= self.most


@dataclass(frozen=True)
class Flag(_Plain):
    """True or false."""

    def accepts(self, value: object) -> bool:
        return isinstance(value, bool)


@dataclass(frozen=True)
class OneOf(_Plain):
    """One of the listed values."""

    values: tuple[int | str, ...]

    def accepts(self, value: object) -> bool:
        return isinstance(value, int | str) and not isinstance(value, bool) and value in self.values


@dataclass(frozen=True)
class Moment(_Plain):
    """``yyyy-MM-ddTHH:mm:ssZ`` in UTC, or the same without Z in the meeting's own time zone."""

    def accepts(self, value: object) -> bool:
        if not isinstance(value, str) or not _START_TIME.fullmatch(value):
            return False
        try:
            datetime.fromisoformat(value)
        except ValueError:
            return False
        return True


@dataclass(frozen=True)
class Zone(_Plain):
    """The name of a time zone."""

    def accepts(self, value: object) -> bool:
        try:
            return isinstance(value, str) and ZoneInfo(value) is not None
        except (KeyError, ValueError, OSError):
            return False


@dataclass(frozen=True)
class Digits(_Plain):
    """A whole number as it stands in a query, between two bounds, both included."""

    least: int
    most: int

    def accepts(self, value: object) -> bool:
        if not isinstance(value, str) or not (value.isascii() and value.isdecimal()) or len(value) > 9:
            return False
        return self.least <= int(value) <= self.most


@dataclass(frozen=True)
class Day(_Plain):
    """A date as it stands in a query, ``yyyy-MM-dd``."""

    def accepts(self, value: object) -> bool:
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            return False
        try:
            date.fromisoformat(value)
        except ValueError:
            return False
        return True


@dataclass(frozen=True)
class Items:
    """A list with at most so many items, each of one kind; of any kind when none is named."""

    of: Kind | None = None
    most: int | None = None

    def errors(self, value: object, path: str) -> list[FieldError]:
        """Return what is wrong with the list and with each item."""
        if not isinstance(value, list) or (self.most is not None and len(value) > self.most):
            return [FieldError(path)]
        if self.of is None:
            return []
        return [error for n, item in enumerate(value) for error in self.of.errors(item, f"{path}[{n}]")]


@dataclass(frozen=True)
class Parts:
    """An object. Parts that are not listed are let through, parts that are null count as absent."""

    kinds: Mapping[str, Kind] = field(default_factory=dict)
    needed: tuple[str, ...] = ()

    def errors(self, value: object, path: str) -> list[FieldError]:
        """Return what is wrong with the object and with each part."""
        if not isinstance(value, Mapping):
            return [FieldError(path)]
        inside = f"{path}." if path else ""
        missing = [FieldError(inside + name) for name in self.needed if value.get(name) is None]
        wrong = [
            error
            for name, kind in self.kinds.items()
            if value.get(name) is not None
            for error in kind.errors(value[name], inside + name)
        ]
        return missing + wrong
