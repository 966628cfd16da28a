package org.keelbolt

import java.security.SecureRandom

/**
 * Signs as the other node than the owner. [random] gives the 32 bytes that blind the computation against side channels;
 * the signatures do not depend on them.
 */
fun Commitment.sign(secrets: ChannelSecrets, random: SecureRandom): CommitmentSignatures =
    random.lend { sign(secrets = secrets, entropy = it) }

/**
 * The secret key with which a claim is signed, for a signer that keeps the secrets apart. [random] gives the 32 bytes
 * that blind the computation against side channels; the key does not depend on them.
 *
 * @throws CommitmentException.KeyNotAPoint for a point that is none.
 */
fun ChannelSecrets.signingKey(origin: KeyOrigin, random: SecureRandom): SecretKey =
    random.lend { signingKey(origin = origin, entropy = it) }

/** The index of the first output of this kind; null when the commitment has none. */
fun Commitment.outputOf(kind: OutputKind): UInt? =
    outputs().indexOfFirst { it.kind == kind }.takeIf { it >= 0 }?.toUInt()

/**
 * The claims of what HTLC transactions of this commitment pay. All else is as in the function of the same name that
 * takes an array.
 *
 * @throws CommitmentException for bytes that are no transaction, or a path that such outputs do not have.
 */
fun Commitment.secondStageClaims(transaction: Octets, path: SpendPath): List<Claim> =
    secondStageClaims(transaction.toByteArray(), path)

/**
 * The preimages that a transaction shows when it takes HTLCs of this commitment. All else is as in the function of the
 * same name that takes an array.
 *
 * @throws CommitmentException.MalformedTransaction for bytes that are no transaction.
 */
fun Commitment.revealedPreimages(transaction: Octets): List<RevealedPreimage> =
    revealedPreimages(transaction.toByteArray())
