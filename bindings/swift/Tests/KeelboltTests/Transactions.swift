import Foundation
import Keelbolt

/// A transaction, read and written by itself: what the library says is held against it.
struct RawTransaction: Equatable {
  var version: UInt32 = 2
  var inputs: [Input]
  var outputs: [Output]
  var lockTime: UInt32 = 0

  struct Input: Equatable {
    var txid: Data
    var vout: UInt32 = 0
    var sequence: UInt32 = 0xffff_fffd
    var scriptSig = Data()
    var witness: [Data] = []
  }

  struct Output: Equatable {
    var valueSat: UInt64
    var script: Data
  }

  /// The bytes in which it is sent.
  func write(witness: Bool = true) -> Data {
    let shown = witness && inputs.contains { !$0.witness.isEmpty }
    var bytes = little(UInt64(version), 4) + (shown ? Data([0, 1]) : Data()) + Self.count(inputs.count)
    for input in inputs {
      bytes += input.txid + little(UInt64(input.vout), 4) + Self.prefixed(input.scriptSig)
      bytes += little(UInt64(input.sequence), 4)
    }
    bytes += Self.count(outputs.count)
    for output in outputs { bytes += little(output.valueSat, 8) + Self.prefixed(output.script) }
    if shown {
      for input in inputs {
        bytes += Self.count(input.witness.count)
        for element in input.witness { bytes += Self.prefixed(element) }
      }
    }
    return bytes + little(UInt64(lockTime), 4)
  }

  var txid: Txid {
    get throws { try Txid(sha256(bytes: sha256(bytes: write(witness: false)).data).data) }
  }

  var weight: UInt64 { UInt64(3 * write(witness: false).count + write().count) }

  /// Bitcoin's integer of variable length, below 65536.
  private static func count(_ number: Int) -> Data {
    number < 0xfd ? Data([UInt8(number)]) : Data([0xfd]) + little(UInt64(number), 2)
  }

  private static func prefixed(_ bytes: Data) -> Data { count(bytes.count) + bytes }
}

extension RawTransaction {
  /// Reads the bytes, which must be those that it writes.
  init(_ bytes: Data) throws {
    var reader = Reader(left: bytes[...])
    let version = UInt32(try reader.number(4))
    let shown = bytes.dropFirst(4).prefix(2) == Data([0, 1])
    if shown { _ = try reader.take(2) }
    var inputs = try (0..<reader.count()).map { _ in
      Input(
        txid: try reader.take(32), vout: UInt32(try reader.number(4)), sequence: 0, scriptSig: try reader.prefixed())
        .with(sequence: UInt32(try reader.number(4)))
    }
    let outputs = try (0..<reader.count()).map { _ in
      Output(valueSat: try reader.number(8), script: try reader.prefixed())
    }
    if shown {
      for index in inputs.indices {
        inputs[index].witness = try (0..<reader.count()).map { _ in try reader.prefixed() }
      }
    }
    self.init(version: version, inputs: inputs, outputs: outputs, lockTime: UInt32(try reader.number(4)))
    guard write() == bytes else { throw CocoaError(.fileReadCorruptFile) }
  }

  /// Bytes that are taken from the front.
  private struct Reader {
    var left: Data.SubSequence

    mutating func take(_ length: Int) throws -> Data {
      guard left.count >= length else { throw CocoaError(.fileReadCorruptFile) }
      defer { left = left.dropFirst(length) }
      return Data(left.prefix(length))
    }

    mutating func number(_ length: Int) throws -> UInt64 {
      try take(length).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    mutating func count() throws -> Int {
      let first = Int(try number(1))
      return first == 0xfd ? Int(try number(2)) : first
    }

    mutating func prefixed() throws -> Data { try take(count()) }
  }
}

extension RawTransaction.Input {
  func with(sequence: UInt32) -> Self {
    var changed = self
    changed.sequence = sequence
    return changed
  }
}

/// A signature as witnesses have it, without its type.
func der(_ signature: Data) -> Data {
  let parts = [signature.prefix(32), signature.suffix(32)].map { half -> Data in
    let value = Data(half.drop { $0 == 0 })
    return value.first.map { $0 & 0x80 != 0 } == true ? Data([0]) + value : value
  }
  let body = parts.reduce(Data()) { $0 + Data([2, UInt8($1.count)]) + $1 }
  return Data([0x30, UInt8(body.count)]) + body
}

/// The same signature with its S in the upper half of the group order.
func withHighS(_ signature: Data) -> Data {
  let order: [UInt8] =
    Array(repeating: 0xff, count: 15) + [0xfe, 0xba, 0xae, 0xdc, 0xe6, 0xaf, 0x48, 0xa0, 0x3b]
    + [0xbf, 0xd2, 0x5e, 0x8c, 0xd0, 0x36, 0x41, 0x41]
  var (high, borrow) = ([UInt8](repeating: 0, count: 32), 0)
  for (index, byte) in signature.suffix(32).enumerated().reversed() {
    let difference = Int(order[index]) - Int(byte) - borrow
    borrow = difference < 0 ? 1 : 0
    high[index] = UInt8(difference + 256 * borrow)
  }
  return signature.prefix(32) + Data(high)
}
