import Foundation
import Keelbolt
import Testing

/// Taking what commitments leave on chain: every path, fees that are never lowered, and cheaters punished. Transactions
/// are read by hand, and judged by the relay rules.
@Suite struct SpendTests {
  /// The kind of output, the path (`nil` is revocation), who takes it, and what it is then.
  struct Row: Sendable {
    let kind: OutputKind
    let path: (@Sendable () throws -> SpendPath)
    let node: Node
    let claimed: ClaimKind
  }

  static let rows: [Row] = {
    let revoked: @Sendable () throws -> SpendPath = { try Commitments.revoked() }
    var rows = [Row(kind: .toLocal, path: { .delayed }, node: .opener, claimed: .toLocal)]
    rows.append(Row(kind: .toRemote, path: { .payment }, node: .accepter, claimed: .toRemote))
    let preimage: @Sendable () throws -> SpendPath = { .preimage(preimage: try Commitments.preimage(1)) }
    rows.append(Row(kind: .offeredHtlc(htlc: 0), path: preimage, node: .accepter, claimed: .preimage))
    rows.append(Row(kind: .receivedHtlc(htlc: 1), path: { .timeout }, node: .accepter, claimed: .timeout))
    rows.append(Row(kind: .toLocal, path: revoked, node: .accepter, claimed: .revokedToLocal))
    rows.append(Row(kind: .offeredHtlc(htlc: 0), path: revoked, node: .accepter, claimed: .revokedHtlc))
    rows.append(Row(kind: .receivedHtlc(htlc: 1), path: revoked, node: .accepter, claimed: .revokedHtlc))
    return rows
  }()

  @Test(arguments: Commitments.formats, rows)
  func path(_ format: CommitmentFormat, _ row: Row) throws {
    let commitment = try Commitments.built(format, htlcs: Commitments.htlcs())
    let output = try Commitments.output(commitment, row.kind)
    let claim = try commitment.claim(output: output, path: row.path())
    let found = commitment.outputs()[Int(output)]
    #expect(claim.previousOutput() == OutPoint(txid: commitment.txid(), vout: output))
    #expect(claim.kind() == row.claimed && claim.amountSat() == found.valueSat)
    #expect(claim.scriptPubkey() == found.scriptPubkey)
    #expect(claim.inputWeight() == claim.witnessWeight() + 164)
    let again = try commitment.claim(output: output, path: row.path())
    #expect(claim == again && Set([claim, again]).count == 1)

    // A signer elsewhere gives the same transaction as the one at hand.
    let unsigned = try Sweep(claims: [claim], destination: Commitments.wallet).build(feeratePerKw: 1000)
    let requests = unsigned.signatureRequests()
    try #require(requests.count == 1)
    #expect(requests[0].key == claim.key() && requests[0].input == 0)
    let key = try Commitments.secrets(of: row.node).signingKey(origin: requests[0].key.origin)
    #expect(try key.publicKey() == requests[0].key.publicKey)
    let signature = try Commitments.signature(key, requests[0].digest)
    let signed = try unsigned.sign(secrets: Commitments.secrets(of: row.node))
    #expect(try unsigned.complete(signatures: [signature]).transaction() == signed.transaction())
    #expect(try unsigned.transaction() == RawTransaction(signed.transaction()).write(witness: false))
    #expect(unsigned.feeSat() == signed.feeSat() && unsigned.weight() >= signed.weight())
    #expect(unsigned.claims() == [claim])
    let taken = try relayed(signed, Commitments.published(commitment))
    #expect(taken.outputs == [.init(valueSat: found.valueSat - signed.feeSat(), script: Commitments.wallet)])
  }

  /// The transaction of a sweep, which has the fee and the weight that the sweep says, and is relayed.
  private func relayed(_ sweep: SignedSweep, _ parent: RawTransaction) throws -> RawTransaction {
    let transaction = try RawTransaction(sweep.transaction())
    #expect(transaction.weight == sweep.weight())
    #expect(try transaction.txid == sweep.attempt().txid)
    let coins = transaction.inputs.map { input in
      let spent = parent.outputs[Int(input.vout)]
      return Coin(valueSat: spent.valueSat, scriptPubkey: spent.script, created: Commitments.deep)
    }
    let fee = try checkRelay(transaction: transaction.write(), coins: coins, chain: Commitments.chain)
    #expect(fee == sweep.feeSat() && fee == sweep.attempt().feeSat)
    return transaction
  }

  @Test func originsOfKeys() throws {
    let commitment = try Commitments.built(htlcs: Commitments.htlcs())
    let point = commitment.keys().perCommitmentPoint
    let secret = try Commitments.secrets(of: .opener).perCommitmentSecret(number: 0)
    func origin(_ kind: OutputKind, _ path: SpendPath) throws -> KeyOrigin? {
      try Commitments.claim(commitment, kind, path).key()?.origin
    }
    #expect(try origin(.toLocal, .delayed) == .delayed(perCommitmentPoint: point))
    #expect(try origin(.toRemote, .payment) == .payment)
    #expect(try origin(.localAnchor, .anchor) == .funding)
    #expect(try origin(.receivedHtlc(htlc: 1), .timeout) == .htlc(perCommitmentPoint: point))
    let revocation = KeyOrigin.revocation(perCommitmentSecret: secret, perCommitmentPoint: point)
    #expect(try origin(.toLocal, .revoked(by: secret)) == revocation)
  }

  @Test(arguments: [.anchors, .zeroFee] as [CommitmentFormat], [0, 1] as [UInt32])
  func htlcTransactionsTakeFeesFromTheWallet(_ format: CommitmentFormat, _ htlc: UInt32) throws {
    let commitment = try Commitments.built(format, htlcs: Commitments.htlcs())
    let funds = try Commitments.walletClaim()
    #expect(funds.kind() == .wallet && funds.key() == nil)
    let kind: OutputKind = htlc == 0 ? .offeredHtlc(htlc: 0) : .receivedHtlc(htlc: 1)
    let known = htlc == 0 ? nil : try Commitments.preimage(2)
    let lockTime: UInt32 = htlc == 0 ? 500_000 : 0
    let output = try Commitments.output(commitment, kind)
    let signature = try Commitments.remoteSignature(commitment, output)
    let claim = try commitment.claim(
      output: output, path: .htlcTransaction(remoteSignature: signature, preimage: known))
    #expect(claim.kind() == (htlc == 0 ? .htlcTimeout : .htlcSuccess) && claim.lockTime() == lockTime)
    let signed = try Commitments.sweep([funds, claim], by: .opener)
    let transaction = try RawTransaction(signed.transaction())
    // The HTLC's input and output come first, as the other node's signature has them.
    #expect(transaction.inputs[0].vout == output && transaction.lockTime == lockTime)
    let stage = try commitment.keys().toLocal(toSelfDelay: 144).scriptPubkey()
    #expect(
      transaction.outputs == [
        .init(valueSat: 20_000, script: stage), .init(valueSat: 50_000 - signed.feeSat(), script: Commitments.wallet),
      ])
    let delayed = try commitment.secondStageClaims(transaction: signed.transaction(), path: .delayed)
    try #require(delayed.count == 1)
    #expect(delayed[0].kind() == .secondStage && delayed[0].sequence() == 144 && delayed[0].amountSat() == 20_000)
    _ = try relayed(Commitments.sweep(delayed, by: .opener), transaction)
    let shown = try commitment.revealedPreimages(transaction: signed.transaction())
    #expect(shown == (known.map { [RevealedPreimage(output: output, preimage: $0)] } ?? []))
  }

  @Test(arguments: [(.localAnchor, .opener), (.remoteAnchor, .accepter)] as [(OutputKind, Node)])
  func anchorsPayForTheCommitment(_ kind: OutputKind, _ node: Node) throws {
    let commitment = try Commitments.built()
    let weight = try Commitments.published(commitment).weight
    let anchor = try Commitments.claim(commitment, kind, .anchor)
    let parent = SweepParent(feeSat: commitment.feeSat(), weight: weight)
    let child = try Commitments.sweep(
      [anchor, Commitments.walletClaim()], by: node, feerate: 5000, parent: parent)
    // The child pays what its parent lacks.
    #expect((child.feeSat() + commitment.feeSat()) * 1000 >= 5000 * (child.weight() + weight))
    let abandoned = try Commitments.claim(commitment, kind, .abandonedAnchor)
    #expect(abandoned.sequence() == 16 && abandoned.key() == nil)
  }

  @Test func sharedAnchorPaysForACommitmentWithoutFees() throws {
    let commitment = try Commitments.built(.zeroFee)
    let parent = try Commitments.published(commitment)
    #expect(commitment.feeSat() == 0)
    // An output of P2A: anybody spends it, so that this test needs no wallet.
    let p2a = Data([0x51, 2, 0x4e, 0x73])
    let funds = try Claim.wallet(
      previousOutput: OutPoint(txid: Txid(Data(repeating: 3, count: 32)), vout: 0), amountSat: 50_000,
      scriptPubkey: p2a, witnessWeight: 1)
    let output = try Commitments.output(commitment, .sharedAnchor)
    let anchor = try commitment.claim(output: output, path: .anchor)
    let signed = try Commitments.sweep(
      [anchor, funds], by: .accepter, feerate: 2000, parent: SweepParent(feeSat: 0, weight: parent.weight))
    let child = try RawTransaction(signed.transaction())
    #expect(child.version == 3)
    let spent = parent.outputs[Int(output)]
    let above = CoinCreated.unconfirmed(version: 3, ancestors: 0, children: 0)
    let channel = commitment.channel()
    let funding = ScriptTemplate.funding(
      pubkey1: channel.opener.basepoints.fundingPubkey, pubkey2: channel.accepter.basepoints.fundingPubkey)
    let fee = try checkPackageRelay(
      parent: parent.write(),
      parentCoins: [
        Coin(valueSat: channel.fundingAmountSat, scriptPubkey: funding.scriptPubkey(), created: Commitments.deep)
      ],
      child: child.write(),
      childCoins: [
        Coin(valueSat: spent.valueSat, scriptPubkey: spent.script, created: above),
        Coin(valueSat: 50_000, scriptPubkey: p2a, created: Commitments.deep),
      ], chain: Commitments.chain)
    #expect(fee * 1000 >= 2000 * (parent.weight + child.weight))
  }

  @Test func feesAreNeverLowered() throws {
    let commitment = try Commitments.built()
    let claim = try Commitments.claim(commitment, .toLocal, .delayed)
    let first = try Commitments.sweep([claim], by: .opener)
    #expect(first.claims().map { $0.replaces() } == [first.attempt()])
    // Also at a lower feerate a replacement pays more.
    let second = try Commitments.sweep(first.claims(), by: .opener, feerate: 500)
    #expect(second.feeSat() > first.feeSat())
    let third = try Commitments.sweep(second.claims(), by: .opener, feerate: 4000)
    #expect(third.feeSat() > second.feeSat() && third.feeSat() >= 4 * first.feeSat() - 4)
    // After a restart the claim is derived again, and is given what was saved.
    let derived = try Commitments.claim(Commitments.built(), .toLocal, .delayed)
    #expect(derived == claim && derived.replaces() == nil)
    let restored = try derived.replacing(attempt: second.attempt())
    #expect(try Commitments.sweep([restored], by: .opener, feerate: 500).feeSat() > second.feeSat())
    #expect(try restored != claim && restored.replacing(attempt: nil) == claim)
  }

  @Test(arguments: Commitments.formats)
  func cheatersLoseEverything(_ format: CommitmentFormat) throws {
    let htlcs = try Commitments.htlcs()
    let revoked = try Commitments.built(format, htlcs: htlcs, number: 3)
    let transaction = try Commitments.published(revoked)
    let (channel, store) = (try Commitments.channel(format), try Commitments.store(below: 4))
    func recognised(_ htlcs: [CommitmentHtlc]) throws -> RevokedCommitment {
      try .recognise(transaction.write(), of: .opener, in: channel, secrets: store, htlcs: htlcs)
    }
    let seen = try recognised(htlcs + [Commitments.htlc(.opener, 7)])
    #expect(seen.number() == 3 && seen.unknown() == [])
    #expect(seen.claims().map { $0.kind() }.filter { $0 == .revokedToLocal }.count == 1)
    #expect(seen.claims().map { $0.kind() }.filter { $0 == .revokedHtlc }.count == 2)
    let own = [seen.toRemote()].compactMap { $0 }
    #expect(own.map { $0.amountSat() } == [380_000])
    let justice = try relayed(Commitments.sweep(seen.claims() + own, by: .accepter), transaction)
    #expect(justice.inputs.count == 4 && justice.outputs.count == 1)

    // What the cheater moved on to its second stage is taken there.
    let output = try Commitments.output(revoked, .offeredHtlc(htlc: 0))
    let timeouts = revoked.htlcTransactions().filter { $0.previousOutput.vout == output }
    try #require(timeouts.count == 1)
    let origin = KeyOrigin.htlc(perCommitmentPoint: revoked.keys().perCommitmentPoint)
    let key = try Commitments.secrets(of: .opener).signingKey(origin: origin)
    let moved = try revoked.signedHtlcTransaction(
      output: output, local: Commitments.signature(key, timeouts[0].localDigest),
      remote: Commitments.remoteSignature(revoked, output))
    let again = try seen.secondStageClaims(transaction: moved)
    #expect(again.map { $0.kind() } == [.revokedSecondStage])
    _ = try relayed(Commitments.sweep(again, by: .accepter), RawTransaction(moved))
    // An HTLC that was not stored is lost, and said to be.
    #expect(try recognised([htlcs[0]]).unknown() == [Commitments.output(revoked, .receivedHtlc(htlc: 1))])
  }

  @Test(arguments: [
    (.toLocal, 160), (.offeredHtlc(htlc: 0), 246), (.receivedHtlc(htlc: 1), 252), (.localAnchor, nil),
  ] as [(OutputKind, UInt64?)])
  func penaltiesAreWeighed(_ kind: OutputKind, _ weight: UInt64?) throws {
    let commitment = try Commitments.built(htlcs: Commitments.htlcs())
    let output = try Commitments.output(commitment, kind)
    let found = commitment.template(output: output)
    let template = try #require(found)
    #expect(try penaltyWitnessWeight(script: template) == weight)
    if let weight {
      #expect(try commitment.claim(output: output, path: Commitments.revoked()).witnessWeight() <= weight)
    }
  }

  @Test func heavySweepsAreSplit() throws {
    let htlcs = try (0..<100).map { try Commitments.htlc(.opener, $0, amountMsat: 1_000_000) }
    let revoked = try Commitments.built(.zeroFee, htlcs: htlcs)
    let path = try Commitments.revoked()
    let claims = try (0..<100).map { try Commitments.claim(revoked, .offeredHtlc(htlc: $0), path) }
    let whole = try Sweep(claims: claims, destination: Commitments.wallet)
    #expect(throws: CommitmentError.self) { try whole.build(feeratePerKw: 500) }
    let batches = try whole.batches().map { try $0.build(feeratePerKw: 500) }
    #expect(batches.count == 2 && batches.allSatisfy { $0.weight() <= 40_000 })
    #expect(batches.flatMap { $0.claims() } == claims)
    #expect(try Sweep(claims: Array(claims[..<5]), destination: Commitments.wallet).batches().count == 1)
    #expect(minSweepFeerate() == 250)
  }

  @Test func wrongSignaturesNameTheirHtlc() throws {
    let twin = try Commitments.htlc(.opener, 1)
    let commitment = try Commitments.built(htlcs: [twin, twin, Commitments.htlc(.accepter, 2)])
    let signatures = try commitment.sign(secrets: Commitments.secrets(of: .accepter))
    try commitment.verify(signatures: signatures)
    let order = commitment.htlcTransactions().map(\.htlc)
    var given = Dictionary(uniqueKeysWithValues: zip(order, signatures.htlcSignatures))
    (given[0], given[1]) = (given[1], given[0])
    let swapped = CommitmentSignatures(
      signature: signatures.signature, htlcSignatures: order.compactMap { given[$0] })
    let output = try Commitments.output(commitment, .offeredHtlc(htlc: 0))
    #expect(throws: CommitmentError.HtlcSignature(htlc: 0, output: UInt64(output))) {
      try commitment.verify(signatures: swapped)
    }
  }

  @Test func draftsTellWhatIsTrimmed() throws {
    let (kept, dust) = (try Commitments.htlc(.opener, 1), try Commitments.htlc(.opener, 3, amountMsat: 353_999))
    let (draft, channel) = (try Commitments.draft(htlcs: [kept, dust]), try Commitments.channel())
    #expect(try draft.htlcs.map { try draft.isTrimmed(htlc: $0, channel: channel) } == [false, true])
    let commitment = try draft.build(in: channel)
    #expect(commitment.htlcs() == draft.htlcs && commitment.htlcTransactions().count == 1)
    try draft.checkReserve(channel: channel, openerReserveSat: 10_000, accepterReserveSat: 10_000)
  }

  @Test func comparedByContent() throws {
    let htlcs = try Commitments.htlcs()
    let (one, twin) = (try Commitments.built(htlcs: htlcs), try Commitments.built(htlcs: htlcs))
    let other = try Commitments.built(htlcs: htlcs, number: 1)
    #expect(one == twin && one != other && Set([one, twin, other]).count == 2)
    #expect(one.description == "Commitment(0, the opener, \(one.txid()))")
    #expect(try one.channel() == Commitments.channel() && one.feeratePerKw() == 2500 && one.owner() == .opener)
    #expect(try one.txid() == RawTransaction(one.transaction()).txid)
    let claim = try Commitments.claim(one, .toLocal, .delayed)
    let output = try Commitments.output(one, .toLocal)
    #expect(claim.description == "Claim(ToLocal, \(one.txid()):\(output), \(claim.amountSat()) sat)")
    #expect(try Commitments.revoked() == Commitments.revoked())
    #expect(one.output(of: .sharedAnchor) == nil)
  }
}
