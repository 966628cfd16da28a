package org.keelbolt

import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.TestFactory
import org.keelbolt.Samples.entropy

/** BOLT 3, appendices C and F, and zero-fee commitments: the owner opened the channel. */
class CommitmentVectorsTest {
    @TestFactory
    fun staticRemotekey(): List<DynamicTest> = vectors("bolt03/commitment_static_remotekey.json", ::whole)

    @TestFactory
    fun anchors(): List<DynamicTest> = vectors("bolt03/commitment_anchors_zero_fee_htlc.json", ::whole)

    @TestFactory
    fun zeroFee(): List<DynamicTest> = vectors("bolt03/commitment_zero_fee.json") { case ->
        VectorChannel(case).run {
            case.given(*GIVEN, "params") + figures(
                "commitment_tx" to json(signed()),
                "htlc_success_txs" to json(htlcTransactions(HtlcStage.SUCCESS)),
                "htlc_timeout_txs" to json(htlcTransactions(HtlcStage.TIMEOUT)),
            )
        }
    }

    private fun whole(case: JsonObject): JsonObject = VectorChannel(case).run {
        case.given(*GIVEN) + figures(
            "params" to params(),
            "remote_signature_der" to json(Transactions.der(signatures.signature)),
            "remote_signature" to json(signatures.signature),
            "local_signature_der" to json(Transactions.der(localSignature)),
            "local_signature" to json(localSignature),
            "commitment_tx" to json(signed()),
            "commitment_txid" to json(commitment.txid()),
            "actual_fee_sat" to json(commitment.feeSat()),
            "base_fee_sat" to case["base_fee_sat"]?.let { json(baseFee()) },
            "outputs" to json(commitment.outputs().mapIndexed { index, output -> shown(index.toUInt(), output) }),
            "htlc_txs" to json(commitment.htlcTransactions().zip(signatures.htlcSignatures, ::shown)),
        )
    }

    private companion object {
        val GIVEN = arrayOf(
            "name", "channel_type", "to_local_msat", "to_remote_msat", "feerate_per_kw", "dust_limit_sat", "htlcs",
        )
    }
}

/** The commitment of a case, and all keys. */
private class VectorChannel(private val case: JsonObject) {
    private val given = case.inner("params")
    private val local = Side("local")
    private val remote = Side("remote")
    private val point = given.publicKey("local_per_commitment_point")
    private val htlcs = case.objects("htlcs")
    private val format = format(case)

    val commitment = Commitment(
        CommitmentDraft(
            owner = Node.OPENER,
            number = given.number("commitment_number"),
            perCommitmentPoint = point,
            openerBalanceMsat = case.number("to_local_msat"),
            accepterBalanceMsat = case.number("to_remote_msat"),
            feeratePerKw = case.number("feerate_per_kw").toUInt(),
            htlcs = htlcs.map(::htlc),
        ),
        ChannelParameters(
            format,
            OutPoint(Txid.fromHex(given.text("funding_txid")), given.number("funding_output_index").toUInt()),
            given.number("funding_amount_sat"),
            local.parameters(),
            remote.parameters(),
        ),
    )
    val signatures = commitment.sign(remote.secrets(), entropy).also(commitment::verify)
    val localSignature = sign(local.funding, commitment.digest())
    private val localHtlc = derivePrivkey(local.htlc, local.basepoints.htlcBasepoint, point)

    /** A node's secrets, and what it shows of them. Where a case gives no secret, the point is given. */
    private inner class Side(private val name: String) {
        val funding = given.secretKey("${name}_funding_privkey")
        private val payment = given.secretKey("${name}_payment_basepoint_secret")

        // In appendices C and F HTLC keys come from the payment basepoint.
        val htlc = secret("htlc_basepoint") ?: payment
        val basepoints = Basepoints(
            funding.publicKey(entropy),
            point("revocation_basepoint") ?: funding.publicKey(entropy),
            payment.publicKey(entropy),
            secret("delayed_payment_basepoint")?.publicKey(entropy) ?: funding.publicKey(entropy),
            htlc.publicKey(entropy),
        )

        /** A point that this commitment does not need is any. */
        private fun point(key: String) = "${name}_$key".let { if (it in given) given.publicKey(it) else null }

        private fun secret(key: String) = "${name}_${key}_secret".let { if (it in given) given.secretKey(it) else null }

        fun secrets() = ChannelSecrets(funding, funding, payment, funding, htlc, ByteArray(32))

        fun parameters() =
            NodeParameters(basepoints, case.number("dust_limit_sat"), given.number("local_delay").toUShort())
    }

    private fun htlc(htlc: JsonObject): CommitmentHtlc {
        val hash = PaymentHash(htlc.bytes("payment_hash"))
        preimage(htlc)?.let { assertEquals(hash, it.paymentHash()) }
        val offeredBy = if (htlc.text("direction") == "offered") Node.OPENER else Node.ACCEPTER
        return CommitmentHtlc(offeredBy, htlc.number("amount_msat"), hash, htlc.number("cltv_expiry").toUInt())
    }

    private fun preimage(htlc: JsonObject) = htlc["payment_preimage"]?.let { Preimage(htlc.bytes("payment_preimage")) }

    private fun sign(key: SecretKey, digest: Sha256) = key.signRecoverable(digest, entropy).signature

    fun signed() = commitment.signed(localSignature, signatures.signature)

    fun baseFee() =
        format.commitmentFee(commitment.feeratePerKw(), commitment.htlcTransactions().size.toULong())

    /** The parameters of the case with those figures made again that follow from others. */
    fun params(): JsonObject {
        val keys = commitment.keys()
        val funding = ScriptTemplate.Funding(local.basepoints.fundingPubkey, remote.basepoints.fundingPubkey)
        val factor = ObscuringFactor(local.basepoints.paymentBasepoint, remote.basepoints.paymentBasepoint)
        assertEquals(keys, CommitmentKeys.derive(point, local.basepoints, remote.basepoints))
        checkHidden(factor)
        return given + figures(
            "local_funding_pubkey" to json(local.basepoints.fundingPubkey),
            "remote_funding_pubkey" to json(remote.basepoints.fundingPubkey),
            "local_payment_basepoint" to json(local.basepoints.paymentBasepoint),
            "remote_payment_basepoint" to json(remote.basepoints.paymentBasepoint),
            "local_htlc_basepoint" to json(local.basepoints.htlcBasepoint),
            "remote_htlc_basepoint" to json(remote.basepoints.htlcBasepoint),
            "local_delayed_payment_basepoint" to json(local.basepoints.delayedPaymentBasepoint),
            "remote_revocation_basepoint" to
                json(given.secretKey("remote_revocation_basepoint_secret").publicKey(entropy)),
            "local_per_commitment_point" to
                json(PerCommitmentSecret(given.bytes("local_per_commitment_secret")).point(entropy)),
            "local_htlcpubkey" to json(keys.localHtlcpubkey),
            "remote_htlcpubkey" to json(keys.remoteHtlcpubkey),
            "local_delayedpubkey" to json(keys.localDelayedpubkey),
            "local_revocation_pubkey" to json(keys.revocationPubkey),
            "local_htlc_privkey" to privateKey("local_htlc_privkey", localHtlc.publicKey(entropy)),
            "remote_htlc_privkey" to privateKey("remote_htlc_privkey", keys.remoteHtlcpubkey),
            "local_delayed_privkey" to privateKey("local_delayed_privkey", keys.localDelayedpubkey),
            "obscuring_factor" to json(factor.value().toString(16).padStart(12, '0')),
            "funding_witness_script" to json(funding.write()),
        )
    }

    /** The bytes of a case stand for a secret key when its public one was found. */
    private fun privateKey(key: String, found: PublicKey): JsonElement? =
        given.getValue(key).takeIf { given.secretKey(key).publicKey(entropy) == found }

    /** A transaction that is seen tells its number. */
    private fun checkHidden(factor: ObscuringFactor) {
        val bytes = commitment.transaction().toByteArray()
        val number = { from: Int -> bytes.copyOfRange(from, from + 4).reversedArray().toHexString().hexToUInt() }
        val (sequence, lockTime) = number(4 + 1 + 36 + 1) to number(bytes.size - 4)
        assertEquals(commitment.number(), factor.number(lockTime, sequence))
        assertEquals(factor.sequence(commitment.number()), sequence)
        assertEquals(factor.lockTime(commitment.number()), lockTime)
    }

    fun shown(index: UInt, output: CommitmentOutput): JsonObject {
        val template = commitment.template(index)
        assertEquals(template, template?.let { ScriptTemplate.recognise(it.write()) })
        assertEquals(output.scriptPubkey, template?.scriptPubkey() ?: output.scriptPubkey)
        val (kind, htlc) = when (val kind = output.kind) {
            OutputKind.ToLocal -> "to_local" to null
            OutputKind.ToRemote -> "to_remote" to null
            OutputKind.LocalAnchor -> "local_anchor" to null
            OutputKind.RemoteAnchor -> "remote_anchor" to null
            OutputKind.SharedAnchor -> "shared_anchor" to null
            is OutputKind.OfferedHtlc -> "htlc_offered" to kind.htlc
            is OutputKind.ReceivedHtlc -> "htlc_received" to kind.htlc
        }
        val paysKey = output.kind == OutputKind.ToRemote && template == null
        return figures(
            "amount_sat" to json(output.valueSat),
            "script_pubkey" to json(output.scriptPubkey),
            "kind" to json(kind),
            "htlc_id" to htlc?.let { htlcs[it.toInt()].getValue("id") },
            "witness_script" to template?.let { json(it.write()) },
            "pubkey" to if (paysKey) json(commitment.keys().remotepubkey) else null,
        )
    }

    fun shown(htlc: HtlcTransaction, remoteSignature: Signature): JsonObject {
        val signature = sign(localHtlc, htlc.localDigest)
        return figures(
            "output_index" to json(htlc.previousOutput.vout),
            "kind" to json(htlc.stage.name.lowercase()),
            "htlc_id" to htlcs[htlc.htlc.toInt()].getValue("id"),
            "remote_signature_der" to json(Transactions.der(remoteSignature)),
            "remote_signature" to json(remoteSignature),
            "remote_sighash_type" to
                if (format == CommitmentFormat.STATIC_REMOTEKEY) null else json(htlc.remoteSighashType.toUInt()),
            "local_signature_der" to json(Transactions.der(signature)),
            "local_signature" to json(signature),
            "tx" to json(signed(htlc, remoteSignature)),
        )
    }

    fun htlcTransactions(stage: HtlcStage): List<JsonElement> =
        commitment.htlcTransactions().zip(signatures.htlcSignatures).filter { (htlc, _) -> htlc.stage == stage }
            .map { (htlc, remoteSignature) -> json(signed(htlc, remoteSignature)) }

    private fun signed(htlc: HtlcTransaction, remoteSignature: Signature): Octets {
        val preimage = if (htlc.stage == HtlcStage.SUCCESS) preimage(htlcs[htlc.htlc.toInt()]) else null
        return commitment.signedHtlcTransaction(
            htlc.previousOutput.vout, sign(localHtlc, htlc.localDigest), remoteSignature, preimage,
        )
    }
}
