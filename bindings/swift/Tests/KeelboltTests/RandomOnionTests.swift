import Foundation
import Keelbolt
import Testing

/// Random bytes and values at every entry point of onions: a value or an `OnionError`, never a trap.
///
/// The generator is seeded, so that a failure can be repeated: its seed is the test's argument.
@Suite struct RandomOnionTests {
  @Test(arguments: 0..<8 as Range<UInt64>)
  func readers(_ seed: UInt64) throws {
    let sound = try SoundBytes()
    var random = Seeded(state: seed)
    for _ in 0..<40 {
      for (bytes, read) in sound.readers() {
        let spoiled = random.spoiled(bytes)
        typed { try read(spoiled) }
      }
    }
  }

  @Test(arguments: 0..<8 as Range<UInt64>)
  func writers(_ seed: UInt64) throws {
    var random = Seeded(state: seed)
    for _ in 0..<40 {
      try writePackets(&random)
      try writePaths(&random)
      try writeAnswers(&random)
    }
  }

  private func writePackets(_ random: inout Seeded) throws {
    let hops = try (0..<random.one(of: [0, 1, 2, 30])).map { _ in
      OnionHop(publicKey: try random.anyKey(), payload: random.octets() ?? Data(count: 2))
    }
    typed { try routeLength(hops: hops) }
    let (session, length) = (random.one(of: [Onions.session, Data(count: 32), Data()]), random.number() as UInt16)
    typed {
      try buildOnion(
        hops: hops, associatedData: Data(), sessionKey: session, entropy: Samples.entropy, hopPayloadsLength: length)
    }
    let payload = try random.payload()
    typed { try payload.write() }
    ask(payload)
    let contents = MessageContents.other(record: random.number(), value: random.octets() ?? Data())
    let path = try random.path()
    let said = MessagePayload(replyPath: path, contents: contents, unknown: random.unknown())
    typed { try said.write() }
    typed { try MessageDraft(to: path, contents: contents, replyPath: path, unknown: said.unknown).write() }
    let message = OnionMessage(pathKey: try random.anyKey(), packet: random.octets() ?? Data())
    typed { try message.write() }
    typed { try message.peel(key: Onions.key(1)) }
  }

  private func writePaths(_ random: inout Seeded) throws {
    let data = try random.recipientData()
    ask(data)
    let path = try random.path()
    ask(path)
    let hops = try (0..<random.one(of: [0, 1, 2, 256])).map { _ in PathHop(nodeId: try random.anyKey(), data: data) }
    let draft = PathDraft(
      hops: hops, purpose: random.one(of: [.payment, .message, .part]),
      paddedLength: random.one(of: [nil, 0, 300, .max]))
    typed { try draft.write() }
    let (expiry, delta) = (random.number() as UInt32, random.number() as UInt16)
    typed {
      try hops.constrained(maxCltvExpiry: expiry, minFinalCltvExpiryDelta: delta, htlcMinimumMsat: 0)
    }
    let relay = PaymentRelay(
      cltvExpiryDelta: random.number(), feeProportionalMillionths: random.number(), feeBaseMsat: random.number())
    let (amount, block) = (random.number() as UInt64, random.number() as UInt32)
    let total = typed { try TotalRelay.total(of: [relay, relay], minFinalCltvExpiryDelta: delta) }
    _ = (total?.amountWithFees(amountMsat: amount), relay.amtToForward(amountMsat: amount))
    _ = relay.outgoingCltvValue(cltvExpiry: block)
    let key = try random.anyKey()
    typed { try PathSecret(pathKey: key, shared: Onions.secret()).nextPathKey(data: data) }
    typed { try PathHop.dummy(of: key) }
  }

  private func writeAnswers(_ random: inout Seeded) throws {
    let secret = try Onions.secret()
    let failures: [FailureMessage] = [
      .temporaryChannelFailure(channelUpdate: random.octets()),
      .unknown(code: random.number(), data: random.octets() ?? Data()),
    ]
    let failure = random.one(of: failures)
    typed { try failure.write() }
    typed { try failure.info }
    typed { try failure.trampoline }
    let (records, length, code) = (random.octets(), random.number() as UInt16, random.number() as UInt16)
    let held = Duration(secondsComponent: Int64(bitPattern: random.next()), attosecondsComponent: 0)
    typed {
      try FailurePacket.create(
        failure, sharedSecret: secret, holdTime: held, extension: records, paddedLength: length)
    }
    typed { try FulfillmentPacket.create(sharedSecret: secret, records: records, holdTime: held) }
    typed { try malformedFailure(code: code, sha256OfOnion: FailureRow.hash) }
    let policy = ForwardingPolicy(
      feeBaseMsat: random.number(), feeProportionalMillionths: random.number(), cltvExpiryDelta: random.number(),
      htlcMinimumMsat: random.number(), htlcMaximumMsat: random.number(), expiryMargin: random.number())
    let (one, two) = (random.htlc(), random.htlc())
    _ = (policy.check(incoming: one, outgoing: two, height: random.number()), policy.fee(amountMsat: random.number()))
    let receive = ReceiveInstruction(
      amtToForward: random.number(), outgoingCltvValue: random.number(), totalMsat: random.number())
    let expected = ExpectedPayment(
      paymentHash: try Onions.hash(), paymentSecret: nil, amountMsat: random.number(),
      minFinalCltvExpiryDelta: random.number(), basicMpp: true)
    let height = random.number() as UInt32
    typed { try expected.check(one, receive: receive, height: height) }
    typed { try HtlcSet.begin(receive).join(one, receive: receive, height: height) }
    typed { try checkTrampolineOuter(outer: receive, inner: receive) }
  }
}

/// The call's value; an error of any other type than `OnionError` fails the test.
@discardableResult
private func typed<Value>(_ call: () throws -> Value) -> Value? {
  do {
    return try call()
  } catch let error as OnionError {
    #expect(!error.description.isEmpty && error.code() >= 400)
    _ = (error.blame(), error.failure(packet: Data(count: 3)))
  } catch {
    Issue.record("not an OnionError: \(error)")
  }
  return nil
}

private func ask(_ payload: Payload) {
  for isFinal in [false, true] {
    for pathKey in [nil, try? Onions.node(0)] {
      typed { try payload.instruction(isFinal: isFinal, pathKey: pathKey) }
      typed { try payload.trampolineInstruction(isFinal: isFinal, outerPathKey: pathKey) }
    }
  }
  typed { try payload.write() }
}

private func ask(_ data: RecipientData) {
  typed { try data.nextNode() }
  typed { try data.checkFeatures() }
  typed { try data.forwardPayment(amountMsat: 1000, cltvExpiry: 800, known: [9], used: [9]) }
  typed { try data.checkPayment(amountMsat: 1000, cltvExpiry: 800) }
  typed { try data.write() }
}

private func ask(_ path: BlindedPath) {
  typed { try path.write() }
  typed { try path.join(next: path) }
  typed { try path.start(nodeId: Onions.node(1), key: Onions.key(1)) }
  typed { try RecipientData.leadingTo(path) }
  typed { try MessageDraft(to: path).write() }
}

/// What each reader takes, sound.
private struct SoundBytes {
  let key: SecretKey
  let hash: PaymentHash
  let secret: SharedSecret
  let route: RouteSecrets
  let packet: Data
  let payload: Data
  let data: Data
  let path: BlindedPath
  let message: Data
  let failure: FailurePacket
  let fulfillment: FulfillmentPacket

  init() throws {
    (key, hash, secret) = (try Onions.key(0), try Onions.hash(), try Onions.secret())
    route = try RouteSecrets(bytes: Data((0..<96).map { UInt8($0) }))
    packet = try Onions.payment().packet
    payload = try Payload(
      amtToForward: 1, outgoingCltvValue: 2, paymentData: PaymentData(paymentSecret: Samples.secret(9), totalMsat: 3),
      keysendPreimage: Preimage(bytes: Data(count: 32)), recipientFeatures: [9],
      recipientBlindedPaths: [Onions.paymentPath(features: [17])],
      unknown: [UnknownRecord(number: 77, value: Data([1]))]
    ).write()
    data = try RecipientData(
      padding: 3, shortChannelId: 1, pathId: PathId(bytes: Data("mine".utf8)), nextPathKeyOverride: Onions.node(0),
      paymentRelay: PaymentRelay(cltvExpiryDelta: 1, feeProportionalMillionths: 2, feeBaseMsat: 3),
      paymentConstraints: PaymentConstraints(maxCltvExpiry: 1, htlcMinimumMsat: 2), allowedFeatures: [0, 9]
    ).write()
    path = try Onions.path()
    message = try MessageDraft(to: path, contents: .invoice(value: Data([1, 0]))).write().write()
    failure = try .create(.mppTimeout, sharedSecret: secret, holdTime: .seconds(1))
    fulfillment = try .create(sharedSecret: secret, records: Onions.record(5), holdTime: .seconds(1))
  }

  func readers() -> [(Data, (Data) throws -> Any?)] {
    peeling() + parsing() + answering()
  }

  private func peeling() -> [(Data, (Data) throws -> Any?)] {
    [
      (packet, { try PeeledOnion.peel($0, key: key, for: hash).instruction() }),
      (packet, { try PeeledOnion.peel($0, sharedSecret: secret, for: hash) }),
      (packet, { try onionSharedSecret(packet: $0, key: key) }),
      (packet, { try onionEphemeralKey(packet: $0) }),
      (message, { try OnionMessage.parse($0).peel(key: Onions.key(1)) }),
    ]
  }

  private func parsing() -> [(Data, (Data) throws -> Any?)] {
    [
      (payload, { ask(try Payload.parse($0)) }),
      (data, { ask(try RecipientData.parse($0)) }),
      ((try? path.write()) ?? Data(), { ask(try BlindedPath.parse($0)) }),
      (Data(count: 40), { try parsePaymentPaths(bytes: $0) }),
      (Onions.record(66, Data([1, 0])), { try MessagePayload.parse($0, knownContents: [1001]) }),
      (Data([0x10, 0x0c] + [UInt8](repeating: 0, count: 12)), { try FailureMessage.parse($0) }),
      (Data([0, 23]), { try parseFailureCode(failuremsg: $0) }),
      (Data(count: 32), { try SharedSecret(bytes: $0) }),
      (Data(count: 96), { try RouteSecrets(bytes: $0) }),
      (Data(count: 4), { PathId(bytes: $0) }),
    ]
  }

  private func answering() -> [(Data, (Data) throws -> Any?)] {
    let (attributed, thanked) = (failure.attributionData ?? Data(), fulfillment.payload ?? Data())
    func failed(_ reason: Data, _ attribution: Data) throws -> Any? {
      let packet = FailurePacket(reason: reason, attributionData: attribution)
      return (try packet.wrap(sharedSecret: secret, holdTime: .zero), try packet.decrypt(secrets: route))
    }
    return [
      (failure.reason, { try failed($0, attributed) }),
      (attributed, { try failed(failure.reason, $0) }),
      (Onions.record(5), { try FulfillmentPacket.create(sharedSecret: secret, records: $0) }),
      (
        thanked,
        {
          let packet = FulfillmentPacket(payload: $0, attributionData: attributed)
          return (try packet.wrap(sharedSecret: secret), try packet.decrypt(secrets: route))
        }
      ),
      (
        Data(count: 40),
        {
          let secret = try PathSecret.derive(pathKey: path.firstPathKey, nodeKey: Onions.key(1))
          return try secret.decrypt(encryptedRecipientData: $0)
        }
      ),
    ]
  }
}

extension Seeded {
  mutating func one<Value>(of values: [Value]) -> Value { values.randomElement(using: &self)! }

  /// The bytes with some changed, cut or added; or others altogether.
  mutating func spoiled(_ sound: Data) -> Data {
    var some = sound
    for _ in 0..<next() % 3 where !some.isEmpty { some[Int(next() % UInt64(some.count))] = byte() }
    switch next() % 4 {
    case 0: return some
    case 1: return Data(some.prefix(Int(next() % UInt64(some.count + 1))))
    case 2: return some + [byte(), byte(), byte()]
    default: return bytes()
    }
  }

  /// A node's key or 33 bytes that are none.
  fileprivate mutating func anyKey() throws -> PublicKey {
    next() % 4 == 0 ? try publicKey() : try Onions.node(Int(next() % 5))
  }

  fileprivate mutating func octets() -> Data? { one(of: [nil, Data(), bytes(), Data(count: 70000)]) }

  fileprivate mutating func htlc() -> Htlc { Htlc(amountMsat: number(), cltvExpiry: number()) }

  fileprivate mutating func unknown() -> [UnknownRecord] {
    (0..<next() % 3).map { _ in UnknownRecord(number: number(), value: bytes()) }
  }

  fileprivate mutating func recipientData() throws -> RecipientData {
    let id = octets()
    return RecipientData(
      padding: one(of: [nil, 5, number()]), shortChannelId: one(of: [nil, number()]),
      nextNodeId: next() % 2 == 0 ? nil : try anyKey(), pathId: id.map { PathId(bytes: $0) },
      nextPathKeyOverride: next() % 2 == 0 ? nil : try anyKey(), allowedFeatures: one(of: [nil, bits()]),
      unknown: unknown())
  }

  fileprivate mutating func path() throws -> BlindedPath {
    let data = octets() ?? Data()
    let hop = BlindedHop(blindedNodeId: try anyKey(), encryptedRecipientData: data)
    // Many hops or much data: both at once would only take long.
    let count = one(of: data.count > 1000 ? [0, 1, 2] : [0, 1, 2, 256])
    let first: FirstNode =
      next() % 2 == 0
      ? .nodeId(nodeId: try anyKey()) : .channel(direction: byte(), shortChannelId: number())
    return BlindedPath(
      firstNodeId: first, firstPathKey: try anyKey(), hops: Array(repeating: hop, count: count))
  }

  fileprivate mutating func payload() throws -> Payload {
    let paths: [PaymentPath]? = one(of: [nil, [], [try Onions.paymentPath()]])
    return Payload(
      amtToForward: one(of: [nil, number()]), outgoingCltvValue: one(of: [nil, number()]),
      shortChannelId: one(of: [nil, number()]), encryptedRecipientData: octets(),
      currentPathKey: next() % 2 == 0 ? nil : try anyKey(), paymentMetadata: octets(),
      totalAmountMsat: one(of: [nil, number()]), outgoingNodeId: next() % 2 == 0 ? nil : try anyKey(),
      trampolineOnionPacket: octets(), recipientFeatures: one(of: [nil, bits()]),
      recipientBlindedPaths: paths, unknown: unknown())
  }
}
