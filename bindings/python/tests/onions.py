"""Onions made by hand, sound and broken."""

from __future__ import annotations

import hashlib
import hmac

import keelbolt
from making import ENTROPY, key

HASH = keelbolt.PaymentHash(bytes([0x42]) * 32)
SESSION = bytes([0x41]) * 32
NO_POINT = keelbolt.PublicKey(bytes(33))

# The ids of the nodes whose keys are `key(1)`, `key(2)` and so on.
NODES = [key(byte).public_key(ENTROPY) for byte in range(1, 6)]


def hop(node: int, payload: bytes) -> keelbolt.OnionHop:
    """The hop of `NODES[node]`."""
    return keelbolt.OnionHop(public_key=NODES[node], payload=payload)


def build(hops: list) -> keelbolt.BuiltOnion:
    """The onion of a payment."""
    return keelbolt.build_onion(hops, HASH, SESSION, ENTROPY)


def peel(packet: bytes, node: int = 0) -> keelbolt.PeeledOnion:
    """The layer of `NODES[node]`."""
    return keelbolt.peel_onion(packet, key(node + 1), HASH)


def peeled_packet(field: bytes) -> keelbolt.PeeledOnion:
    """Peels a packet that was built by hand around a field that begins with these bytes."""
    secret = keelbolt.onion_shared_secret(build([hop(0, bytes(2))]).packet, key(1))
    header = build([hop(0, bytes(2))]).packet[:34]
    # The field of a last hop is its payload and the stream, so that what was built shows the stream.
    built = build([hop(0, bytes(1265))]).packet[34:-32]
    plain = bigsize(1265) + bytes(1265) + bytes(32)
    stream = bytes(a ^ b for a, b in zip(built, plain))
    field = bytes(a ^ b for a, b in zip(field.ljust(1300, b"\0"), stream))
    mu = hmac.digest(b"mu", secret.expose(), hashlib.sha256)
    return peel(header + field + hmac.digest(mu, field + HASH, hashlib.sha256))


def bigsize(value: int) -> bytes:
    """BOLT 1's integer of variable length, below 65536."""
    return bytes([value]) if value < 0xFD else b"\xfd" + value.to_bytes(2, "big")


def record(number: int, value: bytes = b"") -> bytes:
    """One record of a TLV stream."""
    return bigsize(number) + bigsize(len(value)) + value


def path_hops() -> list:
    """The hops of a path for messages: two nodes, then the recipient."""
    return [
        keelbolt.PathHop(node_id=NODES[1], data=keelbolt.RecipientData.to_node(NODES[2])),
        keelbolt.PathHop(node_id=NODES[2], data=keelbolt.RecipientData.to_node(NODES[3])),
        keelbolt.PathHop(node_id=NODES[3], data=keelbolt.RecipientData.for_recipient(keelbolt.PathId(b"mine"))),
    ]


def path_draft(**changes: object) -> keelbolt.PathDraft:
    """A path for messages, with these changes."""
    return keelbolt.PathDraft(**{"hops": path_hops(), "purpose": keelbolt.PathPurpose.MESSAGE, **changes})


def message_draft(**changes: object) -> keelbolt.MessageDraft:
    """A message over that path, with these changes."""
    path = path_draft().write(SESSION, ENTROPY)
    return keelbolt.MessageDraft(**{"path_key": path.first_path_key, "hops": path.hops, **changes})


def payment_path(**changes: object) -> keelbolt.PaymentPath:
    """That path and what it asks of a payment, with these changes."""
    relay = keelbolt.TotalRelay(fee_base_msat=1000, fee_proportional_millionths=100, cltv_delta=80)
    payinfo = {"relay": relay, "htlc_minimum_msat": 1, "htlc_maximum_msat": 10**9, **changes}
    path = path_draft().write(SESSION, ENTROPY)
    return keelbolt.PaymentPath(path=path, payinfo=keelbolt.BlindedPayinfo(**payinfo))
