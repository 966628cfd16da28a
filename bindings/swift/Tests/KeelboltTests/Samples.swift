import Foundation
import Keelbolt

/// Values that many tests share.
enum Samples {
  /// The timestamp of BOLT 11's examples, as a number and as an invoice holds it.
  static let timestamp: UInt64 = 1_496_314_658
  static let timestampWords = "pvjluez"

  /// A signature whose values are in range, of the example "any amount donation".
  static let signatureWords =
    "357wnc5r2ueh7ck6q93dj32dlqnls087fxdwk8qakdyafkq3yap9us6v52vjjsrvywa6rt52cm9r9zqt8r2t7mlcwspyetp5h2tztugp"

  /// The payee of the examples, as an `n` field holds it, and the key of that payee.
  static let payeeWords = "q0n326hr8v9zprg8gsvezcch06gfaqqhde2aj730yg0durunfhv66"
  static let key = "e126f68f7eafcc8b74f54d269fe206be715000f94dac067d1c04a8ca3b2db734"
  static let payee = "03e7156ae33b0a208d0744199163177e909e80176e55d97a2f221ede0f934dd9ad"

  /// The example "any amount donation".
  static let donation =
    "lnbc1pvjluezsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygspp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdpl2pkx2ctnv5sxxmmwwd5kgetjypeh2ursdae8g6twvus8g6rfwvs8qun0dfjkxaq9qrsgq357wnc5r2ueh7ck6q93dj32dlqnls087fxdwk8qakdyafkq3yap9us6v52vjjsrvywa6rt52cm9r9zqt8r2t7mlcwspyetp5h2tztugp9lfyql"

  static let entropy = Data(repeating: 0x5a, count: 32)

  static func hash(_ byte: UInt8) throws -> PaymentHash { try PaymentHash(Data(repeating: byte, count: 32)) }

  static func secret(_ byte: UInt8) throws -> PaymentSecret {
    try PaymentSecret(Data(repeating: byte, count: 32))
  }

  static func secretKey() throws -> SecretKey { try SecretKey(bytes: Data(hex: key)) }

  /// An invoice for tea, with what a row changes.
  static func draft(
    timestamp: UInt64 = Samples.timestamp,
    description: InvoiceDescription = .text(text: "tea"),
    amountMsat: UInt64? = nil,
    payee: PublicKey? = nil,
    fallbacks: [Fallback] = [],
    routeHints: [RouteHint] = [],
    features: [UInt32]? = nil,
    metadata: Data? = nil,
    unknownFields: [UnknownField] = []
  ) throws -> InvoiceDraft {
    InvoiceDraft(
      network: .bitcoin,
      timestamp: timestamp,
      paymentHash: try hash(1),
      paymentSecret: try secret(2),
      description: description,
      amountMsat: amountMsat,
      payee: payee,
      fallbacks: fallbacks,
      routeHints: routeHints,
      features: features,
      metadata: metadata,
      unknownFields: unknownFields
    )
  }
}
