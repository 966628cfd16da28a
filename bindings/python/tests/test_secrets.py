"""Secrets are not printed, not read back, and not copied, which would free them twice."""

from __future__ import annotations

import copy
import pickle

import pytest

import keelbolt
from channels import ceremony, key
from making import ENTROPY, draft
from onions import NODES

SECRET = bytes(range(0x41, 0x61))  # letters, so that a text of any kind would show them
EXPOSED = [
    keelbolt.Preimage,
    keelbolt.SharedSecret,
    keelbolt.RouteSecrets,
    keelbolt.PathId,
    keelbolt.PerCommitmentSecret,
]
MAKERS = [keelbolt.SecretKey, keelbolt.SecretGenerator, *EXPOSED]
FIXED = [make for make in MAKERS if make is not keelbolt.PathId]
WRONG_LENGTH = (
    keelbolt.InvoiceError.WrongLength,
    keelbolt.OnionError.WrongLength,
    keelbolt.CommitmentError.WrongLength,
)


def path_secret(secret: bytes) -> keelbolt.PathSecret:
    return keelbolt.PathSecret(NODES[0], keelbolt.SharedSecret(secret))


def extended_key(secret: bytes) -> keelbolt.ExtendedSecretKey:
    return keelbolt.ExtendedSecretKey.from_seed(secret, keelbolt.KeyNetwork.MAINNET)


def channel_secrets(secret: bytes) -> keelbolt.ChannelSecrets:
    return keelbolt.ChannelSecrets(*(key(byte) for byte in range(1, 6)), secret)


def store(secret: bytes) -> keelbolt.SecretStore:
    store = keelbolt.SecretStore()
    store.insert(0, keelbolt.PerCommitmentSecret(secret))
    return store


def nonce(secret: bytes) -> keelbolt.MusigSecretNonce:
    return keelbolt.MusigSecretNonce(key(), secret, ENTROPY)


def revocation(secret: bytes) -> keelbolt.Revocation:
    return keelbolt.Revocation(keelbolt.PerCommitmentSecret(secret), ENTROPY)


# Objects that are made of a secret.
OTHERS = [path_secret, extended_key, channel_secrets, store, nonce, revocation]

# Values with a secret in them.
HOLDERS = [
    lambda secret: keelbolt.RecipientData(path_id=keelbolt.PathId(secret)),
    lambda secret: keelbolt.Payload.keysend(1, 2, keelbolt.Preimage(secret)),
    lambda secret: keelbolt.BuiltOnion(packet=b"", secrets=keelbolt.RouteSecrets(secret)),
    lambda secret: keelbolt.SpendPath.PREIMAGE(keelbolt.Preimage(secret)),
    lambda secret: keelbolt.SpendPath.REVOCATION(revocation(secret)),
    lambda secret: keelbolt.KeyOrigin.REVOCATION(keelbolt.PerCommitmentSecret(secret), NODES[0]),
    lambda secret: keelbolt.RevealedPreimage(output=1, preimage=keelbolt.Preimage(secret)),
]


@pytest.mark.parametrize("make", MAKERS)
def test_nothing_shows_it(make: type) -> None:
    value = make(SECRET)
    shown = f"{value} {value!r} {vars(value)} {dir(value)}"
    for form in (SECRET.decode(), SECRET.hex(), str(SECRET), str(list(SECRET))):
        assert form.lower() not in shown.lower()
    assert str(value) == repr(value) == f"{make.__name__}(..)"


@pytest.mark.parametrize("make", [*HOLDERS, *OTHERS])
def test_nothing_that_holds_it_shows_it(make: object) -> None:
    value = make(SECRET)
    for form in (SECRET.decode(), SECRET.hex(), str(SECRET)):
        assert form.lower() not in f"{value} {value!r} {vars(value)}".lower()


@pytest.mark.parametrize("make", FIXED)
def test_an_error_does_not_show_it(make: type) -> None:
    with pytest.raises(WRONG_LENGTH) as raised:
        make(SECRET + b"!")
    assert SECRET.decode() not in f"{raised.value} {raised.value!r}"


@pytest.mark.parametrize("make", [*MAKERS, *OTHERS, lambda _: ceremony().session, lambda _: keelbolt.UnsignedInvoice(draft())])
@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy, pickle.dumps])
def test_nothing_copies_it(make: object, duplicate: object) -> None:
    with pytest.raises(TypeError):
        duplicate(make(SECRET))


@pytest.mark.parametrize("no_key", [None, SECRET, keelbolt.Preimage(SECRET)])
def test_nothing_else_signs(no_key: object) -> None:
    with pytest.raises(TypeError):
        draft().sign(no_key, ENTROPY)


@pytest.mark.parametrize("make", EXPOSED)
def test_it_is_saved_by_its_own_name(make: type) -> None:
    assert make(make(SECRET).expose()).expose() == SECRET


@pytest.mark.parametrize("parse, make", [(keelbolt.ExtendedSecretKey.parse, extended_key), (keelbolt.SecretStore.parse, store)])
def test_it_is_read_back(parse: object, make: object) -> None:
    value = make(SECRET)
    assert parse(value.expose()).expose() == value.expose()


@pytest.mark.parametrize("make", [*EXPOSED, *HOLDERS, path_secret, extended_key, revocation])
def test_it_compares_by_content(make: object) -> None:
    value, twin, other = make(SECRET), make(SECRET), make(bytes(32)[:-1] + b"\1")
    assert value == twin != other and value is not twin
    # A hash of the content would tell something of it.
    assert hash(value) == hash(twin) == hash(other)
    assert value != SECRET
