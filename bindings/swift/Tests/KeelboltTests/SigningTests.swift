import Foundation
import Keelbolt
import Testing

/// Making invoices: with a key in memory, with a signer elsewhere, and once only.
@Suite struct SigningTests {
  /// A draft with everything comes back field by field.
  @Test func everyFieldIsWritten() throws {
    let hop = RouteHop(
      pubkey: try PublicKey(hex: Samples.payee), shortChannelId: 0x083c88_000003_4d01, feeBaseMsat: .max,
      feeProportionalMillionths: 1, cltvExpiryDelta: .max)
    let draft = InvoiceDraft(
      network: .regtest,
      timestamp: (1 << 35) - 1,
      paymentHash: try Samples.hash(1),
      paymentSecret: try Samples.secret(2),
      description: .hash(hash: sha256(bytes: Data("tea".utf8))),
      amountMsat: .max,
      payee: try PublicKey(hex: Samples.payee),
      expirySeconds: .max,
      minFinalCltvExpiryDelta: .max,
      fallbacks: [
        .p2pkh(hash: Data(repeating: 3, count: 20)), .p2sh(hash: Data(repeating: 4, count: 20)),
        .witness(version: 0, program: Data(repeating: 5, count: 32)),
        .witness(version: 16, program: Data([6, 6])), .unknown(version: 31, data: "qpzry9x8"),
      ],
      routeHints: [RouteHint(hops: [hop]), RouteHint(hops: [hop, hop])],
      features: [8, 14, 17, 99],
      metadata: Data([7, 8, 9]),
      unknownFields: [UnknownField(tag: "z", data: "qqpp"), UnknownField(tag: "z", data: "")]
    )
    let invoice = try draft.sign(key: Samples.secretKey(), entropy: Samples.entropy)
    #expect(try Invoice.parse(invoice.text) == invoice)
    #expect(try Invoice.parse(invoice.text.uppercased()).fields() == invoice.fields())
    #expect(invoice.text.hasPrefix("lnbcrt") && invoice.network == draft.network)
    #expect(invoice.timestamp == draft.timestamp && invoice.amountMsat == draft.amountMsat)
    #expect(invoice.paymentHash == draft.paymentHash && invoice.paymentSecret == draft.paymentSecret)
    #expect(invoice.description == nil)
    #expect(invoice.descriptionHash == sha256(bytes: Data("tea".utf8)))
    #expect(invoice.payeeField == draft.payee && invoice.expirySeconds == draft.expirySeconds)
    #expect(invoice.expiresAt == .max)
    #expect(invoice.minFinalCltvExpiryDelta == draft.minFinalCltvExpiryDelta)
    #expect(invoice.fallbacks == draft.fallbacks && invoice.routeHints == draft.routeHints)
    #expect(invoice.features == draft.features && invoice.metadata == draft.metadata)
    #expect(invoice.unknownFields == draft.unknownFields)
    #expect(try invoice.payee().hex == Samples.payee)
    #expect(hop.channel == "539784x3x19713")
  }

  /// What a draft leaves out has the specification's default.
  @Test func defaults() throws {
    let invoice = try Samples.draft().sign(key: Samples.secretKey(), entropy: Samples.entropy)
    #expect(invoice.amountMsat == nil && invoice.description == "tea" && invoice.descriptionHash == nil)
    #expect(invoice.expirySeconds == 3600 && invoice.minFinalCltvExpiryDelta == 18)
    #expect(invoice.features == [8, 14] && invoice.metadata == nil && invoice.payeeField == nil)
    #expect(invoice.fallbacks.isEmpty && invoice.routeHints.isEmpty && invoice.unknownFields.isEmpty)
  }

  /// A signer elsewhere makes the same invoice as a key in memory, whatever the entropy.
  @Test func twoSteps() throws {
    let key = try Samples.secretKey()
    let invoice = try Samples.draft().sign(key: key, entropy: Samples.entropy)
    let unsigned = try UnsignedInvoice(draft: Samples.draft())
    let digest = try unsigned.signatureHash()
    #expect(digest == invoice.signatureHash)
    let signature = try key.signRecoverable(digest: digest, entropy: Entropy.fresh())
    #expect(try signature.recover(digest: digest).hex == Samples.payee)
    try signature.verify(digest: digest, key: key.publicKey(entropy: Entropy.fresh()))
    let finished = try unsigned.finish(signature: signature.signature, recoveryId: signature.recoveryId)
    #expect(finished == invoice)
  }

  /// After any use every other is refused.
  @Test(arguments: Use.all)
  func usedUp(_ use: Use) throws {
    let unsigned = try UnsignedInvoice(draft: Samples.draft())
    _ = try unsigned.signatureHash()
    _ = try unsigned.signatureHash()
    _ = try? use.call(unsigned)
    for again in Use.all {
      #expect(throws: InvoiceError.AlreadySigned) { try again.call(unsigned) }
    }
    #expect(throws: InvoiceError.AlreadySigned) { try unsigned.signatureHash() }
  }

  /// A way to use up an unsigned invoice.
  struct Use: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let call: @Sendable (UnsignedInvoice) throws -> Void

    static let all = [
      Use(testDescription: "signed") { _ = try $0.sign(key: Samples.secretKey(), entropy: Samples.entropy) },
      Use(testDescription: "finished") { try finish($0, recoveryId: 0) },
      Use(testDescription: "refused entropy") { _ = try $0.sign(key: Samples.secretKey(), entropy: Data()) },
      Use(testDescription: "refused signature") { try finish($0, recoveryId: 4) },
    ]
  }

  private static func finish(_ unsigned: UnsignedInvoice, recoveryId: UInt8) throws {
    let invoice = try Samples.draft().sign(key: Samples.secretKey(), entropy: Samples.entropy)
    _ = try unsigned.finish(signature: invoice.signature, recoveryId: recoveryId)
  }

  /// Fields that are repeated or of unknown types are kept, in their order, and written back.
  @Test func fieldsAreKept() throws {
    let fields: [InvoiceField] = [
      .unknown(field: UnknownField(tag: "z", data: "pp")),
      .description(text: "first"),
      .paymentHash(paymentHash: try Samples.hash(1)),
      .description(text: "second, ₿ and 👍"),
      .paymentSecret(paymentSecret: try Samples.secret(2)),
      .fallback(fallback: .unknown(version: 20, data: "qq")),
      .features(bits: []),
    ]
    let invoice = try UnsignedInvoice.fromFields(network: .signet, amountMsat: 1, timestamp: 0, fields: fields)
      .sign(key: Samples.secretKey(), entropy: Samples.entropy)
    #expect(try invoice.fields() == fields)
    #expect(invoice.description == "first" && invoice.text.hasPrefix("lntbs10p1"))
  }
}
