import Foundation
import Keelbolt
import Testing

/// Replays the vectors of Ark's policies and VTXOs: all that an encoding says, the transactions of an exit, and whether
/// they lead to it.
@Suite struct VtxoConformanceTests {
  @Test(arguments: try Case.all("policies.json", of: "ark"))
  func policy(_ vector: Case) throws {
    let figures = Figures(vector.figures)
    _ = figures.take("name")
    let encoding = try figures.bytes("policy_encoding")
    if let policy = try figures.judge({ try VtxoPolicy.parse(encoding) }) {
      let terms = try figures.terms()
      let output = try policy.output(terms)
      #expect(try policy.write() == encoding)
      let candidates = [VtxoPolicy.serverOwned, policy]
      #expect(try VtxoPolicy.recognise(output.scriptPubkey(), among: candidates, terms: terms) == policy)
      figures.same("policy", try policy.figures)
      figures.same("kind_label", .text(policy.label))
      try check(policy, encoding, isUsers: figures.take("user_policy") == .flag(true))
      try figures.same(taproot: output)
      try figures.same("clauses", clausesOf: policy, terms)
    }
    figures.finish()
  }

  /// What is a user's policy is read as one, and has the same output; another is refused.
  private func check(_ policy: VtxoPolicy, _ encoding: Data, isUsers: Bool) throws {
    if case .user(let users) = policy {
      #expect(try isUsers && UserPolicy.parse(encoding) == users && users.write() == encoding)
      #expect(try users.output(Arks.terms()) == policy.output(Arks.terms()))
    } else {
      let refused = VtxoError.ServerPolicy(offset: 0, found: UInt64(try policy.typeByte()))
      #expect(!isUsers)
      #expect(throws: refused) { try UserPolicy.parse(encoding) }
    }
  }

  @Test(arguments: try Case.all("vtxo_encoding.json", of: "ark"))
  func encoding(_ vector: Case) throws {
    let figures = Figures(vector.figures)
    for unused in ["name", "kind", "valid", "vector_origin"] { _ = figures.take(unused) }
    let encoding = try figures.bytes("encoding")
    let vtxo = try Vtxo.parse(encoding)
    let (policy, terms) = (VtxoPolicy.user(policy: vtxo.policy()), vtxo.terms())
    try checkParts(figures, vtxo, encoding)
    try checkOwners(figures, vtxo)
    figures.same("decoded", try decoded(version: #require(encoding.first), vtxo))
    figures.same("policy_encoding", .hex(try vtxo.policy().write()))
    figures.same("policy_kind", .text(policy.label))
    try figures.same(taproot: policy.output(terms))
    try figures.same("claim_clauses", clausesOf: policy, terms)
    try checkHops(figures, vtxo.hops())
    figures.same("unlock_hash", vtxo.unlockHash().map { .hex($0) })
    figures.same("past_arkoor_pubkeys", .list(vtxo.pastArkoorPubkeys().map { .list($0.map { .hex($0) }) }))
    let anchor = try anchor(figures, vtxo)
    figures.same("standard", try holds { try vtxo.checkStandard() })
    figures.same("has_all_witnesses", .flag(vtxo.isComplete()))
    figures.same("validates", try holds { try vtxo.checkChain(anchor: anchor) })
    figures.same("validates_unsigned", try holds { try vtxo.checkChainUnsigned(anchor: anchor) })
    figures.finish()
  }

  @Test(arguments: try Case.all("vtxo_invalid.json", of: "ark"))
  func invalid(_ vector: Case) throws {
    try Figures.check(vector, ["invalid_encoding": checkEncoding, "invalid_chain": checkChain])
  }

  private func checkEncoding(_ figures: Figures) throws {
    let encoding = try figures.bytes("encoding")
    figures.same("decodes_as_bare", try holds { _ = try BareVtxo.parse(encoding) })
    let taken = try figures.judge { try Vtxo.parse(encoding) }
    #expect(taken == nil)
  }

  private func checkChain(_ figures: Figures) throws {
    let vtxo = try Vtxo.parse(figures.bytes("encoding"))
    let anchor = try anchor(figures, vtxo)
    figures.same("validates_unsigned", try holds { try vtxo.checkChainUnsigned(anchor: anchor) })
    let taken: Void? = try figures.judge { try vtxo.checkChain(anchor: anchor) }
    #expect(taken == nil)
  }

  // MARK: Figures

  private func holds(_ check: () throws -> Void) throws -> JSON { .flag(try refusal(VtxoError.self, check) == nil) }

  /// The output on chain, of the transaction that is given.
  private func anchor(_ figures: Figures, _ vtxo: Vtxo) throws -> TxOut {
    let transaction = try RawTransaction(figures.bytes("chain_anchor_tx"))
    let output = transaction.outputs[Int(vtxo.chainAnchor().vout)]
    return TxOut(valueSat: output.valueSat, scriptPubkey: output.script)
  }

  private func checkOwners(_ figures: Figures, _ vtxo: Vtxo) throws {
    try figures.owner("server_privkey", vtxo.terms().serverPubkey)
    try figures.owner("user_privkey", vtxo.policy().owner())
    try figures.owner("leaf_privkey", vtxo.policy().owner())
  }

  /// What was written is read again: whole, bare, and in two parts.
  private func checkParts(_ figures: Figures, _ vtxo: Vtxo, _ encoding: Data) throws {
    let (written, bare, id) = (vtxo.toBytes(), vtxo.bare(), vtxo.id())
    #expect(try Vtxo.parse(written) == vtxo && Vtxo.join(bare: bare, genesis: vtxo.genesisBytes()) == vtxo)
    #expect(try BareVtxo.parse(encoding) == bare && BareVtxo.parse(bare.write()) == bare && bare.id() == id)
    #expect(try VtxoId.parse(id.description) == id && VtxoId(id.write()) == id)
    #expect(id.outpoint == bare.point)
    figures.same("vtxo_id", .text(id.description))
    figures.same("bare_encoding", .hex(try bare.write()))
    figures.same("genesis_encoding", .hex(vtxo.genesisBytes()))
    #expect(figures.take("reencoding") ?? .hex(encoding) == .hex(written))
  }

  private func checkHops(_ figures: Figures, _ hops: [ExitTransaction]) throws {
    figures.same("exit_depth", .integer(hops.count))
    figures.same("ancestor_ids", .list(hops.dropLast().map { .text(VtxoId(outpoint: $0.outpoint).description) }))
    let rows = hops.map { hop -> JSON in
      .object([
        "output_index": .integer(hop.outpoint.vout), "tx": .hex(hop.transaction), "txid": .hex(hop.txid),
      ])
    }
    figures.same("exit_transactions", .list(rows))
  }

  private func decoded(version: UInt8, _ vtxo: Vtxo) throws -> JSON {
    let terms = vtxo.terms()
    return .object([
      "version": .integer(version), "amount_sat": .integer(vtxo.amountSat()),
      "expiry_height": .integer(terms.expiryHeight), "server_pubkey": .hex(terms.serverPubkey),
      "exit_delta": .integer(terms.exitDelta),
      "chain_anchor": .text(VtxoId(outpoint: vtxo.chainAnchor()).description),
      "genesis": .list(try vtxo.genesis().map(item)), "policy": try VtxoPolicy.user(policy: vtxo.policy()).figures,
      "point": .text(VtxoId(outpoint: vtxo.bare().point).description),
    ])
  }

  private func item(_ item: GenesisItem) throws -> JSON {
    let siblings = item.siblings.map { sibling -> JSON in
      .object(["amount_sat": .integer(sibling.valueSat), "script_pubkey": .hex(sibling.scriptPubkey)])
    }
    var figures: [String: JSON] = [
      "output_count": .integer(siblings.count + 1), "output_index": .integer(item.outputIndex),
      "other_outputs": .list(siblings), "fee_sat": .integer(item.feeSat),
    ]
    figures.merge(try transition(item.transition)) { _, new in new }
    return .object(figures)
  }

  private func transition(_ transition: VtxoTransition) throws -> [String: JSON] {
    switch transition {
    case .cosigned(let pubkeys, let signature):
      return [
        "transition_type": .number(1), "transition": .text("cosigned"), "pubkeys": .list(pubkeys.map { .hex($0) }),
        "signature": signed(signature),
      ]
    case .arkoor(let clients, let tweak, let signature):
      return [
        "transition_type": .number(2), "transition": .text("arkoor"),
        "client_cosigners": .list(clients.map { .hex($0) }), "tap_tweak": .hex(tweak), "signature": signed(signature),
      ]
    case .hashLocked(let version, let user, let signature, let unlockHash, let preimage):
      var figures: [String: JSON] = [
        "transition_type": .number(version == .v0 ? 3 : 4),
        "transition": .text("hash_locked_cosigned" + (version == .v0 ? "_v0" : "")), "user_pubkey": .hex(user),
        "signature": signed(signature),
      ]
      if let preimage {
        #expect(preimage.unlockHash() == unlockHash)
        figures["unlock_preimage"] = .hex(preimage.expose())
      } else {
        figures["unlock_hash"] = .hex(unlockHash)
      }
      return figures
    }
  }

  private func signed(_ signature: SchnorrSignature?) -> JSON { signature.map { .hex($0) } ?? .null }
}
