"""The keys of the installation: sealing personal values, finding them again, making tokens and codes."""

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import Sequence
from typing import Literal, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
NONCE_BYTES = 12  # NIST SP 800-38D, section 8.2: the length AES-GCM is meant for

CODE_DIGITS = 6
"""A person keeps six digits in mind between a mail and a chat; five tries guess one code in 200 000."""

HOW_TO_MAKE_A_KEY = "make one with: openssl rand -base64 32"

IndexKind = Literal["email", "phone"]


class CannotOpen(Exception):
    """A sealed value was changed, belongs to another row, or its key is not among the vault's."""


class Vault:
    """Seals personal values with AES-256-GCM; satisfies ``models.base.Seals``.

    ``keys`` are 32 random bytes each. The first one seals, makes indexes and tokens; each one opens, finds
    and makes a token again, so a new key is put in front and the older ones stay until everything has been
    sealed anew (``services.keys``). Raises ValueError when there is no key, one of them has another length,
    or two are the same.
    """

    def __init__(self, keys: Sequence[bytes]) -> None:
        if not keys:
            raise ValueError(f"at least one key is needed; {HOW_TO_MAKE_A_KEY}")
        if any(len(key) != KEY_BYTES for key in keys):
            raise ValueError(f"each key must be {KEY_BYTES} bytes; {HOW_TO_MAKE_A_KEY}")
        self._ciphers = {hashlib.sha256(key).hexdigest()[:8]: AESGCM(key) for key in keys}
        if len(self._ciphers) != len(keys):
            raise ValueError(f"the same key is given twice; {HOW_TO_MAKE_A_KEY}")
        self.key_ids = tuple(self._ciphers)
        self._index_keys = [_derive(key, b"oncocenter index") for key in keys]
        self._token_keys = [_derive(key, b"oncocenter token") for key in keys]
        self._code_key = _derive(keys[0], b"oncocenter code")

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read the keys from base64, separated by commas, the newest first.

        Raises ValueError with a sentence for the person who set them; it never repeats the keys.
        """
        return cls([_decode(part.strip()) for part in text.split(",")])

    def seal(self, text: str, row: str) -> str:
        """Encrypt ``text`` for the row with that uid; equal texts give different values each time."""
        nonce = os.urandom(NONCE_BYTES)
        encrypted = self._ciphers[self.key_ids[0]].encrypt(nonce, text.encode(), row.encode())
        return f"{self.key_ids[0]}.{base64.b64encode(nonce + encrypted).decode()}"

    def open(self, sealed: str, row: str) -> str:
        """Decrypt what ``seal`` gave for the same row. Raises CannotOpen."""
        of_key, _, value = sealed.partition(".")
        cipher = self._ciphers.get(of_key)
        if cipher is None:
            raise CannotOpen("the key this value was sealed with is not among the keys")
        try:
            encrypted = base64.b64decode(value, validate=True)
            return cipher.decrypt(encrypted[:NONCE_BYTES], encrypted[NONCE_BYTES:], row.encode()).decode()
        except (binascii.Error, ValueError, InvalidTag) as error:
            raise CannotOpen("a sealed value was changed or belongs to another row") from error

    def index(self, kind: IndexKind, text: str) -> str:
        """Return 64 hex digits by which a value is found without being readable; they are to be stored.

        An ``email`` is found whatever its case and surrounding spaces; a ``phone`` must come in the one
        spelling it is kept in (E.164).
        """
        return self.lookups(kind, text)[0]

    def lookups(self, kind: IndexKind, text: str) -> tuple[str, ...]:
        """Return the indexes under which a value may be stored: one a key, the sealing one's first."""
        normal = text.strip().casefold() if kind == "email" else text
        message = f"{kind}\0{normal}".encode()
        return tuple(hmac.new(key, message, hashlib.sha256).hexdigest() for key in self._index_keys)

    def token(self, nonce: str) -> str:
        """Return a new invitation's token that belongs to ``nonce``: 43 characters that fit into a link."""
        return self.tokens(nonce)[0]

    def tokens(self, nonce: str) -> tuple[str, ...]:
        """Return the tokens that ``nonce`` may have been given out with: one a key, the first key's first."""
        digests = (hmac.new(key, nonce.encode(), hashlib.sha256).digest() for key in self._token_keys)
        return tuple(base64.urlsafe_b64encode(digest).decode().rstrip("=") for digest in digests)

    def code(self, nonce: str) -> str:
        """Return the one-time code that belongs to ``nonce``: ``CODE_DIGITS`` digits."""
        digest = hmac.new(self._code_key, nonce.encode(), hashlib.sha256).digest()
        return f"{int.from_bytes(digest) % 10**CODE_DIGITS:0{CODE_DIGITS}}"


def key_id(sealed: str) -> str:
    """Return the id of the key a value was sealed with; it tells nothing of the key."""
    return sealed.partition(".")[0]


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise ValueError(f"each key must be base64 text; {HOW_TO_MAKE_A_KEY}") from None


def _derive(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose).derive(key)
