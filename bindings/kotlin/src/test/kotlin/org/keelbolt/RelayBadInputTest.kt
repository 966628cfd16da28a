package org.keelbolt

import java.time.Instant
import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestFactory

/** Transactions that nodes do not relay, by each rule. */
class RelayBadInputTest {
    /** The parts of a transaction with one input, of which a row spoils some. */
    private data class Parts(
        val version: String = "02000000",
        val inputs: List<Input> = listOf(Input()),
        val outputs: List<Pair<ULong, String>> = listOf(90_000uL to WALLET),
        val lockTime: String = "00000000",
        val coins: List<Coin> = listOf(CONFIRMED),
    ) {
        /** By the rules of BIP 144; amounts and lengths are small. */
        fun bytes(): Octets {
            val spent = inputs.joinToString("") { it.outpoint + length(it.script) + it.script + it.sequence }
            val paid = outputs.joinToString("") { (amount, script) -> number(amount) + length(script) + script }
            val witnesses = inputs.joinToString("") { input ->
                count(input.witness.size) + input.witness.joinToString("") { length(it) + it }
            }
            val marked = if (inputs.any { it.witness.isNotEmpty() }) "0001" to witnesses else "" to ""
            val parts = count(inputs.size) + spent + count(outputs.size) + paid
            return Octets.fromHex(version + marked.first + parts + marked.second + lockTime)
        }

        fun txid(): String {
            val bare = copy(inputs = inputs.map { it.copy(witness = listOf()) }).bytes()
            return Transactions.doubleSha256(bare.toByteArray()).toHexString()
        }

        private fun number(amount: ULong) =
            amount.toLong().toHexString().hexToByteArray().reversedArray().toHexString()

        private fun length(hex: String) = count(hex.length / 2)

        private fun count(count: Int) =
            if (count < 0xfd) "%02x".format(count) else "fd%02x%02x".format(count and 0xff, count shr 8)
    }

    private data class Input(
        val outpoint: String = "11".repeat(32) + "00000000",
        val script: String = "",
        val sequence: String = "fdffffff",
        val witness: List<String> = listOf(SIGNATURE, KEY),
    )

    @Test
    fun relayed() {
        assertEquals(10_000uL, checkRelay(Parts().bytes(), listOf(CONFIRMED), CHAIN))
        val parent = Parts("03000000", outputs = listOf(100_000uL to WALLET))
        assertEquals(10_000uL, together(parent, child(parent)))
        assertEquals(CHAIN, ChainTip(CHAIN.height, Instant.ofEpochSecond(CHAIN.medianTimePast.toLong())))
    }

    @TestFactory
    fun wholes(): List<DynamicTest> = REFUSALS.rows(
        peer("MalformedTransaction", "these bytes are no transaction") {
            checkRelay(Octets(ByteArray(9)), listOf(), CHAIN)
        },
        judged("CoinCount(expected=1, found=0)", "spent outputs: expected 1, found 0") { copy(coins = listOf()) },
        judged("EmptyTransaction", "transaction without inputs or outputs") { copy(outputs = listOf()) },
        judged("DuplicateInput", "an output is spent twice") {
            copy(inputs = List(2) { Input() }, coins = List(2) { CONFIRMED })
        },
        judged("RelayAmount", "amounts exceed all bitcoin") { copy(outputs = listOf(ULong.MAX_VALUE / 2u to WALLET)) },
        judged(
            "OutputsExceedInputs(expected=100000, found=100001)",
            "outputs: expected at most 100000 sat, found 100001 sat",
        ) { copy(outputs = listOf(100_001uL to WALLET)) },
        judged("TransactionVersion(found=4)", "version: expected 1 to 3, found 4") { copy(version = "04000000") },
        judged("TransactionWeight(expected=40000, found=40318)", "weight: expected at most 40000, found 40318") {
            copy(version = "03000000", inputs = listOf(Input(witness = listOf("00".repeat(39_950), KEY))))
        },
        judged("BaseSize(expected=65, found=64)", "size without witnesses: expected at least 65, found 64") {
            copy(outputs = listOf(90_000uL to "51024e73"))
        },
        judged("OutputScript(output=0)", "output 0 has no standard script") {
            copy(outputs = listOf(90_000uL to "51".repeat(22)))
        },
        judged("RelayDust(output=0, expected=294, found=293)", "output 0: expected at least 294 sat, found 293 sat") {
            copy(outputs = listOf(293uL to WALLET))
        },
        judged("RelayFee(expected=110, found=0)", "fee: expected at least 110 sat, found 0 sat") {
            copy(outputs = listOf(100_000uL to WALLET))
        },
        judged("LockTime(lockTime=800001, height=800000)", "lock time 800001 has not passed at block 800000") {
            copy(lockTime = "01350c00")
        },
    )

    @TestFactory
    fun inputs(): List<DynamicTest> = REFUSALS.rows(
        judged(
            "RelativeLock(input=0, expected=800144, found=800001)",
            "input 0 is locked until block 800144, and block 800001 is next",
        ) { spoiled { copy(sequence = "90000000") } },
        judged("RelativeTime(input=0)", "input 0 is locked by seconds") { spoiled { copy(sequence = "01004000") } },
        judged("TrucParent(input=0, version=3)", "input 0: its unconfirmed parent has version 3") {
            copy(coins = listOf(unconfirmed(version = 3u)))
        },
        judged("TrucAncestors(input=0)", "input 0 brings a second unconfirmed ancestor") {
            copy(version = "03000000", coins = listOf(unconfirmed(ancestors = 1u)))
        },
        judged("TrucDescendants(input=0)", "input 0: its parent has another unconfirmed child") {
            copy(version = "03000000", coins = listOf(unconfirmed(children = 1u)))
        },
        judged("ScriptSig(input=0)", "input 0 has a script beside its witness") { spoiled { copy(script = "51") } },
        judged("AnchorWitness(input=0)", "input 0 has a witness for an anchor") {
            copy(coins = listOf(coin("51024e73")))
        },
        judged("UnknownProgram(input=0)", "input 0 spends an unknown witness program") {
            copy(coins = listOf(coin("6020" + "01".repeat(32))))
        },
        judged("NoWitness(input=0)", "input 0 has no witness script") {
            copy(inputs = listOf(Input(witness = listOf())), coins = listOf(coin(P2WSH)))
        },
        script("WitnessScript(input=0, expected=3600, found=3601)",
            "input 0, script: expected at most 3600 bytes, found 3601", listOf("51".repeat(3601))),
        script("WitnessElements(input=0, expected=100, found=101)",
            "input 0, elements: expected at most 100, found 101", List(101) { "" } + "51"),
        script("WitnessElement(input=0, element=0, expected=80, found=81)",
            "input 0, element 0: expected at most 80 bytes, found 81", listOf("01".repeat(81), "51")),
        script("SighashType(input=0, element=0, found=5)",
            "input 0, element 0: unknown sighash type 5", listOf(SIGNATURE.dropLast(2) + "05", TO_REMOTE)),
        script("WitnessSignature(input=0, element=0, fault=ENCODING)",
            "input 0, element 0: signature is not in strict DER", listOf("3045" + SIGNATURE.drop(4), TO_REMOTE)),
        script("WitnessSignature(input=0, element=0, fault=HIGH_S)",
            "input 0, element 0: signature breaks the low-S rule",
            listOf("3044${ONES}02207f" + "ff".repeat(31) + "01", TO_REMOTE)),
        script("MinimalIf(input=0)",
            "input 0: argument of OP_IF is neither empty nor 1", listOf(SIGNATURE, "02", TO_LOCAL)),
    )

    /** A parent of version 3 whose dust the child does not spend. */
    @TestFactory
    fun packages(): List<DynamicTest> = REFUSALS.rows(
        caller("DustUnspent(output=1)", "output 1 is dust that the child does not spend") {
            val parent = Parts("03000000", outputs = listOf(100_000uL to WALLET, 0uL to "51024e73"))
            together(parent, child(parent))
        },
    )

    private fun child(parent: Parts) = Parts(
        "03000000", listOf(Input(outpoint = parent.txid() + "00000000")), listOf(90_000uL to WALLET),
        coins = listOf(unconfirmed(version = 3u)),
    )

    private fun together(parent: Parts, child: Parts) =
        checkPackageRelay(parent.bytes(), parent.coins, child.bytes(), child.coins, CHAIN)

    @TestFactory
    fun unreached(): List<DynamicTest> = REFUSALS.rows(
        made(
            RelayException.WitnessSignature(1u, 2u, SignatureFault.OUT_OF_RANGE),
            "input 1, element 2: signature value is not below the group order", Blame.CALLER,
        ),
        made(RelayException.Unlisted("not known"), "not known", Blame.CALLER),
    )

    private fun judged(exception: String, message: String, spoil: Parts.() -> Parts) =
        caller(exception, message) { Parts().spoil().let { checkRelay(it.bytes(), it.coins, CHAIN) } }

    private fun Parts.spoiled(spoil: Input.() -> Input) = copy(inputs = inputs.map { it.spoil() })

    private fun script(exception: String, message: String, witness: List<String>) = judged(exception, message) {
        copy(inputs = listOf(Input(witness = witness)), coins = listOf(coin(P2WSH)))
    }

    private companion object {
        const val WALLET = "00146363636363636363636363636363636363636363"
        const val P2WSH = "0020" + "0707070707070707070707070707070707070707070707070707070707070707"
        const val KEY = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"

        /** A number of 32 bytes in DER, and a signature of two, with the type ALL. */
        const val ONES = "0220" + "0101010101010101010101010101010101010101010101010101010101010101"
        const val SIGNATURE = "3044$ONES$ONES" + "01"

        /** `to_remote` and `to_local` of a channel with this key. */
        val TO_REMOTE: String = ScriptTemplate.ToRemote(PublicKey.fromHex(KEY)).write().toHex()
        val TO_LOCAL: String =
            ScriptTemplate.ToLocal(PublicKey.fromHex(KEY), 144u, PublicKey.fromHex(KEY)).write().toHex()

        val CHAIN = ChainTip(height = 800_000u, medianTimePast = 1_700_000_000uL)
        val CONFIRMED = coin(WALLET)

        fun coin(script: String) = Coin(100_000u, Octets.fromHex(script), CoinCreated.Confirmed(800_000u))

        fun unconfirmed(version: UInt = 3u, ancestors: ULong = 0u, children: ULong = 0u) =
            CONFIRMED.copy(created = CoinCreated.Unconfirmed(version, ancestors, children))

        val REFUSALS = Refusals(
            RelayException::class.java,
            mapOf(
                "MalformedTransaction" to 607,
                "CoinCount" to 870,
                "EmptyTransaction" to 871,
                "DuplicateInput" to 872,
                "RelayAmount" to 873,
                "OutputsExceedInputs" to 874,
                "TransactionVersion" to 875,
                "TransactionWeight" to 876,
                "BaseSize" to 877,
                "OutputScript" to 878,
                "RelayDust" to 879,
                "DustUnspent" to 880,
                "RelayFee" to 881,
                "LockTime" to 882,
                "RelativeLock" to 883,
                "RelativeTime" to 884,
                "TrucParent" to 885,
                "TrucAncestors" to 886,
                "TrucDescendants" to 887,
                "ScriptSig" to 888,
                "AnchorWitness" to 889,
                "UnknownProgram" to 890,
                "NoWitness" to 891,
                "WitnessScript" to 892,
                "WitnessElements" to 893,
                "WitnessElement" to 894,
                "MinimalIf" to 895,
                "WitnessSignature" to 896,
                "SighashType" to 897,
                "Unlisted" to 999,
            ),
            RelayException::code,
            RelayException::blame,
        )

        @JvmStatic
        @AfterAll
        fun everyKindHasARow() = REFUSALS.assertAllSeen()
    }
}
