"""A payment through an onion: built by its origin, peeled by three nodes, failed by the last, and attributed.

    python onion.py
"""

from __future__ import annotations

import secrets
import sys

import keelbolt

HEIGHT = 900_000
NAMES = ["Alice", "Bob", "Carol"]


def random() -> bytes:
    return secrets.token_bytes(32)


def build(nodes: list[keelbolt.SecretKey], payment_hash: keelbolt.PaymentHash) -> keelbolt.BuiltOnion:
    """The origin tells the first two nodes what to forward, and the last one what it is paid for."""
    data = keelbolt.PaymentData(payment_secret=keelbolt.PaymentSecret(random()), total_msat=250_000)
    payloads = [
        keelbolt.Payload.forward(251_000, HEIGHT + 100, short_channel_id=0x0D59F80000010000),
        keelbolt.Payload.forward(250_000, HEIGHT + 60, short_channel_id=0x0D59F90000020001),
        keelbolt.Payload.receive(250_000, HEIGHT + 20, data),
    ]
    hops = [
        keelbolt.OnionHop(public_key=node.public_key(random()), payload=payload.write())
        for node, payload in zip(nodes, payloads)
    ]
    return keelbolt.build_onion(hops, payment_hash, random(), random())


def peel(packet: bytes, node: keelbolt.SecretKey, payment_hash: keelbolt.PaymentHash) -> keelbolt.PeeledOnion:
    """What one node does with the onion of an HTLC, after it has looked for the replay tag among those it knows."""
    peeled = keelbolt.peel_onion(packet, node, payment_hash)
    payload = keelbolt.Payload.parse(peeled.payload)
    instruction = payload.instruction(is_final=peeled.next_packet is None, path_key=None)
    if isinstance(instruction, keelbolt.Instruction.FORWARD):
        channel = keelbolt.short_channel_id_text(instruction.short_channel_id)
        print(f"  forwards {instruction.amt_to_forward} msat over {channel}")
    elif isinstance(instruction, keelbolt.Instruction.RECEIVE):
        print(f"  receives {instruction.receive.amt_to_forward} msat of {instruction.receive.total_msat}")
    return peeled


def main() -> int:
    nodes = [keelbolt.SecretKey(random()) for _ in NAMES]
    payment_hash = keelbolt.Preimage(random()).payment_hash()
    built = build(nodes, payment_hash)
    # What decrypts the answer is kept until it comes, maybe after a restart.
    saved = built.secrets.expose()

    shared = []
    packet: bytes | None = built.packet
    for name, node in zip(NAMES, nodes):
        assert packet is not None
        print(name)
        peeled = peel(packet, node, payment_hash)
        shared.append(peeled.shared_secret)
        packet = peeled.next_packet

    print("Carol\n  does not know the payment")
    unknown = keelbolt.FailureMessage.INCORRECT_OR_UNKNOWN_PAYMENT_DETAILS(250_000, HEIGHT)
    answer = keelbolt.create_failure(unknown, shared[2], hold_time_ms=300)
    for secret in (shared[1], shared[0]):
        answer = keelbolt.wrap_failure(answer.reason, secret, 500, answer.attribution_data)

    found = keelbolt.decrypt_failure(answer.reason, keelbolt.RouteSecrets(saved), answer.attribution_data)
    if found.failure is None or found.failure.failure is None or found.hold_times is None:
        print("the failure has no sender", file=sys.stderr)
        return 1
    code = keelbolt.failure_code_info(found.failure.failure.failure_code())
    print(f"origin\n  {NAMES[found.failure.hop]} failed: {code.name}")
    for name, held in zip(NAMES, found.hold_times.times_ms):
        print(f"  {name} held the payment for {held} ms")

    try:
        peel(built.packet, nodes[1], payment_hash)
    except keelbolt.OnionError as error:
        print(f"Bob\n  refuses Alice's packet: {error}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
