// A VTXO is received, accepted, and taken on chain without the server: the packages of its exit with what their children
// pay, what is to be done next, and the claim. With an argument its output on chain is spent already.
//
//   vtxo [spent]

#include <iostream>
#include <keelbolt_vtxo.hpp>

namespace {

// What the server handed out, and the transaction on chain from which its genesis leads.
constexpr char vtxo_hex[] =
    "0200e803000000000000888a010002cc4d0451f55db6204dab757dd025f7be814650ed7e369d1da73dcfa00e87ebd81800c9"
    "4b2131f5e137b063ee241b07e68f375efa32bdedd1a7c5395899b6f0d5f2a20000000002010202f9cfb9d2f6d03daef68a4f"
    "2b0940400e1ac1905519b77e2b16f81c4c60a74b1103f38a2b95e1c225ccf004e6152535b1ca8c4ae0fced9eab8341f85c55"
    "7eb44a0c496e454afea8ef99dc383b4d7609e2c930d2dcfe69911f3a4cf4cddf2bda61e4b3befd763d1254a56a51e2773ca6"
    "80994a54ef02b25da323b15fbab160fc54f70200f106000000000000225120144a8e08d1f354204927ddd73c0829480f72cb"
    "c7e6db3d1bc44f51dda42bdef00000000000000000040330d0a7606bcff3982859f4d4dd9cb8b8ed4a0e23a0ac04ab4a840f"
    "b2bf1c38425132e35e14dd2d2b4077bb3ca20a68315ae3822d27cbad7442310256fd73fc65413440bafe7a0a0b883d5a9488"
    "aba5d40d06edc715cc7c244b7d34ee271f905300f4bcd890a8aa60d14dda2cf9a767ea5e08c45cfbdc6f0345d1fde3b59612"
    "e71601000000000000000000000330d0a7606bcff3982859f4d4dd9cb8b8ed4a0e23a0ac04ab4a840fb2bf1c3842341d20da"
    "22c2e8b36f28a1bf21cb5fdfe2cb2eac87195e7d5f93a77b4c3fc4ad00000000";
constexpr char anchor_hex[] =
    "02000000010000000000000000000000000000000000000000000000000000000000000000ffffffff000000000001d90a00"
    "0000000000225120775cce643b116f4f465d2a10919e6cc4034a022d63d72f36a82161d6420a793700000000";
// The server's keys, and what unlocks the leaf, as it told before the round.
constexpr char server_key_hex[] = "02cc4d0451f55db6204dab757dd025f7be814650ed7e369d1da73dcfa00e87ebd8";
constexpr char cosign_key_hex[] = "03f38a2b95e1c225ccf004e6152535b1ca8c4ae0fced9eab8341f85c557eb44a0c";
constexpr char unlock_hash_hex[] = "8cbba062cd99052e606e8ff7b33cbe5239069035de8f6b5e5d6278951555d251";
// A real program takes keys and entropy from its random number generator.
constexpr char own_secret_key_hex[] = "596981b46249e75cbb80e26021542a6748a58aaedeb15d7cfd9df77863607dd1";
keelbolt::Entropy entropy() { return keelbolt::Entropy({5}); }

keelbolt::Bytes unhex(const std::string &hex) {
  keelbolt::Bytes bytes;
  for (std::size_t index = 0; index < hex.size(); index += 2) {
    bytes.push_back(static_cast<std::uint8_t>(std::stoi(hex.substr(index, 2), nullptr, 16)));
  }
  return bytes;
}

template <class T>
T fixed(const std::string &hex) {
  T value;
  const keelbolt::Bytes bytes = unhex(hex);
  std::copy_n(bytes.begin(), value.bytes.size(), value.bytes.begin());
  return value;
}

void receive(bool is_spent) {
  const auto vtxo = keelbolt::Vtxo::parse(unhex(vtxo_hex));
  std::cout << "received: " << vtxo.id().text() << '\n';

  // It is money when it is as the wallet expects it, and the chain says so.
  const keelbolt::SecretKey own_key(std::move(fixed<keelbolt::Sha256>(own_secret_key_hex).bytes));
  keelbolt::Expectation expected;
  expected.own_keys = {keelbolt::public_key(own_key, entropy())};
  expected.server_pubkey = fixed<keelbolt::PublicKey>(server_key_hex);
  expected.server_cosign_pubkeys = {fixed<keelbolt::PublicKey>(cosign_key_hex)};
  expected.unlock_hash = fixed<keelbolt::UnlockHash>(unlock_hash_hex);
  expected.confirmations = 6;
  expected.tip = 100000;
  expected.exit_delta = 144;
  expected.margin = 36;
  expected.max_depth = 5;
  const keelbolt::ChainFacts facts{unhex(anchor_hex), 6, !is_spent};
  const auto accepted = vtxo.accept(expected, facts);
  std::cout << "accepted: " << accepted.amount_sat() << " sat, an exit begins by block "
            << accepted.deadline(expected.margin).begin << '\n';

  // The server is gone. Each package is a transaction and a child of the wallet's that pays for both.
  const auto exit = accepted.exit();
  for (const auto &package : exit.packages()) {
    // A child with one input and one output of P2TR beside the anchor, at a satoshi for a virtual byte.
    std::cout << "package " << package.depth << ": " << package.parent.txid().text() << ", "
              << package.parent.transaction().size() << " bytes, the child pays "
              << package.child_fee(610, 250).value() << " sat\n";
  }

  // Both are in blocks: the delay of 24 blocks counts from the second.
  const auto clause = exit.clauses().front();
  const auto progress = exit.progress(
      clause, {keelbolt::TransactionStatus::confirmed(100001), keelbolt::TransactionStatus::confirmed(100002)},
      keelbolt::PointStatus::unspent(), 100002);
  if (progress.kind == keelbolt::ExitProgress::Kind::Delayed) {
    std::cout << "to be claimed in block " << progress.height << '\n';
  }

  // Then the owner claims, to a script of the wallet's.
  const std::array<std::uint8_t, 22> destination = {0, 20, 9};
  const auto claim = exit.claim(clause, std::nullopt, destination, 250);
  claim.sign(own_key, keelbolt::Entropy({6}), entropy());
  std::cout << "claim: " << claim.value_sat() << " sat after a fee of " << claim.fee_sat() << " sat\n";
}

}  // namespace

int main(int argc, char **argv) {
  try {
    receive(argc > 1 && std::string_view(argv[1]) == "spent");
    return 0;
  } catch (const keelbolt::Error &error) {
    std::cout << "refused: " << error.what() << '\n';
    return 1;
  }
}
