import Foundation
import Keelbolt
import Testing

/// Random bytes and numbers at every entry point of keys, secrets, scripts, contracts and MuSig2: a value or an error
/// of the library, never a trap.
///
/// The generator is seeded, so that a failure can be repeated: its seed is the test's argument.
@Suite struct RandomChannelTests {
  @Test(arguments: 0..<8 as Range<UInt64>)
  func readers(_ seed: UInt64) throws {
    var random = Seeded(state: seed)
    for readers in try [Self.keys(), Self.contracts(), Self.ceremonies()] {
      for _ in 0..<30 {
        for (bytes, read) in readers {
          let spoiled = random.spoiled(bytes)
          anyError { try read(spoiled) }
        }
      }
    }
  }

  @Test(arguments: 0..<8 as Range<UInt64>)
  func texts(_ seed: UInt64) throws {
    var random = Seeded(state: seed)
    let root = try Channels.root()
    let watching = try root.publicSide()
    for sound in [root.expose(), watching.toText(), "m/84'/0'/0'/1/7"] {
      for _ in 0..<30 {
        let text = random.mutated(sound)
        anyError { try ExtendedSecretKey.parse(text) }
        anyError { try ExtendedPublicKey.parse(text) }
        anyError { try root.derive(path: text) }
        anyError { try watching.derive(path: text) }
      }
    }
  }

  @Test(arguments: 0..<8 as Range<UInt64>)
  func numbers(_ seed: UInt64) throws {
    var random = Seeded(state: seed)
    let factor = try ObscuringFactor(opener: Channels.point(1), accepter: Channels.point(2))
    let (root, both) = (try Channels.root(), try Ceremony())
    let partial = try both.sign()[0]
    for _ in 0..<40 {
      let (wide, narrow) = (random.number() as UInt64, random.number() as UInt32)
      anyError { try Channels.refund(wide, feeratePerKw: narrow).valueSat() }
      anyError { try P2wshHtlc(terms: Channels.terms(lockTime: .height(height: narrow))) }
      anyError { try P2wshHtlc(terms: Channels.terms(lockTime: .time(time: wide))) }
      let format = random.one(of: [.staticRemotekey, .anchors, .zeroFee] as [CommitmentFormat])
      _ = format.commitmentFee(feeratePerKw: narrow, untrimmedHtlcs: wide)
      _ = format.htlcTimeoutFee(feeratePerKw: narrow)
      _ = (format.commitmentWeight(untrimmedHtlcs: wide), feeOfWeight(feeratePerKw: narrow, weight: wide))
      anyError { try perCommitmentIndex(number: wide) }
      anyError { (try factor.lockTime(number: wide), try factor.sequence(number: wide)) }
      let other = random.number() as UInt32
      let hidden = (0x2000_0000 | narrow & 0xff_ffff, 0x8000_0000 | other & 0xff_ffff)
      if let number = factor.number(lockTime: hidden.0, sequence: hidden.1) {
        #expect(try factor.lockTime(number: number) == hidden.0 && factor.sequence(number: number) == hidden.1)
      } else {
        Issue.record("no number")
      }
      anyError { try both.session.verify(signer: wide, nonce: both.publicNonces[0], partial: partial) }
      anyError { try root.derive(index: narrow, hardened: wide & 1 == 1) }
      anyError { try ChannelSecrets.derive(root: root, channel: narrow).perCommitmentSecret(number: wide) }
    }
  }

  // MARK: What each reader takes, sound

  typealias Reader = (Data, (Data) throws -> Any?)

  private static func keys() throws -> [Reader] {
    let (root, point, hash) = (try Channels.root(), try Channels.point(1), Data(count: 32))
    let store = SecretStore()
    try store.insert(number: 0, secret: PerCommitmentSecret(bytes: hash))
    let htlc = try Channels.keys().htlc(paymentHash: Samples.hash(1), format: .anchors)
    let scripts = [
      try Channels.keys().toLocal(toSelfDelay: 144).write(),
      try ScriptTemplate.receivedHtlc(htlc: htlc, cltvExpiry: 900_000).write(),
    ]
    var readers: [Reader] = []
    readers.append((Data(count: 16), { try ExtendedSecretKey.fromSeed(seed: $0, network: .testnet) }))
    readers.append((hash, { try root.derive(index: 0, hardened: true, entropy: $0) }))
    readers.append((point.data, { try PerCommitmentSecret(bytes: $0.prefix(32)).point() }))
    readers.append((hash, { try SecretGenerator(seed: $0).secret(number: 7) }))
    readers.append((store.expose(), { try Self.ask(SecretStore.parse(bytes: $0)) }))
    readers.append((point.data, { try derivePubkey(basepoint: PublicKey($0), perCommitmentPoint: point) }))
    readers.append((point.data, { some in
      try revocationPubkey(revocationBasepoint: point, perCommitmentPoint: PublicKey(some))
    }))
    readers.append((point.data, { try ObscuringFactor(opener: PublicKey($0), accepter: point).value() }))
    readers.append((Channels.destination, { dustLimit(scriptPubkey: $0) }))
    for script in scripts { readers.append((script, Self.recognise)) }
    return readers
  }

  /// What is recognised is what would be written: no script has two readings.
  private static func recognise(_ script: Data) throws -> Any? {
    if let template = ScriptTemplate.recognise(script) { #expect(try template.write() == script) }
    return nil
  }

  private static func ask(_ store: SecretStore) throws -> Any? {
    for number in [0, 1, 1 << 47, Channels.lastNumber, .max] { anyError { try store.secret(number: number) } }
    return try store.insert(number: store.next() ?? 0, secret: PerCommitmentSecret(bytes: Data(count: 32)))
  }

  private static func contracts() throws -> [Reader] {
    let (terms, funding) = (try Channels.terms(), try Channels.funding())
    let (plain, taproot) = (try P2wshHtlc(terms: terms), try TaprootHtlc(terms: terms))
    let leaves = (try taproot.claimLeaf().script(), try taproot.refundLeaf().script())
    let preimage = try Channels.preimage()
    let claim = try plain.claim(
      funding: funding, preimage: preimage, destination: Channels.destination, feeratePerKw: 1000
    ).sign(key: Channels.receiver())
    let (both, sixtyFour) = (try Channels.points(1...2), Data(repeating: 0x11, count: 64))
    var readers: [Reader] = []
    readers.append((plain.witnessScript(), { P2wshHtlc.recognise($0) }))
    readers.append((leaves.0, { some in
      try TaprootHtlc.recognise(claimLeaf: some, refundLeaf: leaves.1, receiver: both[0], sender: both[1])
    }))
    readers.append((leaves.1, { some in
      try TaprootHtlc.recognise(claimLeaf: leaves.0, refundLeaf: some, receiver: both[0], sender: both[1])
    }))
    readers.append((leaves.0, { ClaimLeaf.recognise($0) }))
    readers.append((leaves.1, { RefundLeaf.recognise($0) }))
    readers.append((claim.transaction(), { try terms.hash.preimage(inTransaction: $0) }))
    readers.append((preimage.expose(), { try terms.hash.preimage(inWitness: [$0, Data(), Data($0.prefix(32))]) }))
    readers.append((Channels.destination, { some in
      try plain.refund(funding: funding, destination: some, feeratePerKw: 253).weight()
    }))
    readers.append((sixtyFour, { try Channels.refund().finish(signature: Signature($0)) }))
    readers.append((sixtyFour, { some in
      try taproot.cooperate(funding: funding, destination: leaves.0, feeratePerKw: 253)
        .finish(signature: SchnorrSignature(some))
    }))
    return readers
  }

  private static func ceremonies() throws -> [Reader] {
    let both = try Ceremony()
    let (session, nonces, partials) = (both.session, both.publicNonces, try both.sign())
    let (keys, point) = (session.keys(), try Channels.point(1))
    let aggregate = session.aggregateNonce().data
    var readers: [Reader] = []
    readers.append((point.data, { try MusigKeys(keys: [point, PublicKey($0)]) }))
    readers.append((Data(count: 32), { try keys.addTweak(tweak: $0) }))
    readers.append((Data(count: 32), { try keys.addXOnlyTweak(tweak: $0) }))
    readers.append((Samples.entropy, { some in
      try MusigSecretNonce(
        key: Channels.receiver(), randomness: some, entropy: Samples.entropy, keys: keys, extra: some)
    }))
    readers.append((nonces[1].data, { try MusigAggregateNonce.sum(of: [nonces[0], MusigPublicNonce($0)]) }))
    readers.append((aggregate, { some in
      try MusigSession(keys: keys, aggregateNonce: MusigAggregateNonce(some), message: Ceremony.digest)
    }))
    readers.append((nonces[0].data, { some in
      try session.verify(signer: 0, nonce: MusigPublicNonce(some), partial: partials[0])
    }))
    readers.append((partials[1].data, { some in
      try session.verifyAll(nonces: nonces, partials: [partials[0], MusigPartialSignature(some)])
    }))
    readers.append((partials[1].data, { some in
      try session.aggregate(partials: [partials[0], MusigPartialSignature(some)])
    }))
    return readers
  }
}

/// The call's value; an error of any other type than the library's fails the test.
@discardableResult
func anyError<Value>(_ call: () throws -> Value) -> Value? {
  do {
    return try call()
  } catch let error as any LibraryError {
    #expect(!error.description.isEmpty && error.code() >= 100)
    _ = error.blame()
  } catch {
    Issue.record("not an error of the library: \(error)")
  }
  return nil
}
