package org.keelbolt

import java.util.concurrent.ConcurrentHashMap
import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.DynamicTest.dynamicTest
import org.junit.jupiter.api.TestFactory
import org.keelbolt.OnionSamples.draft
import org.keelbolt.OnionSamples.ids
import org.keelbolt.OnionSamples.messageOf
import org.keelbolt.OnionSamples.noPoint
import org.keelbolt.OnionSamples.nodeKey
import org.keelbolt.OnionSamples.onion
import org.keelbolt.OnionSamples.packet
import org.keelbolt.OnionSamples.packetOf
import org.keelbolt.OnionSamples.path
import org.keelbolt.OnionSamples.paymentHops
import org.keelbolt.OnionSamples.peel
import org.keelbolt.OnionSamples.secrets
import org.keelbolt.OnionSamples.sharedSecret
import org.keelbolt.Samples.entropy

/** Bad onions of every kind: the exception, its fields, its text, its number, who has to act on it, and the answer. */
class OnionBadInputTest {
    /** What is called, the exception with its fields and its text, and the failure with which to answer. */
    private class Row(
        val exception: String,
        val message: String,
        val blame: Blame,
        val answer: String?,
        val call: () -> Any?,
    )

    /** Packets that cannot be peeled. */
    @TestFactory
    fun packets() = rows(
        peer(
            "PacketTooShort(expected=66, found=65)", "onion packet: expected at least 66 bytes, found 65",
        ) { peel(ByteArray(65)) },
        peer(
            "OnionVersion(found=1)", "onion version: expected 0, found 1", "invalid_onion_version",
        ) { peel(packet().also { it[0] = 1 }) },
        peer(
            "EphemeralKeyNotAPoint", "ephemeral key: not a compressed point of the curve", "invalid_onion_key",
        ) { peel(packet().also { it[1] = 4 }) },
        peer(
            "OnionHmac", "onion hmac does not fit the packet and its associated data", "invalid_onion_hmac",
        ) { peel(packet().also { it[1365] = 1 }) },
        peer(
            "PayloadTooShort(found=0)",
            "payload: expected at least 2 bytes, found a length of 0", "invalid_onion_payload",
        ) { peel(packetOf(ByteArray(1300))) },
        peer(
            "PayloadTooLong(expected=1265, found=1300)",
            "payload: room for 1265 bytes, found a length of 1300", "invalid_onion_payload",
        ) { peel(packetOf("fd0514".padded(1300))) },
        peer(
            "BigSizeNotMinimal(part=PACKET, offset=0, found=16)",
            "payload length: bigsize at byte 0 is not the shortest form of 16", "invalid_onion_payload",
        ) { peel(packetOf("fd0010".padded(1300))) },
        peer(
            "BigSizeTruncated(part=PACKET, offset=0, expected=3, found=1)",
            "payload length: bigsize at byte 0 is truncated: expected 3 bytes, found 1", "invalid_onion_payload",
        ) { peel(packetOf("fd".padded(1))) },
        peer(
            "EphemeralKeyNotAPoint", "ephemeral key: not a compressed point of the curve", "invalid_onion_key",
        ) { onionEphemeralKey(ByteArray(66)) },
    )

    /** Routes that no packet holds. */
    @TestFactory
    fun routes() = rows(
        caller("NoHops(part=PACKET)", "route without a hop") { onion(listOf()) },
        capacity(
            "TooManyHops(part=PACKET, expected=255, found=256)",
            "route: room for the shared secrets of 255 hops, found 256 hops",
        ) { buildOnion(List(256) { hop(2) }, ByteArray(0), entropy, entropy, hopPayloadsLength = 9_000u) },
        caller(
            "ReservedPayloadLength(hop=1, found=1)", "payload of hop 1: expected at least 2 bytes, found 1",
        ) { onion(listOf(hop(2), hop(1))) },
        caller(
            "RouteTooLong(expected=1300, found=1335)", "payloads of the route: room for 1300 bytes, found 1335",
        ) { onion(listOf(hop(1265), hop(2))) },
        peer(
            "KeyNotAPoint", "not a compressed point of the curve",
        ) { onion(listOf(hop(2).copy(publicKey = noPoint))) },
        caller(
            "SecretKeyOutOfRange", "secret key is zero or not below the group order",
        ) { buildOnion(listOf(hop(2)), ByteArray(0), ByteArray(32), entropy) },
        caller(
            "WrongLength(expected=32, found=31)", "expected 32 bytes, found 31",
        ) { buildOnion(listOf(hop(2)), ByteArray(0), ByteArray(31), entropy) },
        caller("WrongLength(expected=32, found=33)", "expected 32 bytes, found 33") { SharedSecret(ByteArray(33)) },
    )

    /** Payloads, and what they leave out. */
    @TestFactory
    fun payloads() = rows(
        payload(
            "fd01", "BigSizeTruncated(part=PAYLOAD, offset=0, expected=3, found=2)",
            "payload: tlv stream: bigsize at byte 0 is truncated: expected 3 bytes, found 2",
        ),
        payload(
            "fd0001", "BigSizeNotMinimal(part=PAYLOAD, offset=0, found=1)",
            "payload: tlv stream: bigsize at byte 0 is not the shortest form of 1",
        ),
        payload(
            "020200", "TlvValueTruncated(part=PAYLOAD, record=2, offset=2, expected=2, found=1)",
            "payload: tlv record 2: value at byte 2 is truncated: expected 2 bytes, found 1",
        ),
        payload(
            "04000200", "TlvOrder(part=PAYLOAD, record=2, offset=2, previous=4)",
            "payload: tlv record 2 at byte 2 is not above record 4 before it",
        ),
        payload(
            "6400", "TlvUnknownEven(part=PAYLOAD, record=100, offset=0)",
            "payload: tlv record 100 at byte 0 is even and unknown",
        ),
        payload(
            "060100", "RecordLength(part=PAYLOAD, record=6, offset=0, expected=8, found=1)",
            "payload record 6 at byte 0: expected 8 bytes, found 1",
        ),
        payload(
            "0209" + "01".repeat(9), "RecordIntegerTooLong(part=PAYLOAD, record=2, offset=0, expected=8, found=9)",
            "payload record 2 at byte 0: truncated integer: expected at most 8 bytes, found 9",
        ),
        payload(
            "020100", "RecordIntegerNotMinimal(part=PAYLOAD, record=2, offset=0)",
            "payload record 2 at byte 0: truncated integer begins with a zero byte",
        ),
        payload(
            "0c21" + "00".repeat(33), "RecordNotAPoint(part=PAYLOAD, record=12, offset=0)",
            "payload record 12 at byte 0: not a compressed point of the curve",
        ),
        payload(
            "160101", "RecordPaths(record=22, offset=0)", "payload record 22 at byte 0: no list of blinded paths",
        ),
        peer(
            "RecordMissing(part=PAYLOAD, record=2)", "payload without record 2", "invalid_onion_payload",
        ) { Payload().instruction(isFinal = true, pathKey = null) },
        peer(
            "RecordForbidden(part=PAYLOAD, record=6)",
            "payload with record 6, which must not be there", "invalid_onion_payload",
        ) {
            Payload.blindedForward(Octets(ByteArray(9)), ids[0]).copy(shortChannelId = 1uL).instruction(false, null)
        },
        peer(
            "UnexpectedPathKey", "path key for a payload without encrypted recipient data", "invalid_onion_payload",
        ) { OnionSamples.payloads()[0].instruction(isFinal = false, pathKey = ids[0]) },
        caller(
            "TlvWriteOrder(part=PAYLOAD, record=99, previous=101)", "tlv record 99 is not above record 101 before it",
        ) { Payload(unknown = listOf(101uL, 99uL).map { UnknownRecord(it, NOTHING) }).write() },
    )

    /** Blinded paths. */
    @TestFactory
    fun paths() = rows(
        path(
            "03", "Truncated(part=BLINDED_PATH, offset=0, expected=33, found=1)",
            "blinded path: truncated at byte 0: expected 33 bytes, found 1",
        ),
        path(ids[0].toHex() + ids[0].toHex() + "00", "NoHops(part=BLINDED_PATH)", "blinded path has no hop"),
        path(
            "04", "FirstNode(part=BLINDED_PATH, offset=0, found=4)",
            "blinded path: expected a first node that begins with 0 to 3 at byte 0, found 4",
        ),
        path(
            ids[0].toHex() + noPoint.toHex() + "00", "PathKeyNotAPoint(part=BLINDED_PATH, offset=33)",
            "blinded path: key at byte 33 is not a point of the curve",
        ),
        path(
            path().write().toHex() + "00",
            "TrailingBytes(part=BLINDED_PATH, found=1)", "blinded path: expected its end, found 1 more bytes",
        ),
        peer(
            "Truncated(part=RECIPIENT_PATHS, offset=0, expected=33, found=1)",
            "blinded path: truncated at byte 0: expected 33 bytes, found 1",
        ) { parsePaymentPaths(byteArrayOf(3)) },
        caller(
            "TooManyHops(part=BLINDED_PATH, expected=255, found=256)",
            "blinded path: expected at most 255 hops, found 256",
        ) { path().copy(hops = List(256) { path().hops[0] }).write() },
        peer(
            "NoHops(part=BLINDED_PATH)", "blinded path has no hop",
        ) { PathDraft(listOf(), PathPurpose.PART).write(entropy, entropy) },
        caller(
            "HopLacks(hop=0, record=10)", "blinded path: the data of hop 0 needs record 10",
        ) { draft().copy(purpose = PathPurpose.PAYMENT).write(entropy, entropy) },
        caller(
            "HopForbids(hop=0, record=10)", "blinded path: record 10 does not belong in the data of hop 0",
        ) { PathDraft(paymentHops(), PathPurpose.MESSAGE).write(entropy, entropy) },
        caller(
            "RelayTooLarge", "the fees or blocks of the path do not fit their fields",
        ) { TotalRelay.of(List(2) { PaymentRelay(40_000u, 1u, 1u) }, 0u) },
    )

    /** What the hops of a path are told. */
    @TestFactory
    fun recipientData() = rows(
        peer(
            "EncryptedDataTooShort(expected=16, found=15)",
            "encrypted recipient data: expected at least 16 bytes, found 15",
        ) { decrypted(15) },
        peer(
            "RecipientDataNotAuthentic", "encrypted recipient data was not made for this node and path key",
        ) { decrypted(16) },
        data(
            "08210000", "TlvValueTruncated(part=RECIPIENT_DATA, record=8, offset=2, expected=33, found=2)",
            "recipient data: tlv record 8: value at byte 2 is truncated: expected 33 bytes, found 2",
        ),
        data(
            "0401", "TlvValueTruncated(part=RECIPIENT_DATA, record=4, offset=2, expected=1, found=0)",
            "recipient data: tlv record 4: value at byte 2 is truncated: expected 1 bytes, found 0",
        ),
        data(
            "040102", "RecordLength(part=RECIPIENT_DATA, record=4, offset=0, expected=33, found=1)",
            "recipient data: record 4: expected 33 bytes, found 1",
        ),
        data(
            "0421" + "00".repeat(33), "RecordNotAPoint(part=RECIPIENT_DATA, record=4, offset=0)",
            "recipient data: record 4 is not a point of the curve",
        ),
        peer("KeyNotAPoint", "not a compressed point of the curve") { RecipientData.toNode(noPoint) },
        peer(
            "TwoNextNodes", "recipient data names a next channel and a next node",
        ) { RecipientData.toNode(ids[0]).copy(shortChannelId = 1uL).nextNode() },
        caller(
            "DataTooLong(expected=65519, found=65524)", "recipient data: expected at most 65519 bytes, found 65524",
        ) { RecipientData(padding = 65_520uL).write() },
        caller(
            "FeatureBitTooLarge(bit=1024)", "feature bit 1024 is above 1023",
        ) { RecipientData().checkFeatures(known = listOf(1024u), used = listOf()) },
        peer(
            "UnknownFeature(bit=9)", "recipient data allows unknown feature bit 9",
        ) { RecipientData(allowedFeatures = listOf(9u)).checkFeatures(listOf(), listOf()) },
        peer(
            "FeatureNotAllowed(bit=9)", "feature bit 9 is used, which the recipient data does not allow",
        ) { RecipientData().checkFeatures(known = listOf(), used = listOf(9u)) },
        peer(
            "ExpiryTooLate(expected=801058, found=801059)", "expiry: expected at most block 801058, found block 801059",
        ) { paymentHops()[0].data.checkPayment(Htlc(1_000uL, 801_059u)) },
        peer(
            "AmountBelowMinimum(expected=5, found=4)", "amount: expected at least 5 msat, found 4 msat",
        ) { paymentHops()[0].data.checkPayment(Htlc(4uL, 801_000u)) },
        peer(
            "RelayExceedsPayment", "the hop asks for more than the amount or the expiry of the payment",
        ) { paymentHops()[0].data.forwardPayment(Htlc(9uL, 801_000u)) },
        peer(
            "RecordMissing(part=RECIPIENT_DATA, record=4)", "recipient data: record 4 is missing",
        ) { paymentHops()[1].data.forwardPayment(Htlc(1_000uL, 801_000u)) },
    )

    /** Onion messages. */
    @TestFactory
    fun messages() = rows(
        peer(
            "MessageType(expected=513, found=512)", "onion message: expected type 513, found 512",
        ) { OnionMessage.parse(byteArrayOf(2, 0)) },
        peer(
            "Truncated(part=MESSAGE, offset=0, expected=2, found=1)",
            "onion message: truncated at byte 0: expected 2 bytes, found 1",
        ) { OnionMessage.parse(byteArrayOf(2)) },
        peer(
            "PathKeyNotAPoint(part=MESSAGE, offset=2)", "onion message: path_key: not a compressed point of the curve",
        ) { OnionMessage.parse(("0201" + noPoint.toHex() + "0000").hexToByteArray()) },
        peer("MissingRecipientData", "onion message has no encrypted recipient data") { peeled(messageOf("4100")) },
        peer(
            "EncryptedDataTooShort(expected=16, found=0)",
            "encrypted recipient data: expected at least 16 bytes, found 0",
        ) { peeled(messageOf("0400")) },
        peer(
            "TwoContents(record=66)", "onion message: expected one payload field, found record 66 as well",
        ) { MessagePayload.parse("40004200".hexToByteArray()) },
        peer(
            "Truncated(part=REPLY_PATH, offset=0, expected=33, found=1)",
            "reply_path: blinded path: truncated at byte 0: expected 33 bytes, found 1",
        ) { MessagePayload.parse("020103".hexToByteArray()) },
        caller(
            "NotContents(record=62)", "onion message: expected a payload field of type 64 or above, found 62",
        ) { MessagePayload(contents = MessageContents.Other(62uL, NOTHING)).write() },
        caller(
            "HopCount(part=MESSAGE, expected=255, found=0)", "onion message: expected 1 to 255 hops, found 0",
        ) { MessageDraft(ids[0], listOf()).write(entropy, entropy) },
        caller(
            "TooLong(part=MESSAGE, expected=65498, found=65500)",
            "onion message: expected at most 65498 bytes, found 65500",
        ) { OnionMessage(ids[0], Octets(ByteArray(65_500))).write() },
    )

    /** What travels back. */
    @TestFactory
    fun answers() = rows(
        peer(
            "Truncated(part=FAILURE, offset=0, expected=2, found=1)", "truncated at byte 0: expected 2 bytes, found 1",
        ) { FailureMessage.parse(byteArrayOf(0x20)) },
        peer(
            "NotBadOnion(found=23)", "malformed onion: expected a code with the BADONION flag, found mpp_timeout",
        ) { malformedFailure(23u, Sha256(ByteArray(32))) },
        caller(
            "ChannelUpdateTooLong(found=65536)", "channel_update: expected at most 65535 bytes, found 65536",
        ) { FailureMessage.TemporaryChannelFailure(Octets(ByteArray(65_536))).write() },
        caller(
            "TooLong(part=FAILURE, expected=32768, found=32838)",
            "return packet: expected at most 32768 bytes, found 32838",
        ) { createFailure(FailureMessage.Unknown(1u, Octets(ByteArray(32_800))), sharedSecret()) },
        peer(
            "AttributionLength(expected=920, found=919)", "attribution data: expected 920 bytes, found 919",
        ) { wrapFailure(ByteArray(292), sharedSecret(), 1uL, ByteArray(919)) },
        caller(
            "HopCount(part=PACKET, expected=27, found=28)", "route: expected 1 to 27 hops, found 28",
        ) { decryptFailure(ByteArray(292), secrets(28)) },
        caller(
            "HopCount(part=PACKET, expected=27, found=0)", "route: expected 1 to 27 hops, found 0",
        ) { decryptFulfillment(secrets(0)) },
        caller(
            "ReservedRecord(record=1)", "fulfillment payload: record 1 is not above 1, which is the padding",
        ) { createFulfillment(sharedSecret(), "0100".hexToByteArray()) },
        caller(
            "TlvOrder(part=FULFILLMENT_PAYLOAD, record=3, offset=2, previous=3)",
            "fulfillment payload: tlv record 3 at byte 2 is not above record 3 before it",
        ) { createFulfillment(sharedSecret(), "03000300".hexToByteArray()) },
        peer(
            "TooLong(part=FULFILLMENT_PAYLOAD, expected=32768, found=32769)",
            "fulfillment payload: expected at most 32768 bytes, found 32769",
        ) { wrapFulfillment(sharedSecret(), ByteArray(32_769)) },
    )

    /** What no call of this binding throws, but a part of it might: its text is as good. */
    @TestFactory
    fun unreached() = rows(
        capacity(
            "BufferTooSmall(needed=9, found=8)", "buffer too small: needed 9 bytes, found 8",
        ) { throw OnionException.BufferTooSmall(9u, 8u) },
        peer(
            "TweakOutOfRange", "factor is zero or not below the group order",
        ) { throw OnionException.TweakOutOfRange() },
        peer("NotAuthentic", "encrypted bytes are not authentic") { throw OnionException.NotAuthentic() },
        caller(
            "KeyStreamExhausted", "more bytes than one key encrypts",
        ) { throw OnionException.KeyStreamExhausted() },
        caller("Unlisted(text=not known)", "not known") { throw OnionException.Unlisted("not known") },
    )

    private fun peer(exception: String, message: String, answer: String? = null, call: () -> Any?) =
        Row(exception, message, Blame.PEER, answer, call)

    private fun caller(exception: String, message: String, call: () -> Any?) =
        Row(exception, message, Blame.CALLER, answer = null, call)

    private fun capacity(exception: String, message: String, call: () -> Any?) =
        Row(exception, message, Blame.CAPACITY, answer = null, call)

    private fun rows(vararg rows: Row): List<DynamicTest> = rows.map { dynamicTest(it.exception) { check(it) } }

    private fun check(row: Row) {
        val exception = assertThrows(OnionException::class.java) { row.call() }
        assertEquals(row.exception, shown(exception))
        assertEquals(row.message, exception.message)
        assertEquals("${exception.javaClass.name}: ${row.message}", exception.toString())
        assertEquals(row.blame, exception.blame())
        assertEquals(row.answer, exception.failure(PACKET)?.info?.name)
        assertEquals(CODES[exception.javaClass.simpleName], exception.code().toInt())
        seen.add(exception.javaClass.simpleName)
    }

    private fun payload(stream: String, exception: String, message: String) =
        peer(exception, message, "invalid_onion_payload") { Payload.parse(stream.hexToByteArray()) }

    private fun path(stream: String, exception: String, message: String) =
        peer(exception, message) { BlindedPath.parse(stream.hexToByteArray()) }

    private fun data(stream: String, exception: String, message: String) =
        peer(exception, message) { RecipientData.parse(stream.hexToByteArray()) }

    private fun decrypted(length: Int) = nodeKey(0).use { nodeKey ->
        PathSecret.derive(ids[1], nodeKey).use { it.decrypt(Octets(ByteArray(length))) }
    }

    private fun peeled(message: OnionMessage) = nodeKey(1).use { message.peel(it) }

    private fun hop(length: Int) = OnionHop(ids[0], Octets(ByteArray(length)))

    private fun String.padded(length: Int) = hexToByteArray().copyOf(length)

    private companion object {
        val NOTHING = Octets(ByteArray(0))

        /** A packet that came with an HTLC. */
        val PACKET = Octets(packet())

        /** The number of every kind, which never changes. */
        val CODES: Map<String, Int> = mapOf(
            "BufferTooSmall" to 400,
            "FeatureBitTooLarge" to 406,
            "KeyNotAPoint" to 500,
            "SecretKeyOutOfRange" to 501,
            "TweakOutOfRange" to 504,
            "NotAuthentic" to 505,
            "KeyStreamExhausted" to 506,
            "WrongLength" to 600,
            "PacketTooShort" to 700,
            "OnionVersion" to 701,
            "EphemeralKeyNotAPoint" to 702,
            "OnionHmac" to 703,
            "PayloadTooShort" to 704,
            "PayloadTooLong" to 705,
            "NoHops" to 706,
            "TooManyHops" to 707,
            "ReservedPayloadLength" to 708,
            "RouteTooLong" to 709,
            "HopCount" to 710,
            "PathKeyNotAPoint" to 711,
            "UnexpectedPathKey" to 712,
            "MessageType" to 713,
            "Truncated" to 720,
            "BigSizeTruncated" to 721,
            "BigSizeNotMinimal" to 722,
            "TlvValueTruncated" to 723,
            "TlvOrder" to 724,
            "TlvUnknownEven" to 725,
            "TlvWriteOrder" to 726,
            "RecordLength" to 730,
            "RecordIntegerTooLong" to 731,
            "RecordIntegerNotMinimal" to 732,
            "RecordNotAPoint" to 733,
            "RecordMissing" to 734,
            "RecordForbidden" to 735,
            "RecordPaths" to 736,
            "MissingRecipientData" to 740,
            "TwoContents" to 741,
            "NotContents" to 742,
            "TooLong" to 743,
            "NotBadOnion" to 750,
            "ChannelUpdateTooLong" to 751,
            "AttributionLength" to 752,
            "ReservedRecord" to 753,
            "FirstNode" to 760,
            "TrailingBytes" to 761,
            "EncryptedDataTooShort" to 762,
            "RecipientDataNotAuthentic" to 763,
            "TwoNextNodes" to 764,
            "HopLacks" to 765,
            "HopForbids" to 766,
            "DataTooLong" to 767,
            "UnknownFeature" to 768,
            "FeatureNotAllowed" to 769,
            "ExpiryTooLate" to 770,
            "AmountBelowMinimum" to 771,
            "RelayExceedsPayment" to 772,
            "RelayTooLarge" to 773,
            "Unlisted" to 999,
        )

        private val seen: MutableSet<String> = ConcurrentHashMap.newKeySet()

        /** Every kind of exception stands in a row above. */
        @JvmStatic
        @AfterAll
        fun everyKindHasARow() {
            val kinds = OnionException::class.java.declaredClasses
                .filter(OnionException::class.java::isAssignableFrom).map { it.simpleName }.toSortedSet()
            assertEquals(kinds, CODES.keys.toSortedSet())
            assertEquals(kinds, seen.toSortedSet())
        }
    }
}
