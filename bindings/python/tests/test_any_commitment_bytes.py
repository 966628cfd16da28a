"""Any bytes and any numbers, to every entry point of commitments, spends, closing and relay: a result or a typed error,
never anything else."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

import keelbolt
from commitments import FORMATS, OTHER_WALLET, SECRETS, WALLET, Transaction, built, channel, draft, htlc, place, preimage
from keelbolt import (
    Claim,
    ClosingSignatures,
    Commitment,
    CommitmentSignatures,
    FeeProposal,
    FeeRange,
    LegacyClosing,
    LegacyNegotiation,
    Node,
    OutputKind,
    RevokedCommitment,
    SecretStore,
    ShutdownRules,
    SimpleClose,
    SpendPath,
    Sweep,
    SweepAttempt,
    SweepParent,
)
from making import ENTROPY
from test_any_bytes import any_number, spoiled
from test_relay import CHAIN, PLAIN, coin

ROUNDS = 200
ERRORS = (keelbolt.CommitmentError, keelbolt.RelayError, keelbolt.InvoiceError)
HTLCS = (htlc(Node.OPENER, 1), htlc(Node.ACCEPTER, 2))
COMMITMENT = built(htlcs=HTLCS)
SIGNATURES = COMMITMENT.sign(SECRETS[Node.ACCEPTER], ENTROPY)
OFFERED, LOCAL = place(COMMITMENT, OutputKind.OFFERED_HTLC), place(COMMITMENT, OutputKind.TO_LOCAL)
BALANCE = COMMITMENT.claim(LOCAL, SpendPath.DELAYED())
TAKEN = COMMITMENT.claim(OFFERED, SpendPath.PREIMAGE(preimage(1)))
SWEEP = Sweep([TAKEN], WALLET).build(1000)
SIGNED = SWEEP.sign(SECRETS[Node.ACCEPTER], ENTROPY)
CLOSE = SimpleClose(
    channel=channel(),
    closer=Node.OPENER,
    closer_balance_msat=600_000_000,
    closee_balance_msat=400_000_000,
    closer_script=WALLET,
    closee_script=OTHER_WALLET,
    fee_sat=1000,
    lock_time=0,
)
COMPLETE = CLOSE.sign(SECRETS[Node.OPENER].funding(), ENTROPY)


def recognise(transaction: bytes) -> object:
    """What an owner's transaction is, when the secrets of two commitments have come."""
    store = SecretStore()
    for number in range(2):
        store.insert(number, SECRETS[Node.OPENER].per_commitment_secret(number))
    seen = RevokedCommitment.recognise(channel(), Node.OPENER, transaction, store, HTLCS, ENTROPY)
    return seen.claims(), seen.to_remote(), seen.unknown(), seen.second_stage_claims(transaction)


# What each reader takes, sound; it is also given with some of its bytes changed.
READERS: list[tuple[Callable, bytes]] = [
    (COMMITMENT.revealed_preimages, SIGNED.transaction()),
    (lambda some: COMMITMENT.second_stage_claims(some, SpendPath.DELAYED()), SIGNED.transaction()),
    (recognise, COMMITMENT.transaction()),
    (lambda some: keelbolt.check_relay(some, [coin()], CHAIN), PLAIN.write()),
    (lambda some: keelbolt.check_package_relay(some, [coin()], some, [coin()], CHAIN), PLAIN.write()),
    (lambda some: keelbolt.check_relay(PLAIN.write(), [coin(script=some)], CHAIN), WALLET),
    (keelbolt.shutdown_form, WALLET),
    (lambda some: ShutdownRules(any_segwit=True).check(some, some), WALLET),
    (lambda some: Sweep([BALANCE], some).build(253), WALLET),
    (lambda some: SWEEP.complete([some]), SIGNATURES.signature),
    (lambda some: SWEEP.sign(SECRETS[Node.ACCEPTER], some), ENTROPY),
    (lambda some: COMMITMENT.signed(some, some), SIGNATURES.signature),
    (lambda some: COMMITMENT.verify(CommitmentSignatures(signature=some, htlc_signatures=[])), SIGNATURES.signature),
    (lambda some: COMMITMENT.claim(OFFERED, SpendPath.HTLC_TRANSACTION(some, None)), SIGNATURES.htlc_signatures[0]),
    (lambda some: Commitment(draft(per_commitment_point=some), channel()), COMMITMENT.keys().remotepubkey),
    (lambda some: CLOSE.finish(COMPLETE, ClosingSignatures(closer_output_only=some)), COMPLETE.closer_output_only),
    (lambda some: CLOSE.transaction(keelbolt.ClosingVariant.CLOSER_OUTPUT_ONLY).verify(Node.OPENER, some), ENTROPY * 2),
]


def result_or_error(act: Callable) -> object:
    try:
        return act()
    except ERRORS as error:
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
    """Amounts, heights, feerates, indices and numbers of every magnitude."""
    dice = random.Random(9)
    for _ in range(ROUNDS):
        wide, other, narrow = any_number(dice, 64), any_number(dice, 64), any_number(dice, 32)
        format = dice.choice(FORMATS)
        odd = htlc(dice.choice(list(Node)), amount_msat=wide, expiry=narrow)
        terms = draft(format, owner=dice.choice(list(Node)), number=wide, feerate_per_kw=narrow)
        # Balances that fit what is in flight, and others.
        kept = {"opener_balance_msat": max(600_000_000 - wide, 0), "accepter_balance_msat": 400_000_000}
        whole = draft(format, htlcs=(), feerate_per_kw=narrow, **kept)
        for each in (terms, whole):
            result_or_error(lambda: Commitment(each, channel(format)).htlc_transactions())
            result_or_error(lambda: each.check_reserve(channel(format), wide, other))
            result_or_error(lambda: each.is_trimmed(odd, channel(format)))
        result_or_error(lambda: COMMITMENT.claim(narrow, SpendPath.TIMEOUT()))
        assert COMMITMENT.template(narrow % 2**32) is None or narrow < len(COMMITMENT.outputs())
        attempt = SweepAttempt(txid=COMMITMENT.txid(), fee_sat=wide, weight=other)
        parent = SweepParent(fee_sat=other, weight=wide)
        wallet = Claim.wallet(TAKEN.previous_output(), wide, OTHER_WALLET, other)
        result_or_error(lambda: Sweep([BALANCE.replacing(attempt), wallet], WALLET, parent).build(narrow).transaction())
        result_or_error(lambda: Sweep([BALANCE, wallet], WALLET).batches())
        fees = FeeRange(min_sat=wide, max_sat=other)
        stand = LegacyNegotiation(
            node=Node.OPENER, preferred_sat=wide, acceptable=fees, sent=FeeProposal(fee_sat=other), received_sat=wide
        )
        result_or_error(lambda: stand.answer(FeeProposal(fee_sat=any_number(dice, 64), range=fees)))
        legacy = LegacyClosing(
            channel=channel(),
            opener_balance_msat=wide,
            accepter_balance_msat=other,
            opener_script=WALLET,
            accepter_script=OTHER_WALLET,
            fee_sat=narrow,
        )
        result_or_error(lambda: legacy.build(Node.OPENER))
        created = keelbolt.CoinCreated.UNCONFIRMED(version=narrow, ancestors=wide, children=other)
        for each in (coin(wide), coin(created=created), coin(created=keelbolt.CoinCreated.CONFIRMED(height=narrow))):
            tip = keelbolt.ChainTip(height=narrow, median_time_past=wide)
            result_or_error(lambda: keelbolt.check_relay(PLAIN.write(), [each], tip))


def test_what_is_written_by_hand_is_what_the_library_reads() -> None:
    """The reader and writer of these tests, held against the library's."""
    for raw in (COMMITMENT.transaction(), SIGNED.transaction(), PLAIN.write()):
        assert Transaction.read(raw).write() == raw
