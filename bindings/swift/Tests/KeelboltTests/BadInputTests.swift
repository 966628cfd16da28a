import Foundation
import Keelbolt
import Testing

/// Broken invoices, drafts and arguments, each with the exact error: what is wrong, where, expected, found.
@Suite struct BadInputTests {
  @Test(arguments: Refusal.texts + Refusal.prefixes + Refusal.fields + Refusal.dataParts)
  func parse(_ row: Refusal) { check(row) { try Invoice.parse($0.text) } }

  @Test(arguments: Refusal.links)
  func parseLink(_ row: Refusal) { check(row) { try Invoice.parse(uri: $0.text) } }

  @Test(arguments: Refusal.signatures)
  func payee(_ row: Refusal) { check(row) { try Invoice.parse($0.text).payee() } }

  @Test(arguments: try Unpayable.rows())
  func checkPayable(_ row: Unpayable) {
    check(row) { row in
      try UnsignedInvoice.fromFields(
        network: .bitcoin, amountMsat: row.amountMsat, timestamp: Samples.timestamp, fields: row.fields
      )
      .sign(key: Samples.secretKey(), entropy: Samples.entropy)
      .checkPayable(known: row.known, now: Samples.timestamp + row.late)
    }
  }

  @Test(arguments: try Unwritable.drafts())
  func sign(_ row: Unwritable) {
    check(row) { try $0.draft.sign(key: Samples.secretKey(), entropy: Samples.entropy) }
    check(row) { try UnsignedInvoice(draft: $0.draft).sign(key: Samples.secretKey(), entropy: Samples.entropy) }
  }

  @Test(arguments: Argument.rows)
  func argument(_ row: Argument) { check(row) { try $0.call() } }

  private func check<Row: BadInput, Value>(_ row: Row, _ call: (Row) throws -> Value) {
    #expect(throws: row.error) { try call(row) }
  }
}

protocol BadInput: Sendable, CustomTestStringConvertible {
  var name: String { get }
  var error: InvoiceError { get }
}

extension BadInput {
  var testDescription: String { name }
}

// MARK: Texts

/// A text that is refused.
struct Refusal: BadInput {
  let name: String
  let text: String
  let error: InvoiceError

  init(_ name: String, _ text: String, _ error: InvoiceError) {
    (self.name, self.text, self.error) = (name, text, error)
  }

  /// Texts that are no bech32, or not that of an invoice.
  static let texts: [Refusal] = [
    Refusal("nothing", "", .Bech32NoSeparator),
    Refusal("no separator", "lnbc", .Bech32NoSeparator),
    Refusal("no prefix", "1qqqqqqq", .Bech32NoHumanReadablePart),
    Refusal("a separator", "1", .Bech32NoHumanReadablePart),
    Refusal("no data", "lnbc1", .Bech32TooShort(expected: 6, found: 0)),
    Refusal("half a checksum", "lnbc1qqqqq", .Bech32TooShort(expected: 6, found: 5)),
    Refusal("a checksum that does not fit", "lnbc1qqqqqq", .Bech32Checksum),
    Refusal("b", "lnbc1qqbqqq", .Bech32Character(offset: 7, found: UInt8(ascii: "b"))),
    Refusal("a blank behind", "lnbc1qqqqqq ", .Bech32Character(offset: 11, found: 0x20)),
    Refusal("a blank before", " lnbc1qqqqqq", .Bech32Character(offset: 0, found: 0x20)),
    Refusal("a control character", "ln\u{7f}c1qqqqqq", .Bech32Character(offset: 2, found: 0x7f)),
    Refusal("a zero byte", "ln\0c1qqqqqq", .Bech32Character(offset: 2, found: 0)),
    Refusal("an accent", "lnbc1qq\u{e9}qqq", .Bech32Character(offset: 7, found: 0xc3)),
    Refusal("a currency sign", "\u{20bf}1qqqqqq", .Bech32Character(offset: 0, found: 0xe2)),
    Refusal("an emoji of many scalars", "👩‍👩‍👧‍👦1qqqqqq", .Bech32Character(offset: 0, found: 0xf0)),
    Refusal("mixed case before", "lnbC1qqqqqq", .Bech32MixedCase(offset: 3)),
    Refusal("mixed case behind", "LNBC1QQQqQQ", .Bech32MixedCase(offset: 8)),
    Refusal("bech32 of nothing", "a12uel5l", .NotAnInvoice),
    Refusal("a changed character", Samples.donation.dropLast() + "q", .Bech32Checksum),
    Refusal("a lost character", String(Samples.donation.dropLast()), .Bech32Checksum),
  ]

  /// Prefixes before data that is sound.
  static let prefixes: [Refusal] = [
    prefix("l", .NotAnInvoice),
    prefix("bc", .NotAnInvoice),
    prefix("nlbc", .NotAnInvoice),
    prefix("ln", .UnknownNetwork(offset: 2)),
    prefix("lnltc20m", .UnknownNetwork(offset: 2)),
    prefix("lnsb20m", .UnknownNetwork(offset: 2)),
    prefix("lnbcm", .AmountCharacter(offset: 4, found: UInt8(ascii: "m"))),
    prefix("lnbc2500x", .AmountCharacter(offset: 8, found: UInt8(ascii: "x"))),
    prefix("lnbc-25m", .AmountCharacter(offset: 4, found: UInt8(ascii: "-"))),
    prefix("lnbc2.5m", .AmountCharacter(offset: 5, found: UInt8(ascii: "."))),
    prefix("lnbcrt25k", .AmountCharacter(offset: 8, found: UInt8(ascii: "k"))),
    prefix("lnbc2p", .SubMillisatoshi(offset: 4)),
    prefix("lnbcrt2500000001p", .SubMillisatoshi(offset: 6)),
    prefix("lnbc184467441", .AmountTooLarge(offset: 4)),  // UInt64.max msat is 184467440.73709551615
    prefix("lnbc184467440737095516160p", .AmountTooLarge(offset: 4)),
    prefix("lnbc340282366920938463463374607431768211456m", .AmountTooLarge(offset: 4)),
  ]

  private static func prefix(_ prefix: String, _ error: InvoiceError) -> Refusal {
    Refusal(prefix, Bech32.text(prefix, Samples.timestampWords + Samples.signatureWords), error)
  }

  /// Where the fields of an invoice begin whose prefix is `lnbc`.
  private static let start: UInt64 = 12

  /// Fields of which the last is broken.
  static let fields: [Refusal] = [
    field("p", 51, .FieldLength(field: "p", offset: start, expected: 52, found: 51)),
    field("p", 53, .FieldLength(field: "p", offset: start, expected: 52, found: 53)),
    field("s", 0, .FieldLength(field: "s", offset: start, expected: 52, found: 0)),
    field("h", 1023, .FieldLength(field: "h", offset: start, expected: 52, found: 1023)),
    field("n", 52, .FieldLength(field: "n", offset: start, expected: 53, found: 52)),
    field("n", 53, .NotAPoint(field: "n", offset: start)),
    field("x", "qp", .NotMinimal(field: "x", offset: start)),
    field("c", "q", .NotMinimal(field: "c", offset: start)),
    field("9", "qsgq", .NotMinimal(field: "9", offset: start)),
    field("x", "sq" + zeros(11), .IntegerTooLarge(field: "x", offset: start)),
    field("c", String(repeating: "l", count: 14), .IntegerTooLarge(field: "c", offset: start)),
    field("d", "ll", .NotUtf8(field: "d", offset: start, byte: 0)),
    field("d", Bech32.packed([0x61, 0x80]), .NotUtf8(field: "d", offset: start, byte: 1)),
    field("d", Bech32.packed([0x61, 0xed, 0xa0, 0x80]), .NotUtf8(field: "d", offset: start, byte: 1)),
    field("f", "", .FieldLength(field: "f", offset: start, expected: 1, found: 0)),
    field("f", "q" + zeros(34), .FieldLength(field: "f", offset: start, expected: 33, found: 35)),
    field("f", "3" + zeros(33), .FieldLength(field: "f", offset: start, expected: 33, found: 34)),
    field("r", 81, .FieldLength(field: "r", offset: start, expected: 82, found: 81)),
    field("r", 82, .NotAPoint(field: "r", offset: start)),
    data("p beyond the end", "pp5qqq", .FieldTruncated(field: "p", offset: start, expected: 52, found: 3)),
    data("z beyond the end", "zllq", .FieldTruncated(field: "z", offset: start, expected: 1023, found: 1)),
    data("a head of two words", "pp", .TrailingWords(offset: start, found: 2)),
    data(
      "the second field is broken", Bech32.field("d", "") + Bech32.field("p", "q"),
      .FieldLength(field: "p", offset: start + 3, expected: 52, found: 1)),
  ]

  private static func zeros(_ count: Int) -> String { String(repeating: "q", count: count) }

  private static func field(_ letter: String, _ words: Int, _ error: InvoiceError) -> Refusal {
    field(letter, zeros(words), error)
  }

  private static func field(_ letter: String, _ words: String, _ error: InvoiceError) -> Refusal {
    data("\(letter) of \(words.count) words", Bech32.field(letter, words), error)
  }

  private static func data(
    _ name: String, _ fields: String, signature: String = Samples.signatureWords, _ error: InvoiceError
  ) -> Refusal {
    Refusal(name, Bech32.text("lnbc", Samples.timestampWords + fields + signature), error)
  }

  /// Whole data parts that are broken.
  static let dataParts: [Refusal] = [
    Refusal("no timestamp", Bech32.text("lnbc", Samples.signatureWords), .TooShort(expected: 111, found: 104)),
    Refusal("no data", Bech32.text("lnbc", ""), .TooShort(expected: 111, found: 0)),
    data(
      "recovery id 4", "", signature: Samples.signatureWords.dropLast(2) + "qy",
      .MalformedSignature(offset: start, recoveryId: 4)),
    data(
      "R too large", "", signature: String(repeating: "l", count: 51) + Samples.signatureWords.dropFirst(51),
      .MalformedSignature(offset: start, recoveryId: nil)),
  ]

  /// Signatures that are not the payee's.
  static let signatures: [Refusal] = [
    data(
      "R of zero", "", signature: zeros(51) + Samples.signatureWords.dropFirst(51), .SignatureNotRecoverable),
    data("not of n", Bech32.field("n", Samples.payeeWords), .SignatureMismatch),
    data("high S with n", Bech32.field("n", Samples.payeeWords), signature: highS, .SignatureHighS),
  ]

  /// R of one, S of the group order less one.
  private static let highS = Bech32.packed(
    Array(repeating: 0, count: 31) + [1] + Array(repeating: 0xff, count: 15) + [0xfe]
      + [0xba, 0xae, 0xdc, 0xe6, 0xaf, 0x48, 0xa0, 0x3b, 0xbf, 0xd2, 0x5e, 0x8c, 0xd0, 0x36, 0x41, 0x40, 0])

  /// Links without an invoice, and links whose invoice is broken: its offsets count from its own start.
  static let links: [Refusal] = [
    Refusal("nothing", "", .Bech32NoSeparator),
    Refusal("no parameters", "bitcoin:", .NoInvoiceInUri),
    Refusal(
      "another parameter", "bitcoin:175tWpb8K1S7NmH4Zx6rewF9WQrcZv245W?label=lightning", .NoInvoiceInUri),
    Refusal("another scheme", "https://example.org/?lightning=lnbc1qqbqqq", .NoInvoiceInUri),
    Refusal("an empty link", "lightning:", .Bech32NoSeparator),
    Refusal("lightning:", "LIGHTNING://lnbc1qqbqqq", broken),
    Refusal("white space", " \n lnbc1qqbqqq\t", broken),
    Refusal("BIP 21", "bitcoin:?amount=1&lightning=lnbc1qqbqqq&label=x", broken),
  ]

  private static let broken = InvoiceError.Bech32Character(offset: 7, found: UInt8(ascii: "b"))
}

// MARK: Invoices that must not be paid

/// An invoice that is well formed and must not be paid.
struct Unpayable: BadInput {
  let name: String
  var amountMsat: UInt64?
  let fields: [InvoiceField]
  var known = invoiceFeatures()
  var late: UInt64 = 0
  let error: InvoiceError

  static func rows() throws -> [Unpayable] {
    let p = InvoiceField.paymentHash(paymentHash: try Samples.hash(1))
    let s = InvoiceField.paymentSecret(paymentSecret: try Samples.secret(2))
    let d = InvoiceField.description(text: "tea")
    let h = InvoiceField.descriptionHash(hash: sha256(bytes: Data()))
    let expired = Samples.timestamp
    return [
      Unpayable(name: "no p", fields: [s, d], error: .MissingField(field: "p")),
      Unpayable(name: "no s", fields: [p, d], error: .MissingField(field: "s")),
      Unpayable(name: "no d or h", fields: [p, s], error: .MissingDescription),
      Unpayable(name: "d and h", fields: [p, s, d, h], error: .TwoDescriptions),
      Unpayable(
        name: "unknown even bit", fields: [p, s, d, .features(bits: [8, 14, 100, 102])],
        error: .FeatureUnknownRequired(bit: 100)),
      Unpayable(
        name: "a bit the payer lacks", fields: [p, s, d, .features(bits: [8, 14])], known: [8],
        error: .FeatureUnknownRequired(bit: 14)),
      Unpayable(
        name: "basic_mpp alone", fields: [p, s, d, .features(bits: [17])],
        error: .FeatureMissingDependency(bit: 16, missing: 14)),
      Unpayable(name: "known bit too large", fields: [p, s, d], known: [1024], error: .FeatureBitTooLarge(bit: 1024)),
      Unpayable(name: "amount zero", amountMsat: 0, fields: [p, s, d], error: .ZeroAmount),
      Unpayable(
        name: "an hour over", fields: [p, s, d], late: 3601,
        error: .Expired(expiresAt: expired + 3600, now: expired + 3601)),
      Unpayable(
        name: "x over", fields: [p, s, d, .expiry(seconds: 60)], late: 61,
        error: .Expired(expiresAt: expired + 60, now: expired + 61)),
    ]
  }
}

// MARK: Drafts that cannot be written

/// A draft that cannot be written.
struct Unwritable: BadInput {
  let name: String
  let draft: InvoiceDraft
  let error: InvoiceError

  static func drafts() throws -> [Unwritable] {
    let long = String(repeating: "a", count: 640)
    let other = try Keelbolt.SecretKey(bytes: Data(repeating: 9, count: 32)).publicKey(entropy: Samples.entropy)
    let noPoint = try PublicKey(Data(repeating: 0, count: 33))
    let hop = RouteHop(
      pubkey: noPoint, shortChannelId: 0, feeBaseMsat: 0, feeProportionalMillionths: 0, cltvExpiryDelta: 0)
    let twentyOne = Data(repeating: 0, count: 21)
    return [
      Unwritable(
        name: "long d", draft: try Samples.draft(description: .text(text: long)),
        error: .FieldTooLong(field: "d", expected: 1023, found: 1024)),
      Unwritable(
        name: "long m", draft: try Samples.draft(metadata: Data(long.utf8)),
        error: .FieldTooLong(field: "m", expected: 1023, found: 1024)),
      Unwritable(
        name: "2^35 seconds", draft: try Samples.draft(timestamp: 1 << 35),
        error: .TimestampTooLarge(found: 1 << 35)),
      Unwritable(name: "no hop", draft: try Samples.draft(routeHints: [RouteHint(hops: [])]), error: .EmptyRouteHint),
      Unwritable(
        name: "a hop that is no point", draft: try Samples.draft(routeHints: [RouteHint(hops: [hop])]),
        error: .KeyNotAPoint),
      Unwritable(name: "amount zero", draft: try Samples.draft(amountMsat: 0), error: .ZeroAmount),
      Unwritable(name: "another payee", draft: try Samples.draft(payee: other), error: .WrongSigner),
      Unwritable(name: "a payee that is no point", draft: try Samples.draft(payee: noPoint), error: .KeyNotAPoint),
      Unwritable(
        name: "a bit of init", draft: try Samples.draft(features: [4, 8, 14]), error: .FeatureContext(bit: 4)),
      Unwritable(
        name: "both bits", draft: try Samples.draft(features: [8, 9, 14]), error: .FeatureBothBits(bit: 8)),
      Unwritable(
        name: "basic_mpp alone", draft: try Samples.draft(features: [8, 17]),
        error: .FeatureMissingDependency(bit: 16, missing: 14)),
      Unwritable(
        name: "bit 1024", draft: try Samples.draft(features: [.max]), error: .FeatureBitTooLarge(bit: .max)),
      Unwritable(
        name: "P2PKH of 21 bytes", draft: try Samples.draft(fallbacks: [.p2pkh(hash: twentyOne)]),
        error: .WrongLength(expected: 20, found: 21)),
      Unwritable(
        name: "v0 of 21 bytes", draft: try Samples.draft(fallbacks: [.witness(version: 0, program: twentyOne)]),
        error: .WitnessProgramInvalid(version: 0, length: 21)),
      Unwritable(
        name: "v17 of 21 bytes", draft: try Samples.draft(fallbacks: [.witness(version: 17, program: twentyOne)]),
        error: .WitnessProgramInvalid(version: 17, length: 21)),
      Unwritable(
        name: "P2PKH as unknown", draft: try Samples.draft(fallbacks: [.unknown(version: 17, data: "")]),
        error: .NotUnknown(field: "f", found: 17)),
      Unwritable(
        name: "a fallback of no words", draft: try Samples.draft(fallbacks: [.unknown(version: 19, data: "pB")]),
        error: .NotBech32Words(offset: 1, found: UInt8(ascii: "B"))),
      Unwritable(
        name: "p as unknown", draft: try Samples.draft(unknownFields: [UnknownField(tag: "p", data: "")]),
        error: .NotUnknown(field: "p", found: 1)),
      Unwritable(
        name: "a type of no letter", draft: try Samples.draft(unknownFields: [UnknownField(tag: "", data: "")]),
        error: .UnknownTag(found: "")),
      Unwritable(
        name: "a type of an accent", draft: try Samples.draft(unknownFields: [UnknownField(tag: "é", data: "")]),
        error: .UnknownTag(found: "é")),
    ]
  }
}

// MARK: Single arguments

/// A call with one bad argument.
struct Argument: BadInput {
  let name: String
  let error: InvoiceError
  let call: @Sendable () throws -> Void

  static let rows: [Argument] =
    [0, 1, 31, 33, 64, 1000].flatMap { count in
      let bytes = Data(repeating: 1, count: count)
      let wrong = InvoiceError.WrongLength(expected: 32, found: UInt64(count))
      return [
        Argument(name: "SecretKey of \(count)", error: wrong) { _ = try SecretKey(bytes: bytes) },
        Argument(name: "Preimage of \(count)", error: wrong) { _ = try Preimage(bytes: bytes) },
        Argument(name: "entropy of \(count) for a public key", error: wrong) {
          _ = try Samples.secretKey().publicKey(entropy: bytes)
        },
        Argument(name: "entropy of \(count) for a digest", error: wrong) {
          _ = try Samples.secretKey().signRecoverable(digest: sha256(bytes: bytes), entropy: bytes)
        },
        Argument(name: "entropy of \(count) for a draft", error: wrong) {
          _ = try Samples.draft().sign(key: Samples.secretKey(), entropy: bytes)
        },
        Argument(name: "entropy of \(count) for an unsigned invoice", error: wrong) {
          _ = try UnsignedInvoice(draft: Samples.draft()).sign(key: Samples.secretKey(), entropy: bytes)
        },
      ]
    } + [
      Argument(name: "a secret key of zero", error: .SecretKeyOutOfRange) {
        _ = try SecretKey(bytes: Data(repeating: 0, count: 32))
      },
      Argument(name: "a secret key above the order", error: .SecretKeyOutOfRange) {
        _ = try SecretKey(bytes: Data(repeating: 0xff, count: 32))
      },
      Argument(name: "an invoice of its caller's making", error: .Bech32NoSeparator) { _ = try forged().payee() },
      Argument(name: "R above the order", error: .SignatureOutOfRange) { try finish(0xff, 0) },
      Argument(name: "recovery id 4", error: .RecoveryIdOutOfRange(found: 4)) { try finish(1, 4) },
      Argument(name: "recovery id 255", error: .RecoveryIdOutOfRange(found: 255)) { try finish(1, 255) },
      Argument(name: "a signature of zero", error: .SignatureNotRecoverable) { try finish(0, 0) },
      Argument(name: "recover with id 4", error: .RecoveryIdOutOfRange(found: 4)) {
        _ = try signature(1, 4).recover(digest: sha256(bytes: Data()))
      },
      Argument(name: "verify with a key that is no point", error: .KeyNotAPoint) {
        try signature(1, 0).verify(digest: sha256(bytes: Data()), key: PublicKey(Data(repeating: 0, count: 33)))
      },
      Argument(name: "verify with another key", error: .SignatureMismatch) {
        try signature(1, 0).verify(digest: sha256(bytes: Data()), key: PublicKey(hex: Samples.payee))
      },
      Argument(name: "features the payer lacks", error: .FeatureUnknownRequired(bit: 8)) {
        try Invoice.parse(Samples.donation).checkFeatures(known: [])
      },
      Argument(name: "address of a hash of no byte", error: .WrongLength(expected: 20, found: 0)) {
        _ = try Fallback.p2sh(hash: Data()).address(network: .regtest)
      },
      Argument(name: "script of a program of 41 bytes", error: .WitnessProgramInvalid(version: 1, length: 41)) {
        _ = try Fallback.witness(version: 1, program: Data(repeating: 0, count: 41)).scriptPubkey()
      },
    ]

  /// A record can be made without being read; what is asked of it goes back to its text.
  private static func forged() throws -> Invoice {
    let read = try Invoice.parse(Samples.donation)
    return Invoice(
      text: "", network: read.network, amountMsat: 1, timestamp: 0, paymentHash: nil, paymentSecret: nil,
      description: nil, descriptionHash: nil, payeeField: nil, expirySeconds: 0, expiresAt: 0,
      minFinalCltvExpiryDelta: 0, fallbacks: [], routeHints: [], features: [.max], metadata: nil, unknownFields: [],
      signature: read.signature, recoveryId: 255, signatureHash: read.signatureHash)
  }

  private static func signature(_ byte: UInt8, _ recoveryId: UInt8) throws -> RecoverableSignature {
    RecoverableSignature(signature: try Signature(Data(repeating: byte, count: 64)), recoveryId: recoveryId)
  }

  private static func finish(_ byte: UInt8, _ recoveryId: UInt8) throws {
    let made = try signature(byte, recoveryId)
    _ = try UnsignedInvoice(draft: Samples.draft()).finish(signature: made.signature, recoveryId: recoveryId)
  }
}
