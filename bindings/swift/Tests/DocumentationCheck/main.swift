// Reads a symbol graph, and fails when a public symbol of its module has no documentation comment.
//
//   DocumentationCheck GRAPH.symbols.json
//
// What the compiler synthesises, such as `!=`, and what a protocol of another module brings, such as
// `localizedDescription`, has no comment of ours to carry; the graph marks both with `::SYNTHESIZED::`.

import Foundation

struct Graph: Decodable {
  struct Symbol: Decodable {
    struct Identifier: Decodable { let precise: String }
    struct Kind: Decodable { let displayName: String }
    struct Comment: Decodable {
      struct Line: Decodable { let text: String }
      let module: String?
      let lines: [Line]
    }
    struct Location: Decodable {
      struct Position: Decodable { let line: Int }
      let uri: String
      let position: Position
    }
    let identifier: Identifier
    let kind: Kind
    let pathComponents: [String]
    let docComment: Comment?
    let location: Location?
  }
  struct Module: Decodable { let name: String }
  let module: Module
  let symbols: [Symbol]
}

func isDocumented(_ symbol: Graph.Symbol, in module: String) -> Bool {
  guard let comment = symbol.docComment, comment.module == module else { return false }
  return comment.lines.contains { !$0.text.allSatisfy(\.isWhitespace) }
}

let arguments = CommandLine.arguments
guard arguments.count == 2 else {
  print("usage: DocumentationCheck GRAPH.symbols.json")
  exit(2)
}
let graph = try JSONDecoder().decode(Graph.self, from: Data(contentsOf: URL(fileURLWithPath: arguments[1])))
let written = graph.symbols.filter { !$0.identifier.precise.contains("::SYNTHESIZED::") }
let bare = written.filter { !isDocumented($0, in: graph.module.name) }
for symbol in bare {
  let place = symbol.location.map { "\($0.uri):\($0.position.line + 1)" } ?? "no place"
  print("\(symbol.kind.displayName) \(symbol.pathComponents.joined(separator: ".")) has no comment, \(place)")
}
print("> documented public symbols: \(written.count - bare.count) of \(written.count)")
exit(bare.isEmpty && !written.isEmpty ? 0 : 1)
