import Foundation
import Keelbolt
import Testing

/// Rounds: a tree is signed together, and a leaf of it becomes money.
@Suite struct RoundTests {
  /// How many leaves, and whose owners sign.
  enum Signing: CaseIterable {
    case nobody, everybody, aThird

    func contains(_ leaf: UInt8) -> Bool {
      switch self {
      case .nobody: false
      case .everybody: true
      case .aThird: leaf % 3 == 1
      }
    }
  }

  @Test(arguments: [2, 3, 5, 6, 17] as [UInt8], Signing.allCases)
  func ceremony(leaves: UInt8, signing: Signing) throws {
    let ceremony = try TreeCeremony(Arks.spec(leaves: leaves, signs: signing.contains))
    let signed = try ceremony.finish()
    #expect(try signed.verify().transactions() == ceremony.tree.transactions())
    #expect(try signed.withFoundHashLock() == signed && SignedTree.parse(signed.toBytes()) == signed)
    for leaf in 0..<UInt32(leaves) { try checkLeaf(ceremony, signed, leaf) }
  }

  /// The leaf's VTXO leads from the funding output to itself, and its owner builds what the server built.
  private func checkLeaf(_ ceremony: TreeCeremony, _ signed: SignedTree, _ leaf: UInt32) throws {
    let spec = ceremony.spec
    let branch = try TreeBranch.build(spec: spec, utxo: signed.utxo(), leaf: leaf)
    let transactions = branch.transactions()
    #expect(try ceremony.tree.branch(leaf: leaf).transactions() == transactions)
    #expect(branch.spec() == spec.leaves()[Int(leaf)] && branch.terms() == spec.terms() && branch.leaf() == leaf)
    try branch.verify(signatures: signed.signatures())
    let vtxo = try branch.vtxo(spec: spec, signatures: signed.signatures())
    #expect(try vtxo.id() == branch.id() && branch.fundingOutput() == spec.fundingOutput())
    try vtxo.checkChainUnsigned(anchor: branch.fundingOutput())
    let hops = try vtxo.hops()
    #expect(hops.map(\.txid) == transactions.map(\.txid))
    #expect(try hops.dropLast().map(\.sighash) == transactions.dropLast().map { try $0.sighash() })
  }

  /// A leaf of one's own, before the server unlocks it and after, and out of the tree.
  @Test func exited() throws {
    let spec = try Arks.round()
    let signed = try TreeCeremony(spec).finish()
    let locked = try TreeBranch.build(spec: spec, utxo: signed.utxo(), leaf: 0)
      .vtxo(spec: spec, signatures: signed.signatures()).signed()
    #expect(!locked.isComplete())
    let promised = try locked.acceptLocked(Arks.expectation(), facts: Arks.facts())
    #expect(promised.id() == locked.id() && promised.unlockHash() == locked.unlockHash())

    let vtxo = try locked.unlocked()
    #expect(vtxo.isComplete())
    try vtxo.checkChain(anchor: spec.fundingOutput())
    let money = try vtxo.accept(Arks.expectation(), facts: Arks.facts())
    #expect(try money.vtxo() == vtxo && money == .assumeAccepted(Vtxo.parse(vtxo.toBytes())))
    #expect([money].totalSat == Arks.ownSat)

    let exit = try money.exit()
    let packages = try exit.packages()
    #expect(try packages.map(\.transaction.txid) == vtxo.hops().map(\.txid))
    let clause = try #require(exit.clauses().first)
    let claim = try exit.claim(
      clause: clause, destination: Channels.destination, feeratePerKw: Arks.feerate)
    let taken = try claim.sign(key: Arks.secret(Arks.user))
    #expect(taken.txid() == claim.txid() && claim.valueSat() + claim.feeSat() == Arks.ownSat)
    #expect(
      try exit.progress(clause: clause, tip: 800_010, status: { _ in .confirmed(height: 800_000) })
        == .delayed(until: 800_144))
  }

  /// Equal outputs have leaves of their own.
  @Test func matches() throws {
    var leaves = try (0..<4).map { try Arks.leaf($0) }
    leaves[2] = leaves[0]
    let spec = try TreeSpec(terms: Arks.terms(), globalCosignPubkeys: Arks.keys(Arks.cosigner), leaves: leaves)
    #expect(try spec.match([]) == [])
    #expect(try spec.match([leaves[3], leaves[0]]) == [3, 0])
    #expect(try spec.match([leaves[0], leaves[1], leaves[0]]) == [0, 1, 2])
    #expect(try earliestExpiry(tip: 1_000, margin: 36, exitDeltas: [6, 144, 24]) == 1_000 + 72 + 144)
    #expect(try earliestExpiry(tip: 1_000, margin: 0, exitDeltas: []) == 1_000)
  }

  @Test(arguments: Array(2...40) + [1_024, 100_000] as [UInt32])
  func shape(leaves: UInt32) throws {
    let shape = try TreeShape(leaves: leaves)
    #expect(shape.nodes() == shape.leaves() + shape.internalNodes() && shape.leaves() == leaves)
    #expect(shape.root() == shape.nodes() - 1 && shape.parent(node: shape.root()) == nil)
    #expect(shape.leavesBelow(node: shape.root()).count == leaves)
    #expect(shape.internalIndex(node: 0) == nil && shape.internalIndex(node: leaves) == 0)
    let parent = try #require(shape.parent(node: 1))
    #expect(shape.children(node: parent.node)[Int(parent.output)] == 1)
    #expect(shape.branch(leaf: 0).last == shape.root() && shape.level(node: shape.root()) == shape.depth())
  }

  /// A device with a MuSig2 of its own is told enough.
  @Test func externalSigner() throws {
    let spec = try Arks.spec(leaves: 5) { $0 == 2 }
    let tree = try UnsignedTree.build(spec: spec, utxo: Arks.utxo(spec))
    let own = try #require(spec.leaves()[2].cosignPubkey)
    let device = try Arks.secret(of: own)
    let nonces = try (0..<8).map { _ in try MusigSecretNonce.fresh(for: device) }
    let shown = nonces.map { $0.publicNonce() }
    let server = try TreeNonces.fresh(for: Arks.secret(Arks.cosigner), shape: tree.shape())
    let aggregates = try tree.aggregateNonces(
      leaves: [nil, nil, shown, nil, nil], globalSigners: [server.publicNonces()])
    let branch = try tree.branch(leaf: 2).check(expected: Arks.expected(spec, leaf: 2), spec: spec)
    #expect(branch.cosignPubkey() == own)

    let partials = try branch.toSign(aggregates: aggregates).map { node in
      let below = tree.shape().leavesBelow(node: node.node).compactMap { spec.leaves()[Int($0)].cosignPubkey }
      let keys = try MusigKeys.sorted(keys: below + spec.globalCosignPubkeys())
      #expect(keys.xOnlyPublicKey() == node.internalKey)
      let session = try MusigSession(
        keys: keys.addXOnlyTweak(tweak: node.tweak.data), aggregateNonce: node.aggregateNonce, message: node.sighash)
      return try nonces[Int(node.nonce)].sign(session, key: device)
    }

    let session = try TreeSession(tree: tree, aggregates: aggregates)
    let ofDevice = TreeContribution(nonces: shown, partials: partials)
    let ofServer = try server.contribute(to: session)
    try session.verifyLeaf(leaf: 2, contribution: ofDevice)
    try session.verifyGlobal(place: 0, contribution: ofServer)
    let signed = try session.aggregate(leaves: [nil, nil, ofDevice, nil, nil], globalSigners: [ofServer])
    try branch.branch().verify(signatures: signed.signatures())
    #expect(session.tree().transactions() == tree.transactions())
  }

  /// Nonces are of fresh random bytes each time, and say whether they have signed.
  @Test func nonces() throws {
    let (key, shape) = (try Arks.secret(99), try TreeShape(leaves: 5))
    let branches = try (0..<2).map { _ in try BranchNonces.fresh(for: key) }
    #expect(Set(branches.flatMap { $0.publicNonces() }).count == 16)
    #expect(try BranchNonces.fresh(for: key, levels: 1).publicNonces().count == 1)
    let trees = try (0..<2).map { _ in try TreeNonces.fresh(for: key, shape: shape) }
    #expect(Set(trees.flatMap { $0.publicNonces() }).count == 4)
    #expect(try Set(branches.map { $0.publicKey() } + trees.map { $0.publicKey() }) == [Arks.key(99)])
    #expect(!branches[0].isUsed() && !trees[0].isUsed())
    let ceremony = try TreeCeremony(Arks.spec(leaves: 2))
    #expect(ceremony.users[0]?.isUsed() == true && ceremony.server.isUsed())
  }

  /// Trees are equal by content, print in a few words, and their transactions are sent as exits send them.
  @Test func values() throws {
    let spec = try Arks.spec(leaves: 5)
    #expect(try TreeSpec.parse(spec.toBytes()) == spec && Set([spec, .parse(spec.toBytes())]).count == 1)
    #expect(spec.description == "TreeSpec(5 leaves, \(spec.totalSat()) sat)")
    #expect(try TreeShape(leaves: 5).description == "TreeShape(5 leaves)")
    let ceremony = try TreeCeremony(spec)
    #expect(try ceremony.tree.shape() == TreeShape(leaves: 5))
    let signed = try ceremony.finish()
    let (root, signature) = (try #require(ceremony.tree.transactions().last), try #require(signed.signatures().last))
    #expect(try root.sighash() == ceremony.tree.sighashes().last)
    #expect(try root.signed(signature) == root.signed(witness: [signature.data]))
    let vtxo = try ceremony.tree.branch(leaf: 3).vtxo(spec: spec, signatures: signed.signatures())
    #expect(try root.signed(signature) == vtxo.hops().first?.transaction)
  }
}
