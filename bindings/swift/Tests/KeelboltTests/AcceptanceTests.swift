import Foundation
import Keelbolt
import Testing

/// A leaf of a round becomes money when all is as its owner expects it; how each rule refuses stands in VtxoFaults.
@Suite struct AcceptanceTests {
  /// What is expected of a leaf, its policy, and the lock of its tree.
  struct Row: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var policy: @Sendable () throws -> UserPolicy = { try Arks.money() }
    var expected: @Sendable (UserPolicy) throws -> VtxoExpectation = { _ in try Arks.expectation() }
    var hashLock = HashLockVersion.v1
  }

  static let rows: [Row] = {
    let exactly: @Sendable (UserPolicy) throws -> VtxoExpectation = {
      try Arks.expectation(policy: .exactly(policy: $0))
    }
    var rows = [Row(testDescription: "money"), Row(testDescription: "an older lock", hashLock: .v0)]
    rows.append(Row(testDescription: "money to one key", expected: exactly))
    rows.append(Row(testDescription: "received", policy: { try Arks.received(htlcExpiry: 899_500) }, expected: exactly))
    rows.append(Row(testDescription: "sent", policy: { try Arks.sent() }, expected: exactly))
    rows.append(
      Row(testDescription: "any amount", expected: { _ in try Arks.expectation(amountSat: nil) }))
    rows.append(
      Row(testDescription: "any unlock hash", expected: { _ in try Arks.expectation(isUnlockHashKnown: false) }))
    return rows
  }()

  @Test(arguments: rows)
  func accepted(_ row: Row) throws {
    let policy = try row.policy()
    let round = try Arks.round(policy).withHashLock(version: row.hashLock)
    let vtxo = try Arks.vtxo(round)
    let accepted = try vtxo.accept(row.expected(policy), facts: Arks.facts(round))
    #expect(accepted.vtxo() == vtxo && accepted.id() == vtxo.id() && accepted.amountSat() == Arks.ownSat)
    #expect(accepted.description == "AcceptedVtxo(\(vtxo.id()))" && vtxo.description == "Vtxo(\(vtxo.id()))")
    #expect(try !accepted.trustsOthers(ownKeys: Arks.keys(9, Arks.user)))
    // One that was kept since is the same value.
    let kept = try AcceptedVtxo.assumeAccepted(Vtxo.parse(vtxo.toBytes()))
    #expect(kept == accepted && Set([kept, accepted]).count == 1)
    #expect([kept, accepted].totalSat == 2 * Arks.ownSat)
  }

  /// Before anything is forfeited for a leaf, all is there but the preimage, and that may be there too.
  @Test func promised() throws {
    let round = try Arks.round()
    let unsigned = try Arks.unsigned(round)
    let locked = try unsigned.signed()
    let unlocked = try locked.unlocked()
    #expect([unsigned, locked, unlocked].map { $0.isComplete() } == [false, false, true])
    #expect(try [unsigned, locked].allSatisfy { try $0.unlockHash() == Arks.unlockHash() })
    for vtxo in [locked, unlocked] {
      let promised = try vtxo.acceptLocked(Arks.expectation(), facts: Arks.facts(round))
      #expect(try promised.id() == vtxo.id() && promised.unlockHash() == Arks.unlockHash())
    }
    let anchor = try round.fundingOutput()
    try unsigned.checkChainUnsigned(anchor: anchor)
    try unlocked.checkChain(anchor: anchor)
    #expect(unlocked.chainAnchorAmountSat() == anchor.valueSat)
    #expect(try unlocked.hops()[0].spent == anchor)
  }

  /// What does not unlock a leaf leaves it as it is.
  @Test func unlocking() throws {
    let locked = try Arks.locked(Arks.round())
    #expect(try locked.withUnlockPreimage(preimage: Channels.preimage(8)) == nil)
    // A board has no leaf.
    let board = try Self.joined([Self.cosigned(Arks.user, Arks.server)])
    #expect(try board.unlockHash() == nil && board.withUnlockPreimage(preimage: Arks.preimage()) == nil)
    #expect(try board.withUnlockSignature(signature: Arks.noSignature.get()) == nil)
  }

  // MARK: Trust

  /// How a VTXO came, with whose keys, and whether somebody could take it back without the user.
  struct Way: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let trusts: Bool
    let items: @Sendable () throws -> [Data]
  }

  static let ways: [Way] = {
    let (server, user, stranger) = (Arks.server, Arks.user, Arks.stranger)
    var ways: [Way] = []
    func add(_ name: String, trusts: Bool, _ items: @escaping @Sendable () throws -> [Data]) {
      ways.append(Way(testDescription: name, trusts: trusts, items: items))
    }
    add("the user's board", trusts: false) { [try cosigned(user, server)] }
    add("a stranger's board", trusts: true) { [try cosigned(stranger, server)] }
    add("the user's leaf", trusts: false) { [try cosigned(stranger, Arks.cosigner), try leaf(user)] }
    add("a stranger's leaf", trusts: true) { [try cosigned(Arks.ephemeral, Arks.cosigner), try leaf(stranger)] }
    add("a payment to oneself", trusts: false) { [try cosigned(user, server), try payment(user)] }
    add("a stranger's payment", trusts: true) { [try cosigned(user, server), try payment(stranger)] }
    return ways
  }()

  @Test(arguments: ways)
  func trust(_ way: Way) throws {
    let items = try way.items()
    let vtxo = try Self.joined(items)
    #expect(try vtxo.pastArkoorPubkeys() == items.filter { $0[0] == 2 }.map { [try PublicKey($0[2..<35])] })
    let accepted = AcceptedVtxo.assumeAccepted(vtxo)
    #expect(try accepted.trustsOthers(ownKeys: Arks.keys(9, Arks.user)) == way.trusts)
  }

  /// The user's VTXO, to which these genesis items lead, signed by nobody.
  private static func joined(_ items: [Data]) throws -> Vtxo {
    let genesis = items.reduce(Data([UInt8(items.count)])) { $0 + $1 }
    return try .join(bare: Arks.vtxo().bare(), genesis: genesis)
  }

  /// No signature, one output, no fee.
  private static let rest = Data([1, 0]) + Data(count: 8)

  private static func cosigned(_ numbers: UInt8...) throws -> Data {
    let keys = try numbers.map(Arks.key).reduce(Data([1, UInt8(numbers.count)])) { $0 + $1.data }
    return keys + Data(count: 64) + rest
  }

  private static func leaf(_ number: UInt8) throws -> Data {
    try Data([4]) + Arks.key(number).data + Data(count: 64) + Data([0]) + Arks.preimage().expose() + rest
  }

  private static func payment(_ number: UInt8) throws -> Data {
    try Data([2, 1]) + Arks.key(number).data + Data(repeating: 1, count: 32) + Data(count: 64) + rest
  }
}
