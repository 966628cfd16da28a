package org.keelbolt

import java.security.SecureRandom
import java.time.Instant
import kotlin.time.Duration
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.DynamicTest.dynamicTest
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestFactory
import org.keelbolt.Samples.draft
import org.keelbolt.Samples.entropy

/** What is written by hand for Kotlin says the same as what it stands on. */
class IdiomsTest {
    private class Times(
        val name: String,
        val timestamp: ULong,
        val expirySeconds: ULong?,
        val timestampInstant: Instant,
        val expiry: Duration,
        val expiresAtInstant: Instant,
    )

    @TestFactory
    fun times(): List<DynamicTest> = listOf(
        Times("the beginning", 0uL, 0uL, Instant.EPOCH, Duration.ZERO, Instant.EPOCH),
        Times(
            "an hour when nothing is said", 1_496_314_658uL, null,
            Instant.parse("2017-06-01T10:57:38Z"), 1.hours, Instant.parse("2017-06-01T11:57:38Z"),
        ),
        Times(
            "the last timestamp", (1uL shl 35) - 1uL, 60uL,
            Instant.parse("3058-10-26T03:46:07Z"), 1.minutes, Instant.parse("3058-10-26T03:47:07Z"),
        ),
        Times("the last expiry", 0uL, ULong.MAX_VALUE, Instant.EPOCH, Duration.INFINITE, Instant.MAX),
    ).map { dynamicTest(it.name) { check(it) } }

    private fun check(times: Times) = Samples.key().use { key ->
        val draft = draft().copy(timestamp = times.timestamp, expirySeconds = times.expirySeconds)
        val invoice = draft.sign(key, entropy)
        assertEquals(times.timestampInstant, invoice.timestampInstant)
        assertEquals(times.expiry, invoice.expiry)
        assertEquals(times.expiresAtInstant, invoice.expiresAtInstant)
        if (times.expiry.isFinite()) {
            val twin = InvoiceDraft(
                network = draft.network,
                timestamp = times.timestampInstant.plusNanos(999_999_999),
                paymentHash = draft.paymentHash,
                paymentSecret = draft.paymentSecret,
                description = draft.description,
                expiry = times.expirySeconds?.let { times.expiry + 999.milliseconds },
            )
            assertEquals(draft, twin)
            val payable = invoice.checkPayable(invoiceFeatures().toSet(), times.expiresAtInstant.plusNanos(1))
            assertEquals(invoice.checkPayable(invoiceFeatures(), times.timestamp), payable)
            assertThrows(InvoiceException.Expired::class.java) {
                invoice.checkPayable(invoiceFeatures().toSet(), times.expiresAtInstant.plusSeconds(1))
            }
        }
    }

    /** All that a draft holds comes through the function with times. */
    @Test
    fun wholeDrafts() {
        val whole = draft().copy(
            amountMsat = 2_500_000uL,
            payee = Samples.key().use { it.publicKey(entropy) },
            expirySeconds = 60uL,
            minFinalCltvExpiryDelta = 40uL,
            fallbacks = listOf(Fallback.P2sh(Octets(ByteArray(20)))),
            routeHints = listOf(RouteHint(listOf(RouteHop(PublicKey(ByteArray(33)), 1uL, 2u, 3u, 4u)))),
            features = listOf(8u, 14u, 48u),
            metadata = Octets(ByteArray(3)),
            unknownFields = listOf(UnknownField("z", "qq")),
        )
        val twin = InvoiceDraft(
            network = whole.network,
            timestamp = Instant.ofEpochSecond(whole.timestamp.toLong()),
            paymentHash = whole.paymentHash,
            paymentSecret = whole.paymentSecret,
            description = whole.description,
            amountMsat = whole.amountMsat,
            payee = whole.payee,
            expiry = 60.seconds,
            minFinalCltvExpiryDelta = whole.minFinalCltvExpiryDelta,
            fallbacks = whole.fallbacks,
            routeHints = whole.routeHints,
            features = whole.features,
            metadata = whole.metadata,
            unknownFields = whole.unknownFields,
        )
        assertEquals(whole, twin)
    }

    /** Times that the library does not have: before 1970, and a negative expiry. */
    @Test
    fun timesBefore1970() {
        val early = Instant.EPOCH.minusSeconds(1)
        val draft = draft()
        val clamped = InvoiceDraft(
            draft.network, early, draft.paymentHash, draft.paymentSecret, draft.description, expiry = (-1).seconds,
        )
        assertEquals(draft.copy(timestamp = 0uL, expirySeconds = 0uL), clamped)
        val invoice = parseInvoice(Samples.DONATION)
        assertEquals(invoice.checkPayable(invoiceFeatures(), 0uL), invoice.checkPayable(invoiceFeatures(), early))
    }

    /** No result depends on the random bytes, and 32 fresh ones are taken each time. */
    @Test
    fun randomness() = Samples.key().use { key ->
        val random = object : SecureRandom() {
            var drawn = 0
            override fun nextBytes(bytes: ByteArray) = super.nextBytes(bytes).also { drawn += bytes.size }
        }
        val digest = Sha256(ByteArray(32) { 7 })
        assertEquals(key.publicKey(entropy), key.publicKey(random))
        assertEquals(key.signRecoverable(digest, entropy), key.signRecoverable(digest, random))
        assertEquals(draft().sign(key, entropy), draft().sign(key, random))
        assertEquals(draft().sign(key, entropy), UnsignedInvoice(draft()).use { it.sign(key, random) })
        assertEquals(4 * 32, random.drawn)
    }

    @Test
    fun names() {
        assertEquals(parseInvoice(Samples.DONATION), Invoice.parse(Samples.DONATION))
        assertEquals(parseInvoice(Samples.DONATION), Invoice.parseUri(" lightning:${Samples.DONATION} "))
        val hop = RouteHop(PublicKey(ByteArray(33)), 0x08_39_0C_00_03_4D_00_01uL, 0u, 0u, 0u)
        assertEquals("538892x845x1", hop.shortChannelIdText)
        assertEquals(hop.shortChannelIdText, shortChannelIdText(hop.shortChannelId))
    }
}
