"""The page's files: all there, in both languages, and needing nothing from outside."""

import re

import aiohttp
import pytest

from sandbox.server import PAGE, Sandbox

NAMESPACE = "http://www.w3.org/2000/svg"


async def test_the_page_and_every_file_it_names_are_served(sandbox: Sandbox) -> None:
    seen: set[str] = set()
    waiting = ["/"]
    async with aiohttp.ClientSession(sandbox.url) as session:
        while waiting:
            path = waiting.pop()
            async with session.get(path) as response:
                assert response.status == 200, path
                content = await response.text()
            seen.add(path)
            named = re.findall(r'(?:href|src)="(/page/[^"]+)"', content)
            named += [f"/page/{name}" for name in re.findall(r'from "\./([^"]+)"', content)]
            waiting += [name for name in named if name not in seen]
    assert {f"/page/{file.name}" for file in PAGE.iterdir()} - {"/page/index.html"} == seen - {"/"}


def test_every_word_of_the_page_is_there_in_russian_and_in_english() -> None:
    words = (PAGE / "strings.js").read_text(encoding="utf-8")
    russian, english = re.findall(r"^const (?:RU|EN) = \{\n(.*?)^\};", words, re.MULTILINE | re.DOTALL)
    key = re.compile(r"^ {2,4}(\w+):", re.MULTILINE)
    assert key.findall(russian) == key.findall(english)
    assert not re.search(
        r"[А-Яа-яё]", english.replace("Русский", "").replace("Показать эту страницу по-русски", "")
    )


@pytest.mark.parametrize("file", sorted(path.name for path in PAGE.iterdir()))
def test_a_file_of_the_page_loads_nothing_from_outside(file: str) -> None:
    content = (PAGE / file).read_text(encoding="utf-8").replace(NAMESPACE, "")
    assert not re.search(r"""(?:src|href|from|import|url\()\s*=?\s*["'(]*https?:""", content)


def test_words_stand_in_strings_alone() -> None:
    for path in PAGE.glob("*.js"):
        if path.name != "strings.js":
            code = re.sub(
                r"/\*.*?\*/|^\s*//.*$", "", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE
            )
            assert not re.search(r"[А-Яа-яё]", code), path.name
