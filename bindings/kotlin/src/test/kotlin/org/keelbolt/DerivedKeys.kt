package org.keelbolt

import java.math.BigInteger
import java.security.MessageDigest
import javax.crypto.Cipher
import javax.crypto.Mac
import javax.crypto.spec.ChaCha20ParameterSpec
import javax.crypto.spec.SecretKeySpec
import org.keelbolt.Samples.entropy

/** What BOLT 4 derives on the way, made again with Java's own means: the vectors show it, and the library keeps it. */
internal object DerivedKeys {
    /** "rho", "mu" and so on, from a shared secret. */
    fun key(type: String, secret: ByteArray): ByteArray = hmac(type.toByteArray(), secret)

    fun hmac(key: ByteArray, bytes: ByteArray): ByteArray = Mac.getInstance("HmacSHA256").run {
        init(SecretKeySpec(key, algorithm))
        doFinal(bytes)
    }

    /** The factor from one ephemeral key to the next, or from one path key to the next. */
    fun blindingFactor(point: PublicKey, secret: ByteArray): ByteArray =
        MessageDigest.getInstance("SHA-256").digest(point.toByteArray() + secret)

    /** A secret key times a factor. */
    fun times(key: ByteArray, factor: ByteArray): ByteArray {
        val product = BigInteger(1, key) * BigInteger(1, factor) % ORDER
        return product.toByteArray().takeLast(32).let { ByteArray(32 - it.size) + it }
    }

    /** The first bytes of the cipher stream of a key. */
    fun stream(key: ByteArray, length: Int): ByteArray = Cipher.getInstance("ChaCha20").run {
        init(Cipher.ENCRYPT_MODE, SecretKeySpec(key, "ChaCha20"), ChaCha20ParameterSpec(ByteArray(12), 0))
        doFinal(ByteArray(length))
    }

    fun point(key: ByteArray): PublicKey = SecretKey(key).use { it.publicKey(entropy) }

    /** What the two keys share: a packet with this ephemeral key has it for the node of the secret one. */
    fun shared(point: PublicKey, key: ByteArray): ByteArray = SecretKey(key).use { secretKey ->
        onionSharedSecret(byteArrayOf(0) + point.toByteArray() + ByteArray(32), secretKey).use { it.expose() }
    }

    private val ORDER = BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16)
}
