import Foundation
import Keelbolt
import Testing

/// Replays BOLT 4's vectors of what comes back: failures and fulfillments, made, wrapped and read at the origin.
@Suite struct ReturnConformanceTests {
  @Test(arguments: try Case.all("onion_errors.json", of: "bolt04"))
  func answer(_ vector: Case) throws {
    try Figures.check(
      vector,
      [
        "plain_failure": plainFailure,
        "failure_create": failureCreate,
        "failure_forward": failureForward,
        "failure_decode": failureDecode,
        "success_create": successCreate,
        "success_forward": successForward,
        "success_decode": successDecode,
      ])
  }

  private func plainFailure(_ figures: Figures) throws {
    let secrets = try hopSecrets(figures)
    let sender = UInt32(try figures.number("erring_node_index"))
    var packet = try createReason(figures, #require(secrets.hop(hop: sender)), nil)
    for hop in (0..<sender).reversed() { packet = try packet.wrap(sharedSecret: #require(secrets.hop(hop: hop))) }
    figures.shown("packet_at_origin", packet.reason)
    let found = try packet.decrypt(secrets: secrets)
    let message = try FailureMessage.temporaryNodeFailure.write()
    #expect(found.failure == HopFailure(hop: sender, failure: .temporaryNodeFailure, failuremsg: message))
    #expect(found.holdTimes == nil)
  }

  private func failureCreate(_ figures: Figures) throws {
    _ = figures.take("node_index")
    _ = try figures.secretKey("session_key")
    let secret = try figures.sharedSecret()
    figures.shown(keys: ["ammagext"], of: secret.expose())
    let prefix = try figures.bytes("stream_prefix")
    let created = try createReason(figures, secret, figures.holdTime())
    figures.shown("packet_out", created.reason)
    figures.shown("attribution_out", created.attributionData)
    // What is sent is the packet, encrypted with the stream.
    let plain = try created.wrap(sharedSecret: secret).reason
    #expect(xor(plain, created.reason).prefix(prefix.count) == prefix)
  }

  /// Writes the failure of a case; checks the padded message, the keys, and the packet before its encryption.
  private func createReason(
    _ figures: Figures, _ secret: SharedSecret, _ holdTime: Duration?
  ) throws -> FailurePacket {
    let (message, padded) = (try figures.bytes("failure_message"), try figures.bytes("padded_message"))
    let parsed = try FailureMessage.parse(message)
    #expect(try parsed.failure.write() + parsed.extension == message)
    let created = try FailurePacket.create(
      parsed.failure, sharedSecret: secret, holdTime: holdTime, extension: parsed.extension,
      paddedLength: UInt16(padded.count - 4))
    // Encrypting twice takes the encryption off.
    let plain = try created.wrap(sharedSecret: secret).reason
    #expect(plain.dropFirst(32) == padded)
    figures.shown("packet_before_encryption", plain)
    figures.shown(keys: ["um", "ammag"], of: secret.expose())
    return created
  }

  private func failureForward(_ figures: Figures) throws {
    _ = figures.take("node_index")
    let secret = try figures.sharedSecret()
    figures.shown(keys: ["ammag", "ammagext"], of: secret.expose())
    let incoming = FailurePacket(
      reason: try figures.bytes("packet_in"), attributionData: try figures.bytes("attribution_in"))
    let wrapped = try incoming.wrap(sharedSecret: secret, holdTime: figures.holdTime())
    figures.shown("packet_out", wrapped.reason)
    figures.shown("attribution_out", wrapped.attributionData)
  }

  private func failureDecode(_ figures: Figures) throws {
    let secrets = try hopSecrets(figures)
    let packet = FailurePacket(
      reason: try figures.bytes("packet"), attributionData: try figures.bytes("attribution_data"))
    let decrypted = try packet.decrypt(secrets: secrets)
    let found = try #require(decrypted.failure)
    figures.same("failing_node_index", .integer(found.hop))
    figures.shown("failure_message", found.failuremsg)
    try figures.same(holdTimes: decrypted.holdTimes)
    guard case .incorrectOrUnknownPaymentDetails(let htlcMsat, let height) = found.failure else {
      Issue.record("another failure: \(String(describing: found.failure))")
      return
    }
    if figures.has("failure_code") {
      figures.same("failure_code", try found.failure.map { .integer(try $0.failureCode()) })
      figures.same("htlc_msat", .integer(htlcMsat))
      figures.same("height", .integer(height))
    }
  }

  private func successCreate(_ figures: Figures) throws {
    _ = figures.take("node_index")
    let created = try FulfillmentPacket.create(sharedSecret: figures.sharedSecret(), holdTime: figures.holdTime())
    #expect(created.payload == nil)
    figures.shown("attribution_out", created.attributionData)
  }

  private func successForward(_ figures: Figures) throws {
    _ = figures.take("node_index")
    let incoming = FulfillmentPacket(payload: nil, attributionData: try figures.bytes("attribution_in"))
    let wrapped = try incoming.wrap(sharedSecret: figures.sharedSecret(), holdTime: figures.holdTime())
    #expect(wrapped.payload == nil)
    figures.shown("attribution_out", wrapped.attributionData)
  }

  private func successDecode(_ figures: Figures) throws {
    let secrets = try hopSecrets(figures)
    let packet = FulfillmentPacket(payload: nil, attributionData: try figures.bytes("attribution_data"))
    let found = try packet.decrypt(secrets: secrets)
    #expect(found.payload == .absent)
    try figures.same(holdTimes: found.holdTimes)
  }

  /// The secrets of the hops: as they are given, and as they follow from the session key, where it is given.
  private func hopSecrets(_ figures: Figures) throws -> RouteSecrets {
    let hops = try figures.list("hops")
    let bytes = try hops.map { try $0.bytes("shared_secret") }
    let secrets = try RouteSecrets(bytes: bytes.reduce(Data(), +))
    let route = try hops.map { OnionHop(publicKey: try $0.publicKey("pubkey"), payload: Data(count: 2)) }
    if figures.has("session_key") {
      let built = try buildOnion(
        hops: route, associatedData: Data(), sessionKey: figures.bytes("session_key"), entropy: Samples.entropy)
      #expect(built.secrets == secrets)
    }
    let held = hops.map { $0.take("hold_time") }
    if figures.has("hold_times") && !figures.has("attribution_failed_node_index") {
      #expect(figures.look("hold_times") == .list(held.compactMap { $0 }))
    }
    for (hop, secret) in zip(hops, bytes) {
      hop.shown(keys: ["ammag"], of: secret)
      hop.finish()
    }
    return secrets
  }
}

extension Figures {
  /// The files count hold times in tenths of a second.
  fileprivate func holdTime() -> Duration? { take("hold_time")?.number.map { .milliseconds($0 * 100) } }

  fileprivate func same(holdTimes found: HoldTimes?) throws {
    let found = try #require(found)
    same("hold_times", .list(found.times.map { .integer(Int64($0 / .milliseconds(100))) }))
    same("attribution_failed_node_index", found.unattributedHop.map { .integer($0) })
  }
}
