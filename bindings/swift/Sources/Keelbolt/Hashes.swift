import Foundation

/// SHA-256 of the preimage that proves a payment, 32 bytes.
public struct PaymentHash: FixedBytes {
  /// 32
  public static let byteCount = 32

  /// The 32 bytes.
  public let data: Data

  /// Takes 32 bytes.
  ///
  /// - Throws: `WrongLength`
  public init(_ bytes: some Collection<UInt8>) throws(InvoiceError) { data = try Self.checked(bytes) }
}

/// What the payee asks the payer to repeat, so that no node on the way can probe the payee, 32 bytes.
///
/// It is printed in the invoice, and so is no secret from whoever holds that.
public struct PaymentSecret: FixedBytes {
  /// 32
  public static let byteCount = 32

  /// The 32 bytes.
  public let data: Data

  /// Takes 32 bytes.
  ///
  /// - Throws: `WrongLength`
  public init(_ bytes: some Collection<UInt8>) throws(InvoiceError) { data = try Self.checked(bytes) }
}

/// A SHA-256 digest, 32 bytes.
public struct Sha256: FixedBytes {
  /// 32
  public static let byteCount = 32

  /// The 32 bytes.
  public let data: Data

  /// Takes 32 bytes.
  ///
  /// - Throws: `WrongLength`
  public init(_ bytes: some Collection<UInt8>) throws(InvoiceError) { data = try Self.checked(bytes) }
}

/// The id of a transaction, 32 bytes in the order in which transactions and messages have them. As hex it is shown, and
/// read, the other way round, as people know it.
public struct Txid: FixedBytes {
  /// 32
  public static let byteCount = 32

  /// The 32 bytes, as transactions and messages have them.
  public let data: Data

  /// Takes 32 bytes, as transactions and messages have them.
  ///
  /// - Throws: `WrongLength`
  public init(_ bytes: some Collection<UInt8>) throws(InvoiceError) { data = try Self.checked(bytes) }

  /// Reads an id as people know it: 64 hex digits, in either case.
  ///
  /// - Throws: ``HexError``
  public init(hex: String) throws(HexError) {
    try self.init(read: HexError.bytes(of: hex, count: Self.byteCount).reversed())
  }

  /// The id as people know it, in lower-case hex.
  public var hex: String { Self.hex(of: data.reversed()) }
}

/// SHA-256 of the 32 bytes that unlock a leaf of a tree of VTXOs, which the server shows once the inputs are forfeited.
public struct UnlockHash: FixedBytes {
  /// 32
  public static let byteCount = 32

  /// The 32 bytes.
  public let data: Data

  /// Takes 32 bytes.
  ///
  /// - Throws: `WrongLength`
  public init(_ bytes: some Collection<UInt8>) throws(InvoiceError) { data = try Self.checked(bytes) }
}
