package org.keelbolt

/**
 * A hop of an onion that is to be built, told by its records.
 *
 * @throws OnionException for a payload that cannot be written.
 */
fun OnionHop(publicKey: PublicKey, payload: Payload): OnionHop = OnionHop(publicKey, payload.write())

/**
 * Takes one layer off a packet as a record holds it: see the function of the same name that takes arrays.
 *
 * @param associatedData what the packet is bound to: the [PaymentHash] of a payment, [Octets] elsewhere.
 * @throws OnionException with [OnionException.failure] as the answer, where there is one.
 */
fun peelOnion(packet: Octets, key: SecretKey, associatedData: Bytes): PeeledOnion =
    peelOnion(packet = packet.toByteArray(), key = key, associatedData = associatedData.toByteArray())

/** Whether the onion ends here. */
val PeeledOnion.isFinal: Boolean get() = nextPacket == null

/**
 * Reads the payload of the layer and says what this hop is to do.
 *
 * @param pathKey the path key that came in `update_add_htlc`, if one did.
 * @throws OnionException for a payload that breaks the rules, with [OnionException.failure] as the answer.
 */
fun PeeledOnion.instruction(pathKey: PublicKey? = null): Instruction =
    parsePayload(payload.toByteArray()).use { it.instruction(isFinal = isFinal, pathKey = pathKey) }

/** The failure with which to answer the HTLC that brought [packet]; null where the error is not the peer's. */
fun OnionException.failure(packet: Octets): FailureMessage? = failure(packet.toByteArray())
