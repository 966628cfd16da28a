"""Secrets are not printed, not read back, and not copied, which would free them twice."""

from __future__ import annotations

import copy
import pickle

import pytest

import keelbolt
from making import ENTROPY, draft

SECRET = bytes(range(0x41, 0x61))  # letters, so that a text of any kind would show them
MAKERS = [keelbolt.SecretKey, keelbolt.Preimage]


@pytest.mark.parametrize("make", MAKERS)
def test_nothing_shows_it(make: type) -> None:
    value = make(SECRET)
    shown = f"{value} {value!r} {vars(value)} {dir(value)}"
    for form in (SECRET.decode(), SECRET.hex(), str(SECRET), str(list(SECRET))):
        assert form.lower() not in shown.lower()
    assert str(value) == repr(value) == f"{make.__name__}(..)"


@pytest.mark.parametrize("make", MAKERS)
def test_an_error_does_not_show_it(make: type) -> None:
    with pytest.raises(keelbolt.InvoiceError.WrongLength) as raised:
        make(SECRET + b"!")
    assert SECRET.decode() not in f"{raised.value} {raised.value!r}"


@pytest.mark.parametrize("make", MAKERS + [lambda _: keelbolt.UnsignedInvoice(draft())])
@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy, pickle.dumps])
def test_nothing_copies_it(make: object, duplicate: object) -> None:
    with pytest.raises(TypeError):
        duplicate(make(SECRET))


@pytest.mark.parametrize("no_key", [None, SECRET, keelbolt.Preimage(SECRET)])
def test_nothing_else_signs(no_key: object) -> None:
    with pytest.raises(TypeError):
        draft().sign(no_key, ENTROPY)
