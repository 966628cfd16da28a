import Foundation

extension BlindedPath {
  /// Reads a blinded path.
  ///
  /// May be called from any thread.
  ///
  /// - Throws: ``OnionError``: what is wrong and where.
  public static func parse(_ bytes: Data) throws -> BlindedPath {
    try parseBlindedPath(bytes: bytes)
  }

  /// Goes along the path as far as its first hops are this node itself.
  ///
  /// - Parameters:
  ///   - nodeId: The node's id.
  ///   - key: The node's key.
  /// - Returns: Where the path goes on from here, or what this node is told when it is the recipient.
  /// - Throws: ``OnionError``
  public func start(nodeId: PublicKey, key: SecretKey) throws -> PathStart {
    try startPath(path: self, nodeId: nodeId, key: key)
  }
}

extension PathDraft {
  /// Makes the blinded path, with randomness of the system.
  ///
  /// - Throws: ``OnionError``: hops that no path can hold.
  public func write() throws -> BlindedPath {
    try write(sessionKey: Entropy.fresh(), entropy: Entropy.fresh())
  }
}

extension PathHop {
  /// A hop that the recipient adds before its own last one, so that the path's length tells less.
  ///
  /// - Parameter recipient: The recipient's node id.
  /// - Throws: ``OnionError`` for a key of another length.
  public static func dummy(of recipient: PublicKey) throws -> PathHop {
    try dummyHop(recipient: recipient)
  }
}

extension Array<PathHop> {
  /// The hops of a path for payments, each with the constraints that follow from those of the recipient.
  ///
  /// - Parameters:
  ///   - maxCltvExpiry: The last block at which an HTLC may expire at the recipient.
  ///   - minFinalCltvExpiryDelta: The blocks left when the HTLC arrives there.
  ///   - htlcMinimumMsat: The least amount that may arrive there, in millisatoshi.
  /// - Throws: ``OnionError``: blocks or amounts that do not fit their fields.
  public func constrained(
    maxCltvExpiry: UInt32, minFinalCltvExpiryDelta: UInt16, htlcMinimumMsat: UInt64
  ) throws -> [PathHop] {
    try constrainPath(
      hops: self, maxCltvExpiry: maxCltvExpiry, minFinalCltvExpiryDelta: minFinalCltvExpiryDelta,
      htlcMinimumMsat: htlcMinimumMsat)
  }
}

extension TotalRelay {
  /// What a blinded path asks for as a whole.
  ///
  /// - Parameters:
  ///   - hops: What each of its forwarding hops asks for.
  ///   - minFinalCltvExpiryDelta: What the recipient asks for, in blocks.
  /// - Throws: ``OnionError``: fees or blocks that do not fit their fields.
  public static func total(of hops: [PaymentRelay], minFinalCltvExpiryDelta: UInt16) throws -> TotalRelay {
    try totalRelay(hops: hops, minFinalCltvExpiryDelta: minFinalCltvExpiryDelta)
  }
}

extension Place {
  /// Where a hop is with regard to a blinded path.
  ///
  /// - Parameters:
  ///   - pathKey: Whether a path key came beside the onion.
  ///   - currentPathKey: Whether one is in the payload.
  ///   - isFinal: Whether the onion ends here.
  public static func onPath(pathKey: Bool, currentPathKey: Bool, isFinal: Bool) -> Place {
    placeOnPath(pathKey: pathKey, currentPathKey: currentPathKey, isFinal: isFinal)
  }
}
