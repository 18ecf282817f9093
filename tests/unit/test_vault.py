"""The vault: what is sealed opens for its own row with one of the keys, and for nobody else."""

import base64
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.base import new_uid
from services.vault import CannotOpen, Vault

OLD = bytes(range(32))
NEW = bytes(range(100, 132))
ROW = "0f" * 16


def as_text(*keys: bytes) -> str:
    return ",".join(base64.b64encode(key).decode() for key in keys)


@given(text=st.text())
def test_any_text_opens_again_for_its_row(text: str) -> None:
    vault = Vault([OLD])
    row = new_uid()
    assert vault.open(vault.seal(text, row), row) == text


@given(text=st.text())
def test_another_row_does_not_open_it(text: str) -> None:
    vault = Vault([OLD])
    sealed = vault.seal(text, new_uid())
    with pytest.raises(CannotOpen):
        vault.open(sealed, new_uid())


@given(data=st.data(), text=st.text())
def test_no_changed_bit_goes_unnoticed(data: st.DataObject, text: str) -> None:
    vault = Vault([OLD])
    key_id, _, value = vault.seal(text, ROW).partition(".")
    changed = bytearray(base64.b64decode(value))
    changed[data.draw(st.integers(0, len(changed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(CannotOpen):
        vault.open(f"{key_id}.{base64.b64encode(changed).decode()}", ROW)


@pytest.mark.parametrize("sealed", ["", ".", "plain text", f"{'0' * 8}.AAAA"])
def test_what_was_never_sealed_is_refused(sealed: str) -> None:
    with pytest.raises(CannotOpen):
        Vault([OLD]).open(sealed, ROW)


def test_a_cut_off_value_is_refused() -> None:
    vault = Vault([OLD])
    sealed = vault.seal("Тестова Мария", ROW)
    for length in range(len(sealed)):
        with pytest.raises(CannotOpen):
            vault.open(sealed[:length], ROW)


def test_another_installation_does_not_open_it() -> None:
    sealed = Vault([OLD]).seal("Тестова Мария", ROW)
    with pytest.raises(CannotOpen):
        Vault([NEW]).open(sealed, ROW)


def test_nothing_of_the_text_shows_and_equal_texts_look_different() -> None:
    vault = Vault([OLD])
    sealed = [vault.seal("Maria", ROW) for _ in range(50)]
    assert len(set(sealed)) == 50
    assert not any("Maria" in value or base64.b64encode(b"Maria").decode()[:6] in value for value in sealed)


def test_a_new_key_in_front_seals_while_the_old_one_still_opens() -> None:
    before = Vault([OLD]).seal("before", ROW)
    vault = Vault([NEW, OLD])
    after = vault.seal("after", ROW)
    assert vault.open(before, ROW) == "before"
    assert vault.open(after, ROW) == "after"
    assert Vault([NEW]).open(after, ROW) == "after"


def test_what_was_stored_before_a_new_key_came_in_front_is_still_found() -> None:
    before, after = Vault([OLD]), Vault([NEW, OLD])
    assert before.index("email", "a@demo.invalid") in after.lookups("email", "a@demo.invalid")
    assert before.token("nonce") in after.tokens("nonce")


def test_what_is_stored_from_then_on_needs_the_new_key_alone() -> None:
    after = Vault([NEW, OLD])
    assert after.index("email", "a@demo.invalid") == Vault([NEW]).index("email", "a@demo.invalid")
    assert after.token("nonce") == Vault([NEW]).token("nonce")


def test_an_email_is_found_whatever_its_case_and_spaces() -> None:
    vault = Vault([OLD])
    assert vault.index("email", " Anna@Demo.Invalid\n") == vault.index("email", "anna@demo.invalid")
    assert vault.index("email", "anna@demo.invalid") != vault.index("email", "anna2@demo.invalid")


def test_the_same_text_as_email_and_as_phone_is_not_linked() -> None:
    vault = Vault([OLD])
    assert vault.index("email", "+79990000001") != vault.index("phone", "+79990000001")


def test_look_ups_and_tokens_of_another_installation_differ() -> None:
    ours, theirs = Vault([OLD]), Vault([NEW])
    assert ours.index("email", "a@demo.invalid") != theirs.index("email", "a@demo.invalid")
    assert ours.token("nonce") != theirs.token("nonce")


@given(nonce=st.text())
def test_a_token_fits_into_a_start_link(nonce: str) -> None:
    token = Vault([OLD]).token(nonce)
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", token)


def test_keys_are_read_from_text_the_newest_first() -> None:
    vault = Vault.from_text(f" {as_text(NEW, OLD).replace(',', ' , ')} \n")
    sealed = vault.seal("text", ROW)
    assert Vault([NEW]).open(sealed, ROW) == "text"
    assert vault.open(Vault([OLD]).seal("older", ROW), ROW) == "older"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "must be 32 bytes"),
        ("secret words!", "must be base64"),
        (as_text(OLD)[:-1], "must be base64"),
        (as_text(OLD[:16]), "must be 32 bytes"),
        (as_text(OLD, b"short"), "must be 32 bytes"),
        (as_text(OLD) + ",", "must be 32 bytes"),
        (as_text(NEW, OLD, NEW), "given twice"),
    ],
)
def test_a_wrong_key_is_refused_in_a_sentence_that_tells_how_to_make_one(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason) as refusal:
        Vault.from_text(text)
    assert "openssl rand -base64 32" in str(refusal.value)
    assert not any(part and part in str(refusal.value) for part in text.split(","))


def test_a_vault_without_keys_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one key"):
        Vault([])
