import Foundation

extension ShutdownForm {
  /// The form of a script; `nil` when it has none to which a channel can be closed.
  ///
  /// May be called from any thread.
  public static func recognise(_ script: Data) -> ShutdownForm? {
    shutdownForm(script: script)
  }
}

extension ClosingTransaction {
  /// Signs with the secret of a node's funding key.
  ///
  /// - Throws: ``CommitmentError``
  public func sign(funding: SecretKey) throws -> Signature {
    try sign(funding: funding, entropy: Entropy.fresh())
  }
}

extension SimpleClose {
  /// What the closer sends in `closing_complete`.
  ///
  /// - Parameters:
  ///   - funding: The secret of its funding key.
  ///   - uneconomical: Whether it does not care for its own output.
  /// - Throws: ``CommitmentError``: a fee that nobody can pay, or that leaves dust alone.
  public func sign(funding: SecretKey, uneconomical: Bool = false) throws -> ClosingSignatures {
    try sign(funding: funding, entropy: Entropy.fresh(), uneconomical: uneconomical)
  }

  /// What the closee does with `closing_complete`.
  ///
  /// - Parameters:
  ///   - complete: The signatures that came.
  ///   - funding: The secret of the closee's funding key.
  ///   - uneconomical: Whether it does not care for its own output.
  /// - Returns: What it sends in `closing_sig`, and what it publishes.
  /// - Throws: ``CommitmentError``: a signature that is missing or wrong.
  public func countersign(
    _ complete: ClosingSignatures, funding: SecretKey, uneconomical: Bool = false
  ) throws -> CountersignedClose {
    try countersign(complete: complete, funding: funding, entropy: Entropy.fresh(), uneconomical: uneconomical)
  }
}
