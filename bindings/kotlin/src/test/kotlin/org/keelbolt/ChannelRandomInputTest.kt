package org.keelbolt

import kotlin.random.Random
import kotlin.random.nextUInt
import kotlin.random.nextULong
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.TestFactory
import org.keelbolt.ChannelSamples.accepter
import org.keelbolt.ChannelSamples.commitment
import org.keelbolt.ChannelSamples.delayed
import org.keelbolt.ChannelSamples.draft
import org.keelbolt.ChannelSamples.htlcs
import org.keelbolt.ChannelSamples.opener
import org.keelbolt.ChannelSamples.parameters
import org.keelbolt.ChannelSamples.published
import org.keelbolt.ChannelSamples.revealed
import org.keelbolt.ChannelSamples.root
import org.keelbolt.ChannelSamples.signatures
import org.keelbolt.ContractSamples.FEERATE
import org.keelbolt.ContractSamples.funding
import org.keelbolt.Samples.entropy

/** Random bytes, and good ones with a few changed, to the functions for channels, contracts and MuSig2. */
class ChannelRandomInputTest {
    private val commitment = commitment()
    private val signatures = commitment.signatures()
    private val paths = ChannelSamples.paths(commitment).map { it.second }
    private val published = commitment.published()
    private val wallet = Transactions.wallet()
    private val keyText = root(1).publicSide(entropy).toText()
    private val store = revealed(3u)
    private val script = commitment.template(5u)!!.write()
    private val basepoints = opener.basepoints(entropy)
    private val contract = TaprootHtlc(ContractSamples.terms())

    @TestFactory
    fun keys(): List<DynamicTest> = randomly(
        RandomRow("ExtendedSecretKey.fromSeed", accepts = true, refuses = true) {
            ExtendedSecretKey.fromSeed(it.bytes(), KeyNetwork.entries.random(it))
        },
        RandomRow("ExtendedSecretKey.parse", accepts = false, refuses = true) { ExtendedSecretKey.parse(it.text()) },
        RandomRow("ExtendedPublicKey.parse", accepts = true, refuses = true) {
            ExtendedPublicKey.parse(it.choice(keyText, it.text(), keyText.drop(it.nextInt(3))))
        },
        RandomRow("derivePath", accepts = true, refuses = true) {
            root(1).derivePath(it.choice("m/${it.nextInt()}/${it.nextInt(9)}'", it.text()), entropy)
        },
        RandomRow("derivePubkey", accepts = true, refuses = true) { derivePubkey(it.publicKey(), it.publicKey()) },
        RandomRow("revocationPubkey", accepts = true, refuses = true) {
            revocationPubkey(it.publicKey(), it.publicKey())
        },
        RandomRow("CommitmentKeys.derive", accepts = true, refuses = true) {
            CommitmentKeys.derive(it.choice(basepoints.fundingPubkey, it.publicKey()), basepoints, it.basepoints())
        },
        RandomRow("ObscuringFactor", accepts = true, refuses = true) {
            val factor = ObscuringFactor(it.publicKey(), it.publicKey())
            val number = it.number()
            listOf(factor.number(it.nextUInt(), it.nextUInt()), factor.lockTime(number), factor.sequence(number))
        },
        RandomRow("SecretGenerator", accepts = true, refuses = true) {
            SecretGenerator(it.choice(entropy, it.bytes())).secret(it.number())
        },
        RandomRow("SecretStore.parse", accepts = true, refuses = true) {
            SecretStore.parse(it.changed(store.expose())).secret(it.number())
        },
        RandomRow("SecretStore.insert", accepts = false, refuses = true) {
            store.insert(it.choice(4u, it.number()), PerCommitmentSecret(it.nextBytes(32)))
        },
        RandomRow("PerCommitmentSecret", accepts = true, refuses = true) {
            PerCommitmentSecret(it.bytes32()).point(entropy)
        },
    )

    @TestFactory
    fun scripts(): List<DynamicTest> = randomly(
        RandomRow("ScriptTemplate.recognise", accepts = true, refuses = false) {
            ScriptTemplate.recognise(Octets(it.choice(it.bytes(), it.changed(script.toByteArray()))))?.write()
        },
        RandomRow("ScriptTemplate.write", accepts = true, refuses = true) { random ->
            val key = random.publicKey()
            val htlc = HtlcTemplate(Octets(random.bytes20()), key, key, Octets(random.bytes20()), random.nextBoolean())
            random.choice(
                ScriptTemplate.ToLocal(key, random.nextUInt().toUShort(), key),
                ScriptTemplate.OfferedHtlc(htlc),
                ScriptTemplate.ReceivedHtlc(htlc, random.nextUInt()),
            ).write()
        },
        RandomRow("figures", accepts = true, refuses = false) {
            val format = CommitmentFormat.entries.random(it)
            listOf(
                feeOfWeight(it.nextUInt(), it.nextULong()), dustLimit(Octets(it.bytes())),
                format.commitmentFee(it.nextUInt(), it.nextULong()), format.htlcTimeoutFee(it.nextUInt()),
            )
        },
        RandomRow("ShutdownRules", accepts = true, refuses = true) {
            ShutdownRules(it.nextBoolean(), it.nextBoolean(), it.nextBoolean())
                .check(Octets(it.choice(wallet.toByteArray(), it.bytes())), it.choice(null, Octets(it.bytes())))
        },
    )

    @TestFactory
    fun commitments(): List<DynamicTest> = randomly(
        RandomRow("Commitment", accepts = true, refuses = true) {
            val changed = it.anyDraft()
            changed.checkReserve(parameters(), it.amount(), it.amount())
            Commitment(changed, it.choice(parameters(), parameters(CommitmentFormat.entries.random(it))))
        },
        RandomRow("Commitment.verify", accepts = true, refuses = true) {
            val others = List(it.nextInt(4)) { _ -> it.signature() }
            commitment.verify(it.choice(signatures, signatures.copy(htlcSignatures = others)))
        },
        RandomRow("Commitment.signed", accepts = true, refuses = true) {
            listOf(
                commitment.signed(it.signature(), it.signature()),
                commitment.signedHtlcTransaction(it.nextUInt(7u), it.signature(), it.signature(), null),
            )
        },
        RandomRow("Commitment.claim", accepts = true, refuses = true) {
            commitment.claim(it.nextUInt(7u), paths.random(it))
        },
        RandomRow("Commitment.revealedPreimages", accepts = true, refuses = true) {
            commitment.revealedPreimages(it.transaction())
        },
        RandomRow("Commitment.secondStageClaims", accepts = true, refuses = true) {
            commitment.secondStageClaims(it.transaction(), paths.random(it))
        },
        RandomRow("RevokedCommitment", accepts = true, refuses = true) {
            val htlcs = htlcs.filter { _ -> it.nextBoolean() }
            RevokedCommitment.recognise(
                parameters(), Node.entries.random(it), it.transaction().toByteArray(), store, htlcs, entropy,
            ).claims()
        },
        RandomRow("Sweep", accepts = true, refuses = true) { random ->
            val coin = Claim.wallet(OutPoint(Txid(random.nextBytes(32)), 0u), random.amount(), wallet, random.amount())
            val claims = listOf(delayed(commitment), coin).filter { random.nextInt(4) > 0 }
            val parent = SweepParent(random.amount(), random.amount())
            Sweep(claims, Octets(random.bytes()), random.choice(null, parent))
                .build(random.choice(FEERATE, random.nextUInt())).signatureRequests()
        },
        RandomRow("SimpleClose", accepts = false, refuses = true) { random ->
            val close = ChannelSamples.simpleClose(feeSat = random.amount())
                .copy(closerScript = Octets(random.bytes()), lockTime = random.nextUInt())
            accepter.funding().use { key ->
                close.countersign(ClosingSignatures(random.signature(), null, random.signature()), key, entropy, false)
            }
        },
        RandomRow("LegacyNegotiation", accepts = true, refuses = true) {
            val sent = it.choice(null, FeeProposal(it.amount(), FeeRange(it.amount(), it.amount())))
            LegacyNegotiation(Node.entries.random(it), it.amount(), FeeRange(it.amount(), it.amount()), sent)
                .answer(FeeProposal(it.amount(), it.choice(null, FeeRange(it.amount(), it.amount()))))
        },
        RandomRow("checkRelay", accepts = false, refuses = true) {
            val coin = Coin(ChannelSamples.FUNDING_SAT, wallet, CoinCreated.Confirmed(it.nextUInt(900_000u)))
            checkRelay(it.transaction(), listOf(coin), ChainTip(it.nextUInt(), it.nextULong()))
        },
    )

    @TestFactory
    fun contracts(): List<DynamicTest> = randomly(
        RandomRow("HtlcTerms", accepts = true, refuses = true) {
            val lock = it.choice(LockTime.Height(it.nextUInt(1u shl 30)), LockTime.Time(it.nextULong(1uL shl 33)))
            val hash = it.choice(HashLock.Sha256(PaymentHash(it.nextBytes(32))), HashLock.Hash160(Octets(it.bytes20())))
            TaprootHtlc(HtlcTerms(hash, it.publicKey(), it.publicKey(), lock)).address(Network.REGTEST)
        },
        RandomRow("P2wshHtlc.refund", accepts = true, refuses = true) {
            P2wshHtlc(ContractSamples.terms())
                .refund(funding.copy(valueSat = it.amount()), Octets(it.bytes()), it.choice(FEERATE, it.nextUInt()))
        },
        RandomRow("P2wshHtlc.recognise", accepts = true, refuses = false) {
            P2wshHtlc.recognise(Octets(it.bytes()))
        },
        RandomRow("TaprootSpend.finish", accepts = false, refuses = true) {
            contract.cooperate(funding, wallet, FEERATE).finish(SchnorrSignature(it.nextBytes(64)))
        },
        RandomRow("preimageIn", accepts = true, refuses = true) {
            ContractSamples.terms().hash.preimageIn(it.transaction())
        },
        RandomRow("MusigKeys", accepts = true, refuses = true) { random ->
            MusigKeys(List(random.nextInt(4)) { random.publicKey() }).addTweak(random.bytes32()).xOnlyPublicKey()
        },
        RandomRow("aggregateNonces", accepts = true, refuses = true) { random ->
            aggregateNonces(List(random.nextInt(3)) { random.nonce() })
        },
        RandomRow("MusigSession", accepts = false, refuses = true) { random ->
            val keys = MusigKeys(List(2) { random.choice(basepoints.fundingPubkey, random.publicKey()) })
            val session = MusigSession(keys, aggregateNonces(listOf(random.nonce())), Sha256(random.nextBytes(32)))
            session.aggregate(List(random.nextInt(4)) { MusigPartialSignature(random.nextBytes(32)) })
        },
    )

    private fun Random.bytes32() = choice(nextBytes(32), nextBytes(32), bytes())

    private fun Random.bytes20() = choice(nextBytes(20), nextBytes(20), nextBytes(20), bytes())

    private fun Random.number() = choice(nextULong(1uL shl 48), nextULong())

    private fun Random.amount() = choice(nextULong(), nextULong(100_000uL), 0uL, 500uL)

    private fun Random.basepoints() = choice(
        basepoints,
        basepoints.copy(htlcBasepoint = publicKey()),
        basepoints.copy(revocationBasepoint = publicKey()),
    )

    private fun Random.signature() = choice(
        signatures.signature, signatures.htlcSignatures[0], signatures.htlcSignatures[1], Signature(nextBytes(64)),
    )

    private fun Random.nonce() = choice(
        MusigPublicNonce(basepoints.fundingPubkey.toByteArray() + basepoints.htlcBasepoint.toByteArray()),
        MusigPublicNonce(publicKey().toByteArray() + publicKey().toByteArray()),
    )

    private fun Random.anyDraft(): CommitmentDraft = choice(
        draft(number()),
        draft().copy(openerBalanceMsat = amount()),
        draft().copy(feeratePerKw = nextUInt()),
        draft().copy(perCommitmentPoint = publicKey()),
        draft().copy(htlcs = htlcs.map { it.copy(cltvExpiry = nextUInt(1_000_000_000u)) }),
        draft(),
    )

    private fun Random.transaction() =
        Octets(choice(published.toByteArray(), changed(published.toByteArray()), bytes()))
}
