import Foundation
import Keelbolt

// The rows of every error of commitments, spends and closing; those of keys and secrets are in KeyFaults. Those
// without an act are led to by no call but with negligible probability, or would need a library of another version.

private let allBitcoin: UInt64 = 2_100_000_000_000_000

private typealias C = Commitments

/// The commitment of most rows, and what the accepter has signed for it.
private struct Known {
  let commitment: Commitment
  let signatures: CommitmentSignatures

  init() throws {
    commitment = try C.built(htlcs: C.htlcs())
    signatures = try commitment.sign(secrets: C.secrets(of: .accepter))
  }

  func output(_ kind: OutputKind) throws -> UInt32 { try C.output(commitment, kind) }

  /// What is signed for the HTLC that the opener offered.
  func ofOffered() throws -> Signature { try C.remoteSignature(commitment, output(.offeredHtlc(htlc: 0))) }

  func verify(_ signature: Signature? = nil, _ htlcs: [Signature]? = nil) throws {
    try commitment.verify(
      signatures: CommitmentSignatures(
        signature: signature ?? signatures.signature, htlcSignatures: htlcs ?? signatures.htlcSignatures))
  }

  func balance() throws -> Claim { try C.claim(commitment, .toLocal, .delayed) }

  func sweep(_ claims: [Claim]? = nil, _ feerate: UInt32 = 250) throws -> UnsignedSweep {
    try Sweep(claims: claims ?? [balance()], destination: C.wallet).build(feeratePerKw: feerate)
  }
}

private func recognise(_ transaction: Data) throws -> RevokedCommitment {
  try .recognise(transaction, of: .opener, in: C.channel(), secrets: C.store(below: 1), htlcs: [])
}

/// The answer of a node that would like 500 sat and takes 400 to 600.
private func answer(
  _ fee: UInt64, _ range: ClosedRange<UInt64>? = nil, node: Node = .opener, sent: UInt64? = nil,
  received: UInt64? = nil
) throws -> FeeAnswer {
  try LegacyNegotiation(
    node: node, preferredSat: 500, acceptable: FeeRange(minSat: 400, maxSat: 600),
    sent: sent.map { FeeProposal(feeSat: $0) }, receivedSat: received
  ).answer(proposal: ClosingTests.proposal(fee, range))
}

enum CommitmentFaults {
  static let all: [Fault<CommitmentError>] = [commitments, spends, sweeps, closing].flatMap { $0 }

  static let commitments: [Fault<CommitmentError>] = {
    var rows: [Fault<CommitmentError>] = []
    rows.add(.SignatureHighS, 300, .peer, "signature breaks the low-S rule") {
      let known = try Known()
      return try known.verify(nil, [Signature(withHighS(known.ofOffered().data))])
    }
    rows.add(.SignatureMismatch, 301, .peer, "signature is not of this key")
    rows.add(.SignatureOutOfRange, 502, .peer, "signature value is not below the group order") {
      try Known().verify(Signature(Channels.outOfRange + Channels.outOfRange))
    }
    rows.add(.TweakOutOfRange, 504, .peer, "factor is zero or not below the group order")
    rows.add(.PointsCancel, 508, .peer, "points cancel each other")
    rows.add(.MalformedTransaction, 607, .peer, "these bytes are no transaction") {
      try Known().commitment.revealedPreimages(transaction: Data([2]))
    }
    rows.add(
      .FundingAmount(expected: allBitcoin, found: 0), 805, .caller,
      "funding output: expected 1 sat to \(allBitcoin) sat, found 0 sat"
    ) { try C.draft().build(in: C.channel(fundingAmountSat: 0)) }
    rows.add(
      .Balance(expected: 1_000_000_000, found: 400_000_001), 806, .caller,
      "balances and htlcs: expected 1000000000 msat, found 400000001 msat"
    ) { try C.draft(openerBalanceMsat: 1).build(in: C.channel()) }
    rows.add(
      .Balance(expected: 1_000_000_000, found: nil), 806, .caller,
      "balances and htlcs: expected 1000000000 msat, found more than there can be"
    ) { try C.draft(openerBalanceMsat: .max).build(in: C.channel()) }
    rows.add(
      .TooManyHtlcs(node: .accepter, expected: 114, found: 115), 807, .caller,
      "htlcs of the accepter: expected at most 114, found 115"
    ) {
      let htlcs = try Array(repeating: C.htlc(.accepter, amountMsat: 1000), count: 115)
      return try C.built(.zeroFee, htlcs: htlcs)
    }
    rows.add(
      .CommitmentFeerate(expected: 0, found: 253), 808, .caller, "feerate_per_kw: expected 0, found 253"
    ) { try C.draft(.zeroFee, feeratePerKw: 253).build(in: C.channel(.zeroFee)) }
    rows.add(
      .FeeExceedsBalance(expected: 3470, found: 300), 809, .peer,
      "the opener pays 3470 sat for the commitment and has 300 sat"
    ) { try C.draft(openerBalanceMsat: 300_000, accepterBalanceMsat: 999_700_000).build(in: C.channel()) }
    rows.add(
      .BelowReserve(node: .accepter, expected: 400_001, found: 400_000), 810, .peer,
      "balance of the accepter: expected a reserve of 400001 sat, found 400000 sat"
    ) { try C.draft().checkReserve(channel: C.channel(), openerReserveSat: 10_000, accepterReserveSat: 400_001) }
    rows.add(.CommitmentSignature, 811, .peer, "signature of the commitment is not of the funding key") {
      let known = try Known()
      return try known.verify(known.ofOffered())
    }
    rows.add(
      .HtlcSignatureCount(expected: 2, found: 1), 812, .peer, "htlc signatures: expected 2, found 1"
    ) {
      let known = try Known()
      return try known.verify(nil, [known.ofOffered()])
    }
    rows.add(
      .HtlcSignature(htlc: 1, output: 2), 813, .peer, "signature of htlc 1, output 2, is not of the htlc key"
    ) {
      let known = try Known()
      let path = SpendPath.htlcTransaction(remoteSignature: try known.ofOffered(), preimage: try C.preimage(2))
      return try C.claim(known.commitment, .receivedHtlc(htlc: 1), path)
    }
    rows.add(
      .CltvExpiry(htlc: 0, expected: 499_999_999, found: 500_000_000), 814, .peer,
      "cltv_expiry of htlc 0: expected at most block 499999999, found block 500000000"
    ) { try C.built(htlcs: [C.htlc(.opener, expiry: 500_000_000)]) }
    rows.add(.Unlisted(text: "something new"), 999, .caller, "something new")
    return rows
  }()

  static let spends: [Fault<CommitmentError>] = {
    var rows: [Fault<CommitmentError>] = []
    rows.add(.NoSuchOutput(expected: 6, found: 99), 820, .caller, "output 99: the commitment has 6") {
      try Known().commitment.claim(output: 99, path: .delayed)
    }
    rows.add(
      .SpendPath(output: 5, kind: .toLocal), 821, .caller, "output 5, ToLocal, cannot be taken so"
    ) { try C.claim(Known().commitment, .toLocal, .payment) }
    rows.add(
      .SpendPath(output: 5, kind: .toLocal), 821, .caller, "output 5, ToLocal, cannot be taken so"
    ) {
      let (known, signature) = (try Known(), try Known().ofOffered())
      return try known.commitment.signedHtlcTransaction(
        output: known.output(.toLocal), local: signature, remote: signature)
    }
    rows.add(
      .SpendPath(output: 2, kind: .receivedHtlc(htlc: 1)), 821, .caller,
      "output 2, ReceivedHtlc(1), cannot be taken so"
    ) { try C.claim(Known().commitment, .receivedHtlc(htlc: 1), .preimage(preimage: C.preimage(2))) }
    rows.add(.SecondStagePath, 822, .caller, "outputs of htlc transactions are taken by delay or revocation") {
      let known = try Known()
      return try known.commitment.secondStageClaims(transaction: known.commitment.transaction(), path: .timeout)
    }
    rows.add(.SpendPreimage(output: 3), 823, .peer, "output 3: expected the preimage of its hash") {
      try C.claim(Known().commitment, .offeredHtlc(htlc: 0), .preimage(preimage: C.preimage(2)))
    }
    rows.add(.SpendPreimage(output: 2), 823, .peer, "output 2: expected the preimage of its hash") {
      let (known, signature) = (try Known(), try Known().ofOffered())
      return try known.commitment.signedHtlcTransaction(
        output: known.output(.receivedHtlc(htlc: 1)), local: signature, remote: signature)
    }
    rows.add(.NotRevoked(number: 0), 824, .caller, "the secret is not that of commitment 0") {
      try C.claim(Known().commitment, .toLocal, C.revoked(1))
    }
    rows.add(.NotYetRevoked(number: 1), 825, .caller, "commitment 1 is not revoked") {
      try recognise(C.built(number: 1).transaction())
    }
    rows.add(.NotACommitment, 826, .peer, "not a commitment of the channel") {
      let foreign = RawTransaction(
        inputs: [.init(txid: Data(repeating: 9, count: 32))], outputs: [.init(valueSat: 1000, script: C.wallet)])
      return try recognise(foreign.write())
    }
    rows.add(
      .NotCombinable(output: 0), 827, .caller,
      "output 0: its htlc transaction pays its own fee and takes no other inputs"
    ) {
      let (commitment, signature) = (try C.built(.staticRemotekey, htlcs: C.htlcs()), try Known().ofOffered())
      let path = SpendPath.htlcTransaction(remoteSignature: signature, preimage: nil)
      return try C.claim(commitment, .offeredHtlc(htlc: 0), path)
    }
    return rows
  }()

  static let sweeps: [Fault<CommitmentError>] = {
    var rows: [Fault<CommitmentError>] = []
    rows.add(.NoClaims, 828, .caller, "a sweep of nothing") {
      try Sweep(claims: [C.walletClaim()], destination: C.wallet)
    }
    if let known = try? Known() {
      let txid = known.commitment.txid()
      rows.add(
        .DuplicateClaim(txid: txid, output: 5), 829, .caller, "\(txid):5 is claimed twice"
      ) { try known.sweep([known.balance(), known.balance()]) }
    }
    rows.add(.ClaimVersion(expected: 2, found: 3), 830, .caller, "version of a claim: expected 2, found 3") {
      try Known().sweep([Known().balance(), C.claim(C.built(.zeroFee), .toLocal, .delayed)])
    }
    rows.add(
      .ClaimLockTime(expected: 500_000, found: 600_000), 831, .caller,
      "lock time of an htlc transaction: expected 500000, found 600000"
    ) {
      let claims = try ([500_000, 600_000] as [UInt32]).enumerated().map { number, expiry in
        let htlc = try C.htlc(.opener, 1, expiry: expiry)
        let commitment = try C.built(htlcs: [htlc], number: UInt64(number))
        let signature = try C.remoteSignature(commitment, C.output(commitment, .offeredHtlc(htlc: 0)))
        let path = SpendPath.htlcTransaction(remoteSignature: signature, preimage: nil)
        return try C.claim(commitment, .offeredHtlc(htlc: 0), path)
      }
      return try Sweep(claims: claims, destination: C.wallet)
    }
    if let balance = try? Known().balance() {
      let sum = allBitcoin + balance.amountSat()
      rows.add(
        .ClaimAmount(expected: allBitcoin, found: sum), 832, .caller,
        "claims: expected at most \(allBitcoin) sat, found \(sum) sat"
      ) { try Sweep(claims: [balance, C.walletClaim(1, allBitcoin)], destination: C.wallet) }
      rows.add(
        .ClaimAmount(expected: allBitcoin, found: nil), 832, .caller,
        "claims: expected at most \(allBitcoin) sat, found more than can be counted"
      ) { try Sweep(claims: [balance, C.walletClaim(1, .max)], destination: C.wallet) }
    }
    rows.add(
      .SweepFeerate(expected: 250, found: 249), 833, .caller, "feerate_per_kw: expected at least 250, found 249"
    ) { try Known().sweep(nil, 249) }
    rows.add(
      .FeeExceedsAmount(expected: 57_500, found: 20_000), 834, .caller,
      "the fee is 57500 sat and the claims bring 20000 sat"
    ) { try Known().sweep([C.claim(Known().commitment, .offeredHtlc(htlc: 0), C.revoked())], 100_000) }
    rows.add(
      .SweepDust(expected: 294, found: 277), 835, .caller, "output: expected at least 294 sat, found 277 sat"
    ) { try Known().sweep([C.claim(Known().commitment, .offeredHtlc(htlc: 0), C.revoked())], 34_300) }
    rows.add(
      .SweepWeight(expected: 400_000, found: 400_647), 836, .caller,
      "weight: expected at most 400000, found 400647"
    ) { try Known().sweep([Known().balance(), C.walletClaim(weight: 400_000)]) }
    rows.add(.ClaimKey(input: 0), 837, .caller, "secret key of input 0 is not that of its output") {
      try Known().sweep().sign(secrets: C.secrets(of: .accepter))
    }
    rows.add(.SignatureCount(expected: 1, found: 0), 838, .caller, "signatures: expected 1, found 0") {
      try Known().sweep().complete(signatures: [])
    }
    rows.add(.ClaimSignature(input: 0), 839, .caller, "signature of input 0 is not of its key") {
      try Known().sweep().complete(signatures: [Known().ofOffered()])
    }
    return rows
  }()

  static let closing: [Fault<CommitmentError>] = {
    var rows: [Fault<CommitmentError>] = []
    rows.add(.ShutdownScript(length: 5), 850, .peer, "scriptpubkey of 5 bytes has none of the forms") {
      try ShutdownRules().check(script: Data(count: 5))
    }
    rows.add(
      .ShutdownNotNegotiated(form: .anySegwit), 851, .peer, "scriptpubkey: AnySegwit is not negotiated"
    ) { try ShutdownRules().check(script: Data([0x51, 2, 1, 1])) }
    rows.add(.UpfrontScript, 852, .peer, "scriptpubkey is not the one of shutdown_scriptpubkey") {
      try ShutdownRules().check(script: C.wallet, upfront: C.otherWallet)
    }
    rows.add(
      .ClosingFeeExceedsBalance(expected: 600_000, found: 600_001), 853, .peer,
      "fee_satoshis: expected at most 600000 sat, found 600001 sat"
    ) { try C.legacy(feeSat: 600_001).build(signer: .opener) }
    rows.add(.NoOutputs, 854, .caller, "closing transaction without outputs") {
      try C.legacy(openerMsat: 1_000_000_000, accepterMsat: 0, feeSat: 1_000_000).build(signer: .opener)
    }
    rows.add(
      .ClosingDust(expected: 294, found: 293), 855, .peer, "output: expected at least 294 sat, found 293 sat"
    ) {
      // A dust limit below that of the script.
      let channel = try C.channel(openerDustSat: 0)
      let terms = try C.legacy(channel: channel, openerMsat: 1_293_000, accepterMsat: 998_707_000)
      let signature = try terms.build(signer: .opener).sign(funding: C.secrets(of: .opener).funding())
      return try terms.verify(signer: .opener, signature: signature)
    }
    rows.add(.AllDust, 856, .caller, "fee_satoshis leaves dust on both sides") {
      try C.simple(closerMsat: 1_000_000_000, closeeMsat: 0, feeSat: 1_000_000).offered()
    }
    rows.add(
      .NoOverlap(expectedMin: 400, expectedMax: 600, foundMin: 601, foundMax: 800), 857, .peer,
      "fee_range: expected some of 400 sat to 600 sat, found 601 sat to 800 sat"
    ) { try answer(700, 601...800) }
    rows.add(
      .FeeOutOfRange(expectedMin: 500, expectedMax: 600, found: 700), 858, .peer,
      "fee_satoshis: expected 500 sat to 600 sat, found 700 sat"
    ) { try answer(700, 500...800) }
    rows.add(
      .FeeChanged(expected: 500, found: 450), 859, .peer, "fee_satoshis: expected 500 sat, found 450 sat"
    ) { try answer(450, 300...800, node: .accepter, sent: 500) }
    rows.add(
      .FeeNotBetween(low: 500, high: 700, found: 701), 860, .peer,
      "fee_satoshis: expected strictly between 500 sat and 700 sat, found 701 sat"
    ) { try answer(701, sent: 500, received: 700) }
    rows.add(
      .NoFeeBetween(low: 600, high: 601), 861, .peer,
      "fee_satoshis: none that is acceptable between 600 sat and 601 sat"
    ) { try answer(601, sent: 600) }
    rows.add(
      .ClosingSignature(node: .accepter), 862, .peer, "signature of the accepter is not of this closing transaction"
    ) { try C.legacy().build(signer: .opener).verify(node: .accepter, signature: Known().ofOffered()) }
    rows.add(
      .VariantMissing(variant: .closeeOutputOnly), 863, .peer, "closing_complete: expected closee_output_only"
    ) { try C.simple().selected(complete: ClosingSignatures()) }
    rows.add(
      .VariantNotOffered(variant: .closeeOutputOnly), 864, .peer, "closing_sig: closee_output_only was not offered"
    ) {
      let complete = try C.simple().sign(funding: C.secrets(of: .opener).funding())
      let other = ClosingSignatures(closeeOutputOnly: try Known().ofOffered())
      return try C.simple().finish(complete: complete, closingSig: other)
    }
    rows.add(
      .ClosingSignatureCount(expected: 1, found: 2), 865, .peer, "closing_sig: expected 1 signature, found 2"
    ) {
      let complete = try C.simple().sign(funding: C.secrets(of: .opener).funding())
      return try C.simple().finish(complete: complete, closingSig: complete)
    }
    return rows
  }()
}
