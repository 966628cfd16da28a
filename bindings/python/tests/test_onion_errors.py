"""Every error of onions: its class, its typed fields, its code, who is to blame, and the library's text."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import keelbolt
from keelbolt import Blame, FailureMessage, OnionError, OnionPart, PathPurpose, Payload, RecipientData
from making import ENTROPY, key
from onions import (
    HASH,
    NO_POINT,
    NODES,
    SESSION,
    bigsize,
    build,
    hop,
    message_draft,
    path_draft,
    path_hops,
    peel,
    peeled_packet,
    record,
)
from rows import Row, check, check_complete

PEER, CALLER = Blame.PEER, Blame.CALLER
SECRET = keelbolt.SharedSecret(bytes([5]) * 32)
PACKET = build([hop(0, bytes(2))]).packet
PATH = path_draft().write(SESSION, ENTROPY)
WIRE = PATH.write()
POINT = NODES[0]


def payload(stream: bytes) -> Callable:
    return lambda: Payload.parse(stream)


def data(stream: bytes) -> Callable:
    return lambda: RecipientData.parse(stream)


def path(stream: bytes) -> Callable:
    return lambda: keelbolt.BlindedPath.parse(stream)


def message(stream: bytes) -> Callable:
    return lambda: keelbolt.OnionMessage.parse(stream)


def asks(instruction: Payload, is_final: bool = True, path_key: object = None) -> Callable:
    return lambda: instruction.instruction(is_final, path_key)


def unknown(*numbers: int) -> list:
    return [keelbolt.UnknownRecord(number=number, value=b"") for number in numbers]


def constraints() -> keelbolt.PaymentConstraints:
    return keelbolt.PaymentConstraints(max_cltv_expiry=800, htlc_minimum_msat=100)


def relayed(**fields: object) -> RecipientData:
    relay = keelbolt.PaymentRelay(cltv_expiry_delta=40, fee_proportional_millionths=0, fee_base_msat=1000)
    return RecipientData(short_channel_id=1, payment_relay=relay, **fields)


def ignored(payload_of_hop: bytes) -> Callable:
    """A message whose one hop finds this payload."""
    secret = keelbolt.PathSecret.derive(NODES[1], key(1))
    hops = [keelbolt.OnionHop(public_key=secret.blinded_key(key(1)).public_key(ENTROPY), payload=payload_of_hop)]
    packet = keelbolt.build_onion(hops, b"", SESSION, ENTROPY).packet
    return lambda: keelbolt.OnionMessage(path_key=NODES[1], packet=packet).peel(key(1))


def passed_on(*records: bytes) -> Callable:
    """As `ignored`, for a hop that is not the last."""
    secret = keelbolt.PathSecret.derive(NODES[1], key(1))
    first = keelbolt.OnionHop(
        public_key=secret.blinded_key(key(1)).public_key(ENTROPY), payload=b"".join(records) or bytes(2)
    )
    packet = keelbolt.build_onion([first, hop(2, bytes(2))], b"", SESSION, ENTROPY).packet
    return lambda: keelbolt.OnionMessage(path_key=NODES[1], packet=packet).peel(key(1))


LONG_UPDATE = FailureMessage.TEMPORARY_CHANNEL_FAILURE(bytes(65536))
LONG_DATA = RecipientData(path_id=keelbolt.PathId(bytes(65520)))
TOO_MUCH = keelbolt.PathHop(
    node_id=POINT, data=RecipientData(next_node_id=POINT, path_id=keelbolt.PathId(b"mine"))
)

# What is done, the error's name and fields, its code, who is to blame, what it says.
ROWS: list[Row] = [
    (
        lambda: RecipientData(short_channel_id=1).check_features([1024], []),
        "FeatureBitTooLarge",
        {"bit": 1024},
        406,
        CALLER,
        "feature bit 1024 is above 1023",
    ),
    (
        lambda: build([keelbolt.OnionHop(public_key=NO_POINT, payload=bytes(2))]),
        "KeyNotAPoint",
        {},
        500,
        PEER,
        "not a compressed point of the curve",
    ),
    (
        lambda: keelbolt.build_onion([hop(0, bytes(2))], HASH, bytes(32), ENTROPY),
        "SecretKeyOutOfRange",
        {},
        501,
        CALLER,
        "secret key is zero or not below the group order",
    ),
    (
        lambda: keelbolt.SharedSecret(bytes(31)),
        "WrongLength",
        {"expected": 32, "found": 31},
        600,
        CALLER,
        "expected 32 bytes, found 31",
    ),
    (
        lambda: keelbolt.RouteSecrets(bytes(65)),
        "WrongLength",
        {"expected": 96, "found": 65},
        600,
        CALLER,
        "expected 96 bytes, found 65",
    ),
    (
        lambda: RecipientData.to_node(bytes(32)),
        "WrongLength",
        {"expected": 33, "found": 32},
        600,
        CALLER,
        "expected 33 bytes, found 32",
    ),
    (
        lambda: peel(bytes(65)),
        "PacketTooShort",
        {"expected": 66, "found": 65},
        700,
        PEER,
        "onion packet: expected at least 66 bytes, found 65",
    ),
    (
        lambda: peel(b"\x01" + PACKET[1:]),
        "OnionVersion",
        {"found": 1},
        701,
        PEER,
        "onion version: expected 0, found 1",
    ),
    (
        lambda: peel(bytes(1366)),
        "EphemeralKeyNotAPoint",
        {},
        702,
        PEER,
        "ephemeral key: not a compressed point of the curve",
    ),
    (
        lambda: keelbolt.peel_onion(PACKET, key(1), b"another"),
        "OnionHmac",
        {},
        703,
        PEER,
        "onion hmac does not fit the packet and its associated data",
    ),
    (
        lambda: peeled_packet(b"\x01\x00"),
        "PayloadTooShort",
        {"found": 1},
        704,
        PEER,
        "payload: expected at least 2 bytes, found a length of 1",
    ),
    (
        lambda: peeled_packet(bigsize(1266)),
        "PayloadTooLong",
        {"expected": 1265, "found": 1266},
        705,
        PEER,
        "payload: room for 1265 bytes, found a length of 1266",
    ),
    (lambda: build([]), "NoHops", {"part": OnionPart.PACKET}, 706, CALLER, "route without a hop"),
    (
        path(WIRE[:66] + b"\x00"),
        "NoHops",
        {"part": OnionPart.BLINDED_PATH},
        706,
        PEER,
        "blinded path has no hop",
    ),
    (
        lambda: keelbolt.build_onion([hop(0, bytes(2))] * 256, HASH, SESSION, ENTROPY, 65535),
        "TooManyHops",
        {"part": OnionPart.PACKET, "expected": 255, "found": 256},
        707,
        Blame.CAPACITY,
        "route: room for the shared secrets of 255 hops, found 256 hops",
    ),
    (
        lambda: path_draft(hops=path_hops() * 86).write(SESSION, ENTROPY),
        "TooManyHops",
        {"part": OnionPart.BLINDED_PATH, "expected": 255, "found": 258},
        707,
        CALLER,
        "blinded path: expected at most 255 hops, found 258",
    ),
    (
        lambda: build([hop(0, bytes(2)), hop(1, b"\x00")]),
        "ReservedPayloadLength",
        {"hop": 1, "found": 1},
        708,
        CALLER,
        "payload of hop 1: expected at least 2 bytes, found 1",
    ),
    (
        lambda: build([hop(0, bytes(1266))]),
        "RouteTooLong",
        {"expected": 1300, "found": 1301},
        709,
        CALLER,
        "payloads of the route: room for 1300 bytes, found 1301",
    ),
    (
        lambda: keelbolt.decrypt_failure(bytes(292), keelbolt.RouteSecrets(bytes(28 * 32))),
        "HopCount",
        {"part": OnionPart.PACKET, "expected": 27, "found": 28},
        710,
        CALLER,
        "route: expected 1 to 27 hops, found 28",
    ),
    (
        lambda: message_draft(hops=[]).write(SESSION, ENTROPY),
        "HopCount",
        {"part": OnionPart.MESSAGE, "expected": 255, "found": 0},
        710,
        CALLER,
        "onion message: expected 1 to 255 hops, found 0",
    ),
    (
        path(WIRE[:33] + bytes(33) + WIRE[66:]),
        "PathKeyNotAPoint",
        {"part": OnionPart.BLINDED_PATH, "offset": 33},
        711,
        PEER,
        "blinded path: key at byte 33 is not a point of the curve",
    ),
    (
        message(b"\x02\x01" + bytes(35)),
        "PathKeyNotAPoint",
        {"part": OnionPart.MESSAGE, "offset": 2},
        711,
        PEER,
        "onion message: path_key: not a compressed point of the curve",
    ),
    (
        asks(Payload.forward(1, 2, 3), False, POINT),
        "UnexpectedPathKey",
        {},
        712,
        PEER,
        "path key for a payload without encrypted recipient data",
    ),
    (
        message(b"\x02\x02"),
        "MessageType",
        {"expected": 513, "found": 514},
        713,
        PEER,
        "onion message: expected type 513, found 514",
    ),
    (
        path(WIRE[:-1]),
        "Truncated",
        {"part": OnionPart.BLINDED_PATH, "offset": len(WIRE) - 51, "expected": 51, "found": 50},
        720,
        PEER,
        f"blinded path: truncated at byte {len(WIRE) - 51}: expected 51 bytes, found 50",
    ),
    (
        message(b"\x02\x01"),
        "Truncated",
        {"part": OnionPart.MESSAGE, "offset": 2, "expected": 33, "found": 0},
        720,
        PEER,
        "onion message: truncated at byte 2: expected 33 bytes, found 0",
    ),
    (
        lambda: keelbolt.parse_failure(b"\x40\x0f\x00"),
        "Truncated",
        {"part": OnionPart.FAILURE, "offset": 2, "expected": 8, "found": 1},
        720,
        PEER,
        "truncated at byte 2: expected 8 bytes, found 1",
    ),
    (
        lambda: keelbolt.parse_failure_code(b"\x40"),
        "Truncated",
        {"part": OnionPart.FAILURE, "offset": 0, "expected": 2, "found": 1},
        720,
        PEER,
        "truncated at byte 0: expected 2 bytes, found 1",
    ),
    (
        lambda: keelbolt.parse_payment_paths(b""),
        "Truncated",
        {"part": OnionPart.RECIPIENT_PATHS, "offset": 0, "expected": 33, "found": 0},
        720,
        PEER,
        "blinded path: truncated at byte 0: expected 33 bytes, found 0",
    ),
    (
        lambda: keelbolt.MessagePayload.parse(record(2, WIRE[:10])),
        "Truncated",
        {"part": OnionPart.REPLY_PATH, "offset": 0, "expected": 33, "found": 10},
        720,
        PEER,
        "reply_path: blinded path: truncated at byte 0: expected 33 bytes, found 10",
    ),
    (
        payload(b"\xfd\x01"),
        "BigSizeTruncated",
        {"part": OnionPart.PAYLOAD, "offset": 0, "expected": 3, "found": 2},
        721,
        PEER,
        "payload: tlv stream: bigsize at byte 0 is truncated: expected 3 bytes, found 2",
    ),
    (
        data(b"\xfd\x00\x01\x00"),
        "BigSizeNotMinimal",
        {"part": OnionPart.RECIPIENT_DATA, "offset": 0, "found": 1},
        722,
        PEER,
        "recipient data: tlv stream: bigsize at byte 0 is not the shortest form of 1",
    ),
    (
        lambda: peeled_packet(b"\xfd\x00\x02"),
        "BigSizeNotMinimal",
        {"part": OnionPart.PACKET, "offset": 0, "found": 2},
        722,
        PEER,
        "payload length: bigsize at byte 0 is not the shortest form of 2",
    ),
    (
        payload(b"\x02\x09\x01"),
        "TlvValueTruncated",
        {"part": OnionPart.PAYLOAD, "record": 2, "offset": 2, "expected": 9, "found": 1},
        723,
        PEER,
        "payload: tlv record 2: value at byte 2 is truncated: expected 9 bytes, found 1",
    ),
    (
        data(record(77) + record(77)),
        "TlvOrder",
        {"part": OnionPart.RECIPIENT_DATA, "record": 77, "offset": 2, "previous": 77},
        724,
        PEER,
        "recipient data: tlv record 77 at byte 2 is not above record 77 before it",
    ),
    (
        lambda: keelbolt.create_fulfillment(SECRET, record(5) + record(3)),
        "TlvOrder",
        {"part": OnionPart.FULFILLMENT_PAYLOAD, "record": 3, "offset": 2, "previous": 5},
        724,
        CALLER,
        "fulfillment payload: tlv record 3 at byte 2 is not above record 5 before it",
    ),
    (
        lambda: keelbolt.MessagePayload.parse(record(70)),
        "TlvUnknownEven",
        {"part": OnionPart.MESSAGE, "record": 70, "offset": 0},
        725,
        PEER,
        "onion message: tlv record 70 at byte 0 is even and unknown",
    ),
    (
        lambda: Payload(unknown=unknown(79, 77)).write(),
        "TlvWriteOrder",
        {"part": OnionPart.PAYLOAD, "record": 77, "previous": 79},
        726,
        CALLER,
        "tlv record 77 is not above record 79 before it",
    ),
    (
        payload(record(6, bytes(7))),
        "RecordLength",
        {"part": OnionPart.PAYLOAD, "record": 6, "offset": 0, "expected": 8, "found": 7},
        730,
        PEER,
        "payload record 6 at byte 0: expected 8 bytes, found 7",
    ),
    (
        data(record(2, bytes(7))),
        "RecordLength",
        {"part": OnionPart.RECIPIENT_DATA, "record": 2, "offset": 0, "expected": 8, "found": 7},
        730,
        PEER,
        "recipient data: record 2: expected 8 bytes, found 7",
    ),
    (
        payload(record(2, b"\x01") + record(4, b"\x01" * 5)),
        "RecordIntegerTooLong",
        {"part": OnionPart.PAYLOAD, "record": 4, "offset": 3, "expected": 4, "found": 5},
        731,
        PEER,
        "payload record 4 at byte 3: truncated integer: expected at most 4 bytes, found 5",
    ),
    (
        data(record(12, bytes(5))),
        "RecordIntegerNotMinimal",
        {"part": OnionPart.RECIPIENT_DATA, "record": 12, "offset": 0},
        732,
        PEER,
        "recipient data: record 12: truncated integer begins with a zero byte",
    ),
    (
        payload(record(12, bytes(33))),
        "RecordNotAPoint",
        {"part": OnionPart.PAYLOAD, "record": 12, "offset": 0},
        733,
        PEER,
        "payload record 12 at byte 0: not a compressed point of the curve",
    ),
    (
        asks(Payload(amt_to_forward=1)),
        "RecordMissing",
        {"part": OnionPart.PAYLOAD, "record": 4},
        734,
        PEER,
        "payload without record 4",
    ),
    (
        lambda: relayed(payment_constraints=constraints()).check_payment(99, 1),
        "AmountBelowMinimum",
        {"expected": 100, "found": 99},
        771,
        PEER,
        "amount: expected at least 100 msat, found 99 msat",
    ),
    (
        lambda: RecipientData().forward_payment(1, 1),
        "RecordMissing",
        {"part": OnionPart.RECIPIENT_DATA, "record": 4},
        734,
        PEER,
        "recipient data: record 4 is missing",
    ),
    (
        asks(Payload(short_channel_id=1, encrypted_recipient_data=b"x"), False, POINT),
        "RecordForbidden",
        {"part": OnionPart.PAYLOAD, "record": 6},
        735,
        PEER,
        "payload with record 6, which must not be there",
    ),
    (
        passed_on(record(3)),
        "RecordForbidden",
        {"part": OnionPart.MESSAGE, "record": 3},
        735,
        PEER,
        "onion message: record 3 is not for a node on the way",
    ),
    (
        payload(record(22, b"x")),
        "RecordPaths",
        {"record": 22, "offset": 0},
        736,
        PEER,
        "payload record 22 at byte 0: no list of blinded paths",
    ),
    (
        ignored(record(3)),
        "MissingRecipientData",
        {},
        740,
        PEER,
        "onion message has no encrypted recipient data",
    ),
    (
        lambda: keelbolt.MessagePayload.parse(record(64) + record(65)),
        "TwoContents",
        {"record": 65},
        741,
        PEER,
        "onion message: expected one payload field, found record 65 as well",
    ),
    (
        lambda: keelbolt.MessagePayload(contents=keelbolt.MessageContents.OTHER(63, b"")).write(),
        "NotContents",
        {"record": 63},
        742,
        CALLER,
        "onion message: expected a payload field of type 64 or above, found 63",
    ),
    (
        lambda: keelbolt.create_failure(FailureMessage.UNKNOWN(7, bytes(32768)), SECRET),
        "TooLong",
        {"part": OnionPart.FAILURE, "expected": 32768, "found": 32806},
        743,
        CALLER,
        "return packet: expected at most 32768 bytes, found 32806",
    ),
    (
        lambda: keelbolt.wrap_fulfillment(SECRET, bytes(32769)),
        "TooLong",
        {"part": OnionPart.FULFILLMENT_PAYLOAD, "expected": 32768, "found": 32769},
        743,
        PEER,
        "fulfillment payload: expected at most 32768 bytes, found 32769",
    ),
    (
        lambda: keelbolt.OnionMessage(path_key=POINT, packet=bytes(65499)).write(),
        "TooLong",
        {"part": OnionPart.MESSAGE, "expected": 65498, "found": 65499},
        743,
        CALLER,
        "onion message: expected at most 65498 bytes, found 65499",
    ),
    (
        lambda: keelbolt.malformed_failure(23, HASH),
        "NotBadOnion",
        {"found": 23},
        750,
        PEER,
        "malformed onion: expected a code with the BADONION flag, found mpp_timeout",
    ),
    (
        lambda: LONG_UPDATE.write(),
        "ChannelUpdateTooLong",
        {"found": 65536},
        751,
        CALLER,
        "channel_update: expected at most 65535 bytes, found 65536",
    ),
    (
        lambda: keelbolt.wrap_failure(b"", SECRET, 1, bytes(919)),
        "AttributionLength",
        {"expected": 920, "found": 919},
        752,
        PEER,
        "attribution data: expected 920 bytes, found 919",
    ),
    (
        lambda: keelbolt.create_fulfillment(SECRET, record(1)),
        "ReservedRecord",
        {"record": 1},
        753,
        CALLER,
        "fulfillment payload: record 1 is not above 1, which is the padding",
    ),
    (
        path(b"\x04" + WIRE[1:]),
        "FirstNode",
        {"part": OnionPart.BLINDED_PATH, "offset": 0, "found": 4},
        760,
        PEER,
        "blinded path: expected a first node that begins with 0 to 3 at byte 0, found 4",
    ),
    (
        path(WIRE + bytes(3)),
        "TrailingBytes",
        {"part": OnionPart.BLINDED_PATH, "found": 3},
        761,
        PEER,
        "blinded path: expected its end, found 3 more bytes",
    ),
    (
        lambda: keelbolt.PathSecret(POINT, SECRET).decrypt(bytes(15)),
        "EncryptedDataTooShort",
        {"expected": 16, "found": 15},
        762,
        PEER,
        "encrypted recipient data: expected at least 16 bytes, found 15",
    ),
    (
        lambda: keelbolt.PathSecret(POINT, SECRET).decrypt(bytes(16)),
        "RecipientDataNotAuthentic",
        {},
        763,
        PEER,
        "encrypted recipient data was not made for this node and path key",
    ),
    (
        lambda: RecipientData(next_node_id=POINT, short_channel_id=1).next_node(),
        "TwoNextNodes",
        {},
        764,
        PEER,
        "recipient data names a next channel and a next node",
    ),
    (
        lambda: path_draft(purpose=PathPurpose.PAYMENT).write(SESSION, ENTROPY),
        "HopLacks",
        {"hop": 0, "record": 10},
        765,
        CALLER,
        "blinded path: the data of hop 0 needs record 10",
    ),
    (
        lambda: path_draft(hops=[TOO_MUCH, path_hops()[2]]).write(SESSION, ENTROPY),
        "HopForbids",
        {"hop": 0, "record": 6},
        766,
        CALLER,
        "blinded path: record 6 does not belong in the data of hop 0",
    ),
    (
        lambda: LONG_DATA.write(),
        "DataTooLong",
        {"expected": 65519, "found": 65524},
        767,
        CALLER,
        "recipient data: expected at most 65519 bytes, found 65524",
    ),
    (
        lambda: relayed(allowed_features=[9]).check_features(),
        "UnknownFeature",
        {"bit": 9},
        768,
        PEER,
        "recipient data allows unknown feature bit 9",
    ),
    (
        lambda: relayed().check_features([9], [9]),
        "FeatureNotAllowed",
        {"bit": 9},
        769,
        PEER,
        "feature bit 9 is used, which the recipient data does not allow",
    ),
    (
        lambda: constraints().check(100, 801),
        "ExpiryTooLate",
        {"expected": 800, "found": 801},
        770,
        PEER,
        "expiry: expected at most block 800, found block 801",
    ),
    (
        lambda: relayed().forward_payment(999, 100),
        "RelayExceedsPayment",
        {},
        772,
        PEER,
        "the hop asks for more than the amount or the expiry of the payment",
    ),
    (
        lambda: keelbolt.constrain_path(path_hops(), 2**32 - 1, 1, 0),
        "RelayTooLarge",
        {},
        773,
        CALLER,
        "the fees or blocks of the path do not fit their fields",
    ),
]

# No call leads to these: buffers are sized inside the calls, no hash is out of range but with negligible probability,
# recipient data have an error of their own, no message outgrows a stream, and library and binding are of one version.
UNREACHED = {"BufferTooSmall", "TweakOutOfRange", "NotAuthentic", "KeyStreamExhausted", "Unlisted"}


@pytest.mark.parametrize("row", ROWS, ids=[row[1] for row in ROWS])
def test_error(row: Row) -> None:
    check(OnionError, row)


def test_every_error_has_a_row() -> None:
    check_complete(OnionError, ROWS, UNREACHED)
    assert {row[2]["part"] for row in ROWS if "part" in row[2]} == set(OnionPart)


# An act of the peer, and the name of the failure with which it is answered.
ANSWERS = [
    (lambda: peel(b"\x01" + PACKET[1:]), "invalid_onion_version"),
    (lambda: peel(bytes(1366)), "invalid_onion_key"),
    (lambda: keelbolt.peel_onion(PACKET, key(1), b""), "invalid_onion_hmac"),
    (lambda: peeled_packet(b"\x01\x00"), "invalid_onion_payload"),
    (payload(record(6, bytes(7))), "invalid_onion_payload"),
    (asks(Payload(amt_to_forward=1)), "invalid_onion_payload"),
    (lambda: build([]), None),
    (path(b""), None),
]


@pytest.mark.parametrize("act, name", ANSWERS)
def test_answer(act: Callable, name: object) -> None:
    with pytest.raises(OnionError) as raised:
        act()
    failure = raised.value.failure(PACKET)
    assert (failure and keelbolt.failure_code_info(failure.failure_code()).name) == name
    if name == "invalid_onion_hmac":
        assert failure == FailureMessage.INVALID_ONION_HMAC(keelbolt.sha256(PACKET))
