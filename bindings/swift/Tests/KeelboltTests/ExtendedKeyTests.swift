import Foundation
import Keelbolt
import Testing

/// Replays the vectors of BIP 32 and BIP 328, and asks what an extended key knows.
@Suite struct ExtendedKeyTests {
  @Test(arguments: try Case.all("derivation.json", of: "bip32"))
  func derivation(_ vector: Case) throws {
    try Figures.check(vector, ["derive": derive, "parse": parse])
  }

  @Test(arguments: try Case.all("synthetic_xpub.json", of: "bip328"))
  func syntheticXpub(_ vector: Case) throws {
    let figures = Figures(vector.figures)
    _ = figures.take("name")
    let aggregate = try MusigKeys(keys: figures.values("pubkeys").map { try PublicKey($0) }).publicKey()
    figures.same("aggregate_pubkey", .hex(aggregate))
    let key = try ExtendedPublicKey.synthetic(aggregate: aggregate, network: .mainnet)
    figures.same("xpub", .text(key.toText()))
    #expect(try ExtendedPublicKey.parse(key.toText()) == key)
    figures.finish()
  }

  private func derive(_ figures: Figures) throws {
    #expect(figures.take("valid") == .flag(true))
    let path = try #require(figures.take("path")?.text)
    let master = try ExtendedSecretKey.fromSeed(seed: figures.bytes("seed"), network: .mainnet)
    let secret = try master.derive(path: path)
    let shown = try secret.publicSide()
    figures.same("extended_secret_key", .text(secret.expose()))
    figures.same("extended_public_key", .text(shown.toText()))
    #expect(shown.description == shown.toText())
    #expect(try ExtendedSecretKey.parse(secret.expose()) == secret)
    #expect(try ExtendedPublicKey.parse(shown.toText()) == shown)
    #expect(try secret.secretKey().publicKey() == shown.publicKey())
    let steps = path.split(separator: "/")
    #expect(secret.place() == shown.place() && Int(secret.place().depth) == steps.count - 1)
    if let last = steps.dropFirst().last {
      let parent = try master.derive(path: steps.dropLast().joined(separator: "/"))
      try step(String(last), from: parent, to: secret)
    }
  }

  /// The last step by its number, and, where it may, from the public side.
  private func step(_ last: String, from parent: ExtendedSecretKey, to child: ExtendedSecretKey) throws {
    let hardened = last.last?.isNumber == false
    let index = try #require(UInt32(hardened ? String(last.dropLast()) : last))
    #expect(try parent.derive(index: index, hardened: hardened) == child)
    let (place, watching) = (child.place(), try parent.publicSide())
    #expect(place.childNumber == index | (hardened ? 1 << 31 : 0))
    #expect(place.parentFingerprint == watching.fingerprint())
    if !hardened {
      let seen = try child.publicSide()
      #expect(try watching.derive(index: index) == seen && watching.derive(path: last) == seen)
    }
  }

  private func parse(_ figures: Figures) throws {
    #expect(figures.take("valid") == .flag(false))
    let text = try #require(figures.take("text")?.text)
    #expect(throws: ExtendedKeyError.self) { try ExtendedSecretKey.parse(text) }
    #expect(throws: ExtendedKeyError.self) { try ExtendedPublicKey.parse(text) }
    // The label of the reason is the file's own wording and no figure.
    #expect(figures.take("error") != nil)
  }

  @Test(arguments: [(.mainnet, "x"), (.testnet, "t")] as [(KeyNetwork, String)])
  func networks(_ network: KeyNetwork, _ letter: String) throws {
    let master = try Channels.root(network)
    #expect(master.expose().hasPrefix(letter + "prv"))
    #expect(try master.publicSide().description.hasPrefix(letter + "pub"))
    let place = KeyPlace(network: network, depth: 0, parentFingerprint: Data(count: 4), childNumber: 0)
    #expect(master.place() == place)
  }

  @Test func comparedByContent() throws {
    let master = try Channels.root()
    let child = try master.derive(index: 0, hardened: false)
    #expect(try Set([master.publicSide(), master.publicSide(), child.publicSide()]).count == 2)
    #expect(try Set([master, Channels.root(), child]).count == 2)
  }
}
