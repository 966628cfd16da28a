/// Bech32 as the tests write it, for invoices that are well formed but for what a row breaks.
enum Bech32 {
  static let alphabet = Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l".utf8)

  /// What the checksum of BIP 173 leaves, and that of BIP 350.
  static let (first, m) = (1, 0x2bc8_30a3)

  /// Prefix and data with a checksum that fits.
  static func text(_ prefix: String, _ data: String, remainder constant: Int = first) -> String {
    let words = data.utf8.map { character in alphabet.firstIndex(of: character)! }
    let expanded = prefix.utf8.map { Int($0) >> 5 } + [0] + prefix.utf8.map { Int($0) & 31 }
    let remainder = checksum(expanded + words + [0, 0, 0, 0, 0, 0]) ^ constant
    return "\(prefix)1\(data)" + letters((0..<6).map { remainder >> (5 * (5 - $0)) & 31 })
  }

  /// A tagged field: its letter, its length, its data.
  static func field(_ letter: String, _ data: String) -> String {
    letter + letters([data.utf8.count >> 5, data.utf8.count & 31]) + data
  }

  /// Bytes as characters, padded with zero bits.
  static func packed(_ bytes: [UInt8]) -> String {
    let bits = bytes.flatMap { byte in (0..<8).map { Int(byte) >> (7 - $0) & 1 } }
    return letters(
      stride(from: 0, to: bits.count, by: 5).map { start in
        (start..<start + 5).reduce(0) { $0 << 1 | ($1 < bits.count ? bits[$1] : 0) }
      })
  }

  static func letters(_ words: [Int]) -> String {
    String(decoding: words.map { alphabet[$0] }, as: UTF8.self)
  }

  /// The remainder of BIP 173.
  private static func checksum(_ words: [Int]) -> Int {
    let generator = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3]
    return words.reduce(1) { remainder, word in
      let shifted = ((remainder & 0x1ff_ffff) << 5) ^ word
      return (0..<5).reduce(shifted) { (remainder >> (25 + $1)) & 1 == 1 ? $0 ^ generator[$1] : $0 }
    }
  }
}
