package org.keelbolt

import java.security.MessageDigest
import java.util.HexFormat
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.contentOrNull
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.TestFactory

/** The conformance files of BOLT 11. */
class VectorsTest {
    @TestFactory
    fun valid(): List<DynamicTest> = vectors("bolt11/valid.json") { it.asked() + figures(valid(it)) }

    @TestFactory
    fun invalid(): List<DynamicTest> = vectors("bolt11/invalid.json") { it.asked() + figures(invalid(it)) }

    private fun JsonObject.asked() = given("name", "invoice", "valid")

    /** An invoice that can be paid: every field, the signature, and the way back to the text. */
    private fun valid(case: JsonObject): Map<String, JsonElement?> {
        assertEquals(true, case.flag("valid"))
        val invoice = parseInvoice(case.text("invoice"))
        val payable = invoice.checkPayable(known = invoiceFeatures(), now = invoice.timestamp)
        assertEquals(invoice.paymentHash, payable.paymentHash)
        assertEquals(invoice.paymentSecret, payable.paymentSecret)
        assertEquals(invoice.payee(), payable.payee)
        assertEquals(invoice, parseInvoiceUri("lightning:" + invoice.text))
        checkWrittenBack(case, invoice)
        return head(invoice) + fields(invoice) + signature(case, invoice) + mapOf(
            "currency" to json(currency(invoice.network)),
            "network" to json(if (invoice.network == Network.BITCOIN) "mainnet" else invoice.network.name.lowercase()),
            "node_id" to json(payable.payee),
            // Taken into account in writing the invoice back.
            "signing_privkey" to case["signing_privkey"],
            "signature_is_rfc6979" to case["signature_is_rfc6979"],
        )
    }

    /** An invoice that is refused, by its reading or by the check; what it reads as, where the case says so. */
    private fun invalid(case: JsonObject): Map<String, JsonElement?> {
        assertEquals(false, case.flag("valid"))
        // At the beginning of time no invoice has expired: a refusal is for another reason.
        val refusal = assertThrows(InvoiceException::class.java) {
            parseInvoice(case.text("invoice")).checkPayable(known = invoiceFeatures(), now = 0uL)
        }
        assertEquals(REFUSALS[case.text("error")], shown(refusal))
        val decodable = case["decodable_fields"]?.jsonObject?.let { expected ->
            val invoice = parseInvoice(case.text("invoice"))
            figures(head(invoice) + signature(expected, invoice))
        }
        return mapOf("error" to case["error"], "decodable_fields" to decodable)
    }

    private fun head(invoice: Invoice): Map<String, JsonElement?> {
        val ignored = invoice.fields().filter {
            it is InvoiceField.Unknown || it is InvoiceField.Fallback && it.fallback is Fallback.Unknown
        }
        return mapOf(
            "amount_msat" to invoice.amountMsat?.let(::json),
            "timestamp" to json(invoice.timestamp),
            "feature_bits" to JsonArray(invoice.features.map { json(it.toULong()) }),
            "payee" to invoice.payeeField?.let(::json),
            "ignored_tags" to list(ignored.map { json(letter(it)) }),
            "tags" to JsonArray(invoice.fields().map { json(letter(it)) }),
        )
    }

    private fun fields(invoice: Invoice): Map<String, JsonElement?> {
        // Either the field's own value, or the default that the specification gives.
        val expiry = if (invoice.fields().any { it is InvoiceField.Expiry }) "" else "_default"
        val delta = if (invoice.fields().any { it is InvoiceField.MinFinalCltvExpiryDelta }) "" else "_default"
        return mapOf(
            "payment_hash" to invoice.paymentHash?.let(::json),
            "payment_secret" to invoice.paymentSecret?.let(::json),
            "description" to invoice.description?.let(::json),
            "description_hash" to invoice.descriptionHash?.let(::json),
            "payment_metadata" to invoice.metadata?.let(::json),
            "expiry_seconds$expiry" to json(invoice.expirySeconds),
            "min_final_cltv_expiry_delta$delta" to json(invoice.minFinalCltvExpiryDelta),
            "fallbacks" to list(invoice.fallbacks.mapNotNull { fallback(it, invoice.network) }),
            "route_hints" to list(invoice.routeHints.map { hint -> JsonArray(hint.hops.map(::hop)) }),
        )
    }

    private fun fallback(fallback: Fallback, network: Network): JsonElement? {
        val (version, program) = when (fallback) {
            is Fallback.P2pkh -> 17uL to fallback.hash
            is Fallback.P2sh -> 18uL to fallback.hash
            is Fallback.Witness -> fallback.version.toULong() to fallback.program
            is Fallback.Unknown -> return null
        }
        val address = json(fallback.address(network)!!)
        return JsonObject(mapOf("version" to json(version), "program" to json(program), "address" to address))
    }

    private fun hop(hop: RouteHop) = JsonObject(
        mapOf(
            "pubkey" to json(hop.pubkey),
            "short_channel_id" to json(hop.shortChannelIdText),
            "fee_base_msat" to json(hop.feeBaseMsat.toULong()),
            "fee_proportional_millionths" to json(hop.feeProportionalMillionths.toULong()),
            "cltv_expiry_delta" to json(hop.cltvExpiryDelta.toULong()),
        ),
    )

    private fun signature(case: JsonObject, invoice: Invoice): Map<String, JsonElement?> {
        val signature = RecoverableSignature(invoice.signature, invoice.recoveryId)
        val recovered = try {
            signature.recover(invoice.signatureHash)
        } catch (_: InvoiceException.SignatureNotRecoverable) {
            null
        }
        val signedData = case["signed_data"]?.jsonPrimitive?.content?.let(HexFormat.of()::parseHex)
        if (signedData != null) {
            assertArrayEquals(MessageDigest.getInstance("SHA-256").digest(signedData), sha256(signedData).toByteArray())
            assertEquals(invoice.signatureHash, sha256(signedData))
        }
        return mapOf(
            "signature" to json(invoice.signature),
            "recovery_id" to json(invoice.recoveryId.toULong()),
            "signature_hash" to json(invoice.signatureHash),
            "signed_data" to case["signed_data"],
            "recovered_node_id" to (recovered?.let(::json) ?: JsonNull),
            "high_s" to JsonPrimitive(isHighS(signature, invoice, recovered)),
        )
    }

    private fun isHighS(signature: RecoverableSignature, invoice: Invoice, recovered: PublicKey?): Boolean {
        // Which key does not matter: the low-S rule is judged before it.
        val key = recovered ?: invoice.payeeField ?: return false
        return try {
            signature.verify(invoice.signatureHash, key)
            false
        } catch (_: InvoiceException.SignatureHighS) {
            true
        }
    }

    /** Writes the fields that were read, signs them, and compares the text. */
    private fun checkWrittenBack(case: JsonObject, invoice: Invoice) {
        val unsigned =
            UnsignedInvoice.fromFields(invoice.network, invoice.amountMsat, invoice.timestamp, invoice.fields())
        assertEquals(invoice.signatureHash, unsigned.signatureHash())
        val key = case["signing_privkey"]?.jsonPrimitive?.contentOrNull
        val again = if (key != null && case.flag("signature_is_rfc6979")) {
            SecretKey(HexFormat.of().parseHex(key)).use { unsigned.sign(it, Samples.entropy) }
        } else {
            unsigned.finish(invoice.signature, invoice.recoveryId)
        }
        assertEquals(invoice.text.lowercase(), again.text)
        assertEquals(invoice.copy(text = again.text), again)
    }

    private fun letter(field: InvoiceField): String = when (field) {
        is InvoiceField.PaymentHash -> "p"
        is InvoiceField.PaymentSecret -> "s"
        is InvoiceField.Description -> "d"
        is InvoiceField.DescriptionHash -> "h"
        is InvoiceField.Payee -> "n"
        is InvoiceField.Expiry -> "x"
        is InvoiceField.MinFinalCltvExpiryDelta -> "c"
        is InvoiceField.Fallback -> "f"
        is InvoiceField.RouteHint -> "r"
        is InvoiceField.Features -> "9"
        is InvoiceField.Metadata -> "m"
        is InvoiceField.Unknown -> field.field.tag
    }

    private fun currency(network: Network): String = when (network) {
        Network.BITCOIN -> "bc"
        Network.TESTNET -> "tb"
        Network.SIGNET -> "tbs"
        Network.REGTEST -> "bcrt"
    }

    private companion object {
        /** What each label of the file is here. */
        val REFUSALS = mapOf(
            "unknown_required_feature" to "FeatureUnknownRequired(bit=100)",
            "bad_checksum" to "Bech32Checksum",
            "no_separator" to "Bech32NoSeparator",
            "signature_not_recoverable" to "SignatureNotRecoverable",
            "invalid_multiplier" to "AmountCharacter(offset=8, found=120)",
            "sub_millisatoshi_amount" to "SubMillisatoshi(offset=4)",
            "missing_payment_secret" to "MissingField(field=s)",
            "high_s_with_payee_field" to "SignatureHighS",
            "wrong field length" to "FieldLength(field=p, offset=213, expected=52, found=51)",
        )
    }
}
