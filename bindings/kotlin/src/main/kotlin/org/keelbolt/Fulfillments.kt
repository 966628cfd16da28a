package org.keelbolt

import kotlin.time.Duration

/**
 * The recipient makes what travels back with the preimage, and reports how long it held the HTLC. All else is as in
 * the function of the same name that takes no time.
 *
 * @param holdTime counts in steps of 100 milliseconds; a negative one counts as zero.
 * @throws OnionException for records that cannot be sent.
 */
fun createFulfillment(sharedSecret: SharedSecret, holdTime: Duration, records: Octets? = null): FulfillmentPacket =
    createFulfillment(
        sharedSecret = sharedSecret,
        records = records?.toByteArray(),
        holdTimeMs = holdTime.asHoldTime,
    )

/**
 * A node on the way back adds its report and obfuscates what came from downstream: see [wrapFulfillment].
 *
 * @param holdTime how long this node held the HTLC; null for one that does not report, and so passes no report on.
 * @throws OnionException.TooLong when the peer breaks the protocol.
 * @throws OnionException.AttributionLength for attribution data of another length.
 */
fun FulfillmentPacket.wrap(sharedSecret: SharedSecret, holdTime: Duration? = null): FulfillmentPacket =
    wrapFulfillment(
        sharedSecret = sharedSecret,
        payload = payload?.toByteArray(),
        holdTimeMs = holdTime?.asHoldTime,
        attributionData = attributionData?.toByteArray(),
    )

/**
 * The origin reads what the recipient tells it, and how long each hop held the HTLC: see [decryptFulfillment].
 *
 * @throws OnionException.HopCount for no secrets, or too many.
 * @throws OnionException.TooLong for a payload above 32768 bytes.
 * @throws OnionException.AttributionLength for attribution data of another length.
 */
fun FulfillmentPacket.decrypt(secrets: RouteSecrets): DecryptedFulfillment = decryptFulfillment(
    secrets = secrets,
    payload = payload?.toByteArray(),
    attributionData = attributionData?.toByteArray(),
)
