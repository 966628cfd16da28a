package org.keelbolt

import kotlin.time.Duration

/**
 * Reads a failure message and the records behind it: [parseFailure] by another name.
 *
 * @throws OnionException with what is wrong and where.
 */
fun FailureMessage.Companion.parse(bytes: ByteArray): ParsedFailure = parseFailure(bytes)

/** What the code of the failure says: its name and its flags. */
val FailureMessage.info: FailureCodeInfo get() = failureCodeInfo(failureCode())

/**
 * The erring node makes its answer, and reports how long it held the HTLC. All else is as in the function of the same
 * name that takes no time.
 *
 * @param holdTime counts in steps of 100 milliseconds; a negative one counts as zero.
 * @throws OnionException for a failure that is too long.
 */
fun createFailure(
    failure: FailureMessage,
    sharedSecret: SharedSecret,
    holdTime: Duration,
    extension: Octets? = null,
    paddedLength: UShort? = null,
): FailurePacket = createFailure(
    failure = failure,
    sharedSecret = sharedSecret,
    holdTimeMs = holdTime.asHoldTime,
    extension = extension?.toByteArray(),
    paddedLength = paddedLength,
)

/**
 * A node on the way back adds its report and obfuscates what came from downstream: see [wrapFailure].
 *
 * @param holdTime how long this node held the HTLC; null for one that does not report, and so passes no report on.
 * @throws OnionException.AttributionLength for attribution data of another length.
 */
fun FailurePacket.wrap(sharedSecret: SharedSecret, holdTime: Duration? = null): FailurePacket = wrapFailure(
    reason = reason.toByteArray(),
    sharedSecret = sharedSecret,
    holdTimeMs = holdTime?.asHoldTime,
    attributionData = attributionData?.toByteArray(),
)

/**
 * The origin finds who failed, why, and how long each hop held the HTLC: see [decryptFailure].
 *
 * @throws OnionException.HopCount for no secrets, or too many.
 * @throws OnionException.AttributionLength for attribution data of another length.
 */
fun FailurePacket.decrypt(secrets: RouteSecrets): DecryptedFailure = decryptFailure(
    reason = reason.toByteArray(),
    secrets = secrets,
    attributionData = attributionData?.toByteArray(),
)
