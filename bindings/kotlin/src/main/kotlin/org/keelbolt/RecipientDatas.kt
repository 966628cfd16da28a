package org.keelbolt

/**
 * Reads what the maker of a path tells a hop, decrypted: [parseRecipientData] by another name.
 *
 * @throws OnionException with what is wrong and where.
 */
fun RecipientData.Companion.parse(bytes: ByteArray): RecipientData = parseRecipientData(bytes)

/**
 * Tells a hop to pass on to a node: [dataToNode] by another name.
 *
 * @throws OnionException.KeyNotAPoint for a node id that is no point.
 */
fun RecipientData.Companion.toNode(nodeId: PublicKey): RecipientData = dataToNode(nodeId)

/** Tells a hop to pass on over a channel: [dataToChannel] by another name. */
fun RecipientData.Companion.toChannel(shortChannelId: ULong): RecipientData = dataToChannel(shortChannelId)

/**
 * Tells a hop to pass on to another path: [dataLeadingTo] by another name.
 *
 * @throws OnionException for a path that cannot be written.
 */
fun RecipientData.Companion.leadingTo(path: BlindedPath): RecipientData = dataLeadingTo(path)

/** What the recipient tells itself: [dataForRecipient] by another name. */
fun RecipientData.Companion.forRecipient(pathId: PathId): RecipientData = dataForRecipient(pathId)

/**
 * Whether an HTLC may pass through or end here. All else is as in the function of the same name that takes amount and
 * expiry apart.
 *
 * @param known the feature bits that this node knows for blinded paths; so far there are none.
 * @param used the feature bits that the payment uses.
 * @throws OnionException with why it may not.
 */
fun RecipientData.checkPayment(
    htlc: Htlc,
    known: Collection<UInt> = listOf(),
    used: Collection<UInt> = listOf(),
): Unit = checkPayment(htlc.amountMsat, htlc.cltvExpiry, known.toList(), used.toList())

/**
 * What a node that is not the final one forwards of an HTLC. All else is as in the function of the same name that
 * takes amount and expiry apart.
 *
 * @param known the feature bits that this node knows for blinded paths; so far there are none.
 * @param used the feature bits that the payment uses.
 * @throws OnionException with why it may not forward; the answer is `invalid_onion_blinding`.
 */
fun RecipientData.forwardPayment(
    htlc: Htlc,
    known: Collection<UInt> = listOf(),
    used: Collection<UInt> = listOf(),
): BlindedForward = forwardPayment(htlc.amountMsat, htlc.cltvExpiry, known.toList(), used.toList())
