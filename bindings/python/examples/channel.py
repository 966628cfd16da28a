"""A channel on paper: it opens, pays, closes by force or in agreement, and a cheater is punished.

    python channel.py
"""

from __future__ import annotations

import secrets
import sys

import keelbolt
from keelbolt import ChannelSecrets, Commitment, Node, OutputKind, SpendPath

FEERATE = 1_000  # satoshi for a thousand units of weight
FUNDING_SAT = 1_000_000
WALLET = b"\x00\x14" + bytes(20)  # the scripts of both wallets, which would be fresh ones


def random() -> bytes:
    return secrets.token_bytes(32)


def node_parameters(mine: ChannelSecrets) -> keelbolt.NodeParameters:
    return keelbolt.NodeParameters(basepoints=mine.basepoints(random()), dust_limit_sat=354, to_self_delay=144)


def commitment(
    channel: keelbolt.ChannelParameters,
    opener: ChannelSecrets,
    number: int,
    opener_sat: int,
    htlcs: list[keelbolt.CommitmentHtlc],
) -> Commitment:
    """A commitment of the opener's. The accepter has what the others leave."""
    in_flight = sum(htlc.amount_msat for htlc in htlcs)
    draft = keelbolt.CommitmentDraft(
        owner=Node.OPENER,
        number=number,
        per_commitment_point=opener.per_commitment_point(number, random()),
        opener_balance_msat=opener_sat * 1000,
        accepter_balance_msat=(FUNDING_SAT - opener_sat) * 1000 - in_flight,
        feerate_per_kw=2_500,
        htlcs=htlcs,
    )
    return Commitment(draft, channel)


def show(made: Commitment) -> None:
    """Who gets what, when, under which condition."""
    print(f"  commitment {made.number()} pays a fee of {made.fee_sat()} sat")
    for output in made.outputs():
        kind = output.kind
        if isinstance(kind, OutputKind.TO_LOCAL):
            says = "to the opener, 144 blocks later"
        elif isinstance(kind, OutputKind.TO_REMOTE):
            says = "to the accepter"
        elif isinstance(kind, OutputKind.OFFERED_HTLC):
            says = f"to the accepter with the preimage, or back from block {made.htlcs()[kind.htlc].cltv_expiry} on"
        else:
            says = "for raising the fee"
        print(f"    {output.value_sat:>7} sat {says}")


def output_of(made: Commitment, kind: type) -> int:
    return next(index for index, output in enumerate(made.outputs()) if isinstance(output.kind, kind))


def published(made: Commitment, opener: ChannelSecrets, accepter: ChannelSecrets) -> bytes:
    """The transaction with both signatures over it."""
    local, remote = (
        key.sign_recoverable(made.digest(), random()).signature for key in (opener.funding(), accepter.funding())
    )
    return made.signed(local, remote)


def main() -> int:
    root = keelbolt.ExtendedSecretKey.from_seed(secrets.token_bytes(64), keelbolt.KeyNetwork.TESTNET)
    # Two wallets would have a seed each.
    opener, accepter = ChannelSecrets.derive(root, 0, random()), ChannelSecrets.derive(root, 1, random())
    channel = keelbolt.ChannelParameters(
        format=keelbolt.CommitmentFormat.ANCHORS,
        funding=keelbolt.OutPoint(txid=keelbolt.Txid(random()), vout=0),
        funding_amount_sat=FUNDING_SAT,
        opener=node_parameters(opener),
        accepter=node_parameters(accepter),
    )

    print("it opens")
    first = commitment(channel, opener, 0, 1_000_000, [])
    first.verify(first.sign(accepter, random()))
    show(first)

    print("it pays")
    preimage = keelbolt.Preimage(random())
    htlc = keelbolt.CommitmentHtlc(
        offered_by=Node.OPENER, amount_msat=50_000_000, payment_hash=preimage.payment_hash(), cltv_expiry=900_000
    )
    second = commitment(channel, opener, 1, 750_000, [htlc])
    signatures = second.sign(accepter, random())
    second.verify(signatures)
    show(second)
    # What came before is revoked.
    store = keelbolt.SecretStore()
    store.insert(0, opener.per_commitment_secret(0))

    print("the opener publishes it; the accepter takes the payment and its balance")
    claims = [
        second.claim(output_of(second, OutputKind.OFFERED_HTLC), SpendPath.PREIMAGE(preimage)),
        second.claim(output_of(second, OutputKind.TO_REMOTE), SpendPath.PAYMENT()),
    ]
    sweep = keelbolt.Sweep(claims, WALLET).build(FEERATE).sign(accepter, random())
    print(f"  {len(claims)} outputs for a fee of {sweep.fee_sat()} sat")
    [revealed] = second.revealed_preimages(sweep.transaction())
    print(f"  the opener sees the preimage: {revealed.preimage == preimage}")

    print("the opener takes its balance after 144 blocks, and raises the fee")
    claim = second.claim(output_of(second, OutputKind.TO_LOCAL), SpendPath.DELAYED())
    attempt = keelbolt.Sweep([claim], WALLET).build(FEERATE).sign(opener, random())
    raised = keelbolt.Sweep(attempt.claims(), WALLET).build(FEERATE // 2).sign(opener, random())
    print(f"  {attempt.fee_sat()} sat, then {raised.fee_sat()} sat though the feerate fell")

    print("had it published what is revoked, the accepter would take it all")
    cheating = published(first, opener, accepter)
    revoked = keelbolt.RevokedCommitment.recognise(channel, Node.OPENER, cheating, store, [], random())
    justice = keelbolt.Sweep(revoked.claims(), WALLET).build(FEERATE).sign(accepter, random())
    [taken] = revoked.claims()
    print(f"  {taken.amount_sat()} sat of commitment {revoked.number()} for a fee of {justice.fee_sat()} sat")
    try:
        keelbolt.RevokedCommitment.recognise(
            channel, Node.OPENER, published(second, opener, accepter), store, [htlc], random()
        )
    except keelbolt.CommitmentError.NotYetRevoked as error:
        print(f"  {error}")

    print("or both close it")
    close = keelbolt.SimpleClose(
        channel=channel,
        closer=Node.OPENER,
        closer_balance_msat=750_000_000,
        closee_balance_msat=250_000_000,
        closer_script=WALLET,
        closee_script=WALLET,
        fee_sat=500,
        lock_time=0,
    )
    complete = close.sign(opener.funding(), random())
    answer = close.countersign(complete, accepter.funding(), random())
    closed = close.finish(complete, answer.signatures)
    funding = keelbolt.ScriptTemplate.FUNDING(
        *sorted(node.basepoints.funding_pubkey for node in (channel.opener, channel.accepter))
    )
    coin = keelbolt.Coin(
        value_sat=FUNDING_SAT,
        script_pubkey=funding.script_pubkey(),
        created=keelbolt.CoinCreated.CONFIRMED(height=800_000),
    )
    chain = keelbolt.ChainTip(height=800_006, median_time_past=1_700_000_000)
    fee = keelbolt.check_relay(closed, [coin], chain)
    print(f"  nodes relay that, for a fee of {fee} sat")
    return 0


if __name__ == "__main__":
    sys.exit(main())
