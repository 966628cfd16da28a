package org.keelbolt

import com.sun.jna.Native
import com.sun.jna.Platform
import java.io.File
import java.util.jar.JarFile
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** The jar as an app has it: its classes, its native library, its rules for R8. */
class JarIT {
    private val file = File(Invoice::class.java.protectionDomain.codeSource.location.toURI())
    private val version = System.getProperty("keelbolt.version")
    private val entries = JarFile(file).use { jar -> jar.stream().filter { !it.isDirectory }.map { it.name }.toList() }

    @Test
    fun contents() {
        assertEquals("keelbolt-$version.jar", file.name)
        val (classes, others) = entries.partition { it.endsWith(".class") }
        assertTrue(classes.isNotEmpty() && classes.all { it.matches(Regex("org/keelbolt/[^/]+")) }, "$classes")
        val libraries = others.filter { it.matches(Regex("[a-z0-9-]+/(lib)?keelbolt_uniffi\\.(so|dylib|dll)")) }
        assertTrue(libraries.any { it.startsWith(Platform.RESOURCE_PREFIX + "/") }, "$libraries")
        val expected = setOf(
            "META-INF/MANIFEST.MF",
            "META-INF/LICENSE-APACHE",
            "META-INF/LICENSE-MIT",
            "META-INF/NOTICE",
            "META-INF/keelbolt.kotlin_module",
            "META-INF/proguard/keelbolt.pro",
            "META-INF/maven/org.keelbolt/keelbolt/pom.xml",
            "META-INF/maven/org.keelbolt/keelbolt/pom.properties",
        )
        assertEquals(expected.sorted(), (others - libraries.toSet()).sorted())
        val manifest = JarFile(file).use { it.manifest.mainAttributes }
        assertEquals("org.keelbolt", manifest.getValue("Automatic-Module-Name"))
    }

    /** The library comes out of the jar, and is of the jar's version. */
    @Test
    fun libraryOfTheJar() {
        assertEquals(version, keelboltVersion())
        val library = Native.getNativeLibrary(UniffiLib::class.java).file
        assertTrue(library.name.startsWith("jna"), "not unpacked by JNA: $library")
    }

    /** The sample programs run with no more than the jar and what it depends on. */
    @Test
    fun samples() {
        Samples.run("PayKt", "lightning:${Samples.DONATION}")
        listOf("OnionKt", "ChannelKt", "SwapKt", "RoundKt").forEach { Samples.run(it) }
    }

    /** The sources that an IDE shows documentation from. */
    @Test
    fun sources() {
        val sources = JarFile(File(file.parentFile, "keelbolt-$version-sources.jar")).use { jar ->
            jar.stream().map { it.name }.filter { it.endsWith(".kt") }.toList()
        }
        assertTrue(sources.containsAll(listOf("org/keelbolt/keelbolt.kt", "org/keelbolt/Bytes.kt")), "$sources")
    }
}
