// A swap: the receiver is paid on chain for a preimage, or the sender takes the money back. Here the receiver claims, and
// the sender reads the preimage out of the claim. With an argument both sign together instead, and nobody sees that there
// was a contract.
//
//   htlc [cooperate]

#include <iostream>
#include <keelbolt_contract.hpp>

namespace {

// A real program takes keys, preimage and entropy from its random number generator.
keelbolt::Entropy entropy() { return keelbolt::Entropy({5}); }

/// Receiver and sender sign one message together.
keelbolt::SchnorrSignature sign_together(const keelbolt::ContractTerms &terms, const keelbolt::SecretKey &receiver,
                                         const keelbolt::SecretKey &sender, const keelbolt::Sha256 &message) {
  const auto keys = terms.musig_keys();
  const keelbolt::MusigNonceInputs inputs{&keys, message, std::nullopt};
  // The first round: nonces. Each keeps the secret one and sends the public one.
  keelbolt::MusigNonce first(keelbolt::Entropy({7}), receiver, inputs, entropy());
  keelbolt::MusigNonce second(keelbolt::Entropy({8}), sender, inputs, entropy());
  // The second round: partial signatures, in the order of the keys.
  const keelbolt::MusigSession session(
      keys, keelbolt::musig_aggregate_nonce({first.public_nonce(), second.public_nonce()}), message);
  std::vector<keelbolt::PartialSignature> partials(2);
  partials[session.signer(terms.receiver())] = first.sign(session, receiver, entropy());
  partials[session.signer(terms.sender())] = second.sign(session, sender, entropy());
  return session.aggregate(partials);
}

void swap(bool cooperate) {
  const keelbolt::SecretKey receiver({2});
  const keelbolt::SecretKey sender({3});
  keelbolt::Preimage preimage({4});

  // What both agree on.
  const keelbolt::ContractTerms terms(keelbolt::ContractForm::Taproot, keelbolt::HashLockKind::Sha256Lock,
                                      keelbolt::payment_hash(preimage), keelbolt::public_key(receiver, entropy()),
                                      keelbolt::public_key(sender, entropy()), keelbolt::LockTime::height(900000));

  // The sender pays to this address,
  std::cout << "pay to: " << terms.address(keelbolt::Network::Regtest) << '\n';

  // and the receiver spends it to a script of its wallet.
  keelbolt::ContractFunding funding;
  funding.txid.bytes.fill(5);
  funding.vout = 1;
  funding.value_sat = 100000;
  const std::array<std::uint8_t, 22> destination = {0, 20, 9};
  const auto spend = cooperate
                         ? keelbolt::ContractSpend::cooperate(terms, funding, destination, 1000)
                         : keelbolt::ContractSpend::claim(terms, funding, std::move(preimage), destination, 1000);
  std::cout << "weight: " << spend.weight() << ", fee: " << spend.fee_sat() << " sat\n";
  const auto signed_spend = cooperate ? spend.finish(sign_together(terms, receiver, sender, spend.sighash()))
                                      : spend.sign(receiver, keelbolt::Entropy({6}), entropy());
  std::cout << "broadcast: " << signed_spend.transaction().size() << " bytes, " << signed_spend.witness().size()
            << " witness elements\n";

  // The sender looks at what spent the output.
  if (const auto found = terms.preimage(signed_spend.witness())) {
    keelbolt::Sha256 shown;
    shown.bytes = found->expose();
    std::cout << "preimage: " << shown.hex() << '\n';
  } else {
    std::cout << "no preimage: both signed\n";
  }
}

}  // namespace

int main(int argc, char **argv) {
  try {
    swap(argc > 1 && std::string_view(argv[1]) == "cooperate");
    return 0;
  } catch (const keelbolt::Error &error) {
    std::cout << "refused: " << error.what() << '\n';
    return 1;
  }
}
