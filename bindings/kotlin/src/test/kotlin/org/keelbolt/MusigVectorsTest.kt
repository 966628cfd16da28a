package org.keelbolt

import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.TestFactory
import org.keelbolt.Samples.entropy

/**
 * BIP 327. A secret nonce cannot be given in, which is why partial signatures are not made again but verified: no other
 * one would pass.
 */
class MusigVectorsTest {
    @TestFactory
    fun keySort(): List<DynamicTest> = vectors("bip327/key_sort.json") { case ->
        val sorted = MusigKeys.sorted(case.publicKeys("pubkeys")).signers()
        case.given("name", "pubkeys") + figures("sorted_pubkeys" to json(sorted.map(::json)))
    }

    @TestFactory
    fun keyAggregation(): List<DynamicTest> = vectors("bip327/key_aggregation.json") { case ->
        val inputs = case.given("name", "pubkeys", "tweaks", "is_xonly")
        inputs + result(case) { figures("aggregate_xonly" to json(keys(case).xOnlyPublicKey())) }
    }

    @TestFactory
    fun nonceAggregation(): List<DynamicTest> = vectors("bip327/nonce_aggregation.json") { case ->
        case.given("name", "public_nonces") +
            result(case) { figures("aggregate_nonce" to json(aggregateNonces(nonces(case)))) }
    }

    @TestFactory
    fun signVerify(): List<DynamicTest> = vectors("bip327/sign_verify.json") { case ->
        val inputs = case.given("name", "kind", "pubkeys", "message", "secret_key", "secret_nonce", "signer_index")
        inputs + case.given("public_nonces", "aggregate_nonce", "partial_signature") + result(case) {
            when {
                case.text("kind") == "sign" && !case.flag("valid") -> sign(case)
                else -> verify(case)
            }
        }
    }

    @TestFactory
    fun tweaks(): List<DynamicTest> = vectors("bip327/tweak.json") { case ->
        val inputs = case.given("name", "secret_key", "secret_nonce", "pubkeys", "public_nonces", "tweaks", "is_xonly")
        val more = case.given("aggregate_nonce", "message", "signer_index", "partial_signature")
        inputs + more + result(case) { verify(case) }
    }

    @TestFactory
    fun signatureAggregation(): List<DynamicTest> = vectors("bip327/signature_aggregation.json") { case ->
        val inputs = case.given("name", "aggregate_nonce", "public_nonces", "pubkeys", "tweaks", "is_xonly")
        inputs + case.given("partial_signatures", "message") + result(case) {
            val partials = case.texts("partial_signatures").map(MusigPartialSignature::fromHex)
            val session = session(case)
            session.verifyAll(nonces(case), partials)
            figures("signature" to json(session.aggregate(partials)))
        }
    }

    /** Signs with a nonce of its own: the case is refused for something else. */
    private fun sign(case: JsonObject): JsonObject = case.secretKey("secret_key").use { key ->
        // A nonce of zeros can only come of randomness of zeros.
        val randomness = case.bytes("secret_nonce").copyOf(32)
        MusigSecretNonce(key, randomness, entropy).sign(session(case), key, entropy)
        figures()
    }

    private fun verify(case: JsonObject): JsonObject {
        val (signer, nonces) = case.number("signer_index") to nonces(case)
        val session = session(case)
        val partial = MusigPartialSignature(case.bytes("partial_signature"))
        session.verify(signer, nonces[signer.toInt()], partial)
        assertEquals(aggregateNonces(nonces), session.aggregateNonce())
        return figures()
    }

    private fun session(case: JsonObject): MusigSession {
        val nonce = case["aggregate_nonce"]?.let { MusigAggregateNonce(case.bytes("aggregate_nonce")) }
        return MusigSession(keys(case), nonce ?: aggregateNonces(nonces(case)), Sha256(case.bytes("message")))
    }

    /** The keys of a case with its tweaks, where it has some. */
    private fun keys(case: JsonObject): MusigKeys {
        val keys = MusigKeys(case.publicKeys("pubkeys"))
        if ("tweaks" !in case) return keys
        return case.texts("tweaks").zip(case.flags("is_xonly")).fold(keys) { tweaked, (tweak, isXOnly) ->
            tweak.hexToByteArray().let { if (isXOnly) tweaked.addXOnlyTweak(it) else tweaked.addTweak(it) }
        }
    }

    private fun nonces(case: JsonObject) = case.texts("public_nonces").map(MusigPublicNonce::fromHex)

    /** What a case gives, or the error that it names. */
    private fun result(case: JsonObject, run: () -> JsonObject): JsonObject {
        val valid = figures("valid" to (case.getValue("valid") as JsonElement))
        if (case.flag("valid")) return valid + run()
        val refusal = assertThrows(MusigException::class.java) { run() }
        val keys = listOf("error", "error_contribution").filter { it in case }
        val reason = keys.joinToString(" ", transform = case::text)
        assertTrue(shown(refusal) in REFUSALS.getValue(reason), shown(refusal))
        return valid + case.given("error", "error_signer", "error_contribution")
    }

    private companion object {
        /** What the labels of the files are called here. */
        val REFUSALS = mapOf(
            "invalid_contribution pubkey" to setOf("KeyNotAPoint"),
            "invalid_contribution pubnonce" to setOf("NotANonce"),
            "invalid_contribution aggnonce" to setOf("NotANonce"),
            "invalid_contribution psig" to setOf("PartialSignatureOutOfRange"),
            "tweak_out_of_range" to setOf("TweakOutOfRange"),
            "tweak_result_infinite" to setOf("TweakOutOfRange"),
            "signer_not_in_list" to setOf("NotASigner"),
            "secnonce_out_of_range" to setOf("NonceOutOfRange"),
            "partial_signature_does_not_verify" to
                setOf("PartialSignatureMismatch(signer=0)", "PartialSignatureOutOfRange"),
        )
    }
}
