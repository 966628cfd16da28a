import Foundation
import Keelbolt

/// Keys, terms and ceremonies that the tests of channels, contracts and MuSig2 share.
enum Channels {
  static let feerate: UInt32 = 1000
  static let lastNumber: UInt64 = (1 << 48) - 1
  static let outOfRange = Data(repeating: 0xff, count: 32)
  static let destination = Data([0, 20] + (0..<20))

  static func key(_ byte: UInt8) throws -> SecretKey { try SecretKey(bytes: Data(repeating: byte, count: 32)) }

  static func point(_ byte: UInt8) throws -> PublicKey { try key(byte).publicKey() }

  static func points(_ bytes: ClosedRange<UInt8> = 1...5) throws -> [PublicKey] { try bytes.map(point) }

  static func receiver() throws -> SecretKey { try key(1) }

  static func sender() throws -> SecretKey { try key(2) }

  static func root(_ network: KeyNetwork = .mainnet) throws -> ExtendedSecretKey {
    try .fromSeed(seed: Data(repeating: 1, count: 64), network: network)
  }

  static func preimage(_ byte: UInt8 = 0x11) throws -> Preimage {
    try Preimage(bytes: Data(repeating: byte, count: 32))
  }

  /// The basepoints of this secret key and of those after it.
  static func basepoints(_ first: UInt8) throws -> Basepoints {
    Basepoints(
      fundingPubkey: try point(first), revocationBasepoint: try point(first + 1),
      paymentBasepoint: try point(first + 2), delayedPaymentBasepoint: try point(first + 3),
      htlcBasepoint: try point(first + 4))
  }

  static func keys() throws -> CommitmentKeys {
    try .derive(perCommitmentPoint: point(1), local: basepoints(10), remote: basepoints(20))
  }

  static func lock() throws -> HashLock { .sha256(hash: try preimage().paymentHash()) }

  /// The terms of a contract, with what a row changes.
  static func terms(
    hash: HashLock? = nil, receiver: PublicKey? = nil, sender: PublicKey? = nil,
    lockTime: LockTime = .height(height: 900_000)
  ) throws -> HtlcTerms {
    HtlcTerms(
      hash: try hash ?? lock(), receiver: try receiver ?? point(1), sender: try sender ?? point(2),
      lockTime: lockTime)
  }

  /// An output that pays to a contract.
  static func funding(_ valueSat: UInt64 = 100_000) throws -> HtlcFunding {
    HtlcFunding(outpoint: OutPoint(txid: try Txid(Data(repeating: 5, count: 32)), vout: 1), valueSat: valueSat)
  }

  static func refund(_ valueSat: UInt64 = 100_000, feeratePerKw: UInt32 = feerate) throws -> P2wshSpend {
    try P2wshHtlc(terms: terms())
      .refund(funding: funding(valueSat), destination: destination, feeratePerKw: feeratePerKw)
  }
}

/// Two signers, their nonces, and the session that both have.
struct Ceremony {
  let signers: [SecretKey]
  let nonces: [MusigSecretNonce]
  let session: MusigSession

  static let digest = sha256(bytes: Data("what both sign".utf8))

  init(_ aggregation: MusigKeys? = nil, message: Sha256 = digest) throws {
    let keys = try aggregation ?? MusigKeys(keys: Channels.points(1...2))
    signers = [try Channels.receiver(), try Channels.sender()]
    nonces = try signers.map { try .fresh(for: $0, keys: keys, message: message) }
    session = try MusigSession(keys: keys, nonces: nonces.map { $0.publicNonce() }, message: message)
  }

  var publicNonces: [MusigPublicNonce] { nonces.map { $0.publicNonce() } }

  /// The partial signatures, in the order of the signers.
  func sign() throws -> [MusigPartialSignature] { try zip(nonces, signers).map { try $0.sign(session, key: $1) } }
}
