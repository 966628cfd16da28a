package org.keelbolt

import java.security.SecureRandom
import java.time.Instant
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Test
import org.keelbolt.ChannelSamples.FEERATE
import org.keelbolt.ChannelSamples.accepter
import org.keelbolt.ChannelSamples.commitment
import org.keelbolt.ChannelSamples.delayed
import org.keelbolt.ChannelSamples.opener
import org.keelbolt.ChannelSamples.parameters
import org.keelbolt.ChannelSamples.published
import org.keelbolt.ChannelSamples.revealed
import org.keelbolt.ChannelSamples.root
import org.keelbolt.ChannelSamples.signatures
import org.keelbolt.ChannelSamples.simpleClose
import org.keelbolt.ContractSamples.funding
import org.keelbolt.ContractSamples.preimage
import org.keelbolt.ContractSamples.publicKey
import org.keelbolt.ContractSamples.terms
import org.keelbolt.Samples.entropy

/** What is written by hand for channels and contracts says the same as what it stands on. */
class ChannelIdiomsTest {
    private val wallet = Transactions.wallet()
    private val hash = Sha256(ByteArray(32) { 5 })

    /** Says how many bytes were drawn. */
    private val random = object : SecureRandom() {
        var drawn = 0
        override fun nextBytes(bytes: ByteArray) = super.nextBytes(bytes).also { drawn += bytes.size }
    }

    /** Draws 32 fresh bytes for each use, and depends on none of them. */
    private fun <T> assertBlinded(expected: T, uses: Int = 1, make: () -> T) {
        val before = random.drawn
        repeat(2) { assertEquals(expected, make()) }
        assertEquals(before + 2 * 32 * uses, random.drawn)
    }

    @Test
    fun keys() {
        val root = root(1)
        assertBlinded(root.derive(7u, true, entropy)) { root.derive(7u, hardened = true, random) }
        assertBlinded(root.derivePath("m/7'/1", entropy)) { root.derivePath("m/7'/1", random) }
        assertBlinded(root.publicSide(entropy)) { root.publicSide(random) }
        assertBlinded(opener.basepoints(entropy), uses = 2) {
            ChannelSecrets.derive(root, 0u, random).basepoints(random)
        }
        assertBlinded(opener.perCommitmentPoint(3u, entropy)) { opener.perCommitmentPoint(3u, random) }
        assertBlinded(opener.perCommitmentPoint(3u, entropy)) { opener.perCommitmentSecrets().point(3u, random) }
        assertBlinded(opener.perCommitmentPoint(3u, entropy)) { opener.perCommitmentSecret(3u).point(random) }
        val signature = Samples.key().signRecoverable(hash, entropy).signature
        assertBlinded(signature) { Samples.key().use { it.sign(hash, random) } }
    }

    @Test
    fun scripts() {
        val keys = commitment().keys()
        val point = opener.perCommitmentPoint(1u, entropy)
        assertEquals(keys, CommitmentKeys.derive(point, opener.basepoints(entropy), accepter.basepoints(entropy)))
        val toLocal = ScriptTemplate.ToLocal(keys.revocationPubkey, 9u, keys.localDelayedpubkey)
        assertEquals(toLocal, ScriptTemplate.toLocal(keys, 9u))
        val template = HtlcTemplate.of(keys, ChannelSamples.htlcs[0].paymentHash, CommitmentFormat.ANCHORS)
        assertEquals(listOf(true), listOf(template).map { it.delayed })
        assertEquals(template, HtlcTemplate.of(keys, ChannelSamples.htlcs[1].paymentHash, CommitmentFormat.ANCHORS)
            .withPaymentHash(ChannelSamples.htlcs[0].paymentHash))
        val script = ScriptTemplate.OfferedHtlc(template)
        assertEquals(script, ScriptTemplate.recognise(script.write()))
        assertEquals(null, ScriptTemplate.recognise(wallet))
        assertEquals(294uL, dustLimit(wallet))
    }

    @Test
    fun commitments() {
        val commitment = commitment()
        assertBlinded(commitment.signatures()) { commitment.sign(accepter, random) }
        val request = Sweep(listOf(delayed()), wallet).build(FEERATE).signatureRequests().single()
        assertBlinded(request.key.publicKey) { opener.signingKey(request.key.origin, random).publicKey(entropy) }
        val revocation = Revocation(opener.perCommitmentSecret(1u), entropy)
        assertBlinded(revocation) { Revocation(opener.perCommitmentSecret(1u), random) }
        val signed = Sweep(listOf(delayed()), wallet.toByteArray()).build(FEERATE).sign(opener, entropy).transaction()
        assertBlinded(signed) { Sweep(listOf(delayed()), wallet).build(FEERATE).sign(opener, random).transaction() }
        assertBlinded(1uL) {
            RevokedCommitment.recognise(
                parameters(), Node.OPENER, commitment.published(), revealed(1u), ChannelSamples.htlcs, random,
            ).number()
        }
        assertEquals(null, commitment.outputOf(OutputKind.SharedAnchor))
        assertNotEquals(commitment, commitment(number = 2u))
        assertEquals("Commitment(1, the opener, ${commitment.txid()})", commitment.toString())
    }

    @Test
    fun closings() {
        val close = simpleClose()
        val (ofOpener, ofAccepter) = opener.funding() to accepter.funding()
        val complete = close.sign(ofOpener, entropy, uneconomical = false)
        assertBlinded(complete) { close.sign(ofOpener, random) }
        val answer = close.countersign(complete, ofAccepter, entropy, uneconomical = false)
        assertBlinded(answer) { close.countersign(complete, ofAccepter, random) }
        val transaction = close.transaction(ClosingVariant.CLOSER_OUTPUT_ONLY)
        assertBlinded(transaction.sign(ofOpener, entropy)) { transaction.sign(ofOpener, random) }
    }

    @Test
    fun contracts() {
        val (contract, taproot) = P2wshHtlc(terms()) to TaprootHtlc(terms())
        assertEquals(terms(), P2wshHtlc.recognise(contract.witnessScript())?.terms())
        assertEquals(null, P2wshHtlc.recognise(wallet))
        val (claimLeaf, refundLeaf) = taproot.claimLeaf() to taproot.refundLeaf()
        val recognised = TaprootHtlc.recognise(claimLeaf.script(), refundLeaf.script(), publicKey(0), publicKey(1))
        assertEquals(taproot.scriptPubkey(), recognised?.scriptPubkey())
        assertEquals(null, TaprootHtlc.recognise(claimLeaf.script(), wallet, publicKey(0), publicKey(1)))
        assertEquals(claimLeaf, ClaimLeaf.recognise(claimLeaf.script()))
        assertEquals(refundLeaf, RefundLeaf.recognise(refundLeaf.script()))
        assertEquals(listOf(null, null), listOf(ClaimLeaf.recognise(wallet), RefundLeaf.recognise(wallet)))

        val (receiver, sender) = ContractSamples.key(0) to ContractSamples.key(1)
        val claim = contract.claim(funding, preimage(), wallet, FEERATE)
        assertBlinded(claim.sign(receiver, entropy).transaction()) { claim.sign(receiver, random).transaction() }
        val refund = contract.refund(funding, wallet, FEERATE)
        assertBlinded(refund.sign(sender, entropy).transaction()) { refund.sign(sender, random).transaction() }
        assertEquals(claim.txid(), claim.sign(receiver, entropy).txid())

        val byLeaf = taproot.claim(funding, preimage(), wallet, FEERATE).sign(receiver, random)
        val again = taproot.claim(funding, preimage(), wallet, FEERATE).sign(receiver, random)
        assertNotEquals(byLeaf.transaction(), again.transaction())
        taproot.refund(funding, wallet, FEERATE).sign(sender, random)
        for (spend in listOf(claim.sign(receiver, entropy), byLeaf)) {
            assertEquals(ContractSamples.paymentHash, terms().hash.preimageIn(spend.transaction())?.paymentHash())
            assertEquals(ContractSamples.paymentHash, terms().hash.preimageIn(spend.witness())?.paymentHash())
        }
        val together = taproot.cooperate(funding, wallet, FEERATE)
        assertEquals(1, ContractSamples.cooperated(taproot, together).witness().size)
        assertEquals(null, terms().hash.preimageIn(ContractSamples.cooperated(taproot, together).transaction()))
    }

    /** The two locks of one payment hash have different scripts, and the same preimage opens both. */
    @Test
    fun locks() {
        val short = HashLock.hash160(ContractSamples.paymentHash)
        val long = HashLock.Sha256(ContractSamples.paymentHash)
        assertNotEquals(P2wshHtlc(terms(short)).scriptPubkey(), P2wshHtlc(terms(long)).scriptPubkey())
        preimage().use { preimage -> assertEquals(listOf(true, true), listOf(short, long).map(preimage::opens)) }
        Preimage(ByteArray(32)).use { other ->
            assertEquals(listOf(false, false), listOf(short, long).map(other::opens))
        }

        val time = Instant.parse("2026-01-01T00:00:00.9Z")
        assertEquals(LockTime.Time(1_767_225_600u), LockTime.at(time))
        assertEquals(Instant.parse("2026-01-01T00:00:00Z"), LockTime.Time(1_767_225_600u).instant)
        assertEquals(LockTime.Time(0u), LockTime.at(Instant.MIN))
        assertEquals(Instant.MAX, LockTime.Time(ULong.MAX_VALUE).instant)
    }

    /** Fresh nonces each time, which sign once. */
    @Test
    fun musig() {
        val (first, second) = List(2) { MusigSecretNonce(Samples.key(), random) }
        assertNotEquals(first.publicNonce(), second.publicNonce())
        assertEquals(4 * 32, random.drawn)
        val keys = MusigKeys(listOf(Samples.key().publicKey(entropy))).tapTweak()
        val session = MusigSession(keys, aggregateNonces(listOf(first.publicNonce())), hash)
        val partial = first.sign(session, Samples.key(), random)
        assertEquals(listOf(true, false), listOf(first, second).map { it.isUsed() })
        session.verify(session.signer(Samples.key().publicKey(entropy)), first.publicNonce(), partial)
        assertEquals(64, session.aggregate(listOf(partial)).size)
        assertEquals(hash, session.message())
    }
}
