// Reads an invoice, says what a payer wants to know, and asks for money in turn:
//
//   invoice [INVOICE | lightning:INVOICE | bitcoin:...?lightning=INVOICE]
//
// Without an argument it takes an example of BOLT 11.

#include <iostream>
#include <keelbolt.hpp>

namespace {

constexpr std::string_view example =
    "lightning:lnbc2500u1pvjluezsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygspp5qqqsyqcyq5rqwzqfqqqsyqcyq"
    "5rqwzqfqqqsyqcyq5rqwzqfqypqdq5xysxxatsyp3k7enxv4jsxqzpu9qrsgquk0rl77nj30yxdy8j9vdx85fkpmdla2087ne0xh8nhedh8w2"
    "7kyke0lp53ut353s06fv3qfegext0eh0ymjpf39tuven09sam30g4vgpfna3rh";

/// What a wallet shows before it pays.
void read_invoice(std::string_view text) {
  const auto invoice = keelbolt::Invoice::parse_uri(text);
  if (const auto amount = invoice.amount_msat()) {
    std::cout << "amount: " << *amount << " msat\n";
  }
  std::cout << "description: " << invoice.description().value_or("see its hash") << '\n';

  // May it be paid? The time comes from the host; here it is the invoice's own, so that the example stays valid.
  const auto known = keelbolt::features_of_context(keelbolt::FeatureContext::Invoice);
  const auto payable = invoice.check_payable(known, invoice.timestamp());
  std::cout << "payee: " << payable.payee.hex() << '\n';
  std::cout << "payment hash: " << payable.payment_hash.hex() << '\n';
}

/// An invoice of our own. A real program takes key, preimage, secret and entropy from its random number generator.
void make_invoice() {
  const keelbolt::SecretKey key({0xe1, 0x26, 0xf6, 0x8f, 0x7e, 0xaf, 0xcc, 0x8b, 0x74, 0xf5, 0x4d,
                                 0x26, 0x9f, 0xe2, 0x06, 0xbe, 0x71, 0x50, 0x00, 0xf9, 0x4d, 0xac,
                                 0x06, 0x7d, 0x1c, 0x04, 0xa8, 0xca, 0x3b, 0x2d, 0xb7, 0x34});
  const keelbolt::Preimage preimage({1, 2, 3});

  keelbolt::Draft draft;
  draft.network = keelbolt::Network::Regtest;
  draft.amount_msat = 2500000;
  draft.timestamp = 1700000000;
  draft.payment_hash = keelbolt::payment_hash(preimage);
  draft.payment_secret.bytes.fill(7);
  draft.description = "a roll";

  const auto invoice = draft.sign(key, keelbolt::Entropy({4, 5, 6}));
  std::cout << "asked for: " << invoice.text() << '\n';
  std::cout << "paid to: " << invoice.payee().hex() << '\n';
}

}  // namespace

int main(int argc, char **argv) {
  try {
    read_invoice(argc > 1 ? argv[1] : example);
    make_invoice();
  } catch (const keelbolt::Error &error) {
    std::cout << "refused: " << error.what() << '\n';
    return 1;
  }
}
