package org.keelbolt

import java.util.concurrent.Callable
import java.util.concurrent.CyclicBarrier
import java.util.concurrent.Executors
import java.util.concurrent.TimeUnit
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

    private companion object {
        const val THREADS = 8
        const val ROUNDS = 50
    }
}
