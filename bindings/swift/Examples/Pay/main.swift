// What a wallet does with an invoice: it shows the invoice and asks whether it may be paid, and it writes one of its
// own.
//
//   swift run Pay [INVOICE-OR-LINK]
//
// Without an argument it takes an example of BOLT 11, at the time when that could be paid.

import Foundation
import Keelbolt

let example =
  "lightning:lnbc20m1pvjluezsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygspp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqhp58yjmdan79s6qqdhdzgynm4zwqd5d7xmw5fk98klysy043l2ahrqsfpp3qjmp7lwpagxun9pygexvgpjdc4jdj85fr9yq20q82gphp2nflc7jtzrcazrra7wwgzxqc8u7754cdlpfrmccae92qgzqvzq2ps8pqqqqqqpqqqqq9qqqvpeuqafqxu92d8lr6fvg0r5gv0heeeqgcrqlnm6jhphu9y00rrhy4grqszsvpcgpy9qqqqqqgqqqqq7qqzq9qrsgqdfjcdk6w3ak5pca9hwfwfh63zrrz06wwfya0ydlzpgzxkn5xagsqz7x9j4jwe7yj7vaf2k9lqsdk45kts2fd0fkr28am0u4w95tt2nsq76cqw0"

/// The features that this payer implements: `var_onion_optin`, `payment_secret`, `basic_mpp`.
let implemented: [UInt32] = [8, 14, 16]

func show(_ invoice: Invoice) throws {
  print("amount       ", invoice.amountMsat.map { "\($0) msat" } ?? "as the payer likes")
  if let text = invoice.description { print("description  ", text) }
  if let hash = invoice.descriptionHash { print("description   has the hash", hash) }
  print("made          \(invoice.timestampDate.ISO8601Format()), expires after \(invoice.expiry)")
  for hint in invoice.routeHints {
    print("route hint   ", hint.hops.map { "\($0.channel) of \($0.pubkey)" }.joined(separator: ", "))
  }
  for fallback in invoice.fallbacks {
    if let address = try fallback.address(network: invoice.network) { print("on-chain     ", address) }
  }
}

func pay(_ scanned: String, at date: Date?) throws {
  let invoice = try Invoice.parse(uri: scanned)
  try show(invoice)
  let payable = try invoice.checkPayable(known: implemented, at: date ?? invoice.timestampDate)
  print("payee        ", payable.payee)
  print("payment hash ", payable.paymentHash)
}

func request() throws -> Invoice {
  // A wallet's key and preimage are its own; these are fixed so that the example prints the same each time.
  let key = try SecretKey(bytes: Data(repeating: 1, count: 32))
  let preimage = try Preimage(bytes: Data(repeating: 2, count: 32))
  let draft = InvoiceDraft(
    network: .regtest,
    date: Date(timeIntervalSince1970: 1_700_000_000),
    paymentHash: preimage.paymentHash(),
    paymentSecret: try PaymentSecret(Data(repeating: 3, count: 32)),
    description: .text(text: "one cup of tea"),
    amountMsat: 21_000,
    expiry: .seconds(600)
  )
  return try draft.sign(key: key, entropy: Entropy.fresh())
}

do {
  if CommandLine.arguments.count > 1 {
    try pay(CommandLine.arguments[1], at: .now)
  } else {
    try pay(example, at: nil)
    print("requested    ", try request().text)
  }
} catch {
  print("refused:", error)
  exit(1)
}
