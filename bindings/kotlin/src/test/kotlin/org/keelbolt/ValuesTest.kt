package org.keelbolt

import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.DynamicTest.dynamicTest
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestFactory

/** Hashes, keys and signatures: bytes that compare by content. */
class ValuesTest {
    /** Hex of a reversed type has the last byte first. */
    private class Type(
        val name: String,
        val length: Int?,
        val of: (ByteArray) -> Bytes,
        val fromHex: (String) -> Bytes,
        val isReversed: Boolean = false,
    )

    private val types = listOf(
        Type("PaymentHash", 32, ::PaymentHash, PaymentHash::fromHex),
        Type("PaymentSecret", 32, ::PaymentSecret, PaymentSecret::fromHex),
        Type("Sha256", 32, ::Sha256, Sha256::fromHex),
        Type("UnlockHash", 32, ::UnlockHash, UnlockHash::fromHex),
        Type("PublicKey", 33, ::PublicKey, PublicKey::fromHex),
        Type("Signature", 64, ::Signature, Signature::fromHex),
        Type("XOnlyPublicKey", 32, ::XOnlyPublicKey, XOnlyPublicKey::fromHex),
        Type("SchnorrSignature", 64, ::SchnorrSignature, SchnorrSignature::fromHex),
        Type("MusigPublicNonce", 66, ::MusigPublicNonce, MusigPublicNonce::fromHex),
        Type("MusigAggregateNonce", 66, ::MusigAggregateNonce, MusigAggregateNonce::fromHex),
        Type("MusigPartialSignature", 32, ::MusigPartialSignature, MusigPartialSignature::fromHex),
        Type("Txid", 32, ::Txid, Txid::fromHex, isReversed = true),
        Type("Octets", null, ::Octets, Octets::fromHex),
    )

    @TestFactory
    fun values(): List<DynamicTest> = types.map { dynamicTest(it.name) { check(it) } }

    private fun check(type: Type) {
        val length = type.length ?: 5
        val bytes = ByteArray(length) { (0xf0 + it).toByte() }
        val value = type.of(bytes)
        val twin = type.of(bytes.copyOf())
        assertEquals(twin, value)
        assertEquals(twin.hashCode(), value.hashCode())
        assertEquals(setOf(twin), setOf(value, twin))
        assertEquals(listOf("found"), listOfNotNull(mapOf(value to "found")[twin]))

        val other = type.of(bytes.copyOf().also { it[length - 1] = 0x7f })
        assertNotEquals(other, value)
        assertEquals(2, setOf(value, other).size)
        types.filter { it.length == type.length && it.name != type.name }.forEach {
            assertNotEquals(it.of(bytes), value, "types are told apart")
        }

        assertEquals(length, value.size)
        assertArrayEquals(bytes, value.toByteArray())
        val shown = if (type.isReversed) bytes.reversed() else bytes.toList()
        assertEquals(shown.joinToString("") { "%02x".format(it) }, value.toString())
        assertEquals(value.toString(), value.toHex())
        assertEquals(value, type.fromHex(value.toHex()))
        assertEquals(value, type.fromHex(value.toHex().uppercase()))

        bytes.fill(0)
        value.toByteArray().fill(0)
        assertEquals(twin, value, "no array that was given in or out changes it")

        for (text in listOf("0", "0x", "zz".repeat(length), " " + value.toHex(), "\uD800\uD800")) {
            assertThrows(IllegalArgumentException::class.java, { type.fromHex(text) }, text)
        }
        for (found in listOf(0, 1, 31, 32, 33, 63, 64, 65, 1000).filter { type.length != null && it != length }) {
            val expected = "WrongLength(expected=$length, found=$found)"
            val attempts = listOf({ type.of(ByteArray(found)) }, { type.fromHex("00".repeat(found)) })
            attempts.forEach { assertEquals(expected, shown(assertThrows(InvoiceException::class.java) { it() })) }
        }
    }

    @Test
    fun recordsCompareByContent() {
        val invoice = parseInvoice(Samples.DONATION)
        assertEquals(parseInvoice(Samples.DONATION), invoice)
        assertEquals(parseInvoice(Samples.DONATION).hashCode(), invoice.hashCode())
        assertEquals(1, setOf(parseInvoice(Samples.DONATION), invoice).size)
        assertNotEquals(parseInvoice(Samples.DONATION.uppercase()), invoice, "the text is a part of it")
        assertEquals(Samples.draft(), Samples.draft())
        assertNotEquals(Samples.draft().copy(metadata = Octets.fromHex("00")), Samples.draft())
        val fallback = Fallback.P2pkh(Octets(ByteArray(20)))
        assertEquals(setOf(fallback), setOf(Fallback.P2pkh(Octets(ByteArray(20))), fallback))
        assertNotEquals(Fallback.P2sh(fallback.hash), fallback)
    }
}
