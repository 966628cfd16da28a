import Foundation

// Trampoline onions are a proposal, and may change.

extension Payload {
  /// Tells the last hop of an onion to peel a trampoline onion. A proposal, may change.
  ///
  /// - Parameters:
  ///   - amtToForward: What this HTLC carries, in millisatoshi.
  ///   - outgoingCltvValue: The block at which it expires.
  ///   - paymentData: The secret by which the trampoline node knows the parts of one payment.
  ///   - trampolineOnionPacket: The onion inside.
  ///   - pathKey: The path key for the trampoline node, where that is on a blinded path.
  /// - Throws: ``OnionError``
  public static func toTrampoline(
    amtToForward: UInt64,
    outgoingCltvValue: UInt32,
    paymentData: PaymentData?,
    trampolineOnionPacket: Data,
    pathKey: PublicKey? = nil
  ) throws -> Payload {
    try toTrampolinePayload(
      amtToForward: amtToForward, outgoingCltvValue: outgoingCltvValue, paymentData: paymentData,
      trampolineOnionPacket: trampolineOnionPacket, pathKey: pathKey)
  }

  /// Tells a trampoline node to find a way to another one. A proposal, may change.
  ///
  /// - Parameters:
  ///   - amtToForward: What the next one receives, in millisatoshi.
  ///   - outgoingCltvValue: The block at which what it receives expires.
  ///   - outgoingNodeId: The next one.
  /// - Throws: ``OnionError`` for a key of another length.
  public static func trampolineForward(
    amtToForward: UInt64, outgoingCltvValue: UInt32, outgoingNodeId: PublicKey
  ) throws -> Payload {
    try trampolineForwardPayload(
      amtToForward: amtToForward, outgoingCltvValue: outgoingCltvValue, outgoingNodeId: outgoingNodeId)
  }

  /// Tells a trampoline node to pay over blinded paths. A proposal, may change.
  ///
  /// - Parameters:
  ///   - amtToForward: What the recipient is paid, in millisatoshi.
  ///   - outgoingCltvValue: The block at which what it receives expires.
  ///   - paths: The ways to the recipient.
  ///   - features: The feature bits of the recipient's invoice.
  /// - Throws: ``OnionError``
  public static func trampolineToPaths(
    amtToForward: UInt64, outgoingCltvValue: UInt32, paths: [PaymentPath], features: [UInt32]? = nil
  ) throws -> Payload {
    try trampolineToPathsPayload(
      amtToForward: amtToForward, outgoingCltvValue: outgoingCltvValue, paths: paths, features: features)
  }

  /// Says what the payload of a trampoline onion tells a node that no path key reached. A proposal, may change.
  ///
  /// - Parameter isFinal: Whether the onion ends at the node.
  /// - Throws: ``OnionError``
  public func trampolineInstruction(isFinal: Bool) throws -> TrampolineInstruction {
    try trampolineInstruction(isFinal: isFinal, outerPathKey: nil)
  }
}

extension FailureMessage {
  /// What a trampoline node says with this failure; `nil` for a failure of another kind. A proposal, may change.
  public var trampoline: TrampolineFailure? {
    get throws { try trampolineFailure(failure: self) }
  }
}
