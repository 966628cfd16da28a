package org.keelbolt

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.DynamicTest.dynamicTest
import org.junit.jupiter.api.TestFactory
import org.keelbolt.OnionSamples.ids
import org.keelbolt.OnionSamples.nodeKey

/** Values of onions compare by content, also where they hold a secret. */
class OnionValuesTest {
    /** How the value is made, and another that is not equal to it. */
    private class Row(val make: () -> Any, val other: () -> Any)

    @TestFactory
    fun values(): List<DynamicTest> = listOf(
        Row({ SharedSecret(ByteArray(32)) }, { SharedSecret(ByteArray(32) { 1 }) }),
        Row({ RouteSecrets(ByteArray(64)) }, { RouteSecrets(ByteArray(32)) }),
        Row({ PathId(ByteArray(3)) }, { PathId(ByteArray(4)) }),
        Row({ pathSecret(1) }, { pathSecret(2) }),
        Row({ OnionSamples.onion() }, { OnionSamples.onion(listOf(OnionHop(ids[0], Octets(ByteArray(2))))) }),
        Row({ OnionSamples.peel(OnionSamples.packet()) }, { peeledTwice() }),
        Row({ OnionSamples.peel(OnionSamples.packet()).instruction() }, { peeledTwice().instruction() }),
        Row({ keysend(1) }, { keysend(2) }),
        Row({ keysend(1).instruction(true, null) }, { keysend(2).instruction(true, null) }),
        Row({ data(1) }, { data(2) }),
        Row({ PathHop(ids[0], data(1)) }, { PathHop(ids[0], data(2)) }),
        Row({ OnionSamples.draft(0, 1) }, { OnionSamples.draft(0, 2) }),
        Row({ OnionSamples.path(0, 1) }, { OnionSamples.path(0, 2) }),
        Row({ started(0, 1) }, { started(0, 2) }),
        Row({ started(0) }, { started(0, 1) }),
        Row({ OnionSamples.message() }, { OnionSamples.message(contents = null) }),
        Row({ received(OnionSamples.message()) }, { received(OnionSamples.message(contents = null)) }),
        Row({ FailureMessage.MppTimeout }, { FailureMessage.ExpiryTooFar }),
        Row({ FailureMessage.InvalidOnionHmac(sha256(ByteArray(1))) }, {
            FailureMessage.InvalidOnionHmac(sha256(ByteArray(2)))
        }),
    ).map { dynamicTest(it.make().javaClass.simpleName) { check(it) } }

    private fun check(row: Row) {
        val (value, twin, other) = Triple(row.make(), row.make(), row.other())
        assertEquals(twin, value)
        assertEquals(twin.hashCode(), value.hashCode())
        assertEquals(setOf(twin), setOf(value, twin))
        assertNotEquals(other, value)
    }

    private fun pathSecret(fill: Byte) = PathSecret(ids[0], SharedSecret(ByteArray(32) { fill }))

    private fun keysend(fill: Byte) = Payload.keysend(1u, 2u, Preimage(ByteArray(32) { fill }))

    private fun data(fill: Byte) = RecipientData.forRecipient(PathId(byteArrayOf(fill)))

    private fun peeledTwice() =
        OnionSamples.peel(OnionSamples.peel(OnionSamples.packet()).nextPacket!!.toByteArray(), node = 1)

    private fun started(vararg nodes: Int) = nodeKey(0).use { OnionSamples.path(*nodes).start(ids[0], it) }

    private fun received(message: OnionMessage) = nodeKey(1).use { message.peel(it) }
}
