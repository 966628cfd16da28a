import Foundation

extension Payload {
  /// Reads what a hop is told, without the length in front of it.
  ///
  /// May be called from any thread.
  ///
  /// - Throws: ``OnionError``: what is wrong and where.
  public static func parse(_ bytes: Data) throws -> Payload {
    try parsePayload(bytes: bytes)
  }

  /// Tells a hop to forward over a channel.
  ///
  /// - Parameters:
  ///   - amtToForward: What the next HTLC carries, in millisatoshi.
  ///   - outgoingCltvValue: The block at which the next HTLC expires.
  ///   - shortChannelId: The channel.
  public static func forward(amtToForward: UInt64, outgoingCltvValue: UInt32, shortChannelId: UInt64) -> Payload {
    forwardPayload(amtToForward: amtToForward, outgoingCltvValue: outgoingCltvValue, shortChannelId: shortChannelId)
  }

  /// Tells the last hop what it is paid.
  ///
  /// - Parameters:
  ///   - amtToForward: What this HTLC carries, in millisatoshi.
  ///   - outgoingCltvValue: The block at which it expires.
  ///   - paymentSecret: The payment secret of the invoice.
  ///   - totalMsat: What all HTLCs of the payment carry together; `nil` for a payment of this one.
  /// - Throws: ``OnionError``
  public static func receive(
    amtToForward: UInt64, outgoingCltvValue: UInt32, paymentSecret: PaymentSecret, totalMsat: UInt64? = nil
  ) throws -> Payload {
    try receivePayload(
      amtToForward: amtToForward, outgoingCltvValue: outgoingCltvValue,
      paymentData: PaymentData(paymentSecret: paymentSecret, totalMsat: totalMsat ?? amtToForward))
  }

  /// Pays the last hop without an invoice, and gives it the preimage.
  ///
  /// - Parameters:
  ///   - amtToForward: What the HTLC carries, in millisatoshi.
  ///   - outgoingCltvValue: The block at which it expires.
  ///   - preimage: The preimage of the payment hash.
  public static func keysend(amtToForward: UInt64, outgoingCltvValue: UInt32, preimage: Preimage) -> Payload {
    keysendPayload(amtToForward: amtToForward, outgoingCltvValue: outgoingCltvValue, preimage: preimage)
  }

  /// Tells a hop of a blinded path to forward as its recipient data say.
  ///
  /// - Parameters:
  ///   - encryptedRecipientData: What the path has for the hop.
  ///   - currentPathKey: The path's first key, for its first node only.
  /// - Throws: ``OnionError``
  public static func blindedForward(
    encryptedRecipientData: Data, currentPathKey: PublicKey? = nil
  ) throws -> Payload {
    try blindedForwardPayload(encryptedRecipientData: encryptedRecipientData, currentPathKey: currentPathKey)
  }

  /// Tells the last hop of a blinded path what it is paid.
  ///
  /// - Parameters:
  ///   - encryptedRecipientData: What the path has for the hop.
  ///   - currentPathKey: The path's first key, where the recipient is also its first node.
  ///   - amtToForward: What this HTLC carries, in millisatoshi.
  ///   - outgoingCltvValue: The block at which it expires.
  ///   - totalAmountMsat: What all HTLCs of the payment carry together; `nil` for a payment of this one.
  /// - Throws: ``OnionError``
  public static func blindedReceive(
    encryptedRecipientData: Data,
    currentPathKey: PublicKey? = nil,
    amtToForward: UInt64,
    outgoingCltvValue: UInt32,
    totalAmountMsat: UInt64? = nil
  ) throws -> Payload {
    try blindedReceivePayload(
      encryptedRecipientData: encryptedRecipientData, currentPathKey: currentPathKey, amtToForward: amtToForward,
      outgoingCltvValue: outgoingCltvValue, totalAmountMsat: totalAmountMsat ?? amtToForward)
  }

  /// Says what the payload tells a hop that no path key reached.
  ///
  /// - Parameter isFinal: Whether the onion ends at the hop.
  /// - Throws: ``OnionError``, with `failure(packet:)` as the answer to the HTLC.
  public func instruction(isFinal: Bool) throws -> Instruction {
    try instruction(isFinal: isFinal, pathKey: nil)
  }
}
