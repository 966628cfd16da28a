import Foundation

extension CommitmentDraft {
  /// Builds the commitment: trims, takes fees and anchors from the opener, orders the outputs.
  ///
  /// - Parameter channel: What stays the same through the life of the channel.
  /// - Throws: ``CommitmentError``: amounts, HTLCs or keys that no commitment has.
  public func build(in channel: ChannelParameters) throws -> Commitment {
    try Commitment(draft: self, channel: channel)
  }
}

extension Commitment {
  /// The index of the first output of a kind; `nil` when the commitment has none.
  public func output(of kind: OutputKind) -> UInt32? {
    outputs().firstIndex { $0.kind == kind }.map { UInt32($0) }
  }

  /// Signs as the other node than the owner: the commitment, and every HTLC transaction.
  ///
  /// - Parameter secrets: Those of the node that signs.
  /// - Throws: ``CommitmentError``
  public func sign(secrets: ChannelSecrets) throws -> CommitmentSignatures {
    try sign(secrets: secrets, entropy: Entropy.fresh())
  }
}

extension ChannelSecrets {
  /// The secret key with which a claim is signed, for a signer that keeps these secrets apart.
  ///
  /// - Parameter origin: Where the key comes from, of the claim's ``SigningKey``.
  /// - Throws: ``CommitmentError`` for a key that is none.
  public func signingKey(origin: KeyOrigin) throws -> SecretKey {
    try signingKey(origin: origin, entropy: Entropy.fresh())
  }
}
