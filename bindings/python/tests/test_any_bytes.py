"""Any bytes and any values, to every entry point of onions: a result or an `OnionError`, never anything else."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

import keelbolt
from keelbolt import FailureMessage, Payload, RecipientData
from making import ENTROPY, key
from onions import HASH, NODES, SESSION, build, hop, message_draft, path_draft, payment_path, record

ROUNDS = 200
# How many hops a path has; of the last there are too many, which takes long.
COUNTS = [0, 1, 1, 1, 2, 2, 2, 3, 3, 256]
SECRET = keelbolt.SharedSecret(bytes([5]) * 32)
ROUTE = keelbolt.RouteSecrets(bytes(range(96)))
MESSAGE = message_draft(contents=keelbolt.MessageContents.INVOICE(b"\x01\x00")).write(SESSION, ENTROPY)
PATHS = [payment_path(features=[17])]

# What each reader takes, sound; it is also given with some of its bytes changed.
PACKET = build([hop(0, Payload.forward(1, 2, 3).write()), hop(1, bytes(2))]).packet
PAYLOAD = Payload(
    amt_to_forward=1,
    outgoing_cltv_value=2,
    payment_data=keelbolt.PaymentData(payment_secret=HASH, total_msat=3),
    keysend_preimage=keelbolt.Preimage(bytes(32)),
    recipient_features=[9],
    recipient_blinded_paths=PATHS,
    unknown=[keelbolt.UnknownRecord(number=77, value=b"x")],
).write()
DATA = RecipientData(
    padding=3,
    short_channel_id=1,
    path_id=keelbolt.PathId(b"mine"),
    next_path_key_override=NODES[0],
    payment_relay=keelbolt.PaymentRelay(cltv_expiry_delta=1, fee_proportional_millionths=2, fee_base_msat=3),
    payment_constraints=keelbolt.PaymentConstraints(max_cltv_expiry=1, htlc_minimum_msat=2),
    allowed_features=[0, 9],
).write()
PATH = path_draft().write(SESSION, ENTROPY)
REASON = keelbolt.create_failure(FailureMessage.MPP_TIMEOUT(), SECRET, 1)
FULFILLMENT = keelbolt.create_fulfillment(SECRET, record(5), 1)

READERS: list[tuple[Callable, bytes]] = [
    (lambda some: keelbolt.peel_onion(some, key(1), HASH), PACKET),
    (lambda some: keelbolt.peel_onion_with(some, SECRET, HASH), PACKET),
    (lambda some: keelbolt.onion_shared_secret(some, key(1)), PACKET),
    (keelbolt.onion_ephemeral_key, PACKET),
    (lambda some: ask_payload(Payload.parse(some)), PAYLOAD),
    (lambda some: ask_data(RecipientData.parse(some)), DATA),
    (lambda some: ask_path(keelbolt.BlindedPath.parse(some)), PATH.write()),
    (keelbolt.parse_payment_paths, keelbolt.write_payment_paths(PATHS)),
    (lambda some: keelbolt.OnionMessage.parse(some).peel(key(2)), MESSAGE.write()),
    (keelbolt.MessagePayload.parse, record(2, PATH.write()) + record(66, b"\x01\x00")),
    (keelbolt.parse_failure, FailureMessage.FEE_INSUFFICIENT(1, b"update").write()),
    (keelbolt.parse_failure_code, FailureMessage.MPP_TIMEOUT().write()),
    (lambda some: keelbolt.wrap_failure(some, SECRET, 1, REASON.attribution_data), REASON.reason),
    (lambda some: keelbolt.wrap_failure(REASON.reason, SECRET, 1, some), REASON.attribution_data),
    (lambda some: keelbolt.decrypt_failure(some, ROUTE, REASON.attribution_data), REASON.reason),
    (lambda some: keelbolt.decrypt_failure(REASON.reason, ROUTE, some), REASON.attribution_data),
    (lambda some: keelbolt.create_fulfillment(SECRET, some), record(5)),
    (lambda some: keelbolt.wrap_fulfillment(SECRET, some), FULFILLMENT.payload),
    (lambda some: keelbolt.decrypt_fulfillment(ROUTE, some, FULFILLMENT.attribution_data), FULFILLMENT.payload),
    (lambda some: keelbolt.PathSecret.derive(PATH.first_path_key, key(2)).decrypt(some), bytes(40)),
    (keelbolt.SharedSecret, bytes(32)),
    (keelbolt.RouteSecrets, bytes(96)),
    (keelbolt.PathId, b"mine"),
]


def answer_or_error(act: Callable) -> object:
    try:
        return act()
    except keelbolt.OnionError as error:
        assert str(error) and error.code and error.blame
        answer = error.failure(PACKET)
        assert answer is None or answer.write()
        return None


def ask_payload(payload: Payload) -> Payload:
    for is_final in (False, True):
        for path_key in (None, NODES[0]):
            answer_or_error(lambda: payload.instruction(is_final, path_key))
            answer_or_error(lambda: payload.trampoline_instruction(is_final, path_key))
    answer_or_error(payload.write)
    return payload


def ask_data(data: RecipientData) -> RecipientData:
    for question in (
        data.next_node,
        data.check_features,
        data.write,
        lambda: data.forward_payment(1000, 800, [9], [9]),
        lambda: data.check_payment(1000, 800),
    ):
        answer_or_error(question)
    return data


def ask_path(path: keelbolt.BlindedPath) -> keelbolt.BlindedPath:
    for question in (
        path.write,
        lambda: path.join(path),
        lambda: path.start_at(NODES[1], key(2)),
        lambda: RecipientData.leading_to(path),
        lambda: keelbolt.MessageDraft.to(path).write(SESSION, ENTROPY),
    ):
        answer_or_error(question)
    return path


def spoiled(dice: random.Random, sound: bytes) -> bytes:
    """The bytes with some changed, cut or added; or others altogether."""
    some = bytearray(sound)
    for _ in range(dice.randrange(3)):
        if some:
            some[dice.randrange(len(some))] = dice.getrandbits(8)
    cut = bytes(some[: dice.randrange(len(some) + 1)])
    return dice.choice([bytes(some), cut, bytes(some) + dice.randbytes(3), dice.randbytes(dice.randrange(1500))])


@pytest.mark.parametrize("read, sound", READERS)
def test_readers(read: Callable, sound: bytes) -> None:
    dice = random.Random(4)
    answer_or_error(lambda: read(sound))
    for _ in range(ROUNDS):
        some = spoiled(dice, sound)
        answer_or_error(lambda: read(some))


def any_key(dice: random.Random) -> object:
    point = dice.choice(NODES)
    return dice.choice([None, point, point, dice.randbytes(dice.choice([0, 32, 33, 34]))])


def any_octets(dice: random.Random) -> object:
    sizes = [0, 1, 32, 300, 300, 300, 70000]
    return dice.choice([None, dice.randbytes(dice.randrange(dice.choice(sizes) + 1))])


def any_number(dice: random.Random, bits: int) -> int:
    return dice.getrandbits(dice.randrange(bits) + 1)


def any_bits(dice: random.Random) -> list:
    return [any_number(dice, 32) for _ in range(dice.randrange(3))]


def any_unknown(dice: random.Random) -> list:
    return [
        keelbolt.UnknownRecord(number=any_number(dice, 64), value=dice.randbytes(3)) for _ in range(dice.randrange(3))
    ]


def any_data(dice: random.Random) -> RecipientData:
    octets = any_octets(dice)
    return RecipientData(
        padding=dice.choice([None, any_number(dice, 64), 5]),
        short_channel_id=dice.choice([None, any_number(dice, 64)]),
        next_node_id=any_key(dice),
        path_id=None if octets is None else keelbolt.PathId(octets),
        next_path_key_override=any_key(dice),
        allowed_features=dice.choice([None, any_bits(dice)]),
        unknown=any_unknown(dice),
    )


def any_path(dice: random.Random) -> keelbolt.BlindedPath:
    hops = [
        keelbolt.BlindedHop(
            blinded_node_id=any_key(dice) or NODES[0], encrypted_recipient_data=any_octets(dice) or b""
        )
        for _ in range(dice.choice(COUNTS))
    ]
    first = dice.choice(
        [
            keelbolt.FirstNode.NODE_ID(any_key(dice) or NODES[0]),
            keelbolt.FirstNode.CHANNEL(any_number(dice, 8), any_number(dice, 64)),
        ]
    )
    return keelbolt.BlindedPath(first_node_id=first, first_path_key=any_key(dice) or NODES[0], hops=hops)


def any_payload(dice: random.Random) -> Payload:
    return Payload(
        amt_to_forward=dice.choice([None, any_number(dice, 64)]),
        outgoing_cltv_value=dice.choice([None, any_number(dice, 32)]),
        short_channel_id=dice.choice([None, any_number(dice, 64)]),
        encrypted_recipient_data=any_octets(dice),
        current_path_key=any_key(dice),
        payment_metadata=any_octets(dice),
        total_amount_msat=dice.choice([None, any_number(dice, 64)]),
        outgoing_node_id=any_key(dice),
        trampoline_onion_packet=any_octets(dice),
        recipient_features=dice.choice([None, any_bits(dice)]),
        recipient_blinded_paths=dice.choice([None, [], PATHS]),
        unknown=any_unknown(dice),
    )


def any_failure(dice: random.Random) -> FailureMessage:
    return dice.choice(
        [
            FailureMessage.INVALID_ONION_HMAC(dice.randbytes(dice.choice([31, 32]))),
            FailureMessage.TEMPORARY_CHANNEL_FAILURE(any_octets(dice)),
            FailureMessage.UNKNOWN(any_number(dice, 16), any_octets(dice) or b""),
        ]
    )


def build_any(dice: random.Random) -> object:
    hops = [
        keelbolt.OnionHop(public_key=any_key(dice) or NODES[0], payload=any_octets(dice) or bytes(2))
        for _ in range(dice.choice([0, 1, 2, 30]))
    ]
    answer_or_error(lambda: keelbolt.route_length(hops))
    session = dice.choice([SESSION, bytes(32), bytes(31)])
    return keelbolt.build_onion(hops, dice.randbytes(3), session, ENTROPY, dice.choice([None, 0, 100, 65535]))


def draft_any_path(dice: random.Random) -> object:
    hops = [
        keelbolt.PathHop(node_id=any_key(dice) or NODES[0], data=any_data(dice))
        for _ in range(dice.choice(COUNTS))
    ]
    answer_or_error(lambda: keelbolt.constrain_path(hops, any_number(dice, 32), any_number(dice, 16), 0))
    purpose, length = dice.choice(list(keelbolt.PathPurpose)), dice.choice([None, 0, 300, 65535])
    draft = keelbolt.PathDraft(hops=hops, purpose=purpose, padded_length=length)
    return draft.write(dice.choice([SESSION, bytes(32), b""]), ENTROPY)


def write_any_message(dice: random.Random) -> object:
    path = any_path(dice)
    contents = keelbolt.MessageContents.OTHER(any_number(dice, 64), any_octets(dice) or b"")
    payload = keelbolt.MessagePayload(reply_path=path, contents=contents, unknown=any_unknown(dice))
    answer_or_error(payload.write)
    draft = keelbolt.MessageDraft(
        path_key=path.first_path_key,
        hops=path.hops,
        reply_path=dice.choice([None, any_path(dice)]),
        contents=contents,
        unknown=any_unknown(dice),
    )
    return draft.write(SESSION, ENTROPY)


def fail_any(dice: random.Random) -> object:
    failure = any_failure(dice)
    answer_or_error(failure.failure_code)
    answer_or_error(lambda: keelbolt.trampoline_failure(failure))
    answer_or_error(lambda: keelbolt.Place.OUTSIDE.answer(failure, dice.randbytes(dice.choice([31, 32]))))
    held, length = dice.choice([None, any_number(dice, 64)]), dice.choice([None, any_number(dice, 16)])
    return keelbolt.create_failure(failure, SECRET, held, any_octets(dice), length)


WRITERS: list[Callable] = [
    build_any,
    draft_any_path,
    write_any_message,
    fail_any,
    lambda dice: ask_payload(any_payload(dice)).write(),
    lambda dice: ask_data(any_data(dice)).write(),
    lambda dice: ask_path(any_path(dice)).write(),
    lambda dice: keelbolt.PathSecret(any_key(dice) or NODES[0], SECRET).next_path_key(any_data(dice)),
    lambda dice: keelbolt.OnionMessage(path_key=any_key(dice) or NODES[0], packet=any_octets(dice) or b"").write(),
    lambda dice: Payload.trampoline_to_paths(
        1, 2, [payment_path(features=any_bits(dice))] * dice.randrange(3), any_bits(dice)
    ),
    lambda dice: keelbolt.malformed_failure(dice.getrandbits(16), dice.randbytes(dice.choice([31, 32]))),
]


@pytest.mark.parametrize("write", WRITERS)
def test_writers(write: Callable) -> None:
    dice = random.Random(44)
    made = [answer_or_error(lambda: write(dice)) for _ in range(ROUNDS)]
    # Some of what is made up must be sound, or nothing behind the first check was tried.
    assert any(item is not None for item in made) and None in made
