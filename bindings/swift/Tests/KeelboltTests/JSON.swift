import Foundation
import Keelbolt

/// A JSON value that compares by content.
enum JSON: Decodable, Equatable, Sendable, CustomStringConvertible {
  case null
  case flag(Bool)
  case number(UInt64)
  case text(String)
  case list([JSON])
  case object([String: JSON])

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .null
    } else if let flag = try? value.decode(Bool.self) {
      self = .flag(flag)
    } else if let number = try? value.decode(UInt64.self) {
      self = .number(number)
    } else if let text = try? value.decode(String.self) {
      self = .text(text)
    } else if let list = try? value.decode([JSON].self) {
      self = .list(list)
    } else {
      self = .object(try value.decode([String: JSON].self))
    }
  }

  var flag: Bool? { if case .flag(let flag) = self { flag } else { nil } }
  var number: UInt64? { if case .number(let number) = self { number } else { nil } }
  var text: String? { if case .text(let text) = self { text } else { nil } }
  var list: [JSON]? { if case .list(let list) = self { list } else { nil } }
  var object: [String: JSON]? { if case .object(let object) = self { object } else { nil } }

  var description: String {
    switch self {
    case .null: "null"
    case .flag(let flag): "\(flag)"
    case .number(let number): "\(number)"
    case .text(let text): "\"\(text)\""
    case .list(let list): "\(list)"
    case .object(let object): "\(object.sorted { $0.key < $1.key })"
    }
  }

  static func integer(_ value: some BinaryInteger) -> JSON { .number(UInt64(value)) }

  static func hex(_ value: some FixedBytes) -> JSON { .text(value.hex) }

  static func hex(_ bytes: Data) -> JSON { .text(bytes.hex) }
}
