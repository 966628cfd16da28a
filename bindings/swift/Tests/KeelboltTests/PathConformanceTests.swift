import Foundation
import Keelbolt
import Testing

/// Replays BOLT 4's vectors of blinded paths: what is made is the path of the file, and each hop unblinds its own.
@Suite struct PathConformanceTests {
  @Test(arguments: try Case.all("route_blinding.json", of: "bolt04"))
  func path(_ vector: Case) throws {
    try Figures.check(vector, ["create": create, "concatenated": concatenated, "unblind": unblind])
  }

  private func create(_ figures: Figures) throws {
    let path = try blind(figures.list("hops"), sessionKey: figures.bytes("session_key"))
    figures.same(first: path)
  }

  /// Two paths, made by the hops before and behind the place where they are joined, as one.
  private func concatenated(_ figures: Figures) throws {
    let hops = try figures.list("hops").map { hop in
      defer { hop.finish() }
      return BlindedHop(
        blindedNodeId: try hop.publicKey("blinded_node_id"),
        encryptedRecipientData: try hop.bytes("encrypted_data"))
    }
    let (first, key) = (try figures.publicKey("first_node_id"), try figures.publicKey("first_path_key"))
    func path(_ hops: ArraySlice<BlindedHop>) -> BlindedPath {
      BlindedPath(firstNodeId: .nodeId(nodeId: first), firstPathKey: key, hops: Array(hops))
    }
    // Where two paths meet does not show: every place gives the same path.
    let whole = path(hops[...])
    for split in 1..<hops.count { #expect(try path(hops[..<split]).join(next: path(hops[split...])) == whole) }
    #expect(try BlindedPath.parse(whole.write()) == whole)
  }

  private func unblind(_ figures: Figures) throws {
    let nodeKey = try figures.secretKey("node_privkey")
    let secret = try PathSecret.derive(pathKey: figures.publicKey("path_key"), nodeKey: nodeKey)
    let encrypted = try figures.bytes("encrypted_data")
    guard figures.take("valid")?.flag == true else {
      // The label of the reason is the file's own wording and no figure.
      #expect(figures.take("error") != nil)
      #expect(try refusal { try secret.decrypt(encryptedRecipientData: encrypted) } == .RecipientDataNotAuthentic)
      return
    }
    let data = try secret.decrypt(encryptedRecipientData: encrypted)
    try figures.same(data: data, stream: figures.bytes("decrypted_data"))
    let blinded = try secret.blindedKey(nodeKey: nodeKey).publicKey(entropy: Samples.entropy)
    #expect(try figures.secretKey("blinded_privkey").publicKey(entropy: Samples.entropy) == blinded)
    figures.shown("blinded_node_id", blinded.data)
    figures.same("next_path_key_override", data.nextPathKeyOverride.map { .hex($0) })
    let following = try secret.nextPathKey(data: RecipientData())
    figures.shown("next_path_key", following.data)
    #expect(try secret.nextPathKey(data: data) == data.nextPathKeyOverride ?? following)
  }
}

/// Makes a path of these hops and checks their figures against it: with the padding that they have, and with the
/// padding that makes all as long as the longest.
func blind(_ hops: [Figures], sessionKey: Data) throws -> BlindedPath {
  let streams = try hops.map { try $0.bytes("data") }
  let pathHops = try zip(hops, streams).map {
    PathHop(nodeId: try $0.publicKey("node_id"), data: try RecipientData.parse($1))
  }
  let lengths = [nil, streams.map { UInt16($0.count) }.max()]
  let paths = try lengths.map {
    try PathDraft(hops: pathHops, purpose: .part, paddedLength: $0)
      .write(sessionKey: sessionKey, entropy: Samples.entropy)
  }
  let path = paths[0]
  #expect(try paths[1] == path && BlindedPath.parse(path.write()) == path)
  #expect(path.firstNodeId == .nodeId(nodeId: pathHops[0].nodeId))

  var pathKey = path.firstPathKey
  for (index, hop) in hops.enumerated() {
    hop.shown("path_key", pathKey.data)
    #expect(try hop.secretKey("path_privkey").publicKey(entropy: Samples.entropy) == pathKey)
    let (shared, blinded) = (try hop.bytes("shared_secret"), path.hops[index])
    let secret = try PathSecret(pathKey: pathKey, shared: SharedSecret(bytes: shared))
    #expect(try secret.decrypt(encryptedRecipientData: blinded.encryptedRecipientData) == pathHops[index].data)
    hop.shown(keys: ["rho"], of: shared)
    hop.shown("blinded_node_id_factor", hmac(key: Data("blinded_node_id".utf8), shared))
    hop.shown("path_key_factor", sha256(bytes: pathKey.data + shared).data)
    try hop.same(data: pathHops[index].data, stream: streams[index])
    hop.same("blinded_node_id", .hex(blinded.blindedNodeId))
    hop.same("encrypted_data", .hex(blinded.encryptedRecipientData))
    pathKey = try secret.nextPathKey(data: RecipientData())
    hop.finish()
  }
  return path
}

extension Figures {
  func same(first path: BlindedPath) {
    guard case .nodeId(let first) = path.firstNodeId else {
      Issue.record("the path begins at a channel")
      return
    }
    same("first_node_id", .hex(first))
    same("first_path_key", .hex(path.firstPathKey))
  }

  /// The data are those of `tlvs`, and are written back as they were read.
  func same(data: RecipientData, stream: Data) throws {
    let tlvs = try inner("tlvs")
    // The hop cannot know how its sender came to the key.
    if tlvs.has("path_key_override_secret") {
      let key = try tlvs.secretKey("path_key_override_secret").publicKey(entropy: Samples.entropy)
      #expect(key == data.nextPathKeyOverride)
    }
    #expect(tlvs.rest() == data.shown)
    #expect(try data.write() == stream)
  }
}

extension RecipientData {
  /// The data as the files show them.
  var shown: [String: JSON] {
    var shown: [String: JSON] = [:]
    shown["padding"] = padding.map { .hex(Data(count: Int($0))) }
    shown["short_channel_id"] = shortChannelId.map { .text(shortChannelIdText(shortChannelId: $0)) }
    shown["next_node_id"] = nextNodeId.map { .hex($0) }
    shown["path_id"] = pathId.map { .hex($0.expose()) }
    shown["next_path_key_override"] = nextPathKeyOverride.map { .hex($0) }
    shown["payment_relay"] = paymentRelay.map { .object($0.shown) }
    shown["payment_constraints"] = paymentConstraints.map {
      .object([
        "max_cltv_expiry": .integer($0.maxCltvExpiry),
        "htlc_minimum_msat": .integer($0.htlcMinimumMsat),
      ])
    }
    shown["allowed_features"] = allowedFeatures.map { .list($0.map { .integer($0) }) }
    shown["unknown"] = unknown.isEmpty ? nil : .list(unknown.map(\.shown))
    return shown
  }
}

extension PaymentRelay {
  fileprivate var shown: [String: JSON] {
    var shown: [String: JSON] = [
      "cltv_expiry_delta": .integer(cltvExpiryDelta),
      "fee_proportional_millionths": .integer(feeProportionalMillionths),
    ]
    // A base fee of zero takes no byte, and the files do not show it.
    if feeBaseMsat != 0 { shown["fee_base_msat"] = .integer(feeBaseMsat) }
    return shown
  }
}

extension UnknownRecord {
  /// The record as the files show it.
  var shown: JSON { .object(["type": .integer(number), "value": .hex(value)]) }
}
