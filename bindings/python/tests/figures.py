"""Figures that several conformance files of Ark have: policies, their outputs, clauses and terms."""

from __future__ import annotations

import keelbolt
from keelbolt import HashLockVersion, MusigKeys, PolicyOutput, VtxoClause, VtxoPolicy, VtxoTerms
from vectors import Case

# What the files call a policy, and how logs show it.
NAMES = {
    0: ("pubkey", "pubkey"),
    1: ("server_htlc_send_v0", "server-htlc-send"),
    2: ("server_htlc_recv_v0", "server-htlc-receive"),
    3: ("checkpoint", "checkpoint"),
    4: ("expiry", "expiry"),
    5: ("hark_leaf_v0", "hark-leaf"),
    6: ("hark_forfeit_v0", "hark-forfeit"),
    7: ("server_owned", "server-owned"),
    8: ("server_htlc_recv", "server-htlc-receive-v1"),
    9: ("server_htlc_send", "server-htlc-send-v1"),
    10: ("hark_leaf", "hark-leaf-v1"),
    11: ("hark_forfeit", "hark-forfeit-v1"),
}
OLD = {1, 2, 5, 6}


def terms_of(case: Case) -> VtxoTerms:
    """`server_pubkey`, `expiry_height`, `exit_delta`"""
    return VtxoTerms(
        server_pubkey=case.bytes("server_pubkey"),
        expiry_height=case.take("expiry_height"),
        exit_delta=case.take("exit_delta"),
    )


def check_policy(case: Case, policy: VtxoPolicy) -> None:
    """The fields of a policy, under the file's names."""
    case.same("type_byte", policy.type_byte())
    case.same("type", NAMES[policy.type_byte()][0])
    held = policy.policy if isinstance(policy, VtxoPolicy.USER) else policy
    for name, value in vars(held).items():
        if name == "version":
            assert value == (HashLockVersion.V0 if policy.type_byte() in OLD else HashLockVersion.V1)
        else:
            case.same(name, value.hex() if isinstance(value, bytes) else value)
    case.finish()


def check_output(case: Case, output: PolicyOutput) -> None:
    """`taproot`"""
    root = output.merkle_root()
    case.same("internal_key", output.internal_key().hex())
    case.same("merkle_root", root and root.hex())
    case.same("output_key", output.output_key().hex())
    case.same("output_key_parity", output.parity())
    case.same("script_pubkey", output.script_pubkey().hex())
    case.finish()


def check_clauses(figures: list[Case], policy: VtxoPolicy, output: PolicyOutput, terms: VtxoTerms) -> None:
    """Each clause with its control block."""
    clauses = policy.clauses(terms)
    assert len(figures) == len(clauses)
    for case, clause in zip(figures, clauses):
        case.same("script", clause.script().hex())
        assert VtxoClause.recognise(clause.script()) == clause
        case.same("sequence", clause.delay())
        # The script has the x coordinate alone.
        signer = keelbolt.PublicKey(case.bytes("pubkey"))
        assert signer[1:] == clause.signer() and signer in signers(policy, terms)
        case.same("control_block", output.control_block(clause).hex())
        case.finish()


def signers(policy: VtxoPolicy, terms: VtxoTerms) -> list[keelbolt.PublicKey]:
    """Those who may sign for a clause: the user, the server, both together."""
    server = terms.server_pubkey
    user = policy.policy.owner() if isinstance(policy, VtxoPolicy.USER) else getattr(policy, "user_pubkey", server)
    return [user, server, MusigKeys.sorted([user, server]).public_key()]
