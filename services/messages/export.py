"""All that is kept of a person, in words for a page and as data for a program."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from html import escape
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from services.messages.letter import compose
from services.moments import Moments
from services.ports import Attachment, OutgoingMessage

MEDIA_TYPE = "application/zip"

STYLE = """
:root { color-scheme: light dark; }
body { font: 1.25rem/1.5 system-ui, sans-serif; max-width: 44rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.8rem; } h2 { font-size: 1.4rem; margin-top: 2.5rem; }
dl { margin: 0; } dt { opacity: .7; margin-top: .75rem; } dd { margin: 0; overflow-wrap: anywhere; }
li { margin: .75rem 0; overflow-wrap: anywhere; } ul { padding-left: 1.25rem; }
@media print {
  body { font-size: 12pt; max-width: none; }
  h2 { break-after: avoid; }
  li, dd { break-inside: avoid; }
}
"""
"""Large letters, one column: the page is read on a phone and printed."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page: facts by name, and lines."""

    title: str
    facts: Sequence[tuple[str, str]] = ()
    lines: Sequence[str] = ()
    nothing: str = ""


@dataclass(frozen=True, slots=True)
class Export:
    """What goes into the file: a page in the reader's language, and data with moments in UTC."""

    language: str
    title: str
    made: str
    sections: Sequence[Section]
    data: Mapping[str, Any]


def archive(export: Export) -> bytes:
    """Return a zip with ``index.html`` and ``data.json``."""
    whole = BytesIO()
    with ZipFile(whole, "w", ZIP_DEFLATED) as file:
        file.writestr("index.html", page(export))
        file.writestr("data.json", json.dumps(export.data, ensure_ascii=False, indent=2))
    return whole.getvalue()


def page(export: Export) -> str:
    """Return the readable page; nothing in it leads or loads from anywhere else."""
    body = "".join(map(_section, export.sections))
    return (
        f'<!doctype html>\n<html lang="{export.language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(export.title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f"<h1>{escape(export.title)}</h1>\n<p>{escape(export.made)}</p>\n{body}</body>\n</html>\n"
    )


def message(export: Export, moments: Moments) -> OutgoingMessage:
    """Return the message that brings the file."""
    texts = moments.texts
    name = f"my-data-{moments.today:%Y-%m-%d}.zip"
    return OutgoingMessage(
        compose(texts.html("privacy.file.ready"), texts.html("privacy.file.how")),
        attachment=Attachment(name, MEDIA_TYPE, partial(archive, export)),
    )


def utc(moment: datetime | None) -> str | None:
    """Return a moment as it stands in the data."""
    return moment.isoformat() if moment is not None else None


def _section(section: Section) -> str:
    facts = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>\n" for name, value in section.facts)
    lines = "".join(f"<li>{escape(line)}</li>\n" for line in section.lines)
    nothing = f"<p>{escape(section.nothing)}</p>\n" if not facts and not lines else ""
    return (
        f"<section>\n<h2>{escape(section.title)}</h2>\n"
        f"{f'<dl>{facts}</dl>' if facts else ''}{f'<ul>{lines}</ul>' if lines else ''}{nothing}</section>\n"
    )
