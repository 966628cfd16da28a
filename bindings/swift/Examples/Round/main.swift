// A round of Ark: eight users share one output on chain, all sign its tree, and one of them leaves without the server.
//
//   swift run Round
//
// All keys are fresh, so each run has other transactions; what is printed does not depend on them.

import Foundation
import Keelbolt

let (count, leaving) = (8, 5)
let (tip, expiryHeight): (UInt32, UInt32) = (895_680, 900_000)
let (exitDelta, margin): (UInt16, UInt16) = (144, 36)

/// Satoshi for a thousand units of weight.
let feerate: UInt32 = 2_500

/// The weight of a transaction that spends an anchor and one P2TR output, to one of the same kind.
let childWeight: UInt64 = 608

/// This is no leaf of a tree, or the preimage is another's.
struct NotUnlocked: Error {}

/// Has a key for all, and one for this tree.
struct Server {
  let key: SecretKey
  let cosignKey: SecretKey
  let preimage: Preimage
  let terms: VtxoTerms

  init() throws {
    (key, cosignKey) = (try SecretKey(bytes: Entropy.fresh()), try SecretKey(bytes: Entropy.fresh()))
    preimage = try Preimage(bytes: Entropy.fresh())
    terms = VtxoTerms(serverPubkey: try key.publicKey(), expiryHeight: expiryHeight, exitDelta: exitDelta)
  }
}

/// Asks for an output, and signs for the tree with a key of its own that is forgotten afterwards.
struct User {
  let key: SecretKey
  let leaf: LeafSpec
  let nonces: BranchNonces

  init(number: Int, unlockHash: UnlockHash) throws {
    key = try SecretKey(bytes: Entropy.fresh())
    let cosignKey = try SecretKey(bytes: Entropy.fresh())
    leaf = LeafSpec(
      policy: .pubkey(userPubkey: try key.publicKey()), amountSat: UInt64(10_000 + 100 * number),
      cosignPubkey: try cosignKey.publicKey(), unlockHash: unlockHash)
    nonces = try .fresh(for: cosignKey)
  }

  /// Builds its own branch from what the server sent, and signs only what it asked for.
  func sign(
    _ spec: TreeSpec, _ utxo: OutPoint, _ aggregates: [MusigAggregateNonce], _ server: Server
  ) throws -> TreeContribution {
    let place = try spec.match([leaf])[0]
    let expected = ExpectedBranch(
      leaf: leaf, serverPubkey: try server.key.publicKey(), serverCosignPubkey: try server.cosignKey.publicKey(),
      exitDelta: exitDelta, earliestExpiry: try earliestExpiry(tip: tip, margin: margin, exitDeltas: [exitDelta]),
      maxDepth: 8)
    let branch = try TreeBranch.build(spec: spec, utxo: utxo, leaf: place).check(expected: expected, spec: spec)
    return try nonces.contribute(to: branch, aggregates: aggregates)
  }
}

/// The transaction on chain, as some wallet makes it: one input, one output.
func paying(_ output: TxOut) -> Data {
  func bytes(_ number: UInt64, _ count: Int) -> Data {
    Data((0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) })
  }
  let input = Data([1]) + Entropy.fresh() + bytes(0, 4) + Data([0]) + bytes(0xffff_ffff, 4)
  let script = Data([UInt8(output.scriptPubkey.count)]) + output.scriptPubkey
  return bytes(2, 4) + input + Data([1]) + bytes(output.valueSat, 8) + script + bytes(0, 4)
}

/// Nonces, partial signatures, signatures: all that crosses is bytes.
func cosigned(_ spec: TreeSpec, _ utxo: OutPoint, _ users: [User], _ server: Server) throws -> SignedTree {
  let tree = try UnsignedTree.build(spec: spec, utxo: utxo)
  let shape = tree.shape()
  print("  \(shape.nodes()) transactions, of which all sign \(shape.internalNodes())")
  let nonces = try TreeNonces.fresh(for: server.cosignKey, shape: shape)
  let aggregates = try tree.aggregateNonces(
    leaves: users.map { $0.nonces.publicNonces() }, globalSigners: [nonces.publicNonces()])

  print("each user builds its branch, checks it, and signs")
  let sent = try users.map { try $0.sign(spec, utxo, aggregates, server) }
  print("  \(sent[0].partials.count) partial signatures of user 0, in the order of its branch")
  do {
    _ = try users[0].sign(spec, utxo, aggregates, server)
  } catch let error as TreeError {
    print("  and no more: \(error)")
  }

  print("the server signs, and checks what came")
  let session = try TreeSession(tree: tree, aggregates: aggregates)
  let ofServer = try nonces.contribute(to: session)
  var wrong: [TreeContribution?] = sent
  wrong[3] = TreeContribution(nonces: sent[3].nonces, partials: sent[2].partials)
  do {
    _ = try session.aggregate(leaves: wrong, globalSigners: [ofServer])
  } catch let error as TreeError {
    print("  \(error)")
  }
  return try session.aggregate(leaves: sent, globalSigners: [ofServer])
}

/// User and server sign the leaf's own transaction; the preimage comes once the user has forfeited its inputs.
func unlocked(_ locked: Vtxo, _ user: User, _ server: Server) throws -> Vtxo {
  let signers = [user.key, server.key]
  guard let message = try locked.hops().last?.sighash else { throw NotUnlocked() }
  let keys = try MusigKeys.sorted(keys: signers.map { try $0.publicKey() })
  let nonces = try signers.map { try MusigSecretNonce.fresh(for: $0, keys: keys, message: message) }
  let session = try MusigSession(keys: keys, nonces: nonces.map { $0.publicNonce() }, message: message)
  let signature = try session.aggregate(partials: zip(nonces, signers).map { try $0.sign(session, key: $1) })
  let signed = try locked.withUnlockSignature(signature: signature)
  guard let vtxo = signed?.withUnlockPreimage(preimage: server.preimage) else { throw NotUnlocked() }
  return vtxo
}

/// All that a wallet asks before it counts the money.
func accepted(_ vtxo: Vtxo, anchor: Data, _ user: User, _ server: Server) throws -> AcceptedVtxo {
  let expected = VtxoExpectation(
    ownKeys: [try user.key.publicKey()], serverPubkey: try server.key.publicKey(),
    serverCosignPubkeys: [try server.cosignKey.publicKey()], policy: .own, amountSat: user.leaf.amountSat,
    unlockHash: user.leaf.unlockHash, confirmations: 6, tip: tip, exitDelta: exitDelta, margin: margin, maxDepth: 100)
  return try vtxo.accept(expected, facts: ChainFacts(anchor: anchor, confirmations: 6, unspent: true))
}

/// Puts the transactions on chain, each with a child that pays, waits, and claims.
func leave(_ money: AcceptedVtxo, _ user: User) throws {
  let exit = try money.exit()
  for package in try exit.packages() {
    let fee = try exit.childFee(depth: package.depth, childWeight: childWeight, feeratePerKw: feerate)
    print("  publishes \(package.transaction.weight) units of weight; its child pays \(fee ?? 0) sat")
  }
  let clause = try exit.clauses()[0]
  if case .delayed(let until) = try exit.progress(
    clause: clause, tip: tip, status: { _ in .confirmed(height: tip) })
  {
    print("  waits until block \(until)")
  }
  let claim = try exit.claim(
    clause: clause, destination: Data([0x51, 0x20]) + Entropy.fresh(), feeratePerKw: feerate)
  _ = try claim.sign(key: user.key)
  print("  claims \(claim.valueSat()) sat for a fee of \(claim.feeSat())")
}

func round() throws {
  let server = try Server()
  let users = try (0..<count).map { try User(number: $0, unlockHash: server.preimage.unlockHash()) }
  let spec = try TreeSpec(
    terms: server.terms, globalCosignPubkeys: [server.cosignKey.publicKey()], leaves: users.map(\.leaf))
  let anchor = paying(try spec.fundingOutput())
  let utxo = OutPoint(txid: try Txid(sha256(bytes: sha256(bytes: anchor).data).data), vout: 0)
  print("\(count) users share \(spec.totalSat()) sat in one output")
  let signed = try cosigned(spec, utxo, users, server)
  let tree = try signed.verify()

  let user = users[leaving]
  print("user \(leaving) gets its VTXO and forfeits what it paid with")
  let locked = try tree.branch(leaf: UInt32(leaving)).vtxo(spec: spec, signatures: signed.signatures())
  let money = try accepted(unlocked(locked, user, server), anchor: anchor, user, server)
  let deadline = money.deadline(margin: margin)
  print(
    "  \(money.amountSat()) sat; to be spent before block \(deadline.begin), lost from \(deadline.lost) on")

  print("user \(leaving) leaves without the server")
  try leave(money, user)
}

do {
  try round()
} catch {
  print("failed:", error)
  exit(1)
}
