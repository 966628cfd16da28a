"""Onions as nodes use them: a payment, what comes back, blinded paths, messages, trampoline."""

from __future__ import annotations

import pytest

import keelbolt
from keelbolt import (
    FailureMessage,
    Htlc,
    HtlcSetJoin,
    Instruction,
    NextNode,
    PathPurpose,
    PathStart,
    Payload,
    ReceivedMessage,
    RecipientData,
    TrampolineInstruction,
)
from making import ENTROPY, key
from onions import HASH, NODES, SESSION, build, hop, message_draft, path_draft, path_hops, payment_path, peel, record

PAYMENT_SECRET = keelbolt.PaymentSecret(bytes([9]) * 32)
DATA = keelbolt.PaymentData(payment_secret=PAYMENT_SECRET, total_msat=1000)
OTHER_SESSION = bytes([0x31]) * 32


def receive(amount: int = 1000, total: int = 1000, **fields: object) -> keelbolt.ReceiveInstruction:
    instruction = {"amt_to_forward": amount, "outgoing_cltv_value": 700, "total_msat": total}
    return keelbolt.ReceiveInstruction(**{**instruction, "payment_secret": PAYMENT_SECRET, **fields})


def payment() -> keelbolt.BuiltOnion:
    """The onion of a payment over three nodes."""
    payloads = [Payload.forward(1010, 780, 1), Payload.forward(1000, 740, 2), Payload.receive(1000, 700, DATA)]
    return build([hop(node, payload.write()) for node, payload in enumerate(payloads)])


def test_every_hop_of_a_payment_reads_its_own() -> None:
    built = payment()
    packet, instructions = built.packet, []
    for node in range(3):
        peeled = peel(packet, node)
        assert peeled.shared_secret == built.secrets.hop(node)
        is_final = peeled.next_packet is None
        instructions.append(Payload.parse(peeled.payload).instruction(is_final, None))
        packet = peeled.next_packet
    assert packet is None
    assert instructions == [
        Instruction.FORWARD(1010, 780, 1),
        Instruction.FORWARD(1000, 740, 2),
        Instruction.RECEIVE(receive()),
    ]


def test_a_replay_has_the_tag_of_the_first() -> None:
    first, again, other = peel(payment().packet), peel(payment().packet), peel(build([hop(0, bytes(2))]).packet)
    assert first.replay_tag == again.replay_tag != other.replay_tag
    assert len(first.replay_tag) == 32


def test_the_room_of_a_route() -> None:
    assert keelbolt.route_length([hop(0, bytes(2)), hop(1, bytes(253))]) == 35 + 3 + 253 + 32
    assert len(build([hop(0, bytes(2))]).packet) == 1366
    assert len(keelbolt.build_onion([hop(0, bytes(2))], b"", SESSION, ENTROPY, 100).packet) == 166


HOPS = range(3)


@pytest.mark.parametrize("sender", HOPS)
@pytest.mark.parametrize("restart", [False, True])
def test_a_failure_finds_its_sender(sender: int, restart: bool) -> None:
    secrets = payment().secrets
    returned = keelbolt.create_failure(FailureMessage.MPP_TIMEOUT(), secrets.hop(sender), 300)
    for node in reversed(range(sender)):
        returned = keelbolt.wrap_failure(returned.reason, secrets.hop(node), 250, returned.attribution_data)
    if restart:
        secrets = keelbolt.RouteSecrets(secrets.expose())
    found = keelbolt.decrypt_failure(returned.reason, secrets, returned.attribution_data)
    assert (found.failure.hop, found.failure.failure) == (sender, FailureMessage.MPP_TIMEOUT())
    # Whole tenths of a second are told.
    assert found.hold_times == keelbolt.HoldTimes(times_ms=[200] * sender + [300], unattributed_hop=None)


def test_a_failure_that_was_changed_has_no_sender() -> None:
    secrets = payment().secrets
    created = keelbolt.create_failure(FailureMessage.MPP_TIMEOUT(), secrets.hop(1), 0)
    changed = bytes([created.reason[0] ^ 1]) + created.reason[1:]
    wrapped = keelbolt.wrap_failure(changed, secrets.hop(0), 0, created.attribution_data)
    found = keelbolt.decrypt_failure(wrapped.reason, secrets, wrapped.attribution_data)
    assert found.failure is None
    assert (found.hold_times.times_ms, found.hold_times.unattributed_hop) == ((0,), 1)


def test_a_node_that_does_not_report_drops_attribution_data() -> None:
    secrets = payment().secrets
    created = keelbolt.create_failure(FailureMessage.MPP_TIMEOUT(), secrets.hop(1), 0)
    wrapped = keelbolt.wrap_failure(created.reason, secrets.hop(0), None, created.attribution_data)
    assert wrapped.attribution_data is None
    assert keelbolt.create_failure(FailureMessage.MPP_TIMEOUT(), secrets.hop(1)).attribution_data is None


@pytest.mark.parametrize("records", [None, record(5, b"thanks")])
def test_a_fulfillment_is_read_by_its_origin(records: object) -> None:
    secrets = payment().secrets
    returned = keelbolt.create_fulfillment(secrets.hop(2), records, 100)
    for node in (1, 0):
        returned = keelbolt.wrap_fulfillment(secrets.hop(node), returned.payload, 200, returned.attribution_data)
    found = keelbolt.decrypt_fulfillment(secrets, returned.payload, returned.attribution_data)
    if records is None:
        assert found.payload == keelbolt.FulfillmentPayload.ABSENT()
    else:
        assert found.payload.records.endswith(records)
    assert found.hold_times == keelbolt.HoldTimes(times_ms=[200, 200, 100], unattributed_hop=None)


def test_a_fulfillment_that_was_changed_is_not_authentic() -> None:
    secrets = payment().secrets
    created = keelbolt.create_fulfillment(secrets.hop(2), record(5), 0)
    found = keelbolt.decrypt_fulfillment(secrets, created.payload, created.attribution_data)
    assert found.payload == keelbolt.FulfillmentPayload.NOT_AUTHENTIC()
    assert found.hold_times.unattributed_hop == 0


# Every failure message, and the specification's name for its code.
UPDATE = bytes(136)
MESSAGES = [
    (FailureMessage.TEMPORARY_NODE_FAILURE(), 0x2002, "temporary_node_failure"),
    (FailureMessage.PERMANENT_NODE_FAILURE(), 0x6002, "permanent_node_failure"),
    (FailureMessage.REQUIRED_NODE_FEATURE_MISSING(), 0x6003, "required_node_feature_missing"),
    (FailureMessage.INVALID_ONION_VERSION(HASH), 0xC004, "invalid_onion_version"),
    (FailureMessage.INVALID_ONION_HMAC(HASH), 0xC005, "invalid_onion_hmac"),
    (FailureMessage.INVALID_ONION_KEY(HASH), 0xC006, "invalid_onion_key"),
    (FailureMessage.TEMPORARY_CHANNEL_FAILURE(UPDATE), 0x1007, "temporary_channel_failure"),
    (FailureMessage.PERMANENT_CHANNEL_FAILURE(), 0x4008, "permanent_channel_failure"),
    (FailureMessage.REQUIRED_CHANNEL_FEATURE_MISSING(), 0x4009, "required_channel_feature_missing"),
    (FailureMessage.UNKNOWN_NEXT_PEER(), 0x400A, "unknown_next_peer"),
    (FailureMessage.AMOUNT_BELOW_MINIMUM(1, None), 0x100B, "amount_below_minimum"),
    (FailureMessage.FEE_INSUFFICIENT(1, UPDATE), 0x100C, "fee_insufficient"),
    (FailureMessage.INCORRECT_CLTV_EXPIRY(1, None), 0x100D, "incorrect_cltv_expiry"),
    (FailureMessage.EXPIRY_TOO_SOON(None), 0x100E, "expiry_too_soon"),
    (
        FailureMessage.INCORRECT_OR_UNKNOWN_PAYMENT_DETAILS(2**64 - 1, 2**32 - 1),
        0x400F,
        "incorrect_or_unknown_payment_details",
    ),
    (FailureMessage.FINAL_INCORRECT_CLTV_EXPIRY(7), 18, "final_incorrect_cltv_expiry"),
    (FailureMessage.FINAL_INCORRECT_HTLC_AMOUNT(7), 19, "final_incorrect_htlc_amount"),
    (FailureMessage.CHANNEL_DISABLED(0, None), 0x1014, "channel_disabled"),
    (FailureMessage.EXPIRY_TOO_FAR(), 21, "expiry_too_far"),
    (FailureMessage.INVALID_ONION_PAYLOAD(2**64 - 1, 2**16 - 1), 0x4016, "invalid_onion_payload"),
    (FailureMessage.MPP_TIMEOUT(), 23, "mpp_timeout"),
    (FailureMessage.INVALID_ONION_BLINDING(HASH), 0xC018, "invalid_onion_blinding"),
    (FailureMessage.UNKNOWN(0x2019, b"data"), 0x2019, None),
]


@pytest.mark.parametrize("failure, code, name", MESSAGES, ids=[row[2] for row in MESSAGES])
def test_failure_messages(failure: FailureMessage, code: int, name: object) -> None:
    info = keelbolt.failure_code_info(code)
    flags = (info.is_bad_onion, info.is_permanent, info.is_node, info.is_update)
    assert flags == tuple(bool(code & flag) for flag in (0x8000, 0x4000, 0x2000, 0x1000))
    assert (failure.failure_code(), info.name) == (code, name)
    written = failure.write()
    assert keelbolt.parse_failure_code(written) == code
    assert keelbolt.parse_failure(written) == keelbolt.ParsedFailure(failure=failure, extension=b"")
    if info.is_bad_onion:
        assert keelbolt.malformed_failure(code, HASH) == failure


def test_every_failure_message_has_a_row() -> None:
    variants = {item for item in vars(FailureMessage).values() if isinstance(item, type)}
    assert {type(row[0]) for row in MESSAGES} == variants


POLICY = {
    "fee_base_msat": 10,
    "fee_proportional_millionths": 1000,
    "cltv_expiry_delta": 40,
    "htlc_minimum_msat": 100,
    "htlc_maximum_msat": 10000,
    "expiry_margin": 10,
}
INCOMING, OUTGOING = Htlc(amount_msat=1011, cltv_expiry=740), Htlc(amount_msat=1000, cltv_expiry=700)
FORWARDED = [
    ({}, INCOMING, 600, None),
    ({"htlc_maximum_msat": 999}, INCOMING, 600, FailureMessage.TEMPORARY_CHANNEL_FAILURE(None)),
    ({"channel_update": UPDATE, "htlc_maximum_msat": 999}, INCOMING, 600, MESSAGES[6][0]),
    ({"htlc_minimum_msat": 1001}, INCOMING, 600, FailureMessage.AMOUNT_BELOW_MINIMUM(1000, None)),
    ({"fee_base_msat": 11}, INCOMING, 600, FailureMessage.FEE_INSUFFICIENT(1011, None)),
    ({"cltv_expiry_delta": 41}, INCOMING, 600, FailureMessage.INCORRECT_CLTV_EXPIRY(700, None)),
    ({}, INCOMING, 691, FailureMessage.EXPIRY_TOO_SOON(None)),
    ({"disabled": True}, INCOMING, 600, FailureMessage.CHANNEL_DISABLED(0, None)),
    ({}, Htlc(amount_msat=1011, cltv_expiry=2617), 600, FailureMessage.EXPIRY_TOO_FAR()),
]


@pytest.mark.parametrize("changes, incoming, height, failure", FORWARDED)
def test_forwarding(changes: dict, incoming: Htlc, height: int, failure: object) -> None:
    policy = keelbolt.ForwardingPolicy(**{**POLICY, **changes})
    assert policy.check(incoming, OUTGOING, height) == failure


def test_a_fee_above_any_amount() -> None:
    policy = keelbolt.ForwardingPolicy(**{**POLICY, "fee_proportional_millionths": 2**32 - 1})
    assert policy.fee(1000) == 10 + 4294967
    assert policy.fee(2**64 - 1) is None


EXPECTED = {
    "payment_hash": HASH,
    "payment_secret": PAYMENT_SECRET,
    "amount_msat": 1000,
    "min_final_cltv_expiry_delta": 18,
}
HTLC = Htlc(amount_msat=1000, cltv_expiry=700)
DETAILS = FailureMessage.INCORRECT_OR_UNKNOWN_PAYMENT_DETAILS(1000, 600)
RECEIVED = [
    ({}, receive(), HTLC, None),
    ({}, receive(payment_secret=None), HTLC, DETAILS),
    ({"payment_metadata": b"m"}, receive(), HTLC, DETAILS),
    ({"payment_metadata": b"m"}, receive(payment_metadata=b"m"), HTLC, None),
    ({"amount_msat": 1001}, receive(), HTLC, DETAILS),
    ({"amount_msat": None}, receive(), HTLC, None),
    ({}, receive(500), HTLC, DETAILS),
    ({"basic_mpp": True}, receive(500), HTLC, None),
    ({"min_final_cltv_expiry_delta": 101}, receive(), HTLC, DETAILS),
    ({}, receive(), Htlc(amount_msat=1000, cltv_expiry=699), FailureMessage.FINAL_INCORRECT_CLTV_EXPIRY(699)),
    ({}, receive(), Htlc(amount_msat=999, cltv_expiry=700), FailureMessage.FINAL_INCORRECT_HTLC_AMOUNT(999)),
    ({}, receive(keysend_preimage=keelbolt.Preimage(bytes(32))), HTLC, DETAILS),
]


@pytest.mark.parametrize("changes, instruction, htlc, failure", RECEIVED)
def test_receiving(changes: dict, instruction: object, htlc: Htlc, failure: object) -> None:
    assert keelbolt.ExpectedPayment(**{**EXPECTED, **changes}).check(htlc, instruction, 600) == failure


def test_keysend() -> None:
    preimage = keelbolt.Preimage(bytes([8]) * 32)
    payload = Payload.parse(Payload.keysend(1000, 700, preimage).write())
    instruction = payload.instruction(True, None).receive
    assert instruction.keysend_preimage == preimage and instruction.keysend_preimage.expose() == bytes([8]) * 32
    expected = keelbolt.ExpectedPayment(
        **{**EXPECTED, "payment_hash": preimage.payment_hash(), "payment_secret": None}
    )
    assert expected.check(HTLC, instruction, 600) is None


def test_parts_of_a_payment() -> None:
    parts = keelbolt.HtlcSet.begin(receive(400))
    assert (parts.total_msat, parts.received_msat, parts.is_complete()) == (1000, 400, False)
    joined = parts.join(HTLC, receive(600), 600)
    assert joined == HtlcSetJoin.JOINED(keelbolt.HtlcSet(total_msat=1000, received_msat=1000))
    assert joined.set.is_complete()
    assert parts.join(HTLC, receive(600, 1001), 600) == HtlcSetJoin.FAILED(DETAILS)


RELAY = keelbolt.PaymentRelay(cltv_expiry_delta=40, fee_proportional_millionths=1000, fee_base_msat=10)


def payment_hops() -> list:
    """The hops of a path for payments, the last but one a dummy of the recipient."""
    dummy = keelbolt.PathHop.dummy(NODES[3])
    dummy_data = RecipientData(next_node_id=dummy.data.next_node_id, payment_relay=RELAY)
    hops = [
        keelbolt.PathHop(node_id=NODES[1], data=RecipientData(short_channel_id=5, payment_relay=RELAY)),
        keelbolt.PathHop(node_id=dummy.node_id, data=dummy_data),
        path_hops()[2],
    ]
    return keelbolt.constrain_path(hops, 800, 18, 100)


def test_a_payment_over_a_blinded_path() -> None:
    hops = payment_hops()
    assert [hop.data.payment_constraints.max_cltv_expiry for hop in hops] == [898, 858, 818]
    path = keelbolt.PathDraft(hops=hops, purpose=PathPurpose.PAYMENT).write(SESSION, ENTROPY)
    assert len({len(hop.encrypted_recipient_data) for hop in path.hops}) == 1
    total = keelbolt.TotalRelay.of([RELAY, RELAY], 18)
    assert (total.cltv_delta, total.amount_with_fees(1000)) == (98, 1023)

    amount, expiry, path_key = total.amount_with_fees(1000), 798, path.first_path_key
    for index, (node, blinded) in enumerate(zip((1, 3, 3), path.hops)):
        secret = keelbolt.PathSecret.derive(path_key, key(node + 1))
        assert secret.blinded_key(key(node + 1)).public_key(ENTROPY) == blinded.blinded_node_id
        data = secret.decrypt(blinded.encrypted_recipient_data)
        if index == 2:
            data.check_payment(amount, expiry)
            assert data.path_id == keelbolt.PathId(b"mine") != keelbolt.PathId(b"other")
            break
        forward = data.forward_payment(amount, expiry)
        assert forward.next == (NextNode.NODE_ID(NODES[3]) if index else NextNode.SHORT_CHANNEL_ID(5))
        amount, expiry, path_key = forward.amt_to_forward, forward.outgoing_cltv_value, secret.next_path_key(data)
    assert (amount >= 1000, expiry) == (True, 718)


def test_a_path_secret_from_a_device() -> None:
    path = path_draft().write(SESSION, ENTROPY)
    shared = keelbolt.onion_shared_secret(b"\0" + path.first_path_key + bytes(32), key(2))
    assert keelbolt.PathSecret(path.first_path_key, shared) == keelbolt.PathSecret.derive(path.first_path_key, key(2))


PLACES = [
    ((True, False, False), keelbolt.Place.INSIDE),
    ((True, False, True), keelbolt.Place.INSIDE),
    ((False, True, False), keelbolt.Place.INTRODUCTION),
    ((False, True, True), keelbolt.Place.OUTSIDE),
    ((False, False, False), keelbolt.Place.OUTSIDE),
]


@pytest.mark.parametrize("where, place", PLACES)
def test_places(where: tuple, place: keelbolt.Place) -> None:
    assert keelbolt.place_on_path(*where) == place
    blinding = FailureMessage.INVALID_ONION_BLINDING(HASH)
    malformed = keelbolt.HtlcAnswer.MALFORMED(blinding.failure_code(), HASH)
    answers = {
        keelbolt.Place.OUTSIDE: keelbolt.HtlcAnswer.FAIL(FailureMessage.MPP_TIMEOUT()),
        keelbolt.Place.INTRODUCTION: keelbolt.HtlcAnswer.FAIL(blinding),
        keelbolt.Place.INSIDE: malformed,
    }
    assert place.answer(FailureMessage.MPP_TIMEOUT(), HASH) == answers[place]


def test_a_path_is_joined_and_started() -> None:
    path = path_draft().write(SESSION, ENTROPY)
    own = [keelbolt.PathHop(node_id=NODES[0], data=RecipientData.leading_to(path))]
    joined = keelbolt.PathDraft(hops=own, purpose=PathPurpose.PART).write(OTHER_SESSION, ENTROPY).join(path)
    onward = joined.start_at(NODES[0], key(1))
    assert onward == PathStart.ONWARD(NextNode.NODE_ID(NODES[1]), path.first_path_key, path.hops)
    alone = path_draft(hops=path_hops()[2:]).write(SESSION, ENTROPY)
    start = alone.start_at(NODES[3], key(4))
    assert isinstance(start, PathStart.RECIPIENT)
    assert start.data.path_id == keelbolt.PathId(b"mine")


def test_a_path_that_begins_at_a_channel() -> None:
    path = path_draft().write(SESSION, ENTROPY)
    first = keelbolt.FirstNode.CHANNEL(1, 7)
    named = keelbolt.BlindedPath(first_node_id=first, first_path_key=path.first_path_key, hops=path.hops)
    assert keelbolt.BlindedPath.parse(named.write()) == named
    assert RecipientData.leading_to(named) == RecipientData(
        short_channel_id=7, next_path_key_override=path.first_path_key
    )
    assert RecipientData.to_channel(7).next_node() == NextNode.SHORT_CHANNEL_ID(7)


def test_a_message_and_its_answer() -> None:
    contents = keelbolt.MessageContents.INVOICE_REQUEST(b"\x01\x02")
    reply = path_draft(hops=path_hops()[2:]).write(OTHER_SESSION, ENTROPY)
    draft = message_draft(reply_path=reply, contents=contents, unknown=[keelbolt.UnknownRecord(number=7, value=b"x")])
    message = draft.write(SESSION, ENTROPY)
    for node in (1, 2):
        received = message.peel(key(node + 1))
        assert received.next == NextNode.NODE_ID(NODES[node + 1])
        message = keelbolt.OnionMessage.parse(received.onion_message.write())
    received = message.peel(key(4))
    assert isinstance(received, ReceivedMessage.RECIPIENT)
    assert received.data.path_id == keelbolt.PathId(b"mine")
    payload = received.payload
    assert (payload.reply_path, payload.contents, payload.unknown) == (reply, contents, draft.unknown)

    answer = keelbolt.MessageDraft.to(payload.reply_path)
    assert (answer.path_key, answer.hops) == (reply.first_path_key, reply.hops)
    assert isinstance(answer.write(SESSION, ENTROPY).peel(key(4)), ReceivedMessage.RECIPIENT)


def test_contents_of_the_hosts_own() -> None:
    contents = keelbolt.MessageContents.OTHER(1000, b"hello")
    path = path_draft(hops=path_hops()[2:]).write(SESSION, ENTROPY)
    draft = keelbolt.MessageDraft(path_key=path.first_path_key, hops=path.hops, contents=contents)
    sent = draft.write(OTHER_SESSION, ENTROPY)
    with pytest.raises(keelbolt.OnionError.TlvUnknownEven):
        sent.peel(key(4))
    assert sent.peel(key(4), known_contents=[1000]).payload.contents == contents


def test_trampoline() -> None:
    """Two trampoline nodes, in the last payload of an ordinary onion; the last pays over blinded paths."""
    inner_payloads = [
        Payload.trampoline_forward(1000, 700, NODES[4]),
        Payload.trampoline_to_paths(1000, 690, [payment_path(features=[17])], [9, 15]),
    ]
    inner_hops = [
        keelbolt.OnionHop(public_key=NODES[node], payload=payload.write())
        for node, payload in zip((2, 4), inner_payloads)
    ]
    length = keelbolt.route_length(inner_hops)
    inner = keelbolt.build_onion(inner_hops, HASH, OTHER_SESSION, ENTROPY, length)
    carried = Payload.to_trampoline(1100, 720, DATA, inner.packet, None)
    outer = build([hop(1, Payload.forward(1100, 720, 9).write()), hop(2, carried.write())])

    packet = peel(peel(outer.packet, 1).next_packet, 2)
    instruction = Payload.parse(packet.payload).instruction(True, None)
    assert isinstance(instruction, Instruction.TRAMPOLINE)
    assert instruction.outer.trampoline_onion_packet == inner.packet
    peeled = peel(instruction.outer.trampoline_onion_packet, 2)
    assert Payload.parse(peeled.payload).trampoline_instruction(False, None) == TrampolineInstruction.FORWARD(
        NODES[4], 1000, 700
    )
    last = Payload.parse(peel(peeled.next_packet, 4).payload)
    assert last.trampoline_instruction(True, None) == TrampolineInstruction.FORWARD_TO_PATHS(
        [payment_path(features=[17])], [9, 15], 1000, 690
    )

    # A failure of the first trampoline node is wrapped twice, and names the hop behind those of the outer route.
    failure = keelbolt.TrampolineFailure.FEE_OR_EXPIRY_INSUFFICIENT(1, 2, 3)
    returned = keelbolt.create_failure(failure.failure(), peeled.shared_secret)
    for secret in (packet.shared_secret, outer.secrets.hop(0)):
        returned = keelbolt.wrap_failure(returned.reason, secret)
    found = keelbolt.decrypt_failure(returned.reason, outer.secrets.followed_by(inner.secrets))
    assert found.failure.hop == 2
    assert keelbolt.trampoline_failure(found.failure.failure) == failure
    assert keelbolt.trampoline_failure(FailureMessage.MPP_TIMEOUT()) is None


def test_what_arrives_at_a_trampoline_node_is_enough() -> None:
    assert keelbolt.check_trampoline_outer(receive(), receive()) is None
    less = keelbolt.check_trampoline_outer(receive(999, 999), receive())
    assert less == FailureMessage.FINAL_INCORRECT_HTLC_AMOUNT(999)


def test_paths_to_a_recipient() -> None:
    paths = [payment_path(), payment_path(features=[0, 17])]
    assert keelbolt.parse_payment_paths(keelbolt.write_payment_paths(paths)) == paths
