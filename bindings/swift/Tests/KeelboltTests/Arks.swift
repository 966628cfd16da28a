import Foundation
import Keelbolt
import Testing

/// Keys by small numbers, policies, rounds and the VTXO of a leaf, which the tests of Ark share.
enum Arks {
  static let tip: UInt32 = 899_000
  static let feerate: UInt32 = 500

  /// What the user's leaf holds.
  static let ownSat: UInt64 = 20_000

  /// The numbers of keys; with the third the server signs a tree, and the user with the fourth.
  static let (server, user, cosigner, ephemeral, stranger): (UInt8, UInt8, UInt8, UInt8, UInt8) = (1, 2, 3, 4, 5)

  /// Where the numbers of the keys of owners begin, and of their keys for the tree.
  static let (owners, cosigners): (UInt8, UInt8) = (10, 100)

  static let noSignature = Result { try SchnorrSignature(Data(count: 64)) }

  private static let secrets = Result {
    try Dictionary(uniqueKeysWithValues: (UInt8(1)...200).map { (try key($0), $0) })
  }

  static func secret(_ number: UInt8) throws -> SecretKey { try Channels.key(number) }

  static func key(_ number: UInt8) throws -> PublicKey { try Channels.point(number) }

  static func keys(_ numbers: UInt8...) throws -> [PublicKey] { try numbers.map(key) }

  /// The secret of one of the keys.
  static func secret(of key: PublicKey) throws -> SecretKey {
    let number = try #require(secrets.get()[key], "a key that has no number")
    return try secret(number)
  }

  static func terms(expiryHeight: UInt32 = 900_000, exitDelta: UInt16 = 144) throws -> VtxoTerms {
    VtxoTerms(serverPubkey: try key(server), expiryHeight: expiryHeight, exitDelta: exitDelta)
  }

  static func preimage() throws -> Preimage { try Channels.preimage(9) }

  static func unlockHash() throws -> UnlockHash { try preimage().unlockHash() }

  // MARK: Policies

  static func money(_ number: UInt8 = user) throws -> UserPolicy { .pubkey(userPubkey: try key(number)) }

  static func received(htlcExpiry: UInt32 = 850_000, version: HashLockVersion = .v1) throws -> UserPolicy {
    .lightningReceive(
      version: version, userPubkey: try key(user), paymentHash: try preimage().paymentHash(), htlcExpiry: htlcExpiry,
      htlcExpiryDelta: 40)
  }

  static func sent(version: HashLockVersion = .v1) throws -> UserPolicy {
    .lightningSend(
      version: version, userPubkey: try key(user), paymentHash: try preimage().paymentHash(), htlcExpiry: 850_000)
  }

  // MARK: Rounds

  /// The leaf of a user with a key of its own, who signs or not.
  static func leaf(_ number: UInt8, signs: Bool = true) throws -> LeafSpec {
    LeafSpec(
      policy: try money(owners + number), amountSat: 1_000 + UInt64(number),
      cosignPubkey: signs ? try key(cosigners + number) : nil, unlockHash: try unlockHash())
  }

  static func spec(leaves: UInt8, signs: (UInt8) -> Bool = { _ in true }) throws -> TreeSpec {
    try TreeSpec(
      terms: terms(), globalCosignPubkeys: keys(cosigner), leaves: (0..<leaves).map { try leaf($0, signs: signs($0)) })
  }

  /// The user's leaf before those of strangers, who do not sign.
  static func round(
    _ policy: UserPolicy? = nil, terms: VtxoTerms? = nil, cosigner: UInt8 = cosigner, leaves: Int = 3,
    siblingSat: UInt64 = 1_000
  ) throws -> TreeSpec {
    let own = LeafSpec(
      policy: try policy ?? money(), amountSat: ownSat, cosignPubkey: try key(ephemeral), unlockHash: try unlockHash())
    let other = LeafSpec(
      policy: try money(stranger), amountSat: siblingSat, cosignPubkey: nil, unlockHash: try unlockHash())
    return try TreeSpec(
      terms: terms ?? self.terms(), globalCosignPubkeys: keys(cosigner),
      leaves: [own] + Array(repeating: other, count: leaves - 1))
  }

  /// The transaction whose second output funds a tree.
  static func anchor(_ spec: TreeSpec) throws -> RawTransaction {
    let funding = try spec.fundingOutput()
    return RawTransaction(
      inputs: [.init(txid: Data(repeating: 6, count: 32))],
      outputs: [
        .init(valueSat: 777, script: Data([0x51])), .init(valueSat: funding.valueSat, script: funding.scriptPubkey),
      ])
  }

  static func utxo(_ spec: TreeSpec) throws -> OutPoint { OutPoint(txid: try anchor(spec).txid, vout: 1) }

  /// Signs for all of them together, as one.
  static func together(_ signers: [PublicKey], _ digest: Sha256, merkleRoot: Sha256? = nil) throws -> SchnorrSignature
  {
    let sorted = try MusigKeys.sorted(keys: signers)
    let keys = try merkleRoot.map { try sorted.tapTweak(merkleRoot: $0) } ?? sorted
    let secrets = try keys.signers().map(secret(of:))
    let nonces = try secrets.map { try MusigSecretNonce.fresh(for: $0, keys: keys, message: digest) }
    let session = try MusigSession(keys: keys, nonces: nonces.map { $0.publicNonce() }, message: digest)
    return try session.aggregate(partials: zip(nonces, secrets).map { try $0.sign(session, key: $1) })
  }

  /// The signatures above a leaf, without a ceremony: all keys are known. The other nodes have none.
  private static func signatures(above leaf: UInt32, of tree: UnsignedTree) throws -> [SchnorrSignature] {
    let (spec, shape) = (tree.spec(), tree.shape())
    let root = try #require(tree.internalKeys().last)
    let merkleRoot = try policyOutput(policy: .expiry(internalKey: root), terms: spec.terms()).merkleRoot()
    let branch = shape.branch(leaf: leaf)
    return try tree.sighashes().enumerated().map { index, sighash in
      let node = shape.leaves() + UInt32(index)
      guard branch.contains(node) else { return try noSignature.get() }
      let below = shape.leavesBelow(node: node).compactMap { spec.leaves()[Int($0)].cosignPubkey }
      return try together(below + spec.globalCosignPubkeys(), sighash, merkleRoot: merkleRoot)
    }
  }

  // MARK: VTXOs

  /// The VTXO of the first leaf, without its own signature and its preimage.
  static func unsigned(_ spec: TreeSpec) throws -> Vtxo {
    let tree = try UnsignedTree.build(spec: spec, utxo: utxo(spec))
    return try tree.branch(leaf: 0).vtxo(spec: spec, signatures: signatures(above: 0, of: tree))
  }

  /// The VTXO of the first leaf, before the server has unlocked it.
  static func locked(_ spec: TreeSpec) throws -> Vtxo { try unsigned(spec).signed() }

  /// The VTXO of the first leaf with all that an exit needs.
  static func vtxo(_ spec: TreeSpec? = nil) throws -> Vtxo { try locked(spec ?? round()).unlocked() }

  static func accepted(_ policy: UserPolicy? = nil) throws -> AcceptedVtxo {
    .assumeAccepted(vtxo: try vtxo(round(policy)))
  }

  /// What the user expects of the first leaf, with what a row changes.
  static func expectation(
    ownKeys: [UInt8] = [9, user], server: UInt8 = server, cosigners: [UInt8] = [8, cosigner],
    policy: ExpectedPolicy = .own, amountSat: UInt64? = ownSat, unlockHash: UnlockHash? = nil,
    isUnlockHashKnown: Bool = true, confirmations: UInt32 = 6, tip: UInt32 = tip, exitDelta: UInt16 = 144,
    margin: UInt16 = 36, maxDepth: UInt32 = 5
  ) throws -> VtxoExpectation {
    VtxoExpectation(
      ownKeys: try ownKeys.map(key), serverPubkey: try key(server), serverCosignPubkeys: try cosigners.map(key),
      policy: policy, amountSat: amountSat, unlockHash: isUnlockHashKnown ? try unlockHash ?? self.unlockHash() : nil,
      confirmations: confirmations, tip: tip, exitDelta: exitDelta, margin: margin, maxDepth: maxDepth)
  }

  /// What is known of the output on chain, with what a row changes.
  static func facts(
    _ spec: TreeSpec? = nil, anchor: Data? = nil, confirmations: UInt32 = 6, unspent: Bool = true
  ) throws -> ChainFacts {
    ChainFacts(
      anchor: try anchor ?? self.anchor(spec ?? round()).write(), confirmations: confirmations, unspent: unspent)
  }
}

extension Vtxo {
  /// With the signature of its owner and the server.
  func signed() throws -> Vtxo {
    let sighash = try #require(hops().last).sighash
    let signature = try Arks.together([policy().owner(), terms().serverPubkey], sighash)
    let signed = try withUnlockSignature(signature: signature)
    return try #require(signed)
  }

  /// With the server's preimage.
  func unlocked() throws -> Vtxo {
    let unlocked = try withUnlockPreimage(preimage: Arks.preimage())
    return try #require(unlocked)
  }
}
