package org.keelbolt

import java.security.SecureRandom
import java.time.Instant

/** RIPEMD-160 of a payment hash: [hash160Lock] by another name. */
fun HashLock.Companion.hash160(paymentHash: PaymentHash): HashLock = hash160Lock(paymentHash)

/**
 * Looks for the preimage in all elements of a witness, of whatever spend; null when it is not there.
 *
 * @throws HtlcException.WrongLength for a HASH160 that is not of 20 bytes.
 */
fun HashLock.preimageIn(witness: List<Octets>): Preimage? = preimageInWitness(this, witness)

/**
 * Looks for the preimage in all witnesses of a transaction, as it was broadcast; null when it is not there.
 *
 * @throws HtlcException.MalformedTransaction for bytes that are no transaction.
 */
fun HashLock.preimageIn(transaction: Octets): Preimage? = preimageInTransaction(this, transaction.toByteArray())

/** From a time on: fractions of a second are cut off, and one before 1970 counts as 1970. */
fun LockTime.Companion.at(time: Instant): LockTime = LockTime.Time(time.unixSeconds)

/** The time; [Instant.MAX] where that is later than Java can say. */
val LockTime.Time.instant: Instant get() = instant(time)

/** The contract with this witness script; null when it is no such script, byte for byte. */
fun P2wshHtlc.Companion.recognise(witnessScript: Octets): P2wshHtlc? =
    recogniseP2wshHtlc(witnessScript.toByteArray())?.let(::P2wshHtlc)

/**
 * The contract with these leaves and keys; null when they are not those of one, byte for byte.
 *
 * @throws HtlcException.KeyNotAPoint for a key that is no point.
 */
fun TaprootHtlc.Companion.recognise(
    claimLeaf: Octets,
    refundLeaf: Octets,
    receiver: PublicKey,
    sender: PublicKey,
): TaprootHtlc? =
    recogniseTaprootHtlc(claimLeaf.toByteArray(), refundLeaf.toByteArray(), receiver, sender)?.let(::TaprootHtlc)

/** The parts of the leaf with which the receiver claims; null when it is no such script. */
fun ClaimLeaf.Companion.recognise(script: Octets): ClaimLeaf? = recogniseClaimLeaf(script.toByteArray())

/** The parts of the leaf with which the sender takes back; null when it is no such script. */
fun RefundLeaf.Companion.recognise(script: Octets): RefundLeaf? = recogniseRefundLeaf(script.toByteArray())

/**
 * The receiver's spend to an output script. All else is as in the function of the same name that takes an array.
 *
 * @throws HtlcException for another preimage, or what pays no output.
 */
fun P2wshHtlc.claim(
    funding: HtlcFunding,
    preimage: Preimage,
    destination: Octets,
    feeratePerKw: UInt,
): P2wshSpend = claim(funding, preimage, destination.toByteArray(), feeratePerKw)

/**
 * The sender's spend to an output script. All else is as in the function of the same name that takes an array.
 *
 * @throws HtlcException for what pays no output.
 */
fun P2wshHtlc.refund(funding: HtlcFunding, destination: Octets, feeratePerKw: UInt): P2wshSpend =
    refund(funding, destination.toByteArray(), feeratePerKw)

/**
 * The receiver's spend to an output script. All else is as in the function of the same name that takes an array.
 *
 * @throws HtlcException for another preimage, or what pays no output.
 */
fun TaprootHtlc.claim(
    funding: HtlcFunding,
    preimage: Preimage,
    destination: Octets,
    feeratePerKw: UInt,
): TaprootSpend = claim(funding, preimage, destination.toByteArray(), feeratePerKw)

/**
 * The sender's spend to an output script. All else is as in the function of the same name that takes an array.
 *
 * @throws HtlcException for what pays no output.
 */
fun TaprootHtlc.refund(funding: HtlcFunding, destination: Octets, feeratePerKw: UInt): TaprootSpend =
    refund(funding, destination.toByteArray(), feeratePerKw)

/**
 * The spend of both to an output script. All else is as in the function of the same name that takes an array.
 *
 * @throws HtlcException for what pays no output.
 */
fun TaprootHtlc.cooperate(funding: HtlcFunding, destination: Octets, feeratePerKw: UInt): TaprootSpend =
    cooperate(funding, destination.toByteArray(), feeratePerKw)

/**
 * Signs with a key in memory. [random] gives the 32 bytes that blind the computation against side channels; the
 * signature does not depend on them.
 *
 * @throws HtlcException.WrongKey when it is not the signer's.
 */
fun P2wshSpend.sign(key: SecretKey, random: SecureRandom): SignedHtlcSpend =
    random.lend { sign(key = key, entropy = it) }

/**
 * Signs a spend by a leaf with a key in memory. [random] gives the 32 bytes that go into the signature's nonce (BIP
 * 340), and the 32 bytes that blind the computation against side channels.
 *
 * @throws HtlcException.WrongKey when it is not the signer's, and for a spend of both.
 */
fun TaprootSpend.sign(key: SecretKey, random: SecureRandom): SignedHtlcSpend =
    random.lendTwo { auxiliary, entropy -> sign(key, auxiliary, entropy) }
