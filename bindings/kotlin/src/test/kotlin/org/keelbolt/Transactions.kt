package org.keelbolt

import java.math.BigInteger
import java.security.MessageDigest

/** What a transaction is, made again with Java's own means. */
internal object Transactions {
    /** Two rounds of SHA-256: what ids and legacy signatures are of. */
    fun doubleSha256(bytes: ByteArray): ByteArray = MessageDigest.getInstance("SHA-256").run { digest(digest(bytes)) }

    /** RIPEMD-160, which Java does not have, of a hash. */
    fun hash160(paymentHash: PaymentHash): Octets = (hash160Lock(paymentHash) as HashLock.Hash160).hash

    /** HASH160 of a key, as P2WPKH has it. */
    fun hash160(key: PublicKey): Octets =
        hash160(PaymentHash(MessageDigest.getInstance("SHA-256").digest(key.toByteArray())))

    /** A signature in strict DER (BIP 66). */
    fun der(signature: Signature): ByteArray {
        val (r, s) = signature.toByteArray().let { it.copyOf(32) to it.copyOfRange(32, 64) }
        val numbers = integer(r) + integer(s)
        return byteArrayOf(0x30, numbers.size.toByte()) + numbers
    }

    private fun integer(bytes: ByteArray): ByteArray {
        val shortest = BigInteger(1, bytes).toByteArray()
        return byteArrayOf(2, shortest.size.toByte()) + shortest
    }

    /** P2WPKH of a hash of this byte. */
    fun wallet(byte: Int = 0x63) = Octets(byteArrayOf(0, 20) + ByteArray(20) { byte.toByte() })
}
