import Foundation
import Keelbolt
import Testing

/// Secrets are never printed, by whatever means Swift has to print.
@Suite struct SecretTests {
  @Test func secretKey() throws {
    let bytes = Data((1...32).map { UInt8($0) })
    try check(SecretKey(bytes: bytes), bytes, "SecretKey(..)")
  }

  @Test func preimage() throws {
    let bytes = Data((1...32).map { UInt8($0) })
    let preimage = try Preimage(bytes: bytes)
    try check(preimage, bytes, "Preimage(..)")
    #expect(preimage.paymentHash().hex == sha256(bytes: bytes).hex)
  }

  @Test func secretsOfOnions() throws {
    let bytes = Data((1...32).map { UInt8($0) })
    try check(SharedSecret(bytes: bytes), bytes, "SharedSecret(..)")
    try check(RouteSecrets(bytes: bytes), bytes, "RouteSecrets(..)")
    try check(PathId(bytes: bytes), bytes, "PathId(..)")
    try check(pathSecret(bytes), bytes, "PathSecret(..)")
  }

  @Test func secretsOfChannels() throws {
    let bytes = Data((1...32).map { UInt8($0) })
    let channel = try ChannelSecrets.derive(root: Channels.root(), channel: 0)
    try check(PerCommitmentSecret(bytes: bytes), bytes, "PerCommitmentSecret(..)")
    try check(SecretGenerator(seed: bytes), bytes, "SecretGenerator(..)")
    try check(Revocation(secret: PerCommitmentSecret(bytes: bytes)), bytes, "Revocation(..)")
    try check(channel, channel.perCommitmentSecret(number: 0).expose(), "ChannelSecrets(..)")
    let root = try Channels.root()
    try check(root, Data(root.expose().utf8), "ExtendedSecretKey(..)")
    try check(Ceremony().nonces[0], bytes, "MusigSecretNonce(..)")
    let store = SecretStore()
    try store.insert(number: 0, secret: PerCommitmentSecret(bytes: bytes))
    try check(store, bytes, "SecretStore(..)")
  }

  @Test func noncesOfTrees() throws {
    let (bytes, key) = (Data((1...32).map { UInt8($0) }), try Arks.secret(Arks.user))
    let (shape, blinding) = (try TreeShape(leaves: 2), Samples.entropy)
    try check(BranchNonces(key: key, randomness: bytes, entropy: blinding), bytes, "BranchNonces(..)")
    try check(TreeNonces(key: key, shape: shape, randomness: bytes, entropy: blinding), bytes, "TreeNonces(..)")
  }

  /// A value that holds a secret shows as little of it.
  @Test func holders() throws {
    let bytes = Data((1...32).map { UInt8($0) })
    let holders: [Any] = [
      RecipientData(pathId: PathId(bytes: bytes)),
      try Payload.keysend(amtToForward: 1, outgoingCltvValue: 2, preimage: Preimage(bytes: bytes)),
      BuiltOnion(packet: Data(), secrets: try RouteSecrets(bytes: bytes)),
      try SpendPath.revoked(by: PerCommitmentSecret(bytes: bytes)),
      SpendPath.preimage(preimage: try Preimage(bytes: bytes)),
      KeyOrigin.revocation(
        perCommitmentSecret: try PerCommitmentSecret(bytes: bytes), perCommitmentPoint: try Channels.point(1)),
      VtxoTransition.hashLocked(
        version: .v1, userPubkey: try Arks.key(1), signature: nil, unlockHash: try Arks.unlockHash(),
        preimage: try Preimage(bytes: bytes)),
    ]
    for holder in holders {
      var dumped = ""
      dump(holder, to: &dumped)
      for text in [dumped, String(describing: holder), String(reflecting: holder)] {
        #expect(text.contains("(..)"))
        #expect(!text.contains(bytes.hex) && !text.contains(bytes.base64EncodedString()))
      }
    }
  }

  /// What a node must save comes out by `expose()` alone, and equals what is made from it again.
  @Test func savedAndCompared() throws {
    try compare { try Preimage(bytes: $0) }
    try compare { try SharedSecret(bytes: $0) }
    try compare { try RouteSecrets(bytes: $0) }
    try compare { PathId(bytes: $0) }
    try compare(pathSecret)
    try compare { try PerCommitmentSecret(bytes: $0) }
    try compare { try ExtendedSecretKey.fromSeed(seed: $0, network: .mainnet) }
    let bytes = Data((1...32).map { UInt8($0) })
    #expect(try Preimage(bytes: bytes).expose() == bytes)
    #expect(try SharedSecret(bytes: bytes).expose() == bytes)
    #expect(try RouteSecrets(bytes: bytes).expose() == bytes)
    #expect(PathId(bytes: bytes).expose() == bytes)
  }

  private func pathSecret(_ bytes: Data) throws -> PathSecret {
    try PathSecret(pathKey: Onions.node(0), shared: SharedSecret(bytes: bytes))
  }

  /// Two objects of the same bytes are equal, and an object of others is not.
  private func compare<Secret: AnyObject & Hashable>(_ make: (Data) throws -> Secret) throws {
    let (bytes, others) = (Data((1...32).map { UInt8($0) }), Data(repeating: 7, count: 32))
    let (one, twin, other) = (try make(bytes), try make(bytes), try make(others))
    #expect(one == twin && one !== twin && one != other)
    #expect(Set([one, twin, other]).count == 2)
  }

  private func check(_ secret: some AnyObject & CustomStringConvertible, _ bytes: Data, _ shown: String) throws {
    #expect(secret.description == shown)
    #expect(String(describing: secret) == shown)
    #expect(String(reflecting: secret) == shown)
    var dumped = ""
    dump(secret, to: &dumped)
    #expect(dumped == "- \(shown) #0\n")
    #expect(Mirror(reflecting: secret).children.isEmpty)
    let inside = String(describing: Optional(secret)) + String(describing: ["key": secret])
    for text in [dumped, inside] {
      #expect(!text.contains(bytes.hex) && !text.contains(bytes.base64EncodedString()))
    }
  }

  @Test func entropyIsFresh() {
    let drawn = (0..<100).map { _ in Entropy.fresh() }
    #expect(drawn.allSatisfy { $0.count == 32 } && Set(drawn).count == 100)
  }
}
