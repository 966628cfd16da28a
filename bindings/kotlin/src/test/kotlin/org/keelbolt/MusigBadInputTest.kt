package org.keelbolt

import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.TestFactory
import org.keelbolt.ContractSamples.key
import org.keelbolt.ContractSamples.publicKey
import org.keelbolt.Samples.entropy

/** Bad keys, nonces and partial signatures of every kind. */
class MusigBadInputTest {
    private val message = Sha256(ByteArray(32) { 9 })
    private val signers = List(2) { key(it) }
    private val keys = MusigKeys(List(2) { publicKey(it) })

    /** A ceremony up to its partial signatures. */
    private val secretNonces = signers.map { MusigSecretNonce(it, ByteArray(32) { 7 }, entropy) }
    private val nonces = secretNonces.map { it.publicNonce() }
    private val session = MusigSession(keys, aggregateNonces(nonces), message)
    private val partials = secretNonces.zip(signers) { nonce, key -> nonce.sign(session, key, entropy) }

    private val noNonce = MusigPublicNonce(ByteArray(66))
    private val tooLarge = MusigPartialSignature(ByteArray(32) { -1 })

    @TestFactory
    fun keys(): List<DynamicTest> = REFUSALS.rows(
        caller("NoSigners", "no signers") { MusigKeys(listOf()) },
        peer("KeyNotAPoint", "not a compressed point of the curve") { MusigKeys(listOf(OnionSamples.noPoint)) },
        caller("TweakOutOfRange", TWEAK) { keys.addTweak(ByteArray(32) { -1 }) },
        caller("TweakOutOfRange", TWEAK) { keys.addXOnlyTweak(ByteArray(32) { -1 }) },
        caller("WrongLength(expected=32, found=33)", "expected 32 bytes, found 33") { keys.addTweak(ByteArray(33)) },
    )

    @TestFactory
    fun nonces(): List<DynamicTest> = REFUSALS.rows(
        caller("NonceOutOfRange", "nonce or its entropy is zero or not below the group order") {
            MusigSecretNonce(key(0), ByteArray(32), entropy)
        },
        caller("WrongLength(expected=32, found=31)", "expected 32 bytes, found 31") {
            MusigSecretNonce(key(0), ByteArray(32) { 7 }, entropy, extra = ByteArray(31))
        },
        peer("NotANonce", "public nonce is not two compressed points of the curve") {
            aggregateNonces(listOf(noNonce))
        },
        caller("NoSigners", "no signers") { aggregateNonces(listOf()) },
        peer("NotANonce", "public nonce is not two compressed points of the curve") {
            MusigSession(keys, MusigAggregateNonce(ByteArray(66) { 4 }), message)
        },
        caller("NonceOfAnotherKey", "secret nonce was made for another key") {
            MusigSecretNonce(key(0), ByteArray(32) { 8 }, entropy).sign(session, key(1), entropy)
        },
        caller("NotASigner", "key is none of those aggregated") {
            MusigSecretNonce(key(2), ByteArray(32) { 8 }, entropy).sign(session, key(2), entropy)
        },
        caller("NonceUsed", "this secret nonce has signed before") {
            secretNonces[0].sign(session, key(0), entropy)
        },
    )

    @TestFactory
    fun partialSignatures(): List<DynamicTest> = REFUSALS.rows(
        caller("NotASigner", "key is none of those aggregated") { session.signer(publicKey(2)) },
        caller("NoSuchSigner(expected=2, found=2)", "signer: expected a number below 2, found 2") {
            session.verify(2u, nonces[0], partials[0])
        },
        peer("PartialSignatureMismatch(signer=1)", "partial signature of signer 1 does not hold") {
            session.verify(1u, nonces[1], partials[0])
        },
        peer("PartialSignatureMismatch(signer=1)", "partial signature of signer 1 does not hold") {
            session.verifyAll(nonces, listOf(partials[0], partials[0]))
        },
        peer("PartialSignatureOutOfRange", "partial signature is not below the group order") {
            session.verify(0u, nonces[0], tooLarge)
        },
        caller("Contributions(expected=2, found=1)", "expected one contribution of each of 2 signers, found 1") {
            session.aggregate(partials.take(1))
        },
        peer("SignatureMismatch", "a partial signature is wrong: the sum does not hold") {
            session.aggregate(listOf(partials[0], partials[0]))
        },
    )

    @TestFactory
    fun unreached(): List<DynamicTest> = REFUSALS.rows(
        made(
            MusigException.TooManySigners(64u, 65u),
            "too many signers without an allocator: expected at most 64, found 65", Blame.CAPACITY,
        ),
        made(MusigException.Unlisted("not known"), "not known", Blame.CALLER),
    )

    private companion object {
        const val TWEAK = "tweak is not below the group order, or makes the aggregate key infinity"

        val REFUSALS = Refusals(
            MusigException::class.java,
            mapOf(
                "SignatureMismatch" to 301,
                "KeyNotAPoint" to 500,
                "TweakOutOfRange" to 504,
                "NoSigners" to 530,
                "TooManySigners" to 531,
                "NotANonce" to 532,
                "NonceOutOfRange" to 533,
                "NonceOfAnotherKey" to 534,
                "NotASigner" to 535,
                "NoSuchSigner" to 536,
                "Contributions" to 537,
                "PartialSignatureOutOfRange" to 538,
                "PartialSignatureMismatch" to 539,
                "NonceUsed" to 540,
                "WrongLength" to 600,
                "Unlisted" to 999,
            ),
            MusigException::code,
            MusigException::blame,
        )

        @JvmStatic
        @AfterAll
        fun everyKindHasARow() = REFUSALS.assertAllSeen()
    }
}
