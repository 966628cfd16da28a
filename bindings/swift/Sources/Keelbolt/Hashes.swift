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
