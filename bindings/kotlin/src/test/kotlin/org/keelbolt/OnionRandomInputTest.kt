package org.keelbolt

import kotlin.random.Random
import kotlin.random.nextUInt
import kotlin.random.nextULong
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.TestFactory
import org.keelbolt.OnionSamples.keys
import org.keelbolt.OnionSamples.nodeKey
import org.keelbolt.OnionSamples.onion
import org.keelbolt.OnionSamples.paymentHash
import org.keelbolt.OnionSamples.pathId
import org.keelbolt.OnionSamples.sharedSecret
import org.keelbolt.Samples.entropy

/** Random bytes, and good ones with a few changed, to every function for onions. */
class OnionRandomInputTest {
    private val packet = OnionSamples.packet()
    private val path = OnionSamples.path().write().toByteArray()
    private val message = OnionSamples.message()
    private val reason = createFailure(FailureMessage.MppTimeout, sharedSecret(), holdTimeMs = 1uL)
    private val fulfillment = createFulfillment(sharedSecret(), "fd01000161".hexToByteArray(), holdTimeMs = 1uL)

    @TestFactory
    fun packets(): List<DynamicTest> = randomly(
        RandomRow("buildOnion", accepts = true, refuses = true) {
            buildOnion(it.hops(), it.bytes(), it.key(), it.choice(entropy, it.bytes()), it.choice(null, it.short()))
                .destroy()
        },
        RandomRow("routeLength", accepts = true, refuses = true) { routeLength(it.hops()) },
        RandomRow("peelOnion of bytes", accepts = false, refuses = true) { peel(it, it.long()) },
        RandomRow("peelOnion of a changed packet", accepts = true, refuses = true) { peel(it, it.changed(packet)) },
        RandomRow("peelOnion of any layer", accepts = true, refuses = true) {
            peel(it, OnionSamples.packetOf(it.choice(it.stream(), it.long())))
        },
        RandomRow("peelOnionWith", accepts = true, refuses = true) { random ->
            nodeKey(0).use { onionSharedSecret(packet, it) }.use {
                peelOnionWith(random.changed(packet), it, paymentHash.toByteArray()).destroy()
            }
        },
        RandomRow("onionEphemeralKey", accepts = true, refuses = true) { onionEphemeralKey(it.changed(packet)) },
        RandomRow("onionSharedSecret", accepts = true, refuses = true) { random ->
            nodeKey(0).use { onionSharedSecret(random.changed(packet), it) }.close()
        },
        RandomRow("SharedSecret", accepts = true, refuses = true) { SharedSecret(it.key()).use(SharedSecret::expose) },
        RandomRow("RouteSecrets", accepts = true, refuses = true) { random ->
            RouteSecrets(random.nextBytes(random.choice(0, 32, 64, random.nextInt(99)))).use {
                listOf(it.hopCount(), it.hop(random.nextUInt(4u)), it.hop(random.nextUInt()), it.followedBy(it))
            }
        },
        RandomRow("answer of an exception", accepts = true, refuses = false) {
            val exception = OnionException.TlvOrder(it.part(), it.nextULong(), it.nextULong(), it.nextULong())
            listOf(exception.message, exception.code(), exception.blame(), exception.failure(it.bytes()))
        },
    )

    @TestFactory
    fun payloads(): List<DynamicTest> = randomly(
        RandomRow("parsePayload", accepts = true, refuses = true) { parsePayload(it.stream()).destroy() },
        RandomRow("Payload.write", accepts = true, refuses = true) { it.payload().write() },
        RandomRow("Payload.instruction", accepts = true, refuses = true) {
            it.payload().instruction(it.nextBoolean(), it.choice(null, it.publicKey())).destroy()
        },
        RandomRow("Payload.trampolineInstruction", accepts = true, refuses = true) {
            it.payload().trampolineInstruction(it.nextBoolean(), it.choice(null, it.publicKey())).destroy()
        },
        RandomRow("payloads of each kind", accepts = true, refuses = true) {
            val (amount, expiry, key) = Triple(it.nextULong(), it.nextUInt(), it.choice(null, it.publicKey()))
            it.choice(
                Payload.forward(amount, expiry, it.nextULong()),
                Payload.receive(amount, expiry, PaymentSecret(it.nextBytes(32))),
                Payload.keysend(amount, expiry, Preimage(it.nextBytes(32))),
                Payload.blindedForward(it.octets(), key),
                Payload.blindedReceive(it.octets(), amount, expiry, it.nextULong(), key),
                Payload.toTrampoline(amount, expiry, it.octets(), it.choice(null, it.paymentData()), key),
                Payload.trampolineForward(amount, expiry, it.publicKey()),
                Payload.trampolineToPaths(amount, expiry, it.paymentPaths(), it.choice(null, it.bits())),
            ).write()
        },
        RandomRow("parsePaymentPaths", accepts = true, refuses = true) {
            parsePaymentPaths(it.changed(writePaymentPaths(listOf(it.paymentPath())).toByteArray()))
        },
        RandomRow("writePaymentPaths", accepts = true, refuses = true) { writePaymentPaths(it.paymentPaths()) },
    )

    @TestFactory
    fun payments(): List<DynamicTest> = randomly(
        RandomRow("ForwardingPolicy", accepts = true, refuses = false) {
            val policy = it.policy()
            listOf(policy.check(it.htlc(), it.htlc(), it.nextUInt()), policy.fee(it.nextULong()))
        },
        RandomRow("ExpectedPayment.check", accepts = true, refuses = false) {
            it.expected().check(it.htlc(), it.receive(), it.nextUInt())
        },
        RandomRow("HtlcSet", accepts = true, refuses = false) {
            val set = it.choice(HtlcSet.begin(it.receive()), HtlcSet(it.nextULong(), it.nextULong()))
            listOf(set.isComplete(), set.join(it.htlc(), it.receive(), it.nextUInt()))
        },
        RandomRow("checkTrampolineOuter", accepts = true, refuses = false) {
            checkTrampolineOuter(it.receive(), it.receive())
        },
        RandomRow("PaymentRelay", accepts = true, refuses = false) {
            val relay = it.relay()
            listOf(relay.amtToForward(it.nextULong()), relay.outgoingCltvValue(it.nextUInt()))
        },
        RandomRow("TotalRelay", accepts = true, refuses = true) {
            TotalRelay.of(List(it.nextInt(4)) { _ -> it.relay() }, it.short()).amountWithFees(it.nextULong())
        },
        RandomRow("PaymentConstraints.check", accepts = true, refuses = true) {
            it.constraints().check(it.nextULong(), it.nextUInt())
        },
    )

    @TestFactory
    fun failures(): List<DynamicTest> = randomly(
        RandomRow("parseFailure", accepts = true, refuses = true) { parseFailure(it.failuremsg()) },
        RandomRow("parseFailureCode", accepts = true, refuses = true) { parseFailureCode(it.bytes()) },
        RandomRow("malformedFailure", accepts = true, refuses = true) {
            malformedFailure(it.short(), Sha256(it.nextBytes(32)))
        },
        RandomRow("FailureMessage", accepts = true, refuses = false) {
            val failure = it.failure()
            listOf(failure.info, failure.write(), failure.asTrampoline?.failure())
        },
        RandomRow("failureCodeInfo", accepts = true, refuses = false) { failureCodeInfo(it.short()) },
        RandomRow("createFailure", accepts = true, refuses = true) {
            val paddedLength = it.choice(null, it.short())
            createFailure(it.failure(), sharedSecret(), it.time(), it.choice(null, it.bytes()), paddedLength)
        },
        RandomRow("wrapFailure", accepts = true, refuses = true) {
            wrapFailure(it.changed(reason.reason), sharedSecret(), it.time(), it.attribution(reason.attributionData))
        },
        RandomRow("decryptFailure", accepts = true, refuses = true) {
            decryptFailure(it.changed(reason.reason), it.secrets(), it.attribution(reason.attributionData))
        },
        RandomRow("createFulfillment", accepts = true, refuses = true) {
            createFulfillment(sharedSecret(), it.choice(null, it.stream()), it.time())
        },
        RandomRow("wrapFulfillment", accepts = true, refuses = true) {
            val payload = it.choice(null, it.changed(fulfillment.payload!!))
            wrapFulfillment(sharedSecret(), payload, it.time(), it.attribution(fulfillment.attributionData))
        },
        RandomRow("decryptFulfillment", accepts = true, refuses = true) {
            val payload = it.choice(null, it.changed(fulfillment.payload!!))
            decryptFulfillment(it.secrets(), payload, it.attribution(fulfillment.attributionData))
        },
        RandomRow("Place", accepts = true, refuses = false) {
            placeOnPath(it.nextBoolean(), it.nextBoolean(), it.nextBoolean())
                .answer(it.failure(), Sha256(it.nextBytes(32)))
        },
    )

    @TestFactory
    fun paths(): List<DynamicTest> = randomly(
        RandomRow("parseBlindedPath", accepts = true, refuses = true) { parseBlindedPath(it.changed(path)).write() },
        RandomRow("BlindedPath", accepts = true, refuses = true) {
            val path = it.path()
            it.choice({ path.write() }, { path.join(it.path()) })()
        },
        RandomRow("BlindedPath.start", accepts = true, refuses = true) { random ->
            val path = random.choice(OnionSamples.path(0, 1), OnionSamples.path(0), random.path())
            nodeKey(random.nextInt(3)).use { path.start(random.choice(OnionSamples.ids[0], random.publicKey()), it) }
                .destroy()
        },
        RandomRow("PathDraft", accepts = true, refuses = true) {
            PathDraft(it.pathHops(), PathPurpose.entries.random(it), it.choice(null, it.short()))
                .write(it.key(), it.choice(entropy, it.bytes()))
        },
        RandomRow("constrainPath", accepts = true, refuses = true) {
            it.pathHops().constrained(it.nextUInt(), it.short(), it.nextULong())
        },
        RandomRow("dummyHop", accepts = true, refuses = true) { PathHop.dummy(it.publicKey()).destroy() },
        RandomRow("PathSecret", accepts = true, refuses = true) {
            PathSecret.derive(it.publicKey(), nodeKey(0)).use { secret ->
                listOf(secret.blindedKey(nodeKey(0)), secret.nextPathKey(it.data()))
            }
        },
        RandomRow("PathSecret.decrypt of bytes", accepts = false, refuses = true) {
            PathSecret.derive(it.publicKey(), nodeKey(0)).use { secret -> secret.decrypt(it.bytes()) }
        },
        RandomRow("PathSecret of its parts", accepts = true, refuses = true) {
            PathSecret(it.publicKey(), sharedSecret()).use { secret -> secret.nextPathKey(RecipientData()) }
        },
        RandomRow("PathSecret.decrypt of a changed path", accepts = true, refuses = true) {
            val hop = parseBlindedPath(path)
            val secret = nodeKey(1).use { nodeKey -> PathSecret.derive(hop.firstPathKey, nodeKey) }
            secret.use { _ -> secret.decrypt(it.changed(hop.hops[0].encryptedRecipientData)) }.destroy()
        },
        RandomRow("PathId", accepts = true, refuses = false) { PathId(it.bytes()).use(PathId::expose) },
        RandomRow("parseRecipientData", accepts = true, refuses = true) { parseRecipientData(it.stream()).destroy() },
        RandomRow("RecipientData", accepts = true, refuses = true) { random ->
            random.choice<(RecipientData) -> Any?>(
                RecipientData::write,
                RecipientData::nextNode,
                { it.checkFeatures(random.bits(), random.bits()) },
                { it.checkPayment(random.htlc(), random.bits(), random.bits()) },
                { it.forwardPayment(random.htlc(), random.bits(), random.bits()) },
            )(random.data())
        },
        RandomRow("data of each kind", accepts = true, refuses = true) {
            it.choice(
                { RecipientData.toNode(it.publicKey()) },
                { RecipientData.toChannel(it.nextULong()) },
                { RecipientData.leadingTo(it.path()) },
                { RecipientData.forRecipient(PathId(it.bytes())) },
            )().write()
        },
    )

    @TestFactory
    fun messages(): List<DynamicTest> = randomly(
        RandomRow("parseOnionMessage of bytes", accepts = false, refuses = true) { parseOnionMessage(it.long()) },
        RandomRow("parseOnionMessage of a changed message", accepts = true, refuses = true) {
            parseOnionMessage(it.changed(message.write()))
        },
        RandomRow("OnionMessage.write", accepts = true, refuses = true) {
            OnionMessage(it.publicKey(), Octets(it.long())).write()
        },
        RandomRow("OnionMessage.peel", accepts = true, refuses = true) { random ->
            val changed = random.choice(
                message.copy(packet = Octets(random.changed(message.packet))),
                message.copy(pathKey = random.publicKey()),
                OnionSamples.messageOf((byteArrayOf(66, 0) + random.stream()).toHexString()),
            )
            nodeKey(1).use { changed.peel(it, random.bits(), listOf(random.nextULong())) }.destroy()
        },
        RandomRow("MessageDraft", accepts = true, refuses = true) {
            val start = PathStart.Onward(NextNode.ShortChannelId(1uL), it.publicKey(), it.path().hops)
            it.choice(
                MessageDraft(OnionSamples.path(), it.contents(), it.choice(null, it.path()), it.unknown()),
                MessageDraft(start, it.contents(), it.choice(null, it.path()), it.unknown()),
            ).write(it.key(), it.choice(entropy, it.bytes()))
        },
        RandomRow("MessagePayload.parse", accepts = true, refuses = true) {
            MessagePayload.parse(it.stream(), List(it.nextInt(3)) { _ -> it.nextULong() })
        },
        RandomRow("MessagePayload.write", accepts = true, refuses = true) {
            val data = it.choice(null, it.octets())
            MessagePayload(it.choice(null, it.path()), data, it.contents(), it.unknown()).write()
        },
    )

    private fun peel(random: Random, packet: ByteArray) =
        nodeKey(random.choice(0, 0, 1)).use { peelOnion(packet, it, paymentHash.toByteArray()) }.destroy()

    private fun Random.octets() = Octets(bytes())

    private fun Random.long(): ByteArray = nextBytes(choice(nextInt(3000), 1366, 1366))

    private fun Random.short() = nextInt(0x10000).toUShort()

    private fun Random.key(): ByteArray = choice(nextBytes(32), nextBytes(32), bytes())

    private fun Random.time() = choice(null, nextULong(), nextULong(1_000_000uL))

    private fun Random.part() = OnionPart.entries.random(this)

    private fun Random.changed(bytes: Octets) = changed(bytes.toByteArray())

    /** With up to two bytes changed, or cut off. */
    private fun Random.changed(bytes: ByteArray): ByteArray {
        val changed = bytes.copyOf(if (nextInt(6) == 0) nextInt(bytes.size) else bytes.size)
        if (changed.isNotEmpty()) repeat(nextInt(3)) { changed[nextInt(changed.size)] = nextInt().toByte() }
        return changed
    }

    /** Records in order or out of it, most with a length that fits. */
    private fun Random.stream(): ByteArray {
        val types = List(nextInt(4)) { choice(nextInt(20), nextInt(0xfd)) }
        return choice(types.sorted(), types.sorted().distinct(), types).fold(ByteArray(0)) { stream, type ->
            val value = choice(nextBytes(nextInt(12)), nextBytes(8), publicKey().toByteArray(), nextBytes(1))
            stream + type.toByte() + choice(value.size, value.size, value.size, nextInt(40)).toByte() + value
        }
    }

    private fun Random.unknown() = List(nextInt(3)) { UnknownRecord(choice(nextULong(), nextULong(200uL)), octets()) }

    private fun Random.bits() = choice(listOf(), List(nextInt(3)) { nextUInt(choice(20u, 1100u)) })

    private fun Random.hops() = List(nextInt(1, 5)) { OnionHop(choice(OnionSamples.ids[0], publicKey()), octets()) }

    private fun Random.paymentData() = PaymentData(PaymentSecret(nextBytes(32)), nextULong())

    private fun Random.payload() = Payload(
        amtToForward = choice(null, nextULong()),
        outgoingCltvValue = choice(null, nextUInt()),
        shortChannelId = choice(null, null, nextULong()),
        paymentData = choice(null, null, paymentData()),
        encryptedRecipientData = choice(null, null, octets()),
        currentPathKey = choice(null, null, null, publicKey()),
        paymentMetadata = choice(null, null, null, octets()),
        totalAmountMsat = choice(null, null, nextULong()),
        keysendPreimage = choice(null, null, null, Preimage(nextBytes(32))),
        outgoingNodeId = choice(null, null, publicKey()),
        trampolineOnionPacket = choice(null, null, null, octets()),
        recipientFeatures = choice(null, null, null, bits()),
        recipientBlindedPaths = choice(null, null, null, paymentPaths()),
        unknown = choice(listOf(), unknown()),
    )

    private fun Random.receive() = ReceiveInstruction(
        amtToForward = amount(),
        outgoingCltvValue = nextUInt(),
        totalMsat = amount(),
        paymentSecret = choice(null, OnionSamples.paymentSecret),
        paymentMetadata = choice(null, octets()),
        keysendPreimage = choice(null, Preimage(nextBytes(32))),
        unknown = unknown(),
    )

    private fun Random.amount() = choice(nextULong(), nextULong(2_000uL), 0uL, ULong.MAX_VALUE)

    private fun Random.htlc() = Htlc(amount(), choice(nextUInt(), UInt.MAX_VALUE))

    private fun Random.expected() = ExpectedPayment(
        paymentHash, choice(null, OnionSamples.paymentSecret), choice(null, amount()), amount(),
        choice(null, octets()), nextBoolean(),
    )

    private fun Random.policy() = ForwardingPolicy(
        nextUInt(), nextUInt(), amount(), amount(), amount(), amount(), nextInt(9) == 0, choice(null, octets()),
    )

    private fun Random.relay() = PaymentRelay(short(), nextUInt(), choice(0u, nextUInt()))

    private fun Random.constraints() = PaymentConstraints(nextUInt(), amount())

    private fun Random.data() = RecipientData(
        padding = choice(null, nextULong(80_000uL), nextULong()),
        shortChannelId = choice(null, nextULong()),
        nextNodeId = choice(null, null, publicKey()),
        pathId = choice(null, pathId()),
        nextPathKeyOverride = choice(null, null, null, publicKey()),
        paymentRelay = choice(null, relay()),
        paymentConstraints = choice(null, constraints()),
        allowedFeatures = choice(null, bits()),
        unknown = choice(listOf(), unknown()),
    )

    private fun Random.pathHops() = choice(OnionSamples.paymentHops(), OnionSamples.draft().hops) +
        List(nextInt(2)) { PathHop(choice(OnionSamples.ids[0], publicKey()), data()) }

    private fun Random.path(): BlindedPath = BlindedPath(
        choice(
            FirstNode.NodeId(OnionSamples.ids[0]),
            FirstNode.NodeId(publicKey()),
            FirstNode.Channel(nextInt(3).toUByte(), nextULong()),
        ),
        choice(OnionSamples.ids[1], publicKey()),
        List(nextInt(3)) { BlindedHop(choice(OnionSamples.ids[2], publicKey()), octets()) },
    )

    private fun Random.paymentPaths() = List(nextInt(3)) { paymentPath() }

    private fun Random.paymentPath() = PaymentPath(
        choice(OnionSamples.path(), OnionSamples.path(), path()),
        BlindedPayinfo(TotalRelay(nextUInt(), nextUInt(), short()), nextULong(), nextULong(), bits()),
    )

    private fun Random.contents() = choice(
        null,
        MessageContents.InvoiceRequest(octets()),
        MessageContents.Invoice(octets()),
        MessageContents.Other(choice(nextULong(), nextULong(200uL)), octets()),
    )

    private fun Random.failuremsg() = choice(failure().write().toByteArray(), bytes())

    private fun Random.failure(): FailureMessage = when (nextInt(9)) {
        0 -> FailureMessage.TemporaryNodeFailure
        1 -> FailureMessage.InvalidOnionHmac(Sha256(nextBytes(32)))
        2 -> FailureMessage.TemporaryChannelFailure(choice(null, octets()))
        3 -> FailureMessage.AmountBelowMinimum(nextULong(), choice(null, octets()))
        4 -> FailureMessage.IncorrectOrUnknownPaymentDetails(nextULong(), nextUInt())
        5 -> FailureMessage.ChannelDisabled(short(), choice(null, octets()))
        6 -> FailureMessage.InvalidOnionPayload(nextULong(), short())
        7 -> TrampolineFailure.FeeOrExpiryInsufficient(nextUInt(), nextUInt(), short()).failure()
        else -> FailureMessage.Unknown(short(), octets())
    }

    private fun Random.attribution(data: Octets?) = choice(null, changed(data!!), nextBytes(920))

    private fun Random.secrets() = RouteSecrets(
        List(nextInt(30)) { choice(sharedSecret().use { it.expose() }, keys[0]) }.fold(ByteArray(0), ByteArray::plus),
    )
}
