package org.keelbolt

import java.security.SecureRandom

/**
 * The public key. [random] gives the 32 bytes that blind the computation against side channels; the result does not
 * depend on them.
 */
fun SecretKey.publicKey(random: SecureRandom): PublicKey = random.lend { publicKey(entropy = it) }

/**
 * Signs a digest by itself, as a signer elsewhere does for an unsigned invoice. [random] gives the 32 bytes that blind
 * the computation against side channels; the signature does not depend on them.
 */
fun SecretKey.signRecoverable(digest: Sha256, random: SecureRandom): RecoverableSignature =
    random.lend { signRecoverable(digest = digest, entropy = it) }

/**
 * Signs a digest as transactions need it, for whatever shows one to an external signer. [random] gives the 32 bytes
 * that blind the computation against side channels; the signature does not depend on them.
 */
fun SecretKey.sign(digest: Sha256, random: SecureRandom): Signature = signRecoverable(digest, random).signature

/**
 * Writes the invoice in its shortest form and signs it with a key in memory. [random] gives the 32 bytes that blind
 * the computation against side channels; the invoice does not depend on them.
 *
 * @throws InvoiceException for a draft that no invoice can hold.
 */
fun InvoiceDraft.sign(key: SecretKey, random: SecureRandom): Invoice = random.lend { sign(key = key, entropy = it) }

/**
 * Signs with a key in memory, which ends this object. [random] gives the 32 bytes that blind the computation against
 * side channels; the invoice does not depend on them.
 *
 * @throws InvoiceException.AlreadySigned when it was signed before, or its signing failed.
 * @throws InvoiceException.WrongSigner when an `n` field names another key.
 */
fun UnsignedInvoice.sign(key: SecretKey, random: SecureRandom): Invoice = random.lend { sign(key = key, entropy = it) }

/**
 * Builds the packet for a route. [random] gives a fresh session key, and the 32 bytes that blind the computation
 * against side channels.
 *
 * @param associatedData what the packet is bound to: the [PaymentHash] of a payment, [Octets] elsewhere.
 * @param hopPayloadsLength the length of the routing field, in bytes; null is that of a payment, 1300.
 * @throws OnionException for a route that no packet can hold.
 */
fun buildOnion(
    hops: List<OnionHop>,
    associatedData: Bytes,
    random: SecureRandom,
    hopPayloadsLength: UShort? = null,
): BuiltOnion = random.lendTwo { sessionKey, entropy ->
    buildOnion(hops, associatedData.toByteArray(), sessionKey, entropy, hopPayloadsLength)
}

/**
 * Makes the blinded path. [random] gives a fresh session key, and the 32 bytes that blind the computation against side
 * channels.
 *
 * @throws OnionException for hops that no path can hold.
 */
fun PathDraft.write(random: SecureRandom): BlindedPath =
    random.lendTwo { sessionKey, entropy -> write(sessionKey, entropy) }

/**
 * Writes the onion message. [random] gives a fresh session key, and the 32 bytes that blind the computation against
 * side channels.
 *
 * @throws OnionException for a draft that no message can hold.
 */
fun MessageDraft.write(random: SecureRandom): OnionMessage =
    random.lendTwo { sessionKey, entropy -> write(sessionKey, entropy) }

/** Hands out 32 fresh bytes twice and wipes them afterwards. */
internal inline fun <R> SecureRandom.lendTwo(use: (ByteArray, ByteArray) -> R): R =
    lend { first -> lend { second -> use(first, second) } }

/** Hands out 32 fresh bytes and wipes them afterwards. */
internal inline fun <R> SecureRandom.lend(use: (ByteArray) -> R): R {
    val entropy = ByteArray(32).also(::nextBytes)
    try {
        return use(entropy)
    } finally {
        entropy.fill(0)
    }
}
