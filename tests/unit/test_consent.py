"""The full text of the consent, page by page."""

import re

import pytest

from services.consent import FOLDER, pages
from services.invitations import CONSENT_VERSION
from services.texts import LANGUAGES

LONGEST_MESSAGE = 4096


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_present_version(language: str) -> None:
    assert pages(language, "Центр")
    assert f" {CONSENT_VERSION}\n" in pages(language, "Центр")[0]


def test_the_languages_say_the_same_on_as_many_pages() -> None:
    headings = [[page.count("<b>") for page in pages(language, "Центр")] for language in LANGUAGES]
    assert headings[0] == headings[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_names_who_processes_the_data_and_no_page_is_too_long(language: str) -> None:
    shown = pages(language, "центр «Солнце & Ко»")
    assert "центр «Солнце &amp; Ко»" in shown[0]
    assert all(0 < len(page) < LONGEST_MESSAGE and "{" not in page for page in shown)


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_markup_is_what_telegram_knows(language: str) -> None:
    for page in pages(language, "Центр"):
        assert set(re.findall(r"<[^>]*>", page)) <= {"<b>", "</b>"}
        assert page.count("<b>") == page.count("</b>")


@pytest.mark.parametrize("language", LANGUAGES)
def test_versions_are_numbered_from_one_without_a_gap(language: str) -> None:
    there = {file.name for file in (FOLDER / language).glob("consent-*.html")}
    assert there == {f"consent-{number}.html" for number in range(1, CONSENT_VERSION + 1)}
