package org.keelbolt

import java.security.SecureRandom
import kotlin.time.Duration
import kotlin.time.Duration.Companion.days
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.nanoseconds
import kotlin.time.Duration.Companion.seconds
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.DynamicTest.dynamicTest
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestFactory
import org.keelbolt.OnionSamples.ids
import org.keelbolt.OnionSamples.nodeKey
import org.keelbolt.OnionSamples.paymentHash
import org.keelbolt.OnionSamples.paymentSecret
import org.keelbolt.OnionSamples.sharedSecret
import org.keelbolt.Samples.entropy

/** What is written by hand for onions says the same as what it stands on. */
class OnionIdiomsTest {
    private class Time(val given: Duration, val reported: Duration)

    /** Hold times travel in steps of 100 milliseconds, in 32 bits. */
    @TestFactory
    fun holdTimes(): List<DynamicTest> = listOf(
        Time(Duration.ZERO, Duration.ZERO),
        Time(99.milliseconds + 999_999.nanoseconds, Duration.ZERO),
        Time(100.milliseconds, 100.milliseconds),
        Time(1.seconds + 250.milliseconds, 1.seconds + 200.milliseconds),
        Time((-1).seconds, Duration.ZERO),
        Time(1.days, 1.days),
        Time(Duration.INFINITE, 100.milliseconds * 4_294_967_295L.toDouble()),
    ).map { dynamicTest(it.given.toString()) { check(it) } }

    private fun check(time: Time) {
        val secrets = RouteSecrets(sharedSecret().expose() + sharedSecret().expose())
        val failure = createFailure(FailureMessage.MppTimeout, sharedSecret(), time.given)
        val decrypted = failure.wrap(sharedSecret(), time.given).decrypt(secrets)
        assertEquals(listOf(time.reported, time.reported), decrypted.holdTimes?.times)
        assertEquals(HopFailure(1u, FailureMessage.MppTimeout, FailureMessage.MppTimeout.write()), decrypted.failure)

        val records = Octets.fromHex("0301ff")
        val fulfillment = createFulfillment(sharedSecret(), time.given, records).wrap(sharedSecret(), time.given)
        val read = fulfillment.decrypt(secrets)
        // What was written makes 256 bytes with the padding before it.
        val padding = "01fb" + "00".repeat(0xfb)
        assertEquals(FulfillmentPayload.Authentic(Octets.fromHex(padding + records)), read.payload)
        assertEquals(decrypted.holdTimes, read.holdTimes)
        assertNull(fulfillment.wrap(sharedSecret()).attributionData, "who does not report, passes none on")
    }

    /** A fresh session key and 32 bytes of entropy are taken each time. */
    @Test
    fun randomness() {
        val random = object : SecureRandom() {
            var drawn = 0
            override fun nextBytes(bytes: ByteArray) = super.nextBytes(bytes).also { drawn += bytes.size }
        }
        val hops = ids.zip(OnionSamples.payloads(), ::OnionHop)
        val onions = List(2) { buildOnion(hops, paymentHash, random).packet }
        assertNotEquals(onions[0], onions[1])
        assertEquals(List(2) { hops[0].payload }, onions.map { OnionSamples.peel(it.toByteArray()).payload })
        assertNotEquals(OnionSamples.draft().write(random), OnionSamples.draft().write(random))
        val draft = MessageDraft(OnionSamples.path())
        assertNotEquals(draft.write(random), draft.write(random))
        assertEquals(6 * 64, random.drawn)
        assertEquals(66 + 5000, buildOnion(hops, paymentHash, random, hopPayloadsLength = 5000u).packet.size)
    }

    /** What each hop of a payment is told, as its builder said it. */
    @Test
    fun instructions() {
        val first = OnionSamples.peel(OnionSamples.packet())
        assertEquals(false, first.isFinal)
        assertEquals(Instruction.Forward(1_002uL, 800_080u, 1uL), first.instruction())
        assertEquals(Payload.parse(first.payload.toByteArray()), OnionSamples.payloads()[0])
        val last = OnionSamples.payloads()[2].copy(paymentMetadata = Octets(ByteArray(2)))
        assertEquals(
            last, Payload.receive(1_000uL, 800_000u, paymentSecret, paymentMetadata = Octets(ByteArray(2))),
        )
        val receive = ReceiveInstruction(1_000uL, 800_000u, 1_000uL, paymentSecret, Octets(ByteArray(2)))
        assertEquals(Instruction.Receive(receive), last.instruction(isFinal = true, pathKey = null))
        val blinded = Payload.blindedReceive(Octets(ByteArray(20)), 1_000uL, 800_000u, currentPathKey = ids[0])
        val instruction = blinded.instruction(isFinal = true, pathKey = null)
        assertEquals(
            Instruction.BlindedReceive(
                BlindedInstruction(Octets(ByteArray(20)), ids[0]), ReceiveInstruction(1_000uL, 800_000u, 1_000uL),
            ),
            instruction,
        )
    }

    /** The final node takes two parts of a payment, and refuses one that does not say the secret. */
    @Test
    fun payments() {
        val expected = ExpectedPayment(paymentHash, paymentSecret, 1_000uL, 18uL, basicMpp = true)
        val receive = ReceiveInstruction(600uL, 800_030u, 1_000uL, paymentSecret)
        val htlc = Htlc(600uL, 800_030u)
        assertNull(expected.check(htlc, receive, 800_000u))
        assertEquals(
            FailureMessage.IncorrectOrUnknownPaymentDetails(600uL, 800_000u),
            expected.check(htlc, receive.copy(paymentSecret = PaymentSecret(ByteArray(32))), 800_000u),
        )
        val one = HtlcSet.begin(receive)
        val two = (one.join(htlc, receive, 800_000u) as HtlcSetJoin.Joined).set
        assertEquals(listOf(600uL, 1_200uL), listOf(one, two).map { it.receivedMsat })
        assertEquals(listOf(false, true), listOf(one, two).map { it.isComplete() })
        val other = one.join(htlc, receive.copy(totalMsat = 900uL), 800_000u)
        assertEquals("incorrect_or_unknown_payment_details", (other as HtlcSetJoin.Failed).failure.info.name)
    }

    /** A path with a dummy hop, which the recipient passes by itself, and the constraints of its hops. */
    @Test
    fun paths() {
        val hops = OnionSamples.paymentHops()
        assertEquals(PaymentConstraints(801_058u, 5uL), hops[0].data.paymentConstraints)
        val forward = hops[0].data.forwardPayment(Htlc(1_000uL, 801_000u))
        assertEquals(BlindedForward(NextNode.ShortChannelId(1uL), 990uL, 800_960u), forward)
        assertEquals(dummyHop(ids[2]), PathHop.dummy(ids[2]))
        assertEquals(RecipientData.toNode(ids[2]), PathHop.dummy(ids[2]).data)
        assertEquals(dataToChannel(7uL), RecipientData.toChannel(7uL))
        assertEquals(RecipientData(shortChannelId = 7uL), RecipientData.parse(dataToChannel(7uL).write().toByteArray()))
    }

    /** A sender that is itself the first node of a path begins behind it. */
    @Test
    fun messagesFromTheFirstNode() {
        val path = OnionSamples.path(0, 1, 2)
        val onward = nodeKey(0).use { path.start(ids[0], it) } as PathStart.Onward
        assertEquals(NextNode.NodeId(ids[1]), onward.next)
        val contents = MessageContents.Other(70_001uL, Octets(ByteArray(2)))
        val message = MessageDraft(onward, contents).write(OnionSamples.sessionKey, entropy)
        val forward = nodeKey(1).use { message.peel(it) } as ReceivedMessage.Forward
        val received = nodeKey(2).use { forward.onionMessage.peel(it, knownContents = setOf(70_001uL)) }
        assertEquals(contents, (received as ReceivedMessage.Recipient).payload.contents)
        assertEquals(OnionSamples.pathId(), received.data.pathId)
        assertEquals(message, OnionMessage.parse(message.write().toByteArray()))
    }

    /** A trampoline onion in the payload of an ordinary one. */
    @Test
    fun trampoline() {
        val asked = listOf(
            Payload.trampolineForward(1_000uL, 800_040u, outgoingNodeId = ids[1]),
            Payload.receive(1_000uL, 800_000u, paymentSecret),
        )
        val hops = ids.zip(asked, ::OnionHop)
        val inner = buildOnion(hops, paymentHash.toByteArray(), ByteArray(32) { 5 }, entropy, hopPayloadsLength = 200u)
        val data = PaymentData(paymentSecret, 1_010uL)
        val outer = Payload.toTrampoline(1_010uL, 800_080u, inner.packet, data)
        val packet = OnionSamples.onion(listOf(OnionHop(ids[0], outer))).packet
        val peeled = nodeKey(0).use { peelOnion(packet, it, paymentHash) }
        val found = (peeled.instruction() as Instruction.Trampoline).outer
        val layer = nodeKey(0).use { peelOnion(found.trampolineOnionPacket, it, paymentHash) }
        assertEquals(TrampolineInstruction.Forward(ids[1], 1_000uL, 800_040u), layer.trampolineInstruction())
        val last = nodeKey(1).use { peelOnion(layer.nextPacket!!, it, paymentHash) }
        val receive = (last.trampolineInstruction() as TrampolineInstruction.Receive).receive
        assertNull(checkTrampolineOuter(receive, receive))
        assertEquals(2u, RouteSecrets(ByteArray(32)).followedBy(OnionSamples.secrets(hops = 1)).hopCount())

        val failure = TrampolineFailure.FeeOrExpiryInsufficient(1u, 2u, 3u)
        assertEquals(failure, failure.failure().asTrampoline)
        assertNull(FailureMessage.MppTimeout.asTrampoline)
        val paths = listOf(
            PaymentPath(OnionSamples.path(), BlindedPayinfo(TotalRelay(1u, 2u, 3u), 4uL, 5uL, features = listOf(17u))),
        )
        assertEquals(paths, parsePaymentPaths(writePaymentPaths(paths).toByteArray()))
        val toPaths = Payload.trampolineToPaths(1_000uL, 800_000u, paths, features = setOf(9u, 17u))
        assertEquals(
            TrampolineInstruction.ForwardToPaths(paths, listOf(9u, 17u), 1_000uL, 800_000u),
            toPaths.trampolineInstruction(isFinal = true, outerPathKey = null),
        )
    }

    /** An answer from inside of a blinded path tells nothing. */
    @Test
    fun places() {
        val hash = sha256(OnionSamples.packet())
        val failure = FailureMessage.MppTimeout
        assertEquals(HtlcAnswer.Fail(failure), Place.OUTSIDE.answer(failure, hash))
        assertEquals(
            HtlcAnswer.Fail(FailureMessage.InvalidOnionBlinding(hash)), Place.INTRODUCTION.answer(failure, hash),
        )
        val code = FailureMessage.InvalidOnionBlinding(hash).failureCode()
        assertEquals(HtlcAnswer.Malformed(code, hash), Place.INSIDE.answer(failure, hash))
        assertEquals(FailureMessage.InvalidOnionBlinding(hash), malformedFailure(code, hash))
        assertEquals(Place.INSIDE, placeOnPath(pathKey = true, currentPathKey = false, isFinal = false))
        assertEquals("invalid_onion_blinding", failureCodeInfo(code).name)
    }
}
