extension Invoice {
  /// Reads an invoice, in either case, with nothing around it.
  ///
  /// May be called from any thread.
  ///
  /// - Throws: ``InvoiceError``: what is wrong and where.
  public static func parse(_ text: String) throws -> Invoice {
    try parseInvoice(text: text)
  }

  /// Finds and reads the invoice in what a user scanned or pasted: an invoice, a `lightning:` link, or a `bitcoin:`
  /// link with a `lightning=` parameter (BIP 21), each in either case, with white space around it.
  ///
  /// May be called from any thread.
  ///
  /// - Throws: ``InvoiceError``: `NoInvoiceInUri`, or what is wrong with the invoice, with offsets in the invoice.
  public static func parse(uri: String) throws -> Invoice {
    try parseInvoiceUri(text: uri)
  }
}

extension RouteHop {
  /// The channel as people read it: `BLOCKxTRANSACTIONxOUTPUT`.
  public var channel: String { shortChannelIdText(shortChannelId: shortChannelId) }
}
