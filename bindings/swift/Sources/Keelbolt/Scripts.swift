import Foundation

extension ScriptTemplate {
  /// The parts of a script of a channel; `nil` for any other script.
  ///
  /// May be called from any thread.
  public static func recognise(_ script: Data) -> ScriptTemplate? {
    recogniseScript(script: script)
  }
}

extension HashLock {
  /// The lock that HASH160 makes of a payment hash, as Lightning has it in its scripts.
  ///
  /// - Throws: ``HtlcError`` for a value of another length.
  public static func hash160(of paymentHash: PaymentHash) throws -> HashLock {
    try hash160Lock(paymentHash: paymentHash)
  }

  /// The preimage that a witness shows; `nil` when it shows none.
  ///
  /// - Throws: ``HtlcError`` for a hash of another length.
  public func preimage(inWitness witness: [Data]) throws -> Preimage? {
    try preimageInWitness(hash: self, witness: witness)
  }

  /// The preimage that some input of a transaction shows; `nil` when none does.
  ///
  /// - Throws: ``HtlcError``: bytes that are no transaction.
  public func preimage(inTransaction transaction: Data) throws -> Preimage? {
    try preimageInTransaction(hash: self, transaction: transaction)
  }
}

extension ClaimLeaf {
  /// The parts of the leaf that the receiver spends; `nil` for any other script.
  ///
  /// May be called from any thread.
  public static func recognise(_ script: Data) -> ClaimLeaf? {
    recogniseClaimLeaf(script: script)
  }
}

extension RefundLeaf {
  /// The parts of the leaf that the sender spends; `nil` for any other script.
  ///
  /// May be called from any thread.
  public static func recognise(_ script: Data) -> RefundLeaf? {
    recogniseRefundLeaf(script: script)
  }
}
