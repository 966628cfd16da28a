package org.keelbolt

import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.TestFactory
import org.keelbolt.ArkFigures.orNull
import org.keelbolt.ArkFigures.publicKey

/** Trees: what an encoding says, every transaction, what is signed, the VTXOs of the leaves. */
class TreeVectorsTest {
    @TestFactory
    fun trees(): List<DynamicTest> = vectors("ark/trees.json") { case ->
        case.given("name", "kind", "valid") + when (case.text("kind")) {
            "signed_tree" -> signed(case)
            "unsigned_tree" -> unsigned(case)
            else -> legacy(case)
        }
    }

    private fun signed(case: JsonObject): JsonObject {
        val tree = SignedTree.parse(case.bytes("encoding")).withFoundHashLock()
        val spec = tree.spec()
        val terms = ArkFigures.terms(case, server = publicKey(case.text("server_privkey")))
        assertEquals(terms, spec.terms())
        val signers = listOf("user_cosign_privkey", "server_cosign_privkey").map { publicKey(case.text(it)) }
        assertEquals(signers, spec.globalCosignPubkeys())
        assertEquals(case.texts("leaf_privkeys").map(::publicKey), spec.leaves().map { it.policy.owner() })
        val unlockHash = Preimage(case.bytes("unlock_preimage")).use { it.unlockHash() }
        assertEquals(setOf(unlockHash), spec.leaves().map { it.unlockHash }.toSet())
        val funding = case.bytes("funding_tx")
        assertEquals(spec.fundingOutput(), Transactions.outputs(funding).first())
        assertEquals(OutPoint(Transactions.txid(funding), 0u), tree.utxo())

        val built = tree.verify()
        val vtxos = spec.leaves().indices.map { built.branch(it.toUInt()).vtxo(spec, tree.signatures()) }
        val given = case.given(
            "funding_tx", "unlock_preimage", "user_cosign_privkey", "server_privkey", "server_cosign_privkey",
            "expiry_height", "exit_delta", "leaf_privkeys",
        )
        return given + figures(
            "encoding" to json(tree.toBytes()),
            "hashlock_version" to version(spec),
            "unlock_hash" to json(unlockHash),
            "leaves" to json(spec.leaves().map { leaf(it) }),
            "transactions" to json(sent(built, tree)).takeIf { "transactions" in case },
            "locked_vtxos" to json(vtxos.map { json(it.toBytes()) }),
        )
    }

    private fun unsigned(case: JsonObject): JsonObject {
        val version = if (case.number("hashlock_version") == 0uL) HashLockVersion.V0 else HashLockVersion.V1
        val spec = TreeSpec.parse(case.bytes("spec_encoding")).withHashLock(version)
        assertEquals(ArkFigures.terms(case), spec.terms())
        val utxo = VtxoId.parse(case.text("funding_outpoint")).outpoint
        val tree = UnsignedTree.build(spec, utxo)
        val shape = tree.shape()
        val keys = (0u..<shape.nodes()).map { aggregate(spec, shape, it) }
        assertEquals(keys.map { it.xOnlyPublicKey() }, tree.internalKeys())
        assertEquals(utxo, tree.utxo())
        val above = tree.transactions().drop(shape.leaves().toInt())
        assertEquals(tree.sighashes(), above.map { it.sighash() })
        return case.given("server_pubkey", "exit_delta", "expiry_height", "funding_outpoint") + figures(
            "spec_encoding" to json(spec.toBytes()),
            "hashlock_version" to version(spec),
            "global_cosign_pubkeys" to json(spec.globalCosignPubkeys().map(::json)),
            "total_value_sat" to json(spec.totalSat()),
            "leaves" to json(spec.leaves().map { leaf(it) + agreed(it) }),
            "funding_script_pubkey" to json(spec.fundingOutput().scriptPubkey),
            "leaf_count" to json(shape.leaves()),
            "node_count" to json(shape.nodes()),
            "internal_node_count" to json(shape.internalNodes()),
            "funding_cosign_pubkey" to json(keys.last().xOnlyPublicKey()),
            "cosign_aggregate_pubkeys" to json(keys.map { json(it.publicKey()) }),
            "internal_sighashes" to json(tree.sighashes().map(::json)),
            "transactions" to json(tree.transactions().map { json(it.unsigned) }),
        )
    }

    /** An encoding of version 1, whose signatures are of nobody: nothing says which hash locks it has. */
    private fun legacy(case: JsonObject): JsonObject {
        val tree = SignedTree.parse(case.bytes("encoding"))
        val built = UnsignedTree.build(tree.spec(), tree.utxo())
        return case.given("encoding") + figures(
            "reencoding" to json(tree.toBytes()),
            "funding_outpoint" to json(VtxoId(tree.utxo()).toString()),
            "leaf_count" to json(built.shape().leaves()),
            "transactions" to json(sent(built, tree)),
        )
    }

    private fun version(spec: TreeSpec) = json(if (spec.hashLock() == HashLockVersion.V0) 0u else 1u)

    private fun leaf(leaf: LeafSpec): JsonObject =
        figures("amount_sat" to json(leaf.amountSat), "policy_encoding" to json(leaf.policy.write()))

    private fun agreed(leaf: LeafSpec): JsonObject = figures(
        "cosign_pubkey" to orNull(leaf.cosignPubkey?.let(::json)),
        "unlock_hash" to json(leaf.unlockHash),
    )

    /** The keys of a leaf or node, aggregated anew. */
    private fun aggregate(spec: TreeSpec, shape: TreeShape, node: UInt): MusigKeys {
        val leaf = spec.leaves().getOrNull(node.toInt())
        if (leaf != null) return MusigKeys.sorted(listOf(leaf.policy.owner(), spec.terms().serverPubkey))
        val below = shape.leavesBelow(node).mapNotNull { spec.leaves()[it.toInt()].cosignPubkey }
        return MusigKeys.sorted(below + spec.globalCosignPubkeys())
    }

    /** Those above the leaves signed, those of the leaves not. */
    private fun sent(tree: UnsignedTree, signed: SignedTree): List<JsonElement> {
        val (ofLeaves, above) = tree.transactions().withIndex().partition { it.index < tree.shape().leaves().toInt() }
        return ofLeaves.map { json(it.value.unsigned) } +
            above.zip(signed.signatures()) { node, signature -> json(node.value.signed(signature)) }
    }
}
