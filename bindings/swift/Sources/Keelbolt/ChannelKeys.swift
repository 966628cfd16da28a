extension SecretKey {
  /// The public key.
  ///
  /// - Throws: ``InvoiceError``
  public func publicKey() throws -> PublicKey {
    try publicKey(entropy: Entropy.fresh())
  }
}

extension ChannelSecrets {
  /// The secrets of one of the wallet's channels, which follow from the wallet's seed alone.
  ///
  /// - Parameters:
  ///   - root: The wallet's master key.
  ///   - channel: The number of the channel, below 2^31, never used for two.
  /// - Throws: ``CommitmentError``: a number that is too large, or a key that is too deep in its tree.
  public static func derive(root: ExtendedSecretKey, channel: UInt32) throws -> ChannelSecrets {
    try derive(root: root, channel: channel, entropy: Entropy.fresh())
  }

  /// What the other node is told of them when the channel opens.
  ///
  /// - Throws: ``CommitmentError``
  public func basepoints() throws -> Basepoints {
    try basepoints(entropy: Entropy.fresh())
  }

  /// The point of a commitment, which the other node is told.
  ///
  /// - Parameter number: The number of the commitment, from 0 on, below 2^48.
  /// - Throws: ``CommitmentError``: a number that is too large.
  public func perCommitmentPoint(number: UInt64) throws -> PublicKey {
    try perCommitmentPoint(number: number, entropy: Entropy.fresh())
  }
}

extension SecretGenerator {
  /// The point of a commitment.
  ///
  /// - Parameter number: The number of the commitment, from 0 on, below 2^48.
  /// - Throws: ``CommitmentError``: a number that is too large.
  public func point(number: UInt64) throws -> PublicKey {
    try point(number: number, entropy: Entropy.fresh())
  }
}

extension PerCommitmentSecret {
  /// The point of which this is the secret.
  ///
  /// - Throws: ``CommitmentError``: bytes that are no secret key.
  public func point() throws -> PublicKey {
    try point(entropy: Entropy.fresh())
  }
}

extension CommitmentKeys {
  /// The keys of a commitment.
  ///
  /// - Parameters:
  ///   - perCommitmentPoint: The owner's point for it.
  ///   - local: The owner's basepoints.
  ///   - remote: Those of the other node.
  /// - Throws: ``CommitmentError``: keys that are none.
  public static func derive(
    perCommitmentPoint: PublicKey, local: Basepoints, remote: Basepoints
  ) throws -> CommitmentKeys {
    try deriveCommitmentKeys(perCommitmentPoint: perCommitmentPoint, local: local, remote: remote)
  }

  /// The parts of the owner's output.
  ///
  /// - Parameter toSelfDelay: How many blocks the owner waits for it.
  /// - Throws: ``CommitmentError`` for a value of another length.
  public func toLocal(toSelfDelay: UInt16) throws -> ScriptTemplate {
    try toLocalTemplate(keys: self, toSelfDelay: toSelfDelay)
  }

  /// The parts of an HTLC.
  ///
  /// - Parameters:
  ///   - paymentHash: What it is locked to.
  ///   - format: What the channel's commitments look like.
  /// - Throws: ``CommitmentError``: keys that are none.
  public func htlc(paymentHash: PaymentHash, format: CommitmentFormat) throws -> HtlcTemplate {
    try htlcTemplate(keys: self, paymentHash: paymentHash, format: format)
  }
}
