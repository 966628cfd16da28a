"""Values compare by content, cannot be changed, and carry their own type."""

from __future__ import annotations

import copy
import dataclasses
import pickle

import pytest

import keelbolt
from channels import ROOT, basepoints, commitment_keys, funding, terms
from commitments import built, channel, htlc
from commitments import draft as draft_of_commitment
from making import ENTROPY, draft, field, invoice_of, key
from onions import SESSION, message_draft, path_draft, path_hops, payment_path

FIXED = [
    (keelbolt.PaymentHash, 32),
    (keelbolt.PaymentSecret, 32),
    (keelbolt.Sha256, 32),
    (keelbolt.PublicKey, 33),
    (keelbolt.Signature, 64),
    (keelbolt.XOnlyPublicKey, 32),
    (keelbolt.SchnorrSignature, 64),
    (keelbolt.MusigPublicNonce, 66),
    (keelbolt.MusigAggregateNonce, 66),
    (keelbolt.MusigPartialSignature, 32),
]


@pytest.mark.parametrize("kind, length", FIXED)
def test_bytes_of_a_fixed_number(kind: type, length: int) -> None:
    content = bytes(range(length))
    value = kind(content)
    assert value == kind(bytearray(content)) == kind.fromhex(content.hex()) == content
    assert value != kind(bytes(length))
    assert len({value, kind(content)}) == 1
    assert (str(value), repr(value)) == (content.hex(), f"{kind.__name__}('{content.hex()}')")
    for twin in (copy.deepcopy(value), pickle.loads(pickle.dumps(value))):
        assert type(twin) is kind and twin == value
    for wrong in (length - 1, length + 1, 0):
        with pytest.raises(keelbolt.InvoiceError.WrongLength) as raised:
            kind(bytes(wrong))
        assert (raised.value.expected, raised.value.found) == (length, wrong)
    for no_bytes in (length, "00" * length, None):
        with pytest.raises(TypeError):
            kind(no_bytes)


def test_a_txid_is_shown_in_reverse() -> None:
    content = bytes(range(32))
    txid = keelbolt.Txid(content)
    shown = content[::-1].hex()
    assert txid == content and keelbolt.Txid.fromhex(shown) == txid
    assert (str(txid), txid.hex(), repr(txid)) == (shown, shown, f"Txid('{shown}')")
    assert copy.deepcopy(txid) == pickle.loads(pickle.dumps(txid)) == txid
    with pytest.raises(keelbolt.InvoiceError.WrongLength):
        keelbolt.Txid(bytes(31))


def test_plain_bytes_of_a_wrong_number_are_a_typed_error() -> None:
    """Where a value is asked for, any bytes are taken, and the library counts them."""
    with pytest.raises(keelbolt.InvoiceError.WrongLength) as raised:
        draft(payment_hash=bytes(31)).sign(key(), ENTROPY)
    assert (raised.value.expected, raised.value.found) == (32, 31)
    with pytest.raises(keelbolt.InvoiceError.WrongLength):
        draft().sign(key(), bytes(33))
    with pytest.raises(keelbolt.InvoiceError.WrongLength):
        keelbolt.Fallback.P2PKH(bytes(19)).address(keelbolt.Network.BITCOIN)


VALUES = [
    lambda: draft(),
    lambda: draft(metadata=b"\x01\x02", fallbacks=[keelbolt.Fallback.P2SH(bytes(20))]),
    lambda: draft().sign(key(), ENTROPY),
    lambda: draft().sign(key(), ENTROPY).check_payable(keelbolt.invoice_features(), 0),
    lambda: keelbolt.Invoice.parse(invoice_of(field("z", "qpzry") + field("m", "qp"))),
    lambda: keelbolt.Fallback.WITNESS(1, bytes(32)),
    lambda: keelbolt.Fallback.UNKNOWN(19, "qp"),
    lambda: keelbolt.InvoiceField.FEATURES([8, 14]),
    lambda: keelbolt.InvoiceDescription.HASH(keelbolt.sha256(b"tea")),
    lambda: keelbolt.feature(9),
    lambda: path_draft(hops=path_hops()[:2], purpose=keelbolt.PathPurpose.PART),
    lambda: path_draft().write(SESSION, ENTROPY),
    lambda: payment_path(features=[9, 17]),
    lambda: message_draft(contents=keelbolt.MessageContents.INVOICE(b"x")).write(SESSION, ENTROPY),
    lambda: keelbolt.Payload.forward(1, 2, 3).instruction(False, None),
    lambda: keelbolt.FailureMessage.INVALID_ONION_PAYLOAD(2, 3),
    lambda: keelbolt.HoldTimes(times_ms=[100, 200], unattributed_hop=2),
    lambda: keelbolt.HtlcSetJoin.FAILED(keelbolt.FailureMessage.MPP_TIMEOUT()),
    lambda: commitment_keys(),
    lambda: basepoints(),
    lambda: keelbolt.ScriptTemplate.to_local(commitment_keys(), 144),
    lambda: keelbolt.HtlcTemplate.of(commitment_keys(), bytes(32), keelbolt.CommitmentFormat.ANCHORS),
    lambda: ROOT.place(),
    lambda: terms(),
    lambda: funding(),
    lambda: keelbolt.TaprootHtlc(terms()).claim_leaf(),
    lambda: keelbolt.TaprootHtlc(terms()).refund_leaf(),
    lambda: keelbolt.OutputKind.OFFERED_HTLC(3),
    lambda: draft_of_commitment(htlcs=(htlc(keelbolt.Node.OPENER),)),
    lambda: channel(),
    lambda: built().outputs()[0],
    lambda: built(htlcs=(htlc(keelbolt.Node.OPENER),)).htlc_transactions()[0],
    lambda: keelbolt.SweepAttempt(txid=keelbolt.Txid(bytes(32)), fee_sat=1, weight=2),
    lambda: keelbolt.KeyOrigin.DELAYED(basepoints().htlc_basepoint),
    lambda: keelbolt.Coin(value_sat=1, script_pubkey=b"", created=keelbolt.CoinCreated.CONFIRMED(height=2)),
    lambda: keelbolt.ClosingSignatures(closer_output_only=bytes(64)),
    lambda: keelbolt.FeeProposal(fee_sat=1, range=keelbolt.FeeRange(min_sat=1, max_sat=2)),
]


@pytest.mark.parametrize("make", VALUES)
def test_records(make: object) -> None:
    value, twin = make(), make()
    assert value is not twin
    assert value == twin and hash(value) == hash(twin) and repr(value) == repr(twin)
    assert value != None and value != draft(amount_msat=1)  # noqa: E711
    for other in (copy.copy(value), copy.deepcopy(value), pickle.loads(pickle.dumps(value))):
        assert other == value and type(other) is type(value)
    for name in [member.name for member in dataclasses.fields(value)] + ["another"]:
        with pytest.raises(AttributeError):
            setattr(value, name, 0)
        with pytest.raises(AttributeError):
            delattr(value, name)
    assert value == twin
    assert not any(isinstance(getattr(value, member.name), list) for member in dataclasses.fields(value))


def test_a_record_with_a_change() -> None:
    changed = dataclasses.replace(draft(), amount_msat=5)
    assert changed == draft(amount_msat=5) != draft()


def test_variants_of_one_content_differ() -> None:
    assert keelbolt.Fallback.P2PKH(bytes(20)) != keelbolt.Fallback.P2SH(bytes(20))
    assert isinstance(keelbolt.Fallback.P2PKH(bytes(20)), keelbolt.Fallback)


def test_a_variant_matches_by_position() -> None:
    names = keelbolt.Instruction.FORWARD.__match_args__
    assert names == ("amt_to_forward", "outgoing_cltv_value", "short_channel_id")


FALLBACKS = [
    (keelbolt.Fallback.P2PKH(bytes(20)), "1111111111111111111114oLvT2", "76a914" + "00" * 20 + "88ac"),
    (keelbolt.Fallback.P2SH(bytes(20)), "31h1vYVSYuKP6AhS86fbRdMw9XHieotbST", "a914" + "00" * 20 + "87"),
    (
        # BIP 173's first example.
        keelbolt.Fallback.WITNESS(0, bytes.fromhex("751e76e8199196d454941c45d1b3a323f1433bd6")),
        "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
        "0014751e76e8199196d454941c45d1b3a323f1433bd6",
    ),
    (keelbolt.Fallback.UNKNOWN(19, "qp"), None, None),
]


@pytest.mark.parametrize("fallback, address, script", FALLBACKS)
def test_fallbacks(fallback: keelbolt.Fallback, address: object, script: object) -> None:
    assert fallback.address(keelbolt.Network.BITCOIN) == address
    found = fallback.script_pubkey()
    assert (found and found.hex()) == script
