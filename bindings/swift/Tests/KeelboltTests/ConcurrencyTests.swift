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

  /// Of many tasks that sign with one nonce, one succeeds.
  @Test func noncesSignOnce() async throws {
    let both = try Ceremony()
    let results = await withTaskGroup(of: MusigError?.self) { group in
      for _ in 0..<16 {
        group.addTask {
          do {
            _ = try both.nonces[0].sign(both.session, key: both.signers[0])
            return nil
          } catch {
            return error as? MusigError
          }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(results.filter { $0 == nil }.count == 1 && results.filter { $0 == .NonceUsed }.count == 15)
    #expect(both.nonces[0].isUsed() && !both.nonces[1].isUsed())
  }

  /// One generator and one store in many tasks: every secret comes in once, and all find the same.
  @Test func sharedStore() async throws {
    let (secrets, store) = (try ChannelSecrets.derive(root: Channels.root(), channel: 0), SecretStore())
    let expected = try (0..<100).map { try secrets.perCommitmentSecret(number: $0) }
    let found = try await withThrowingTaskGroup(of: [PerCommitmentSecret?].self) { group in
      for _ in 0..<8 {
        group.addTask {
          while let number = store.next(), number < 100 {
            do {
              try store.insert(number: number, secret: secrets.perCommitmentSecret(number: number))
            } catch CommitmentError.SecretOutOfOrder {
              continue  // another task was faster
            }
          }
          return try (0..<100).map { try store.secret(number: $0) }
        }
      }
      return try await group.reduce(into: Set()) { $0.insert($1) }
    }
    #expect(found == [expected])
  }

  /// One commitment, one claim and the secrets of both nodes in many tasks: what is signed and swept is as alone.
  @Test func sharedCommitment() async throws {
    let commitment = try Commitments.built(htlcs: Commitments.htlcs())
    let (opener, accepter) = (try Commitments.secrets(of: .opener), try Commitments.secrets(of: .accepter))
    let claim = try Commitments.claim(commitment, .toLocal, .delayed)
    let sweep = try Sweep(claims: [claim], destination: Commitments.wallet).build(feeratePerKw: 1000)
    let answers = try await withThrowingTaskGroup(of: [Data].self) { group in
      for _ in 0..<32 {
        group.addTask {
          let signatures = try commitment.sign(secrets: accepter)
          try commitment.verify(signatures: signatures)
          return [commitment.transaction(), signatures.signature.data, try sweep.sign(secrets: opener).transaction()]
        }
      }
      return try await group.reduce(into: Set()) { $0.insert($1) }
    }
    #expect(answers.count == 1)
  }

  /// One VTXO, its policy's output, its exit and its claim in many tasks: what is accepted, planned and signed is as
  /// alone.
  @Test func sharedVtxo() async throws {
    let (vtxo, output) = (try Arks.vtxo(), try Arks.money().output(Arks.terms()))
    let (expected, facts, preimage) = (try Arks.expectation(), try Arks.facts(), try Arks.preimage())
    let accepted = try vtxo.accept(expected, facts: facts)
    let exit = try accepted.exit()
    let clause = try exit.clauses()[0]
    let claim = try exit.claim(clause: clause, destination: Channels.destination, feeratePerKw: Arks.feerate)
    let (key, locked) = (try Arks.secret(Arks.user), try vtxo.acceptLocked(expected, facts: facts))
    let answer: @Sendable () throws -> Planned = {
      #expect(try claim.sign(key: key).txid() == claim.txid())
      return Planned(
        vtxo: try vtxo.accept(expected, facts: facts), packages: try exit.packages(), genesis: vtxo.genesis(),
        progress: try exit.progress(clause: clause, tip: Arks.tip) { _ in .confirmed(height: Arks.tip) },
        deadline: [accepted].firstDeadline(margin: 36), script: output.scriptPubkey(),
        unlocks: locked.unlockHash() == preimage.unlockHash())
    }
    let answers = try await withThrowingTaskGroup(of: Planned.self) { group in
      for _ in 0..<32 { group.addTask(operation: answer) }
      return try await group.reduce(into: Set()) { $0.insert($1) }
    }
    let alone = try answer()
    #expect(answers == [alone] && alone.unlocks && alone.progress == .delayed(until: Arks.tip + 144))
  }

  /// What one task finds of a VTXO.
  private struct Planned: Hashable, Sendable {
    let vtxo: AcceptedVtxo
    let packages: [ExitPackage]
    let genesis: [GenesisItem]
    let progress: ExitProgress
    let deadline: Deadline?
    let script: Data
    let unlocks: Bool
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
