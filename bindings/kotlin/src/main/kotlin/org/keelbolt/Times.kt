package org.keelbolt

import java.time.Instant
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds

/** When the invoice was made. */
val Invoice.timestampInstant: Instant get() = instant(timestamp)

/** The last second in which it can be paid; [Instant.MAX] where that is later than Java can say. */
val Invoice.expiresAtInstant: Instant get() = instant(expiresAt)

/** How long it can be paid, from its timestamp; [Duration.INFINITE] where that is more than Kotlin can say. */
val Invoice.expiry: Duration get() = expirySeconds.coerceAtMost(Long.MAX_VALUE.toULong()).toLong().seconds

/**
 * Asks the payer's question at a time: do the fields, the features, the amount, the time and the signature let this
 * payer pay, and whom?
 *
 * @param known the feature bits that the payer implements, even or odd; [invoiceFeatures] for one that implements all.
 * @param now the time; one before 1970 counts as 1970.
 * @throws InvoiceException as the function of the same name that takes seconds.
 */
fun Invoice.checkPayable(known: Collection<UInt>, now: Instant): Payable =
    checkPayable(known = known.toList(), now = now.unixSeconds)

/**
 * The contents of an invoice to be written, with times as Java and Kotlin have them. All else is as in the class.
 *
 * @param timestamp when it is made; fractions of a second are cut off, and one before 1970 counts as 1970.
 * @param expiry how long it can be paid; fractions of a second are cut off. Null is an hour.
 */
fun InvoiceDraft(
    network: Network,
    timestamp: Instant,
    paymentHash: PaymentHash,
    paymentSecret: PaymentSecret,
    description: InvoiceDescription,
    amountMsat: ULong? = null,
    payee: PublicKey? = null,
    expiry: Duration? = null,
    minFinalCltvExpiryDelta: ULong? = null,
    fallbacks: List<Fallback> = listOf(),
    routeHints: List<RouteHint> = listOf(),
    features: List<UInt>? = null,
    metadata: Octets? = null,
    unknownFields: List<UnknownField> = listOf(),
): InvoiceDraft = InvoiceDraft(
    network = network,
    timestamp = timestamp.unixSeconds,
    paymentHash = paymentHash,
    paymentSecret = paymentSecret,
    description = description,
    amountMsat = amountMsat,
    payee = payee,
    expirySeconds = expiry?.inWholeSeconds?.coerceAtLeast(0)?.toULong(),
    minFinalCltvExpiryDelta = minFinalCltvExpiryDelta,
    fallbacks = fallbacks,
    routeHints = routeHints,
    features = features,
    metadata = metadata,
    unknownFields = unknownFields,
)

/** What crosses for a time: one before 1970 counts as 1970. */
internal val Instant.unixSeconds: ULong get() = epochSecond.coerceAtLeast(0).toULong()

/** The time as Java has it; [Instant.MAX] where that is later than Java can say. */
internal fun instant(unixSeconds: ULong): Instant =
    if (unixSeconds > Instant.MAX.epochSecond.toULong()) Instant.MAX else Instant.ofEpochSecond(unixSeconds.toLong())
