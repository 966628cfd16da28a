package org.keelbolt

import java.security.SecureRandom

/**
 * Claims, and the output script to which what they hold goes. All else is as in the class, which takes an array.
 *
 * @param parent an unconfirmed transaction for which this one pays too.
 * @throws CommitmentException for claims that do not go into one transaction.
 */
fun Sweep(claims: List<Claim>, destination: Octets, parent: SweepParent? = null): Sweep =
    Sweep(claims, destination.toByteArray(), parent)

/**
 * Signs with the secrets of one channel. [random] gives the 32 bytes that blind the computation against side channels;
 * the signatures do not depend on them.
 *
 * @throws CommitmentException.ClaimKey when a claim asks for another key.
 */
fun UnsignedSweep.sign(secrets: ChannelSecrets, random: SecureRandom): SignedSweep =
    random.lend { sign(secrets = secrets, entropy = it) }

/**
 * An output of the host's own wallet, which brings fees: [Claim.wallet] with the script as octets.
 *
 * @param witnessWeight the bytes of its witness, the count of its elements included.
 */
fun Claim.Companion.wallet(
    previousOutput: OutPoint,
    amountSat: ULong,
    scriptPubkey: Octets,
    witnessWeight: ULong,
): Claim = wallet(previousOutput, amountSat, scriptPubkey.toByteArray(), witnessWeight)

/**
 * The revocation by what the owner of a commitment has revealed. [random] gives the 32 bytes that blind the computation
 * against side channels; the result does not depend on them.
 *
 * @throws CommitmentException.SecretKeyOutOfRange for a secret that is no key.
 */
fun Revocation(secret: PerCommitmentSecret, random: SecureRandom): Revocation =
    random.lend { Revocation(secret = secret, entropy = it) }

/**
 * Recognises a revoked commitment that was published. [random] gives the 32 bytes that blind the computation against
 * side channels; the result does not depend on them.
 *
 * @param owner the node that published it.
 * @param htlcs those that this commitment may have, in any order.
 * @throws CommitmentException.NotACommitment for another transaction.
 * @throws CommitmentException.NotYetRevoked for a commitment whose secret has not come.
 */
fun RevokedCommitment.Companion.recognise(
    channel: ChannelParameters,
    owner: Node,
    transaction: Octets,
    secrets: SecretStore,
    htlcs: List<CommitmentHtlc>,
    random: SecureRandom,
): RevokedCommitment =
    random.lend { recognise(channel, owner, transaction.toByteArray(), secrets, htlcs, entropy = it) }

/**
 * The claims of what the cheater's HTLC transactions pay. All else is as in the function of the same name that takes an
 * array.
 *
 * @throws CommitmentException.MalformedTransaction for bytes that are no transaction.
 */
fun RevokedCommitment.secondStageClaims(transaction: Octets): List<Claim> =
    secondStageClaims(transaction.toByteArray())
