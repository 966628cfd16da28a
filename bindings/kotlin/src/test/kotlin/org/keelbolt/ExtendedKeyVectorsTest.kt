package org.keelbolt

import kotlinx.serialization.json.JsonObject
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.TestFactory
import org.keelbolt.Samples.entropy

/** BIP 32: keys derived from seeds, and texts that are no keys. BIP 328: keys above MuSig2 aggregates. */
class ExtendedKeyVectorsTest {
    @TestFactory
    fun derivation(): List<DynamicTest> = vectors("bip32/derivation.json") { case ->
        case.given("name", "kind") + when (case.text("kind")) {
            "derive" -> derive(case)
            "parse" -> refuse(case)
            else -> figures()
        }
    }

    @TestFactory
    fun syntheticXpub(): List<DynamicTest> = vectors("bip328/synthetic_xpub.json") { case ->
        val aggregate = MusigKeys(case.publicKeys("pubkeys")).publicKey()
        val key = ExtendedPublicKey.synthetic(aggregate, KeyNetwork.MAINNET)
        assertEquals(key, ExtendedPublicKey.parse(key.toText()))
        case.given("name", "pubkeys") + figures("aggregate_pubkey" to json(aggregate), "xpub" to json(key.toText()))
    }

    private fun derive(case: JsonObject): JsonObject {
        val master = ExtendedSecretKey.fromSeed(case.bytes("seed"), KeyNetwork.MAINNET)
        val secret = master.derivePath(case.text("path"), entropy)
        val public = secret.publicSide(entropy)
        assertEquals(secret, ExtendedSecretKey.parse(secret.expose()))
        assertEquals(public, ExtendedPublicKey.parse(public.toText()))
        assertEquals(secret.place(), public.place())
        assertEquals(secret.secretKey().publicKey(entropy), public.publicKey())
        checkLastStep(master, case.text("path"), public)
        return case.given("seed", "path") + figures(
            "extended_secret_key" to json(secret.expose()),
            "extended_public_key" to json(public.toText()),
            "valid" to json(true),
        )
    }

    /** The last step by itself, and where it may from the public side. */
    private fun checkLastStep(master: ExtendedSecretKey, path: String, expected: ExtendedPublicKey) {
        if (path == "m") return
        val parent = master.derivePath(path.substringBeforeLast('/'), entropy)
        val (step, hardened) = path.substringAfterLast('/').let { it.removeSuffix("'").toUInt() to it.endsWith("'") }
        assertEquals(expected, parent.derive(step, hardened, entropy).publicSide(entropy))
        assertEquals(parent.publicSide(entropy).fingerprint(), expected.place().parentFingerprint)
        if (!hardened) assertEquals(expected, parent.publicSide(entropy).derive(step))
    }

    /** A text that begins as that of one of the two kinds; one of neither is refused as both. */
    private fun refuse(case: JsonObject): JsonObject {
        val text = case.text("text")
        val readers = listOf<(String) -> Any>(ExtendedSecretKey.Companion::parse, ExtendedPublicKey.Companion::parse)
        val refusals = readers.map { read -> assertThrows(ExtendedKeyException::class.java) { read(text) } }
        val refusal = refusals[if (text.startsWith("xpub")) 1 else 0]
        assertEquals(REFUSALS[case.text("error")], shown(refusal))
        return case.given("text", "error") + figures("valid" to json(false))
    }

    private companion object {
        /** What the labels of the file are called here. */
        val REFUSALS = mapOf(
            "pubkey_version_prvkey_mismatch" to "KeyNotAPoint",
            "prvkey_version_pubkey_mismatch" to "SecretKeyPrefix(found=3)",
            "invalid_pubkey_prefix_04" to "KeyNotAPoint",
            "invalid_prvkey_prefix_04" to "SecretKeyPrefix(found=4)",
            "invalid_pubkey_prefix_01" to "KeyNotAPoint",
            "invalid_prvkey_prefix_01" to "SecretKeyPrefix(found=1)",
            "zero_depth_with_non_zero_parent_fingerprint" to "MasterKeyWithParent",
            "zero_depth_with_non_zero_index" to "MasterKeyWithChildNumber",
            "unknown_extended_key_version" to "ExtendedKeyVersion(found=16843009)",
            "private_key_0_not_in_1_n_1" to "SecretKeyOutOfRange",
            "private_key_n_not_in_1_n_1" to "SecretKeyOutOfRange",
            "invalid_pubkey_020000000000000000000000000000000000000000000" to "KeyNotAPoint",
            "invalid_checksum" to "ExtendedKeyChecksum",
        )
    }
}
