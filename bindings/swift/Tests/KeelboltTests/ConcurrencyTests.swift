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

  /// The key of a node, the secrets of a route and those of a blinded path, in many tasks at once: what is peeled,
  /// answered, decrypted and unblinded is as alone.
  @Test func sharedOnion() async throws {
    let built = try Onions.payment()
    let key = try Onions.key(0)
    let path = try Onions.path()
    let pathSecret = try PathSecret.derive(pathKey: path.firstPathKey, nodeKey: Onions.key(1))
    let answer: @Sendable () throws -> Findings = {
      let layer = try PeeledOnion.peel(built.packet, key: key, for: Onions.hash())
      let packet = try FailurePacket.create(.mppTimeout, sharedSecret: layer.sharedSecret, holdTime: .seconds(1))
      return Findings(
        layer: layer, found: try packet.decrypt(secrets: built.secrets),
        data: try pathSecret.decrypt(encryptedRecipientData: path.hops[0].encryptedRecipientData),
        texts: [String(describing: layer.sharedSecret), String(describing: built.secrets)])
    }
    let answers = try await withThrowingTaskGroup(of: Findings.self) { group in
      for _ in 0..<64 { group.addTask(operation: answer) }
      return try await group.reduce(into: Set()) { $0.insert($1) }
    }
    let alone = try answer()
    #expect(answers == [alone])
    #expect(alone.found.failure?.failure == .mppTimeout && alone.texts == ["SharedSecret(..)", "RouteSecrets(..)"])
    #expect(try alone.data.nextNode() == .nodeId(nodeId: Onions.node(2)))
  }

  /// What one task finds.
  private struct Findings: Hashable, Sendable {
    let layer: PeeledOnion
    let found: DecryptedFailure
    let data: RecipientData
    let texts: [String]
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
            _ = try? Onions.secret().expose()
            _ = try? RouteSecrets(bytes: Data(count: 96)).hop(hop: 2)
          }
        }
      }
    }
    #expect(try SecretKey(bytes: Samples.entropy).description == "SecretKey(..)")
  }
}
