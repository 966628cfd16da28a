"""Keelbolt: Lightning invoices (BOLT 11), read, checked, built and signed.

    import time
    import keelbolt

    invoice = keelbolt.Invoice.parse_uri(scanned)
    payable = invoice.check_payable(keelbolt.invoice_features(), int(time.time()))
    print(invoice.amount_msat, payable.description, payable.payee)

Every fault is a subclass of `InvoiceError`, with its fields, its `code` and who is to `blame`. Nothing here opens a
socket, reads a clock or rolls dice: time and randomness are arguments. All values are immutable, compare by content and
may be shared between threads; so may the objects (`SecretKey`, `Preimage`, `UnsignedInvoice`).
"""

from functools import wraps as _wraps

from . import _dress, _generated
from ._generated import (
    Blame,
    Fallback,
    Feature,
    FeatureContext,
    Invoice,
    InvoiceDescription,
    InvoiceDraft,
    InvoiceError,
    InvoiceField,
    Network,
    Payable,
    Preimage,
    RecoverableSignature,
    RouteHint,
    RouteHop,
    SecretKey,
    UnknownField,
    UnsignedInvoice,
    feature,
    feature_table,
    features_of_context,
    invoice_features,
    sha256,
    short_channel_id_text,
)
from ._values import PaymentHash, PaymentSecret, PublicKey, Sha256, Signature

_dress.dress(_generated)


def _of_any_text(read):
    """A reader for any `str`. Half of a surrogate pair, as an argument of the command line can hold it, has no UTF-8
    form; it becomes `?` and is refused in its place like every other character."""

    @_wraps(read)
    def parse(text):
        return read(text.encode(errors="replace").decode() if isinstance(text, str) else text)

    return staticmethod(parse)


Invoice.parse = _of_any_text(_generated.parse_invoice)
Invoice.parse_uri = _of_any_text(_generated.parse_invoice_uri)

__version__ = _generated.keelbolt_version()

__all__ = [
    "Blame",
    "Fallback",
    "Feature",
    "FeatureContext",
    "Invoice",
    "InvoiceDescription",
    "InvoiceDraft",
    "InvoiceError",
    "InvoiceField",
    "Network",
    "Payable",
    "PaymentHash",
    "PaymentSecret",
    "Preimage",
    "PublicKey",
    "RecoverableSignature",
    "RouteHint",
    "RouteHop",
    "SecretKey",
    "Sha256",
    "Signature",
    "UnknownField",
    "UnsignedInvoice",
    "__version__",
    "feature",
    "feature_table",
    "features_of_context",
    "invoice_features",
    "sha256",
    "short_channel_id_text",
]
