import Foundation

extension FailureMessage {
  /// Reads a failure message, and keeps the records behind it.
  ///
  /// May be called from any thread.
  ///
  /// - Throws: ``OnionError``: what is wrong and where.
  public static func parse(_ bytes: Data) throws -> ParsedFailure {
    try parseFailure(failuremsg: bytes)
  }

  /// The code, its name, and what its flags say.
  public var info: FailureCodeInfo {
    get throws { failureCodeInfo(code: try failureCode()) }
  }
}

extension FailurePacket {
  /// Makes the answer of the node that fails the HTLC.
  ///
  /// - Parameters:
  ///   - failure: Why.
  ///   - sharedSecret: What the node shares with the origin, of its ``PeeledOnion``.
  ///   - holdTime: How long the node held the HTLC, a fraction of a tenth of a second dropped; `nil` when it does not
  ///     report that, and then no attribution data come out.
  ///   - extension: Records behind the failure message.
  ///   - paddedLength: How long the message and its padding are; `nil` is 256, or longer for a longer message.
  /// - Throws: ``OnionError``: a message that is too long.
  public static func create(
    _ failure: FailureMessage,
    sharedSecret: SharedSecret,
    holdTime: Duration? = nil,
    extension: Data? = nil,
    paddedLength: UInt16? = nil
  ) throws -> FailurePacket {
    try createFailure(
      failure: failure, sharedSecret: sharedSecret, holdTimeMs: holdTime.map(\.wholeMilliseconds),
      extension: `extension`, paddedLength: paddedLength)
  }

  /// Wraps the answer of the next node, on its way to the origin.
  ///
  /// - Parameters:
  ///   - sharedSecret: What this node shares with the origin.
  ///   - holdTime: How long this node held the HTLC, a fraction of a tenth of a second dropped; `nil` when it does not
  ///     report that, and then no attribution data come out.
  /// - Throws: ``OnionError``: an answer that is too long, or attribution data of another length.
  public func wrap(sharedSecret: SharedSecret, holdTime: Duration? = nil) throws -> FailurePacket {
    try wrapFailure(
      reason: reason, sharedSecret: sharedSecret, holdTimeMs: holdTime.map(\.wholeMilliseconds),
      attributionData: attributionData)
  }

  /// Finds out, at the origin, which hop failed and why, and how long each of them held the HTLC.
  ///
  /// - Parameter secrets: Those of the ``BuiltOnion``.
  /// - Throws: ``OnionError``: no route of 1 to 27 hops, or attribution data of another length.
  public func decrypt(secrets: RouteSecrets) throws -> DecryptedFailure {
    try decryptFailure(reason: reason, secrets: secrets, attributionData: attributionData)
  }
}
