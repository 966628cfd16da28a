package org.keelbolt

import kotlinx.serialization.json.JsonObject
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.TestFactory
import org.keelbolt.DerivedKeys.blindingFactor
import org.keelbolt.DerivedKeys.key
import org.keelbolt.DerivedKeys.point
import org.keelbolt.DerivedKeys.shared
import org.keelbolt.DerivedKeys.times
import org.keelbolt.Samples.entropy

/** The conformance file of blinded paths: made by a recipient, joined, and passed by each of their hops. */
class BlindedPathVectorsTest {
    @TestFactory
    fun paths(): List<DynamicTest> = vectors("bolt04/route_blinding.json") { case ->
        case.given("name", "kind", "session_key", "valid") + when (case.text("kind")) {
            "create" -> create(case)
            "concatenated" -> concatenate(case)
            "unblind" -> unblind(case)
            else -> figures()
        }
    }

    private fun create(case: JsonObject): JsonObject {
        val path = blinded(case.objects("hops"), case.bytes("session_key"))
        return first(path) + figures("hops" to json(shown(case.objects("hops"), path, case.bytes("session_key"))))
    }

    /** Where two paths meet does not show: every place gives the same path. */
    private fun concatenate(case: JsonObject): JsonObject {
        val whole = path(case)
        val joined = (1..<whole.hops.size).map { split ->
            whole.copy(hops = whole.hops.take(split)).join(whole.copy(hops = whole.hops.drop(split)))
        }
        assertEquals(setOf(whole), joined.toSet())
        return first(joined.first()) + figures("hops" to json(joined.first().hops.map(::hop)))
    }

    private fun unblind(case: JsonObject): JsonObject = case.secretKey("node_privkey").use { nodeKey ->
        val asked = case.given("node_privkey", "path_key", "encrypted_data")
        PathSecret.derive(case.publicKey("path_key"), nodeKey).use { secret ->
            if (!case.flag("valid")) {
                val refusal = assertThrows(OnionException::class.java) { secret.decrypt(case.bytes("encrypted_data")) }
                assertEquals("RecipientDataNotAuthentic", shown(refusal))
                // The label of the reason is the file's own wording and no figure.
                return@use asked + case.given("error")
            }
            val data = secret.decrypt(Octets(case.bytes("encrypted_data")))
            val shared = shared(case.publicKey("path_key"), case.bytes("node_privkey"))
            val blinded = times(case.bytes("node_privkey"), key("blinded_node_id", shared))
            secret.blindedKey(nodeKey).use { assertEquals(point(blinded), it.publicKey(entropy)) }
            data.nextPathKeyOverride?.let { assertEquals(it, secret.nextPathKey(data)) }
            asked + figures(
                "blinded_node_id" to json(point(blinded)),
                "blinded_privkey" to json(blinded),
                "decrypted_data" to json(data.write()),
                "tlvs" to tlvs(data),
                "next_path_key" to json(secret.nextPathKey(data.copy(nextPathKeyOverride = null))),
                "next_path_key_override" to data.nextPathKeyOverride?.let(::json),
            )
        }
    }
}

/** A path of the hops of a file, with the padding that they have, and with what makes all as long as the longest. */
internal fun blinded(hops: List<JsonObject>, sessionKey: ByteArray): BlindedPath {
    val pathHops = hops.map { PathHop(it.publicKey("node_id"), RecipientData.parse(it.bytes("data"))) }
    val draft = PathDraft(pathHops, PathPurpose.PART, paddedLength = null)
    val path = draft.write(sessionKey, entropy)
    val longest = hops.maxOf { it.bytes("data").size }.toUShort()
    assertEquals(path, draft.copy(paddedLength = longest).write(sessionKey, entropy))
    assertEquals(path, BlindedPath.parse(path.write().toByteArray()))
    return path
}

/** A path as a file shows it. */
internal fun path(shown: JsonObject) = BlindedPath(
    FirstNode.NodeId(shown.publicKey("first_node_id")),
    shown.publicKey("first_path_key"),
    shown.objects("hops").map { BlindedHop(it.publicKey("blinded_node_id"), Octets(it.bytes("encrypted_data"))) },
)

internal fun first(path: BlindedPath) = figures(
    "first_node_id" to json((path.firstNodeId as FirstNode.NodeId).nodeId),
    "first_path_key" to json(path.firstPathKey),
)

/** What a file shows of the hops of a path that was made with this key. */
internal fun shown(hops: List<JsonObject>, path: BlindedPath, sessionKey: ByteArray): List<JsonObject> {
    assertEquals(hops.size, path.hops.size)
    var secretKey = sessionKey
    return hops.zip(path.hops) { given, blinded ->
        val (pathKey, pathSecretKey) = point(secretKey) to secretKey
        val shared = shared(given.publicKey("node_id"), secretKey)
        secretKey = times(secretKey, blindingFactor(pathKey, shared))
        val data = RecipientData.parse(given.bytes("data"))
        val factors = figures(
            "blinded_node_id_factor" to json(key("blinded_node_id", shared)),
            "path_key_factor" to json(blindingFactor(pathKey, shared)),
        )
        given.given("node_id") + hop(blinded) + factors.given(*given.keys.toTypedArray()) + figures(
            "path_privkey" to json(pathSecretKey),
            "path_key" to json(pathKey),
            "shared_secret" to json(shared),
            "rho" to json(key("rho", shared)),
            "data" to json(data.write()),
            "tlvs" to tlvs(data) + madeOf(given, data),
        )
    }
}

/** The secret key of an override, which a hop cannot know. */
private fun madeOf(given: JsonObject, data: RecipientData): JsonObject {
    val secret = given.inner("tlvs").given("path_key_override_secret")
    if (secret.isNotEmpty()) {
        assertEquals(data.nextPathKeyOverride, point(secret.bytes("path_key_override_secret")))
    }
    return secret
}

private fun hop(hop: BlindedHop) = figures(
    "blinded_node_id" to json(hop.blindedNodeId),
    "encrypted_data" to json(hop.encryptedRecipientData),
)

/** Recipient data as the files show them. */
internal fun tlvs(data: RecipientData) = figures(
    "padding" to data.padding?.let { json(ByteArray(it.toInt())) },
    "short_channel_id" to data.shortChannelId?.let { json(shortChannelIdText(it)) },
    "next_node_id" to data.nextNodeId?.let(::json),
    "path_id" to data.pathId?.let { json(it.expose()) },
    "next_path_key_override" to data.nextPathKeyOverride?.let(::json),
    "payment_relay" to data.paymentRelay?.let(::relay),
    "payment_constraints" to data.paymentConstraints?.let {
        figures("max_cltv_expiry" to json(it.maxCltvExpiry), "htlc_minimum_msat" to json(it.htlcMinimumMsat))
    },
    "allowed_features" to data.allowedFeatures?.let { bits -> json(bits.map { json(it) }) },
    "unknown" to list(data.unknown.map { record(it.number, it.value) }),
)

/** A base fee of zero takes no byte, and the files do not show it. */
private fun relay(relay: PaymentRelay) = figures(
    "cltv_expiry_delta" to json(relay.cltvExpiryDelta.toULong()),
    "fee_proportional_millionths" to json(relay.feeProportionalMillionths),
    "fee_base_msat" to relay.feeBaseMsat.takeIf { it > 0u }?.let(::json),
)

internal fun record(number: ULong, value: Octets) = figures("type" to json(number), "value" to json(value))
