"""MuSig2: BIP 327's vectors, as far as they fix no secret nonce, and ceremonies."""

from __future__ import annotations

import threading

import pytest

import keelbolt
from channels import DIGEST, NO_POINT, POINTS, RECEIVER, Ceremony, ceremony
from keelbolt import MusigError, MusigKeys, MusigSession
from making import ENTROPY, key
from vectors import Case, cases

# The file's names of what a signer contributed, and of our errors.
REFUSALS = {
    "pubkey": (MusigError.KeyNotAPoint,),
    "pubnonce": (MusigError.NotANonce,),
    "aggnonce": (MusigError.NotANonce,),
    "psig": (MusigError.PartialSignatureOutOfRange,),
    "tweak_out_of_range": (MusigError.TweakOutOfRange,),
    "tweak_result_infinite": (MusigError.TweakOutOfRange,),
    # A number out of range is no partial signature of anybody.
    "partial_signature_does_not_verify": (
        MusigError.PartialSignatureMismatch,
        MusigError.PartialSignatureOutOfRange,
    ),
}


def judge(case: Case, act: object) -> object:
    """What comes of a valid case; another is refused for the reason that it says."""
    if case.take("valid"):
        return act()
    contribution, error = case.take("error_contribution"), case.take("error")
    with pytest.raises(REFUSALS[contribution or error]):
        act()
    # Which of the contributions it is, the caller knows who parses them one by one.
    case.take("error_signer")
    return None


def listed(case: Case, name: str) -> list[bytes]:
    return [bytes.fromhex(each) for each in case.take(name) or []]


def tweaked(keys: list[bytes], tweaks: list[bytes], is_xonly: list[bool]) -> MusigKeys:
    aggregation = MusigKeys(keys)
    for tweak, x_only in zip(tweaks, is_xonly):
        aggregation = aggregation.add_x_only_tweak(tweak) if x_only else aggregation.add_tweak(tweak)
    return aggregation


def keys_of(case: Case) -> object:
    """What aggregates the case's keys, with its tweaks."""
    keys, tweaks, is_xonly = listed(case, "pubkeys"), listed(case, "tweaks"), case.take("is_xonly") or []
    return lambda: tweaked(keys, tweaks, is_xonly)


@pytest.mark.parametrize("row", cases("bip327/key_sort.json"))
def test_key_sort(row: dict) -> None:
    keys = [bytes.fromhex(each) for each in row["pubkeys"]]
    sorted_keys = MusigKeys.sorted(keys)
    assert [str(each) for each in sorted_keys.signers()] == row["sorted_pubkeys"]
    assert MusigKeys(sorted_keys.signers()).public_key() == sorted_keys.public_key()


@pytest.mark.parametrize("row", cases("bip327/key_aggregation.json"))
def test_key_aggregation(row: dict) -> None:
    case = Case(row)
    case.take("name")
    keys = judge(case, keys_of(case))
    case.same("aggregate_xonly", keys and keys.x_only_public_key().hex())
    case.finish()


@pytest.mark.parametrize("row", cases("bip327/nonce_aggregation.json"))
def test_nonce_aggregation(row: dict) -> None:
    case = Case(row)
    case.take("name")
    nonces = listed(case, "public_nonces")
    nonce = judge(case, lambda: keelbolt.aggregate_nonces(nonces))
    case.same("aggregate_nonce", nonce and nonce.hex())
    case.finish()


# Signing itself is the core's, which can fix nonces; what such a signature must satisfy is checked here.
@pytest.mark.parametrize("row", cases("bip327/sign_verify.json") + cases("bip327/tweak.json"))
def test_verification(row: dict) -> None:
    if "partial_signature" not in row:
        return signing_error(row)
    keys, message = keys_of(Case(row))(), bytes.fromhex(row["message"])
    case, nonces, signer = Case(row), row["public_nonces"], row["signer_index"]

    def verify() -> MusigSession:
        parsed = [bytes.fromhex(each) for each in nonces]
        aggregate = keelbolt.aggregate_nonces(parsed)
        assert aggregate.hex() == row.get("aggregate_nonce", aggregate.hex())
        session = MusigSession(keys, aggregate, message)
        session.verify(signer, parsed[signer], bytes.fromhex(row["partial_signature"]))
        return session

    session = judge(case, verify)
    if session:
        assert (session.keys().public_key(), session.message()) == (keys.public_key(), message)
        assert session.aggregate_nonce().hex() == row["aggregate_nonce"]


def signing_error(row: dict) -> None:
    """What of an error in signing does not depend on the secret nonce."""
    case, nonce, message = Case(row), bytes.fromhex(row["aggregate_nonce"]), bytes.fromhex(row["message"])
    own = keelbolt.SecretKey(bytes.fromhex(row["secret_key"]))
    if row["error"] == "signer_not_in_list":
        session = MusigSession(keys_of(case)(), nonce, message)
        with pytest.raises(MusigError.NotASigner):
            session.signer(own.public_key(ENTROPY))
    elif row["error"] == "secnonce_out_of_range":
        with pytest.raises(MusigError.NonceOutOfRange):
            keelbolt.MusigSecretNonce(own, bytes(32), ENTROPY)
    else:
        keys = keys_of(case)
        judge(case, lambda: MusigSession(keys(), nonce, message))


@pytest.mark.parametrize("row", cases("bip327/signature_aggregation.json"))
def test_signature_aggregation(row: dict) -> None:
    case = Case(row)
    case.take("name")
    nonces, partials = listed(case, "public_nonces"), listed(case, "partial_signatures")
    aggregate, message = case.bytes("aggregate_nonce"), case.bytes("message")
    session = MusigSession(keys_of(case)(), aggregate, message)
    assert keelbolt.aggregate_nonces(nonces) == aggregate
    signature = judge(case, lambda: session.aggregate(partials))
    case.same("signature", signature and signature.hex())
    if signature:
        session.verify_all(nonces, partials)
    case.finish()


def test_a_ceremony() -> None:
    both = ceremony()
    partials = both.sign()
    both.session.verify_all(both.public, partials)
    assert [both.session.signer(each) for each in POINTS[:2]] == [0, 1]
    signature = both.session.aggregate(partials)
    assert type(signature) is keelbolt.SchnorrSignature
    # The parts may come in any order.
    assert both.session.aggregate(partials[::-1]) == signature


def test_nonces_depend_on_all_that_is_known() -> None:
    keys = MusigKeys(POINTS[:2])
    make = lambda *known: keelbolt.MusigSecretNonce(RECEIVER, bytes([7]) * 32, ENTROPY, *known)  # noqa: E731
    found = [make(), make(keys), make(keys, DIGEST), make(keys, DIGEST, bytes(32)), make(None, DIGEST)]
    assert len({nonce.public_nonce() for nonce in found}) == len(found)
    assert make().public_nonce() == found[0].public_nonce()


def test_a_nonce_signs_once_also_among_threads() -> None:
    both, outcomes = ceremony(), []

    def sign() -> None:
        try:
            outcomes.append(both.nonces[0].sign(both.session, RECEIVER, ENTROPY))
        except MusigError.NonceUsed:
            outcomes.append(None)

    threads = [threading.Thread(target=sign) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(outcome is not None for outcome in outcomes) == 1 and both.nonces[0].is_used()
    assert not both.nonces[1].is_used()


def test_a_nonce_that_failed_is_used() -> None:
    both = ceremony()
    with pytest.raises(MusigError.NotASigner):
        both.nonces[0].sign(both.session, key(9), ENTROPY)
    with pytest.raises(MusigError.NonceUsed):
        both.nonces[0].sign(both.session, RECEIVER, ENTROPY)


def test_wrong_random_bytes_use_no_nonce() -> None:
    both = ceremony()
    with pytest.raises(MusigError.WrongLength):
        both.nonces[0].sign(both.session, RECEIVER, bytes(31))
    assert not both.nonces[0].is_used()


@pytest.mark.parametrize("wrong", [0, 1])
def test_the_one_who_is_wrong_is_named(wrong: int) -> None:
    both = ceremony()
    partials = both.sign()
    partials[wrong] = bytes(31) + b"\1"
    with pytest.raises(MusigError.SignatureMismatch):
        both.session.aggregate(partials)
    with pytest.raises(MusigError.PartialSignatureMismatch) as raised:
        both.session.verify_all(both.public, partials)
    assert raised.value.signer == wrong


@pytest.mark.parametrize("root", [None, keelbolt.sha256(b"tree")])
def test_a_tweaked_key_signs(root: object) -> None:
    internal = MusigKeys(POINTS[:2])
    keys = internal.tap_tweak(root)
    assert internal.public_key() != keys.public_key() and internal.signers() == keys.signers()
    both = Ceremony(keys, DIGEST)
    both.session.aggregate(both.sign())


def test_keys_that_are_no_points() -> None:
    with pytest.raises(MusigError.KeyNotAPoint):
        MusigKeys.sorted([POINTS[0], NO_POINT])
