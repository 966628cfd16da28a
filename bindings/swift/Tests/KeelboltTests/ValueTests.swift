import Foundation
import Keelbolt
import Testing

/// Hashes, keys and signatures as values: compared by content, printed as hex, of one length only.
@Suite struct ValueTests {
  @Test func values() throws {
    try check(PaymentHash.self, 32)
    try check(PaymentSecret.self, 32)
    try check(Sha256.self, 32)
    try check(PublicKey.self, 33)
    try check(Signature.self, 64)
    try check(XOnlyPublicKey.self, 32)
    try check(SchnorrSignature.self, 64)
    try check(MusigPublicNonce.self, 66)
    try check(MusigAggregateNonce.self, 66)
    try check(MusigPartialSignature.self, 32)
    try check(UnlockHash.self, 32)
    try check(Txid.self, 32, shown: { $0.reversed() })
  }

  /// `shown` is the order in which the bytes are read and printed.
  private func check<Value: FixedBytes>(
    _ type: Value.Type, _ count: Int, shown: ([UInt8]) -> [UInt8] = { $0 }
  ) throws {
    #expect(type.byteCount == count)
    let bytes = (0..<count).map { UInt8($0) }
    let hex = Data(shown(bytes)).hex
    let value = try Value(bytes)
    // A slice has indices of its own, which must not show.
    let slice = Data([0xff] + bytes).dropFirst()
    for twin in try [Value(Data(bytes)), Value(slice), Value(hex: hex), Value(hex: hex.uppercased())] {
      #expect(twin == value && twin.hashValue == value.hashValue && Set([twin, value]).count == 1)
      #expect(twin.data.startIndex == 0 && Array(twin.data) == bytes)
    }
    #expect(value.hex == hex && value.description == hex && "\(value)" == hex)
    for position in 0..<count {
      var other = bytes
      other[position] ^= 0x80
      #expect(try Value(other) != value)
    }

    for wrong in Array(0..<count) + [count + 1, 2 * count, 100_000] {
      let error = InvoiceError.WrongLength(expected: UInt64(count), found: UInt64(wrong))
      #expect(throws: error) { try Value(Data(repeating: 1, count: wrong)) }
      let digits = HexError.digitCount(expected: 2 * count, found: 2 * wrong)
      #expect(throws: digits) { try Value(hex: String(repeating: "0a", count: wrong)) }
    }
    #expect(throws: HexError.digitCount(expected: 2 * count, found: 2 * count + 1)) { try Value(hex: hex + "0") }
    for found in ["g", " ", "x", "é", "\u{ff11}", "\0", "👩‍👩‍👧‍👦"] as [Character] {
      #expect(throws: HexError.character(offset: 3, found: found)) { try Value(hex: "0a1\(found)\(hex)") }
    }
  }

  @Test func hexErrorsAreReadable() {
    let character = HexError.character(offset: 3, found: "g")
    #expect(character.description == "character 3: expected a hex digit, found `g`")
    #expect(character.localizedDescription == character.description)
    #expect(HexError.digitCount(expected: 64, found: 63).localizedDescription == "expected 64 hex digits, found 63")
  }

  /// Everything that is read compares by content, and a difference anywhere counts.
  @Test(arguments: try Case.all("valid.json"))
  func records(_ vector: Case) throws {
    let text = try #require(vector.figures["invoice"]?.text)
    let (one, two) = (try Invoice.parse(text), try Invoice.parse(text))
    #expect(one == two && one.hashValue == two.hashValue)
    #expect(try one.fields() == two.fields())
    let known = invoiceFeatures()
    #expect(try one.checkPayable(known: known, now: 0) == two.checkPayable(known: known, now: 0))
  }

  @Test func drafts() throws {
    #expect(try Samples.draft() == Samples.draft())
    #expect(try Set([Samples.draft(), Samples.draft()]).count == 1)
    #expect(try Samples.draft(metadata: Data([1])) != Samples.draft(metadata: Data([2])))
    #expect(try Samples.draft(amountMsat: 1) != Samples.draft())
  }
}
