package org.keelbolt

import org.keelbolt.Samples.entropy

/** What several tests of channels need: a commitment of the opener with an HTLC each way. */
internal object ChannelSamples {
    const val FUNDING_SAT = 1_000_000uL
    const val FEERATE = 2_500u

    fun root(byte: Int) = ExtendedSecretKey.fromSeed(ByteArray(64) { byte.toByte() }, KeyNetwork.TESTNET)

    fun secrets(byte: Int) = root(byte).use { ChannelSecrets.derive(it, 0u, entropy) }

    val opener: ChannelSecrets = secrets(1)
    val accepter: ChannelSecrets = secrets(2)
    private val basepoints = listOf(opener, accepter).map { it.basepoints(entropy) }

    /** Of the HTLC that the opener offers, and of the one that it receives. */
    fun preimage(index: Int) = Preimage(ByteArray(32) { (0x61 + index).toByte() })

    val htlcs = listOf(htlc(Node.OPENER, 20_000_000uL, 0), htlc(Node.ACCEPTER, 30_000_000uL, 1))

    private fun htlc(offeredBy: Node, amountMsat: ULong, index: Int) =
        CommitmentHtlc(offeredBy, amountMsat, preimage(index).use { it.paymentHash() }, 800_244u + index.toUInt())

    fun parameters(format: CommitmentFormat = CommitmentFormat.ANCHORS) = ChannelParameters(
        format, OutPoint(Txid(ByteArray(32) { 0x62 }), 0u), FUNDING_SAT,
        NodeParameters(basepoints[0], 354u, 144u), NodeParameters(basepoints[1], 354u, 144u),
    )

    fun draft(
        number: ULong = 1uL,
        htlcs: List<CommitmentHtlc> = this.htlcs,
        format: CommitmentFormat = CommitmentFormat.ANCHORS,
    ) = CommitmentDraft(
        owner = Node.OPENER,
        number = number,
        perCommitmentPoint = opener.perCommitmentPoint(number, entropy),
        openerBalanceMsat = FUNDING_SAT * 1_000u - 200_000_000u - htlcs.sumOf { it.amountMsat },
        accepterBalanceMsat = 200_000_000u,
        feeratePerKw = if (format == CommitmentFormat.ZERO_FEE) 0u else FEERATE,
        htlcs = htlcs,
    )

    fun commitment(
        number: ULong = 1uL,
        htlcs: List<CommitmentHtlc> = this.htlcs,
        format: CommitmentFormat = CommitmentFormat.ANCHORS,
    ) = Commitment(draft(number, htlcs, format), parameters(format))

    fun Commitment.signatures() = sign(accepter, entropy)

    fun Commitment.output(kind: OutputKind): UInt = outputOf(kind)!!

    val offered = OutputKind.OfferedHtlc(0u)
    val received = OutputKind.ReceivedHtlc(1u)

    /** The commitment as its owner publishes it. */
    fun Commitment.published(): Octets {
        val local = opener.funding().use { it.signRecoverable(digest(), entropy).signature }
        return signed(local, signatures().signature)
    }

    /** What the opener has revealed of its commitments up to a number. */
    fun revealed(upTo: ULong) = SecretStore().also { store ->
        for (number in 0uL..upTo) store.insert(number, opener.perCommitmentSecret(number))
    }

    fun revoked(commitment: Commitment = commitment(), store: SecretStore = revealed(1uL)) =
        RevokedCommitment.recognise(
            commitment.channel(), Node.OPENER, commitment.published().toByteArray(), store, htlcs, entropy,
        )

    /** A path of each kind, of the output that has it. */
    fun paths(commitment: Commitment): List<Pair<OutputKind, SpendPath>> {
        val signatures = commitment.htlcTransactions().zip(commitment.signatures().htlcSignatures)
        val signature = { stage: HtlcStage -> signatures.first { (htlc, _) -> htlc.stage == stage }.second }
        val revocation = Revocation(opener.perCommitmentSecret(commitment.number()), entropy)
        return listOf(
            OutputKind.ToLocal to SpendPath.Delayed,
            OutputKind.ToRemote to SpendPath.Payment,
            OutputKind.LocalAnchor to SpendPath.Anchor,
            OutputKind.RemoteAnchor to SpendPath.Anchor,
            OutputKind.LocalAnchor to SpendPath.AbandonedAnchor,
            offered to SpendPath.HtlcTransaction(signature(HtlcStage.TIMEOUT), null),
            received to SpendPath.HtlcTransaction(signature(HtlcStage.SUCCESS), preimage(1)),
            offered to SpendPath.Preimage(preimage(0)),
            received to SpendPath.Timeout,
            OutputKind.ToLocal to SpendPath.Revocation(revocation),
            offered to SpendPath.Revocation(revocation),
            received to SpendPath.Revocation(revocation),
        )
    }

    /** A claim of the opener's balance. */
    fun delayed(commitment: Commitment = commitment()): Claim =
        commitment.claim(commitment.output(OutputKind.ToLocal), SpendPath.Delayed)

    fun walletCoin(amountSat: ULong = 50_000u, index: UInt = 7u) =
        Claim.wallet(OutPoint(Txid(ByteArray(32)), index), amountSat, Transactions.wallet(), witnessWeight = 108u)

    fun simpleClose(closerMsat: ULong = 800_000_000u, closeeMsat: ULong = 200_000_000u, feeSat: ULong = 1_000u) =
        SimpleClose(
            parameters(), Node.OPENER, closerMsat, closeeMsat, Transactions.wallet(0x70), Transactions.wallet(0x71),
            feeSat, lockTime = 0u,
        )

    fun legacyClosing(openerMsat: ULong = 800_000_000u, accepterMsat: ULong = 200_000_000u, feeSat: ULong = 1_000u) =
        LegacyClosing(
            parameters(), openerMsat, accepterMsat, Transactions.wallet(0x70), Transactions.wallet(0x71), feeSat,
        )
}
