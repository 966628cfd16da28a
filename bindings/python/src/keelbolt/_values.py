"""Hashes, keys and signatures: bytes of a fixed number."""

from __future__ import annotations

from typing import Any, ClassVar


class _FixedBytes(bytes):
    """Bytes of one number, shown as hex. They are equal to any bytes of the same content."""

    LENGTH: ClassVar[int]

    def __new__(cls, value: Any) -> Any:
        # `bytes(32)` would be 32 zeros; only what holds bytes is taken.
        made = super().__new__(cls, memoryview(value))
        if len(made) != cls.LENGTH:
            from ._generated import InvoiceError

            raise InvoiceError.WrongLength(expected=cls.LENGTH, found=len(made))
        return made

    def __str__(self) -> str:
        return self.hex()

    def __repr__(self) -> str:
        return f"{type(self).__name__}('{self.hex()}')"


class PaymentHash(_FixedBytes):
    """SHA-256 of the preimage that proves a payment, 32 bytes."""

    LENGTH = 32


class PaymentSecret(_FixedBytes):
    """What the payee asks the payer to repeat, so that no node on the way can probe the payee, 32 bytes.

    It is printed in the invoice and so is no secret from whoever holds that.
    """

    LENGTH = 32


class Sha256(_FixedBytes):
    """A SHA-256 digest, 32 bytes."""

    LENGTH = 32


class PublicKey(_FixedBytes):
    """A point of secp256k1 in its compressed form, 33 bytes.

    That the bytes are a point is checked where the key is used.
    """

    LENGTH = 33


class Signature(_FixedBytes):
    """An ECDSA signature, R and S of 32 bytes each, big-endian.

    That R and S are below the group order is checked where the signature is used.
    """

    LENGTH = 64


class XOnlyPublicKey(_FixedBytes):
    """The x coordinate of a point of secp256k1, as BIP 340 has public keys, 32 bytes.

    That a point has it is checked where the key is used.
    """

    LENGTH = 32


class SchnorrSignature(_FixedBytes):
    """A BIP 340 signature: R and s, 32 bytes each, big-endian."""

    LENGTH = 64


class MusigPublicNonce(_FixedBytes):
    """A MuSig2 signer's public nonces: two compressed points, 66 bytes.

    That they are points is checked where they are used.
    """

    LENGTH = 66


class MusigAggregateNonce(_FixedBytes):
    """The sum of the public nonces of all MuSig2 signers: two compressed points, or zeros for infinity, 66 bytes.

    That they are points is checked where they are used.
    """

    LENGTH = 66


class MusigPartialSignature(_FixedBytes):
    """A MuSig2 signer's part of a signature: a number below the group order, 32 bytes, big-endian.

    That it is below is checked where it is used.
    """

    LENGTH = 32


class Txid(_FixedBytes):
    """The id of a transaction, 32 bytes in the order in which transactions and messages have them.

    As hex it is shown, and read, the other way round, as people know it.
    """

    LENGTH = 32

    @classmethod
    def fromhex(cls, string: str) -> Txid:
        """Reads an id as people know it."""
        return cls(bytes.fromhex(string)[::-1])

    def hex(self) -> str:  # type: ignore[override]
        """The id as people know it."""
        return self[::-1].hex()


class UnlockHash(_FixedBytes):
    """SHA-256 of the 32 bytes that unlock a leaf of a tree of VTXOs, which the server shows once the inputs are
    forfeited.
    """

    LENGTH = 32
