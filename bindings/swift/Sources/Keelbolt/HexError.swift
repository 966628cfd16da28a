import Foundation

/// Why a text is not the hex of a value.
public enum HexError: Error, Hashable, Sendable, CustomStringConvertible, LocalizedError {
  /// A character that is no hex digit.
  case character(
    /// Which character it is, counted from 0.
    offset: Int,
    /// The character.
    found: Character
  )
  /// Another number of digits than the value has.
  case digitCount(
    /// How many digits there must be.
    expected: Int,
    /// How many there are.
    found: Int
  )

  /// What is wrong and where.
  public var description: String {
    switch self {
    case .character(let offset, let found):
      "character \(offset): expected a hex digit, found `\(found)`"
    case .digitCount(let expected, let found):
      "expected \(expected) hex digits, found \(found)"
    }
  }

  /// What is wrong and where.
  public var errorDescription: String? { description }

  /// The bytes that the digits stand for.
  static func bytes(of hex: String, count: Int) throws(HexError) -> [UInt8] {
    var bytes: [UInt8] = []
    var half: UInt8?
    var digits = 0
    for character in hex {
      // Digits of other alphabets have a hex value too.
      guard character.isASCII, let value = character.hexDigitValue else {
        throw .character(offset: digits, found: character)
      }
      digits += 1
      if let high = half.take() {
        bytes.append(high << 4 | UInt8(value))
      } else {
        half = UInt8(value)
      }
    }
    guard digits == 2 * count else { throw .digitCount(expected: 2 * count, found: digits) }
    return bytes
  }
}
