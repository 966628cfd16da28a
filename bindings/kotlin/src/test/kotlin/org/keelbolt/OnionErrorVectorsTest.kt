package org.keelbolt

import kotlin.time.Duration.Companion.milliseconds
import kotlinx.serialization.json.JsonObject
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.TestFactory
import org.keelbolt.DerivedKeys.blindingFactor
import org.keelbolt.DerivedKeys.key
import org.keelbolt.DerivedKeys.point
import org.keelbolt.DerivedKeys.shared
import org.keelbolt.DerivedKeys.stream
import org.keelbolt.DerivedKeys.times

/** The conformance file of what travels back: failures, attribution data and hold times, at every node on the way. */
class OnionErrorVectorsTest {
    @TestFactory
    fun failures(): List<DynamicTest> = vectors("bolt04/onion_errors.json") { case ->
        case.given("name", "kind", "session_key", "node_index") + when (case.text("kind")) {
            "plain_failure" -> plainFailure(case)
            "failure_create" -> withSecret(case, ::create)
            "failure_forward" -> withSecret(case, ::forward)
            "failure_decode" -> decode(case)
            "success_create" -> withSecret(case, ::succeed)
            "success_forward" -> withSecret(case, ::forwardSuccess)
            "success_decode" -> decodeSuccess(case)
            else -> figures()
        }
    }

    /** From the erring node through all hops, and read at the origin. */
    private fun plainFailure(case: JsonObject): JsonObject {
        val shared = case.objects("hops").map { it.bytes("shared_secret") }
        val erring = case.number("erring_node_index").toInt()
        val (packet, shown) = written(case, SharedSecret(shared[erring]))
        val atOrigin = shared.take(erring).reversed().fold(packet) { failure, secret ->
            SharedSecret(secret).use { failure.wrap(it) }
        }
        assertNull(atOrigin.attributionData)
        val failed = RouteSecrets(joined(shared)).use { atOrigin.decrypt(it) }.failure!!
        return shown + derived(shared[erring], "um") + figures(
            "hops" to json(hops(case)),
            "packet_at_origin" to json(atOrigin.reason),
            "erring_node_index" to json(failed.hop),
            "failure_message" to json(failed.failuremsg),
        )
    }

    private fun create(case: JsonObject, secret: SharedSecret): JsonObject {
        val shared = case.bytes("shared_secret")
        val (packet, shown) = written(case, secret)
        // A route of this node alone reads what it wrote.
        val decrypted = RouteSecrets(shared).use { packet.decrypt(it) }
        assertEquals(0u, decrypted.failure!!.hop)
        return shown + derived(shared, "um", "ammag", "ammagext") + figures(
            "hold_time" to units(decrypted.holdTimes!!).single(),
            "failure_message" to json(decrypted.failure!!.failuremsg),
            "stream_prefix" to json(stream(key("ammag", shared), case.bytes("stream_prefix").size)),
            "packet_out" to json(packet.reason),
            "attribution_out" to packet.attributionData?.let(::json),
        )
    }

    /** The failure of a case, and what it was before it was encrypted: obfuscating is its own inverse. */
    private fun written(case: JsonObject, secret: SharedSecret): Pair<FailurePacket, JsonObject> {
        val (failure, extension) = FailureMessage.parse(case.bytes("failure_message"))
        val paddedLength = (case.bytes("padded_message").size - 4).toUShort()
        val holdTime = holdTime(case)
        val packet = if (holdTime == null) {
            createFailure(failure, secret, extension = extension.toByteArray(), paddedLength = paddedLength)
        } else {
            createFailure(failure, secret, holdTime, extension, paddedLength)
        }
        val plain = packet.wrap(secret).reason
        return packet to figures(
            "padded_message" to json(plain.toByteArray().drop(32).toByteArray()),
            "packet_before_encryption" to json(plain),
        )
    }

    private fun forward(case: JsonObject, secret: SharedSecret): JsonObject {
        val packet = FailurePacket(Octets(case.bytes("packet_in")), Octets(case.bytes("attribution_in")))
        val wrapped = packet.wrap(secret, holdTime(case))
        return case.given("hold_time", "attribution_in") +
            derived(case.bytes("shared_secret"), "ammag", "ammagext") + figures(
                "packet_in" to json(wrapped.wrap(secret).reason),
                "packet_out" to json(wrapped.reason),
                "attribution_out" to wrapped.attributionData?.let(::json),
            )
    }

    private fun decode(case: JsonObject): JsonObject {
        val packet = FailurePacket(Octets(case.bytes("packet")), Octets(case.bytes("attribution_data")))
        val decrypted = secrets(case).use { packet.decrypt(it) }
        val failed = decrypted.failure!!
        val details = failed.failure as? FailureMessage.IncorrectOrUnknownPaymentDetails
        assertEquals(failed.failure, FailureMessage.parse(failed.failuremsg.toByteArray()).failure)
        assertEquals(failed.failure?.failureCode(), parseFailureCode(failed.failuremsg.toByteArray()))
        val explained = figures(
            "failure_code" to failed.failure?.info?.code?.let { json(it.toULong()) },
            "htlc_msat" to details?.htlcMsat?.let(::json),
            "height" to details?.height?.let(::json),
        )
        return case.given("packet", "attribution_data") + times(case, decrypted.holdTimes!!) +
            explained.given(*case.keys.toTypedArray()) + figures(
                "failing_node_index" to json(failed.hop),
                "failure_message" to json(failed.failuremsg),
            )
    }

    private fun succeed(case: JsonObject, secret: SharedSecret): JsonObject {
        val packet = createFulfillment(secret, holdTime(case)!!)
        val decrypted = RouteSecrets(case.bytes("shared_secret")).use { packet.decrypt(it) }
        assertEquals(FulfillmentPayload.Absent, decrypted.payload)
        return figures(
            "hold_time" to units(decrypted.holdTimes!!).single(),
            "attribution_out" to packet.attributionData?.let(::json),
        )
    }

    private fun forwardSuccess(case: JsonObject, secret: SharedSecret): JsonObject {
        val packet = FulfillmentPacket(payload = null, attributionData = Octets(case.bytes("attribution_in")))
        return case.given("hold_time", "attribution_in") +
            figures("attribution_out" to packet.wrap(secret, holdTime(case)).attributionData?.let(::json))
    }

    private fun decodeSuccess(case: JsonObject): JsonObject {
        val packet = FulfillmentPacket(payload = null, attributionData = Octets(case.bytes("attribution_data")))
        val decrypted = secrets(case).use { packet.decrypt(it) }
        assertEquals(FulfillmentPayload.Absent, decrypted.payload)
        return case.given("attribution_data") + times(case, decrypted.holdTimes!!)
    }

    private fun withSecret(case: JsonObject, judge: (JsonObject, SharedSecret) -> JsonObject) =
        SharedSecret(case.bytes("shared_secret")).use { secret ->
            figures("shared_secret" to json(secret.expose())) + judge(case, secret)
        }

    /** The hold times that the origin reads; those of the hops are the same, unless the data was tampered with. */
    private fun times(case: JsonObject, found: HoldTimes): JsonObject {
        val units = units(found)
        val hops = hops(case).mapIndexed { index, hop ->
            if (found.unattributedHop == null) hop + figures("hold_time" to units[index]) else hop
        }
        return figures(
            "hops" to json(hops),
            "hold_times" to json(units),
            "attribution_failed_node_index" to found.unattributedHop?.let(::json),
        )
    }

    /** The hops of a case: their secrets follow from the session key, where it is given. */
    private fun hops(case: JsonObject): List<JsonObject> {
        var secretKey = case["session_key"]?.let { case.bytes("session_key") }
        return case.objects("hops").map { hop ->
            val found = secretKey?.let { shared(hop.publicKey("pubkey"), it) } ?: hop.bytes("shared_secret")
            secretKey = secretKey?.let { times(it, blindingFactor(point(it), found)) }
            val keys = derived(found, "ammag").given(*hop.keys.toTypedArray())
            hop.given("pubkey", "hold_time") + keys + figures("shared_secret" to json(found))
        }
    }

    private fun secrets(case: JsonObject) = RouteSecrets(joined(case.objects("hops").map { it.bytes("shared_secret") }))

    private fun joined(secrets: List<ByteArray>) = secrets.fold(ByteArray(0), ByteArray::plus)

    /** The files count in 100 milliseconds. */
    private fun holdTime(case: JsonObject) =
        case["hold_time"]?.let { 100.milliseconds * case.number("hold_time").toInt() }

    private fun units(times: HoldTimes) = times.times.map { json((it / 100.milliseconds).toULong()) }
}
