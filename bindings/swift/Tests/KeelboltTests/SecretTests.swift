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
