"""The catalogues' reader."""

import os
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from services.texts import Catalogues, Html, language_or_default

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
RUSSIAN = """
msgid "hello"
msgstr "Здравствуйте, <b>{name}</b>"

msgid "lessons"
msgid_plural "lessons"
msgstr[0] "{count} занятие, {name}"
msgstr[1] "{count} занятия, {name}"
msgstr[2] "{count} занятий, {name}"
"""
ENGLISH = """
msgid "hello"
msgstr "Hello, <b>{name}</b>"

msgid "lessons"
msgid_plural "lessons"
msgstr[0] "{count} session, {name}"
msgstr[1] "{count} sessions, {name}"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for language, text, forms in (
        ("ru", RUSSIAN, "nplurals=3; plural=(n%10==1 ? 0 : n%10>=2 && n%10<=4 ? 1 : 2);"),
        ("en", ENGLISH, "nplurals=2; plural=(n != 1);"),
    ):
        place = tmp_path / language / "LC_MESSAGES"
        place.mkdir(parents=True)
        (place / "room.po").write_text(f'{HEADER}"Plural-Forms: {forms}\\n"\n{text}', encoding="utf-8")
    return tmp_path


def test_html_escapes_what_people_wrote_and_keeps_what_is_html(folder: Path) -> None:
    texts = Catalogues(folder).texts("ru")
    assert texts.html("hello", name='<Ольга> & "Ко"') == 'Здравствуйте, <b>&lt;Ольга&gt; &amp; "Ко"</b>'
    assert texts.html("hello", name=Html("<i>Ольга</i>")) == "Здравствуйте, <b><i>Ольга</i></b>"


def test_a_text_as_html_can_be_put_into_another(folder: Path) -> None:
    texts = Catalogues(folder).texts("en")
    inner = texts.html("hello", name="A&B")
    assert texts.html("hello", name=inner) == "Hello, <b>Hello, <b>A&amp;B</b></b>"


def test_plain_text_is_left_as_it_is(folder: Path) -> None:
    assert Catalogues(folder).texts("en").plain("hello", name="A & B") == "Hello, <b>A & B</b>"


def test_braces_in_what_people_wrote_mean_nothing(folder: Path) -> None:
    assert Catalogues(folder).texts("en").plain("hello", name="{count}") == "Hello, <b>{count}</b>"


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "занятий"), (1, "занятие"), (3, "занятия"), (5, "занятий"), (11, "занятий"), (21, "занятие")],
)
def test_russian_plural_agrees_with_the_number(folder: Path, count: int, words: str) -> None:
    texts = Catalogues(folder).texts("ru")
    assert texts.many("lessons", count, name="<A>") == f"{count} {words}, &lt;A&gt;"
    assert texts.many_plain("lessons", count, name="<A>") == f"{count} {words}, <A>"


@pytest.mark.parametrize(("count", "words"), [(0, "sessions"), (1, "session"), (2, "sessions")])
def test_english_plural_agrees_with_the_number(folder: Path, count: int, words: str) -> None:
    assert Catalogues(folder).texts("en").many_plain("lessons", count, name="A") == f"{count} {words}, A"


def test_an_unknown_key_or_a_missing_placeholder_is_an_error(folder: Path) -> None:
    texts = Catalogues(folder).texts("ru")
    with pytest.raises(KeyError, match="nothing"):
        texts.html("nothing")
    with pytest.raises(KeyError, match="name"):
        texts.html("hello")
    with pytest.raises(KeyError, match="name"):
        texts.many_plain("lessons", 2)


def test_a_compiled_catalogue_says_the_same(folder: Path) -> None:
    read = Catalogues(folder).texts("ru")
    expected = read.many_plain("lessons", 2, name="A"), read.plain("hello", name="A")
    for source in folder.rglob("*.po"):
        with source.open("rb") as text, source.with_suffix(".mo").open("wb") as compiled:
            write_mo(compiled, read_po(text))
        source.write_bytes(b"not a catalogue: proof that it is not read")
        os.utime(source, ns=(0, 0))
    compiled_texts = Catalogues(folder).texts("ru")
    assert (
        compiled_texts.many_plain("lessons", 2, name="A"),
        compiled_texts.plain("hello", name="A"),
    ) == expected


def test_a_compiled_catalogue_older_than_its_text_is_not_used(folder: Path) -> None:
    source = folder / "ru" / "LC_MESSAGES" / "room.po"
    source.with_suffix(".mo").write_bytes(b"old")
    os.utime(source.with_suffix(".mo"), ns=(0, 0))
    assert "hello" in Catalogues(folder).texts("ru")


def test_a_key_in_two_files_is_an_error(folder: Path) -> None:
    place = folder / "ru" / "LC_MESSAGES"
    (place / "second.po").write_text(f'{HEADER}\nmsgid "hello"\nmsgstr "Привет"\n', encoding="utf-8")
    with pytest.raises(ValueError, match="hello"):
        Catalogues(folder)


@pytest.mark.parametrize(
    ("code", "language"),
    [("ru", "ru"), ("en", "en"), ("en-US", "en"), ("EN_gb", "en"), ("de", "ru"), ("", "ru"), (None, "ru")],
)
def test_a_language_that_is_not_spoken_here_becomes_russian(code: str | None, language: str) -> None:
    assert language_or_default(code) == language


def test_texts_know_their_language(folder: Path) -> None:
    catalogues = Catalogues(folder)
    assert [catalogues.texts(code).language for code in ("en-US", "fr")] == ["en", "ru"]
