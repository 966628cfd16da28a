import Foundation
import Keelbolt
import Testing

/// Random bytes and numbers at every entry point of VTXOs, policies, spends and exits: a value or an error of the
/// library, never a trap.
///
/// The generator is seeded, so that a failure can be repeated: its seed is the test's argument.
@Suite struct RandomVtxoTests {
  @Test(arguments: 0..<8 as Range<UInt64>)
  func readers(_ seed: UInt64) throws {
    var random = Seeded(state: seed)
    let readers = try Self.readers() + Self.spenders()
    for _ in 0..<30 {
      for (bytes, read) in readers {
        let spoiled = random.spoiled(bytes)
        anyError { try read(spoiled) }
      }
    }
  }

  private static func readers() throws -> [RandomChannelTests.Reader] {
    let round = try Arks.round()
    let (locked, terms, facts) = (try Arks.locked(round), try Arks.terms(), try Arks.facts())
    let (vtxo, policy) = (try locked.unlocked(), try Arks.received())
    let own = try Arks.money()
    var readers: [RandomChannelTests.Reader] = []
    for sound in [locked, vtxo] { readers.append((sound.toBytes(), { try ask(Vtxo.parse($0)) })) }
    readers.append((vtxo.genesisBytes(), { try ask(Vtxo.join(bare: vtxo.bare(), genesis: $0)) }))
    readers.append((try vtxo.bare().write(), { try BareVtxo.parse($0).write() }))
    readers.append((try VtxoPolicy.user(policy: policy).write(), { try VtxoPolicy.parse($0).output(terms) }))
    readers.append((try policy.write(), { try UserPolicy.parse($0).clauses(terms: terms) }))
    readers.append((try own.output(terms).scriptPubkey(), { bytes in
      try VtxoPolicy.recognise(bytes, among: [.user(policy: own)], terms: terms)
    }))
    readers.append((try policy.clauses(terms: terms)[0].script(), { VtxoClause.recognise($0) }))
    readers.append((try vtxo.id().write(), { try VtxoId($0) }))
    readers.append((Data(vtxo.id().description.utf8), { try VtxoId.parse(String(decoding: $0, as: UTF8.self)) }))
    readers.append((facts.anchor, { try vtxo.accept(Arks.expectation(), facts: Arks.facts(anchor: $0)) }))
    readers.append((try vtxo.hops()[0].spent.scriptPubkey, { bytes in
      try vtxo.checkChain(anchor: TxOut(valueSat: 22_000, scriptPubkey: bytes))
    }))
    readers.append((terms.serverPubkey.data, { bytes in
      let terms = VtxoTerms(serverPubkey: try PublicKey(bytes), expiryHeight: 900_000, exitDelta: 144)
      return try own.output(terms)
    }))
    return readers
  }

  private static func spenders() throws -> [RandomChannelTests.Reader] {
    let (own, terms, unsigned) = (try Arks.money(), try Arks.terms(), try Arks.unsigned(Arks.round()))
    let (output, clause) = (try own.output(terms), try own.clauses(terms: terms)[0])
    let spend = try output.spend(
      clause: clause, outpoint: unsigned.id().outpoint, valueSat: 9_000, destination: Channels.destination,
      feeratePerKw: 253)
    let key = try Arks.secret(Arks.user)
    let signature = try spend.sign(key: key).witness()[0]
    let hash = try ClauseHash.of(Arks.preimage().paymentHash(), version: .v0)
    var readers: [RandomChannelTests.Reader] = []
    readers.append((Channels.destination, { bytes in
      try output.spend(
        clause: clause, outpoint: unsigned.id().outpoint, valueSat: 9_000, destination: bytes, feeratePerKw: 253)
    }))
    readers.append((signature, { try spend.finish(signature: SchnorrSignature($0)).transaction() }))
    readers.append((signature, { try unsigned.withUnlockSignature(signature: SchnorrSignature($0)).map(ask) }))
    readers.append((Samples.entropy, { try spend.sign(key: key, auxiliary: $0, entropy: $0) }))
    readers.append((hash.hash160, { try Arks.preimage().opensClause(hash: ClauseHash(version: .v1, hash160: $0)) }))
    readers.append((try Arks.preimage().expose(), { try hash.preimage(inWitness: [$0, Arks.preimage().expose()]) }))
    return readers
  }

  /// All that can be asked of a VTXO, also where it was taken as accepted.
  private static func ask(_ vtxo: Vtxo) throws {
    _ = (vtxo.genesis(), vtxo.pastArkoorPubkeys(), vtxo.chainAnchorAmountSat(), vtxo.unlockHash())
    #expect(try Vtxo.parse(vtxo.toBytes()) == vtxo)
    anyError { try vtxo.hops() }
    anyError { try vtxo.checkStandard() }
    anyError { try vtxo.checkChain(anchor: TxOut(valueSat: 1, scriptPubkey: Data([0x51]))) }
    anyError { try vtxo.accept(Arks.expectation(), facts: Arks.facts()) }
    anyError { try vtxo.acceptLocked(Arks.expectation(), facts: Arks.facts()) }
    let kept = AcceptedVtxo.assumeAccepted(vtxo)
    _ = (kept.deadline(margin: 36), try kept.trustsOthers(ownKeys: Arks.keys(Arks.user)), [kept, kept].totalSat)
    guard let exit = anyError({ try kept.exit() }) else { return }
    anyError { try exit.packages() }
    anyError { try exit.childFee(depth: 0, childWeight: 600, feeratePerKw: 253) }
    for clause in anyError({ try exit.clauses() }) ?? [] {
      anyError {
        try exit.claim(
          clause: clause, destination: Channels.destination, feeratePerKw: 253, preimage: Arks.preimage())
      }
      anyError { try exit.progress(clause: clause, tip: 1) { _ in .unknown } }
    }
  }

  /// Amounts, heights, delays, feerates and depths of every magnitude.
  @Test(arguments: 0..<8 as Range<UInt64>)
  func numbers(_ seed: UInt64) throws {
    var random = Seeded(state: seed)
    let (vtxo, terms) = (try Arks.vtxo(), try Arks.terms())
    let (exit, bare) = (try AcceptedVtxo.assumeAccepted(vtxo).exit(), vtxo.bare())
    let (output, clause) = (try bare.policy.output(terms), try bare.policy.clauses(terms: terms)[0])
    for _ in 0..<20 {
      let (wide, narrow, short) = (random.number() as UInt64, random.number() as UInt32, random.number() as UInt16)
      let odd = VtxoTerms(serverPubkey: terms.serverPubkey, expiryHeight: narrow, exitDelta: short)
      for policy in [bare.policy, try Arks.received(htlcExpiry: narrow)] {
        anyError { try policy.output(odd) }
        anyError { try policy.clauses(terms: odd).map { try $0.script() } }
      }
      let stranger = VtxoClause.delayedTimelockSign(pubkey: try clause.signer(), height: narrow, delta: short)
      anyError { try output.controlBlock(clause: stranger) }
      anyError { try output.witnessWeight(clause: stranger) }
      anyError {
        try output.spend(
          clause: clause, outpoint: OutPoint(txid: Txid(Data(count: 32)), vout: narrow), valueSat: wide,
          destination: Channels.destination, feeratePerKw: narrow)
      }
      let changed = BareVtxo(
        amountSat: wide, terms: terms, chainAnchor: bare.chainAnchor, policy: bare.policy, point: bare.point)
      try Self.ask(.join(bare: changed, genesis: vtxo.genesisBytes()))
      anyError {
        let expected = try Arks.expectation(
          amountSat: wide, confirmations: narrow, tip: narrow, exitDelta: short, margin: short, maxDepth: narrow)
        return try vtxo.accept(expected, facts: Arks.facts(confirmations: narrow))
      }
      _ = (AcceptedVtxo.assumeAccepted(vtxo).deadline(margin: short))
      _ = try exit.childFee(depth: narrow, childWeight: wide, feeratePerKw: narrow)
      let status = random.one(of: [.confirmed(height: narrow), .unknown]) as TransactionStatus
      let point = random.one(of: [.unspent, .spent(txid: bare.point.txid, status: status)]) as PointStatus
      anyError { try exit.progress(clause: stranger, tip: narrow, point: point) { _ in status } }
      _ = try exit.progress(clause: clause, tip: narrow, point: point) { _ in status }
    }
  }
}
