import Foundation
import Keelbolt
import Testing

// The rows of every error of VTXOs, their policies, spends and acceptance. Those without an act are led to by no call
// but with negligible probability, or would need a library of another version than the package, or trees lead to them.

/// Where the genesis begins in an encoding, and its first item behind the count.
private let (genesisAt, itemAt) = (85, 86)

/// Where the number of outputs stands, when two keys sign for the first item.
private let outputsAt = itemAt + 1 + 1 + 66 + 64

private let nowhere = Result { try XOnlyPublicKey(Channels.outOfRange) }
private let p2tr = Data([0x51, 0x20]) + Data(count: 32)
private let data = TxOut(valueSat: 0, scriptPubkey: Data([0x6a, 1, 7]))

private func noPoint() throws -> PublicKey { try PublicKey(Data(count: 33)) }

private func xOnly(_ number: UInt8) throws -> XOnlyPublicKey { try XOnlyPublicKey(Arks.key(number).data.dropFirst()) }

private func point() throws -> OutPoint { OutPoint(txid: try Txid(Data(repeating: 5, count: 32)), vout: 0) }

/// The bare form of a leaf, with what a row changes.
private func bare(amountSat: UInt64? = nil, anchor: OutPoint? = nil, point: OutPoint? = nil) throws -> BareVtxo {
  let bare = try Arks.vtxo().bare()
  return BareVtxo(
    amountSat: amountSat ?? bare.amountSat, terms: bare.terms, chainAnchor: anchor ?? bare.chainAnchor,
    policy: bare.policy, point: point ?? bare.point)
}

/// The leaf with another bare form.
private func joined(_ bare: BareVtxo) throws -> Vtxo { try .join(bare: bare, genesis: Arks.vtxo().genesisBytes()) }

/// The leaf, as if it hung on another output of the same transaction.
private func moved(_ vout: UInt32) throws -> Vtxo {
  let anchor = try Arks.vtxo().chainAnchor()
  return try joined(bare(anchor: OutPoint(txid: anchor.txid, vout: vout)))
}

/// A genesis item that two cosign, with these siblings, signed by nobody.
private func item(_ siblings: [TxOut] = [], start: Data? = nil, index: UInt8 = 0) throws -> Data {
  let cosigned = try Arks.keys(Arks.user, Arks.server).reduce(Data([1, 2])) { $0 + $1.data }
  let outputs = siblings.reduce(Data()) { bytes, output in
    bytes + little(output.valueSat, 8) + Data([UInt8(output.scriptPubkey.count)]) + output.scriptPubkey
  }
  return (start ?? cosigned) + Data(count: 64) + Data([UInt8(siblings.count + 1), index]) + outputs + Data(count: 8)
}

/// A whole VTXO with this genesis, each byte as given.
private func whole(_ genesis: Data? = nil) throws -> Data {
  let written = try bare(point: point()).write()
  return try written.prefix(genesisAt) + (genesis ?? Data([1]) + item()) + written.dropFirst(itemAt)
}

/// The whole VTXO with other bytes from an offset on.
private func changed(_ offset: Int, _ bytes: Data) throws -> Data {
  let sound = try whole()
  return sound.prefix(offset) + bytes + sound.dropFirst(offset + bytes.count)
}

/// Whether nodes relay an exit beside these siblings.
private func standard(_ siblings: [TxOut]) throws { try Vtxo.parse(whole(Data([1]) + item(siblings))).checkStandard() }

/// The spend of money, with what a row changes.
private func spend(
  _ valueSat: UInt64 = 50_000, clause: VtxoClause? = nil, destination: Data = Channels.destination,
  feerate: UInt32 = 253
) throws -> ClauseSpend {
  let (own, terms) = (try Arks.money(), try Arks.terms())
  return try own.output(terms).spend(
    clause: clause ?? own.clauses(terms: terms)[0], outpoint: point(), valueSat: valueSat, destination: destination, feeratePerKw: feerate)
}

/// What a wallet does with the first leaf of a round.
private func accept(
  _ vtxo: Vtxo? = nil, _ expected: VtxoExpectation? = nil, facts: ChainFacts? = nil
) throws -> AcceptedVtxo {
  try (vtxo ?? Arks.vtxo()).accept(expected ?? Arks.expectation(), facts: facts ?? Arks.facts())
}

private func accept(_ expected: VtxoExpectation) throws -> AcceptedVtxo { try accept(nil, expected) }

/// The same before anything is forfeited for it.
private func lock(_ vtxo: Vtxo? = nil, _ expected: VtxoExpectation? = nil) throws -> LockedVtxo {
  try (vtxo ?? Arks.locked(Arks.round())).acceptLocked(expected ?? Arks.expectation(), facts: Arks.facts())
}

/// What is expected just so.
private func accept(round: TreeSpec) throws -> AcceptedVtxo {
  let vtxo = try Arks.vtxo(round)
  return try accept(vtxo, Arks.expectation(policy: .exactly(policy: vtxo.policy())), facts: Arks.facts(round))
}

/// Another transaction on chain: another lock time.
private func otherAnchor() throws -> RawTransaction {
  var other = try Arks.anchor(Arks.round())
  other.lockTime = 1
  return other
}

/// The least height at which two transactions of an exit, its delay and that of the contract are over.
private let afterExit = Arks.tip + 2 + 144 + 40 + 36

enum VtxoFaults {
  static let all: [Fault<VtxoError>] = [encodings, counts, arguments, spends, chains, rules, facts].flatMap { $0 }

  static let encodings: [Fault<VtxoError>] = {
    var rows: [Fault<VtxoError>] = []
    rows.add(
      .VtxoTruncated(offset: 0, expected: 2, found: 0), 1000, .peer, "truncated at byte 0: expected 2 bytes, found 0"
    ) { try Vtxo.parse(Data()) }
    rows.add(
      .VtxoCount(offset: 85, found: 1), 1001, .peer, "compact size at byte 85 is not the shortest form of 1"
    ) { try Vtxo.parse(whole(Data([0xfd, 1, 0]) + item())) }
    rows.add(.VtxoTrailingBytes(found: 1), 1002, .peer, "1 bytes behind the end") {
      try Vtxo.parse(whole() + Data([0]))
    }
    rows.add(.VtxoVersion(found: 3), 1003, .peer, "unknown version of the encoding: 3") {
      try Vtxo.parse(changed(0, Data([3])))
    }
    rows.add(
      .VtxoHeight(offset: 10, found: 499_934_468), 1004, .peer,
      "height at byte 10: expected at most 499934467, found 499934468"
    ) { try Vtxo.parse(changed(10, little(499_934_468, 4))) }
    rows.add(
      .VtxoDelta(offset: 47, found: 16_384), 1005, .peer,
      "delay at byte 47: expected at most 16383 blocks, found 16384"
    ) { try Vtxo.parse(changed(47, little(16_384, 2))) }
    rows.add(
      .VtxoKey(offset: 14, fault: .notAPoint), 1006, .peer, "key at byte 14: not a compressed point of the curve"
    ) { try Vtxo.parse(changed(14, Data([5]))) }
    rows.add(
      .VtxoKey(offset: 1, fault: .notAnXCoordinate), 1006, .peer, "key at byte 1: not the x coordinate of a point"
    ) { try VtxoPolicy.parse(Data([4]) + Channels.outOfRange) }
    rows.add(.PolicyType(offset: 0, found: 12), 1007, .peer, "policy at byte 0: unknown type 0x0c") {
      try VtxoPolicy.parse(Data([12]))
    }
    rows.add(
      .ServerPolicy(offset: 0, found: 7), 1008, .peer, "policy at byte 0: type 0x07 is the server's, expected a user's"
    ) { try UserPolicy.parse(Data([7])) }
    rows.add(.TransitionType(offset: 86, found: 5), 1009, .peer, "transition at byte 86: unknown type 0x05") {
      try Vtxo.parse(changed(itemAt, Data([5])))
    }
    rows.add(.NoCosigners(offset: 87), 1010, .peer, "no keys at byte 87: expected one at least") {
      try Vtxo.parse(changed(itemAt + 1, Data([0])))
    }
    rows.add(.VtxoTweak(offset: 121), 1011, .peer, "tweak at byte 121 is not below the group order") {
      let start = try Data([2, 1]) + Arks.key(Arks.user).data + Channels.outOfRange
      return try Vtxo.parse(whole(Data([1]) + item(start: start)))
    }
    rows.add(
      .VtxoUnlock(offset: 184, found: 2), 1012, .peer,
      "unlock at byte 184: expected 0 (preimage) or 1 (hash), found 2"
    ) {
      let leaf = try Data([1, 4]) + Arks.key(Arks.user).data + Data(count: 64) + Data([2]) + Data(count: 32)
      return try Vtxo.parse(whole(leaf + Data([1, 0]) + Data(count: 8)))
    }
    rows.add(
      .NoTransactionOutputs(offset: 218), 1013, .peer, "number of outputs at byte 218: expected 1 to 255, found 0"
    ) { try Vtxo.parse(changed(outputsAt, Data([0]))) }
    rows.add(
      .VtxoOutputIndex(offset: 219, expected: 1, found: 1), 1014, .peer,
      "output index at byte 219: expected below 1, found 1"
    ) { try Vtxo.parse(whole(Data([1]) + item(index: 1))) }
    rows.add(
      .VtxoScriptLength(offset: 228, expected: 100, found: 101), 1015, .peer,
      "script at byte 228: expected at most 100 bytes, found 101"
    ) { try Vtxo.parse(whole(Data([1]) + item([TxOut(valueSat: 1, scriptPubkey: Data(count: 101))]))) }
    return rows
  }()

  static let counts: [Fault<VtxoError>] = {
    var rows: [Fault<VtxoError>] = []
    rows.add(
      .VtxoTooMany(counted: .genesisItems, expected: 16_384, found: 65_535), 1016, .peer,
      "steps of a genesis: expected at most 16384, found 65535"
    ) { try Vtxo.parse(whole(Data([0xfd, 0xff, 0xff]) + item())) }
    rows.add(
      .VtxoTooMany(counted: .cosigners, expected: 100_255, found: 4_294_967_295), 1016, .peer,
      "keys that sign together: expected at most 100255, found 4294967295"
    ) { try Vtxo.parse(changed(itemAt + 1, Data([0xfe, 0xff, 0xff, 0xff, 0xff]))) }
    rows.add(
      .VtxoCountAboveInput(counted: .genesisItems, offset: 85, found: 9, left: 212), 1017, .peer,
      "steps of a genesis: 9 at byte 85 cannot stand in the 212 bytes that are left"
    ) { try Vtxo.parse(whole(Data([9]) + item())) }
    rows.add(.NoGenesis, 1018, .peer, "no genesis: expected the full form, found the bare one") {
      try Vtxo.parse(bare().write())
    }
    rows.add(.UnexpectedGenesis, 1019, .peer, "a genesis of what lies on chain itself") {
      try joined(bare(point: bare().chainAnchor))
    }
    rows.add(.TooFewLeaves(found: 1), 1020, .peer, "leaves: expected 2 at least, found 1")
    rows.add(
      .VtxoAmountOverflow(expected: 2_100_000_000_000_000), 1021, .peer,
      "amounts: their sum is more than 2100000000000000 sat"
    ) { try joined(bare(amountSat: .max)).hops() }
    rows.add(.NotAVtxoId, 1022, .peer, "not the id of a VTXO: expected txid:vout") { try VtxoId.parse("00:1") }
    return rows
  }()

  static let arguments: [Fault<VtxoError>] = {
    var rows: [Fault<VtxoError>] = []
    rows.add(.KeyNotAPoint, 500, .peer, "not a compressed point of the curve") {
      try VtxoPolicy.checkpoint(userPubkey: noPoint()).write()
    }
    rows.add(.KeyNotAPoint, 500, .peer, "not a compressed point of the curve") {
      try Arks.accepted().trustsOthers(ownKeys: [noPoint()])
    }
    rows.add(.SecretKeyOutOfRange, 501, .caller, "secret key is zero or not below the group order")
    rows.add(
      .TweakOutOfRange, 504, .peer, "tweak is not below the group order, or makes the aggregate key infinity")
    rows.add(.NotAnXCoordinate, 507, .peer, "not the x coordinate of a point") {
      try VtxoClause.delayedSign(pubkey: nowhere.get(), delta: 1).script()
    }
    rows.add(.PointsCancel, 508, .peer, "points cancel each other")
    rows.add(.WrongLength(expected: 20, found: 19), 600, .caller, "expected 20 bytes, found 19") {
      try Arks.preimage().opensClause(hash: ClauseHash(version: .v1, hash160: Data(count: 19)))
    }
    rows.add(.WrongLength(expected: 36, found: 35), 600, .caller, "expected 36 bytes, found 35") {
      try VtxoId(Data(count: 35))
    }
    rows.add(.WrongLength(expected: 32, found: 31), 600, .caller, "expected 32 bytes, found 31") {
      try spend().sign(key: Arks.secret(Arks.user), auxiliary: Samples.entropy, entropy: Data(count: 31))
    }
    rows.add(.Unlisted(text: "something new"), 999, .caller, "something new")
    rows.add(
      .LockHeightTooLarge(expected: 499_934_467, found: 499_934_468), 1023, .caller,
      "height: expected at most 499934467, found 499934468"
    ) { try Arks.money().output(Arks.terms(expiryHeight: 499_934_468)) }
    rows.add(
      .LockDeltaTooLarge(expected: 16_383, found: 16_384), 1024, .caller,
      "delay: expected at most 16383 blocks, found 16384"
    ) { try Arks.money().clauses(terms: Arks.terms(exitDelta: 16_384)) }
    rows.add(
      .LockDeltaTooLarge(expected: 16_383, found: 16_384), 1024, .caller,
      "delay: expected at most 16383 blocks, found 16384"
    ) { try accept(Arks.expectation(exitDelta: 16_384)) }
    return rows
  }()

  static let spends: [Fault<VtxoError>] = {
    var rows: [Fault<VtxoError>] = []
    rows.add(.SignatureMismatch, 301, .caller, "signature is not of this key") {
      try spend().finish(signature: Arks.noSignature.get())
    }
    rows.add(
      .FundingValue(found: 0), 553, .caller, "output: expected 1 to 2100000000000000 sat, found 0 sat"
    ) { try spend(0) }
    rows.add(
      .FeeAboveValue(fee: 470_000, value: 100), 554, .caller, "fee of 470000 sat is more than the output's 100 sat"
    ) { try spend(100, feerate: 1_000_000) }
    rows.add(
      .BelowDustLimit(expected: 294, found: 281), 555, .caller,
      "after the fee: expected at least 294 sat, found 281 sat"
    ) { try spend(400) }
    rows.add(.EmptyDestination, 558, .caller, "destination: expected an output script, found none") {
      try spend(destination: Data())
    }
    rows.add(.NotAClause, 1030, .caller, "output has no such clause") {
      try spend(clause: .delayedSign(pubkey: xOnly(Arks.stranger), delta: 144))
    }
    rows.add(.ClausePreimage, 1031, .caller, "no preimage, or that of another hash") { try claim(nil) }
    rows.add(.ClausePreimage, 1031, .caller, "no preimage, or that of another hash") {
      try claim(Channels.preimage(8))
    }
    rows.add(.ClauseKey, 1032, .caller, "key does not sign for this clause") {
      try spend().sign(key: Arks.secret(Arks.stranger))
    }
    return rows
  }()

  /// The claim of what was received.
  private static func claim(_ preimage: Preimage?) throws -> ClauseSpend {
    let exit = try Arks.accepted(Arks.received()).exit()
    let clause = try #require(exit.clauses().first)
    return try exit.claim(
      clause: clause, destination: Channels.destination, feeratePerKw: Arks.feerate, preimage: preimage)
  }

  static let chains: [Fault<VtxoError>] = {
    var rows: [Fault<VtxoError>] = []
    rows.add(
      .ChainAnchorValue(expected: 22_000, found: 777), 1040, .peer,
      "output on chain: expected 22000 sat, found 777 sat"
    ) { try accept(moved(0)) }
    rows.add(.ChainAnchorScript, 1041, .peer, "output on chain is not what the genesis spends") {
      try Arks.vtxo().checkChain(anchor: TxOut(valueSat: 22_000, scriptPubkey: p2tr))
    }
    rows.add(.NoHopSignature(depth: 1), 1042, .peer, "transaction 1: no signature") {
      try accept(Arks.unsigned(Arks.round()).unlocked())
    }
    // Whoever forfeits for a leaf without its signature never gets it.
    rows.add(.NoHopSignature(depth: 1), 1042, .peer, "transaction 1: no signature") {
      try lock(Arks.unsigned(Arks.round()))
    }
    rows.add(.NoHopPreimage(depth: 1), 1043, .peer, "transaction 1: preimage is not known") {
      try accept(Arks.locked(Arks.round()))
    }
    rows.add(
      .HopSignature(depth: 1, fault: .signatureMismatch), 1044, .peer, "transaction 1: signature is not of this key"
    ) {
      let other = try SchnorrSignature(Data(repeating: 7, count: 64))
      let wrong = try Arks.vtxo().withUnlockSignature(signature: other)
      return try accept(#require(wrong))
    }
    if let (expected, found) = try? (Arks.vtxo().id().outpoint, point()) {
      rows.add(
        .VtxoPoint(expected: expected, found: found), 1045, .peer,
        "point: expected \(expected.txid):\(expected.vout), found \(found.txid):\(found.vout)"
      ) { try accept(joined(bare(point: found))) }
    }
    rows.add(
      .ExitDust(output: .own, expected: 330, found: 329), 1050, .peer,
      "the VTXO is dust: expected 330 sat at least, found 329 sat"
    ) { try joined(bare(amountSat: 329)).checkStandard() }
    rows.add(
      .ExitDust(output: .sibling(depth: 0, index: 0), expected: 330, found: 329), 1050, .peer,
      "sibling 0 of transaction 0 is dust: expected 330 sat at least, found 329 sat"
    ) { try accept(round: Arks.round(siblingSat: 329)) }
    rows.add(
      .ExitScript(output: .sibling(depth: 0, index: 0)), 1051, .peer,
      "sibling 0 of transaction 0 has a script that is not relayed"
    ) { try standard([TxOut(valueSat: 330, scriptPubkey: Data([0x51]))]) }
    rows.add(
      .SecondData(output: .sibling(depth: 0, index: 2)), 1052, .peer,
      "sibling 2 of transaction 0 is the second one of data alone"
    ) { try standard([data, TxOut(valueSat: 330, scriptPubkey: p2tr), data]) }
    rows.add(
      .ExitWeight(depth: 0, expected: 40_000, found: 44_192), 1053, .peer,
      "weight of transaction 0: expected at most 40000, found 44192"
    ) { try standard(Array(repeating: TxOut(valueSat: 330, scriptPubkey: p2tr), count: 254)) }
    return rows
  }()

  /// Each rule of acceptance but those about the chain, refused by its own name.
  static let rules: [Fault<VtxoError>] = {
    var rows: [Fault<VtxoError>] = []
    rows.add(.VtxoServerKey, 1064, .peer, "the key is another server's") {
      try accept(Arks.expectation(server: Arks.stranger))
    }
    rows.add(
      .NodeWithoutServer(depth: 0), 1065, .peer, "transaction 0: the server is none of those that sign"
    ) { try accept(Arks.expectation(cosigners: [])) }
    // The user and a stranger have signed, and the server has not.
    rows.add(
      .NodeWithoutServer(depth: 0), 1065, .peer, "transaction 0: the server is none of those that sign"
    ) { try accept(round: Arks.round(cosigner: Arks.stranger)) }
    rows.add(
      .VtxoExitDelta(expected: 143, found: 144), 1066, .peer,
      "delay of exits: expected at most 143 blocks, found 144 blocks"
    ) { try accept(Arks.expectation(exitDelta: 143)) }
    rows.add(
      .VtxoExpiry(expected: 900_001, found: 900_000), 1067, .peer,
      "expiry: expected block 900001 or later, found block 900000"
    ) { try accept(Arks.expectation(tip: 900_000 - 144 - 2 - 36 + 1)) }
    rows.add(
      .HtlcExpiry(expected: UInt64(afterExit), found: UInt64(afterExit - 1)), 1068, .peer,
      "expiry of the contract: expected block \(afterExit) or later, found block \(afterExit - 1)"
    ) { try accept(round: Arks.round(Arks.received(htlcExpiry: afterExit - 1))) }
    rows.add(
      .VtxoDepth(expected: 1, found: 2), 1069, .peer, "transactions of an exit: expected at most 1, found 2"
    ) { try accept(Arks.expectation(maxDepth: 1)) }
    rows.add(.VtxoPolicy, 1070, .peer, "another policy than was asked for") {
      try accept(Arks.expectation(policy: .exactly(policy: Arks.received(htlcExpiry: afterExit))))
    }
    // A contract is no payment.
    rows.add(.VtxoPolicy, 1070, .peer, "another policy than was asked for") {
      let round = try Arks.round(Arks.received(htlcExpiry: afterExit))
      return try accept(Arks.vtxo(round), facts: Arks.facts(round))
    }
    rows.add(.VtxoOwnKey, 1071, .peer, "the key is none of the wallet's") { try accept(Arks.expectation(ownKeys: [])) }
    // The policy is the user's, but the leaf before it a stranger's.
    for isLocked in [false, true] {
      rows.add(.LeafKey, 1072, .peer, "the leaf before it has another key") {
        isLocked ? try lock(ofStranger()) as Any : try accept(ofStranger())
      }
    }
    rows.add(.VtxoAmount(expected: 20_001, found: 20_000), 1073, .peer, "amount: expected 20001 sat, found 20000 sat") {
      try accept(Arks.expectation(amountSat: 20_001))
    }
    rows.add(.VtxoUnlockHash, 1074, .peer, "another unlock hash than the server told") {
      try accept(Arks.expectation(unlockHash: UnlockHash(Data(repeating: 1, count: 32))))
    }
    // What is forfeited for must be known.
    rows.add(.VtxoUnlockHash, 1074, .peer, "another unlock hash than the server told") {
      try lock(nil, Arks.expectation(isUnlockHashKnown: false))
    }
    rows.add(.VtxoHashLock, 1075, .peer, "preimage of the leaf may have any length") {
      let round = try Arks.round().withHashLock(version: .v0)
      return try Arks.vtxo(round).acceptLocked(Arks.expectation(), facts: Arks.facts(round))
    }
    return rows
  }()

  private static func ofStranger() throws -> Vtxo {
    let vtxo = try Arks.vtxo()
    var genesis = vtxo.genesisBytes()
    let own = try #require(genesis.range(of: Arks.key(Arks.user).data))
    genesis.replaceSubrange(own, with: try Arks.key(Arks.stranger).data)
    return try .join(bare: vtxo.bare(), genesis: genesis)
  }

  /// What is known of the chain, and does not do.
  static let facts: [Fault<VtxoError>] = {
    var rows: [Fault<VtxoError>] = []
    rows.add(.MalformedTransaction, 607, .peer, "these bytes are no transaction") {
      try accept(facts: Arks.facts(anchor: Data()))
    }
    if let (expected, found) = try? (Arks.anchor(Arks.round()).txid, otherAnchor().txid) {
      rows.add(
        .WrongAnchor(expected: expected, found: found), 1060, .caller,
        "transaction on chain: expected \(expected), found \(found)"
      ) { try accept(facts: Arks.facts(anchor: otherAnchor().write())) }
    }
    rows.add(.AnchorOutput(found: 2), 1061, .peer, "transaction on chain has no output 2") { try accept(moved(2)) }
    rows.add(.Confirmations(expected: 6, found: 5), 1062, .peer, "confirmations: expected 6 at least, found 5") {
      try accept(facts: Arks.facts(confirmations: 5))
    }
    rows.add(.AnchorSpent, 1063, .peer, "output on chain is spent") { try accept(facts: Arks.facts(unspent: false)) }
    return rows
  }()
}
