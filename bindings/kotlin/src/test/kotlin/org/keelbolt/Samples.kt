package org.keelbolt

import java.nio.file.Path

/** What several tests need: an invoice, a key, broken invoices with a sound checksum. */
internal object Samples {
    /** The folder of this binding. */
    val home: Path = Path.of(System.getProperty("keelbolt.home"))

    /** BOLT 11's example "any amount donation". */
    const val DONATION =
        "lnbc1pvjluezsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygspp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyq" +
            "cyq5rqwzqfqypqdpl2pkx2ctnv5sxxmmwwd5kgetjypeh2ursdae8g6twvus8g6rfwvs8qun0dfjkxaq9qrsgq357wnc5r2ueh7ck6q9" +
            "3dj32dlqnls087fxdwk8qakdyafkq3yap9us6v52vjjsrvywa6rt52cm9r9zqt8r2t7mlcwspyetp5h2tztugp9lfyql"

    /** What the sample of onions prints. */
    val ONION_LINES = listOf(
        "origin: 1366 bytes for 3 hops",
        "hop 0: forward 1000500 msat, expiry 800058, over 800000x1x1",
        "hop 1: forward 1000000 msat, expiry 800018, over 800000x1x2",
        "hop 2: receive 1000000 of 1000000 msat",
        "origin: hop 2 failed with incorrect_or_unknown_payment_details, held [300ms, 300ms, 100ms]",
        "carol: are you there?, over a path of her own: true",
        "alice: since noon, over a path of her own: true",
    )

    /** What the sample of channels prints. */
    val CHANNEL_LINES = listOf(
        "commitment 0: LocalAnchor 330, ToLocal 996530, fee 3140",
        "commitment 1: LocalAnchor 330, OfferedHtlc(htlc=0) 250000, RemoteAnchor 330, ToLocal 746100, fee 3240",
        "opener: publishes commitment 1, and pays 6825 sat more for it",
        "accepter: takes the payment for a fee of 1435 sat",
        "accepter: raises that to 2870 sat",
        "opener: could take it back from block 800244 on",
        "opener: sees the preimage, and takes 744892 sat after 144 blocks",
        "accepter: takes 995320 sat of revoked commitment 0",
        "both: close, 749000 and 250000 sat",
    )

    /** What the sample of swaps prints. */
    val SWAP_LINES = listOf(
        "provider: pays 100000 sat to bcrt1q.., 64 characters",
        "user: claims 98637 sat",
        "provider: has the preimage: true",
        "provider: could take back 98722 sat from block 800144 on",
        "both: 99010 sat by one signature, 1 element",
        "user: or 98577 sat by the preimage, 4 elements",
    )

    /** What the sample of rounds prints. */
    val ROUND_LINES = listOf(
        "server: a tree of 5 leaves, 150000 sat in one output",
        "all: signed 2 nodes together",
        "user 0: has 10000 sat, and acts by block 899817",
        "user 0: publishes transaction 0, 668 wu, its child pays 634 sat",
        "user 0: publishes transaction 1, 1012 wu, its child pays 806 sat",
        "user 0: publishes transaction 2, 657 wu, its child pays 630 sat",
        "user 0: a block is disconnected: wait for transaction 2",
        "user 0: it is confirmed again: wait until block 895828",
        "user 0: after the delay: claim",
        "user 0: has 9765 sat on chain",
    )

    /** Runs a sample program as Java does. */
    fun run(program: String, vararg arguments: String) {
        val main = Class.forName("org.keelbolt.examples.$program").getMethod("main", Array<String>::class.java)
        main.invoke(null, arguments)
    }

    /** When BOLT 11's examples were made. */
    const val TIMESTAMP = 1_496_314_658uL

    /** [TIMESTAMP] as it stands in an invoice. */
    const val TIMESTAMP_WORDS = "pvjluez"

    /** The signature of [DONATION]: its values are in range. */
    val signature: String = DONATION.dropLast(6).takeLast(104)

    /** The payee of BOLT 11's examples, as an `n` field holds it. */
    const val POINT = "q0n326hr8v9zprg8gsvezcch06gfaqqhde2aj730yg0durunfhv66"

    private const val ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"

    /** 32 bytes that blind a computation; no result depends on them. */
    val entropy = ByteArray(32) { 0x5a }

    fun key() = SecretKey(ByteArray(32) { 4 })

    /** A draft that can be written. */
    fun draft() = InvoiceDraft(
        network = Network.BITCOIN,
        timestamp = TIMESTAMP,
        paymentHash = PaymentHash(ByteArray(32) { 1 }),
        paymentSecret = PaymentSecret(ByteArray(32) { 2 }),
        description = InvoiceDescription.Text("tea"),
    )

    /** An invoice on mainnet of these fields, signed. */
    fun signed(vararg fields: InvoiceField, amountMsat: ULong? = null): Invoice = key().use { key ->
        UnsignedInvoice.fromFields(Network.BITCOIN, amountMsat, TIMESTAMP, fields.toList())
            .use { it.sign(key, entropy) }
    }

    /** What the checksum of bech32m is made with (BIP 350). */
    const val BECH32M = 0x2bc830a3

    /** The text with a checksum that holds (BIP 173), in the case in which it comes. */
    fun checksummed(hrp: String, data: String, constant: Int = 1): String {
        val prefix = hrp.lowercase()
        val words = data.map(ALPHABET::indexOf)
        val expanded = prefix.map { it.code shr 5 } + 0 + prefix.map { it.code and 31 } + words + List(6) { 0 }
        val remainder = expanded.fold(1, ::bch) xor constant
        val checksum = (5 downTo 0).map { ALPHABET[remainder shr (5 * it) and 31] }.joinToString("")
        val text = "${prefix}1$data$checksum"
        return if (hrp.startsWith("L")) text.uppercase() else text
    }

    /** A field: its letter, its length in two words, its data. */
    fun field(letter: Char, data: String) = "$letter${ALPHABET[data.length / 32]}${ALPHABET[data.length % 32]}$data"

    fun zeros(words: Int) = "q".repeat(words)

    /** Bytes as words, zero bits at the end. */
    fun packed(bytes: ByteArray): String =
        bytes.joinToString("") { (it.toInt() and 0xff).toString(2).padStart(8, '0') }
            .chunked(5) { ALPHABET[it.padEnd(5, '0').toString().toInt(2)] }
            .joinToString("")

    fun packed(vararg bytes: Int): String = packed(ByteArray(bytes.size) { bytes[it].toByte() })

    private fun bch(checksum: Int, word: Int): Int {
        val generator = listOf(0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3)
        val shifted = (checksum and 0x1ffffff shl 5) xor word
        return generator.filterIndexed { bit, _ -> checksum shr 25 shr bit and 1 == 1 }.fold(shifted, Int::xor)
    }
}

/** The name and the fields of an exception: `Bech32Character(offset=7, found=98)`. */
internal fun shown(exception: Exception): String {
    val fields = exception.javaClass.declaredFields.joinToString { field ->
        field.isAccessible = true
        "${field.name}=${unsigned(field.get(exception))}"
    }
    return exception.javaClass.simpleName + if (fields.isEmpty()) "" else "($fields)"
}

/** A number as Kotlin has it: all in an exception are unsigned. */
private fun unsigned(value: Any?): Any? = when (value) {
    is Byte -> value.toUByte()
    is Int -> value.toUInt()
    is Long -> value.toULong()
    else -> value
}
