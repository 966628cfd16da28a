import Foundation
import Keelbolt
import Testing

/// Contracts for swaps: paid to, claimed, taken back, and spent by both; and what others learn of it.
@Suite struct ContractTests {
  static let locks: [HashLock] = {
    guard let hash = try? Channels.preimage().paymentHash() else { return [] }
    return [.sha256(hash: hash)] + ((try? HashLock.hash160(of: hash)).map { [$0] } ?? [])
  }()

  static let lockTimes: [LockTime] = [
    .height(height: 1), .height(height: 499_999_999), .time(time: 500_000_000), .time(time: (1 << 32) - 1),
  ]

  @Test(arguments: locks)
  func claim(_ lock: HashLock) throws {
    let (terms, preimage) = (try Channels.terms(hash: lock), try Channels.preimage())
    for form in Form.allCases {
      let spend = try form.claim(terms, preimage)
      let signed = try spend.sign(Channels.receiver())
      try check(spend, signed)
      #expect(signed.transaction().suffix(4) == Data(count: 4))
      // The sender learns the preimage, from the witness alone or from what was broadcast.
      #expect(try lock.preimage(inWitness: signed.witness()) == preimage)
      #expect(try lock.preimage(inTransaction: signed.transaction()) == preimage)
    }
    #expect(try preimage.opens(hash: lock) && !Channels.preimage(0).opens(hash: lock))
  }

  @Test(arguments: lockTimes)
  func refund(_ lockTime: LockTime) throws {
    let terms = try Channels.terms(lockTime: lockTime)
    for form in Form.allCases {
      let spend = try form.refund(terms)
      let signed = try spend.sign(Channels.sender())
      try check(spend, signed)
      #expect(signed.transaction().suffix(4) == little(lockTime.number, 4))
      #expect(try terms.hash.preimage(inTransaction: signed.transaction()) == nil)
    }
  }

  @Test(arguments: locks)
  func cooperate(_ lock: HashLock) throws {
    let contract = try TaprootHtlc(terms: Channels.terms(hash: lock))
    let spend = try contract.cooperate(
      funding: Channels.funding(), destination: Channels.destination, feeratePerKw: Channels.feerate)
    let keys = try contract.outputKeys()
    #expect(spend.signer() == keys.xOnlyPublicKey())
    let both = try Ceremony(keys, message: spend.sighash())
    let signature = try both.session.aggregate(partials: both.sign())
    let signed = try spend.finish(signature: signature)
    try check(.taproot(spend), signed)
    #expect(signed.witness() == [signature.data])
    for one in both.signers { #expect(throws: HtlcError.WrongKey) { try spend.sign(key: one) } }
  }

  /// The transaction is the one that was said before it was signed.
  private func check(_ spend: Spend, _ signed: SignedHtlcSpend) throws {
    let (transaction, value) = (signed.transaction(), spend.valueSat)
    #expect(signed.txid() == spend.txid && signed.description == "SignedHtlcSpend(\(signed.txid()))")
    #expect(signed.feeSat() == spend.feeSat && value == 100_000 - spend.feeSat)
    #expect(spend.feeSat == (spend.weight * UInt64(Channels.feerate) + 999) / 1000)
    let output = little(value, 8) + Data([UInt8(Channels.destination.count)]) + Channels.destination
    #expect(transaction.range(of: output) != nil)
    // Four for each byte, one for those of the witness; of ECDSA signatures the longest is weighed.
    let witness = signed.witness().reduce(3) { $0 + 1 + UInt64($1.count) }
    #expect((0...2).contains(spend.weight - (4 * UInt64(transaction.count) - 3 * witness)))
    #expect(!"\(signed)".contains(try Channels.preimage().expose().hex))
  }

  @Test func signerElsewhere() throws {
    let spend = try Channels.refund()
    let sender = try Channels.sender()
    let signature = try sender.signRecoverable(digest: spend.sighash(), entropy: Entropy.fresh()).signature
    #expect(try spend.signer() == sender.publicKey())
    #expect(try spend.finish(signature: signature).transaction() == spend.sign(key: sender).transaction())
  }

  @Test(arguments: locks, lockTimes)
  func recognised(_ lock: HashLock, _ lockTime: LockTime) throws {
    let terms = try Channels.terms(hash: lock, lockTime: lockTime)
    let plain = try P2wshHtlc(terms: terms)
    #expect(P2wshHtlc.recognise(plain.witnessScript()) == terms && plain.terms() == terms)
    #expect(P2wshHtlc.recognise(plain.witnessScript() + [0]) == nil)
    let contract = try TaprootHtlc(terms: terms)
    let leaves = (claim: try contract.claimLeaf().script(), refund: try contract.refundLeaf().script())
    #expect(ClaimLeaf.recognise(leaves.claim) == contract.claimLeaf() && ClaimLeaf.recognise(leaves.refund) == nil)
    #expect(RefundLeaf.recognise(leaves.refund) == contract.refundLeaf())
    #expect(RefundLeaf.recognise(leaves.claim) == nil)
    let (receiver, sender) = (terms.receiver, terms.sender)
    func found(_ claim: Data, _ refund: Data, _ receiver: PublicKey, _ sender: PublicKey) throws -> HtlcTerms? {
      try TaprootHtlc.recognise(claimLeaf: claim, refundLeaf: refund, receiver: receiver, sender: sender)
    }
    #expect(try found(leaves.claim, leaves.refund, receiver, sender) == terms)
    #expect(try found(leaves.claim, leaves.refund, sender, receiver) == nil)
    #expect(try found(leaves.refund, leaves.claim, receiver, sender) == nil)
  }

  @Test func treeOfBothLeaves() throws {
    let contract = try TaprootHtlc(terms: Channels.terms())
    let hashes = [try contract.claimLeaf().leafHash(), try contract.refundLeaf().leafHash()].map(\.hex).sorted()
    let tag = sha256(bytes: Data("TapBranch".utf8)).data
    #expect(try contract.merkleRoot() == sha256(bytes: tag + tag + Data(hex: hashes.joined())))
    let inner = try MusigKeys.sorted(keys: Channels.points(1...2))
    #expect(contract.internalKey() == inner.xOnlyPublicKey())
    let outer = try inner.tapTweak(merkleRoot: contract.merkleRoot()).xOnlyPublicKey()
    #expect(contract.scriptPubkey() == Data([0x51, 32]) + outer.data)
  }

  @Test(arguments: [
    (.bitcoin, "bc1"), (.testnet, "tb1"), (.signet, "tb1"), (.regtest, "bcrt1"),
  ] as [(Network, String)])
  func addresses(_ network: Network, _ begin: String) throws {
    let (plain, taproot) = (try P2wshHtlc(terms: Channels.terms()), try TaprootHtlc(terms: Channels.terms()))
    #expect(plain.address(network: network).hasPrefix(begin + "q"))
    #expect(taproot.address(network: network).hasPrefix(begin + "p"))
    let fallback = Fallback.witness(version: 1, program: taproot.scriptPubkey().dropFirst(2))
    #expect(try fallback.address(network: network) == taproot.address(network: network))
  }

  /// A spend is a value: it can be signed again, and made again with a higher fee.
  @Test func spentAgain() throws {
    let (low, high) = (try Channels.refund(feeratePerKw: 253), try Channels.refund(feeratePerKw: 5000))
    #expect(low.weight() == high.weight() && low.valueSat() > high.valueSat())
    let sender = try Channels.sender()
    #expect(try low.sign(key: sender).transaction() == low.sign(key: sender).transaction())
  }
}

/// The two forms of a contract.
private enum Form: CaseIterable {
  case p2wsh, taproot

  func claim(_ terms: HtlcTerms, _ preimage: Preimage) throws -> Spend {
    let (funding, to, feerate) = (try Channels.funding(), Channels.destination, Channels.feerate)
    return switch self {
    case .p2wsh:
      .p2wsh(
        try P2wshHtlc(terms: terms)
          .claim(funding: funding, preimage: preimage, destination: to, feeratePerKw: feerate))
    case .taproot:
      .taproot(
        try TaprootHtlc(terms: terms)
          .claim(funding: funding, preimage: preimage, destination: to, feeratePerKw: feerate))
    }
  }

  func refund(_ terms: HtlcTerms) throws -> Spend {
    let (funding, to, feerate) = (try Channels.funding(), Channels.destination, Channels.feerate)
    return switch self {
    case .p2wsh:
      .p2wsh(try P2wshHtlc(terms: terms).refund(funding: funding, destination: to, feeratePerKw: feerate))
    case .taproot:
      .taproot(try TaprootHtlc(terms: terms).refund(funding: funding, destination: to, feeratePerKw: feerate))
    }
  }
}

/// A spend of either form.
private enum Spend {
  case p2wsh(P2wshSpend)
  case taproot(TaprootSpend)

  func sign(_ key: SecretKey) throws -> SignedHtlcSpend {
    switch self {
    case .p2wsh(let spend): try spend.sign(key: key)
    case .taproot(let spend): try spend.sign(key: key)
    }
  }

  var valueSat: UInt64 { both({ $0.valueSat() }, { $0.valueSat() }) }
  var feeSat: UInt64 { both({ $0.feeSat() }, { $0.feeSat() }) }
  var weight: UInt64 { both({ $0.weight() }, { $0.weight() }) }
  var txid: Txid { both({ $0.txid() }, { $0.txid() }) }

  private func both<Value>(_ plain: (P2wshSpend) -> Value, _ taproot: (TaprootSpend) -> Value) -> Value {
    switch self {
    case .p2wsh(let spend): plain(spend)
    case .taproot(let spend): taproot(spend)
    }
  }
}

extension LockTime {
  /// The number as a transaction has it.
  var number: UInt64 {
    switch self {
    case .height(let height): UInt64(height)
    case .time(let time): time
    }
  }
}

/// The least significant bytes of a number, the lowest first.
func little(_ number: UInt64, _ count: Int) -> Data {
  Data((0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * UInt64($0))) })
}
