import Foundation
import Keelbolt
import Testing

/// Each kind of error has its code, its blame, and a text that is the library's own however it is asked for.
@Suite struct ErrorTests {
  @Test(arguments: Row.all)
  func kind(_ row: Row) {
    let error = row.error
    #expect(error.code() == row.code)
    #expect(error.blame() == row.blame)
    #expect(error.description == row.text)
    #expect(String(describing: error) == row.text)
    #expect(String(reflecting: error) == row.text)
    #expect("\(error as any Error)" == row.text)
    #expect(error.errorDescription == row.text)
    #expect((error as any Error).localizedDescription == row.text)
  }

  @Test func codesAreUnique() {
    #expect(Set(Row.all.map(\.code)).count == Row.all.count)
  }

  struct Row: Sendable, CustomTestStringConvertible {
    let error: InvoiceError
    let code: UInt16
    let blame: Blame
    let text: String

    var testDescription: String { "\(code)" }

    init(_ error: InvoiceError, _ code: UInt16, _ blame: Blame, _ text: String) {
      (self.error, self.code, self.blame, self.text) = (error, code, blame, text)
    }

    static let all: [Row] = [
      Row(.Bech32NoSeparator, 100, .peer, "no separator `1`"),
      Row(.Bech32NoHumanReadablePart, 101, .peer, "nothing before the separator `1`"),
      Row(.Bech32Character(offset: 7, found: 0x62), 102, .peer, "character 7: unexpected byte 0x62 (`b`)"),
      Row(.Bech32MixedCase(offset: 3), 103, .peer, "character 3: upper and lower case are mixed"),
      Row(
        .Bech32TooShort(expected: 6, found: 5), 104, .peer,
        "too short: expected at least 6 characters after the separator, found 5"),
      Row(.Bech32Checksum, 105, .peer, "the checksum does not fit: some character is wrong"),
      Row(.NotAnInvoice, 200, .peer, "not a lightning invoice: it does not begin with `ln`"),
      Row(.UnknownNetwork(offset: 2), 201, .peer, "character 2: expected network bc, tb, tbs or bcrt"),
      Row(
        .AmountCharacter(offset: 8, found: 0x78), 202, .peer,
        "character 8: expected a digit or a final m, u, n or p in the amount, found `x`"),
      Row(.AmountTooLarge(offset: 4), 203, .peer, "character 4: amount is too large"),
      Row(
        .SubMillisatoshi(offset: 4), 204, .peer, "character 4: amount is not a whole number of millisatoshi"),
      Row(
        .TooShort(expected: 111, found: 0), 205, .peer,
        "too short: expected at least 111 characters of data, found 0"),
      Row(
        .FieldTruncated(field: "p", offset: 12, expected: 52, found: 3), 206, .peer,
        "field `p` at character 12 is truncated: expected 52 words, found 3"),
      Row(
        .TrailingWords(offset: 12, found: 2), 207, .peer,
        "character 12: expected a field, found only 2 words before the signature"),
      Row(
        .FieldLength(field: "p", offset: 12, expected: 52, found: 51), 208, .peer,
        "field `p` at character 12: expected 52 words, found 51"),
      Row(.NotMinimal(field: "x", offset: 12), 209, .peer, "field `x` at character 12 begins with a zero word"),
      Row(
        .IntegerTooLarge(field: "c", offset: 12), 210, .peer,
        "field `c` at character 12 holds a number above 64 bits"),
      Row(
        .NotUtf8(field: "d", offset: 12, byte: 3), 211, .peer,
        "field `d` at character 12 is not UTF-8 from its byte 3 on"),
      Row(
        .NotAPoint(field: "n", offset: 12), 212, .peer,
        "field `n` at character 12 holds a public key that is not on the curve"),
      Row(
        .MalformedSignature(offset: 12, recoveryId: 4), 213, .peer,
        "signature at character 12: recovery id: expected 0 to 3, found 4"),
      Row(.NoInvoiceInUri, 214, .peer, "the link holds no lightning invoice"),
      Row(.SignatureHighS, 300, .peer, "signature breaks the low-S rule"),
      Row(.SignatureMismatch, 301, .peer, "signature is not of this key"),
      Row(.SignatureNotRecoverable, 302, .peer, "no public key can be recovered from the signature"),
      Row(.MissingField(field: "p"), 303, .peer, "field `p` is missing"),
      Row(.MissingDescription, 304, .peer, "field `d` or `h` is missing"),
      Row(.TwoDescriptions, 305, .peer, "fields `d` and `h` exclude each other, found both"),
      Row(.FeatureUnknownRequired(bit: 100), 306, .peer, "feature bit 100 is compulsory and unknown"),
      Row(
        .FeatureMissingDependency(bit: 16, missing: 14), 307, .peer,
        "feature bit 16 (basic_mpp) needs bit 14 (payment_secret), which is not set"),
      Row(.ZeroAmount, 308, .peer, "the amount is zero"),
      Row(.Expired(expiresAt: 60, now: 61), 309, .peer, "expired: could be paid until 60, now is 61"),
      Row(.BufferTooSmall(needed: 9, found: 8), 400, .capacity, "buffer too small: needed 9 bytes, found 8"),
      Row(
        .FieldTooLong(field: "d", expected: 1023, found: 1024), 401, .caller,
        "field `d` is too long: expected at most 1023 words, found 1024"),
      Row(.TimestampTooLarge(found: 1 << 35), 402, .caller, "timestamp does not fit 35 bits, found 34359738368"),
      Row(.EmptyRouteHint, 403, .caller, "a route hint has no hop"),
      Row(.WrongSigner, 404, .caller, "field `n` names another key than the signer's"),
      Row(
        .FeatureContext(bit: 4), 405, .caller,
        "feature bit 4 (option_upfront_shutdown_script) does not belong in an invoice"),
      Row(.FeatureBitTooLarge(bit: 1024), 406, .caller, "feature bit 1024 is above 1023"),
      Row(
        .FeatureBothBits(bit: 8), 407, .caller, "feature bits 8 and 9 (var_onion_optin) exclude each other"),
      Row(.NotUnknown(field: "p", found: 1), 408, .caller, "field `p`: expected an unknown type, found 1"),
      Row(.KeyNotAPoint, 500, .peer, "not a compressed point of the curve"),
      Row(.SecretKeyOutOfRange, 501, .caller, "secret key is zero or not below the group order"),
      Row(.SignatureOutOfRange, 502, .peer, "signature value is not below the group order"),
      Row(.RecoveryIdOutOfRange(found: 4), 503, .peer, "recovery id: expected 0 to 3, found 4"),
      Row(.WrongLength(expected: 32, found: 31), 600, .caller, "expected 32 bytes, found 31"),
      Row(
        .UnknownTag(found: "é"), 601, .caller, "field type: expected one bech32 character, found `é`"),
      Row(
        .WitnessProgramInvalid(version: 0, length: 21), 602, .caller,
        "no fallback of version 0 has a program of 21 bytes"),
      Row(
        .NotBech32Words(offset: 1, found: 0x42), 603, .caller,
        "character 1 of the data: expected a bech32 character, found 0x42"),
      Row(.AlreadySigned, 605, .caller, "this invoice was signed before, or its signing failed"),
      Row(.Unlisted(text: "something new"), 999, .caller, "something new"),
    ]
  }
}
