import Foundation
import Keelbolt
import Testing

/// Replays BOLT 4's vectors of packets: what is built is the packet of the file, and each peel is the one of the file.
@Suite struct OnionConformanceTests {
  @Test(arguments: try Case.all("onion_construction.json", of: "bolt04"))
  func packet(_ vector: Case) throws {
    try Figures.check(vector, ["construct": construct, "peel": peel])
  }

  private func construct(_ figures: Figures) throws {
    figures.same("valid", .flag(true))
    let (sessionKey, associatedData) = (try figures.bytes("session_key"), try figures.bytes("associated_data"))
    let hops = try figures.list("hops")
    let route = try hops.map {
      OnionHop(publicKey: try $0.publicKey("pubkey"), payload: try withoutLength($0.bytes("payload")))
    }
    let built = try buildOnion(
      hops: route, associatedData: associatedData, sessionKey: sessionKey, entropy: Samples.entropy)
    figures.shown("onion", built.packet)
    figures.shown("pad_key", hmac(key: Data("pad".utf8), sessionKey))
    #expect(built.secrets.hopCount() == hops.count && built.secrets.hop(hop: UInt32(hops.count)) == nil)
    for (index, hop) in hops.enumerated() {
      let shared = try #require(built.secrets.hop(hop: UInt32(index)))
      let secret = shared.expose()
      let ephemeral = try hop.bytes("ephemeral_pubkey")
      if index == 0 { #expect(try onionEphemeralKey(packet: built.packet).data == ephemeral) }
      hop.shown("blinding_factor", sha256(bytes: ephemeral + secret).data)
      hop.shown("shared_secret", secret)
      hop.shown(keys: ["rho", "mu", "um", "ammag"], of: secret)
      hop.finish()
    }
  }

  private func peel(_ figures: Figures) throws {
    let valid = figures.take("valid")?.flag
    let (packet, associatedData) = (try figures.bytes("onion"), try figures.bytes("associated_data"))
    let key = try figures.secretKey("node_privkey")
    guard valid == true else {
      let error = try refusal { try peelOnion(packet: packet, key: key, associatedData: associatedData) }
      let failure = try #require(error.failure(packet: packet))
      figures.same("error", try failure.info.name.map { .text($0) })
      #expect(try failure.info.isBadOnion)
      #expect(try failure == malformedFailure(code: failure.failureCode(), sha256OfOnion: sha256(bytes: packet)))
      return
    }
    let peeled = try peelOnion(packet: packet, key: key, associatedData: associatedData)
    figures.shown("shared_secret", peeled.sharedSecret.expose())
    #expect(try onionSharedSecret(packet: packet, key: key) == peeled.sharedSecret)
    let again = try peelOnionWith(
      packet: packet, sharedSecret: peeled.sharedSecret, associatedData: associatedData)
    #expect(again == peeled)
    try figures.same(layer: peeled, of: packet)
  }
}

extension Figures {
  /// The layer is the one that was found.
  func same(layer peeled: PeeledOnion, of packet: Data) throws {
    #expect(try withoutLength(bytes("payload")) == peeled.payload)
    same("is_final", .flag(peeled.isFinal))
    same("next_onion", peeled.nextPacket.map { .hex($0) })
    #expect(peeled.replayTag == packet.suffix(32))
  }
}

/// The error with which the call ends.
func refusal<Value>(_ call: () throws -> Value) throws -> OnionError {
  do {
    let value = try call()
    throw NoRefusal(value: String(describing: value))
  } catch let error as OnionError {
    return error
  }
}

/// A call was to be refused, and gave a value.
private struct NoRefusal: Error { let value: String }
