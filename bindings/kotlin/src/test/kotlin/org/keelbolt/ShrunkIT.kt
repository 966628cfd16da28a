package org.keelbolt

import com.sun.jna.Native
import java.io.File
import java.util.concurrent.TimeUnit
import java.util.jar.JarFile
import org.jetbrains.annotations.NotNull
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.DynamicTest.dynamicTest
import org.junit.jupiter.api.TestFactory
import org.junit.jupiter.api.io.TempDir
import proguard.Configuration
import proguard.ConfigurationParser
import proguard.ProGuard

/** The sample programs as an app that was shrunk and renamed: they run by the rules of the jar, and only so. */
class ShrunkIT {
    private class Row(val name: String, val rules: String, val runs: Boolean)

    /** A program of the app, and what it prints first. */
    private class Program(val name: String, val printed: String, val arguments: List<String> = listOf())

    private val programs = listOf(
        Program(
            "PayKt", "too late: it could be paid until 2017-06-01T11:57:38Z", listOf("lightning:${Samples.DONATION}"),
        ),
        lines("OnionKt", Samples.ONION_LINES),
        lines("ChannelKt", Samples.CHANNEL_LINES),
        lines("SwapKt", Samples.SWAP_LINES),
        lines("RoundKt", Samples.ROUND_LINES),
    )

    private fun lines(name: String, printed: List<String>) = Program(name, printed.joinToString(System.lineSeparator()))

    @TempDir
    lateinit var folder: File

    private val jar = jarOf(Invoice::class.java)

    @TestFactory
    fun shrunk(): List<DynamicTest> {
        val rules = JarFile(jar).use { jar ->
            jar.getInputStream(jar.getEntry("META-INF/proguard/keelbolt.pro")).reader().readText()
        }
        return listOf(
            Row("with the rules", rules, runs = true),
            Row("without them", "-dontwarn java.awt.**", runs = false),
        ).map { dynamicTest(it.name) { check(it) } }
    }

    private fun check(row: Row) {
        val app = File(folder, "${row.name}.jar".replace(' ', '-'))
        shrink(app, row.rules)
        val names = JarFile(app).use { jar -> jar.stream().map { it.name }.toList() }
        assertTrue("org/keelbolt/InvoiceException\$WrongSigner.class" !in names, "nothing was renamed")

        programs.forEach { run(it, app, row.runs) }
    }

    private fun run(program: Program, app: File, runs: Boolean) {
        val java = File(System.getProperty("java.home"), "bin/java").path
        val classpath = app.path + File.pathSeparator + jarOf(Unit::class.java).path
        val command = listOf(java, "-cp", classpath, "org.keelbolt.examples.${program.name}") + program.arguments
        val process = ProcessBuilder(command).redirectErrorStream(true).start()
        val printed = process.inputStream.reader().readText()
        assertTrue(process.waitFor(60, TimeUnit.SECONDS))
        assertEquals(runs, process.exitValue() == 0, printed)
        assertEquals(runs, printed.startsWith(program.printed), printed)
    }

    private fun shrink(app: File, rules: String) {
        val sample = jarOf(ShrunkIT::class.java)
        val jmods = File(System.getProperty("java.home"), "jmods")
        val classes = "(!META-INF/**,!**/module-info.class,!module-info.class)"
        val arguments = listOf(
            "-injars '$sample'(org/keelbolt/examples/**.class)",
            "-injars '$jar'$classes",
            "-injars '${jarOf(Native::class.java)}'$classes",
            "-outjars '$app'",
            "-libraryjars '${jarOf(Unit::class.java)}'",
            "-libraryjars '${jarOf(NotNull::class.java)}'",
            "-libraryjars '$jmods/java.base.jmod'(!**.jar;!module-info.class)",
            "-libraryjars '$jmods/java.logging.jmod'(!**.jar;!module-info.class)",
            "-libraryjars '$jmods/java.desktop.jmod'(!**.jar;!module-info.class)",
            "-keepclasseswithmembers class org.keelbolt.examples.* { public static void main(java.lang.String[]); }",
            // Removing and renaming is what breaks an app; optimizing takes twice as long.
            "-dontoptimize",
            rules,
        )
        val configuration = Configuration()
        ConfigurationParser(arguments.joinToString("\n"), null, folder, System.getProperties()).use {
            it.parse(configuration)
        }
        ProGuard(configuration).execute()
    }

    private fun jarOf(type: Class<*>) = File(type.protectionDomain.codeSource.location.toURI())
}
