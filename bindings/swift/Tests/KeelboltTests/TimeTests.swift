import Foundation
import Keelbolt
import Testing

/// Dates and durations at the edges of what they hold: nothing traps.
@Suite struct TimeTests {
  @Test func invoiceTimes() throws {
    let invoice = try Invoice.parse(Samples.donation)
    #expect(invoice.timestampDate == Date(timeIntervalSince1970: 1_496_314_658))
    #expect(invoice.expiry == .seconds(3600))
    #expect(invoice.expirationDate == invoice.timestampDate + 3600)
    let known = invoiceFeatures()
    #expect(try invoice.checkPayable(known: known, at: invoice.expirationDate + 0.9).payee.hex == Samples.payee)
    #expect(throws: InvoiceError.Expired(expiresAt: 1_496_318_258, now: 1_496_318_259)) {
      try invoice.checkPayable(known: known, at: invoice.expirationDate + 1)
    }
  }

  // Intervals since 1970, because Foundation cannot print a date that is no number.
  @Test(arguments: [
    (0, 0), (1.99, 1), (-1, 0), (-62_135_769_600, 0), (-.infinity, 0), (.nan, 0), (1e30, .max), (.infinity, .max),
    (18_446_744_073_709_549_568, 18_446_744_073_709_549_568), (18_446_744_073_709_551_616, .max),
  ] as [(TimeInterval, UInt64)])
  func dates(_ interval: TimeInterval, _ seconds: UInt64) throws {
    #expect(try draft(Date(timeIntervalSince1970: interval), nil).timestamp == seconds)
  }

  @Test(arguments: [
    (.zero, 0), (.seconds(60), 60), (.milliseconds(1999), 1), (.seconds(-1), 0), (.milliseconds(-1), 0),
    (.seconds(Int64.max), UInt64(Int64.max)), (.seconds(UInt64.max), UInt64(Int64.max)),
  ] as [(Duration, UInt64)])
  func durations(_ duration: Duration, _ seconds: UInt64) throws {
    #expect(try draft(Date(), duration).expirySeconds == seconds)
  }

  /// The longest expiry that an invoice can hold still has a duration and a date.
  @Test func longestExpiry() throws {
    let longest = Bech32.text(
      "lnbc", Samples.timestampWords + Bech32.field("x", "0llllllllllll") + Samples.signatureWords)
    let invoice = try Invoice.parse(longest)
    #expect(invoice.expiry == .seconds(UInt64.max))
    #expect(invoice.expiresAt == .max && invoice.expirationDate > .distantFuture)
  }

  private func draft(_ date: Date, _ expiry: Duration?) throws -> InvoiceDraft {
    InvoiceDraft(
      network: .bitcoin, date: date, paymentHash: try Samples.hash(1), paymentSecret: try Samples.secret(2),
      description: .text(text: "tea"), expiry: expiry)
  }
}
