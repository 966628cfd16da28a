package org.keelbolt

/**
 * SHA-256 of the preimage that proves a payment, 32 bytes.
 *
 * @throws InvoiceException.WrongLength for another number of bytes.
 */
class PaymentHash(bytes: ByteArray) : Bytes(bytes, length = 32) {
    /** Reads payment hashes from hex. */
    companion object {
        /**
         * Reads 64 hex digits, in either case.
         *
         * @throws InvoiceException.WrongLength for another number of bytes.
         * @throws IllegalArgumentException when it is no hex.
         */
        fun fromHex(hex: String): PaymentHash = PaymentHash(hex.hexToByteArray())
    }
}

/**
 * What the payee asks the payer to repeat, so that no node on the way can probe the payee, 32 bytes.
 *
 * It is printed in the invoice and so is no secret from whoever holds that.
 *
 * @throws InvoiceException.WrongLength for another number of bytes.
 */
class PaymentSecret(bytes: ByteArray) : Bytes(bytes, length = 32) {
    /** Reads payment secrets from hex. */
    companion object {
        /**
         * Reads 64 hex digits, in either case.
         *
         * @throws InvoiceException.WrongLength for another number of bytes.
         * @throws IllegalArgumentException when it is no hex.
         */
        fun fromHex(hex: String): PaymentSecret = PaymentSecret(hex.hexToByteArray())
    }
}

/**
 * A SHA-256 digest, 32 bytes.
 *
 * @throws InvoiceException.WrongLength for another number of bytes.
 */
class Sha256(bytes: ByteArray) : Bytes(bytes, length = 32) {
    /** Reads digests from hex. */
    companion object {
        /**
         * Reads 64 hex digits, in either case.
         *
         * @throws InvoiceException.WrongLength for another number of bytes.
         * @throws IllegalArgumentException when it is no hex.
         */
        fun fromHex(hex: String): Sha256 = Sha256(hex.hexToByteArray())
    }
}

/**
 * The id of a transaction, 32 bytes in the order in which transactions and messages have them. As hex it is shown, and
 * read, the other way round, as people know it.
 *
 * @throws InvoiceException.WrongLength for another number of bytes.
 */
class Txid(bytes: ByteArray) : Bytes(bytes, length = 32) {
    /** The id as people know it, in lower-case hex. */
    override fun toHex(): String = toByteArray().reversedArray().toHexString()

    /** Reads ids from hex. */
    companion object {
        /**
         * Reads an id as people know it: 64 hex digits, in either case.
         *
         * @throws InvoiceException.WrongLength for another number of bytes.
         * @throws IllegalArgumentException when it is no hex.
         */
        fun fromHex(hex: String): Txid = Txid(hex.hexToByteArray().reversedArray())
    }
}

/**
 * SHA-256 of the 32 bytes that unlock a leaf of a tree of VTXOs, which the server shows once the inputs are forfeited.
 *
 * @throws InvoiceException.WrongLength for another number of bytes.
 */
class UnlockHash(bytes: ByteArray) : Bytes(bytes, length = 32) {
    /** Reads unlock hashes from hex. */
    companion object {
        /**
         * Reads 64 hex digits, in either case.
         *
         * @throws InvoiceException.WrongLength for another number of bytes.
         * @throws IllegalArgumentException when it is no hex.
         */
        fun fromHex(hex: String): UnlockHash = UnlockHash(hex.hexToByteArray())
    }
}
