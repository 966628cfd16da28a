"""Trees that are signed together: by some and by all, by devices, by the hostile; and nonces, which sign once."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable

import pytest

import keelbolt
from keelbolt import (
    BranchNonces,
    MusigKeys,
    MusigSecretNonce,
    MusigSession,
    SignedTree,
    TreeBranch,
    TreeContribution,
    TreeError,
    TreeNonces,
    TreeSession,
    TreeSigner,
    UnsignedTree,
)
from making import ENTROPY, key
from trees import COSIGNER, UTXO, TreeCeremony, checked, cosigner, expected, fresh, leaf, spec, tree_of

SIGNERS = [lambda _: False, lambda _: True, lambda number: number % 3 == 1]


@pytest.mark.parametrize("signs", SIGNERS)
@pytest.mark.parametrize("leaves", [2, 3, 5, 6, 17])
def test_trees_of_many_sizes_are_signed(leaves: int, signs: Callable[[int], bool]) -> None:
    ceremony = TreeCeremony(spec(leaves, signs))
    for number, sent in enumerate(ceremony.leaves):
        if sent:
            ceremony.session.verify_leaf(number, sent)
    ceremony.session.verify_global(0, ceremony.global_signers[0])
    signed = ceremony.finish()
    signed.verify()
    for number in range(leaves):
        TreeBranch.build(ceremony.spec, UTXO, number).verify(signed.signatures())
    assert ceremony.session.tree().spec() == ceremony.spec
    assert signed == SignedTree.parse(signed.to_bytes()).with_found_hash_lock()


def test_two_sign_for_all_nodes() -> None:
    watcher = key(201)
    of = spec(5)
    of = keelbolt.TreeSpec(of.terms(), [key.public_key(ENTROPY) for key in (watcher, COSIGNER)], of.leaves())
    tree = UnsignedTree.build(of, UTXO)
    users = [BranchNonces(cosigner(number), fresh(number), ENTROPY) for number in range(5)]
    global_signers = [
        TreeNonces(each, tree.shape(), fresh(90 + at), ENTROPY) for at, each in enumerate((watcher, COSIGNER))
    ]
    public = [each.public_nonces() for each in users], [each.public_nonces() for each in global_signers]
    aggregates = keelbolt.aggregate_tree_nonces(tree, *public)
    session = TreeSession(tree, aggregates)
    sent = [
        TreeContribution(nonces=nonces, partials=each.sign(checked_by(of, number), aggregates))
        for number, (nonces, each) in enumerate(zip(public[0], users))
    ]
    of_all = [
        TreeContribution(nonces=nonces, partials=each.sign(session)) for nonces, each in zip(public[1], global_signers)
    ]
    session.aggregate(sent, of_all).verify()
    with pytest.raises(TreeError.TreePartialSignature) as raised:
        session.verify_global(0, of_all[1])
    assert (raised.value.signer, raised.value.node) == (TreeSigner.GLOBAL(0), 5)


def checked_by(of: keelbolt.TreeSpec, number: int) -> keelbolt.CheckedBranch:
    return TreeBranch.build(of, UTXO, number).check(expected(of, number), of)


def test_a_checked_branch() -> None:
    of = spec(5)
    branch = TreeBranch.build(of, UTXO, 2)
    found = branch.check(expected(of, 2), of)
    assert found.branch().id() == branch.id()
    assert found.cosign_pubkey() == cosigner(2).public_key(ENTROPY)
    assert str(found) == f"CheckedBranch(leaf 2, {branch.id()})"


def test_a_device_with_a_musig_of_its_own_is_told_enough() -> None:
    of = spec(5, lambda number: number == 2)
    tree, device = UnsignedTree.build(of, UTXO), cosigner(2)
    secret = [MusigSecretNonce(device, fresh(level), ENTROPY) for level in range(8)]
    public = [nonce.public_nonce() for nonce in secret]
    server = TreeNonces(COSIGNER, tree.shape(), fresh(250), ENTROPY)
    leaves = [None, None, public, None, None]
    aggregates = keelbolt.aggregate_tree_nonces(tree, leaves, [server.public_nonces()])
    partials = []
    for node in checked(of, 2).to_sign(aggregates):
        below = [of.leaves()[number].cosign_pubkey for number in tree.shape().leaves_below(node.node)]
        keys = MusigKeys.sorted([each for each in below if each] + of.global_cosign_pubkeys())
        assert keys.x_only_public_key() == node.internal_key
        session = MusigSession(keys.add_x_only_tweak(node.tweak), node.aggregate_nonce, node.sighash)
        partials.append(secret[node.nonce].sign(session, device, ENTROPY))
    session = TreeSession(tree, aggregates)
    sent = TreeContribution(nonces=public, partials=partials)
    session.verify_leaf(2, sent)
    of_server = TreeContribution(nonces=server.public_nonces(), partials=server.sign(session))
    signed = session.aggregate([sent if each else None for each in leaves], [of_server])
    tree.branch(2).verify(signed.signatures())


# What somebody sends instead, who is named, and for which node.
HOSTILE = [
    (0, lambda sent: altered(sent, partials=sent.partials[::-1]), TreeSigner.LEAF(0), 6),
    (3, lambda sent: altered(sent, partials=[sent.partials[0], bytes(32)]), TreeSigner.LEAF(3), 7),
    (3, lambda sent: altered(sent, partials=[b"\xff" * 32, sent.partials[1]]), TreeSigner.LEAF(3), 6),
    (4, lambda sent: altered(sent, partials=[b"\xff" * 32] * len(sent.partials)), TreeSigner.LEAF(4), 7),
    (None, lambda sent: altered(sent, partials=sent.partials[:1] * 2), TreeSigner.GLOBAL(0), 7),
    (None, lambda sent: altered(sent, partials=[b"\xff" * 32] * 2), TreeSigner.GLOBAL(0), 6),
]


def altered(sent: TreeContribution, **changes: object) -> TreeContribution:
    return dataclasses.replace(sent, **changes)


@pytest.mark.parametrize("who, change, signer, node", HOSTILE)
def test_whoever_is_wrong_is_named(who: int | None, change: Callable, signer: TreeSigner, node: int) -> None:
    ceremony = TreeCeremony(spec(6, lambda number: number != 1))
    sent = ceremony.global_signers if who is None else ceremony.leaves
    place = who or 0
    sent[place] = change(sent[place])
    verify = ceremony.session.verify_global if who is None else ceremony.session.verify_leaf
    for act in (ceremony.finish, lambda: verify(place, sent[place])):
        with pytest.raises(TreeError.TreePartialSignature) as raised:
            act()
        assert (raised.value.signer, raised.value.node) == (signer, node)
        assert raised.value.blame == keelbolt.Blame.PEER


def test_a_nonce_that_is_none_is_named() -> None:
    of = spec(5)
    ceremony, wrong = TreeCeremony(of), bytes([9]) * 66
    nonces = [each.public_nonces() for each in ceremony.users]
    nonces[3][7] = wrong
    server = ceremony.server.public_nonces()
    acts = [
        (lambda: keelbolt.aggregate_tree_nonces(ceremony.tree, nonces, [server]), TreeSigner.LEAF(3)),
        (
            lambda: keelbolt.aggregate_tree_nonces(ceremony.tree, nonces[:3], [server, [wrong]]),
            TreeSigner.GLOBAL(1),
        ),
        (lambda: ceremony.session.verify_leaf(3, altered(ceremony.leaves[3], nonces=nonces[3])), TreeSigner.LEAF(3)),
    ]
    for act, signer in acts:
        with pytest.raises(TreeError.TreeNonce) as raised:
            act()
        assert raised.value.signer == signer


def test_when_all_parts_are_right_the_sum_is_wrong() -> None:
    tree = UnsignedTree.build(spec(2, lambda _: False), UTXO)
    server, other = (TreeNonces(COSIGNER, tree.shape(), fresh(at), ENTROPY) for at in (1, 2))
    session = TreeSession(tree, keelbolt.aggregate_tree_nonces(tree, [None, None], [other.public_nonces()]))
    sent = TreeContribution(nonces=server.public_nonces(), partials=server.sign(session))
    session.verify_global(0, sent)
    with pytest.raises(TreeError.TreeAggregateNonce) as raised:
        session.aggregate([None, None], [sent])
    assert raised.value.node == 2


def test_nonces_sign_once_whatever_comes_of_it() -> None:
    of = spec(5)
    ceremony, branch = TreeCeremony(of), checked(of, 2)
    failures = [
        (lambda nonces: nonces.sign(checked(of, 3), ceremony.aggregates), TreeError.CosignKey),
        (lambda nonces: nonces.sign(branch, ceremony.aggregates[1:]), TreeError.AggregateNonceCount),
        (lambda nonces: nonces.sign(branch, [bytes([9]) * 66] * 2), TreeError.NotANonce),
        (lambda nonces: nonces.sign(branch, ceremony.aggregates) and nonces.sign(branch, []), TreeError.NonceUsed),
    ]
    for act, error in failures:
        nonces = BranchNonces(cosigner(2), fresh(2), ENTROPY)
        assert not nonces.is_used() and nonces.public_key() == branch.cosign_pubkey()
        with pytest.raises(error):
            act(nonces)
        assert nonces.is_used()
        with pytest.raises(TreeError.NonceUsed):
            nonces.sign(branch, ceremony.aggregates)
    assert len(nonces.public_nonces()) == 8 and str(nonces) == repr(nonces) == "BranchNonces(..)"


def test_nonces_of_a_server_sign_once_whatever_comes_of_it() -> None:
    ceremony = TreeCeremony(spec(5))
    shape, used = ceremony.tree.shape(), ceremony.server
    stranger = TreeNonces(key(99), shape, fresh(1), ENTROPY)
    few = TreeNonces(COSIGNER, keelbolt.TreeShape(2), fresh(1), ENTROPY)
    assert (used.public_key(), used.is_used(), few.is_used()) == (COSIGNER.public_key(ENTROPY), True, False)
    for nonces, error in (
        (used, TreeError.NonceUsed),
        (stranger, TreeError.CosignKey),
        (few, TreeError.TreeNonceCount),
    ):
        with pytest.raises(error):
            nonces.sign(ceremony.session)
        with pytest.raises(TreeError.NonceUsed):
            nonces.sign(ceremony.session)
    assert str(used) == "TreeNonces(..)"


def test_of_many_threads_one_signs() -> None:
    of = spec(5)
    ceremony, branch = TreeCeremony(of), checked(of, 2)
    nonces, outcomes = BranchNonces(cosigner(2), fresh(2), ENTROPY), []

    def sign() -> None:
        try:
            outcomes.append(nonces.sign(branch, ceremony.aggregates))
        except TreeError.NonceUsed:
            outcomes.append(None)

    threads = [threading.Thread(target=sign) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(outcome is not None for outcome in outcomes) == 1


def test_wrong_random_bytes_make_no_nonces() -> None:
    for act in (
        lambda: BranchNonces(key(9), bytes(31), ENTROPY),
        lambda: BranchNonces(key(9), ENTROPY, bytes(33)),
        lambda: TreeNonces(key(9), keelbolt.TreeShape(2), bytes(31), ENTROPY),
    ):
        with pytest.raises(TreeError.WrongLength):
            act()


def test_nonces_come_from_their_randomness() -> None:
    made = [BranchNonces(key(9), randomness, ENTROPY, levels=9).public_nonces() for randomness in (fresh(1), fresh(2))]
    assert len({nonce for nonces in made for nonce in nonces}) == 18
    again = BranchNonces(key(9), fresh(1), bytes(32), levels=9)
    assert again.public_nonces() == made[0]
    assert BranchNonces(key(9), fresh(1), ENTROPY, levels=0).public_nonces() == []


def test_outputs_have_leaves_of_their_own() -> None:
    twin = leaf(0)
    of = tree_of([twin, leaf(1), twin, leaf(2)])
    assert keelbolt.match_outputs(of, [twin, leaf(2), twin]) == [0, 3, 2]
    assert keelbolt.match_outputs(of, []) == []
    with pytest.raises(TreeError.NoLeafForOutput) as raised:
        keelbolt.match_outputs(of, [twin, twin, twin])
    assert raised.value.output == 2


def test_the_earliest_expiry() -> None:
    assert keelbolt.earliest_expiry(1_000, 36, [0, 144, 12]) == 1_000 + 72 + 144
    assert keelbolt.earliest_expiry(1_000, 0, []) == 1_000
    assert keelbolt.earliest_expiry(2**32 - 1, 2**16 - 1, [16_383]) == 2**32 - 1
