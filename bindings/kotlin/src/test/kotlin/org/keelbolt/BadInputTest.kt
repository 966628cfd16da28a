package org.keelbolt

import java.util.concurrent.ConcurrentHashMap
import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.DynamicTest.dynamicTest
import org.junit.jupiter.api.TestFactory
import org.keelbolt.Samples.DONATION
import org.keelbolt.Samples.POINT
import org.keelbolt.Samples.TIMESTAMP
import org.keelbolt.Samples.TIMESTAMP_WORDS
import org.keelbolt.Samples.checksummed
import org.keelbolt.Samples.draft
import org.keelbolt.Samples.entropy
import org.keelbolt.Samples.field
import org.keelbolt.Samples.packed
import org.keelbolt.Samples.signed
import org.keelbolt.Samples.zeros

/** Bad input of every kind: the exception, its fields, its text, its number, and who has to act on it. */
class BadInputTest {
    /** What is called, and the exception with its fields and its text. */
    private class Row(val name: String, val exception: String, val message: String, val call: () -> Any?)

    /** Texts that are no bech32, or not that of an invoice. */
    @TestFactory
    fun texts() = rows(
        text("", "Bech32NoSeparator", "no separator `1`"),
        text("lnbc", "Bech32NoSeparator", "no separator `1`"),
        text("1qqqqqq", "Bech32NoHumanReadablePart", "nothing before the separator `1`"),
        text(
            "lnbc1qqqqq",
            "Bech32TooShort(expected=6, found=5)",
            "too short: expected at least 6 characters after the separator, found 5",
        ),
        text("lnbc1qqqqqq", "Bech32Checksum", "the checksum does not fit: some character is wrong"),
        text(DONATION.dropLast(1), "Bech32Checksum", "the checksum does not fit: some character is wrong"),
        text("lnbc1qqbqqq", "Bech32Character(offset=7, found=98)", "character 7: unexpected byte 0x62 (`b`)"),
        text(" lnbc1qqqqqq", "Bech32Character(offset=0, found=32)", "character 0: unexpected byte 0x20"),
        text("ln\u0000c1qqqqqq", "Bech32Character(offset=2, found=0)", "character 2: unexpected byte 0x00"),
        text("lnbc1qq\u00e9qqq", "Bech32Character(offset=7, found=195)", "character 7: unexpected byte 0xc3"),
        text("\u20bf1qqqqqq", "Bech32Character(offset=0, found=226)", "character 0: unexpected byte 0xe2"),
        // Half of a surrogate pair, which no UTF-8 holds, is `?` to the library.
        text("lnbc1qq\uD83Dqqq", "Bech32Character(offset=7, found=63)", "character 7: unexpected byte 0x3f (`?`)"),
        text("lnbC1qqqqqq", "Bech32MixedCase(offset=3)", "character 3: upper and lower case are mixed"),
        text("a12uel5l", "NotAnInvoice", "not a lightning invoice: it does not begin with `ln`"),
    )

    /** Human-readable parts before data that is sound. */
    @TestFactory
    fun prefixes() = rows(
        prefix("bc", "NotAnInvoice", "not a lightning invoice: it does not begin with `ln`"),
        prefix("lnltc20m", "UnknownNetwork(offset=2)", "character 2: expected network bc, tb, tbs or bcrt"),
        prefix(
            "lnbc2500x",
            "AmountCharacter(offset=8, found=120)",
            "character 8: expected a digit or a final m, u, n or p in the amount, found `x`",
        ),
        prefix(
            "LNBC25K",
            "AmountCharacter(offset=6, found=75)",
            "character 6: expected a digit or a final m, u, n or p in the amount, found `K`",
        ),
        prefix("lnbc2p", "SubMillisatoshi(offset=4)", "character 4: amount is not a whole number of millisatoshi"),
        prefix("lnbc184467441", "AmountTooLarge(offset=4)", "character 4: amount is too large"),
    )

    /** Data parts: timestamp, fields, signature. */
    @TestFactory
    fun dataParts() = rows(
        data(
            Samples.signature,
            "TooShort(expected=111, found=104)",
            "too short: expected at least 111 characters of data, found 104",
        ),
        fields(
            field('p', zeros(51)),
            "FieldLength(field=p, offset=12, expected=52, found=51)",
            "field `p` at character 12: expected 52 words, found 51",
        ),
        fields(
            field('d', "") + field('f', ""),
            "FieldLength(field=f, offset=15, expected=1, found=0)",
            "field `f` at character 15: expected 1 words, found 0",
        ),
        fields(
            "pp5qqq",
            "FieldTruncated(field=p, offset=12, expected=52, found=3)",
            "field `p` at character 12 is truncated: expected 52 words, found 3",
        ),
        fields(
            "pp",
            "TrailingWords(offset=12, found=2)",
            "character 12: expected a field, found only 2 words before the signature",
        ),
        fields(
            field('x', "qp"),
            "NotMinimal(field=x, offset=12)",
            "field `x` at character 12 begins with a zero word",
        ),
        fields(
            field('c', "l".repeat(14)),
            "IntegerTooLarge(field=c, offset=12)",
            "field `c` at character 12 holds a number above 64 bits",
        ),
        fields(
            field('d', packed('a'.code, 'b'.code, 'c'.code, 0xe3, 0x83)),
            "NotUtf8(field=d, offset=12, byte=3)",
            "field `d` at character 12 is not UTF-8 from its byte 3 on",
        ),
        fields(
            field('n', zeros(53)),
            "NotAPoint(field=n, offset=12)",
            "field `n` at character 12 holds a public key that is not on the curve",
        ),
        fields(
            field('r', POINT + zeros(29) + zeros(82)),
            "NotAPoint(field=r, offset=12)",
            "field `r` at character 12 holds a public key that is not on the curve",
        ),
        data(
            TIMESTAMP_WORDS + "l".repeat(51) + Samples.signature.drop(51),
            "MalformedSignature(offset=12, recoveryId=null)",
            "signature at character 12: signature value is not below the group order",
        ),
        data(
            TIMESTAMP_WORDS + Samples.signature.take(102) + "qy",
            "MalformedSignature(offset=12, recoveryId=4)",
            "signature at character 12: recovery id: expected 0 to 3, found 4",
        ),
    )

    /** Links; the offset in a link counts from the start of its invoice. */
    @TestFactory
    fun links() = rows(
        link("bitcoin:175tWpb8K1S7NmH4Zx6rewF9WQrcZv245W", "NoInvoiceInUri", "the link holds no lightning invoice"),
        link("https://example.org/?lightning=lnbc1qqbqqq", "NoInvoiceInUri", "the link holds no lightning invoice"),
        link(
            "LIGHTNING:lnbc1qqbqqq",
            "Bech32Character(offset=7, found=98)",
            "character 7: unexpected byte 0x62 (`b`)",
        ),
        link(
            " bitcoin:?amount=1&lightning=lnbc1qqbqqq\n",
            "Bech32Character(offset=7, found=98)",
            "character 7: unexpected byte 0x62 (`b`)",
        ),
    )

    /** Invoices that are well formed and must not be paid. */
    @TestFactory
    fun unpayable() = rows(
        unpayable(listOf(S, D), "MissingField(field=p)", "field `p` is missing"),
        unpayable(listOf(P, D), "MissingField(field=s)", "field `s` is missing"),
        unpayable(listOf(P, S), "MissingDescription", "field `d` or `h` is missing"),
        unpayable(listOf(P, S, D, H), "TwoDescriptions", "fields `d` and `h` exclude each other, found both"),
        unpayable(
            listOf(P, S, D, InvoiceField.Features(listOf(8u, 14u, 100u))),
            "FeatureUnknownRequired(bit=100)",
            "feature bit 100 is compulsory and unknown",
        ),
        unpayable(
            listOf(P, S, D, InvoiceField.Features(listOf(17u))),
            "FeatureMissingDependency(bit=16, missing=14)",
            "feature bit 16 (basic_mpp) needs bit 14 (payment_secret), which is not set",
        ),
        Row("amount of zero", "ZeroAmount", "the amount is zero") {
            signed(P, S, D, amountMsat = 0uL).checkPayable(invoiceFeatures(), TIMESTAMP)
        },
        Row(
            "an hour and a second",
            "Expired(expiresAt=1496318258, now=1496318259)",
            "expired: could be paid until 1496318258, now is 1496318259",
        ) { parseInvoice(DONATION).checkPayable(invoiceFeatures(), TIMESTAMP + 3601u) },
        Row("known bit 1024", "FeatureBitTooLarge(bit=1024)", "feature bit 1024 is above 1023") {
            parseInvoice(DONATION).checkPayable(listOf(1024u), TIMESTAMP)
        },
        Row("features alone", "FeatureUnknownRequired(bit=8)", "feature bit 8 is compulsory and unknown") {
            parseInvoice(DONATION).checkFeatures(listOf(14u))
        },
    )

    /** Whose signature stands under an invoice. */
    @TestFactory
    fun signatures() = rows(
        payee("", zeros(51) + Samples.signature.drop(51), "SignatureNotRecoverable",
            "no public key can be recovered from the signature"),
        payee(field('n', POINT), Samples.signature, "SignatureMismatch", "signature is not of this key"),
        Row("high S", "SignatureHighS", "signature breaks the low-S rule") {
            RecoverableSignature(Signature(ByteArray(32) { 1 } + ByteArray(32) { 0xf0.toByte() }), 0u)
                .verify(Sha256(ByteArray(32)), parseInvoice(DONATION).payee())
        },
        Row("S of ff", "SignatureOutOfRange", "signature value is not below the group order") {
            RecoverableSignature(Signature(ByteArray(64) { -1 }), 0u).recover(Sha256(ByteArray(32)))
        },
        Row("recovery id 4", "RecoveryIdOutOfRange(found=4)", "recovery id: expected 0 to 3, found 4") {
            UnsignedInvoice(draft()).finish(Signature(ByteArray(64) { 1 }), 4u)
        },
        Row("another signer", "WrongSigner", "field `n` names another key than the signer's") {
            Samples.key().use { draft().copy(payee = parseInvoice(DONATION).payee()).sign(it, entropy) }
        },
        Row("signed twice", "AlreadySigned", "this invoice was signed before, or its signing failed") {
            val unsigned = UnsignedInvoice(draft())
            Samples.key().use { key -> repeat(2) { unsigned.sign(key, entropy) } }
        },
    )

    /** Drafts that no invoice can hold. */
    @TestFactory
    fun unwritable() = rows(
        draft("d of 640 bytes", "FieldTooLong(field=d, expected=1023, found=1024)",
            "field `d` is too long: expected at most 1023 words, found 1024") {
            copy(description = InvoiceDescription.Text("a".repeat(640)))
        },
        draft("2^35 seconds", "TimestampTooLarge(found=34359738368)",
            "timestamp does not fit 35 bits, found 34359738368") { copy(timestamp = 1uL shl 35) },
        draft("route hint without a hop", "EmptyRouteHint", "a route hint has no hop") {
            copy(routeHints = listOf(RouteHint(listOf())))
        },
        draft("amount of zero", "ZeroAmount", "the amount is zero") { copy(amountMsat = 0uL) },
        draft("p as unknown", "NotUnknown(field=p, found=1)", "field `p`: expected an unknown type, found 1") {
            copy(unknownFields = listOf(UnknownField("p", "")))
        },
        draft("fallback of version 32", "NotUnknown(field=f, found=32)",
            "field `f`: expected an unknown type, found 32") { copy(fallbacks = listOf(Fallback.Unknown(32u, ""))) },
        draft("a bit of `init`", "FeatureContext(bit=4)",
            "feature bit 4 (option_upfront_shutdown_script) does not belong in an invoice") {
            copy(features = listOf(4u, 8u, 14u))
        },
        draft("both bits", "FeatureBothBits(bit=8)", "feature bits 8 and 9 (var_onion_optin) exclude each other") {
            copy(features = listOf(8u, 9u, 14u))
        },
        draft("a payee that is no point", "KeyNotAPoint", "not a compressed point of the curve") {
            copy(payee = PublicKey(ByteArray(33)))
        },
        draft("hash of 19 bytes", "WrongLength(expected=20, found=19)", "expected 20 bytes, found 19") {
            copy(fallbacks = listOf(Fallback.P2pkh(Octets(ByteArray(19)))))
        },
        draft("program of 21 bytes", "WitnessProgramInvalid(version=0, length=21)",
            "no fallback of version 0 has a program of 21 bytes") {
            copy(fallbacks = listOf(Fallback.Witness(0u, Octets(ByteArray(21)))))
        },
        draft("a type of two letters", "UnknownTag(found=zz)",
            "field type: expected one bech32 character, found `zz`") {
            copy(unknownFields = listOf(UnknownField("zz", "")))
        },
        draft("data that is no bech32", "NotBech32Words(offset=1, found=98)",
            "character 1 of the data: expected a bech32 character, found 0x62") {
            copy(unknownFields = listOf(UnknownField("z", "qb")))
        },
        Row("31 bytes of entropy", "WrongLength(expected=32, found=31)", "expected 32 bytes, found 31") {
            Samples.key().use { draft().sign(it, ByteArray(31)) }
        },
        Row("secret key of 31 bytes", "WrongLength(expected=32, found=31)", "expected 32 bytes, found 31") {
            SecretKey(ByteArray(31))
        },
        Row("secret key of zero", "SecretKeyOutOfRange", "secret key is zero or not below the group order") {
            SecretKey(ByteArray(32))
        },
        Row("preimage of 33 bytes", "WrongLength(expected=32, found=33)", "expected 32 bytes, found 33") {
            Preimage(ByteArray(33))
        },
    )

    /** What no call of this binding throws, but a part of it might: its text is as good. */
    @TestFactory
    fun unreached() = rows(
        Row("buffer", "BufferTooSmall(needed=9, found=8)", "buffer too small: needed 9 bytes, found 8") {
            throw InvoiceException.BufferTooSmall(needed = 9u, found = 8u)
        },
        Row("newer core", "Unlisted(text=not known)", "not known") { throw InvoiceException.Unlisted("not known") },
    )

    private fun rows(vararg rows: Row): List<DynamicTest> = rows.map { dynamicTest(it.name) { check(it) } }

    private fun check(row: Row) {
        val exception = assertThrows(InvoiceException::class.java) { row.call() }
        assertEquals(row.exception, shown(exception))
        assertEquals(row.message, exception.message)
        assertEquals("${exception.javaClass.name}: ${row.message}", exception.toString())
        val (code, blame) = KINDS.getValue(exception.javaClass.simpleName)
        assertEquals(code, exception.code().toInt())
        assertEquals(blame, exception.blame())
        seen.add(exception.javaClass.simpleName)
    }

    private fun text(text: String, exception: String, message: String) =
        Row("`$text`", exception, message) { parseInvoice(text) }

    private fun prefix(hrp: String, exception: String, message: String) =
        text(checksummed(hrp, TIMESTAMP_WORDS + Samples.signature), exception, message)

    private fun data(data: String, exception: String, message: String) =
        text(checksummed("lnbc", data), exception, message)

    private fun fields(fields: String, exception: String, message: String) =
        data(TIMESTAMP_WORDS + fields + Samples.signature, exception, message)

    private fun link(link: String, exception: String, message: String) =
        Row("`$link`", exception, message) { parseInvoiceUri(link) }

    private fun unpayable(fields: List<InvoiceField>, exception: String, message: String) =
        Row(message, exception, message) {
            signed(*fields.toTypedArray()).checkPayable(known = invoiceFeatures(), now = TIMESTAMP)
        }

    private fun payee(fields: String, signature: String, exception: String, message: String) =
        Row(message, exception, message) {
            parseInvoice(checksummed("lnbc", TIMESTAMP_WORDS + fields + signature)).payee()
        }

    private fun draft(name: String, exception: String, message: String, spoil: InvoiceDraft.() -> InvoiceDraft) =
        Row(name, exception, message) { UnsignedInvoice(draft().spoil()) }

    private companion object {
        val P = InvoiceField.PaymentHash(PaymentHash(ByteArray(32) { 1 }))
        val S = InvoiceField.PaymentSecret(PaymentSecret(ByteArray(32) { 2 }))
        val D = InvoiceField.Description("tea")
        val H = InvoiceField.DescriptionHash(Sha256(ByteArray(32) { 3 }))

        /** The number of every kind, which never changes, and who has to act on it. */
        val KINDS: Map<String, Pair<Int, Blame>> = mapOf(
            "Bech32NoSeparator" to (100 to Blame.PEER),
            "Bech32NoHumanReadablePart" to (101 to Blame.PEER),
            "Bech32Character" to (102 to Blame.PEER),
            "Bech32MixedCase" to (103 to Blame.PEER),
            "Bech32TooShort" to (104 to Blame.PEER),
            "Bech32Checksum" to (105 to Blame.PEER),
            "NotAnInvoice" to (200 to Blame.PEER),
            "UnknownNetwork" to (201 to Blame.PEER),
            "AmountCharacter" to (202 to Blame.PEER),
            "AmountTooLarge" to (203 to Blame.PEER),
            "SubMillisatoshi" to (204 to Blame.PEER),
            "TooShort" to (205 to Blame.PEER),
            "FieldTruncated" to (206 to Blame.PEER),
            "TrailingWords" to (207 to Blame.PEER),
            "FieldLength" to (208 to Blame.PEER),
            "NotMinimal" to (209 to Blame.PEER),
            "IntegerTooLarge" to (210 to Blame.PEER),
            "NotUtf8" to (211 to Blame.PEER),
            "NotAPoint" to (212 to Blame.PEER),
            "MalformedSignature" to (213 to Blame.PEER),
            "NoInvoiceInUri" to (214 to Blame.PEER),
            "SignatureHighS" to (300 to Blame.PEER),
            "SignatureMismatch" to (301 to Blame.PEER),
            "SignatureNotRecoverable" to (302 to Blame.PEER),
            "MissingField" to (303 to Blame.PEER),
            "MissingDescription" to (304 to Blame.PEER),
            "TwoDescriptions" to (305 to Blame.PEER),
            "FeatureUnknownRequired" to (306 to Blame.PEER),
            "FeatureMissingDependency" to (307 to Blame.PEER),
            "ZeroAmount" to (308 to Blame.PEER),
            "Expired" to (309 to Blame.PEER),
            "BufferTooSmall" to (400 to Blame.CAPACITY),
            "FieldTooLong" to (401 to Blame.CALLER),
            "TimestampTooLarge" to (402 to Blame.CALLER),
            "EmptyRouteHint" to (403 to Blame.CALLER),
            "WrongSigner" to (404 to Blame.CALLER),
            "FeatureContext" to (405 to Blame.CALLER),
            "FeatureBitTooLarge" to (406 to Blame.CALLER),
            "FeatureBothBits" to (407 to Blame.CALLER),
            "NotUnknown" to (408 to Blame.CALLER),
            "KeyNotAPoint" to (500 to Blame.PEER),
            "SecretKeyOutOfRange" to (501 to Blame.CALLER),
            "SignatureOutOfRange" to (502 to Blame.PEER),
            "RecoveryIdOutOfRange" to (503 to Blame.PEER),
            "WrongLength" to (600 to Blame.CALLER),
            "UnknownTag" to (601 to Blame.CALLER),
            "WitnessProgramInvalid" to (602 to Blame.CALLER),
            "NotBech32Words" to (603 to Blame.CALLER),
            "AlreadySigned" to (605 to Blame.CALLER),
            "Unlisted" to (999 to Blame.CALLER),
        )

        private val seen: MutableSet<String> = ConcurrentHashMap.newKeySet()

        /** Every kind of exception stands in a row above. */
        @JvmStatic
        @AfterAll
        fun everyKindHasARow() {
            val kinds = InvoiceException::class.sealedSubclassNames()
            assertEquals(kinds, KINDS.keys.toSortedSet())
            assertEquals(kinds, seen.toSortedSet())
        }

        private fun kotlin.reflect.KClass<InvoiceException>.sealedSubclassNames() =
            java.declaredClasses.filter(java::isAssignableFrom).map { it.simpleName }.toSortedSet()
    }
}
