import Foundation

extension BranchNonces {
  /// The nonces of the owner of a leaf, one for each level, of fresh random bytes.
  ///
  /// - Parameters:
  ///   - key: The key that signs, for this tree alone.
  ///   - levels: How many nodes may stand above the leaf.
  /// - Throws: ``TreeError``
  public static func fresh(for key: SecretKey, levels: UInt8 = 8) throws -> BranchNonces {
    try BranchNonces(key: key, randomness: Entropy.fresh(), entropy: Entropy.fresh(), levels: levels)
  }

  /// Signs for each node above the leaf, once, and gives all that the server needs of this user.
  ///
  /// - Parameters:
  ///   - branch: The user's branch, which holds what was asked for.
  ///   - aggregates: The sums of the nonces of all nodes of the tree above the leaves, in order.
  /// - Throws: ``TreeError``: `NonceUsed` when these nonces have signed before, also when that failed.
  public func contribute(
    to branch: CheckedBranch, aggregates: [MusigAggregateNonce]
  ) throws -> TreeContribution {
    TreeContribution(nonces: publicNonces(), partials: try sign(branch: branch, aggregates: aggregates))
  }
}

extension TreeNonces {
  /// The nonces of one that signs for all nodes of a tree, of fresh random bytes.
  ///
  /// - Parameters:
  ///   - key: The key that signs, for this tree alone.
  ///   - shape: The shape of the tree.
  /// - Throws: ``TreeError``
  public static func fresh(for key: SecretKey, shape: TreeShape) throws -> TreeNonces {
    try TreeNonces(key: key, shape: shape, randomness: Entropy.fresh(), entropy: Entropy.fresh())
  }

  /// Signs for each node above the leaves, once, and gives all that the signatures need of this signer.
  ///
  /// - Throws: ``TreeError``: `NonceUsed` when these nonces have signed before, also when that failed.
  public func contribute(to session: TreeSession) throws -> TreeContribution {
    TreeContribution(nonces: publicNonces(), partials: try sign(session: session))
  }
}
