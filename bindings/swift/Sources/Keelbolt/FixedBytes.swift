import Foundation

/// A value of a fixed number of bytes, such as a hash, a key or a signature.
///
/// Such values compare and hash by content, print as lower-case hex, and never change: they may be shared between
/// threads and tasks.
public protocol FixedBytes: Hashable, Sendable, CustomStringConvertible {
  /// How many bytes every value of this type has.
  static var byteCount: Int { get }

  /// The bytes; its indices begin at 0.
  var data: Data { get }

  /// Takes the bytes.
  ///
  /// - Throws: `WrongLength` unless there are ``byteCount`` of them.
  init(_ bytes: some Collection<UInt8>) throws(InvoiceError)

  /// Reads hex digits, two for each byte, in either case.
  ///
  /// - Throws: ``HexError``
  init(hex: String) throws(HexError)

  /// The value in lower-case hex.
  var hex: String { get }
}

extension FixedBytes {
  /// Reads hex digits, two for each byte, in either case.
  ///
  /// - Throws: ``HexError``
  public init(hex: String) throws(HexError) {
    try self.init(read: HexError.bytes(of: hex, count: Self.byteCount))
  }

  /// Takes bytes that were read from hex.
  init(read bytes: some Collection<UInt8>) throws(HexError) {
    do {
      try self.init(bytes)
    } catch {
      throw .digitCount(expected: 2 * Self.byteCount, found: 2 * bytes.count)
    }
  }

  /// The bytes in lower-case hex.
  public var hex: String { Self.hex(of: data) }

  /// What ``hex`` gives.
  public var description: String { hex }

  /// Bytes in lower-case hex.
  static func hex(of bytes: some Collection<UInt8>) -> String {
    String(decoding: bytes.lazy.flatMap { [digit($0 >> 4), digit($0 & 15)] }, as: UTF8.self)
  }

  /// The bytes, when there are as many as the type has.
  static func checked(_ bytes: some Collection<UInt8>) throws(InvoiceError) -> Data {
    guard bytes.count == byteCount else {
      throw .WrongLength(expected: UInt64(byteCount), found: UInt64(bytes.count))
    }
    return Data(Array(bytes))
  }
}

/// The hex digit of a number below 16.
private func digit(_ value: UInt8) -> UInt8 {
  value + (value < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10)
}
