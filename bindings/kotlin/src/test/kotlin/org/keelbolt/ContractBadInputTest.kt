package org.keelbolt

import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.TestFactory
import org.keelbolt.ContractSamples.FEERATE
import org.keelbolt.ContractSamples.funding
import org.keelbolt.ContractSamples.key
import org.keelbolt.ContractSamples.preimage
import org.keelbolt.ContractSamples.publicKey
import org.keelbolt.ContractSamples.terms
import org.keelbolt.Samples.entropy

/** Bad terms, spends and signatures of contracts, of every kind. */
class ContractBadInputTest {
    private val contract = P2wshHtlc(terms())
    private val taproot = TaprootHtlc(terms())
    private val refund = contract.refund(funding, Transactions.wallet(), FEERATE)
    private val other = Preimage(ByteArray(32))

    @TestFactory
    fun agreements(): List<DynamicTest> = REFUSALS.rows(
        caller("SameKey", "receiver and sender have the same key") { P2wshHtlc(terms().copy(sender = publicKey(0))) },
        height(0u),
        height(500_000_000u),
        time(499_999_999u),
        time(1uL shl 32),
        peer("KeyNotAPoint", "not a compressed point of the curve") {
            TaprootHtlc(terms().copy(receiver = OnionSamples.noPoint))
        },
        peer("NotAnXCoordinate", "not the x coordinate of a point") {
            taproot.claimLeaf().copy(receiver = XOnlyPublicKey(ByteArray(32) { -1 })).script()
        },
        length(20, 19) { P2wshHtlc(terms(HashLock.Hash160(Octets(ByteArray(19))))) },
        length(20, 32) { other.opens(HashLock.Hash160(Octets(ByteArray(32)))) },
        length(20, 0) { HashLock.Hash160(Octets(ByteArray(0))).preimageIn(listOf()) },
    )

    private fun height(height: UInt) = caller(
        "LockTimeHeight(found=$height)", "lock time: expected a height of 1 to 499999999, found $height",
    ) { P2wshHtlc(terms().copy(lockTime = LockTime.Height(height))) }

    private fun time(time: ULong) = caller(
        "LockTimeTime(found=$time)", "lock time: expected a time of 500000000 to 4294967295, found $time",
    ) { TaprootHtlc(terms().copy(lockTime = LockTime.Time(time))) }

    private fun length(expected: Int, found: Int, call: () -> Any?) =
        caller("WrongLength(expected=$expected, found=$found)", "expected $expected bytes, found $found", call)

    @TestFactory
    fun spends(): List<DynamicTest> = REFUSALS.rows(
        caller("FundingValue(found=0)", "output: expected 1 to 2100000000000000 sat, found 0 sat") {
            contract.refund(funding.copy(valueSat = 0u), Transactions.wallet(), FEERATE)
        },
        caller("FeeAboveValue(fee=1308, value=1000)", "fee of 1308 sat is more than the output's 1000 sat") {
            contract.refund(funding.copy(valueSat = 1_000u), Transactions.wallet(), FEERATE)
        },
        caller("BelowDustLimit(expected=294, found=92)", "after the fee: expected at least 294 sat, found 92 sat") {
            contract.refund(funding.copy(valueSat = 1_400u), Transactions.wallet(), FEERATE)
        },
        caller("WrongPreimage", "preimage is of another hash") {
            contract.claim(funding, other, Transactions.wallet(), FEERATE)
        },
        caller("WrongPreimage", "preimage is of another hash") {
            taproot.claim(funding, other, Transactions.wallet(), FEERATE)
        },
        peer("MalformedTransaction", "these bytes are no transaction") {
            terms().hash.preimageIn(Octets(ByteArray(9)))
        },
    )

    @TestFactory
    fun signatures(): List<DynamicTest> = REFUSALS.rows(
        caller("WrongKey", "key does not sign on this path") { refund.sign(key(0), entropy) },
        caller("WrongKey", "key does not sign on this path") {
            taproot.cooperate(funding, Transactions.wallet(), FEERATE).sign(key(0), entropy, entropy)
        },
        length(32, 33) { refund.sign(key(1), ByteArray(33)) },
        caller("SignatureMismatch", "signature is not of this key") {
            refund.finish(key(0).signRecoverable(refund.sighash(), entropy).signature)
        },
        caller("SignatureMismatch", "signature is not of this key") {
            val spend = taproot.cooperate(funding, Transactions.wallet(), FEERATE)
            spend.finish(SchnorrSignature(ByteArray(64) { 1 }))
        },
        peer("SignatureOutOfRange", "signature value is not below the group order") {
            refund.finish(Signature(ByteArray(64) { -1 }))
        },
        peer("SignatureHighS", "signature breaks the low-S rule") {
            refund.finish(Signature(ByteArray(32) { 1 } + ByteArray(32) { 0xf0.toByte() }))
        },
    )

    @TestFactory
    fun unreached(): List<DynamicTest> = REFUSALS.rows(
        made(
            HtlcException.TweakOutOfRange(), "factor is zero or not below the group order", Blame.CALLER,
        ),
        made(HtlcException.Unlisted("not known"), "not known", Blame.CALLER),
    )

    private companion object {
        val REFUSALS = Refusals(
            HtlcException::class.java,
            mapOf(
                "SignatureHighS" to 300,
                "SignatureMismatch" to 301,
                "KeyNotAPoint" to 500,
                "SignatureOutOfRange" to 502,
                "TweakOutOfRange" to 504,
                "NotAnXCoordinate" to 507,
                "SameKey" to 550,
                "LockTimeHeight" to 551,
                "LockTimeTime" to 552,
                "FundingValue" to 553,
                "FeeAboveValue" to 554,
                "BelowDustLimit" to 555,
                "WrongPreimage" to 556,
                "WrongKey" to 557,
                "WrongLength" to 600,
                "MalformedTransaction" to 607,
                "Unlisted" to 999,
            ),
            HtlcException::code,
            HtlcException::blame,
        )

        @JvmStatic
        @AfterAll
        fun everyKindHasARow() = REFUSALS.assertAllSeen()
    }
}
