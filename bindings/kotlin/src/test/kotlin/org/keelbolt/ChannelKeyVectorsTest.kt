package org.keelbolt

import java.security.MessageDigest
import kotlinx.serialization.json.JsonObject
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.TestFactory
import org.keelbolt.Samples.entropy

/** BOLT 3, appendices D and E: per-commitment secrets, and the keys that come from basepoints. */
class ChannelKeyVectorsTest {
    @TestFactory
    fun keyDerivation(): List<DynamicTest> = vectors("bolt03/key_derivation.json") { case ->
        val secret = PerCommitmentSecret(case.bytes("per_commitment_secret"))
        case.secretKey("base_secret").use { base ->
            val (basepoint, point) = base.publicKey(entropy) to secret.point(entropy)
            case.given("name", "kind", "base_secret", "per_commitment_secret") + figures(
                "base_point" to json(basepoint),
                "per_commitment_point" to json(point),
                "expected" to when (case.text("kind")) {
                    "pubkey" -> json(derivePubkey(basepoint, point))
                    "privkey" -> same(case.bytes("expected"), derivePrivkey(base, basepoint, point))
                    "revocation_pubkey" -> json(revocationPubkey(basepoint, point))
                    "revocation_privkey" ->
                        same(case.bytes("expected"), revocationPrivkey(base, basepoint, secret, point))
                    else -> null
                },
            ) + factors(case, basepoint, point)
        }
    }

    /** A secret key shows its public one only: the bytes of a case stand for the key when that is theirs. */
    private fun same(expected: ByteArray, found: SecretKey) =
        json(expected).takeIf { SecretKey(expected).publicKey(entropy) == found.publicKey(entropy) }

    /** What the keys are made with; the library does not show it. */
    private fun factors(case: JsonObject, basepoint: PublicKey, point: PublicKey): JsonObject {
        val (ofPoint, ofBasepoint) = sha256(point, basepoint) to sha256(basepoint, point)
        val named = mapOf("tweak" to ofPoint, "commitment_factor" to ofPoint, "basepoint_factor" to ofBasepoint)
        return figures(named.filterKeys { it in case }.mapValues { json(it.value) })
    }

    private fun sha256(first: PublicKey, second: PublicKey) =
        MessageDigest.getInstance("SHA-256").digest(first.toByteArray() + second.toByteArray())

    @TestFactory
    fun generation(): List<DynamicTest> = vectors("bolt03/per_commitment_secret_generation.json") { case ->
        val number = number(case.number("index"))
        val generator = SecretGenerator(case.bytes("seed"))
        val secret = generator.secret(number)
        assertEquals(secret.point(entropy), generator.point(number, entropy))
        case.given("name", "seed") +
            figures("index" to json(perCommitmentIndex(number)), "secret" to json(secret.expose()))
    }

    @TestFactory
    fun storage(): List<DynamicTest> = vectors("bolt03/per_commitment_secret_storage.json") { case ->
        val store = SecretStore()
        var refusal: CommitmentException? = null
        val inserts = case.objects("inserts").map { insert ->
            val number = number(insert.number("index"))
            refusal = runCatching { store.insert(number, PerCommitmentSecret(insert.bytes("secret"))) }
                .exceptionOrNull() as CommitmentException?
            insert.given("index", "secret") + figures("accepted" to json(refusal == null))
        }
        checkSaved(store, case.objects("inserts").filter { it.flag("accepted") })
        val label = REFUSAL.takeIf { refusal is CommitmentException.SecretNotDerivable }
        case.given("name") + figures(
            "inserts" to json(inserts),
            "valid" to json(refusal == null),
            "error" to label?.let(::json),
        )
    }

    /** Every secret that was accepted comes back, also from a store that was saved. */
    private fun checkSaved(store: SecretStore, accepted: List<JsonObject>) {
        for (found in listOf(store, SecretStore.parse(store.expose()))) {
            assertEquals(accepted.size.toULong(), found.next())
            for (insert in accepted) {
                val secret = found.secret(number(insert.number("index")))
                assertEquals(insert.text("secret"), secret?.expose()?.toHexString())
            }
            assertEquals(null, found.secret(accepted.size.toULong()))
        }
    }

    /** BOLT 3 counts secrets down from 2^48-1. */
    private fun number(index: ULong) = (1uL shl 48) - 1uL - index

    private companion object {
        const val REFUSAL = "secret_not_derivable_from_later_one"
    }
}
