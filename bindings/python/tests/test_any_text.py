"""Any text and any bytes, to every entry point: a value or an `InvoiceError`, never anything else."""

from __future__ import annotations

import random

import pytest

import keelbolt
from making import ALPHABET, ENTROPY, NOW, SIGNATURE, TIMESTAMP, checksummed, draft, field, key

ROUNDS = 2000
LETTERS = [
    ALPHABET,
    "lnbctbcrt1munp0123456789",
    "".join(map(chr, range(0x250))),
    "\u20bf\U0001f5f2\0",
    "lnbc1\ud800\udfff",
]


def any_text(dice: random.Random) -> str:
    letters = dice.choice(LETTERS)
    text = "".join(dice.choices(letters, k=dice.randrange(300)))
    return dice.choice(["", "lnbc", "lnbc1", "lightning:", "bitcoin:?lightning="]) + text


def any_words(dice: random.Random) -> str:
    return "".join(dice.choices(ALPHABET, k=dice.choice([0, 1, 2, 10, 52, 53, 82, 200])))


def any_invoice(dice: random.Random) -> str:
    """Random fields under a valid checksum, so that they are read and not just refused by it."""
    prefix = dice.choice(["lnbc", "lntb2500u", "lntbs", "lnbcrt1p", "LNBC20M", "lnbc10p", "ln"])
    fields = [field(dice.choice(ALPHABET), any_words(dice)) for _ in range(dice.randrange(6))]
    signature = dice.choice([SIGNATURE, "".join(dice.choices(ALPHABET, k=104))])
    return checksummed(prefix, TIMESTAMP + "".join(fields) + dice.choice(["", "q"]) + signature)


def ask_everything(invoice: keelbolt.Invoice) -> None:
    for question in (
        invoice.payee,
        invoice.fields,
        lambda: invoice.check_payable(keelbolt.invoice_features(), NOW),
        lambda: invoice.check_features([]),
        lambda: [item.address(invoice.network) for item in invoice.fallbacks],
        lambda: [item.script_pubkey() for item in invoice.fallbacks],
        lambda: keelbolt.UnsignedInvoice.from_fields(
            invoice.network, invoice.amount_msat, invoice.timestamp, invoice.fields()
        ).sign(key(), ENTROPY),
    ):
        answer_or_error(question)


def answer_or_error(act: object) -> object:
    try:
        return act()
    except keelbolt.InvoiceError as error:
        assert str(error) and error.code and error.blame
        return None


@pytest.mark.parametrize("read", [keelbolt.Invoice.parse, keelbolt.Invoice.parse_uri])
@pytest.mark.parametrize("make", [any_text, any_invoice])
def test_texts(read: object, make: object) -> None:
    dice = random.Random(11)
    read_well = 0
    for _ in range(ROUNDS):
        text = make(dice)
        invoice = answer_or_error(lambda: read(text))
        if invoice is not None:
            read_well += 1
            ask_everything(invoice)
    # Random characters die at the checksum; the made ones must not all do.
    assert (read_well > ROUNDS / 50) == (make is any_invoice)


def test_drafts() -> None:
    dice = random.Random(9)
    signed = 0
    for _ in range(ROUNDS):
        text = any_text(dice).encode(errors="replace").decode()
        invoice = answer_or_error(
            lambda: draft(
                timestamp=dice.getrandbits(dice.choice([35, 64])),
                amount_msat=dice.choice([None, dice.getrandbits(64)]),
                description=keelbolt.InvoiceDescription.TEXT(text),
                metadata=dice.choice([None, text.encode()]),
                payee=dice.choice([None, dice.randbytes(dice.choice([0, 32, 33, 34]))]),
                features=dice.choice([None, [dice.getrandbits(32)], [8, 14]]),
                fallbacks=[
                    dice.choice(
                        [
                            keelbolt.Fallback.WITNESS(dice.getrandbits(8), dice.randbytes(dice.randrange(50))),
                            keelbolt.Fallback.P2SH(dice.randbytes(dice.choice([20, 21]))),
                            keelbolt.Fallback.UNKNOWN(dice.getrandbits(8), any_words(dice)),
                        ]
                    )
                ][dice.randrange(2) :],
                unknown_fields=[keelbolt.UnknownField(tag=text[:1], data=text[1:])][dice.randrange(2) :],
            ).sign(key(), ENTROPY)
        )
        if invoice is not None:
            signed += 1
            assert invoice.payee() == key().public_key(ENTROPY)
            ask_everything(invoice)
    assert signed > ROUNDS / 200


def test_bytes() -> None:
    dice = random.Random(5)
    for _ in range(ROUNDS):
        some = dice.randbytes(dice.choice([0, 31, 32, 33, 64, 65]))
        for make in (keelbolt.SecretKey, keelbolt.Preimage, keelbolt.sha256):
            answer_or_error(lambda: make(some))
        for kind in (keelbolt.PaymentHash, keelbolt.PaymentSecret, keelbolt.Sha256, keelbolt.PublicKey):
            answer_or_error(lambda: kind(some))
        digest = keelbolt.sha256(some)
        signature = keelbolt.RecoverableSignature(signature=dice.randbytes(64), recovery_id=dice.getrandbits(8))
        answer_or_error(lambda: signature.recover(digest))
        answer_or_error(lambda: signature.verify(digest, keelbolt.PublicKey(b"\x02" + dice.randbytes(32))))


@pytest.mark.parametrize("read", [keelbolt.Invoice.parse, keelbolt.Invoice.parse_uri])
def test_half_of_a_surrogate_pair_is_refused_in_its_place(read: object) -> None:
    with pytest.raises(keelbolt.InvoiceError.Bech32Character) as raised:
        read("lnbc1qq\ud800")
    assert (raised.value.offset, raised.value.found) == (7, ord("?"))


def test_half_of_a_surrogate_pair_is_not_written() -> None:
    """It has no UTF-8 form, and Python says so: what the caller meant is not guessed."""
    with pytest.raises(UnicodeEncodeError):
        draft(description=keelbolt.InvoiceDescription.TEXT("\ud800")).sign(key(), ENTROPY)
