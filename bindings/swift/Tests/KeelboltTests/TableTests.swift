import Foundation
import Keelbolt
import Testing

/// The tables, and what stands by itself.
@Suite struct TableTests {
  @Test func features() {
    let table = featureTable()
    #expect(table.map(\.requiredBit) == table.map(\.requiredBit).sorted() && !table.isEmpty)
    for row in table {
      #expect(feature(bit: row.requiredBit) == row && feature(bit: row.requiredBit + 1) == row)
      #expect(featuresOfContext(context: .invoice).contains(row.requiredBit) == row.contexts.contains(.invoice))
      #expect(featuresOfContext(context: .initMessage).contains(row.requiredBit) == row.contexts.contains(.initMessage))
    }
    let basicMpp = feature(bit: 17)
    #expect(basicMpp?.name == "basic_mpp" && basicMpp?.requiredBit == 16 && basicMpp?.dependencies == [14])
    #expect(feature(bit: 998) == nil && feature(bit: .max) == nil)
    #expect(invoiceFeatures() == featuresOfContext(context: .invoice) && invoiceFeatures().contains(14))
  }

  @Test(arguments: [
    (0, "0x0x0"), (1, "0x0x1"), (0x083c88_000003_4d01, "539784x3x19713"), (.max, "16777215x16777215x65535"),
  ] as [(UInt64, String)])
  func shortChannelIds(_ id: UInt64, _ text: String) {
    #expect(shortChannelIdText(shortChannelId: id) == text)
  }

  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
  ])
  func digests(_ text: String, _ digest: String) {
    #expect(sha256(bytes: Data(text.utf8)).hex == digest)
  }

  @Test(arguments: [
    (.p2pkh(hash: Data(repeating: 0, count: 20)), .bitcoin, "1111111111111111111114oLvT2",
      "76a914000000000000000000000000000000000000000088ac"),
    (.witness(version: 16, program: Data([0x75, 0x1e])), .bitcoin, "bc1sw50qgdz25j", "6002751e"),  // BIP 350
    (.unknown(version: 19, data: "qp"), .bitcoin, nil, nil),
  ] as [(Fallback, Network, String?, String?)])
  func fallbacks(_ fallback: Fallback, _ network: Network, _ address: String?, _ script: String?) throws {
    #expect(try fallback.address(network: network) == address)
    #expect(try fallback.scriptPubkey()?.hex == script)
  }

  @Test(arguments: links)
  func link(_ text: String) throws {
    #expect(try Invoice.parse(uri: text).text.lowercased() == Samples.donation)
  }

  static let links = [
    Samples.donation, Samples.donation.uppercased(), "lightning:" + Samples.donation,
    "LIGHTNING://" + Samples.donation.uppercased(), " \n\(Samples.donation)\t",
    "bitcoin:175tWpb8K1S7NmH4Zx6rewF9WQrcZv245W?amount=1&lightning=\(Samples.donation)&label=x",
  ]

  @Test func version() {
    #expect(keelboltVersion().split(separator: ".").count == 3)
  }
}
