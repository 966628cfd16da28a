package org.keelbolt

/**
 * Reads a payload: [parsePayload] by another name.
 *
 * @throws OnionException with what is wrong and where.
 */
fun Payload.Companion.parse(bytes: ByteArray): Payload = parsePayload(bytes)

/** For a hop that forwards over a channel: [forwardPayload] by another name. Amounts are in millisatoshi. */
fun Payload.Companion.forward(amtToForward: ULong, outgoingCltvValue: UInt, shortChannelId: ULong): Payload =
    forwardPayload(amtToForward, outgoingCltvValue, shortChannelId)

/**
 * For the final hop of a payment to an invoice. Amounts are in millisatoshi.
 *
 * @param totalMsat the amount of the whole payment; a payment in one part is this part.
 * @param paymentMetadata what the invoice asks to be repeated.
 */
fun Payload.Companion.receive(
    amtToForward: ULong,
    outgoingCltvValue: UInt,
    paymentSecret: PaymentSecret,
    totalMsat: ULong = amtToForward,
    paymentMetadata: Octets? = null,
): Payload = receivePayload(amtToForward, outgoingCltvValue, PaymentData(paymentSecret, totalMsat))
    .copy(paymentMetadata = paymentMetadata)

/** For the final hop of a payment without an invoice: [keysendPayload] by another name. */
fun Payload.Companion.keysend(amtToForward: ULong, outgoingCltvValue: UInt, preimage: Preimage): Payload =
    keysendPayload(amtToForward, outgoingCltvValue, preimage)

/**
 * For a hop that forwards inside of a blinded path.
 *
 * @param currentPathKey the path key, for the first hop of the path.
 * @throws OnionException for a path key that is no point.
 */
fun Payload.Companion.blindedForward(encryptedRecipientData: Octets, currentPathKey: PublicKey? = null): Payload =
    blindedForwardPayload(encryptedRecipientData.toByteArray(), currentPathKey)

/**
 * For the final hop of a blinded path. Amounts are in millisatoshi.
 *
 * @param totalAmountMsat the amount of the whole payment; a payment in one part is this part.
 * @param currentPathKey the path key, where the path has only this hop.
 * @throws OnionException for a path key that is no point.
 */
fun Payload.Companion.blindedReceive(
    encryptedRecipientData: Octets,
    amtToForward: ULong,
    outgoingCltvValue: UInt,
    totalAmountMsat: ULong = amtToForward,
    currentPathKey: PublicKey? = null,
): Payload = blindedReceivePayload(
    encryptedRecipientData.toByteArray(), currentPathKey, amtToForward, outgoingCltvValue, totalAmountMsat,
)
