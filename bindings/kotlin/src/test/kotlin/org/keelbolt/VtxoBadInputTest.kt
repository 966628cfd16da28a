package org.keelbolt

import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.TestFactory
import org.keelbolt.ArkSamples.COSIGNER
import org.keelbolt.ArkSamples.EPHEMERAL
import org.keelbolt.ArkSamples.FEERATE
import org.keelbolt.ArkSamples.NO_SIGNATURE
import org.keelbolt.ArkSamples.SERVER
import org.keelbolt.ArkSamples.STRANGER
import org.keelbolt.ArkSamples.TIP
import org.keelbolt.ArkSamples.USER
import org.keelbolt.ArkSamples.arkoor
import org.keelbolt.ArkSamples.cosigned
import org.keelbolt.ArkSamples.expectation
import org.keelbolt.ArkSamples.facts
import org.keelbolt.ArkSamples.joined
import org.keelbolt.ArkSamples.key
import org.keelbolt.ArkSamples.locked
import org.keelbolt.ArkSamples.money
import org.keelbolt.ArkSamples.received
import org.keelbolt.ArkSamples.round
import org.keelbolt.ArkSamples.secret
import org.keelbolt.ArkSamples.signed
import org.keelbolt.ArkSamples.terms
import org.keelbolt.ArkSamples.unlocked
import org.keelbolt.ArkSamples.unsigned
import org.keelbolt.OnionSamples.noPoint
import org.keelbolt.Samples.entropy

/** Bad VTXOs, policies, spends and facts of every kind: each rule of acceptance refuses by its name. */
class VtxoBadInputTest {
    private val round = round()
    private val unsigned = unsigned(round)
    private val locked = unsigned.signed()
    private val vtxo = locked.unlocked()
    private val bare = vtxo.bare()
    private val genesis = vtxo.genesisBytes()
    private val whole = vtxo.toBytes().toByteArray()
    private val funding = round.fundingOutput()
    private val wallet = Transactions.wallet()
    private val board = listOf(key(SERVER))

    private fun changed(at: Int, vararg bytes: Int): Vtxo =
        Vtxo.parse(whole.copyOf().also { bytes.forEachIndexed { index, byte -> it[at + index] = byte.toByte() } })

    private fun joined(vararg genesis: Int) = Vtxo.join(bare, ByteArray(genesis.size) { genesis[it].toByte() })

    /** An item with another byte somewhere. */
    private fun ByteArray.with(at: Int, byte: Int) = copyOf().also { it[at] = byte.toByte() }

    private fun output(valueSat: ULong, script: Octets = Transactions.wallet()) = TxOut(valueSat, script)

    @TestFactory
    fun encodings(): List<DynamicTest> = REFUSALS.rows(
        peer("VtxoTruncated(offset=14, expected=33, found=6)", "truncated at byte 14: expected 33 bytes, found 6") {
            Vtxo.parse(whole.copyOf(20))
        },
        peer("VtxoCount(offset=0, found=1)", "compact size at byte 0 is not the shortest form of 1") {
            joined(0xfd, 1, 0)
        },
        peer("VtxoTrailingBytes(found=1)", "1 bytes behind the end") { Vtxo.parse(whole + 0) },
        peer("VtxoVersion(found=3)", "unknown version of the encoding: 3") { changed(0, 3) },
        peer(
            "VtxoHeight(offset=10, found=4294967295)",
            "height at byte 10: expected at most 499934467, found 4294967295",
        ) { changed(10, 0xff, 0xff, 0xff, 0xff) },
        peer("VtxoDelta(offset=47, found=65535)", "delay at byte 47: expected at most 16383 blocks, found 65535") {
            changed(47, 0xff, 0xff)
        },
        peer(
            "VtxoKey(offset=14, fault=NOT_A_POINT)", "key at byte 14: not a compressed point of the curve",
        ) { changed(14, 5) },
        peer(
            "VtxoKey(offset=1, fault=NOT_AN_X_COORDINATE)", "key at byte 1: not the x coordinate of a point",
        ) { VtxoPolicy.parse(byteArrayOf(4) + ByteArray(32) { -1 }) },
        peer("PolicyType(offset=0, found=12)", "policy at byte 0: unknown type 0x0c") {
            VtxoPolicy.parse(byteArrayOf(12))
        },
        peer(
            "ServerPolicy(offset=0, found=7)", "policy at byte 0: type 0x07 is the server's, expected a user's",
        ) { UserPolicy.parse(byteArrayOf(7)) },
        peer("NoGenesis", "no genesis: expected the full form, found the bare one") { Vtxo.parse(bare.write()) },
        peer("UnexpectedGenesis", "a genesis of what lies on chain itself") {
            Vtxo.join(bare.copy(point = bare.chainAnchor), genesis)
        },
        peer("NotAVtxoId", "not the id of a VTXO: expected txid:vout") { VtxoId.parse("${bare.point.txid}:01") },
        caller("WrongLength(expected=36, found=35)", "expected 36 bytes, found 35") { VtxoId.fromBytes(ByteArray(35)) },
    )

    @TestFactory
    fun geneses(): List<DynamicTest> = REFUSALS.rows(
        peer("TransitionType(offset=1, found=5)", "transition at byte 1: unknown type 0x05") {
            joined(cosigned(board).with(0, 5))
        },
        peer("NoCosigners(offset=2)", "no keys at byte 2: expected one at least") {
            joined(cosigned(listOf(), listOf(output(1u))))
        },
        peer("VtxoTweak(offset=36)", "tweak at byte 36 is not below the group order") {
            joined(arkoor(board, ByteArray(32) { -1 }))
        },
        peer(
            "VtxoUnlock(offset=99, found=2)", "unlock at byte 99: expected 0 (preimage) or 1 (hash), found 2",
        ) { joined(locked(USER, byteArrayOf(2) + ByteArray(32))) },
        peer(
            "NoTransactionOutputs(offset=100)", "number of outputs at byte 100: expected 1 to 255, found 0",
        ) { joined(cosigned(board).with(99, 0)) },
        peer(
            "VtxoOutputIndex(offset=101, expected=1, found=1)", "output index at byte 101: expected below 1, found 1",
        ) { joined(cosigned(board).with(100, 1)) },
        peer(
            "VtxoScriptLength(offset=110, expected=100, found=101)",
            "script at byte 110: expected at most 100 bytes, found 101",
        ) { joined(cosigned(board, listOf(output(1u, Octets(ByteArray(101)))))) },
        peer(
            "VtxoTooMany(counted=GENESIS_ITEMS, expected=16384, found=16385)",
            "steps of a genesis: expected at most 16384, found 16385",
        ) { joined(0xfd, 1, 0x40) },
        peer(
            "VtxoCountAboveInput(counted=GENESIS_ITEMS, offset=0, found=5, left=0)",
            "steps of a genesis: 5 at byte 0 cannot stand in the 0 bytes that are left",
        ) { joined(5) },
        peer(
            "VtxoAmountOverflow(expected=2100000000000000)", "amounts: their sum is more than 2100000000000000 sat",
        ) { joined(cosigned(board, feeSat = ULong.MAX_VALUE)).hops() },
    )

    @TestFactory
    fun policies(): List<DynamicTest> = REFUSALS.rows(
        peer("KeyNotAPoint", "not a compressed point of the curve") { UserPolicy.Pubkey(noPoint).write() },
        peer("KeyNotAPoint", "not a compressed point of the curve") {
            money().output(terms.copy(serverPubkey = noPoint))
        },
        peer("NotAnXCoordinate", "not the x coordinate of a point") {
            VtxoPolicy.Expiry(XOnlyPublicKey(ByteArray(32) { -1 })).write()
        },
        caller(
            "LockHeightTooLarge(expected=499934467, found=499934468)",
            "height: expected at most 499934467, found 499934468",
        ) { received(499_934_468u).write() },
        caller(
            "LockDeltaTooLarge(expected=16383, found=16384)", "delay: expected at most 16383 blocks, found 16384",
        ) { money().output(terms.copy(exitDelta = 16_384u)) },
        caller("WrongLength(expected=20, found=19)", "expected 20 bytes, found 19") {
            ClauseHash(HashLockVersion.V1, Octets(ByteArray(19))).preimageIn(listOf())
        },
        peer("PointsCancel", "points cancel each other") {
            val server = SecretKey(ByteArray(31) + 1)
            BlindedMailboxId(key(USER)).unblind(server, key(USER))
        },
    )

    @TestFactory
    fun spends(): List<DynamicTest> = REFUSALS.rows(
        caller("FundingValue(found=0)", "output: expected 1 to 2100000000000000 sat, found 0 sat") { spend(0u) },
        caller("FeeAboveValue(fee=235, value=200)", "fee of 235 sat is more than the output's 200 sat") {
            spend(200u)
        },
        caller("BelowDustLimit(expected=294, found=265)", "after the fee: expected at least 294 sat, found 265 sat") {
            spend(500u)
        },
        caller("EmptyDestination", "destination: expected an output script, found none") {
            spend(20_000u, destination = Octets(ByteArray(0)))
        },
        caller("NotAClause", "output has no such clause") { spend(20_000u, received().clauses(terms).first()) },
        caller("ClausePreimage", "no preimage, or that of another hash") {
            val clause = received().clauses(terms).first { it.hashLock() != null }
            received().output(terms).spend(clause, bare.point, 20_000u, wallet, FEERATE)
        },
        caller("ClauseKey", "key does not sign for this clause") {
            spend(20_000u).sign(secret(STRANGER), ByteArray(32), entropy)
        },
        caller("SignatureMismatch", "signature is not of this key") { spend(20_000u).finish(NO_SIGNATURE) },
        caller("WrongLength(expected=32, found=31)", "expected 32 bytes, found 31") {
            spend(20_000u).sign(secret(USER), ByteArray(31), entropy)
        },
    )

    private fun spend(
        valueSat: ULong,
        clause: VtxoClause = money().clauses(terms).single(),
        destination: Octets = wallet,
    ): ClauseSpend = money().output(terms).spend(clause, bare.point, valueSat, destination, FEERATE)

    /** The genesis must lead from the output on chain to the VTXO. */
    @TestFactory
    fun chains(): List<DynamicTest> = REFUSALS.rows(
        peer(
            "ChainAnchorValue(expected=22000, found=1)", "output on chain: expected 22000 sat, found 1 sat",
        ) { vtxo.checkChain(funding.copy(valueSat = 1u)) },
        peer("ChainAnchorScript", "output on chain is not what the genesis spends") {
            vtxo.checkChainUnsigned(funding.copy(scriptPubkey = wallet))
        },
        peer("NoHopSignature(depth=1)", "transaction 1: no signature") { unsigned.unlocked().checkChain(funding) },
        peer("NoHopPreimage(depth=1)", "transaction 1: preimage is not known") { locked.checkChain(funding) },
        peer("HopSignature(depth=1, fault=SIGNATURE_MISMATCH)", "transaction 1: signature is not of this key") {
            unsigned.signed(owner = key(STRANGER)).unlocked().checkChain(funding)
        },
        peer(
            "VtxoPoint(expected=${bare.point}, found=${elsewhere.point})",
            "point: expected ${VtxoId(bare.point)}, found ${VtxoId(elsewhere.point)}",
        ) { Vtxo.join(elsewhere, genesis).checkChain(funding) },
    )

    private val elsewhere get() = bare.copy(point = bare.point.copy(vout = 1u))

    private val odd = Octets(byteArrayOf(0x51))
    private val data = Octets(byteArrayOf(0x6a, 1, 7))
    private val taproot = money().output(terms).scriptPubkey()

    /** Nodes must relay all of an exit. */
    @TestFactory
    fun exits(): List<DynamicTest> = REFUSALS.rows(
        peer(
            "ExitDust(output=Own, expected=330, found=329)",
            "the VTXO is dust: expected 330 sat at least, found 329 sat",
        ) { Vtxo.join(bare.copy(amountSat = 329u), genesis).checkStandard() },
        peer(
            "ExitDust(output=Sibling(depth=0, index=0), expected=294, found=293)",
            "sibling 0 of transaction 0 is dust: expected 294 sat at least, found 293 sat",
        ) { joined(cosigned(board, listOf(output(293u)))).checkStandard() },
        peer(
            "ExitScript(output=Sibling(depth=0, index=1))",
            "sibling 1 of transaction 0 has a script that is not relayed",
        ) { joined(cosigned(board, listOf(output(1_000u), output(1_000u, odd)))).checkStandard() },
        peer(
            "SecondData(output=Sibling(depth=0, index=1))",
            "sibling 1 of transaction 0 is the second one of data alone",
        ) { joined(cosigned(board, listOf(output(0u, data), output(0u, data)))).checkStandard() },
        peer(
            "ExitWeight(depth=0, expected=40000, found=44192)",
            "weight of transaction 0: expected at most 40000, found 44192",
        ) { joined(cosigned(board, List(254) { output(1_000u, taproot) })).checkStandard() },
    )

    /** A rule, and what of the expectation or the facts breaks it, of a leaf that is unlocked or not. */
    private fun rule(
        exception: String,
        message: String,
        blame: Blame = Blame.PEER,
        facts: ChainFacts = facts(),
        expected: VtxoExpectation = expectation(),
    ): Array<Refusal> = arrayOf(
        Refusal(exception, message, blame) { vtxo.accept(expected, facts) },
        Refusal(exception, message, blame) { locked.acceptLocked(expected, facts) },
    )

    @TestFactory
    fun rules(): List<DynamicTest> = REFUSALS.rows(
        *rule(
            "Confirmations(expected=6, found=5)", "confirmations: expected 6 at least, found 5",
            facts = facts().copy(confirmations = 5u),
        ),
        *rule("AnchorSpent", "output on chain is spent", facts = facts().copy(unspent = false)),
        *rule(
            "WrongAnchor(expected=${bare.chainAnchor.txid}, found=${other.first})",
            "transaction on chain: expected ${bare.chainAnchor.txid}, found ${other.first}",
            Blame.CALLER, facts().copy(anchor = other.second),
        ),
        *rule(
            "MalformedTransaction", "these bytes are no transaction",
            facts = facts().copy(anchor = Octets(ByteArray(9))),
        ),
        *rule(
            "VtxoServerKey", "the key is another server's", expected = expectation().copy(serverPubkey = key(STRANGER)),
        ),
        *rule(
            "NodeWithoutServer(depth=0)", "transaction 0: the server is none of those that sign",
            expected = expectation().copy(serverCosignPubkeys = listOf()),
        ),
        *rule(
            "VtxoExitDelta(expected=143, found=144)", "delay of exits: expected at most 143 blocks, found 144 blocks",
            expected = expectation().copy(exitDelta = 143u),
        ),
        *rule(
            "VtxoExpiry(expected=900001, found=900000)",
            "expiry: expected block 900001 or later, found block 900000",
            expected = expectation().copy(tip = 900_000u - 144u - 2u - 36u + 1u),
        ),
        *rule(
            "VtxoDepth(expected=1, found=2)", "transactions of an exit: expected at most 1, found 2",
            expected = expectation().copy(maxDepth = 1u),
        ),
        *rule(
            "VtxoPolicy", "another policy than was asked for",
            expected = expectation(ExpectedPolicy.Exactly(received())),
        ),
        *rule(
            "VtxoOwnKey", "the key is none of the wallet's", expected = expectation().copy(ownKeys = listOf()),
        ),
        *rule(
            "VtxoAmount(expected=20001, found=20000)", "amount: expected 20001 sat, found 20000 sat",
            expected = expectation().copy(amountSat = 20_001u),
        ),
        *rule(
            "VtxoUnlockHash", "another unlock hash than the server told",
            expected = expectation().copy(unlockHash = UnlockHash(ByteArray(32))),
        ),
        peer("KeyNotAPoint", "not a compressed point of the curve") {
            vtxo.accept(expectation().copy(ownKeys = listOf(noPoint)), facts())
        },
        caller(
            "LockDeltaTooLarge(expected=16383, found=16384)", "delay: expected at most 16383 blocks, found 16384",
        ) { vtxo.accept(expectation().copy(exitDelta = 16_384u), facts()) },
    )

    /** Another transaction on chain, and its id. */
    private val other = facts(round(leaves = 2)).anchor.let { Transactions.txid(it.toByteArray()) to it }

    /** Leaves of rounds that should never have been signed. */
    @TestFactory
    fun rounds(): List<DynamicTest> = REFUSALS.rows(
        peer("NodeWithoutServer(depth=0)", "transaction 0: the server is none of those that sign") {
            accept(round(cosigner = STRANGER))
        },
        peer(
            "ExitDust(output=Sibling(depth=0, index=0), expected=330, found=329)",
            "sibling 0 of transaction 0 is dust: expected 330 sat at least, found 329 sat",
        ) { accept(round(siblingSat = 329u)) },
        peer(
            "HtlcExpiry(expected=$AFTER_EXIT, found=${AFTER_EXIT - 1u})",
            "expiry of the contract: expected block $AFTER_EXIT or later, found block ${AFTER_EXIT - 1u}",
        ) {
            val policy = received(AFTER_EXIT - 1u)
            accept(round(policy), expectation(ExpectedPolicy.Exactly(policy)))
        },
        peer("VtxoDepth(expected=5, found=7)", "transactions of an exit: expected at most 5, found 7") {
            accept(round(leaves = 1_025))
        },
        peer("LeafKey", "the leaf before it has another key") {
            val stranger = locked(STRANGER, byteArrayOf(0) + ByteArray(32) { 9 })
            joined(cosigned(listOf(key(EPHEMERAL), key(COSIGNER))), stranger).accept(expectation(), facts())
        },
        peer("VtxoUnlockHash", "another unlock hash than the server told") {
            locked.acceptLocked(expectation().copy(unlockHash = null), facts())
        },
        peer("VtxoHashLock", "preimage of the leaf may have any length") {
            val old = round.withHashLock(HashLockVersion.V0)
            unsigned(old).signed().acceptLocked(expectation(), facts(old))
        },
        peer("AnchorOutput(found=2)", "transaction on chain has no output 2") {
            val behind = bare.copy(chainAnchor = bare.chainAnchor.copy(vout = 2u))
            Vtxo.join(behind, genesis).accept(expectation(), facts())
        },
        peer("ChainAnchorValue(expected=22000, found=777)", "output on chain: expected 22000 sat, found 777 sat") {
            val before = bare.copy(chainAnchor = bare.chainAnchor.copy(vout = 0u))
            Vtxo.join(before, genesis).accept(expectation(), facts())
        },
        peer("NoHopPreimage(depth=1)", "transaction 1: preimage is not known") {
            locked.accept(expectation(), facts())
        },
        // Whoever forfeits for a leaf without its signature never gets it.
        peer("NoHopSignature(depth=1)", "transaction 1: no signature") {
            unsigned.acceptLocked(expectation(), facts())
        },
    )

    private fun accept(spec: TreeSpec, expected: VtxoExpectation = expectation()) =
        ArkSamples.vtxo(spec).accept(expected, facts(spec))

    @TestFactory
    fun unreached(): List<DynamicTest> = REFUSALS.rows(
        made(VtxoException.TooFewLeaves(1u), "leaves: expected 2 at least, found 1", Blame.PEER),
        made(
            VtxoException.SecretKeyOutOfRange(), "secret key is zero or not below the group order", Blame.CALLER,
        ),
        made(
            VtxoException.TweakOutOfRange(), "tweak is not below the group order, or makes the aggregate key infinity",
            Blame.PEER,
        ),
        made(VtxoException.Unlisted("not known"), "not known", Blame.CALLER),
    )

    private companion object {
        /** The least height at which two transactions of an exit, both delays and the margin are over. */
        val AFTER_EXIT = TIP + 2u + 144u + 40u + 36u

        val REFUSALS = Refusals(
            VtxoException::class.java,
            mapOf(
                "SignatureMismatch" to 301,
                "KeyNotAPoint" to 500,
                "SecretKeyOutOfRange" to 501,
                "TweakOutOfRange" to 504,
                "NotAnXCoordinate" to 507,
                "PointsCancel" to 508,
                "FundingValue" to 553,
                "FeeAboveValue" to 554,
                "BelowDustLimit" to 555,
                "EmptyDestination" to 558,
                "WrongLength" to 600,
                "MalformedTransaction" to 607,
                "Unlisted" to 999,
                "VtxoTruncated" to 1000,
                "VtxoCount" to 1001,
                "VtxoTrailingBytes" to 1002,
                "VtxoVersion" to 1003,
                "VtxoHeight" to 1004,
                "VtxoDelta" to 1005,
                "VtxoKey" to 1006,
                "PolicyType" to 1007,
                "ServerPolicy" to 1008,
                "TransitionType" to 1009,
                "NoCosigners" to 1010,
                "VtxoTweak" to 1011,
                "VtxoUnlock" to 1012,
                "NoTransactionOutputs" to 1013,
                "VtxoOutputIndex" to 1014,
                "VtxoScriptLength" to 1015,
                "VtxoTooMany" to 1016,
                "VtxoCountAboveInput" to 1017,
                "NoGenesis" to 1018,
                "UnexpectedGenesis" to 1019,
                "TooFewLeaves" to 1020,
                "VtxoAmountOverflow" to 1021,
                "NotAVtxoId" to 1022,
                "LockHeightTooLarge" to 1023,
                "LockDeltaTooLarge" to 1024,
                "NotAClause" to 1030,
                "ClausePreimage" to 1031,
                "ClauseKey" to 1032,
                "ChainAnchorValue" to 1040,
                "ChainAnchorScript" to 1041,
                "NoHopSignature" to 1042,
                "NoHopPreimage" to 1043,
                "HopSignature" to 1044,
                "VtxoPoint" to 1045,
                "ExitDust" to 1050,
                "ExitScript" to 1051,
                "SecondData" to 1052,
                "ExitWeight" to 1053,
                "WrongAnchor" to 1060,
                "AnchorOutput" to 1061,
                "Confirmations" to 1062,
                "AnchorSpent" to 1063,
                "VtxoServerKey" to 1064,
                "NodeWithoutServer" to 1065,
                "VtxoExitDelta" to 1066,
                "VtxoExpiry" to 1067,
                "HtlcExpiry" to 1068,
                "VtxoDepth" to 1069,
                "VtxoPolicy" to 1070,
                "VtxoOwnKey" to 1071,
                "LeafKey" to 1072,
                "VtxoAmount" to 1073,
                "VtxoUnlockHash" to 1074,
                "VtxoHashLock" to 1075,
            ),
            VtxoException::code,
            VtxoException::blame,
        )

        @JvmStatic
        @AfterAll
        fun everyKindHasARow() = REFUSALS.assertAllSeen()
    }
}
