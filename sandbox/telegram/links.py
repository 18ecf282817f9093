"""Which addresses Telegram takes in buttons and links: TD LinkManager.cpp:1940, TD HttpUrl.cpp:42."""

import re
from urllib.parse import quote

_SCHEME = re.compile(r"(?P<scheme>[^:/?#@\[\]]*)://", re.ASCII)
_TG = re.compile(r"(?P<scheme>tg|ton|tonsite):(?://)?", re.IGNORECASE)
_HOST_PORT = re.compile(r"(?:(?P<user>.*)@)?(?P<host>\[[^\]]*\]|[^:]*)(?::(?P<port>.*))?", re.DOTALL)
_TG_HOST = re.compile(r"[A-Za-z0-9_-]*")
_HOST = re.compile(r"(?:[A-Za-z0-9._!$,~*'();&+=-]|[^\x00-\x7f]|%[0-9A-Fa-f]{2})+")


class InvalidLinkError(ValueError):
    """An address Telegram refuses; the text is its reason in Telegram's words."""


def checked_link(link: str, *, https_only: bool = False) -> str:
    """The address as Telegram stores it, with scheme and path. Raises `InvalidLinkError`."""
    internal = _TG.match(link)
    if internal and not https_only:
        return _checked_internal(internal["scheme"].lower(), link[internal.end() :])
    scheme, user, host, port, rest = url_parts(link)
    if https_only and (internal or scheme != "https"):
        raise InvalidLinkError("Only HTTPS links are allowed")
    if "." not in host and not host.startswith("["):
        raise InvalidLinkError("Wrong HTTP URL")
    return f"{scheme}://{user}{host}{port}{rest}"


def _checked_internal(scheme: str, link: str) -> str:
    _, user, host, port, rest = url_parts(link)
    if user or port or host.startswith("[") or link.lower().startswith(("http://", "https://")):
        raise InvalidLinkError("Wrong tg URL" if scheme == "tg" else "Wrong ton URL")
    if not _TG_HOST.fullmatch(host.replace(".", "") if scheme == "tonsite" else host):
        raise InvalidLinkError("Unallowed characters in URL host")
    return f"{scheme}://{host}{rest[1:] if rest.startswith('/?') else rest}"


def url_parts(link: str, *, scheme: str = "http") -> tuple[str, str, str, str, str]:
    """Scheme (the given one if the link has none), `user@`, host, `:port`, and the rest beginning with `/`.

    Raises `InvalidLinkError`.
    """
    if found := _SCHEME.match(link):
        scheme = found["scheme"].lower()
        if scheme not in ("http", "https"):
            raise InvalidLinkError("Unsupported URL protocol")
        link = link[found.end() :]
    authority = re.split(r"[/?#]", link, maxsplit=1)[0]
    rest = link[len(authority) :].rstrip()
    if not rest.startswith("/"):
        rest = "/" + rest
    rest = re.sub(r"[\x00-\x20]", lambda space: quote(space[0]), rest)
    pieces = _HOST_PORT.fullmatch(authority)
    host = pieces["host"] if pieces else authority
    port = (pieces["port"] or "") if pieces else ""
    if pieces and pieces["port"] is not None and not (port.isdecimal() and 0 < int(port) <= 65535):
        raise InvalidLinkError("Wrong port number specified in the URL")
    if not host:
        raise InvalidLinkError("URL host is empty")
    if host == ".":
        raise InvalidLinkError("Host is invalid")
    if not host.startswith("[") and not _HOST.fullmatch(host):
        raise InvalidLinkError("Disallowed character in URL host")
    user = f"{pieces['user']}@" if pieces and pieces["user"] else ""
    return scheme, user, host, f":{int(port)}" if port else "", rest
