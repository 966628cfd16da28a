import Keelbolt
import Testing

/// Each error of commitments, spends, closing and relay: what leads to it, its fields, its code, who is to blame, and
/// the library's text.
@Suite struct CommitmentErrorTests {
  @Test(arguments: CommitmentFaults.all)
  func commitment(_ row: Fault<CommitmentError>) throws { try row.check() }

  @Test(arguments: RelayFaults.all)
  func relay(_ row: Fault<RelayError>) throws { try row.check() }

  @Test func everyCodeHasRows() {
    let expected: [ClosedRange<UInt16>] = [300...300, 502...502, 607...607, 805...814, 820...839, 850...865]
    #expect(CommitmentFaults.all.codes() == Set(expected.joined()))
    #expect(RelayFaults.all.codes() == Set([607] + (870...897)))
  }

  @Test func whatIsRelayed() throws {
    #expect(try RelayFaults.judge() == 1000)
    #expect(try RelayFaults.judge(package: RelayFaults.child, RelayFaults.above) == 1100)
  }
}
