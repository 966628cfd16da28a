"""Taking what commitments leave on chain: every path, fees that are never lowered, cheaters punished, and a whole life
of a channel. Transactions are read by hand, and judged by the relay rules."""

from __future__ import annotations

import pytest

import keelbolt
from commitments import (
    FORMATS,
    FUNDING_SAT,
    OTHER_WALLET,
    SECRETS,
    WALLET,
    Transaction,
    built,
    channel,
    draft,
    htlc,
    other,
    place,
    preimage,
    signature_of,
)
from keelbolt import (
    ChainTip,
    Claim,
    ClaimKind,
    Coin,
    CoinCreated,
    Commitment,
    CommitmentFormat,
    KeyOrigin,
    Node,
    OutPoint,
    OutputKind,
    Revocation,
    RevokedCommitment,
    SecretStore,
    SignedSweep,
    SpendPath,
    Sweep,
    SweepParent,
    Txid,
)
from making import ENTROPY

OFFERED, RECEIVED = htlc(Node.OPENER, 1), htlc(Node.ACCEPTER, 2)
HTLCS = (OFFERED, RECEIVED)
CHAIN = ChainTip(height=700_000, median_time_past=1_700_000_000)
DEEP = CoinCreated.CONFIRMED(height=600_000)


def published(commitment: Commitment) -> Transaction:
    """The commitment with both signatures."""
    digest, owner = commitment.digest(), commitment.owner()
    local, remote = (signature_of(SECRETS[node].funding(), digest) for node in (owner, other(owner)))
    return Transaction.read(commitment.signed(local, remote))


def remote_signature(commitment: Commitment, output: int) -> keelbolt.Signature:
    """What the other node has signed for the HTLC of an output."""
    signatures = commitment.sign(SECRETS[other(commitment.owner())], ENTROPY).htlc_signatures
    outputs = [htlc.previous_output.vout for htlc in commitment.htlc_transactions()]
    return signatures[outputs.index(output)]


def coins(transaction: Transaction, *parents: Transaction) -> list[Coin]:
    """What a transaction spends of its parents, each deep in the chain."""
    known = {bytes(parent.txid): parent for parent in parents}
    spent = [known[taken.txid].outputs[taken.vout] for taken in transaction.inputs]
    return [Coin(value_sat=value, script_pubkey=script, created=DEEP) for value, script in spent]


def relayed(sweep: SignedSweep, *parents: Transaction) -> Transaction:
    """The transaction of a sweep, which has the fee and the weight that the sweep says, and is relayed."""
    transaction = Transaction.read(sweep.transaction())
    assert transaction.weight == sweep.weight()
    assert transaction.txid == sweep.attempt().txid
    fee = keelbolt.check_relay(transaction.write(), coins(transaction, *parents), CHAIN)
    assert fee == sweep.fee_sat() == sweep.attempt().fee_sat
    return transaction


def sweep(claims: list[Claim], node: Node, feerate: int = 1000, **changes: object) -> SignedSweep:
    """The claims in one transaction, signed by a node."""
    return Sweep(claims, WALLET, **changes).build(feerate).sign(SECRETS[node], ENTROPY)


def with_revocation(commitment: Commitment) -> SpendPath:
    """The path of the one who is cheated."""
    secret = SECRETS[commitment.owner()].per_commitment_secret(commitment.number())
    return SpendPath.REVOCATION(Revocation(secret, ENTROPY))


# The kind of output, its HTLC, the path or revocation, who takes it, what it is then: the same in every format.
PATHS = [
    (OutputKind.TO_LOCAL, None, SpendPath.DELAYED(), Node.OPENER, ClaimKind.TO_LOCAL),
    (OutputKind.TO_REMOTE, None, SpendPath.PAYMENT(), Node.ACCEPTER, ClaimKind.TO_REMOTE),
    (OutputKind.OFFERED_HTLC, 0, SpendPath.PREIMAGE(preimage(1)), Node.ACCEPTER, ClaimKind.PREIMAGE),
    (OutputKind.RECEIVED_HTLC, 1, SpendPath.TIMEOUT(), Node.ACCEPTER, ClaimKind.TIMEOUT),
    (OutputKind.TO_LOCAL, None, None, Node.ACCEPTER, ClaimKind.REVOKED_TO_LOCAL),
    (OutputKind.OFFERED_HTLC, 0, None, Node.ACCEPTER, ClaimKind.REVOKED_HTLC),
    (OutputKind.RECEIVED_HTLC, 1, None, Node.ACCEPTER, ClaimKind.REVOKED_HTLC),
]


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("kind, number, path, node, claimed", PATHS)
def test_paths(
    format: CommitmentFormat,
    kind: type,
    number: int | None,
    path: SpendPath | None,
    node: Node,
    claimed: ClaimKind,
) -> None:
    commitment = built(format, htlcs=HTLCS)
    output = place(commitment, kind, number)
    claim = commitment.claim(output, path or with_revocation(commitment))
    found = commitment.outputs()[output]
    assert claim.previous_output() == OutPoint(txid=commitment.txid(), vout=output)
    assert (claim.kind(), claim.amount_sat(), claim.script_pubkey()) == (
        claimed,
        found.value_sat,
        found.script_pubkey,
    )
    assert claim.input_weight() == claim.witness_weight() + 164
    assert claim == commitment.claim(output, path or with_revocation(commitment))

    # A signer elsewhere gives the same transaction as the one at hand.
    unsigned = Sweep([claim], WALLET).build(1000)
    [request] = unsigned.signature_requests()
    assert request.key == claim.key() and request.input == 0
    key = SECRETS[node].signing_key(request.key.origin, ENTROPY)
    assert key.public_key(ENTROPY) == request.key.public_key
    completed = unsigned.complete([signature_of(key, request.digest)])
    signed = unsigned.sign(SECRETS[node], ENTROPY)
    assert completed.transaction() == signed.transaction()
    assert unsigned.transaction() == Transaction.read(signed.transaction()).write(witness=False)
    assert unsigned.fee_sat() == signed.fee_sat() and unsigned.weight() >= signed.weight()
    assert unsigned.claims() == [claim]
    taken = relayed(signed, published(commitment))
    assert taken.outputs == ((found.value_sat - signed.fee_sat(), WALLET),)


def test_origins_of_keys() -> None:
    commitment = built(htlcs=HTLCS)
    point = commitment.keys().per_commitment_point
    secret = SECRETS[Node.OPENER].per_commitment_secret(0)

    def origin(kind: type, path: SpendPath, number: int | None = None) -> KeyOrigin:
        return commitment.claim(place(commitment, kind, number), path).key().origin

    assert origin(OutputKind.TO_LOCAL, SpendPath.DELAYED()) == KeyOrigin.DELAYED(point)
    assert origin(OutputKind.TO_REMOTE, SpendPath.PAYMENT()) == KeyOrigin.PAYMENT()
    assert origin(OutputKind.LOCAL_ANCHOR, SpendPath.ANCHOR()) == KeyOrigin.FUNDING()
    assert origin(OutputKind.RECEIVED_HTLC, SpendPath.TIMEOUT()) == KeyOrigin.HTLC(point)
    assert origin(OutputKind.TO_LOCAL, with_revocation(commitment)) == KeyOrigin.REVOCATION(secret, point)


@pytest.mark.parametrize("format", [CommitmentFormat.ANCHORS, CommitmentFormat.ZERO_FEE])
def test_htlc_transactions_take_fees_from_the_wallet(format: CommitmentFormat) -> None:
    commitment = built(format, htlcs=HTLCS)
    wallet = Transaction((), ((50_000, OTHER_WALLET),))
    funds = Claim.wallet(OutPoint(txid=wallet.txid, vout=0), 50_000, OTHER_WALLET, 109)
    assert (funds.kind(), funds.key()) == (ClaimKind.WALLET, None)
    stages = [
        (OutputKind.OFFERED_HTLC, 0, None, ClaimKind.HTLC_TIMEOUT, 500_000),
        (OutputKind.RECEIVED_HTLC, 1, preimage(2), ClaimKind.HTLC_SUCCESS, 0),
    ]
    for kind, number, known, claimed, lock_time in stages:
        output = place(commitment, kind, number)
        path = SpendPath.HTLC_TRANSACTION(remote_signature(commitment, output), known)
        claim = commitment.claim(output, path)
        assert (claim.kind(), claim.lock_time()) == (claimed, lock_time)
        signed = sweep([funds, claim], Node.OPENER)
        transaction = Transaction.read(signed.transaction())
        # The HTLC's input and output come first, as the other node's signature has them.
        assert (transaction.inputs[0].vout, transaction.lock_time) == (output, lock_time)
        second_stage = keelbolt.ScriptTemplate.to_local(commitment.keys(), 144).script_pubkey()
        assert transaction.outputs == (
            (20_000, second_stage),
            (50_000 - signed.fee_sat(), WALLET),
        )
        [delayed] = commitment.second_stage_claims(signed.transaction(), SpendPath.DELAYED())
        assert (delayed.kind(), delayed.sequence(), delayed.amount_sat()) == (ClaimKind.SECOND_STAGE, 144, 20_000)
        relayed(sweep([delayed], Node.OPENER), transaction)
        shown = commitment.revealed_preimages(signed.transaction())
        assert [(revealed.output, revealed.preimage) for revealed in shown] == ([(output, known)] if known else [])


def test_anchors_pay_for_the_commitment() -> None:
    commitment = built()
    parent = published(commitment)
    funds = Claim.wallet(OutPoint(txid=Txid(bytes([3]) * 32), vout=0), 50_000, OTHER_WALLET, 109)
    for kind, node in ((OutputKind.LOCAL_ANCHOR, Node.OPENER), (OutputKind.REMOTE_ANCHOR, Node.ACCEPTER)):
        anchor = commitment.claim(place(commitment, kind), SpendPath.ANCHOR())
        known = SweepParent(fee_sat=commitment.fee_sat(), weight=parent.weight)
        child = sweep([anchor, funds], node, feerate=5000, parent=known)
        # The child pays what its parent lacks.
        package = child.fee_sat() + commitment.fee_sat()
        assert package * 1000 >= 5000 * (child.weight() + parent.weight)
    anchor = commitment.claim(place(commitment, OutputKind.LOCAL_ANCHOR), SpendPath.ABANDONED_ANCHOR())
    assert (anchor.sequence(), anchor.key()) == (16, None)


def test_the_shared_anchor_pays_for_a_commitment_without_fees() -> None:
    commitment = built(CommitmentFormat.ZERO_FEE)
    parent = published(commitment)
    assert commitment.fee_sat() == 0
    anchor = commitment.claim(place(commitment, OutputKind.SHARED_ANCHOR), SpendPath.ANCHOR())
    wallet = OutPoint(txid=Txid(bytes([3]) * 32), vout=0)
    # An output of P2A: anybody spends it, so that this test needs no wallet.
    p2a = bytes.fromhex("51024e73")
    funds = Claim.wallet(wallet, 50_000, p2a, 1)
    known = SweepParent(fee_sat=0, weight=parent.weight)
    child = Transaction.read(sweep([anchor, funds], Node.ACCEPTER, feerate=2000, parent=known).transaction())
    assert child.version == 3
    above = CoinCreated.UNCONFIRMED(version=3, ancestors=0, children=0)
    value, script = parent.outputs[place(commitment, OutputKind.SHARED_ANCHOR)]
    child_coins = [
        Coin(value_sat=value, script_pubkey=script, created=above),
        Coin(value_sat=50_000, script_pubkey=p2a, created=DEEP),
    ]
    funding = commitment.channel().funding
    assert (parent.inputs[0].txid, parent.inputs[0].vout) == (bytes(funding.txid), funding.vout)
    keys = sorted(point.funding_pubkey for point in (channel().opener.basepoints, channel().accepter.basepoints))
    funding_script = keelbolt.ScriptTemplate.FUNDING(*keys).script_pubkey()
    parent_coins = [Coin(value_sat=FUNDING_SAT, script_pubkey=funding_script, created=DEEP)]
    fee = keelbolt.check_package_relay(parent.write(), parent_coins, child.write(), child_coins, CHAIN)
    assert fee * 1000 >= 2000 * (parent.weight + child.weight)


def test_fees_are_never_lowered() -> None:
    commitment = built()
    claim = commitment.claim(place(commitment, OutputKind.TO_LOCAL), SpendPath.DELAYED())
    first = sweep([claim], Node.OPENER, feerate=1000)
    assert [again.replaces() for again in first.claims()] == [first.attempt()]
    # Also at a lower feerate a replacement pays more.
    second = sweep(first.claims(), Node.OPENER, feerate=500)
    assert second.fee_sat() > first.fee_sat()
    third = sweep(second.claims(), Node.OPENER, feerate=4000)
    assert third.fee_sat() >= 4 * first.fee_sat() - 4
    # After a restart the claim is derived again, and is given what was saved.
    derived = built().claim(place(commitment, OutputKind.TO_LOCAL), SpendPath.DELAYED())
    assert derived == claim and derived.replaces() is None
    restored = derived.replacing(second.attempt())
    assert sweep([restored], Node.OPENER, feerate=500).fee_sat() > second.fee_sat()
    assert restored.replacing(None) == claim != restored


@pytest.mark.parametrize("format", FORMATS)
def test_a_cheater_loses_everything(format: CommitmentFormat) -> None:
    revoked = built(format, htlcs=HTLCS, number=3)
    transaction = published(revoked)
    store = SecretStore()
    for number in range(4):
        store.insert(number, SECRETS[Node.OPENER].per_commitment_secret(number))
    unrelated = htlc(Node.OPENER, 7)
    seen = RevokedCommitment.recognise(
        channel(format), Node.OPENER, transaction.write(), store, [*HTLCS, unrelated], ENTROPY
    )
    assert (seen.number(), seen.unknown()) == (3, [])
    claims = seen.claims()
    kinds = {ClaimKind.REVOKED_TO_LOCAL, ClaimKind.REVOKED_HTLC}
    assert {claim.kind() for claim in claims} == kinds and len(claims) == 3
    assert seen.to_remote().amount_sat() == 380_000
    justice = relayed(sweep([*claims, seen.to_remote()], Node.ACCEPTER), transaction)
    assert len(justice.inputs) == 4 and len(justice.outputs) == 1
    # What the cheater moved on to its second stage is taken there.
    output = place(revoked, OutputKind.OFFERED_HTLC)
    [timeout] = [tx for tx in revoked.htlc_transactions() if tx.previous_output.vout == output]
    key = SECRETS[Node.OPENER].signing_key(KeyOrigin.HTLC(revoked.keys().per_commitment_point), ENTROPY)
    local, remote = signature_of(key, timeout.local_digest), remote_signature(revoked, output)
    moved = revoked.signed_htlc_transaction(output, local, remote)
    [again] = seen.second_stage_claims(moved)
    assert again.kind() == ClaimKind.REVOKED_SECOND_STAGE
    relayed(sweep([again], Node.ACCEPTER), Transaction.read(moved))
    # An HTLC that was not stored is lost, and said to be.
    forgetful = RevokedCommitment.recognise(
        channel(format), Node.OPENER, transaction.write(), store, [OFFERED], ENTROPY
    )
    assert forgetful.unknown() == [place(revoked, OutputKind.RECEIVED_HTLC)]


def test_penalties_are_weighed() -> None:
    commitment = built(htlcs=HTLCS)
    weights = [
        (OutputKind.TO_LOCAL, None, 160),
        (OutputKind.OFFERED_HTLC, 0, 246),
        (OutputKind.RECEIVED_HTLC, 1, 252),
        (OutputKind.LOCAL_ANCHOR, None, None),
    ]
    for kind, number, weight in weights:
        template = commitment.template(place(commitment, kind, number))
        found = keelbolt.penalty_witness_weight(template)
        assert found == weight, kind
        if weight:
            claim = commitment.claim(place(commitment, kind, number), with_revocation(commitment))
            assert claim.witness_weight() <= weight


def test_heavy_sweeps_are_split() -> None:
    htlcs = tuple(htlc(Node.OPENER, number, amount_msat=1_000_000) for number in range(100))
    revoked = built(CommitmentFormat.ZERO_FEE, htlcs=htlcs)
    path = with_revocation(revoked)
    outputs = [output for output, found in enumerate(revoked.outputs()) if hasattr(found.kind, "htlc")]
    claims = [revoked.claim(output, path) for output in outputs]
    whole = Sweep(claims, WALLET)
    with pytest.raises(keelbolt.CommitmentError.SweepWeight):
        whole.build(500)
    batches = whole.batches()
    assert len(batches) == 2
    built_batches = [batch.build(500) for batch in batches]
    assert [claim for batch in built_batches for claim in batch.claims()] == claims
    assert all(batch.weight() <= 40_000 for batch in built_batches)
    assert len(Sweep(claims[:5], WALLET).batches()) == 1


def test_a_wrong_signature_names_its_htlc() -> None:
    twins = (htlc(Node.OPENER, 1), htlc(Node.OPENER, 1), htlc(Node.ACCEPTER, 2))
    commitment = built(htlcs=twins)
    signatures = commitment.sign(SECRETS[Node.ACCEPTER], ENTROPY)
    commitment.verify(signatures)
    given = {made.htlc: one for made, one in zip(commitment.htlc_transactions(), signatures.htlc_signatures)}
    given[0], given[1] = given[1], given[0]
    swapped = [given[made.htlc] for made in commitment.htlc_transactions()]
    with pytest.raises(keelbolt.CommitmentError.HtlcSignature) as raised:
        commitment.verify(keelbolt.CommitmentSignatures(signature=signatures.signature, htlc_signatures=swapped))
    assert (raised.value.htlc, commitment.outputs()[raised.value.output].kind) == (0, OutputKind.OFFERED_HTLC(0))


def test_drafts_tell_what_is_trimmed_and_what_is_kept() -> None:
    dust = htlc(Node.OPENER, 3, amount_msat=353_999)
    terms, parameters = draft(htlcs=(OFFERED, dust)), channel()
    assert [terms.is_trimmed(each, parameters) for each in terms.htlcs] == [False, True]
    commitment = Commitment(terms, parameters)
    assert commitment.htlcs() == list(terms.htlcs) and len(commitment.htlc_transactions()) == 1
    terms.check_reserve(parameters, 10_000, 10_000)


def test_commitments_compare_by_content() -> None:
    one, same, next_one = built(htlcs=HTLCS), built(htlcs=HTLCS), built(htlcs=HTLCS, number=1)
    assert one == same != next_one and len({one, same, next_one}) == 2
    assert str(one) == f"Commitment(0, the opener, {one.txid()})"
    assert one.channel() == channel() and one.feerate_per_kw() == 2500 and one.owner() == Node.OPENER
    assert one.txid() == Transaction.read(one.transaction()).txid
    claims = [each.claim(place(each, OutputKind.TO_LOCAL), SpendPath.DELAYED()) for each in (one, same)]
    assert len(set(claims)) == 1
    output = place(one, OutputKind.TO_LOCAL)
    assert str(claims[0]) == f"Claim(ToLocal, {one.txid()}:{output}, {claims[0].amount_sat()} sat)"
    path = with_revocation(one)
    assert "ToLocal" not in repr(path.revocation) and path == with_revocation(same)


def test_a_whole_life() -> None:
    """The channel opens, an HTLC is paid over it, the opener closes by force and takes its balance, at a higher fee the
    second time."""
    opened = built()
    opened.verify(opened.sign(SECRETS[Node.ACCEPTER], ENTROPY))
    paid = built(number=1, htlcs=(OFFERED,))
    signatures = paid.sign(SECRETS[Node.ACCEPTER], ENTROPY)
    paid.verify(signatures)
    store = SecretStore()
    store.insert(0, SECRETS[Node.OPENER].per_commitment_secret(0))

    forced = published(paid)
    factor = keelbolt.ObscuringFactor(*(SECRETS[node].basepoints(ENTROPY).payment_basepoint for node in Node))
    assert factor.number(forced.lock_time, forced.inputs[0].sequence) == 1
    # The accepter has the preimage, and takes the HTLC and its balance.
    output = place(paid, OutputKind.OFFERED_HTLC)
    claims = [
        paid.claim(output, SpendPath.PREIMAGE(preimage(1))),
        paid.claim(place(paid, OutputKind.TO_REMOTE), SpendPath.PAYMENT()),
    ]
    taken = relayed(sweep(claims, Node.ACCEPTER), forced)
    [shown] = paid.revealed_preimages(taken.write())
    assert shown == keelbolt.RevealedPreimage(output=output, preimage=preimage(1))
    # The opener waits, and bumps what does not confirm.
    balance = paid.claim(place(paid, OutputKind.TO_LOCAL), SpendPath.DELAYED())
    first = sweep([balance], Node.OPENER, feerate=300)
    bumped = sweep(first.claims(), Node.OPENER, feerate=3000)
    assert bumped.fee_sat() > first.fee_sat()
    relayed(bumped, forced)
    # The commitment before is revoked: the accepter would take all of it.
    seen = RevokedCommitment.recognise(channel(), Node.OPENER, published(opened).write(), store, [], ENTROPY)
    [claim] = seen.claims()
    relayed(sweep([claim], Node.ACCEPTER), published(opened))
