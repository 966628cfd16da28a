package org.keelbolt.examples

import java.security.SecureRandom
import kotlin.time.Duration.Companion.milliseconds
import org.keelbolt.BlindedPath
import org.keelbolt.ExpectedPayment
import org.keelbolt.Htlc
import org.keelbolt.Instruction
import org.keelbolt.MessageContents
import org.keelbolt.MessageDraft
import org.keelbolt.NextNode
import org.keelbolt.Octets
import org.keelbolt.OnionHop
import org.keelbolt.OnionMessage
import org.keelbolt.PathDraft
import org.keelbolt.PathHop
import org.keelbolt.PathId
import org.keelbolt.PathPurpose
import org.keelbolt.Payload
import org.keelbolt.PaymentHash
import org.keelbolt.PaymentSecret
import org.keelbolt.PeeledOnion
import org.keelbolt.PublicKey
import org.keelbolt.ReceivedMessage
import org.keelbolt.RecipientData
import org.keelbolt.SecretKey
import org.keelbolt.buildOnion
import org.keelbolt.check
import org.keelbolt.createFailure
import org.keelbolt.decrypt
import org.keelbolt.forRecipient
import org.keelbolt.forward
import org.keelbolt.info
import org.keelbolt.instruction
import org.keelbolt.peel
import org.keelbolt.peelOnion
import org.keelbolt.publicKey
import org.keelbolt.receive
import org.keelbolt.shortChannelIdText
import org.keelbolt.times
import org.keelbolt.toNode
import org.keelbolt.wrap
import org.keelbolt.write

private val random = SecureRandom()

private const val HEIGHT = 800_000u

/** Sends a payment over three hops, whose last refuses it; then asks over a blinded path, and is answered. */
fun main() {
    payment().forEach(::println)
    question().forEach(::println)
}

/** A node with a key in memory; a wallet keeps that of its own. */
class Node : AutoCloseable {
    val key = SecretKey(randomBytes())
    val id = key.publicKey(random)

    override fun close() = key.close()
}

/** What every node of a payment sees: on the way there each its layer, on the way back the origin who failed. */
fun payment(): List<String> {
    val nodes = List(3) { Node() }
    val paymentHash = PaymentHash(randomBytes())
    val paymentSecret = PaymentSecret(randomBytes())
    val lines = mutableListOf<String>()

    // The origin builds the packet for the first node, and keeps the secrets for what comes back.
    val payloads = listOf(
        Payload.forward(amtToForward = 1_000_500u, outgoingCltvValue = HEIGHT + 58u, shortChannelId = CHANNEL + 1u),
        Payload.forward(amtToForward = 1_000_000u, outgoingCltvValue = HEIGHT + 18u, shortChannelId = CHANNEL + 2u),
        Payload.receive(amtToForward = 1_000_000u, outgoingCltvValue = HEIGHT + 18u, paymentSecret = paymentSecret),
    )
    val hops = nodes.zip(payloads) { node, payload -> OnionHop(node.id, payload) }
    val onion = buildOnion(hops, associatedData = paymentHash, random = random)
    lines += "origin: ${onion.packet.size} bytes for ${hops.size} hops"

    // Each node takes off its layer and sends the rest on.
    val layers = mutableListOf<PeeledOnion>()
    var packet: Octets? = onion.packet
    for (node in nodes) {
        val layer = peelOnion(packet!!, node.key, associatedData = paymentHash)
        lines += "hop ${layers.size}: ${shown(layer.instruction())}"
        layers += layer
        packet = layer.nextPacket
    }

    // The last one wants more than that, and says so to the origin alone.
    val receive = (layers.last().instruction() as Instruction.Receive).receive
    val expected = ExpectedPayment(
        paymentHash, paymentSecret, amountMsat = 2_000_000u, minFinalCltvExpiryDelta = 18u,
    )
    val refusal = expected.check(Htlc(amountMsat = 1_000_000u, cltvExpiry = HEIGHT + 18u), receive, HEIGHT)!!
    val (here, wayBack) = layers.map(PeeledOnion::sharedSecret).let { it.last() to it.dropLast(1).reversed() }
    val failure = wayBack.fold(createFailure(refusal, here, holdTime = 100.milliseconds)) { failure, secret ->
        failure.wrap(secret, holdTime = 300.milliseconds)
    }

    // The origin finds out who failed, why, and how long each node held the payment.
    val decrypted = failure.decrypt(onion.secrets)
    val (hop, why) = decrypted.failure!!
    lines += "origin: hop $hop failed with ${why?.info?.name}, held ${decrypted.holdTimes?.times}"

    nodes.forEach(Node::close)
    layers.forEach(PeeledOnion::destroy)
    onion.destroy()
    return lines
}

/** What a hop is told to do. */
private fun shown(instruction: Instruction): String = when (instruction) {
    is Instruction.Forward -> "forward ${instruction.amtToForward} msat, expiry ${instruction.outgoingCltvValue}, " +
        "over ${shortChannelIdText(instruction.shortChannelId)}"
    is Instruction.Receive -> "receive ${instruction.receive.amtToForward} of ${instruction.receive.totalMsat} msat"
    is Instruction.BlindedForward -> "forward inside of a blinded path"
    is Instruction.BlindedReceive -> "receive at the end of a blinded path"
    is Instruction.Trampoline -> "peel a trampoline onion"
}

/** Alice asks Carol, of whom she knows no more than a path through Bob; Carol answers likewise. */
fun question(): List<String> {
    val (alice, bob, carol) = List(3) { Node() }
    val nodes = mapOf(alice.id to alice, bob.id to bob, carol.id to carol)
    val (toAlice, toCarol) = List(2) { PathId(randomBytes()) }
    val lines = mutableListOf<String>()

    val path = pathThrough(bob, carol, toCarol)
    val asked = MessageDraft(path, said("are you there?"), replyPath = pathThrough(bob, alice, toAlice))
    val atCarol = deliver(asked.write(random), first = bob, nodes)
    lines += "carol: ${text(atCarol)}, over a path of her own: ${atCarol.data.pathId == toCarol}"

    val answer = MessageDraft(atCarol.payload.replyPath!!, said("since noon"))
    val atAlice = deliver(answer.write(random), first = bob, nodes)
    lines += "alice: ${text(atAlice)}, over a path of her own: ${atAlice.data.pathId == toAlice}"

    nodes.values.forEach(Node::close)
    return lines
}

/** What a recipient gives to those who are to write to it: its own id is not in there. */
private fun pathThrough(introduction: Node, recipient: Node, pathId: PathId): BlindedPath {
    val hops = listOf(
        PathHop(introduction.id, RecipientData.toNode(recipient.id)),
        PathHop(recipient.id, RecipientData.forRecipient(pathId)),
    )
    return PathDraft(hops, PathPurpose.MESSAGE).write(random)
}

/** Passes the message on from node to node, until one is its recipient. */
private tailrec fun deliver(
    message: OnionMessage,
    first: Node,
    nodes: Map<PublicKey, Node>,
): ReceivedMessage.Recipient = when (val received = message.peel(first.key, knownContents = setOf(TEXT))) {
    is ReceivedMessage.Recipient -> received
    is ReceivedMessage.Forward -> {
        val next = (received.next as NextNode.NodeId).nodeId
        deliver(received.onionMessage, nodes.getValue(next), nodes)
    }
}

/** The type of a record that the nodes of this sample agree on; it is odd, so that others ignore it. */
private const val TEXT = 70_001uL

private const val CHANNEL = 0x0C_35_00_00_00_01_00_00uL

private fun said(text: String) = MessageContents.Other(TEXT, Octets(text.toByteArray()))

private fun text(received: ReceivedMessage.Recipient) =
    (received.payload.contents as MessageContents.Other).value.toByteArray().decodeToString()

private fun randomBytes() = ByteArray(32).also(random::nextBytes)
