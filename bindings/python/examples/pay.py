"""Both sides of a payment: a shop asks for money, a wallet reads what it asks.

    python pay.py              the shop makes an invoice, the wallet reads it
    python pay.py INVOICE      the wallet reads that invoice
"""

from __future__ import annotations

import secrets
import sys
import time

import keelbolt


def ask(now: int) -> keelbolt.Invoice:
    """The shop's invoice for a cup of coffee."""
    preimage = keelbolt.Preimage(secrets.token_bytes(32))
    draft = keelbolt.InvoiceDraft(
        network=keelbolt.Network.REGTEST,
        timestamp=now,
        payment_hash=preimage.payment_hash(),
        payment_secret=keelbolt.PaymentSecret(secrets.token_bytes(32)),
        description=keelbolt.InvoiceDescription.TEXT("1 cup coffee"),
        amount_msat=250_000_000,
        expiry_seconds=600,
    )
    key = keelbolt.SecretKey(secrets.token_bytes(32))
    return draft.sign(key, secrets.token_bytes(32))


def show(text: str, now: int) -> None:
    """What a wallet shows before it pays."""
    invoice = keelbolt.Invoice.parse_uri(text)
    payable = invoice.check_payable(keelbolt.invoice_features(), now)
    amount = "as you like" if invoice.amount_msat is None else f"{invoice.amount_msat / 1000:g} sat"
    print(f"network      {invoice.network.name.lower()}")
    print(f"amount       {amount}")
    print(f"payee        {payable.payee}")
    print(f"payment hash {payable.payment_hash}")
    print(f"time left    {invoice.expires_at - now} s")
    if isinstance(payable.description, keelbolt.InvoiceDescription.TEXT):
        print(f"description  {payable.description.text}")
    else:
        print(f"description  of SHA-256 {invoice.description_hash}")
    for fallback in invoice.fallbacks:
        print(f"or on chain  {fallback.address(invoice.network)}")


def main() -> int:
    now = int(time.time())
    try:
        show(sys.argv[1] if len(sys.argv) > 1 else ask(now).text, now)
    except keelbolt.InvoiceError as error:
        print(f"refused: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
