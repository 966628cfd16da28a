import Foundation
import Keelbolt
import Testing

/// Replays the vectors of BOLT 11, the same files as in every other language.
///
/// A case is compared whole with what the library says about its invoice: a figure that differs, a figure that is
/// missing, and a key that this code does not know are differences.
@Suite struct ConformanceTests {
  @Test(arguments: try Case.all("valid.json"))
  func valid(_ vector: Case) {
    #expect(vector.differencesIfValid() == [])
  }

  @Test(arguments: try Case.all("invalid.json"))
  func invalid(_ vector: Case) {
    #expect(vector.differencesIfInvalid() == [])
  }

  /// Each figure of each case, changed, is noticed; so is a key that nobody knows.
  @Test(arguments: try Case.all("valid.json"))
  func everyFigureIsChecked(_ vector: Case) {
    for key in vector.figures.keys where key != "name" {
      #expect(vector.with(key, .text("00")).differencesIfValid() != [], "\(key)")
    }
    #expect(vector.with("surprise", .number(1)).differencesIfValid() == ["surprise: expected 1, found null"])
  }
}

/// One case of a vector file.
struct Case: Sendable, CustomTestStringConvertible {
  let figures: [String: JSON]

  var testDescription: String { figures["name"]?.text ?? "without a name" }

  static func all(_ file: String, of bolt: String = "bolt11") throws -> [Case] {
    let vectors = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../../../core/tests/vectors")
    let json = try Data(contentsOf: vectors.appendingPathComponent(bolt).appendingPathComponent(file).standardized)
    let content = try JSONDecoder().decode(JSON.self, from: json).object
    let cases = content?["cases"]?.list?.compactMap(\.object) ?? []
    guard !cases.isEmpty else { throw CocoaError(.fileReadCorruptFile) }
    return cases.map(Case.init)
  }

  func with(_ key: String, _ value: JSON) -> Case {
    Case(figures: figures.merging([key: value]) { _, new in new })
  }

  // MARK: An invoice that can be paid

  func differencesIfValid() -> [String] {
    do {
      let invoice = try Invoice.parse(figures["invoice"]?.text ?? "")
      var found = try head(invoice)
      found.merge(try taggedFields(invoice)) { _, new in new }
      found.merge(try signature(invoice, figures)) { _, new in new }
      found.merge(try resigned(invoice)) { _, new in new }
      let payable = try invoice.checkPayable(known: invoiceFeatures(), now: invoice.timestamp)
      let description: InvoiceDescription? =
        invoice.description.map { .text(text: $0) } ?? invoice.descriptionHash.map { .hash(hash: $0) }
      guard payable.paymentHash == invoice.paymentHash, payable.paymentSecret == invoice.paymentSecret,
        payable.description == description, try invoice.payee() == payable.payee
      else { return ["what is payable is not what was read: \(payable)"] }
      found["name"] = figures["name"]
      found["invoice"] = .text(invoice.text)
      found["valid"] = .flag(true)
      found["node_id"] = .hex(payable.payee)
      return differences(figures, found)
    } catch {
      return ["\(error)"]
    }
  }

  // MARK: An invoice that is refused

  func differencesIfInvalid() -> [String] {
    do {
      // The label of the reason is the file's own wording and no figure.
      var found: [String: JSON] = ["valid": .flag(false)]
      for key in ["name", "invoice", "error"] { found[key] = figures[key] }
      let text = figures["invoice"]?.text ?? ""
      if let decodable = figures["decodable_fields"]?.object {
        let invoice = try Invoice.parse(text)
        var fields = try head(invoice).filter { !["currency", "network"].contains($0.key) }
        fields.merge(try signature(invoice, decodable)) { _, new in new }
        found["decodable_fields"] = .object(fields)
      }
      return try differences(figures, found) + (refusal(of: text) == nil ? ["was accepted"] : [])
    } catch {
      return ["\(error)"]
    }
  }

  /// Why the invoice is refused. At the beginning of time none has expired: the refusal is for another reason.
  private func refusal(of text: String) throws -> InvoiceError? {
    do {
      _ = try Invoice.parse(text).checkPayable(known: invoiceFeatures(), now: 0)
      return nil
    } catch let error as InvoiceError {
      return error
    }
  }
}

/// Which figures differ, one line each.
private func differences(_ expected: [String: JSON], _ found: [String: JSON]) -> [String] {
  Set(expected.keys).union(found.keys).sorted().filter { expected[$0] != found[$0] }.map {
    "\($0): expected \(expected[$0] ?? .null), found \(found[$0] ?? .null)"
  }
}

/// What stands before the data part, the features, the named payee, the types of the fields.
private func head(_ invoice: Invoice) throws -> [String: JSON] {
  let networks: [Network: (String, String)] = [
    .bitcoin: ("bc", "mainnet"), .testnet: ("tb", "testnet"), .signet: ("tbs", "signet"),
    .regtest: ("bcrt", "regtest"),
  ]
  let (currency, network) = networks[invoice.network]!
  var found: [String: JSON] = [
    "currency": .text(currency),
    "network": .text(network),
    "timestamp": .integer(invoice.timestamp),
  ]
  found["amount_msat"] = invoice.amountMsat.map { .integer($0) }
  found["payee"] = invoice.payeeField.map { .hex($0) }
  found["feature_bits"] = invoice.features.isEmpty ? nil : .list(invoice.features.map { .integer($0) })
  let fields = try invoice.fields()
  found["tags"] = .list(fields.map { .text(letter($0)) })
  let ignored = fields.filter(isPassedOver).map { JSON.text(letter($0)) }
  found["ignored_tags"] = ignored.isEmpty ? nil : .list(ignored)
  return found
}

private func letter(_ field: InvoiceField) -> String {
  switch field {
  case .paymentHash: "p"
  case .paymentSecret: "s"
  case .description: "d"
  case .descriptionHash: "h"
  case .payee: "n"
  case .expiry: "x"
  case .minFinalCltvExpiryDelta: "c"
  case .fallback: "f"
  case .routeHint: "r"
  case .features: "9"
  case .metadata: "m"
  case .unknown(let field): field.tag
  }
}

private func isPassedOver(_ field: InvoiceField) -> Bool {
  switch field {
  case .unknown, .fallback(fallback: .unknown): true
  default: false
  }
}

private func taggedFields(_ invoice: Invoice) throws -> [String: JSON] {
  var found: [String: JSON] = [:]
  found["payment_hash"] = invoice.paymentHash.map { .hex($0) }
  found["payment_secret"] = invoice.paymentSecret.map { .hex($0) }
  found["description"] = invoice.description.map { .text($0) }
  found["description_hash"] = invoice.descriptionHash.map { .hex($0) }
  found["payment_metadata"] = invoice.metadata.map { .text($0.hex) }

  // Either the field's own value, or the default that the specification gives.
  let letters = try invoice.fields().map(letter)
  let expiry = letters.contains("x") ? "expiry_seconds" : "expiry_seconds_default"
  found[expiry] = .integer(invoice.expirySeconds)
  let delta = "min_final_cltv_expiry_delta" + (letters.contains("c") ? "" : "_default")
  found[delta] = .integer(invoice.minFinalCltvExpiryDelta)
  // No file has this figure: it shows up as a difference when it is not the sum.
  let end = invoice.timestamp + invoice.expirySeconds
  found["expires_at"] = invoice.expiresAt == end ? nil : .integer(invoice.expiresAt)

  let fallbacks = try invoice.fallbacks.compactMap { try shown($0, on: invoice.network) }
  found["fallbacks"] = fallbacks.isEmpty ? nil : .list(fallbacks)
  let hints = invoice.routeHints.map { hint in JSON.list(hint.hops.map(shown)) }
  found["route_hints"] = hints.isEmpty ? nil : .list(hints)
  return found
}

private func shown(_ fallback: Fallback, on network: Network) throws -> JSON? {
  let (version, program): (UInt8, Data)
  switch fallback {
  case .p2pkh(let hash): (version, program) = (17, hash)
  case .p2sh(let hash): (version, program) = (18, hash)
  case .witness(let witnessVersion, let witness): (version, program) = (witnessVersion, witness)
  case .unknown: return nil
  }
  return .object([
    "version": .integer(version),
    "program": .text(program.hex),
    "address": try fallback.address(network: network).map { .text($0) } ?? .null,
  ])
}

private func shown(_ hop: RouteHop) -> JSON {
  .object([
    "pubkey": .hex(hop.pubkey),
    "short_channel_id": .text(hop.channel),
    "fee_base_msat": .integer(hop.feeBaseMsat),
    "fee_proportional_millionths": .integer(hop.feeProportionalMillionths),
    "cltv_expiry_delta": .integer(hop.cltvExpiryDelta),
  ])
}

private func signature(_ invoice: Invoice, _ expected: [String: JSON]) throws -> [String: JSON] {
  let signature = RecoverableSignature(signature: invoice.signature, recoveryId: invoice.recoveryId)
  let recovered = try? signature.recover(digest: invoice.signatureHash)
  var found: [String: JSON] = [
    "signature": .hex(invoice.signature),
    "recovery_id": .integer(invoice.recoveryId),
    "signature_hash": .hex(invoice.signatureHash),
    "recovered_node_id": recovered.map { .hex($0) } ?? .null,
    "high_s": .flag(try isHigh(signature, invoice)),
  ]
  if let data = expected["signed_data"]?.text {
    found["signed_data"] = try sha256(bytes: Data(hex: data)) == invoice.signatureHash ? .text(data) : .null
  }
  return found
}

/// Which key does not matter: the low-S rule is judged before it.
private func isHigh(_ signature: RecoverableSignature, _ invoice: Invoice) throws -> Bool {
  do {
    try signature.verify(digest: invoice.signatureHash, key: PublicKey(hex: Samples.payee))
    return false
  } catch let error as InvoiceError {
    return error == .SignatureHighS
  }
}

extension Case {
  /// Writes the fields that were read and signs them, with the vector's key or with the signature that it has: the
  /// text must come out again.
  fileprivate func resigned(_ invoice: Invoice) throws -> [String: JSON] {
    let unsigned = try UnsignedInvoice.fromFields(
      network: invoice.network,
      amountMsat: invoice.amountMsat,
      timestamp: invoice.timestamp,
      fields: invoice.fields()
    )
    guard try unsigned.signatureHash() == invoice.signatureHash else { return ["written again": .null] }
    var found: [String: JSON] = [:]
    let again: Invoice
    if let key = figures["signing_privkey"]?.text {
      again = try unsigned.sign(key: SecretKey(bytes: Data(hex: key)), entropy: Samples.entropy)
      found["signing_privkey"] = .text(key)
    } else {
      again = try unsigned.finish(signature: invoice.signature, recoveryId: invoice.recoveryId)
    }
    // RFC 6979 fixes R, also where S was turned into its high form afterwards.
    let signed = try Samples.secretKey().signRecoverable(digest: invoice.signatureHash, entropy: Samples.entropy)
    let isSameR = signed.signature.data.prefix(32) == invoice.signature.data.prefix(32)
    found["signature_is_rfc6979"] = .flag(isSameR)
    return again.text == invoice.text.lowercased() ? found : ["written again": .text(again.text)]
  }
}
