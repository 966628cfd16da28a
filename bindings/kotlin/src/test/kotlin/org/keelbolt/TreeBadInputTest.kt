package org.keelbolt

import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.TestFactory
import org.keelbolt.ArkSamples.COSIGNER
import org.keelbolt.ArkSamples.NO_SIGNATURE
import org.keelbolt.ArkSamples.expected
import org.keelbolt.ArkSamples.key
import org.keelbolt.ArkSamples.leaf
import org.keelbolt.ArkSamples.secret
import org.keelbolt.ArkSamples.secretOf
import org.keelbolt.ArkSamples.spec
import org.keelbolt.ArkSamples.terms
import org.keelbolt.ArkSamples.utxo
import org.keelbolt.OnionSamples.noPoint
import org.keelbolt.Samples.entropy

/** Bad trees, branches that were not asked for, and hostile signers, each blamed by name. */
class TreeBadInputTest {
    private val five = spec(5)
    private val whole = spec(2).toBytes().toByteArray()
    private val noNonce = MusigPublicNonce(ByteArray(66) { 9 })
    private val tooLarge = MusigPartialSignature(ByteArray(32) { -1 })

    private fun changed(at: Int, vararg bytes: Int): TreeSpec =
        TreeSpec.parse(whole.copyOf().also { bytes.forEachIndexed { index, byte -> it[at + index] = byte.toByte() } })

    private fun tree(leaves: List<LeafSpec>, terms: VtxoTerms = ArkSamples.terms) =
        TreeSpec(terms, listOf(key(COSIGNER)), leaves)

    @TestFactory
    fun encodings(): List<DynamicTest> = REFUSALS.rows(
        peer("VtxoTruncated(offset=1, expected=4, found=3)", "truncated at byte 1: expected 4 bytes, found 3") {
            TreeSpec.parse(whole.copyOf(4))
        },
        peer("VtxoCount(offset=$GLOBAL, found=1)", "compact size at byte $GLOBAL is not the shortest form of 1") {
            changed(GLOBAL, 0xfd, 1, 0)
        },
        peer("VtxoTrailingBytes(found=3)", "3 bytes behind the end") {
            SignedTree.parse(SignedTree(five, utxo(five), listOf()).toBytes().toByteArray() + ByteArray(3))
        },
        peer("VtxoVersion(found=3)", "unknown version of the encoding: 3") { changed(0, 3) },
        peer(
            "VtxoHeight(offset=1, found=4294967295)", "height at byte 1: expected at most 499934467, found 4294967295",
        ) { changed(1, 0xff, 0xff, 0xff, 0xff) },
        peer("VtxoDelta(offset=38, found=65535)", "delay at byte 38: expected at most 16383 blocks, found 65535") {
            changed(38, 0xff, 0xff)
        },
        peer(
            "VtxoKey(offset=${GLOBAL + 1}, fault=NOT_A_POINT)",
            "key at byte ${GLOBAL + 1}: not a compressed point of the curve",
        ) { changed(GLOBAL + 1, 5) },
        peer("PolicyType(offset=${LEAVES + 1}, found=200)", "policy at byte ${LEAVES + 1}: unknown type 0xc8") {
            changed(LEAVES + 1, 0xc8)
        },
        peer(
            "ServerPolicy(offset=${LEAVES + 1}, found=7)",
            "policy at byte ${LEAVES + 1}: type 0x07 is the server's, expected a user's",
        ) { changed(LEAVES + 1, 7) },
        peer(
            "VtxoTooMany(counted=LEAVES, expected=100000, found=100001)",
            "leaves: expected at most 100000, found 100001",
        ) { TreeShape(100_001u) },
        peer(
            "VtxoCountAboveInput(counted=COSIGNERS, offset=$GLOBAL, found=200, left=${whole.size - GLOBAL - 1})",
            "keys that sign together: 200 at byte $GLOBAL cannot stand in the ${whole.size - GLOBAL - 1} bytes " +
                "that are left",
        ) { changed(GLOBAL, 200) },
        peer("TooFewLeaves(found=1)", "leaves: expected 2 at least, found 1") { tree(listOf(leaf(0))) },
        peer("TooFewLeaves(found=0)", "leaves: expected 2 at least, found 0") { TreeShape(0u) },
        peer(
            "VtxoAmountOverflow(expected=2100000000000000)", "amounts: their sum is more than 2100000000000000 sat",
        ) { tree(List(2) { leaf(0).copy(amountSat = ULong.MAX_VALUE) }) },
        caller(
            "LockHeightTooLarge(expected=499934467, found=499934468)",
            "height: expected at most 499934467, found 499934468",
        ) { tree(five.leaves(), terms.copy(expiryHeight = 499_934_468u)) },
        caller(
            "LockDeltaTooLarge(expected=16383, found=16384)", "delay: expected at most 16383 blocks, found 16384",
        ) { tree(five.leaves(), terms.copy(exitDelta = 16_384u)) },
        peer("KeyNotAPoint", "not a compressed point of the curve") {
            tree(five.leaves(), terms.copy(serverPubkey = noPoint))
        },
    )

    @TestFactory
    fun trees(): List<DynamicTest> = REFUSALS.rows(
        peer("NoSigners", "no signers") {
            TreeSpec(terms, listOf(), List(2) { leaf(it, signs = false) }).fundingOutput()
        },
        caller("NoSuchLeaf(expected=5, found=5)", "leaf: expected below 5, found 5") {
            TreeBranch.build(five, utxo(five), 5u)
        },
        peer("TreeSignatureCount(expected=2, found=1)", "signatures: expected 2, found 1") {
            SignedTree(five, utxo(five), listOf(NO_SIGNATURE)).verify()
        },
        peer("NodeSignature(node=5)", "signature of node 5 is not of its keys") {
            SignedTree(five, utxo(five), List(2) { NO_SIGNATURE }).verify()
        },
        peer("NodeSignature(node=5)", "signature of node 5 is not of its keys") {
            SignedTree(five, utxo(five), List(2) { NO_SIGNATURE }).withFoundHashLock()
        },
        caller("OtherTree", "branch is of another tree") {
            TreeBranch.build(five, utxo(five), 2u).vtxo(spec(6), Ceremony(five).finish().signatures())
        },
        peer("MalformedTransaction", "these bytes are no transaction") {
            UnsignedTree.build(five, utxo(five)).transactions()[0].copy(unsigned = Octets(ByteArray(9))).sighash()
        },
        peer("NoLeafForOutput(output=1)", "output 1: no leaf is left for it") { five.match(listOf(leaf(4), leaf(4))) },
    )

    private fun check(change: ExpectedBranch.() -> ExpectedBranch, spec: TreeSpec = five) =
        TreeBranch.build(spec, utxo(spec), 2u).check(expected(spec, 2).change(), spec)

    private fun checkLeaf(change: LeafSpec.() -> LeafSpec) = check({ copy(leaf = leaf.change()) })

    /** What a user checks before it signs. */
    @TestFactory
    fun branches(): List<DynamicTest> = REFUSALS.rows(
        peer("LeafPolicy", "leaf: another policy than was asked for") {
            checkLeaf { copy(policy = ArkSamples.money(99)) }
        },
        peer("LeafAmount(expected=1003, found=1002)", "leaf: expected 1003 sat, found 1002 sat") {
            checkLeaf { copy(amountSat = 1_003u) }
        },
        peer("LeafUnlockHash", "leaf: another unlock hash than was agreed on") {
            checkLeaf { copy(unlockHash = UnlockHash(ByteArray(32))) }
        },
        peer("CosignKey", "leaf: another key than signs for it") { checkLeaf { copy(cosignPubkey = key(99)) } },
        peer("CosignKey", "leaf: another key than signs for it") { checkLeaf { copy(cosignPubkey = null) } },
        peer("TreeServerKey", "tree: the key is another server's") { check({ copy(serverPubkey = key(99)) }) },
        peer("ServerDoesNotSign", "tree: the server does not sign for it") {
            check({ copy(serverCosignPubkey = key(99)) })
        },
        peer("TreeExitDelta(expected=143, found=144)", "delay of exits: expected 143 blocks, found 144 blocks") {
            check({ copy(exitDelta = 143u) })
        },
        peer(
            "TreeExpiry(expected=900001, found=900000)", "expiry: expected block 900001 or later, found block 900000",
        ) { check({ copy(earliestExpiry = 900_001u) }) },
        peer("TreeDepth(expected=1, found=2)", "transactions above the leaf: expected at most 1, found 2") {
            check({ copy(maxDepth = 1u) })
        },
        peer(
            "TreeDust(node=5, output=3, expected=330, found=329)",
            "output 3 of node 5: expected at least 330 sat, found 329 sat",
        ) {
            val leaves = five.leaves().toMutableList()
            leaves[3] = leaves[3].copy(amountSat = 329u)
            check({ this }, tree(leaves))
        },
        caller("OtherTree", "branch is of another tree") {
            val other = TreeSpec(terms, listOf(key(99)), five.leaves())
            TreeBranch.build(other, utxo(five), 2u).check(expected(five, 2), five)
        },
    )

    /** A ceremony of six, of whom the second does not sign, and what somebody has changed in it. */
    private fun held(change: Ceremony.() -> Unit): SignedTree = Ceremony(spec(6) { it != 1 }).apply(change).finish()

    /** The owner of a leaf sends something else. */
    private fun held(leaf: Int, change: TreeContribution.() -> TreeContribution): SignedTree =
        held { leaves[leaf] = leaves[leaf]!!.change() }

    private fun heldByServer(change: TreeContribution.() -> TreeContribution): SignedTree =
        held { global = listOf(global.single().change()) }

    @TestFactory
    fun contributions(): List<DynamicTest> = REFUSALS.rows(
        caller("SignerCount(expected=6, found=5)", "contributions: expected 6, found 5") {
            held { leaves.removeAt(5) }
        },
        peer("ContributionOfLeaf(leaf=3, expected=true)", "the owner of leaf 3 signs, but sent nothing") {
            held { leaves[3] = null }
        },
        peer("ContributionOfLeaf(leaf=1, expected=false)", "the owner of leaf 1 does not sign, but sent something") {
            held { leaves[1] = leaves[0] }
        },
        peer(
            "TreeNonceCount(signer=Leaf(leaf=3), expected=2, found=1)",
            "nonces of the owner of leaf 3: expected 2, found 1",
        ) { held(3) { copy(nonces = nonces.take(1)) } },
        peer(
            "TreePartialSignatureCount(signer=Leaf(leaf=3), expected=2, found=1)",
            "partial signatures of the owner of leaf 3: expected 2, found 1",
        ) { held(3) { copy(partials = partials.take(1)) } },
        peer(
            "TreePartialSignatureCount(signer=Global(place=0), expected=2, found=3)",
            "partial signatures of the global signer 0: expected 2, found 3",
        ) { heldByServer { copy(partials = partials + partials[0]) } },
        peer(
            "TreePartialSignature(signer=Leaf(leaf=3), node=6)",
            "partial signature of the owner of leaf 3 for node 6 is wrong",
        ) { held(3) { copy(partials = partials.reversed()) } },
        peer(
            "TreePartialSignature(signer=Global(place=0), node=7)",
            "partial signature of the global signer 0 for node 7 is wrong",
        ) { heldByServer { copy(partials = List(2) { partials[0] }) } },
        peer(
            "TreePartialSignature(signer=Global(place=0), node=6)",
            "partial signature of the global signer 0 for node 6 is wrong",
        ) { heldByServer { copy(partials = List(2) { tooLarge }) } },
        peer(
            "TreeNonce(signer=Leaf(leaf=0))",
            "nonces of the owner of leaf 0: public nonce is not two compressed points of the curve",
        ) { held(0) { copy(nonces = nonces.map { noNonce }) } },
        peer(
            "TreeNonce(signer=Global(place=0))",
            "nonces of the global signer 0: public nonce is not two compressed points of the curve",
        ) {
            val tree = UnsignedTree.build(spec(2) { false }, utxo(five))
            tree.aggregateNonces(listOf(null, null), listOf(listOf(noNonce)))
        },
        // As soon as it has come.
        peer(
            "TreePartialSignature(signer=Leaf(leaf=4), node=7)",
            "partial signature of the owner of leaf 4 for node 7 is wrong",
        ) {
            val ceremony = Ceremony(spec(6) { it != 1 })
            val (nonces, partials) = ceremony.leaves[4]!!
            ceremony.session().verifyLeaf(4u, TreeContribution(listOf(nonces[0], nonces[0]) + nonces.drop(2), partials))
        },
        peer("ContributionOfLeaf(leaf=1, expected=false)", "the owner of leaf 1 does not sign, but sent something") {
            Ceremony(spec(6) { it != 1 }).run { session().verifyLeaf(1u, global.single()) }
        },
        caller("SignerCount(expected=1, found=1)", "contributions: expected 1, found 1") {
            Ceremony(spec(6) { it != 1 }).run { session().verifyGlobal(1u, global.single()) }
        },
        peer("TreeAggregateNonce(node=2)", "aggregate nonce of node 2 is not of the nonces that signed") {
            val tree = UnsignedTree.build(spec(2) { false }, utxo(five))
            val (server, other) = List(2) {
                TreeNonces(secret(COSIGNER), tree.shape(), ByteArray(32) { _ -> (it + 1).toByte() }, entropy)
            }
            val session = TreeSession(tree, tree.aggregateNonces(listOf(null, null), listOf(other.publicNonces())))
            session.aggregate(listOf(null, null), listOf(server.contribute(session)))
        },
    )

    private fun nonces(key: PublicKey, levels: UByte = 8u) =
        BranchNonces(secretOf(key), ByteArray(32) { 3 }, entropy, levels)

    @TestFactory
    fun nonces(): List<DynamicTest> = REFUSALS.rows(
        peer("NotANonce", "public nonce is not two compressed points of the curve") {
            TreeSession(UnsignedTree.build(five, utxo(five)), List(2) { MusigAggregateNonce(ByteArray(66) { 9 }) })
        },
        peer("AggregateNonceCount(expected=2, found=0)", "aggregate nonces: expected 2, found 0") {
            TreeSession(UnsignedTree.build(five, utxo(five)), listOf())
        },
        peer("AggregateNonceCount(expected=2, found=1)", "aggregate nonces: expected 2, found 1") {
            Ceremony(five).run { nonces(five.leaves()[2].cosignPubkey!!).sign(checked(2), aggregates.take(1)) }
        },
        peer("CosignKey", "leaf: another key than signs for it") {
            Ceremony(five).run { nonces(key(99)).sign(checked(2), aggregates) }
        },
        peer(
            "TreeNonceCount(signer=Leaf(leaf=2), expected=2, found=1)",
            "nonces of the owner of leaf 2: expected 2, found 1",
        ) { Ceremony(five).run { nonces(five.leaves()[2].cosignPubkey!!, levels = 1u).sign(checked(2), aggregates) } },
        peer("CosignKey", "leaf: another key than signs for it") {
            Ceremony(five).run { TreeNonces(secret(99), tree.shape(), ByteArray(32) { 4 }, entropy).sign(session()) }
        },
        caller("NonceOutOfRange", "nonce or its entropy is zero or not below the group order") {
            BranchNonces(secret(99), ByteArray(32), entropy)
        },
        caller("NonceOutOfRange", "nonce or its entropy is zero or not below the group order") {
            TreeNonces(secret(99), TreeShape(2u), ByteArray(32), entropy)
        },
        caller("NonceUsed", "these nonces have signed before") {
            Ceremony(five).run { users[0]!!.sign(checked(0), aggregates) }
        },
        caller("NonceUsed", "these nonces have signed before") { Ceremony(five).run { server.sign(session()) } },
        // Also when the first time failed.
        caller("NonceUsed", "these nonces have signed before") {
            Ceremony(five).run {
                val nonces = nonces(five.leaves()[2].cosignPubkey!!)
                runCatching { nonces.sign(checked(2), listOf()) }
                nonces.sign(checked(2), aggregates)
            }
        },
        caller("WrongLength(expected=32, found=31)", "expected 32 bytes, found 31") {
            BranchNonces(secret(99), ByteArray(31), entropy)
        },
    )

    @TestFactory
    fun unreached(): List<DynamicTest> = REFUSALS.rows(
        made(
            TreeException.TweakOutOfRange(), "tweak is not below the group order, or makes the aggregate key infinity",
            Blame.PEER,
        ),
        made(TreeException.Unlisted("not known"), "not known", Blame.CALLER),
    )

    private companion object {
        /** Where the keys that sign for all are counted, and, behind one, the leaves. */
        const val GLOBAL = 1 + 39
        const val LEAVES = GLOBAL + 1 + 33

        val REFUSALS = Refusals(
            TreeException::class.java,
            mapOf(
                "KeyNotAPoint" to 500,
                "TweakOutOfRange" to 504,
                "NoSigners" to 530,
                "NotANonce" to 532,
                "NonceOutOfRange" to 533,
                "NonceUsed" to 540,
                "WrongLength" to 600,
                "MalformedTransaction" to 607,
                "Unlisted" to 999,
                "VtxoTruncated" to 1000,
                "VtxoCount" to 1001,
                "VtxoTrailingBytes" to 1002,
                "VtxoVersion" to 1003,
                "VtxoHeight" to 1004,
                "VtxoDelta" to 1005,
                "VtxoKey" to 1006,
                "PolicyType" to 1007,
                "ServerPolicy" to 1008,
                "VtxoTooMany" to 1016,
                "VtxoCountAboveInput" to 1017,
                "TooFewLeaves" to 1020,
                "VtxoAmountOverflow" to 1021,
                "LockHeightTooLarge" to 1023,
                "LockDeltaTooLarge" to 1024,
                "NoSuchLeaf" to 1100,
                "TreeSignatureCount" to 1101,
                "NodeSignature" to 1102,
                "OtherTree" to 1103,
                "NoLeafForOutput" to 1110,
                "LeafPolicy" to 1111,
                "LeafAmount" to 1112,
                "LeafUnlockHash" to 1113,
                "CosignKey" to 1114,
                "TreeServerKey" to 1115,
                "ServerDoesNotSign" to 1116,
                "TreeExitDelta" to 1117,
                "TreeExpiry" to 1118,
                "TreeDepth" to 1119,
                "TreeDust" to 1120,
                "SignerCount" to 1121,
                "ContributionOfLeaf" to 1122,
                "TreeNonceCount" to 1123,
                "AggregateNonceCount" to 1124,
                "TreePartialSignatureCount" to 1125,
                "TreePartialSignature" to 1126,
                "TreeAggregateNonce" to 1127,
                "TreeNonce" to 1128,
            ),
            TreeException::code,
            TreeException::blame,
        )

        @JvmStatic
        @AfterAll
        fun everyKindHasARow() = REFUSALS.assertAllSeen()
    }
}
