package org.keelbolt.examples

import java.security.SecureRandom
import org.keelbolt.HashLock
import org.keelbolt.HtlcFunding
import org.keelbolt.HtlcTerms
import org.keelbolt.LockTime
import org.keelbolt.MusigSecretNonce
import org.keelbolt.MusigSession
import org.keelbolt.Network
import org.keelbolt.Octets
import org.keelbolt.OutPoint
import org.keelbolt.P2wshHtlc
import org.keelbolt.Preimage
import org.keelbolt.SecretKey
import org.keelbolt.TaprootHtlc
import org.keelbolt.Txid
import org.keelbolt.aggregateNonces
import org.keelbolt.claim
import org.keelbolt.cooperate
import org.keelbolt.hash160
import org.keelbolt.preimageIn
import org.keelbolt.publicKey
import org.keelbolt.recognise
import org.keelbolt.refund
import org.keelbolt.sign

private val random = SecureRandom()

/** Satoshi for a thousand units of weight. */
private const val FEERATE = 2_500u

/**
 * A swap out of Lightning: a provider locks bitcoin on the chain for the user, who claims it with a preimage. With that
 * the provider takes what the user has locked in a channel for the same hash.
 */
fun main() {
    onChain().forEach(::println)
    together().forEach(::println)
}

/** Provider and user by a script that everybody sees: claimed, and the preimage found; or taken back. */
fun onChain(): List<String> {
    val (user, provider) = List(2) { SecretKey(randomBytes()) }
    val preimage = Preimage(randomBytes())
    val lines = mutableListOf<String>()

    // Both agree on the terms, and each computes the address; the provider pays to it.
    val terms = HtlcTerms(
        hash = HashLock.hash160(preimage.paymentHash()),
        receiver = user.publicKey(random),
        sender = provider.publicKey(random),
        lockTime = LockTime.Height(800_144u),
    )
    val contract = P2wshHtlc(terms)
    val address = contract.address(Network.REGTEST)
    lines += "provider: pays 100000 sat to ${address.take(6)}.., ${address.length} characters"
    val funding = HtlcFunding(OutPoint(Txid(randomBytes()), vout = 0u), valueSat = 100_000u)

    // The user claims with the preimage, and so shows it.
    val claim = contract.claim(funding, preimage, destination = wallet(), feeratePerKw = FEERATE)
        .sign(user, random)
    lines += "user: claims ${funding.valueSat - claim.feeSat()} sat"

    // The provider finds it in the transaction, and settles the payment.
    val found = terms.hash.preimageIn(claim.transaction())
    lines += "provider: has the preimage: ${found?.paymentHash() == preimage.paymentHash()}"
    check(P2wshHtlc.recognise(contract.witnessScript())?.terms() == terms)

    // Without a claim the provider takes it back, from the lock time on.
    val refund = contract.refund(funding, destination = wallet(), feeratePerKw = FEERATE).sign(provider, random)
    lines += "provider: could take back ${funding.valueSat - refund.feeSat()} sat from block 800144 on"

    listOf(user, provider, preimage).forEach(AutoCloseable::close)
    return lines
}

/** The same by Taproot: when all is paid, both sign together, and the chain sees a payment like any other. */
fun together(): List<String> {
    val (user, provider) = List(2) { SecretKey(randomBytes()) }
    val preimage = Preimage(randomBytes())
    val terms = HtlcTerms(
        HashLock.Sha256(preimage.paymentHash()), user.publicKey(random), provider.publicKey(random),
        LockTime.Height(800_144u),
    )
    val contract = TaprootHtlc(terms)
    val funding = HtlcFunding(OutPoint(Txid(randomBytes()), vout = 0u), valueSat = 100_000u)

    val spend = contract.cooperate(funding, destination = wallet(), feeratePerKw = FEERATE)
    val signers = listOf(user, provider)
    val nonces = signers.map { MusigSecretNonce(it, random, contract.outputKeys(), message = spend.sighash()) }
    // The nonces travel, then the partial signatures: each side has the same session.
    val session = MusigSession(
        contract.outputKeys(), aggregateNonces(nonces.map(MusigSecretNonce::publicNonce)), spend.sighash(),
    )
    val partials = nonces.zip(signers) { nonce, key -> nonce.sign(session, key, random) }
    val signed = spend.finish(session.aggregate(partials))

    val claim = contract.claim(funding, preimage, destination = wallet(), feeratePerKw = FEERATE).sign(user, random)
    (signers + preimage).forEach(AutoCloseable::close)
    return listOf(
        "both: ${funding.valueSat - signed.feeSat()} sat by one signature, ${signed.witness().size} element",
        "user: or ${funding.valueSat - claim.feeSat()} sat by the preimage, ${claim.witness().size} elements",
    )
}

/** An output script of a wallet: P2WPKH. */
private fun wallet() = Octets(byteArrayOf(0, 20) + ByteArray(20).also(random::nextBytes))

private fun randomBytes() = ByteArray(32).also(random::nextBytes)
