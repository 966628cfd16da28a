import Foundation
import Keelbolt
import Testing

/// Replays BOLT 4's vectors of payments over a blinded path.
@Suite struct BlindedPaymentConformanceTests {
  @Test(arguments: try Case.all("blinded_payment_onion.json", of: "bolt04"))
  func payment(_ vector: Case) throws {
    try Figures.check(vector, ["construct": construct, "peel": peel])
  }

  /// The hops in order, the last of which receives; the path begins at the second.
  private func construct(_ figures: Figures) throws {
    let (amount, expiry) = (try figures.number("final_amount_msat"), UInt32(try figures.number("final_cltv")))
    let total = try totalRelay(figures.inner("blinded_payinfo"))
    let route = try figures.inner("blinded_route")
    let (pathKey, firstNode) = (try route.publicKey("first_path_key"), try route.publicKey("first_node_id"))
    let path = try route.list("hops")
    route.finish()
    var hops = try figures.list("hops")
    let before = hops.removeFirst()
    try #require(hops.count == path.count)
    var onionHops = [try entrance(before, total, amount, expiry)]
    var told: [RecipientData] = []
    for (index, (hop, blinded)) in zip(hops, path).enumerated() {
      let encrypted = try blinded.bytes("encrypted_data")
      let (id, blindedId) = (try hop.publicKey("pubkey"), try blinded.publicKey("blinded_node_id"))
      blinded.finish()
      // "SHOULD create an unblinded onion payment to `first_node_id`"
      #expect(id == (index == 0 ? firstNode : blindedId))
      let tlvs = try hop.inner("tlvs")
      told.append(try recipientData(tlvs.inner("encrypted_recipient_data"), encryptedLength: encrypted.count))
      let key = index == 0 ? pathKey : nil
      tlvs.same("current_path_key", key.map { .hex($0) })
      var payload = try Payload.blindedForward(encryptedRecipientData: encrypted, currentPathKey: key)
      if index == path.count - 1 {
        tlvs.same("amt_to_forward", .integer(amount))
        tlvs.same("outgoing_cltv_value", .integer(expiry))
        payload = try .blindedReceive(
          encryptedRecipientData: encrypted, currentPathKey: key, amtToForward: amount, outgoingCltvValue: expiry,
          totalAmountMsat: tlvs.number("total_amount_msat"))
      }
      tlvs.finish()
      onionHops.append(try onionHop(hop, id, payload))
    }
    try check(told, total)
    let built = try buildOnion(
      hops: onionHops, associatedData: figures.bytes("associated_data"), sessionKey: figures.bytes("session_key"),
      entropy: Samples.entropy)
    figures.shown("onion", built.packet)
  }

  private func totalRelay(_ payinfo: Figures) throws -> TotalRelay {
    defer { payinfo.finish() }
    return TotalRelay(
      feeBaseMsat: UInt32(try payinfo.number("fee_base_msat")),
      feeProportionalMillionths: UInt32(try payinfo.number("fee_proportional_millionths")),
      cltvDelta: UInt16(try payinfo.number("cltv_expiry_delta")))
  }

  /// The hop before the path knows nothing of it: it is told what the path costs.
  private func entrance(
    _ hop: Figures, _ total: TotalRelay, _ amount: UInt64, _ expiry: UInt32
  ) throws -> OnionHop {
    let tlvs = try hop.inner("tlvs")
    let payload = Payload.forward(
      amtToForward: try #require(total.amountWithFees(amountMsat: amount)),
      outgoingCltvValue: expiry + UInt32(total.cltvDelta),
      shortChannelId: try #require(tlvs.channel("outgoing_channel_id")))
    tlvs.same("amt_to_forward", payload.amtToForward.map { .integer($0) })
    tlvs.same("outgoing_cltv_value", payload.outgoingCltvValue.map { .integer($0) })
    tlvs.finish()
    return try onionHop(hop, hop.publicKey("pubkey"), payload)
  }

  private func onionHop(_ hop: Figures, _ id: PublicKey, _ payload: Payload) throws -> OnionHop {
    defer { hop.finish() }
    let made = try OnionHop(publicKey: id, payload: payload)
    #expect(try withoutLength(hop.bytes("payload")) == made.payload)
    return made
  }

  /// What the recipient data say, which their sender cannot read: as long as the encrypted bytes.
  private func recipientData(_ shown: Figures, encryptedLength: Int) throws -> RecipientData {
    let relay = try shown.has("payment_relay") ? shown.inner("payment_relay") : nil
    let constraints = try shown.has("payment_constraints") ? shown.inner("payment_constraints") : nil
    defer { for figures in [shown, relay, constraints] { figures?.finish() } }
    let made = RecipientData(
      padding: shown.take("padding")?.text.map { UInt64($0.utf8.count / 2) },
      shortChannelId: shown.channel("short_channel_id"),
      pathId: try shown.take("path_id")?.text.map { PathId(bytes: try Data(hex: $0)) },
      nextPathKeyOverride: try shown.optionalPublicKey("next_path_key_override"),
      paymentRelay: try relay.map {
        PaymentRelay(
          cltvExpiryDelta: UInt16(try $0.number("cltv_expiry_delta")),
          feeProportionalMillionths: UInt32(try $0.number("fee_proportional_millionths")),
          feeBaseMsat: UInt32($0.take("fee_base_msat")?.number ?? 0))
      },
      paymentConstraints: try constraints.map {
        PaymentConstraints(
          maxCltvExpiry: UInt32(try $0.number("max_cltv_expiry")), htlcMinimumMsat: try $0.number("htlc_minimum_msat"))
      },
      allowedFeatures: shown.take("allowed_features")?.list?.compactMap { $0.number.map { UInt32($0) } })
    #expect(try made.write().count + 16 == encryptedLength)
    return made
  }

  /// What the hops ask for is the total, and the constraints allow for it.
  private func check(_ told: [RecipientData], _ total: TotalRelay) throws {
    // The final node's own delta is part of the expiry that its payload says.
    let relays = told.dropLast().compactMap(\.paymentRelay)
    #expect(try TotalRelay.total(of: relays, minFinalCltvExpiryDelta: 0) == total)
    for ((before, after), relay) in zip(zip(told, told.dropFirst()), relays) {
      let (early, late) = (try #require(before.paymentConstraints), try #require(after.paymentConstraints))
      #expect(early.maxCltvExpiry == late.maxCltvExpiry + UInt32(relay.cltvExpiryDelta))
      #expect(early.htlcMinimumMsat == late.htlcMinimumMsat)
    }
  }

  /// One hop: its layer, its payload written back, and what it decrypts where it is on the path.
  private func peel(_ figures: Figures) throws {
    let nodeKey = try figures.secretKey("node_privkey")
    let pathKey = try figures.optionalPublicKey("path_key")
    let key = try pathKey.map { try PathSecret.derive(pathKey: $0, nodeKey: nodeKey).blindedKey(nodeKey: nodeKey) }
    let packet = try figures.bytes("onion")
    let peeled = try peelOnion(
      packet: packet, key: key ?? nodeKey, associatedData: figures.bytes("associated_data"))
    try figures.same(layer: peeled, of: packet)
    let payload = try Payload.parse(peeled.payload)
    #expect(try payload.write() == peeled.payload)
    var tlvs = payload.shown
    switch try peeled.instruction(pathKey: pathKey) {
    case .blindedForward(let blinded), .blindedReceive(let blinded, _):
      figures.same("path_key_used", .hex(blinded.pathKey))
      let secret = try PathSecret.derive(pathKey: blinded.pathKey, nodeKey: nodeKey)
      let data = try secret.decrypt(encryptedRecipientData: blinded.encryptedRecipientData)
      figures.shown("recipient_data", try data.write())
      figures.shown("next_path_key", try secret.nextPathKey(data: data).data)
      tlvs["encrypted_recipient_data"] = .object(data.shown)
    default: break
    }
    figures.same("tlvs", .object(tlvs))
  }
}

extension Figures {
  fileprivate func channel(_ key: String) -> UInt64? {
    guard let numbers = take(key)?.text?.split(separator: "x").compactMap({ UInt64($0) }), numbers.count == 3
    else { return nil }
    return numbers[0] << 40 | numbers[1] << 16 | numbers[2]
  }
}

extension Payload {
  /// The records as the files show them, but for the encrypted one.
  fileprivate var shown: [String: JSON] {
    var shown: [String: JSON] = [:]
    shown["amt_to_forward"] = amtToForward.map { .integer($0) }
    shown["outgoing_cltv_value"] = outgoingCltvValue.map { .integer($0) }
    shown["outgoing_channel_id"] = shortChannelId.map { .text(shortChannelIdText(shortChannelId: $0)) }
    shown["current_path_key"] = currentPathKey.map { .hex($0) }
    shown["total_amount_msat"] = totalAmountMsat.map { .integer($0) }
    return shown
  }
}
