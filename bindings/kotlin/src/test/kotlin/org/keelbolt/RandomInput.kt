package org.keelbolt

import kotlin.random.Random
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.DynamicTest.dynamicTest

/** A function, and whether some random input must get a result from it, and some an exception. */
internal class RandomRow(val name: String, val accepts: Boolean, val refuses: Boolean, val call: (Random) -> Any?)

/** Each function gets random input, the same in every run: a result comes back, or an exception of ours. */
internal fun randomly(vararg rows: RandomRow): List<DynamicTest> = rows.map { dynamicTest(it.name) { check(it) } }

private const val SEED = 11
private const val RUNS = 400

private fun check(row: RandomRow) {
    val random = Random(SEED)
    var accepted = 0
    repeat(RUNS) {
        try {
            row.call(random)
            accepted++
        } catch (_: InvoiceException) {
            // What a refusal is. Anything else fails the test.
        } catch (_: OnionException) {
            // The same of an onion.
        } catch (_: ExtendedKeyException) {
            // Of an extended key.
        } catch (_: MusigException) {
            // Of MuSig2.
        } catch (_: HtlcException) {
            // Of a contract.
        } catch (_: CommitmentException) {
            // Of a channel.
        } catch (_: RelayException) {
            // Of a transaction.
        } catch (_: VtxoException) {
            // Of a VTXO or a policy.
        } catch (_: TreeException) {
            // Of a tree.
        } catch (_: ArkAddressException) {
            // Of an address.
        }
    }
    if (row.accepts) assertNotEquals(0, accepted, "nothing was accepted")
    if (row.refuses) assertNotEquals(RUNS, accepted, "nothing was refused")
}

internal fun <T> Random.choice(vararg choices: T): T = choices.random(this)

/** Characters of all planes, of the bech32 alphabet, and halves of surrogate pairs. */
internal fun Random.text(): String = buildString {
    repeat(nextInt(60)) {
        when (nextInt(5)) {
            0 -> append(nextInt(0x10000).toChar())
            1 -> appendCodePoint(nextInt(0x110000))
            2 -> append("ln1bc:?&=% ".random(this@text))
            else -> append(('a'..'z').random(this@text))
        }
    }
}

internal fun Random.bytes(): ByteArray = nextBytes(nextInt(70))

internal fun Random.publicKey() = PublicKey(byteArrayOf(choice(2, 3, 4)) + nextBytes(32))

/** With up to two bytes changed, or cut off. */
internal fun Random.changed(bytes: ByteArray): ByteArray {
    val changed = bytes.copyOf(if (nextInt(6) == 0) nextInt(bytes.size) else bytes.size)
    if (changed.isNotEmpty()) repeat(nextInt(3)) { changed[nextInt(changed.size)] = nextInt().toByte() }
    return changed
}
