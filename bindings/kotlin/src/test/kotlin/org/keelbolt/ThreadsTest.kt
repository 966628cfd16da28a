package org.keelbolt

import java.util.concurrent.Callable
import java.util.concurrent.CyclicBarrier
import java.util.concurrent.Executors
import java.util.concurrent.TimeUnit
import kotlin.time.Duration.Companion.seconds
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.keelbolt.Samples.draft
import org.keelbolt.Samples.entropy

/** Many threads at once, on values and on objects. */
class ThreadsTest {
    /** Runs `work` on all threads at the same moment and gives what each got. */
    private fun <T> together(work: (thread: Int) -> T): List<T> {
        val barrier = CyclicBarrier(THREADS)
        val executor = Executors.newFixedThreadPool(THREADS)
        try {
            val started = List(THREADS) { thread ->
                executor.submit(Callable { barrier.await(60, TimeUnit.SECONDS).let { work(thread) } })
            }
            return started.map { it.get(60, TimeUnit.SECONDS) }
        } finally {
            executor.shutdownNow()
        }
    }

    @Test
    fun valuesAreShared() {
        val invoice = parseInvoice(Samples.DONATION)
        val expected = invoice.checkPayable(invoiceFeatures(), Samples.TIMESTAMP)
        val found = together {
            List(ROUNDS) {
                assertEquals(invoice, parseInvoice(Samples.DONATION))
                assertEquals("no separator `1`", runCatching { parseInvoice("lnbc") }.exceptionOrNull()?.message)
                invoice.checkPayable(invoiceFeatures(), Samples.TIMESTAMP)
            }.toSet()
        }
        assertEquals(setOf(setOf(expected)), found.toSet())
    }

    @Test
    fun keysAreShared() = Samples.key().use { key ->
        val found = together { thread -> List(ROUNDS) { draft().sign(key, ByteArray(32) { thread.toByte() }) }.toSet() }
        assertEquals(setOf(setOf(draft().sign(key, entropy))), found.toSet())
    }

    /** Of all threads one signs; the others are told so. */
    @Test
    fun anInvoiceIsSignedOnce() = Samples.key().use { key ->
        repeat(ROUNDS) {
            val found = UnsignedInvoice(draft()).use { unsigned ->
                together { runCatching { unsigned.sign(key, entropy) } }
            }
            assertEquals(1, found.count { it.isSuccess })
            assertTrue(found.mapNotNull { it.exceptionOrNull() }.all { it is InvoiceException.AlreadySigned })
        }
    }

    /** A key that is closed while it signs: each call gets its result, or is told that the key is closed. */
    @Test
    fun aKeyIsClosedWhileItIsUsed() {
        repeat(ROUNDS) {
            val key = Samples.key()
            val found = together { thread ->
                if (thread == 0) runCatching { key.close() } else runCatching { draft().sign(key, entropy) }
            }
            val faults = found.mapNotNull { it.exceptionOrNull() }
            assertTrue(faults.all { it is IllegalStateException }, faults.toString())
        }
    }

    @Test
    fun onionsAreShared() = OnionSamples.nodeKey(0).use { key ->
        val packet = Octets(OnionSamples.packet())
        val expected = peelOnion(packet, key, OnionSamples.paymentHash)
        val failure = createFailure(FailureMessage.MppTimeout, expected.sharedSecret, 1.seconds)
        val found = together {
            List(ROUNDS) {
                peelOnion(packet, key, OnionSamples.paymentHash).use { peeled ->
                    assertEquals(expected, peeled)
                    createFailure(FailureMessage.MppTimeout, expected.sharedSecret, 1.seconds) to peeled.instruction()
                }
            }.toSet()
        }
        assertEquals(setOf(setOf(failure to expected.instruction())), found.toSet())
    }

    /** A secret that is closed while it wraps: each call gets its result, or is told that the secret is closed. */
    @Test
    fun aSecretIsClosedWhileItIsUsed() {
        repeat(ROUNDS) {
            val secret = OnionSamples.sharedSecret()
            val found = together { thread ->
                if (thread == 0) runCatching { secret.close() } else runCatching { wrapFailure(ByteArray(292), secret) }
            }
            val faults = found.mapNotNull { it.exceptionOrNull() }
            assertTrue(faults.all { it is IllegalStateException }, faults.toString())
        }
    }

    @Test
    fun channelsAreShared() {
        val (commitment, opener) = ChannelSamples.commitment() to ChannelSamples.opener
        val sweep = Sweep(listOf(ChannelSamples.delayed(commitment)), Transactions.wallet())
        val make = {
            val secret = opener.perCommitmentSecrets().secret(7u)
            val signatures = commitment.sign(ChannelSamples.accepter, entropy).also(commitment::verify)
            Triple(secret, signatures, sweep.build(ChannelSamples.FEERATE).sign(opener, entropy).transaction())
        }
        val expected = make()
        assertEquals(setOf(setOf(expected)), together { List(FEW) { make() }.toSet() }.toSet())
    }

    /** Of all threads that reveal the next secret one stores it; the others are told that it is another's turn. */
    @Test
    fun aSecretIsStoredOnce() {
        val store = SecretStore()
        for (number in 0uL..<FEW.toULong()) {
            val secret = ChannelSamples.opener.perCommitmentSecret(number)
            val found = together { runCatching { store.insert(number, secret) } }
            assertEquals(1, found.count { it.isSuccess })
            assertTrue(found.mapNotNull { it.exceptionOrNull() }.all { it is CommitmentException.SecretOutOfOrder })
            assertEquals(secret, store.secret(number))
        }
        assertEquals(FEW.toULong(), store.next())
    }

    /** Two signatures with one nonce would give the key away: of all threads one signs. */
    @Test
    fun aNonceSignsOnce() = Samples.key().use { key ->
        val keys = MusigKeys(listOf(key.publicKey(entropy)))
        repeat(FEW) { round ->
            val nonce = MusigSecretNonce(key, ByteArray(32) { (round + 1).toByte() }, entropy)
            val session = MusigSession(keys, aggregateNonces(listOf(nonce.publicNonce())), Sha256(ByteArray(32)))
            val found = together { runCatching { nonce.sign(session, key, entropy) } }
            assertEquals(1, found.count { it.isSuccess })
            assertTrue(found.mapNotNull { it.exceptionOrNull() }.all { it is MusigException.NonceUsed })
        }
    }

    @Test
    fun treesAreShared() {
        val (spec, vtxo) = ArkSamples.round() to ArkSamples.vtxo()
        val tree = UnsignedTree.build(spec, ArkSamples.utxo(spec))
        val make = {
            val accepted = vtxo.accept(ArkSamples.expectation(), ArkSamples.facts())
            Triple(tree.transactions(), accepted.exit().packages(), tree.branch(1u).id())
        }
        val expected = make()
        assertEquals(setOf(setOf(expected)), together { List(FEW) { make() }.toSet() }.toSet())
    }

    /** The same of the nonces for a tree: of all threads one signs. */
    @Test
    fun noncesOfATreeSignOnce() {
        val ceremony = Ceremony(ArkSamples.spec(5))
        val (branch, session) = ceremony.checked(2) to ceremony.session()
        repeat(FEW) { round ->
            val randomness = ByteArray(32) { (round + 1).toByte() }
            val key = ArkSamples.secretOf(branch.cosignPubkey())
            val ofLeaf = BranchNonces(key, randomness, entropy)
            val server = ArkSamples.secret(ArkSamples.COSIGNER)
            val ofTree = TreeNonces(server, ceremony.tree.shape(), randomness, entropy)
            for (sign in listOf({ ofLeaf.sign(branch, ceremony.aggregates) }, { ofTree.sign(session) })) {
                val found = together { runCatching { sign() } }
                assertEquals(1, found.count { it.isSuccess })
                assertTrue(found.mapNotNull { it.exceptionOrNull() }.all { it is TreeException.NonceUsed })
            }
        }
    }

    /** Secrets that are closed while they sign: each call gets its result, or is told that they are closed. */
    @Test
    fun secretsAreClosedWhileTheyAreUsed() {
        val commitment = ChannelSamples.commitment()
        repeat(FEW) {
            val secrets = ChannelSamples.secrets(2)
            val found = together { thread ->
                if (thread == 0) runCatching { secrets.close() } else runCatching { commitment.sign(secrets, entropy) }
            }
            val faults = found.mapNotNull { it.exceptionOrNull() }
            assertTrue(faults.all { it is IllegalStateException }, faults.toString())
        }
    }

    private companion object {
        const val FEW = 10
        const val THREADS = 8
        const val ROUNDS = 50
    }
}
