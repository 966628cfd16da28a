package org.keelbolt

import java.util.concurrent.ConcurrentHashMap
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.DynamicTest.dynamicTest

/** What is called, and the exception with its fields, its text and who has to act on it. */
internal class Refusal(val exception: String, val message: String, val blame: Blame, val call: () -> Any?)

internal fun peer(exception: String, message: String, call: () -> Any?) = Refusal(exception, message, Blame.PEER, call)

internal fun caller(exception: String, message: String, call: () -> Any?) =
    Refusal(exception, message, Blame.CALLER, call)

internal fun capacity(exception: String, message: String, call: () -> Any?) =
    Refusal(exception, message, Blame.CAPACITY, call)

/** An exception that no call of this binding throws, but a part of it might: its text is as good. */
internal fun made(exception: Exception, message: String, blame: Blame) =
    Refusal(shown(exception), message, blame) { throw exception }

/** The exceptions of one sealed class: their numbers, which never change, and which of them were seen. */
internal class Refusals<E : Exception>(
    private val type: Class<E>,
    private val codes: Map<String, Int>,
    private val code: (E) -> UShort,
    private val blame: (E) -> Blame,
) {
    private val seen: MutableSet<String> = ConcurrentHashMap.newKeySet()

    fun rows(vararg rows: Refusal): List<DynamicTest> =
        rows.map { dynamicTest("${it.exception}: ${it.message}") { check(it) } }

    private fun check(row: Refusal) {
        val exception = assertThrows(type) { row.call() }
        assertEquals(row.exception, shown(exception))
        assertEquals(row.message, exception.message)
        assertEquals("${exception.javaClass.name}: ${row.message}", exception.toString())
        assertEquals(row.blame, blame(exception))
        assertEquals(codes[exception.javaClass.simpleName], code(exception).toInt())
        seen.add(exception.javaClass.simpleName)
    }

    /** Every kind of exception has a number, and stood in a row. */
    fun assertAllSeen() {
        val kinds = type.declaredClasses.filter(type::isAssignableFrom).map { it.simpleName }.toSortedSet()
        assertEquals(kinds, codes.keys.toSortedSet())
        assertEquals(kinds, seen.toSortedSet())
    }
}
