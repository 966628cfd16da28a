package org.keelbolt.examples

import java.security.SecureRandom
import java.time.Instant
import org.keelbolt.ChainTip
import org.keelbolt.ChannelParameters
import org.keelbolt.ChannelSecrets
import org.keelbolt.Claim
import org.keelbolt.Coin
import org.keelbolt.CoinCreated
import org.keelbolt.Commitment
import org.keelbolt.CommitmentDraft
import org.keelbolt.CommitmentFormat
import org.keelbolt.CommitmentHtlc
import org.keelbolt.CommitmentSignatures
import org.keelbolt.ExtendedSecretKey
import org.keelbolt.KeyNetwork
import org.keelbolt.Node
import org.keelbolt.NodeParameters
import org.keelbolt.Octets
import org.keelbolt.OutPoint
import org.keelbolt.OutputKind
import org.keelbolt.Preimage
import org.keelbolt.RevokedCommitment
import org.keelbolt.ScriptTemplate
import org.keelbolt.SecretStore
import org.keelbolt.ShutdownRules
import org.keelbolt.SimpleClose
import org.keelbolt.SpendPath
import org.keelbolt.Sweep
import org.keelbolt.SweepParent
import org.keelbolt.Txid
import org.keelbolt.basepoints
import org.keelbolt.check
import org.keelbolt.checkRelay
import org.keelbolt.countersign
import org.keelbolt.derive
import org.keelbolt.outputOf
import org.keelbolt.perCommitmentPoint
import org.keelbolt.recognise
import org.keelbolt.revealedPreimages
import org.keelbolt.sign
import org.keelbolt.wallet

private val random = SecureRandom()

private const val FUNDING_SAT = 1_000_000uL
private const val PAID_MSAT = 250_000_000uL
private const val EXPIRY = 800_244u

/** How many blocks a node waits for what its own commitment pays it. */
private const val DELAY: UShort = 144u

/** Satoshi for a thousand units of weight. */
private const val FEERATE = 2_500u

/** Where the chain is when the channel is closed. */
private val chain = ChainTip(height = 800_100u, medianTimePast = Instant.parse("2023-07-24T08:00:00Z"))

/** A channel on paper: it opens, pays, and ends in each of the ways there are. */
fun main() {
    Channel().use { it.life() }.forEach(::println)
}

/** A node's part of the channel: all its secrets follow from the seed of its wallet. */
class Party : AutoCloseable {
    val secrets = ExtendedSecretKey.fromSeed(ByteArray(64).also(random::nextBytes), KeyNetwork.TESTNET)
        .use { ChannelSecrets.derive(it, channel = 0u, random) }
    val basepoints = secrets.basepoints(random)

    /** What the other node has revealed of its own commitments: saved before anything else is done. */
    val revealed = SecretStore()

    /** An output script of its wallet: P2WPKH. */
    val wallet = Octets(byteArrayOf(0, 20) + ByteArray(20).also(random::nextBytes))

    fun parameters() = NodeParameters(basepoints, dustLimitSat = 354u, toSelfDelay = DELAY)

    override fun close() = listOf(secrets, revealed).forEach(AutoCloseable::close)
}

/** The opener has put in all of it, and pays a quarter. */
class Channel : AutoCloseable {
    private val opener = Party()
    private val accepter = Party()
    private val preimage = Preimage(ByteArray(32).also(random::nextBytes))
    private val payment = CommitmentHtlc(Node.OPENER, PAID_MSAT, preimage.paymentHash(), EXPIRY)
    private val parameters = ChannelParameters(
        format = CommitmentFormat.ANCHORS,
        funding = OutPoint(Txid(ByteArray(32).also(random::nextBytes)), vout = 0u),
        fundingAmountSat = FUNDING_SAT,
        opener = opener.parameters(),
        accepter = accepter.parameters(),
    )

    override fun close() = listOf(opener, accepter, preimage).forEach(AutoCloseable::close)

    /** Opened, paid over, and closed: by the opener alone, by the opener who cheats, by both together. */
    fun life(): List<String> {
        val lines = mutableListOf<String>()

        // The first commitment of the opener: the accepter signs it before there is a funding transaction.
        val first = commitment(number = 0u, htlcs = listOf())
        val firstSignatures = first.sign(accepter.secrets, random).also(first::verify)
        lines += "commitment 0: ${shown(first)}"

        // A payment makes the next one. When it is signed, the opener revokes the one before.
        val second = commitment(number = 1u, htlcs = listOf(payment))
        val secondSignatures = second.sign(accepter.secrets, random).also(second::verify)
        accepter.revealed.insert(0u, opener.secrets.perCommitmentSecret(0u))
        lines += "commitment 1: ${shown(second)}"

        lines += closedAlone(second, secondSignatures)
        lines += punished(published(first, firstSignatures))
        lines += closedTogether()
        return lines
    }

    /** The opener's commitment with this number; each node builds it for itself. */
    private fun commitment(number: ULong, htlcs: List<CommitmentHtlc>): Commitment {
        val draft = CommitmentDraft(
            owner = Node.OPENER,
            number = number,
            perCommitmentPoint = opener.secrets.perCommitmentPoint(number, random),
            openerBalanceMsat = FUNDING_SAT * 1_000u - htlcs.sumOf(CommitmentHtlc::amountMsat),
            accepterBalanceMsat = 0u,
            feeratePerKw = FEERATE,
            htlcs = htlcs,
        )
        draft.checkReserve(parameters, openerReserveSat = 10_000u, accepterReserveSat = 0u)
        return Commitment(draft, parameters)
    }

    private fun shown(commitment: Commitment): String {
        val outputs = commitment.outputs().map { "${it.kind} ${it.valueSat}" }
        return outputs.sorted().joinToString() + ", fee ${commitment.feeSat()}"
    }

    /** The transaction with the signatures of both. */
    private fun published(commitment: Commitment, signatures: CommitmentSignatures): Octets =
        opener.secrets.funding().use { commitment.signed(it.sign(commitment.digest(), random), signatures.signature) }

    /** The opener publishes its last commitment; each node takes what is its own. */
    private fun closedAlone(commitment: Commitment, signatures: CommitmentSignatures): List<String> {
        val lines = mutableListOf<String>()

        // Nodes relay it as it is: it is signed, and pays its fee.
        val transaction = published(commitment, signatures)
        check(checkRelay(transaction, listOf(funding()), chain) == commitment.feeSat())

        // The opener raises the fee of the commitment by its anchor, with an output of its wallet.
        val anchor = commitment.claim(commitment.outputOf(OutputKind.LocalAnchor)!!, SpendPath.Anchor)
        val coin = Claim.wallet(
            OutPoint(Txid(ByteArray(32)), 0u), amountSat = 50_000u, opener.wallet, witnessWeight = 108u,
        )
        val weight = commitment.channel().format.commitmentWeight(1u)
        val parent = SweepParent(commitment.feeSat(), weight)
        val child = Sweep(listOf(anchor, coin), opener.wallet, parent).build(feeratePerKw = 2u * FEERATE)
        lines += "opener: publishes commitment 1, and pays ${child.feeSat()} sat more for it"

        // The accepter takes the payment with the preimage.
        val output = commitment.outputOf(OutputKind.OfferedHtlc(htlc = 0u))!!
        val claim = commitment.claim(output, SpendPath.Preimage(preimage))
        val claimed = Sweep(listOf(claim), accepter.wallet).build(FEERATE).sign(accepter.secrets, random)
        lines += "accepter: takes the payment for a fee of ${claimed.feeSat()} sat"

        // No block takes it: the same claims at a higher feerate replace it, and never pay less.
        val bumped = Sweep(claimed.claims(), accepter.wallet).build(2u * FEERATE).sign(accepter.secrets, random)
        check(bumped.feeSat() > claimed.feeSat())
        val spent = commitment.outputs()[output.toInt()].let { coin(it.valueSat, it.scriptPubkey) }
        check(checkRelay(bumped.transaction(), listOf(spent), chain) == bumped.feeSat())
        lines += "accepter: raises that to ${bumped.feeSat()} sat"

        // Without the preimage the opener would take it back, by the transaction that the accepter has signed.
        val timeout = SpendPath.HtlcTransaction(signatures.htlcSignatures.single(), preimage = null)
        val back = Sweep(listOf(commitment.claim(output, timeout), coin), opener.wallet).build(FEERATE)
        check(back.claims().first().lockTime() == EXPIRY)
        lines += "opener: could take it back from block $EXPIRY on"

        // The claim shows the preimage to the opener, who has its own balance after the delay.
        val shown = commitment.revealedPreimages(bumped.transaction()).single()
        check(shown.preimage.paymentHash() == payment.paymentHash)
        val own = commitment.claim(commitment.outputOf(OutputKind.ToLocal)!!, SpendPath.Delayed)
        val taken = Sweep(listOf(own), opener.wallet).build(FEERATE).sign(opener.secrets, random)
        lines += "opener: sees the preimage, and takes ${own.amountSat() - taken.feeSat()} sat after $DELAY blocks"
        return lines
    }

    /** The funding output, which both nodes can spend together. */
    private fun funding(): Coin {
        val template = ScriptTemplate.Funding(opener.basepoints.fundingPubkey, accepter.basepoints.fundingPubkey)
        return coin(FUNDING_SAT, template.scriptPubkey())
    }

    /** An output in a block. */
    private fun coin(valueSat: ULong, scriptPubkey: Octets) =
        Coin(valueSat, scriptPubkey, CoinCreated.Confirmed(height = 800_000u))

    /** The opener publishes a commitment that it has revoked: the accepter takes all of it, at once. */
    private fun punished(transaction: Octets): List<String> {
        val revoked = RevokedCommitment.recognise(
            parameters, owner = Node.OPENER, transaction, accepter.revealed, htlcs = listOf(payment), random,
        )
        val justice = Sweep(revoked.claims(), accepter.wallet).build(FEERATE).sign(accepter.secrets, random)
        val sum = revoked.claims().sumOf(Claim::amountSat)
        return listOf("accepter: takes ${sum - justice.feeSat()} sat of revoked commitment ${revoked.number()}")
    }

    /** When the payment is settled, both agree to close; the opener pays the fee. */
    private fun closedTogether(): List<String> {
        val rules = ShutdownRules(simpleClose = true)
        listOf(opener, accepter).forEach { rules.check(it.wallet) }
        val close = SimpleClose(
            channel = parameters,
            closer = Node.OPENER,
            closerBalanceMsat = FUNDING_SAT * 1_000u - PAID_MSAT,
            closeeBalanceMsat = PAID_MSAT,
            closerScript = opener.wallet,
            closeeScript = accepter.wallet,
            feeSat = 1_000u,
            lockTime = 0u,
        )
        val complete = opener.secrets.funding().use { close.sign(it, random) }
        val (answer, transaction) = accepter.secrets.funding().use { close.countersign(complete, it, random) }
        check(close.finish(complete, answer) == transaction)
        return listOf("both: close, ${FUNDING_SAT - PAID_MSAT / 1_000u - close.feeSat} and ${PAID_MSAT / 1_000u} sat")
    }
}
