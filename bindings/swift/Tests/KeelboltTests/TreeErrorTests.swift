import Keelbolt
import Testing

/// Each error of trees and ceremonies: what leads to it, its fields, its code, who is to blame, and the library's text.
@Suite struct TreeErrorTests {
  @Test(arguments: TreeFaults.all)
  func tree(_ row: Fault<TreeError>) throws { try row.check() }

  @Test func everyCodeHasRows() {
    let expected: [ClosedRange<UInt16>] = [
      500...500, 530...530, 532...533, 540...540, 600...600, 607...607, 1000...1008, 1016...1017, 1020...1021,
      1023...1024, 1100...1103, 1110...1128,
    ]
    #expect(TreeFaults.all.codes() == Set(expected.joined()))
  }
}
