package org.keelbolt

import java.security.SecureRandom
import java.time.Instant
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Test
import org.keelbolt.ArkSamples.FEERATE
import org.keelbolt.ArkSamples.SERVER
import org.keelbolt.ArkSamples.USER
import org.keelbolt.ArkSamples.accepted
import org.keelbolt.ArkSamples.key
import org.keelbolt.ArkSamples.money
import org.keelbolt.ArkSamples.received
import org.keelbolt.ArkSamples.secret
import org.keelbolt.ArkSamples.spec
import org.keelbolt.ArkSamples.terms
import org.keelbolt.ArkSamples.utxo

/** What is written by hand for Ark says the same as what it stands on. */
class ArkIdiomsTest {
    private val wallet = Transactions.wallet()
    private val vtxo = ArkSamples.vtxo()

    /** Says how many bytes were drawn. */
    private val random = object : SecureRandom() {
        var drawn = 0
        override fun nextBytes(bytes: ByteArray) = super.nextBytes(bytes).also { drawn += bytes.size }
    }

    /** Draws 64 fresh bytes for each signature or set of nonces, and no two of them are alike. */
    private fun <T> assertFresh(make: () -> T, shown: (T) -> Any?): List<T> {
        val before = random.drawn
        val made = List(2) { make() }
        assertNotEquals(shown(made[0]), shown(made[1]))
        assertEquals(before + 2 * 64, random.drawn)
        return made
    }

    @Test
    fun policies() {
        val (user, policy) = received() to VtxoPolicy.User(received())
        assertEquals(user, UserPolicy.parse(user.write().toByteArray()))
        assertEquals(policy, VtxoPolicy.parse(policy.write().toByteArray()))
        assertEquals(key(USER), user.owner())
        val output = user.output(terms)
        assertEquals(output, policy.output(terms))
        assertEquals(user.clauses(terms), policy.clauses(terms))
        assertEquals(setOf(output.internalKey()), setOf(user.keyPath(terms), policy.keyPath(terms)))
        val candidates = setOf(VtxoPolicy.ServerOwned, policy)
        assertEquals(policy, VtxoPolicy.recognise(output.scriptPubkey(), candidates, terms))
        assertEquals(null, VtxoPolicy.recognise(wallet, candidates, terms))
        assertEquals(null, VtxoClause.recognise(wallet))
        val lock = user.clauses(terms).firstNotNullOf { it.hashLock() }
        assertEquals(lock, ClauseHash.of(HashLockVersion.V1, ArkSamples.paymentHash))
        assertEquals(null, lock.preimageIn(listOf(wallet)))
        assertEquals("PolicyOutput(${output.outputKey()})", output.toString())
        val clause = user.clauses(terms).first()
        assertEquals(output.controlBlock(clause)!!.size, 65)
        val others = money().output(terms)
        assertEquals(listOf(null, null), listOf(others.controlBlock(clause), others.witnessWeight(clause)))
    }

    @Test
    fun vtxos() {
        val bytes = vtxo.toBytes()
        assertEquals(vtxo, Vtxo.parse(bytes))
        assertEquals(vtxo, Vtxo.join(vtxo.bare(), vtxo.genesisBytes()))
        assertEquals(setOf(vtxo), setOf(Vtxo.parse(bytes), vtxo))
        val (outpoint) = vtxo.id()
        assertEquals("${outpoint.txid}:${outpoint.vout}", vtxo.id().toString())
        assertEquals(vtxo.id(), VtxoId.parse(vtxo.id().toString()))
        assertEquals(vtxo.id(), VtxoId.fromBytes(vtxo.id().write().toByteArray()))
        assertEquals(vtxo.id(), vtxo.bare().id())
        assertEquals(vtxo.bare(), BareVtxo.parse(vtxo.bare().write().toByteArray()))
        assertEquals("Vtxo(${vtxo.id()})", vtxo.toString())
        assertEquals("AcceptedVtxo(${vtxo.id()})", accepted().toString())
        assertEquals(22_000uL, vtxo.chainAnchorAmountSat())
        assertEquals(0uL, listOf<AcceptedVtxo>().totalSat())
    }

    @Test
    fun exits() {
        val exit = accepted().exit()
        assertEquals(exit.packages(), buildList { for (step in exit) add(step) })
        val clause = exit.clauses().single()
        val claim = exit.claim(clause, wallet, FEERATE)
        assertEquals(claim.txid(), exit.claim(clause, wallet.toByteArray(), FEERATE).txid())
        val output = money().output(terms)
        assertEquals(claim.txid(), output.spend(clause, exit.point(), ArkSamples.OWN_SAT, wallet, FEERATE).txid())
        assertEquals(
            ExitProgress.Publish(0u),
            exit.progress(clause, tip = 800_000u) { TransactionStatus.Unknown },
        )
        secret(USER).use { key ->
            val signed = assertFresh({ claim.sign(key, random) }) { it.transaction() }
            assertEquals(setOf(claim.txid()), signed.map { it.txid() }.toSet())
        }
    }

    @Test
    fun trees() {
        val spec = spec(5)
        assertEquals(spec, TreeSpec.parse(spec.toBytes()))
        assertEquals(1, setOf(spec, TreeSpec.parse(spec.toBytes())).size)
        assertEquals("TreeSpec(5 leaves, ${spec.totalSat()} sat)", spec.toString())
        assertEquals(TreeShape(5u), UnsignedTree.build(spec, utxo(spec)).shape())
        assertEquals("TreeShape(5 leaves)", TreeShape(5u).toString())
        val ceremony = Ceremony(spec)
        val signed = ceremony.finish()
        val root = ceremony.tree.transactions().last()
        assertEquals(ceremony.tree.sighashes().last(), root.sighash())
        assertEquals(root.sighash(leafHash = null), root.sighash())
        val signature = signed.signatures().last()
        assertEquals(root.signed(listOf(Octets(signature.toByteArray()))), root.signed(signature))
        val vtxo = TreeBranch.build(spec, signed.utxo(), 3u).vtxo(spec, signed.signatures())
        assertEquals(root.signed(signature), vtxo.hops().first().transaction)
    }

    @Test
    fun nonces() {
        val shape = TreeShape(5u)
        secret(99).use { key ->
            val of = assertFresh({ BranchNonces(key, random) }) { it.publicNonces() }
            assertEquals(listOf(8, 8), of.map { it.publicNonces().size })
            assertEquals(1, BranchNonces(key, random, levels = 1u).publicNonces().size)
            val ofTree = assertFresh({ TreeNonces(key, shape, random) }) { it.publicNonces() }
            assertEquals(listOf(2, 2), ofTree.map { it.publicNonces().size })
            assertEquals(setOf(key(99)), (of.map { it.publicKey() } + ofTree.map { it.publicKey() }).toSet())
            assertEquals(listOf(false, false), listOf(of[0].isUsed(), ofTree[0].isUsed()))
        }
        assertEquals(listOf(true, true), Ceremony(spec(2)).run { listOf(users[0]!!.isUsed(), server.isUsed()) })
    }

    @Test
    fun addresses() {
        val mailbox = MailboxId(key(7))
        val blinded = secret(USER).use { mailbox.blind(it, key(8)) }
        assertEquals(mailbox, secret(8).use { blinded.unblind(it, key(USER)) })
        val deliveries = listOf(ArkDelivery.Mailbox(blinded), ArkDelivery.Unknown(9u, wallet))
        val address = ArkAddress(key(SERVER), money(), deliveries, isForTests = true)
        assertEquals(address, ArkAddress(true, key(SERVER), money(), deliveries))
        assertEquals(deliveries, address.deliveries())
        assertEquals(listOf<ArkDelivery>(), ArkAddress(key(SERVER), money()).deliveries())
        assertEquals(address, ArkAddress.parse(address.toText().uppercase()))
        assertEquals(address.toText(), address.toString())
        assertEquals(listOf(true, false), listOf(key(SERVER), key(USER)).map(address::isOf))
        assertEquals(arkIdOf(key(SERVER)), ArkAddress.arkIdOf(key(SERVER)))
        assertEquals(address.arkId(), ArkAddress.arkIdOf(key(SERVER)))
    }

    @Test
    fun signatures() = secret(USER).use { user ->
        val attestation = VtxoAttestation.VtxoStatus(vtxo.id())
        for (signature in assertFresh({ attestation.sign(user, random) }) { it }) {
            attestation.verify(signature, key(USER))
            signature.verify(attestation.digest(), key(USER))
            assertThrows(VtxoException.SignatureMismatch::class.java) { attestation.verify(signature, key(SERVER)) }
        }
        val digest = messageDigest("tea".toByteArray())
        for (signature in assertFresh({ user.signSchnorr(digest, random) }) { it }) {
            signature.verify(digest, key(USER))
            assertThrows(InvoiceException.SignatureMismatch::class.java) { signature.verify(digest, key(SERVER)) }
        }
        val until = Instant.parse("2026-01-01T00:00:00Z")
        val authorizations = assertFresh({ MailboxAuthorization.sign(user, until.plusMillis(900), random) }) { it }
        for (authorization in authorizations) {
            authorization.verify()
            assertEquals(MailboxId(key(USER)) to until, authorization.mailbox to authorization.expiryInstant)
            assertEquals(authorization, MailboxAuthorization.parse(authorization.toBytes().toByteArray()))
            authorization.signature.verify(MailboxAuthorization.digest(until), key(USER))
            val later = authorization.copy(expiry = authorization.expiry + 1)
            assertThrows(VtxoException.SignatureMismatch::class.java) { later.verify() }
            assertEquals(Instant.MIN, authorization.copy(expiry = Long.MIN_VALUE).expiryInstant)
            assertEquals(Instant.MAX, authorization.copy(expiry = Long.MAX_VALUE).expiryInstant.plusNanos(999_999_999))
        }
    }
}
