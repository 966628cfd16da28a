package org.keelbolt

import java.io.ByteArrayOutputStream
import java.io.PrintStream
import java.time.Instant
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.DynamicTest.dynamicTest
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestFactory
import org.keelbolt.examples.shown

/** The sample programs, run. */
class SampleTest {
    private class Row(val name: String, val text: String, val now: Instant, val lines: List<String>)

    private val may2017 = Instant.parse("2017-06-01T11:00:00Z")

    @TestFactory
    fun invoices(): List<DynamicTest> = listOf(
        Row(
            "payable", "lightning:${Samples.DONATION}", may2017,
            listOf(
                "pay        any amount",
                "for        Please consider supporting this project",
                "to         03e7156ae33b0a208d0744199163177e909e80176e55d97a2f221ede0f934dd9ad",
                "until      2017-06-01T11:57:38Z",
                "features   var_onion_optin, payment_secret",
            ),
        ),
        Row(
            "expired", Samples.DONATION, may2017.plusSeconds(86_400),
            listOf("too late: it could be paid until 2017-06-01T11:57:38Z"),
        ),
        Row(
            "broken", Samples.DONATION.dropLast(1), may2017,
            listOf("not a good invoice: the checksum does not fit: some character is wrong"),
        ),
    ).map { dynamicTest(it.name) { check(it) } }

    private fun check(row: Row) = assertEquals(row.lines, shown(row.text, row.now).lines())

    /** As a program: it makes an invoice, reads it and shows it. */
    @Test
    fun program() {
        val lines = printed("PayKt")
        assertTrue(lines[0].startsWith("lnbcrt25u1"), lines[0])
        assertEquals("pay        2500 sat", lines[1])
        assertEquals("for        a cup of coffee", lines[2])
    }

    /** A payment that is refused, and a question over a blinded path. */
    @Test
    fun onions() = assertEquals(Samples.ONION_LINES, printed("OnionKt"))

    /** A channel that opens, pays, and ends in each way. */
    @Test
    fun channels() = assertEquals(Samples.CHANNEL_LINES, printed("ChannelKt"))

    /** A swap by script, and one by Taproot. */
    @Test
    fun swaps() = assertEquals(Samples.SWAP_LINES, printed("SwapKt"))

    /** A round that is signed, and a VTXO of it that leaves. */
    @Test
    fun rounds() = assertEquals(Samples.ROUND_LINES, printed("RoundKt"))

    private fun printed(program: String): List<String> {
        val out = ByteArrayOutputStream()
        val stdout = System.out
        System.setOut(PrintStream(out, true))
        try {
            Samples.run(program)
        } finally {
            System.setOut(stdout)
        }
        return out.toString().trim().lines()
    }

    /** What the README shows is a part of the samples. */
    @Test
    fun readme() {
        val readme = Samples.home.resolve("README.md").toFile().readText()
        val snippets = readme.split("```kotlin\n").drop(1).map { it.substringBefore("```") }
        val samples = listOf("Pay.kt", "Onion.kt", "Channel.kt", "Swap.kt", "Round.kt")
            .map { Samples.home.resolve("examples/$it").toFile().readText() }
        assertEquals(8, snippets.size)
        for (snippet in snippets) {
            assertTrue(snippet.length > 100 && samples.any { it.contains(snippet) }, snippet)
        }
    }
}
