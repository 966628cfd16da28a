import Foundation

extension FulfillmentPacket {
  /// Makes what the final node sends along when it fulfils the HTLC.
  ///
  /// - Parameters:
  ///   - sharedSecret: What the node shares with the origin, of its ``PeeledOnion``.
  ///   - records: A stream of records for the origin.
  ///   - holdTime: How long the node held the HTLC, a fraction of a tenth of a second dropped; `nil` when it does not
  ///     report that, and then no attribution data come out.
  /// - Throws: ``OnionError``: records that are no stream.
  public static func create(
    sharedSecret: SharedSecret, records: Data? = nil, holdTime: Duration? = nil
  ) throws -> FulfillmentPacket {
    try createFulfillment(
      sharedSecret: sharedSecret, records: records, holdTimeMs: holdTime.map(\.wholeMilliseconds))
  }

  /// Wraps what the next node sent along, on its way to the origin.
  ///
  /// - Parameters:
  ///   - sharedSecret: What this node shares with the origin.
  ///   - holdTime: How long this node held the HTLC, a fraction of a tenth of a second dropped; `nil` when it does not
  ///     report that, and then no attribution data come out.
  /// - Throws: ``OnionError``: a payload that is too long, or attribution data of another length.
  public func wrap(sharedSecret: SharedSecret, holdTime: Duration? = nil) throws -> FulfillmentPacket {
    try wrapFulfillment(
      sharedSecret: sharedSecret, payload: payload, holdTimeMs: holdTime.map(\.wholeMilliseconds),
      attributionData: attributionData)
  }

  /// Reads, at the origin, what the recipient sent along, and how long each hop held the HTLC.
  ///
  /// - Parameter secrets: Those of the ``BuiltOnion``.
  /// - Throws: ``OnionError``: no route of 1 to 27 hops, or attribution data of another length.
  public func decrypt(secrets: RouteSecrets) throws -> DecryptedFulfillment {
    try decryptFulfillment(secrets: secrets, payload: payload, attributionData: attributionData)
  }
}
