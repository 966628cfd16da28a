import Foundation
import Keelbolt
import Testing

// The rows of every error of trees and their ceremonies. Those without an act are led to by no call but with negligible
// probability, or would need a library of another version than the package.

/// Where the keys that sign for all are counted in an encoding, and, behind one, the leaves.
private let (globalAt, leavesAt) = (1 + 39, 1 + 39 + 1 + 33)

private let noNonce = Result { try MusigPublicNonce(Data(repeating: 9, count: 66)) }

private func five() throws -> TreeSpec { try Arks.spec(leaves: 5) }

private func whole() throws -> Data { try Arks.spec(leaves: 2).toBytes() }

/// A specification with other bytes from an offset on.
private func changed(_ offset: Int, _ bytes: UInt8...) throws -> TreeSpec {
  let sound = try whole()
  return try .parse(sound.prefix(offset) + Data(bytes) + sound.dropFirst(offset + bytes.count))
}

private func tree(_ leaves: [LeafSpec]? = nil, terms: VtxoTerms? = nil, cosigner: UInt8 = Arks.cosigner) throws
  -> TreeSpec
{
  try TreeSpec(
    terms: terms ?? Arks.terms(), globalCosignPubkeys: Arks.keys(cosigner), leaves: leaves ?? five().leaves())
}

/// A leaf with what a row changes.
private func leaf(
  _ number: UInt8 = 2, policy: UserPolicy? = nil, amountSat: UInt64? = nil, cosigner: UInt8? = nil, signs: Bool = true,
  unlockHash: UnlockHash? = nil
) throws -> LeafSpec {
  let leaf = try Arks.leaf(number)
  return LeafSpec(
    policy: policy ?? leaf.policy, amountSat: amountSat ?? leaf.amountSat,
    cosignPubkey: signs ? try cosigner.map(Arks.key) ?? leaf.cosignPubkey : nil,
    unlockHash: unlockHash ?? leaf.unlockHash)
}

private func signed(_ signatures: Int) throws -> SignedTree {
  try SignedTree(
    spec: five(), utxo: Arks.utxo(five()), signatures: Array(repeating: Arks.noSignature.get(), count: signatures))
}

enum TreeFaults {
  static let all = encodings + trees + branches + contributions + nonces

  static let encodings: [Fault<TreeError>] = {
    var rows: [Fault<TreeError>] = []
    rows.add(
      .VtxoTruncated(offset: 1, expected: 4, found: 3), 1000, .peer, "truncated at byte 1: expected 4 bytes, found 3"
    ) { try TreeSpec.parse(whole().prefix(4)) }
    rows.add(
      .VtxoCount(offset: UInt64(globalAt), found: 1), 1001, .peer,
      "compact size at byte \(globalAt) is not the shortest form of 1"
    ) { try changed(globalAt, 0xfd, 1, 0) }
    rows.add(.VtxoTrailingBytes(found: 3), 1002, .peer, "3 bytes behind the end") {
      try SignedTree.parse(signed(0).toBytes() + Data(count: 3))
    }
    rows.add(.VtxoVersion(found: 3), 1003, .peer, "unknown version of the encoding: 3") { try changed(0, 3) }
    rows.add(
      .VtxoHeight(offset: 1, found: 4_294_967_295), 1004, .peer,
      "height at byte 1: expected at most 499934467, found 4294967295"
    ) { try changed(1, 0xff, 0xff, 0xff, 0xff) }
    rows.add(
      .VtxoDelta(offset: 38, found: 65_535), 1005, .peer,
      "delay at byte 38: expected at most 16383 blocks, found 65535"
    ) { try changed(38, 0xff, 0xff) }
    rows.add(
      .VtxoKey(offset: UInt64(globalAt + 1), fault: .notAPoint), 1006, .peer,
      "key at byte \(globalAt + 1): not a compressed point of the curve"
    ) { try changed(globalAt + 1, 5) }
    rows.add(
      .PolicyType(offset: UInt64(leavesAt + 1), found: 200), 1007, .peer,
      "policy at byte \(leavesAt + 1): unknown type 0xc8"
    ) { try changed(leavesAt + 1, 0xc8) }
    rows.add(
      .ServerPolicy(offset: UInt64(leavesAt + 1), found: 7), 1008, .peer,
      "policy at byte \(leavesAt + 1): type 0x07 is the server's, expected a user's"
    ) { try changed(leavesAt + 1, 7) }
    rows.add(
      .VtxoTooMany(counted: .leaves, expected: 100_000, found: 100_001), 1016, .peer,
      "leaves: expected at most 100000, found 100001"
    ) { try TreeShape(leaves: 100_001) }
    if let left = try? whole().count - globalAt - 1 {
      rows.add(
        .VtxoCountAboveInput(counted: .cosigners, offset: UInt64(globalAt), found: 200, left: UInt64(left)), 1017,
        .peer, "keys that sign together: 200 at byte \(globalAt) cannot stand in the \(left) bytes that are left"
      ) { try changed(globalAt, 200) }
    }
    rows.add(.TooFewLeaves(found: 1), 1020, .peer, "leaves: expected 2 at least, found 1") { try tree([leaf()]) }
    rows.add(.TooFewLeaves(found: 0), 1020, .peer, "leaves: expected 2 at least, found 0") {
      try TreeShape(leaves: 0)
    }
    rows.add(
      .VtxoAmountOverflow(expected: 2_100_000_000_000_000), 1021, .peer,
      "amounts: their sum is more than 2100000000000000 sat"
    ) { try tree(Array(repeating: leaf(amountSat: .max), count: 2)) }
    rows.add(
      .LockHeightTooLarge(expected: 499_934_467, found: 499_934_468), 1023, .caller,
      "height: expected at most 499934467, found 499934468"
    ) { try tree(terms: Arks.terms(expiryHeight: 499_934_468)) }
    rows.add(
      .LockDeltaTooLarge(expected: 16_383, found: 16_384), 1024, .caller,
      "delay: expected at most 16383 blocks, found 16384"
    ) { try tree(terms: Arks.terms(exitDelta: 16_384)) }
    rows.add(.KeyNotAPoint, 500, .peer, "not a compressed point of the curve") {
      let nobody = VtxoTerms(serverPubkey: try PublicKey(Data(count: 33)), expiryHeight: 900_000, exitDelta: 144)
      return try tree(terms: nobody)
    }
    return rows
  }()

  static let trees: [Fault<TreeError>] = {
    var rows: [Fault<TreeError>] = []
    rows.add(.NoSigners, 530, .peer, "no signers") {
      let leaves = try (0..<2).map { try Arks.leaf($0, signs: false) }
      return try TreeSpec(terms: Arks.terms(), globalCosignPubkeys: [], leaves: leaves).fundingOutput()
    }
    rows.add(.NoSuchLeaf(expected: 5, found: 5), 1100, .caller, "leaf: expected below 5, found 5") {
      try TreeBranch.build(spec: five(), utxo: Arks.utxo(five()), leaf: 5)
    }
    rows.add(.TreeSignatureCount(expected: 2, found: 1), 1101, .peer, "signatures: expected 2, found 1") {
      try signed(1).verify()
    }
    rows.add(.NodeSignature(node: 5), 1102, .peer, "signature of node 5 is not of its keys") { try signed(2).verify() }
    rows.add(.NodeSignature(node: 5), 1102, .peer, "signature of node 5 is not of its keys") {
      try signed(2).withFoundHashLock()
    }
    rows.add(.OtherTree, 1103, .caller, "branch is of another tree") {
      let ceremony = try TreeCeremony(five())
      let signatures = try ceremony.finish().signatures()
      return try ceremony.checked(2).branch().vtxo(spec: Arks.spec(leaves: 6), signatures: signatures)
    }
    rows.add(.MalformedTransaction, 607, .peer, "these bytes are no transaction") {
      let made = try UnsignedTree.build(spec: five(), utxo: Arks.utxo(five())).transactions()[0]
      return try TreeTransaction(
        previousOutput: made.previousOutput, spent: made.spent, outputs: made.outputs, txid: made.txid,
        unsigned: Data(count: 9)
      ).sighash()
    }
    rows.add(.NoLeafForOutput(output: 1), 1110, .peer, "output 1: no leaf is left for it") {
      try five().match([leaf(4), leaf(4)])
    }
    rows.add(
      .TweakOutOfRange, 504, .peer, "tweak is not below the group order, or makes the aggregate key infinity")
    rows.add(.Unlisted(text: "not known"), 999, .caller, "not known")
    return rows
  }()

  /// What a user checks before it signs: it expects what a row changes.
  private static func check(
    leaf: LeafSpec? = nil, server: UInt8 = Arks.server, cosigner: UInt8 = Arks.cosigner, exitDelta: UInt16 = 144,
    earliestExpiry: UInt32 = 900_000, maxDepth: UInt32 = 8, spec: TreeSpec? = nil
  ) throws -> CheckedBranch {
    let spec = try spec ?? five()
    let expected = ExpectedBranch(
      leaf: leaf ?? spec.leaves()[2], serverPubkey: try Arks.key(server), serverCosignPubkey: try Arks.key(cosigner),
      exitDelta: exitDelta, earliestExpiry: earliestExpiry, maxDepth: maxDepth)
    return try TreeBranch.build(spec: spec, utxo: Arks.utxo(spec), leaf: 2).check(expected: expected, spec: spec)
  }

  static let branches: [Fault<TreeError>] = {
    var rows: [Fault<TreeError>] = []
    rows.add(.LeafPolicy, 1111, .peer, "leaf: another policy than was asked for") {
      try check(leaf: leaf(policy: Arks.money(99)))
    }
    rows.add(.LeafAmount(expected: 1_003, found: 1_002), 1112, .peer, "leaf: expected 1003 sat, found 1002 sat") {
      try check(leaf: leaf(amountSat: 1_003))
    }
    rows.add(.LeafUnlockHash, 1113, .peer, "leaf: another unlock hash than was agreed on") {
      try check(leaf: leaf(unlockHash: UnlockHash(Data(count: 32))))
    }
    rows.add(.CosignKey, 1114, .peer, "leaf: another key than signs for it") { try check(leaf: leaf(cosigner: 99)) }
    rows.add(.CosignKey, 1114, .peer, "leaf: another key than signs for it") { try check(leaf: leaf(signs: false)) }
    rows.add(.TreeServerKey, 1115, .peer, "tree: the key is another server's") { try check(server: 99) }
    rows.add(.ServerDoesNotSign, 1116, .peer, "tree: the server does not sign for it") { try check(cosigner: 99) }
    rows.add(
      .TreeExitDelta(expected: 143, found: 144), 1117, .peer,
      "delay of exits: expected 143 blocks, found 144 blocks"
    ) { try check(exitDelta: 143) }
    rows.add(
      .TreeExpiry(expected: 900_001, found: 900_000), 1118, .peer,
      "expiry: expected block 900001 or later, found block 900000"
    ) { try check(earliestExpiry: 900_001) }
    rows.add(
      .TreeDepth(expected: 1, found: 2), 1119, .peer, "transactions above the leaf: expected at most 1, found 2"
    ) { try check(maxDepth: 1) }
    rows.add(
      .TreeDust(node: 5, output: 3, expected: 330, found: 329), 1120, .peer,
      "output 3 of node 5: expected at least 330 sat, found 329 sat"
    ) {
      var leaves = try five().leaves()
      leaves[3] = try leaf(3, amountSat: 329)
      return try check(spec: tree(leaves))
    }
    rows.add(.OtherTree, 1103, .caller, "branch is of another tree") {
      let other = try TreeBranch.build(spec: tree(cosigner: 99), utxo: Arks.utxo(five()), leaf: 2)
      return try other.check(expected: Arks.expected(five(), leaf: 2), spec: five())
    }
    return rows
  }()

  /// A ceremony of six, of whom the second does not sign.
  private static func six() throws -> TreeCeremony { try TreeCeremony(Arks.spec(leaves: 6) { $0 != 1 }) }

  /// Finishes it with what somebody has changed in it.
  private static func held(_ change: (inout TreeCeremony) throws -> Void) throws -> SignedTree {
    var ceremony = try six()
    try change(&ceremony)
    return try ceremony.finish()
  }

  /// The owner of a leaf sends other nonces or parts.
  private static func held(
    leaf: Int, nonces: ([MusigPublicNonce]) throws -> [MusigPublicNonce] = { $0 },
    partials: ([MusigPartialSignature]) throws -> [MusigPartialSignature] = { $0 }
  ) throws -> SignedTree {
    try held { ceremony in
      let sent = try ceremony.contribution(leaf)
      ceremony.leaves[leaf] = TreeContribution(
        nonces: try nonces(sent.nonces), partials: try partials(sent.partials))
    }
  }

  /// The server sends other parts.
  private static func heldByServer(
    _ partials: ([MusigPartialSignature]) throws -> [MusigPartialSignature]
  ) throws -> SignedTree {
    try held { ceremony in
      let sent = ceremony.global[0]
      ceremony.global = [TreeContribution(nonces: sent.nonces, partials: try partials(sent.partials))]
    }
  }

  /// Two leaves whose owners do not sign.
  private static func delegated() throws -> UnsignedTree {
    let spec = try Arks.spec(leaves: 2) { _ in false }
    return try UnsignedTree.build(spec: spec, utxo: Arks.utxo(spec))
  }

  static let contributions: [Fault<TreeError>] = {
    var rows: [Fault<TreeError>] = []
    rows.add(.SignerCount(expected: 6, found: 5), 1121, .caller, "contributions: expected 6, found 5") {
      try held { $0.leaves.removeLast() }
    }
    rows.add(
      .ContributionOfLeaf(leaf: 3, expected: true), 1122, .peer, "the owner of leaf 3 signs, but sent nothing"
    ) { try held { $0.leaves[3] = nil } }
    rows.add(
      .ContributionOfLeaf(leaf: 1, expected: false), 1122, .peer,
      "the owner of leaf 1 does not sign, but sent something"
    ) { try held { $0.leaves[1] = $0.leaves[0] } }
    rows.add(
      .TreeNonceCount(signer: .leaf(leaf: 3), expected: 2, found: 1), 1123, .peer,
      "nonces of the owner of leaf 3: expected 2, found 1"
    ) { try held(leaf: 3, nonces: { Array($0.prefix(1)) }) }
    rows.add(
      .TreePartialSignatureCount(signer: .leaf(leaf: 3), expected: 2, found: 1), 1125, .peer,
      "partial signatures of the owner of leaf 3: expected 2, found 1"
    ) { try held(leaf: 3, partials: { Array($0.prefix(1)) }) }
    rows.add(
      .TreePartialSignatureCount(signer: .global(place: 0), expected: 2, found: 3), 1125, .peer,
      "partial signatures of the global signer 0: expected 2, found 3"
    ) { try heldByServer { $0 + [$0[0]] } }
    rows.add(
      .TreePartialSignature(signer: .leaf(leaf: 3), node: 6), 1126, .peer,
      "partial signature of the owner of leaf 3 for node 6 is wrong"
    ) { try held(leaf: 3, partials: { $0.reversed() }) }
    rows.add(
      .TreePartialSignature(signer: .global(place: 0), node: 7), 1126, .peer,
      "partial signature of the global signer 0 for node 7 is wrong"
    ) { try heldByServer { [$0[0], $0[0]] } }
    rows.add(
      .TreePartialSignature(signer: .global(place: 0), node: 6), 1126, .peer,
      "partial signature of the global signer 0 for node 6 is wrong"
    ) { try heldByServer { try $0.map { _ in try MusigPartialSignature(Channels.outOfRange) } } }
    rows.add(
      .TreeNonce(signer: .leaf(leaf: 0)), 1128, .peer,
      "nonces of the owner of leaf 0: public nonce is not two compressed points of the curve"
    ) { try held(leaf: 0, nonces: { try $0.map { _ in try noNonce.get() } }) }
    rows.add(
      .TreeNonce(signer: .global(place: 0)), 1128, .peer,
      "nonces of the global signer 0: public nonce is not two compressed points of the curve"
    ) { try delegated().aggregateNonces(leaves: [nil, nil], globalSigners: [[noNonce.get()]]) }
    // As soon as it has come.
    rows.add(
      .TreePartialSignature(signer: .leaf(leaf: 4), node: 7), 1126, .peer,
      "partial signature of the owner of leaf 4 for node 7 is wrong"
    ) {
      let ceremony = try six()
      let sent = try ceremony.contribution(4)
      let nonces = [sent.nonces[0], sent.nonces[0]] + sent.nonces.dropFirst(2)
      let mixed = TreeContribution(nonces: nonces, partials: sent.partials)
      return try ceremony.session().verifyLeaf(leaf: 4, contribution: mixed)
    }
    rows.add(
      .ContributionOfLeaf(leaf: 1, expected: false), 1122, .peer,
      "the owner of leaf 1 does not sign, but sent something"
    ) {
      let ceremony = try six()
      return try ceremony.session().verifyLeaf(leaf: 1, contribution: ceremony.global[0])
    }
    rows.add(.SignerCount(expected: 1, found: 1), 1121, .caller, "contributions: expected 1, found 1") {
      let ceremony = try six()
      return try ceremony.session().verifyGlobal(place: 1, contribution: ceremony.global[0])
    }
    rows.add(
      .TreeAggregateNonce(node: 2), 1127, .peer, "aggregate nonce of node 2 is not of the nonces that signed"
    ) {
      let tree = try delegated()
      let nonces = try (0..<2).map { _ in
        try TreeNonces.fresh(for: Arks.secret(Arks.cosigner), shape: tree.shape())
      }
      let others = try tree.aggregateNonces(leaves: [nil, nil], globalSigners: [nonces[1].publicNonces()])
      let session = try TreeSession(tree: tree, aggregates: others)
      return try session.aggregate(leaves: [nil, nil], globalSigners: [nonces[0].contribute(to: session)])
    }
    return rows
  }()

  /// Fresh nonces of the owner of the third leaf, or of another key, sign for it.
  private static func sign(
    _ key: UInt8 = Arks.cosigners + 2, levels: UInt8 = 8,
    aggregates: ([MusigAggregateNonce]) -> [MusigAggregateNonce] = { $0 }, again: Bool = false
  ) throws -> [MusigPartialSignature] {
    let (ceremony, nonces) = (try TreeCeremony(five()), try BranchNonces.fresh(for: Arks.secret(key), levels: levels))
    if again { _ = try? nonces.sign(branch: ceremony.checked(2), aggregates: []) }
    return try nonces.sign(branch: ceremony.checked(2), aggregates: aggregates(ceremony.aggregates))
  }

  private static func session(_ aggregates: [MusigAggregateNonce]) throws -> TreeSession {
    try TreeSession(tree: .build(spec: five(), utxo: Arks.utxo(five())), aggregates: aggregates)
  }

  static let nonces: [Fault<TreeError>] = {
    var rows: [Fault<TreeError>] = []
    rows.add(.NotANonce, 532, .peer, "public nonce is not two compressed points of the curve") {
      let none = try MusigAggregateNonce(Data(repeating: 9, count: 66))
      return try session([none, none])
    }
    rows.add(
      .AggregateNonceCount(expected: 2, found: 0), 1124, .peer, "aggregate nonces: expected 2, found 0"
    ) { try session([]) }
    rows.add(
      .AggregateNonceCount(expected: 2, found: 1), 1124, .peer, "aggregate nonces: expected 2, found 1"
    ) { try sign(aggregates: { Array($0.prefix(1)) }) }
    rows.add(.CosignKey, 1114, .peer, "leaf: another key than signs for it") { try sign(99) }
    rows.add(
      .TreeNonceCount(signer: .leaf(leaf: 2), expected: 2, found: 1), 1123, .peer,
      "nonces of the owner of leaf 2: expected 2, found 1"
    ) { try sign(levels: 1) }
    rows.add(.CosignKey, 1114, .peer, "leaf: another key than signs for it") {
      let ceremony = try TreeCeremony(five())
      let nonces = try TreeNonces.fresh(for: Arks.secret(99), shape: ceremony.tree.shape())
      return try nonces.contribute(to: ceremony.session())
    }
    rows.add(.NonceOutOfRange, 533, .caller, "nonce or its entropy is zero or not below the group order") {
      try BranchNonces(key: Arks.secret(99), randomness: Data(count: 32), entropy: Samples.entropy)
    }
    rows.add(.NonceUsed, 540, .caller, "these nonces have signed before") {
      let ceremony = try TreeCeremony(five())
      let nonces = try #require(ceremony.users[0])
      return try nonces.contribute(to: ceremony.checked(0), aggregates: ceremony.aggregates)
    }
    rows.add(.NonceUsed, 540, .caller, "these nonces have signed before") {
      let ceremony = try TreeCeremony(five())
      return try ceremony.server.contribute(to: ceremony.session())
    }
    // Also when the first time failed.
    rows.add(.NonceUsed, 540, .caller, "these nonces have signed before") { try sign(again: true) }
    rows.add(.WrongLength(expected: 32, found: 31), 600, .caller, "expected 32 bytes, found 31") {
      try BranchNonces(key: Arks.secret(99), randomness: Data(count: 31), entropy: Samples.entropy)
    }
    rows.add(.WrongLength(expected: 32, found: 31), 600, .caller, "expected 32 bytes, found 31") {
      try TreeNonces(
        key: Arks.secret(99), shape: TreeShape(leaves: 2), randomness: Samples.entropy, entropy: Data(count: 31))
    }
    return rows
  }()
}
