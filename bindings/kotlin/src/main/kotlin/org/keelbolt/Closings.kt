package org.keelbolt

import java.security.SecureRandom

/** The form of a script; null when it has none of those to which a channel can be closed. */
fun ShutdownForm.Companion.recognise(script: Octets): ShutdownForm? = shutdownForm(script.toByteArray())

/**
 * The form of a script that a node names in `shutdown`, when it may. All else is as in the function of the same name
 * that takes arrays.
 *
 * @param upfront what that node told when the channel opened; an empty one is none.
 * @throws CommitmentException with why it may not.
 */
fun ShutdownRules.check(script: Octets, upfront: Octets? = null): ShutdownForm =
    check(script.toByteArray(), upfront?.toByteArray())

/**
 * What the closer sends in `closing_complete`. [random] gives the 32 bytes that blind the computation against side
 * channels; the signatures do not depend on them.
 *
 * @param funding the secret of its `funding_pubkey`.
 * @param uneconomical that it does not care for its own output.
 * @throws CommitmentException for a fee that its balance does not pay, or that leaves nothing.
 */
fun SimpleClose.sign(funding: SecretKey, random: SecureRandom, uneconomical: Boolean = false): ClosingSignatures =
    random.lend { sign(funding = funding, entropy = it, uneconomical = uneconomical) }

/**
 * What the closee does with `closing_complete`: it checks, signs, answers and publishes. [random] gives the 32 bytes
 * that blind the computation against side channels; the signature does not depend on them.
 *
 * @param funding the secret of its `funding_pubkey`.
 * @param uneconomical that it does not care for its own output.
 * @throws CommitmentException.VariantMissing when the signature is not there that must be taken.
 * @throws CommitmentException.ClosingSignature when that is wrong.
 */
fun SimpleClose.countersign(
    complete: ClosingSignatures,
    funding: SecretKey,
    random: SecureRandom,
    uneconomical: Boolean = false,
): CountersignedClose = random.lend { countersign(complete, funding, entropy = it, uneconomical) }

/**
 * Signs with the secret of a node's `funding_pubkey`. [random] gives the 32 bytes that blind the computation against
 * side channels; the signature does not depend on them.
 */
fun ClosingTransaction.sign(funding: SecretKey, random: SecureRandom): Signature =
    random.lend { sign(funding = funding, entropy = it) }
