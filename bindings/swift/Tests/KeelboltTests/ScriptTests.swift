import Foundation
import Keelbolt
import Testing

/// Scripts of channels by their parts, formats, and the hidden number of a commitment.
@Suite struct ScriptTests {
  static func htlc(delayed: Bool) throws -> HtlcTemplate {
    HtlcTemplate(
      revocationHash: Data(0..<20), localHtlcpubkey: try Channels.point(1), remoteHtlcpubkey: try Channels.point(2),
      paymentHash160: Data(20..<40), delayed: delayed)
  }

  static func templates() throws -> [ScriptTemplate] {
    let (one, two) = (try Channels.point(1), try Channels.point(2))
    let (lesser, greater) = one.hex < two.hex ? (one, two) : (two, one)
    return [
      .funding(pubkey1: lesser, pubkey2: greater),
      .toLocal(revocationPubkey: one, toSelfDelay: .max, localDelayedpubkey: two),
      .toRemote(remotepubkey: one), .anchor(fundingPubkey: one),
      .offeredHtlc(htlc: try htlc(delayed: true)),
      .receivedHtlc(htlc: try htlc(delayed: true), cltvExpiry: 900_000),
    ]
  }

  @Test(arguments: try templates())
  func recognised(_ template: ScriptTemplate) throws {
    let script = try template.write()
    #expect(ScriptTemplate.recognise(script) == template)
    #expect(ScriptTemplate.recognise(script.dropLast()) == nil && ScriptTemplate.recognise(script + [0]) == nil)
    #expect(try template.scriptPubkey() == Data([0, 32]) + sha256(bytes: script).data)
  }

  @Test func fundingKeysHaveOneOrder() throws {
    guard case .funding(let lesser, let greater) = try Self.templates()[0] else { return }
    let swapped = ScriptTemplate.funding(pubkey1: greater, pubkey2: lesser)
    #expect(try ScriptTemplate.recognise(swapped.write()) == Self.templates()[0])
  }

  @Test(arguments: [.staticRemotekey, .anchors, .zeroFee] as [CommitmentFormat])
  func ofACommitment(_ format: CommitmentFormat) throws {
    let keys = try Channels.keys()
    #expect(
      try keys.toLocal(toSelfDelay: 144)
        == .toLocal(
          revocationPubkey: keys.revocationPubkey, toSelfDelay: 144, localDelayedpubkey: keys.localDelayedpubkey))
    let (hash, otherHash) = (try Samples.hash(1), try Samples.hash(2))
    let htlc = try keys.htlc(paymentHash: hash, format: format)
    #expect(htlc.localHtlcpubkey == keys.localHtlcpubkey && htlc.remoteHtlcpubkey == keys.remoteHtlcpubkey)
    #expect(htlc.delayed == (format == .anchors))
    let other = try keys.htlc(paymentHash: otherHash, format: format)
    #expect(try other != htlc && other == htlc.withPaymentHash(paymentHash: otherHash))
  }

  /// The format, its version, its most HTLCs, and the weights of an empty commitment, of HTLC-timeout and HTLC-success.
  @Test(arguments: [
    (.staticRemotekey, [2, 483, 724, 663, 703]), (.anchors, [2, 483, 1124, 666, 706]),
    (.zeroFee, [3, 114, 776, 663, 703]),
  ] as [(CommitmentFormat, [UInt64])])
  func formats(_ format: CommitmentFormat, _ figures: [UInt64]) {
    #expect(
      figures == [
        UInt64(format.transactionVersion()), UInt64(format.maxAcceptedHtlcs()),
        format.commitmentWeight(untrimmedHtlcs: 0), format.htlcTimeoutWeight(), format.htlcSuccessWeight(),
      ])
    #expect(format.commitmentWeight(untrimmedHtlcs: 2) == figures[2] + 2 * 172)
    let pays: UInt64 = format == .staticRemotekey ? 1 : 0
    #expect(format.htlcTimeoutFee(feeratePerKw: 1000) == figures[3] * pays)
    #expect(format.htlcSuccessFee(feeratePerKw: 1000) == figures[4] * pays)
  }

  @Test func hiddenNumbers() throws {
    let factor = try ObscuringFactor(opener: Channels.point(1), accepter: Channels.point(2))
    let mirrored = try ObscuringFactor(opener: Channels.point(2), accepter: Channels.point(1))
    #expect(factor.value() != mirrored.value() && factor.value() < 1 << 48)
    for number in [0, 1, 42, Channels.lastNumber] {
      let (lockTime, sequence) = (try factor.lockTime(number: number), try factor.sequence(number: number))
      #expect(lockTime >> 24 == 0x20 && sequence >> 24 == 0x80)
      #expect(factor.number(lockTime: lockTime, sequence: sequence) == number)
    }
    #expect(factor.number(lockTime: 0, sequence: 0) == nil)
  }
}
