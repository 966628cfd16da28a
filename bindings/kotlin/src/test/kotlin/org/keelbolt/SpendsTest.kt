package org.keelbolt

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.DynamicTest.dynamicTest
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestFactory
import org.keelbolt.ChannelSamples.FEERATE
import org.keelbolt.ChannelSamples.accepter
import org.keelbolt.ChannelSamples.commitment
import org.keelbolt.ChannelSamples.delayed
import org.keelbolt.ChannelSamples.draft
import org.keelbolt.ChannelSamples.htlcs
import org.keelbolt.ChannelSamples.offered
import org.keelbolt.ChannelSamples.opener
import org.keelbolt.ChannelSamples.output
import org.keelbolt.ChannelSamples.parameters
import org.keelbolt.ChannelSamples.published
import org.keelbolt.ChannelSamples.received
import org.keelbolt.ChannelSamples.revealed
import org.keelbolt.ChannelSamples.revoked
import org.keelbolt.ChannelSamples.signatures
import org.keelbolt.ChannelSamples.walletCoin
import org.keelbolt.Samples.entropy

/** Every output of a commitment, taken by each of its paths, as nodes relay it. */
class SpendsTest {
    private val wallet = Transactions.wallet()

    @TestFactory
    fun paths(): List<DynamicTest> = CommitmentFormat.entries.flatMap { format ->
        val commitment = commitment(format = format)
        ChannelSamples.paths(commitment)
            .filter { (kind, path) -> commitment.outputOf(kind) != null && isCombinable(format, path) }
            .map { (kind, path) ->
                dynamicTest("$format, $kind by ${path.javaClass.simpleName}") { check(commitment, kind, path) }
            }
    }

    /** Without anchors an HTLC transaction pays its own fee, and is no claim. */
    private fun isCombinable(format: CommitmentFormat, path: SpendPath) =
        format != CommitmentFormat.STATIC_REMOTEKEY || path !is SpendPath.HtlcTransaction

    private fun check(commitment: Commitment, kind: OutputKind, path: SpendPath) {
        val claim = commitment.claim(commitment.output(kind), path)
        val output = commitment.outputs()[commitment.output(kind).toInt()]
        assertEquals(output.valueSat to output.scriptPubkey, claim.amountSat() to claim.scriptPubkey())
        assertEquals(OutPoint(commitment.txid(), commitment.output(kind)), claim.previousOutput())
        assertEquals(claim, commitment.claim(commitment.output(kind), path))

        // What is too little to pay its own fee comes with an output of the wallet.
        val unsigned = Sweep(listOf(claim, walletCoin()), wallet).build(FEERATE)
        val owner = unsigned.signatureRequests().map { it.key.publicKey }
        val signed = listOf(opener, accepter).firstNotNullOfOrNull { secrets ->
            runCatching { unsigned.sign(secrets, entropy) }.getOrNull()
        }
        assertEquals(listOfNotNull(claim.key()?.publicKey), owner)
        checkExternal(unsigned, signed!!)
    }

    /** An external signer, which knows where the key comes from, makes the same transaction. */
    private fun checkExternal(unsigned: UnsignedSweep, signed: SignedSweep) {
        val signatures = unsigned.signatureRequests().map { request ->
            listOf(opener, accepter).firstNotNullOf { secrets ->
                secrets.signingKey(request.key.origin, entropy)
                    .takeIf { it.publicKey(entropy) == request.key.publicKey }
            }.signRecoverable(request.digest, entropy).signature
        }
        val completed = unsigned.complete(signatures)
        assertEquals(signed.transaction(), completed.transaction())
        assertEquals(unsigned.feeSat(), signed.feeSat())
        assertTrue(signed.weight() <= unsigned.weight() && signed.weight() + 2u >= unsigned.weight())
    }

    /** A replacement pays more than what it replaces, also after a restart. */
    @Test
    fun bumps() {
        val first = Sweep(listOf(delayed()), wallet).build(FEERATE).sign(opener, entropy)
        val again = Sweep(first.claims(), wallet).build(FEERATE)
        assertTrue(again.feeSat() > first.feeSat(), "${again.feeSat()} after ${first.feeSat()}")
        assertEquals(listOf<SweepAttempt?>(first.attempt()), first.claims().map { it.replaces() })

        val restarted = delayed().replacing(first.attempt())
        assertEquals(first.claims(), listOf(restarted))
        assertEquals(again.feeSat(), Sweep(listOf(restarted), wallet).build(FEERATE).feeSat())
        assertEquals(delayed(), restarted.replacing(null))
        assertNotEquals(delayed(), restarted)
    }

    /** The child of an anchor pays for the commitment too. */
    @Test
    fun children() {
        val commitment = commitment(format = CommitmentFormat.ZERO_FEE)
        val anchor = commitment.claim(commitment.output(OutputKind.SharedAnchor), SpendPath.Anchor)
        val weight = commitment.channel().format.commitmentWeight(htlcs.size.toULong())
        val alone = Sweep(listOf(anchor, walletCoin()), wallet).build(FEERATE)
        val both = Sweep(listOf(anchor, walletCoin()), wallet, SweepParent(0u, weight)).build(FEERATE)
        val fee = feeOfWeight(FEERATE, alone.weight() + weight)
        assertTrue(both.feeSat() in fee..fee + 1u, "${both.feeSat()} instead of $fee")
        assertEquals(ClaimKind.SHARED_ANCHOR, anchor.kind())
        assertEquals(null, anchor.key())
    }

    /** Claims that are too heavy together go in batches, and none is lost. */
    @Test
    fun batches() {
        val coins = List(4) { Claim.wallet(OutPoint(Txid(ByteArray(32)), it.toUInt()), 60_000u, wallet, 150_000u) }
        val light = Sweep(listOf(delayed()), wallet)
        assertEquals(1, light.batches().size)
        val many = List(8) { number -> delayed(commitment(number.toULong() + 1u)) }
        val batches = Sweep(many + coins, wallet).batches()
        assertTrue(batches.size > 1)
        val claims = batches.flatMap { it.build(minSweepFeerate()).claims() }
        assertEquals((many + coins).toSet(), claims.toSet())
    }

    /** Everything of a revoked commitment, one by one and at once; and what its HTLC transactions made of it. */
    @Test
    fun justice() {
        val commitment = commitment()
        val revoked = revoked(commitment)
        assertEquals(1uL, revoked.number())
        assertEquals(listOf<UInt>(), revoked.unknown())
        val kinds = listOf(ClaimKind.REVOKED_HTLC, ClaimKind.REVOKED_HTLC, ClaimKind.REVOKED_TO_LOCAL)
        assertEquals(kinds, revoked.claims().map { it.kind() }.sortedBy { it.name })
        assertEquals(ClaimKind.TO_REMOTE, revoked.toRemote()?.kind())
        val all = Sweep(revoked.claims() + revoked.toRemote()!!, wallet).build(FEERATE).sign(accepter, entropy)
        val single = revoked.claims().map { Sweep(listOf(it), wallet).build(FEERATE).sign(accepter, entropy) }
        assertTrue(all.feeSat() < single.sumOf { it.feeSat() })

        val htlc = commitment.claim(
            commitment.output(offered), SpendPath.HtlcTransaction(commitment.signatures().htlcSignatures[0], null),
        )
        val timeout = Sweep(listOf(htlc, walletCoin()), wallet).build(FEERATE).sign(opener, entropy).transaction()
        val second = revoked.secondStageClaims(timeout).single()
        assertEquals(ClaimKind.REVOKED_SECOND_STAGE to 20_000uL, second.kind() to second.amountSat())
        Sweep(listOf(second), wallet).build(FEERATE).sign(accepter, entropy)
        val own = commitment.secondStageClaims(timeout, SpendPath.Delayed).single()
        assertEquals(second.previousOutput(), own.previousOutput())
        Sweep(listOf(own), wallet).build(FEERATE).sign(opener, entropy)

        // HTLCs that were not stored are lost, and told.
        val forgotten = RevokedCommitment.recognise(
            parameters(), Node.OPENER, commitment.published().toByteArray(), revealed(1u), listOf(), entropy,
        )
        assertEquals(setOf(offered, received).map { commitment.output(it) }.sorted(), forgotten.unknown().sorted())
    }

    /** The transaction that takes an HTLC shows its preimage. */
    @Test
    fun preimages() {
        val commitment = commitment()
        val claim = commitment.claim(commitment.output(offered), SpendPath.Preimage(ChannelSamples.preimage(0)))
        val transaction = Sweep(listOf(claim), wallet).build(FEERATE).sign(accepter, entropy).transaction()
        val shown = commitment.revealedPreimages(transaction).single()
        assertEquals(commitment.output(offered) to htlcs[0].paymentHash, shown.output to shown.preimage.paymentHash())
        assertEquals(listOf<RevealedPreimage>(), commitment.revealedPreimages(commitment.published()))
        val lock = HashLock.Sha256(htlcs[0].paymentHash)
        assertEquals(htlcs[0].paymentHash, lock.preimageIn(transaction)?.paymentHash())
    }

    /** Dust has no output. */
    @Test
    fun trimmed() {
        val dust = htlcs[0].copy(amountMsat = 353_999u)
        assertEquals(true, draft().isTrimmed(dust, parameters()))
        assertEquals(false, draft().isTrimmed(dust.copy(amountMsat = 354_000u), parameters()))
        val commitment = commitment(htlcs = listOf(dust))
        assertEquals(null, commitment.outputOf(offered))
        assertEquals(listOf(dust), commitment.htlcs())
        assertEquals(listOf<HtlcTransaction>(), commitment.htlcTransactions())
    }
}
