package org.keelbolt

/**
 * Reads a path that fills the bytes: [parseBlindedPath] by another name.
 *
 * @throws OnionException with what is wrong and where.
 */
fun BlindedPath.Companion.parse(bytes: ByteArray): BlindedPath = parseBlindedPath(bytes)

/**
 * Takes off the hops at which a path stands still, for a sender that is itself its first node: [startPath] by another
 * name.
 *
 * @throws OnionException for data that is not for this node.
 */
fun BlindedPath.start(nodeId: PublicKey, key: SecretKey): PathStart = startPath(this, nodeId, key)

/**
 * A hop of the recipient's own, which only makes the path look longer: [dummyHop] by another name.
 *
 * @throws OnionException.KeyNotAPoint for a node id that is no point.
 */
fun PathHop.Companion.dummy(recipient: PublicKey): PathHop = dummyHop(recipient)

/**
 * The hops of a path with their constraints set: [constrainPath] by another name.
 *
 * @param maxCltvExpiry the height at which the path expires.
 * @param minFinalCltvExpiryDelta the blocks that the recipient wants left.
 * @param htlcMinimumMsat the least amount of an HTLC, in millisatoshi.
 * @throws OnionException.RelayTooLarge when a height overflows.
 */
fun List<PathHop>.constrained(
    maxCltvExpiry: UInt,
    minFinalCltvExpiryDelta: UShort,
    htlcMinimumMsat: ULong,
): List<PathHop> = constrainPath(this, maxCltvExpiry, minFinalCltvExpiryDelta, htlcMinimumMsat)

/**
 * What a whole path asks for: [totalRelay] by another name.
 *
 * @param minFinalCltvExpiryDelta the blocks that the recipient wants left.
 * @throws OnionException.RelayTooLarge when the sums do not fit their fields.
 */
fun TotalRelay.Companion.of(hops: List<PaymentRelay>, minFinalCltvExpiryDelta: UShort): TotalRelay =
    totalRelay(hops, minFinalCltvExpiryDelta)

/**
 * What the node of [nodeKey] shares with the maker of the path: it decrypts [BlindedInstruction.encryptedRecipientData]
 * and gives the next path key.
 *
 * @throws OnionException.KeyNotAPoint for a path key that is no point.
 */
fun BlindedInstruction.pathSecret(nodeKey: SecretKey): PathSecret = PathSecret.derive(pathKey, nodeKey)

/**
 * Decrypts what the maker of the path tells this hop.
 *
 * @throws OnionException.RecipientDataNotAuthentic for data that is not for this hop.
 */
fun PathSecret.decrypt(encryptedRecipientData: Octets): RecipientData = decrypt(encryptedRecipientData.toByteArray())
