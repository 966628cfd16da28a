import Foundation

/// A MuSig2 signer's public nonces: two compressed points, 66 bytes.
///
/// That they are points is checked where they are used.
public struct MusigPublicNonce: FixedBytes {
  /// 66
  public static let byteCount = 66

  /// The 66 bytes.
  public let data: Data

  /// Takes 66 bytes.
  ///
  /// - Throws: `WrongLength`
  public init(_ bytes: some Collection<UInt8>) throws(InvoiceError) { data = try Self.checked(bytes) }
}

/// The sum of the public nonces of all MuSig2 signers: two compressed points, or zeros for infinity, 66 bytes.
///
/// That they are points is checked where they are used.
public struct MusigAggregateNonce: FixedBytes {
  /// 66
  public static let byteCount = 66

  /// The 66 bytes.
  public let data: Data

  /// Takes 66 bytes.
  ///
  /// - Throws: `WrongLength`
  public init(_ bytes: some Collection<UInt8>) throws(InvoiceError) { data = try Self.checked(bytes) }
}

/// A MuSig2 signer's part of a signature: a number below the group order, 32 bytes, big-endian.
///
/// That it is below is checked where it is used.
public struct MusigPartialSignature: FixedBytes {
  /// 32
  public static let byteCount = 32

  /// The 32 bytes.
  public let data: Data

  /// Takes 32 bytes.
  ///
  /// - Throws: `WrongLength`
  public init(_ bytes: some Collection<UInt8>) throws(InvoiceError) { data = try Self.checked(bytes) }
}
