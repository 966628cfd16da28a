extension HoldTimes {
  /// How long each hop held the HTLC, the nearest first, in steps of a tenth of a second.
  public var times: [Duration] { timesMs.map { .milliseconds($0) } }
}

extension Duration {
  /// The whole milliseconds: 0 for a negative duration, and at most those that can be given without a trap.
  var wholeMilliseconds: UInt64 {
    let longest = Duration.seconds(Int64.max / 1000)
    guard self > .zero else { return 0 }
    let parts = min(self, longest).components
    return UInt64(parts.seconds) * 1000 + UInt64(parts.attoseconds / 1_000_000_000_000_000)
  }
}
