import Foundation

/// A point of secp256k1 in its compressed form, 33 bytes.
///
/// That the bytes are a point is checked where the key is used.
public struct PublicKey: FixedBytes {
  /// 33
  public static let byteCount = 33

  /// The 33 bytes.
  public let data: Data

  /// Takes 33 bytes.
  ///
  /// - Throws: `WrongLength`
  public init(_ bytes: some Collection<UInt8>) throws(InvoiceError) { data = try Self.checked(bytes) }
}

/// An ECDSA signature: R and S, 32 bytes each, big-endian.
///
/// That R and S are below the group order is checked where the signature is used.
public struct Signature: FixedBytes {
  /// 64
  public static let byteCount = 64

  /// The 64 bytes.
  public let data: Data

  /// Takes 64 bytes.
  ///
  /// - Throws: `WrongLength`
  public init(_ bytes: some Collection<UInt8>) throws(InvoiceError) { data = try Self.checked(bytes) }
}

/// The x coordinate of a point of secp256k1, as BIP 340 has public keys, 32 bytes.
///
/// That a point has it is checked where the key is used.
public struct XOnlyPublicKey: FixedBytes {
  /// 32
  public static let byteCount = 32

  /// The 32 bytes.
  public let data: Data

  /// Takes 32 bytes.
  ///
  /// - Throws: `WrongLength`
  public init(_ bytes: some Collection<UInt8>) throws(InvoiceError) { data = try Self.checked(bytes) }
}

/// A BIP 340 signature: R and s, 32 bytes each, big-endian.
public struct SchnorrSignature: FixedBytes {
  /// 64
  public static let byteCount = 64

  /// The 64 bytes.
  public let data: Data

  /// Takes 64 bytes.
  ///
  /// - Throws: `WrongLength`
  public init(_ bytes: some Collection<UInt8>) throws(InvoiceError) { data = try Self.checked(bytes) }
}
