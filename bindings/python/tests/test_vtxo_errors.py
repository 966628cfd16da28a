"""Every error of VTXOs, of policies and of spends of clauses: its class, its typed fields, its code, who is to blame,
and the library's text. Those of acceptance stand in `test_acceptance`, some of claims in `test_exits`."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

import keelbolt
import test_acceptance
from keelbolt import (
    BareVtxo,
    Blame,
    ClauseHash,
    Counted,
    CryptoFault,
    ExitOutput,
    HashLockVersion,
    OutPoint,
    Preimage,
    TxOut,
    Txid,
    UserPolicy,
    Vtxo,
    VtxoClause,
    VtxoError,
    VtxoId,
    VtxoPolicy,
    VtxoTerms,
)
from making import ENTROPY
from rows import Row, check, check_complete
from vtxos import DESTINATION, OWN, SERVER, SIGNED, STRANGER, TERMS, USER, public, received

PEER, CALLER = Blame.PEER, Blame.CALLER
NONE = keelbolt.PublicKey(bytes(33))
NOWHERE = keelbolt.XOnlyPublicKey(bytes([0xFF]) * 32)
ORDER = bytes.fromhex("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141")
POINT = OutPoint(txid=Txid(bytes([5]) * 32), vout=0)
BARE = dataclasses.replace(SIGNED.vtxo.bare(), point=POINT)
# Where the genesis begins in an encoding, and its first item behind the count.
GENESIS = 2 + 8 + 39 + 36
ITEM = GENESIS + 1
# Where the number of outputs stands in an item of two keys, and of how many bytes the whole is behind the count.
OUTPUTS = 1 + 1 + 66 + 64
KEYS = public(USER) + public(SERVER)


def item(outputs: list[tuple[int, bytes]] = [], kind: bytes = bytes([1, 2]) + KEYS, index: int = 0) -> bytes:
    """A transaction of a genesis, cosigned by two, with these siblings."""
    written = b"".join(value.to_bytes(8, "little") + bytes([len(script)]) + script for value, script in outputs)
    return kind + bytes(64) + bytes([1 + len(outputs), index]) + written + bytes(8)


def whole(genesis: bytes = b"\x01" + item()) -> bytes:
    """A full form with this genesis, each byte as given."""
    bare = BARE.write()
    return bare[:GENESIS] + genesis + bare[ITEM:]


def at(offset: int, new: bytes, of: bytes = whole()) -> bytes:
    """The bytes with others from an offset on."""
    return of[:offset] + new + of[offset + len(new) :]


def reads(raw: bytes) -> Callable:
    return lambda: Vtxo.parse(raw)


def with_siblings(*outputs: tuple[int, bytes]) -> Callable:
    return lambda: Vtxo.parse(whole(b"\x01" + item(list(outputs)))).check_standard()


OUTPUT = OWN.output(TERMS)
CLAUSE = OWN.clauses(TERMS)[0]
P2TR = b"\x51\x20" + bytes(32)
DATA = (0, b"\x6a\x01\x07")


def spend(
    value: int = 50_000, clause: VtxoClause = CLAUSE, destination: bytes = DESTINATION, feerate: int = 253
) -> Callable:
    return lambda: OUTPUT.spend(clause, POINT, value, destination, feerate)


def anchored(**changes: object) -> Callable:
    """The check against an output on chain with these changes."""
    anchor = dataclasses.replace(SIGNED.vtxo.hops()[0].spent, **changes)
    return lambda: SIGNED.vtxo.check_chain(anchor)


def elsewhere() -> None:
    """A VTXO that says it lies where its genesis does not lead."""
    moved = Vtxo.join(dataclasses.replace(SIGNED.vtxo.bare(), point=POINT), SIGNED.vtxo.genesis_bytes())
    moved.check_chain(SIGNED.vtxo.hops()[0].spent)


def point_text(point: OutPoint) -> str:
    return f"{point.txid}:{point.vout}"


SAID = SIGNED.vtxo.id().outpoint
COUNTS: list[Row] = [
    (
        reads(whole(b"\xfd\xff\xff" + item())),
        "VtxoTooMany",
        {"counted": Counted.GENESIS_ITEMS, "expected": 16_384, "found": 65_535},
        1016,
        PEER,
        "steps of a genesis: expected at most 16384, found 65535",
    ),
    (
        reads(whole(b"\x09" + item())),
        "VtxoCountAboveInput",
        {"counted": Counted.GENESIS_ITEMS, "offset": GENESIS, "found": 9, "left": len(whole()) - ITEM},
        1017,
        PEER,
        f"steps of a genesis: 9 at byte {GENESIS} cannot stand in the {len(whole()) - ITEM} bytes that are left",
    ),
    (
        reads(at(ITEM + 1, b"\xfe\xff\xff\xff\xff")),
        "VtxoTooMany",
        {"counted": Counted.COSIGNERS, "expected": 100_255, "found": 2**32 - 1},
        1016,
        PEER,
        "keys that sign together: expected at most 100255, found 4294967295",
    ),
    (
        reads(whole(b"\xfd\x01\x00" + item())),
        "VtxoCount",
        {"offset": GENESIS, "found": 1},
        1001,
        PEER,
        f"compact size at byte {GENESIS} is not the shortest form of 1",
    ),
]

ENCODINGS: list[Row] = [
    *COUNTS,
    (
        reads(b""),
        "VtxoTruncated",
        {"offset": 0, "expected": 2, "found": 0},
        1000,
        PEER,
        "truncated at byte 0: expected 2 bytes, found 0",
    ),
    (reads(whole() + b"\0"), "VtxoTrailingBytes", {"found": 1}, 1002, PEER, "1 bytes behind the end"),
    (reads(at(0, b"\x03")), "VtxoVersion", {"found": 3}, 1003, PEER, "unknown version of the encoding: 3"),
    (
        reads(at(10, (499_934_468).to_bytes(4, "little"))),
        "VtxoHeight",
        {"offset": 10, "found": 499_934_468},
        1004,
        PEER,
        "height at byte 10: expected at most 499934467, found 499934468",
    ),
    (
        reads(at(47, (16_384).to_bytes(2, "little"))),
        "VtxoDelta",
        {"offset": 47, "found": 16_384},
        1005,
        PEER,
        "delay at byte 47: expected at most 16383 blocks, found 16384",
    ),
    (
        reads(at(14, b"\x05")),
        "VtxoKey",
        {"offset": 14, "fault": CryptoFault.NOT_A_POINT},
        1006,
        PEER,
        "key at byte 14: not a compressed point of the curve",
    ),
    (
        lambda: VtxoPolicy.parse(b"\x04" + NOWHERE),
        "VtxoKey",
        {"offset": 1, "fault": CryptoFault.NOT_AN_X_COORDINATE},
        1006,
        PEER,
        "key at byte 1: not the x coordinate of a point",
    ),
    (
        lambda: VtxoPolicy.parse(b"\x0c"),
        "PolicyType",
        {"offset": 0, "found": 12},
        1007,
        PEER,
        "policy at byte 0: unknown type 0x0c",
    ),
    (
        lambda: UserPolicy.parse(b"\x07"),
        "ServerPolicy",
        {"offset": 0, "found": 7},
        1008,
        PEER,
        "policy at byte 0: type 0x07 is the server's, expected a user's",
    ),
    (
        reads(at(ITEM, b"\x05")),
        "TransitionType",
        {"offset": ITEM, "found": 5},
        1009,
        PEER,
        f"transition at byte {ITEM}: unknown type 0x05",
    ),
    (
        reads(at(ITEM + 1, b"\0")),
        "NoCosigners",
        {"offset": ITEM + 1},
        1010,
        PEER,
        f"no keys at byte {ITEM + 1}: expected one at least",
    ),
    (
        reads(whole(b"\x01" + item(kind=b"\x02\x01" + public(USER) + ORDER))),
        "VtxoTweak",
        {"offset": ITEM + 35},
        1011,
        PEER,
        f"tweak at byte {ITEM + 35} is not below the group order",
    ),
    (
        reads(whole(b"\x01\x04" + public(USER) + bytes(64) + b"\x02" + bytes(32) + b"\x01\0" + bytes(8))),
        "VtxoUnlock",
        {"offset": ITEM + 98, "found": 2},
        1012,
        PEER,
        f"unlock at byte {ITEM + 98}: expected 0 (preimage) or 1 (hash), found 2",
    ),
    (
        reads(at(ITEM + OUTPUTS, b"\0")),
        "NoTransactionOutputs",
        {"offset": ITEM + OUTPUTS},
        1013,
        PEER,
        f"number of outputs at byte {ITEM + OUTPUTS}: expected 1 to 255, found 0",
    ),
    (
        reads(whole(b"\x01" + item(index=1))),
        "VtxoOutputIndex",
        {"offset": ITEM + OUTPUTS + 1, "expected": 1, "found": 1},
        1014,
        PEER,
        f"output index at byte {ITEM + OUTPUTS + 1}: expected below 1, found 1",
    ),
    (
        reads(whole(b"\x01" + item([(1, bytes(101))]))),
        "VtxoScriptLength",
        {"offset": ITEM + OUTPUTS + 10, "expected": 100, "found": 101},
        1015,
        PEER,
        f"script at byte {ITEM + OUTPUTS + 10}: expected at most 100 bytes, found 101",
    ),
    (
        reads(BARE.write()),
        "NoGenesis",
        {},
        1018,
        PEER,
        "no genesis: expected the full form, found the bare one",
    ),
    (
        lambda: Vtxo.join(dataclasses.replace(BARE, point=BARE.chain_anchor), SIGNED.vtxo.genesis_bytes()),
        "UnexpectedGenesis",
        {},
        1019,
        PEER,
        "a genesis of what lies on chain itself",
    ),
    (
        lambda: Vtxo.join(dataclasses.replace(BARE, amount_sat=2**64 - 1), SIGNED.vtxo.genesis_bytes()).hops(),
        "VtxoAmountOverflow",
        {"expected": 2_100_000_000_000_000},
        1021,
        PEER,
        "amounts: their sum is more than 2100000000000000 sat",
    ),
    (
        lambda: VtxoId.parse("00:1"),
        "NotAVtxoId",
        {},
        1022,
        PEER,
        "not the id of a VTXO: expected txid:vout",
    ),
]

ARGUMENTS: list[Row] = [
    (
        lambda: OWN.output(dataclasses.replace(TERMS, expiry_height=499_934_468)),
        "LockHeightTooLarge",
        {"expected": 499_934_467, "found": 499_934_468},
        1023,
        CALLER,
        "height: expected at most 499934467, found 499934468",
    ),
    (
        lambda: OWN.clauses(dataclasses.replace(TERMS, exit_delta=16_384)),
        "LockDeltaTooLarge",
        {"expected": 16_383, "found": 16_384},
        1024,
        CALLER,
        "delay: expected at most 16383 blocks, found 16384",
    ),
    (
        lambda: VtxoPolicy.CHECKPOINT(NONE).write(),
        "KeyNotAPoint",
        {},
        500,
        PEER,
        "not a compressed point of the curve",
    ),
    (
        lambda: VtxoClause.DELAYED_SIGN(NOWHERE, 1).script(),
        "NotAnXCoordinate",
        {},
        507,
        PEER,
        "not the x coordinate of a point",
    ),
    (
        lambda: VtxoClause.HASH_SIGN(
            public(USER)[1:], ClauseHash(version=HashLockVersion.V1, hash160=bytes(19))
        ).script(),
        "WrongLength",
        {"expected": 20, "found": 19},
        600,
        CALLER,
        "expected 20 bytes, found 19",
    ),
    (
        lambda: keelbolt.VtxoId.from_bytes(bytes(35)),
        "WrongLength",
        {"expected": 36, "found": 35},
        600,
        CALLER,
        "expected 36 bytes, found 35",
    ),
    (
        lambda: spend()().sign(keelbolt.SecretKey(bytes([2]) * 32), ENTROPY, bytes(31)),
        "WrongLength",
        {"expected": 32, "found": 31},
        600,
        CALLER,
        "expected 32 bytes, found 31",
    ),
]

SPENDS: list[Row] = [
    (
        spend(clause=VtxoClause.DELAYED_SIGN(public(STRANGER)[1:], 144)),
        "NotAClause",
        {},
        1030,
        CALLER,
        "output has no such clause",
    ),
    (
        lambda: received(899_500)
        .output(TERMS)
        .spend(received(899_500).clauses(TERMS)[0], POINT, 50_000, DESTINATION, 253),
        "ClausePreimage",
        {},
        1031,
        CALLER,
        "no preimage, or that of another hash",
    ),
    (
        lambda: spend()().sign(STRANGER, ENTROPY, ENTROPY),
        "ClauseKey",
        {},
        1032,
        CALLER,
        "key does not sign for this clause",
    ),
    (
        lambda: spend()().finish(keelbolt.SchnorrSignature(bytes(64))),
        "SignatureMismatch",
        {},
        301,
        CALLER,
        "signature is not of this key",
    ),
    (
        spend(value=0),
        "FundingValue",
        {"found": 0},
        553,
        CALLER,
        "output: expected 1 to 2100000000000000 sat, found 0 sat",
    ),
    (
        spend(value=100, feerate=1_000_000),
        "FeeAboveValue",
        {"fee": 470_000, "value": 100},
        554,
        CALLER,
        "fee of 470000 sat is more than the output's 100 sat",
    ),
    (
        spend(value=400, feerate=253),
        "BelowDustLimit",
        {"expected": 294, "found": 281},
        555,
        CALLER,
        "after the fee: expected at least 294 sat, found 281 sat",
    ),
    (
        spend(destination=b""),
        "EmptyDestination",
        {},
        558,
        CALLER,
        "destination: expected an output script, found none",
    ),
]

CHAINS: list[Row] = [
    (
        anchored(script_pubkey=P2TR),
        "ChainAnchorScript",
        {},
        1041,
        PEER,
        "output on chain is not what the genesis spends",
    ),
    (
        elsewhere,
        "VtxoPoint",
        {"expected": SAID, "found": POINT},
        1045,
        PEER,
        f"point: expected {point_text(SAID)}, found {point_text(POINT)}",
    ),
    (
        with_siblings((330, b"\x51")),
        "ExitScript",
        {"output": ExitOutput.SIBLING(0, 0)},
        1051,
        PEER,
        "sibling 0 of transaction 0 has a script that is not relayed",
    ),
    (
        with_siblings(DATA, (330, P2TR), DATA),
        "SecondData",
        {"output": ExitOutput.SIBLING(0, 2)},
        1052,
        PEER,
        "sibling 2 of transaction 0 is the second one of data alone",
    ),
    (
        with_siblings(*[(330, P2TR)] * 254),
        "ExitWeight",
        {"depth": 0, "expected": 40_000, "found": 44_192},
        1053,
        PEER,
        "weight of transaction 0: expected at most 40000, found 44192",
    ),
]

ROWS = [*ENCODINGS, *ARGUMENTS, *SPENDS, *CHAINS]
# In `test_acceptance` by itself.
ELSEWHERE = {"LeafKey", "VtxoHashLock"}
# No keys are known that have no aggregate; keys are checked when they are made; of trees `TreeError` tells.
UNREACHED = {"TweakOutOfRange", "PointsCancel", "SecretKeyOutOfRange", "TooFewLeaves", "Unlisted"}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[1])
def test_error(row: Row) -> None:
    check(VtxoError, row)


def test_every_error_has_a_row() -> None:
    check_complete(VtxoError, [*ROWS, *test_acceptance.ROWS], UNREACHED | ELSEWHERE)


def test_the_own_output_must_be_relayed() -> None:
    small = Vtxo.join(dataclasses.replace(BARE, amount_sat=329), SIGNED.vtxo.genesis_bytes())
    fields = {"output": ExitOutput.OWN(), "expected": 330, "found": 329}
    text = "the VTXO is dust: expected 330 sat at least, found 329 sat"
    check(VtxoError, (small.check_standard, "ExitDust", fields, 1050, PEER, text))


@pytest.mark.parametrize(
    "text", ["", ":", f"{'00' * 32}:+1", f"{'00' * 32}:01", f"{'00' * 31}:1", "\udc80", f"{'0g' * 32}:1"]
)
def test_texts_that_are_no_id(text: str) -> None:
    with pytest.raises((VtxoError.NotAVtxoId, UnicodeEncodeError)):
        VtxoId.parse(text)


def test_ids_are_read_back() -> None:
    name = str(SIGNED.vtxo.id())
    made = VtxoId.parse(name)
    assert made == SIGNED.vtxo.id() == VtxoId.from_bytes(made.write()) and hash(made) == hash(SIGNED.vtxo.id())
    assert name == f"{SAID.txid}:{SAID.vout}" and repr(made).startswith("VtxoId(outpoint=")
    assert BareVtxo.parse(SIGNED.vtxo.to_bytes()).id() == made


def test_values_of_a_wrong_kind() -> None:
    """What is no value of ours is Python's own error."""
    for act in (
        lambda: SIGNED.vtxo.check_chain(None),
        lambda: OUTPUT.spend(CLAUSE, POINT, -1, DESTINATION, 253),
        lambda: OUTPUT.spend(CLAUSE, POINT, 2**64, DESTINATION, 253),
        lambda: OWN.output(VtxoTerms(server_pubkey=TERMS.server_pubkey, expiry_height=2**32, exit_delta=1)),
        lambda: SIGNED.vtxo.with_unlock_preimage(bytes(32)),
        lambda: SIGNED.vtxo.accept({}, {}),
        lambda: TxOut(1, b""),
    ):
        with pytest.raises((TypeError, ValueError, OverflowError, AttributeError)):
            act()
    with pytest.raises(keelbolt.InvoiceError.WrongLength):
        keelbolt.UnlockHash(bytes(31))
    with pytest.raises(keelbolt.InvoiceError.WrongLength):
        Preimage(bytes(31))
