"""A round of Ark: eight users share one output on chain, all sign its tree, and one of them leaves without the server.

python round.py
"""

from __future__ import annotations

import hashlib
import secrets
import sys

import keelbolt

USERS, LEAVING = 8, 5
TIP, EXPIRY_HEIGHT, EXIT_DELTA, MARGIN = 895_680, 900_000, 144, 36
FEERATE = 2_500  # satoshi for a thousand units of weight
CHILD_WEIGHT = 608  # of a transaction that spends an anchor and one P2TR output, to one of the same kind


def random() -> bytes:
    return secrets.token_bytes(32)


class User:
    """Asks for an output, and signs for the tree with a key of its own that is forgotten afterwards."""

    def __init__(self, number: int, unlock_hash: keelbolt.UnlockHash) -> None:
        self.number, self.key, self.cosign_key = number, keelbolt.SecretKey(random()), keelbolt.SecretKey(random())
        self.leaf = keelbolt.LeafSpec(
            policy=keelbolt.UserPolicy.PUBKEY(self.key.public_key(random())),
            amount_sat=10_000 + 100 * number,
            cosign_pubkey=self.cosign_key.public_key(random()),
            unlock_hash=unlock_hash,
        )
        self.nonces = keelbolt.BranchNonces(self.cosign_key, random(), random())

    def sign(
        self,
        spec: keelbolt.TreeSpec,
        utxo: keelbolt.OutPoint,
        aggregates: list[keelbolt.MusigAggregateNonce],
        server: Server,
    ) -> keelbolt.TreeContribution:
        """Builds its own branch from what the server sent, and signs only what it asked for."""
        [place] = keelbolt.match_outputs(spec, [self.leaf])
        expected = keelbolt.ExpectedBranch(
            leaf=self.leaf,
            server_pubkey=server.public_key,
            server_cosign_pubkey=server.cosign_pubkey,
            exit_delta=EXIT_DELTA,
            earliest_expiry=keelbolt.earliest_expiry(TIP, MARGIN, [EXIT_DELTA]),
            max_depth=8,
        )
        branch = keelbolt.TreeBranch.build(spec, utxo, place).check(expected, spec)
        partials = self.nonces.sign(branch, aggregates)
        return keelbolt.TreeContribution(nonces=self.nonces.public_nonces(), partials=partials)


class Server:
    """Has a key for all, and one for this tree."""

    def __init__(self) -> None:
        self.key, self.cosign_key = keelbolt.SecretKey(random()), keelbolt.SecretKey(random())
        self.public_key, self.cosign_pubkey = self.key.public_key(random()), self.cosign_key.public_key(random())
        self.preimage = keelbolt.Preimage(random())

    def terms(self) -> keelbolt.VtxoTerms:
        return keelbolt.VtxoTerms(server_pubkey=self.public_key, expiry_height=EXPIRY_HEIGHT, exit_delta=EXIT_DELTA)


def paying(output: keelbolt.TxOut) -> bytes:
    """The transaction on chain, as some wallet makes it: one input, one output."""
    inputs = b"\x01" + random() + bytes(4) + b"\x00" + b"\xff" * 4
    outputs = b"\x01" + output.value_sat.to_bytes(8, "little") + bytes([len(output.script_pubkey)])
    return b"\x02\0\0\0" + inputs + outputs + output.script_pubkey + bytes(4)


def cosigned(
    spec: keelbolt.TreeSpec, utxo: keelbolt.OutPoint, users: list[User], server: Server
) -> keelbolt.SignedTree:
    """Nonces, partial signatures, signatures: all that crosses is bytes."""
    tree = keelbolt.UnsignedTree.build(spec, utxo)
    shape = tree.shape()
    print(f"  {shape.nodes()} transactions, of which all sign {shape.internal_nodes()}")
    server_nonces = keelbolt.TreeNonces(server.cosign_key, shape, random(), random())
    nonces = [user.nonces.public_nonces() for user in users]
    aggregates = keelbolt.aggregate_tree_nonces(tree, nonces, [server_nonces.public_nonces()])

    print("each user builds its branch, checks it, and signs")
    sent = [user.sign(spec, utxo, aggregates, server) for user in users]
    print(f"  {len(sent[0].partials)} partial signatures of user 0, in the order of its branch")
    try:
        users[0].sign(spec, utxo, aggregates, server)
    except keelbolt.TreeError.NonceUsed as error:
        print(f"  and no more: {error}")

    print("the server signs, and checks what came")
    session = keelbolt.TreeSession(tree, aggregates)
    of_server = keelbolt.TreeContribution(nonces=server_nonces.public_nonces(), partials=server_nonces.sign(session))
    wrong = keelbolt.TreeContribution(nonces=sent[3].nonces, partials=sent[2].partials)
    try:
        session.aggregate([*sent[:3], wrong, *sent[4:]], [of_server])
    except keelbolt.TreeError.TreePartialSignature as error:
        print(f"  {error}")
    return session.aggregate(sent, [of_server])


def unlocked(locked: keelbolt.Vtxo, user: User, server: Server) -> keelbolt.Vtxo:
    """User and server sign the leaf's own transaction; the preimage comes once the user has forfeited its inputs."""
    signers, message = [user.key, server.key], locked.hops()[-1].sighash
    keys = keelbolt.MusigKeys.sorted([key.public_key(random()) for key in signers])
    nonces = [keelbolt.MusigSecretNonce(key, random(), random(), keys, message) for key in signers]
    aggregate = keelbolt.aggregate_nonces([nonce.public_nonce() for nonce in nonces])
    session = keelbolt.MusigSession(keys, aggregate, message)
    signature = session.aggregate([nonce.sign(session, key, random()) for nonce, key in zip(nonces, signers)])
    signed = locked.with_unlock_signature(signature)
    vtxo = signed.with_unlock_preimage(server.preimage) if signed else None
    if vtxo is None:
        raise ValueError("this is no leaf of a tree, or the preimage is another's")
    return vtxo


def accepted(vtxo: keelbolt.Vtxo, anchor: bytes, user: User, server: Server) -> keelbolt.AcceptedVtxo:
    """All that a wallet asks before it counts the money."""
    expected = keelbolt.VtxoExpectation(
        own_keys=[user.key.public_key(random())],
        server_pubkey=server.public_key,
        server_cosign_pubkeys=[server.cosign_pubkey],
        policy=keelbolt.ExpectedPolicy.OWN(),
        amount_sat=user.leaf.amount_sat,
        unlock_hash=user.leaf.unlock_hash,
        confirmations=6,
        tip=TIP,
        exit_delta=EXIT_DELTA,
        margin=MARGIN,
        max_depth=100,
    )
    return vtxo.accept(expected, keelbolt.ChainFacts(anchor=anchor, confirmations=6, unspent=True))


def leave(money: keelbolt.AcceptedVtxo, user: User) -> None:
    """Puts the transactions on chain, each with a child that pays, waits, and claims."""
    way = money.exit()
    for package in way.packages():
        weight, fee = package.transaction.weight, way.child_fee(package.depth, CHILD_WEIGHT, FEERATE)
        print(f"  publishes {weight} units of weight; its child pays {fee} sat")
    confirmed = keelbolt.TransactionStatus.CONFIRMED(TIP)
    statuses = {package.transaction.txid: confirmed for package in way.packages()}
    [clause] = way.clauses()
    progress = way.progress(clause, statuses, keelbolt.PointStatus.UNSPENT(), TIP)
    if isinstance(progress, keelbolt.ExitProgress.DELAYED):
        print(f"  waits until block {progress.until}")
    claim = way.claim(clause, b"\x51\x20" + random(), FEERATE)
    claim.sign(user.key, random(), random())
    print(f"  claims {claim.value_sat()} sat for a fee of {claim.fee_sat()}")


def main() -> int:
    server = Server()
    users = [User(number, server.preimage.unlock_hash()) for number in range(USERS)]
    spec = keelbolt.TreeSpec(server.terms(), [server.cosign_pubkey], [user.leaf for user in users])
    anchor = paying(spec.funding_output())
    txid = keelbolt.Txid(hashlib.sha256(hashlib.sha256(anchor).digest()).digest())
    utxo = keelbolt.OutPoint(txid=txid, vout=0)
    print(f"{USERS} users share {spec.total_sat()} sat in one output")
    signed = cosigned(spec, utxo, users, server)
    signed.verify()

    user = users[LEAVING]
    print(f"user {LEAVING} gets its VTXO and forfeits what it paid with")
    branch = keelbolt.TreeBranch.build(spec, utxo, LEAVING)
    vtxo = unlocked(branch.vtxo(spec, signed.signatures()), user, server)
    money = accepted(vtxo, anchor, user, server)
    deadline = money.deadline(MARGIN)
    print(f"  {money.amount_sat()} sat; to be spent before block {deadline.begin}, lost from {deadline.lost} on")

    print(f"user {LEAVING} leaves without the server")
    leave(money, user)
    return 0


if __name__ == "__main__":
    sys.exit(main())
