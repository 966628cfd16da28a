package org.keelbolt

import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.TestFactory
import org.keelbolt.ArkFigures.orNull

/** VTXOs: all that an encoding says, the transactions of an exit, and whether they lead to it. */
class VtxoVectorsTest {
    @TestFactory
    fun encodings(): List<DynamicTest> = vectors("ark/vtxo_encoding.json") { case ->
        val encoding = case.bytes("encoding")
        val vtxo = Vtxo.parse(encoding)
        val (policy, terms) = VtxoPolicy.User(vtxo.policy()) to vtxo.terms()
        checkParts(case, vtxo)
        val anchor = anchor(case, vtxo)
        val hops = vtxo.hops()
        val told = case.given("name", "kind", "encoding", "valid", "chain_anchor_tx", "vector_origin")
        told + owners(case, vtxo) + figures(
            "vtxo_id" to json(vtxo.id().toString()),
            "decoded" to decoded(encoding[0], vtxo),
            "policy_encoding" to json(vtxo.policy().write()),
            "policy_kind" to json(ArkFigures.label(policy)),
            "taproot" to ArkFigures.taproot(policy.output(terms)),
            "claim_clauses" to ArkFigures.clauses(policy, terms),
            "exit_depth" to json(hops.size.toUInt()),
            "ancestor_ids" to json(hops.dropLast(1).map { json(VtxoId(it.outpoint).toString()) }),
            "exit_transactions" to json(hops.map(::transaction)),
            "bare_encoding" to json(vtxo.bare().write()),
            "genesis_encoding" to json(vtxo.genesisBytes()),
            "reencoding" to json(vtxo.toBytes()).takeIf { "reencoding" in case },
            "unlock_hash" to orNull(vtxo.unlockHash()?.let(::json)),
            "past_arkoor_pubkeys" to json(vtxo.pastArkoorPubkeys().map { json(it.map(::json)) }),
            "standard" to json(holds { vtxo.checkStandard() }),
            "has_all_witnesses" to json(vtxo.isComplete()),
            "validates" to json(holds { vtxo.checkChain(anchor) }),
            "validates_unsigned" to json(holds { vtxo.checkChainUnsigned(anchor) }),
        )
    }

    /** Encodings that are refused, and VTXOs to which their genesis does not lead. */
    @TestFactory
    fun invalid(): List<DynamicTest> = vectors("ark/vtxo_invalid.json") { case ->
        val encoding = case.bytes("encoding")
        val told = case.given("name", "kind", "encoding", "chain_anchor_tx")
        if (case.text("kind") == "invalid_encoding") {
            told + figures("decodes_as_bare" to json(holds { BareVtxo.parse(encoding) })) +
                ArkFigures.verdict(case) { figures("vtxo" to json(Vtxo.parse(encoding).toBytes())) }
        } else {
            val vtxo = Vtxo.parse(encoding)
            val anchor = anchor(case, vtxo)
            told + figures("validates_unsigned" to json(holds { vtxo.checkChainUnsigned(anchor) })) +
                ArkFigures.verdict(case) { figures("chain" to json(vtxo.checkChain(anchor).toString())) }
        }
    }

    private fun holds(check: () -> Any?): Boolean = try {
        check()
        true
    } catch (_: VtxoException) {
        false
    }

    /** The output on chain, of the transaction that is given. */
    private fun anchor(case: JsonObject, vtxo: Vtxo): TxOut {
        val outputs = Transactions.outputs(case.bytes("chain_anchor_tx"))
        return outputs[vtxo.chainAnchor().vout.toInt()]
    }

    private fun owners(case: JsonObject, vtxo: Vtxo): JsonObject = ArkFigures.owners(
        case,
        "server_privkey" to vtxo.terms().serverPubkey,
        "user_privkey" to vtxo.policy().owner(),
        "leaf_privkey" to vtxo.policy().owner(),
    )

    private fun decoded(version: Byte, vtxo: Vtxo): JsonObject {
        val (server, expiry, delta) = vtxo.terms()
        return figures(
            "version" to json(version.toUInt()),
            "amount_sat" to json(vtxo.amountSat()),
            "expiry_height" to json(expiry),
            "server_pubkey" to json(server),
            "exit_delta" to json(delta.toUInt()),
            "chain_anchor" to json(VtxoId(vtxo.chainAnchor()).toString()),
            "genesis" to json(vtxo.genesis().map(::item)),
            "policy" to ArkFigures.policy(VtxoPolicy.User(vtxo.policy())),
            "point" to json(VtxoId(vtxo.bare().point).toString()),
        )
    }

    private fun item(item: GenesisItem): JsonObject = item.use { (transition, index, siblings, fee) ->
        transition(transition) + figures(
            "output_count" to json(siblings.size.toUInt() + 1u),
            "output_index" to json(index.toUInt()),
            "other_outputs" to json(siblings.map { (amount, script) ->
                figures("amount_sat" to json(amount), "script_pubkey" to json(script))
            }),
            "fee_sat" to json(fee),
        )
    }

    private fun transition(transition: VtxoTransition): JsonObject = when (transition) {
        is VtxoTransition.Cosigned -> figures(
            "transition_type" to json(1u),
            "transition" to json("cosigned"),
            "pubkeys" to json(transition.pubkeys.map(::json)),
            "signature" to signature(transition.signature),
        )
        is VtxoTransition.Arkoor -> figures(
            "transition_type" to json(2u),
            "transition" to json("arkoor"),
            "client_cosigners" to json(transition.clientPubkeys.map(::json)),
            "tap_tweak" to json(transition.tapTweak),
            "signature" to signature(transition.signature),
        )
        is VtxoTransition.HashLocked -> hashLocked(transition)
    }

    private fun hashLocked(transition: VtxoTransition.HashLocked): JsonObject {
        val (kind, name) = when (transition.version) {
            HashLockVersion.V0 -> 3u to "hash_locked_cosigned_v0"
            HashLockVersion.V1 -> 4u to "hash_locked_cosigned"
        }
        val preimage = transition.preimage
        preimage?.let { assertEquals(transition.unlockHash, it.unlockHash()) }
        return figures(
            "transition_type" to json(kind),
            "transition" to json(name),
            "user_pubkey" to json(transition.userPubkey),
            "signature" to signature(transition.signature),
            "unlock_hash" to json(transition.unlockHash).takeIf { preimage == null },
            "unlock_preimage" to preimage?.let { json(preimages.getValue(it.unlockHash())) },
        )
    }

    private fun signature(signature: SchnorrSignature?): JsonElement = orNull(signature?.let(::json))

    private fun transaction(hop: ExitTransaction): JsonObject = figures(
        "output_index" to json(hop.outpoint.vout),
        "tx" to json(hop.transaction),
        "txid" to json(hop.txid),
    )

    /** What was written is read again: whole, bare, and in two parts. */
    private fun checkParts(case: JsonObject, vtxo: Vtxo) {
        assertEquals(vtxo, Vtxo.parse(vtxo.toBytes()))
        assertEquals(vtxo.bare(), BareVtxo.parse(case.bytes("encoding")))
        assertEquals(vtxo.bare(), BareVtxo.parse(vtxo.bare().write().toByteArray()))
        assertEquals(vtxo, Vtxo.join(vtxo.bare(), vtxo.genesisBytes()))
        assertEquals(vtxo.id(), VtxoId.parse(case.text("vtxo_id")))
        if ("reencoding" !in case) assertEquals(Octets(case.bytes("encoding")), vtxo.toBytes())
    }

    private companion object {
        /** Those of the file by their hashes: a preimage that comes out does not show its bytes. */
        val preimages: Map<UnlockHash, String> = cases("ark/vtxo_encoding.json")
            .flatMap { it.inner("decoded").objects("genesis") }
            .filter { "unlock_preimage" in it }
            .map { it.text("unlock_preimage") }
            .associateBy { text -> Preimage(text.hexToByteArray()).use { it.unlockHash() } }
    }
}
