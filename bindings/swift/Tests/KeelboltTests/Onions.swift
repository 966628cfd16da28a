import Foundation
import Keelbolt

/// Onions made by hand, sound and broken.
enum Onions {
  static let session = Data(repeating: 0x41, count: 32)
  static let otherSession = Data(repeating: 0x31, count: 32)

  static func hash() throws -> PaymentHash { try Samples.hash(0x42) }

  /// The key of the node with this number, from 0 on.
  static func key(_ node: Int) throws -> SecretKey {
    try SecretKey(bytes: Data(repeating: UInt8(node + 1), count: 32))
  }

  /// The id of the node with this number.
  static func node(_ node: Int) throws -> PublicKey { try key(node).publicKey(entropy: Samples.entropy) }

  static func noPoint() throws -> PublicKey { try PublicKey(Data(count: 33)) }

  static func secret(_ byte: UInt8 = 5) throws -> SharedSecret {
    try SharedSecret(bytes: Data(repeating: byte, count: 32))
  }

  static func hop(_ node: Int, _ payload: Data = Data(count: 2)) throws -> OnionHop {
    OnionHop(publicKey: try Onions.node(node), payload: payload)
  }

  static func build(_ hops: [OnionHop]) throws -> BuiltOnion {
    try BuiltOnion.build(hops, for: hash(), sessionKey: session, entropy: Samples.entropy)
  }

  static func packet() throws -> Data { try build([hop(0)]).packet }

  static func peel(_ packet: Data, _ node: Int = 0) throws -> PeeledOnion {
    try PeeledOnion.peel(packet, key: key(node), for: hash())
  }

  /// The onion of a payment over three nodes.
  static func payment() throws -> BuiltOnion {
    try build([
      OnionHop(
        publicKey: node(0), payload: .forward(amtToForward: 1010, outgoingCltvValue: 780, shortChannelId: 1)),
      OnionHop(
        publicKey: node(1), payload: .forward(amtToForward: 1000, outgoingCltvValue: 740, shortChannelId: 2)),
      OnionHop(
        publicKey: node(2),
        payload: .receive(amtToForward: 1000, outgoingCltvValue: 700, paymentSecret: Samples.secret(9))),
    ])
  }

  /// Peels a packet that was built by hand around a field that begins with these bytes.
  static func peel(field: Data) throws -> PeeledOnion {
    let secret = try onionSharedSecret(packet: packet(), key: key(0)).expose()
    // The field of a last hop is its payload and the stream, so that what was built shows the stream.
    let built = try build([hop(0, Data(count: 1265))]).packet
    let plain: Data = bigSize(1265) + Data(count: 1265 + 32)
    let stream = xor(built.dropFirst(34).dropLast(32), plain)
    let padded: Data = field + Data(count: 1300 - field.count)
    let hidden = xor(padded, stream)
    let bound: Data = hidden + (try hash().data)
    let tag = hmac(key: hmac(key: Data("mu".utf8), secret), bound)
    let header: Data = built.prefix(34)
    return try peel(header + hidden + tag)
  }

  /// BOLT 1's integer of variable length, below 65536.
  static func bigSize(_ value: Int) -> Data {
    value < 0xfd ? Data([UInt8(value)]) : Data([0xfd, UInt8(value >> 8), UInt8(value & 0xff)])
  }

  /// One record of a TLV stream.
  static func record(_ number: Int, _ value: Data = Data()) -> Data {
    let head: Data = bigSize(number) + bigSize(value.count)
    return head + value
  }

  /// The bytes with another first one.
  static func begun(_ first: UInt8, _ bytes: Data) -> Data { Data([first]) + bytes.dropFirst() }

  // MARK: Blinded paths and messages

  /// The hops of a path for messages: two nodes, then the recipient.
  static func pathHops() throws -> [PathHop] {
    [
      PathHop(nodeId: try node(1), data: try .toNode(node(2))),
      PathHop(nodeId: try node(2), data: try .toNode(node(3))),
      PathHop(nodeId: try node(3), data: .forRecipient(PathId(bytes: Data("mine".utf8)))),
    ]
  }

  static func path(
    _ hops: [PathHop]? = nil, purpose: PathPurpose = .message, sessionKey: Data = session
  ) throws -> BlindedPath {
    try PathDraft(hops: hops ?? pathHops(), purpose: purpose).write(sessionKey: sessionKey, entropy: Samples.entropy)
  }

  /// That path and what it asks of a payment.
  static func paymentPath(features: [UInt32] = []) throws -> PaymentPath {
    let relay = TotalRelay(feeBaseMsat: 1000, feeProportionalMillionths: 100, cltvDelta: 80)
    let payinfo = BlindedPayinfo(
      relay: relay, htlcMinimumMsat: 1, htlcMaximumMsat: 1_000_000_000, features: features)
    return PaymentPath(path: try path(), payinfo: payinfo)
  }

  /// A message whose first hop finds this payload, and peels it.
  static func received(_ payload: Data, then others: [OnionHop] = []) throws -> ReceivedMessage {
    let (pathKey, key) = (try node(1), try key(0))
    let blinded = try PathSecret.derive(pathKey: pathKey, nodeKey: key).blindedKey(nodeKey: key)
    let first = OnionHop(publicKey: try blinded.publicKey(entropy: Samples.entropy), payload: payload)
    let built = try buildOnion(
      hops: [first] + others, associatedData: Data(), sessionKey: session, entropy: Samples.entropy)
    return try OnionMessage(pathKey: pathKey, packet: built.packet).peel(key: key)
  }
}
