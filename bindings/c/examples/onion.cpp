// A payment over three hops, seen from all sides: the origin builds the onion, each hop peels its layer and says what it
// found, the last one refuses, the failure goes back hop by hop, and the origin finds out who failed and who held the
// payment for how long. With an argument a hop on the way back changes the failure, and the origin finds that out, too.
//
//   onion [tamper]

#include <iostream>
#include <keelbolt_onion.hpp>

namespace {

/// A node with its key. A real program takes keys, session key and entropy from its random number generator.
struct Node {
  explicit Node(std::uint8_t number)
      : key({number}), id(keelbolt::public_key(key, keelbolt::Entropy({5}))) {}

  keelbolt::SecretKey key;
  keelbolt::PublicKey id;
};

/// What a hop reads in its payload.
void show(std::size_t hop, const keelbolt::Instruction &instruction) {
  std::cout << "hop " << hop << ": ";
  if (const auto *forward = std::get_if<keelbolt::Forward>(&instruction)) {
    std::cout << "forward " << forward->amt_to_forward_msat << " msat until block " << forward->outgoing_cltv_value;
  } else {
    std::cout << "receive " << std::get<keelbolt::Receive>(instruction).amt_to_forward_msat << " msat";
  }
  std::cout << '\n';
}

void pay(bool tamper) {
  const Node nodes[] = {Node(1), Node(2), Node(3)};
  keelbolt::PaymentHash payment_hash;
  payment_hash.bytes.fill(0x42);
  keelbolt::PaymentSecret payment_secret;
  payment_secret.bytes.fill(0x24);

  // The origin: one onion for all hops, and the secrets that decrypt what comes back.
  const auto built =
      keelbolt::Route::payment(
          {{nodes[0].id, keelbolt::Payload::forward(100000, 800080, 0x083f4c0009a70001).write()},
           {nodes[1].id, keelbolt::Payload::forward(100000, 800040, 0x083f4c0009a70002).write()},
           {nodes[2].id, keelbolt::Payload::receive(100000, 800000, {payment_secret, 100000}).write()}},
          payment_hash)
          .build(keelbolt::SessionKey({4}), keelbolt::Entropy({5}));
  std::cout << "onion: " << built.onion.size() << " bytes for " << built.shared_secrets.size() << " hops\n";

  // Each hop takes a layer off.
  std::vector<keelbolt::SharedSecret> secrets;
  keelbolt::Bytes packet = built.onion;
  for (std::size_t hop = 0; hop < 3; ++hop) {
    auto peeled = keelbolt::Onion::parse(packet).peel(nodes[hop].key, payment_hash.bytes);
    show(hop, keelbolt::payload_instruction(peeled.payload, peeled.is_final()));
    secrets.push_back(std::move(peeled.shared_secret));
    packet = std::move(peeled.next_onion).value_or(keelbolt::Bytes());
  }

  // The last hop does not know the payment; the others pass its failure on.
  keelbolt::FailureMessage failure;
  failure.code.number = KEELBOLT_FAILURE_INCORRECT_OR_UNKNOWN_PAYMENT_DETAILS;
  failure.htlc_msat = 100000;
  failure.height = 800000;
  auto reason = keelbolt::create_failure(failure.write(), secrets[2], 2);
  keelbolt::wrap_failure(reason, secrets[1], 9);
  if (tamper) {
    reason.reason[40] ^= 1;  // what hop 0 received is not what its neighbour sent
  }
  keelbolt::wrap_failure(reason, secrets[0], 10);

  // The origin.
  const auto decrypted = keelbolt::decrypt_failure(reason, built.shared_secrets);
  if (decrypted.failure) {
    const auto code = keelbolt::FailureCode::parse(decrypted.failure->failuremsg);
    std::cout << "hop " << decrypted.failure->hop << " failed: " << code.name().value_or("unknown") << '\n';
  } else {
    std::cout << "the failure was changed on its way\n";
  }
  for (std::size_t hop = 0; hop < decrypted.hold_times->times.size(); ++hop) {
    std::cout << "hop " << hop << " held the payment for " << decrypted.hold_times->times[hop] * 100 << " ms\n";
  }
  if (const auto hop = decrypted.hold_times->unattributed_hop) {
    std::cout << "hop " << *hop << " or the one before it is to blame\n";
  }
}

}  // namespace

int main(int argc, char **) {
  try {
    pay(argc > 1);
  } catch (const keelbolt::Error &error) {
    std::cout << "refused: " << error.what() << '\n';
    return 1;
  }
}
