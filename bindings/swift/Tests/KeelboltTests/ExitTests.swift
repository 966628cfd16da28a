import Foundation
import Keelbolt
import Testing

/// An exit, step by step: what is published, what is to be done next while blocks come and go, claims and deadlines.
/// Transactions are read by hand.
@Suite struct ExitTests {
  private let vtxo: AcceptedVtxo
  private let exit: Exit
  private let clause: VtxoClause

  init() throws {
    vtxo = try Arks.accepted()
    exit = try vtxo.exit()
    clause = try Self.clause(of: exit)
  }

  /// The only one.
  private static func clause(of exit: Exit) throws -> VtxoClause {
    let clauses = try exit.clauses()
    try #require(clauses.count == 1)
    return clauses[0]
  }

  @Test func packages() throws {
    let packages = try exit.packages()
    #expect(try packages.map(\.transaction) == vtxo.vtxo().hops() && packages.map(\.depth) == [0, 1])
    #expect(try packages.reduce(0) { $0 + $1.transaction.weight } == exit.weight())
    #expect(packages.last?.transaction.outpoint == exit.point() && exit.point() == vtxo.id().outpoint)
    var spent = vtxo.vtxo().chainAnchor()
    for package in packages {
      let transaction = package.transaction
      let written = try RawTransaction(transaction.transaction)
      #expect(try written.version == 3 && written.txid == transaction.txid && written.weight == transaction.weight)
      #expect(transaction.input == spent && package.anchor.txid == transaction.txid)
      // The anchor is last, and anybody takes it.
      let anchor = RawTransaction.Output(valueSat: package.anchorValueSat, script: Data([0x51, 2, 0x4e, 0x73]))
      #expect(written.outputs.dropFirst(Int(package.anchor.vout)) == [anchor])
      try verifySchnorr(
        digest: transaction.sighash, signature: #require(transaction.signature), publicKey: #require(even(transaction)))
      spent = transaction.outpoint
    }
  }

  /// The point with an even y that has the signer's x.
  private func even(_ transaction: ExitTransaction) -> PublicKey? { try? PublicKey(Data([2]) + transaction.signer.data) }

  @Test func children() throws {
    #expect(maxChildWeight() == 4_000 && anchorInputWeight() == 165)
    for package in try exit.packages() {
      let size = (package.transaction.weight + 3) / 4 + 150
      #expect(try exit.childFee(depth: package.depth, childWeight: 600, feeratePerKw: 1_000) == 4 * size)
      #expect(try exit.childFee(depth: package.depth, childWeight: 4_000, feeratePerKw: 0) == 0)
      #expect(try exit.childFee(depth: package.depth, childWeight: 4_001, feeratePerKw: 1_000) == nil)
    }
    #expect(try exit.childFee(depth: 2, childWeight: 600, feeratePerKw: 1_000) == nil)
    #expect(try exit.childFee(depth: .max, childWeight: .max, feeratePerKw: .max) == nil)
  }

  // MARK: Progress

  /// What blocks and mempool say about both transactions and the VTXO's own output, and what is to be done.
  struct Step: Sendable {
    let first: TransactionStatus
    let second: TransactionStatus
    let tip: UInt32
    let expected: ExitProgress
    var point = PointStatus.unspent
  }

  private static let other = Result { try Txid(Data(repeating: 7, count: 32)) }

  static let steps: [Step] = {
    guard let other = try? other.get() else { return [] }
    let (first, second) = (TransactionStatus.confirmed(height: 800_000), TransactionStatus.confirmed(height: 802_000))
    func spent(_ status: TransactionStatus) -> PointStatus { .spent(txid: other, status: status) }
    var steps = [Step(first: .unknown, second: .unknown, tip: 799_999, expected: .publish(depth: 0))]
    steps.append(Step(first: .inMempool, second: .unknown, tip: 799_999, expected: .wait(depth: 0)))
    steps.append(Step(first: first, second: .unknown, tip: 800_000, expected: .publish(depth: 1)))
    steps.append(Step(first: first, second: .inMempool, tip: 800_001, expected: .wait(depth: 1)))
    steps.append(Step(first: first, second: second, tip: 802_000, expected: .delayed(until: 802_144)))
    steps.append(Step(first: first, second: second, tip: 802_142, expected: .delayed(until: 802_144)))
    steps.append(Step(first: first, second: second, tip: 802_143, expected: .claim))
    steps.append(
      Step(first: first, second: second, tip: 802_143, expected: .spending(txid: other), point: spent(.inMempool)))
    steps.append(
      Step(
        first: first, second: second, tip: 802_144, expected: .spent(txid: other, height: 802_144),
        point: spent(.confirmed(height: 802_144))))
    // The block of the claim is disconnected, and then that of the last transaction, and that of the first.
    steps.append(Step(first: first, second: second, tip: 802_143, expected: .claim, point: spent(.unknown)))
    steps.append(Step(first: first, second: .inMempool, tip: 801_999, expected: .wait(depth: 1)))
    steps.append(Step(first: first, second: .unknown, tip: 801_999, expected: .publish(depth: 1)))
    steps.append(Step(first: .inMempool, second: .unknown, tip: 799_999, expected: .wait(depth: 0)))
    // In the other chain the last is one block later.
    let later = TransactionStatus.confirmed(height: 802_001)
    steps.append(Step(first: first, second: later, tip: 802_143, expected: .delayed(until: 802_145)))
    steps.append(Step(first: first, second: later, tip: 802_144, expected: .claim))
    // What spent the VTXO was itself put out of the chain by another.
    steps.append(
      Step(first: first, second: second, tip: 802_143, expected: .claim, point: spent(.conflicting(txid: other))))
    // Somebody else has taken what the second one spends, or the first.
    let taken = TransactionStatus.conflicting(txid: other)
    steps.append(
      Step(first: first, second: taken, tip: 800_002, expected: .conflicting(depth: 1, txid: other)))
    steps.append(Step(first: taken, second: .unknown, tip: 800_002, expected: .conflicting(depth: 0, txid: other)))
    return steps
  }()

  @Test(arguments: steps)
  func progress(_ step: Step) throws {
    let txids = try exit.packages().map(\.transaction.txid)
    let statuses = Dictionary(uniqueKeysWithValues: zip(txids, [step.first, step.second]))
    let found = try exit.progress(clause: clause, statuses: statuses, point: step.point, tip: step.tip)
    #expect(found == step.expected)
    let asked = try exit.progress(clause: clause, tip: step.tip, point: step.point) { txid in
      try #require(statuses[txid], "a transaction of another exit")
    }
    #expect(asked == step.expected)
    // What is not known need not be said, and what others do does not matter.
    var said = statuses.filter { $0.value != .unknown }
    said[try Self.other.get()] = .confirmed(height: 1)
    #expect(try exit.progress(clause: clause, statuses: said, point: step.point, tip: step.tip) == step.expected)
  }

  /// A contract that was sent ends at a height: the claim waits for it beside the delay.
  @Test(arguments: [(849_999, .delayed(until: 850_001)), (850_000, .claim)] as [(UInt32, ExitProgress)])
  func heights(_ tip: UInt32, _ expected: ExitProgress) throws {
    let exit = try Arks.accepted(Arks.sent()).exit()
    let clause = try Self.clause(of: exit)
    #expect(try clause.lockTime() == 850_000 && clause.delay() == 288)
    #expect(try exit.progress(clause: clause, tip: tip) { _ in .confirmed(height: 800_000) } == expected)
  }

  // MARK: Claims

  static let policies: [@Sendable () throws -> UserPolicy] = [
    { try Arks.money() }, { try Arks.received() }, { try Arks.received(version: .v0) }, { try Arks.sent() },
    { try Arks.sent(version: .v0) },
  ]

  /// Each clause by which a user claims, signed by the key at hand and by a signer elsewhere.
  @Test(arguments: policies.indices)
  func claim(_ index: Int) throws {
    let exit = try Arks.accepted(Self.policies[index]()).exit()
    let clause = try Self.clause(of: exit)
    let preimage = try clause.hashLock().map { _ in try Arks.preimage() }
    let claim = try exit.claim(
      clause: clause, destination: Channels.destination, feeratePerKw: Arks.feerate, preimage: preimage)
    #expect(claim.clause() == clause && claim.valueSat() + claim.feeSat() == Arks.ownSat)
    #expect(claim.feeSat() == (claim.weight() * UInt64(Arks.feerate) + 999) / 1_000)
    let signed = try claim.sign(key: Arks.secret(Arks.user))
    try check(signed, of: claim, exit.point())
    let elsewhere = try Arks.secret(Arks.user).signSchnorr(
      digest: claim.sighash(), auxiliary: Entropy.fresh(), entropy: Entropy.fresh())
    try check(claim.finish(signature: elsewhere), of: claim, exit.point())
    // The preimage stands in the witness, for the other side of the contract to find.
    let hash = try clause.hashLock()
    #expect(try hash?.preimage(inWitness: signed.witness()) == preimage)
    if let hash { #expect(try Arks.preimage().opensClause(hash: hash)) }
  }

  private func check(_ signed: SignedHtlcSpend, of claim: ClauseSpend, _ point: OutPoint) throws {
    let (clause, transaction) = (claim.clause(), try RawTransaction(signed.transaction()))
    #expect(try signed.txid() == claim.txid() && transaction.txid == claim.txid())
    #expect(signed.feeSat() == claim.feeSat() && transaction.weight == claim.weight())
    #expect(transaction.outputs == [.init(valueSat: claim.valueSat(), script: Channels.destination)])
    #expect(try transaction.lockTime == clause.lockTime() ?? 0)
    let input = try #require(transaction.inputs.first)
    #expect(try transaction.inputs.count == 1 && OutPoint(txid: Txid(input.txid), vout: input.vout) == point)
    #expect(try input.sequence == clause.delay().map(UInt32.init) ?? 0xffff_fffd)
    #expect(try input.witness == signed.witness() && input.witness.dropLast().last == clause.script())
  }

  /// What else there is to spend: both sides of every policy, from an output of its own.
  @Test func everyClause() throws {
    let (user, terms, hash) = (try Arks.key(Arks.user), try Arks.terms(), try Arks.unlockHash())
    let users = try Self.policies.map { VtxoPolicy.user(policy: try $0()) }
    let others: [VtxoPolicy] = [
      .checkpoint(userPubkey: user), .harkLeaf(version: .v1, userPubkey: user, unlockHash: hash),
      .harkForfeit(version: .v0, userPubkey: user, unlockHash: hash),
      .expiry(internalKey: try XOnlyPublicKey(Arks.key(Arks.stranger).data.dropFirst())), .serverOwned,
    ]
    var kinds: Set<Int> = []
    for policy in users + others {
      let output = try policy.output(terms)
      for clause in try policy.clauses(terms: terms) {
        kinds.insert(Self.kind(of: clause))
        try spend(clause, of: output)
      }
    }
    #expect(kinds == [0, 1, 2, 3, 4])
  }

  private static func kind(of clause: VtxoClause) -> Int {
    switch clause {
    case .delayedSign: 0
    case .timelockSign: 1
    case .delayedTimelockSign: 2
    case .hashDelaySign: 3
    case .hashSign: 4
    }
  }

  /// The spend by a clause of one key; what the user and the server sign together is for a session.
  private func spend(_ clause: VtxoClause, of output: PolicyOutput) throws {
    let point = OutPoint(txid: try Self.other.get(), vout: 3)
    let preimage = try clause.hashLock().map { _ in try Arks.preimage() }
    let spend = try output.spend(
      clause: clause, outpoint: point, valueSat: 50_000, destination: Channels.destination, feeratePerKw: 253,
      preimage: preimage)
    let signer = try clause.signer()
    for number in [Arks.server, Arks.user] where try Arks.key(number).data.dropFirst() == signer.data {
      let signed = try spend.sign(key: Arks.secret(number))
      try check(signed, of: spend, point)
      let witness = signed.witness().reduce(1) { $0 + 1 + $1.count }
      #expect(try output.witnessWeight(clause: clause) == UInt64(witness))
    }
  }

  // MARK: Deadlines

  /// The server's sweep, two transactions before the delay and the margin; and its part of a contract.
  @Test func deadlines() throws {
    let vtxos = try [Arks.money(), Arks.received(), Arks.sent()].map { try Arks.accepted($0) }
    let (money, received) = (UInt32(900_000 - 2 - 144 - 36), UInt32(850_000 - 2 - 144 - 40 - 36))
    let expected = [
      Deadline(begin: money, lost: 900_000, vtxo: vtxos[0].id()),
      Deadline(begin: received, lost: 850_000, vtxo: vtxos[1].id()),
      Deadline(begin: money, lost: 900_000, vtxo: vtxos[2].id()),
    ]
    #expect(vtxos.map { $0.deadline(margin: 36) } == expected)
    #expect(vtxos.firstDeadline(margin: 36) == expected[1] && [AcceptedVtxo]().firstDeadline(margin: 36) == nil)
    // At that height it is still accepted, one later no more.
    _ = try vtxo.vtxo().accept(Arks.expectation(tip: money), facts: Arks.facts())
    #expect(throws: VtxoError.VtxoExpiry(expected: 900_001, found: 900_000)) {
      try vtxo.vtxo().accept(Arks.expectation(tip: money + 1), facts: Arks.facts())
    }
  }
}
