"""Invoices that are made: signed in memory, in two steps, and once."""

from __future__ import annotations

import threading

import pytest

import keelbolt
from making import ENTROPY, NOW, draft, key

HOP = keelbolt.RouteHop(
    pubkey=key(7).public_key(ENTROPY),
    short_channel_id=0x083F4C0009A70001,
    fee_base_msat=1,
    fee_proportional_millionths=2,
    cltv_expiry_delta=3,
)

# Every member of a draft, and what it is read back as.
FULL = {
    "network": keelbolt.Network.SIGNET,
    "timestamp": NOW,
    "amount_msat": 2**64 - 1,
    "payee": key().public_key(ENTROPY),
    "expiry_seconds": 2**64 - 1,
    "min_final_cltv_expiry_delta": 144,
    "fallbacks": (
        keelbolt.Fallback.WITNESS(1, bytes(32)),
        keelbolt.Fallback.P2PKH(bytes(20)),
        keelbolt.Fallback.UNKNOWN(31, "qpz"),
    ),
    "route_hints": (keelbolt.RouteHint(hops=[HOP]), keelbolt.RouteHint(hops=[HOP, HOP])),
    "features": (8, 14, 17, 1023),
    "metadata": b"\x00\x01",
    "unknown_fields": (keelbolt.UnknownField(tag="z", data="qpzry"),),
}


def test_everything_is_read_back() -> None:
    made = draft(**FULL)
    invoice = made.sign(key(), ENTROPY)
    for name, value in FULL.items():
        found = invoice.payee() if name == "payee" else getattr(invoice, name)
        assert found == value, name
    assert invoice.payee_field == FULL["payee"]
    assert invoice.expires_at == 2**64 - 1
    assert (invoice.payment_hash, invoice.payment_secret) == (made.payment_hash, made.payment_secret)
    assert (invoice.description, invoice.description_hash) == ("tea", None)
    assert keelbolt.Invoice.parse(invoice.text) == invoice
    assert keelbolt.Invoice.parse_uri(f" LIGHTNING:{invoice.text.upper()} ").signature == invoice.signature


def test_defaults() -> None:
    invoice = draft().sign(key(), ENTROPY)
    assert (invoice.amount_msat, invoice.expiry_seconds, invoice.min_final_cltv_expiry_delta) == (None, 3600, 18)
    assert (invoice.features, invoice.metadata, invoice.payee_field) == ((8, 14), None, None)
    assert invoice.payee() == key().public_key(ENTROPY)


def test_entropy_changes_nothing() -> None:
    assert draft().sign(key(), ENTROPY) == draft().sign(key(), bytes(32))


def test_a_signer_elsewhere() -> None:
    unsigned = keelbolt.UnsignedInvoice(draft())
    made = key().sign_recoverable(unsigned.signature_hash(), ENTROPY)
    made.verify(unsigned.signature_hash(), key().public_key(ENTROPY))
    invoice = unsigned.finish(made.signature, made.recovery_id)
    assert invoice == draft().sign(key(), ENTROPY)


USES = [
    lambda unsigned: unsigned.signature_hash(),
    lambda unsigned: unsigned.sign(key(), ENTROPY),
    lambda unsigned: unsigned.finish(keelbolt.Signature(bytes([1]) * 64), 0),
]


@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize("fail", [False, True])
def test_once_signed_it_is_used_up(use: object, fail: bool) -> None:
    unsigned = keelbolt.UnsignedInvoice(draft(payee=key().public_key(ENTROPY)))
    if fail:
        with pytest.raises(keelbolt.InvoiceError.WrongSigner):
            unsigned.sign(key(9), ENTROPY)
    else:
        unsigned.sign(key(), ENTROPY)
    with pytest.raises(keelbolt.InvoiceError.AlreadySigned):
        use(unsigned)


def test_of_many_threads_one_signs() -> None:
    unsigned = keelbolt.UnsignedInvoice(draft())
    barrier, results = threading.Barrier(8), []

    def sign() -> None:
        barrier.wait()
        try:
            results.append(unsigned.sign(key(), ENTROPY).text)
        except keelbolt.InvoiceError.AlreadySigned:
            results.append(None)

    threads = [threading.Thread(target=sign) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(result is None for result in results) == [False] + [True] * 7


def test_preimages() -> None:
    assert keelbolt.Preimage(b"\x05" * 32).payment_hash() == keelbolt.sha256(b"\x05" * 32)


def test_features_by_name() -> None:
    table = {feature.required_bit: feature for feature in keelbolt.feature_table()}
    assert table[14].name == "payment_secret" and table[16].dependencies == (14,)
    assert keelbolt.feature(17) == table[16] and keelbolt.feature(2) is None
    in_invoices = [bit for bit, row in table.items() if keelbolt.FeatureContext.INVOICE in row.contexts]
    assert keelbolt.invoice_features() == in_invoices
    for context in keelbolt.FeatureContext:
        bits = [bit for bit, row in table.items() if context in row.contexts]
        assert keelbolt.features_of_context(context) == bits
