package org.keelbolt

import kotlinx.serialization.json.JsonObject
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.TestFactory
import org.keelbolt.DerivedKeys.blindingFactor
import org.keelbolt.DerivedKeys.key
import org.keelbolt.DerivedKeys.point
import org.keelbolt.DerivedKeys.times
import org.keelbolt.Samples.entropy

/** The conformance file of packets: built whole, and each layer taken off. */
class OnionVectorsTest {
    @TestFactory
    fun packets(): List<DynamicTest> = vectors("bolt04/onion_construction.json") { case ->
        case.given("name", "kind", "session_key", "associated_data", "valid") + when (case.text("kind")) {
            "construct" -> construct(case)
            "peel" -> if (case.flag("valid")) peel(case) else refuse(case)
            else -> figures()
        }
    }

    private fun construct(case: JsonObject): JsonObject = built(case).use { onion ->
        var secretKey = case.bytes("session_key")
        val hops = case.objects("hops").mapIndexed { index, hop ->
            val ephemeral = point(secretKey)
            val shared = onion.secrets.hop(index.toUInt())!!.use { it.expose() }
            val factor = blindingFactor(ephemeral, shared)
            secretKey = times(secretKey, factor)
            hop.given("pubkey", "payload") + derived(shared, "rho", "mu", "um", "ammag") + figures(
                "ephemeral_pubkey" to json(ephemeral),
                "shared_secret" to json(shared),
                "blinding_factor" to json(factor),
            )
        }
        assertEquals(hops.size.toUInt(), onion.secrets.hopCount())
        figures(
            "hops" to json(hops),
            "pad_key" to json(key("pad", case.bytes("session_key"))),
            "onion" to json(onion.packet),
        )
    }

    private fun peel(case: JsonObject): JsonObject = case.secretKey("node_privkey").use { nodeKey ->
        val (onion, associatedData) = case.bytes("onion") to case.bytes("associated_data")
        peelOnion(onion, nodeKey, associatedData).use { peeled ->
            onionSharedSecret(onion, nodeKey).use { secret ->
                assertEquals(peeled, peelOnionWith(onion, secret, associatedData))
            }
            case.given("node_privkey", "onion") + layer(peeled) +
                figures("shared_secret" to json(peeled.sharedSecret.expose()))
        }
    }

    /** The label of the reason is the name of the failure with which to answer. */
    private fun refuse(case: JsonObject): JsonObject = case.secretKey("node_privkey").use { nodeKey ->
        val onion = Octets(case.bytes("onion"))
        val refusal = assertThrows(OnionException::class.java) {
            peelOnion(onion, nodeKey, Octets(case.bytes("associated_data")))
        }
        case.given("node_privkey", "onion") + figures("error" to refusal.failure(onion)?.info?.name?.let(::json))
    }
}

/** The packet of a case's route, by its session key and its associated data. */
internal fun built(case: JsonObject): BuiltOnion {
    val hops = case.objects("hops").map { OnionHop(it.publicKey("pubkey"), Octets(withoutLength(it.bytes("payload")))) }
    return buildOnion(hops, case.bytes("associated_data"), case.bytes("session_key"), entropy)
}

/** What a layer held, and what is sent on. */
internal fun layer(peeled: PeeledOnion) = figures(
    "payload" to json(withLength(peeled.payload.toByteArray())),
    "is_final" to json(peeled.isFinal),
    "next_onion" to peeled.nextPacket?.let(::json),
)

/** The keys of these types from a shared secret, by the names of the files. */
internal fun derived(shared: ByteArray, vararg types: String) =
    figures(types.associateWith { json(key(it, shared)) })

/** In the files a payload begins with its length, as a BigSize. */
internal fun withLength(payload: ByteArray): ByteArray {
    val length = payload.size
    val prefix = if (length < 0xfd) byteArrayOf(length.toByte()) else
        byteArrayOf(0xfd.toByte(), (length shr 8).toByte(), length.toByte())
    return prefix + payload
}

internal fun withoutLength(payload: ByteArray): ByteArray {
    val bare = payload.copyOfRange(if (payload[0] == 0xfd.toByte()) 3 else 1, payload.size)
    assertEquals(payload.toHexString(), withLength(bare).toHexString())
    return bare
}
