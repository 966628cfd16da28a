import Foundation
import Keelbolt
import Testing

/// Each error of onions: what leads to it, its fields, its code, who is to blame, and the library's text.
@Suite struct OnionErrorTests {
  @Test(arguments: OnionFaults.all)
  func fault(_ row: Fault<OnionError>) throws { try row.check() }

  @Test func everyCodeAndPartHasRows() {
    let codes = OnionFaults.all.codes()
    let expected: [ClosedRange<UInt16>] = [
      406...406, 500...501, 600...600, 700...713, 720...726, 730...736, 740...743, 750...753, 760...773,
    ]
    #expect(codes == Set(expected.joined()))
  }

  /// An act of the peer, and the failure with which it is answered.
  @Test(arguments: OnionAnswer.all)
  func answer(_ row: OnionAnswer) throws {
    let packet = try Onions.packet()
    let failure = try refusal(row.act).failure(packet: packet)
    #expect(try failure?.info.name == row.name)
    if row.name == "invalid_onion_hmac" {
      #expect(failure == .invalidOnionHmac(sha256OfOnion: sha256(bytes: packet)))
    }
  }
}

/// What is done with the peer's bytes, and the name of the answer.
struct OnionAnswer: Sendable, CustomTestStringConvertible {
  let name: String?
  let act: @Sendable () throws -> Any

  var testDescription: String { name ?? "no answer" }

  static let all: [OnionAnswer] = [
    OnionAnswer(name: "invalid_onion_version") { try Onions.peel(Onions.begun(1, Onions.packet())) },
    OnionAnswer(name: "invalid_onion_key") { try Onions.peel(Data(count: 1366)) },
    OnionAnswer(name: "invalid_onion_hmac") {
      try peelOnion(packet: Onions.packet(), key: Onions.key(0), associatedData: Data())
    },
    OnionAnswer(name: "invalid_onion_payload") { try Onions.peel(field: Data([1, 0])) },
    OnionAnswer(name: "invalid_onion_payload") { try Payload.parse(Onions.record(6, Data(count: 7))) },
    OnionAnswer(name: "invalid_onion_payload") { try Payload(amtToForward: 1).instruction(isFinal: true) },
    OnionAnswer(name: nil) { try Onions.build([]) },
    OnionAnswer(name: nil) { try BlindedPath.parse(Data()) },
  ]
}

/// The rows of every error of onions.
enum OnionFaults {
  static let all = [packets, keys, streams, records, answers, paths, payments, unreached].flatMap { $0 }

  /// No call leads to these: buffers are sized inside the calls, no hash is out of range but with negligible
  /// probability, recipient data have an error of their own, no message outgrows a stream, and library and package are
  /// of one version.
  private static let unreached: [Fault<OnionError>] = {
    var rows: [Fault<OnionError>] = []
    rows.add(.BufferTooSmall(needed: 9, found: 8), 400, .capacity, "buffer too small: needed 9 bytes, found 8")
    rows.add(.TweakOutOfRange, 504, .peer, "factor is zero or not below the group order")
    rows.add(.NotAuthentic, 505, .peer, "encrypted bytes are not authentic")
    rows.add(.KeyStreamExhausted, 506, .caller, "more bytes than one key encrypts")
    rows.add(.Unlisted(text: "something new"), 999, .caller, "something new")
    return rows
  }()
}
