import Foundation
import Keelbolt
import Testing

/// What each kind of error of the library has.
protocol LibraryError: LocalizedError, Equatable {
  func code() -> UInt16
  func blame() -> Blame
  var description: String { get }
}

extension InvoiceError: LibraryError {}
extension OnionError: LibraryError {}
extension ExtendedKeyError: LibraryError {}
extension CommitmentError: LibraryError {}
extension HtlcError: LibraryError {}
extension MusigError: LibraryError {}
extension RelayError: LibraryError {}
extension VtxoError: LibraryError {}
extension TreeError: LibraryError {}
extension ArkAddressError: LibraryError {}

/// One error, and what leads to it.
struct Fault<Failure: LibraryError>: Sendable, CustomTestStringConvertible {
  let error: Failure
  let code: UInt16
  let blame: Blame
  let text: String
  let act: (@Sendable () throws -> Any)?

  var testDescription: String { "\(code)" }

  /// The act leads to the error, which has this code and blame, and this text however it is asked for.
  func check() throws {
    if let act {
      let found = try refusal(Failure.self, act)
      #expect(found == error)
    }
    #expect(error.code() == code && error.blame() == blame)
    for shown in [
      error.description, String(describing: error), String(reflecting: error), "\(error as any Error)",
      error.errorDescription, (error as any Error).localizedDescription,
    ] {
      #expect(shown == text)
    }
  }
}

/// The error with which the call ends; `nil` when it gives a value.
func refusal<Failure: Error>(_ type: Failure.Type, _ act: () throws -> Any) throws -> Failure? {
  do {
    _ = try act()
    return nil
  } catch let error as Failure {
    return error
  }
}

extension Array {
  /// Takes a row. In a literal of rows, the compiler would look at all of their closures at once.
  mutating func add<Failure>(
    _ error: Failure, _ code: UInt16, _ blame: Blame, _ text: String,
    _ act: (@Sendable () throws -> Any)? = nil
  ) where Element == Fault<Failure> {
    append(Fault(error: error, code: code, blame: blame, text: text, act: act))
  }

  /// The codes of the rows to which a call leads.
  func codes<Failure>() -> Set<UInt16> where Element == Fault<Failure> {
    Set(filter { $0.act != nil }.map(\.code))
  }
}
