import Foundation

extension ArkAddress {
  /// An address of the server with this key.
  ///
  /// - Parameters:
  ///   - serverPubkey: The server's key.
  ///   - policy: What is paid in.
  ///   - deliveries: How it reaches whom it is for, the preferred way first.
  ///   - isForTests: Whether it is of a network for tests.
  /// - Throws: ``ArkAddressError``: `AddressTooLong` when all that does not fit.
  public convenience init(
    serverPubkey: PublicKey, policy: UserPolicy, deliveries: [ArkDelivery] = [], isForTests: Bool = false
  ) throws {
    try self.init(isForTests: isForTests, serverPubkey: serverPubkey, policy: policy, deliveries: deliveries)
  }

  /// Reads an address, in either case, with nothing around it.
  ///
  /// May be called from any thread.
  ///
  /// - Throws: ``ArkAddressError``: what is wrong, and where.
  public static func parse(_ text: String) throws -> ArkAddress {
    try parse(text: text)
  }

  /// Which server an address is of: the first 4 bytes of a hash of its key.
  ///
  /// - Throws: ``ArkAddressError`` for a key that is no point.
  public static func arkId(of serverPubkey: PublicKey) throws -> Data {
    try arkIdOf(serverPubkey: serverPubkey)
  }
}

extension MailboxId {
  /// Hides the mailbox for an address whose policy has the public key of `userKey`.
  ///
  /// - Parameters:
  ///   - userKey: The user's key in the address.
  ///   - serverPubkey: The server's key for mailboxes.
  /// - Throws: ``VtxoError``: `PointsCancel` for a key that was made to cause it.
  public func blind(userKey: SecretKey, serverPubkey: PublicKey) throws -> BlindedMailboxId {
    try blindMailbox(mailbox: self, userKey: userKey, serverPubkey: serverPubkey)
  }
}

extension BlindedMailboxId {
  /// Finds the mailbox, as its server.
  ///
  /// - Parameters:
  ///   - serverKey: The server's key for mailboxes.
  ///   - userPubkey: The user's key in the address.
  /// - Throws: ``VtxoError``: `PointsCancel` for an address that was made to cause it.
  public func unblind(serverKey: SecretKey, userPubkey: PublicKey) throws -> MailboxId {
    try unblindMailbox(blinded: self, serverKey: serverKey, userPubkey: userPubkey)
  }
}

extension MailboxAuthorization {
  /// Permits to read the mailbox of this key.
  ///
  /// - Parameters:
  ///   - mailboxKey: The key of the mailbox.
  ///   - date: Until when; a fraction of a second is dropped.
  /// - Throws: ``VtxoError``
  public static func sign(mailboxKey: SecretKey, until date: Date) throws -> MailboxAuthorization {
    try signMailboxAuthorization(
      mailboxKey: mailboxKey, expiry: date.signedUnixSeconds, auxiliary: Entropy.fresh(), entropy: Entropy.fresh())
  }

  /// Reads an authorization that fills the bytes, whose signature ``verify()`` checks.
  ///
  /// May be called from any thread.
  ///
  /// - Throws: ``VtxoError``: what is wrong, and where.
  public static func parse(_ bytes: Data) throws -> MailboxAuthorization {
    try parseMailboxAuthorization(bytes: bytes)
  }

  /// What is signed of an authorization until a date; a fraction of a second is dropped.
  ///
  /// May be called from any thread.
  public static func digest(until date: Date) -> Sha256 {
    mailboxAuthorizationDigest(expiry: date.signedUnixSeconds)
  }

  /// Until when it permits.
  public var expirationDate: Date { Date(timeIntervalSince1970: TimeInterval(expiry)) }
}

extension VtxoAttestation {
  /// Signs with the key of the VTXO's user.
  ///
  /// - Throws: ``VtxoError`` for an attestation of what cannot be.
  public func sign(userKey: SecretKey) throws -> SchnorrSignature {
    try signAttestation(attestation: self, userKey: userKey, auxiliary: Entropy.fresh(), entropy: Entropy.fresh())
  }
}

extension SecretKey {
  /// Signs a digest (BIP 340), such as ``messageDigest(message:)`` of a message for somebody else to read.
  ///
  /// - Throws: ``InvoiceError``
  public func signSchnorr(_ digest: Sha256) throws -> SchnorrSignature {
    try signSchnorr(digest: digest, auxiliary: Entropy.fresh(), entropy: Entropy.fresh())
  }
}

extension SchnorrSignature {
  /// Checks that the signature is of this key over the digest.
  ///
  /// - Throws: ``InvoiceError``: `SignatureMismatch` when it is not.
  public func verify(_ digest: Sha256, publicKey: PublicKey) throws {
    try verifySchnorr(digest: digest, signature: self, publicKey: publicKey)
  }
}

extension Date {
  /// Seconds since 1970, and the nearest number for what it cannot hold, as a conversion that traps would stop the
  /// program.
  fileprivate var signedUnixSeconds: Int64 {
    let seconds = timeIntervalSince1970.rounded(.down)
    if let exact = Int64(exactly: seconds) { return exact }
    return seconds > 0 ? .max : .min
  }
}
