import Foundation
import Keelbolt
import Testing

/// Replays BOLT 3's vectors of keys, per-commitment secrets, fees and dust limits.
@Suite struct ChannelKeyTests {
  @Test(arguments: try Case.all("key_derivation.json", of: "bolt03"))
  func derivation(_ vector: Case) throws {
    try Figures.check(
      vector, ["pubkey": pubkey, "privkey": privkey, "revocation_pubkey": pubkey, "revocation_privkey": privkey])
  }

  private func pubkey(_ figures: Figures) throws {
    let revocation = figures.has("basepoint_factor")
    let (base, point) = try keys(figures)
    let found =
      revocation
      ? try revocationPubkey(revocationBasepoint: base.shown, perCommitmentPoint: point.shown)
      : try derivePubkey(basepoint: base.shown, perCommitmentPoint: point.shown)
    figures.same("expected", .hex(found))
  }

  /// Secret keys are not shown; they are the same when their public keys are.
  private func privkey(_ figures: Figures) throws {
    let revocation = figures.has("basepoint_factor")
    let (base, point) = try keys(figures)
    let found =
      revocation
      ? try revocationPrivkey(
        revocationBasepointSecret: base.secret, revocationBasepoint: base.shown, perCommitmentSecret: point.secret,
        perCommitmentPoint: point.shown)
      : try derivePrivkey(basepointSecret: base.secret, basepoint: base.shown, perCommitmentPoint: point.shown)
    #expect(try figures.secretKey("expected").publicKey() == found.publicKey())
  }

  /// The keys of a case, whose factors are hashes of both.
  private func keys(
    _ figures: Figures
  ) throws -> (base: (secret: SecretKey, shown: PublicKey), point: (secret: PerCommitmentSecret, shown: PublicKey)) {
    let (base, point) = (try figures.publicKey("base_point"), try figures.publicKey("per_commitment_point"))
    let secret = try figures.secretKey("base_secret")
    let revealed = try PerCommitmentSecret(bytes: figures.bytes("per_commitment_secret"))
    #expect(try secret.publicKey() == base && revealed.point() == point)
    for (factor, points) in [
      ("tweak", point.data + base.data), ("commitment_factor", point.data + base.data),
      ("basepoint_factor", base.data + point.data),
    ] {
      figures.shown(factor, sha256(bytes: points).data)
    }
    return ((secret, base), (revealed, point))
  }

  @Test(arguments: try Case.all("per_commitment_secret_generation.json", of: "bolt03"))
  func generation(_ vector: Case) throws {
    let figures = Figures(vector.figures)
    _ = figures.take("name")
    let index = try figures.number("index")
    let number = Channels.lastNumber - index
    #expect(try perCommitmentIndex(number: number) == index)
    let generator = try SecretGenerator(seed: figures.bytes("seed"))
    // The way to other secrets changes none.
    let found = try [number, 0, number].map { try generator.secret(number: $0) }
    figures.same("secret", .hex(found[0].expose()))
    #expect(found[0] == found[2] && (found[0] != found[1] || number == 0))
    figures.finish()
  }

  @Test(arguments: try Case.all("per_commitment_secret_storage.json", of: "bolt03"))
  func storage(_ vector: Case) throws {
    let figures = Figures(vector.figures)
    _ = figures.take("name")
    let store = SecretStore()
    var (kept, refused): ([PerCommitmentSecret], Bool) = ([], false)
    for insert in try figures.list("inserts") {
      let number = Channels.lastNumber - (try insert.number("index"))
      let secret = try PerCommitmentSecret(bytes: insert.bytes("secret"))
      if insert.take("accepted") == .flag(true) {
        try store.insert(number: number, secret: secret)
        kept.append(secret)
      } else {
        let error = try refusal(CommitmentError.self) { try store.insert(number: number, secret: secret) }
        if case .SecretNotDerivable(number, _) = error {} else { Issue.record("not refused so: \(error as Any)") }
        figures.same("error", .text("secret_not_derivable_from_later_one"))
        refused = true
      }
      insert.finish()
    }
    figures.same("valid", .flag(!refused))
    for found in [store, try SecretStore.parse(bytes: store.expose())] {
      for (number, secret) in kept.enumerated() { #expect(try found.secret(number: UInt64(number)) == secret) }
      #expect(found.next() == UInt64(kept.count) && found.expose() == store.expose())
      #expect(try found.secret(number: UInt64(kept.count)) == nil)
    }
    figures.finish()
  }

  @Test(arguments: try Case.all("fees_and_dust.json", of: "bolt03"))
  func feesAndDust(_ vector: Case) throws {
    try Figures.check(
      vector,
      [
        "dust_threshold": dustThreshold, "commitment_weight": commitmentWeight,
        "htlc_timeout_weight": { $0.same("weight", .number(try $0.format().htlcTimeoutWeight())) },
        "htlc_success_weight": { $0.same("weight", .number(try $0.format().htlcSuccessWeight())) },
        "commitment_fee": commitmentFee, "penalty_witness_bytes": penaltyWitness,
      ])
  }

  private func dustThreshold(_ figures: Figures) throws {
    let scripts: [String: Data] = [
      "p2pkh": Data([0x76, 0xa9, 20]) + Data(count: 20) + Data([0x88, 0xac]),
      "p2sh": Data([0xa9, 20]) + Data(count: 20) + Data([0x87]),
      "p2wpkh": Data([0, 20]) + Data(count: 20),
      "p2wsh": Data([0, 32]) + Data(count: 32),
      "p2a": Data([0x51, 2, 0x4e, 0x73]),
      "unknown_segwit": Data([0x53, 40]) + Data(count: 40),
      "op_return": Data([0x6a, 1, 7]),
    ]
    let script = try #require(scripts[figures.take("script_type")?.text ?? ""])
    figures.same("threshold_sat", .number(dustLimit(scriptPubkey: script)))
  }

  private func commitmentWeight(_ figures: Figures) throws {
    let (format, count) = (try figures.format(), try figures.number("untrimmed_htlcs"))
    figures.same("weight", .number(format.commitmentWeight(untrimmedHtlcs: count)))
  }

  private func commitmentFee(_ figures: Figures) throws {
    let (format, feerate) = (try figures.format(), UInt32(try figures.number("feerate_per_kw")))
    let dust = try figures.number("dust_limit_sat")
    let timeout = format.htlcTimeoutFee(feeratePerKw: feerate)
    let success = format.htlcSuccessFee(feeratePerKw: feerate)
    figures.same("htlc_timeout_fee_sat", .number(timeout))
    figures.same("htlc_success_fee_sat", .number(success))
    var (all, kept): ([UInt64], [UInt64]) = ([], [])
    for (direction, fee) in [("offered", timeout), ("received", success)] {
      let listed = try #require(figures.take(direction + "_htlcs_msat")?.list)
      let amounts = listed.compactMap(\.number)
      let untrimmed = amounts.filter { $0 / 1000 >= dust + fee }
      figures.same("untrimmed_" + direction + "_msat", .list(untrimmed.map { .number($0) }))
      all += amounts
      kept += untrimmed
    }
    let weight = format.commitmentWeight(untrimmedHtlcs: UInt64(kept.count))
    figures.same("weight", .number(weight))
    let base = format.commitmentFee(feeratePerKw: feerate, untrimmedHtlcs: UInt64(kept.count))
    #expect(base == feeOfWeight(feeratePerKw: feerate, weight: weight))
    figures.same("base_fee_sat", .number(base))
    let trimmed = all.map { $0 / 1000 }.reduce(0, +) - kept.map { $0 / 1000 }.reduce(0, +)
    figures.same("actual_fee_sat", .number(base + trimmed))
  }

  /// Of a script of each kind that can be revoked, without anchors.
  private func penaltyWitness(_ figures: Figures) throws {
    let htlc = try ScriptTests.htlc(delayed: false)
    let revoked: [String: ScriptTemplate] = [
      "to_local": .toLocal(
        revocationPubkey: try Channels.point(1), toSelfDelay: 144, localDelayedpubkey: try Channels.point(2)),
      "offered_htlc": .offeredHtlc(htlc: htlc),
      "accepted_htlc": .receivedHtlc(htlc: htlc, cltvExpiry: 700_000),
    ]
    let script = try #require(revoked[figures.take("output")?.text ?? ""])
    figures.same("bytes", try penaltyWitnessWeight(script: script).map { .number($0) })
  }

  // MARK: Channel secrets

  @Test(arguments: [
    (.mainnet, 0, "m/9735'/0'/0'"), (.testnet, 7, "m/9735'/1'/7'"),
    (.mainnet, (1 << 31) - 1, "m/9735'/0'/2147483647'"),
  ] as [(KeyNetwork, UInt32, String)])
  func whereSecretsStand(_ network: KeyNetwork, _ channel: UInt32, _ path: String) throws {
    let root = try Channels.root(network)
    let secrets = try ChannelSecrets.derive(root: root, channel: channel)
    let shown = try secrets.basepoints()
    let own = [
      (secrets.funding(), shown.fundingPubkey), (secrets.revocationBasepoint(), shown.revocationBasepoint),
      (secrets.paymentBasepoint(), shown.paymentBasepoint),
      (secrets.delayedPaymentBasepoint(), shown.delayedPaymentBasepoint),
      (secrets.htlcBasepoint(), shown.htlcBasepoint),
    ]
    for (place, (secret, point)) in own.enumerated() {
      let expected = try root.derive(path: "\(path)/\(place)'").secretKey().publicKey()
      #expect(try secret.publicKey() == expected && point == expected)
    }
  }

  @Test func secretsFromElsewhere() throws {
    let keys = try (1...5).map { try Channels.key($0) }
    let seed = Data(repeating: 9, count: 32)
    let secrets = try ChannelSecrets(
      funding: keys[0], revocationBasepoint: keys[1], paymentBasepoint: keys[2], delayedPaymentBasepoint: keys[3],
      htlcBasepoint: keys[4], perCommitmentSeed: seed)
    #expect(try secrets.basepoints() == Channels.basepoints(1))
    let generator = try SecretGenerator(seed: seed)
    for number in [0, 1, 2, 1000, Channels.lastNumber] {
      let secret = try secrets.perCommitmentSecret(number: number)
      #expect(try secret == generator.secret(number: number))
      #expect(try secret == secrets.perCommitmentSecrets().secret(number: number))
      let point = try secrets.perCommitmentPoint(number: number)
      #expect(try point == secret.point() && point == generator.point(number: number))
    }
  }

  /// A store that refused is as before.
  @Test func refusedSecretsAreNotStored() throws {
    let (store, generator) = (SecretStore(), try SecretGenerator(seed: Samples.entropy))
    try store.insert(number: 0, secret: generator.secret(number: 0))
    let before = store.expose()
    let other = try PerCommitmentSecret(bytes: Data(repeating: 1, count: 32))
    for number: UInt64 in 0...2 {
      #expect(throws: CommitmentError.self) { try store.insert(number: number, secret: other) }
    }
    #expect(store.expose() == before && store.next() == 1)
  }
}

extension Figures {
  /// The format that the case names.
  func format() throws -> CommitmentFormat {
    let formats: [String: CommitmentFormat] = [
      "static_remotekey": .staticRemotekey, "anchors": .anchors, "anchors_zero_fee_htlc_tx": .anchors,
      "zero_fee_commitments": .zeroFee,
    ]
    return try #require(formats[take("channel_type")?.text ?? ""])
  }
}
