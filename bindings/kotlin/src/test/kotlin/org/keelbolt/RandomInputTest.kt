package org.keelbolt

import kotlin.random.Random
import kotlin.random.nextUInt
import kotlin.random.nextULong
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.DynamicTest.dynamicTest
import org.junit.jupiter.api.TestFactory
import org.keelbolt.Samples.entropy

/** Random text and random bytes to every function: a result, or an exception of ours. */
class RandomInputTest {
    /** A function, and whether some random input must get a result from it, and some an exception. */
    private class Row(val name: String, val accepts: Boolean, val refuses: Boolean, val call: (Random) -> Any?)

    @TestFactory
    fun randomInput(): List<DynamicTest> = listOf(
        Row("parseInvoice of text", accepts = false, refuses = true) { parseInvoice(it.text()) },
        Row("parseInvoice of a changed invoice", accepts = true, refuses = true) { parseInvoice(it.invoice()) },
        Row("parseInvoiceUri of text", accepts = false, refuses = true) { parseInvoiceUri(it.text()) },
        Row("parseInvoiceUri of a changed invoice", accepts = true, refuses = true) {
            parseInvoiceUri(it.choice("lightning:", "bitcoin:?lightning=", " ", it.text()) + it.invoice())
        },
        Row("every method of an invoice", accepts = true, refuses = true) {
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
        Row("InvoiceDraft", accepts = true, refuses = true) { random ->
            Samples.key().use { random.draft().sign(it, random.choice(entropy, entropy, random.bytes())) }
        },
        Row("UnsignedInvoice.fromFields", accepts = true, refuses = true) {
            written(it.network(), it.nextULong(), it.seconds(), List(it.nextInt(3)) { _ -> it.field() })
        },
        Row("UnsignedInvoice.finish", accepts = true, refuses = true) {
            UnsignedInvoice(Samples.draft()).use { unsigned ->
                unsigned.finish(Signature(it.nextBytes(64)), it.nextInt(5).toUByte())
            }
        },
        Row("RecoverableSignature.recover", accepts = true, refuses = true) {
            it.signature().recover(Sha256(it.nextBytes(32)))
        },
        Row("RecoverableSignature.verify", accepts = false, refuses = true) {
            it.signature().verify(Sha256(it.nextBytes(32)), it.publicKey())
        },
        Row("SecretKey", accepts = true, refuses = true) {
            SecretKey(it.choice(it.bytes(), it.nextBytes(32))).use { key ->
                key.publicKey(it.choice(entropy, it.bytes()))
            }
        },
        Row("SecretKey.signRecoverable", accepts = true, refuses = true) {
            Samples.key().use { key -> key.signRecoverable(Sha256(it.nextBytes(32)), it.choice(entropy, it.bytes())) }
        },
        Row("Preimage", accepts = true, refuses = true) {
            Preimage(it.choice(it.bytes(), it.nextBytes(32))).use(Preimage::paymentHash)
        },
        Row("Fallback.address", accepts = true, refuses = true) { it.fallback().address(it.network()) },
        Row("Fallback.scriptPubkey", accepts = true, refuses = true) { it.fallback().scriptPubkey() },
        Row("feature", accepts = true, refuses = false) { feature(it.nextUInt()) },
        Row("featuresOfContext", accepts = true, refuses = false) {
            featuresOfContext(FeatureContext.entries.random(it))
        },
        Row("shortChannelIdText", accepts = true, refuses = false) { shortChannelIdText(it.nextULong()) },
        Row("sha256", accepts = true, refuses = false) { sha256(it.bytes()) },
        Row("text of an exception", accepts = true, refuses = false) {
            val exception = InvoiceException.FieldLength(it.text(), it.nextULong(), it.nextULong(), it.nextULong())
            listOf(exception.message, exception.code(), exception.blame())
        },
        Row("value types", accepts = true, refuses = true) { random ->
            val bytes = random.bytes()
            listOf(::PaymentHash, ::PaymentSecret, ::Sha256, ::PublicKey, ::Signature, ::Octets).random(random)(bytes)
        },
    ).map { dynamicTest(it.name) { check(it) } }

    private fun check(row: Row) {
        val random = Random(SEED)
        var accepted = 0
        repeat(RUNS) {
            try {
                row.call(random)
                accepted++
            } catch (_: InvoiceException) {
                // What a refusal is. Anything else fails the test.
            }
        }
        if (row.accepts) assertNotEquals(0, accepted, "nothing was accepted")
        if (row.refuses) assertNotEquals(RUNS, accepted, "nothing was refused")
    }

    private fun written(network: Network, amountMsat: ULong?, timestamp: ULong, fields: List<InvoiceField>) =
        Samples.key().use { key ->
            UnsignedInvoice.fromFields(network, amountMsat, timestamp, fields).use { it.sign(key, entropy) }
        }

    private fun <T> Random.choice(vararg choices: T): T = choices.random(this)

    /** Characters of all planes, of the bech32 alphabet, and halves of surrogate pairs. */
    private fun Random.text(): String = buildString {
        repeat(nextInt(60)) {
            when (nextInt(5)) {
                0 -> append(nextInt(0x10000).toChar())
                1 -> appendCodePoint(nextInt(0x110000))
                2 -> append("ln1bc:?&=% ".random(this@text))
                else -> append(('a'..'z').random(this@text))
            }
        }
    }

    private fun Random.bytes(): ByteArray = nextBytes(nextInt(70))

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

    private fun Random.publicKey() = PublicKey(byteArrayOf(choice(2, 3, 4)) + nextBytes(32))

    private fun Random.signature() = RecoverableSignature(Signature(nextBytes(64)), nextInt(6).toUByte())

    private companion object {
        /** The same input in every run. */
        const val SEED = 11
        const val RUNS = 400
    }
}
