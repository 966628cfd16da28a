"""The conformance files of BOLT 4: every figure is checked, and what is read is written back byte for byte."""

from __future__ import annotations

import hashlib
import hmac

import pytest

import keelbolt
from keelbolt import FailureMessage, Instruction, NextNode, OnionHop, Payload, PeeledOnion, RecipientData
from making import ENTROPY
from vectors import Case, cases

UNIT_MS = 100


def of_kind(row: dict, **checks: object) -> None:
    """Runs the check of the case's kind, which leaves no figure unseen."""
    case = Case(row)
    case.take("name")
    checks[case.take("kind")](case)
    case.finish()


@pytest.mark.parametrize("row", cases("bolt04/onion_construction.json"))
def test_onion_construction(row: dict) -> None:
    of_kind(row, construct=construct, peel=peel)


@pytest.mark.parametrize("row", cases("bolt04/onion_errors.json"))
def test_onion_errors(row: dict) -> None:
    of_kind(
        row,
        plain_failure=plain_failure,
        failure_create=failure_create,
        failure_forward=failure_forward,
        failure_decode=failure_decode,
        success_create=success_create,
        success_forward=success_forward,
        success_decode=success_decode,
    )


@pytest.mark.parametrize("row", cases("bolt04/route_blinding.json"))
def test_route_blinding(row: dict) -> None:
    of_kind(row, create=create_path, concatenated=concatenated, unblind=unblind)


@pytest.mark.parametrize("row", cases("bolt04/blinded_payment_onion.json"))
def test_blinded_payment_onion(row: dict) -> None:
    of_kind(row, construct=construct_blinded, peel=peel_blinded)


@pytest.mark.parametrize("row", cases("bolt04/blinded_onion_message.json"))
def test_blinded_onion_message(row: dict) -> None:
    of_kind(row, path=message_path, construct=construct_message, peel=peel_message)


# Packets


def construct(case: Case) -> None:
    assert case.take("valid") is True
    session_key, associated_data = case.bytes("session_key"), case.bytes("associated_data")
    hops = case.inner("hops")
    route = [OnionHop(public_key=hop.bytes("pubkey"), payload=without_length(hop.bytes("payload"))) for hop in hops]
    built = keelbolt.build_onion(route, associated_data, session_key, ENTROPY)
    case.shown("onion", built.packet)
    case.shown("pad_key", key_of("pad", session_key))
    assert built.secrets.hop_count() == len(hops) and built.secrets.hop(len(hops)) is None
    assert str(keelbolt.onion_ephemeral_key(built.packet)) == hops[0]["ephemeral_pubkey"]
    for index, hop in enumerate(hops):
        secret = built.secrets.hop(index).expose()
        ephemeral = hop.bytes("ephemeral_pubkey")
        hop.shown("blinding_factor", hashlib.sha256(ephemeral + secret).digest())
        hop.shown("shared_secret", secret)
        for kind in ("rho", "mu", "um", "ammag"):
            hop.shown(kind, key_of(kind, secret))
        hop.finish()


def peel(case: Case) -> None:
    valid, packet, associated_data = case.take("valid"), case.bytes("onion"), case.bytes("associated_data")
    key = keelbolt.SecretKey(case.bytes("node_privkey"))
    if not valid:
        with pytest.raises(keelbolt.OnionError) as raised:
            keelbolt.peel_onion(packet, key, associated_data)
        failure = raised.value.failure(packet)
        info = keelbolt.failure_code_info(failure.failure_code())
        assert (info.name, info.is_bad_onion) == (case.take("error"), True)
        assert failure.sha256_of_onion == keelbolt.sha256(packet)
        return
    peeled = keelbolt.peel_onion(packet, key, associated_data)
    case.shown("shared_secret", peeled.shared_secret.expose())
    assert keelbolt.onion_shared_secret(packet, key) == peeled.shared_secret
    assert keelbolt.peel_onion_with(packet, peeled.shared_secret, associated_data) == peeled
    same_layer(case, packet, peeled)


def same_layer(case: Case, packet: bytes, peeled: PeeledOnion) -> None:
    assert without_length(case.bytes("payload")) == peeled.payload
    assert case.take("is_final") is (peeled.next_packet is None)
    case.same("next_onion", peeled.next_packet and peeled.next_packet.hex())
    assert peeled.replay_tag == packet[-32:]


def without_length(payload: bytes) -> bytes:
    """A payload of the files begins with its length."""
    size = {0xFD: 3, 0xFE: 5, 0xFF: 9}.get(payload[0], 1)
    length = int.from_bytes(payload[1:size], "big") if size > 1 else payload[0]
    assert len(payload) == size + length
    return payload[size:]


def key_of(kind: str, secret: bytes) -> bytes:
    """The key of a type, "key generation" of BOLT 4."""
    return hmac.digest(kind.encode(), secret, "sha256")


# What comes back


def plain_failure(case: Case) -> None:
    secrets, sender = hop_secrets(case), case.take("erring_node_index")
    erring = secrets.hop(sender)
    reason = create_reason(case, erring, None).reason
    for hop in reversed(range(sender)):
        reason = keelbolt.wrap_failure(reason, secrets.hop(hop)).reason
    case.shown("packet_at_origin", reason)
    found = keelbolt.decrypt_failure(reason, secrets)
    assert (found.failure.hop, found.hold_times) == (sender, None)
    assert found.failure.failure == FailureMessage.TEMPORARY_NODE_FAILURE()
    assert found.failure.failuremsg == found.failure.failure.write()


def failure_create(case: Case) -> None:
    case.take("node_index")
    keelbolt.SecretKey(case.bytes("session_key"))
    secret = keelbolt.SharedSecret(case.bytes("shared_secret"))
    case.shown("ammagext", key_of("ammagext", secret.expose()))
    prefix = case.bytes("stream_prefix")
    created = create_reason(case, secret, case.take("hold_time"))
    case.shown("packet_out", created.reason)
    case.shown("attribution_out", created.attribution_data)
    # What is sent is the packet, encrypted with the stream.
    plain = keelbolt.wrap_failure(created.reason, secret).reason
    assert bytes(a ^ b for a, b in zip(plain, created.reason))[: len(prefix)] == prefix


def create_reason(case: Case, secret: keelbolt.SharedSecret, hold_time: object) -> keelbolt.FailurePacket:
    """Writes the failure of a case; checks the padded message, the keys, and the packet before its encryption."""
    parsed = keelbolt.parse_failure(bytes.fromhex(case["failure_message"]))
    assert parsed.failure.write() + parsed.extension == case.bytes("failure_message")
    padded = case.bytes("padded_message")
    created = keelbolt.create_failure(
        parsed.failure, secret, milliseconds(hold_time), parsed.extension, len(padded) - 4
    )
    # Encrypting twice takes the encryption off.
    plain = keelbolt.wrap_failure(created.reason, secret).reason
    assert plain[32:] == padded
    case.shown("packet_before_encryption", plain)
    case.shown("um", key_of("um", secret.expose()))
    case.shown("ammag", key_of("ammag", secret.expose()))
    return created


def failure_forward(case: Case) -> None:
    case.take("node_index")
    secret = keelbolt.SharedSecret(case.bytes("shared_secret"))
    for kind in ("ammag", "ammagext"):
        case.shown(kind, key_of(kind, secret.expose()))
    held = milliseconds(case.take("hold_time"))
    wrapped = keelbolt.wrap_failure(case.bytes("packet_in"), secret, held, case.bytes("attribution_in"))
    case.shown("packet_out", wrapped.reason)
    case.shown("attribution_out", wrapped.attribution_data)


def failure_decode(case: Case) -> None:
    secrets = hop_secrets(case)
    found = keelbolt.decrypt_failure(case.bytes("packet"), secrets, case.bytes("attribution_data"))
    case.same("failing_node_index", found.failure.hop)
    case.shown("failure_message", found.failure.failuremsg)
    same_hold_times(case, found.hold_times)
    failure = found.failure.failure
    assert isinstance(failure, FailureMessage.INCORRECT_OR_UNKNOWN_PAYMENT_DETAILS)
    if "failure_code" in case:
        case.same("failure_code", failure.failure_code())
        case.same("htlc_msat", failure.htlc_msat)
        case.same("height", failure.height)


def success_create(case: Case) -> None:
    case.take("node_index")
    secret = keelbolt.SharedSecret(case.bytes("shared_secret"))
    created = keelbolt.create_fulfillment(secret, None, milliseconds(case.take("hold_time")))
    assert created.payload is None
    case.shown("attribution_out", created.attribution_data)


def success_forward(case: Case) -> None:
    case.take("node_index")
    secret = keelbolt.SharedSecret(case.bytes("shared_secret"))
    held = milliseconds(case.take("hold_time"))
    wrapped = keelbolt.wrap_fulfillment(secret, None, held, case.bytes("attribution_in"))
    assert wrapped.payload is None
    case.shown("attribution_out", wrapped.attribution_data)


def success_decode(case: Case) -> None:
    secrets = hop_secrets(case)
    found = keelbolt.decrypt_fulfillment(secrets, None, case.bytes("attribution_data"))
    assert found.payload == keelbolt.FulfillmentPayload.ABSENT()
    same_hold_times(case, found.hold_times)


def milliseconds(units: object) -> object:
    return None if units is None else units * UNIT_MS


def same_hold_times(case: Case, found: keelbolt.HoldTimes) -> None:
    case.same("hold_times", [time // UNIT_MS for time in found.times_ms])
    case.same("attribution_failed_node_index", found.unattributed_hop)


def hop_secrets(case: Case) -> keelbolt.RouteSecrets:
    """The shared secrets of the hops: as they are given, and as they follow from the session key, where it is given."""
    hops = case.inner("hops")
    secrets = keelbolt.RouteSecrets(b"".join(hop.bytes("shared_secret") for hop in hops))
    route = [OnionHop(public_key=hop.bytes("pubkey"), payload=bytes(2)) for hop in hops]
    if "session_key" in case:
        assert keelbolt.build_onion(route, b"", case.bytes("session_key"), ENTROPY).secrets == secrets
    held = [hop.take("hold_time") for hop in hops]
    if "hold_times" in case and "attribution_failed_node_index" not in case:
        assert held == case["hold_times"]
    for index, hop in enumerate(hops):
        hop.shown("ammag", key_of("ammag", secrets.hop(index).expose()))
        hop.finish()
    return secrets


# Blinded paths


def create_path(case: Case) -> None:
    path = blind(case.inner("hops"), case.bytes("session_key"))
    same_first(case, path)


def blind(hops: list, session_key: bytes) -> keelbolt.BlindedPath:
    """Makes a path of these hops and checks their figures against it: with the padding that they have, and with the
    padding that makes all as long as the longest."""
    streams = [hop.bytes("data") for hop in hops]
    path_hops = [
        keelbolt.PathHop(node_id=hop.bytes("node_id"), data=RecipientData.parse(stream))
        for hop, stream in zip(hops, streams)
    ]
    purpose = keelbolt.PathPurpose.PART
    drafts = [
        keelbolt.PathDraft(hops=path_hops, purpose=purpose, padded_length=length)
        for length in (None, max(map(len, streams)))
    ]
    path, padded = (draft.write(session_key, ENTROPY) for draft in drafts)
    assert path == padded == keelbolt.BlindedPath.parse(path.write())
    assert path.first_node_id == keelbolt.FirstNode.NODE_ID(path_hops[0].node_id)
    path_key = path.first_path_key
    for hop, stream, path_hop, blinded in zip(hops, streams, path_hops, path.hops):
        hop.shown("path_key", path_key)
        assert keelbolt.SecretKey(hop.bytes("path_privkey")).public_key(ENTROPY) == path_key
        shared = hop.bytes("shared_secret")
        secret = keelbolt.PathSecret(path_key, keelbolt.SharedSecret(shared))
        assert secret.decrypt(blinded.encrypted_recipient_data) == path_hop.data
        hop.shown("rho", key_of("rho", shared))
        hop.shown("blinded_node_id_factor", key_of("blinded_node_id", shared))
        hop.shown("path_key_factor", hashlib.sha256(path_key + shared).digest())
        same_data(hop, stream, path_hop.data)
        same_hop(hop, blinded)
        path_key = secret.next_path_key(RecipientData())
        hop.finish()
    return path


def concatenated(case: Case) -> None:
    """Two paths, made by the hops before and behind the place where they are joined, as one."""
    hops = [
        keelbolt.BlindedHop(
            blinded_node_id=hop.bytes("blinded_node_id"), encrypted_recipient_data=hop.bytes("encrypted_data")
        )
        for hop in case.inner("hops")
    ]
    first_node_id = keelbolt.FirstNode.NODE_ID(keelbolt.PublicKey(bytes.fromhex(case["first_node_id"])))
    first_path_key = keelbolt.PublicKey(bytes.fromhex(case["first_path_key"]))

    def path(hops: list) -> keelbolt.BlindedPath:
        return keelbolt.BlindedPath(first_node_id=first_node_id, first_path_key=first_path_key, hops=hops)

    # Where two paths meet does not show: every place gives the same path.
    for split in range(1, len(hops)):
        assert path(hops[:split]).join(path(hops[split:])) == path(hops)
    same_first(case, path(hops))


def unblind(case: Case) -> None:
    node_key = keelbolt.SecretKey(case.bytes("node_privkey"))
    secret = keelbolt.PathSecret.derive(keelbolt.PublicKey(case.bytes("path_key")), node_key)
    encrypted = case.bytes("encrypted_data")
    if not case.take("valid"):
        # The label of the reason is the file's own wording and no figure.
        assert case.take("error")
        with pytest.raises(keelbolt.OnionError.RecipientDataNotAuthentic):
            secret.decrypt(encrypted)
        return
    data = secret.decrypt(encrypted)
    same_data(case, case.bytes("decrypted_data"), data)
    blinded = secret.blinded_key(node_key).public_key(ENTROPY)
    assert keelbolt.SecretKey(case.bytes("blinded_privkey")).public_key(ENTROPY) == blinded
    case.shown("blinded_node_id", blinded)
    override = data.next_path_key_override
    case.same("next_path_key_override", override and str(override))
    following = secret.next_path_key(RecipientData())
    case.shown("next_path_key", following)
    assert secret.next_path_key(data) == (override or following)


def same_first(case: Case, path: keelbolt.BlindedPath) -> None:
    case.same("first_node_id", str(path.first_node_id.node_id))
    case.same("first_path_key", str(path.first_path_key))


def same_hop(case: Case, hop: keelbolt.BlindedHop) -> None:
    case.same("blinded_node_id", str(hop.blinded_node_id))
    case.same("encrypted_data", hop.encrypted_recipient_data.hex())


def same_data(case: Case, stream: bytes, data: RecipientData) -> None:
    """The data are those of `tlvs`, and are written back as they were read."""
    tlvs = Case(case.take("tlvs"))
    # The hop cannot know how its sender came to the key.
    override = tlvs.take("path_key_override_secret")
    if override:
        key = keelbolt.SecretKey(bytes.fromhex(override))
        assert key.public_key(ENTROPY) == data.next_path_key_override
    assert tlvs == shown_data(data)
    assert data.write() == stream


def shown_data(data: RecipientData) -> dict:
    """The data as the files show them."""
    relay, constraints = data.payment_relay, data.payment_constraints
    shown = {
        "padding": None if data.padding is None else "00" * data.padding,
        "short_channel_id": channel(data.short_channel_id),
        "next_node_id": data.next_node_id and str(data.next_node_id),
        "path_id": data.path_id and data.path_id.expose().hex(),
        "next_path_key_override": data.next_path_key_override and str(data.next_path_key_override),
        "payment_relay": relay and shown_relay(relay),
        "payment_constraints": constraints
        and {
            "max_cltv_expiry": constraints.max_cltv_expiry,
            "htlc_minimum_msat": constraints.htlc_minimum_msat,
        },
        "allowed_features": None if data.allowed_features is None else list(data.allowed_features),
        "unknown": records(data.unknown) or None,
    }
    return {name: value for name, value in shown.items() if value is not None}


def shown_relay(relay: keelbolt.PaymentRelay) -> dict:
    fields = {
        "cltv_expiry_delta": relay.cltv_expiry_delta,
        "fee_proportional_millionths": relay.fee_proportional_millionths,
    }
    # A base fee of zero takes no byte, and the files do not show it.
    return {**fields, "fee_base_msat": relay.fee_base_msat} if relay.fee_base_msat else fields


def records(unknown: tuple) -> list:
    return [{"type": record.number, "value": record.value.hex()} for record in unknown]


def channel(short_channel_id: object) -> object:
    return None if short_channel_id is None else keelbolt.short_channel_id_text(short_channel_id)


# Payments over a blinded path


def construct_blinded(case: Case) -> None:
    """The hops in order, the last of which receives; the path begins at the second."""
    amount, expiry = case.take("final_amount_msat"), case.take("final_cltv")
    asked = case.take("blinded_payinfo")
    total = keelbolt.TotalRelay(
        fee_base_msat=asked.pop("fee_base_msat"),
        fee_proportional_millionths=asked.pop("fee_proportional_millionths"),
        cltv_delta=asked.pop("cltv_expiry_delta"),
    )
    assert not asked
    route = Case(case.take("blinded_route"))
    path_key, first_node = route.take("first_path_key"), route.take("first_node_id")
    path = route.inner("hops")
    route.finish()
    before, *hops = case.inner("hops")
    assert len(hops) == len(path)

    # The hop before the path knows nothing of it: it is told what the path costs.
    tlvs = Case(before.take("tlvs"))
    written = [Payload.forward(total.amount_with_fees(amount), expiry + total.cltv_delta, scid(tlvs))]
    tlvs.same("amt_to_forward", written[0].amt_to_forward)
    tlvs.same("outgoing_cltv_value", written[0].outgoing_cltv_value)
    tlvs.finish()
    told = []
    for index, (hop, blinded) in enumerate(zip(hops, path)):
        encrypted = blinded.bytes("encrypted_data")
        # "SHOULD create an unblinded onion payment to `first_node_id`"
        blinded_id = blinded.take("blinded_node_id")
        blinded.finish()
        assert hop["pubkey"] == (blinded_id if index else first_node)
        tlvs = Case(hop.take("tlvs"))
        told.append(recipient_data(tlvs.take("encrypted_recipient_data"), len(encrypted)))
        key = None if index else keelbolt.PublicKey.fromhex(path_key)
        tlvs.same("current_path_key", key and str(key))
        if index < len(path) - 1:
            written.append(Payload.blinded_forward(encrypted, key))
        else:
            tlvs.same("amt_to_forward", amount)
            tlvs.same("outgoing_cltv_value", expiry)
            written.append(Payload.blinded_receive(encrypted, key, amount, expiry, tlvs.take("total_amount_msat")))
        tlvs.finish()
    check_told(told, total)

    onion_hops = []
    for hop, payload in zip([before, *hops], written):
        assert without_length(hop.bytes("payload")) == payload.write()
        onion_hops.append(OnionHop(public_key=hop.bytes("pubkey"), payload=payload.write()))
        hop.finish()
    associated_data, session_key = case.bytes("associated_data"), case.bytes("session_key")
    case.shown("onion", keelbolt.build_onion(onion_hops, associated_data, session_key, ENTROPY).packet)


def recipient_data(shown: dict, encrypted_length: int) -> RecipientData:
    """What the recipient data says, which its sender cannot read: as long as the encrypted bytes."""
    fields = Case(shown)
    path_id, padding, override = fields.take("path_id"), fields.take("padding"), fields.take("next_path_key_override")
    relay, constraints = fields.take("payment_relay"), fields.take("payment_constraints")
    made = RecipientData(
        padding=None if padding is None else len(padding) // 2,
        short_channel_id=scid(fields, "short_channel_id"),
        path_id=path_id and keelbolt.PathId(bytes.fromhex(path_id)),
        next_path_key_override=override and keelbolt.PublicKey.fromhex(override),
        payment_relay=relay and keelbolt.PaymentRelay(**{"fee_base_msat": 0, **relay}),
        payment_constraints=constraints and keelbolt.PaymentConstraints(**constraints),
        allowed_features=fields.take("allowed_features"),
    )
    fields.finish()
    assert shown_data(made) == shown
    assert len(made.write()) + 16 == encrypted_length
    return made


def check_told(told: list, total: keelbolt.TotalRelay) -> None:
    """What the hops ask for is the total, and the constraints allow for it."""
    relays = [data.payment_relay for data in told[:-1]]
    # The final node's own delta is part of the expiry that its payload says.
    assert keelbolt.TotalRelay.of(relays, 0) == total
    for before, after in zip(told, told[1:]):
        delta = before.payment_relay.cltv_expiry_delta
        assert before.payment_constraints.max_cltv_expiry == after.payment_constraints.max_cltv_expiry + delta
        assert before.payment_constraints.htlc_minimum_msat == after.payment_constraints.htlc_minimum_msat


def peel_blinded(case: Case) -> None:
    """One hop: its layer, its payload written back, and what it decrypts where it is on the path."""
    node_key = keelbolt.SecretKey(case.bytes("node_privkey"))
    path_key = case.take("path_key")
    path_key = path_key and keelbolt.PublicKey.fromhex(path_key)
    key = node_key if path_key is None else keelbolt.PathSecret.derive(path_key, node_key).blinded_key(node_key)
    packet = case.bytes("onion")
    peeled = keelbolt.peel_onion(packet, key, case.bytes("associated_data"))
    same_layer(case, packet, peeled)
    payload = Payload.parse(peeled.payload)
    assert payload.write() == peeled.payload
    tlvs = shown_payload(payload)
    instruction = payload.instruction(peeled.next_packet is None, path_key)
    if isinstance(instruction, (Instruction.BLINDED_FORWARD, Instruction.BLINDED_RECEIVE)):
        blinded = instruction.blinded
        case.same("path_key_used", str(blinded.path_key))
        secret = keelbolt.PathSecret.derive(blinded.path_key, node_key)
        data = secret.decrypt(blinded.encrypted_recipient_data)
        case.shown("recipient_data", data.write())
        case.shown("next_path_key", secret.next_path_key(data))
        tlvs["encrypted_recipient_data"] = shown_data(data)
    case.same("tlvs", tlvs)


def shown_payload(payload: Payload) -> dict:
    """The records as the files show them, but for the encrypted one."""
    shown = {
        "amt_to_forward": payload.amt_to_forward,
        "outgoing_cltv_value": payload.outgoing_cltv_value,
        "outgoing_channel_id": channel(payload.short_channel_id),
        "current_path_key": payload.current_path_key and str(payload.current_path_key),
        "total_amount_msat": payload.total_amount_msat,
    }
    return {name: value for name, value in shown.items() if value is not None}


def scid(case: Case, key: str = "outgoing_channel_id") -> object:
    shown = case.take(key)
    if shown is None:
        return None
    block, transaction, output = map(int, shown.split("x"))
    return block << 40 | transaction << 16 | output


# Onion messages


def message_path(case: Case) -> None:
    """The sender's own hop leads to a path that its recipient has made; joined, they are the path of the case."""
    own, *others = case.inner("hops")
    stream = bytes.fromhex(own["data"])
    own_session, session = bytes.fromhex(own["path_privkey"]), bytes.fromhex(others[0]["path_privkey"])
    own_path, path = blind([own], own_session), blind(others, session)
    assert RecipientData.parse(stream) == RecipientData.leading_to(path)
    joined = own_path.join(path)
    assert joined.hops == own_path.hops + path.hops
    same_first(case, joined)


def construct_message(case: Case) -> None:
    """The whole onion, from the encrypted data in the payloads and from what the last one says."""
    hops = case.inner("hops")
    payloads = [keelbolt.MessagePayload.parse(without_length(hop.bytes("payload"))) for hop in hops]
    blinded = [
        keelbolt.BlindedHop(
            blinded_node_id=hop.bytes("blinded_node_id"), encrypted_recipient_data=payload.encrypted_recipient_data
        )
        for hop, payload in zip(hops, payloads)
    ]
    said = payloads[-1]
    case.same("final_tlvs", final_tlvs(said))
    draft = keelbolt.MessageDraft(
        # Which path key the first peer gets does not matter for the onion.
        path_key=blinded[0].blinded_node_id,
        hops=blinded,
        reply_path=said.reply_path,
        contents=said.contents,
        unknown=said.unknown,
    )
    case.shown("onion_message_packet", draft.write(case.bytes("session_key"), ENTROPY).packet)


def peel_message(case: Case) -> None:
    """One hop's layer of a whole message, and the whole message to the next hop."""
    node_key = keelbolt.SecretKey(case.bytes("node_privkey"))
    stream = case.bytes("onion_message")
    message = keelbolt.OnionMessage.parse(stream)
    assert message.write() == stream
    case.shown("path_key", message.path_key)
    case.shown("onion", message.packet)
    secret = keelbolt.PathSecret.derive(message.path_key, node_key)
    peeled = keelbolt.peel_onion(message.packet, secret.blinded_key(node_key), b"")
    assert without_length(case.bytes("payload")) == peeled.payload
    payload = keelbolt.MessagePayload.parse(peeled.payload)
    assert payload.write() == peeled.payload

    received = message.peel(node_key)
    case.shown("decrypted_data", received.data.write())
    if case.take("is_final"):
        assert received == keelbolt.ReceivedMessage.RECIPIENT(payload, received.data)
        case.same("final_tlvs", final_tlvs(payload))
    else:
        assert isinstance(received, keelbolt.ReceivedMessage.FORWARD)
        assert received.next == NextNode.NODE_ID(keelbolt.PublicKey(case.bytes("next_node_id")))
        case.shown("next_onion_message", received.onion_message.write())


def final_tlvs(payload: keelbolt.MessagePayload) -> list:
    """All records but the encrypted data."""
    assert payload.contents is None
    return records(payload.unknown)
