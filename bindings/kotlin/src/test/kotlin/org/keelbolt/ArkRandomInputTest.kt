package org.keelbolt

import kotlin.random.Random
import kotlin.random.nextUInt
import kotlin.random.nextULong
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.TestFactory
import org.keelbolt.ArkSamples.USER
import org.keelbolt.ArkSamples.expectation
import org.keelbolt.ArkSamples.expected
import org.keelbolt.ArkSamples.facts
import org.keelbolt.ArkSamples.key
import org.keelbolt.ArkSamples.money
import org.keelbolt.ArkSamples.received
import org.keelbolt.ArkSamples.secret
import org.keelbolt.ArkSamples.spec
import org.keelbolt.ArkSamples.terms
import org.keelbolt.ArkSamples.utxo

/** Random bytes, and good ones with a few changed, to the functions for Ark. */
class ArkRandomInputTest {
    private val vtxo = ArkSamples.vtxo()
    private val ceremony = Ceremony(spec(5))
    private val signed = ceremony.finish()
    private val address = ArkAddress(key(1), money(), listOf(ArkDelivery.Mailbox(BlindedMailboxId(key(USER)))))
    private val wallet = Transactions.wallet()

    @TestFactory
    fun vtxos(): List<DynamicTest> = randomly(
        RandomRow("VtxoPolicy.parse", accepts = true, refuses = true) {
            VtxoPolicy.parse(it.choice(it.changed(received().write().toByteArray()), it.bytes())).clauses(terms)
        },
        RandomRow("UserPolicy.output", accepts = true, refuses = true) {
            val key = it.choice(key(USER), it.publicKey())
            val policy = UserPolicy.LightningSend(
                HashLockVersion.entries.random(it), key, ArkSamples.paymentHash, it.nextUInt(1_000_000_000u),
            )
            policy.output(terms.copy(exitDelta = it.nextUInt(20_000u).toUShort())).scriptPubkey()
        },
        RandomRow("VtxoClause.recognise", accepts = true, refuses = false) {
            val script = it.changed(money().clauses(terms).single().script().toByteArray())
            VtxoClause.recognise(Octets(it.choice(script, it.bytes())))
        },
        RandomRow("Vtxo.parse", accepts = true, refuses = true) {
            val read = Vtxo.parse(it.changed(vtxo.toBytes().toByteArray()))
            listOf(read.hops(), read.genesis().map(GenesisItem::outputIndex), read.isComplete(), read.toBytes())
        },
        RandomRow("Vtxo.accept", accepts = true, refuses = true) {
            Vtxo.parse(it.changed(vtxo.toBytes().toByteArray())).accept(expectation(), facts())
        },
        RandomRow("ChainFacts", accepts = true, refuses = true) {
            val anchor = Octets(it.choice(it.changed(facts().anchor.toByteArray()), it.bytes()))
            vtxo.accept(expectation(), ChainFacts(anchor, it.nextUInt(12u), it.nextBoolean()))
        },
        RandomRow("VtxoExpectation", accepts = true, refuses = true) {
            val changed = it.choice(
                expectation().copy(tip = it.nextUInt(), margin = it.nextUInt().toUShort()),
                expectation().copy(ownKeys = listOf(it.publicKey(), key(USER))),
                expectation().copy(exitDelta = it.nextUInt().toUShort(), maxDepth = it.nextUInt(4u)),
            )
            vtxo.accept(changed, facts())
        },
        RandomRow("PolicyOutput.spend", accepts = true, refuses = true) {
            val output = it.choice(money(), received()).output(terms)
            val (clause, point) = money().clauses(terms).single() to vtxo.bare().point
            val spend = output.spend(clause, point, it.amount(), Octets(it.bytes()), it.nextUInt(3_000u))
            listOf(spend.sighash(), spend.weight())
        },
        RandomRow("Exit", accepts = true, refuses = false) {
            val exit = AcceptedVtxo.assumeAccepted(vtxo).exit()
            exit.childFee(it.nextUInt(4u), it.nextULong(), it.nextUInt())
            exit.progress(exit.clauses().single(), it.nextUInt()) { _ ->
                it.choice(TransactionStatus.Confirmed(it.nextUInt()), TransactionStatus.InMempool)
            }
        },
    )

    @TestFactory
    fun trees(): List<DynamicTest> = randomly(
        RandomRow("TreeSpec.parse", accepts = true, refuses = true) {
            TreeSpec.parse(it.changed(ceremony.spec.toBytes().toByteArray())).fundingOutput()
        },
        RandomRow("TreeSpec", accepts = true, refuses = true) { random ->
            val leaves = List(random.nextInt(4)) { ArkSamples.leaf(it).copy(amountSat = random.amount()) }
            TreeSpec(terms, listOf(random.choice(key(1), random.publicKey())), leaves).totalSat()
        },
        RandomRow("TreeShape", accepts = true, refuses = true) {
            val shape = TreeShape(it.choice(it.nextUInt(), it.nextUInt(300u)))
            val node = it.nextUInt()
            listOf(shape.parent(node), shape.children(node), shape.level(node), shape.branch(node))
        },
        RandomRow("SignedTree.parse", accepts = true, refuses = true) {
            SignedTree.parse(it.changed(signed.toBytes().toByteArray())).verify()
        },
        RandomRow("TreeBranch.check", accepts = true, refuses = true) {
            val leaf = it.nextUInt(6u)
            TreeBranch.build(ceremony.spec, utxo(ceremony.spec), leaf)
                .check(expected(ceremony.spec, it.choice(leaf.toInt() % 5, it.nextInt(5))), ceremony.spec)
        },
        RandomRow("TreeSession.verifyLeaf", accepts = true, refuses = true) { random ->
            val (nonces, partials) = ceremony.leaves[2]!!
            val changed = nonces.map { MusigPublicNonce(random.rarely(it.toByteArray())) }
            val parts = partials.map { MusigPartialSignature(random.rarely(it.toByteArray())) }
            ceremony.session().verifyLeaf(random.choice(2u, 2u, random.nextUInt(7u)), TreeContribution(changed, parts))
        },
    )

    @TestFactory
    fun addresses(): List<DynamicTest> = randomly(
        RandomRow("ArkAddress.parse", accepts = true, refuses = true) {
            ArkAddress.parse(it.choice(address.toText(), it.text(), address.toText().drop(it.nextInt(3)))).policy()
        },
        RandomRow("ArkAddress", accepts = true, refuses = true) {
            val delivery = ArkDelivery.Unknown(it.nextUInt(3u).toUByte(), Octets(it.nextBytes(it.nextInt(900))))
            ArkAddress(it.choice(key(1), it.publicKey()), money(), listOf(delivery)).toText()
        },
        RandomRow("VtxoId.parse", accepts = true, refuses = true) {
            VtxoId.parse(it.choice(vtxo.id().toString(), it.text(), vtxo.id().toString().drop(it.nextInt(3))))
        },
        RandomRow("MailboxAuthorization", accepts = true, refuses = true) {
            val right = signMailboxAuthorization(secret(USER), it.nextLong(), ByteArray(32), Samples.entropy)
            MailboxAuthorization.parse(it.changed(right.toBytes().toByteArray())).verify()
        },
        RandomRow("VtxoAttestation", accepts = true, refuses = true) {
            val request = VtxoRequest(UserPolicy.Pubkey(it.choice(key(USER), it.publicKey())), it.nextULong())
            val challenge = Octets(it.choice(it.nextBytes(32), it.bytes()))
            it.choice(
                VtxoAttestation.RoundAttempt(challenge, vtxo.id(), listOf(CosignedVtxoRequest(request, key(1)))),
                VtxoAttestation.ArkoorCosign(vtxo.id(), listOf(request)),
                VtxoAttestation.OffboardRequest(TxOut(it.nextULong(), Octets(it.bytes())), listOf(vtxo.id())),
            ).digest()
        },
        RandomRow("MailboxId.blind", accepts = true, refuses = true) {
            MailboxId(it.choice(key(1), it.publicKey())).blind(secret(USER), it.choice(key(3), it.publicKey()))
        },
        RandomRow("ClauseHash.preimageIn", accepts = true, refuses = true) {
            ClauseHash(HashLockVersion.V1, Octets(it.choice(it.nextBytes(20), it.bytes())))
                .preimageIn(listOf(wallet, Octets(it.bytes())))
        },
    )

    private fun Random.amount() = choice(nextULong(), nextULong(100_000uL), 0uL, 500uL)

    /** Changed one time in eight. */
    private fun Random.rarely(bytes: ByteArray): ByteArray =
        bytes.copyOf().also { if (nextInt(8) == 0) it[nextInt(it.size)] = nextInt().toByte() }
}
