package org.keelbolt

import java.lang.reflect.Modifier
import java.util.IdentityHashMap
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.DynamicTest.dynamicTest
import org.junit.jupiter.api.TestFactory
import org.keelbolt.Samples.entropy

/** Types that hold a secret neither print it nor hold it where a debugger or a serialiser finds it. */
class SecretsTest {
    private val bytes = ByteArray(32) { (0x30 + it).toByte() }

    @TestFactory
    fun secrets(): List<DynamicTest> = listOf<AutoCloseable>(
        SecretKey(bytes),
        Preimage(bytes),
        SharedSecret(bytes),
        RouteSecrets(bytes + bytes),
        PathId(bytes),
        PathSecret(OnionSamples.ids[0], SharedSecret(bytes)),
        ExtendedSecretKey.fromSeed(bytes, KeyNetwork.MAINNET),
        channelSecrets(),
        PerCommitmentSecret(bytes),
        SecretGenerator(bytes),
        SecretStore().also { it.insert(0u, PerCommitmentSecret(bytes)) },
        Revocation(PerCommitmentSecret(bytes), entropy),
        MusigSecretNonce(SecretKey(bytes), bytes, entropy),
        BranchNonces(SecretKey(bytes), bytes, entropy),
        TreeNonces(SecretKey(bytes), TreeShape(5u), bytes, entropy),
    ).map { dynamicTest(it.javaClass.simpleName) { it.use(::check) } }

    /** Values that hold a secret among other things. */
    @TestFactory
    fun holders(): List<DynamicTest> = listOf<Any>(
        Payload.keysend(1u, 2u, Preimage(bytes)),
        ReceiveInstruction(1u, 2u, 3u, keysendPreimage = Preimage(bytes)),
        RecipientData.forRecipient(PathId(bytes)),
        PathHop(OnionSamples.ids[0], RecipientData.forRecipient(PathId(bytes))),
        BuiltOnion(Octets(ByteArray(9)), RouteSecrets(bytes)),
        PeeledOnion(Octets(ByteArray(9)), null, SharedSecret(bytes), Octets(ByteArray(32))),
        SpendPath.Preimage(Preimage(bytes)),
        SpendPath.Revocation(Revocation(PerCommitmentSecret(bytes), entropy)),
        SpendPath.HtlcTransaction(Signature(ByteArray(64)), Preimage(bytes)),
        KeyOrigin.Revocation(PerCommitmentSecret(bytes), OnionSamples.ids[0]),
        SigningKey(KeyOrigin.Revocation(PerCommitmentSecret(bytes), OnionSamples.ids[0]), OnionSamples.ids[0]),
        RevealedPreimage(1u, Preimage(bytes)),
        claimByPreimage(),
        VtxoTransition.HashLocked(
            HashLockVersion.V1, OnionSamples.ids[0], null, UnlockHash(ByteArray(32)), Preimage(bytes),
        ),
    ).map { dynamicTest(it.javaClass.simpleName) { checkText(it.toString()) } }

    private fun channelSecrets() = SecretKey(bytes).let { ChannelSecrets(it, it, it, it, it, bytes) }

    /** Its witness shows the preimage: that is for the chain to see, not for a log. */
    private fun claimByPreimage(): SignedHtlcSpend {
        val terms = ContractSamples.terms(HashLock.Sha256(Preimage(bytes).use { it.paymentHash() }))
        return P2wshHtlc(terms)
            .claim(ContractSamples.funding, Preimage(bytes), Transactions.wallet(), ContractSamples.FEERATE)
            .sign(ContractSamples.key(0), entropy)
    }

    private fun check(secret: AutoCloseable) {
        assertEquals("${secret.javaClass.simpleName}(..)", secret.toString())
        val seen = reflected(secret)
        assertTrue(seen.any { it is Number }, "the handle at least was looked at")
        for (value in seen) {
            assertFalse(value is ByteArray && value.size >= bytes.size, "an array of bytes in the object")
            checkText(value.toString())
        }
    }

    private fun checkText(text: String) {
        for (form in forms()) assertFalse(text.contains(form, ignoreCase = true), "$text shows $form")
    }

    /** The bytes as they might be printed, and any eight of them. */
    private fun forms() = bytes.toList().windowed(8).flatMap { part ->
        listOf(part.joinToString("") { "%02x".format(it) }, part.joinToString(), String(part.toByteArray()))
    }

    /** Everything that reflection reaches from an object through fields of this package, values and texts. */
    private fun reflected(root: Any): List<Any> {
        val seen = IdentityHashMap<Any, Unit>()
        val open = ArrayDeque(listOf(root))
        while (open.isNotEmpty()) {
            val value = open.removeFirst()
            if (seen.put(value, Unit) != null || value.javaClass.packageName != root.javaClass.packageName) continue
            for (field in value.javaClass.declaredFields.filterNot { Modifier.isStatic(it.modifiers) }) {
                field.isAccessible = true
                field.get(value)?.let(open::add)
            }
        }
        return seen.keys.toList()
    }
}
