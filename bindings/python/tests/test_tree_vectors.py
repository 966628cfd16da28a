"""The conformance file of Ark's trees: every encoding, transaction and sighash, and the VTXO of each leaf."""

from __future__ import annotations

import dataclasses

import pytest

import keelbolt
from keelbolt import (
    HashLockVersion,
    MusigKeys,
    Preimage,
    SecretKey,
    SignedTree,
    TreeSpec,
    UnsignedTree,
    UserPolicy,
    VtxoId,
)
from making import ENTROPY
from vectors import Case, cases

VERSIONS = {0: HashLockVersion.V0, 1: HashLockVersion.V1}


def public(secret: bytes) -> keelbolt.PublicKey:
    return SecretKey(secret).public_key(ENTROPY)


def final(tree: UnsignedTree, signed: SignedTree) -> list[str]:
    """All transactions, those of the leaves without a witness, the others with their signatures."""
    witnesses = [[] for _ in range(tree.shape().leaves())] + [[each] for each in signed.signatures()]
    return [each.signed(witness).hex() for each, witness in zip(tree.transactions(), witnesses)]


def check_leaves(case: Case, spec: TreeSpec) -> None:
    figures, leaves = case.inner("leaves"), spec.leaves()
    assert len(figures) == len(leaves)
    for figure, leaf in zip(figures, leaves):
        figure.same("amount_sat", leaf.amount_sat)
        assert UserPolicy.parse(figure.bytes("policy_encoding")) == leaf.policy
        figure.same("cosign_pubkey", leaf.cosign_pubkey and leaf.cosign_pubkey.hex())
        figure.shown("unlock_hash", leaf.unlock_hash)
        figure.finish()
    for secret, leaf in zip(case.take("leaf_privkeys") or [], leaves):
        assert public(bytes.fromhex(secret)) == leaf.policy.owner()


def check_terms(case: Case, spec: TreeSpec, server: bytes) -> None:
    terms = keelbolt.VtxoTerms(
        server_pubkey=server, expiry_height=case.take("expiry_height"), exit_delta=case.take("exit_delta")
    )
    assert dataclasses.astuple(spec.terms()) == dataclasses.astuple(terms)
    assert spec.hash_lock() == VERSIONS[case.take("hashlock_version")]


def signed_tree(case: Case) -> None:
    """`encoding` gives all else; the keys and the preimage are shown to be of it."""
    encoding = case.bytes("encoding")
    signed = SignedTree.parse(encoding).with_found_hash_lock()
    assert signed.to_bytes() == encoding
    spec = signed.spec()
    check_terms(case, spec, public(case.bytes("server_privkey")))
    owners = [public(case.bytes(name)) for name in ("user_cosign_privkey", "server_cosign_privkey")]
    assert spec.global_cosign_pubkeys() == owners
    unlock_hash = Preimage(case.bytes("unlock_preimage")).unlock_hash()
    case.same("unlock_hash", unlock_hash.hex())
    assert {leaf.unlock_hash for leaf in spec.leaves()} == {unlock_hash}
    check_leaves(case, spec)

    # The one output of a transaction with one empty input, by its bytes: value, length, script.
    funding, output = case.bytes("funding_tx"), spec.funding_output()
    assert funding[-4 - 43 : -4] == output.value_sat.to_bytes(8, "little") + b"\x22" + output.script_pubkey
    built = signed.verify()
    assert (built.utxo(), built.spec()) == (signed.utxo(), spec)
    if "transactions" in case:
        case.same("transactions", final(built, signed))
    vtxos = [built.branch(leaf).vtxo(spec, signed.signatures()) for leaf in range(len(spec.leaves()))]
    case.same("locked_vtxos", [vtxo.to_bytes().hex() for vtxo in vtxos])


def unsigned_tree(case: Case) -> None:
    """`spec_encoding` and `funding_outpoint` give all else."""
    encoding = case.bytes("spec_encoding")
    spec = TreeSpec.parse(encoding).with_hash_lock(VERSIONS[case["hashlock_version"]])
    assert spec.to_bytes() == encoding
    check_terms(case, spec, case.bytes("server_pubkey"))
    case.same("global_cosign_pubkeys", [each.hex() for each in spec.global_cosign_pubkeys()])
    case.same("total_value_sat", spec.total_sat())
    check_leaves(case, spec)
    case.same("funding_script_pubkey", spec.funding_output().script_pubkey.hex())

    tree = UnsignedTree.build(spec, VtxoId.parse(case.take("funding_outpoint")).outpoint)
    shape = tree.shape()
    counts = {"leaf_count": shape.leaves(), "node_count": shape.nodes(), "internal_node_count": shape.internal_nodes()}
    for name, count in counts.items():
        case.same(name, count)
    keys = aggregates(tree)
    case.same("cosign_aggregate_pubkeys", [each.public_key().hex() for each in keys])
    case.same("funding_cosign_pubkey", keys[-1].x_only_public_key().hex())
    assert tree.internal_keys() == [each.x_only_public_key() for each in keys]
    case.same("internal_sighashes", [each.hex() for each in tree.sighashes()])
    inner = tree.transactions()[shape.leaves() :]
    assert [each.sighash() for each in inner] == tree.sighashes()
    case.same("transactions", [each.unsigned.hex() for each in tree.transactions()])


def legacy(case: Case) -> None:
    """An encoding of version 1, whose signatures are of nobody's: nothing says which hash locks it has."""
    signed = SignedTree.parse(case.bytes("encoding"))
    case.same("reencoding", signed.to_bytes().hex())
    case.same("funding_outpoint", str(VtxoId(outpoint=signed.utxo())))
    built = UnsignedTree.build(signed.spec(), signed.utxo())
    case.same("leaf_count", built.shape().leaves())
    case.same("transactions", final(built, signed))


def aggregates(tree: UnsignedTree) -> list[MusigKeys]:
    """The keys of every leaf and node, aggregated anew."""
    shape, leaves, spec = tree.shape(), tree.spec().leaves(), tree.spec()
    owners = [[leaf.policy.owner(), spec.terms().server_pubkey] for leaf in leaves]
    nodes = range(shape.leaves(), shape.nodes())
    below = [[leaves[leaf].cosign_pubkey for leaf in shape.leaves_below(node)] for node in nodes]
    signers = [[key for key in keys if key] + spec.global_cosign_pubkeys() for keys in below]
    return [MusigKeys.sorted(keys) for keys in owners + signers]


KINDS = {"signed_tree": signed_tree, "unsigned_tree": unsigned_tree, "signed_tree_legacy": legacy}


@pytest.mark.parametrize("row", cases("ark/trees.json"))
def test_tree(row: dict) -> None:
    case = Case(row)
    case.take("name")
    case.same("valid", True)
    KINDS[case.take("kind")](case)
    case.finish()
