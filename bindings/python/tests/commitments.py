"""Channels, commitments and transactions for the tests of spends, closing and relay."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

import keelbolt
from keelbolt import (
    ChannelParameters,
    ChannelSecrets,
    Commitment,
    CommitmentFormat,
    CommitmentHtlc,
    Node,
    OutPoint,
    Txid,
)
from making import ENTROPY, key

FORMATS = list(CommitmentFormat)
FUNDING = OutPoint(txid=Txid(bytes([9]) * 32), vout=1)
FUNDING_SAT = 1_000_000

# A wallet's script (P2WPKH), and the scripts of `shutdown`.
WALLET = bytes([0, 20]) + bytes([7]) * 20
OTHER_WALLET = bytes([0, 20]) + bytes([8]) * 20

SECRETS = {
    Node.OPENER: ChannelSecrets(*[key(byte) for byte in range(1, 6)], bytes([0x61]) * 32),
    Node.ACCEPTER: ChannelSecrets(*[key(byte) for byte in range(11, 16)], bytes([0x62]) * 32),
}
BASEPOINTS = {node: secrets.basepoints(ENTROPY) for node, secrets in SECRETS.items()}


def other(node: Node) -> Node:
    """The other node."""
    return Node.ACCEPTER if node == Node.OPENER else Node.OPENER


def channel(format: CommitmentFormat = CommitmentFormat.ANCHORS, **changes: object) -> ChannelParameters:
    """A channel of a million satoshi, with these changes."""
    nodes = {
        node: keelbolt.NodeParameters(basepoints=points, dust_limit_sat=354, to_self_delay=144)
        for node, points in BASEPOINTS.items()
    }
    contents = {
        "format": format,
        "funding": FUNDING,
        "funding_amount_sat": FUNDING_SAT,
        "opener": nodes[Node.OPENER],
        "accepter": nodes[Node.ACCEPTER],
    }
    return ChannelParameters(**{**contents, **changes})


def preimage(number: int) -> keelbolt.Preimage:
    """The preimage of an HTLC."""
    return keelbolt.Preimage(bytes([number + 1]) * 32)


def htlc(offered_by: Node, number: int = 0, amount_msat: int = 20_000_000, expiry: int = 500_000) -> CommitmentHtlc:
    """An HTLC that is locked to `preimage(number)`."""
    return CommitmentHtlc(
        offered_by=offered_by,
        amount_msat=amount_msat,
        payment_hash=preimage(number).payment_hash(),
        cltv_expiry=expiry,
    )


def draft(
    format: CommitmentFormat = CommitmentFormat.ANCHORS,
    owner: Node = Node.OPENER,
    htlcs: tuple[CommitmentHtlc, ...] = (),
    **changes: object,
) -> keelbolt.CommitmentDraft:
    """A commitment to be built: 600,000 sat of the opener and 400,000 of the accepter, less what each offers."""
    number = changes.get("number", 0)
    left = {Node.OPENER: 600_000_000, Node.ACCEPTER: 400_000_000}
    for offered in htlcs:
        left[offered.offered_by] -= offered.amount_msat
    contents = {
        "owner": owner,
        "number": number,
        "per_commitment_point": SECRETS[owner].per_commitment_point(min(number, 2**48 - 1), ENTROPY),
        "opener_balance_msat": left[Node.OPENER],
        "accepter_balance_msat": left[Node.ACCEPTER],
        "feerate_per_kw": 0 if format == CommitmentFormat.ZERO_FEE else 2500,
        "htlcs": htlcs,
    }
    return keelbolt.CommitmentDraft(**{**contents, **changes})


def built(
    format: CommitmentFormat = CommitmentFormat.ANCHORS,
    owner: Node = Node.OPENER,
    htlcs: tuple[CommitmentHtlc, ...] = (),
    **changes: object,
) -> Commitment:
    """That commitment."""
    return Commitment(draft(format, owner, htlcs, **changes), channel(format))


def place(commitment: Commitment, kind: type, number: int | None = None) -> int:
    """The output of this kind, of an HTLC with its index in the draft."""
    [output] = [
        output
        for output, found in enumerate(commitment.outputs())
        if isinstance(found.kind, kind) and number in (None, getattr(found.kind, "htlc", None))
    ]
    return output


def signature_of(secret: keelbolt.SecretKey, digest: keelbolt.Sha256) -> keelbolt.Signature:
    """What a signer elsewhere gives."""
    return secret.sign_recoverable(digest, ENTROPY).signature


@dataclass(frozen=True)
class Input:
    """An input of a transaction."""

    txid: bytes
    vout: int
    sequence: int = 0xFFFFFFFD
    witness: tuple[bytes, ...] = ()
    script_sig: bytes = b""


@dataclass(frozen=True)
class Transaction:
    """A transaction, read and written by itself: what the library says is held against it."""

    inputs: tuple[Input, ...]
    outputs: tuple[tuple[int, bytes], ...]
    version: int = 2
    lock_time: int = 0

    def write(self, witness: bool = True) -> bytes:
        """The bytes in which it is sent."""
        witness = witness and any(spent.witness for spent in self.inputs)
        parts = [self.version.to_bytes(4, "little", signed=True), b"\0\1" if witness else b"", count(len(self.inputs))]
        for spent in self.inputs:
            parts += [spent.txid, spent.vout.to_bytes(4, "little"), prefixed(spent.script_sig)]
            parts.append(spent.sequence.to_bytes(4, "little"))
        parts.append(count(len(self.outputs)))
        for value, script in self.outputs:
            parts += [value.to_bytes(8, "little"), prefixed(script)]
        if witness:
            for spent in self.inputs:
                parts += [count(len(spent.witness)), *map(prefixed, spent.witness)]
        return b"".join([*parts, self.lock_time.to_bytes(4, "little")])

    @property
    def txid(self) -> Txid:
        """Its id."""
        return Txid(hashlib.sha256(hashlib.sha256(self.write(witness=False)).digest()).digest())

    @property
    def weight(self) -> int:
        """Three times its length without witnesses, and once with them."""
        return 3 * len(self.write(witness=False)) + len(self.write())

    @classmethod
    def read(cls, data: bytes) -> Transaction:
        """Reads the bytes, which must be those that it writes."""
        reader = Reader(data)
        version = reader.number(4, signed=True)
        witness = data[4:6] == b"\0\1"
        if witness:
            reader.take(2)
        inputs = []
        for _ in range(reader.count()):
            txid, vout, script_sig = reader.take(32), reader.number(4), reader.prefixed()
            inputs.append(Input(txid, vout, reader.number(4), script_sig=script_sig))
        outputs = [(reader.number(8), reader.prefixed()) for _ in range(reader.count())]
        if witness:
            inputs = [
                replace(spent, witness=tuple(reader.prefixed() for _ in range(reader.count()))) for spent in inputs
            ]
        made = cls(tuple(inputs), tuple(outputs), version, reader.number(4))
        assert made.write() == data
        return made


class Reader:
    """Bytes that are taken from the front."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def take(self, length: int) -> bytes:
        taken, self.data = self.data[:length], self.data[length:]
        assert len(taken) == length
        return taken

    def number(self, length: int, signed: bool = False) -> int:
        return int.from_bytes(self.take(length), "little", signed=signed)

    def count(self) -> int:
        first = self.number(1)
        return self.number({0xFD: 2, 0xFE: 4, 0xFF: 8}[first]) if first >= 0xFD else first

    def prefixed(self) -> bytes:
        return self.take(self.count())


def count(number: int) -> bytes:
    """Bitcoin's integer of variable length, below 65536."""
    return bytes([number]) if number < 0xFD else b"\xfd" + number.to_bytes(2, "little")


def prefixed(data: bytes) -> bytes:
    """Bytes with their length before them."""
    return count(len(data)) + data


def der(signature: bytes) -> bytes:
    """A signature as witnesses have it, without its type."""
    parts = []
    for value in (signature[:32], signature[32:]):
        value = value.lstrip(b"\0")
        parts.append(b"\0" + value if value[0] & 0x80 else value)
    body = b"".join(b"\2" + bytes([len(part)]) + part for part in parts)
    return b"\x30" + bytes([len(body)]) + body
