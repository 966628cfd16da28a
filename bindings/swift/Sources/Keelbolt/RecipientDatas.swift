import Foundation

extension RecipientData {
  /// Reads what a hop of a blinded path decrypts.
  ///
  /// May be called from any thread.
  ///
  /// - Throws: ``OnionError``: what is wrong and where.
  public static func parse(_ bytes: Data) throws -> RecipientData {
    try parseRecipientData(bytes: bytes)
  }

  /// For a hop that passes on to a node.
  ///
  /// - Throws: ``OnionError`` for a key of another length.
  public static func toNode(_ nodeId: PublicKey) throws -> RecipientData {
    try dataToNode(nextNodeId: nodeId)
  }

  /// For a hop that passes on over a channel.
  public static func toChannel(_ shortChannelId: UInt64) -> RecipientData {
    dataToChannel(shortChannelId: shortChannelId)
  }

  /// For a hop in front of a path that somebody else made: it passes on to the path's first node.
  ///
  /// - Throws: ``OnionError``
  public static func leadingTo(_ path: BlindedPath) throws -> RecipientData {
    try dataLeadingTo(path: path)
  }

  /// For the recipient, who knows by the path id that the path is one of its own.
  public static func forRecipient(_ pathId: PathId) -> RecipientData {
    dataForRecipient(pathId: pathId)
  }
}
