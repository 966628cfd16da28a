"""Every error of commitments, of spends and of closing: its class, its typed fields, its code, who is to blame, and the
library's text. Those of keys and secrets stand in `test_commitment_errors`."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import keelbolt
import test_commitment_errors
from commitments import (
    BASEPOINTS,
    FUNDING,
    FUNDING_SAT,
    OTHER_WALLET,
    SECRETS,
    WALLET,
    Input,
    Transaction,
    built,
    channel,
    draft,
    htlc,
    place,
    preimage,
    signature_of,
)
from keelbolt import (
    Blame,
    Claim,
    ClosingSignatures,
    ClosingVariant,
    Commitment,
    CommitmentError,
    CommitmentFormat,
    CommitmentSignatures,
    FeeProposal,
    FeeRange,
    LegacyClosing,
    LegacyNegotiation,
    Node,
    OutPoint,
    OutputKind,
    Revocation,
    RevokedCommitment,
    SecretStore,
    ShutdownForm,
    ShutdownRules,
    Signature,
    SimpleClose,
    SpendPath,
    Sweep,
    SweepParent,
    Txid,
)
from making import ENTROPY
from rows import Row, check, check_complete

PEER, CALLER = Blame.PEER, Blame.CALLER
ANCHORS, STATIC, ZERO_FEE = (
    CommitmentFormat.ANCHORS,
    CommitmentFormat.STATIC_REMOTEKEY,
    CommitmentFormat.ZERO_FEE,
)
ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
ALL_BITCOIN = 2_100_000_000_000_000

HTLCS = (htlc(Node.OPENER, 1), htlc(Node.ACCEPTER, 2))
COMMITMENT = built(htlcs=HTLCS)
SIGNATURES = COMMITMENT.sign(SECRETS[Node.ACCEPTER], ENTROPY)
LOCAL, REMOTE, OFFERED, RECEIVED = (
    place(COMMITMENT, OutputKind.TO_LOCAL),
    place(COMMITMENT, OutputKind.TO_REMOTE),
    place(COMMITMENT, OutputKind.OFFERED_HTLC),
    place(COMMITMENT, OutputKind.RECEIVED_HTLC),
)
# HTLC signatures go in the order of their outputs.
OF_OFFERED, OF_RECEIVED = SIGNATURES.htlc_signatures if OFFERED < RECEIVED else SIGNATURES.htlc_signatures[::-1]
TOO_LARGE = Signature(bytes([0xFF]) * 64)
HIGH_S = Signature(OF_OFFERED[:32] + (ORDER - int.from_bytes(OF_OFFERED[32:], "big")).to_bytes(32, "big"))
BALANCE = COMMITMENT.claim(LOCAL, SpendPath.DELAYED())


def build(format: CommitmentFormat = ANCHORS, **changes: object) -> Callable:
    return lambda: built(format, **changes)


def verify(**changes: object) -> Callable:
    """Verifies what the accepter has signed, with these changes."""
    contents = {"signature": SIGNATURES.signature, "htlc_signatures": SIGNATURES.htlc_signatures}
    return lambda: COMMITMENT.verify(CommitmentSignatures(**{**contents, **changes}))


def claim(output: int, path: SpendPath, commitment: Commitment = COMMITMENT) -> Callable:
    return lambda: commitment.claim(output, path)


def revocation(number: int) -> SpendPath:
    """The path that a secret of the opener opens."""
    return SpendPath.REVOCATION(Revocation(SECRETS[Node.OPENER].per_commitment_secret(number), ENTROPY))


def wallet(number: int = 1, amount: int = 50_000, weight: int = 109) -> Claim:
    """An output of a wallet."""
    return Claim.wallet(OutPoint(txid=Txid(bytes([number]) * 32), vout=0), amount, OTHER_WALLET, weight)


def sweep(*claims: Claim, feerate: int | None = None, **changes: object) -> Callable:
    """Puts claims together, and builds what they make."""

    def run() -> object:
        made = Sweep(claims, WALLET, **changes)
        return made if feerate is None else made.build(feerate)

    return run


def htlc_claim(commitment: Commitment, output: int, signature: Signature, shown: object = None) -> Claim:
    return commitment.claim(output, SpendPath.HTLC_TRANSACTION(signature, shown))


def recognise(transaction: Transaction) -> Callable:
    """Recognises a commitment of the opener, of whom one secret has come."""
    store = SecretStore()
    store.insert(0, SECRETS[Node.OPENER].per_commitment_secret(0))
    args = (channel(), Node.OPENER, transaction.write(), store, [], ENTROPY)
    return lambda: RevokedCommitment.recognise(*args)


def second_stage(path: SpendPath) -> Callable:
    return lambda: COMMITMENT.second_stage_claims(COMMITMENT.transaction(), path)


def legacy(**changes: object) -> LegacyClosing:
    """A closing transaction of the older kind."""
    contents = {
        "channel": channel(),
        "opener_balance_msat": 600_000_000,
        "accepter_balance_msat": 400_000_000,
        "opener_script": WALLET,
        "accepter_script": OTHER_WALLET,
        "fee_sat": 1000,
    }
    return LegacyClosing(**{**contents, **changes})


def legacy_dust() -> object:
    """A signature of a closing transaction that nodes do not relay: a dust limit below the script's."""
    low = keelbolt.NodeParameters(basepoints=BASEPOINTS[Node.OPENER], dust_limit_sat=0, to_self_delay=144)
    terms = legacy(channel=channel(opener=low), opener_balance_msat=1_293_000, accepter_balance_msat=998_707_000)
    signature = terms.build(Node.OPENER).sign(SECRETS[Node.OPENER].funding(), ENTROPY)
    return terms.verify(Node.OPENER, signature)


def simple(**changes: object) -> SimpleClose:
    """`closing_complete` of the opener."""
    contents = {
        "channel": channel(),
        "closer": Node.OPENER,
        "closer_balance_msat": 600_000_000,
        "closee_balance_msat": 400_000_000,
        "closer_script": WALLET,
        "closee_script": OTHER_WALLET,
        "fee_sat": 1000,
        "lock_time": 0,
    }
    return SimpleClose(**{**contents, **changes})


def answer(
    fee: int,
    low: int | None = None,
    high: int | None = None,
    node: Node = Node.OPENER,
    sent: FeeProposal | None = None,
    received: int | None = None,
) -> Callable:
    """The answer of a node that would like 500 sat and takes 400 to 600."""
    stand = LegacyNegotiation(
        node=node,
        preferred_sat=500,
        acceptable=FeeRange(min_sat=400, max_sat=600),
        sent=sent,
        received_sat=received,
    )
    came = None if low is None else FeeRange(min_sat=low, max_sat=high)
    return lambda: stand.answer(FeeProposal(fee_sat=fee, range=came))


SENT = FeeProposal(fee_sat=500)
COMPLETE = simple().sign(SECRETS[Node.OPENER].funding(), ENTROPY)
FOREIGN = Transaction((Input(bytes(FUNDING.txid), 0),), ((1000, WALLET),))
STATIC_COMMITMENT = built(STATIC, htlcs=HTLCS)
ZERO_COMMITMENT = built(ZERO_FEE)
TIMEOUTS = [built(htlcs=(htlc(Node.OPENER, number, expiry=number * 100_000),)) for number in (5, 6)]

ROWS: list[Row] = [
    (
        verify(signature=TOO_LARGE),
        "SignatureOutOfRange",
        {},
        502,
        PEER,
        "signature value is not below the group order",
    ),
    (verify(htlc_signatures=[HIGH_S]), "SignatureHighS", {}, 300, PEER, "signature breaks the low-S rule"),
    (
        lambda: COMMITMENT.revealed_preimages(b"\2"),
        "MalformedTransaction",
        {},
        607,
        PEER,
        "these bytes are no transaction",
    ),
    (
        lambda: Commitment(draft(), channel(funding_amount_sat=0)),
        "FundingAmount",
        {"expected": ALL_BITCOIN, "found": 0},
        805,
        CALLER,
        f"funding output: expected 1 sat to {ALL_BITCOIN} sat, found 0 sat",
    ),
    (
        build(opener_balance_msat=1),
        "Balance",
        {"expected": 1_000_000_000, "found": 400_000_001},
        806,
        CALLER,
        "balances and htlcs: expected 1000000000 msat, found 400000001 msat",
    ),
    (
        build(opener_balance_msat=2**64 - 1),
        "Balance",
        {"expected": 1_000_000_000, "found": None},
        806,
        CALLER,
        "balances and htlcs: expected 1000000000 msat, found more than there can be",
    ),
    (
        build(ZERO_FEE, htlcs=(htlc(Node.ACCEPTER, amount_msat=1000),) * 115),
        "TooManyHtlcs",
        {"node": Node.ACCEPTER, "expected": 114, "found": 115},
        807,
        CALLER,
        "htlcs of the accepter: expected at most 114, found 115",
    ),
    (
        build(ZERO_FEE, feerate_per_kw=253),
        "CommitmentFeerate",
        {"expected": 0, "found": 253},
        808,
        CALLER,
        "feerate_per_kw: expected 0, found 253",
    ),
    (
        build(opener_balance_msat=300_000, accepter_balance_msat=999_700_000),
        "FeeExceedsBalance",
        {"expected": 3470, "found": 300},
        809,
        PEER,
        "the opener pays 3470 sat for the commitment and has 300 sat",
    ),
    (
        lambda: draft().check_reserve(channel(), 10_000, 400_001),
        "BelowReserve",
        {"node": Node.ACCEPTER, "expected": 400_001, "found": 400_000},
        810,
        PEER,
        "balance of the accepter: expected a reserve of 400001 sat, found 400000 sat",
    ),
    (
        verify(signature=OF_OFFERED),
        "CommitmentSignature",
        {},
        811,
        PEER,
        "signature of the commitment is not of the funding key",
    ),
    (
        verify(htlc_signatures=[OF_OFFERED]),
        "HtlcSignatureCount",
        {"expected": 2, "found": 1},
        812,
        PEER,
        "htlc signatures: expected 2, found 1",
    ),
    (
        lambda: htlc_claim(COMMITMENT, RECEIVED, OF_OFFERED, preimage(2)),
        "HtlcSignature",
        {"htlc": 1, "output": RECEIVED},
        813,
        PEER,
        f"signature of htlc 1, output {RECEIVED}, is not of the htlc key",
    ),
    (
        build(htlcs=(htlc(Node.OPENER, expiry=500_000_000),)),
        "CltvExpiry",
        {"htlc": 0, "expected": 499_999_999, "found": 500_000_000},
        814,
        PEER,
        "cltv_expiry of htlc 0: expected at most block 499999999, found block 500000000",
    ),
    (
        claim(99, SpendPath.DELAYED()),
        "NoSuchOutput",
        {"expected": 6, "found": 99},
        820,
        CALLER,
        "output 99: the commitment has 6",
    ),
    (
        claim(LOCAL, SpendPath.PAYMENT()),
        "SpendPath",
        {"output": LOCAL, "kind": OutputKind.TO_LOCAL()},
        821,
        CALLER,
        f"output {LOCAL}, ToLocal, cannot be taken so",
    ),
    (
        lambda: COMMITMENT.signed_htlc_transaction(LOCAL, OF_OFFERED, OF_OFFERED),
        "SpendPath",
        {"output": LOCAL, "kind": OutputKind.TO_LOCAL()},
        821,
        CALLER,
        f"output {LOCAL}, ToLocal, cannot be taken so",
    ),
    (
        claim(RECEIVED, SpendPath.PREIMAGE(preimage(2))),
        "SpendPath",
        {"output": RECEIVED, "kind": OutputKind.RECEIVED_HTLC(1)},
        821,
        CALLER,
        f"output {RECEIVED}, ReceivedHtlc(1), cannot be taken so",
    ),
    (
        second_stage(SpendPath.TIMEOUT()),
        "SecondStagePath",
        {},
        822,
        CALLER,
        "outputs of htlc transactions are taken by delay or revocation",
    ),
    (
        claim(OFFERED, SpendPath.PREIMAGE(preimage(2))),
        "SpendPreimage",
        {"output": OFFERED},
        823,
        PEER,
        f"output {OFFERED}: expected the preimage of its hash",
    ),
    (
        lambda: COMMITMENT.signed_htlc_transaction(RECEIVED, OF_RECEIVED, OF_RECEIVED),
        "SpendPreimage",
        {"output": RECEIVED},
        823,
        PEER,
        f"output {RECEIVED}: expected the preimage of its hash",
    ),
    (
        claim(LOCAL, revocation(1)),
        "NotRevoked",
        {"number": 0},
        824,
        CALLER,
        "the secret is not that of commitment 0",
    ),
    (
        recognise(Transaction.read(built(number=1).transaction())),
        "NotYetRevoked",
        {"number": 1},
        825,
        CALLER,
        "commitment 1 is not revoked",
    ),
    (recognise(FOREIGN), "NotACommitment", {}, 826, PEER, "not a commitment of the channel"),
    (
        lambda: htlc_claim(STATIC_COMMITMENT, place(STATIC_COMMITMENT, OutputKind.OFFERED_HTLC), OF_OFFERED),
        "NotCombinable",
        {"output": place(STATIC_COMMITMENT, OutputKind.OFFERED_HTLC)},
        827,
        CALLER,
        f"output {place(STATIC_COMMITMENT, OutputKind.OFFERED_HTLC)}: its htlc transaction pays its own fee and takes "
        "no other inputs",
    ),
    (
        lambda: Sweep([BALANCE], b""),
        "WrongLength",
        {"expected": 1, "found": 0},
        600,
        CALLER,
        "expected 1 bytes, found 0",
    ),
    (sweep(wallet()), "NoClaims", {}, 828, CALLER, "a sweep of nothing"),
    (
        sweep(BALANCE, BALANCE),
        "DuplicateClaim",
        {"txid": COMMITMENT.txid(), "output": LOCAL},
        829,
        CALLER,
        f"{COMMITMENT.txid()}:{LOCAL} is claimed twice",
    ),
    (
        lambda: sweep(
            BALANCE,
            ZERO_COMMITMENT.claim(place(ZERO_COMMITMENT, OutputKind.TO_LOCAL), SpendPath.DELAYED()),
        )(),
        "ClaimVersion",
        {"expected": 2, "found": 3},
        830,
        CALLER,
        "version of a claim: expected 2, found 3",
    ),
    (
        lambda: sweep(
            *[
                htlc_claim(
                    each,
                    place(each, OutputKind.OFFERED_HTLC),
                    each.sign(SECRETS[Node.ACCEPTER], ENTROPY).htlc_signatures[0],
                )
                for each in TIMEOUTS
            ]
        )(),
        "ClaimLockTime",
        {"expected": 500_000, "found": 600_000},
        831,
        CALLER,
        "lock time of an htlc transaction: expected 500000, found 600000",
    ),
    (
        sweep(BALANCE, wallet(amount=ALL_BITCOIN)),
        "ClaimAmount",
        {"expected": ALL_BITCOIN, "found": ALL_BITCOIN + BALANCE.amount_sat()},
        832,
        CALLER,
        f"claims: expected at most {ALL_BITCOIN} sat, found {ALL_BITCOIN + BALANCE.amount_sat()} sat",
    ),
    (
        sweep(BALANCE, wallet(amount=2**64 - 1)),
        "ClaimAmount",
        {"expected": ALL_BITCOIN, "found": None},
        832,
        CALLER,
        f"claims: expected at most {ALL_BITCOIN} sat, found more than can be counted",
    ),
    (
        sweep(BALANCE, feerate=249),
        "SweepFeerate",
        {"expected": 250, "found": 249},
        833,
        CALLER,
        "feerate_per_kw: expected at least 250, found 249",
    ),
    (
        lambda: Sweep([COMMITMENT.claim(OFFERED, revocation(0))], WALLET).build(100_000),
        "FeeExceedsAmount",
        {"expected": 57_500, "found": 20_000},
        834,
        CALLER,
        "the fee is 57500 sat and the claims bring 20000 sat",
    ),
    (
        lambda: Sweep([COMMITMENT.claim(OFFERED, revocation(0))], WALLET).build(34_300),
        "SweepDust",
        {"expected": 294, "found": 277},
        835,
        CALLER,
        "output: expected at least 294 sat, found 277 sat",
    ),
    (
        sweep(BALANCE, wallet(weight=400_000), feerate=250),
        "SweepWeight",
        {"expected": 400_000, "found": 400_647},
        836,
        CALLER,
        "weight: expected at most 400000, found 400647",
    ),
    (
        lambda: Sweep([BALANCE], WALLET).build(250).sign(SECRETS[Node.ACCEPTER], ENTROPY),
        "ClaimKey",
        {"input": 0},
        837,
        CALLER,
        "secret key of input 0 is not that of its output",
    ),
    (
        lambda: Sweep([BALANCE], WALLET).build(250).complete([]),
        "SignatureCount",
        {"expected": 1, "found": 0},
        838,
        CALLER,
        "signatures: expected 1, found 0",
    ),
    (
        lambda: Sweep([BALANCE], WALLET).build(250).complete([OF_OFFERED]),
        "ClaimSignature",
        {"input": 0},
        839,
        CALLER,
        "signature of input 0 is not of its key",
    ),
    (
        lambda: ShutdownRules().check(bytes(5)),
        "ShutdownScript",
        {"length": 5},
        850,
        PEER,
        "scriptpubkey of 5 bytes has none of the forms",
    ),
    (
        lambda: ShutdownRules().check(bytes([0x51, 2, 1, 1])),
        "ShutdownNotNegotiated",
        {"form": ShutdownForm.ANY_SEGWIT},
        851,
        PEER,
        "scriptpubkey: AnySegwit is not negotiated",
    ),
    (
        lambda: ShutdownRules().check(WALLET, OTHER_WALLET),
        "UpfrontScript",
        {},
        852,
        PEER,
        "scriptpubkey is not the one of shutdown_scriptpubkey",
    ),
    (
        lambda: legacy(fee_sat=600_001).build(Node.OPENER),
        "ClosingFeeExceedsBalance",
        {"expected": 600_000, "found": 600_001},
        853,
        PEER,
        "fee_satoshis: expected at most 600000 sat, found 600001 sat",
    ),
    (
        lambda: legacy(opener_balance_msat=600_000_001).build(Node.OPENER),
        "Balance",
        {"expected": 1_000_000_000, "found": 1_000_000_001},
        806,
        CALLER,
        "balances and htlcs: expected 1000000000 msat, found 1000000001 msat",
    ),
    (
        lambda: legacy(fee_sat=999_900, opener_balance_msat=1_000_000_000, accepter_balance_msat=0).build(Node.OPENER),
        "NoOutputs",
        {},
        854,
        CALLER,
        "closing transaction without outputs",
    ),
    (
        legacy_dust,
        "ClosingDust",
        {"expected": 294, "found": 293},
        855,
        PEER,
        "output: expected at least 294 sat, found 293 sat",
    ),
    (
        lambda: simple(fee_sat=999_800, closer_balance_msat=1_000_000_000, closee_balance_msat=0).offered(),
        "AllDust",
        {},
        856,
        CALLER,
        "fee_satoshis leaves dust on both sides",
    ),
    (
        answer(700, 601, 800),
        "NoOverlap",
        {"expected_min": 400, "expected_max": 600, "found_min": 601, "found_max": 800},
        857,
        PEER,
        "fee_range: expected some of 400 sat to 600 sat, found 601 sat to 800 sat",
    ),
    (
        answer(700, 500, 800),
        "FeeOutOfRange",
        {"expected_min": 500, "expected_max": 600, "found": 700},
        858,
        PEER,
        "fee_satoshis: expected 500 sat to 600 sat, found 700 sat",
    ),
    (
        answer(450, 300, 800, node=Node.ACCEPTER, sent=SENT),
        "FeeChanged",
        {"expected": 500, "found": 450},
        859,
        PEER,
        "fee_satoshis: expected 500 sat, found 450 sat",
    ),
    (
        answer(701, sent=SENT, received=700),
        "FeeNotBetween",
        {"low": 500, "high": 700, "found": 701},
        860,
        PEER,
        "fee_satoshis: expected strictly between 500 sat and 700 sat, found 701 sat",
    ),
    (
        answer(601, sent=FeeProposal(fee_sat=600)),
        "NoFeeBetween",
        {"low": 600, "high": 601},
        861,
        PEER,
        "fee_satoshis: none that is acceptable between 600 sat and 601 sat",
    ),
    (
        lambda: legacy().build(Node.OPENER).verify(Node.ACCEPTER, OF_OFFERED),
        "ClosingSignature",
        {"node": Node.ACCEPTER},
        862,
        PEER,
        "signature of the accepter is not of this closing transaction",
    ),
    (
        lambda: simple().selected(ClosingSignatures()),
        "VariantMissing",
        {"variant": ClosingVariant.CLOSEE_OUTPUT_ONLY},
        863,
        PEER,
        "closing_complete: expected closee_output_only",
    ),
    (
        lambda: simple().finish(COMPLETE, ClosingSignatures(closee_output_only=OF_OFFERED)),
        "VariantNotOffered",
        {"variant": ClosingVariant.CLOSEE_OUTPUT_ONLY},
        864,
        PEER,
        "closing_sig: closee_output_only was not offered",
    ),
    (
        lambda: simple().finish(COMPLETE, COMPLETE),
        "ClosingSignatureCount",
        {"expected": 1, "found": 2},
        865,
        PEER,
        "closing_sig: expected 1 signature, found 2",
    ),
]

# What nobody can make by chance, an error of UniFFI's own readers, and an error of a newer core.
UNREACHED = {"NoSuchChild", "PointsCancel", "SignatureMismatch", "StoreTruncated", "TweakOutOfRange", "Unlisted"}


@pytest.mark.parametrize("row", ROWS, ids=[row[1] for row in ROWS])
def test_error(row: Row) -> None:
    check(CommitmentError, row)


def test_every_error_has_a_row() -> None:
    check_complete(CommitmentError, [*test_commitment_errors.ROWS, *ROWS], UNREACHED)
