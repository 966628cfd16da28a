// Ark: somebody hands out an address, and whoever pays reads what it says. A payment over Lightning that the server takes
// in has come then, its exit is on chain, and its owner claims the money with the preimage, which the server reads out of
// the claim. With an argument a letter of the address is changed on its way.
//
//   ark [tamper]

#include <iostream>
#include <keelbolt_ark.hpp>

namespace {

// A real program takes keys, preimage and entropy from its random number generator.
keelbolt::Entropy entropy() { return keelbolt::Entropy({5}); }
keelbolt::Preimage preimage() { return keelbolt::Preimage({4}); }

/// The address that a user hands out; the server alone can tell whose mailbox it names.
std::string hand_out(const keelbolt::SecretKey &user_key, const keelbolt::PublicKey &server_pubkey) {
  keelbolt::MailboxId mailbox;
  mailbox.bytes = keelbolt::public_key(keelbolt::SecretKey({3}), entropy()).bytes;
  const auto policy = keelbolt::UserPolicy::pubkey(keelbolt::public_key(user_key, entropy()));
  return keelbolt::ArkAddress(true, server_pubkey, policy, {keelbolt::blind_mailbox(mailbox, user_key, server_pubkey)})
      .text();
}

/// The claim of a payment that has come over Lightning.
void claim(const keelbolt::SecretKey &user_key, const keelbolt::PublicKey &server_pubkey) {
  const keelbolt::VtxoTerms terms{server_pubkey, 900000, 144};
  const auto policy = keelbolt::UserPolicy::lightning_receive(
      keelbolt::HashLockVersion::V1, keelbolt::public_key(user_key, entropy()), keelbolt::payment_hash(preimage()),
      850000, 40);
  // The user's clause is the first one; the other one is the server's.
  const auto clause = policy.clauses(terms)[0];
  keelbolt::Funding funding;
  funding.outpoint.txid.bytes.fill(7);
  funding.value_sat = 20000;
  const std::array<std::uint8_t, 34> destination = {0x51, 0x20, 9};
  const auto spend = policy.output(terms).spend(clause, funding, preimage(), destination, 1000);
  std::cout << "claim: after " << *clause.delta() << " blocks, weight " << spend.weight() << ", fee "
            << spend.fee_sat() << " sat\n";
  const auto signed_spend = spend.sign(user_key, keelbolt::Entropy({6}), entropy());

  // The server looks at what spent the output.
  const auto found = clause.preimage_in(signed_spend.witness());
  std::cout << "the server " << (found && found->expose() == preimage().expose() ? "finds" : "lacks")
            << " the preimage\n";
}

void run(bool tamper) {
  const keelbolt::SecretKey user_key({2});
  const auto server_pubkey = keelbolt::public_key(keelbolt::SecretKey({1}), entropy());
  std::string text = hand_out(user_key, server_pubkey);
  std::cout << "pay to: " << text << '\n';
  if (tamper) {
    text[30] = text[30] == 'q' ? 'p' : 'q';
  }
  const auto address = keelbolt::ArkAddress::parse(text);
  std::cout << "of this server: " << (address.is_of(server_pubkey) ? "yes" : "no")
            << ", ways to deliver: " << address.deliveries().size() << '\n';
  claim(user_key, server_pubkey);
}

}  // namespace

int main(int argc, char **argv) {
  try {
    run(argc > 1 && std::string_view(argv[1]) == "tamper");
    return 0;
  } catch (const keelbolt::Error &error) {
    std::cout << "refused: " << error.what() << '\n';
    return 1;
  }
}
