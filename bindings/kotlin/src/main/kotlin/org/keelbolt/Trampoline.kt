package org.keelbolt

/**
 * For a hop that is a trampoline node: it finds its own onion in the payload (a proposal, may change).
 *
 * @param paymentData the secret of this part of the payment; null where the node is reached over a blinded path.
 * @param pathKey the path key, for the first trampoline node of a blinded path.
 * @throws OnionException for a path key that is no point.
 */
fun Payload.Companion.toTrampoline(
    amtToForward: ULong,
    outgoingCltvValue: UInt,
    packet: Octets,
    paymentData: PaymentData?,
    pathKey: PublicKey? = null,
): Payload = toTrampolinePayload(amtToForward, outgoingCltvValue, paymentData, packet.toByteArray(), pathKey)

/**
 * For a trampoline node that forwards to another: [trampolineForwardPayload] by another name (a proposal, may change).
 *
 * @throws OnionException for a node id that is no point.
 */
fun Payload.Companion.trampolineForward(
    amtToForward: ULong,
    outgoingCltvValue: UInt,
    outgoingNodeId: PublicKey,
): Payload = trampolineForwardPayload(amtToForward, outgoingCltvValue, outgoingNodeId)

/**
 * For a trampoline node that pays a recipient who is none over blinded paths (a proposal, may change).
 *
 * @param features the feature bits of the recipient's invoice.
 * @throws OnionException for paths that cannot be written.
 */
fun Payload.Companion.trampolineToPaths(
    amtToForward: ULong,
    outgoingCltvValue: UInt,
    paths: List<PaymentPath>,
    features: Collection<UInt>? = null,
): Payload = trampolineToPathsPayload(amtToForward, outgoingCltvValue, paths, features?.toList())

/**
 * Reads the layer of a trampoline onion and says what this trampoline node is to do (a proposal, may change).
 *
 * @param outerPathKey the path key in the payload that carried the onion, if there was one.
 * @throws OnionException for a payload that breaks the rules, with [OnionException.failure] as the answer.
 */
fun PeeledOnion.trampolineInstruction(outerPathKey: PublicKey? = null): TrampolineInstruction =
    parsePayload(payload.toByteArray()).use { it.trampolineInstruction(isFinal, outerPathKey) }

/** What the failure says between trampoline nodes; null for one of the others (a proposal, may change). */
val FailureMessage.asTrampoline: TrampolineFailure? get() = trampolineFailure(this)
