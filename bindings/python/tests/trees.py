"""Trees of VTXOs and the ceremonies in which they are signed, for the tests."""

from __future__ import annotations

from collections.abc import Callable

import keelbolt
from keelbolt import (
    BranchNonces,
    ExpectedBranch,
    LeafSpec,
    OutPoint,
    Preimage,
    SignedTree,
    TreeBranch,
    TreeContribution,
    TreeNonces,
    TreeSession,
    TreeSpec,
    Txid,
    UnsignedTree,
    UserPolicy,
    VtxoTerms,
)
from making import ENTROPY, key

# The keys of the server: its own, and that of the tree.
SERVER, COSIGNER = key(1), key(200)
UNLOCK = Preimage(bytes([0x11]) * 32)
UTXO = OutPoint(txid=Txid(bytes([8]) * 32), vout=1)
TERMS = VtxoTerms(server_pubkey=SERVER.public_key(ENTROPY), expiry_height=900_000, exit_delta=144)


def user(number: int) -> keelbolt.SecretKey:
    """The key of the owner of a leaf."""
    return key(2 + number % 60)


def cosigner(number: int) -> keelbolt.SecretKey:
    """The key with which that owner signs for the tree."""
    return key(100 + number % 60)


def leaf(number: int, signs: bool = True) -> LeafSpec:
    """The leaf of an owner, who may sign."""
    return LeafSpec(
        policy=UserPolicy.PUBKEY(user(number).public_key(ENTROPY)),
        amount_sat=1_000 + number,
        cosign_pubkey=cosigner(number).public_key(ENTROPY) if signs else None,
        unlock_hash=UNLOCK.unlock_hash(),
    )


def spec(leaves: int, signs: Callable[[int], bool] = lambda _: True) -> TreeSpec:
    """A tree of so many leaves."""
    return tree_of([leaf(number, signs(number)) for number in range(leaves)])


def tree_of(leaves: list[LeafSpec]) -> TreeSpec:
    """A tree of these leaves, for which the server signs."""
    return TreeSpec(TERMS, [COSIGNER.public_key(ENTROPY)], leaves)


def expected(of: TreeSpec, number: int, **changes: object) -> ExpectedBranch:
    """What the owner of a leaf expects, with these changes."""
    contents = {
        "leaf": of.leaves()[number],
        "server_pubkey": TERMS.server_pubkey,
        "server_cosign_pubkey": COSIGNER.public_key(ENTROPY),
        "exit_delta": 144,
        "earliest_expiry": 900_000,
        "max_depth": 8,
    }
    return ExpectedBranch(**{**contents, **changes})


def checked(of: TreeSpec, number: int) -> keelbolt.CheckedBranch:
    """The branch that the owner of a leaf has built and checked."""
    return TreeBranch.build(of, UTXO, number).check(expected(of, number), of)


def fresh(number: int) -> bytes:
    """Randomness of one signer."""
    return bytes([7, number]) * 16


class TreeCeremony:
    """All signers of a tree, and what each has sent."""

    def __init__(self, of: TreeSpec) -> None:
        self.spec, self.tree = of, UnsignedTree.build(of, UTXO)
        self.users = [
            BranchNonces(cosigner(number), fresh(number), ENTROPY) if leaf.cosign_pubkey else None
            for number, leaf in enumerate(of.leaves())
        ]
        self.server = TreeNonces(COSIGNER, self.tree.shape(), fresh(250), ENTROPY)
        nonces = [user and user.public_nonces() for user in self.users]
        self.aggregates = keelbolt.aggregate_tree_nonces(self.tree, nonces, [self.server.public_nonces()])
        self.session = TreeSession(self.tree, self.aggregates)
        self.leaves = [user and self._of_user(number, user) for number, user in enumerate(self.users)]
        partials = self.server.sign(self.session)
        self.global_signers = [TreeContribution(nonces=self.server.public_nonces(), partials=partials)]

    def _of_user(self, number: int, nonces: BranchNonces) -> TreeContribution:
        partials = nonces.sign(checked(self.spec, number), self.aggregates)
        return TreeContribution(nonces=nonces.public_nonces(), partials=partials)

    def finish(self) -> SignedTree:
        """The signatures of all."""
        return self.session.aggregate(self.leaves, self.global_signers)
