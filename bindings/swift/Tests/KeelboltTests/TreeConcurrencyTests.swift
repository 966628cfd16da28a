import Foundation
import Keelbolt
import Testing

/// Trees, ceremonies and addresses are shared between tasks, as the types promise.
@Suite struct TreeConcurrencyTests {
  /// Of many tasks that sign with the nonces of one signer, one succeeds.
  @Test func noncesSignOnce() async throws {
    let ceremony = try TreeCeremony(Arks.spec(leaves: 5))
    let (branch, session, aggregates) = (try ceremony.checked(2), try ceremony.session(), ceremony.aggregates)
    let user = try BranchNonces.fresh(for: Arks.secret(Arks.cosigners + 2))
    let server = try TreeNonces.fresh(for: Arks.secret(Arks.cosigner), shape: ceremony.tree.shape())
    try await check { try user.contribute(to: branch, aggregates: aggregates) }
    try await check { try server.contribute(to: session) }
    #expect(user.isUsed() && server.isUsed())
  }

  private func check(_ sign: @escaping @Sendable () throws -> TreeContribution) async throws {
    let results = try await withThrowingTaskGroup(of: TreeError?.self) { group in
      for _ in 0..<16 { group.addTask { try refusal(TreeError.self, sign) } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(results.filter { $0 == nil }.count == 1 && results.filter { $0 == .NonceUsed }.count == 15)
  }

  /// One tree, one session, one branch and one address in many tasks: what is built, verified and aggregated is as
  /// alone.
  @Test func shared() async throws {
    let ceremony = try TreeCeremony(Arks.spec(leaves: 5))
    let (spec, tree, session) = (ceremony.spec, ceremony.tree, try ceremony.session())
    let (leaves, global, third) = (ceremony.leaves, ceremony.global, try ceremony.contribution(3))
    let (branch, shape) = (try ceremony.checked(3), tree.shape())
    let address = try ArkAddress(serverPubkey: Arks.key(Arks.server), policy: Arks.money())
    let (user, attestation) = (try Arks.secret(Arks.user), VtxoAttestation.vtxoStatus(vtxo: branch.branch().id()))
    let answer: @Sendable () throws -> Findings = {
      try session.verifyLeaf(leaf: 3, contribution: third)
      try session.verifyGlobal(place: 0, contribution: global[0])
      let signed = try session.aggregate(leaves: leaves, globalSigners: global)
      try branch.branch().verify(signatures: signed.signatures())
      try attestation.verify(signature: attestation.sign(userKey: user), userPubkey: Arks.key(Arks.user))
      return Findings(
        signed: signed, spec: try .parse(spec.toBytes()), shape: shape,
        vtxo: try branch.branch().vtxo(spec: spec, signatures: signed.signatures()),
        address: try .parse(address.toText()),
        sighashes: try tree.branch(leaf: 3).transactions().map { try $0.sighash() },
        leaf: try spec.match([branch.branch().spec()]))
    }
    let answers = try await withThrowingTaskGroup(of: Findings.self) { group in
      for _ in 0..<32 { group.addTask(operation: answer) }
      return try await group.reduce(into: Set()) { $0.insert($1) }
    }
    let alone = try answer()
    #expect(answers == [alone] && alone.spec == spec && alone.address == address && alone.leaf == [3])
  }

  /// What one task finds.
  private struct Findings: Hashable, Sendable {
    let signed: SignedTree
    let spec: TreeSpec
    let shape: TreeShape
    let vtxo: Vtxo
    let address: ArkAddress
    let sighashes: [Sha256]
    let leaf: [UInt32]
  }
}
