import Foundation
import Keelbolt
import Testing

/// Replays the commitments of BOLT 3 in all three formats, byte for byte: transactions, HTLC transactions, signatures,
/// scripts and keys. The owner opened the channel.
@Suite struct CommitmentConformanceTests {
  @Test(arguments: try Case.all("commitment_static_remotekey.json", of: "bolt03"))
  func staticRemotekey(_ vector: Case) throws { try appendix(vector) }

  @Test(arguments: try Case.all("commitment_anchors_zero_fee_htlc.json", of: "bolt03"))
  func anchors(_ vector: Case) throws { try appendix(vector) }

  @Test(arguments: try Case.all("commitment_zero_fee.json", of: "bolt03"))
  func zeroFee(_ vector: Case) throws {
    let figures = Figures(vector.figures)
    _ = figures.take("name")
    let made = try VectorCommitment(figures)
    figures.same("commitment_tx", .hex(try made.signed()))
    let htlcs = try made.signedHtlcs()
    for (stage, key) in [(HtlcStage.success, "htlc_success_txs"), (.timeout, "htlc_timeout_txs")] {
      figures.same(key, .list(htlcs.filter { $0.htlc.stage == stage }.map { .hex($0.signed) }))
    }
    figures.finish()
    made.params.finish()
  }

  /// A case of appendix C or F.
  private func appendix(_ vector: Case) throws {
    let figures = Figures(vector.figures)
    _ = figures.take("name")
    let made = try VectorCommitment(figures)
    let htlcs = try made.signedHtlcs()
    figures.same(signature: made.localSignature, of: "local")
    figures.same(signature: made.signatures.signature, of: "remote")
    figures.same("commitment_tx", .hex(try made.signed()))
    figures.same("commitment_txid", .hex(made.commitment.txid()))
    figures.same("actual_fee_sat", .number(made.commitment.feeSat()))
    if figures.has("base_fee_sat") {
      let fee = made.commitment.channel().format
        .commitmentFee(feeratePerKw: made.commitment.feeratePerKw(), untrimmedHtlcs: UInt64(htlcs.count))
      figures.same("base_fee_sat", .number(fee))
    }
    try outputs(figures.list("outputs"), made)
    let listed = try figures.list("htlc_txs")
    try #require(listed.count == htlcs.count)
    for (expected, found) in zip(listed, htlcs) {
      expected.same("output_index", .integer(found.htlc.previousOutput.vout))
      expected.same("htlc_id", .number(made.ids[Int(found.htlc.htlc)]))
      expected.same("kind", .text(found.htlc.stage == .success ? "success" : "timeout"))
      if expected.has("remote_sighash_type") {
        expected.same("remote_sighash_type", .integer(found.htlc.remoteSighashType))
      }
      expected.same(signature: found.local, of: "local")
      expected.same(signature: found.remote, of: "remote")
      expected.same("tx", .hex(found.signed))
      expected.finish()
    }
    try parameters(made)
    figures.finish()
  }

  private func outputs(_ listed: [Figures], _ made: VectorCommitment) throws {
    let outputs = made.commitment.outputs()
    try #require(listed.count == outputs.count)
    for (index, (expected, found)) in zip(listed, outputs).enumerated() {
      let (kind, htlc) = found.kind.shown
      expected.same("amount_sat", .number(found.valueSat))
      expected.same("script_pubkey", .hex(found.scriptPubkey))
      expected.same("kind", .text(kind))
      expected.same("htlc_id", htlc.map { .number(made.ids[Int($0)]) })
      let template = made.commitment.template(output: UInt32(index))
      let script = try template?.write()
      expected.same("witness_script", script.map { .hex($0) })
      if let script { #expect(ScriptTemplate.recognise(script) == template) }
      expected.shown("pubkey", made.commitment.keys().remotepubkey.data)
      expected.finish()
    }
  }

  /// The figures that building does not need.
  private func parameters(_ made: VectorCommitment) throws {
    let (params, keys) = (made.params, made.commitment.keys())
    let secret = try PerCommitmentSecret(bytes: params.bytes("local_per_commitment_secret"))
    #expect(try secret.point() == keys.perCommitmentPoint)
    params.same("local_htlcpubkey", .hex(keys.localHtlcpubkey))
    params.same("remote_htlcpubkey", .hex(keys.remoteHtlcpubkey))
    params.same("local_delayedpubkey", .hex(keys.localDelayedpubkey))
    params.same("local_revocation_pubkey", .hex(keys.revocationPubkey))
    #expect(try params.secretKey("local_htlc_privkey").publicKey() == made.htlcKey.publicKey())
    #expect(try params.secretKey("remote_htlc_privkey").publicKey() == keys.remoteHtlcpubkey)
    #expect(try params.secretKey("local_delayed_privkey").publicKey() == keys.localDelayedpubkey)
    let (local, remote) = (made.local.basepoints, made.remote.basepoints)
    let factor = try ObscuringFactor(opener: local.paymentBasepoint, accepter: remote.paymentBasepoint)
    params.same("obscuring_factor", .text(Data(little(factor.value(), 6).reversed()).hex))
    let funding = ScriptTemplate.funding(pubkey1: local.fundingPubkey, pubkey2: remote.fundingPubkey)
    params.same("funding_witness_script", .hex(try funding.write()))
    params.finish()
  }
}

/// The commitment of a case, with both signatures of everything.
private struct VectorCommitment {
  let params: Figures
  let local: Side
  let remote: Side
  let ids: [UInt64]
  let preimages: [Preimage?]
  let commitment: Commitment
  let signatures: CommitmentSignatures
  let localSignature: Signature
  let htlcKey: SecretKey

  init(_ figures: Figures) throws {
    params = try figures.inner("params")
    (local, remote) = (try Side(params, "local"), try Side(params, "remote"))
    let (dust, delay) = (try figures.number("dust_limit_sat"), UInt16(try params.number("local_delay")))
    func parameters(_ side: Side) -> NodeParameters {
      NodeParameters(basepoints: side.basepoints, dustLimitSat: dust, toSelfDelay: delay)
    }
    let txid = try #require(params.take("funding_txid")?.text)
    let channel = ChannelParameters(
      format: try figures.format(),
      funding: OutPoint(txid: try Txid(hex: txid), vout: UInt32(try params.number("funding_output_index"))),
      fundingAmountSat: try params.number("funding_amount_sat"), opener: parameters(local),
      accepter: parameters(remote))
    let listed = try figures.list("htlcs")
    ids = try listed.map { try $0.number("id") }
    preimages = try listed.map { try $0.take("payment_preimage")?.text.map { try Preimage(bytes: Data(hex: $0)) } }
    let htlcs = try listed.map { htlc in
      defer { htlc.finish() }
      return CommitmentHtlc(
        offeredBy: htlc.take("direction") == .text("offered") ? .opener : .accepter,
        amountMsat: try htlc.number("amount_msat"), paymentHash: try PaymentHash(htlc.bytes("payment_hash")),
        cltvExpiry: UInt32(try htlc.number("cltv_expiry")))
    }
    let point = try params.publicKey("local_per_commitment_point")
    commitment = try CommitmentDraft(
      owner: .opener, number: params.number("commitment_number"), perCommitmentPoint: point,
      openerBalanceMsat: figures.number("to_local_msat"), accepterBalanceMsat: figures.number("to_remote_msat"),
      feeratePerKw: UInt32(figures.number("feerate_per_kw")), htlcs: htlcs
    ).build(in: channel)
    signatures = try commitment.sign(secrets: remote.secrets)
    try commitment.verify(signatures: signatures)
    localSignature = try Commitments.signature(local.funding, commitment.digest())
    htlcKey = try derivePrivkey(
      basepointSecret: local.htlcBasepoint, basepoint: local.basepoints.htlcBasepoint, perCommitmentPoint: point)
  }

  /// The commitment as it is published.
  func signed() throws -> Data { try commitment.signed(local: localSignature, remote: signatures.signature) }

  /// The HTLC transactions: each with both signatures, and as it is published.
  func signedHtlcs() throws -> [(htlc: HtlcTransaction, local: Signature, remote: Signature, signed: Data)] {
    let htlcs = commitment.htlcTransactions()
    try #require(htlcs.count == signatures.htlcSignatures.count)
    return try zip(htlcs, signatures.htlcSignatures).map { htlc, remote in
      let local = try Commitments.signature(htlcKey, htlc.localDigest)
      let signed = try commitment.signedHtlcTransaction(
        output: htlc.previousOutput.vout, local: local, remote: remote, preimage: preimages[Int(htlc.htlc)])
      return (htlc, local, remote, signed)
    }
  }
}

/// A node's secrets, and what it shows of them.
private struct Side {
  let funding: SecretKey
  let htlcBasepoint: SecretKey
  let basepoints: Basepoints
  let secrets: ChannelSecrets

  init(_ params: Figures, _ side: String) throws {
    func secret(_ name: String) throws -> SecretKey? {
      params.has(side + "_" + name) ? try params.secretKey(side + "_" + name) : nil
    }
    let funding = try params.secretKey(side + "_funding_privkey")
    /// A point that this commitment does not need is any.
    func point(_ name: String, _ known: SecretKey?) throws -> PublicKey {
      let derived = try known?.publicKey()
      let shown = try params.optionalPublicKey(side + "_" + name)
      if let derived, let shown { #expect(derived == shown, Comment(rawValue: name)) }
      return try shown ?? derived ?? funding.publicKey()
    }
    let payment = try secret("payment_basepoint_secret")
    let delayed = try secret("delayed_payment_basepoint_secret")
    let revocation = try secret("revocation_basepoint_secret")
    // In appendices C and F HTLC keys come from the payment basepoint.
    let htlc = try secret("htlc_basepoint_secret") ?? payment ?? funding
    basepoints = Basepoints(
      fundingPubkey: try point("funding_pubkey", funding),
      revocationBasepoint: try point("revocation_basepoint", revocation),
      paymentBasepoint: try point("payment_basepoint", payment),
      delayedPaymentBasepoint: try point("delayed_payment_basepoint", delayed),
      htlcBasepoint: try point("htlc_basepoint", htlc))
    // A secret that this commitment does not need is any.
    secrets = try ChannelSecrets(
      funding: funding, revocationBasepoint: revocation ?? funding, paymentBasepoint: payment ?? funding,
      delayedPaymentBasepoint: delayed ?? funding, htlcBasepoint: htlc, perCommitmentSeed: Data(count: 32))
    (self.funding, htlcBasepoint) = (funding, htlc)
  }
}

extension OutputKind {
  /// The kind as the files name it, and its HTLC.
  fileprivate var shown: (String, UInt32?) {
    switch self {
    case .toLocal: ("to_local", nil)
    case .toRemote: ("to_remote", nil)
    case .localAnchor: ("local_anchor", nil)
    case .remoteAnchor: ("remote_anchor", nil)
    case .sharedAnchor: ("shared_anchor", nil)
    case .offeredHtlc(let htlc): ("htlc_offered", htlc)
    case .receivedHtlc(let htlc): ("htlc_received", htlc)
    }
  }
}

extension Figures {
  /// A signature, by itself and as witnesses have it.
  fileprivate func same(signature: Signature, of side: String) {
    same(side + "_signature", .hex(signature))
    same(side + "_signature_der", .hex(der(signature.data)))
  }
}
