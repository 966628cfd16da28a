package org.keelbolt

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.DynamicTest.dynamicTest
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestFactory
import org.keelbolt.Samples.draft
import org.keelbolt.Samples.entropy

/** Objects that are closed, and ceremonies that are over. */
class LifetimesTest {
    private class Row(val name: String, val call: () -> Any?)

    private val hash = Sha256(ByteArray(32))

    /** Every use of a closed object throws: a call of it, and a call that it is given to. */
    @TestFactory
    fun closed(): List<DynamicTest> {
        val key = Samples.key().also { it.close() }
        val preimage = Preimage(ByteArray(32)).also { it.close() }
        val unsigned = UnsignedInvoice(draft()).also { it.close() }
        val rows = listOf(
            Row("SecretKey.publicKey") { key.publicKey(entropy) },
            Row("SecretKey.signRecoverable") { key.signRecoverable(hash, entropy) },
            Row("InvoiceDraft.sign with a closed key") { draft().sign(key, entropy) },
            Row("UnsignedInvoice.sign with a closed key") { UnsignedInvoice(draft()).sign(key, entropy) },
            Row("Preimage.paymentHash") { preimage.paymentHash() },
            Row("UnsignedInvoice.signatureHash") { unsigned.signatureHash() },
            Row("UnsignedInvoice.sign") { Samples.key().use { unsigned.sign(it, entropy) } },
            Row("UnsignedInvoice.finish") { unsigned.finish(Signature(ByteArray(64)), 0u) },
        )
        return (rows + onions(key) + channels(key) + ark(key)).map { dynamicTest(it.name) { checkClosed(it) } }
    }

    private fun onions(closedKey: SecretKey): List<Row> {
        val data = Octets(ByteArray(16))
        val secret = OnionSamples.sharedSecret().also { it.close() }
        val secrets = OnionSamples.secrets(hops = 2).also { it.close() }
        val pathId = OnionSamples.pathId().also { it.close() }
        val pathSecret = PathSecret(OnionSamples.ids[0], OnionSamples.sharedSecret()).also { it.close() }
        val payload = Payload.keysend(1u, 2u, Preimage(ByteArray(32))).also { it.destroy() }
        val peeled = OnionSamples.peel(OnionSamples.packet()).also { it.destroy() }
        return listOf(
            Row("peelOnion with a closed key") { peelOnion(OnionSamples.packet(), closedKey, ByteArray(0)) },
            Row("PathSecret.derive with a closed key") { PathSecret.derive(OnionSamples.ids[0], closedKey) },
            Row("SharedSecret.expose") { secret.expose() },
            Row("SharedSecret.equals") { secret == OnionSamples.sharedSecret() },
            Row("SharedSecret.hashCode") { secret.hashCode() },
            Row("createFailure with a closed secret") { createFailure(FailureMessage.MppTimeout, secret) },
            Row("wrapFulfillment with a closed secret") { wrapFulfillment(secret) },
            Row("RouteSecrets.expose") { secrets.expose() },
            Row("RouteSecrets.hop") { secrets.hop(0u) },
            Row("RouteSecrets.hopCount") { secrets.hopCount() },
            Row("RouteSecrets.followedBy") { OnionSamples.secrets(hops = 1).followedBy(secrets) },
            Row("decryptFailure with closed secrets") { decryptFailure(ByteArray(292), secrets) },
            Row("PathId.expose") { pathId.expose() },
            Row("RecipientData.write with a closed path id") { RecipientData(pathId = pathId).write() },
            Row("PathSecret.blindedKey") { Samples.key().use { pathSecret.blindedKey(it) } },
            Row("PathSecret.decrypt") { pathSecret.decrypt(data) },
            Row("PathSecret.nextPathKey") { pathSecret.nextPathKey(RecipientData()) },
            Row("Payload.write") { payload.write() },
            Row("a copy of a payload") { payload.copy(amtToForward = 3u).write() },
            Row("PeeledOnion.sharedSecret") { peeled.sharedSecret.expose() },
        )
    }

    private fun channels(closedKey: SecretKey): List<Row> {
        val root = ChannelSamples.root(1).also { it.close() }
        val public = ChannelSamples.root(1).publicSide(entropy).also { it.close() }
        val secrets = ChannelSamples.secrets(1).also { it.close() }
        val secret = PerCommitmentSecret(ByteArray(32) { 1 }).also { it.close() }
        val generator = SecretGenerator(ByteArray(32)).also { it.close() }
        val store = SecretStore().also { it.close() }
        val commitment = ChannelSamples.commitment().also { it.close() }
        val claim = ChannelSamples.delayed().also { it.close() }
        val sweep = Sweep(listOf(ChannelSamples.delayed()), Transactions.wallet()).also { it.close() }
        val unsigned = Sweep(listOf(ChannelSamples.delayed()), Transactions.wallet()).build(ChannelSamples.FEERATE)
        val signed = unsigned.sign(ChannelSamples.opener, entropy).also { it.close() }
        val revocation = Revocation(ChannelSamples.opener.perCommitmentSecret(1u), entropy).also { it.close() }
        val preimage = ChannelSamples.preimage(0).also { it.close() }
        val closing = ChannelSamples.legacyClosing().build(Node.OPENER, withoutOwn = false).also { it.close() }
        val open = ChannelSamples.commitment()
        return listOf(
            Row("ExtendedSecretKey.expose") { root.expose() },
            Row("ExtendedSecretKey.equals") { root == ChannelSamples.root(1) },
            Row("ExtendedPublicKey.toText") { public.toText() },
            Row("ChannelSecrets.derive with a closed key") { ChannelSecrets.derive(root, 0u, entropy) },
            Row("ChannelSecrets.basepoints") { secrets.basepoints(entropy) },
            Row("PerCommitmentSecret.expose") { secret.expose() },
            Row("SecretStore.insert with a closed secret") { SecretStore().insert(0u, secret) },
            Row("SecretGenerator.secret") { generator.secret(0u) },
            Row("SecretStore.expose") { store.expose() },
            Row("Commitment.outputs") { commitment.outputs() },
            Row("Commitment.sign with closed secrets") { open.sign(secrets, entropy) },
            Row("Claim.amountSat") { claim.amountSat() },
            Row("Sweep with a closed claim") { Sweep(listOf(claim), Transactions.wallet()) },
            Row("Sweep.build") { sweep.build(ChannelSamples.FEERATE) },
            Row("UnsignedSweep.sign with closed secrets") { unsigned.sign(secrets, entropy) },
            Row("SignedSweep.transaction") { signed.transaction() },
            Row("Revocation.equals") { revocation.hashCode() },
            Row("Commitment.claim with a closed revocation") { open.claim(0u, SpendPath.Revocation(revocation)) },
            Row("Commitment.claim with a closed preimage") { open.claim(0u, SpendPath.Preimage(preimage)) },
            Row("ClosingTransaction.txid") { closing.txid() },
            Row("SimpleClose.sign with a closed key") { ChannelSamples.simpleClose().sign(closedKey, entropy, false) },
        ) + contracts(closedKey)
    }

    private fun ark(closedKey: SecretKey): List<Row> {
        val round = ArkSamples.round()
        val vtxo = ArkSamples.vtxo().also { it.close() }
        val accepted = ArkSamples.accepted().also { it.close() }
        val exit = ArkSamples.accepted().exit().also { it.close() }
        val output = ArkSamples.money().output(ArkSamples.terms).also { it.close() }
        val open = ArkSamples.accepted().exit()
        val claim = { open.claim(open.clauses().single(), Transactions.wallet(), ArkSamples.FEERATE) }
        val spend = claim().also { it.close() }
        val spec = ArkSamples.round().also { it.close() }
        val ceremony = Ceremony(ArkSamples.spec(2))
        val nonces = BranchNonces(Samples.key(), ByteArray(32) { 1 }, entropy).also { it.close() }
        val branch = ceremony.checked(0).also { it.close() }
        val tree = UnsignedTree.build(round, ArkSamples.utxo(round)).also { it.close() }
        val address = ArkAddress(ArkSamples.key(1), ArkSamples.money()).also { it.close() }
        val preimage = ArkSamples.preimage().also { it.close() }
        val item = ArkSamples.vtxo().genesis().last().also { it.destroy() }
        return listOf(
            Row("Vtxo.toBytes") { vtxo.toBytes() },
            Row("Vtxo.equals") { vtxo == ArkSamples.vtxo() },
            Row("Vtxo.accept") { vtxo.accept(ArkSamples.expectation(), ArkSamples.facts()) },
            Row("AcceptedVtxo.assumeAccepted with a closed VTXO") { AcceptedVtxo.assumeAccepted(vtxo) },
            Row("AcceptedVtxo.exit") { accepted.exit() },
            Row("firstDeadline with a closed VTXO") { listOf(accepted).firstDeadline(1u) },
            Row("totalSat with a closed VTXO") { listOf(accepted).totalSat() },
            Row("Exit.packages") { exit.packages() },
            Row("PolicyOutput.scriptPubkey") { output.scriptPubkey() },
            Row("ClauseSpend.sighash") { spend.sighash() },
            Row("ClauseSpend.sign with a closed key") { claim().sign(closedKey, ByteArray(32), entropy) },
            Row("Vtxo.withUnlockPreimage with a closed preimage") { ArkSamples.vtxo().withUnlockPreimage(preimage) },
            Row("a preimage of a genesis") { (item.transition as VtxoTransition.HashLocked).preimage!!.unlockHash() },
            Row("TreeSpec.leaves") { spec.leaves() },
            Row("UnsignedTree.build with a closed specification") { UnsignedTree.build(spec, ArkSamples.utxo(round)) },
            Row("UnsignedTree.transactions") { tree.transactions() },
            Row("TreeSession with a closed tree") { TreeSession(tree, ceremony.aggregates) },
            Row("BranchNonces with a closed key") { BranchNonces(closedKey, ByteArray(32), entropy) },
            Row("BranchNonces.publicNonces") { nonces.publicNonces() },
            Row("BranchNonces.sign with a closed branch") { ceremony.users[0]!!.sign(branch, ceremony.aggregates) },
            Row("ArkAddress.toText") { address.toText() },
            Row("VtxoAttestation.sign with a closed key") {
                signAttestation(VtxoAttestation.VtxoStatus(open.point().let(::VtxoId)), closedKey, entropy, entropy)
            },
        )
    }

    private fun contracts(closedKey: SecretKey): List<Row> {
        val contract = P2wshHtlc(ContractSamples.terms()).also { it.close() }
        val taproot = TaprootHtlc(ContractSamples.terms()).also { it.close() }
        val preimage = ContractSamples.preimage().also { it.close() }
        val open = P2wshHtlc(ContractSamples.terms())
        val spend = open.refund(ContractSamples.funding, Transactions.wallet(), ContractSamples.FEERATE)
        val nonce = MusigSecretNonce(Samples.key(), ByteArray(32) { 1 }, entropy).also { it.close() }
        val keys = MusigKeys(listOf(ContractSamples.publicKey(0))).also { it.close() }
        return listOf(
            Row("P2wshHtlc.address") { contract.address(Network.BITCOIN) },
            Row("TaprootHtlc.outputKeys") { taproot.outputKeys() },
            Row("P2wshHtlc.claim with a closed preimage") {
                open.claim(ContractSamples.funding, preimage, Transactions.wallet(), ContractSamples.FEERATE)
            },
            Row("Preimage.opens") { preimage.opens(ContractSamples.terms().hash) },
            Row("P2wshSpend.sign with a closed key") { spend.sign(closedKey, entropy) },
            Row("MusigSecretNonce.publicNonce") { nonce.publicNonce() },
            Row("MusigSecretNonce of a closed key") { MusigSecretNonce(closedKey, ByteArray(32) { 1 }, entropy) },
            Row("MusigKeys.publicKey") { keys.publicKey() },
            Row("MusigSession with closed keys") {
                MusigSession(keys, MusigAggregateNonce(ByteArray(66)), Sha256(ByteArray(32)))
            },
        )
    }

    private fun checkClosed(row: Row) {
        val exception = assertThrows(IllegalStateException::class.java) { row.call() }
        assertEquals(true, exception.message?.endsWith("object has already been destroyed"), exception.message)
    }

    /** Closing again does nothing, `use` closes, and what is closed can still be printed. */
    @Test
    fun closing() {
        val key = Samples.key()
        val hash = Preimage(ByteArray(32)).use { it.paymentHash() }
        assertEquals(sha256(ByteArray(32)).toHex(), hash.toHex())
        assertEquals("SecretKey(..)", key.toString())
        repeat(3) { key.close() }
        assertEquals("SecretKey(closed)", key.toString())
        assertEquals("Preimage(closed)", Preimage(ByteArray(32)).also { it.close() }.toString())
        assertEquals(true, key.uniffiIsDestroyed)
    }

    /** A ceremony that has ended, well or not, refuses everything. */
    @TestFactory
    fun signed(): List<DynamicTest> {
        val endings = listOf<Pair<String, (UnsignedInvoice) -> Unit>>(
            "signed" to { unsigned -> Samples.key().use { unsigned.sign(it, entropy) } },
            "finished" to { unsigned ->
                val signature = Samples.key().use { it.signRecoverable(unsigned.signatureHash(), entropy) }
                unsigned.finish(signature.signature, signature.recoveryId)
            },
            "failed to sign" to { unsigned ->
                Samples.key().use { key ->
                    assertThrows(InvoiceException.WrongLength::class.java) { unsigned.sign(key, ByteArray(0)) }
                }
            },
            "failed to finish" to { unsigned ->
                assertThrows(InvoiceException.SignatureNotRecoverable::class.java) {
                    unsigned.finish(Signature(ByteArray(64)), 0u)
                }
            },
        )
        return endings.map { (name, end) -> dynamicTest(name) { UnsignedInvoice(draft()).use { checkEnded(it, end) } } }
    }

    private fun checkEnded(unsigned: UnsignedInvoice, end: (UnsignedInvoice) -> Unit) {
        end(unsigned)
        val uses = listOf<() -> Any?>(
            { unsigned.signatureHash() },
            { Samples.key().use { unsigned.sign(it, entropy) } },
            { unsigned.finish(Signature(ByteArray(64) { 1 }), 0u) },
        )
        uses.forEach { assertThrows(InvoiceException.AlreadySigned::class.java) { it() } }
    }

    /** The three ways to sign give one invoice. */
    @Test
    fun waysToSign() = Samples.key().use { key ->
        val invoice = draft().sign(key, entropy)
        assertEquals(invoice, UnsignedInvoice(draft()).use { it.sign(key, entropy) })
        val elsewhere = UnsignedInvoice(draft()).use { unsigned ->
            val signature = key.signRecoverable(unsigned.signatureHash(), entropy)
            signature.verify(unsigned.signatureHash(), key.publicKey(entropy))
            unsigned.finish(signature.signature, signature.recoveryId)
        }
        assertEquals(invoice, elsewhere)
        assertEquals(key.publicKey(entropy), invoice.payee())
        assertEquals(invoice, parseInvoice(invoice.text))
    }
}
