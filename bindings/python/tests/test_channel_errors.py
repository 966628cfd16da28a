"""Every error of extended keys, contracts and MuSig2: its class, its typed fields, its code, who is to blame, and the
library's text."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import keelbolt
from channels import (
    DIGEST,
    NO_POINT,
    POINTS,
    RECEIVER,
    ROOT,
    SENDER,
    Ceremony,
    ceremony,
    funding,
    terms,
)
from keelbolt import (
    Blame,
    ExtendedKeyError,
    ExtendedPublicKey,
    ExtendedSecretKey,
    HashLock,
    HtlcError,
    LockTime,
    MusigError,
    MusigKeys,
    P2wshHtlc,
    TaprootHtlc,
)
from making import ENTROPY
from rows import Row, check, check_complete
from vectors import cases

PEER, CALLER = Blame.PEER, Blame.CALLER
OUT_OF_RANGE = b"\xff" * 32
HIGH_S = bytes([0x11]) * 32 + bytes.fromhex("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140")
# The texts of BIP 32 that are no keys, in the file's order.
NO_KEYS = [row.values[0]["text"] for row in cases("bip32/derivation.json") if row.values[0]["kind"] == "parse"]
XPUB = ROOT.public_side(ENTROPY).to_text()
P2WPKH = b"\x00\x14" + bytes(20)


def secret(text: str) -> Callable:
    return lambda: ExtendedSecretKey.parse(text)


def public(text: str) -> Callable:
    return lambda: ExtendedPublicKey.parse(text)


def derived(path: str) -> Callable:
    return lambda: ROOT.derive_path(path, ENTROPY)


KEY_ROWS: list[Row] = [
    (public(NO_KEYS[2]), "KeyNotAPoint", {}, 500, PEER, "not a compressed point of the curve"),
    (
        secret(NO_KEYS[12]),
        "SecretKeyOutOfRange",
        {},
        501,
        PEER,
        "secret key is zero or not below the group order",
    ),
    (
        lambda: ExtendedSecretKey.from_seed(bytes(15), keelbolt.KeyNetwork.MAINNET),
        "SeedLength",
        {"found": 15},
        510,
        CALLER,
        "seed: expected 16 to 64 bytes, found 15",
    ),
    (
        lambda: ROOT.derive(2**31, True, ENTROPY),
        "ChildIndexTooLarge",
        {"found": 2**31},
        512,
        CALLER,
        "child index: expected less than 2147483648, found 2147483648",
    ),
    (derived("m/0/1''"), "ChildPath", {"step": 1}, 513, CALLER, "path: step 1 is no child"),
    (
        lambda: ExtendedPublicKey.parse(XPUB).derive_path("1/7h"),
        "HardenedChildOfPublicKey",
        {"index": 7},
        514,
        CALLER,
        "hardened child 7 cannot be derived from a public key",
    ),
    (derived("/".join(["0"] * 256)), "TooDeep", {}, 515, CALLER, "more than 255 steps below the master key"),
    (secret("0OIl"), "NotBase58", {}, 517, PEER, "extended key is not in Base58"),
    (
        public("111"),
        "ExtendedKeyLength",
        {"expected": 82, "found": 3},
        518,
        PEER,
        "extended key: expected 82 bytes, found 3",
    ),
    (
        secret(NO_KEYS[15]),
        "ExtendedKeyChecksum",
        {},
        519,
        PEER,
        "the checksum does not fit: some character is wrong",
    ),
    (
        secret(XPUB),
        "ExtendedKeyVersion",
        {"found": 0x0488B21E},
        520,
        PEER,
        "extended key: unexpected version 0x0488b21e",
    ),
    (public(NO_KEYS[7]), "MasterKeyWithParent", {}, 521, PEER, "master key has a parent's fingerprint"),
    (public(NO_KEYS[9]), "MasterKeyWithChildNumber", {}, 522, PEER, "master key has a child's number"),
    (
        secret(NO_KEYS[3]),
        "SecretKeyPrefix",
        {"found": 4},
        523,
        PEER,
        "secret key: expected a first byte of 0x00, found 0x04",
    ),
    (
        lambda: ROOT.public_side(bytes(31)),
        "WrongLength",
        {"expected": 32, "found": 31},
        600,
        CALLER,
        "expected 32 bytes, found 31",
    ),
]

# No call leads to these but with negligible probability, and library and binding are of one version.
KEYS_UNREACHED = {"NoMasterKey", "NoSuchChild", "Unlisted"}


def refund(form: type = P2wshHtlc, value_sat: int = 100_000, feerate_per_kw: int = 1_000, **changes: object) -> object:
    return form(terms(**changes)).refund(funding(value_sat), P2WPKH, feerate_per_kw)


def contract(**changes: object) -> Callable:
    return lambda: P2wshHtlc(terms(**changes))


def finish(signature: bytes) -> Callable:
    return lambda: refund().finish(signature)


HTLC_ROWS: list[Row] = [
    (finish(HIGH_S), "SignatureHighS", {}, 300, PEER, "signature breaks the low-S rule"),
    (finish(bytes([0x11]) * 64), "SignatureMismatch", {}, 301, CALLER, "signature is not of this key"),
    (contract(receiver=NO_POINT), "KeyNotAPoint", {}, 500, PEER, "not a compressed point of the curve"),
    (
        finish(OUT_OF_RANGE * 2),
        "SignatureOutOfRange",
        {},
        502,
        PEER,
        "signature value is not below the group order",
    ),
    (
        lambda: keelbolt.RefundLeaf(sender=OUT_OF_RANGE, lock_time=LockTime.HEIGHT(1)).script(),
        "NotAnXCoordinate",
        {},
        507,
        PEER,
        "not the x coordinate of a point",
    ),
    (contract(sender=POINTS[0]), "SameKey", {}, 550, CALLER, "receiver and sender have the same key"),
    (
        contract(lock_time=LockTime.HEIGHT(500_000_000)),
        "LockTimeHeight",
        {"found": 500_000_000},
        551,
        CALLER,
        "lock time: expected a height of 1 to 499999999, found 500000000",
    ),
    (
        contract(lock_time=LockTime.TIME(2**32)),
        "LockTimeTime",
        {"found": 2**32},
        552,
        CALLER,
        "lock time: expected a time of 500000000 to 4294967295, found 4294967296",
    ),
    (
        lambda: refund(value_sat=0),
        "FundingValue",
        {"found": 0},
        553,
        CALLER,
        "output: expected 1 to 2100000000000000 sat, found 0 sat",
    ),
    (
        lambda: refund(value_sat=1_000, feerate_per_kw=10_000),
        "FeeAboveValue",
        {"fee": 5_230, "value": 1_000},
        554,
        CALLER,
        "fee of 5230 sat is more than the output's 1000 sat",
    ),
    (
        lambda: refund(value_sat=816),
        "BelowDustLimit",
        {"expected": 294, "found": 293},
        555,
        CALLER,
        "after the fee: expected at least 294 sat, found 293 sat",
    ),
    (
        lambda: P2wshHtlc(terms()).claim(funding(), keelbolt.Preimage(bytes(32)), P2WPKH, 1_000),
        "WrongPreimage",
        {},
        556,
        CALLER,
        "preimage is of another hash",
    ),
    (lambda: refund().sign(RECEIVER, ENTROPY), "WrongKey", {}, 557, CALLER, "key does not sign on this path"),
    (
        lambda: P2wshHtlc(terms()).refund(funding(), b"", 1_000),
        "WrongLength",
        {"expected": 1, "found": 0},
        600,
        CALLER,
        "expected 1 bytes, found 0",
    ),
    (
        contract(hash=HashLock.HASH160(bytes(19))),
        "WrongLength",
        {"expected": 20, "found": 19},
        600,
        CALLER,
        "expected 20 bytes, found 19",
    ),
    (
        lambda: terms().hash.preimage_in_transaction(b"\x02\x00"),
        "MalformedTransaction",
        {},
        607,
        PEER,
        "these bytes are no transaction",
    ),
]

# No keys are known that lead to the first; library and binding are of one version.
HTLC_UNREACHED = {"TweakOutOfRange", "Unlisted"}


def nonce(key_of: keelbolt.SecretKey = RECEIVER, randomness: bytes = bytes([7]) * 32) -> keelbolt.MusigSecretNonce:
    return keelbolt.MusigSecretNonce(key_of, randomness, ENTROPY)


def session() -> keelbolt.MusigSession:
    return ceremony().session


def wrong_part() -> tuple[Ceremony, list]:
    """A ceremony whose second signer is wrong."""
    both = ceremony()
    return both, [both.sign()[0], bytes(31) + b"\1"]


def aggregated() -> object:
    both, partials = wrong_part()
    return both.session.aggregate(partials)


def verified() -> object:
    both, partials = wrong_part()
    return both.session.verify_all(both.public, partials)


def signed_twice() -> object:
    both = ceremony()
    both.sign()
    return both.sign()


MUSIG_ROWS: list[Row] = [
    (aggregated, "SignatureMismatch", {}, 301, PEER, "a partial signature is wrong: the sum does not hold"),
    (lambda: MusigKeys([NO_POINT]), "KeyNotAPoint", {}, 500, PEER, "not a compressed point of the curve"),
    (
        lambda: MusigKeys(POINTS).add_tweak(OUT_OF_RANGE),
        "TweakOutOfRange",
        {},
        504,
        CALLER,
        "tweak is not below the group order, or makes the aggregate key infinity",
    ),
    (lambda: MusigKeys([]), "NoSigners", {}, 530, CALLER, "no signers"),
    (
        lambda: keelbolt.aggregate_nonces([bytes(66)]),
        "NotANonce",
        {},
        532,
        PEER,
        "public nonce is not two compressed points of the curve",
    ),
    (
        lambda: nonce(randomness=bytes(32)),
        "NonceOutOfRange",
        {},
        533,
        CALLER,
        "nonce or its entropy is zero or not below the group order",
    ),
    (
        lambda: nonce().sign(session(), SENDER, ENTROPY),
        "NonceOfAnotherKey",
        {},
        534,
        CALLER,
        "secret nonce was made for another key",
    ),
    (lambda: session().signer(POINTS[2]), "NotASigner", {}, 535, CALLER, "key is none of those aggregated"),
    (
        lambda: session().verify(2, nonce().public_nonce(), bytes(32)),
        "NoSuchSigner",
        {"expected": 2, "found": 2},
        536,
        CALLER,
        "signer: expected a number below 2, found 2",
    ),
    (
        lambda: session().aggregate([bytes(32)]),
        "Contributions",
        {"expected": 2, "found": 1},
        537,
        CALLER,
        "expected one contribution of each of 2 signers, found 1",
    ),
    (
        lambda: session().aggregate([OUT_OF_RANGE, bytes(32)]),
        "PartialSignatureOutOfRange",
        {},
        538,
        PEER,
        "partial signature is not below the group order",
    ),
    (
        verified,
        "PartialSignatureMismatch",
        {"signer": 1},
        539,
        PEER,
        "partial signature of signer 1 does not hold",
    ),
    (signed_twice, "NonceUsed", {}, 540, CALLER, "this secret nonce has signed before"),
    (
        lambda: nonce().sign(session(), RECEIVER, bytes(33)),
        "WrongLength",
        {"expected": 32, "found": 33},
        600,
        CALLER,
        "expected 32 bytes, found 33",
    ),
]

# Only a build without an allocator has a limit; library and binding are of one version.
MUSIG_UNREACHED = {"TooManySigners", "Unlisted"}


def rows(errors: type, of: list[Row]) -> list:
    return [pytest.param(errors, row, id=f"{errors.__name__}.{row[1]}") for row in of]


ALL = [
    (ExtendedKeyError, KEY_ROWS, KEYS_UNREACHED),
    (HtlcError, HTLC_ROWS, HTLC_UNREACHED),
    (MusigError, MUSIG_ROWS, MUSIG_UNREACHED),
]


@pytest.mark.parametrize("errors, row", [row for errors, of, _ in ALL for row in rows(errors, of)])
def test_error(errors: type, row: Row) -> None:
    check(errors, row)


@pytest.mark.parametrize("errors, of, unreached", ALL)
def test_every_error_has_a_row(errors: type, of: list[Row], unreached: set[str]) -> None:
    check_complete(errors, of, unreached)


# Values that take any bytes, which are counted when they are used: whichever call it is names its own error.
LENGTHS = [
    (HtlcError, lambda: TaprootHtlc(terms(receiver=bytes(32)))),
    (HtlcError, lambda: refund(TaprootHtlc).finish(bytes(63))),
    (MusigError, lambda: keelbolt.aggregate_nonces([bytes(65)])),
    (MusigError, lambda: MusigKeys([bytes(32)])),
    (MusigError, lambda: MusigKeys(POINTS).tap_tweak(bytes(31))),
    (MusigError, lambda: keelbolt.MusigSession(MusigKeys(POINTS), nonce().public_nonce(), DIGEST[:-1])),
    (keelbolt.CommitmentError, lambda: keelbolt.derive_pubkey(bytes(32), POINTS[0])),
    (keelbolt.CommitmentError, lambda: keelbolt.ScriptTemplate.ANCHOR(bytes(34)).write()),
]


@pytest.mark.parametrize("errors, act", LENGTHS)
def test_plain_bytes_of_a_wrong_number_are_a_typed_error(errors: type, act: Callable) -> None:
    with pytest.raises(errors.WrongLength):
        act()


def test_keys_that_differ_in_their_sign_are_the_same() -> None:
    other_sign = keelbolt.PublicKey(bytes([5 - POINTS[0][0]]) + POINTS[0][1:])
    with pytest.raises(HtlcError.SameKey):
        TaprootHtlc(terms(sender=other_sign))
