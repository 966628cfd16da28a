package org.keelbolt

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.DynamicTest.dynamicTest
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestFactory

/** Features, fallbacks, version. */
class TablesTest {
    private class Row(val fallback: Fallback, val network: Network, val address: String?, val script: String?)

    private val hash = Octets.fromHex("751e76e8199196d454941c45d1b3a323f1433bd6")

    /** Addresses of BIP 173, BIP 350 and BOLT 11, and the scripts that they stand for. */
    @TestFactory
    fun fallbacks(): List<DynamicTest> = listOf(
        Row(
            Fallback.P2pkh(Octets.fromHex("3172b5654f6683c8fb146959d347ce303cae4ca7")), Network.TESTNET,
            "mk2QpYatsKicvFVuTAQLBryyccRXMUaGHP", "76a9143172b5654f6683c8fb146959d347ce303cae4ca788ac",
        ),
        Row(
            Fallback.P2sh(Octets.fromHex("8f55563b9a19f321c211e9b9f38cdf686ea07845")), Network.BITCOIN,
            "3EktnHQD7RiAE6uzMj2ZifT9YgRrkSgzQX", "a9148f55563b9a19f321c211e9b9f38cdf686ea0784587",
        ),
        Row(
            Fallback.Witness(0u, hash), Network.BITCOIN,
            "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "0014751e76e8199196d454941c45d1b3a323f1433bd6",
        ),
        Row(
            Fallback.Witness(1u, Octets.fromHex("79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798")),
            Network.BITCOIN, "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
            "512079be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
        ),
        Row(Fallback.Witness(16u, Octets.fromHex("751e")), Network.BITCOIN, "bc1sw50qgdz25j", "6002751e"),
        Row(Fallback.Witness(0u, hash), Network.SIGNET, "tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx",
            "0014751e76e8199196d454941c45d1b3a323f1433bd6"),
        Row(Fallback.Unknown(19u, "qqq"), Network.REGTEST, null, null),
    ).map { dynamicTest(it.fallback.toString()) { check(it) } }

    private fun check(row: Row) {
        assertEquals(row.address, row.fallback.address(row.network))
        assertEquals(row.script, row.fallback.scriptPubkey()?.toHex())
        val read = Samples.signed(InvoiceField.Fallback(row.fallback)).fields()
        assertEquals(listOf(InvoiceField.Fallback(row.fallback)), read)
    }

    @Test
    fun features() {
        val secret = featureTable().single { it.name == "payment_secret" }
        assertEquals(14u, secret.requiredBit)
        val contexts = listOf(FeatureContext.INIT, FeatureContext.NODE_ANNOUNCEMENT, FeatureContext.INVOICE)
        assertEquals(contexts, secret.contexts)
        assertEquals(listOf(14u), featureTable().single { it.name == "basic_mpp" }.dependencies)
        assertEquals(listOf(secret, secret), listOf(feature(14u), feature(15u)))
        assertEquals(null, feature(2_000_000_000u))
        for (context in FeatureContext.entries) {
            val bits = featureTable().filter { context in it.contexts }.map { it.requiredBit }
            assertEquals(bits, featuresOfContext(context), "$context")
        }
        assertEquals(featuresOfContext(FeatureContext.INVOICE), invoiceFeatures())
    }

    @Test
    fun version() = assertEquals("0.1.0", keelboltVersion())
}
