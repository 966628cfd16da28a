package org.keelbolt

/**
 * A MuSig2 signer's public nonces: two compressed points, 66 bytes.
 *
 * That they are points is checked where they are used.
 *
 * @throws InvoiceException.WrongLength for another number of bytes than 66.
 */
class MusigPublicNonce(bytes: ByteArray) : Bytes(bytes, length = 66) {
    /** Reads nonces from hex. */
    companion object {
        /**
         * Reads 132 hex digits, in either case.
         *
         * @throws InvoiceException.WrongLength for another number of bytes.
         * @throws IllegalArgumentException when it is no hex.
         */
        fun fromHex(hex: String): MusigPublicNonce = MusigPublicNonce(hex.hexToByteArray())
    }
}

/**
 * The sum of the public nonces of all MuSig2 signers: two compressed points, or zeros for infinity, 66 bytes.
 *
 * That they are points is checked where they are used.
 *
 * @throws InvoiceException.WrongLength for another number of bytes than 66.
 */
class MusigAggregateNonce(bytes: ByteArray) : Bytes(bytes, length = 66) {
    /** Reads nonces from hex. */
    companion object {
        /**
         * Reads 132 hex digits, in either case.
         *
         * @throws InvoiceException.WrongLength for another number of bytes.
         * @throws IllegalArgumentException when it is no hex.
         */
        fun fromHex(hex: String): MusigAggregateNonce = MusigAggregateNonce(hex.hexToByteArray())
    }
}

/**
 * A MuSig2 signer's part of a signature: a number below the group order, 32 bytes, big-endian.
 *
 * That it is below is checked where it is used.
 *
 * @throws InvoiceException.WrongLength for another number of bytes than 32.
 */
class MusigPartialSignature(bytes: ByteArray) : Bytes(bytes, length = 32) {
    /** Reads partial signatures from hex. */
    companion object {
        /**
         * Reads 64 hex digits, in either case.
         *
         * @throws InvoiceException.WrongLength for another number of bytes.
         * @throws IllegalArgumentException when it is no hex.
         */
        fun fromHex(hex: String): MusigPartialSignature = MusigPartialSignature(hex.hexToByteArray())
    }
}
