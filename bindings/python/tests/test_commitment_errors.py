"""Every error of a channel's keys, secrets and scripts: its class, its typed fields, its code, who is to blame, and the
library's text."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import keelbolt
from channels import NO_POINT, POINTS, ROOT
from keelbolt import Blame, ChannelSecrets, CommitmentError, PerCommitmentSecret, SecretGenerator, SecretStore
from making import ENTROPY
from rows import Row, check

PEER, CALLER = Blame.PEER, Blame.CALLER
SECRET = PerCommitmentSecret(bytes([1]) * 32)


def store_of(count: int) -> SecretStore:
    """A store to which so many secrets have come."""
    store, generator = SecretStore(), SecretGenerator(bytes([9]) * 32)
    for number in range(count):
        store.insert(number, generator.secret(number))
    return store


def insert(number: int, count: int = 0) -> Callable:
    return lambda: store_of(count).insert(number, SECRET)


def saved(head: bytes) -> Callable:
    """A store whose saved form begins with these bytes."""
    return lambda: SecretStore.parse(head + bytes(1577 - len(head)))


ROWS: list[Row] = [
    (
        lambda: keelbolt.derive_pubkey(NO_POINT, POINTS[0]),
        "KeyNotAPoint",
        {},
        500,
        PEER,
        "not a compressed point of the curve",
    ),
    (
        lambda: PerCommitmentSecret(bytes(32)).point(ENTROPY),
        "SecretKeyOutOfRange",
        {},
        501,
        CALLER,
        "secret key is zero or not below the group order",
    ),
    (
        lambda: ChannelSecrets.derive(ROOT, 2**31, ENTROPY),
        "ChildIndexTooLarge",
        {"found": 2**31},
        512,
        CALLER,
        "channel secrets: child index: expected less than 2147483648, found 2147483648",
    ),
    (
        lambda: ChannelSecrets.derive(ROOT.derive_path("/".join(["0"] * 252), ENTROPY), 0, ENTROPY),
        "TooDeep",
        {},
        515,
        CALLER,
        "channel secrets: more than 255 steps below the master key",
    ),
    (
        lambda: SecretStore.parse(bytes(1576)),
        "WrongLength",
        {"expected": 1577, "found": 1576},
        600,
        CALLER,
        "expected 1577 bytes, found 1576",
    ),
    (
        lambda: keelbolt.per_commitment_index(2**48),
        "CommitmentNumberTooLarge",
        {"expected": 2**48 - 1, "found": 2**48},
        606,
        CALLER,
        "commitment number: expected at most 281474976710655, found 281474976710656",
    ),
    (
        insert(1),
        "SecretOutOfOrder",
        {"expected": 0, "found": 1},
        800,
        CALLER,
        "per-commitment secret: expected that of commitment 0, found 1",
    ),
    (
        lambda: SecretStore.parse(b"\1\0\1" + bytes(1574)).insert(7, SECRET),
        "SecretOutOfOrder",
        {"expected": None, "found": 7},
        800,
        CALLER,
        "per-commitment secret: all have come, found 7",
    ),
    (
        insert(1, count=1),
        "SecretNotDerivable",
        {"found": 1, "earlier": 0},
        801,
        PEER,
        "per-commitment secret of commitment 1: that of 0 does not follow from it",
    ),
    (
        saved(b"\2"),
        "StoreVersion",
        {"expected": 1, "found": 2},
        802,
        CALLER,
        "saved secrets: expected version 1, found 2",
    ),
    (
        saved(b"\1\1"),
        "StoreCount",
        {"expected": 2**48, "found": 2**56},
        803,
        CALLER,
        "saved secrets: expected at most 281474976710656, found 72057594037927936",
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=[row[1] for row in ROWS])
def test_error(row: Row) -> None:
    check(CommitmentError, row)


def test_a_store_that_refused_is_as_before() -> None:
    store = store_of(1)
    before = store.expose()
    for number in (0, 1, 2):
        with pytest.raises(CommitmentError):
            store.insert(number, SECRET)
    assert store.expose() == before and store.next() == 1
