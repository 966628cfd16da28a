import Foundation

extension BuiltOnion {
  /// Builds the onion of a payment, for the first of its hops, and keeps the secrets for what comes back.
  ///
  /// May be called from any thread.
  ///
  /// - Parameters:
  ///   - hops: The nodes in order, the last of which receives, each with its payload.
  ///   - paymentHash: The hash of the payment, to which the onion is bound.
  ///   - sessionKey: 32 random bytes that are used once, a key of secp256k1.
  ///   - entropy: 32 random bytes that blind the computation; the onion does not depend on them.
  /// - Throws: ``OnionError``: a route that no packet holds, or a key that is none.
  public static func build(
    _ hops: [OnionHop],
    for paymentHash: PaymentHash,
    sessionKey: Data = Entropy.fresh(),
    entropy: Data = Entropy.fresh()
  ) throws -> BuiltOnion {
    try buildOnion(hops: hops, associatedData: paymentHash.data, sessionKey: sessionKey, entropy: entropy)
  }
}

extension OnionHop {
  /// A hop and what it is told.
  ///
  /// - Parameters:
  ///   - publicKey: The node's id, or its blinded id on a blinded path.
  ///   - payload: What it is told.
  /// - Throws: ``OnionError``: a payload that cannot be written.
  public init(publicKey: PublicKey, payload: Payload) throws {
    self.init(publicKey: publicKey, payload: try payload.write())
  }
}

extension PeeledOnion {
  /// Takes one layer off the onion of a payment.
  ///
  /// May be called from any thread. An onion whose ``replayTag`` was seen before is a replay, and is to be failed:
  /// the host keeps the tags.
  ///
  /// - Parameters:
  ///   - packet: The `onion_routing_packet` of the HTLC.
  ///   - key: The node's key, or its blinded key on a blinded path.
  ///   - paymentHash: The HTLC's payment hash.
  /// - Throws: ``OnionError``, with `failure(packet:)` as the answer to the HTLC.
  public static func peel(_ packet: Data, key: SecretKey, for paymentHash: PaymentHash) throws -> PeeledOnion {
    try peelOnion(packet: packet, key: key, associatedData: paymentHash.data)
  }

  /// Takes one layer off the onion of a payment, with a secret that was computed where the key is.
  ///
  /// May be called from any thread.
  ///
  /// - Parameters:
  ///   - packet: The `onion_routing_packet` of the HTLC.
  ///   - sharedSecret: What the node shares with the origin.
  ///   - paymentHash: The HTLC's payment hash.
  /// - Throws: ``OnionError``, with `failure(packet:)` as the answer to the HTLC.
  public static func peel(
    _ packet: Data, sharedSecret: SharedSecret, for paymentHash: PaymentHash
  ) throws -> PeeledOnion {
    try peelOnionWith(packet: packet, sharedSecret: sharedSecret, associatedData: paymentHash.data)
  }

  /// Whether the onion ends here.
  public var isFinal: Bool { nextPacket == nil }

  /// Reads the payload and says what this node is to do.
  ///
  /// - Parameter pathKey: The path key of the message that brought the onion, if it has one.
  /// - Throws: ``OnionError``, with `failure(packet:)` as the answer to the HTLC.
  public func instruction(pathKey: PublicKey? = nil) throws -> Instruction {
    try Payload.parse(payload).instruction(isFinal: isFinal, pathKey: pathKey)
  }
}
