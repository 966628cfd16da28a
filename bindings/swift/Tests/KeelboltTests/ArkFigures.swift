import Foundation
import Keelbolt
import Testing

// What the files of Ark's vectors have in common.

extension Figures {
  /// The codes of what the files' labels mean.
  private static let refusals: [String: Set<UInt16>] = [
    "anchor_mismatch": [1040, 1041], "bad_checksum": [105], "bad_delivery": [1090], "bad_point": [1006],
    "bad_prefix": [1082], "bad_signature": [1044], "delta_out_of_range": [1005], "empty_delivery": [1089],
    "field_too_long": [1088], "height_out_of_range": [1004], "missing_genesis": [1018], "missing_signature": [1042],
    "no_cosigners": [1010], "no_outputs": [1013], "output_index_out_of_range": [1014], "point_mismatch": [1045],
    "signature_mismatch": [301], "truncated": [1000, 1017, 1087, 1088], "tweak_out_of_range": [1011],
    "unknown_policy": [1007, 1008], "unknown_transition": [1009], "unknown_unlock_type": [1012],
    "unknown_version": [1003, 1085], "vector_too_long": [1016, 1017], "version_of_other_protocol": [1084],
  ]

  /// What comes of a valid case; another is refused for the reason that it says.
  func judge<Value>(_ act: () throws -> Value) throws -> Value? {
    guard take("valid") == .flag(false) else { return try act() }
    let reason = take("error")?.text ?? "no reason"
    let codes = try #require(Self.refusals[reason], "a reason that no check knows")
    do {
      _ = try act()
      Issue.record("\(reason) was taken")
    } catch let error as any LibraryError {
      #expect(codes.contains(error.code()), "\(error)")
    }
    return nil
  }

  func terms(server: PublicKey? = nil) throws -> VtxoTerms {
    VtxoTerms(
      serverPubkey: try server ?? publicKey("server_pubkey"), expiryHeight: UInt32(try number("expiry_height")),
      exitDelta: UInt16(try number("exit_delta")))
  }

  /// The secret, where the case gives it, is of this key.
  func owner(_ key: String, _ owner: PublicKey) throws {
    if has(key) { #expect(try secretKey(key).publicKey() == owner, Comment(rawValue: key)) }
  }

  /// The Taproot output, where the script has what the case says.
  func same(taproot output: PolicyOutput) throws {
    let figures = try inner("taproot")
    figures.same("internal_key", .hex(output.internalKey()))
    figures.same("merkle_root", output.merkleRoot().map { .hex($0) })
    figures.same("output_key", .hex(output.outputKey()))
    figures.same("output_key_parity", .integer(output.parity()))
    figures.same("script_pubkey", .hex(output.scriptPubkey()))
    figures.finish()
  }

  /// The clauses of a policy, each with its control block.
  func same(_ key: String, clausesOf policy: VtxoPolicy, _ terms: VtxoTerms) throws {
    let (output, rows) = (try policy.output(terms), try list(key))
    let clauses = try policy.clauses(terms: terms)
    try #require(clauses.count == rows.count)
    for (clause, figures) in zip(clauses, rows) {
      let script = try clause.script()
      #expect(VtxoClause.recognise(script) == clause)
      // The script has the x coordinate alone.
      #expect(try figures.publicKey("pubkey").data.dropFirst() == clause.signer().data)
      figures.same("control_block", try output.controlBlock(clause: clause).map { .hex($0) })
      figures.same("script", .hex(script))
      figures.same("sequence", try clause.delay().map { .integer($0) })
      figures.finish()
    }
  }
}

extension VtxoPolicy {
  /// What the files say about a policy.
  var figures: JSON {
    get throws { .object(try contents.merging(["type_byte": .integer(typeByte())]) { _, new in new }) }
  }

  private var contents: [String: JSON] {
    switch self {
    case .user(let policy): policy.contents
    case .checkpoint(let user): ["type": .text("checkpoint"), "user_pubkey": .hex(user)]
    case .expiry(let key): ["type": .text("expiry"), "internal_key": .hex(key)]
    case .harkLeaf(let version, let user, let hash):
      ["type": version.named("hark_leaf"), "user_pubkey": .hex(user), "unlock_hash": .hex(hash)]
    case .harkForfeit(let version, let user, let hash):
      ["type": version.named("hark_forfeit"), "user_pubkey": .hex(user), "unlock_hash": .hex(hash)]
    case .serverOwned: ["type": .text("server_owned")]
    }
  }

  /// The name that logs show.
  var label: String {
    switch self {
    case .user(.pubkey): "pubkey"
    case .user(.lightningSend(let version, _, _, _)): "server-htlc-send" + version.suffix
    case .user(.lightningReceive(let version, _, _, _, _)): "server-htlc-receive" + version.suffix
    case .checkpoint: "checkpoint"
    case .expiry: "expiry"
    case .harkLeaf(let version, _, _): "hark-leaf" + version.suffix
    case .harkForfeit(let version, _, _): "hark-forfeit" + version.suffix
    case .serverOwned: "server-owned"
    }
  }
}

extension UserPolicy {
  fileprivate var contents: [String: JSON] {
    switch self {
    case .pubkey(let user): ["type": .text("pubkey"), "user_pubkey": .hex(user)]
    case .lightningSend(let version, let user, let hash, let expiry):
      [
        "type": version.named("server_htlc_send"), "user_pubkey": .hex(user), "payment_hash": .hex(hash),
        "htlc_expiry": .integer(expiry),
      ]
    case .lightningReceive(let version, let user, let hash, let expiry, let delta):
      [
        "type": version.named("server_htlc_recv"), "user_pubkey": .hex(user), "payment_hash": .hex(hash),
        "htlc_expiry": .integer(expiry), "htlc_expiry_delta": .integer(delta),
      ]
    }
  }
}

extension HashLockVersion {
  fileprivate func named(_ name: String) -> JSON { .text(self == .v0 ? name + "_v0" : name) }

  fileprivate var suffix: String { self == .v0 ? "" : "-v1" }
}
