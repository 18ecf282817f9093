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

    ``keys`` are 32 random bytes each. The first one seals, each one opens, so a new key is put in front and
    the older ones stay. Look-ups and tokens hang on the last (oldest) key alone: a new key in front changes
    neither, while without the last one nobody is found by email or phone and open invitations are void.
    Raises ValueError when there is no key, one of them has another length, or two are the same.
    """

    def __init__(self, keys: Sequence[bytes]) -> None:
        if not keys:
            raise ValueError(f"at least one key is needed; {HOW_TO_MAKE_A_KEY}")
        if any(len(key) != KEY_BYTES for key in keys):
            raise ValueError(f"each key must be {KEY_BYTES} bytes; {HOW_TO_MAKE_A_KEY}")
        self._ciphers = {hashlib.sha256(key).hexdigest()[:8]: AESGCM(key) for key in keys}
        if len(self._ciphers) != len(keys):
            raise ValueError(f"the same key is given twice; {HOW_TO_MAKE_A_KEY}")
        self._sealing_id = next(iter(self._ciphers))
        self._index_key = _derive(keys[-1], b"oncocenter index")
        self._token_key = _derive(keys[-1], b"oncocenter token")
        self._code_key = _derive(keys[-1], b"oncocenter code")

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read the keys from base64, separated by commas, the newest first.

        Raises ValueError with a sentence for the person who set them; it never repeats the keys.
        """
        return cls([_decode(part.strip()) for part in text.split(",")])

    def seal(self, text: str, row: str) -> str:
        """Encrypt ``text`` for the row with that uid; equal texts give different values each time."""
        nonce = os.urandom(NONCE_BYTES)
        encrypted = self._ciphers[self._sealing_id].encrypt(nonce, text.encode(), row.encode())
        return f"{self._sealing_id}.{base64.b64encode(nonce + encrypted).decode()}"

    def open(self, sealed: str, row: str) -> str:
        """Decrypt what ``seal`` gave for the same row. Raises CannotOpen."""
        key_id, _, value = sealed.partition(".")
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            raise CannotOpen("the key this value was sealed with is not among the keys")
        try:
            encrypted = base64.b64decode(value, validate=True)
            return cipher.decrypt(encrypted[:NONCE_BYTES], encrypted[NONCE_BYTES:], row.encode()).decode()
        except (binascii.Error, ValueError, InvalidTag) as error:
            raise CannotOpen("a sealed value was changed or belongs to another row") from error

    def index(self, kind: IndexKind, text: str) -> str:
        """Return 64 hex digits by which a value is looked up without being readable.

        An ``email`` is found whatever its case and surrounding spaces; a ``phone`` must come in the one
        spelling it is kept in (E.164).
        """
        normal = text.strip().casefold() if kind == "email" else text
        return hmac.new(self._index_key, f"{kind}\0{normal}".encode(), hashlib.sha256).hexdigest()

    def token(self, nonce: str) -> str:
        """Return the invitation token that belongs to ``nonce``: 43 characters that fit into a link."""
        digest = hmac.new(self._token_key, nonce.encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")

    def code(self, nonce: str) -> str:
        """Return the one-time code that belongs to ``nonce``: ``CODE_DIGITS`` digits."""
        digest = hmac.new(self._code_key, nonce.encode(), hashlib.sha256).digest()
        return f"{int.from_bytes(digest) % 10**CODE_DIGITS:0{CODE_DIGITS}}"


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise ValueError(f"each key must be base64 text; {HOW_TO_MAKE_A_KEY}") from None


def _derive(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose).derive(key)
