import Foundation
import Keelbolt
import Testing

/// Random bytes and numbers at every entry point of commitments, spends, closing and relay: a value or an error of the
/// library, never a trap.
///
/// The generator is seeded, so that a failure can be repeated: its seed is the test's argument.
@Suite struct RandomCommitmentTests {
  @Test(arguments: 0..<8 as Range<UInt64>)
  func readers(_ seed: UInt64) throws {
    var random = Seeded(state: seed)
    let readers = try Self.readers()
    for _ in 0..<30 {
      for (bytes, read) in readers {
        let spoiled = random.spoiled(bytes)
        anyError { try read(spoiled) }
      }
    }
  }

  private static func readers() throws -> [RandomChannelTests.Reader] {
    let commitment = try Commitments.built(htlcs: Commitments.htlcs())
    let (channel, store) = (try Commitments.channel(), try Commitments.store(below: 1))
    let published = try Commitments.published(commitment).write()
    let claim = try Commitments.claim(commitment, .offeredHtlc(htlc: 0), .preimage(preimage: Commitments.preimage(1)))
    let taken = try Commitments.sweep([claim], by: .accepter).transaction()
    let signatures = try commitment.sign(secrets: Commitments.secrets(of: .accepter))
    let signature = signatures.signature
    let unsigned = try Sweep(claims: [claim], destination: Commitments.wallet).build(feeratePerKw: 1000)
    let coin = Coin(valueSat: 20_000, scriptPubkey: claim.scriptPubkey(), created: Commitments.deep)
    let opener = try Commitments.secrets(of: .opener).funding()
    let (close, legacy) = (try Commitments.simple(), try Commitments.legacy())
    let complete = try close.sign(funding: opener)
    var readers: [RandomChannelTests.Reader] = []
    readers.append((published, { bytes in
      try RevokedCommitment.recognise(bytes, of: .opener, in: channel, secrets: store, htlcs: commitment.htlcs())
        .claims()
    }))
    readers.append((taken, { try commitment.revealedPreimages(transaction: $0) }))
    readers.append((taken, { try commitment.secondStageClaims(transaction: $0, path: .delayed) }))
    readers.append((taken, { try checkRelay(transaction: $0, coins: [coin], chain: Commitments.chain) }))
    readers.append((taken, { bytes in
      try checkPackageRelay(
        parent: published, parentCoins: [coin], child: bytes, childCoins: [coin], chain: Commitments.chain)
    }))
    readers.append((signature.data, { bytes in
      try commitment.verify(
        signatures: CommitmentSignatures(signature: Signature(bytes), htlcSignatures: signatures.htlcSignatures))
    }))
    readers.append((signature.data, { try commitment.signed(local: signature, remote: Signature($0)) }))
    readers.append((signature.data, { bytes in
      let path = SpendPath.htlcTransaction(remoteSignature: try Signature(bytes), preimage: nil)
      return try Commitments.claim(commitment, .offeredHtlc(htlc: 0), path)
    }))
    readers.append((signature.data, { try unsigned.complete(signatures: [Signature($0)]) }))
    readers.append((signature.data, { try legacy.verify(signer: .opener, signature: Signature($0)) }))
    readers.append((signature.data, { bytes in
      try close.finish(
        complete: complete, closingSig: ClosingSignatures(closerAndCloseeOutputs: Signature(bytes)))
    }))
    readers.append((Commitments.wallet, { ShutdownForm.recognise($0) }))
    readers.append((Commitments.wallet, { try ShutdownRules(anySegwit: true).check(script: $0, upfront: $0) }))
    readers.append((Commitments.wallet, { try Sweep(claims: [claim], destination: $0).build(feeratePerKw: 1000) }))
    readers.append((Commitments.wallet, { bytes in
      try Commitments.legacy(accepterScript: bytes).build(signer: .opener).weight()
    }))
    return readers
  }

  @Test(arguments: 0..<8 as Range<UInt64>)
  func numbers(_ seed: UInt64) throws {
    var random = Seeded(state: seed)
    let commitment = try Commitments.built(htlcs: Commitments.htlcs())
    let claim = try Commitments.claim(commitment, .toLocal, .delayed)
    for _ in 0..<40 {
      let (wide, other, narrow) = (random.number() as UInt64, random.number() as UInt64, random.number() as UInt32)
      let format = random.one(of: Commitments.formats)
      let htlc = try Commitments.htlc(random.one(of: [.opener, .accepter]), amountMsat: wide, expiry: narrow)
      let draft = CommitmentDraft(
        owner: random.one(of: [.opener, .accepter]), number: other, perCommitmentPoint: try Channels.point(1),
        openerBalanceMsat: wide, accepterBalanceMsat: 1_000_000_000 &- wide &- wide, feeratePerKw: narrow,
        htlcs: random.one(of: [[], [htlc], [htlc, htlc]]))
      let channel = try Commitments.channel(format)
      anyError { try draft.build(in: channel).outputs() }
      anyError { try draft.isTrimmed(htlc: htlc, channel: channel) }
      anyError { try draft.checkReserve(channel: channel, openerReserveSat: wide, accepterReserveSat: other) }
      _ = commitment.template(output: narrow)
      anyError { try commitment.claim(output: narrow, path: .delayed) }
      anyError {
        try Sweep(
          claims: [claim, Commitments.walletClaim(1, wide, weight: other)], destination: Commitments.wallet,
          parent: SweepParent(feeSat: other, weight: wide)
        ).build(feeratePerKw: narrow).weight()
      }
      let attempt = SweepAttempt(txid: commitment.txid(), feeSat: wide, weight: other)
      anyError {
        try Sweep(claims: [claim.replacing(attempt: attempt)], destination: Commitments.wallet)
          .build(feeratePerKw: narrow).feeSat()
      }
      anyError {
        try Commitments.legacy(openerMsat: wide, accepterMsat: other, feeSat: wide / 1001).build(signer: .accepter)
      }
      let close = try Commitments.simple(closerMsat: wide, closeeMsat: other, feeSat: other / 1001)
      anyError { try close.offered() }
      anyError { try close.transaction(variant: .closerAndCloseeOutputs).checkDust() }
      let range = FeeRange(minSat: wide, maxSat: other)
      let stand = LegacyNegotiation(
        node: .opener, preferredSat: wide, acceptable: range, sent: FeeProposal(feeSat: other, range: range),
        receivedSat: wide)
      anyError { try stand.answer(proposal: FeeProposal(feeSat: wide, range: FeeRange(minSat: other, maxSat: wide))) }
    }
  }
}
