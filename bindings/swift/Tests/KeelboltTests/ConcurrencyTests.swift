import Foundation
import Keelbolt
import Testing

/// Values and objects are shared between tasks, as the types promise.
@Suite struct ConcurrencyTests {
  /// One key, one preimage and one invoice in many tasks at once: each gives the same answers as alone.
  @Test func sharedObjects() async throws {
    let key = try Samples.secretKey()
    let preimage = try Preimage(bytes: Samples.entropy)
    let invoice = try Invoice.parse(Samples.donation)
    let draft = try Samples.draft()
    let alone = try draft.sign(key: key, entropy: Samples.entropy)

    let answers = try await withThrowingTaskGroup(of: [String].self) { group in
      for task in 0..<64 {
        group.addTask {
          let entropy = Data(repeating: UInt8(task), count: 32)
          return [
            try draft.sign(key: key, entropy: entropy).text,
            try key.publicKey(entropy: entropy).hex,
            preimage.paymentHash().hex,
            try invoice.payee().hex,
            try Invoice.parse(invoice.text).checkPayable(known: invoiceFeatures(), now: 0).payee.hex,
            String(describing: key),
          ]
        }
      }
      return try await group.reduce(into: Set()) { $0.insert($1) }
    }
    let hash = preimage.paymentHash().hex
    #expect(answers == [[alone.text, Samples.payee, hash, Samples.payee, Samples.payee, "SecretKey(..)"]])
  }

  /// Of many tasks that sign one unsigned invoice, one succeeds.
  @Test func signedOnce() async throws {
    let key = try Samples.secretKey()
    for _ in 0..<20 {
      let unsigned = try UnsignedInvoice(draft: Samples.draft())
      let results = await withTaskGroup(of: InvoiceError?.self) { group in
        for _ in 0..<16 {
          group.addTask {
            do {
              _ = try unsigned.sign(key: key, entropy: Samples.entropy)
              return nil
            } catch {
              return error as? InvoiceError
            }
          }
        }
        return await group.reduce(into: []) { $0.append($1) }
      }
      #expect(results.filter { $0 == nil }.count == 1)
      #expect(results.filter { $0 == .AlreadySigned }.count == 15)
    }
  }

  /// Objects that are made and dropped in many tasks leave nothing behind that stops the program.
  @Test func madeAndDropped() async throws {
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<64 {
        group.addTask {
          for _ in 0..<100 {
            _ = try? SecretKey(bytes: Samples.entropy)
            _ = try? Preimage(bytes: Data())
          }
        }
      }
    }
    #expect(try SecretKey(bytes: Samples.entropy).description == "SecretKey(..)")
  }
}
