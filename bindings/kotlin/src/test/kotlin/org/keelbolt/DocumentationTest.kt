package org.keelbolt

import java.io.File
import java.lang.reflect.Modifier
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.DynamicTest.dynamicTest
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestFactory

/** Every public declaration carries a doc comment, in the sources written by hand and in the generated one. */
class DocumentationTest {
    private class Row(val name: String, val source: String, val undocumented: List<String> = listOf())

    @TestFactory
    fun sources(): List<DynamicTest> {
        val files = Samples.home.resolve("src/main").toFile().walk().filter { it.extension == "kt" }.toList()
        assertTrue(files.size > 4, "$files")
        return files.map { dynamicTest(it.name) { check(Row(it.name, it.readText())) } }
    }

    /** The test itself finds what is missing, and only that. */
    @TestFactory
    fun findings(): List<DynamicTest> = listOf(
        Row("function", "fun a() { val b = 1 }", listOf("fun a")),
        Row("documented", "/** A. */ @Throws(E::class) fun a() {}\n/** B. */\nval b: Int get() { fun c() {} }"),
        Row("plain comment", "/* A. */ class A\n// B\nobject B", listOf("class A", "object B")),
        Row("hidden", "private fun a() {}\ninternal class B { fun c() {} }\n/** @suppress */ object D { fun e() {} }"),
        Row(
            "members", "/** A. */ class A(val b: Int, /** C. */ val c: Int, d: Int) { fun e() }",
            listOf("val b", "fun e"),
        ),
        Row("inherited", "/** A. */ class A { override fun b() {}\n companion object { val c = 1 } }", listOf("val c")),
        Row("nested", "/** A. */ sealed class A { /** B. */ data class B(val c: Int) : A() {} }", listOf("val c")),
        Row("entries", "/** A. */ enum class A { /** B. */ B, C; fun d() {} }", listOf("C", "fun d")),
        Row("in texts", "/** A. */ val a = \"fun b() { // \"\n/** C. */ val c = \"\"\"class D {\"\"\""),
    ).map { dynamicTest(it.name) { check(it) } }

    private fun check(row: Row) = assertEquals(row.undocumented, undocumented(row.source), row.name)

    /** The README says of each public type from which threads it may be used. */
    @Test
    fun threadRules() {
        val classes = File(Invoice::class.java.protectionDomain.codeSource.location.toURI()).resolve("org/keelbolt")
        val types = classes.list()!!.filter { it.matches(Regex("\\w+\\.class")) }.map { it.removeSuffix(".class") }
            .filter { Modifier.isPublic(Class.forName("org.keelbolt.$it").modifiers) && !it.matches(UNIFFI) }
        assertTrue(types.size > 20, "$types")
        val readme = Samples.home.resolve("README.md").toFile().readText()
        val rules = readme.substringAfter("## Threads").substringBefore("\n## ")
        assertEquals(listOf<String>(), types.filterNot { rules.contains("`$it`") })
    }

    private companion object {
        /** What stands in a source for a doc comment, and for one that hides what follows. */
        const val DOCUMENTED = '\u0001'
        const val HIDDEN = '\u0002'

        /** UniFFI's own classes, the interfaces of objects, and the classes that hold a file's functions. */
        val UNIFFI = Regex(".*(Uniffi|FfiConverter|RustBuffer|ForeignBytes|NoHandle|Disposable).*|.*(Interface|Kt)")

        val COMMENTS_AND_TEXTS =
            Regex("""/\*[\s\S]*?\*/|//[^\n]*|""${'"'}[\s\S]*?""${'"'}|"(\\.|[^"\\\n])*"|'(\\.|[^'\\])+'""")
        const val MODIFIERS = "public|private|internal|protected|open|abstract|sealed|data|inline|override|final|" +
            "external|const|companion|lateinit|enum|annotation|value|operator|infix|suspend"
        val DECLARATION = Regex(
            """([\u0001\u0002])?\s*(?:@[\w.:]+(?:\([^)]*\))?\s*)*([\u0001\u0002])?\s*((?:\b(?:$MODIFIERS)\s+)*)""" +
                """\b(class|interface|object|fun|val|var|typealias|constructor)\b\s*(?:<[^>]*>\s*)?([\w.`]*)""",
        )
        val ENTRY = Regex("""(?<=[{,\u0001\u0002])\s*([A-Z][A-Z0-9_]*)\s*(?=[,;}(])""")

        enum class Scope { TYPE, ENUM, PARAMETERS, OTHER }

        fun undocumented(source: String): List<String> {
            val text = bared(source)
            val scopes = ArrayDeque<Scope>()
            val missing = mutableListOf<String>()
            var at = 0
            var next = DECLARATION.find(text)
            var pending: Scope? = null
            while (at < text.length) {
                if (next != null && at == next.range.first) {
                    val declaration = next
                    val keyword = declaration.groupValues[4]
                    val modifiers = declaration.groupValues[3].trim().split(Regex("\\s+"))
                    val mark = (declaration.groupValues[1] + declaration.groupValues[2]).lastOrNull()
                    val isVisible = scopes.none { it == Scope.OTHER } && mark != HIDDEN &&
                        modifiers.none { it in setOf("private", "internal", "protected") }
                    val isMember = scopes.lastOrNull() != Scope.PARAMETERS || keyword == "val" || keyword == "var"
                    val isExempt = "override" in modifiers || "companion" in modifiers
                    if (isVisible && isMember && !isExempt && mark != DOCUMENTED) {
                        missing += "$keyword ${declaration.groupValues[5]}".trim()
                    }
                    if (scopes.lastOrNull() != Scope.PARAMETERS) {
                        pending = when {
                            !isVisible || keyword !in setOf("class", "interface", "object") -> Scope.OTHER
                            "enum" in modifiers -> Scope.ENUM
                            else -> Scope.TYPE
                        }
                    }
                    at = declaration.range.last + 1
                    next = declaration.next()
                    continue
                }
                when (text[at]) {
                    '{' -> {
                        scopes.addLast(pending ?: Scope.OTHER)
                        if (pending == Scope.ENUM) missing += entries(text, at)
                        pending = null
                    }
                    '(' -> {
                        val isConstructor = pending == Scope.TYPE || pending == Scope.ENUM
                        scopes.addLast(if (isConstructor) Scope.PARAMETERS else Scope.OTHER)
                    }
                    ')' -> scopes.removeLastOrNull()
                    '}' -> {
                        scopes.removeLastOrNull()
                        pending = null
                    }
                }
                at++
            }
            return missing
        }

        /** The entries of an enum without a doc comment; `from` is its brace. */
        fun entries(text: String, from: Int): List<String> {
            val body = text.substring(from, text.indexOfAny(charArrayOf(';', '}'), from) + 1)
            return ENTRY.findAll(body)
                .filter { body.take(it.range.first).trimEnd().lastOrNull() != DOCUMENTED }
                .map { it.groupValues[1] }.toList()
        }

        /** A source without its comments and texts; a doc comment is one mark. */
        fun bared(source: String): String = COMMENTS_AND_TEXTS.replace(source) { found ->
            when {
                !found.value.startsWith("/**") -> " "
                found.value.contains("@suppress") -> "$HIDDEN"
                else -> "$DOCUMENTED"
            }
        }
    }
}
