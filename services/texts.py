"""Words for people, from the catalogues in ``locales/``: a stable key in, a sentence out.

A catalogue's msgid is a dotted key (``patient.home.next``), its msgstr a text with ``{placeholders}``.
"""

import html
from collections.abc import Iterator, Mapping
from pathlib import Path

from babel import Locale
from babel.messages import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from models.person import ERASED_NAME

LANGUAGES = ("ru", "en")

# CLDR's categories of whole numbers in the order of gettext's forms.
_PLURALS = {"ru": ("one", "few", "many"), "en": ("one", "other")}

# British English: the day comes before the month and the clock has 24 hours, as the screens show them.
_LOCALES = {"ru": Locale("ru"), "en": Locale("en", "GB")}


class Html(str):
    """Text that is already HTML: it goes into other HTML as it is. Everything else is escaped."""

    __slots__ = ()


def supported_language(code: str | None) -> str | None:
    """Return the language of a code such as ``en-US`` if there are words in it, None otherwise."""
    language = (code or "").lower().replace("_", "-").partition("-")[0]
    return language if language in LANGUAGES else None


def language_or_default(code: str | None) -> str:
    """Return the supported language of a code such as ``en-US``; Russian for anything else."""
    return supported_language(code) or "ru"


def language_name(language: str) -> str:
    """Return a supported language's own name: «русский», “English”."""
    return str(Locale(language).language_name)


class Texts:
    """One language's words. Every method raises KeyError for an unknown key or a missing placeholder."""

    def __init__(self, language: str, entries: Mapping[str, tuple[str, ...]]) -> None:
        self.language = language
        self.locale = _LOCALES[language]
        self._entries = entries

    def __contains__(self, key: str) -> bool:
        """Say whether the catalogues have this key."""
        return key in self._entries

    def html(self, key: str, /, **params: object) -> Html:
        """Return the text as HTML; parameters are escaped unless they are ``Html``."""
        return Html(self._entry(key)[0].format_map(_Escaped(self._told(params))))

    def plain(self, key: str, /, **params: object) -> str:
        """Return the text as it is, for buttons, mail subjects and toasts: nothing is escaped."""
        return self._entry(key)[0].format_map(self._told(params))

    def many(self, key: str, count: int, /, **params: object) -> Html:
        """Return as HTML the form that agrees with ``count``, which is also the placeholder ``{count}``."""
        return Html(self._form(key, count).format_map(_Escaped(self._told({**params, "count": count}))))

    def many_plain(self, key: str, count: int, /, **params: object) -> str:
        """Return as it is the form that agrees with ``count``, which is also the placeholder ``{count}``."""
        return self._form(key, count).format_map(self._told({**params, "count": count}))

    def names(self, text: str) -> str:
        """Return a text that holds people's names, with words for those whose data were erased."""
        return text.replace(ERASED_NAME, self._entry("common.erased")[0])

    def _told(self, params: Mapping[str, object]) -> Mapping[str, object]:
        return _Told(params, self)

    def _entry(self, key: str) -> tuple[str, ...]:
        return self._entries[key]

    def _form(self, key: str, count: int) -> str:
        return self._entry(key)[_PLURALS[self.language].index(self.locale.plural_form(count))]


class Catalogues:
    """All languages' words, read once from ``<folder>/<language>/LC_MESSAGES/*.po``.

    A compiled ``.mo`` beside its ``.po`` is read instead when it is not older. Raises ValueError when a key
    is in two files of a language.
    """

    def __init__(self, folder: Path) -> None:
        self._texts = {language: Texts(language, _entries(folder, language)) for language in LANGUAGES}

    def texts(self, language: str | None) -> Texts:
        """Return the words of a language, of the default one when it is not supported."""
        return self._texts[language_or_default(language)]


class _Told(Mapping[str, object]):
    """Parameters in whose texts erased people are named in words."""

    def __init__(self, params: Mapping[str, object], texts: Texts) -> None:
        self._params = params
        self._texts = texts

    def __getitem__(self, name: str) -> object:
        value = self._params[name]
        if not isinstance(value, str) or ERASED_NAME not in value:
            return value
        named = self._texts.names(value)
        return Html(named) if isinstance(value, Html) else named

    def __iter__(self) -> Iterator[str]:
        return iter(self._params)

    def __len__(self) -> int:
        return len(self._params)


class _Escaped:
    """Escapes parameters as they are asked for: a window's data holds much that its text does not name."""

    def __init__(self, params: Mapping[str, object]) -> None:
        self._params = params

    def __getitem__(self, name: str) -> str:
        value = self._params[name]
        return value if isinstance(value, Html) else html.escape(str(value), quote=False)


def _entries(folder: Path, language: str) -> dict[str, tuple[str, ...]]:
    entries: dict[str, tuple[str, ...]] = {}
    for source in sorted((folder / language / "LC_MESSAGES").glob("*.po")):
        for message in _read(source, language):
            if not message.id:
                continue
            key = message.id if isinstance(message.id, str) else message.id[0]
            if key in entries:
                raise ValueError(f"{source}: the key {key} is in another catalogue too")
            forms = message.string or ""
            entries[key] = (forms,) if isinstance(forms, str) else tuple(forms)
    return entries


def _read(source: Path, language: str) -> Catalog:
    compiled = source.with_suffix(".mo")
    if compiled.exists() and compiled.stat().st_mtime_ns >= source.stat().st_mtime_ns:
        with compiled.open("rb") as file:
            return read_mo(file)
    with source.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)
