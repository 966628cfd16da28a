package org.keelbolt

import java.lang.reflect.InvocationTargetException
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.DynamicTest.dynamicTest
import org.junit.jupiter.api.TestFactory
import org.keelbolt.Samples.draft
import org.keelbolt.Samples.entropy

/**
 * A panic in Rust is an exception in Kotlin, and the library goes on.
 *
 * The public functions give no way to a panic: it is forced below them, by bytes that are no value of the type.
 */
class PanicsTest {
    private class Row(val name: String, val call: (UniffiRustCallStatus) -> Any?)

    private val key = Samples.key()
    private val unsigned = UnsignedInvoice(draft())

    @TestFactory
    fun panics(): List<DynamicTest> = listOf(
        Row("a record") { UniffiLib.uniffi_keelbolt_uniffi_fn_method_invoice_payee(garbage(), it) },
        Row("an enum") {
            val network = FfiConverterTypeNetwork.lower(Network.BITCOIN)
            UniffiLib.uniffi_keelbolt_uniffi_fn_method_fallback_address(garbage(), network, it)
        },
        Row("a payload") { UniffiLib.uniffi_keelbolt_uniffi_fn_method_payload_write(garbage(), it) },
        Row("an argument of a ceremony") { status ->
            UniffiLib.uniffi_keelbolt_uniffi_fn_method_unsignedinvoice_sign(
                unsigned.uniffiCloneHandle(), key.uniffiCloneHandle(), garbage(), status,
            )
        },
    ).map { dynamicTest(it.name) { check(it) } }

    private fun check(row: Row) {
        repeat(10) {
            val status = UniffiRustCallStatus()
            row.call(status)
            assertTrue(status.isPanic())
            val exception = assertThrows(InternalException::class.java) { throwWhatCallsThrow(status) }
            assertTrue(exception.message!!.startsWith("Failed to convert arg"), exception.message)
        }
        assertEquals(draft().sign(key, entropy), UnsignedInvoice(draft()).sign(key, entropy))
    }

    private fun garbage(): RustBuffer.ByValue =
        RustBuffer.alloc(3u).also { it.asByteBuffer()!!.put(byteArrayOf(0, 0, 1)) }

    /** What every generated function does with the status of its call. */
    private fun throwWhatCallsThrow(status: UniffiRustCallStatus) {
        val functions = Class.forName("org.keelbolt.KeelboltKt").declaredMethods
        val check = functions.single { it.name == "uniffiCheckCallStatus" }
        check.isAccessible = true
        try {
            check.invoke(null, UniffiNullRustCallStatusErrorHandler, status)
        } catch (thrown: InvocationTargetException) {
            throw thrown.targetException
        }
    }
}
