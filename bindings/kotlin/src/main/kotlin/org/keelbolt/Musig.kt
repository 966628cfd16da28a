package org.keelbolt

import java.security.SecureRandom

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

/**
 * Makes a signer's nonces, for one signature. [random] gives the 32 bytes from which they come, and the 32 bytes that
 * blind the computation against side channels. What is known by now of the ceremony goes into the nonces, for defence
 * in depth.
 *
 * @param keys the keys that sign.
 * @param message what is signed.
 * @param extra any 32 bytes more.
 * @throws MusigException.WrongLength for another number of bytes.
 */
fun MusigSecretNonce(
    key: SecretKey,
    random: SecureRandom,
    keys: MusigKeys? = null,
    message: Sha256? = null,
    extra: ByteArray? = null,
): MusigSecretNonce = random.lendTwo { randomness, entropy ->
    MusigSecretNonce(key, randomness, entropy, keys, message, extra)
}

/**
 * Signs what the session is about, once: the nonces are used up then, also when it failed. [random] gives the 32 bytes
 * that blind the computation against side channels; the signature does not depend on them.
 *
 * @throws MusigException.NonceUsed after the first time.
 * @throws MusigException.NonceOfAnotherKey when the nonces were made for another key.
 * @throws MusigException.NotASigner when the key is none of the session's.
 */
fun MusigSecretNonce.sign(session: MusigSession, key: SecretKey, random: SecureRandom): MusigPartialSignature =
    random.lend { sign(session = session, key = key, entropy = it) }
