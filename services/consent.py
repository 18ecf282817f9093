"""The full text of the consent: a file a version in ``locales/``, never changed once people agreed to it."""

from functools import cache
from html import escape
from pathlib import Path

from services.invitations import CONSENT_VERSION
from services.texts import Html

FOLDER = Path(__file__).parents[1] / "locales"

_PAGE_BREAK = "<hr>"


def pages(language: str, clinic: str, version: int = CONSENT_VERSION) -> list[Html]:
    """Return a version's pages in a supported language; ``clinic`` is who processes the data."""
    name, texts = escape(clinic, quote=False), _read(language, version)
    return [
        Html(f"{text.replace('{clinic}', name)}\n\n{number} / {len(texts)}")
        for number, text in enumerate(texts, 1)
    ]


@cache
def _read(language: str, version: int) -> tuple[str, ...]:
    text = (FOLDER / language / f"consent-{version}.html").read_text(encoding="utf-8")
    return tuple(page.strip() for page in text.split(_PAGE_BREAK))
