import Foundation
import Keelbolt
import Testing

extension Arks {
  /// What the owner of a leaf expects of its branch.
  static func expected(_ spec: TreeSpec, leaf: Int) throws -> ExpectedBranch {
    ExpectedBranch(
      leaf: spec.leaves()[leaf], serverPubkey: try key(server), serverCosignPubkey: try key(cosigner),
      exitDelta: 144, earliestExpiry: 900_000, maxDepth: 8)
  }
}

/// A ceremony in which all have signed: what each has sent can be changed before it is finished.
struct TreeCeremony {
  let spec: TreeSpec
  let tree: UnsignedTree
  let users: [BranchNonces?]
  let server: TreeNonces
  let aggregates: [MusigAggregateNonce]

  /// What the owner of each leaf has sent, and the server.
  var leaves: [TreeContribution?] = []
  var global: [TreeContribution] = []

  init(_ spec: TreeSpec) throws {
    self.spec = spec
    let tree = try UnsignedTree.build(spec: spec, utxo: Arks.utxo(spec))
    let users = try spec.leaves().map { leaf in
      try leaf.cosignPubkey.map { try BranchNonces.fresh(for: Arks.secret(of: $0)) }
    }
    server = try .fresh(for: Arks.secret(Arks.cosigner), shape: tree.shape())
    aggregates = try tree.aggregateNonces(
      leaves: users.map { $0?.publicNonces() }, globalSigners: [server.publicNonces()])
    (self.tree, self.users) = (tree, users)
    for (leaf, nonces) in users.enumerated() {
      leaves.append(try nonces?.contribute(to: checked(leaf), aggregates: aggregates))
    }
    global = [try server.contribute(to: session())]
  }

  /// The branch of a leaf, as its owner builds and checks it.
  func checked(_ leaf: Int) throws -> CheckedBranch {
    try TreeBranch.build(spec: spec, utxo: tree.utxo(), leaf: UInt32(leaf))
      .check(expected: Arks.expected(spec, leaf: leaf), spec: spec)
  }

  func session() throws -> TreeSession { try TreeSession(tree: tree, aggregates: aggregates) }

  /// The contribution of a leaf whose owner signs.
  func contribution(_ leaf: Int) throws -> TreeContribution {
    let sent = leaves[leaf]
    return try #require(sent)
  }

  func finish() throws -> SignedTree { try session().aggregate(leaves: leaves, globalSigners: global) }
}
