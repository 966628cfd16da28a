import Foundation
import Keelbolt
import Testing

/// Addresses of Ark, the mailboxes that they name, and what users sign for servers.
@Suite struct ArkAddressTests {
  @Test(arguments: ArkAddressFaults.all)
  func refused(_ row: Fault<ArkAddressError>) throws { try row.check() }

  @Test func everyCodeHasRows() {
    let expected: [ClosedRange<UInt16>] = [
      100...105, 500...500, 1000...1000, 1002...1002, 1004...1008, 1023...1024, 1081...1092,
    ]
    #expect(ArkAddressFaults.all.codes() == Set(expected.joined()))
  }

  @Test func addresses() throws {
    let (server, mailbox) = (try Arks.key(Arks.server), MailboxId(publicKey: try Arks.key(7)))
    let blinded = try mailbox.blind(userKey: Arks.secret(Arks.user), serverPubkey: Arks.key(8))
    #expect(try blinded.unblind(serverKey: Arks.secret(8), userPubkey: Arks.key(Arks.user)) == mailbox)
    let deliveries = [ArkDelivery.mailbox(mailbox: blinded), .unknown(kind: 9, data: Channels.destination)]
    let address = try ArkAddress(
      serverPubkey: server, policy: Arks.money(), deliveries: deliveries, isForTests: true)
    #expect(address.isForTests() && address.deliveries() == deliveries && address.description == address.toText())
    #expect(try ArkAddress.parse(address.toText().uppercased()) == address)
    let plain = try ArkAddress(serverPubkey: server, policy: Arks.money())
    #expect(!plain.isForTests() && plain.deliveries().isEmpty && plain != address)
    #expect(try address.isOf(serverPubkey: server) && !address.isOf(serverPubkey: Arks.key(Arks.user)))
    #expect(try ArkAddress.arkId(of: server) == address.arkId() && address.arkId().count == 4)
  }

  /// A mailbox that was made so that its address shows nothing.
  @Test func pointsThatCancel() throws {
    let one = try SecretKey(bytes: Data(count: 31) + Data([1]))
    let server = try Arks.secret(8)
    let blinded = BlindedMailboxId(publicKey: try server.publicKey())
    #expect(throws: VtxoError.PointsCancel) {
      try blinded.unblind(serverKey: server, userPubkey: one.publicKey())
    }
  }

  @Test func attestations() throws {
    let (user, key) = (try Arks.secret(Arks.user), try Arks.key(Arks.user))
    let vtxo = VtxoId(outpoint: OutPoint(txid: try Txid(Data(repeating: 5, count: 32)), vout: 1))
    let request = VtxoRequest(policy: try Arks.money(), amountSat: 1_000)
    for attestation in [
      VtxoAttestation.vtxoStatus(vtxo: vtxo), .arkoorCosign(vtxo: vtxo, outputs: [request]),
      .delegatedRound(vtxo: vtxo, requests: [request]),
    ] {
      let signatures = try (0..<2).map { _ in try attestation.sign(userKey: user) }
      #expect(signatures[0] != signatures[1])
      for signature in signatures {
        try attestation.verify(signature: signature, userPubkey: key)
        try signature.verify(attestation.digest(), publicKey: key)
        #expect(throws: VtxoError.SignatureMismatch) {
          try attestation.verify(signature: signature, userPubkey: Arks.key(Arks.server))
        }
      }
    }
    #expect(throws: VtxoError.WrongLength(expected: 32, found: 31)) {
      try VtxoAttestation.roundAttempt(challenge: Data(count: 31), vtxo: vtxo, requests: []).digest()
    }
  }

  @Test func messages() throws {
    let (user, digest) = (try Arks.secret(Arks.user), messageDigest(message: Data("tea".utf8)))
    let signatures = try (0..<2).map { _ in try user.signSchnorr(digest) }
    #expect(signatures[0] != signatures[1])
    for signature in signatures {
      try signature.verify(digest, publicKey: Arks.key(Arks.user))
      #expect(throws: InvoiceError.SignatureMismatch) {
        try signature.verify(digest, publicKey: Arks.key(Arks.server))
      }
    }
  }

  @Test func authorizations() throws {
    let until = Date(timeIntervalSince1970: 1_767_225_600)
    let permission = try MailboxAuthorization.sign(
      mailboxKey: Arks.secret(Arks.user), until: until.addingTimeInterval(0.9))
    try permission.verify()
    #expect(try permission.mailbox.publicKey == Arks.key(Arks.user) && permission.expirationDate == until)
    #expect(try MailboxAuthorization.parse(permission.toBytes()) == permission)
    try permission.signature.verify(MailboxAuthorization.digest(until: until), publicKey: Arks.key(Arks.user))
    let later = MailboxAuthorization(
      mailbox: permission.mailbox, expiry: permission.expiry + 1, signature: permission.signature)
    #expect(throws: VtxoError.SignatureMismatch) { try later.verify() }
    #expect(try MailboxAuthorization.parse(later.toBytes()) == later)
    // No date stops the program.
    #expect(MailboxAuthorization.digest(until: .distantPast) != MailboxAuthorization.digest(until: .distantFuture))
    for (seconds, expiry) in [(-.infinity, .min), (.infinity, .max), (-0.5, -1)] as [(TimeInterval, Int64)] {
      let date = Date(timeIntervalSince1970: seconds)
      #expect(MailboxAuthorization.digest(until: date) == mailboxAuthorizationDigest(expiry: expiry))
    }
    let short = try permission.toBytes().prefix(10)
    #expect(throws: VtxoError.VtxoTruncated(offset: 0, expected: 33, found: 10)) {
      try MailboxAuthorization.parse(short)
    }
  }
}
