"""Whether nodes relay a transaction: what passes, and every error of what does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

import keelbolt
from commitments import OTHER_WALLET, WALLET, Input, Transaction, der, signature_of
from keelbolt import Blame, ChainTip, Coin, CoinCreated, RelayError, SignatureFault
from making import key
from rows import Row, check, check_complete

CALLER = Blame.CALLER
CHAIN = ChainTip(height=700_000, median_time_past=1_700_000_000)
DEEP = CoinCreated.CONFIRMED(height=600_000)
P2A = bytes.fromhex("51024e73")
P2WSH = bytes([0, 32]) + bytes([6]) * 32
SIGNATURE = der(signature_of(key(), keelbolt.sha256(b"anything"))) + b"\1"
ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141


def coin(value: int = 100_000, script: bytes = OTHER_WALLET, created: object = DEEP) -> Coin:
    """An output that is spent."""
    return Coin(value_sat=value, script_pubkey=script, created=created)


def spent(number: int = 1, witness: tuple[bytes, ...] = (SIGNATURE, bytes([2]) * 33), **changes: object) -> Input:
    """An input, which is signed as P2WPKH asks."""
    return replace(Input(bytes([number]) * 32, 0, witness=witness), **changes)


PLAIN = Transaction((spent(),), ((99_000, WALLET),))


def judge(transaction: Transaction = PLAIN, *coins: Coin) -> Callable:
    """The judgement of a transaction that spends these coins."""
    return lambda: keelbolt.check_relay(transaction.write(), coins or (coin(),), CHAIN)


def changed(*coins: Coin, **changes: object) -> Callable:
    """The judgement of `PLAIN` with these changes."""
    return judge(replace(PLAIN, **changes), *coins)


def witness(script: bytes, *elements: bytes) -> Callable:
    """The judgement of a transaction that spends this output with this witness."""
    return changed(coin(script=script), inputs=(spent(witness=elements),))


def package(parent: Transaction, child: Transaction, *coins: Coin) -> Callable:
    """The judgement of both; the coins are the child's."""
    return lambda: keelbolt.check_package_relay(parent.write(), [coin()], child.write(), coins, CHAIN)


def unconfirmed(version: int = 3, ancestors: int = 0, children: int = 0) -> CoinCreated:
    return CoinCreated.UNCONFIRMED(version=version, ancestors=ancestors, children=children)


def high_s() -> bytes:
    """A signature with its S in the upper half."""
    signature = signature_of(key(), keelbolt.sha256(b"anything"))
    s = ORDER - int.from_bytes(signature[32:], "big")
    return der(signature[:32] + s.to_bytes(32, "big")) + b"\1"


# A parent of version 3 that pays nothing, with an anchor of dust, and the child that pays for both.
PARENT = Transaction((spent(),), ((99_900, WALLET), (100, P2A)), version=3)
ABOVE = (coin(100, P2A, unconfirmed()), coin(50_000))
CHILD = Transaction((Input(bytes(PARENT.txid), 1), spent(2)), ((49_000, WALLET),), version=3)
# A child that leaves the dust alone.
ELSEWHERE = replace(CHILD, inputs=(Input(bytes(PARENT.txid), 0), spent(2)))


def test_what_is_relayed() -> None:
    assert judge()() == 1000
    assert package(PARENT, CHILD, *ABOVE)() == 1100


# What is judged, the error's name and fields, its code, who is to blame, what it says.
ROWS: list[Row] = [
    (
        lambda: keelbolt.check_relay(PLAIN.write() + b"\0", [coin()], CHAIN),
        "MalformedTransaction",
        {},
        607,
        Blame.PEER,
        "these bytes are no transaction",
    ),
    (
        judge(PLAIN, coin(), coin()),
        "CoinCount",
        {"expected": 1, "found": 2},
        870,
        CALLER,
        "spent outputs: expected 1, found 2",
    ),
    (changed(outputs=()), "EmptyTransaction", {}, 871, CALLER, "transaction without inputs or outputs"),
    (
        changed(coin(), coin(), inputs=(spent(), spent())),
        "DuplicateInput",
        {},
        872,
        CALLER,
        "an output is spent twice",
    ),
    (judge(PLAIN, coin(21 * 10**14 + 1)), "RelayAmount", {}, 873, CALLER, "amounts exceed all bitcoin"),
    (
        judge(PLAIN, coin(98_999)),
        "OutputsExceedInputs",
        {"expected": 98_999, "found": 99_000},
        874,
        CALLER,
        "outputs: expected at most 98999 sat, found 99000 sat",
    ),
    (
        changed(version=4),
        "TransactionVersion",
        {"found": 4},
        875,
        CALLER,
        "version: expected 1 to 3, found 4",
    ),
    (
        changed(coin(400_000), version=3, outputs=((1000, WALLET),) * 350),
        "TransactionWeight",
        {"expected": 40_000, "found": 43_722},
        876,
        CALLER,
        "weight: expected at most 40000, found 43722",
    ),
    (
        changed(outputs=((99_000, P2A),)),
        "BaseSize",
        {"expected": 65, "found": 64},
        877,
        CALLER,
        "size without witnesses: expected at least 65, found 64",
    ),
    (
        changed(outputs=((99_000, WALLET + b"\0"),)),
        "OutputScript",
        {"output": 0},
        878,
        CALLER,
        "output 0 has no standard script",
    ),
    (
        changed(outputs=((99_000, WALLET), (293, WALLET))),
        "RelayDust",
        {"output": 1, "expected": 294, "found": 293},
        879,
        CALLER,
        "output 1: expected at least 294 sat, found 293 sat",
    ),
    (
        package(PARENT, ELSEWHERE, coin(99_900, WALLET, unconfirmed()), coin(50_000)),
        "DustUnspent",
        {"output": 1},
        880,
        CALLER,
        "output 1 is dust that the child does not spend",
    ),
    (
        changed(outputs=((99_950, WALLET),)),
        "RelayFee",
        {"expected": 110, "found": 50},
        881,
        CALLER,
        "fee: expected at least 110 sat, found 50 sat",
    ),
    (
        changed(lock_time=700_001),
        "LockTime",
        {"lock_time": 700_001, "height": 700_000},
        882,
        CALLER,
        "lock time 700001 has not passed at block 700000",
    ),
    (
        changed(coin(created=CoinCreated.CONFIRMED(height=699_999)), inputs=(spent(sequence=144),)),
        "RelativeLock",
        {"input": 0, "expected": 700_143, "found": 700_001},
        883,
        CALLER,
        "input 0 is locked until block 700143, and block 700001 is next",
    ),
    (
        changed(inputs=(spent(sequence=1 << 22),)),
        "RelativeTime",
        {"input": 0},
        884,
        CALLER,
        "input 0 is locked by seconds",
    ),
    (
        judge(PLAIN, coin(created=unconfirmed())),
        "TrucParent",
        {"input": 0, "version": 3},
        885,
        CALLER,
        "input 0: its unconfirmed parent has version 3",
    ),
    (
        changed(coin(created=unconfirmed(ancestors=1)), version=3),
        "TrucAncestors",
        {"input": 0},
        886,
        CALLER,
        "input 0 brings a second unconfirmed ancestor",
    ),
    (
        changed(coin(created=unconfirmed(children=1)), version=3),
        "TrucDescendants",
        {"input": 0},
        887,
        CALLER,
        "input 0: its parent has another unconfirmed child",
    ),
    (
        changed(inputs=(spent(script_sig=b"\0"),)),
        "ScriptSig",
        {"input": 0},
        888,
        CALLER,
        "input 0 has a script beside its witness",
    ),
    (witness(P2A, b"x"), "AnchorWitness", {"input": 0}, 889, CALLER, "input 0 has a witness for an anchor"),
    (
        witness(bytes([0x52, 2, 1, 1])),
        "UnknownProgram",
        {"input": 0},
        890,
        CALLER,
        "input 0 spends an unknown witness program",
    ),
    (witness(P2WSH), "NoWitness", {"input": 0}, 891, CALLER, "input 0 has no witness script"),
    (
        witness(P2WSH, bytes(3601)),
        "WitnessScript",
        {"input": 0, "expected": 3600, "found": 3601},
        892,
        CALLER,
        "input 0, script: expected at most 3600 bytes, found 3601",
    ),
    (
        witness(P2WSH, *[b""] * 101, b"\x51"),
        "WitnessElements",
        {"input": 0, "expected": 100, "found": 101},
        893,
        CALLER,
        "input 0, elements: expected at most 100, found 101",
    ),
    (
        witness(P2WSH, b"", bytes(81), b"\x51"),
        "WitnessElement",
        {"input": 0, "element": 1, "expected": 80, "found": 81},
        894,
        CALLER,
        "input 0, element 1: expected at most 80 bytes, found 81",
    ),
    (
        witness(P2WSH, b"\2", b"\x63\x68"),
        "MinimalIf",
        {"input": 0},
        895,
        CALLER,
        "input 0: argument of OP_IF is neither empty nor 1",
    ),
    (
        witness(OTHER_WALLET, high_s(), bytes(33)),
        "WitnessSignature",
        {"input": 0, "element": 0, "fault": SignatureFault.HIGH_S},
        896,
        CALLER,
        "input 0, element 0: signature breaks the low-S rule",
    ),
    (
        witness(OTHER_WALLET, b"\x30" + bytes(69), bytes(33)),
        "WitnessSignature",
        {"input": 0, "element": 0, "fault": SignatureFault.ENCODING},
        896,
        CALLER,
        "input 0, element 0: signature is not in strict DER",
    ),
    (
        witness(OTHER_WALLET, SIGNATURE[:-1] + b"\4", bytes(33)),
        "SighashType",
        {"input": 0, "element": 0, "found": 4},
        897,
        CALLER,
        "input 0, element 0: unknown sighash type 4",
    ),
]

# No call of this binding leads there.
UNREACHED = {"Unlisted"}


@pytest.mark.parametrize("row", ROWS, ids=[row[1] for row in ROWS])
def test_error(row: Row) -> None:
    check(RelayError, row)


def test_every_error_has_a_row() -> None:
    check_complete(RelayError, ROWS, UNREACHED)
