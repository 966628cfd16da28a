import Foundation

extension TreeSpec {
  /// Reads a specification that fills the bytes.
  ///
  /// May be called from any thread.
  ///
  /// - Throws: ``TreeError``: what is wrong, and where.
  public static func parse(_ bytes: Data) throws -> TreeSpec {
    try parse(bytes: bytes)
  }

  /// The leaf of each output that a user asked for, in their order.
  ///
  /// - Throws: ``TreeError``: `NoLeafForOutput` for the first without a leaf.
  public func match(_ outputs: [LeafSpec]) throws -> [UInt32] {
    try matchOutputs(spec: self, outputs: outputs)
  }
}

extension SignedTree {
  /// Reads a signed tree that fills the bytes, whose signatures ``verify()`` checks.
  ///
  /// May be called from any thread.
  ///
  /// - Throws: ``TreeError``: what is wrong, and where.
  public static func parse(_ bytes: Data) throws -> SignedTree {
    try parse(bytes: bytes)
  }
}

extension UnsignedTree {
  /// The sums of the nonces of all signers, for each node above the leaves.
  ///
  /// - Parameters:
  ///   - leaves: The nonces of each leaf's owner, `nil` where it does not sign.
  ///   - globalSigners: The nonces of each key that signs for all nodes.
  /// - Throws: ``TreeError``: the signer whose nonces are none.
  public func aggregateNonces(
    leaves: [[MusigPublicNonce]?], globalSigners: [[MusigPublicNonce]]
  ) throws -> [MusigAggregateNonce] {
    try aggregateTreeNonces(tree: self, leaves: leaves, globalSigners: globalSigners)
  }
}

extension TreeTransaction {
  /// The transaction with the signature of its key path, as it is sent.
  ///
  /// - Throws: ``TreeError``: `MalformedTransaction` of one that was made by hand.
  public func signed(_ signature: SchnorrSignature) throws -> Data {
    try signed(witness: [signature.data])
  }
}
