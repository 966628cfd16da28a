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

/** Hands out 32 fresh bytes and wipes them afterwards. */
private inline fun <R> SecureRandom.lend(use: (ByteArray) -> R): R {
    val entropy = ByteArray(32).also(::nextBytes)
    try {
        return use(entropy)
    } finally {
        entropy.fill(0)
    }
}
