import Foundation
import Keelbolt
import Testing

/// Replays the vectors of Ark's addresses, of the mailboxes that they name, and of what users sign for servers.
@Suite struct ArkAddressConformanceTests {
  @Test(arguments: try Case.all("addresses.json", of: "ark"))
  func address(_ vector: Case) throws {
    let figures = Figures(vector.figures)
    _ = figures.take("name")
    let text = try #require(figures.take("address")?.text)
    if let address = try figures.judge({ try ArkAddress.parse(text) }) {
      #expect(address.toText() == text.lowercased())
      figures.same("ark_id", .hex(address.arkId()))
      figures.same("policy_encoding", .hex(try address.policy().write()))
      figures.same("policy", try VtxoPolicy.user(policy: address.policy()).figures)
      figures.same("deliveries", .list(address.deliveries().map(delivery)))
      figures.same("testnet", .flag(address.isForTests()))
      checkWords(figures, address.toText())
      try checkServer(figures, address)
      try checkMailbox(figures, address)
    }
    figures.finish()
  }

  private func delivery(_ delivery: ArkDelivery) -> JSON {
    switch delivery {
    case .mailbox(let mailbox): .object(["type": .number(1), "data": .hex(mailbox.publicKey)])
    case .unknown(let kind, let data): .object(["type": .integer(kind), "data": .hex(data)])
    }
  }

  /// The prefix, the version and the payload, as bech32 has them.
  private func checkWords(_ figures: Figures, _ text: String) {
    let parts = text.split(separator: "1", maxSplits: 1)
    let words = parts[1].utf8.dropLast(6).compactMap(Bech32.alphabet.firstIndex(of:))
    let bits = words.dropFirst().flatMap { word in (0..<5).map { word >> (4 - $0) & 1 } }
    let payload = (0..<bits.count / 8).map { byte in UInt8(bits[8 * byte..<8 * byte + 8].reduce(0) { $0 << 1 | $1 }) }
    figures.same("hrp", .text(String(parts[0])))
    figures.same("version", .integer(words[0]))
    figures.same("payload", .hex(Data(payload)))
  }

  /// The address made again from its server's key.
  private func checkServer(_ figures: Figures, _ address: ArkAddress) throws {
    guard let server = try figures.optionalPublicKey("server_pubkey") else { return }
    let again = try ArkAddress(
      serverPubkey: server, policy: address.policy(), deliveries: address.deliveries(),
      isForTests: address.isForTests())
    #expect(again == address)
    #expect(try address.isOf(serverPubkey: server) && ArkAddress.arkId(of: server) == address.arkId())
  }

  /// The mailbox blinded, and unblinded by its server.
  private func checkMailbox(_ figures: Figures, _ address: ArkAddress) throws {
    guard let key = try figures.optionalPublicKey("mailbox_id") else { return }
    let (mailbox, server) = (MailboxId(publicKey: key), try figures.publicKey("mailbox_server_pubkey"))
    let (user, owner) = (try figures.secretKey("user_privkey"), try address.policy().owner())
    #expect(try user.publicKey() == owner)
    let blinded = try mailbox.blind(userKey: user, serverPubkey: server)
    #expect(address.deliveries().first == .mailbox(mailbox: blinded))
    if figures.has("blinded_mailbox_id") { figures.same("blinded_mailbox_id", .hex(blinded.publicKey)) }
    if figures.has("mailbox_server_privkey") {
      let secret = try figures.secretKey("mailbox_server_privkey")
      #expect(try secret.publicKey() == server && blinded.unblind(serverKey: secret, userPubkey: owner) == mailbox)
    }
  }

  // MARK: Signatures

  @Test(arguments: try Case.all("attestations.json", of: "ark"))
  func attestation(_ vector: Case) throws {
    let figures = Figures(vector.figures)
    _ = figures.take("name")
    if figures.look("kind") == .text("mailbox_authorization") {
      try checkAuthorization(figures)
    } else {
      try checkAttestation(figures)
    }
    figures.finish()
  }

  private func checkAuthorization(_ figures: Figures) throws {
    for unused in ["kind", "prefix_hex"] { _ = figures.take(unused) }
    figures.same("valid", .flag(true))
    let encoding = try figures.bytes("encoding")
    let permission = try MailboxAuthorization.parse(encoding)
    try permission.verify()
    #expect(try permission.toBytes() == encoding)
    figures.same("mailbox_id", .hex(permission.mailbox.publicKey))
    figures.same("expiry", .integer(permission.expiry))
    figures.same("digest", .hex(MailboxAuthorization.digest(until: permission.expirationDate)))
  }

  private func checkAttestation(_ figures: Figures) throws {
    let text = try #require(figures.take("vtxo_id")?.text)
    let vtxo = try VtxoId.parse(text)
    let (attestation, key) = (try attested(figures, vtxo), try figures.publicKey("signer_pubkey"))
    let signature = try SchnorrSignature(figures.bytes("attestation"))
    let prefix = try figures.bytes("prefix_hex")
    _ = try figures.judge {
      try attestation.verify(signature: signature, userPubkey: key)
      let (signer, preimage) = (try figures.secretKey("signer_privkey"), try figures.bytes("preimage"))
      // Whatever was random in the signature of the file, ours holds as well.
      try attestation.verify(signature: attestation.sign(userKey: signer), userPubkey: key)
      #expect(try signer.publicKey() == key && preimage.starts(with: prefix))
      #expect(try sha256(bytes: preimage) == attestation.digest())
      figures.same("digest", .hex(try attestation.digest()))
      figures.same("vtxo_id_bytes", .hex(try vtxo.write()))
    }
  }

  /// What is attested, by the kind that the case names.
  private func attested(_ figures: Figures, _ vtxo: VtxoId) throws -> VtxoAttestation {
    let kind = figures.take("kind")
    switch kind {
    case .text("round_attempt"):
      let requests = try figures.list("requests").map { figures in
        let request = CosignedVtxoRequest(
          request: try request(figures), cosignPubkey: try figures.publicKey("cosign_pubkey"))
        figures.finish()
        return request
      }
      return .roundAttempt(challenge: try figures.bytes("challenge"), vtxo: vtxo, requests: requests)
    case .text("delegated_round"):
      let requests = try figures.list("requests").map { figures in
        defer { figures.finish() }
        return try request(figures)
      }
      return .delegatedRound(vtxo: vtxo, requests: requests)
    case .text("offboard_request"):
      let output = try figures.inner("output")
      let inputs = try #require(figures.take("input_vtxo_ids")?.list)
      return .offboardRequest(
        output: TxOut(
          valueSat: try output.number("amount_sat"), scriptPubkey: try output.bytes("script_pubkey")),
        inputs: try inputs.map { try VtxoId.parse($0.text ?? "") })
    case .text("lightning_receive"):
      return .lightningReceive(paymentHash: try PaymentHash(figures.bytes("payment_hash")), vtxo: vtxo)
    default:
      #expect(kind == .text("vtxo_status"))
      return .vtxoStatus(vtxo: vtxo)
    }
  }

  private func request(_ figures: Figures) throws -> VtxoRequest {
    VtxoRequest(
      policy: try .parse(figures.bytes("policy_encoding")), amountSat: try figures.number("amount_sat"))
  }

  @Test(arguments: try Case.all("message_signing.json", of: "ark"))
  func message(_ vector: Case) throws {
    let figures = Figures(vector.figures)
    _ = figures.take("name")
    let (digest, key) = (messageDigest(message: try figures.bytes("message")), try figures.publicKey("pubkey"))
    let signature = try SchnorrSignature(figures.bytes("signature"))
    figures.same("digest", .hex(digest))
    _ = try figures.judge {
      try signature.verify(digest, publicKey: key)
      let signer = try figures.secretKey("privkey")
      try signer.signSchnorr(digest).verify(digest, publicKey: key)
      #expect(try signer.publicKey() == key)
    }
    figures.finish()
  }
}
