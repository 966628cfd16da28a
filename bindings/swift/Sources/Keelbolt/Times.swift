import Foundation

extension Invoice {
  /// When the invoice was made.
  public var timestampDate: Date { Date(unixSeconds: timestamp) }

  /// How long it can be paid, from its timestamp on.
  public var expiry: Duration { .seconds(expirySeconds) }

  /// The last second in which it can be paid.
  public var expirationDate: Date { Date(unixSeconds: expiresAt) }

  /// Asks the payer's question at a date: may this payer pay, and whom?
  ///
  /// - Parameters:
  ///   - known: The feature bits that the payer implements, even or odd.
  ///   - date: When it is to be paid, such as `.now`; a fraction of a second is dropped.
  /// - Returns: What every payment of the invoice needs.
  /// - Throws: ``InvoiceError``, as ``checkPayable(known:now:)`` does.
  public func checkPayable(known: [UInt32], at date: Date) throws -> Payable {
    try checkPayable(known: known, now: date.unixSeconds)
  }
}

extension InvoiceDraft {
  /// The contents of an invoice to be written, with its times as Swift has them.
  ///
  /// - Parameters:
  ///   - network: The network on which it is paid.
  ///   - date: When the invoice is made, such as `.now`; a fraction of a second is dropped.
  ///   - paymentHash: The hash of the preimage that only the payee knows.
  ///   - paymentSecret: 32 random bytes that the payer has to repeat.
  ///   - description: What is paid for.
  ///   - amountMsat: The least amount to be paid, in millisatoshi; `nil` leaves it to the payer.
  ///   - payee: Names the payee, so that it need not be recovered; must be the signer's key.
  ///   - expiry: How long it can be paid, a fraction of a second dropped; `nil` is an hour.
  ///   - minFinalCltvExpiryDelta: The blocks left when the last HTLC arrives; `nil` is 18.
  ///   - fallbacks: Where on-chain payments are accepted, the preferred first.
  ///   - routeHints: Private routes to the payee, each of one hop or more.
  ///   - features: Feature bits; `nil` is 8 and 14: `var_onion_optin` and `payment_secret`, compulsory.
  ///   - metadata: What the payer has to repeat in the onion.
  ///   - unknownFields: Fields of types that this version does not know.
  public init(
    network: Network,
    date: Date,
    paymentHash: PaymentHash,
    paymentSecret: PaymentSecret,
    description: InvoiceDescription,
    amountMsat: UInt64? = nil,
    payee: PublicKey? = nil,
    expiry: Duration? = nil,
    minFinalCltvExpiryDelta: UInt64? = nil,
    fallbacks: [Fallback] = [],
    routeHints: [RouteHint] = [],
    features: [UInt32]? = nil,
    metadata: Octets? = nil,
    unknownFields: [UnknownField] = []
  ) {
    self.init(
      network: network,
      timestamp: date.unixSeconds,
      paymentHash: paymentHash,
      paymentSecret: paymentSecret,
      description: description,
      amountMsat: amountMsat,
      payee: payee,
      expirySeconds: expiry.map(\.wholeSeconds),
      minFinalCltvExpiryDelta: minFinalCltvExpiryDelta,
      fallbacks: fallbacks,
      routeHints: routeHints,
      features: features,
      metadata: metadata,
      unknownFields: unknownFields
    )
  }
}

extension Date {
  init(unixSeconds: UInt64) {
    self.init(timeIntervalSince1970: TimeInterval(unixSeconds))
  }

  /// Seconds since 1970: 0 for what was before, and the largest number for what it cannot hold. A conversion that
  /// traps would stop the program at a date from a stranger's file.
  var unixSeconds: UInt64 {
    let seconds = timeIntervalSince1970.rounded(.down)
    if let exact = UInt64(exactly: seconds) { return exact }
    return seconds > 0 ? .max : 0
  }
}

extension Duration {
  /// The whole seconds: 0 for a negative duration, and at most those that `components` can give without a trap.
  var wholeSeconds: UInt64 {
    let longest = Duration.seconds(Int64.max)
    return self < .zero ? 0 : UInt64(min(self, longest).components.seconds)
  }
}
