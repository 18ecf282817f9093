"""The catalogues are complete, equal in both languages, and say only what the voice's rules allow."""

import ast
import fnmatch
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

import pytest
from babel.messages import Catalog, Message
from babel.messages.pofile import read_po

from services.texts import LANGUAGES, Catalogues

ROOT = Path(__file__).parents[2]
LOCALES = ROOT / "locales"
PRODUCT = ("bot", "handlers", "integrations", "scheduler", "services")

WIDGETS = {"Say", "Label"}
METHODS = {"html", "plain", "many", "many_plain"}
UNESCAPED = {"Label", "plain", "many_plain"}
PLURAL_FORMS = {"ru": 3, "en": 2}
TAGS = {"b", "i", "u", "code"}

# Rooms that patients never read. All other texts may reach a patient.
STAFF = {"organizer", "doctor", "instructor", "imports", "check"}
NOT_FOR_PATIENTS = re.compile(
    r"\bрак(а|у|ом|е)?\b|онко|диагноз|опухол|\bcancer|\bonco|\bdiagnos|\btumou?r", re.IGNORECASE
)
# The voice: no exclamation, no gender in brackets, no blame.
UNKIND = re.compile(r"!|\(а\)|\(ла\)|ошибк|ошибл|неверн|\berror\b|\bwrong\b|\binvalid\b", re.IGNORECASE)


@dataclass(frozen=True)
class Use:
    """A place in the code that names a key."""

    where: str
    by: str
    key: str
    given: frozenset[str] | None


def files(language: str) -> list[Path]:
    return sorted((LOCALES / language / "LC_MESSAGES").glob("*.po"))


def catalogue(file: Path, language: str) -> Catalog:
    with file.open("rb") as text:
        return read_po(text, locale=language, abort_invalid=True)


def entries(language: str) -> Iterator[tuple[str, Message]]:
    """All entries of a language with the rooms (file names) they are in."""
    for file in files(language):
        for message in catalogue(file, language):
            if message.id:
                yield file.stem, message


def key_of(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def forms_of(message: Message) -> tuple[str, ...]:
    forms = message.string or ""
    return (forms,) if isinstance(forms, str) else tuple(forms)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for room in PRODUCT:
        for file in sorted((ROOT / room).rglob("*.py")):
            yield file.relative_to(ROOT), ast.parse(file.read_text(encoding="utf-8"))


def literals(node: ast.expr) -> Iterator[str]:
    """The strings an argument can be, ``*`` where a part is made at run time."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in node.values)
    elif isinstance(node, ast.IfExp):
        yield from literals(node.body)
        yield from literals(node.orelse)


def uses() -> Iterator[Use]:
    for file, tree in trees():
        for call in ast.walk(tree):
            if not isinstance(call, ast.Call) or not call.args:
                continue
            name = called(call)
            if name not in (METHODS if isinstance(call.func, ast.Attribute) else WIDGETS):
                continue
            keywords = {keyword.arg for keyword in call.keywords}
            # A widget is given the rest by its window, and ** by what it unpacks.
            open_ended = name in WIDGETS or None in keywords
            given = None if open_ended else frozenset(filter(None, keywords)) | {"count"} & many(name)
            for key in literals(call.args[0]):
                yield Use(f"{file}:{call.lineno}", name, key, given)


def called(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def matching(pattern: str, keys: Iterable[str]) -> list[str]:
    """The keys that a key with run-time parts can be."""
    return fnmatch.filter(keys, pattern)


def names_its_group(pattern: str) -> bool:
    """False for a key that can be anything in its room; refusals are known by their codes one by one."""
    return len([part for part in pattern.split(".") if part != "*"]) > 1 or pattern == "refusal.*"


def refusals() -> Iterator[tuple[str, str]]:
    """Where services refuse, and with which code."""
    for file, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and called(node) == "Refused":
                calls = [node]
            elif isinstance(node, ast.ClassDef) and "Refused" in {ast.unparse(base) for base in node.bases}:
                calls = [c for c in ast.walk(node) if isinstance(c, ast.Call) and called(c) == "__init__"]
            else:
                continue
            for call in calls:
                for code in literals(call.args[0]):
                    yield f"{file}:{call.lineno}", code


def many(method: str) -> set[str]:
    return {"count"} if method.startswith("many") else set()


@pytest.fixture(scope="module")
def russian() -> dict[str, Message]:
    return {key_of(message): message for _, message in entries("ru")}


@pytest.fixture(scope="module")
def english() -> dict[str, Message]:
    return {key_of(message): message for _, message in entries("en")}


def test_the_reader_takes_them_all() -> None:
    Catalogues(LOCALES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_key_is_there_twice(language: str) -> None:
    named = Counter(
        name
        for file in files(language)
        for name in re.findall(r'^msgid "(.+)"$', file.read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert [key for key, times in named.items() if times > 1] == []


def test_both_languages_have_the_same_keys_in_the_same_files() -> None:
    ours = {
        language: {(room, key_of(message)) for room, message in entries(language)} for language in LANGUAGES
    }
    assert ours["ru"] ^ ours["en"] == set()


def test_both_languages_have_the_same_placeholders(
    russian: dict[str, Message], english: dict[str, Message]
) -> None:
    for key, message in russian.items():
        of_russian = set().union(*map(placeholders, forms_of(message)))
        of_english = set().union(*map(placeholders, forms_of(english[key])))
        assert of_russian == of_english, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_are_plain_names(language: str) -> None:
    for _, message in entries(language):
        for form in forms_of(message):
            for _, name, how, conversion in Formatter().parse(form):
                assert name is None or (name.isidentifier() and not how and not conversion), key_of(message)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_empty_unsure_or_left_over(language: str) -> None:
    for file in files(language):
        catalog = catalogue(file, language)
        assert list(catalog.obsolete) == []
        for message in filter(lambda message: message.id, catalog):
            assert not message.fuzzy, (file, message.id)
            assert all(form.strip() == form and form for form in forms_of(message)), (file, message.id)


@pytest.mark.parametrize("language", LANGUAGES)
def test_plurals_have_all_forms(
    language: str, russian: dict[str, Message], english: dict[str, Message]
) -> None:
    for file in files(language):
        assert catalogue(file, language).num_plurals == PLURAL_FORMS[language], file
    for _, message in entries(language):
        key = key_of(message)
        if message.pluralizable:
            assert len(forms_of(message)) == PLURAL_FORMS[language], key
        assert russian[key].pluralizable == english[key].pluralizable, key


def test_every_key_in_the_code_exists(russian: dict[str, Message]) -> None:
    assert [f"{use.where} {use.key}" for use in uses() if not matching(use.key, russian)] == []


def test_every_key_is_used(russian: dict[str, Message]) -> None:
    named = {
        node.value
        for _, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    asked = {use.key for use in uses()} | {f"refusal.{code}" for _, code in refusals()}
    made = [key for key in asked if "*" in key and key != "refusal.*" and names_its_group(key)]
    unused = russian.keys() - named - asked - {key for pattern in made for key in matching(pattern, russian)}
    assert sorted(unused) == []


def test_keys_made_at_run_time_name_their_group() -> None:
    vague = [f"{use.where} {use.key}" for use in uses() if "*" in use.key and not names_its_group(use.key)]
    assert vague == []


def test_every_refusal_has_its_sentence(russian: dict[str, Message]) -> None:
    missing = [f"{where} {code}" for where, code in refusals() if not matching(f"refusal.{code}", russian)]
    assert missing == []


def test_texts_are_given_all_their_placeholders(russian: dict[str, Message]) -> None:
    missing = [
        f"{use.where} {use.key}: {sorted(wanted - use.given)}"
        for use in uses()
        if use.given is not None and use.key in russian
        for wanted in [set().union(*map(placeholders, forms_of(russian[use.key])))]
        if wanted - use.given
    ]
    assert missing == []


def test_plurals_are_asked_for_as_plurals(russian: dict[str, Message]) -> None:
    mixed = [
        f"{use.where} {use.key}"
        for use in uses()
        if use.by in METHODS and use.key in russian and russian[use.key].pluralizable != bool(many(use.by))
    ]
    assert mixed == []


def test_what_goes_out_plain_has_no_markup(russian: dict[str, Message], english: dict[str, Message]) -> None:
    plain = {key for use in uses() if use.by in UNESCAPED for key in matching(use.key, russian)}
    marked = {
        key
        for key in plain
        for texts in (russian, english)
        if key in texts and re.search(r"<|&\w+;", "".join(forms_of(texts[key])))
    }
    assert sorted(marked) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_markup_is_whole(language: str) -> None:
    for _, message in entries(language):
        for form in forms_of(message):
            is_open: list[str] = []
            for closing, tag in re.findall(r"<(/?)([^>]*)>", form):
                assert tag in TAGS, key_of(message)
                if closing:
                    assert is_open, key_of(message)
                    assert is_open.pop() == tag, key_of(message)
                else:
                    is_open.append(tag)
            assert is_open == [], key_of(message)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_of_illness_reaches_a_patient(language: str) -> None:
    told = [
        key_of(message)
        for room, message in entries(language)
        if room not in STAFF and NOT_FOR_PATIENTS.search(" ".join(forms_of(message)))
    ]
    assert told == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_voice_is_kind(language: str) -> None:
    unkind = [
        key_of(message) for _, message in entries(language) if UNKIND.search(" ".join(forms_of(message)))
    ]
    assert unkind == []
