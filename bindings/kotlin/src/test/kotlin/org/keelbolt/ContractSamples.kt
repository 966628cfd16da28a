package org.keelbolt

import org.keelbolt.Samples.entropy

/** What several tests of contracts need. */
internal object ContractSamples {
    private const val RECEIVER = 0
    private const val SENDER = 1

    /** The keys of the receiver, of the sender, and others. */
    fun key(index: Int) = SecretKey(ByteArray(32) { (0x20 + index).toByte() })

    fun publicKey(index: Int) = key(index).use { it.publicKey(entropy) }

    fun preimage() = Preimage(ByteArray(32) { 0x61 })

    val paymentHash: PaymentHash = preimage().use { it.paymentHash() }

    fun terms(hash: HashLock = HashLock.Sha256(paymentHash)) =
        HtlcTerms(hash, publicKey(RECEIVER), publicKey(SENDER), LockTime.Height(800_244u))

    val funding = HtlcFunding(OutPoint(Txid(ByteArray(32) { 0x62 }), 1u), 100_000u)

    const val FEERATE = 2_500u

    /** Both sign the cooperative spend. */
    fun cooperated(contract: TaprootHtlc, spend: TaprootSpend): SignedHtlcSpend {
        val signers = listOf(key(RECEIVER), key(SENDER))
        val nonces = signers.map { MusigSecretNonce(it, ByteArray(32) { 7 }, entropy, message = spend.sighash()) }
        val session = MusigSession(
            contract.outputKeys(), aggregateNonces(nonces.map { it.publicNonce() }), spend.sighash(),
        )
        val partials = nonces.zip(signers) { nonce, key -> nonce.sign(session, key, entropy) }
        return spend.finish(session.aggregate(partials))
    }
}
