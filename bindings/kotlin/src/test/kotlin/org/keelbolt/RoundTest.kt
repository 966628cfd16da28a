package org.keelbolt

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.DynamicTest.dynamicTest
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestFactory
import org.keelbolt.ArkSamples.COSIGNER
import org.keelbolt.ArkSamples.EPHEMERAL
import org.keelbolt.ArkSamples.SERVER
import org.keelbolt.ArkSamples.STRANGER
import org.keelbolt.ArkSamples.USER
import org.keelbolt.ArkSamples.arkoor
import org.keelbolt.ArkSamples.cosigned
import org.keelbolt.ArkSamples.expectation
import org.keelbolt.ArkSamples.facts
import org.keelbolt.ArkSamples.joined
import org.keelbolt.ArkSamples.key
import org.keelbolt.ArkSamples.locked
import org.keelbolt.ArkSamples.round
import org.keelbolt.ArkSamples.secret
import org.keelbolt.ArkSamples.signed
import org.keelbolt.ArkSamples.spec
import org.keelbolt.ArkSamples.unlocked
import org.keelbolt.Samples.entropy

/** Rounds: a tree is signed together, and a leaf of it becomes money. */
class RoundTest {
    private class Row(val leaves: Int, val name: String, val signs: (Int) -> Boolean)

    @TestFactory
    fun ceremonies(): List<DynamicTest> = listOf(2, 3, 5, 6, 17).flatMap { leaves ->
        listOf(
            Row(leaves, "nobody") { false },
            Row(leaves, "everybody") { true },
            Row(leaves, "a third") { it % 3 == 1 },
        )
    }.map { row -> dynamicTest("${row.leaves} leaves, ${row.name} signs") { check(row) } }

    private fun check(row: Row) {
        val ceremony = Ceremony(spec(row.leaves, row.signs))
        val signed = ceremony.finish()
        assertEquals(ceremony.tree.transactions(), signed.verify().transactions())
        assertEquals(signed, signed.withFoundHashLock())
        assertEquals(signed, SignedTree.parse(signed.toBytes()))
        for (leaf in 0u..<row.leaves.toUInt()) checkLeaf(ceremony, signed, leaf)
    }

    /** The leaf's VTXO leads from the funding output to itself, and its owner builds what the server built. */
    private fun checkLeaf(ceremony: Ceremony, signed: SignedTree, leaf: UInt) {
        val branch = TreeBranch.build(ceremony.spec, signed.utxo(), leaf)
        assertEquals(ceremony.tree.branch(leaf).transactions(), branch.transactions())
        assertEquals(ceremony.spec.leaves()[leaf.toInt()], branch.spec())
        assertEquals(ceremony.spec.terms(), branch.terms())
        val vtxo = branch.vtxo(ceremony.spec, signed.signatures())
        assertEquals(branch.id(), vtxo.id())
        assertEquals(ceremony.spec.fundingOutput(), branch.fundingOutput())
        vtxo.checkChainUnsigned(branch.fundingOutput())
        assertEquals(branch.transactions().map { it.txid }, vtxo.hops().map { it.txid })
        assertEquals(branch.transactions().map { it.sighash() }.dropLast(1), vtxo.hops().dropLast(1).map { it.sighash })
    }

    /** A leaf of one's own, before the server unlocks it and after. */
    @Test
    fun accepted() {
        val round = round()
        val tree = Ceremony(round).finish()
        val locked = TreeBranch.build(round, tree.utxo(), 0u).vtxo(round, tree.signatures()).signed()
        assertEquals(false, locked.isComplete())
        val promised = locked.acceptLocked(expectation(), facts())
        assertEquals(locked.id() to locked.unlockHash(), promised.id() to promised.unlockHash())

        val vtxo = locked.unlocked()
        assertEquals(true, vtxo.isComplete())
        vtxo.checkChain(round.fundingOutput())
        val accepted = vtxo.accept(expectation(), facts())
        assertEquals(vtxo, accepted.vtxo())
        assertEquals(accepted, AcceptedVtxo.assumeAccepted(Vtxo.parse(vtxo.toBytes())))
        assertEquals(vtxo.id() to vtxo.amountSat(), accepted.id() to accepted.amountSat())
        assertEquals(false, accepted.trustsOthers(expectation().ownKeys))
        vtxo.acceptLocked(expectation(), facts())
        assertEquals(null, Preimage(ByteArray(32)).use(locked::withUnlockPreimage))
    }

    /** A contract is accepted only where it is expected. */
    @Test
    fun contracts() {
        val round = round(ArkSamples.received(899_500u))
        val vtxo = ArkSamples.vtxo(round)
        assertThrows(VtxoException.VtxoPolicy::class.java) { vtxo.accept(expectation(), facts(round)) }
        val accepted = vtxo.accept(expectation(ExpectedPolicy.Exactly(vtxo.policy())), facts(round))
        assertEquals(listOf(accepted).totalSat(), vtxo.amountSat())
    }

    /** How a VTXO came, with whose keys, and whether somebody could take it back without the user. */
    @TestFactory
    fun trust(): List<DynamicTest> = listOf(
        Way("the user's board", false, cosigned(keys(USER, SERVER))),
        Way("a stranger's board", true, cosigned(keys(STRANGER, SERVER))),
        Way("the user's leaf", false, cosigned(keys(STRANGER, COSIGNER)), unlocked(USER)),
        Way("a stranger's leaf", true, cosigned(keys(EPHEMERAL, COSIGNER)), unlocked(STRANGER)),
        Way("a payment to oneself", false, cosigned(keys(USER, SERVER)), arkoor(keys(USER))),
        Way("a stranger's payment", true, cosigned(keys(USER, SERVER)), arkoor(keys(STRANGER))),
    ).map { dynamicTest(it.name) { check(it) } }

    private class Way(val name: String, val trusts: Boolean, vararg val items: ByteArray)

    private fun keys(vararg numbers: Int) = numbers.map { key(it) }

    private fun unlocked(user: Int) = locked(user, byteArrayOf(0) + ByteArray(32) { 9 })

    private fun check(way: Way) {
        val vtxo = joined(*way.items)
        val payers = way.items.filter { it[0].toInt() == 2 }.map { PublicKey(it.copyOfRange(2, 35)) }
        assertEquals(payers.map(::listOf), vtxo.pastArkoorPubkeys())
        assertEquals(way.trusts, AcceptedVtxo.assumeAccepted(vtxo).trustsOthers(keys(9, USER)))
    }

    /** Equal outputs have leaves of their own. */
    @Test
    fun outputs() {
        val leaves = List(4) { ArkSamples.leaf(it) }.toMutableList().also { it[2] = it[0] }
        val spec = TreeSpec(ArkSamples.terms, keys(COSIGNER), leaves)
        assertEquals(listOf<UInt>(), spec.match(listOf()))
        assertEquals(listOf(3u, 0u), spec.match(listOf(leaves[3], leaves[0])))
        assertEquals(listOf(0u, 1u, 2u), spec.match(listOf(leaves[0], leaves[1], leaves[0])))
        assertEquals(1_000u + 72u + 144u, earliestExpiry(1_000u, 36u, listOf(6u, 144u, 24u)))
        assertEquals(1_000u, earliestExpiry(1_000u, 0u, listOf()))
    }

    @Test
    fun shapes() {
        for (leaves in (2u..40u) + listOf(1_024u, 100_000u)) {
            val shape = TreeShape(leaves)
            assertEquals(shape.nodes(), shape.leaves() + shape.internalNodes())
            assertEquals(shape.nodes() - 1u to null, shape.root() to shape.parent(shape.root()))
            assertEquals(leaves, shape.leavesBelow(shape.root()).size.toUInt())
            assertEquals(listOf(null, 0u), listOf(shape.internalIndex(0u), shape.internalIndex(leaves)))
            val (node, output) = shape.parent(1u)!!
            assertEquals(1u, shape.children(node)[output.toInt()])
            assertEquals(shape.root() to shape.depth(), shape.branch(0u).last() to shape.level(shape.root()))
        }
    }

    /** A device with a MuSig2 of its own is told enough. */
    @Test
    fun externalSigner() {
        val spec = spec(5) { it == 2 }
        val tree = UnsignedTree.build(spec, ArkSamples.utxo(spec))
        val device = ArkSamples.secretOf(spec.leaves()[2].cosignPubkey!!)
        val nonces = List(8) { MusigSecretNonce(device, ByteArray(32) { _ -> (it + 1).toByte() }, entropy) }
        val public = nonces.map { it.publicNonce() }
        val server = TreeNonces(secret(COSIGNER), tree.shape(), ByteArray(32) { 4 }, entropy)
        val aggregates = tree.aggregateNonces(listOf(null, null, public, null, null), listOf(server.publicNonces()))
        val branch = tree.branch(2u).check(ArkSamples.expected(spec, 2), spec)
        assertEquals(spec.leaves()[2].cosignPubkey, branch.cosignPubkey())

        val partials = branch.toSign(aggregates).map { (node, nonce, sighash, tweak, internalKey, aggregate) ->
            val below = tree.shape().leavesBelow(node).mapNotNull { spec.leaves()[it.toInt()].cosignPubkey }
            val keys = MusigKeys.sorted(below + key(COSIGNER))
            assertEquals(internalKey, keys.xOnlyPublicKey())
            val session = MusigSession(keys.addXOnlyTweak(tweak.toByteArray()), aggregate, sighash)
            nonces[nonce.toInt()].sign(session, device, entropy)
        }

        val session = TreeSession(tree, aggregates)
        val (ofDevice, ofServer) = TreeContribution(public, partials) to server.contribute(session)
        session.verifyLeaf(2u, ofDevice)
        session.verifyGlobal(0u, ofServer)
        val signed = session.aggregate(listOf(null, null, ofDevice, null, null), listOf(ofServer))
        branch.branch().verify(signed.signatures())
        assertEquals(tree.transactions(), session.tree().transactions())
    }
}
