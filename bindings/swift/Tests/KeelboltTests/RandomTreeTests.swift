import Foundation
import Keelbolt
import Testing

/// Random bytes and numbers at every entry point of trees, ceremonies, addresses, attestations and mailboxes: a value
/// or an error of the library, never a trap.
///
/// The generator is seeded, so that a failure can be repeated: its seed is the test's argument.
@Suite struct RandomTreeTests {
  @Test(arguments: 0..<8 as Range<UInt64>)
  func readers(_ seed: UInt64) throws {
    var random = Seeded(state: seed)
    let readers = try Self.trees() + Self.ceremonies() + Self.addresses()
    for _ in 0..<20 {
      for (bytes, read) in readers {
        let spoiled = random.spoiled(bytes)
        anyError { try read(spoiled) }
      }
    }
  }

  private static func trees() throws -> [RandomChannelTests.Reader] {
    let spec = try Arks.spec(leaves: 5)
    let signed = try TreeCeremony(spec).finish()
    let root = try #require(UnsignedTree.build(spec: spec, utxo: signed.utxo()).transactions().last)
    var readers: [RandomChannelTests.Reader] = []
    readers.append((spec.toBytes(), { bytes in
      let spec = try TreeSpec.parse(bytes)
      #expect(try TreeSpec.parse(spec.toBytes()) == spec)
      return try UnsignedTree.build(spec: spec, utxo: signed.utxo()).sighashes()
    }))
    readers.append((signed.toBytes(), { bytes in
      let tree = try SignedTree.parse(bytes)
      anyError { try tree.withFoundHashLock() }
      return try tree.verify()
    }))
    readers.append((root.unsigned, { bytes in
      let made = TreeTransaction(
        previousOutput: root.previousOutput, spent: root.spent, outputs: root.outputs, txid: root.txid,
        unsigned: bytes)
      anyError { try made.signed(witness: [bytes]) }
      return try made.sighash()
    }))
    return readers
  }

  private static func ceremonies() throws -> [RandomChannelTests.Reader] {
    let ceremony = try TreeCeremony(Arks.spec(leaves: 5))
    let (session, tree, branch) = (try ceremony.session(), ceremony.tree, try ceremony.checked(2))
    let (sent, aggregates) = (try ceremony.contribution(2), ceremony.aggregates)
    let key = try Arks.secret(Arks.cosigners + 2)
    var readers: [RandomChannelTests.Reader] = []
    readers.append((sent.nonces[0].data, { bytes in
      let nonces = [try MusigPublicNonce(bytes)] + sent.nonces.dropFirst()
      anyError {
        let changed = TreeContribution(nonces: nonces, partials: sent.partials)
        try session.verifyLeaf(leaf: 2, contribution: changed)
      }
      return try tree.aggregateNonces(leaves: [nil, nil, nonces, nil, nil], globalSigners: [nonces])
    }))
    readers.append((sent.partials[0].data, { bytes in
      let partials = [try MusigPartialSignature(bytes)] + sent.partials.dropFirst()
      let changed = TreeContribution(nonces: sent.nonces, partials: partials)
      anyError { try session.verifyGlobal(place: 0, contribution: changed) }
      return try session.verifyLeaf(leaf: 2, contribution: changed)
    }))
    readers.append((aggregates[0].data, { bytes in
      let changed = [try MusigAggregateNonce(bytes)] + aggregates.dropFirst()
      anyError { try branch.toSign(aggregates: changed) }
      return try BranchNonces.fresh(for: key).contribute(to: branch, aggregates: changed)
    }))
    readers.append((Samples.entropy, { try BranchNonces(key: key, randomness: $0, entropy: $0) }))
    return readers
  }

  private static func addresses() throws -> [RandomChannelTests.Reader] {
    let (user, own) = (try Arks.secret(Arks.user), try Arks.key(Arks.user))
    let (blinded, policy) = (BlindedMailboxId(publicKey: own), try Arks.money())
    let address = try ArkAddress(
      serverPubkey: own, policy: policy, deliveries: [.mailbox(mailbox: blinded)])
    let permission = try MailboxAuthorization.sign(mailboxKey: user, until: .distantFuture)
    let vtxo = try Arks.vtxo().id()
    var readers: [RandomChannelTests.Reader] = []
    readers.append((Data(address.toText().utf8), { bytes in
      try ArkAddress.parse(String(decoding: bytes, as: UTF8.self)).deliveries()
    }))
    readers.append((Samples.entropy, { bytes in
      let delivery = ArkDelivery.unknown(kind: bytes.first ?? 1, data: bytes)
      return try ArkAddress(serverPubkey: own, policy: policy, deliveries: [delivery]).toText()
    }))
    readers.append((try permission.toBytes(), { try MailboxAuthorization.parse($0).verify() }))
    readers.append((Samples.entropy, { bytes in
      try VtxoAttestation.roundAttempt(challenge: bytes, vtxo: vtxo, requests: []).sign(userKey: user)
    }))
    readers.append((Samples.entropy, { bytes in
      let output = TxOut(valueSat: .max, scriptPubkey: bytes)
      return try VtxoAttestation.offboardRequest(output: output, inputs: [vtxo]).digest()
    }))
    readers.append((own.data, { bytes in
      let key = try PublicKey(bytes)
      anyError { try ArkAddress(serverPubkey: key, policy: .pubkey(userPubkey: key)).toText() }
      anyError { try BlindedMailboxId(publicKey: key).unblind(serverKey: user, userPubkey: key) }
      return try MailboxId(publicKey: key).blind(userKey: user, serverPubkey: key)
    }))
    return readers
  }

  /// Shapes, leaves, amounts, heights, delays and depths of every magnitude.
  @Test(arguments: 0..<8 as Range<UInt64>)
  func numbers(_ seed: UInt64) throws {
    var random = Seeded(state: seed)
    let spec = try Arks.spec(leaves: 5)
    let tree = try UnsignedTree.build(spec: spec, utxo: Arks.utxo(spec))
    for _ in 0..<20 {
      let (wide, narrow, short) = (random.number() as UInt64, random.number() as UInt32, random.number() as UInt16)
      anyError { try TreeShape(leaves: min(narrow, 200_000)).root() }
      let shape = tree.shape()
      _ = (shape.branch(leaf: narrow), shape.children(node: narrow), shape.level(node: narrow))
      _ = (shape.parent(node: narrow), shape.leavesBelow(node: narrow), shape.internalIndex(node: narrow))
      anyError { try tree.branch(leaf: narrow) }
      anyError { try earliestExpiry(tip: narrow, margin: short, exitDeltas: [short, 1, .max]) }
      var leaves = spec.leaves()
      leaves[1] = LeafSpec(
        policy: leaves[1].policy, amountSat: wide, cosignPubkey: nil, unlockHash: leaves[1].unlockHash)
      let terms = VtxoTerms(serverPubkey: spec.terms().serverPubkey, expiryHeight: narrow, exitDelta: short)
      anyError { try TreeSpec(terms: terms, globalCosignPubkeys: [], leaves: leaves).fundingOutput() }
      anyError {
        let expected = ExpectedBranch(
          leaf: leaves[2], serverPubkey: terms.serverPubkey, serverCosignPubkey: terms.serverPubkey,
          exitDelta: short, earliestExpiry: narrow, maxDepth: narrow)
        return try tree.branch(leaf: 2).check(expected: expected, spec: spec)
      }
      let moment = Date(timeIntervalSince1970: Double(bitPattern: wide))
      _ = MailboxAuthorization.digest(until: moment)
      anyError {
        let request = VtxoRequest(policy: try Arks.received(htlcExpiry: narrow), amountSat: wide)
        return try VtxoAttestation.delegatedRound(vtxo: Arks.vtxo().id(), requests: [request]).digest()
      }
    }
  }
}
