package org.keelbolt

import java.security.SecureRandom

/**
 * The secrets of the wallet's channel with this number, from the wallet's master key. [random] gives the 32 bytes that
 * blind the computation against side channels; the secrets do not depend on them.
 *
 * @throws CommitmentException.ChildIndexTooLarge for a number from 2^31 on.
 */
fun ChannelSecrets.Companion.derive(root: ExtendedSecretKey, channel: UInt, random: SecureRandom): ChannelSecrets =
    random.lend { derive(root = root, channel = channel, entropy = it) }

/**
 * What the other node is shown. [random] gives the 32 bytes that blind the computation against side channels; the
 * result does not depend on them.
 */
fun ChannelSecrets.basepoints(random: SecureRandom): Basepoints = random.lend { basepoints(entropy = it) }

/**
 * The point of the commitment with this number, which the other node is told before. [random] gives the 32 bytes that
 * blind the computation against side channels; the point does not depend on them.
 *
 * @throws CommitmentException.CommitmentNumberTooLarge for a number of more than 48 bits.
 */
fun ChannelSecrets.perCommitmentPoint(number: ULong, random: SecureRandom): PublicKey =
    random.lend { perCommitmentPoint(number = number, entropy = it) }

/**
 * The point of the commitment with this number. [random] gives the 32 bytes that blind the computation against side
 * channels; the point does not depend on them.
 *
 * @throws CommitmentException.CommitmentNumberTooLarge for a number of more than 48 bits.
 */
fun SecretGenerator.point(number: ULong, random: SecureRandom): PublicKey =
    random.lend { point(number = number, entropy = it) }

/**
 * The point of the secret. [random] gives the 32 bytes that blind the computation against side channels; the point does
 * not depend on them.
 *
 * @throws CommitmentException.SecretKeyOutOfRange for a secret that is no key.
 */
fun PerCommitmentSecret.point(random: SecureRandom): PublicKey = random.lend { point(entropy = it) }

/**
 * The keys of the commitment with this point, whose owner is [local]: [deriveCommitmentKeys] by another name.
 *
 * @throws CommitmentException for points that are none.
 */
fun CommitmentKeys.Companion.derive(
    perCommitmentPoint: PublicKey,
    local: Basepoints,
    remote: Basepoints,
): CommitmentKeys = deriveCommitmentKeys(perCommitmentPoint, local, remote)
