import Foundation

extension Revocation {
  /// The revocation by what the owner of a commitment has revealed.
  ///
  /// - Throws: ``CommitmentError``: bytes that are no secret key.
  public convenience init(secret: PerCommitmentSecret) throws {
    try self.init(secret: secret, entropy: Entropy.fresh())
  }
}

extension SpendPath {
  /// By the other node, with what the owner of the commitment has revealed.
  ///
  /// - Throws: ``CommitmentError``: bytes that are no secret key.
  public static func revoked(by secret: PerCommitmentSecret) throws -> SpendPath {
    .revocation(revocation: try Revocation(secret: secret))
  }
}

extension UnsignedSweep {
  /// Signs with the secrets of one channel.
  ///
  /// - Throws: ``CommitmentError``: a claim that asks for another key.
  public func sign(secrets: ChannelSecrets) throws -> SignedSweep {
    try sign(secrets: secrets, entropy: Entropy.fresh())
  }
}

extension RevokedCommitment {
  /// Recognises a transaction that spends the funding output, by the number of its commitment.
  ///
  /// - Parameters:
  ///   - transaction: What was published.
  ///   - owner: The node that published it.
  ///   - channel: The channel.
  ///   - secrets: Those that have come from the owner.
  ///   - htlcs: Those that this commitment may have, in any order.
  /// - Throws: ``CommitmentError``: no commitment of the channel, or one that is not revoked.
  public static func recognise(
    _ transaction: Data, of owner: Node, in channel: ChannelParameters, secrets: SecretStore, htlcs: [CommitmentHtlc]
  ) throws -> RevokedCommitment {
    try recognise(
      channel: channel, owner: owner, transaction: transaction, secrets: secrets, htlcs: htlcs,
      entropy: Entropy.fresh())
  }
}
