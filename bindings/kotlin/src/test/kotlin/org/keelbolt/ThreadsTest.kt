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

    private companion object {
        const val THREADS = 8
        const val ROUNDS = 50
    }
}
