import Foundation

extension P2wshHtlc {
  /// The terms of a contract by its witness script; `nil` for any other script.
  ///
  /// May be called from any thread.
  public static func recognise(_ witnessScript: Data) -> HtlcTerms? {
    recogniseP2wshHtlc(witnessScript: witnessScript)
  }
}

extension TaprootHtlc {
  /// The terms of a contract by its leaves; `nil` for any other scripts, or those of other keys.
  ///
  /// May be called from any thread.
  ///
  /// - Parameters:
  ///   - claimLeaf: The script that the receiver spends.
  ///   - refundLeaf: The script that the sender spends.
  ///   - receiver: The receiver's key.
  ///   - sender: The sender's key.
  /// - Throws: ``HtlcError``: keys that are none.
  public static func recognise(
    claimLeaf: Data, refundLeaf: Data, receiver: PublicKey, sender: PublicKey
  ) throws -> HtlcTerms? {
    try recogniseTaprootHtlc(claimLeaf: claimLeaf, refundLeaf: refundLeaf, receiver: receiver, sender: sender)
  }
}

extension P2wshSpend {
  /// Signs with a key in memory.
  ///
  /// - Throws: ``HtlcError``: a key that does not sign on this path.
  public func sign(key: SecretKey) throws -> SignedHtlcSpend {
    try sign(key: key, entropy: Entropy.fresh())
  }
}

extension TaprootSpend {
  /// Signs with a key in memory, by a leaf: what both sign together is for a ``MusigSession``.
  ///
  /// - Throws: ``HtlcError``: a key that does not sign on this path.
  public func sign(key: SecretKey) throws -> SignedHtlcSpend {
    try sign(key: key, auxiliary: Entropy.fresh(), entropy: Entropy.fresh())
  }
}
