package org.keelbolt

import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.keelbolt.Samples.entropy

/** What several files of Ark's vectors have in common. */
internal object ArkFigures {
    /** What the labels of the files are called here. */
    private val REFUSALS = mapOf(
        "anchor_mismatch" to setOf("ChainAnchorValue", "ChainAnchorScript"),
        "bad_checksum" to setOf("Bech32Checksum"),
        "bad_delivery" to setOf("MailboxLength"),
        "bad_point" to setOf("VtxoKey"),
        "bad_prefix" to setOf("AddressPrefix"),
        "bad_signature" to setOf("HopSignature"),
        "delta_out_of_range" to setOf("VtxoDelta"),
        "empty_delivery" to setOf("EmptyDelivery"),
        "field_too_long" to setOf("AddressFieldLength"),
        "height_out_of_range" to setOf("VtxoHeight"),
        "missing_genesis" to setOf("NoGenesis"),
        "missing_signature" to setOf("NoHopSignature"),
        "no_cosigners" to setOf("NoCosigners"),
        "no_outputs" to setOf("NoTransactionOutputs"),
        "output_index_out_of_range" to setOf("VtxoOutputIndex"),
        "point_mismatch" to setOf("VtxoPoint"),
        "signature_mismatch" to setOf("SignatureMismatch"),
        "truncated" to setOf("VtxoTruncated", "VtxoCountAboveInput", "AddressTruncated", "AddressFieldLength"),
        "tweak_out_of_range" to setOf("VtxoTweak"),
        "unknown_policy" to setOf("PolicyType", "ServerPolicy"),
        "unknown_transition" to setOf("TransitionType"),
        "unknown_unlock_type" to setOf("VtxoUnlock"),
        "unknown_version" to setOf("VtxoVersion", "AddressVersion"),
        "vector_too_long" to setOf("VtxoTooMany", "VtxoCountAboveInput"),
        "version_of_other_protocol" to setOf("ArkadeAddress"),
    )

    /** What a case gives, or the error that it names. */
    fun verdict(case: JsonObject, run: () -> JsonObject): JsonObject {
        if (case.flag("valid")) return case.given("valid") + run()
        val name = assertThrows(Exception::class.java) { run() }.javaClass.simpleName
        assertTrue(name in REFUSALS.getValue(case.text("error")), name)
        return case.given("valid", "error")
    }

    /** A figure that is written as null where there is none. */
    fun orNull(figure: JsonElement?): JsonElement = figure ?: JsonNull

    fun terms(case: JsonObject, server: PublicKey = case.publicKey("server_pubkey")) =
        VtxoTerms(server, case.number("expiry_height").toUInt(), case.number("exit_delta").toUShort())

    /** The keys of the secret ones that a case gives, where it does, must be these. */
    fun owners(case: JsonObject, vararg owners: Pair<String, PublicKey>): JsonObject {
        val given = owners.filter { (name, _) -> name in case }
        given.forEach { (name, key) -> assertEquals(key, publicKey(case.text(name))) }
        return case.given(*given.map { it.first }.toTypedArray())
    }

    fun publicKey(secret: String): PublicKey =
        SecretKey(secret.hexToByteArray()).use { it.publicKey(entropy) }

    /** The fields of a policy. */
    fun policy(policy: VtxoPolicy): JsonObject =
        figures("type_byte" to json(policy.typeByte().toUInt())) + contents(policy)

    private fun contents(policy: VtxoPolicy): JsonObject = when (policy) {
        is VtxoPolicy.User -> figures("user_pubkey" to json(policy.policy.owner())) + contents(policy.policy)
        is VtxoPolicy.Checkpoint -> figures("type" to json("checkpoint"), "user_pubkey" to json(policy.userPubkey))
        is VtxoPolicy.Expiry -> figures("type" to json("expiry"), "internal_key" to json(policy.internalKey))
        is VtxoPolicy.HarkLeaf -> figures(
            "type" to versioned("hark_leaf", policy.version),
            "user_pubkey" to json(policy.userPubkey),
            "unlock_hash" to json(policy.unlockHash),
        )
        is VtxoPolicy.HarkForfeit -> figures(
            "type" to versioned("hark_forfeit", policy.version),
            "user_pubkey" to json(policy.userPubkey),
            "unlock_hash" to json(policy.unlockHash),
        )
        VtxoPolicy.ServerOwned -> figures("type" to json("server_owned"))
    }

    private fun contents(policy: UserPolicy): JsonObject = when (policy) {
        is UserPolicy.Pubkey -> figures("type" to json("pubkey"))
        is UserPolicy.LightningSend -> figures(
            "type" to versioned("server_htlc_send", policy.version),
            "payment_hash" to json(policy.paymentHash),
            "htlc_expiry" to json(policy.htlcExpiry),
        )
        is UserPolicy.LightningReceive -> figures(
            "type" to versioned("server_htlc_recv", policy.version),
            "payment_hash" to json(policy.paymentHash),
            "htlc_expiry" to json(policy.htlcExpiry),
            "htlc_expiry_delta" to json(policy.htlcExpiryDelta.toUInt()),
        )
    }

    private fun versioned(name: String, version: HashLockVersion) =
        json(if (version == HashLockVersion.V0) "${name}_v0" else name)

    /** The name that logs show. */
    fun label(policy: VtxoPolicy): String = when (policy) {
        is VtxoPolicy.User -> when (val user = policy.policy) {
            is UserPolicy.Pubkey -> "pubkey"
            is UserPolicy.LightningSend -> "server-htlc-send" + suffix(user.version)
            is UserPolicy.LightningReceive -> "server-htlc-receive" + suffix(user.version)
        }
        is VtxoPolicy.Checkpoint -> "checkpoint"
        is VtxoPolicy.Expiry -> "expiry"
        is VtxoPolicy.HarkLeaf -> "hark-leaf" + suffix(policy.version)
        is VtxoPolicy.HarkForfeit -> "hark-forfeit" + suffix(policy.version)
        VtxoPolicy.ServerOwned -> "server-owned"
    }

    private fun suffix(version: HashLockVersion) = if (version == HashLockVersion.V0) "" else "-v1"

    fun taproot(output: PolicyOutput): JsonObject = figures(
        "internal_key" to json(output.internalKey()),
        "merkle_root" to orNull(output.merkleRoot()?.let(::json)),
        "output_key" to json(output.outputKey()),
        "output_key_parity" to json(output.parity().toUInt()),
        "script_pubkey" to json(output.scriptPubkey()),
    )

    /** The clauses of a policy, each with its control block. */
    fun clauses(policy: VtxoPolicy, terms: VtxoTerms): JsonElement {
        val output = policy.output(terms)
        return json(policy.clauses(terms).map { clause ->
            val script = clause.script()
            assertEquals(clause, VtxoClause.recognise(script))
            figures(
                "control_block" to json(output.controlBlock(clause)!!),
                // The script has the x coordinate alone.
                "pubkey" to json(signers(policy, terms).first { xOnly(it) == clause.signer() }),
                "script" to json(script),
                "sequence" to orNull(clause.delay()?.let { json(it.toUInt()) }),
            )
        })
    }

    private fun xOnly(key: PublicKey) = XOnlyPublicKey(key.toByteArray().copyOfRange(1, 33))

    /** Those who may sign for a clause: the user, the server, both together. */
    private fun signers(policy: VtxoPolicy, terms: VtxoTerms): List<PublicKey> {
        val user = when (policy) {
            is VtxoPolicy.User -> policy.policy.owner()
            is VtxoPolicy.Checkpoint -> policy.userPubkey
            is VtxoPolicy.HarkLeaf -> policy.userPubkey
            is VtxoPolicy.HarkForfeit -> policy.userPubkey
            is VtxoPolicy.Expiry, VtxoPolicy.ServerOwned -> return listOf(terms.serverPubkey)
        }
        return listOf(user, terms.serverPubkey, MusigKeys.sorted(listOf(user, terms.serverPubkey)).publicKey())
    }
}
