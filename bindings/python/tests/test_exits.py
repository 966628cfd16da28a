"""Exits: packages and their fees, what is to be done next while blocks come and go, claims, deadlines."""

from __future__ import annotations

import pytest

import keelbolt
from commitments import Transaction
from keelbolt import (
    AcceptedVtxo,
    ExitProgress,
    ExpectedPolicy,
    HashLockVersion,
    OutPoint,
    PointStatus,
    Preimage,
    TransactionStatus,
    TxOut,
    Txid,
    UserPolicy,
    VtxoClause,
    VtxoError,
    VtxoPolicy,
)
from making import ENTROPY
from rows import check
from vtxos import (
    DESTINATION,
    MARGIN,
    OWN,
    PAYMENT,
    SERVER,
    SIGNED,
    STRANGER,
    TERMS,
    TIP,
    UNLOCK,
    USER,
    Round,
    public,
    received,
)

ACCEPTED = SIGNED.accepted()
EXIT = ACCEPTED.exit()
CLAUSE = EXIT.clauses()[0]
OTHER = Txid(bytes([0xEE]) * 32)
CLAIM = Txid(bytes([0xCC]) * 32)
UNKNOWN, IN_MEMPOOL = TransactionStatus.UNKNOWN(), TransactionStatus.IN_MEMPOOL()
SEND = UserPolicy.LIGHTNING_SEND(HashLockVersion.V1, public(USER), PAYMENT.payment_hash(), 899_900)


def confirmed(height: int) -> TransactionStatus:
    return TransactionStatus.CONFIRMED(height)


def test_packages() -> None:
    packages, hops = EXIT.packages(), SIGNED.vtxo.hops()
    assert [package.transaction for package in packages] == hops
    assert [package.depth for package in packages] == [0, 1]
    assert EXIT.weight() == sum(hop.weight for hop in hops)
    assert EXIT.point() == hops[-1].outpoint == SIGNED.vtxo.id().outpoint
    for package in packages:
        written = Transaction.read(package.transaction.transaction)
        assert (written.version, written.weight, written.txid) == (3, package.transaction.weight, package.anchor.txid)
        # The anchor is last, holds nothing, and anybody takes it.
        assert written.outputs[package.anchor.vout :] == ((package.anchor_value_sat, bytes.fromhex("51024e73")),)
        assert package.anchor_value_sat == 0


def test_children_pay_for_both() -> None:
    assert (keelbolt.max_child_weight(), keelbolt.anchor_input_weight()) == (4_000, 165)
    for depth, package in enumerate(EXIT.packages()):
        size = -(-package.transaction.weight // 4) + 150
        assert EXIT.child_fee(depth, 600, 1_000) == -(-size * 4 * 1_000 // 1_000)
        assert EXIT.child_fee(depth, 4_000, 0) == 0
        assert EXIT.child_fee(depth, 4_001, 1_000) is None
    assert EXIT.child_fee(2, 600, 1_000) is None
    assert EXIT.child_fee(2**32 - 1, 2**64 - 1, 2**32 - 1) is None


def progress(statuses: list, point: PointStatus = PointStatus.UNSPENT(), tip: int = TIP) -> ExitProgress:
    ids = [package.transaction.txid for package in EXIT.packages()]
    return EXIT.progress(CLAUSE, dict(zip(ids, statuses)), point, tip)


# What blocks and mempool say, block by block, and what is to be done.
STEPS = [
    ([], PointStatus.UNSPENT(), TIP, ExitProgress.PUBLISH(0)),
    ([UNKNOWN, UNKNOWN], PointStatus.UNSPENT(), TIP, ExitProgress.PUBLISH(0)),
    ([IN_MEMPOOL], PointStatus.UNSPENT(), TIP, ExitProgress.WAIT(0)),
    ([confirmed(TIP + 1)], PointStatus.UNSPENT(), TIP + 1, ExitProgress.PUBLISH(1)),
    ([confirmed(TIP + 1), IN_MEMPOOL], PointStatus.UNSPENT(), TIP + 1, ExitProgress.WAIT(1)),
    ([confirmed(TIP + 1), confirmed(TIP + 2)], PointStatus.UNSPENT(), TIP + 2, ExitProgress.DELAYED(TIP + 146)),
    # The block is disconnected: its transaction waits again, and was forgotten by some nodes.
    ([confirmed(TIP + 1), IN_MEMPOOL], PointStatus.UNSPENT(), TIP + 1, ExitProgress.WAIT(1)),
    ([confirmed(TIP + 1), UNKNOWN], PointStatus.UNSPENT(), TIP + 1, ExitProgress.PUBLISH(1)),
    ([IN_MEMPOOL, UNKNOWN], PointStatus.UNSPENT(), TIP, ExitProgress.WAIT(0)),
    # In the other chain it is one block later.
    ([confirmed(TIP + 1), confirmed(TIP + 3)], PointStatus.UNSPENT(), TIP + 145, ExitProgress.DELAYED(TIP + 147)),
    ([confirmed(TIP + 1), confirmed(TIP + 3)], PointStatus.UNSPENT(), TIP + 146, ExitProgress.CLAIM()),
    (
        [confirmed(TIP + 1), confirmed(TIP + 3)],
        PointStatus.SPENT(CLAIM, UNKNOWN),
        TIP + 146,
        ExitProgress.CLAIM(),
    ),
    (
        [confirmed(TIP + 1), confirmed(TIP + 3)],
        PointStatus.SPENT(CLAIM, IN_MEMPOOL),
        TIP + 146,
        ExitProgress.SPENDING(CLAIM),
    ),
    (
        [confirmed(TIP + 1), confirmed(TIP + 3)],
        PointStatus.SPENT(CLAIM, confirmed(TIP + 147)),
        TIP + 147,
        ExitProgress.SPENT(CLAIM, TIP + 147),
    ),
    # Somebody else was faster, until that block is gone.
    (
        [TransactionStatus.CONFLICTING(OTHER)],
        PointStatus.UNSPENT(),
        TIP + 1,
        ExitProgress.CONFLICTING(0, OTHER),
    ),
    (
        [confirmed(TIP + 1), TransactionStatus.CONFLICTING(OTHER)],
        PointStatus.UNSPENT(),
        TIP + 2,
        ExitProgress.CONFLICTING(1, OTHER),
    ),
]


@pytest.mark.parametrize(("statuses", "point", "tip", "expected"), STEPS)
def test_progress(statuses: list, point: PointStatus, tip: int, expected: ExitProgress) -> None:
    assert progress(statuses, point, tip) == expected


def test_transactions_of_others_do_not_matter() -> None:
    statuses = {OTHER: confirmed(1), EXIT.packages()[0].transaction.txid: IN_MEMPOOL}
    assert EXIT.progress(CLAUSE, statuses, PointStatus.UNSPENT(), TIP) == ExitProgress.WAIT(0)


def test_a_contract_that_ended_waits_for_its_height() -> None:
    made = Round(policy=SEND).sign()
    exit = made.accepted(policy=ExpectedPolicy.EXACTLY(SEND)).exit()
    (clause,) = exit.clauses()
    assert clause == VtxoClause.DELAYED_TIMELOCK_SIGN(public(USER)[1:], 899_900, 288)
    done = {package.transaction.txid: confirmed(TIP + 2) for package in exit.packages()}
    steps = [(899_899, ExitProgress.DELAYED(899_901)), (899_900, ExitProgress.CLAIM())]
    for tip, expected in steps:
        assert exit.progress(clause, done, PointStatus.UNSPENT(), tip) == expected


def check_claim(exit: keelbolt.Exit, clause: VtxoClause, preimage: Preimage | None) -> Transaction:
    """The claim, signed by the owner: what it says of itself is what is written."""
    spend = exit.claim(clause, DESTINATION, 1_000, preimage)
    signed = spend.sign(USER, bytes(32), ENTROPY)
    written = Transaction.read(signed.transaction())
    assert (
        (signed.txid(), signed.fee_sat())
        == (spend.txid(), spend.fee_sat())
        == (written.txid, 20_000 - spend.value_sat())
    )
    assert spend.weight() == written.weight and spend.fee_sat() == -(-written.weight * 1_000 // 1_000)
    assert written.outputs == ((spend.value_sat(), DESTINATION),)
    (spent,) = written.inputs
    assert OutPoint(txid=Txid(spent.txid), vout=spent.vout) == exit.point()
    assert spent.sequence == (clause.delay() or 0xFFFFFFFD)
    assert written.lock_time == (clause.lock_time() or 0)
    assert (list(spent.witness), spent.witness[-2]) == (signed.witness(), clause.script())
    assert spend.clause() == clause
    # A signer elsewhere gives the same.
    assert spend.finish(keelbolt.SchnorrSignature(spent.witness[0])).transaction() == signed.transaction()
    return written


def test_money_is_claimed() -> None:
    assert EXIT.clauses() == [VtxoClause.DELAYED_SIGN(public(USER)[1:], 144)]
    check_claim(EXIT, CLAUSE, None)


def test_a_payment_is_claimed_with_its_preimage() -> None:
    policy = received(899_500)
    exit = Round(policy=policy).sign().accepted(policy=ExpectedPolicy.EXACTLY(policy)).exit()
    (clause,) = exit.clauses()
    written = check_claim(exit, clause, PAYMENT)
    # Whoever sees the claim learns the preimage.
    hash_lock = clause.hash_lock()
    assert hash_lock == keelbolt.ClauseHash.of(HashLockVersion.V1, PAYMENT.payment_hash())
    assert hash_lock.preimage_in(written.inputs[0].witness) == PAYMENT
    assert PAYMENT.opens_clause(hash_lock) and not UNLOCK.opens_clause(hash_lock)
    for preimage in (None, UNLOCK):
        act = lambda wrong=preimage: exit.claim(clause, DESTINATION, 1_000, wrong)  # noqa: E731
        row = (act, "ClausePreimage", {}, 1031, keelbolt.Blame.CALLER, "no preimage, or that of another hash")
        check(VtxoError, row)


def test_every_clause_is_spent() -> None:
    """Both sides of every policy, from an output of its own."""
    hashed = {"version": HashLockVersion.V1, "user_pubkey": public(USER), "unlock_hash": UNLOCK.unlock_hash()}
    policies = [
        *map(VtxoPolicy.USER, (OWN, SEND, received(899_500), received(899_500, HashLockVersion.V0))),
        VtxoPolicy.CHECKPOINT(public(USER)),
        VtxoPolicy.EXPIRY(public(STRANGER)[1:]),
        VtxoPolicy.HARK_FORFEIT(**hashed),
        VtxoPolicy.HARK_LEAF(**hashed),
    ]
    point = OutPoint(txid=OTHER, vout=3)
    keys = {public(secret)[1:]: secret for secret in (SERVER, USER)}
    kinds = set()
    for policy in policies:
        output = policy.output(TERMS)
        for clause in policy.clauses(TERMS):
            preimage = next((each for each in (PAYMENT, UNLOCK) if opens(each, clause)), None)
            spend = output.spend(clause, point, 50_000, DESTINATION, 253, preimage)
            if clause.signer() in keys:
                signed = spend.sign(keys[clause.signer()], bytes(32), ENTROPY)
                written = Transaction.read(signed.transaction())
                assert written.weight == spend.weight()
                witness = b"".join(bytes([len(each)]) + each for each in signed.witness())
                assert output.witness_weight(clause) == 1 + len(witness)
            kinds.add(type(clause))
    assert kinds == {item for item in vars(VtxoClause).values() if isinstance(item, type)}


def opens(preimage: Preimage, clause: VtxoClause) -> bool:
    hash_lock = clause.hash_lock()
    return hash_lock is not None and preimage.opens_clause(hash_lock)


def test_deadlines() -> None:
    deadline = ACCEPTED.deadline(MARGIN)
    assert (deadline.begin, deadline.lost, deadline.vtxo) == (900_000 - 144 - 2 - MARGIN, 900_000, ACCEPTED.id())
    # At that height the VTXO is still accepted, one later no more.
    assert SIGNED.accepted(tip=deadline.begin) == ACCEPTED
    with pytest.raises(VtxoError.VtxoExpiry):
        SIGNED.accepted(tip=deadline.begin + 1)
    policy = received(899_500)
    contract = Round(policy=policy).sign().accepted(policy=ExpectedPolicy.EXACTLY(policy))
    first = contract.deadline(MARGIN)
    assert (first.begin, first.lost) == (899_500 - 184 - 2 - MARGIN, 899_500)
    assert keelbolt.first_deadline([ACCEPTED, contract], MARGIN) == first
    assert keelbolt.first_deadline([], MARGIN) is None
    assert AcceptedVtxo.assume_accepted(SIGNED.vtxo).deadline(0).begin == 900_000 - 146


def test_an_anchor_is_checked_alone() -> None:
    value, script = Transaction.read(SIGNED.anchor).outputs[1]
    anchor = TxOut(value_sat=value, script_pubkey=script)
    SIGNED.vtxo.check_chain(anchor)
    SIGNED.unsigned.check_chain_unsigned(anchor)
    SIGNED.unsigned.check_standard()
    assert SIGNED.vtxo.hops()[0].spent == anchor
