import Foundation

extension MessageDraft {
  /// A message along a blinded path.
  ///
  /// It is sent to the path's first node. Where that is the sender, `start(nodeId:key:)` tells where the path goes on.
  ///
  /// - Parameters:
  ///   - path: The way to the recipient.
  ///   - contents: What it says.
  ///   - replyPath: How it can be answered.
  ///   - unknown: Records of types that this version does not know, in the order of their types.
  /// - Throws: ``OnionError`` for a key of another length.
  public init(
    to path: BlindedPath,
    contents: MessageContents? = nil,
    replyPath: BlindedPath? = nil,
    unknown: [UnknownRecord] = []
  ) throws {
    let draft = try draftMessage(path: path)
    self.init(
      pathKey: draft.pathKey, hops: draft.hops, replyPath: replyPath, contents: contents, unknown: unknown)
  }

  /// Writes the message, with randomness of the system.
  ///
  /// - Throws: ``OnionError``: a draft that no message can hold.
  public func write() throws -> OnionMessage {
    try write(sessionKey: Entropy.fresh(), entropy: Entropy.fresh())
  }
}

extension OnionMessage {
  /// Reads a message as it is sent, with its type.
  ///
  /// May be called from any thread.
  ///
  /// - Throws: ``OnionError``: what is wrong and where.
  public static func parse(_ bytes: Data) throws -> OnionMessage {
    try parseOnionMessage(bytes: bytes)
  }

  /// Takes one layer off the message.
  ///
  /// - Parameters:
  ///   - key: The node's key.
  ///   - knownFeatures: The feature bits that this node knows for blinded paths.
  ///   - knownContents: The types of records, beside those of offers, that this node reads.
  /// - Returns: The message for the next node, or what it says.
  /// - Throws: ``OnionError``: a message that is to be dropped.
  public func peel(
    key: SecretKey, knownFeatures: [UInt32] = [], knownContents: [UInt64] = []
  ) throws -> ReceivedMessage {
    try peelOnionMessage(message: self, key: key, knownFeatures: knownFeatures, knownContents: knownContents)
  }
}

extension MessagePayload {
  /// Reads what a hop of a message is told, without the length in front of it.
  ///
  /// May be called from any thread.
  ///
  /// - Parameters:
  ///   - bytes: The payload.
  ///   - knownContents: The types of records, beside those of offers, that this node reads.
  /// - Throws: ``OnionError``: what is wrong and where.
  public static func parse(_ bytes: Data, knownContents: [UInt64] = []) throws -> MessagePayload {
    try parseMessagePayload(bytes: bytes, knownContents: knownContents)
  }
}
