// What nodes do with onions: a payment goes over three hops, its last one refuses it, and the origin learns who and
// why; then a message goes over a blinded path, and is answered.
//
//   swift run Onion
//
// All keys are fresh, so each run has other packets; what is printed does not depend on them.

import Foundation
import Keelbolt

let height: UInt32 = 800_000

/// A node with a key in memory.
struct Node {
  let name: String
  let key: SecretKey
  let id: PublicKey

  init(_ name: String) throws {
    self.name = name
    key = try SecretKey(bytes: Entropy.fresh())
    id = try key.publicKey(entropy: Entropy.fresh())
  }
}

// MARK: A payment

func describe(_ instruction: Instruction) -> String {
  switch instruction {
  case .forward(let amount, let expiry, let channel):
    "forwards \(amount) msat until block \(expiry) over \(shortChannelIdText(shortChannelId: channel))"
  case .receive(let receive): "receives \(receive.amtToForward) of \(receive.totalMsat) msat"
  case .blindedForward: "forwards inside of a blinded path"
  case .blindedReceive: "receives at the end of a blinded path"
  case .trampoline: "peels a trampoline onion"
  }
}

func payment() throws {
  let nodes = try ["Alice", "Bob", "Carol"].map(Node.init)
  let paymentHash = try Preimage(bytes: Entropy.fresh()).paymentHash()
  let paymentSecret = try PaymentSecret(Entropy.fresh())

  // The origin builds the onion, and keeps the secrets for what comes back, maybe after a restart.
  let payloads: [Payload] = [
    .forward(amtToForward: 251_000, outgoingCltvValue: height + 100, shortChannelId: 799_000 << 40 | 1 << 16),
    .forward(amtToForward: 250_000, outgoingCltvValue: height + 60, shortChannelId: 799_001 << 40 | 2 << 16 | 1),
    try .receive(amtToForward: 250_000, outgoingCltvValue: height + 20, paymentSecret: paymentSecret),
  ]
  let hops = try zip(nodes, payloads).map { try OnionHop(publicKey: $0.id, payload: $1) }
  let onion = try BuiltOnion.build(hops, for: paymentHash)
  let saved = onion.secrets.expose()
  print("the origin sends \(onion.packet.count) bytes for \(hops.count) hops")

  // Each node takes off its layer; it also looks whether it has seen the replay tag.
  var layers: [PeeledOnion] = []
  var packet: Data? = onion.packet
  for node in nodes {
    guard let taken = packet else { break }
    let layer = try PeeledOnion.peel(taken, key: node.key, for: paymentHash)
    print("\(node.name) \(describe(try layer.instruction()))")
    layers.append(layer)
    packet = layer.nextPacket
  }

  // Carol asks for more than that, and says so to the origin alone.
  guard let last = layers.last, case .receive(let receive) = try last.instruction() else { return }
  let expected = ExpectedPayment(
    paymentHash: paymentHash, paymentSecret: paymentSecret, amountMsat: 300_000, minFinalCltvExpiryDelta: 18)
  let htlc = Htlc(amountMsat: 250_000, cltvExpiry: height + 20)
  guard let failure = try expected.check(htlc, receive: receive, height: height) else { return }
  print("Carol fails it: \(try failure.info.name ?? "unknown")")
  var answer = try FailurePacket.create(failure, sharedSecret: last.sharedSecret, holdTime: .milliseconds(300))
  for layer in layers.dropLast().reversed() {
    answer = try answer.wrap(sharedSecret: layer.sharedSecret, holdTime: .milliseconds(500))
  }

  // The origin finds out who it was, and how long each node held the HTLC.
  let found = try answer.decrypt(secrets: RouteSecrets(bytes: saved))
  if let failed = found.failure {
    print("the origin reads: \(nodes[Int(failed.hop)].name), \(try failed.failure?.info.name ?? "unknown")")
  }
  for (node, time) in zip(nodes, found.holdTimes?.times ?? []) { print("\(node.name) held it for \(time)") }

  // What is not for a node is refused, and the error says how to answer.
  do {
    _ = try PeeledOnion.peel(onion.packet, key: nodes[1].key, for: paymentHash)
  } catch let error as OnionError {
    let answer = try error.failure(packet: onion.packet)?.info.name ?? "no answer"
    print("Bob refuses Alice's packet: \(error): \(answer)")
  }
}

// MARK: A message and its reply

/// The type of the records in which these nodes talk; it is odd, so that others ignore it.
let textType: UInt64 = 70_001

func say(_ text: String) -> MessageContents { .other(record: textType, value: Data(text.utf8)) }

/// The way through one node to another, whose id those who write to it do not learn.
func path(through first: Node, to recipient: Node, pathId: PathId) throws -> BlindedPath {
  let hops = [
    PathHop(nodeId: first.id, data: try .toNode(recipient.id)),
    PathHop(nodeId: recipient.id, data: .forRecipient(pathId)),
  ]
  return try PathDraft(hops: hops, purpose: .message).write()
}

/// Passes a message on from node to node until one is its recipient, who knows the path by its id.
func deliver(
  _ message: OnionMessage, to first: Node, among nodes: [Node], expecting pathId: PathId
) throws -> MessagePayload? {
  var (message, node) = (message, first)
  while true {
    switch try message.peel(key: node.key, knownContents: [textType]) {
    case .forward(.nodeId(let next), let onward, _):
      guard let known = nodes.first(where: { $0.id == next }) else { return nil }
      print("\(node.name) passes the message on to \(known.name)")
      (message, node) = (try OnionMessage.parse(onward.write()), known)
    case .forward: return nil
    case .recipient(let payload, let data):
      guard data.pathId == pathId, case .other(_, let text) = payload.contents else { return nil }
      print("\(node.name) reads: \(String(decoding: text, as: UTF8.self))")
      return payload
    }
  }
}

func question() throws {
  let (alice, bob, carol) = (try Node("Alice"), try Node("Bob"), try Node("Carol"))
  let (toAlice, toCarol) = (PathId(bytes: Entropy.fresh()), PathId(bytes: Entropy.fresh()))
  let asked = try MessageDraft(
    to: path(through: bob, to: carol, pathId: toCarol),
    contents: say("are you there?"),
    replyPath: path(through: bob, to: alice, pathId: toAlice)
  ).write()
  let received = try deliver(asked, to: bob, among: [alice, bob, carol], expecting: toCarol)

  // Carol knows no more of who asks than this path.
  guard let replyPath = received?.replyPath else { return }
  let reply = try MessageDraft(to: replyPath, contents: say("since noon")).write()
  _ = try deliver(reply, to: bob, among: [alice, bob, carol], expecting: toAlice)
}

do {
  try payment()
  try question()
} catch {
  print("failed:", error)
  exit(1)
}
