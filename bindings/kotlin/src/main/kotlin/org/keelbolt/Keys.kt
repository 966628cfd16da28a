package org.keelbolt

/**
 * A point of secp256k1 in its compressed form, 33 bytes.
 *
 * That the bytes are a point is checked where the key is used: [InvoiceException.KeyNotAPoint].
 *
 * @throws InvoiceException.WrongLength for another number of bytes.
 */
class PublicKey(bytes: ByteArray) : Bytes(bytes, length = 33) {
    /** Reads public keys from hex. */
    companion object {
        /**
         * Reads 66 hex digits, in either case.
         *
         * @throws InvoiceException.WrongLength for another number of bytes.
         * @throws IllegalArgumentException when it is no hex.
         */
        fun fromHex(hex: String): PublicKey = PublicKey(hex.hexToByteArray())
    }
}

/**
 * An ECDSA signature: R and S, 32 bytes each, big-endian.
 *
 * That R and S are below the group order is checked where the signature is used:
 * [InvoiceException.SignatureOutOfRange].
 *
 * @throws InvoiceException.WrongLength for another number of bytes than 64.
 */
class Signature(bytes: ByteArray) : Bytes(bytes, length = 64) {
    /** Reads signatures from hex. */
    companion object {
        /**
         * Reads 128 hex digits, in either case.
         *
         * @throws InvoiceException.WrongLength for another number of bytes.
         * @throws IllegalArgumentException when it is no hex.
         */
        fun fromHex(hex: String): Signature = Signature(hex.hexToByteArray())
    }
}

/**
 * The x coordinate of a point of secp256k1, as BIP 340 has public keys, 32 bytes.
 *
 * That a point has it is checked where the key is used.
 *
 * @throws InvoiceException.WrongLength for another number of bytes than 32.
 */
class XOnlyPublicKey(bytes: ByteArray) : Bytes(bytes, length = 32) {
    /** Reads keys from hex. */
    companion object {
        /**
         * Reads 64 hex digits, in either case.
         *
         * @throws InvoiceException.WrongLength for another number of bytes.
         * @throws IllegalArgumentException when it is no hex.
         */
        fun fromHex(hex: String): XOnlyPublicKey = XOnlyPublicKey(hex.hexToByteArray())
    }
}

/**
 * A BIP 340 signature: R and s, 32 bytes each, big-endian.
 *
 * @throws InvoiceException.WrongLength for another number of bytes than 64.
 */
class SchnorrSignature(bytes: ByteArray) : Bytes(bytes, length = 64) {
    /** Reads signatures from hex. */
    companion object {
        /**
         * Reads 128 hex digits, in either case.
         *
         * @throws InvoiceException.WrongLength for another number of bytes.
         * @throws IllegalArgumentException when it is no hex.
         */
        fun fromHex(hex: String): SchnorrSignature = SchnorrSignature(hex.hexToByteArray())
    }
}
