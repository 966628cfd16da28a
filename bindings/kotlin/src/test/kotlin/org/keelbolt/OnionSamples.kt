package org.keelbolt

import org.keelbolt.DerivedKeys.key
import org.keelbolt.DerivedKeys.point
import org.keelbolt.DerivedKeys.shared
import org.keelbolt.DerivedKeys.stream
import org.keelbolt.Samples.entropy

/** What several tests of onions need: nodes, a packet, a path, a message. */
internal object OnionSamples {
    /** The secret keys of three nodes, as bytes. */
    val keys = List(3) { node -> ByteArray(32) { (0x41 + node).toByte() } }

    /** Their ids. */
    val ids = keys.map(::point)

    val sessionKey = ByteArray(32) { 0x51 }

    val paymentHash = PaymentHash(ByteArray(32) { 6 })

    val paymentSecret = PaymentSecret(ByteArray(32) { 7 })

    /** 33 bytes that are no point of the curve. */
    val noPoint = PublicKey(ByteArray(33))

    fun nodeKey(node: Int) = SecretKey(keys[node])

    fun sharedSecret() = SharedSecret(ByteArray(32) { 9 })

    fun secrets(hops: Int) = RouteSecrets(ByteArray(32 * hops) { 9 })

    fun pathId() = PathId(ByteArray(16) { 8 })

    /** The payloads of a payment over three hops. */
    fun payloads() = listOf(
        Payload.forward(1_002uL, 800_080u, 1uL),
        Payload.forward(1_001uL, 800_040u, 2uL),
        Payload.receive(1_000uL, 800_000u, paymentSecret),
    )

    /** The onion of that payment. */
    fun onion(): BuiltOnion = onion(ids.zip(payloads(), ::OnionHop))

    fun onion(hops: List<OnionHop>): BuiltOnion =
        buildOnion(hops, paymentHash.toByteArray(), sessionKey, entropy)

    fun packet(): ByteArray = onion().use { it.packet.toByteArray() }

    fun peel(packet: ByteArray, node: Int = 0): PeeledOnion =
        nodeKey(node).use { peelOnion(packet, it, paymentHash.toByteArray()) }

    /** A packet for the first node with a routing field of the sender's own making, however wrong. */
    fun packetOf(routing: ByteArray): ByteArray {
        val shared = shared(ids[0], sessionKey)
        val mask = stream(key("rho", shared), routing.size)
        val hidden = ByteArray(routing.size) { (routing[it].toInt() xor mask[it].toInt()).toByte() }
        val hmac = DerivedKeys.hmac(key("mu", shared), hidden + paymentHash.toByteArray())
        return byteArrayOf(0) + point(sessionKey).toByteArray() + hidden + hmac
    }

    /** A path over these nodes to the last of them, for messages. */
    fun path(vararg nodes: Int = intArrayOf(1, 2)): BlindedPath = draft(*nodes).write(sessionKey, entropy)

    fun draft(vararg nodes: Int = intArrayOf(1, 2)): PathDraft {
        val onward = nodes.toList().zipWithNext { node, next -> PathHop(ids[node], RecipientData.toNode(ids[next])) }
        val last = PathHop(ids[nodes.last()], RecipientData.forRecipient(pathId()))
        return PathDraft(onward + last, PathPurpose.MESSAGE)
    }

    /** What the hops of a path for payments are told. */
    fun paymentHops(): List<PathHop> = listOf(
        PathHop(ids[1], RecipientData(shortChannelId = 1uL, paymentRelay = PaymentRelay(40u, 100u, 10u))),
        PathHop(ids[2], RecipientData.forRecipient(pathId())),
    ).constrained(maxCltvExpiry = 801_000u, minFinalCltvExpiryDelta = 18u, htlcMinimumMsat = 5uL)

    fun message(contents: MessageContents? = MessageContents.Invoice(Octets(ByteArray(3)))): OnionMessage =
        MessageDraft(path(), contents, replyPath = path(1, 0)).write(sessionKey, entropy)

    /** A message whose one layer holds this payload. */
    fun messageOf(payload: String): OnionMessage = nodeKey(1).use { nodeKey ->
        val blinded = PathSecret.derive(ids[0], nodeKey).use { it.blindedKey(nodeKey) }.use { it.publicKey(entropy) }
        val hop = OnionHop(blinded, Octets.fromHex(payload))
        OnionMessage(ids[0], buildOnion(listOf(hop), ByteArray(0), sessionKey, entropy).use { it.packet })
    }
}
