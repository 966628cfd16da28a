"""VTXOs for the tests: a round whose first leaf is the user's, and what a wallet expects of it."""

from __future__ import annotations

import dataclasses

import keelbolt
from commitments import Input, Transaction
from keelbolt import (
    AcceptedVtxo,
    ChainFacts,
    ExpectedPolicy,
    HashLockVersion,
    LeafSpec,
    MusigKeys,
    MusigSecretNonce,
    MusigSession,
    OutPoint,
    Preimage,
    SchnorrSignature,
    SecretKey,
    Sha256,
    TreeBranch,
    TreeSpec,
    UnsignedTree,
    UserPolicy,
    Vtxo,
    VtxoExpectation,
    VtxoPolicy,
    VtxoTerms,
)
from making import ENTROPY, key

# The server's own key and that of the tree; the user's and the one for the tree; a stranger's.
SERVER, GLOBAL, USER, COSIGNER, STRANGER = (key(number) for number in (1, 3, 2, 4, 5))
UNLOCK = Preimage(bytes([0x11]) * 32)
PAYMENT = Preimage(bytes([0x12]) * 32)
TIP, MARGIN = 899_000, 36
VERSIONS = {0: HashLockVersion.V0, 1: HashLockVersion.V1}
DESTINATION = b"\x00\x14" + bytes(range(20))


def public(secret: SecretKey) -> keelbolt.PublicKey:
    return secret.public_key(ENTROPY)


TERMS = VtxoTerms(server_pubkey=public(SERVER), expiry_height=900_000, exit_delta=144)
OWN = UserPolicy.PUBKEY(public(USER))


def received(htlc_expiry: int, version: HashLockVersion = HashLockVersion.V1) -> UserPolicy:
    """Taken in over Lightning by the user."""
    return UserPolicy.LIGHTNING_RECEIVE(version, public(USER), PAYMENT.payment_hash(), htlc_expiry, 40)


def signed_by(signers: list[SecretKey], message: bytes, root: Sha256 | None = None) -> SchnorrSignature:
    """The signature of all, for their aggregate, or for the output key that binds it to a script tree."""
    keys = MusigKeys.sorted([public(signer) for signer in signers])
    keys = keys if root is None else keys.tap_tweak(root)
    nonces = [MusigSecretNonce(signer, bytes([9, n]) * 16, ENTROPY) for n, signer in enumerate(signers)]
    session = MusigSession(keys, keelbolt.aggregate_nonces([nonce.public_nonce() for nonce in nonces]), message)
    return session.aggregate([nonce.sign(session, signer, ENTROPY) for nonce, signer in zip(nonces, signers)])


def funding(output: keelbolt.TxOut) -> bytes:
    """A transaction whose second output is this one."""
    outputs = ((777, b"\x51"), (output.value_sat, output.script_pubkey))
    return Transaction((Input(bytes([6]) * 32, 6, 0xFFFFFFFF),), outputs).write()


@dataclasses.dataclass(frozen=True)
class Round:
    """What is cosigned: the first leaf is the user's, who signs for it; a stranger has the others."""

    policy: UserPolicy = OWN
    signer: SecretKey = GLOBAL
    leaves: int = 3
    sibling_sat: int = 1_000
    hash_lock: HashLockVersion = HashLockVersion.V1
    owner: SecretKey = USER

    def sign(self) -> Signed:
        """All of it: the node's signature, the leaf's, and the preimage."""
        unlock_hash = UNLOCK.unlock_hash()
        own = LeafSpec(policy=self.policy, amount_sat=20_000, cosign_pubkey=public(COSIGNER), unlock_hash=unlock_hash)
        other = UserPolicy.PUBKEY(public(STRANGER))
        others = LeafSpec(policy=other, amount_sat=self.sibling_sat, cosign_pubkey=None, unlock_hash=unlock_hash)
        spec = TreeSpec(TERMS, [public(self.signer)], [own, *[others] * (self.leaves - 1)])
        spec = spec.with_hash_lock(self.hash_lock)
        anchor = funding(spec.funding_output())
        utxo = OutPoint(txid=Transaction.read(anchor).txid, vout=1)
        root = VtxoPolicy.EXPIRY(public(SERVER)[1:]).output(TERMS).merkle_root()
        # Nodes beside the branch, which no check looks at, have the same signers here.
        tree = UnsignedTree.build(spec, utxo)
        signatures = [signed_by([COSIGNER, self.signer], sighash, root) for sighash in tree.sighashes()]
        unsigned = TreeBranch.build(spec, utxo, 0).vtxo(spec, signatures)
        leaf = signed_by([self.owner, SERVER], unsigned.hops()[-1].sighash)
        locked = unsigned.with_unlock_signature(leaf)
        return Signed(unsigned, locked, locked.with_unlock_preimage(UNLOCK), anchor)


@dataclasses.dataclass(frozen=True)
class Signed:
    """The user's leaf without its own signature and its preimage, without its preimage, and with all; and the
    transaction on chain."""

    unsigned: Vtxo
    locked: Vtxo
    vtxo: Vtxo
    anchor: bytes

    def facts(self, **changes: object) -> ChainFacts:
        """What the host knows, with these changes."""
        return ChainFacts(**{"anchor": self.anchor, "confirmations": 6, "unspent": True, **changes})

    def accepted(self, **changes: object) -> AcceptedVtxo:
        """The VTXO as money."""
        return self.vtxo.accept(expectation(**changes), self.facts())


def expectation(**changes: object) -> VtxoExpectation:
    """What the wallet expects, with these changes."""
    contents = {
        "own_keys": [public(key(9)), public(USER)],
        "server_pubkey": public(SERVER),
        "server_cosign_pubkeys": [public(key(8)), public(GLOBAL)],
        "policy": ExpectedPolicy.OWN(),
        "amount_sat": 20_000,
        "unlock_hash": UNLOCK.unlock_hash(),
        "confirmations": 6,
        "tip": TIP,
        "exit_delta": 144,
        "margin": MARGIN,
        "max_depth": 5,
    }
    return VtxoExpectation(**{**contents, **changes})


SIGNED = Round().sign()
