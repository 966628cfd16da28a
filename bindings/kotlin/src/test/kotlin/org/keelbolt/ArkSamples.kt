package org.keelbolt

import java.nio.ByteBuffer
import java.nio.ByteOrder
import org.keelbolt.Samples.entropy

/** What several tests of Ark need: keys by small numbers, policies, trees, the VTXO of a leaf. */
internal object ArkSamples {
    const val TIP = 899_000u
    const val FEERATE = 500u
    const val SERVER = 1
    const val USER = 2

    /** With which the server signs a tree, and the user. */
    const val COSIGNER = 3
    const val EPHEMERAL = 4
    const val STRANGER = 5

    fun secret(number: Int) = SecretKey(ByteArray(32) { number.toByte() })

    private val keys by lazy { (1..LAST_KEY).associateWith { secret(it).use { key -> key.publicKey(entropy) } } }
    private val numbers by lazy { keys.entries.associate { (number, key) -> key to number } }

    fun key(number: Int): PublicKey = keys.getValue(number)

    /** The secret of one of the keys. */
    fun secretOf(key: PublicKey): SecretKey = secret(numbers.getValue(key))

    val terms = VtxoTerms(key(SERVER), expiryHeight = 900_000u, exitDelta = 144u)

    fun preimage() = Preimage(ByteArray(32) { 9 })

    val unlockHash: UnlockHash = preimage().use { it.unlockHash() }
    val paymentHash: PaymentHash = preimage().use { it.paymentHash() }
    private val version = HashLockVersion.V1

    fun money(user: Int = USER) = UserPolicy.Pubkey(key(user))

    fun received(htlcExpiry: UInt = 850_000u) =
        UserPolicy.LightningReceive(version, key(USER), paymentHash, htlcExpiry, htlcExpiryDelta = 40u)

    fun sent() = UserPolicy.LightningSend(version, key(USER), paymentHash, htlcExpiry = 850_000u)

    /** The leaf of a user with a key of its own, who signs or not. */
    fun leaf(number: Int, signs: Boolean = true) = LeafSpec(
        policy = money(OWNERS + number),
        amountSat = 1_000uL + number.toULong(),
        cosignPubkey = key(COSIGNERS + number).takeIf { signs },
        unlockHash = unlockHash,
    )

    fun spec(leaves: Int, signs: (Int) -> Boolean = { true }) =
        TreeSpec(terms, listOf(key(COSIGNER)), List(leaves) { leaf(it, signs(it)) })

    /** The user's leaf before those of strangers, who do not sign. */
    fun round(
        policy: UserPolicy = money(),
        cosigner: Int = COSIGNER,
        leaves: Int = 3,
        siblingSat: ULong = 1_000u,
    ): TreeSpec {
        val own = LeafSpec(policy, OWN_SAT, key(EPHEMERAL), unlockHash)
        val other = LeafSpec(money(STRANGER), siblingSat, null, unlockHash)
        return TreeSpec(terms, listOf(key(cosigner)), listOf(own) + List(leaves - 1) { other })
    }

    /** The output that funds a tree, behind another one. */
    fun anchor(spec: TreeSpec): Octets =
        Transactions.funding(listOf(TxOut(777u, Octets(byteArrayOf(0x51))), spec.fundingOutput()))

    fun utxo(spec: TreeSpec) = OutPoint(Transactions.txid(anchor(spec).toByteArray()), 1u)

    /** Signs for all of them together, as one. */
    fun together(signers: List<PublicKey>, digest: Sha256, merkleRoot: Sha256? = null): SchnorrSignature {
        val sorted = MusigKeys.sorted(signers)
        val keys = if (merkleRoot == null) sorted else sorted.tapTweak(merkleRoot)
        val secrets = keys.signers().map(::secretOf)
        val nonces = secrets.map { MusigSecretNonce(it, ByteArray(32) { 7 }, entropy, message = digest) }
        val session = MusigSession(keys, aggregateNonces(nonces.map { it.publicNonce() }), digest)
        return session.aggregate(nonces.zip(secrets) { nonce, secret -> nonce.sign(session, secret, entropy) })
    }

    /** The signatures above a leaf, without a ceremony: all keys are known. The other nodes have none. */
    fun signedAbove(tree: UnsignedTree, leaf: UInt): List<SchnorrSignature> {
        val (spec, shape) = tree.spec() to tree.shape()
        val root = VtxoPolicy.Expiry(tree.internalKeys().last()).output(spec.terms()).merkleRoot()
        val branch = shape.branch(leaf)
        return tree.sighashes().mapIndexed { index, sighash ->
            val node = shape.leaves() + index.toUInt()
            val below = shape.leavesBelow(node).mapNotNull { spec.leaves()[it.toInt()].cosignPubkey }
            if (node in branch) together(below + spec.globalCosignPubkeys(), sighash, root) else NO_SIGNATURE
        }
    }

    /** The VTXO of the first leaf, without its own signature and its preimage. */
    fun unsigned(spec: TreeSpec): Vtxo {
        val tree = UnsignedTree.build(spec, utxo(spec))
        return tree.branch(0u).vtxo(spec, signedAbove(tree, 0u))
    }

    /** With the signature of its owner and the server. */
    fun Vtxo.signed(owner: PublicKey = policy().owner()): Vtxo =
        withUnlockSignature(together(listOf(owner, key(SERVER)), hops().last().sighash))!!

    fun Vtxo.unlocked(): Vtxo = preimage().use { withUnlockPreimage(it)!! }

    /** The VTXO of the first leaf with all that an exit needs. */
    fun vtxo(spec: TreeSpec = round()): Vtxo = unsigned(spec).signed().unlocked()

    fun accepted(policy: UserPolicy = money()) = AcceptedVtxo.assumeAccepted(vtxo(round(policy)))

    /** What the user expects of the first leaf. */
    fun expectation(policy: ExpectedPolicy = ExpectedPolicy.Own) = VtxoExpectation(
        ownKeys = listOf(key(9), key(USER)),
        serverPubkey = key(SERVER),
        serverCosignPubkeys = listOf(key(8), key(COSIGNER)),
        policy = policy,
        amountSat = OWN_SAT,
        unlockHash = unlockHash,
        confirmations = 6u,
        tip = TIP,
        exitDelta = 144u,
        margin = 36u,
        maxDepth = 5u,
    )

    fun facts(spec: TreeSpec = round()) = ChainFacts(anchor(spec), confirmations = 6u, unspent = true)

    /** What the owner of a leaf expects of its branch. */
    fun expected(spec: TreeSpec, leaf: Int) = ExpectedBranch(
        leaf = spec.leaves()[leaf],
        serverPubkey = key(SERVER),
        serverCosignPubkey = key(COSIGNER),
        exitDelta = 144u,
        earliestExpiry = 900_000u,
        maxDepth = 8u,
    )

    /** A VTXO to which genesis items lead that were written by hand. */
    fun joined(vararg items: ByteArray): Vtxo {
        val genesis = items.fold(byteArrayOf(items.size.toByte())) { all, item -> all + item }
        return Vtxo.join(vtxo().bare(), genesis)
    }

    /** The node of a tree or the output of a board, signed by nobody: its keys, its siblings, its fee. */
    fun cosigned(keys: List<PublicKey>, siblings: List<TxOut> = listOf(), feeSat: ULong = 0u): ByteArray {
        val (count, signature) = byteArrayOf(1, keys.size.toByte()) to ByteArray(64)
        return keys.fold(count) { all, key -> all + key.toByteArray() } + signature + outputs(siblings, feeSat)
    }

    /** A leaf of a tree, signed by nobody. */
    fun locked(user: Int, unlock: ByteArray): ByteArray =
        byteArrayOf(4) + key(user).toByteArray() + ByteArray(64) + unlock + outputs(listOf(), 0u)

    /** A payment between users, signed by nobody. */
    fun arkoor(clients: List<PublicKey>, tweak: ByteArray = ByteArray(32) { 1 }): ByteArray {
        val keys = clients.fold(byteArrayOf(2, clients.size.toByte())) { all, key -> all + key.toByteArray() }
        return keys + tweak + ByteArray(64) + outputs(listOf(), 0u)
    }

    private fun outputs(siblings: List<TxOut>, feeSat: ULong): ByteArray {
        val count = byteArrayOf((siblings.size + 1).toByte(), 0)
        val all = siblings.fold(count) { all, (value, script) ->
            all + number(value) + script.size.toByte() + script.toByteArray()
        }
        return all + number(feeSat)
    }

    private fun number(value: ULong): ByteArray =
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value.toLong()).array()

    /** What the user's leaf holds. */
    const val OWN_SAT = 20_000uL

    /** Where the numbers of the keys of owners begin, and of their keys for the tree. */
    const val OWNERS = 10
    const val COSIGNERS = 100

    val NO_SIGNATURE = SchnorrSignature(ByteArray(64))

    private const val LAST_KEY = 200
}

/** A ceremony in which all have signed: what each has sent can be changed before it is finished. */
internal class Ceremony(val spec: TreeSpec, utxo: OutPoint = ArkSamples.utxo(spec)) {
    val tree: UnsignedTree = UnsignedTree.build(spec, utxo)
    val users: List<BranchNonces?> = spec.leaves().map { leaf ->
        leaf.cosignPubkey?.let { BranchNonces(ArkSamples.secretOf(it), ByteArray(32) { 3 }, entropy) }
    }
    val server = TreeNonces(ArkSamples.secret(ArkSamples.COSIGNER), tree.shape(), ByteArray(32) { 4 }, entropy)
    var aggregates = tree.aggregateNonces(users.map { it?.publicNonces() }, listOf(server.publicNonces()))

    /** What the owner of each leaf has sent, and the server. */
    val leaves: MutableList<TreeContribution?> = users.mapIndexed { leaf, nonces ->
        nonces?.contribute(checked(leaf), aggregates)
    }.toMutableList()
    var global = listOf(server.contribute(session()))

    /** The branch of a leaf, as its owner builds and checks it. */
    fun checked(leaf: Int): CheckedBranch =
        TreeBranch.build(spec, tree.utxo(), leaf.toUInt()).check(ArkSamples.expected(spec, leaf), spec)

    fun session() = TreeSession(tree, aggregates)

    fun finish(): SignedTree = session().aggregate(leaves, global)
}
