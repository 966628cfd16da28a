package org.keelbolt

import kotlinx.serialization.json.JsonObject
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.TestFactory
import org.keelbolt.Samples.entropy

/** The conformance file of onion messages: the path, the onion over it, and every hop's layer. */
class OnionMessageVectorsTest {
    @TestFactory
    fun messages(): List<DynamicTest> = vectors("bolt04/blinded_onion_message.json") { case ->
        case.given("name", "kind", "session_key") + when (case.text("kind")) {
            "path" -> path(case)
            "construct" -> construct(case)
            "peel" -> peel(case)
            else -> figures()
        }
    }

    /** The sender's own hop leads to a path that its recipient has made; joined, they are the path of the case. */
    private fun path(case: JsonObject): JsonObject {
        val (own, others) = case.objects("hops").let { it.take(1) to it.drop(1) }
        val (ownKey, key) = listOf(own, others).map { it.first().bytes("path_privkey") }
        val (ownPath, path) = blinded(own, ownKey) to blinded(others, key)
        assertEquals(RecipientData.leadingTo(path), RecipientData.parse(own.first().bytes("data")))
        val hops = shown(own, ownPath, ownKey) + shown(others, path, key)
        return first(ownPath.join(path)) + figures("hops" to json(hops))
    }

    /** The whole onion, from the encrypted data in the payloads and from what the last one says. */
    private fun construct(case: JsonObject): JsonObject {
        val payloads = case.objects("hops").map { MessagePayload.parse(withoutLength(it.bytes("payload"))) }
        val hops = case.objects("hops").zip(payloads) { hop, payload ->
            BlindedHop(hop.publicKey("blinded_node_id"), payload.encryptedRecipientData!!)
        }
        // Whose path it is does not matter for the onion.
        val path = BlindedPath(FirstNode.NodeId(hops.first().blindedNodeId), hops.first().blindedNodeId, hops)
        val last = payloads.last()
        val message = MessageDraft(path, last.contents, last.replyPath, last.unknown)
            .write(case.bytes("session_key"), entropy)
        val shown = hops.zip(payloads) { hop, payload ->
            figures("blinded_node_id" to json(hop.blindedNodeId), "payload" to written(payload))
        }
        return figures(
            "hops" to json(shown),
            "final_tlvs" to finalTlvs(last),
            "onion_message_packet" to json(message.packet),
        )
    }

    private fun peel(case: JsonObject): JsonObject = case.secretKey("node_privkey").use { nodeKey ->
        val message = OnionMessage.parse(case.bytes("onion_message"))
        case.given("node_privkey") + figures(
            "onion_message" to json(message.write()),
            "path_key" to json(message.pathKey),
            "onion" to json(message.packet),
        ) + when (val received = message.peel(nodeKey)) {
            is ReceivedMessage.Forward -> figures(
                "is_final" to json(false),
                "next_node_id" to json((received.next as NextNode.NodeId).nodeId),
                "next_onion_message" to json(received.onionMessage.write()),
                "decrypted_data" to json(received.data.write()),
                "payload" to json(withLength(layer(message, nodeKey))),
            )
            is ReceivedMessage.Recipient -> figures(
                "is_final" to json(true),
                "final_tlvs" to finalTlvs(received.payload),
                "decrypted_data" to json(received.data.write()),
                "payload" to written(received.payload),
            )
        }
    }

    /** The layer itself, taken off by the key that the path gives the node. */
    private fun layer(message: OnionMessage, nodeKey: SecretKey): ByteArray {
        val blindedKey = PathSecret.derive(message.pathKey, nodeKey).use { it.blindedKey(nodeKey) }
        return peelOnion(message.packet, blindedKey, Octets(ByteArray(0))).use { it.payload.toByteArray() }
    }

    private fun written(payload: MessagePayload) = json(withLength(payload.write().toByteArray()))

    /** All records but the encrypted data. */
    private fun finalTlvs(said: MessagePayload) = json(said.unknown.map { record(it.number, it.value) })
}
