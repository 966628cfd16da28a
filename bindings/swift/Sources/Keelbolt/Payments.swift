extension ExpectedPayment {
  /// Asks the final node's question: may it take this HTLC?
  ///
  /// - Parameters:
  ///   - htlc: What arrived.
  ///   - receive: What the onion says.
  ///   - height: The height of the chain's last block.
  /// - Returns: The failure to send, or `nil` for an HTLC that may be taken.
  /// - Throws: ``OnionError`` for a value of another length.
  public func check(_ htlc: Htlc, receive: ReceiveInstruction, height: UInt32) throws -> FailureMessage? {
    try checkReceived(expected: self, htlc: htlc, receive: receive, height: height)
  }
}

extension HtlcSet {
  /// The HTLCs of a payment, of which this is the first; it was checked.
  ///
  /// - Parameter receive: What its onion says.
  /// - Throws: ``OnionError`` for a value of another length.
  public static func begin(_ receive: ReceiveInstruction) throws -> HtlcSet {
    try beginHtlcSet(receive: receive)
  }

  /// The set with one more HTLC of the payment, which was checked, or the failure with which to answer it.
  ///
  /// - Parameters:
  ///   - htlc: What arrived.
  ///   - receive: What its onion says.
  ///   - height: The height of the chain's last block.
  /// - Throws: ``OnionError`` for a value of another length.
  public func join(_ htlc: Htlc, receive: ReceiveInstruction, height: UInt32) throws -> HtlcSetJoin {
    try joinHtlcSet(set: self, htlc: htlc, receive: receive, height: height)
  }
}
