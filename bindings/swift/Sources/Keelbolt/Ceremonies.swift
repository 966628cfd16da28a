import Foundation

extension MusigSecretNonce {
  /// A nonce for one signature, of fresh random bytes.
  ///
  /// - Parameters:
  ///   - key: The key that signs.
  ///   - keys: The keys that sign together, when they are known.
  ///   - message: What is signed, when it is known.
  ///   - extra: Anything else that the nonce shall depend on.
  /// - Throws: ``MusigError``
  public static func fresh(
    for key: SecretKey, keys: MusigKeys? = nil, message: Sha256? = nil, extra: Data? = nil
  ) throws -> MusigSecretNonce {
    try MusigSecretNonce(
      key: key, randomness: Entropy.fresh(), entropy: Entropy.fresh(), keys: keys, message: message, extra: extra)
  }

  /// Makes the partial signature, once.
  ///
  /// - Parameters:
  ///   - session: What all signers agree on.
  ///   - key: The key for which the nonce was made.
  /// - Throws: ``MusigError``: `NonceUsed` when this was called before, also when that failed; keys that do not fit.
  public func sign(_ session: MusigSession, key: SecretKey) throws -> MusigPartialSignature {
    try sign(session: session, key: key, entropy: Entropy.fresh())
  }
}

extension MusigAggregateNonce {
  /// The sum of the nonces of all signers, in any order.
  ///
  /// - Throws: ``MusigError``: a nonce that is none.
  public static func sum(of nonces: [MusigPublicNonce]) throws -> MusigAggregateNonce {
    try aggregateNonces(nonces: nonces)
  }
}

extension MusigSession {
  /// What all signers agree on, by the nonces of all of them.
  ///
  /// - Parameters:
  ///   - keys: The keys that sign together.
  ///   - nonces: One of each signer, in any order.
  ///   - message: What is signed.
  /// - Throws: ``MusigError``: a nonce that is none.
  public convenience init(keys: MusigKeys, nonces: [MusigPublicNonce], message: Sha256) throws {
    try self.init(keys: keys, aggregateNonce: .sum(of: nonces), message: message)
  }
}
