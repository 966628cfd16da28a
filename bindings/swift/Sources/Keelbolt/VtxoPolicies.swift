import Foundation

extension UserPolicy {
  /// Reads a policy that fills the bytes.
  ///
  /// May be called from any thread.
  ///
  /// - Throws: ``VtxoError``: what is wrong, and where.
  public static func parse(_ bytes: Data) throws -> UserPolicy {
    try parseUserPolicy(bytes: bytes)
  }

  /// The Taproot output of the policy.
  ///
  /// - Throws: ``VtxoError``: keys that are no points, or locks that no output has.
  public func output(_ terms: VtxoTerms) throws -> PolicyOutput {
    try userPolicyOutput(policy: self, terms: terms)
  }
}

extension VtxoPolicy {
  /// Reads a policy that fills the bytes.
  ///
  /// May be called from any thread.
  ///
  /// - Throws: ``VtxoError``: what is wrong, and where.
  public static func parse(_ bytes: Data) throws -> VtxoPolicy {
    try parseVtxoPolicy(bytes: bytes)
  }

  /// The policy that an output script is of; `nil` when it is of none of the candidates.
  ///
  /// May be called from any thread.
  ///
  /// - Parameters:
  ///   - scriptPubkey: The output script.
  ///   - candidates: The policies of which it may be.
  ///   - terms: The terms of all of them.
  /// - Throws: ``VtxoError``: a candidate or terms that cannot be.
  public static func recognise(
    _ scriptPubkey: Data, among candidates: [VtxoPolicy], terms: VtxoTerms
  ) throws -> VtxoPolicy? {
    try recognisePolicy(scriptPubkey: scriptPubkey, candidates: candidates, terms: terms)
  }

  /// The Taproot output of the policy.
  ///
  /// - Throws: ``VtxoError``: keys that are no points, or locks that no output has.
  public func output(_ terms: VtxoTerms) throws -> PolicyOutput {
    try policyOutput(policy: self, terms: terms)
  }
}

extension VtxoClause {
  /// The clause that a script is; `nil` when it is none, byte for byte.
  ///
  /// May be called from any thread.
  public static func recognise(_ script: Data) -> VtxoClause? {
    recogniseClause(script: script)
  }
}

extension ClauseHash {
  /// The lock of a payment hash.
  ///
  /// - Throws: ``VtxoError`` for a value of another length.
  public static func of(_ paymentHash: PaymentHash, version: HashLockVersion) throws -> ClauseHash {
    try clauseHash(version: version, paymentHash: paymentHash)
  }

  /// The preimage that a witness shows; `nil` when it shows none.
  ///
  /// - Throws: ``VtxoError`` for a hash of another length.
  public func preimage(inWitness witness: [Data]) throws -> Preimage? {
    try clausePreimageIn(hash: self, witness: witness)
  }
}

extension ClauseSpend {
  /// Signs with a key in memory.
  ///
  /// - Throws: ``VtxoError``: a key that does not sign for the clause.
  public func sign(key: SecretKey) throws -> SignedHtlcSpend {
    try sign(key: key, auxiliary: Entropy.fresh(), entropy: Entropy.fresh())
  }
}
