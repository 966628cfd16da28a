package org.keelbolt

import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.TestFactory
import org.keelbolt.ArkSamples.SERVER
import org.keelbolt.ArkSamples.USER
import org.keelbolt.ArkSamples.key
import org.keelbolt.ArkSamples.money
import org.keelbolt.ArkSamples.received
import org.keelbolt.OnionSamples.noPoint

/** Bad addresses of every kind. */
class ArkAddressBadInputTest {
    private val pubkey = byteArrayOf(0) + key(USER).toByteArray()
    private val contract = key(USER).toByteArray() + ByteArray(32)

    private fun read(text: String): ArkAddress = ArkAddress.parse(text)

    /** Of words behind a prefix, of a payload behind a version, of a policy in a payload. */
    private fun words(words: String, prefix: String = "ark"): ArkAddress =
        read(Samples.checksummed(prefix, words, Samples.BECH32M))

    private fun payload(bytes: ByteArray, version: Char = 'p', prefix: String = "ark"): ArkAddress =
        words(version + Samples.packed(bytes), prefix)

    private fun policy(policy: ByteArray, vararg behind: Int): ArkAddress {
        val deliveries = ByteArray(behind.size) { behind[it].toByte() }
        return payload(byteArrayOf(1, 2, 3, 4, policy.size.toByte()) + policy + deliveries)
    }

    private fun made(policy: UserPolicy = money(), delivery: ArkDelivery? = null, server: PublicKey = key(SERVER)) =
        ArkAddress(server, policy, listOfNotNull(delivery))

    @TestFactory
    fun texts(): List<DynamicTest> = REFUSALS.rows(
        peer("Bech32NoSeparator", "no separator `1`") { read("") },
        peer("Bech32NoHumanReadablePart", "nothing before the separator `1`") { read("1qqqqqq") },
        peer("Bech32Character(offset=4, found=98)", "character 4: unexpected byte 0x62 (`b`)") { read("ark1b") },
        peer("Bech32MixedCase(offset=4)", "character 4: upper and lower case are mixed") { read("ark1Qqqqqq") },
        peer(
            "Bech32TooShort(expected=6, found=4)",
            "too short: expected at least 6 characters after the separator, found 4",
        ) { read("ark1qqqq") },
        peer("Bech32Checksum", "the checksum does not fit: some character is wrong") { read("a12uel5l") },
        peer(
            "AddressTooLong(expected=1023, found=1024)", "address: expected at most 1023 characters, found 1024",
        ) { read("ark1" + "q".repeat(1_020)) },
        peer("AddressPrefix", "address: expected `ark1` or `tark1` in front") { payload(ByteArray(0), prefix = "ar") },
        peer("NoAddressVersion", "address: nothing behind the separator") { words("") },
        peer("ArkadeAddress", "address of Arkade (version 0), another protocol") {
            payload(ByteArray(0), version = 'q', prefix = "tark")
        },
        peer("AddressVersion(found=2)", "address: expected version 1, found 2") {
            payload(ByteArray(0), version = 'z')
        },
        peer("AddressPadding", "address: bits at the end that belong to no byte") { words("pqp") },
    )

    @TestFactory
    fun payloads(): List<DynamicTest> = REFUSALS.rows(
        peer(
            "AddressTruncated(offset=0, expected=4, found=3)", "truncated at byte 0: expected 4 bytes, found 3",
        ) { payload(ByteArray(3)) },
        peer(
            "AddressFieldLength(offset=4, found=9)",
            "length at byte 4 of the payload: 9 is not its shortest form or more than is left",
        ) { payload(byteArrayOf(1, 2, 3, 4, 9)) },
        peer(
            "EmptyDelivery(offset=39)", "delivery at byte 39 of the payload: expected one byte at least",
        ) { policy(pubkey, 0) },
        peer(
            "MailboxLength(offset=41, found=2)", "mailbox at byte 41 of the payload: expected 33 bytes, found 2",
        ) { policy(pubkey, 3, 1, 2, 2) },
        peer(
            "MailboxKey(offset=41, fault=NOT_A_POINT)",
            "mailbox at byte 41 of the payload: not a compressed point of the curve",
        ) { policy(pubkey, 34, 1, *IntArray(33) { 5 }) },
    )

    /** What its policy may have wrong. */
    @TestFactory
    fun policies(): List<DynamicTest> = REFUSALS.rows(
        peer(
            "VtxoTruncated(offset=1, expected=33, found=32)",
            "policy: truncated at byte 1: expected 33 bytes, found 32",
        ) { policy(pubkey.copyOf(33)) },
        peer("VtxoTrailingBytes(found=1)", "policy: 1 bytes behind the end") { policy(pubkey + 0) },
        peer(
            "VtxoHeight(offset=66, found=4294967295)",
            "policy: height at byte 66: expected at most 499934467, found 4294967295",
        ) { policy(byteArrayOf(1) + contract + ByteArray(4) { -1 }) },
        peer(
            "VtxoDelta(offset=70, found=65535)",
            "policy: delay at byte 70: expected at most 16383 blocks, found 65535",
        ) { policy(byteArrayOf(2) + contract + ByteArray(4) + ByteArray(2) { -1 }) },
        peer(
            "VtxoKey(offset=1, fault=NOT_A_POINT)", "policy: key at byte 1: not a compressed point of the curve",
        ) { policy(byteArrayOf(0) + ByteArray(33) { 5 }) },
        peer("PolicyType(offset=0, found=200)", "policy: policy at byte 0: unknown type 0xc8") {
            policy(byteArrayOf(200.toByte()))
        },
        peer(
            "ServerPolicy(offset=0, found=7)",
            "policy: policy at byte 0: type 0x07 is the server's, expected a user's",
        ) { policy(byteArrayOf(7)) },
    )

    /** What no address is made of. */
    @TestFactory
    fun drafts(): List<DynamicTest> = REFUSALS.rows(
        peer("KeyNotAPoint", "not a compressed point of the curve") { made(server = noPoint) },
        peer("KeyNotAPoint", "not a compressed point of the curve") { made().isOf(noPoint) },
        peer("KeyNotAPoint", "not a compressed point of the curve") { ArkAddress.arkIdOf(noPoint) },
        caller(
            "LockHeightTooLarge(expected=499934467, found=499934468)",
            "height: expected at most 499934467, found 499934468",
        ) { made(received(499_934_468u)) },
        caller(
            "LockDeltaTooLarge(expected=16383, found=16384)", "delay: expected at most 16383 blocks, found 16384",
        ) { made(received().copy(htlcExpiryDelta = 16_384u)) },
        caller("KnownDelivery(found=1)", "delivery of type 1 is known: it cannot be written as unknown") {
            made(delivery = ArkDelivery.Unknown(1u, Octets(ByteArray(0))))
        },
        peer(
            "AddressTooLong(expected=1023, found=1024)", "address: expected at most 1023 characters, found 1024",
        ) { made(delivery = ArkDelivery.Unknown(2u, Octets(ByteArray(700)))) },
    )

    @TestFactory
    fun unreached(): List<DynamicTest> = REFUSALS.rows(
        made(ArkAddressException.WrongLength(33u, 32u), "expected 33 bytes, found 32", Blame.CALLER),
        made(ArkAddressException.Unlisted("not known"), "not known", Blame.CALLER),
    )

    private companion object {
        val REFUSALS = Refusals(
            ArkAddressException::class.java,
            mapOf(
                "Bech32NoSeparator" to 100,
                "Bech32NoHumanReadablePart" to 101,
                "Bech32Character" to 102,
                "Bech32MixedCase" to 103,
                "Bech32TooShort" to 104,
                "Bech32Checksum" to 105,
                "KeyNotAPoint" to 500,
                "WrongLength" to 600,
                "Unlisted" to 999,
                "VtxoTruncated" to 1000,
                "VtxoTrailingBytes" to 1002,
                "VtxoHeight" to 1004,
                "VtxoDelta" to 1005,
                "VtxoKey" to 1006,
                "PolicyType" to 1007,
                "ServerPolicy" to 1008,
                "LockHeightTooLarge" to 1023,
                "LockDeltaTooLarge" to 1024,
                "AddressTooLong" to 1081,
                "AddressPrefix" to 1082,
                "NoAddressVersion" to 1083,
                "ArkadeAddress" to 1084,
                "AddressVersion" to 1085,
                "AddressPadding" to 1086,
                "AddressTruncated" to 1087,
                "AddressFieldLength" to 1088,
                "EmptyDelivery" to 1089,
                "MailboxLength" to 1090,
                "MailboxKey" to 1091,
                "KnownDelivery" to 1092,
            ),
            ArkAddressException::code,
            ArkAddressException::blame,
        )

        @JvmStatic
        @AfterAll
        fun everyKindHasARow() = REFUSALS.assertAllSeen()
    }
}
