package org.keelbolt.examples

import java.security.SecureRandom
import java.time.Instant
import kotlin.time.Duration.Companion.minutes
import org.keelbolt.Blame
import org.keelbolt.Invoice
import org.keelbolt.InvoiceDescription
import org.keelbolt.InvoiceDraft
import org.keelbolt.InvoiceException
import org.keelbolt.Network
import org.keelbolt.PaymentSecret
import org.keelbolt.Preimage
import org.keelbolt.SecretKey
import org.keelbolt.checkPayable
import org.keelbolt.expiresAtInstant
import org.keelbolt.feature
import org.keelbolt.invoiceFeatures
import org.keelbolt.parseUri
import org.keelbolt.sign

/** Shows an invoice as a wallet would before it pays: the one given, or one that is made here. */
fun main(arguments: Array<String>) {
    val now = Instant.now()
    val text = arguments.firstOrNull() ?: request(now).text.also(::println)
    println(shown(text, now))
}

/** The payer's side: reads what was scanned or pasted and says what would be paid, or why it must not be. */
fun shown(scanned: String, now: Instant): String = try {
    val invoice = Invoice.parseUri(scanned)
    val payable = invoice.checkPayable(known = invoiceFeatures(), now = now)
    val description = when (val found = payable.description) {
        is InvoiceDescription.Text -> found.text
        is InvoiceDescription.Hash -> "what has the hash ${found.hash}"
    }
    """
    pay        ${invoice.amountMsat?.let { "${it / 1000u} sat" } ?: "any amount"}
    for        $description
    to         ${payable.payee}
    until      ${invoice.expiresAtInstant}
    features   ${invoice.features.joinToString { feature(it)?.name ?: "$it" }}
    """.trimIndent()
} catch (refused: InvoiceException.Expired) {
    "too late: it could be paid until ${Instant.ofEpochSecond(refused.expiresAt.toLong())}"
} catch (refused: InvoiceException) {
    when (refused.blame()) {
        Blame.PEER -> "not a good invoice: ${refused.message}"
        Blame.CALLER, Blame.CAPACITY -> "this program is wrong: ${refused.message}"
    }
}

/** The payee's side: asks for 2500 satoshi. */
fun request(now: Instant): Invoice {
    val random = SecureRandom()
    // A wallet keeps both: the key is its node's, and the preimage is given for the payment.
    val keyBytes = ByteArray(32).also(random::nextBytes)
    val preimageBytes = ByteArray(32).also(random::nextBytes)
    val draft = InvoiceDraft(
        network = Network.REGTEST,
        timestamp = now,
        paymentHash = Preimage(preimageBytes).use { it.paymentHash() },
        paymentSecret = PaymentSecret(ByteArray(32).also(random::nextBytes)),
        description = InvoiceDescription.Text("a cup of coffee"),
        amountMsat = 2_500_000u,
        expiry = 10.minutes,
    )
    return SecretKey(keyBytes).use { key -> draft.sign(key, random) }
}
