"""Telegram-flavoured HTML as the HTML and the plain text of a mail."""

from html import escape
from html.parser import HTMLParser
from urllib.parse import urlsplit

PLAIN_TAGS = {
    "b": "b",
    "strong": "b",
    "i": "i",
    "em": "i",
    "u": "u",
    "ins": "u",
    "s": "s",
    "strike": "s",
    "del": "s",
    "code": "code",
}
"""Telegram's tags (Bot API, "HTML style") under the names that mail programs know. Of tags that are neither
here nor handled below, such as tg-time, tg-emoji and tg-spoiler, the text is left."""

QUOTE_STYLE = "margin:12px 0;padding:4px 0 4px 14px;border-left:4px solid #5b8dd9"
PRE_STYLE = "white-space:pre-wrap;font-size:16px"

_SCHEMES = frozenset({"http", "https", "mailto", "tel"})


def mail_html(html: str) -> str:
    """Return the message for the body of an HTML mail, line breaks kept."""
    return _read(html).html()


def mail_text(html: str) -> str:
    """Return the message as plain text: links written out, quotes with ``>`` before each line."""
    return _read(html).text()


def opens_in_mail(url: str) -> bool:
    """Whether a link is of use outside Telegram."""
    return urlsplit(url).scheme in _SCHEMES


def _read(html: str) -> "_Translation":
    translation = _Translation()
    translation.feed(html)
    translation.close()
    return translation


class _Translation(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._html: list[str] = []
        self._texts: list[str] = [""]
        self._links: list[str | None] = []
        self._in_pre = False
        self._after_block = False

    def html(self) -> str:
        return "".join(self._html)

    def text(self) -> str:
        return "".join(self._texts).strip("\n")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in PLAIN_TAGS:
            self._html.append(f"<{PLAIN_TAGS[tag]}>")
        elif tag == "pre":
            self._html.append(f'<pre style="{PRE_STYLE}">')
            self._in_pre = True
        elif tag == "blockquote":
            self._html.append(f'<blockquote style="{QUOTE_STYLE}">')
            self._texts.append("")
        elif tag == "a":
            url = dict(attrs).get("href") or ""
            self._links.append(url if opens_in_mail(url) else None)
            self._texts.append("")
            if self._links[-1]:
                self._html.append(f'<a href="{escape(url)}">')

    def handle_endtag(self, tag: str) -> None:
        if tag in PLAIN_TAGS:
            self._html.append(f"</{PLAIN_TAGS[tag]}>")
        elif tag == "pre":
            self._html.append("</pre>")
            self._in_pre = False
            self._end_block()
        elif tag == "blockquote" and len(self._texts) > 1:
            self._html.append("</blockquote>")
            quoted = self._texts.pop().strip("\n")
            self._end_block()
            self._texts[-1] += "".join(f"> {line}\n" for line in quoted.split("\n"))
        elif tag == "a" and self._links:
            url = self._links.pop()
            label = self._texts.pop()
            self._texts[-1] += f"{label} ({url})" if url and url != label else label
            if url:
                self._html.append("</a>")

    def handle_data(self, data: str) -> None:
        if self._after_block:
            data = data.removeprefix("\n")
        self._after_block = False
        self._texts[-1] += data
        shown = escape(data, quote=False)
        self._html.append(shown if self._in_pre else shown.replace("\n", "<br>\n"))

    def _end_block(self) -> None:
        # A block ends its line by itself: the line break written after it would be a second one.
        if self._texts[-1] and not self._texts[-1].endswith("\n"):
            self._texts[-1] += "\n"
        self._after_block = True
