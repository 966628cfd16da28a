package org.keelbolt

import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.TestFactory
import org.keelbolt.Samples.entropy

/** Bad seeds, paths and texts of extended keys, of every kind. */
class ExtendedKeyBadInputTest {
    private val master = ExtendedSecretKey.fromSeed(ByteArray(16), KeyNetwork.TESTNET)
    private val text = master.publicSide(entropy).toText()

    @TestFactory
    fun derivation(): List<DynamicTest> = REFUSALS.rows(
        caller("SeedLength(found=15)", "seed: expected 16 to 64 bytes, found 15") {
            ExtendedSecretKey.fromSeed(ByteArray(15), KeyNetwork.TESTNET)
        },
        caller("SeedLength(found=65)", "seed: expected 16 to 64 bytes, found 65") {
            ExtendedSecretKey.fromSeed(ByteArray(65), KeyNetwork.TESTNET)
        },
        caller(
            "ChildIndexTooLarge(found=2147483648)", "child index: expected less than 2147483648, found 2147483648",
        ) { master.derive(1u shl 31, hardened = true, entropy) },
        caller("ChildPath(step=1)", "path: step 1 is no child") { master.derivePath("m/0'/x", entropy) },
        caller(
            "HardenedChildOfPublicKey(index=7)", "hardened child 7 cannot be derived from a public key",
        ) { master.publicSide(entropy).derivePath("m/7'") },
        caller("TooDeep", "more than 255 steps below the master key") {
            generateSequence(master.publicSide(entropy)) { it.derive(0u) }.take(257).last()
        },
        caller("WrongLength(expected=32, found=31)", "expected 32 bytes, found 31") {
            master.derive(0u, hardened = false, ByteArray(31))
        },
        caller("WrongLength(expected=32, found=0)", "expected 32 bytes, found 0") { master.publicSide(ByteArray(0)) },
    )

    @TestFactory
    fun texts(): List<DynamicTest> = REFUSALS.rows(
        peer("NotBase58", "extended key is not in Base58") { ExtendedPublicKey.parse("0$text") },
        peer("ExtendedKeyLength(expected=82, found=0)", "extended key: expected 82 bytes, found 0") {
            ExtendedSecretKey.parse("")
        },
        peer("ExtendedKeyChecksum", "the checksum does not fit: some character is wrong") {
            ExtendedPublicKey.parse(text.dropLast(1) + if (text.last() == '1') '2' else '1')
        },
        peer("ExtendedKeyVersion(found=70617039)", "extended key: unexpected version 0x043587cf") {
            ExtendedSecretKey.parse(text)
        },
        peer("MasterKeyWithParent", "master key has a parent's fingerprint") {
            ExtendedPublicKey.parse(text("zero_depth_with_non_zero_parent_fingerprint", "xpub"))
        },
        peer("MasterKeyWithChildNumber", "master key has a child's number") {
            ExtendedPublicKey.parse(text("zero_depth_with_non_zero_index", "xpub"))
        },
        peer("SecretKeyPrefix(found=4)", "secret key: expected a first byte of 0x00, found 0x04") {
            ExtendedSecretKey.parse(text("invalid_prvkey_prefix_04", "xprv"))
        },
        peer("KeyNotAPoint", "not a compressed point of the curve") {
            ExtendedPublicKey.parse(text("invalid_pubkey_prefix_04", "xpub"))
        },
        peer("SecretKeyOutOfRange", "secret key is zero or not below the group order") {
            ExtendedSecretKey.parse(text("private_key_0_not_in_1_n_1", "xprv"))
        },
    )

    @TestFactory
    fun unreached(): List<DynamicTest> = REFUSALS.rows(
        made(ExtendedKeyException.NoMasterKey(), "no master key comes from this seed", Blame.CALLER),
        made(ExtendedKeyException.NoSuchChild(), "no child has this index, use the next one", Blame.CALLER),
        made(ExtendedKeyException.Unlisted("not known"), "not known", Blame.CALLER),
    )

    /** The text of BIP 32's test vector 5 that is wrong so. */
    private fun text(error: String, prefix: String): String = cases("bip32/derivation.json")
        .first { "error" in it && it.text("error") == error && it.text("text").startsWith(prefix) }.text("text")

    private companion object {
        val REFUSALS = Refusals(
            ExtendedKeyException::class.java,
            mapOf(
                "KeyNotAPoint" to 500,
                "SecretKeyOutOfRange" to 501,
                "SeedLength" to 510,
                "NoMasterKey" to 511,
                "ChildIndexTooLarge" to 512,
                "ChildPath" to 513,
                "HardenedChildOfPublicKey" to 514,
                "TooDeep" to 515,
                "NoSuchChild" to 516,
                "NotBase58" to 517,
                "ExtendedKeyLength" to 518,
                "ExtendedKeyChecksum" to 519,
                "ExtendedKeyVersion" to 520,
                "MasterKeyWithParent" to 521,
                "MasterKeyWithChildNumber" to 522,
                "SecretKeyPrefix" to 523,
                "WrongLength" to 600,
                "Unlisted" to 999,
            ),
            ExtendedKeyException::code,
            ExtendedKeyException::blame,
        )

        @JvmStatic
        @AfterAll
        fun everyKindHasARow() = REFUSALS.assertAllSeen()
    }
}
