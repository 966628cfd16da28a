// A swap of on-chain bitcoin for a Lightning payment: claimed, spent by both, or taken back.
//
//   swift run Swap
//
// All keys are fresh, so each run has other addresses and transactions; what is printed does not depend on them.

import Foundation
import Keelbolt

/// Satoshi for a thousand units of weight.
let feerate: UInt32 = 1000

func show(_ signed: SignedHtlcSpend, leaving valueSat: UInt64) {
  print("  pays \(valueSat) sat for a fee of \(signed.feeSat()) sat")
}

/// Both sign one spend by the key path; on chain it looks like any payment. Each signer does its own half.
func cooperate(_ contract: TaprootHtlc, _ spend: TaprootSpend, _ signers: [SecretKey]) throws -> SignedHtlcSpend {
  let (keys, message) = (try contract.outputKeys(), spend.sighash())
  let nonces = try signers.map { try MusigSecretNonce.fresh(for: $0, keys: keys, message: message) }
  let session = try MusigSession(keys: keys, nonces: nonces.map { $0.publicNonce() }, message: message)
  let partials = try zip(nonces, signers).map { try $0.sign(session, key: $1) }
  let signed = try spend.finish(signature: session.aggregate(partials: partials))
  do {
    _ = try nonces[0].sign(session, key: signers[0])
  } catch MusigError.NonceUsed {
    print("  a nonce cannot sign again")
  }
  return signed
}

func swap() throws {
  // Alice has the preimage; Bob pays on chain, and is paid over Lightning once he knows it.
  let (alice, bob) = (try SecretKey(bytes: Entropy.fresh()), try SecretKey(bytes: Entropy.fresh()))
  let preimage = try Preimage(bytes: Entropy.fresh())
  let terms = HtlcTerms(
    hash: .sha256(hash: preimage.paymentHash()), receiver: try alice.publicKey(), sender: try bob.publicKey(),
    lockTime: .height(height: 900_000))
  let contract = try TaprootHtlc(terms: terms)
  let address = contract.address(network: .regtest)
  print("Bob pays 100000 sat to \(address.prefix(6))…, of \(address.count) characters, until block 900000")

  // What was paid to the address, and where the money shall go.
  let outpoint = OutPoint(txid: try Txid(Entropy.fresh()), vout: 0)
  let funding = HtlcFunding(outpoint: outpoint, valueSat: 100_000)
  let destination = Data([0, 20]) + Entropy.fresh().prefix(20)

  print("Alice claims with the preimage")
  let claim = try contract.claim(
    funding: funding, preimage: preimage, destination: destination, feeratePerKw: feerate)
  let claimed = try claim.sign(key: alice)
  show(claimed, leaving: claim.valueSat())

  // Bob learns it from what was broadcast.
  if let found = try terms.hash.preimage(inTransaction: claimed.transaction()), found == preimage {
    print("Bob finds the preimage, and is paid over Lightning with it")
  }

  print("or both cooperate")
  let together = try contract.cooperate(funding: funding, destination: destination, feeratePerKw: feerate)
  show(try cooperate(contract, together, [alice, bob]), leaving: together.valueSat())

  print("or Bob takes it back from block 900000 on")
  let refund = try contract.refund(funding: funding, destination: destination, feeratePerKw: feerate)
  show(try refund.sign(key: bob), leaving: refund.valueSat())
  do {
    _ = try refund.sign(key: alice)
  } catch let error as HtlcError {
    print("  Alice cannot: \(error)")
  }
}

do {
  try swap()
} catch {
  print("failed:", error)
  exit(1)
}
