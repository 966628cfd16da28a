import Foundation
import Keelbolt
import Testing

/// A channel of a million satoshi, its commitments, and what is known of both nodes.
enum Commitments {
  static let wallet = Data([0, 20]) + Data(repeating: 7, count: 20)
  static let otherWallet = Data([0, 20]) + Data(repeating: 8, count: 20)
  static let fundingSat: UInt64 = 1_000_000
  static let formats: [CommitmentFormat] = [.staticRemotekey, .anchors, .zeroFee]
  static let chain = ChainTip(height: 700_000, medianTimePast: 1_700_000_000)
  static let deep = CoinCreated.confirmed(height: 600_000)

  static func secrets(of node: Node) throws -> ChannelSecrets {
    let first: UInt8 = node == .opener ? 1 : 11
    let keys = try (first...first + 4).map { try Channels.key($0) }
    return try ChannelSecrets(
      funding: keys[0], revocationBasepoint: keys[1], paymentBasepoint: keys[2], delayedPaymentBasepoint: keys[3],
      htlcBasepoint: keys[4], perCommitmentSeed: Data(repeating: node == .opener ? 0x61 : 0x62, count: 32))
  }

  static func channel(
    _ format: CommitmentFormat = .anchors, fundingAmountSat: UInt64 = fundingSat, openerDustSat: UInt64 = 354
  ) throws -> ChannelParameters {
    func parameters(_ node: Node, _ dust: UInt64) throws -> NodeParameters {
      NodeParameters(basepoints: try secrets(of: node).basepoints(), dustLimitSat: dust, toSelfDelay: 144)
    }
    return ChannelParameters(
      format: format, funding: OutPoint(txid: try Txid(Data(repeating: 9, count: 32)), vout: 1),
      fundingAmountSat: fundingAmountSat, opener: try parameters(.opener, openerDustSat),
      accepter: try parameters(.accepter, 354))
  }

  static func preimage(_ number: UInt8) throws -> Preimage { try Channels.preimage(number + 1) }

  /// An HTLC that is locked to the preimage with this number.
  static func htlc(
    _ offeredBy: Node, _ number: UInt8 = 0, amountMsat: UInt64 = 20_000_000, expiry: UInt32 = 500_000
  ) throws -> CommitmentHtlc {
    CommitmentHtlc(
      offeredBy: offeredBy, amountMsat: amountMsat, paymentHash: try preimage(number).paymentHash(),
      cltvExpiry: expiry)
  }

  static func htlcs() throws -> [CommitmentHtlc] { [try htlc(.opener, 1), try htlc(.accepter, 2)] }

  /// A commitment to be built: 600,000 sat of the opener and 400,000 of the accepter, less what each offers.
  static func draft(
    _ format: CommitmentFormat = .anchors, htlcs: [CommitmentHtlc] = [], number: UInt64 = 0,
    openerBalanceMsat: UInt64? = nil, accepterBalanceMsat: UInt64? = nil, feeratePerKw: UInt32? = nil
  ) throws -> CommitmentDraft {
    func left(_ node: Node, _ all: UInt64) -> UInt64 {
      all - htlcs.filter { $0.offeredBy == node }.reduce(0) { $0 + $1.amountMsat }
    }
    return CommitmentDraft(
      owner: .opener, number: number,
      perCommitmentPoint: try secrets(of: .opener).perCommitmentPoint(number: min(number, Channels.lastNumber)),
      openerBalanceMsat: openerBalanceMsat ?? left(.opener, 600_000_000),
      accepterBalanceMsat: accepterBalanceMsat ?? left(.accepter, 400_000_000),
      feeratePerKw: feeratePerKw ?? (format == .zeroFee ? 0 : 2500), htlcs: htlcs)
  }

  static func built(
    _ format: CommitmentFormat = .anchors, htlcs: [CommitmentHtlc] = [], number: UInt64 = 0
  ) throws -> Commitment {
    try draft(format, htlcs: htlcs, number: number).build(in: channel(format))
  }

  /// What a signer elsewhere gives.
  static func signature(_ key: SecretKey, _ digest: Sha256) throws -> Signature {
    try key.signRecoverable(digest: digest, entropy: Entropy.fresh()).signature
  }

  /// The commitment with both signatures.
  static func published(_ commitment: Commitment) throws -> RawTransaction {
    let signatures = try [Node.opener, .accepter].map {
      try signature(secrets(of: $0).funding(), commitment.digest())
    }
    return try RawTransaction(commitment.signed(local: signatures[0], remote: signatures[1]))
  }

  /// What the accepter has signed for the HTLC of an output.
  static func remoteSignature(_ commitment: Commitment, _ output: UInt32) throws -> Signature {
    let signatures = try commitment.sign(secrets: secrets(of: .accepter)).htlcSignatures
    let outputs = commitment.htlcTransactions().map(\.previousOutput.vout)
    let index = try #require(outputs.firstIndex(of: output))
    return signatures[index]
  }

  static func output(_ commitment: Commitment, _ kind: OutputKind) throws -> UInt32 {
    let output = commitment.output(of: kind)
    return try #require(output)
  }

  /// The claim of the output of a kind.
  static func claim(_ commitment: Commitment, _ kind: OutputKind, _ path: SpendPath) throws -> Claim {
    try commitment.claim(output: output(commitment, kind), path: path)
  }

  /// The path of the one who is cheated.
  static func revoked(_ number: UInt64 = 0) throws -> SpendPath {
    try .revoked(by: secrets(of: .opener).perCommitmentSecret(number: number))
  }

  /// The claims in one transaction, signed by a node.
  static func sweep(
    _ claims: [Claim], by node: Node, feerate: UInt32 = 1000, parent: SweepParent? = nil
  ) throws -> SignedSweep {
    try Sweep(claims: claims, destination: wallet, parent: parent).build(feeratePerKw: feerate)
      .sign(secrets: secrets(of: node))
  }

  static func walletClaim(_ number: UInt8 = 3, _ amountSat: UInt64 = 50_000, weight: UInt64 = 109) throws -> Claim {
    try .wallet(
      previousOutput: OutPoint(txid: Txid(Data(repeating: number, count: 32)), vout: 0), amountSat: amountSat,
      scriptPubkey: otherWallet, witnessWeight: weight)
  }

  /// The secrets of the opener's commitments below this number.
  static func store(below count: UInt64) throws -> SecretStore {
    let store = SecretStore()
    for number in 0..<count {
      try store.insert(number: number, secret: secrets(of: .opener).perCommitmentSecret(number: number))
    }
    return store
  }

  static func legacy(
    channel: ChannelParameters? = nil, openerMsat: UInt64 = 600_000_999, accepterMsat: UInt64 = 399_999_001,
    accepterScript: Data = otherWallet, feeSat: UInt64 = 1000
  ) throws -> LegacyClosing {
    LegacyClosing(
      channel: try channel ?? Commitments.channel(), openerBalanceMsat: openerMsat, accepterBalanceMsat: accepterMsat,
      openerScript: wallet, accepterScript: accepterScript, feeSat: feeSat)
  }

  static func simple(
    closer: Node = .opener, closerMsat: UInt64 = 600_000_999, closeeMsat: UInt64 = 399_999_001,
    closerScript: Data = wallet, feeSat: UInt64 = 1000
  ) throws -> SimpleClose {
    SimpleClose(
      channel: try channel(), closer: closer, closerBalanceMsat: closerMsat, closeeBalanceMsat: closeeMsat,
      closerScript: closerScript, closeeScript: otherWallet, feeSat: feeSat, lockTime: 800_000)
  }
}
