"""Trees of VTXOs: their shape, their encodings, and what user and server build of them."""

from __future__ import annotations

import dataclasses

import pytest

import keelbolt
from keelbolt import (
    HashLockVersion,
    SignedTree,
    TreeBranch,
    TreeError,
    TreeParent,
    TreeShape,
    TreeSpec,
    TreeTransaction,
    UnsignedTree,
    VtxoPolicy,
)
from making import ENTROPY
from trees import COSIGNER, TERMS, UNLOCK, UTXO, TreeCeremony, leaf, spec, user


def test_a_shape() -> None:
    shape = TreeShape(5)
    # Four leaves below node 5; the fifth and node 5 below the root.
    assert (shape.leaves(), shape.internal_nodes(), shape.nodes(), shape.root(), shape.depth()) == (5, 2, 7, 6, 2)
    assert (shape.children(5), shape.children(6), shape.children(0)) == ([0, 1, 2, 3], [4, 5], [])
    assert (shape.branch(0), shape.branch(4)) == ([5, 6], [6])
    assert (shape.leaves_below(6), shape.leaves_below(2)) == ([4, 0, 1, 2, 3], [2])
    assert (shape.parent(4), shape.parent(6)) == (TreeParent(node=6, output=0), None)
    assert [shape.internal_index(node) for node in (4, 5, 6, 7)] == [None, 0, 1, None]
    assert [shape.level(node) for node in (0, 5, 6)] == [0, 1, 2]
    assert shape == TreeShape(5) != TreeShape(6) and hash(shape) == hash(TreeShape(5))
    assert str(shape) == "TreeShape(5 leaves)"


def test_a_large_shape_crosses_in_one_call() -> None:
    shape = TreeShape(100_000)
    assert sorted(shape.leaves_below(shape.root())) == list(range(100_000))
    assert (shape.nodes(), shape.depth()) == (133_333, 9)


def test_a_specification_is_read_back() -> None:
    for leaves in (2, 9):
        made = spec(leaves, lambda number: number % 3 == 1)
        read = TreeSpec.parse(made.to_bytes())
        assert read == made and hash(read) == hash(made)
        assert read.leaves() == [leaf(number, number % 3 == 1) for number in range(leaves)]
        assert (read.terms(), read.global_cosign_pubkeys()) == (TERMS, [COSIGNER.public_key(ENTROPY)])
        assert read.total_sat() == sum(each.amount_sat for each in read.leaves())
        assert made.hash_lock() == HashLockVersion.V1
        # The encoding does not tell the version of the hash locks.
        older = made.with_hash_lock(HashLockVersion.V0)
        assert older != made and older.hash_lock() == HashLockVersion.V0
        assert older.to_bytes() == made.to_bytes()
    assert str(spec(2)) == "TreeSpec(2 leaves, 2001 sat)"


@pytest.mark.parametrize("leaves", [2, 3, 5, 17])
def test_users_build_what_the_server_built(leaves: int) -> None:
    of = spec(leaves)
    tree = UnsignedTree.build(of, UTXO)
    shape, transactions = tree.shape(), tree.transactions()
    assert (tree.spec(), tree.utxo(), len(transactions)) == (of, UTXO, shape.nodes())
    assert len(tree.internal_keys()) == shape.nodes() and len(tree.sighashes()) == shape.internal_nodes()
    assert transactions[-1].previous_output == UTXO and transactions[-1].spent == of.funding_output()
    for number in range(leaves):
        branch = TreeBranch.build(of, UTXO, number)
        way = [transactions[node] for node in (number, *shape.branch(number))][::-1]
        assert branch.transactions() == tree.branch(number).transactions() == way
        assert (branch.leaf(), branch.spec(), branch.terms()) == (number, leaf(number), TERMS)
        assert (branch.shape(), branch.utxo(), branch.funding_output()) == (shape, UTXO, of.funding_output())
        assert branch.id().outpoint.txid == way[-1].txid and branch.id().outpoint.vout == 0
        for above, below in zip(way, way[1:]):
            assert below.previous_output.txid == above.txid
            assert above.outputs[below.previous_output.vout] == below.spent
        assert str(branch) == f"TreeBranch(leaf {number}, {branch.id()})"


def test_a_transaction_and_its_sighashes() -> None:
    of = spec(2)
    tree = UnsignedTree.build(of, UTXO)
    own, _, root = tree.transactions()
    assert root.sighash() == tree.sighashes()[0]
    # The owner and the server sign for the leaf within the clause that unlocks it.
    policy = VtxoPolicy.HARK_LEAF(HashLockVersion.V1, user(0).public_key(ENTROPY), UNLOCK.unlock_hash())
    unlock = policy.clauses(TERMS)[1]
    branch = tree.branch(0)
    vtxo = branch.vtxo(of, TreeCeremony(of).finish().signatures())
    assert own.sighash(unlock.leaf_hash()) == vtxo.hops()[-1].sighash != own.sighash()
    # Two outputs and the anchor, which is not among the outputs; the witness changes no id.
    assert len(root.outputs) == 2 and root.unsigned[:6] == bytes([3, 0, 0, 0, 1]) + root.previous_output.txid[:1]
    signed = root.signed([bytes(64)])
    assert len(signed) == len(root.unsigned) + 2 + 2 + 64
    assert signed[:4] + signed[6 : -4 - 66] + signed[-4:] == root.unsigned


@pytest.mark.parametrize("unsigned", [b"", bytes(10), bytes([3, 0, 0, 0, 0, 0, 0, 0, 0, 0])])
def test_a_transaction_that_is_none(unsigned: bytes) -> None:
    root = UnsignedTree.build(spec(2), UTXO).transactions()[-1]
    fields = {**vars(root), "unsigned": unsigned}
    for act in (TreeTransaction.sighash, lambda each: each.signed([])):
        with pytest.raises(TreeError.MalformedTransaction):
            act(TreeTransaction(**fields))


def test_a_signed_tree_is_read_back_and_verified() -> None:
    of = spec(5).with_hash_lock(HashLockVersion.V0)
    signed = TreeCeremony(of).finish()
    read = SignedTree.parse(signed.to_bytes())
    # The version of the hash locks is found by the first signature.
    assert read != signed and read.spec().hash_lock() == HashLockVersion.V1
    with pytest.raises(TreeError.NodeSignature):
        read.verify()
    found = read.with_found_hash_lock()
    assert found == signed == SignedTree(of, UTXO, signed.signatures()) and hash(found) == hash(signed)
    assert found.verify().transactions() == UnsignedTree.build(of, UTXO).transactions()
    assert str(found) == f"SignedTree(5 leaves, {UTXO.txid}:1)"


def test_a_leaf_becomes_a_vtxo() -> None:
    of = spec(5)
    signed = TreeCeremony(of).finish()
    for number in range(5):
        branch = TreeBranch.build(of, UTXO, number)
        vtxo = branch.vtxo(of, signed.signatures())
        assert (vtxo.id(), vtxo.amount_sat(), vtxo.is_complete()) == (branch.id(), 1_000 + number, False)
        assert [hop.txid for hop in vtxo.hops()] == [each.txid for each in branch.transactions()]
        vtxo.check_chain_unsigned(branch.funding_output())


def test_leaves_are_values() -> None:
    one = leaf(0)
    assert one == leaf(0) and dataclasses.replace(one, amount_sat=1) != one
    with pytest.raises(dataclasses.FrozenInstanceError):
        one.amount_sat = 1


def test_objects_are_not_copied() -> None:
    with pytest.raises(TypeError):
        keelbolt.TreeShape(2).__reduce__()
