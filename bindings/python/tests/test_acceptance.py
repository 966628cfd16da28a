"""A VTXO is accepted when all is as the wallet expects it, and each rule refuses by its own name."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import keelbolt
from commitments import Transaction
from keelbolt import (
    AcceptedVtxo,
    Blame,
    ChainFacts,
    CryptoFault,
    ExitOutput,
    ExpectedPolicy,
    HashLockVersion,
    LockedVtxo,
    OutPoint,
    UnlockHash,
    Vtxo,
    VtxoError,
    VtxoExpectation,
)
from making import key
from rows import Row, check
from vectors import cases
from vtxos import (
    MARGIN,
    OWN,
    PAYMENT,
    SIGNED,
    STRANGER,
    TIP,
    UNLOCK,
    USER,
    Round,
    Signed,
    expectation,
    public,
    received,
)

PEER, CALLER = Blame.PEER, Blame.CALLER
CONTRACT = received(899_500)
# What is on chain by the earliest, and the delay of its contract: two transactions, 144 blocks and 40, the margin.
AFTER_EXIT = TIP + 2 + 144 + 40 + MARGIN


def accept(of: Signed = SIGNED, vtxo: Vtxo = SIGNED.vtxo, facts: object = None, **changes: object) -> Callable:
    """What a wallet does, with what it expects changed."""
    return lambda: vtxo.accept(expectation(**changes), facts or of.facts())


def lock(of: Signed = SIGNED, vtxo: Vtxo = SIGNED.locked, **changes: object) -> Callable:
    """The same before anything is forfeited for it."""
    return lambda: vtxo.accept_locked(expectation(**changes), of.facts())


def moved(vout: int) -> Vtxo:
    """The VTXO, as if it hung on another output of the same transaction."""
    bare = SIGNED.vtxo.bare()
    contents = {**vars(bare), "chain_anchor": OutPoint(txid=bare.chain_anchor.txid, vout=vout)}
    return Vtxo.join(keelbolt.BareVtxo(**contents), SIGNED.vtxo.genesis_bytes())


def of_round(**changes: object) -> Callable:
    """A round in which something else was cosigned."""
    policy = changes.get("policy")
    expected = {} if policy is None else {"policy": ExpectedPolicy.EXACTLY(policy)}

    def act() -> AcceptedVtxo:
        made = Round(**changes).sign()
        return made.vtxo.accept(expectation(**expected), made.facts())

    return act


def altered(transaction: bytes) -> bytes:
    """Another transaction: another lock time."""
    return transaction[:-1] + b"\x01"


OTHER = altered(SIGNED.anchor)
OTHER_FACTS = ChainFacts(anchor=OTHER, confirmations=6, unspent=True)
UNSIGNED = SIGNED.unsigned.with_unlock_preimage(UNLOCK)
WRONG = SIGNED.vtxo.with_unlock_signature(keelbolt.SchnorrSignature(bytes([7]) * 64))
DUST = ExitOutput.SIBLING(0, 0)

ROWS: list[Row] = [
    (
        accept(server_pubkey=public(STRANGER)),
        "VtxoServerKey",
        {},
        1064,
        PEER,
        "the key is another server's",
    ),
    (
        accept(server_cosign_pubkeys=[]),
        "NodeWithoutServer",
        {"depth": 0},
        1065,
        PEER,
        "transaction 0: the server is none of those that sign",
    ),
    (
        of_round(signer=STRANGER),
        "NodeWithoutServer",
        {"depth": 0},
        1065,
        PEER,
        "transaction 0: the server is none of those that sign",
    ),
    (
        accept(max_depth=1),
        "VtxoDepth",
        {"expected": 1, "found": 2},
        1069,
        PEER,
        "transactions of an exit: expected at most 1, found 2",
    ),
    (
        accept(exit_delta=143),
        "VtxoExitDelta",
        {"expected": 143, "found": 144},
        1066,
        PEER,
        "delay of exits: expected at most 143 blocks, found 144 blocks",
    ),
    (
        accept(tip=900_000 - 144 - 2 - MARGIN + 1),
        "VtxoExpiry",
        {"expected": 900_001, "found": 900_000},
        1067,
        PEER,
        "expiry: expected block 900001 or later, found block 900000",
    ),
    (
        of_round(policy=received(AFTER_EXIT - 1)),
        "HtlcExpiry",
        {"expected": AFTER_EXIT, "found": AFTER_EXIT - 1},
        1068,
        PEER,
        f"expiry of the contract: expected block {AFTER_EXIT} or later, found block {AFTER_EXIT - 1}",
    ),
    (
        accept(policy=ExpectedPolicy.EXACTLY(CONTRACT)),
        "VtxoPolicy",
        {},
        1070,
        PEER,
        "another policy than was asked for",
    ),
    (accept(own_keys=[]), "VtxoOwnKey", {}, 1071, PEER, "the key is none of the wallet's"),
    (
        accept(amount_sat=20_001),
        "VtxoAmount",
        {"expected": 20_001, "found": 20_000},
        1073,
        PEER,
        "amount: expected 20001 sat, found 20000 sat",
    ),
    (
        accept(unlock_hash=UnlockHash(bytes([1]) * 32)),
        "VtxoUnlockHash",
        {},
        1074,
        PEER,
        "another unlock hash than the server told",
    ),
    (lock(unlock_hash=None), "VtxoUnlockHash", {}, 1074, PEER, "another unlock hash than the server told"),
    (
        of_round(sibling_sat=329),
        "ExitDust",
        {"output": DUST, "expected": 330, "found": 329},
        1050,
        PEER,
        "sibling 0 of transaction 0 is dust: expected 330 sat at least, found 329 sat",
    ),
    (
        accept(facts=OTHER_FACTS),
        "WrongAnchor",
        {"expected": Transaction.read(SIGNED.anchor).txid, "found": Transaction.read(OTHER).txid},
        1060,
        CALLER,
        f"transaction on chain: expected {Transaction.read(SIGNED.anchor).txid}, found {Transaction.read(OTHER).txid}",
    ),
    (
        accept(vtxo=moved(2)),
        "AnchorOutput",
        {"found": 2},
        1061,
        PEER,
        "transaction on chain has no output 2",
    ),
    (
        accept(facts=SIGNED.facts(confirmations=5)),
        "Confirmations",
        {"expected": 6, "found": 5},
        1062,
        PEER,
        "confirmations: expected 6 at least, found 5",
    ),
    (accept(facts=SIGNED.facts(unspent=False)), "AnchorSpent", {}, 1063, PEER, "output on chain is spent"),
    (
        accept(vtxo=moved(0)),
        "ChainAnchorValue",
        {"expected": 22_000, "found": 777},
        1040,
        PEER,
        "output on chain: expected 22000 sat, found 777 sat",
    ),
    (
        accept(vtxo=SIGNED.locked),
        "NoHopPreimage",
        {"depth": 1},
        1043,
        PEER,
        "transaction 1: preimage is not known",
    ),
    (accept(vtxo=UNSIGNED), "NoHopSignature", {"depth": 1}, 1042, PEER, "transaction 1: no signature"),
    # Whoever forfeits for a leaf without its signature never gets it.
    (lock(vtxo=SIGNED.unsigned), "NoHopSignature", {"depth": 1}, 1042, PEER, "transaction 1: no signature"),
    (
        accept(vtxo=WRONG),
        "HopSignature",
        {"depth": 1, "fault": CryptoFault.SIGNATURE_MISMATCH},
        1044,
        PEER,
        "transaction 1: signature is not of this key",
    ),
    (
        accept(facts=SIGNED.facts(anchor=b"")),
        "MalformedTransaction",
        {},
        607,
        PEER,
        "these bytes are no transaction",
    ),
    (
        accept(exit_delta=16_384),
        "LockDeltaTooLarge",
        {"expected": 16_383, "found": 16_384},
        1024,
        CALLER,
        "delay: expected at most 16383 blocks, found 16384",
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[1])
def test_each_rule_refuses_by_its_name(row: Row) -> None:
    check(VtxoError, row)


def test_a_leaf_of_ones_own_is_accepted() -> None:
    accepted = SIGNED.accepted()
    assert isinstance(accepted, AcceptedVtxo)
    assert (accepted.id(), accepted.amount_sat(), accepted.vtxo()) == (SIGNED.vtxo.id(), 20_000, SIGNED.vtxo)
    assert str(accepted) == f"AcceptedVtxo({SIGNED.vtxo.id()})" and str(SIGNED.vtxo) == f"Vtxo({SIGNED.vtxo.id()})"
    assert not accepted.trusts_others([public(USER)]) and accepted.trusts_others([public(STRANGER)])
    # For one that was accepted before, and kept.
    kept = AcceptedVtxo.assume_accepted(Vtxo.parse(SIGNED.vtxo.to_bytes()))
    assert kept == accepted and hash(kept) == hash(accepted)


def test_any_amount_will_do_where_none_is_expected() -> None:
    assert SIGNED.accepted(amount_sat=None, unlock_hash=None).amount_sat() == 20_000
    contents = vars(expectation())
    del contents["amount_sat"], contents["unlock_hash"]
    assert VtxoExpectation(**contents) == expectation(amount_sat=None, unlock_hash=None)


@pytest.mark.parametrize("vtxo", [SIGNED.locked, SIGNED.vtxo])
def test_a_locked_leaf_may_be_forfeited_for(vtxo: Vtxo) -> None:
    locked = vtxo.accept_locked(expectation(), SIGNED.facts())
    assert (locked.id(), locked.unlock_hash()) == (vtxo.id(), UNLOCK.unlock_hash())
    # It is no money: nothing counts it.
    assert isinstance(locked, LockedVtxo) and not hasattr(locked, "amount_sat")
    with pytest.raises(TypeError):
        AcceptedVtxo.assume_accepted(locked)
    with pytest.raises(TypeError):
        keelbolt.first_deadline([locked], MARGIN)


def test_a_contract_is_no_payment() -> None:
    made = Round(policy=CONTRACT).sign()
    with pytest.raises(VtxoError.VtxoPolicy):
        made.accepted()
    assert made.accepted(policy=ExpectedPolicy.EXACTLY(CONTRACT)).amount_sat() == 20_000


def test_money_to_one_key_is_expected_exactly() -> None:
    assert SIGNED.accepted(policy=ExpectedPolicy.EXACTLY(OWN)).vtxo().policy() == OWN


def test_nobody_forfeits_for_a_preimage_of_any_length() -> None:
    made = Round(hash_lock=HashLockVersion.V0).sign()
    assert made.accepted().amount_sat() == 20_000
    for vtxo in (made.locked, made.vtxo):
        row = (lock(made, vtxo), "VtxoHashLock", {}, 1075, PEER, "preimage of the leaf may have any length")
        check(VtxoError, row)


def test_a_leaf_of_another_key_is_refused() -> None:
    """The policy is the user's, but the leaf before it a stranger's."""
    vtxo = SIGNED.vtxo
    genesis = vtxo.genesis_bytes()
    assert genesis.count(public(USER)) == 1
    stolen = Vtxo.join(vtxo.bare(), genesis.replace(public(USER), public(STRANGER)))
    for act in (accept(vtxo=stolen), lock(vtxo=stolen)):
        check(VtxoError, (act, "LeafKey", {}, 1072, PEER, "the leaf before it has another key"))


def test_a_leaf_is_unlocked_once_and_by_its_preimage() -> None:
    unsigned = SIGNED.unsigned
    assert not unsigned.is_complete() and not SIGNED.locked.is_complete() and SIGNED.vtxo.is_complete()
    assert unsigned.unlock_hash() == UNLOCK.unlock_hash()
    assert unsigned.with_unlock_preimage(PAYMENT) is None
    # A board has no leaf transaction.
    board = Vtxo.parse(bytes.fromhex(cases("ark/vtxo_encoding.json")[0].values[0]["encoding"]))
    assert board.unlock_hash() is None and board.with_unlock_preimage(UNLOCK) is None
    assert board.with_unlock_signature(keelbolt.SchnorrSignature(bytes(64))) is None


def test_keys_that_are_none_are_refused() -> None:
    none = keelbolt.PublicKey(bytes(33))
    for act in (
        accept(server_pubkey=none),
        accept(own_keys=[public(key(9)), none]),
        lambda: SIGNED.accepted().trusts_others([none]),
    ):
        check(VtxoError, (act, "KeyNotAPoint", {}, 500, PEER, "not a compressed point of the curve"))
