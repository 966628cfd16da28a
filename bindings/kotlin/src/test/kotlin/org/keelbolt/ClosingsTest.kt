package org.keelbolt

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.DynamicTest.dynamicTest
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestFactory
import org.keelbolt.ChannelSamples.accepter
import org.keelbolt.ChannelSamples.legacyClosing
import org.keelbolt.ChannelSamples.opener
import org.keelbolt.ChannelSamples.simpleClose
import org.keelbolt.Samples.entropy

/** A channel that both nodes close. */
class ClosingsTest {
    private class Script(val form: ShutdownForm?, val hex: String)

    @TestFactory
    fun scripts(): List<DynamicTest> = listOf(
        Script(ShutdownForm.P2WPKH, "0014" + "01".repeat(20)),
        Script(ShutdownForm.P2WSH, "0020" + "01".repeat(32)),
        Script(ShutdownForm.ANY_SEGWIT, "5120" + "01".repeat(32)),
        Script(ShutdownForm.OP_RETURN, "6a06010203040506"),
        Script(ShutdownForm.P2PKH, "76a914" + "01".repeat(20) + "88ac"),
        Script(ShutdownForm.P2SH, "a914" + "01".repeat(20) + "87"),
        Script(null, "51"),
        Script(null, ""),
    ).map { dynamicTest("${it.form} ${it.hex}") { check(it) } }

    private fun check(row: Script) {
        val script = Octets.fromHex(row.hex)
        assertEquals(row.form, ShutdownForm.recognise(script))
        val all = ShutdownRules(anySegwit = true, simpleClose = true, nonSegwit = true)
        assertEquals(row.form, runCatching { all.check(script) }.getOrNull())
        assertEquals(row.form, runCatching { all.check(script, upfront = script) }.getOrNull())
        assertEquals(row.form, runCatching { all.check(script, upfront = Octets(ByteArray(0))) }.getOrNull())
    }

    /** `closing_complete` and `closing_sig`: both nodes have the same transaction. */
    @Test
    fun simple() {
        val close = simpleClose()
        val complete = opener.funding().use { close.sign(it, entropy, uneconomical = false) }
        val countersigned = accepter.funding().use { close.countersign(complete, it, entropy, uneconomical = false) }
        assertEquals(countersigned.transaction, close.finish(complete, countersigned.signatures))
        val variant = close.selected(complete, uneconomical = false)
        val transaction = close.transaction(variant)
        assertEquals(ClosingVariant.CLOSER_AND_CLOSEE_OUTPUTS, variant)
        assertEquals(listOf(200_000uL, 799_000uL), transaction.outputs().map { it.valueSat })
        assertEquals(listOf(close.closeeScript, close.closerScript), transaction.outputs().map { it.scriptPubkey })
        transaction.checkDust()
        val (ofOpener, ofAccepter) = listOf(opener, accepter)
            .map { secrets -> secrets.funding().use { transaction.sign(it, entropy) } }
        transaction.verify(Node.OPENER, ofOpener)
        transaction.verify(Node.ACCEPTER, ofAccepter)
        assertEquals(countersigned.transaction, transaction.signed(ofOpener, ofAccepter))
        assertEquals(transaction, close.transaction(variant))
    }

    /** `closing_signed`: without its own output, where a node gives that up. */
    @Test
    fun legacy() {
        val closing = legacyClosing()
        for (withoutOwn in listOf(false, true)) {
            val transaction = closing.build(Node.OPENER, withoutOwn)
            assertEquals(if (withoutOwn) 1 else 2, transaction.outputs().size)
            val signature = opener.funding().use { transaction.sign(it, entropy) }
            assertEquals(transaction.txid(), closing.verify(Node.OPENER, signature).txid())
        }
    }

    private class Negotiation(val node: Node, val sent: FeeProposal?, val received: FeeProposal, val answer: FeeAnswer)

    /** A node that would like 500 satoshi, and takes 400 to 600. */
    @TestFactory
    fun negotiation(): List<DynamicTest> = listOf(
        Negotiation(Node.OPENER, null, FeeProposal(450u, FeeRange(1u, 450u)), FeeAnswer.Agreed(450u, reply = true)),
        Negotiation(Node.OPENER, FeeProposal(500u), FeeProposal(500u), FeeAnswer.Agreed(500u, reply = false)),
        Negotiation(Node.ACCEPTER, null, FeeProposal(300u, FeeRange(200u, 450u)), FeeAnswer.Propose(450u)),
        Negotiation(Node.ACCEPTER, null, FeeProposal(1_000u), FeeAnswer.Propose(500u)),
        Negotiation(Node.ACCEPTER, FeeProposal(500u), FeeProposal(650u), FeeAnswer.Propose(575u)),
    ).map { dynamicTest("${it.node}: ${it.received} after ${it.sent}") { check(it) } }

    private fun check(row: Negotiation) {
        val negotiation = LegacyNegotiation(row.node, 500u, FeeRange(400u, 600u), row.sent)
        assertEquals(row.answer, negotiation.answer(row.received))
    }

    @Test
    fun ranges() {
        assertEquals(FeeRange(500u, 600u), FeeRange(400u, 600u).overlap(FeeRange(500u, 700u)))
        assertEquals(null, FeeRange(400u, 600u).overlap(FeeRange(601u, 700u)))
        val contained = listOf(399uL, 400uL, 600uL, 601uL).map(FeeRange(400u, 600u)::contains)
        assertEquals(listOf(false, true, true, false), contained)
    }
}
