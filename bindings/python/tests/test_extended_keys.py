"""Trees of keys: the vectors of BIP 32 and BIP 328, and what an extended key knows."""

from __future__ import annotations

import pytest

import keelbolt
from keelbolt import ExtendedPublicKey, ExtendedSecretKey, KeyNetwork, MusigKeys
from making import ENTROPY
from vectors import Case, cases


@pytest.mark.parametrize("row", cases("bip32/derivation.json"))
def test_derivation(row: dict) -> None:
    case = Case(row)
    case.take("name")
    {"derive": derive, "parse": refuse}[case.take("kind")](case)
    case.finish()


@pytest.mark.parametrize("row", cases("bip328/synthetic_xpub.json"))
def test_synthetic_xpub(row: dict) -> None:
    case = Case(row)
    case.take("name")
    aggregate = MusigKeys([bytes.fromhex(each) for each in case.take("pubkeys")]).public_key()
    case.same("aggregate_pubkey", aggregate.hex())
    key = ExtendedPublicKey.synthetic(aggregate, KeyNetwork.MAINNET)
    case.same("xpub", key.to_text())
    assert ExtendedPublicKey.parse(key.to_text()) == key
    case.finish()


def derive(case: Case) -> None:
    assert case.take("valid") is True
    path = case.take("path")
    master = ExtendedSecretKey.from_seed(case.bytes("seed"), KeyNetwork.MAINNET)
    secret = master.derive_path(path, ENTROPY)
    public = secret.public_side(ENTROPY)
    case.same("extended_secret_key", secret.expose())
    case.same("extended_public_key", public.to_text())
    assert str(public) == public.to_text()
    assert ExtendedSecretKey.parse(secret.expose()) == secret
    assert ExtendedPublicKey.parse(public.to_text()) == public
    assert public.public_key() == secret.secret_key().public_key(ENTROPY)
    assert secret.place() == public.place() and secret.place().depth == path.count("/")
    before, _, last = path.rpartition("/")
    if before:
        derive_last_step(master.derive_path(before, ENTROPY), last, secret)


def derive_last_step(parent: ExtendedSecretKey, last: str, child: ExtendedSecretKey) -> None:
    """By its number, and, where it may, from the public side."""
    index, hardened = int(last.rstrip("'Hh")), not last.isdigit()
    assert parent.derive(index, hardened, ENTROPY) == child
    place = child.place()
    assert place.child_number == index + (hardened << 31)
    watching = parent.public_side(ENTROPY)
    assert place.parent_fingerprint == watching.fingerprint()
    if not hardened:
        assert watching.derive(index) == watching.derive_path(last) == child.public_side(ENTROPY)


def refuse(case: Case) -> None:
    assert case.take("valid") is False
    text = case.take("text")
    for kind in (ExtendedSecretKey, ExtendedPublicKey):
        with pytest.raises(keelbolt.ExtendedKeyError):
            kind.parse(text)
    # The label of the reason is the file's own wording and no figure.
    assert case.take("error")


@pytest.mark.parametrize("network, begins", [(KeyNetwork.MAINNET, "x"), (KeyNetwork.TESTNET, "t")])
def test_a_key_knows_its_network(network: KeyNetwork, begins: str) -> None:
    master = ExtendedSecretKey.from_seed(bytes(16), network)
    assert master.expose().startswith(f"{begins}prv")
    assert str(master.public_side(ENTROPY)).startswith(f"{begins}pub")
    place = keelbolt.KeyPlace(network=network, depth=0, parent_fingerprint=bytes(4), child_number=0)
    assert master.place() == place


def test_public_keys_compare_by_content() -> None:
    master = ExtendedSecretKey.from_seed(bytes(16), KeyNetwork.MAINNET)
    one, twin, other = (key.public_side(ENTROPY) for key in (master, master, master.derive(0, False, ENTROPY)))
    assert one == twin != other and hash(one) == hash(twin) != hash(other)
