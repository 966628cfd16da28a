import Foundation
import Keelbolt
import Testing

/// Replays the vectors of trees: what an encoding says, every transaction, what is signed, the VTXOs of the leaves.
@Suite struct TreeConformanceTests {
  @Test(arguments: try Case.all("trees.json", of: "ark"))
  func tree(_ vector: Case) throws {
    try Figures.check(
      vector, ["signed_tree": checkSigned, "unsigned_tree": checkUnsigned, "signed_tree_legacy": checkLegacy])
  }

  private func checkSigned(_ figures: Figures) throws {
    figures.same("valid", .flag(true))
    let encoding = try figures.bytes("encoding")
    let tree = try SignedTree.parse(encoding).withFoundHashLock()
    #expect(tree.toBytes() == encoding)
    let spec = tree.spec()
    try checkKeys(figures, spec)
    let hash = try Preimage(bytes: figures.bytes("unlock_preimage")).unlockHash()
    #expect(Set(spec.leaves().map(\.unlockHash)) == [hash])
    figures.same("unlock_hash", .hex(hash))
    figures.same("hashlock_version", version(spec))
    let funding = try RawTransaction(figures.bytes("funding_tx"))
    #expect(try tree.utxo() == OutPoint(txid: funding.txid, vout: 0))
    let output = try spec.fundingOutput()
    #expect(funding.outputs[0] == .init(valueSat: output.valueSat, script: output.scriptPubkey))

    let built = try tree.verify()
    figures.same("leaves", .list(try spec.leaves().map { .object(try leaf($0)) }))
    if figures.has("transactions") { figures.same("transactions", try sent(built, tree)) }
    let vtxos = try spec.leaves().indices.map { leaf -> JSON in
      .hex(try built.branch(leaf: UInt32(leaf)).vtxo(spec: spec, signatures: tree.signatures()).toBytes())
    }
    figures.same("locked_vtxos", .list(vtxos))
  }

  /// The keys of the secrets that the case gives are those of the tree.
  private func checkKeys(_ figures: Figures, _ spec: TreeSpec) throws {
    #expect(try spec.terms() == figures.terms(server: figures.secretKey("server_privkey").publicKey()))
    let signers = try ["user_cosign_privkey", "server_cosign_privkey"].map { try figures.secretKey($0).publicKey() }
    #expect(spec.globalCosignPubkeys() == signers)
    let owners = try #require(figures.take("leaf_privkeys")?.list)
    let keys = try owners.map { try SecretKey(bytes: Data(hex: $0.text ?? "")).publicKey() }
    #expect(try spec.leaves().map { try $0.policy.owner() } == keys)
  }

  private func checkUnsigned(_ figures: Figures) throws {
    figures.same("valid", .flag(true))
    let encoding = try figures.bytes("spec_encoding")
    let lock: HashLockVersion = figures.look("hashlock_version") == .number(0) ? .v0 : .v1
    let spec = try TreeSpec.parse(encoding).withHashLock(version: lock)
    #expect(try spec.toBytes() == encoding && spec.terms() == figures.terms())
    let outpoint = try #require(figures.take("funding_outpoint")?.text)
    let utxo = try VtxoId.parse(outpoint).outpoint
    let tree = try UnsignedTree.build(spec: spec, utxo: utxo)
    let (shape, transactions) = (tree.shape(), tree.transactions())
    #expect(tree.utxo() == utxo)
    figures.same("hashlock_version", version(spec))
    figures.same("global_cosign_pubkeys", .list(spec.globalCosignPubkeys().map { .hex($0) }))
    figures.same("total_value_sat", .integer(spec.totalSat()))
    figures.same("leaves", .list(try spec.leaves().map { .object(try leaf($0).merging(agreed($0)) { _, new in new }) }))
    figures.same("funding_script_pubkey", .hex(try spec.fundingOutput().scriptPubkey))
    figures.same("leaf_count", .integer(shape.leaves()))
    figures.same("node_count", .integer(shape.nodes()))
    figures.same("internal_node_count", .integer(shape.internalNodes()))

    let keys = try (0..<shape.nodes()).map { try aggregate(spec, shape, $0) }
    #expect(tree.internalKeys() == keys.map { $0.xOnlyPublicKey() })
    figures.same("funding_cosign_pubkey", keys.last.map { .hex($0.xOnlyPublicKey()) })
    figures.same("cosign_aggregate_pubkeys", .list(keys.map { .hex($0.publicKey()) }))
    #expect(try tree.sighashes() == transactions.dropFirst(Int(shape.leaves())).map { try $0.sighash() })
    figures.same("internal_sighashes", .list(tree.sighashes().map { .hex($0) }))
    figures.same("transactions", .list(transactions.map { .hex($0.unsigned) }))
  }

  /// An encoding of version 1, whose signatures are of nobody: nothing says which hash locks it has.
  private func checkLegacy(_ figures: Figures) throws {
    figures.same("valid", .flag(true))
    let tree = try SignedTree.parse(figures.bytes("encoding"))
    let built = try UnsignedTree.build(spec: tree.spec(), utxo: tree.utxo())
    figures.same("reencoding", .hex(tree.toBytes()))
    figures.same("funding_outpoint", .text(VtxoId(outpoint: tree.utxo()).description))
    figures.same("leaf_count", .integer(built.shape().leaves()))
    figures.same("transactions", try sent(built, tree))
  }

  // MARK: Figures

  private func version(_ spec: TreeSpec) -> JSON { .number(spec.hashLock() == .v0 ? 0 : 1) }

  private func leaf(_ leaf: LeafSpec) throws -> [String: JSON] {
    ["amount_sat": .integer(leaf.amountSat), "policy_encoding": .hex(try leaf.policy.write())]
  }

  private func agreed(_ leaf: LeafSpec) -> [String: JSON] {
    ["cosign_pubkey": leaf.cosignPubkey.map { .hex($0) } ?? .null, "unlock_hash": .hex(leaf.unlockHash)]
  }

  /// The keys of a leaf or node, aggregated anew.
  private func aggregate(_ spec: TreeSpec, _ shape: TreeShape, _ node: UInt32) throws -> MusigKeys {
    let leaves = spec.leaves()
    if node < shape.leaves() {
      return try .sorted(keys: [leaves[Int(node)].policy.owner(), spec.terms().serverPubkey])
    }
    let below = shape.leavesBelow(node: node).compactMap { leaves[Int($0)].cosignPubkey }
    return try .sorted(keys: below + spec.globalCosignPubkeys())
  }

  /// Those above the leaves signed, those of the leaves not.
  private func sent(_ tree: UnsignedTree, _ signed: SignedTree) throws -> JSON {
    let (transactions, leaves) = (tree.transactions(), Int(tree.shape().leaves()))
    let above = try zip(transactions.dropFirst(leaves), signed.signatures()).map { try $0.signed($1) }
    return .list((transactions.prefix(leaves).map(\.unsigned) + above).map { .hex($0) })
  }
}
