package org.keelbolt

import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.TestFactory
import org.keelbolt.ChannelSamples.accepter
import org.keelbolt.ChannelSamples.commitment
import org.keelbolt.ChannelSamples.delayed
import org.keelbolt.ChannelSamples.draft
import org.keelbolt.ChannelSamples.htlcs
import org.keelbolt.ChannelSamples.legacyClosing
import org.keelbolt.ChannelSamples.offered
import org.keelbolt.ChannelSamples.opener
import org.keelbolt.ChannelSamples.output
import org.keelbolt.ChannelSamples.parameters
import org.keelbolt.ChannelSamples.published
import org.keelbolt.ChannelSamples.received
import org.keelbolt.ChannelSamples.revealed
import org.keelbolt.ChannelSamples.revoked
import org.keelbolt.ChannelSamples.root
import org.keelbolt.ChannelSamples.signatures
import org.keelbolt.ChannelSamples.simpleClose
import org.keelbolt.ChannelSamples.walletCoin
import org.keelbolt.OnionSamples.noPoint
import org.keelbolt.Samples.entropy

/** Bad keys, secrets, commitments, claims and closings of every kind. */
class CommitmentBadInputTest {
    private val commitment = commitment()
    private val signatures = commitment.signatures()
    private val htlcSignatures = signatures.htlcSignatures
    private val toLocal = commitment.output(OutputKind.ToLocal)
    private val wallet = Transactions.wallet()
    private val outOfRange = Signature(ByteArray(64) { -1 })
    private val highS = Signature(ByteArray(32) { 1 } + ByteArray(32) { 0xf0.toByte() })
    private val nothing = Octets(ByteArray(9))

    @TestFactory
    fun keys(): List<DynamicTest> = REFUSALS.rows(
        peer("KeyNotAPoint", "not a compressed point of the curve") { derivePubkey(noPoint, noPoint) },
        peer("KeyNotAPoint", "not a compressed point of the curve") { ObscuringFactor(noPoint, noPoint) },
        peer("KeyNotAPoint", "not a compressed point of the curve") { ScriptTemplate.Anchor(noPoint).write() },
        caller("SecretKeyOutOfRange", "secret key is zero or not below the group order") {
            PerCommitmentSecret(ByteArray(32)).point(entropy)
        },
        caller("WrongLength(expected=32, found=31)", "expected 32 bytes, found 31") {
            PerCommitmentSecret(ByteArray(31))
        },
        caller("WrongLength(expected=32, found=33)", "expected 32 bytes, found 33") {
            opener.basepoints(ByteArray(33))
        },
        caller("WrongLength(expected=20, found=9)", "expected 20 bytes, found 9") {
            val key = opener.basepoints(entropy).fundingPubkey
            ScriptTemplate.OfferedHtlc(HtlcTemplate(nothing, key, key, nothing, false)).write()
        },
        caller(
            "ChildIndexTooLarge(found=2147483648)",
            "channel secrets: child index: expected less than 2147483648, found 2147483648",
        ) { ChannelSecrets.derive(root(1), 1u shl 31, entropy) },
        caller("TooDeep", "channel secrets: more than 255 steps below the master key") {
            val deep = generateSequence(root(1)) { it.derive(0u, hardened = false, entropy) }.take(254).last()
            ChannelSecrets.derive(deep, 0u, entropy)
        },
        caller("CommitmentNumberTooLarge(expected=281474976710655, found=281474976710656)", TOO_LARGE) {
            opener.perCommitmentSecret(1uL shl 48)
        },
        caller("CommitmentNumberTooLarge(expected=281474976710655, found=281474976710656)", TOO_LARGE) {
            perCommitmentIndex(1uL shl 48)
        },
    )

    @TestFactory
    fun stores(): List<DynamicTest> = REFUSALS.rows(
        caller(
            "SecretOutOfOrder(expected=0, found=1)", "per-commitment secret: expected that of commitment 0, found 1",
        ) { SecretStore().insert(1u, opener.perCommitmentSecret(1u)) },
        peer(
            "SecretNotDerivable(found=1, earlier=0)",
            "per-commitment secret of commitment 1: that of 0 does not follow from it",
        ) { revealed(0u).insert(1u, accepter.perCommitmentSecret(1u)) },
        caller("StoreVersion(expected=1, found=9)", "saved secrets: expected version 1, found 9") {
            SecretStore.parse(SecretStore().expose().also { it[0] = 9 })
        },
        caller(
            "StoreCount(expected=281474976710656, found=72057594037927936)",
            "saved secrets: expected at most 281474976710656, found 72057594037927936",
        ) { SecretStore.parse(SecretStore().expose().also { it[1] = 1 }) },
        caller("WrongLength(expected=1577, found=9)", "expected 1577 bytes, found 9") {
            SecretStore.parse(ByteArray(9))
        },
    )

    @TestFactory
    fun drafts(): List<DynamicTest> = REFUSALS.rows(
        caller(
            "FundingAmount(expected=2100000000000000, found=0)",
            "funding output: expected 1 sat to 2100000000000000 sat, found 0 sat",
        ) { Commitment(draft(), parameters().copy(fundingAmountSat = 0u)) },
        caller(
            "Balance(expected=1000000000, found=1000000001)",
            "balances and htlcs: expected 1000000000 msat, found 1000000001 msat",
        ) { built { copy(accepterBalanceMsat = accepterBalanceMsat + 1u) } },
        caller(
            "Balance(expected=1000000000, found=null)",
            "balances and htlcs: expected 1000000000 msat, found more than there can be",
        ) { built { copy(accepterBalanceMsat = ULong.MAX_VALUE) } },
        caller(
            "TooManyHtlcs(node=OPENER, expected=483, found=484)",
            "htlcs of the opener: expected at most 483, found 484",
        ) { built { copy(htlcs = List(484) { htlcs[0] }) } },
        caller("CommitmentFeerate(expected=0, found=2500)", "feerate_per_kw: expected 0, found 2500") {
            Commitment(draft(), parameters(CommitmentFormat.ZERO_FEE))
        },
        peer(
            "FeeExceedsBalance(expected=4330, found=0)",
            "the opener pays 4330 sat for the commitment and has 0 sat",
        ) { built { copy(openerBalanceMsat = 0u, accepterBalanceMsat = 950_000_000u) } },
        peer(
            "BelowReserve(node=ACCEPTER, expected=200001, found=200000)",
            "balance of the accepter: expected a reserve of 200001 sat, found 200000 sat",
        ) { draft().checkReserve(parameters(), openerReserveSat = 1u, accepterReserveSat = 200_001u) },
        peer(
            "CltvExpiry(htlc=1, expected=499999999, found=500000000)",
            "cltv_expiry of htlc 1: expected at most block 499999999, found block 500000000",
        ) { built { copy(htlcs = listOf(htlcs[0], htlcs[1].copy(cltvExpiry = 500_000_000u))) } },
        caller("CommitmentNumberTooLarge(expected=281474976710655, found=281474976710656)", TOO_LARGE) {
            built { copy(number = 1uL shl 48) }
        },
    )

    private fun built(spoil: CommitmentDraft.() -> CommitmentDraft) = Commitment(draft().spoil(), parameters())

    @TestFactory
    fun signatures(): List<DynamicTest> = REFUSALS.rows(
        peer("CommitmentSignature", "signature of the commitment is not of the funding key") {
            commitment.verify(signatures.copy(signature = htlcSignatures[0]))
        },
        peer("HtlcSignatureCount(expected=2, found=1)", "htlc signatures: expected 2, found 1") {
            commitment.verify(signatures.copy(htlcSignatures = htlcSignatures.take(1)))
        },
        peer(
            "HtlcSignature(htlc=0, output=${commitment.output(offered)})",
            "signature of htlc 0, output ${commitment.output(offered)}, is not of the htlc key",
        ) { commitment.verify(signatures.copy(htlcSignatures = htlcSignatures.reversed())) },
        peer("SignatureOutOfRange", "signature value is not below the group order") {
            commitment.verify(signatures.copy(signature = outOfRange))
        },
        peer("SignatureHighS", "signature breaks the low-S rule") {
            commitment.signed(signatures.signature, highS)
        },
        caller("WrongLength(expected=32, found=0)", "expected 32 bytes, found 0") {
            commitment.sign(accepter, ByteArray(0))
        },
    )

    @TestFactory
    fun claims(): List<DynamicTest> = REFUSALS.rows(
        caller("NoSuchOutput(expected=6, found=9)", "output 9: the commitment has 6") {
            commitment.claim(9u, SpendPath.Delayed)
        },
        caller("SpendPath(output=$toLocal, kind=ToLocal)", "output $toLocal, ToLocal, cannot be taken so") {
            commitment.claim(toLocal, SpendPath.Payment)
        },
        commitment.output(offered).let { output ->
            caller(
                "SpendPath(output=$output, kind=OfferedHtlc(htlc=0))",
                "output $output, OfferedHtlc(0), cannot be taken so",
            ) { commitment.claim(output, SpendPath.Timeout) }
        },
        caller("SecondStagePath", "outputs of htlc transactions are taken by delay or revocation") {
            commitment.secondStageClaims(commitment.published(), SpendPath.Payment)
        },
        commitment.output(offered).let { output ->
            peer("SpendPreimage(output=$output)", "output $output: expected the preimage of its hash") {
                commitment.claim(output, SpendPath.Preimage(ChannelSamples.preimage(1)))
            }
        },
        caller("NotRevoked(number=1)", "the secret is not that of commitment 1") {
            val revocation = Revocation(opener.perCommitmentSecret(0u), entropy)
            commitment.claim(toLocal, SpendPath.Revocation(revocation))
        },
        caller("NotYetRevoked(number=1)", "commitment 1 is not revoked") { revoked(store = revealed(0u)) },
        peer("NotACommitment", "not a commitment of the channel") {
            val other = commitment.htlcTransactions()[0].transaction.toByteArray()
            RevokedCommitment.recognise(parameters(), Node.OPENER, other, revealed(1u), htlcs, entropy)
        },
        peer("MalformedTransaction", "these bytes are no transaction") { commitment.revealedPreimages(nothing) },
        peer("MalformedTransaction", "these bytes are no transaction") { revoked().secondStageClaims(nothing) },
        notCombinable(),
        peer("HtlcSignature(htlc=0, output=${commitment.output(offered)})",
            "signature of htlc 0, output ${commitment.output(offered)}, is not of the htlc key") {
            commitment.claim(commitment.output(offered), SpendPath.HtlcTransaction(signatures.signature, null))
        },
    )

    private fun notCombinable(): Refusal {
        val old = commitment(format = CommitmentFormat.STATIC_REMOTEKEY)
        val output = old.output(offered)
        val path = SpendPath.HtlcTransaction(old.signatures().htlcSignatures[0], null)
        val message = "output $output: its htlc transaction pays its own fee and takes no other inputs"
        return caller("NotCombinable(output=$output)", message) { old.claim(output, path) }
    }

    @TestFactory
    fun sweeps(): List<DynamicTest> = REFUSALS.rows(
        caller("NoClaims", "a sweep of nothing") { Sweep(listOf(), wallet) },
        caller("NoClaims", "a sweep of nothing") { Sweep(listOf(walletCoin()), wallet) },
        commitment.txid().let { txid ->
            caller("DuplicateClaim(txid=$txid, output=$toLocal)", "$txid:$toLocal is claimed twice") {
                Sweep(listOf(delayed(), delayed()), wallet)
            }
        },
        caller("ClaimVersion(expected=2, found=3)", "version of a claim: expected 2, found 3") {
            Sweep(listOf(delayed(), delayed(commitment(format = CommitmentFormat.ZERO_FEE))), wallet)
        },
        caller(
            "ClaimLockTime(expected=0, found=800244)", "lock time of an htlc transaction: expected 0, found 800244",
        ) { Sweep(byHtlcTransactions(), wallet) },
        caller(
            "ClaimAmount(expected=2100000000000000, found=2100000000745670)",
            "claims: expected at most 2100000000000000 sat, found 2100000000745670 sat",
        ) { Sweep(listOf(delayed(), walletCoin(2_100_000_000_000_000u)), wallet) },
        caller(
            "ClaimAmount(expected=2100000000000000, found=null)",
            "claims: expected at most 2100000000000000 sat, found more than can be counted",
        ) { Sweep(listOf(delayed(), walletCoin(ULong.MAX_VALUE)), wallet) },
        caller("SweepFeerate(expected=250, found=249)", "feerate_per_kw: expected at least 250, found 249") {
            Sweep(listOf(delayed()), wallet).build(minSweepFeerate() - 1u)
        },
        caller(
            "FeeExceedsAmount(expected=4830000, found=745670)",
            "the fee is 4830000 sat and the claims bring 745670 sat",
        ) { Sweep(listOf(delayed()), wallet).build(10_000_000u) },
        caller("SweepDust(expected=294, found=159)", "output: expected at least 294 sat, found 159 sat") {
            Sweep(listOf(delayed()), wallet).build(1_543_500u)
        },
        caller("SweepWeight(expected=400000, found=400647)", "weight: expected at most 400000, found 400647") {
            val heavy = Claim.wallet(OutPoint(Txid(ByteArray(32)), 0u), 50_000u, wallet, witnessWeight = 400_000u)
            Sweep(listOf(delayed(), heavy), wallet).build(253u)
        },
        caller("ClaimKey(input=0)", "secret key of input 0 is not that of its output") {
            Sweep(listOf(delayed()), wallet).build(253u).sign(accepter, entropy)
        },
        caller("SignatureCount(expected=1, found=0)", "signatures: expected 1, found 0") {
            Sweep(listOf(delayed()), wallet).build(253u).complete(listOf())
        },
        caller("ClaimSignature(input=0)", "signature of input 0 is not of its key") {
            Sweep(listOf(delayed()), wallet).build(253u).complete(listOf(signatures.signature))
        },
    )

    private fun byHtlcTransactions(): List<Claim> =
        ChannelSamples.paths(commitment).filter { (_, path) -> path is SpendPath.HtlcTransaction }.reversed()
            .map { (kind, path) -> commitment.claim(commitment.output(kind), path) }

    @TestFactory
    fun closing(): List<DynamicTest> = REFUSALS.rows(
        peer("ShutdownScript(length=9)", "scriptpubkey of 9 bytes has none of the forms") {
            ShutdownRules().check(nothing)
        },
        peer("ShutdownNotNegotiated(form=ANY_SEGWIT)", "scriptpubkey: AnySegwit is not negotiated") {
            ShutdownRules().check(Octets(byteArrayOf(0x51, 0x20) + ByteArray(32)))
        },
        peer("UpfrontScript", "scriptpubkey is not the one of shutdown_scriptpubkey") {
            ShutdownRules().check(wallet, upfront = Transactions.wallet(1))
        },
        peer(
            "ClosingFeeExceedsBalance(expected=800000, found=800001)",
            "fee_satoshis: expected at most 800000 sat, found 800001 sat",
        ) { simpleClose(feeSat = 800_001u).offered(false) },
        caller("NoOutputs", "closing transaction without outputs") {
            legacyClosing(openerMsat = 1_000_000_000u, accepterMsat = 0u).build(Node.OPENER, withoutOwn = true)
        },
        peer("ClosingDust(expected=294, found=100)", "output: expected at least 294 sat, found 100 sat") {
            simpleClose(999_900_000u, 100_000u).transaction(ClosingVariant.CLOSER_AND_CLOSEE_OUTPUTS).checkDust()
        },
        caller("AllDust", "fee_satoshis leaves dust on both sides") {
            simpleClose(999_900_000u, 100_000u, feeSat = 999_800u).offered(false)
        },
        peer("ClosingSignature(node=OPENER)", "signature of the opener is not of this closing transaction") {
            simpleClose().transaction(ClosingVariant.CLOSER_OUTPUT_ONLY).verify(Node.OPENER, signatures.signature)
        },
        peer(
            "VariantMissing(variant=CLOSEE_OUTPUT_ONLY)", "closing_complete: expected closee_output_only",
        ) { simpleClose().selected(ClosingSignatures(), false) },
        peer("VariantNotOffered(variant=CLOSEE_OUTPUT_ONLY)", "closing_sig: closee_output_only was not offered") {
            simpleClose().finish(complete(), ClosingSignatures(closeeOutputOnly = signatures.signature))
        },
        peer("ClosingSignatureCount(expected=1, found=0)", "closing_sig: expected 1 signature, found 0") {
            simpleClose().finish(complete(), ClosingSignatures())
        },
        caller(
            "Balance(expected=1000000000, found=900000000)",
            "balances and htlcs: expected 1000000000 msat, found 900000000 msat",
        ) { simpleClose(closerMsat = 700_000_000u).offered(false) },
    )

    /** What the closer offers, but for one variant. */
    private fun complete(): ClosingSignatures =
        opener.funding().use { simpleClose().sign(it, entropy, uneconomical = false) }.copy(closeeOutputOnly = null)

    /** A node that would like 500 satoshi, and takes 400 to 600. */
    @TestFactory
    fun negotiation(): List<DynamicTest> = REFUSALS.rows(
        peer(
            "NoOverlap(expectedMin=400, expectedMax=600, foundMin=200, foundMax=399)",
            "fee_range: expected some of 400 sat to 600 sat, found 200 sat to 399 sat",
        ) { answer(Node.ACCEPTER, FeeProposal(300u, FeeRange(200u, 399u))) },
        peer(
            "FeeOutOfRange(expectedMin=550, expectedMax=600, found=601)",
            "fee_satoshis: expected 550 sat to 600 sat, found 601 sat",
        ) { answer(Node.OPENER, FeeProposal(601u, FeeRange(550u, 700u)), FeeProposal(500u, TAKEN)) },
        peer("FeeChanged(expected=500, found=700)", "fee_satoshis: expected 500 sat, found 700 sat") {
            answer(Node.ACCEPTER, FeeProposal(700u, FeeRange(450u, 700u)), FeeProposal(500u))
        },
        peer(
            "FeeNotBetween(low=500, high=1000, found=450)",
            "fee_satoshis: expected strictly between 500 sat and 1000 sat, found 450 sat",
        ) { answer(Node.ACCEPTER, FeeProposal(450u), FeeProposal(500u), receivedSat = 1_000u) },
        peer(
            "NoFeeBetween(low=600, high=1000)", "fee_satoshis: none that is acceptable between 600 sat and 1000 sat",
        ) { answer(Node.OPENER, FeeProposal(1_000u), FeeProposal(600u)) },
    )

    private fun answer(node: Node, proposal: FeeProposal, sent: FeeProposal? = null, receivedSat: ULong? = null) =
        LegacyNegotiation(node, 500u, TAKEN, sent, receivedSat).answer(proposal)

    @TestFactory
    fun unreached(): List<DynamicTest> = REFUSALS.rows(
        made(CommitmentException.TweakOutOfRange(), "factor is zero or not below the group order", Blame.PEER),
        made(CommitmentException.PointsCancel(), "points cancel each other", Blame.PEER),
        made(CommitmentException.SignatureMismatch(), "signature is not of this key", Blame.PEER),
        made(
            CommitmentException.NoSuchChild(),
            "channel secrets: no child has this index, use the next one", Blame.CALLER,
        ),
        made(
            CommitmentException.StoreTruncated(1u, 8u, 7u),
            "truncated at byte 1: expected 8 bytes, found 7", Blame.PEER,
        ),
        made(
            CommitmentException.SecretOutOfOrder(null, 7u),
            "per-commitment secret: all have come, found 7", Blame.CALLER,
        ),
        made(CommitmentException.Unlisted("not known"), "not known", Blame.CALLER),
    )

    private companion object {
        const val TOO_LARGE = "commitment number: expected at most 281474976710655, found 281474976710656"

        val TAKEN = FeeRange(400u, 600u)

        val REFUSALS = Refusals(
            CommitmentException::class.java,
            mapOf(
                "KeyNotAPoint" to 500,
                "SecretKeyOutOfRange" to 501,
                "SignatureOutOfRange" to 502,
                "TweakOutOfRange" to 504,
                "PointsCancel" to 508,
                "SignatureHighS" to 300,
                "SignatureMismatch" to 301,
                "ChildIndexTooLarge" to 512,
                "TooDeep" to 515,
                "NoSuchChild" to 516,
                "WrongLength" to 600,
                "CommitmentNumberTooLarge" to 606,
                "MalformedTransaction" to 607,
                "SecretOutOfOrder" to 800,
                "SecretNotDerivable" to 801,
                "StoreVersion" to 802,
                "StoreCount" to 803,
                "StoreTruncated" to 804,
                "FundingAmount" to 805,
                "Balance" to 806,
                "TooManyHtlcs" to 807,
                "CommitmentFeerate" to 808,
                "FeeExceedsBalance" to 809,
                "BelowReserve" to 810,
                "CommitmentSignature" to 811,
                "HtlcSignatureCount" to 812,
                "HtlcSignature" to 813,
                "CltvExpiry" to 814,
                "NoSuchOutput" to 820,
                "SpendPath" to 821,
                "SecondStagePath" to 822,
                "SpendPreimage" to 823,
                "NotRevoked" to 824,
                "NotYetRevoked" to 825,
                "NotACommitment" to 826,
                "NotCombinable" to 827,
                "NoClaims" to 828,
                "DuplicateClaim" to 829,
                "ClaimVersion" to 830,
                "ClaimLockTime" to 831,
                "ClaimAmount" to 832,
                "SweepFeerate" to 833,
                "FeeExceedsAmount" to 834,
                "SweepDust" to 835,
                "SweepWeight" to 836,
                "ClaimKey" to 837,
                "SignatureCount" to 838,
                "ClaimSignature" to 839,
                "ShutdownScript" to 850,
                "ShutdownNotNegotiated" to 851,
                "UpfrontScript" to 852,
                "ClosingFeeExceedsBalance" to 853,
                "NoOutputs" to 854,
                "ClosingDust" to 855,
                "AllDust" to 856,
                "NoOverlap" to 857,
                "FeeOutOfRange" to 858,
                "FeeChanged" to 859,
                "FeeNotBetween" to 860,
                "NoFeeBetween" to 861,
                "ClosingSignature" to 862,
                "VariantMissing" to 863,
                "VariantNotOffered" to 864,
                "ClosingSignatureCount" to 865,
                "Unlisted" to 999,
            ),
            CommitmentException::code,
            CommitmentException::blame,
        )

        @JvmStatic
        @AfterAll
        fun everyKindHasARow() = REFUSALS.assertAllSeen()
    }
}
