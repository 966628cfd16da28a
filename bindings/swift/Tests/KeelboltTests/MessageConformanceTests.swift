import Foundation
import Keelbolt
import Testing

/// Replays BOLT 4's vectors of onion messages.
@Suite struct MessageConformanceTests {
  @Test(arguments: try Case.all("blinded_onion_message.json", of: "bolt04"))
  func message(_ vector: Case) throws {
    try Figures.check(vector, ["path": path, "construct": construct, "peel": peel])
  }

  /// The sender's own hop leads to a path that its recipient has made; joined, they are the path of the case.
  private func path(_ figures: Figures) throws {
    let hops = try figures.list("hops")
    let (own, others) = (Array(hops.prefix(1)), Array(hops.dropFirst()))
    let sessions = try [own, others].map { try Data(hex: $0.first?.look("path_privkey")?.text ?? "") }
    let stream = try Data(hex: own[0].look("data")?.text ?? "")
    let (ownPath, path) = (try blind(own, sessionKey: sessions[0]), try blind(others, sessionKey: sessions[1]))
    #expect(try RecipientData.parse(stream) == .leadingTo(path))
    let joined = try ownPath.join(next: path)
    #expect(joined.hops == ownPath.hops + path.hops)
    figures.same(first: joined)
  }

  /// The whole onion, from the encrypted data in the payloads and from what the last one says.
  private func construct(_ figures: Figures) throws {
    let hops = try figures.list("hops")
    let payloads = try hops.map { try MessagePayload.parse(withoutLength($0.bytes("payload"))) }
    let blinded = try zip(hops, payloads).map { hop, payload in
      defer { hop.finish() }
      return BlindedHop(
        blindedNodeId: try hop.publicKey("blinded_node_id"),
        encryptedRecipientData: try #require(payload.encryptedRecipientData))
    }
    let said = try #require(payloads.last)
    figures.same("final_tlvs", .list(said.unknown.map(\.shown)))
    let draft = MessageDraft(
      // Which path key the first peer gets does not matter for the onion.
      pathKey: blinded[0].blindedNodeId, hops: blinded, replyPath: said.replyPath, contents: said.contents,
      unknown: said.unknown)
    let written = try draft.write(sessionKey: figures.bytes("session_key"), entropy: Samples.entropy)
    figures.shown("onion_message_packet", written.packet)
  }

  /// One hop's layer of a whole message, and the whole message to the next hop.
  private func peel(_ figures: Figures) throws {
    let nodeKey = try figures.secretKey("node_privkey")
    let stream = try figures.bytes("onion_message")
    let message = try OnionMessage.parse(stream)
    #expect(try message.write() == stream)
    figures.shown("path_key", message.pathKey.data)
    figures.shown("onion", message.packet)
    let secret = try PathSecret.derive(pathKey: message.pathKey, nodeKey: nodeKey)
    let peeled = try peelOnion(
      packet: message.packet, key: secret.blindedKey(nodeKey: nodeKey), associatedData: Data())
    #expect(try withoutLength(figures.bytes("payload")) == peeled.payload)
    let payload = try MessagePayload.parse(peeled.payload)
    #expect(try payload.write() == peeled.payload && payload.contents == nil)

    let isFinal = figures.take("is_final")?.flag
    switch try message.peel(key: nodeKey) {
    case .recipient(let received, let data):
      #expect(received == payload && isFinal == true)
      figures.shown("decrypted_data", try data.write())
      figures.same("final_tlvs", .list(payload.unknown.map(\.shown)))
    case .forward(let next, let onionMessage, let data):
      #expect(try next == .nodeId(nodeId: figures.publicKey("next_node_id")) && isFinal == false)
      figures.shown("decrypted_data", try data.write())
      figures.shown("next_onion_message", try onionMessage.write())
    }
  }
}
