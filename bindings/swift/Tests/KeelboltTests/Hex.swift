import Foundation

@testable import Keelbolt

extension Data {
  init(hex: String) throws { self.init(try HexError.bytes(of: hex, count: hex.count / 2)) }

  var hex: String { map { String(format: "%02x", $0) }.joined() }
}
