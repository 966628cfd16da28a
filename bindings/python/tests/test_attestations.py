"""What users sign for servers and for others to read: the conformance files, and our own signatures."""

from __future__ import annotations

import hashlib

import pytest

import keelbolt
from keelbolt import (
    CosignedVtxoRequest,
    InvoiceError,
    MailboxAuthorization,
    SchnorrSignature,
    SecretKey,
    TxOut,
    UserPolicy,
    VtxoAttestation,
    VtxoError,
    VtxoId,
    VtxoRequest,
)
from making import ENTROPY, key
from vectors import Case, cases


def request(case: Case) -> VtxoRequest:
    return VtxoRequest(policy=UserPolicy.parse(case.bytes("policy_encoding")), amount_sat=case.take("amount_sat"))


def cosigned(case: Case) -> CosignedVtxoRequest:
    return CosignedVtxoRequest(request=request(case), cosign_pubkey=case.bytes("cosign_pubkey"))


def listed(case: Case, of: object) -> list:
    found = []
    for inner in case.inner("requests"):
        found.append(of(inner))
        inner.finish()
    return found


def vtxo_id(case: Case) -> VtxoId:
    vtxo = VtxoId.parse(case.take("vtxo_id"))
    case.shown("vtxo_id_bytes", vtxo.write())
    return vtxo


def offboard(case: Case) -> VtxoAttestation:
    inputs, output = [VtxoId.parse(each) for each in case.take("input_vtxo_ids")], Case(case.take("output"))
    assert vtxo_id(case) == inputs[0]
    paid = TxOut(value_sat=output.take("amount_sat"), script_pubkey=output.bytes("script_pubkey"))
    output.finish()
    return VtxoAttestation.OFFBOARD_REQUEST(paid, inputs)


KINDS = {
    "round_attempt": lambda case: VtxoAttestation.ROUND_ATTEMPT(
        case.bytes("challenge"), vtxo_id(case), listed(case, cosigned)
    ),
    "delegated_round": lambda case: VtxoAttestation.DELEGATED_ROUND(vtxo_id(case), listed(case, request)),
    "offboard_request": offboard,
    "lightning_receive": lambda case: VtxoAttestation.LIGHTNING_RECEIVE(case.bytes("payment_hash"), vtxo_id(case)),
    "vtxo_status": lambda case: VtxoAttestation.VTXO_STATUS(vtxo_id(case)),
}


@pytest.mark.parametrize("row", cases("ark/attestations.json"))
def test_attestation(row: dict) -> None:
    case = Case(row)
    case.take("name")
    kind = case.take("kind")
    if kind == "mailbox_authorization":
        check_authorization(case)
    else:
        check(case, KINDS[kind](case))
    case.finish()


def check(case: Case, attestation: VtxoAttestation) -> None:
    """The digest, and the signature over it."""
    prefix, signature, signer = (case.bytes(name) for name in ("prefix_hex", "attestation", "signer_pubkey"))
    if not case.take("valid"):
        case.same("error", "signature_mismatch")
        with pytest.raises(VtxoError.SignatureMismatch):
            attestation.verify(signature, signer)
        return
    attestation.verify(signature, signer)
    preimage = case.bytes("preimage")
    assert preimage.startswith(prefix)
    assert attestation.digest() == hashlib.sha256(preimage).digest()
    case.same("digest", attestation.digest().hex())
    # Whatever was random in the signature of the file, ours holds as well.
    secret = SecretKey(case.bytes("signer_privkey"))
    assert secret.public_key(ENTROPY) == signer
    attestation.verify(attestation.sign(secret, bytes([8]) * 32, ENTROPY), signer)


def check_authorization(case: Case) -> None:
    encoding = case.bytes("encoding")
    permission = MailboxAuthorization.parse(encoding)
    assert permission.to_bytes() == encoding
    case.same("mailbox_id", permission.mailbox.public_key.hex())
    case.same("expiry", permission.expiry)
    digest = MailboxAuthorization.digest(permission.expiry)
    case.same("digest", digest.hex())
    assert hashlib.sha256(case.bytes("prefix_hex") + encoding[33:41]).digest() == digest
    case.same("valid", True)
    permission.verify()


@pytest.mark.parametrize("row", cases("ark/message_signing.json"))
def test_message(row: dict) -> None:
    case = Case(row)
    case.take("name")
    digest = keelbolt.message_digest(case.bytes("message"))
    case.same("digest", digest.hex())
    signature, signer = case.bytes("signature"), case.bytes("pubkey")
    if not case.take("valid"):
        case.same("error", "signature_mismatch")
        with pytest.raises(InvoiceError.SignatureMismatch):
            keelbolt.verify_schnorr(digest, signature, signer)
        return case.finish()
    keelbolt.verify_schnorr(digest, signature, signer)
    secret = SecretKey(case.bytes("privkey"))
    assert secret.public_key(ENTROPY) == signer
    ours = secret.sign_schnorr(digest, bytes([8]) * 32, ENTROPY)
    assert type(ours) is SchnorrSignature
    keelbolt.verify_schnorr(digest, ours, signer)
    case.finish()
    return None


def test_a_permission_is_of_its_mailbox_and_time() -> None:
    permission = MailboxAuthorization.sign(key(2), -1, bytes([8]) * 32, ENTROPY)
    assert permission.mailbox.public_key == key(2).public_key(ENTROPY)
    assert MailboxAuthorization.parse(permission.to_bytes()) == permission
    permission.verify()
    later = MailboxAuthorization(mailbox=permission.mailbox, expiry=0, signature=permission.signature)
    with pytest.raises(VtxoError.SignatureMismatch):
        later.verify()


REFUSED = [
    (lambda: VtxoAttestation.ROUND_ATTEMPT(bytes(31), VTXO, []).digest(), VtxoError.WrongLength),
    (lambda: VtxoAttestation.DELEGATED_ROUND(VTXO, [asked(bytes(33))]).digest(), VtxoError.KeyNotAPoint),
    (lambda: VtxoAttestation.VTXO_STATUS(VTXO).sign(key(2), bytes(31), ENTROPY), VtxoError.WrongLength),
    (lambda: VtxoAttestation.VTXO_STATUS(VTXO).verify(bytes(63), bytes(33)), VtxoError.WrongLength),
    (lambda: MailboxAuthorization.parse(bytes(105)), VtxoError.VtxoKey),
    (lambda: MailboxAuthorization.parse(key(2).public_key(ENTROPY)), VtxoError.VtxoTruncated),
    (lambda: key(2).sign_schnorr(bytes(31), ENTROPY, ENTROPY), InvoiceError.WrongLength),
    (lambda: keelbolt.verify_schnorr(bytes(32), bytes(64), bytes(33)), InvoiceError.KeyNotAPoint),
]
VTXO = VtxoId.parse("9734debe31c4302717367ff12b207922cf8dd7424959416de6b9142b27cc17ef:1")


def asked(user_pubkey: bytes) -> VtxoRequest:
    return VtxoRequest(policy=UserPolicy.PUBKEY(user_pubkey), amount_sat=1)


@pytest.mark.parametrize("act, error", REFUSED)
def test_what_is_refused(act: object, error: type) -> None:
    with pytest.raises(error):
        act()
