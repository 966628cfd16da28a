import Foundation
import Keelbolt
import Testing

/// Each error of onions: what leads to it, its fields, its code, who is to blame, and the library's text.
@Suite struct OnionErrorTests {
  @Test(arguments: OnionFault.all)
  func fault(_ row: OnionFault) throws {
    let error = try refusal(row.act)
    #expect(error == row.error)
    #expect(error.code() == row.code && error.blame() == row.blame)
    for text in [
      error.description, String(describing: error), String(reflecting: error), "\(error as any Error)",
      error.errorDescription, (error as any Error).localizedDescription,
    ] {
      #expect(text == row.text)
    }
  }

  /// No call leads to these: buffers are sized inside the calls, no hash is out of range but with negligible
  /// probability, recipient data have an error of their own, no message outgrows a stream, and library and package are
  /// of one version.
  @Test(arguments: [
    OnionFault(
      .BufferTooSmall(needed: 9, found: 8), 400, .capacity, "buffer too small: needed 9 bytes, found 8"),
    OnionFault(.TweakOutOfRange, 504, .peer, "factor is zero or not below the group order"),
    OnionFault(.NotAuthentic, 505, .peer, "encrypted bytes are not authentic"),
    OnionFault(.KeyStreamExhausted, 506, .caller, "more bytes than one key encrypts"),
    OnionFault(.Unlisted(text: "something new"), 999, .caller, "something new"),
  ])
  func unreached(_ row: OnionFault) {
    #expect(row.error.code() == row.code && row.error.blame() == row.blame)
    #expect(row.error.description == row.text && row.error.localizedDescription == row.text)
  }

  @Test func everyCodeAndPartHasRows() {
    let codes = Set(OnionFault.all.map(\.code))
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

/// One error, and what leads to it.
struct OnionFault: Sendable, CustomTestStringConvertible {
  let error: OnionError
  let code: UInt16
  let blame: Blame
  let text: String
  let act: @Sendable () throws -> Any

  var testDescription: String { "\(code)" }

  init(
    _ error: OnionError, _ code: UInt16, _ blame: Blame, _ text: String,
    _ act: @escaping @Sendable () throws -> Any = { () }
  ) {
    (self.error, self.code, self.blame, self.text, self.act) = (error, code, blame, text, act)
  }

  static let all: [OnionFault] = [packets, keys, streams, records, answers, paths, payments].flatMap { $0 }
}
