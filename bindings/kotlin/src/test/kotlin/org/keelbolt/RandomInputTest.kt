package org.keelbolt

import kotlin.random.Random
import kotlin.random.nextUInt
import kotlin.random.nextULong
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.TestFactory
import org.keelbolt.Samples.entropy

/** Random text and random bytes to every function for invoices. */
class RandomInputTest {
    @TestFactory
    fun invoices(): List<DynamicTest> = randomly(
        RandomRow("parseInvoice of text", accepts = false, refuses = true) { parseInvoice(it.text()) },
        RandomRow("parseInvoice of a changed invoice", accepts = true, refuses = true) { parseInvoice(it.invoice()) },
        RandomRow("parseInvoiceUri of text", accepts = false, refuses = true) { parseInvoiceUri(it.text()) },
        RandomRow("parseInvoiceUri of a changed invoice", accepts = true, refuses = true) {
            parseInvoiceUri(it.choice("lightning:", "bitcoin:?lightning=", " ", it.text()) + it.invoice())
        },
        RandomRow("every method of an invoice", accepts = true, refuses = true) {
            val invoice = parseInvoice(it.invoice())
            it.choice<(Invoice) -> Any?>(
                Invoice::fields,
                Invoice::payee,
                { invoice -> invoice.checkPayable(it.bits(), it.nextULong()) },
                { invoice -> invoice.checkFeatures(it.bits()) },
                { invoice -> invoice.copy(text = it.text()).payee() },
                { invoice -> written(invoice.network, invoice.amountMsat, invoice.timestamp, invoice.fields()) },
            )(invoice)
        },
        RandomRow("InvoiceDraft", accepts = true, refuses = true) { random ->
            Samples.key().use { random.draft().sign(it, random.choice(entropy, entropy, random.bytes())) }
        },
        RandomRow("UnsignedInvoice.fromFields", accepts = true, refuses = true) {
            written(it.network(), it.nextULong(), it.seconds(), List(it.nextInt(3)) { _ -> it.field() })
        },
        RandomRow("UnsignedInvoice.finish", accepts = true, refuses = true) {
            UnsignedInvoice(Samples.draft()).use { unsigned ->
                unsigned.finish(Signature(it.nextBytes(64)), it.nextInt(5).toUByte())
            }
        },
        RandomRow("RecoverableSignature.recover", accepts = true, refuses = true) {
            it.signature().recover(Sha256(it.nextBytes(32)))
        },
        RandomRow("RecoverableSignature.verify", accepts = false, refuses = true) {
            it.signature().verify(Sha256(it.nextBytes(32)), it.publicKey())
        },
        RandomRow("SecretKey", accepts = true, refuses = true) {
            SecretKey(it.choice(it.bytes(), it.nextBytes(32))).use { key ->
                key.publicKey(it.choice(entropy, it.bytes()))
            }
        },
        RandomRow("SecretKey.signRecoverable", accepts = true, refuses = true) {
            Samples.key().use { key -> key.signRecoverable(Sha256(it.nextBytes(32)), it.choice(entropy, it.bytes())) }
        },
        RandomRow("Preimage", accepts = true, refuses = true) {
            Preimage(it.choice(it.bytes(), it.nextBytes(32))).use(Preimage::paymentHash)
        },
        RandomRow("Fallback.address", accepts = true, refuses = true) { it.fallback().address(it.network()) },
        RandomRow("Fallback.scriptPubkey", accepts = true, refuses = true) { it.fallback().scriptPubkey() },
        RandomRow("feature", accepts = true, refuses = false) { feature(it.nextUInt()) },
        RandomRow("featuresOfContext", accepts = true, refuses = false) {
            featuresOfContext(FeatureContext.entries.random(it))
        },
        RandomRow("shortChannelIdText", accepts = true, refuses = false) { shortChannelIdText(it.nextULong()) },
        RandomRow("sha256", accepts = true, refuses = false) { sha256(it.bytes()) },
        RandomRow("text of an exception", accepts = true, refuses = false) {
            val exception = InvoiceException.FieldLength(it.text(), it.nextULong(), it.nextULong(), it.nextULong())
            listOf(exception.message, exception.code(), exception.blame())
        },
        RandomRow("value types", accepts = true, refuses = true) { random ->
            val bytes = random.bytes()
            listOf(::PaymentHash, ::PaymentSecret, ::Sha256, ::PublicKey, ::Signature, ::Octets).random(random)(bytes)
        },
    )

    private fun written(network: Network, amountMsat: ULong?, timestamp: ULong, fields: List<InvoiceField>) =
        Samples.key().use { key ->
            UnsignedInvoice.fromFields(network, amountMsat, timestamp, fields).use { it.sign(key, entropy) }
        }

    private fun Random.bits() = choice(invoiceFeatures(), List(nextInt(5)) { choice(nextUInt(1100u), nextUInt()) })

    private fun Random.seconds() = choice(nextULong(1uL shl 35), nextULong())

    private fun Random.network() = Network.entries.random(this)

    /** An invoice with a word or two changed, most often with a checksum that holds. */
    private fun Random.invoice(): String {
        val data = StringBuilder(Samples.DONATION.drop("lnbc1".length).dropLast(6))
        repeat(nextInt(3)) { data[nextInt(data.length)] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l".random(this) }
        val amount = "${nextUInt()}${choice("m", "u", "n", "p", "")}"
        val prefix = choice("lnbc", "lnbc", "lntb", "lnbcrt", "lntbs$amount")
        return if (nextInt(4) == 0) "${prefix}1$data" else Samples.checksummed(prefix, data.toString())
    }

    private fun Random.draft() = InvoiceDraft(
        network = network(),
        timestamp = seconds(),
        paymentHash = PaymentHash(nextBytes(32)),
        paymentSecret = PaymentSecret(nextBytes(32)),
        description = choice(InvoiceDescription.Text(text()), InvoiceDescription.Hash(Sha256(nextBytes(32)))),
        amountMsat = choice(null, nextULong()),
        payee = choice(null, null, publicKey()),
        expirySeconds = choice(null, nextULong()),
        minFinalCltvExpiryDelta = choice(null, nextULong()),
        fallbacks = List(nextInt(2)) { fallback() },
        routeHints = List(nextInt(2)) { routeHint() },
        features = choice(null, null, bits()),
        metadata = choice(null, Octets(bytes())),
        unknownFields = List(nextInt(2)) { unknownField() },
    )

    private fun Random.field(): InvoiceField = when (nextInt(12)) {
        0 -> InvoiceField.PaymentHash(PaymentHash(nextBytes(32)))
        1 -> InvoiceField.PaymentSecret(PaymentSecret(nextBytes(32)))
        2 -> InvoiceField.Description(text())
        3 -> InvoiceField.DescriptionHash(Sha256(nextBytes(32)))
        4 -> InvoiceField.Payee(publicKey())
        5 -> InvoiceField.Expiry(nextULong())
        6 -> InvoiceField.MinFinalCltvExpiryDelta(nextULong())
        7 -> InvoiceField.Fallback(fallback())
        8 -> InvoiceField.RouteHint(routeHint())
        9 -> InvoiceField.Features(bits())
        10 -> InvoiceField.Metadata(Octets(bytes()))
        else -> InvoiceField.Unknown(unknownField())
    }

    private fun Random.fallback(): Fallback = when (nextInt(4)) {
        0 -> Fallback.P2pkh(Octets(nextBytes(choice(20, 20, nextInt(70)))))
        1 -> Fallback.P2sh(Octets(nextBytes(choice(20, 20, nextInt(70)))))
        2 -> Fallback.Witness(nextInt(20).toUByte(), Octets(nextBytes(choice(20, 32, nextInt(70)))))
        else -> Fallback.Unknown(nextInt(40).toUByte(), choice("", "qpzry", text()))
    }

    private fun Random.routeHint() = RouteHint(
        List(nextInt(3)) {
            RouteHop(publicKey(), nextULong(), nextUInt(), nextUInt(), nextInt(0x10000).toUShort())
        },
    )

    private fun Random.unknownField() = UnknownField(choice("z", "q", "p", text()), choice("", "qpzry", text()))

    private fun Random.signature() = RecoverableSignature(Signature(nextBytes(64)), nextInt(6).toUByte())
}
