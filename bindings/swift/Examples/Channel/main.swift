// A channel on paper: it opens, pays, and closes by force or in agreement; what is claimed is bumped, and a cheater is
// punished.
//
//   swift run Channel
//
// All keys are fresh, so each run has other transactions; what is printed does not depend on them.

import Foundation
import Keelbolt

/// Satoshi for a thousand units of weight.
let feerate: UInt32 = 1000
let fundingSat: UInt64 = 1_000_000

/// The scripts of both wallets, which would be fresh ones.
let wallet = Data([0, 20]) + Data(repeating: 1, count: 20)
let otherWallet = Data([0, 20]) + Data(repeating: 2, count: 20)

/// A channel as one program sees both of its nodes.
struct Channel {
  let opener: ChannelSecrets
  let accepter: ChannelSecrets
  let parameters: ChannelParameters

  init() throws {
    // Each node has a seed of its own, from which all secrets of its channels follow.
    func secrets() throws -> ChannelSecrets {
      let seed = Entropy.fresh() + Entropy.fresh()
      return try .derive(root: .fromSeed(seed: seed, network: .testnet), channel: 0)
    }
    (opener, accepter) = (try secrets(), try secrets())
    func node(_ secrets: ChannelSecrets) throws -> NodeParameters {
      NodeParameters(basepoints: try secrets.basepoints(), dustLimitSat: 354, toSelfDelay: 144)
    }
    parameters = ChannelParameters(
      format: .anchors, funding: OutPoint(txid: try Txid(Entropy.fresh()), vout: 0), fundingAmountSat: fundingSat,
      opener: try node(opener), accepter: try node(accepter))
  }

  /// A commitment of the opener's. The accepter has what the others leave.
  func commitment(_ number: UInt64, openerSat: UInt64, htlcs: [CommitmentHtlc] = []) throws -> Commitment {
    let inFlight = htlcs.reduce(0) { $0 + $1.amountMsat }
    return try CommitmentDraft(
      owner: .opener, number: number, perCommitmentPoint: opener.perCommitmentPoint(number: number),
      openerBalanceMsat: openerSat * 1000, accepterBalanceMsat: (fundingSat - openerSat) * 1000 - inFlight,
      feeratePerKw: 2500, htlcs: htlcs
    ).build(in: parameters)
  }

  /// The transaction with the signatures of both nodes over it.
  func published(_ commitment: Commitment) throws -> Data {
    let signatures = try [opener, accepter].map {
      try $0.funding().signRecoverable(digest: commitment.digest(), entropy: Entropy.fresh()).signature
    }
    return try commitment.signed(local: signatures[0], remote: signatures[1])
  }
}

/// Who gets what, when, under which condition.
func show(_ commitment: Commitment) {
  print("  commitment \(commitment.number()) pays a fee of \(commitment.feeSat()) sat")
  for output in commitment.outputs() {
    let says =
      switch output.kind {
      case .toLocal: "to the opener, 144 blocks later"
      case .toRemote: "to the accepter"
      case .offeredHtlc: "to the accepter with the preimage, or back to the opener from the expiry on"
      case .receivedHtlc: "to the opener with the preimage, or back to the accepter from the expiry on"
      case .localAnchor, .remoteAnchor, .sharedAnchor: "for raising the fee"
      }
    print("    \(output.valueSat) sat \(says)")
  }
}

func claim(_ commitment: Commitment, _ kind: OutputKind, _ path: SpendPath) throws -> Claim? {
  try commitment.output(of: kind).map { try commitment.claim(output: $0, path: path) }
}

func sweep(_ claims: [Claim], feeratePerKw: UInt32 = feerate, secrets: ChannelSecrets) throws -> SignedSweep {
  try Sweep(claims: claims, destination: wallet).build(feeratePerKw: feeratePerKw).sign(secrets: secrets)
}

/// It opens and pays: each new commitment is signed by the other node, and the one before is revoked.
func pay(_ channel: Channel, _ preimage: Preimage) throws -> (first: Commitment, second: Commitment, SecretStore) {
  print("it opens")
  let first = try channel.commitment(0, openerSat: fundingSat)
  try first.verify(signatures: first.sign(secrets: channel.accepter))
  show(first)

  print("it pays")
  let htlc = CommitmentHtlc(
    offeredBy: .opener, amountMsat: 50_000_000, paymentHash: preimage.paymentHash(), cltvExpiry: 900_000)
  let second = try channel.commitment(1, openerSat: 750_000, htlcs: [htlc])
  try second.verify(signatures: second.sign(secrets: channel.accepter))
  show(second)
  let store = SecretStore()
  try store.insert(number: 0, secret: channel.opener.perCommitmentSecret(number: 0))
  return (first, second, store)
}

/// The opener publishes its commitment, and each node takes what is its own.
func forceClose(_ channel: Channel, _ commitment: Commitment, _ preimage: Preimage) throws {
  print("the opener closes by force; the accepter takes the payment and its balance")
  let claims = [
    try claim(commitment, .offeredHtlc(htlc: 0), .preimage(preimage: preimage)),
    try claim(commitment, .toRemote, .payment),
  ].compactMap { $0 }
  let taken = try sweep(claims, secrets: channel.accepter)
  print("  \(claims.count) outputs in one transaction")
  let revealed = try commitment.revealedPreimages(transaction: taken.transaction())
  print("  the opener sees the preimage: \(revealed.map(\.preimage) == [preimage])")

  print("the opener takes its balance after 144 blocks, and raises the fee")
  guard let balance = try claim(commitment, .toLocal, .delayed) else { return }
  let attempt = try sweep([balance], secrets: channel.opener)
  let raised = try sweep(attempt.claims(), feeratePerKw: feerate / 2, secrets: channel.opener)
  print("  it pays more, though the feerate fell: \(raised.feeSat() > attempt.feeSat())")
}

/// The opener publishes a commitment that it has revoked, and loses everything.
func punish(_ channel: Channel, _ commitment: Commitment, _ store: SecretStore) throws {
  let revoked = try RevokedCommitment.recognise(
    channel.published(commitment), of: .opener, in: channel.parameters, secrets: store, htlcs: [])
  let justice = try sweep(revoked.claims(), secrets: channel.accepter)
  let all = revoked.claims().reduce(0) { $0 + $1.amountSat() }
  print("  \(all) sat of commitment \(revoked.number()), for a fee of \(justice.feeSat()) sat")
}

/// Both close the channel in agreement.
func closeTogether(_ channel: Channel) throws {
  print("or both close it")
  let close = SimpleClose(
    channel: channel.parameters, closer: .opener, closerBalanceMsat: 750_000_000, closeeBalanceMsat: 250_000_000,
    closerScript: wallet, closeeScript: otherWallet, feeSat: 500, lockTime: 0)
  let complete = try close.sign(funding: channel.opener.funding())
  let answer = try close.countersign(complete, funding: channel.accepter.funding())
  let closed = try close.finish(complete: complete, closingSig: answer.signatures)
  let (opener, accepter) = (channel.parameters.opener.basepoints, channel.parameters.accepter.basepoints)
  let funding = ScriptTemplate.funding(pubkey1: opener.fundingPubkey, pubkey2: accepter.fundingPubkey)
  let coin = Coin(
    valueSat: fundingSat, scriptPubkey: try funding.scriptPubkey(), created: .confirmed(height: 800_000))
  let tip = ChainTip(height: 800_006, medianTimePast: 1_700_000_000)
  print("  nodes relay that, for a fee of \(try checkRelay(transaction: closed, coins: [coin], chain: tip)) sat")
}

do {
  let (channel, preimage) = (try Channel(), try Preimage(bytes: Entropy.fresh()))
  let (first, second, store) = try pay(channel, preimage)
  try forceClose(channel, second, preimage)
  print("had it published what is revoked, the accepter would take it all")
  try punish(channel, first, store)
  do {
    try punish(channel, second, store)
  } catch let error as CommitmentError {
    print("  but not of this one: \(error)")
  }
  try closeTogether(channel)
} catch {
  print("failed:", error)
  exit(1)
}
