package org.keelbolt

import kotlinx.serialization.json.JsonObject
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.TestFactory
import org.keelbolt.Samples.entropy

/** BOLT 3: weights, fees and dust (appendix A), and the funding transaction (appendix B). */
class FeeVectorsTest {
    @TestFactory
    fun feesAndDust(): List<DynamicTest> = vectors("bolt03/fees_and_dust.json") { case ->
        case.given("name", "kind", "script_type", "channel_type", "untrimmed_htlcs", "output") +
            when (case.text("kind")) {
                "dust_threshold" -> figures("threshold_sat" to json(dustLimit(script(case.text("script_type")))))
                "commitment_weight" ->
                    figures("weight" to json(format(case).commitmentWeight(case.number("untrimmed_htlcs"))))
                "htlc_timeout_weight" -> figures("weight" to json(format(case).htlcTimeoutWeight()))
                "htlc_success_weight" -> figures("weight" to json(format(case).htlcSuccessWeight()))
                "commitment_fee" -> fee(case)
                "penalty_witness_bytes" ->
                    figures("bytes" to penaltyWitnessWeight(revoked(case.text("output")))?.let { json(it) })
                else -> figures()
            }
    }

    /** A script of each type. */
    private fun script(type: String) = Octets.fromHex(
        when (type) {
            "p2pkh" -> "76a914" + "07".repeat(20) + "88ac"
            "p2sh" -> "a914" + "07".repeat(20) + "87"
            "p2wpkh" -> "0014" + "07".repeat(20)
            "p2wsh" -> "0020" + "07".repeat(32)
            "p2a" -> "51024e73"
            "unknown_segwit" -> "5328" + "07".repeat(40)
            else -> "6a0107"
        },
    )

    /** A script of each kind that can be revoked, without anchors. */
    private fun revoked(output: String): ScriptTemplate {
        val (first, second, third) = (1..3).map { byte ->
            SecretKey(ByteArray(32) { byte.toByte() }).use { it.publicKey(entropy) }
        }
        val hash = Octets(ByteArray(20) { 4 })
        val htlc = HtlcTemplate(Transactions.hash160(first), second, third, hash, delayed = false)
        return when (output) {
            "to_local" -> ScriptTemplate.ToLocal(first, 144u, second)
            "offered_htlc" -> ScriptTemplate.OfferedHtlc(htlc)
            else -> ScriptTemplate.ReceivedHtlc(htlc, 700_000u)
        }
    }

    private fun fee(case: JsonObject): JsonObject {
        val (format, feerate) = format(case) to case.number("feerate_per_kw").toUInt()
        val dust = case.number("dust_limit_sat")
        val (offered, received) = case.numbers("offered_htlcs_msat") to case.numbers("received_htlcs_msat")
        val keptOffered = offered.filter { it / 1000u >= dust + format.htlcTimeoutFee(feerate) }
        val keptReceived = received.filter { it / 1000u >= dust + format.htlcSuccessFee(feerate) }
        val untrimmed = (keptOffered.size + keptReceived.size).toULong()
        val base = format.commitmentFee(feerate, untrimmed)
        assertEquals(base, feeOfWeight(feerate, format.commitmentWeight(untrimmed)))
        val trimmed = (offered + received - keptOffered.toSet() - keptReceived.toSet()).sumOf { it / 1000u }
        return case.given("feerate_per_kw", "dust_limit_sat", "offered_htlcs_msat", "received_htlcs_msat") + figures(
            "htlc_timeout_fee_sat" to json(format.htlcTimeoutFee(feerate)),
            "htlc_success_fee_sat" to json(format.htlcSuccessFee(feerate)),
            "untrimmed_offered_msat" to json(keptOffered.map(::json)),
            "untrimmed_received_msat" to json(keptReceived.map(::json)),
            "weight" to json(format.commitmentWeight(untrimmed)),
            "base_fee_sat" to json(base),
            "actual_fee_sat" to json(base + trimmed),
        )
    }

    /** The funding output is the library's, the wallet's input is signed by its key. */
    @TestFactory
    fun funding(): List<DynamicTest> = vectors("bolt03/funding_tx.json") { case ->
        val keys = listOf("local_funding_pubkey", "remote_funding_pubkey").map(case::publicKey)
        val template = ScriptTemplate.Funding(keys[0], keys[1])
        assertEquals(template.scriptPubkey(), ScriptTemplate.Funding(keys[1], keys[0]).scriptPubkey())
        assertEquals(template.write(), ScriptTemplate.recognise(template.write())?.write())

        val txid = Octets(Transactions.doubleSha256(case.bytes("block1_coinbase_tx")))
        val change = Octets.fromHex("00143ca33c2e4446f4a305f23c80df8ad1afdcf652f9")
        val outputs = listOf(
            output(case.number("funding_satoshis"), template.scriptPubkey()),
            output(case.number("change_satoshis"), change),
        )
        val transaction = case.secretKey("input_privkey").use { signed(it, txid, outputs) }
        checkFee(case, transaction.size)
        val given = case.given(
            "name", "genesis_block", "block1", "block1_coinbase_tx", "input_privkey", "local_funding_pubkey",
            "remote_funding_pubkey", "input_index", "input_satoshis", "funding_satoshis", "feerate_per_kw",
            "change_satoshis", "funding_output_index",
        )
        given + figures(
            "funding_witness_script" to json(template.write()),
            "input_txid" to json(Txid(txid.toByteArray())),
            "funding_tx" to json(transaction),
            "funding_txid" to json(Txid(Transactions.doubleSha256(transaction))),
        )
    }

    /** Signed over all of it, P2PKH. */
    private fun signed(key: SecretKey, txid: Octets, outputs: List<String>): ByteArray {
        val publicKey = key.publicKey(entropy)
        val spent = "76a914${Transactions.hash160(publicKey)}88ac"
        val with = { script: String ->
            val input = "$txid" + "00000000" + "%02x".format(script.length / 2) + script + "ffffffff"
            ("02000000" + "01" + input + "02" + outputs.joinToString("") + "00000000").hexToByteArray()
        }
        val digest = Transactions.doubleSha256(with(spent) + byteArrayOf(1, 0, 0, 0))
        val der = Transactions.der(key.signRecoverable(Sha256(digest), entropy).signature).toHexString() + "01"
        return with("%02x".format(der.length / 2) + der + "21" + publicKey)
    }

    private fun output(amount: ULong, script: Octets): String =
        amount.toLong().toHexString().hexToByteArray().reversedArray().toHexString() +
            "%02x".format(script.size) + script

    /** The feerate is that of the whole transaction, whose signature counts with 73 bytes. */
    private fun checkFee(case: JsonObject, size: Int) {
        val feerate = case.number("feerate_per_kw").toUInt()
        val paid = case.number("input_satoshis") - case.number("funding_satoshis") - case.number("change_satoshis")
        val weight = 4uL * size.toUInt()
        assertTrue(paid in feeOfWeight(feerate, weight)..feeOfWeight(feerate, weight + 8u), "$paid for $weight")
    }
}

/** The format of a case. */
internal fun format(case: JsonObject): CommitmentFormat = when (case.text("channel_type")) {
    "static_remotekey" -> CommitmentFormat.STATIC_REMOTEKEY
    "zero_fee_commitments" -> CommitmentFormat.ZERO_FEE
    else -> CommitmentFormat.ANCHORS
}
