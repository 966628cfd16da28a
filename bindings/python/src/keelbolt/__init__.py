"""Keelbolt: Lightning invoices (BOLT 11) and onions (BOLT 4), read, checked, built and signed.

    import time
    import keelbolt

    invoice = keelbolt.Invoice.parse_uri(scanned)
    payable = invoice.check_payable(keelbolt.invoice_features(), int(time.time()))
    print(invoice.amount_msat, payable.description, payable.payee)

An onion is built by its origin, and peeled by every hop:

    built = keelbolt.build_onion(hops, payment_hash, secrets.token_bytes(32), secrets.token_bytes(32))
    peeled = keelbolt.peel_onion(built.packet, node_key, payment_hash)
    payload = keelbolt.Payload.parse(peeled.payload)
    instruction = payload.instruction(peeled.next_packet is None, None)

Every fault is a subclass of `InvoiceError` or `OnionError`, with its fields, its `code` and who is to `blame`. Checks
of an HTLC return the failure to send, or `None`. Nothing here opens a socket, reads a clock or rolls dice: time and
randomness are arguments. All values are immutable, compare by content and may be shared between threads; so may the
objects (`SecretKey`, `SharedSecret`, `PathId` and their like), which are never shown, and are saved by `expose()`
alone.
"""

from functools import wraps as _wraps

from . import _dress, _generated
from ._generated import (
    Blame,
    BlindedForward,
    BlindedHop,
    BlindedInstruction,
    BlindedPath,
    BlindedPayinfo,
    BuiltOnion,
    DecryptedFailure,
    DecryptedFulfillment,
    ExpectedPayment,
    FailureCodeInfo,
    FailureMessage,
    FailurePacket,
    Fallback,
    Feature,
    FeatureContext,
    FirstNode,
    ForwardingPolicy,
    FulfillmentPacket,
    FulfillmentPayload,
    HoldTimes,
    HopFailure,
    Htlc,
    HtlcAnswer,
    HtlcSet,
    HtlcSetJoin,
    Instruction,
    Invoice,
    InvoiceDescription,
    InvoiceDraft,
    InvoiceError,
    InvoiceField,
    MessageContents,
    MessageDraft,
    MessagePayload,
    Network,
    NextNode,
    OnionError,
    OnionHop,
    OnionMessage,
    OnionPart,
    ParsedFailure,
    PathDraft,
    PathHop,
    PathId,
    PathPurpose,
    PathSecret,
    PathStart,
    Payable,
    Payload,
    PaymentConstraints,
    PaymentData,
    PaymentPath,
    PaymentRelay,
    PeeledOnion,
    Place,
    Preimage,
    ReceiveInstruction,
    ReceivedMessage,
    RecipientData,
    RecoverableSignature,
    RouteHint,
    RouteHop,
    RouteSecrets,
    SecretKey,
    SharedSecret,
    TotalRelay,
    TrampolineFailure,
    TrampolineInstruction,
    TrampolineOuter,
    UnknownField,
    UnknownRecord,
    UnsignedInvoice,
    build_onion,
    check_trampoline_outer,
    constrain_path,
    create_failure,
    create_fulfillment,
    decrypt_failure,
    decrypt_fulfillment,
    failure_code_info,
    feature,
    feature_table,
    features_of_context,
    invoice_features,
    malformed_failure,
    onion_ephemeral_key,
    onion_shared_secret,
    parse_failure,
    parse_failure_code,
    parse_payment_paths,
    peel_onion,
    peel_onion_with,
    place_on_path,
    route_length,
    sha256,
    short_channel_id_text,
    trampoline_failure,
    wrap_failure,
    wrap_fulfillment,
    write_payment_paths,
)
from ._values import PaymentHash, PaymentSecret, PublicKey, Sha256, Signature, Txid

_dress.dress(_generated)
_dress.move(_generated)


def _of_any_text(read):
    """A reader for any `str`. Half of a surrogate pair, as an argument of the command line can hold it, has no UTF-8
    form; it becomes `?` and is refused in its place like every other character."""

    @_wraps(read)
    def parse(text):
        return read(text.encode(errors="replace").decode() if isinstance(text, str) else text)

    return staticmethod(parse)


Invoice.parse = _of_any_text(Invoice.parse)
Invoice.parse_uri = _of_any_text(Invoice.parse_uri)

__version__ = _generated.keelbolt_version()

__all__ = [
    "Blame",
    "BlindedForward",
    "BlindedHop",
    "BlindedInstruction",
    "BlindedPath",
    "BlindedPayinfo",
    "BuiltOnion",
    "DecryptedFailure",
    "DecryptedFulfillment",
    "ExpectedPayment",
    "FailureCodeInfo",
    "FailureMessage",
    "FailurePacket",
    "Fallback",
    "Feature",
    "FeatureContext",
    "FirstNode",
    "ForwardingPolicy",
    "FulfillmentPacket",
    "FulfillmentPayload",
    "HoldTimes",
    "HopFailure",
    "Htlc",
    "HtlcAnswer",
    "HtlcSet",
    "HtlcSetJoin",
    "Instruction",
    "Invoice",
    "InvoiceDescription",
    "InvoiceDraft",
    "InvoiceError",
    "InvoiceField",
    "MessageContents",
    "MessageDraft",
    "MessagePayload",
    "Network",
    "NextNode",
    "OnionError",
    "OnionHop",
    "OnionMessage",
    "OnionPart",
    "ParsedFailure",
    "PathDraft",
    "PathHop",
    "PathId",
    "PathPurpose",
    "PathSecret",
    "PathStart",
    "Payable",
    "Payload",
    "PaymentConstraints",
    "PaymentData",
    "PaymentHash",
    "PaymentPath",
    "PaymentRelay",
    "PaymentSecret",
    "PeeledOnion",
    "Place",
    "Preimage",
    "PublicKey",
    "ReceiveInstruction",
    "ReceivedMessage",
    "RecipientData",
    "RecoverableSignature",
    "RouteHint",
    "RouteHop",
    "RouteSecrets",
    "SecretKey",
    "Sha256",
    "SharedSecret",
    "Signature",
    "TotalRelay",
    "TrampolineFailure",
    "TrampolineInstruction",
    "TrampolineOuter",
    "Txid",
    "UnknownField",
    "UnknownRecord",
    "UnsignedInvoice",
    "__version__",
    "build_onion",
    "check_trampoline_outer",
    "constrain_path",
    "create_failure",
    "create_fulfillment",
    "decrypt_failure",
    "decrypt_fulfillment",
    "failure_code_info",
    "feature",
    "feature_table",
    "features_of_context",
    "invoice_features",
    "malformed_failure",
    "onion_ephemeral_key",
    "onion_shared_secret",
    "parse_failure",
    "parse_failure_code",
    "parse_payment_paths",
    "peel_onion",
    "peel_onion_with",
    "place_on_path",
    "route_length",
    "sha256",
    "short_channel_id_text",
    "trampoline_failure",
    "wrap_failure",
    "wrap_fulfillment",
    "write_payment_paths",
]
