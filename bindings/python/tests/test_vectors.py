"""The conformance files of BOLT 11: every figure is checked, and the invoices are written back byte for byte."""

from __future__ import annotations

import pytest

import keelbolt
from making import ENTROPY
from vectors import Case, cases

NETWORKS = {
    "mainnet": (keelbolt.Network.BITCOIN, "bc"),
    "testnet": (keelbolt.Network.TESTNET, "tb"),
    "signet": (keelbolt.Network.SIGNET, "tbs"),
    "regtest": (keelbolt.Network.REGTEST, "bcrt"),
}
LETTERS = {
    "PAYMENT_HASH": "p",
    "PAYMENT_SECRET": "s",
    "DESCRIPTION": "d",
    "DESCRIPTION_HASH": "h",
    "PAYEE": "n",
    "EXPIRY": "x",
    "MIN_FINAL_CLTV_EXPIRY_DELTA": "c",
    "FALLBACK": "f",
    "ROUTE_HINT": "r",
    "FEATURES": "9",
    "METADATA": "m",
}


@pytest.mark.parametrize("row", cases("bolt11/valid.json"))
def test_valid(row: dict) -> None:
    case = Case(row)
    case.take("name")
    text = case.take("invoice")
    assert case.take("valid") is True
    invoice = keelbolt.Invoice.parse(text)
    assert invoice.text == text
    payable = invoice.check_payable(keelbolt.invoice_features(), invoice.timestamp)

    network, prefix = NETWORKS[case.take("network")]
    assert (invoice.network, case.take("currency")) == (network, prefix)
    check_head(case, invoice)
    check_fields(case, invoice)
    check_signature(case, invoice)
    case.same("node_id", str(payable.payee))
    assert payable.payee == invoice.payee()
    assert (payable.payment_hash, payable.payment_secret) == (invoice.payment_hash, invoice.payment_secret)
    check_written_back(case, invoice)
    case.finish()


@pytest.mark.parametrize("row", cases("bolt11/invalid.json"))
def test_invalid(row: dict) -> None:
    case = Case(row)
    case.take("name")
    text = case.take("invoice")
    assert case.take("valid") is False
    # The label of the reason is the file's own wording and no figure.
    assert case.take("error")
    # At the beginning of time no invoice has expired: a refusal is for another reason.
    with pytest.raises(keelbolt.InvoiceError):
        keelbolt.Invoice.parse(text).check_payable(keelbolt.invoice_features(), 0)
    decodable = case.take("decodable_fields")
    if decodable is not None:
        fields = Case(decodable)
        invoice = keelbolt.Invoice.parse(text)
        check_head(fields, invoice)
        check_signature(fields, invoice)
        fields.finish()
    case.finish()


def check_head(case: Case, invoice: keelbolt.Invoice) -> None:
    case.same("amount_msat", invoice.amount_msat)
    case.same("timestamp", invoice.timestamp)
    assert tuple(case.take("feature_bits") or ()) == invoice.features
    case.same("payee", invoice.payee_field and str(invoice.payee_field))
    fields = invoice.fields()
    assert case.take("tags") == [letter(item) for item in fields]
    assert (case.take("ignored_tags") or []) == [letter(item) for item in fields if ignored(item)]


def check_fields(case: Case, invoice: keelbolt.Invoice) -> None:
    case.same("payment_hash", str(invoice.payment_hash))
    case.same("payment_secret", str(invoice.payment_secret))
    case.same("description", invoice.description)
    case.same("description_hash", invoice.description_hash and str(invoice.description_hash))
    case.same("payment_metadata", invoice.metadata and invoice.metadata.hex())
    letters = [letter(item) for item in invoice.fields()]
    for name, tag in (("expiry_seconds", "x"), ("min_final_cltv_expiry_delta", "c")):
        # Either the field's own value, or the default that the specification gives.
        value = getattr(invoice, name)
        case.same(name, value if tag in letters else None)
        case.same(f"{name}_default", None if tag in letters else value)
    assert invoice.expires_at == invoice.timestamp + invoice.expiry_seconds
    assert (case.take("fallbacks") or []) == [shown_fallback(item, invoice.network) for item in known(invoice)]
    hints = [[shown_hop(hop) for hop in hint.hops] for hint in invoice.route_hints]
    assert (case.take("route_hints") or []) == hints


def check_signature(case: Case, invoice: keelbolt.Invoice) -> None:
    case.same("signature", str(invoice.signature))
    case.same("recovery_id", invoice.recovery_id)
    case.same("signature_hash", str(invoice.signature_hash))
    signed = case.take("signed_data")
    if signed is not None:
        assert keelbolt.sha256(bytes.fromhex(signed)) == invoice.signature_hash
    signature = keelbolt.RecoverableSignature(signature=invoice.signature, recovery_id=invoice.recovery_id)
    try:
        recovered = signature.recover(invoice.signature_hash)
    except keelbolt.InvoiceError.SignatureNotRecoverable:
        recovered = None
    case.same("recovered_node_id", recovered and str(recovered))
    # Which key does not matter: the low-S rule is judged before it.
    case.same("high_s", breaks_low_s(signature, invoice.signature_hash, recovered or invoice.payee_field))


def breaks_low_s(signature: keelbolt.RecoverableSignature, digest: keelbolt.Sha256, key: object) -> bool:
    try:
        if key is not None:
            signature.verify(digest, key)
    except keelbolt.InvoiceError.SignatureHighS:
        return True
    return False


def check_written_back(case: Case, invoice: keelbolt.Invoice) -> None:
    """Writes the fields that were read, signs them, and compares the text."""
    unsigned = keelbolt.UnsignedInvoice.from_fields(
        invoice.network, invoice.amount_msat, invoice.timestamp, invoice.fields()
    )
    assert unsigned.signature_hash() == invoice.signature_hash
    key, deterministic = case.take("signing_privkey"), case.take("signature_is_rfc6979")
    if key is not None and deterministic:
        written = unsigned.sign(keelbolt.SecretKey(bytes.fromhex(key)), ENTROPY)
    else:
        written = unsigned.finish(invoice.signature, invoice.recovery_id)
    assert written.text == invoice.text.lower()


def letter(item: object) -> str:
    if isinstance(item, keelbolt.InvoiceField.UNKNOWN):
        return item.field.tag
    return LETTERS[type(item).__qualname__.rpartition(".")[2]]


def ignored(item: object) -> bool:
    return isinstance(item, keelbolt.InvoiceField.UNKNOWN) or (
        isinstance(item, keelbolt.InvoiceField.FALLBACK)
        and isinstance(item.fallback, keelbolt.Fallback.UNKNOWN)
    )


def known(invoice: keelbolt.Invoice) -> list:
    return [item for item in invoice.fallbacks if not isinstance(item, keelbolt.Fallback.UNKNOWN)]


def shown_fallback(fallback: keelbolt.Fallback, network: keelbolt.Network) -> dict:
    versions = {keelbolt.Fallback.P2PKH: 17, keelbolt.Fallback.P2SH: 18}
    if isinstance(fallback, keelbolt.Fallback.WITNESS):
        version, program = fallback.version, fallback.program
    else:
        version, program = versions[type(fallback)], fallback.hash
    return {"version": version, "program": program.hex(), "address": fallback.address(network)}


def shown_hop(hop: keelbolt.RouteHop) -> dict:
    return {
        "pubkey": str(hop.pubkey),
        "short_channel_id": keelbolt.short_channel_id_text(hop.short_channel_id),
        "fee_base_msat": hop.fee_base_msat,
        "fee_proportional_millionths": hop.fee_proportional_millionths,
        "cltv_expiry_delta": hop.cltv_expiry_delta,
    }
