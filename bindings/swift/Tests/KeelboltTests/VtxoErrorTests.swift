import Keelbolt
import Testing

/// Each error of VTXOs, their policies, spends and acceptance: what leads to it, its fields, its code, who is to blame,
/// and the library's text.
@Suite struct VtxoErrorTests {
  @Test(arguments: VtxoFaults.all)
  func vtxo(_ row: Fault<VtxoError>) throws { try row.check() }

  static let noIds: [String] = {
    let zeros = String(repeating: "0", count: 64)
    let behind = ["", ":", ":+1", ":01", ":-1", ":4294967296", ":1 ", "0:1", ":1\0", ":\u{ff11}"]
    let before = ["", "00", "\(zeros.dropLast(2))", "\(zeros.dropLast())g", "\(zeros.dropLast())é"]
    return behind.map { zeros + $0 } + before.map { $0 + ":1" }
  }()

  @Test(arguments: noIds)
  func noId(_ text: String) {
    #expect(throws: VtxoError.NotAVtxoId) { try VtxoId.parse(text) }
  }

  @Test func everyCodeHasRows() {
    let expected: [ClosedRange<UInt16>] = [
      301...301, 500...500, 507...507, 553...555, 558...558, 600...600, 607...607, 1000...1019, 1021...1024,
      1030...1032, 1040...1045, 1050...1053, 1060...1075,
    ]
    #expect(VtxoFaults.all.codes() == Set(expected.joined()))
  }
}
