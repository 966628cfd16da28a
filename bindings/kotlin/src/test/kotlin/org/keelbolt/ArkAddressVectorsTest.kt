package org.keelbolt

import java.time.Instant
import kotlinx.serialization.json.JsonObject
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.TestFactory
import org.keelbolt.Samples.entropy

/** Addresses of Ark, the mailboxes that they name, and what users sign for servers. */
class ArkAddressVectorsTest {
    @TestFactory
    fun addresses(): List<DynamicTest> = vectors("ark/addresses.json") { case ->
        case.given("name", "address") + ArkFigures.verdict(case) {
            val address = ArkAddress.parse(case.text("address"))
            assertEquals(case.text("address").lowercase(), address.toText())
            figures(
                "ark_id" to json(address.arkId()),
                "policy_encoding" to json(address.policy().write()),
                "policy" to ArkFigures.policy(VtxoPolicy.User(address.policy())),
                "deliveries" to json(address.deliveries().map(::delivery)),
                "testnet" to json(address.isForTests()),
            ) + words(address.toText()) + made(case, address) + mailbox(case, address)
        }
    }

    private fun delivery(delivery: ArkDelivery): JsonObject = when (delivery) {
        is ArkDelivery.Mailbox -> figures("type" to json(1u), "data" to json(delivery.mailbox.publicKey))
        is ArkDelivery.Unknown -> figures("type" to json(delivery.kind.toUInt()), "data" to json(delivery.data))
    }

    /** The prefix, the version and the payload, as bech32 has them. */
    private fun words(text: String): JsonObject {
        val (prefix, data) = text.substringBeforeLast('1') to text.substringAfterLast('1').dropLast(CHECKSUM)
        val words = data.map(ALPHABET::indexOf)
        val bits = words.drop(1).joinToString("") { it.toString(2).padStart(5, '0') }
        val bytes = bits.chunked(8).filter { it.length == 8 }.map { it.toInt(2).toByte() }.toByteArray()
        return figures("hrp" to json(prefix), "version" to json(words[0].toUInt()), "payload" to json(bytes))
    }

    /** The address made again from its server's key. */
    private fun made(case: JsonObject, address: ArkAddress): JsonObject {
        if ("server_pubkey" !in case) return figures()
        val server = case.publicKey("server_pubkey")
        assertEquals(address, ArkAddress(server, address.policy(), address.deliveries(), address.isForTests()))
        assertEquals(address.arkId(), ArkAddress.arkIdOf(server))
        assertTrue(address.isOf(server))
        return case.given("server_pubkey")
    }

    /** The mailbox blinded, and unblinded by its server. */
    private fun mailbox(case: JsonObject, address: ArkAddress): JsonObject {
        if ("mailbox_id" !in case) return figures()
        val (mailbox, server) = MailboxId(case.publicKey("mailbox_id")) to case.publicKey("mailbox_server_pubkey")
        val blinded = case.secretKey("user_privkey").use { mailbox.blind(it, server) }
        assertEquals(ArkDelivery.Mailbox(blinded), address.deliveries().first())
        val owners = ArkFigures.owners(
            case, "user_privkey" to address.policy().owner(), "mailbox_server_privkey" to server,
        )
        if ("mailbox_server_privkey" in case) case.secretKey("mailbox_server_privkey").use {
            assertEquals(mailbox, blinded.unblind(it, address.policy().owner()))
        }
        return case.given("mailbox_id", "mailbox_server_pubkey") + owners + figures(
            "blinded_mailbox_id" to json(blinded.publicKey).takeIf { "blinded_mailbox_id" in case },
        )
    }

    @TestFactory
    fun attestations(): List<DynamicTest> = vectors("ark/attestations.json") { case ->
        val told = case.given("name", "kind", "prefix_hex")
        if (case.text("kind") == "mailbox_authorization") told + authorization(case) else told + attestation(case)
    }

    private fun authorization(case: JsonObject): JsonObject {
        val permission = MailboxAuthorization.parse(case.bytes("encoding"))
        permission.verify()
        return figures(
            "encoding" to json(permission.toBytes()),
            "mailbox_id" to json(permission.mailbox.publicKey),
            "expiry" to json(permission.expiry.toULong()),
            "digest" to json(MailboxAuthorization.digest(Instant.ofEpochSecond(permission.expiry))),
            "valid" to json(true),
        )
    }

    private fun attestation(case: JsonObject): JsonObject {
        val attestation = attested(case)
        val (signature, key) = SchnorrSignature(case.bytes("attestation")) to case.publicKey("signer_pubkey")
        val asked = case.given("vtxo_id", "challenge", "requests", "output", "input_vtxo_ids", "payment_hash")
        return asked + case.given("signer_pubkey", "attestation") + ArkFigures.verdict(case) {
            attestation.verify(signature, key)
            // Whatever was random in the signature of the file, ours holds as well.
            val ours = case.secretKey("signer_privkey").use { signAttestation(attestation, it, ByteArray(32), entropy) }
            attestation.verify(ours, key)
            assertTrue(case.text("preimage").startsWith(case.text("prefix_hex")))
            assertEquals(sha256(case.bytes("preimage")), attestation.digest())
            case.given("preimage") + ArkFigures.owners(case, "signer_privkey" to key) + figures(
                "digest" to json(attestation.digest()),
                "vtxo_id_bytes" to json(VtxoId.parse(case.text("vtxo_id")).write()),
            )
        }
    }

    /** What is attested, by the kind that the case names. */
    private fun attested(case: JsonObject): VtxoAttestation {
        val vtxo = VtxoId.parse(case.text("vtxo_id"))
        return when (case.text("kind")) {
            "round_attempt" -> VtxoAttestation.RoundAttempt(
                Octets(case.bytes("challenge")), vtxo,
                case.objects("requests").map { CosignedVtxoRequest(request(it), it.publicKey("cosign_pubkey")) },
            )
            "delegated_round" -> VtxoAttestation.DelegatedRound(vtxo, case.objects("requests").map(::request))
            "offboard_request" -> {
                val output = case.inner("output")
                VtxoAttestation.OffboardRequest(
                    TxOut(output.number("amount_sat"), Octets(output.bytes("script_pubkey"))),
                    case.texts("input_vtxo_ids").map { VtxoId.parse(it) },
                )
            }
            "lightning_receive" -> VtxoAttestation.LightningReceive(PaymentHash(case.bytes("payment_hash")), vtxo)
            else -> VtxoAttestation.VtxoStatus(vtxo)
        }
    }

    private fun request(request: JsonObject) =
        VtxoRequest(UserPolicy.parse(request.bytes("policy_encoding")), request.number("amount_sat"))

    @TestFactory
    fun messages(): List<DynamicTest> = vectors("ark/message_signing.json") { case ->
        val (digest, key) = messageDigest(case.bytes("message")) to case.publicKey("pubkey")
        val asked = case.given("name", "message", "pubkey", "signature")
        asked + figures("digest" to json(digest)) + ArkFigures.verdict(case) {
            SchnorrSignature(case.bytes("signature")).verify(digest, key)
            case.secretKey("privkey").use { it.signSchnorr(digest, ByteArray(32), entropy) }.verify(digest, key)
            ArkFigures.owners(case, "privkey" to key)
        }
    }

    private companion object {
        const val ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
        const val CHECKSUM = 6
    }
}
