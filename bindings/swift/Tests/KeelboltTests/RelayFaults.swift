import Foundation
import Keelbolt

// The rows of every rule that keeps a transaction from being relayed.

enum RelayFaults {
  private static let p2a = Data([0x51, 2, 0x4e, 0x73])
  private static let p2wsh = Data([0, 32]) + Data(repeating: 6, count: 32)
  private static let own = Commitments.wallet
  private static let other = Commitments.otherWallet

  /// A signature over anything, as ECDSA has it.
  private static let ecdsa: Data = {
    let signed = try? Commitments.signature(Channels.key(1), Ceremony.digest)
    return signed?.data ?? Data()
  }()

  private static let signature = der(ecdsa) + Data([1])

  private static func coin(
    _ valueSat: UInt64 = 100_000, _ script: Data = other, _ created: CoinCreated = Commitments.deep
  ) -> Coin {
    Coin(valueSat: valueSat, scriptPubkey: script, created: created)
  }

  private static func unconfirmed(ancestors: UInt64 = 0, children: UInt64 = 0) -> CoinCreated {
    .unconfirmed(version: 3, ancestors: ancestors, children: children)
  }

  /// An input, which is signed as P2WPKH asks.
  private static func spent(_ number: UInt8 = 1) -> RawTransaction.Input {
    .init(txid: Data(repeating: number, count: 32), witness: [signature, Data(repeating: 2, count: 33)])
  }

  private static let plain = RawTransaction(inputs: [spent()], outputs: [.init(valueSat: 99_000, script: own)])

  /// The judgement of a plain transaction with what a row changes.
  static func judge(
    _ coins: [Coin]? = nil, _ change: (inout RawTransaction) -> Void = { _ in }
  ) throws -> UInt64 {
    var transaction = plain
    change(&transaction)
    return try checkRelay(transaction: transaction.write(), coins: coins ?? [coin()], chain: Commitments.chain)
  }

  /// The judgement of an input that spends a script with a witness.
  private static func judge(_ script: Data, witness: [Data]) throws -> UInt64 {
    try judge([coin(100_000, script)]) { $0.inputs[0].witness = witness }
  }

  /// More than a transaction of version 3 may weigh.
  private static let heavy = RawTransaction(
    version: 3, inputs: [spent()], outputs: Array(repeating: .init(valueSat: 1000, script: own), count: 350))

  // A parent of version 3 that pays nothing, with an anchor of dust, and the child that pays for both.
  private static let parent = RawTransaction(
    version: 3, inputs: [spent()],
    outputs: [.init(valueSat: 99_900, script: own), .init(valueSat: 100, script: p2a)])

  static let above = [coin(100, p2a, unconfirmed()), coin(50_000)]
  static let child = spending(1)

  private static func spending(_ vout: UInt32) -> RawTransaction {
    let txid = (try? parent.txid.data) ?? Data()
    return RawTransaction(
      version: 3, inputs: [.init(txid: txid, vout: vout), spent(2)], outputs: [.init(valueSat: 49_000, script: own)])
  }

  static func judge(package child: RawTransaction, _ coins: [Coin]) throws -> UInt64 {
    try checkPackageRelay(
      parent: parent.write(), parentCoins: [coin()], child: child.write(), childCoins: coins,
      chain: Commitments.chain)
  }

  static let all: [Fault<RelayError>] = [amounts, locks, witnesses].flatMap { $0 }

  private static let amounts: [Fault<RelayError>] = {
    var rows: [Fault<RelayError>] = []
    rows.add(.MalformedTransaction, 607, .peer, "these bytes are no transaction") {
      try checkRelay(transaction: plain.write() + Data([0]), coins: [coin()], chain: Commitments.chain)
    }
    rows.add(.CoinCount(expected: 1, found: 2), 870, .caller, "spent outputs: expected 1, found 2") {
      try judge([coin(), coin()])
    }
    rows.add(.EmptyTransaction, 871, .caller, "transaction without inputs or outputs") {
      try judge { $0.outputs = [] }
    }
    rows.add(.DuplicateInput, 872, .caller, "an output is spent twice") {
      try judge([coin(), coin()]) { $0.inputs = [spent(), spent()] }
    }
    rows.add(.RelayAmount, 873, .caller, "amounts exceed all bitcoin") { try judge([coin(2_100_000_000_000_001)]) }
    rows.add(
      .OutputsExceedInputs(expected: 98_999, found: 99_000), 874, .caller,
      "outputs: expected at most 98999 sat, found 99000 sat"
    ) { try judge([coin(98_999)]) }
    rows.add(.TransactionVersion(found: 4), 875, .caller, "version: expected 1 to 3, found 4") {
      try judge { $0.version = 4 }
    }
    rows.add(
      .TransactionWeight(expected: 40_000, found: heavy.weight), 876, .caller,
      "weight: expected at most 40000, found \(heavy.weight)"
    ) { try judge([coin(400_000)]) { $0 = heavy } }
    rows.add(
      .BaseSize(expected: 65, found: 64), 877, .caller,
      "size without witnesses: expected at least 65, found 64"
    ) { try judge { $0.outputs[0].script = p2a } }
    rows.add(.OutputScript(output: 0), 878, .caller, "output 0 has no standard script") {
      try judge { $0.outputs[0].script = own + Data([0]) }
    }
    rows.add(
      .RelayDust(output: 1, expected: 294, found: 293), 879, .caller,
      "output 1: expected at least 294 sat, found 293 sat"
    ) { try judge { $0.outputs.append(.init(valueSat: 293, script: own)) } }
    rows.add(.DustUnspent(output: 1), 880, .caller, "output 1 is dust that the child does not spend") {
      try judge(package: spending(0), [coin(99_900, own, unconfirmed()), coin(50_000)])
    }
    rows.add(
      .RelayFee(expected: 110, found: 50), 881, .caller, "fee: expected at least 110 sat, found 50 sat"
    ) { try judge { $0.outputs[0].valueSat = 99_950 } }
    rows.add(.Unlisted(text: "something new"), 999, .caller, "something new")
    return rows
  }()

  private static let locks: [Fault<RelayError>] = {
    var rows: [Fault<RelayError>] = []
    rows.add(
      .LockTime(lockTime: 700_001, height: 700_000), 882, .caller,
      "lock time 700001 has not passed at block 700000"
    ) { try judge { $0.lockTime = 700_001 } }
    rows.add(
      .RelativeLock(input: 0, expected: 700_143, found: 700_001), 883, .caller,
      "input 0 is locked until block 700143, and block 700001 is next"
    ) { try judge([coin(100_000, other, .confirmed(height: 699_999))]) { $0.inputs[0].sequence = 144 } }
    rows.add(.RelativeTime(input: 0), 884, .caller, "input 0 is locked by seconds") {
      try judge { $0.inputs[0].sequence = 1 << 22 }
    }
    rows.add(
      .TrucParent(input: 0, version: 3), 885, .caller, "input 0: its unconfirmed parent has version 3"
    ) { try judge([coin(100_000, other, unconfirmed())]) }
    rows.add(.TrucAncestors(input: 0), 886, .caller, "input 0 brings a second unconfirmed ancestor") {
      try judge([coin(100_000, other, unconfirmed(ancestors: 1))]) { $0.version = 3 }
    }
    rows.add(.TrucDescendants(input: 0), 887, .caller, "input 0: its parent has another unconfirmed child") {
      try judge([coin(100_000, other, unconfirmed(children: 1))]) { $0.version = 3 }
    }
    return rows
  }()

  private static let witnesses: [Fault<RelayError>] = {
    var rows: [Fault<RelayError>] = []
    let key = Data(count: 33)
    rows.add(.ScriptSig(input: 0), 888, .caller, "input 0 has a script beside its witness") {
      try judge { $0.inputs[0].scriptSig = Data([0]) }
    }
    rows.add(.AnchorWitness(input: 0), 889, .caller, "input 0 has a witness for an anchor") {
      try judge(p2a, witness: [Data([7])])
    }
    rows.add(.UnknownProgram(input: 0), 890, .caller, "input 0 spends an unknown witness program") {
      try judge(Data([0x52, 2, 1, 1]), witness: [])
    }
    rows.add(.NoWitness(input: 0), 891, .caller, "input 0 has no witness script") { try judge(p2wsh, witness: []) }
    rows.add(
      .WitnessScript(input: 0, expected: 3600, found: 3601), 892, .caller,
      "input 0, script: expected at most 3600 bytes, found 3601"
    ) { try judge(p2wsh, witness: [Data(count: 3601)]) }
    rows.add(
      .WitnessElements(input: 0, expected: 100, found: 101), 893, .caller,
      "input 0, elements: expected at most 100, found 101"
    ) { try judge(p2wsh, witness: Array(repeating: Data(), count: 101) + [Data([0x51])]) }
    rows.add(
      .WitnessElement(input: 0, element: 1, expected: 80, found: 81), 894, .caller,
      "input 0, element 1: expected at most 80 bytes, found 81"
    ) { try judge(p2wsh, witness: [Data(), Data(count: 81), Data([0x51])]) }
    rows.add(.MinimalIf(input: 0), 895, .caller, "input 0: argument of OP_IF is neither empty nor 1") {
      try judge(p2wsh, witness: [Data([2]), Data([0x63, 0x68])])
    }
    rows.add(
      .WitnessSignature(input: 0, element: 0, fault: .highS), 896, .caller,
      "input 0, element 0: signature breaks the low-S rule"
    ) { try judge(other, witness: [der(withHighS(ecdsa)) + Data([1]), key]) }
    // Values that are too large are no strict DER to begin with.
    rows.add(
      .WitnessSignature(input: 0, element: 0, fault: .outOfRange), 896, .caller,
      "input 0, element 0: signature value is not below the group order")
    rows.add(
      .WitnessSignature(input: 0, element: 0, fault: .encoding), 896, .caller,
      "input 0, element 0: signature is not in strict DER"
    ) { try judge(other, witness: [Data([0x30]) + Data(count: 69), key]) }
    rows.add(
      .SighashType(input: 0, element: 0, found: 4), 897, .caller, "input 0, element 0: unknown sighash type 4"
    ) { try judge(other, witness: [signature.dropLast() + Data([4]), key]) }
    return rows
  }()
}
