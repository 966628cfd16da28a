package org.keelbolt

import java.math.BigInteger
import java.nio.ByteBuffer
import java.nio.ByteOrder
import java.security.MessageDigest

/** What a transaction is, made again with Java's own means. */
internal object Transactions {
    /** Two rounds of SHA-256: what ids and legacy signatures are of. */
    fun doubleSha256(bytes: ByteArray): ByteArray = MessageDigest.getInstance("SHA-256").run { digest(digest(bytes)) }

    /** The id of a transaction without witnesses. */
    fun txid(bytes: ByteArray) = Txid(doubleSha256(bytes))

    /** The outputs of a transaction without witnesses, whose counts and lengths fit a byte each. */
    fun outputs(bytes: ByteArray): List<TxOut> {
        val buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).position(VERSION_LENGTH)
        repeat(buffer.get().toInt()) {
            buffer.position(buffer.position() + OUTPOINT_LENGTH)
            buffer.position(buffer.position() + 1 + buffer.get(buffer.position()) + SEQUENCE_LENGTH)
        }
        return List(buffer.get().toInt()) {
            TxOut(buffer.getLong().toULong(), Octets(ByteArray(buffer.get().toInt()).also(buffer::get)))
        }
    }

    /** A transaction of one input, spent by nobody, with these outputs. */
    fun funding(outputs: List<TxOut>): Octets {
        val bytes = ByteBuffer.allocate(1_000).order(ByteOrder.LITTLE_ENDIAN)
        bytes.putInt(2).put(1).put(ByteArray(OUTPOINT_LENGTH) { 6 }).put(0).putInt(-1).put(outputs.size.toByte())
        for ((value, script) in outputs) {
            bytes.putLong(value.toLong()).put(script.size.toByte()).put(script.toByteArray())
        }
        bytes.putInt(0)
        return Octets(bytes.array().copyOf(bytes.position()))
    }

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

    private const val VERSION_LENGTH = 4
    private const val OUTPOINT_LENGTH = 36
    private const val SEQUENCE_LENGTH = 4
}
