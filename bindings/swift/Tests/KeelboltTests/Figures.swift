import Foundation
import Keelbolt
import Testing

/// The figures of a case, which know which of them were looked at.
final class Figures {
  private var left: [String: JSON]

  init(_ figures: [String: JSON]) { left = figures }

  /// Runs the check of the case's kind, which leaves no figure unseen.
  static func check(_ vector: Case, _ kinds: [String: (Figures) throws -> Void]) throws {
    let figures = Figures(vector.figures)
    _ = figures.take("name")
    let kind = figures.take("kind")?.text ?? "no kind"
    let check = try #require(kinds[kind], "a kind that no check knows")
    try check(figures)
    figures.finish()
  }

  func has(_ key: String) -> Bool { left[key] != nil }

  /// The figure, which is still to be looked at by its own check.
  func look(_ key: String) -> JSON? { left[key] }

  /// The figure, which counts as looked at; `nil` also where the file says that there is none.
  func take(_ key: String) -> JSON? {
    let figure = left.removeValue(forKey: key)
    return figure == .null ? nil : figure
  }

  func number(_ key: String) throws -> UInt64 { try #require(take(key)?.number, Comment(rawValue: key)) }

  func bytes(_ key: String) throws -> Data {
    let hex = try #require(take(key)?.text, Comment(rawValue: key))
    return try Data(hex: hex)
  }

  func publicKey(_ key: String) throws -> PublicKey { try PublicKey(bytes(key)) }

  func optionalPublicKey(_ key: String) throws -> PublicKey? { try take(key)?.text.map { try PublicKey(hex: $0) } }

  func secretKey(_ key: String) throws -> SecretKey { try SecretKey(bytes: bytes(key)) }

  func sharedSecret() throws -> SharedSecret { try SharedSecret(bytes: bytes("shared_secret")) }

  func inner(_ key: String) throws -> Figures {
    let figures = try #require(take(key)?.object, Comment(rawValue: key))
    return Figures(figures)
  }

  func list(_ key: String) throws -> [Figures] {
    let rows = try #require(take(key)?.list, Comment(rawValue: key))
    return try rows.map { row in
      let figures = try #require(row.object)
      return Figures(figures)
    }
  }

  /// All that was not looked at yet.
  func rest() -> [String: JSON] {
    defer { left = [:] }
    return left
  }

  /// The figure is the one that was found; one that is absent was found to be nothing.
  func same(_ key: String, _ found: JSON?) { #expect(take(key) == found, Comment(rawValue: key)) }

  /// The figure, where the case shows it, is the one that was found.
  func shown(_ key: String, _ found: Data?) { if has(key) { same(key, found.map { .hex($0) }) } }

  /// The keys of these types, "key generation" of BOLT 4, where the case shows them.
  func shown(keys kinds: [String], of secret: Data) {
    for kind in kinds where has(kind) { same(kind, .hex(hmac(key: Data(kind.utf8), secret))) }
  }

  func finish() { #expect(left.keys.sorted() == [], "keys that no check knows") }
}

/// HMAC with SHA-256, for keys of 64 bytes or less.
func hmac(key: Data, _ message: Data) -> Data {
  func padded(_ with: UInt8) -> Data { Data((key + Data(count: 64 - key.count)).map { $0 ^ with }) }
  return sha256(bytes: padded(0x5c) + sha256(bytes: padded(0x36) + message).data).data
}

func xor(_ one: Data, _ two: Data) -> Data { Data(zip(one, two).map { $0 ^ $1 }) }

/// The payload of a vector, which begins with its length there.
func withoutLength(_ payload: Data) throws -> Data {
  let first = try #require(payload.first)
  let size = [0xfd: 3, 0xfe: 5, 0xff: 9][first] ?? 1
  let digits = size == 1 ? payload.prefix(1) : payload.prefix(size).dropFirst()
  let length = digits.reduce(0) { $0 << 8 | Int($1) }
  try #require(payload.count == size + length)
  return Data(payload.dropFirst(size))
}
