"""Any bytes and any numbers, to every entry point of trees, ceremonies, addresses and attestations: a result or a typed
error, never anything else."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable

import pytest

import keelbolt
from keelbolt import (
    ArkAddress,
    ArkDelivery,
    BlindedMailboxId,
    BranchNonces,
    LeafSpec,
    MailboxAuthorization,
    MailboxId,
    SignedTree,
    TreeBranch,
    TreeContribution,
    TreeSession,
    TreeShape,
    TreeSpec,
    UnsignedTree,
    UserPolicy,
    VtxoAttestation,
    VtxoId,
    VtxoTerms,
)
from making import ENTROPY, checksummed, key
from test_any_bytes import any_number, spoiled
from test_any_text import any_text
from trees import COSIGNER, TERMS, UTXO, TreeCeremony, checked, cosigner, expected, fresh, leaf, spec

ROUNDS = 200
ERRORS = (keelbolt.TreeError, keelbolt.ArkAddressError, keelbolt.VtxoError, keelbolt.InvoiceError)
CEREMONY = TreeCeremony(spec(5))
SIGNED = CEREMONY.finish()
SENT, OF_SERVER = CEREMONY.leaves[3], CEREMONY.global_signers[0]
POLICY = UserPolicy.PUBKEY(key(2).public_key(ENTROPY))
ADDRESS = ArkAddress(False, TERMS.server_pubkey, POLICY, [ArkDelivery.UNKNOWN(9, bytes(20))])
PERMISSION = MailboxAuthorization.sign(key(2), 1, ENTROPY, ENTROPY)
STATUS = VtxoAttestation.VTXO_STATUS(VtxoId(outpoint=UTXO))
DIGEST = STATUS.digest()


def rebuild(raw: bytes) -> object:
    """All that can be asked of a signed tree that came from somebody."""
    tree = SignedTree.parse(raw).with_found_hash_lock()
    return tree.verify().transactions(), tree.spec().leaves()


def with_part(some: bytes) -> object:
    sent = TreeContribution(nonces=SENT.nonces, partials=[some, *SENT.partials[1:]])
    return CEREMONY.session.aggregate([*CEREMONY.leaves[:3], sent, CEREMONY.leaves[4]], [OF_SERVER])


def with_nonce(some: bytes) -> object:
    nonces = [each.nonces for each in CEREMONY.leaves]
    return keelbolt.aggregate_tree_nonces(CEREMONY.tree, [[some] * 8, *nonces[1:]], [OF_SERVER.nonces])


# What each reader takes, sound; it is also given with some of its bytes changed.
READERS: list[tuple[Callable, bytes]] = [
    (TreeSpec.parse, CEREMONY.spec.to_bytes()),
    (rebuild, SIGNED.to_bytes()),
    (MailboxAuthorization.parse, PERMISSION.to_bytes()),
    (lambda some: MailboxAuthorization.parse(some).verify(), PERMISSION.to_bytes()),
    (with_part, SENT.partials[0]),
    (with_nonce, SENT.nonces[0]),
    (lambda some: TreeSession(CEREMONY.tree, [some, CEREMONY.aggregates[1]]), CEREMONY.aggregates[0]),
    (lambda some: checked(CEREMONY.spec, 3).to_sign([some] * 2), CEREMONY.aggregates[0]),
    (lambda some: BranchNonces(cosigner(3), fresh(3), some), ENTROPY),
    (lambda some: SignedTree(CEREMONY.spec, UTXO, [some] * 2).verify(), SIGNED.signatures()[0]),
    (lambda some: TreeBranch.build(CEREMONY.spec, UTXO, 3).vtxo(CEREMONY.spec, [some] * 2), SIGNED.signatures()[0]),
    (
        lambda some: TreeSpec(dataclasses.replace(TERMS, server_pubkey=some), [some], [leaf(0), leaf(1)]),
        COSIGNER.public_key(ENTROPY),
    ),
    (lambda some: CEREMONY.tree.transactions()[0].sighash(some), ENTROPY),
    (
        lambda some: dataclasses.replace(CEREMONY.tree.transactions()[0], unsigned=some).signed([some]),
        CEREMONY.tree.transactions()[0].unsigned,
    ),
    (lambda some: ADDRESS.is_of(some), TERMS.server_pubkey),
    (lambda some: str(ArkAddress(True, some, POLICY, [ArkDelivery.UNKNOWN(2, some)])), TERMS.server_pubkey),
    (lambda some: MailboxId(public_key=some).blind(key(2), some), TERMS.server_pubkey),
    (lambda some: BlindedMailboxId(public_key=some).unblind(key(2), some), TERMS.server_pubkey),
    (lambda some: STATUS.verify(some, TERMS.server_pubkey), SIGNED.signatures()[0]),
    (lambda some: VtxoAttestation.ROUND_ATTEMPT(some, VtxoId(outpoint=UTXO), []).digest(), ENTROPY),
    (lambda some: keelbolt.verify_schnorr(DIGEST, some, TERMS.server_pubkey), SIGNED.signatures()[0]),
    (keelbolt.message_digest, b"any message"),
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


def test_texts() -> None:
    dice = random.Random(7)
    for _ in range(ROUNDS):
        text = any_text(dice)
        result_or_error(lambda: ArkAddress.parse(text))
        result_or_error(lambda: ArkAddress.parse(checksummed("ark", "p" + "".join(dice.choices("qpzry9x8", k=70)))))
    assert result_or_error(lambda: ArkAddress.parse("ark1\ud800")) is None
    assert result_or_error(lambda: VtxoId.parse("00:\ud800")) is None


def test_numbers() -> None:
    """Leaves, nodes, amounts, heights and delays of every magnitude."""
    dice = random.Random(9)
    shape, nonces = TreeShape(100_000), CEREMONY.users[0]
    for _ in range(ROUNDS):
        wide, narrow, short = any_number(dice, 64), any_number(dice, 32), any_number(dice, 16)
        result_or_error(lambda: TreeShape(narrow).depth())
        for ask in (shape.children, shape.parent, shape.internal_index, shape.level):
            ask(narrow)
        result_or_error(lambda: TreeBranch.build(CEREMONY.spec, UTXO, narrow))
        result_or_error(lambda: CEREMONY.session.verify_leaf(narrow, SENT))
        result_or_error(lambda: CEREMONY.session.verify_global(narrow, OF_SERVER))
        result_or_error(lambda: nonces.sign(checked(CEREMONY.spec, 0), []))
        asked: LeafSpec = dataclasses.replace(leaf(0), amount_sat=wide)
        terms = VtxoTerms(server_pubkey=TERMS.server_pubkey, expiry_height=narrow, exit_delta=short)
        result_or_error(lambda: UnsignedTree.build(TreeSpec(terms, [], [asked, leaf(1)]), UTXO))
        result_or_error(lambda: keelbolt.match_outputs(CEREMONY.spec, [asked]))
        result_or_error(lambda: keelbolt.earliest_expiry(narrow, short, [short]))
        changes = {"exit_delta": short, "earliest_expiry": narrow, "max_depth": narrow}
        branch = TreeBranch.build(CEREMONY.spec, UTXO, 0)
        result_or_error(lambda: branch.check(expected(CEREMONY.spec, 0, **changes), CEREMONY.spec))
        MailboxAuthorization.digest(wide - 2**63)
