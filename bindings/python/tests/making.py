"""Invoices made by hand, sound and broken: bech32 (BIP 173) and tagged fields (BOLT 11)."""

from __future__ import annotations

import keelbolt

ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"

# The timestamp of BOLT 11's examples, 1496314658, and a signature whose values are in range.
TIMESTAMP = "pvjluez"
NOW = 1496314658
SIGNATURE = (
    "357wnc5r2ueh7ck6q93dj32dlqnls087fxdwk8qakdyafkq3yap9us6v52vjjsrvywa6rt52cm9r9zqt8r2t7mlcwspyetp5h2tztugp"
)

# The payee of the examples, as an `n` field holds it.
POINT = "q0n326hr8v9zprg8gsvezcch06gfaqqhde2aj730yg0durunfhv66"

ENTROPY = bytes(range(32))


def checksummed(prefix: str, data: str) -> str:
    """The text with a valid checksum."""
    lower = prefix.lower().encode()
    words = [byte >> 5 for byte in lower] + [0] + [byte & 31 for byte in lower]
    words += [ALPHABET.index(letter) for letter in data] + [0] * 6
    checksum = _polymod(words) ^ 1
    tail = "".join(ALPHABET[(checksum >> 5 * (5 - place)) & 31] for place in range(6))
    text = f"{prefix.lower()}1{data}{tail}"
    return text.upper() if prefix.isupper() else text


def invoice_of(fields: str, signature: str = SIGNATURE, prefix: str = "lnbc") -> str:
    """An invoice with these fields and a signature that is not theirs."""
    return checksummed(prefix, TIMESTAMP + fields + signature)


def field(letter: str, data: str) -> str:
    """A field: its letter, its length in two words, its data."""
    return letter + ALPHABET[len(data) // 32] + ALPHABET[len(data) % 32] + data


def packed(data: bytes) -> str:
    """Bytes as words, zero bits at the end."""
    count = -(-len(data) * 8 // 5)
    bits = int.from_bytes(data, "big") << (count * 5 - len(data) * 8)
    return "".join(ALPHABET[(bits >> 5 * (count - 1 - place)) & 31] for place in range(count))


def key(byte: int = 4) -> keelbolt.SecretKey:
    """A secret key."""
    return keelbolt.SecretKey(bytes([byte]) * 32)


def draft(**changes: object) -> keelbolt.InvoiceDraft:
    """A draft that can be written, with these changes."""
    contents = {
        "network": keelbolt.Network.BITCOIN,
        "timestamp": NOW,
        "payment_hash": keelbolt.PaymentHash(bytes([1]) * 32),
        "payment_secret": keelbolt.PaymentSecret(bytes([2]) * 32),
        "description": keelbolt.InvoiceDescription.TEXT("tea"),
    }
    return keelbolt.InvoiceDraft(**{**contents, **changes})


def _polymod(words: list[int]) -> int:
    generator = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
    state = 1
    for word in words:
        top = state >> 25
        state = (state & 0x1FFFFFF) << 5 ^ word
        for place, factor in enumerate(generator):
            if top >> place & 1:
                state ^= factor
    return state
