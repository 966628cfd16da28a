import Foundation
import Keelbolt
import Testing

/// Closing a channel: scripts, the negotiation of a fee, and both kinds of transactions, held against transactions that
/// are written by hand.
@Suite struct ClosingTests {
  /// The first bytes of a script, how many follow, and its form.
  @Test(arguments: [
    ("0014", 20, .p2wpkh), ("0014", 19, nil), ("0020", 32, .p2wsh), ("0020", 33, nil), ("5120", 32, .anySegwit),
    ("6028", 40, .anySegwit), ("5129", 41, nil), ("5020", 32, nil), ("6a06", 6, .opReturn), ("6a4c50", 80, .opReturn),
    ("6a4c51", 81, nil), ("", 0, nil),
  ] as [(String, Int, ShutdownForm?)])
  func form(_ start: String, _ length: Int, _ form: ShutdownForm?) throws {
    #expect(try ShutdownForm.recognise(Data(hex: start) + Data(repeating: 7, count: length)) == form)
  }

  @Test(arguments: [
    (Commitments.wallet.hex, ShutdownRules(), .p2wpkh), ("52026162", ShutdownRules(anySegwit: true), .anySegwit),
    ("6a06706172746564", ShutdownRules(simpleClose: true), .opReturn),
    ("76a914" + String(repeating: "00", count: 20) + "88ac", ShutdownRules(nonSegwit: true), .p2pkh),
    ("a914" + String(repeating: "00", count: 20) + "87", ShutdownRules(nonSegwit: true), .p2sh),
  ] as [(String, ShutdownRules, ShutdownForm)])
  func features(_ script: String, _ rules: ShutdownRules, _ form: ShutdownForm) throws {
    let script = try Data(hex: script)
    for upfront in [nil, Data(), script] { #expect(try rules.check(script: script, upfront: upfront) == form) }
  }

  /// One answer of a node that would like 500 sat and takes 400 to 600.
  struct Step: Sendable {
    let node: Node
    let sent: FeeProposal?
    var received: UInt64?
    let came: FeeProposal
    let answer: FeeAnswer
  }

  static func proposal(_ fee: UInt64, _ range: ClosedRange<UInt64>? = nil) -> FeeProposal {
    FeeProposal(feeSat: fee, range: range.map { FeeRange(minSat: $0.lowerBound, maxSat: $0.upperBound) })
  }

  static let steps: [Step] = {
    let own = proposal(500, 400...600)
    var steps: [Step] = []
    func add(
      _ node: Node, _ sent: FeeProposal?, _ came: FeeProposal, _ answer: FeeAnswer, received: UInt64? = nil
    ) {
      steps.append(Step(node: node, sent: sent, received: received, came: came, answer: answer))
    }
    add(.opener, proposal(500), proposal(500), .agreed(feeSat: 500, reply: false))
    add(.opener, own, proposal(400), .agreed(feeSat: 400, reply: true))
    add(.accepter, own, proposal(600, 600...700), .agreed(feeSat: 600, reply: true))
    add(.accepter, nil, proposal(450, 300...450), .agreed(feeSat: 450, reply: true))
    add(.accepter, nil, proposal(400, 100...800), .propose(feeSat: 500))
    add(.accepter, nil, proposal(900), .propose(feeSat: 500))
    add(.opener, proposal(500), proposal(590), .agreed(feeSat: 590, reply: true), received: 700)
    return steps
  }()

  @Test(arguments: steps)
  func negotiation(_ step: Step) throws {
    let stand = LegacyNegotiation(
      node: step.node, preferredSat: 500, acceptable: FeeRange(minSat: 400, maxSat: 600), sent: step.sent,
      receivedSat: step.received)
    #expect(try stand.answer(proposal: step.came) == step.answer)
  }

  @Test func ranges() {
    let own = FeeRange(minSat: 400, maxSat: 600)
    #expect(own.contains(feeSat: 400) && own.contains(feeSat: 600) && !own.contains(feeSat: 601))
    #expect(own.overlap(other: FeeRange(minSat: 500, maxSat: 900)) == FeeRange(minSat: 500, maxSat: 600))
    #expect(own.overlap(other: FeeRange(minSat: 601, maxSat: 900)) == nil)
  }

  // MARK: Transactions

  typealias Outputs = [(valueSat: UInt64, script: Data)]

  /// The closing transaction of these outputs, unsigned.
  private func closing(_ outputs: Outputs, sequence: UInt32, lockTime: UInt32 = 0) -> RawTransaction {
    RawTransaction(
      inputs: [.init(txid: Data(repeating: 9, count: 32), vout: 1, sequence: sequence)],
      outputs: outputs.map { .init(valueSat: $0.valueSat, script: $0.script) }, lockTime: lockTime)
  }

  /// The same with both signatures, in the order of the keys.
  private func signed(_ unsigned: RawTransaction, opener: Signature, accepter: Signature) throws -> RawTransaction {
    let channel = try Commitments.channel()
    let keys = [channel.opener.basepoints.fundingPubkey, channel.accepter.basepoints.fundingPubkey]
    let ordered = zip(keys, [opener, accepter]).sorted { $0.0.hex < $1.0.hex }
    let script = try ScriptTemplate.funding(pubkey1: ordered[0].0, pubkey2: ordered[1].0).write()
    var made = unsigned
    made.inputs[0].witness = [Data()] + ordered.map { der($0.1.data) + Data([1]) } + [script]
    return made
  }

  private func funding(_ node: Node) throws -> SecretKey { try Commitments.secrets(of: node).funding() }

  @Test(arguments: 0..<4)
  func legacy(_ row: Int) throws {
    let (own, other) = (Commitments.wallet, Commitments.otherWallet)
    let rows: [(terms: LegacyClosing, withoutOwn: Bool, outputs: Outputs)] = [
      (try Commitments.legacy(), false, [(399_999, other), (599_000, own)]),
      (try Commitments.legacy(), true, [(399_999, other)]),
      (try Commitments.legacy(openerMsat: 999_646_001, accepterMsat: 353_999), false, [(998_646, own)]),
      (try Commitments.legacy(accepterScript: own, feeSat: 0), false, [(399_999, own), (600_000, own)]),
    ]
    let (terms, withoutOwn, outputs) = rows[row]
    let expected = closing(outputs, sequence: 0xffff_ffff)
    let made = try terms.build(signer: .opener, withoutOwn: withoutOwn)
    #expect(try made.transaction() == expected.write() && made.txid() == expected.txid)
    #expect(made.outputs() == outputs.map { TxOut(valueSat: $0.valueSat, scriptPubkey: $0.script) })
    let (opener, accepter) = (try made.sign(funding: funding(.opener)), try made.sign(funding: funding(.accepter)))
    #expect(try opener == Commitments.signature(funding(.opener), made.digest()))
    try made.verify(node: .opener, signature: opener)
    try made.verify(node: .accepter, signature: accepter)
    #expect(try terms.verify(signer: .opener, signature: opener) == made)
    let published = try signed(expected, opener: opener, accepter: accepter)
    #expect(try made.signed(opener: opener, accepter: accepter) == published.write())
    #expect((published.weight...published.weight + 4).contains(made.weight()))
    try made.checkDust()
  }

  @Test(arguments: 0..<6)
  func simple(_ row: Int) throws {
    let (own, other) = (Commitments.wallet, Commitments.otherWallet)
    let opReturn = Data([0x6a, 6]) + Data("parted".utf8)
    let (both, closer, closee) = (
      ClosingVariant.closerAndCloseeOutputs, ClosingVariant.closerOutputOnly, ClosingVariant.closeeOutputOnly
    )
    // Whether closer and closee give their own output up, what the closer offers, what the closee takes, its outputs.
    typealias Row = (
      close: SimpleClose, closerGivesUp: Bool, closeeGivesUp: Bool, offered: [ClosingVariant], taken: ClosingVariant,
      outputs: Outputs
    )
    var rows: [Row] = []
    rows.append((try Commitments.simple(), false, false, [closer, both], both, [(399_999, other), (599_000, own)]))
    rows.append((try Commitments.simple(), false, true, [closer, both], closer, [(599_000, own)]))
    let poorCloser = try Commitments.simple(closerMsat: 1_200_000, closeeMsat: 998_800_000)
    rows.append((poorCloser, false, false, [closee], closee, [(998_800, other)]))
    let accepter = try Commitments.simple(closer: .accepter, closerMsat: 399_999_001, closeeMsat: 600_000_999)
    rows.append((accepter, true, false, [closee], closee, [(600_000, other)]))
    let poorClosee = try Commitments.simple(closerMsat: 999_706_001, closeeMsat: 293_999)
    rows.append((poorClosee, false, false, [closer], closer, [(998_706, own)]))
    let burnt = try Commitments.simple(closerScript: opReturn)
    rows.append((burnt, false, false, [closer, both], both, [(0, opReturn), (399_999, other)]))

    let (close, closerGivesUp, closeeGivesUp, offered, taken, outputs) = rows[row]
    let closeeNode: Node = close.closer == .opener ? .accepter : .opener
    #expect(try close.offered(uneconomical: closerGivesUp) == offered)
    let complete = try close.sign(funding: funding(close.closer), uneconomical: closerGivesUp)
    #expect([closer, closee, both].filter { complete.of($0) != nil } == offered.sorted { $0.order < $1.order })
    #expect(try close.selected(complete: complete, uneconomical: closeeGivesUp) == taken)

    let expected = closing(outputs, sequence: 0xffff_fffd, lockTime: 800_000)
    let made = try close.transaction(variant: taken)
    #expect(made.transaction() == expected.write())
    let closers = try made.sign(funding: funding(close.closer))
    let closees = try made.sign(funding: funding(closeeNode))
    #expect(complete.of(taken) == closers)
    let answer = try close.countersign(complete, funding: funding(closeeNode), uneconomical: closeeGivesUp)
    for variant in [closer, closee, both] {
      #expect(answer.signatures.of(variant) == (variant == taken ? closees : nil))
    }
    let opensFirst = close.closer == .opener
    let published = try signed(
      expected, opener: opensFirst ? closers : closees, accepter: opensFirst ? closees : closers
    ).write()
    #expect(answer.transaction == published)
    #expect(try close.finish(complete: complete, closingSig: answer.signatures) == published)
  }

  @Test func comparedByContent() throws {
    #expect(try Commitments.simple() == Commitments.simple() && Commitments.simple(feeSat: 999) != Commitments.simple())
    let terms = try Commitments.legacy()
    let made = try terms.build(signer: .opener)
    #expect(try made == terms.build(signer: .accepter) && made != terms.build(signer: .opener, withoutOwn: true))
    #expect(try Set([made, terms.build(signer: .accepter)]).count == 1)
  }
}

extension ClosingSignatures {
  fileprivate func of(_ variant: ClosingVariant) -> Signature? {
    switch variant {
    case .closerOutputOnly: closerOutputOnly
    case .closeeOutputOnly: closeeOutputOnly
    case .closerAndCloseeOutputs: closerAndCloseeOutputs
    }
  }
}

extension ClosingVariant {
  /// The order of their types in `closing_tlvs`.
  fileprivate var order: Int {
    switch self {
    case .closerOutputOnly: 1
    case .closeeOutputOnly: 2
    case .closerAndCloseeOutputs: 3
    }
  }
}
