"""Any bytes and any numbers, to every entry point of VTXOs: a result or a typed error, never anything else."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable

import pytest

import keelbolt
from keelbolt import (
    AcceptedVtxo,
    BareVtxo,
    ClauseHash,
    HashLockVersion,
    OutPoint,
    PointStatus,
    TransactionStatus,
    TxOut,
    Txid,
    UserPolicy,
    Vtxo,
    VtxoClause,
    VtxoError,
    VtxoId,
    VtxoPolicy,
)
from making import ENTROPY
from test_any_bytes import any_number, spoiled
from vtxos import DESTINATION, OWN, PAYMENT, SERVER, SIGNED, TERMS, USER, expectation, public, received

ROUNDS = 80
CONTRACT = received(899_500)
OUTPUT, CLAUSE = OWN.output(TERMS), OWN.clauses(TERMS)[0]
ACCEPTED = AcceptedVtxo.assume_accepted(SIGNED.vtxo)
SPEND = ACCEPTED.exit().claim(CLAUSE, DESTINATION, 253)
SCHNORR = SPEND.sign(USER, ENTROPY, ENTROPY).witness()[0]


def ask(vtxo: Vtxo) -> None:
    """All that can be asked of a VTXO, also where it was taken as accepted."""
    vtxo.genesis(), vtxo.past_arkoor_pubkeys(), vtxo.chain_anchor_amount_sat(), vtxo.unlock_hash()
    assert Vtxo.parse(vtxo.to_bytes()) == vtxo
    for act in (vtxo.hops, vtxo.check_standard, lambda: vtxo.check_chain(TxOut(value_sat=1, script_pubkey=b"\x51"))):
        result_or_error(act)
    result_or_error(lambda: vtxo.accept(expectation(), SIGNED.facts()))
    result_or_error(lambda: vtxo.accept_locked(expectation(), SIGNED.facts()))
    kept = AcceptedVtxo.assume_accepted(vtxo)
    kept.deadline(36), kept.trusts_others([public(USER)])
    exit = result_or_error(kept.exit)
    if exit is not None:
        for act in (exit.packages, exit.weight, lambda: exit.child_fee(0, 600, 253)):
            result_or_error(act)
        for clause in exit.clauses():
            result_or_error(lambda: exit.claim(clause, DESTINATION, 253, PAYMENT))
            result_or_error(lambda: exit.progress(clause, {}, PointStatus.UNSPENT(), 1))


READERS: list[tuple[Callable, bytes]] = [
    (lambda some: ask(Vtxo.parse(some)), SIGNED.vtxo.to_bytes()),
    (lambda some: ask(Vtxo.parse(some)), SIGNED.locked.to_bytes()),
    (lambda some: ask(Vtxo.join(SIGNED.vtxo.bare(), some)), SIGNED.vtxo.genesis_bytes()),
    (lambda some: BareVtxo.parse(some).write(), SIGNED.vtxo.bare().write()),
    (lambda some: VtxoPolicy.parse(some).output(TERMS), VtxoPolicy.USER(CONTRACT).write()),
    (lambda some: UserPolicy.parse(some).clauses(TERMS), CONTRACT.write()),
    (lambda some: VtxoPolicy.recognise(some, [VtxoPolicy.USER(OWN)], TERMS), OUTPUT.script_pubkey()),
    (VtxoClause.recognise, CONTRACT.clauses(TERMS)[0].script()),
    (VtxoId.from_bytes, SIGNED.vtxo.id().write()),
    (lambda some: SIGNED.vtxo.accept(expectation(), SIGNED.facts(anchor=some)), SIGNED.anchor),
    (
        lambda some: SIGNED.vtxo.check_chain(TxOut(value_sat=22_000, script_pubkey=some)),
        SIGNED.vtxo.hops()[0].spent.script_pubkey,
    ),
    (lambda some: OUTPUT.spend(CLAUSE, SIGNED.vtxo.id().outpoint, 9_000, some, 253), DESTINATION),
    (lambda some: SPEND.finish(some), SCHNORR),
    (lambda some: SPEND.sign(USER, some, some), ENTROPY),
    (lambda some: SIGNED.unsigned.with_unlock_signature(some), SCHNORR),
    (lambda some: OWN.output(dataclasses.replace(TERMS, server_pubkey=some)), public(SERVER)),
    (lambda some: expected_of(some), public(SERVER)),
    (lambda some: PAYMENT.opens_clause(ClauseHash(version=HashLockVersion.V1, hash160=some)), bytes(20)),
    (
        lambda some: ClauseHash.of(HashLockVersion.V0, PAYMENT.payment_hash()).preimage_in([some, PAYMENT.expose()]),
        bytes(32),
    ),
]


def expected_of(some: bytes) -> None:
    SIGNED.vtxo.accept(expectation(own_keys=[some], server_cosign_pubkeys=[some]), SIGNED.facts())


def result_or_error(act: Callable) -> object:
    try:
        return act()
    except (VtxoError, keelbolt.InvoiceError) as error:
        assert str(error) and error.code and error.blame
        return None


@pytest.mark.parametrize("read, sound", READERS)
def test_readers(read: Callable, sound: bytes) -> None:
    dice = random.Random(8)
    result_or_error(lambda: read(sound))
    for _ in range(ROUNDS):
        some = spoiled(dice, sound)
        result_or_error(lambda: read(some))


def test_numbers() -> None:
    """Amounts, heights, delays, feerates, depths of every magnitude."""
    dice = random.Random(9)
    exit = ACCEPTED.exit()
    ids = [package.transaction.txid for package in exit.packages()]
    for _ in range(ROUNDS):
        wide, narrow, short = any_number(dice, 64), any_number(dice, 32), any_number(dice, 16)
        terms = dataclasses.replace(TERMS, expiry_height=narrow, exit_delta=short)
        for policy in (OWN, dataclasses.replace(CONTRACT, htlc_expiry=narrow, htlc_expiry_delta=short)):
            result_or_error(lambda: policy.output(terms))
            result_or_error(lambda: [clause.script() for clause in policy.clauses(terms)])
        odd = VtxoClause.DELAYED_TIMELOCK_SIGN(public(USER)[1:], narrow, short)
        result_or_error(lambda: OUTPUT.control_block(odd))
        result_or_error(lambda: OUTPUT.witness_weight(odd))
        result_or_error(
            lambda: OUTPUT.spend(CLAUSE, OutPoint(txid=Txid(bytes(32)), vout=narrow), wide, DESTINATION, narrow)
        )
        bare = dataclasses.replace(SIGNED.vtxo.bare(), amount_sat=wide)
        ask(Vtxo.join(bare, SIGNED.vtxo.genesis_bytes()))
        numbers = {"amount_sat": wide, "tip": narrow, "exit_delta": short, "margin": short, "max_depth": narrow}
        result_or_error(lambda: SIGNED.accepted(**numbers, confirmations=narrow))
        ACCEPTED.deadline(short), exit.child_fee(narrow, wide, narrow)
        status = dice.choice([TransactionStatus.CONFIRMED(narrow), TransactionStatus.UNKNOWN()])
        for point in (PointStatus.UNSPENT(), PointStatus.SPENT(ids[0], status)):
            assert exit.progress(CLAUSE, dict.fromkeys(ids, status), point, narrow)
            result_or_error(lambda: exit.progress(odd, dict.fromkeys(ids, status), point, narrow))
