package org.keelbolt

/**
 * A message to the recipient of a blinded path.
 *
 * @param contents what it says.
 * @param replyPath how it can be answered.
 * @param unknown records of types that this version does not know, in the order of their types.
 */
fun MessageDraft(
    path: BlindedPath,
    contents: MessageContents? = null,
    replyPath: BlindedPath? = null,
    unknown: List<UnknownRecord> = listOf(),
): MessageDraft = draftMessage(path).copy(replyPath = replyPath, contents = contents, unknown = unknown)

/**
 * A message to the recipient of a path that began at the sender itself, from where [BlindedPath.start] leads onward.
 *
 * @param contents what it says.
 * @param replyPath how it can be answered.
 * @param unknown records of types that this version does not know, in the order of their types.
 */
fun MessageDraft(
    start: PathStart.Onward,
    contents: MessageContents? = null,
    replyPath: BlindedPath? = null,
    unknown: List<UnknownRecord> = listOf(),
): MessageDraft = MessageDraft(
    pathKey = start.pathKey,
    hops = start.hops,
    replyPath = replyPath,
    contents = contents,
    unknown = unknown,
)

/**
 * Reads a message as it is sent, with its type: [parseOnionMessage] by another name.
 *
 * @throws OnionException with what is wrong and where.
 */
fun OnionMessage.Companion.parse(bytes: ByteArray): OnionMessage = parseOnionMessage(bytes)

/**
 * Takes one layer off a message: [peelOnionMessage] by another name.
 *
 * @param knownFeatures the feature bits that this node knows for blinded paths; so far there are none.
 * @param knownContents the types of records, beside those of invoices, that this node reads.
 * @throws OnionException for a message that is to be dropped.
 */
fun OnionMessage.peel(
    key: SecretKey,
    knownFeatures: Collection<UInt> = listOf(),
    knownContents: Collection<ULong> = listOf(),
): ReceivedMessage = peelOnionMessage(this, key, knownFeatures.toList(), knownContents.toList())

/**
 * Reads the payload of a message's hop: [parseMessagePayload] by another name.
 *
 * @param knownContents the types of records, beside those of invoices, that this node reads.
 * @throws OnionException with what is wrong and where.
 */
fun MessagePayload.Companion.parse(bytes: ByteArray, knownContents: Collection<ULong> = listOf()): MessagePayload =
    parseMessagePayload(bytes, knownContents.toList())
