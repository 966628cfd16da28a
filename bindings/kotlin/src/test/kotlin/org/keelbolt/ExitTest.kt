package org.keelbolt

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.DynamicTest.dynamicTest
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestFactory
import org.keelbolt.ArkSamples.FEERATE
import org.keelbolt.ArkSamples.OWN_SAT
import org.keelbolt.ArkSamples.USER
import org.keelbolt.ArkSamples.accepted
import org.keelbolt.ArkSamples.key
import org.keelbolt.ArkSamples.preimage
import org.keelbolt.ArkSamples.received
import org.keelbolt.ArkSamples.secret
import org.keelbolt.ArkSamples.sent
import org.keelbolt.Samples.entropy
import org.keelbolt.TransactionStatus.Confirmed
import org.keelbolt.TransactionStatus.Conflicting
import org.keelbolt.TransactionStatus.InMempool
import org.keelbolt.TransactionStatus.Unknown

/** An exit, step by step: what is published, what is to be done next, the claims and the deadlines. */
class ExitTest {
    private val exit = accepted().exit()
    private val clause = exit.clauses().single()
    private val wallet = Transactions.wallet()

    @Test
    fun packages() {
        var spent = accepted().vtxo().chainAnchor()
        for ((depth, transaction, anchor, anchorValueSat) in exit) {
            assertEquals(spent, transaction.input)
            assertEquals(exit.packages()[depth.toInt()].transaction, transaction)
            assertEquals(transaction.txid to 0uL, anchor.txid to anchorValueSat)
            assertEquals(null, exit.childFee(depth, maxChildWeight() + 1u, FEERATE))
            val size = (transaction.weight + 3u) / 4u + maxChildWeight() / 4u
            assertEquals(size * 4u * FEERATE / 1_000u, exit.childFee(depth, maxChildWeight(), FEERATE))
            spent = transaction.outpoint
        }
        assertEquals(exit.point(), spent)
        assertEquals(exit.packages().sumOf { it.transaction.weight }, exit.weight())
        assertEquals(null, exit.childFee(2u, 600u, FEERATE))
        assertEquals(165uL, anchorInputWeight())
    }

    private class Row(
        val first: TransactionStatus,
        val second: TransactionStatus,
        val tip: UInt,
        val expected: ExitProgress,
        val point: PointStatus = PointStatus.Unspent,
    )

    private val other = Txid(ByteArray(32) { 7 })

    private fun spent(status: TransactionStatus) = PointStatus.Spent(other, status)

    /** What blocks and mempool say, the VTXO's own output, the tip, and what is to be done. */
    @TestFactory
    fun progress(): List<DynamicTest> = listOf(
        Row(Unknown, Unknown, 800_000u, ExitProgress.Publish(0u)),
        Row(InMempool, Unknown, 800_000u, ExitProgress.Wait(0u)),
        Row(Confirmed(800_000u), Unknown, 800_000u, ExitProgress.Publish(1u)),
        Row(Confirmed(800_000u), InMempool, 800_001u, ExitProgress.Wait(1u)),
        Row(Confirmed(800_000u), Confirmed(802_000u), 802_000u, ExitProgress.Delayed(802_144u)),
        Row(Confirmed(800_000u), Confirmed(802_000u), 802_142u, ExitProgress.Delayed(802_144u)),
        Row(Confirmed(800_000u), Confirmed(802_000u), 802_143u, ExitProgress.Claim),
        Row(
            Confirmed(800_000u), Confirmed(802_000u), 802_143u, ExitProgress.Spending(other), spent(InMempool),
        ),
        Row(
            Confirmed(800_000u), Confirmed(802_000u), 802_144u, ExitProgress.Spent(other, 802_144u),
            spent(Confirmed(802_144u)),
        ),
        // The block of the claim is disconnected, and then that of the last transaction.
        Row(Confirmed(800_000u), Confirmed(802_000u), 802_143u, ExitProgress.Claim, spent(Unknown)),
        Row(Confirmed(800_000u), InMempool, 801_999u, ExitProgress.Wait(1u)),
        // What spent the VTXO was itself put out of the chain by another.
        Row(Confirmed(800_000u), Confirmed(802_000u), 802_143u, ExitProgress.Claim, spent(Conflicting(other))),
        // Somebody else has taken what the second one spends; and that block is disconnected.
        Row(Confirmed(800_000u), Conflicting(other), 800_002u, ExitProgress.Conflicting(1u, other)),
        Row(Confirmed(800_000u), Unknown, 800_002u, ExitProgress.Publish(1u)),
    ).mapIndexed { number, row -> dynamicTest("$number: ${row.expected}") { check(row) } }

    private fun check(row: Row) {
        val (first, second) = exit.packages().map { it.transaction.txid }
        val statuses = mapOf(first to row.first, second to row.second)
        assertEquals(row.expected, exit.progress(clause, statuses, row.point, row.tip))
        assertEquals(row.expected, exit.progress(clause, row.tip, row.point, statuses::getValue))
        // What is not known need not be said.
        val said = statuses.filterValues { it != Unknown }
        assertEquals(row.expected, exit.progress(clause, said, row.point, row.tip))
    }

    private class Claim(val policy: UserPolicy, val needsPreimage: Boolean)

    @TestFactory
    fun claims(): List<DynamicTest> = listOf(
        Claim(ArkSamples.money(), false), Claim(received(), true), Claim(sent(), false),
    ).map { dynamicTest(it.policy.javaClass.simpleName) { check(it) } }

    private fun check(row: Claim) = preimage().use { preimage ->
        val exit = accepted(row.policy).exit()
        val clause = exit.clauses().single()
        assertEquals(row.needsPreimage, clause.hashLock() != null)
        if (row.needsPreimage) {
            assertThrows(VtxoException.ClausePreimage::class.java) { exit.claim(clause, wallet, FEERATE) }
        }
        val claim = exit.claim(clause, wallet, FEERATE, preimage.takeIf { row.needsPreimage })
        assertEquals(clause, claim.clause())
        assertEquals((claim.weight() * FEERATE + 999u) / 1_000u, claim.feeSat())
        assertEquals(OWN_SAT, claim.valueSat() + claim.feeSat())

        val signed = secret(USER).use { claim.sign(it, ByteArray(32), entropy) }
        assertEquals(claim.txid() to claim.feeSat(), signed.txid() to signed.feeSat())
        // A signer elsewhere is shown what is signed.
        val elsewhere = secret(USER).use { it.signSchnorr(claim.sighash(), ByteArray(32), entropy) }
        elsewhere.verify(claim.sighash(), key(USER))
        assertEquals(signed.transaction(), claim.finish(elsewhere).transaction())
        // The preimage stands in the witness, for the other side of the contract to find.
        val found = clause.hashLock()?.preimageIn(signed.witness())
        assertEquals(row.needsPreimage, found?.paymentHash() == preimage.paymentHash())
        assertEquals(row.needsPreimage, clause.hashLock()?.let(preimage::opensClause) ?: false)
    }

    /** A contract that was sent ends at a height: the claim waits for it beside the delay. */
    @Test
    fun heights() {
        val exit = accepted(sent()).exit()
        val clause = exit.clauses().single()
        assertEquals(850_000u to 288u.toUShort(), clause.lockTime() to clause.delay())
        val progress = { tip: UInt -> exit.progress(clause, tip) { Confirmed(800_000u) } }
        assertEquals(ExitProgress.Delayed(850_001u), progress(849_999u))
        assertEquals(ExitProgress.Claim, progress(850_000u))
    }

    /** The server's sweep, two transactions before the delay and the margin; and its part of a contract. */
    @Test
    fun deadlines() {
        val vtxos = listOf(ArkSamples.money(), received(), sent()).map { accepted(it) }
        val (money, received, sent) = vtxos.map { it.deadline(36u) }
        assertEquals(Deadline(900_000u - 2u - 144u - 36u, 900_000u, vtxos[0].id()), money)
        assertEquals(Deadline(850_000u - 2u - 144u - 40u - 36u, 850_000u, vtxos[1].id()), received)
        assertEquals(Deadline(money.begin, money.lost, vtxos[2].id()), sent)
        assertEquals(received, vtxos.firstDeadline(36u))
        assertEquals(null, listOf<AcceptedVtxo>().firstDeadline(36u))
        assertEquals(3uL * OWN_SAT, vtxos.totalSat())
    }
}
