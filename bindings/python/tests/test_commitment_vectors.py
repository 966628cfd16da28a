"""The commitments of BOLT 3 in all three formats, byte for byte: transactions, HTLC transactions, signatures, scripts
and keys. Every figure is checked. The owner opened the channel."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import keelbolt
from commitments import der, signature_of
from keelbolt import (
    ChannelParameters,
    ChannelSecrets,
    Commitment,
    CommitmentDraft,
    CommitmentFormat,
    CommitmentHtlc,
    HtlcStage,
    Node,
    NodeParameters,
    OutPoint,
    OutputKind,
    PublicKey,
    ScriptTemplate,
    SecretKey,
    Txid,
)
from making import ENTROPY
from vectors import Case, cases

CHANNEL_TYPES = {
    "static_remotekey": CommitmentFormat.STATIC_REMOTEKEY,
    "anchors_zero_fee_htlc_tx": CommitmentFormat.ANCHORS,
    "zero_fee_commitments": CommitmentFormat.ZERO_FEE,
}

KINDS = {
    OutputKind.TO_LOCAL: "to_local",
    OutputKind.TO_REMOTE: "to_remote",
    OutputKind.LOCAL_ANCHOR: "local_anchor",
    OutputKind.REMOTE_ANCHOR: "remote_anchor",
    OutputKind.SHARED_ANCHOR: "shared_anchor",
    OutputKind.OFFERED_HTLC: "htlc_offered",
    OutputKind.RECEIVED_HTLC: "htlc_received",
}

STAGES = {HtlcStage.SUCCESS: "success", HtlcStage.TIMEOUT: "timeout"}


class Side:
    """A node's secrets, and what it shows of them."""

    def __init__(self, params: Case, side: str) -> None:
        def secret(name: str) -> SecretKey | None:
            return SecretKey(params.bytes(f"{side}_{name}")) if f"{side}_{name}" in params else None

        self.funding = secret("funding_privkey")
        payment = secret("payment_basepoint_secret")
        # In appendices C and F HTLC keys come from the payment basepoint.
        self.htlc_basepoint = secret("htlc_basepoint_secret") or payment
        delayed, revocation = secret("delayed_payment_basepoint_secret"), secret("revocation_basepoint_secret")
        secrets = {
            "funding_pubkey": self.funding,
            "revocation_basepoint": revocation,
            "payment_basepoint": payment,
            "delayed_payment_basepoint": delayed,
            "htlc_basepoint": self.htlc_basepoint,
        }
        points = {}
        for name, known in secrets.items():
            point = known and known.public_key(ENTROPY)
            if f"{side}_{name}" in params:
                shown = PublicKey(params.bytes(f"{side}_{name}"))
                assert point in (None, shown), name
                point = shown
            # A point that this commitment does not need is any.
            points[name] = point or self.funding.public_key(ENTROPY)
        self.basepoints = keelbolt.Basepoints(**points)
        # A secret that this commitment does not need is any.
        keys = [self.funding, revocation, payment, delayed, self.htlc_basepoint]
        self.secrets = ChannelSecrets(*[known or self.funding for known in keys], bytes(32))


class Row:
    """A case: its commitment, with both signatures of everything."""

    def __init__(self, case: Case) -> None:
        [self.params] = [Case(case.take("params"))]
        params = self.params
        self.local, self.remote = Side(params, "local"), Side(params, "remote")
        dust_limit, delay = case.take("dust_limit_sat"), params.take("local_delay")
        nodes = [
            NodeParameters(basepoints=side.basepoints, dust_limit_sat=dust_limit, to_self_delay=delay)
            for side in (self.local, self.remote)
        ]
        self.channel = ChannelParameters(
            format=CHANNEL_TYPES[case.take("channel_type")],
            funding=OutPoint(
                txid=Txid.fromhex(params.take("funding_txid")), vout=params.take("funding_output_index")
            ),
            funding_amount_sat=params.take("funding_amount_sat"),
            opener=nodes[0],
            accepter=nodes[1],
        )
        self.ids, self.preimages, htlcs = [], [], []
        for listed in case.inner("htlcs"):
            self.ids.append(listed.take("id"))
            shown = listed.take("payment_preimage")
            self.preimages.append(keelbolt.Preimage(bytes.fromhex(shown)) if shown else None)
            htlcs.append(
                CommitmentHtlc(
                    offered_by={"offered": Node.OPENER, "received": Node.ACCEPTER}[listed.take("direction")],
                    amount_msat=listed.take("amount_msat"),
                    payment_hash=keelbolt.PaymentHash(listed.bytes("payment_hash")),
                    cltv_expiry=listed.take("cltv_expiry"),
                )
            )
            listed.finish()
        self.point = PublicKey(params.bytes("local_per_commitment_point"))
        self.draft = CommitmentDraft(
            owner=Node.OPENER,
            number=params.take("commitment_number"),
            per_commitment_point=self.point,
            opener_balance_msat=case.take("to_local_msat"),
            accepter_balance_msat=case.take("to_remote_msat"),
            feerate_per_kw=case.take("feerate_per_kw"),
            htlcs=htlcs,
        )
        self.commitment = Commitment(self.draft, self.channel)
        self.signatures = self.commitment.sign(self.remote.secrets, ENTROPY)
        self.commitment.verify(self.signatures)
        self.local_signature = signature_of(self.local.funding, self.commitment.digest())
        self.htlc_key = keelbolt.derive_privkey(
            self.local.htlc_basepoint, self.local.basepoints.htlc_basepoint, self.point
        )

    def signed(self) -> bytes:
        """The commitment as it is published."""
        return self.commitment.signed(self.local_signature, self.signatures.signature)

    def htlc_transactions(self) -> list:
        """The HTLC transactions: each with both signatures, and as it is published."""
        rows = []
        for htlc, remote in zip(self.commitment.htlc_transactions(), self.signatures.htlc_signatures, strict=True):
            local = signature_of(self.htlc_key, htlc.local_digest)
            output, known = htlc.previous_output.vout, self.preimages[htlc.htlc]
            signed = self.commitment.signed_htlc_transaction(output, local, remote, known)
            rows.append((htlc, local, remote, signed))
        return rows


def appendix(case: Case) -> None:
    """A case of appendix C or F."""
    row = Row(case)
    commitment, htlcs = row.commitment, row.htlc_transactions()
    for side, signature in (("local", row.local_signature), ("remote", row.signatures.signature)):
        case.same(f"{side}_signature", signature.hex())
        case.same(f"{side}_signature_der", der(signature).hex())
    case.same("commitment_tx", row.signed().hex())
    case.same("commitment_txid", str(commitment.txid()))
    case.same("actual_fee_sat", commitment.fee_sat())
    if "base_fee_sat" in case:
        case.same("base_fee_sat", row.channel.format.commitment_fee(row.draft.feerate_per_kw, len(htlcs)))
    check_outputs(row, case.inner("outputs"))
    listed = case.inner("htlc_txs")
    for expected, (htlc, local, remote, signed) in zip(listed, htlcs, strict=True):
        expected.same("output_index", htlc.previous_output.vout)
        expected.same("htlc_id", row.ids[htlc.htlc])
        expected.same("kind", STAGES[htlc.stage])
        if "remote_sighash_type" in expected:
            expected.same("remote_sighash_type", htlc.remote_sighash_type)
        for side, signature in (("local", local), ("remote", remote)):
            expected.same(f"{side}_signature", signature.hex())
            expected.same(f"{side}_signature_der", der(signature).hex())
        expected.same("tx", signed.hex())
        expected.finish()
    check_params(row)


def check_outputs(row: Row, outputs: list) -> None:
    """The outputs, with their kinds and scripts."""
    for index, (expected, found) in enumerate(zip(outputs, row.commitment.outputs(), strict=True)):
        expected.same("amount_sat", found.value_sat)
        expected.same("script_pubkey", found.script_pubkey.hex())
        expected.same("kind", KINDS[type(found.kind)])
        number = getattr(found.kind, "htlc", None)
        expected.same("htlc_id", None if number is None else row.ids[number])
        template = row.commitment.template(index)
        script = template and template.write()
        expected.same("witness_script", script and script.hex())
        assert template is None or ScriptTemplate.recognise(script) == template
        if "pubkey" in expected:
            expected.same("pubkey", row.commitment.keys().remotepubkey.hex())
        expected.finish()


def check_params(row: Row) -> None:
    """The figures that building does not need."""
    params, keys = row.params, row.commitment.keys()
    secret = keelbolt.PerCommitmentSecret(params.bytes("local_per_commitment_secret"))
    assert secret.point(ENTROPY) == keys.per_commitment_point
    for name, found in (
        ("local_htlcpubkey", keys.local_htlcpubkey),
        ("remote_htlcpubkey", keys.remote_htlcpubkey),
        ("local_delayedpubkey", keys.local_delayedpubkey),
        ("local_revocation_pubkey", keys.revocation_pubkey),
    ):
        params.same(name, found.hex())
    for name, point in (
        ("local_htlc_privkey", row.htlc_key.public_key(ENTROPY)),
        ("remote_htlc_privkey", keys.remote_htlcpubkey),
        ("local_delayed_privkey", keys.local_delayedpubkey),
    ):
        assert SecretKey(params.bytes(name)).public_key(ENTROPY) == point, name
    points = [side.basepoints.payment_basepoint for side in (row.local, row.remote)]
    factor = keelbolt.ObscuringFactor(*points)
    params.same("obscuring_factor", f"{factor.value():012x}")
    funding = ScriptTemplate.recognise(params.bytes("funding_witness_script"))
    pubkeys = sorted(side.basepoints.funding_pubkey for side in (row.local, row.remote))
    assert funding == ScriptTemplate.FUNDING(*pubkeys)
    params.finish()


def zero_fee(case: Case) -> None:
    """A case of zero-fee commitments."""
    row = Row(case)
    case.same("commitment_tx", row.signed().hex())
    for stage, listed in ((HtlcStage.SUCCESS, "htlc_success_txs"), (HtlcStage.TIMEOUT, "htlc_timeout_txs")):
        case.same(listed, [signed.hex() for htlc, _, _, signed in row.htlc_transactions() if htlc.stage == stage])
    row.params.finish()


def check(row: dict, figures: Callable) -> None:
    """Runs a check, which leaves no figure unseen."""
    case = Case(row)
    case.take("name")
    figures(case)
    case.finish()


@pytest.mark.parametrize("row", cases("bolt03/commitment_static_remotekey.json"))
def test_static_remotekey(row: dict) -> None:
    check(row, appendix)


@pytest.mark.parametrize("row", cases("bolt03/commitment_anchors_zero_fee_htlc.json"))
def test_anchors(row: dict) -> None:
    check(row, appendix)


@pytest.mark.parametrize("row", cases("bolt03/commitment_zero_fee.json"))
def test_zero_fee(row: dict) -> None:
    check(row, zero_fee)
