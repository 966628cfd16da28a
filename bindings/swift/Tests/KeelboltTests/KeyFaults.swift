import Foundation
import Keelbolt

// The rows of every error of extended keys, channel keys and secrets, contracts and MuSig2. Those without an act are
// led to by no call but with negligible probability, or would need a library of another version than the package.

/// The texts of BIP 32 that are no keys, in the file's order.
private let noKeys: [String] = {
  let cases = (try? Case.all("derivation.json", of: "bip32")) ?? []
  return cases.filter { $0.figures["kind"] == .text("parse") }.compactMap { $0.figures["text"]?.text }
}()

private func xpub() throws -> String { try Channels.root().publicSide().toText() }

private func noPoint() throws -> PublicKey { try PublicKey(Data(count: 33)) }

enum KeyFaults {
  static let extendedKeys: [Fault<ExtendedKeyError>] = {
    var rows: [Fault<ExtendedKeyError>] = []
    rows.add(.KeyNotAPoint, 500, .peer, "not a compressed point of the curve") {
      try ExtendedPublicKey.parse(noKeys[2])
    }
    rows.add(.SecretKeyOutOfRange, 501, .peer, "secret key is zero or not below the group order") {
      try ExtendedSecretKey.parse(noKeys[12])
    }
    rows.add(.SeedLength(found: 15), 510, .caller, "seed: expected 16 to 64 bytes, found 15") {
      try ExtendedSecretKey.fromSeed(seed: Data(count: 15), network: .mainnet)
    }
    rows.add(.NoMasterKey, 511, .caller, "no master key comes from this seed")
    rows.add(
      .ChildIndexTooLarge(found: 1 << 31), 512, .caller,
      "child index: expected less than 2147483648, found 2147483648"
    ) { try Channels.root().derive(index: 1 << 31, hardened: true) }
    rows.add(.ChildPath(step: 1), 513, .caller, "path: step 1 is no child") {
      try Channels.root().derive(path: "m/0/1''")
    }
    rows.add(
      .HardenedChildOfPublicKey(index: 7), 514, .caller, "hardened child 7 cannot be derived from a public key"
    ) { try ExtendedPublicKey.parse(xpub()).derive(path: "1/7h") }
    rows.add(.TooDeep, 515, .caller, "more than 255 steps below the master key") {
      try Channels.root().derive(path: Array(repeating: "0", count: 256).joined(separator: "/"))
    }
    rows.add(.NoSuchChild, 516, .caller, "no child has this index, use the next one")
    rows.add(.NotBase58, 517, .peer, "extended key is not in Base58") { try ExtendedSecretKey.parse("0OIl") }
    rows.add(
      .ExtendedKeyLength(expected: 82, found: 3), 518, .peer, "extended key: expected 82 bytes, found 3"
    ) { try ExtendedPublicKey.parse("111") }
    rows.add(.ExtendedKeyChecksum, 519, .peer, "the checksum does not fit: some character is wrong") {
      try ExtendedSecretKey.parse(noKeys[15])
    }
    rows.add(
      .ExtendedKeyVersion(found: 0x0488_b21e), 520, .peer, "extended key: unexpected version 0x0488b21e"
    ) { try ExtendedSecretKey.parse(xpub()) }
    rows.add(.MasterKeyWithParent, 521, .peer, "master key has a parent's fingerprint") {
      try ExtendedPublicKey.parse(noKeys[7])
    }
    rows.add(.MasterKeyWithChildNumber, 522, .peer, "master key has a child's number") {
      try ExtendedPublicKey.parse(noKeys[9])
    }
    rows.add(
      .SecretKeyPrefix(found: 4), 523, .peer, "secret key: expected a first byte of 0x00, found 0x04"
    ) { try ExtendedSecretKey.parse(noKeys[3]) }
    rows.add(.WrongLength(expected: 32, found: 31), 600, .caller, "expected 32 bytes, found 31") {
      try Channels.root().publicSide(entropy: Data(count: 31))
    }
    rows.add(.Unlisted(text: "something new"), 999, .caller, "something new")
    return rows
  }()

  static let contracts: [Fault<HtlcError>] = {
    var rows: [Fault<HtlcError>] = []
    let highS = Data(repeating: 0x11, count: 32) + Data(repeating: 0xff, count: 15)
      + Data([0xfe, 0xba, 0xae, 0xdc, 0xe6, 0xaf, 0x48, 0xa0, 0x3b, 0xbf, 0xd2, 0x5e, 0x8c, 0xd0, 0x36, 0x41, 0x40])
    rows.add(.SignatureHighS, 300, .peer, "signature breaks the low-S rule") {
      try Channels.refund().finish(signature: Signature(highS))
    }
    rows.add(.SignatureMismatch, 301, .caller, "signature is not of this key") {
      try Channels.refund().finish(signature: Signature(Data(repeating: 0x11, count: 64)))
    }
    rows.add(.KeyNotAPoint, 500, .peer, "not a compressed point of the curve") {
      try P2wshHtlc(terms: Channels.terms(receiver: noPoint()))
    }
    rows.add(.SignatureOutOfRange, 502, .peer, "signature value is not below the group order") {
      try Channels.refund().finish(signature: Signature(Channels.outOfRange + Channels.outOfRange))
    }
    rows.add(.TweakOutOfRange, 504, .caller, "factor is zero or not below the group order")
    rows.add(.NotAnXCoordinate, 507, .peer, "not the x coordinate of a point") {
      try RefundLeaf(sender: XOnlyPublicKey(Channels.outOfRange), lockTime: .height(height: 1)).script()
    }
    rows.add(.SameKey, 550, .caller, "receiver and sender have the same key") {
      try P2wshHtlc(terms: Channels.terms(sender: Channels.point(1)))
    }
    rows.add(
      .LockTimeHeight(found: 500_000_000), 551, .caller,
      "lock time: expected a height of 1 to 499999999, found 500000000"
    ) { try P2wshHtlc(terms: Channels.terms(lockTime: .height(height: 500_000_000))) }
    rows.add(
      .LockTimeTime(found: 1 << 32), 552, .caller,
      "lock time: expected a time of 500000000 to 4294967295, found 4294967296"
    ) { try P2wshHtlc(terms: Channels.terms(lockTime: .time(time: 1 << 32))) }
    rows.add(
      .FundingValue(found: 0), 553, .caller, "output: expected 1 to 2100000000000000 sat, found 0 sat"
    ) { try Channels.refund(0) }
    rows.add(
      .FeeAboveValue(fee: 5230, value: 1000), 554, .caller, "fee of 5230 sat is more than the output's 1000 sat"
    ) { try Channels.refund(1000, feeratePerKw: 10_000) }
    rows.add(
      .BelowDustLimit(expected: 294, found: 293), 555, .caller,
      "after the fee: expected at least 294 sat, found 293 sat"
    ) { try Channels.refund(816) }
    rows.add(.WrongPreimage, 556, .caller, "preimage is of another hash") {
      try P2wshHtlc(terms: Channels.terms()).claim(
        funding: Channels.funding(), preimage: Channels.preimage(0), destination: Channels.destination,
        feeratePerKw: 1000)
    }
    rows.add(.WrongKey, 557, .caller, "key does not sign on this path") {
      try Channels.refund().sign(key: Channels.receiver())
    }
    rows.add(.WrongLength(expected: 20, found: 19), 600, .caller, "expected 20 bytes, found 19") {
      try P2wshHtlc(terms: Channels.terms(hash: .hash160(hash: Data(count: 19))))
    }
    rows.add(.MalformedTransaction, 607, .peer, "these bytes are no transaction") {
      try Channels.lock().preimage(inTransaction: Data([2, 0])) as Any
    }
    rows.add(.Unlisted(text: "something new"), 999, .caller, "something new")
    return rows
  }()

  static let musig: [Fault<MusigError>] = {
    var rows: [Fault<MusigError>] = []
    let wrong = Data(count: 31) + Data([1])
    rows.add(.SignatureMismatch, 301, .peer, "a partial signature is wrong: the sum does not hold") {
      let both = try Ceremony()
      return try both.session.aggregate(partials: [both.sign()[0], MusigPartialSignature(wrong)])
    }
    rows.add(.KeyNotAPoint, 500, .peer, "not a compressed point of the curve") { try MusigKeys(keys: [noPoint()]) }
    rows.add(
      .TweakOutOfRange, 504, .caller, "tweak is not below the group order, or makes the aggregate key infinity"
    ) { try MusigKeys(keys: Channels.points()).addTweak(tweak: Channels.outOfRange) }
    rows.add(.NoSigners, 530, .caller, "no signers") { try MusigKeys(keys: []) }
    rows.add(
      .TooManySigners(expected: 64, found: 65), 531, .capacity,
      "too many signers without an allocator: expected at most 64, found 65")
    rows.add(.NotANonce, 532, .peer, "public nonce is not two compressed points of the curve") {
      try MusigAggregateNonce.sum(of: [MusigPublicNonce(Data(count: 66))])
    }
    rows.add(.NonceOutOfRange, 533, .caller, "nonce or its entropy is zero or not below the group order") {
      try MusigSecretNonce(key: Channels.receiver(), randomness: Data(count: 32), entropy: Samples.entropy)
    }
    rows.add(.NonceOfAnotherKey, 534, .caller, "secret nonce was made for another key") {
      let both = try Ceremony()
      return try both.nonces[0].sign(both.session, key: both.signers[1])
    }
    rows.add(.NotASigner, 535, .caller, "key is none of those aggregated") {
      try Ceremony().session.signer(key: Channels.point(3))
    }
    rows.add(.NoSuchSigner(expected: 2, found: 2), 536, .caller, "signer: expected a number below 2, found 2") {
      let both = try Ceremony()
      return try both.session.verify(
        signer: 2, nonce: both.publicNonces[0], partial: MusigPartialSignature(Data(count: 32)))
    }
    rows.add(
      .Contributions(expected: 2, found: 1), 537, .caller, "expected one contribution of each of 2 signers, found 1"
    ) { try Ceremony().session.aggregate(partials: [MusigPartialSignature(Data(count: 32))]) }
    rows.add(.PartialSignatureOutOfRange, 538, .peer, "partial signature is not below the group order") {
      try Ceremony().session.aggregate(
        partials: [MusigPartialSignature(Channels.outOfRange), MusigPartialSignature(Data(count: 32))])
    }
    rows.add(.PartialSignatureMismatch(signer: 1), 539, .peer, "partial signature of signer 1 does not hold") {
      let both = try Ceremony()
      return try both.session.verifyAll(
        nonces: both.publicNonces, partials: [both.sign()[0], MusigPartialSignature(wrong)])
    }
    rows.add(.NonceUsed, 540, .caller, "this secret nonce has signed before") {
      let both = try Ceremony()
      _ = try both.sign()
      return try both.sign()
    }
    rows.add(.WrongLength(expected: 32, found: 33), 600, .caller, "expected 32 bytes, found 33") {
      let both = try Ceremony()
      return try both.nonces[0].sign(session: both.session, key: both.signers[0], entropy: Data(count: 33))
    }
    rows.add(.Unlisted(text: "something new"), 999, .caller, "something new")
    return rows
  }()

  private static func store(of count: UInt64) throws -> SecretStore {
    let (store, generator) = (SecretStore(), try SecretGenerator(seed: Data(repeating: 9, count: 32)))
    for number in 0..<count { try store.insert(number: number, secret: generator.secret(number: number)) }
    return store
  }

  /// A store whose saved form begins with these bytes.
  private static func saved(_ head: UInt8...) throws -> SecretStore {
    try .parse(bytes: Data(head) + Data(count: 1577 - head.count))
  }

  static let secrets: [Fault<CommitmentError>] = {
    var rows: [Fault<CommitmentError>] = []
    let other: @Sendable () throws -> PerCommitmentSecret = {
      try PerCommitmentSecret(bytes: Data(repeating: 1, count: 32))
    }
    rows.add(.KeyNotAPoint, 500, .peer, "not a compressed point of the curve") {
      try derivePubkey(basepoint: noPoint(), perCommitmentPoint: Channels.point(1))
    }
    rows.add(.SecretKeyOutOfRange, 501, .caller, "secret key is zero or not below the group order") {
      try PerCommitmentSecret(bytes: Data(count: 32)).point()
    }
    rows.add(
      .ChildIndexTooLarge(found: 1 << 31), 512, .caller,
      "channel secrets: child index: expected less than 2147483648, found 2147483648"
    ) { try ChannelSecrets.derive(root: Channels.root(), channel: 1 << 31) }
    rows.add(.TooDeep, 515, .caller, "channel secrets: more than 255 steps below the master key") {
      let deep = try Channels.root().derive(path: Array(repeating: "0", count: 252).joined(separator: "/"))
      return try ChannelSecrets.derive(root: deep, channel: 0)
    }
    rows.add(.NoSuchChild, 516, .caller, "channel secrets: no child has this index, use the next one")
    rows.add(.WrongLength(expected: 1577, found: 1576), 600, .caller, "expected 1577 bytes, found 1576") {
      try SecretStore.parse(bytes: Data(count: 1576))
    }
    rows.add(
      .CommitmentNumberTooLarge(expected: Channels.lastNumber, found: 1 << 48), 606, .caller,
      "commitment number: expected at most 281474976710655, found 281474976710656"
    ) { try perCommitmentIndex(number: 1 << 48) }
    rows.add(
      .SecretOutOfOrder(expected: 0, found: 1), 800, .caller,
      "per-commitment secret: expected that of commitment 0, found 1"
    ) { try store(of: 0).insert(number: 1, secret: other()) }
    rows.add(
      .SecretOutOfOrder(expected: nil, found: 7), 800, .caller, "per-commitment secret: all have come, found 7"
    ) { try saved(1, 0, 1).insert(number: 7, secret: other()) }
    rows.add(
      .SecretNotDerivable(found: 1, earlier: 0), 801, .peer,
      "per-commitment secret of commitment 1: that of 0 does not follow from it"
    ) { try store(of: 1).insert(number: 1, secret: other()) }
    rows.add(.StoreVersion(expected: 1, found: 2), 802, .caller, "saved secrets: expected version 1, found 2") {
      try saved(2)
    }
    rows.add(
      .StoreCount(expected: 1 << 48, found: 1 << 56), 803, .caller,
      "saved secrets: expected at most 281474976710656, found 72057594037927936"
    ) { try saved(1, 1) }
    rows.add(
      .StoreTruncated(offset: 1, expected: 8, found: 7), 804, .peer,
      "truncated at byte 1: expected 8 bytes, found 7")
    return rows
  }()
}
