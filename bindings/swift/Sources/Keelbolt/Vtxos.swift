import Foundation

extension Vtxo {
  /// Reads a whole VTXO that fills the bytes.
  ///
  /// May be called from any thread. What was read is no money before it is accepted.
  ///
  /// - Throws: ``VtxoError``: what is wrong, and where.
  public static func parse(_ bytes: Data) throws -> Vtxo {
    try parse(bytes: bytes)
  }

  /// Makes all the checks of a wallet.
  ///
  /// - Parameters:
  ///   - expected: What the wallet knows and asks for.
  ///   - facts: What is known of the output on chain with which the genesis begins.
  /// - Throws: ``VtxoError``: the first rule that is broken.
  public func accept(_ expected: VtxoExpectation, facts: ChainFacts) throws -> AcceptedVtxo {
    try accept(expected: expected, facts: facts)
  }

  /// Makes all the checks of a wallet but the preimage that the server still keeps: the leaf is a promise, no money.
  ///
  /// - Parameters:
  ///   - expected: What the wallet knows and asks for, the unlock hash among it.
  ///   - facts: What is known of the output on chain with which the genesis begins.
  /// - Throws: ``VtxoError``: the first rule that is broken.
  public func acceptLocked(_ expected: VtxoExpectation, facts: ChainFacts) throws -> LockedVtxo {
    try acceptLocked(expected: expected, facts: facts)
  }
}

extension AcceptedVtxo {
  /// Takes a VTXO that was accepted before, such as one of the wallet's own storage, without a check.
  ///
  /// Whoever gives any other VTXO counts as money what may be none.
  public static func assumeAccepted(_ vtxo: Vtxo) -> AcceptedVtxo {
    assumeAccepted(vtxo: vtxo)
  }
}

extension BareVtxo {
  /// Reads a bare VTXO, or a whole one, whose genesis is checked and left out.
  ///
  /// May be called from any thread.
  ///
  /// - Throws: ``VtxoError``: what is wrong, and where.
  public static func parse(_ bytes: Data) throws -> BareVtxo {
    try parseBareVtxo(bytes: bytes)
  }
}

extension VtxoId {
  /// Reads an id as it prints: `txid:vout`.
  ///
  /// May be called from any thread.
  ///
  /// - Throws: ``VtxoError`` for another text.
  public static func parse(_ text: String) throws -> VtxoId {
    try parseVtxoId(text: text)
  }

  /// Takes the 36 bytes of an id.
  ///
  /// - Throws: ``VtxoError`` for another number of bytes.
  public init(_ bytes: Data) throws {
    self = try vtxoIdFromBytes(bytes: bytes)
  }
}

extension Sequence<AcceptedVtxo> {
  /// What the VTXOs are worth together, in satoshi: there is no such sum of VTXOs that were not accepted.
  ///
  /// It ends at `UInt64.max`, which only those that were assumed to be accepted can reach.
  public var totalSat: UInt64 {
    reduce(0) { sum, vtxo in
      let (total, isTooLarge) = sum.addingReportingOverflow(vtxo.amountSat())
      return isTooLarge ? .max : total
    }
  }

  /// When a wallet must act next, unless others exit first; `nil` for a wallet without a VTXO.
  ///
  /// - Parameter margin: How many blocks there must be to spare when an exit is through.
  public func firstDeadline(margin: UInt16) -> Deadline? {
    Keelbolt.firstDeadline(vtxos: Array(self), margin: margin)
  }
}
