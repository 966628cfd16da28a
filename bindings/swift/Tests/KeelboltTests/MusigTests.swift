import Foundation
import Keelbolt
import Testing

/// Replays BIP 327's vectors, as far as they fix no secret nonce, and holds ceremonies.
@Suite struct MusigTests {
  @Test(arguments: try Case.all("key_sort.json", of: "bip327"))
  func keySort(_ vector: Case) throws {
    let figures = Figures(vector.figures)
    _ = figures.take("name")
    let sorted = try MusigKeys.sorted(keys: figures.values("pubkeys").map { try PublicKey($0) })
    figures.same("sorted_pubkeys", .list(sorted.signers().map { .hex($0) }))
    #expect(try MusigKeys(keys: sorted.signers()).publicKey() == sorted.publicKey())
    figures.finish()
  }

  @Test(arguments: try Case.all("key_aggregation.json", of: "bip327"))
  func keyAggregation(_ vector: Case) throws {
    let figures = Figures(vector.figures)
    _ = figures.take("name")
    let keys = try judge(figures, keys(of: figures))
    figures.same("aggregate_xonly", keys.map { .hex($0.xOnlyPublicKey()) })
    figures.finish()
  }

  @Test(arguments: try Case.all("nonce_aggregation.json", of: "bip327"))
  func nonceAggregation(_ vector: Case) throws {
    let figures = Figures(vector.figures)
    _ = figures.take("name")
    let nonces = try figures.values("public_nonces").map { try MusigPublicNonce($0) }
    let sum = try judge(figures) { try MusigAggregateNonce.sum(of: nonces) }
    figures.same("aggregate_nonce", sum.map { .hex($0) })
    figures.finish()
  }

  /// Signing itself is the core's, which can fix nonces; what such a signature must satisfy is checked here.
  @Test(arguments: try Case.all("sign_verify.json", of: "bip327") + Case.all("tweak.json", of: "bip327"))
  func verification(_ vector: Case) throws {
    let figures = Figures(vector.figures)
    for unused in ["name", "kind", "secret_nonce"] { _ = figures.take(unused) }
    let message = try Sha256(figures.bytes("message"))
    guard figures.has("partial_signature") else { return try signing(figures, message) }
    let aggregation = try keys(of: figures)
    let nonces = try figures.values("public_nonces").map { try MusigPublicNonce($0) }
    let partial = try MusigPartialSignature(figures.bytes("partial_signature"))
    let signer = try figures.number("signer_index")
    _ = figures.take("secret_key")
    let session = try judge(figures) {
      let session = try MusigSession(keys: aggregation(), nonces: nonces, message: message)
      try session.verify(signer: signer, nonce: nonces[Int(signer)], partial: partial)
      return session
    }
    if let session {
      figures.same("aggregate_nonce", .hex(session.aggregateNonce()))
      #expect(try session.message() == message && session.keys().publicKey() == aggregation().publicKey())
    }
    figures.finish()
  }

  /// What of an error in signing does not depend on the secret nonce.
  private func signing(_ figures: Figures, _ message: Sha256) throws {
    let (aggregation, own) = (try keys(of: figures), try figures.secretKey("secret_key"))
    let nonce = try MusigAggregateNonce(figures.bytes("aggregate_nonce"))
    for unused in ["public_nonces", "signer_index"] { _ = figures.take(unused) }
    switch figures.look("error")?.text {
    case "signer_not_in_list":
      let session = try MusigSession(keys: aggregation(), aggregateNonce: nonce, message: message)
      #expect(throws: MusigError.NotASigner) { try session.signer(key: own.publicKey()) }
    case "secnonce_out_of_range":
      #expect(throws: MusigError.NonceOutOfRange) {
        try MusigSecretNonce(key: own, randomness: Data(count: 32), entropy: Samples.entropy)
      }
    default:
      let refused = try judge(figures) {
        try MusigSession(keys: aggregation(), aggregateNonce: nonce, message: message)
      }
      #expect(refused == nil)
      return figures.finish()
    }
    #expect(figures.take("valid") == .flag(false))
    _ = figures.take("error")
    figures.finish()
  }

  @Test(arguments: try Case.all("signature_aggregation.json", of: "bip327"))
  func signatureAggregation(_ vector: Case) throws {
    let figures = Figures(vector.figures)
    _ = figures.take("name")
    let nonces = try figures.values("public_nonces").map { try MusigPublicNonce($0) }
    let partials = try figures.values("partial_signatures").map { try MusigPartialSignature($0) }
    let message = try Sha256(figures.bytes("message"))
    let session = try MusigSession(keys: keys(of: figures)(), nonces: nonces, message: message)
    figures.same("aggregate_nonce", .hex(session.aggregateNonce()))
    let signature = try judge(figures) { try session.aggregate(partials: partials) }
    if signature != nil { try session.verifyAll(nonces: nonces, partials: partials) }
    figures.same("signature", signature.map { .hex($0) })
    figures.finish()
  }

  // MARK: What a case says

  /// What comes of a valid case; another is refused for the reason that it says.
  private func judge<Value>(_ figures: Figures, _ act: () throws -> Value) throws -> Value? {
    guard figures.take("valid") == .flag(false) else { return try act() }
    let (contribution, reason) = (figures.take("error_contribution")?.text, figures.take("error")?.text)
    // Which of the contributions it is, the caller knows who parses them one by one.
    _ = figures.take("error_signer")
    let expected: [String: (MusigError) -> Bool] = [
      "pubkey": { $0 == .KeyNotAPoint }, "pubnonce": { $0 == .NotANonce }, "aggnonce": { $0 == .NotANonce },
      "psig": { $0 == .PartialSignatureOutOfRange }, "tweak_out_of_range": { $0 == .TweakOutOfRange },
      "tweak_result_infinite": { $0 == .TweakOutOfRange },
      // A number out of range is no partial signature of anybody.
      "partial_signature_does_not_verify": { [539, 538].contains($0.code()) },
    ]
    let fits = try #require(expected[contribution ?? reason ?? ""], "a reason that no check knows")
    #expect(try refusal(MusigError.self, act).map(fits) == true)
    return nil
  }

  /// What aggregates the case's keys, with its tweaks.
  private func keys(of figures: Figures) throws -> () throws -> MusigKeys {
    let (keys, tweaks) = (try figures.values("pubkeys"), try figures.values("tweaks"))
    let isXOnly = figures.take("is_xonly")?.list?.map { $0 == .flag(true) } ?? []
    return {
      try zip(tweaks, isXOnly).reduce(MusigKeys(keys: keys.map { try PublicKey($0) })) { keys, tweak in
        try tweak.1 ? keys.addXOnlyTweak(tweak: tweak.0) : keys.addTweak(tweak: tweak.0)
      }
    }
  }

  // MARK: Ceremonies

  @Test func ceremony() throws {
    let both = try Ceremony()
    let partials = try both.sign()
    try both.session.verifyAll(nonces: both.publicNonces, partials: partials)
    #expect(try Channels.points(1...2).map { try both.session.signer(key: $0) } == [0, 1])
    // The parts may come in any order.
    #expect(try both.session.aggregate(partials: partials) == both.session.aggregate(partials: partials.reversed()))
  }

  @Test func noncesDependOnAllThatIsKnown() throws {
    let keys = try MusigKeys(keys: Channels.points(1...2))
    func made(_ keys: MusigKeys? = nil, _ message: Sha256? = nil, _ extra: Data? = nil) throws -> MusigPublicNonce {
      try MusigSecretNonce(
        key: Channels.receiver(), randomness: Data(repeating: 7, count: 32), entropy: Samples.entropy, keys: keys,
        message: message, extra: extra
      ).publicNonce()
    }
    let found = [
      try made(), try made(keys), try made(keys, Ceremony.digest), try made(keys, Ceremony.digest, Data(count: 32)),
      try made(nil, Ceremony.digest),
    ]
    #expect(try Set(found).count == found.count && made() == found[0])
    #expect(try Set((0..<10).map { _ in try MusigSecretNonce.fresh(for: Channels.key(1)).publicNonce() }).count == 10)
  }

  /// What failed has used the nonce, but for random bytes of a wrong number.
  @Test func failedNonces() throws {
    let both = try Ceremony()
    #expect(throws: MusigError.NotASigner) { try both.nonces[0].sign(both.session, key: Channels.key(9)) }
    #expect(throws: MusigError.NonceUsed) { try both.nonces[0].sign(both.session, key: both.signers[0]) }
    #expect(throws: MusigError.WrongLength(expected: 32, found: 31)) {
      try both.nonces[1].sign(session: both.session, key: both.signers[1], entropy: Data(count: 31))
    }
    #expect(both.nonces[0].isUsed() && !both.nonces[1].isUsed())
  }

  @Test(arguments: [nil, sha256(bytes: Data("tree".utf8))] as [Sha256?])
  func tweakedKeys(_ root: Sha256?) throws {
    let inner = try MusigKeys(keys: Channels.points(1...2))
    let keys = try inner.tapTweak(merkleRoot: root)
    #expect(inner.publicKey() != keys.publicKey() && inner.signers() == keys.signers())
    let both = try Ceremony(keys)
    _ = try both.session.aggregate(partials: both.sign())
  }
}

extension Figures {
  /// Byte strings in a list; none where the file has no list.
  func values(_ key: String) throws -> [Data] {
    try (take(key)?.list ?? []).map { figure in
      let hex = try #require(figure.text)
      return try Data(hex: hex)
    }
  }
}
