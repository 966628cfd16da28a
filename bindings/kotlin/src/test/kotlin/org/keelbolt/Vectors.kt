package org.keelbolt

import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.boolean
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.long
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.DynamicTest.dynamicTest

/**
 * A test for each case of a conformance file, which [check] makes again from what the library says. Both are compared
 * whole: a figure too many or too few is a failure.
 */
internal fun vectors(file: String, check: (JsonObject) -> JsonObject): List<DynamicTest> {
    val cases = cases(file)
    assertNotEquals(0, cases.size)
    return cases.map { dynamicTest(it.text("name")) { assertEquals(it, check(it)) } }
}

/** The cases of a conformance file. */
internal fun cases(file: String): List<JsonObject> {
    val path = Samples.home.resolve("../../core/tests/vectors").resolve(file)
    return Json.parseToJsonElement(path.toFile().readText()).jsonObject.objects("cases")
}

/** The figures that were found; null stands for one that is not there. */
internal fun figures(vararg found: Pair<String, JsonElement?>) = figures(found.toMap())

internal fun figures(found: Map<String, JsonElement?>) =
    JsonObject(found.entries.mapNotNull { (key, value) -> value?.let { key to it } }.toMap())

/** What a case only asks with, or tells for people. */
internal fun JsonObject.given(vararg keys: String) = JsonObject(filterKeys { it in keys })

internal operator fun JsonObject.plus(others: JsonObject) = JsonObject(toMap() + others)

internal fun json(text: String) = JsonPrimitive(text)

internal fun json(flag: Boolean) = JsonPrimitive(flag)

internal fun json(bytes: Bytes) = JsonPrimitive(bytes.toHex())

internal fun json(bytes: ByteArray) = JsonPrimitive(bytes.toHexString())

internal fun json(number: ULong) = JsonPrimitive(number.toLong())

internal fun json(number: UInt) = json(number.toULong())

internal fun json(elements: List<JsonElement>) = JsonArray(elements)

/** A list that a case leaves out when it is empty. */
internal fun list(elements: List<JsonElement>) = if (elements.isEmpty()) null else JsonArray(elements)

internal fun JsonObject.text(key: String) = getValue(key).jsonPrimitive.content

internal fun JsonObject.flag(key: String) = getValue(key).jsonPrimitive.boolean

internal fun JsonObject.number(key: String) = getValue(key).jsonPrimitive.long.toULong()

internal fun JsonObject.bytes(key: String): ByteArray = text(key).hexToByteArray()

internal fun JsonObject.publicKey(key: String) = PublicKey(bytes(key))

internal fun JsonObject.secretKey(key: String) = SecretKey(bytes(key))

internal fun JsonObject.inner(key: String) = getValue(key).jsonObject

internal fun JsonObject.objects(key: String) = getValue(key).jsonArray.map { it.jsonObject }

internal fun JsonObject.texts(key: String) = getValue(key).jsonArray.map { it.jsonPrimitive.content }

internal fun JsonObject.numbers(key: String) = getValue(key).jsonArray.map { it.jsonPrimitive.long.toULong() }

internal fun JsonObject.flags(key: String) = getValue(key).jsonArray.map { it.jsonPrimitive.boolean }

internal fun JsonObject.publicKeys(key: String) = texts(key).map(PublicKey::fromHex)
