import Foundation
import Keelbolt
import Testing

/// Onions as nodes use them: a payment, what comes back, blinded paths, messages, trampoline.
@Suite struct OnionTests {
  @Test func everyHopOfAPaymentReadsItsOwn() throws {
    let built = try Onions.payment()
    let expected: [Instruction] = [
      .forward(amtToForward: 1010, outgoingCltvValue: 780, shortChannelId: 1),
      .forward(amtToForward: 1000, outgoingCltvValue: 740, shortChannelId: 2),
      .receive(receive: try receive()),
    ]
    var packet: Data? = built.packet
    for (node, instruction) in expected.enumerated() {
      let taken = try #require(packet)
      let peeled = try Onions.peel(taken, node)
      #expect(try peeled.instruction() == instruction && peeled.isFinal == (node == 2))
      #expect(built.secrets.hop(hop: UInt32(node)) == peeled.sharedSecret)
      #expect(try PeeledOnion.peel(taken, sharedSecret: peeled.sharedSecret, for: Onions.hash()) == peeled)
      #expect(try Onions.peel(taken, node).replayTag == peeled.replayTag)
      packet = peeled.nextPacket
    }
    #expect(packet == nil)
  }

  @Test func theRoomOfARoute() throws {
    let hops = [try Onions.hop(0), try Onions.hop(1, Data(count: 253))]
    #expect(try routeLength(hops: hops) == 35 + 3 + 253 + 32)
    #expect(try Onions.packet().count == 1366)
    let small = try buildOnion(
      hops: [hops[0]], associatedData: Data(), sessionKey: Onions.session, entropy: Samples.entropy,
      hopPayloadsLength: 100)
    #expect(small.packet.count == 166)
  }

  /// A session key is used once: two onions that are made without one differ.
  @Test func freshSessions() throws {
    let hops = [try Onions.hop(0)]
    #expect(try BuiltOnion.build(hops, for: Onions.hash()) != BuiltOnion.build(hops, for: Onions.hash()))
    let draft = PathDraft(hops: try Onions.pathHops(), purpose: .message)
    let (one, two) = (try draft.write(), try draft.write())
    #expect(one != two)
    #expect(try MessageDraft(to: one).write() != MessageDraft(to: one).write())
  }

  @Test(arguments: 0..<3 as Range<UInt32>)
  func aFailureFindsItsSender(_ sender: UInt32) throws {
    let secrets = try Onions.payment().secrets
    var packet = try FailurePacket.create(
      .mppTimeout, sharedSecret: #require(secrets.hop(hop: sender)), holdTime: .milliseconds(300))
    for hop in (0..<sender).reversed() {
      packet = try packet.wrap(sharedSecret: #require(secrets.hop(hop: hop)), holdTime: .milliseconds(250))
    }
    // As after a restart.
    let found = try packet.decrypt(secrets: RouteSecrets(bytes: secrets.expose()))
    #expect(found.failure?.hop == sender && found.failure?.failure == .mppTimeout)
    // Whole tenths of a second are told.
    let times = Array(repeating: Duration.milliseconds(200), count: Int(sender)) + [.milliseconds(300)]
    #expect(found.holdTimes?.times == times && found.holdTimes?.unattributedHop == nil)
  }

  @Test func aFailureThatWasChangedHasNoSender() throws {
    let secrets = try Onions.payment().secrets
    let created = try FailurePacket.create(
      .mppTimeout, sharedSecret: #require(secrets.hop(hop: 1)), holdTime: .zero)
    let changed = Onions.begun(created.reason[0] ^ 1, created.reason)
    let packet = FailurePacket(reason: changed, attributionData: created.attributionData)
    let wrapped = try packet.wrap(sharedSecret: #require(secrets.hop(hop: 0)), holdTime: .zero)
    let found = try wrapped.decrypt(secrets: secrets)
    #expect(found.failure == nil && found.holdTimes == HoldTimes(timesMs: [0], unattributedHop: 1))
    // A node that does not report passes no report on.
    #expect(try packet.wrap(sharedSecret: Onions.secret()).attributionData == nil)
  }

  /// A hold time that no field holds counts as the longest, and a negative one as none: nothing traps.
  @Test(arguments: [
    (.seconds(-1), 0), (.zero, 0), (.milliseconds(99), 0), (.milliseconds(100), 100),
    (.seconds(Int64.max), 100 * UInt64(UInt32.max)), (.seconds(Int64.min), 0),
  ] as [(Duration, UInt64)])
  func holdTimes(_ held: Duration, _ milliseconds: UInt64) throws {
    let secrets = try RouteSecrets(bytes: Onions.secret().expose())
    let failed = try FailurePacket.create(.mppTimeout, sharedSecret: Onions.secret(), holdTime: held)
    #expect(try failed.decrypt(secrets: secrets).holdTimes?.timesMs == [milliseconds])
    let fulfilled = try FulfillmentPacket.create(sharedSecret: Onions.secret(), holdTime: held)
    #expect(try fulfilled.decrypt(secrets: secrets).holdTimes?.times == [.milliseconds(milliseconds)])
  }

  @Test(arguments: [nil, Onions.record(5, Data("thanks".utf8))])
  func aFulfillmentIsReadByItsOrigin(_ records: Data?) throws {
    let secrets = try Onions.payment().secrets
    var packet = try FulfillmentPacket.create(
      sharedSecret: #require(secrets.hop(hop: 2)), records: records, holdTime: .milliseconds(100))
    for hop in [1, 0] as [UInt32] {
      packet = try packet.wrap(sharedSecret: #require(secrets.hop(hop: hop)), holdTime: .milliseconds(200))
    }
    let found = try packet.decrypt(secrets: secrets)
    switch found.payload {
    case .absent: #expect(records == nil)
    case .authentic(let read): #expect(records.map { read.suffix($0.count) == $0 } == true)
    case .notAuthentic: Issue.record("not authentic")
    }
    #expect(found.holdTimes == HoldTimes(timesMs: [200, 200, 100], unattributedHop: nil))
    let changed = FulfillmentPacket(payload: Data(count: 40), attributionData: packet.attributionData)
    #expect(try changed.decrypt(secrets: secrets).payload == .notAuthentic)
  }

  // MARK: What a node checks

  private func receive(_ amount: UInt64 = 1000, total: UInt64 = 1000) throws -> ReceiveInstruction {
    ReceiveInstruction(
      amtToForward: amount, outgoingCltvValue: 700, totalMsat: total, paymentSecret: try Samples.secret(9))
  }

  @Test func forwarding() throws {
    let policy = ForwardingPolicy(
      feeBaseMsat: 10, feeProportionalMillionths: 1000, cltvExpiryDelta: 40, htlcMinimumMsat: 100,
      htlcMaximumMsat: 10000, expiryMargin: 10)
    let outgoing = Htlc(amountMsat: 1000, cltvExpiry: 700)
    func check(_ amount: UInt64, _ expiry: UInt32, _ height: UInt32) -> FailureMessage? {
      policy.check(incoming: Htlc(amountMsat: amount, cltvExpiry: expiry), outgoing: outgoing, height: height)
    }
    #expect(check(1011, 740, 600) == nil)
    #expect(check(1010, 740, 600) == .feeInsufficient(htlcMsat: 1010, channelUpdate: nil))
    #expect(check(1011, 739, 600) == .incorrectCltvExpiry(cltvExpiry: 700, channelUpdate: nil))
    #expect(check(1011, 740, 691) == .expiryTooSoon(channelUpdate: nil))
    #expect(check(1011, 2617, 600) == .expiryTooFar)
    #expect(policy.fee(amountMsat: 1000) == 11)
  }

  @Test func receivingInParts() throws {
    let htlc = Htlc(amountMsat: 1000, cltvExpiry: 700)
    func expected(basicMpp: Bool) throws -> ExpectedPayment {
      ExpectedPayment(
        paymentHash: try Onions.hash(), paymentSecret: try Samples.secret(9), amountMsat: 1000,
        minFinalCltvExpiryDelta: 18, basicMpp: basicMpp)
    }
    let (alone, inParts) = (try expected(basicMpp: false), try expected(basicMpp: true))
    let details = FailureMessage.incorrectOrUnknownPaymentDetails(htlcMsat: 1000, height: 600)
    #expect(try alone.check(htlc, receive: receive(), height: 600) == nil)
    #expect(try alone.check(htlc, receive: receive(400), height: 600) == details)
    #expect(try inParts.check(htlc, receive: receive(400), height: 600) == nil)
    let set = try HtlcSet.begin(receive(400))
    #expect(!set.isComplete() && set == HtlcSet(totalMsat: 1000, receivedMsat: 400))
    let joined = try set.join(htlc, receive: receive(600), height: 600)
    let whole = HtlcSet(totalMsat: 1000, receivedMsat: 1000)
    #expect(joined == .joined(set: whole) && whole.isComplete())
    #expect(try set.join(htlc, receive: receive(600, total: 1001), height: 600) == .failed(failure: details))
  }

  @Test func keysend() throws {
    let preimage = try Preimage(bytes: Data(repeating: 8, count: 32))
    let payload = Payload.keysend(amtToForward: 1000, outgoingCltvValue: 700, preimage: preimage)
    let read = try Payload.parse(payload.write())
    #expect(read == payload && read.keysendPreimage?.expose() == preimage.expose())
  }

  // MARK: Blinded paths

  @Test func aPaymentOverABlindedPath() throws {
    let relay = PaymentRelay(cltvExpiryDelta: 40, feeProportionalMillionths: 1000, feeBaseMsat: 10)
    let added = try PathHop.dummy(of: Onions.node(3))
    let dummy = PathHop(
      nodeId: added.nodeId, data: RecipientData(nextNodeId: added.data.nextNodeId, paymentRelay: relay))
    let hops = try [
      PathHop(nodeId: Onions.node(1), data: RecipientData(shortChannelId: 5, paymentRelay: relay)), dummy,
      Onions.pathHops()[2],
    ].constrained(maxCltvExpiry: 800, minFinalCltvExpiryDelta: 18, htlcMinimumMsat: 100)
    #expect(hops.compactMap(\.data.paymentConstraints?.maxCltvExpiry) == [898, 858, 818])
    let path = try Onions.path(hops, purpose: .payment)
    #expect(Set(path.hops.map(\.encryptedRecipientData.count)).count == 1)
    let total = try TotalRelay.total(of: [relay, relay], minFinalCltvExpiryDelta: 18)
    #expect(total.cltvDelta == 98 && total.amountWithFees(amountMsat: 1000) == 1023)

    var (amount, expiry, pathKey) = (1023 as UInt64, 798 as UInt32, path.firstPathKey)
    for (index, node) in [1, 3, 3].enumerated() {
      let secret = try PathSecret.derive(pathKey: pathKey, nodeKey: Onions.key(node))
      let data = try secret.decrypt(encryptedRecipientData: path.hops[index].encryptedRecipientData)
      guard index < 2 else {
        try data.checkPayment(amountMsat: amount, cltvExpiry: expiry)
        #expect(data.pathId == PathId(bytes: Data("mine".utf8)))
        break
      }
      let forward = try data.forwardPayment(amountMsat: amount, cltvExpiry: expiry)
      #expect(try forward.next == (index == 0 ? .shortChannelId(shortChannelId: 5) : .nodeId(nodeId: Onions.node(3))))
      (amount, expiry) = (forward.amtToForward, forward.outgoingCltvValue)
      pathKey = try secret.nextPathKey(data: data)
    }
    #expect(amount >= 1000 && expiry == 718)
  }

  @Test func places() throws {
    let hash = sha256(bytes: Data())
    let blinding = FailureMessage.invalidOnionBlinding(sha256OfOnion: hash)
    let rows: [(Bool, Bool, Bool, Place, HtlcAnswer)] = [
      (true, false, false, .inside, .malformed(failureCode: 0xc018, sha256OfOnion: hash)),
      (false, true, false, .introduction, .fail(failure: blinding)),
      (false, true, true, .outside, .fail(failure: .mppTimeout)),
      (false, false, false, .outside, .fail(failure: .mppTimeout)),
    ]
    for (pathKey, currentPathKey, isFinal, place, answer) in rows {
      #expect(Place.onPath(pathKey: pathKey, currentPathKey: currentPathKey, isFinal: isFinal) == place)
      #expect(try place.answer(failure: .mppTimeout, sha256OfOnion: hash) == answer)
    }
  }

  @Test func aPathIsJoinedAndStarted() throws {
    let path = try Onions.path()
    let own = PathHop(nodeId: try Onions.node(0), data: try .leadingTo(path))
    let joined = try Onions.path([own], purpose: .part, sessionKey: Onions.otherSession).join(next: path)
    let onward = PathStart.onward(
      next: .nodeId(nodeId: try Onions.node(1)), pathKey: path.firstPathKey, hops: path.hops)
    #expect(try joined.start(nodeId: Onions.node(0), key: Onions.key(0)) == onward)
    #expect(try RecipientData.toChannel(7).nextNode() == .shortChannelId(shortChannelId: 7))
  }

  // MARK: Messages

  @Test func aMessageAndItsAnswer() throws {
    let contents = MessageContents.other(record: 1000, value: Data("hello".utf8))
    let reply = try Onions.path(Array(Onions.pathHops().suffix(1)), sessionKey: Onions.otherSession)
    let unknown = [UnknownRecord(number: 7, value: Data([1]))]
    var message = try MessageDraft(to: Onions.path(), contents: contents, replyPath: reply, unknown: unknown).write()
    for node in [1, 2] {
      guard case .forward(let next, let onward, _) = try message.peel(key: Onions.key(node)) else {
        Issue.record("node \(node) is not the recipient")
        return
      }
      #expect(try next == .nodeId(nodeId: Onions.node(node + 1)))
      message = try OnionMessage.parse(onward.write())
    }
    #expect(throws: OnionError.self) { try message.peel(key: Onions.key(3)) }
    guard case .recipient(let payload, let data) = try message.peel(key: Onions.key(3), knownContents: [1000]) else {
      Issue.record("node 3 is the recipient")
      return
    }
    #expect(payload.contents == contents && payload.replyPath == reply && payload.unknown == unknown)
    #expect(data.pathId == PathId(bytes: Data("mine".utf8)))
    let answer = try MessageDraft(to: #require(payload.replyPath)).write()
    guard case .recipient = try answer.peel(key: Onions.key(3)) else {
      Issue.record("the answer did not arrive")
      return
    }
  }

  // MARK: Trampoline

  /// Two trampoline nodes, in the last payload of an ordinary onion; the last pays over blinded paths.
  @Test func trampoline() throws {
    let paths = [try Onions.paymentPath(features: [17])]
    #expect(try parsePaymentPaths(bytes: writePaymentPaths(paths: paths)) == paths)
    let innerHops = [
      try OnionHop(
        publicKey: Onions.node(2),
        payload: .trampolineForward(amtToForward: 1000, outgoingCltvValue: 700, outgoingNodeId: Onions.node(4))),
      try OnionHop(
        publicKey: Onions.node(4),
        payload: .trampolineToPaths(amtToForward: 1000, outgoingCltvValue: 690, paths: paths, features: [9, 15])),
    ]
    let inner = try buildOnion(
      hops: innerHops, associatedData: Onions.hash().data, sessionKey: Onions.otherSession, entropy: Samples.entropy,
      hopPayloadsLength: UInt16(routeLength(hops: innerHops)))
    let carried = try Payload.toTrampoline(
      amtToForward: 1100, outgoingCltvValue: 720,
      paymentData: PaymentData(paymentSecret: Samples.secret(9), totalMsat: 1100), trampolineOnionPacket: inner.packet)
    let outer = try Onions.build([OnionHop(publicKey: Onions.node(2), payload: carried)])
    let peeled = try Onions.peel(outer.packet, 2)
    guard case .trampoline(let found) = try peeled.instruction() else {
      Issue.record("no trampoline onion")
      return
    }
    let first = try Onions.peel(found.trampolineOnionPacket, 2)
    let forward = TrampolineInstruction.forward(
      outgoingNodeId: try Onions.node(4), amtToForward: 1000, outgoingCltvValue: 700)
    #expect(try Payload.parse(first.payload).trampolineInstruction(isFinal: false) == forward)
    let last = try Onions.peel(#require(first.nextPacket), 4)
    let toPaths = TrampolineInstruction.forwardToPaths(
      paths: paths, features: [9, 15], amtToForward: 1000, outgoingCltvValue: 690)
    #expect(try Payload.parse(last.payload).trampolineInstruction(isFinal: true) == toPaths)

    // A failure of the first trampoline node is wrapped twice, and names the hop behind those of the outer route.
    let failure = TrampolineFailure.feeOrExpiryInsufficient(
      feeBaseMsat: 1, feeProportionalMillionths: 2, cltvExpiryDelta: 3)
    let created = try FailurePacket.create(failure.failure(), sharedSecret: first.sharedSecret)
    let returned = try created.wrap(sharedSecret: peeled.sharedSecret)
    let decrypted = try returned.decrypt(secrets: outer.secrets.followedBy(inner: inner.secrets))
    #expect(decrypted.failure?.hop == 1)
    #expect(try decrypted.failure?.failure?.trampoline == failure)
    #expect(try FailureMessage.mppTimeout.trampoline == nil)
  }
}
