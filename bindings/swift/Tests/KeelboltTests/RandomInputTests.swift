import Foundation
import Keelbolt
import Testing

/// Random texts, bytes and numbers at every entry point: a value or a typed error, never a trap.
///
/// The generator is seeded, so that a failure can be repeated: its seed is the test's argument.
@Suite struct RandomInputTests {
  @Test(arguments: 0..<20 as Range<UInt64>)
  func everyEntryPoint(_ seed: UInt64) throws {
    var random = Seeded(state: seed)
    for _ in 0..<50 { try round(&random) }
  }

  private func round(_ random: inout Seeded) throws {
    for text in [random.text(), random.mutated(Samples.donation), random.wellFormed()] {
      let read = typed { try Invoice.parse(text) }
      _ = typed { try Invoice.parse(uri: text) }
      _ = typed { try Invoice.parse(uri: "bitcoin:?lightning=\(text)") }
      if let read { try ask(read, &random) }
      _ = try? PublicKey(hex: text)
    }
    _ = typed { try PaymentHash(random.bytes()) }
    _ = typed { try Preimage(bytes: random.bytes()).paymentHash() }
    let key = try typed { try SecretKey(bytes: random.bytes()) } ?? Samples.secretKey()
    _ = typed { try key.publicKey(entropy: random.bytes()) }
    _ = typed { try key.signRecoverable(digest: sha256(bytes: random.bytes()), entropy: random.bytes()) }
    let signature = RecoverableSignature(
      signature: try Signature((0..<64).map { _ in random.byte() }), recoveryId: random.byte() & 7)
    _ = typed { try signature.recover(digest: sha256(bytes: random.bytes())) }
    _ = typed { try signature.verify(digest: sha256(bytes: random.bytes()), key: random.publicKey()) }
    _ = typed { try random.draft().sign(key: key, entropy: Samples.entropy) }
    _ = typed { try UnsignedInvoice(draft: random.draft()).finish(signature: signature.signature, recoveryId: 0) }
    _ = (feature(bit: random.number()), shortChannelIdText(shortChannelId: random.number()))
  }

  /// What was read is asked everything, on whatever side of the time it is.
  private func ask(_ invoice: Invoice, _ random: inout Seeded) throws {
    _ = typed { try invoice.payee() }
    _ = typed { try invoice.checkPayable(known: random.bits(), now: random.number()) }
    _ = typed { try invoice.checkFeatures(known: random.bits()) }
    for fallback in invoice.fallbacks { _ = typed { try fallback.address(network: .testnet) } }
    let again = typed {
      try UnsignedInvoice.fromFields(
        network: invoice.network, amountMsat: invoice.amountMsat, timestamp: invoice.timestamp,
        fields: invoice.fields())
    }
    _ = typed { try again?.sign(key: Samples.secretKey(), entropy: Samples.entropy) }
  }

  /// The call's value; an error of any other type than `InvoiceError` fails the test.
  private func typed<Value>(_ call: () throws -> Value) -> Value? {
    do {
      return try call()
    } catch let error as InvoiceError {
      #expect(!error.description.isEmpty && error.code() >= 100)
    } catch {
      Issue.record("not an InvoiceError: \(error)")
    }
    return nil
  }
}

/// SplitMix64, and random values for each argument.
struct Seeded: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  mutating func byte() -> UInt8 { UInt8(truncatingIfNeeded: next()) }

  mutating func number<Number: FixedWidthInteger>() -> Number {
    Number(truncatingIfNeeded: next()) >> Number(next() % UInt64(Number.bitWidth))
  }

  mutating func bytes() -> Data {
    let counts = [0, 1, 20, 31, 32, 33, 64, 65, 700]
    return Data((0..<counts.randomElement(using: &self)!).map { _ in byte() })
  }

  mutating func bits() -> [UInt32] { (0..<next() % 5).map { _ in number() } }

  /// Any bytes that a text can be made of, with the replacement character where they are no UTF-8.
  mutating func text() -> String {
    ["", "ln", "lnbc1", "lightning:"].randomElement(using: &self)! + String(decoding: bytes(), as: UTF8.self)
  }

  mutating func mutated(_ text: String) -> String {
    var bytes = Array(text.utf8)
    for _ in 0..<1 + next() % 3 { bytes[Int(next() % UInt64(bytes.count))] = byte() }
    return String(decoding: bytes, as: UTF8.self)
  }

  mutating func words(_ count: Int) -> String { Bech32.letters((0..<count).map { _ in Int(next() % 32) }) }

  /// Random fields, some of them of a right length, between a timestamp and a signature, under a checksum that fits.
  mutating func wellFormed() -> String {
    let fields = (0..<next() % 6).map { _ -> String in
      let count = [0, 1, 2, 13, 52, 52, 53, 82, 164].randomElement(using: &self)!
      return Bech32.field(words(1), words(count))
    }
    let prefix = ["lnbc", "lntb20m", "lntbs2500u", "lnbcrt9678785340p", "lnbc1p"].randomElement(using: &self)!
    return Bech32.text(prefix, Samples.timestampWords + fields.joined() + Samples.signatureWords)
  }

  mutating func publicKey() throws -> PublicKey { try PublicKey([2 + (byte() & 1)] + (0..<32).map { _ in byte() }) }

  mutating func fallback() -> Fallback {
    switch next() % 4 {
    case 0: .p2pkh(hash: bytes())
    case 1: .p2sh(hash: bytes())
    case 2: .witness(version: byte() & 31, program: bytes())
    default: .unknown(version: byte() & 63, data: next() % 2 == 0 ? words(5) : text())
    }
  }

  mutating func draft() throws -> InvoiceDraft {
    let hop = RouteHop(
      pubkey: try publicKey(), shortChannelId: number(), feeBaseMsat: number(), feeProportionalMillionths: number(),
      cltvExpiryDelta: number())
    return InvoiceDraft(
      network: [.bitcoin, .testnet, .signet, .regtest].randomElement(using: &self)!,
      timestamp: number(),
      paymentHash: try Samples.hash(byte()),
      paymentSecret: try Samples.secret(byte()),
      description: next() % 2 == 0 ? .text(text: text()) : .hash(hash: sha256(bytes: bytes())),
      amountMsat: next() % 2 == 0 ? nil : number(),
      payee: next() % 4 == 0 ? try publicKey() : nil,
      expirySeconds: next() % 2 == 0 ? nil : number(),
      minFinalCltvExpiryDelta: next() % 2 == 0 ? nil : number(),
      fallbacks: (0..<next() % 3).map { _ in fallback() },
      routeHints: next() % 4 == 0 ? [RouteHint(hops: [hop])] : [],
      features: next() % 2 == 0 ? nil : bits(),
      metadata: next() % 2 == 0 ? nil : bytes(),
      unknownFields: next() % 4 == 0 ? [UnknownField(tag: words(1), data: words(9))] : []
    )
  }
}
