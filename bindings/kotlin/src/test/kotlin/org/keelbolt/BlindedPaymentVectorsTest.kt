package org.keelbolt

import kotlinx.serialization.json.JsonObject
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.TestFactory

/** The conformance file of a payment over a blinded path: the whole onion, and each hop peeling and unblinding. */
class BlindedPaymentVectorsTest {
    @TestFactory
    fun payments(): List<DynamicTest> = vectors("bolt04/blinded_payment_onion.json") { case ->
        case.given("name", "kind", "session_key", "associated_data") + when (case.text("kind")) {
            "construct" -> construct(case)
            "peel" -> peel(case)
            else -> figures()
        }
    }

    /** The hops in order, the last of which receives; the path begins at the second. */
    private fun construct(case: JsonObject): JsonObject {
        val amount = case.number("final_amount_msat")
        val expiry = case.number("final_cltv").toUInt()
        val path = path(case.inner("blinded_route"))
        val hops = case.objects("hops")
        val asked = hops.drop(1).map { recipientData(it.inner("tlvs").inner("encrypted_recipient_data")) }
        asked.zip(path.hops) { data, hop ->
            // What its sender cannot read is as long as it says, and 16 bytes more.
            assertEquals(hop.encryptedRecipientData.size, data.write().size + 16)
        }
        val total = TotalRelay.of(asked.mapNotNull { it.paymentRelay }, minFinalCltvExpiryDelta = 0u)
        assertConstrained(path, asked, expiry)

        val payloads = path.hops.mapIndexed { index, hop ->
            val pathKey = path.firstPathKey.takeIf { index == 0 }
            if (hop == path.hops.last()) {
                val all = hops.last().inner("tlvs").number("total_amount_msat")
                Payload.blindedReceive(hop.encryptedRecipientData, amount, expiry, all, pathKey)
            } else {
                Payload.blindedForward(hop.encryptedRecipientData, pathKey)
            }
        }
        val channel = channel(hops.first().inner("tlvs").text("outgoing_channel_id"))
        val before = Payload.forward(total.amountWithFees(amount)!!, expiry + total.cltvDelta, channel)
        // "SHOULD create an unblinded onion payment to `first_node_id`"
        val nodes = listOf(hops.first().publicKey("pubkey"), (path.firstNodeId as FirstNode.NodeId).nodeId) +
            path.hops.drop(1).map { it.blindedNodeId }
        val shown = nodes.zip(listOf(before) + payloads).mapIndexed { index, (node, payload) ->
            figures(
                "pubkey" to json(node),
                "payload" to json(withLength(payload.write().toByteArray())),
                "tlvs" to tlvs(payload, data = asked.getOrNull(index - 1)),
            )
        }
        return figures(
            "final_amount_msat" to json(payloads.last().amtToForward!!),
            "final_cltv" to json(payloads.last().outgoingCltvValue!!),
            "blinded_payinfo" to figures(
                "fee_base_msat" to json(total.feeBaseMsat),
                "fee_proportional_millionths" to json(total.feeProportionalMillionths),
                "cltv_expiry_delta" to json(total.cltvDelta.toULong()),
            ),
            "blinded_route" to case["blinded_route"],
            "hops" to json(shown),
            "onion" to json(built(case + figures("hops" to json(shown))).use { it.packet }),
        )
    }

    /** The constraints of a path are those that it would get if it were made now. */
    private fun assertConstrained(path: BlindedPath, asked: List<RecipientData>, expiry: UInt) {
        val hops = asked.zip(path.hops) { data, hop -> PathHop(hop.blindedNodeId, data) }
        val last = asked.last().paymentConstraints!!
        assertEquals(1000u, last.maxCltvExpiry - expiry)
        val bare = hops.map { it.copy(data = it.data.copy(paymentConstraints = null)) }
        assertEquals(hops, bare.constrained(last.maxCltvExpiry, minFinalCltvExpiryDelta = 0u, last.htlcMinimumMsat))
    }

    /** What a hop of the path is told, from what the file shows of it. */
    private fun recipientData(shown: JsonObject): RecipientData {
        val data = RecipientData(
            padding = shown["padding"]?.let { shown.bytes("padding").size.toULong() },
            shortChannelId = shown["short_channel_id"]?.let { channel(shown.text("short_channel_id")) },
            pathId = shown["path_id"]?.let { PathId(shown.bytes("path_id")) },
            nextPathKeyOverride = shown["next_path_key_override"]?.let { shown.publicKey("next_path_key_override") },
            paymentRelay = shown["payment_relay"]?.let { relay(shown.inner("payment_relay")) },
            paymentConstraints = PaymentConstraints(
                shown.inner("payment_constraints").number("max_cltv_expiry").toUInt(),
                shown.inner("payment_constraints").number("htlc_minimum_msat"),
            ),
            allowedFeatures = listOf(),
        )
        assertEquals(data, RecipientData.parse(data.write().toByteArray()))
        return data
    }

    private fun relay(shown: JsonObject) = PaymentRelay(
        shown.number("cltv_expiry_delta").toUShort(),
        shown.number("fee_proportional_millionths").toUInt(),
        shown["fee_base_msat"]?.let { shown.number("fee_base_msat").toUInt() } ?: 0u,
    )

    private fun peel(case: JsonObject): JsonObject = case.secretKey("node_privkey").use { nodeKey ->
        val pathKey = case["path_key"]?.let { case.publicKey("path_key") }
        val onion = Octets(case.bytes("onion"))
        // "Tweak its own `node_privkey`"
        val key = pathKey?.let { PathSecret.derive(it, nodeKey).blindedKey(nodeKey) } ?: nodeKey
        val peeled = peelOnion(onion, key, Octets(case.bytes("associated_data")))
        val payload = Payload.parse(peeled.payload.toByteArray())
        assertEquals(peeled.payload, payload.write())
        val blinded = when (val instruction = peeled.instruction(pathKey)) {
            is Instruction.BlindedForward -> instruction.blinded
            is Instruction.BlindedReceive -> instruction.blinded
            else -> null
        }
        val secret = blinded?.pathSecret(nodeKey)
        val data = secret?.decrypt(blinded.encryptedRecipientData)
        case.given("node_privkey", "onion", "path_key") + layer(peeled) + figures(
            "tlvs" to tlvs(payload, data),
            "recipient_data" to data?.write()?.let(::json),
            "path_key_used" to blinded?.pathKey?.let(::json),
            "next_path_key" to data?.let { json(secret.nextPathKey(it)) },
        )
    }

    /** A payload as the file shows it, with what its encrypted data says. */
    private fun tlvs(payload: Payload, data: RecipientData?) = figures(
        "amt_to_forward" to payload.amtToForward?.let(::json),
        "outgoing_cltv_value" to payload.outgoingCltvValue?.let(::json),
        "outgoing_channel_id" to payload.shortChannelId?.let { json(shortChannelIdText(it)) },
        "current_path_key" to payload.currentPathKey?.let(::json),
        "total_amount_msat" to payload.totalAmountMsat?.let(::json),
        "encrypted_recipient_data" to data?.let(::tlvs),
    )

    /** A short channel id as people write it: block, transaction and output. */
    private fun channel(shown: String): ULong {
        val (block, transaction, output) = shown.split('x').map(String::toULong)
        return (block shl 40) + (transaction shl 16) + output
    }
}
