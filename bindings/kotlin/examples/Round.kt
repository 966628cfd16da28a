package org.keelbolt.examples

import java.security.SecureRandom
import org.keelbolt.AcceptedVtxo
import org.keelbolt.BranchNonces
import org.keelbolt.ChainFacts
import org.keelbolt.ExitProgress
import org.keelbolt.ExpectedBranch
import org.keelbolt.ExpectedPolicy
import org.keelbolt.LeafSpec
import org.keelbolt.MusigKeys
import org.keelbolt.MusigSecretNonce
import org.keelbolt.MusigSession
import org.keelbolt.Octets
import org.keelbolt.OutPoint
import org.keelbolt.Preimage
import org.keelbolt.SchnorrSignature
import org.keelbolt.SecretKey
import org.keelbolt.Sha256
import org.keelbolt.SignedTree
import org.keelbolt.TransactionStatus
import org.keelbolt.TreeBranch
import org.keelbolt.TreeException
import org.keelbolt.TreeNonces
import org.keelbolt.TreeSession
import org.keelbolt.TreeSpec
import org.keelbolt.TxOut
import org.keelbolt.Txid
import org.keelbolt.UnsignedTree
import org.keelbolt.UserPolicy
import org.keelbolt.Vtxo
import org.keelbolt.VtxoExpectation
import org.keelbolt.VtxoTerms
import org.keelbolt.aggregateNonces
import org.keelbolt.claim
import org.keelbolt.contribute
import org.keelbolt.firstDeadline
import org.keelbolt.iterator
import org.keelbolt.parse
import org.keelbolt.progress
import org.keelbolt.publicKey
import org.keelbolt.sha256
import org.keelbolt.sign
import org.keelbolt.totalSat

private val random = SecureRandom()

/** The height of the last block. */
private const val TIP = 895_680u

/** How many blocks an exit waits, and how many a wallet wants to spare. */
private const val EXIT_DELTA: UShort = 144u
private const val MARGIN: UShort = 36u

/** Satoshi for a thousand units of weight. */
private const val FEERATE = 500u

/** A round of Ark on paper: users and server sign a tree together, a leaf of it becomes money, and leaves. */
fun main() {
    val users = List(5) { User() }
    Round(users).use { it.life() }.forEach(::println)
    users.forEach(AutoCloseable::close)
}

/** A user, with the key of its VTXOs and one for this tree alone. */
class User : AutoCloseable {
    val key = SecretKey(randomBytes())
    val cosignKey = SecretKey(randomBytes())
    val publicKey = key.publicKey(random)

    override fun close() = listOf(key, cosignKey).forEach(AutoCloseable::close)
}

/** The server's side, and what all of them know. */
class Round(private val users: List<User>) : AutoCloseable {
    private val key = SecretKey(randomBytes())
    private val cosignKey = SecretKey(randomBytes())
    private val preimage = Preimage(randomBytes())
    private val terms = VtxoTerms(key.publicKey(random), expiryHeight = TIP + 4_320u, exitDelta = EXIT_DELTA)
    private val spec = TreeSpec(
        terms,
        globalCosignPubkeys = listOf(cosignKey.publicKey(random)),
        leaves = users.mapIndexed { number, user ->
            LeafSpec(
                policy = UserPolicy.Pubkey(user.publicKey),
                amountSat = 10_000uL * (number.toULong() + 1u),
                cosignPubkey = user.cosignKey.publicKey(random),
                unlockHash = preimage.unlockHash(),
            )
        },
    )
    private val anchor = funding(spec.fundingOutput())
    private val utxo = OutPoint(txid(anchor), vout = 0u)

    override fun close() = listOf(key, cosignKey, preimage).forEach(AutoCloseable::close)

    fun life(): List<String> {
        val lines = mutableListOf<String>()
        lines += "server: a tree of ${users.size} leaves, ${spec.totalSat()} sat in one output"

        val tree = cosigned()
        lines += "all: signed ${tree.signatures().size} nodes together"

        val vtxo = unlocked(tree, users.first())
        val accepted = vtxo.accept(expectation(users.first()), ChainFacts(anchor, confirmations = 6u, unspent = true))
        val wallet = listOf(accepted)
        lines += "user 0: has ${wallet.totalSat()} sat, and acts by block ${wallet.firstDeadline(MARGIN)?.begin}"

        lines += left(accepted, users.first())
        return lines
    }

    /** The ceremony: nonces go to the server, sums come back, then the partial signatures go. */
    private fun cosigned(): SignedTree {
        val tree = UnsignedTree.build(spec, utxo)
        val secrets = users.map { BranchNonces(it.cosignKey, random) }
        val ofServer = TreeNonces(cosignKey, tree.shape(), random)
        val aggregates = tree.aggregateNonces(
            leaves = secrets.map(BranchNonces::publicNonces), globalSigners = listOf(ofServer.publicNonces()),
        )

        // Each user builds its own branch, and checks that it is what it asked for, before it signs.
        val contributions = secrets.mapIndexed { leaf, nonces ->
            val branch = TreeBranch.build(spec, utxo, leaf.toUInt())
            nonces.contribute(branch.check(expected(leaf), spec), aggregates)
        }

        // The server finds out whose part is wrong, if one is.
        val session = TreeSession(tree, aggregates)
        return try {
            session.aggregate(contributions, listOf(ofServer.contribute(session)))
        } catch (wrong: TreeException.TreePartialSignature) {
            error("${wrong.signer} spoils the round: ${wrong.message}")
        }
    }

    private fun expected(leaf: Int) = ExpectedBranch(
        leaf = spec.leaves()[leaf],
        serverPubkey = terms.serverPubkey,
        serverCosignPubkey = cosignKey.publicKey(random),
        exitDelta = EXIT_DELTA,
        earliestExpiry = TIP + 1_000u,
        maxDepth = 8u,
    )

    /**
     * The first user's VTXO: both sign its own transaction, and the server shows the preimage for what was forfeited.
     */
    private fun unlocked(tree: SignedTree, user: User): Vtxo {
        val locked = TreeBranch.build(spec, utxo, 0u).vtxo(spec, tree.signatures())
        val signature = both(user, locked.hops().last().sighash)
        val vtxo = locked.withUnlockSignature(signature)?.withUnlockPreimage(preimage)!!
        // It is kept as bytes.
        return Vtxo.parse(vtxo.toBytes())
    }

    /** A signature of user and server, as one. */
    private fun both(user: User, digest: Sha256): SchnorrSignature {
        val keys = MusigKeys.sorted(listOf(user.publicKey, terms.serverPubkey))
        val signers = listOf(user.key, key)
        val nonces = signers.map { MusigSecretNonce(it, random, keys, message = digest) }
        val session = MusigSession(keys, aggregateNonces(nonces.map(MusigSecretNonce::publicNonce)), digest)
        return session.aggregate(nonces.zip(signers) { nonce, signer -> nonce.sign(session, signer, random) })
    }

    private fun expectation(user: User) = VtxoExpectation(
        ownKeys = listOf(user.publicKey),
        serverPubkey = terms.serverPubkey,
        serverCosignPubkeys = spec.globalCosignPubkeys(),
        policy = ExpectedPolicy.Own,
        amountSat = 10_000u,
        unlockHash = preimage.unlockHash(),
        confirmations = 6u,
        tip = TIP,
        exitDelta = EXIT_DELTA,
        margin = MARGIN,
        maxDepth = 8u,
    )

    /** The server is gone: the user puts its VTXO on chain, and claims it. No key is needed before the claim. */
    private fun left(accepted: AcceptedVtxo, user: User): List<String> {
        val lines = mutableListOf<String>()
        val exit = accepted.exit()
        val clause = exit.clauses().single()

        // A block confirms each transaction; the last one is disconnected once.
        val chain = mutableMapOf<Txid, TransactionStatus>()
        val now = { tip: UInt -> exit.progress(clause, tip) { chain[it] ?: TransactionStatus.Unknown } }
        var tip = TIP
        for ((depth, transaction) in exit) {
            check(now(tip) == ExitProgress.Publish(depth))
            val fee = exit.childFee(depth, childWeight = 600u, FEERATE)
            lines += "user 0: publishes transaction $depth, ${transaction.weight} wu, its child pays $fee sat"
            chain[transaction.txid] = TransactionStatus.Confirmed(++tip)
        }
        val last = exit.packages().last().transaction.txid
        chain[last] = TransactionStatus.InMempool
        lines += "user 0: a block is disconnected: ${shown(now(tip - 1u))}"
        chain[last] = TransactionStatus.Confirmed(++tip)
        lines += "user 0: it is confirmed again: ${shown(now(tip))}"
        lines += "user 0: after the delay: ${shown(now(tip + EXIT_DELTA))}"

        val claim = exit.claim(clause, wallet(), FEERATE).sign(user.key, random)
        return lines + "user 0: has ${accepted.amountSat() - claim.feeSat()} sat on chain"
    }

    private fun shown(progress: ExitProgress): String = when (progress) {
        is ExitProgress.Publish -> "publish transaction ${progress.depth}"
        is ExitProgress.Wait -> "wait for transaction ${progress.depth}"
        is ExitProgress.Conflicting -> "transaction ${progress.depth} cannot be confirmed"
        is ExitProgress.Delayed -> "wait until block ${progress.until}"
        ExitProgress.Claim -> "claim"
        is ExitProgress.Spending -> "wait for ${progress.txid}"
        is ExitProgress.Spent -> "done in block ${progress.height}"
    }
}

/** A transaction of the server that pays to the tree: one input, which is not signed yet, and one output. */
private fun funding(output: TxOut): Octets {
    val value = ByteArray(8) { (output.valueSat shr 8 * it).toByte() }
    val input = byteArrayOf(1) + ByteArray(36) { 0x76 } + byteArrayOf(0, -1, -1, -1, -1)
    val outputs = byteArrayOf(1) + value + output.scriptPubkey.size.toByte() + output.scriptPubkey.toByteArray()
    return Octets(byteArrayOf(2, 0, 0, 0) + input + outputs + ByteArray(4))
}

/** Two rounds of SHA-256. */
private fun txid(transaction: Octets) = Txid(sha256(sha256(transaction.toByteArray()).toByteArray()).toByteArray())

/** An output script of a wallet: P2WPKH. */
private fun wallet() = Octets(byteArrayOf(0, 20) + ByteArray(20).also(random::nextBytes))

private fun randomBytes() = ByteArray(32).also(random::nextBytes)
