// A round on paper: users ask a server for outputs, a tree is built over them, each user checks its own branch of it,
// and all sign together. With an argument one user sends a wrong part, and the server learns who.
//
//   round [tamper]

#include <iostream>
#include <keelbolt_tree.hpp>

namespace {

constexpr std::size_t users = 5;
constexpr std::uint32_t tip = 895680;

/// A real program has its random number generator here, and shares nothing between users.
std::array<std::uint8_t, 32> fresh(std::uint8_t role, std::size_t user = 0) {
  return {role, static_cast<std::uint8_t>(user)};
}
keelbolt::Entropy entropy(std::uint8_t role = 3, std::size_t user = 0) { return keelbolt::Entropy(fresh(role, user)); }
keelbolt::SecretKey secret(std::uint8_t role, std::size_t user = 0) { return keelbolt::SecretKey(fresh(role, user)); }
keelbolt::PublicKey key(std::uint8_t role, std::size_t user = 0) {
  return keelbolt::public_key(secret(role, user), entropy());
}

/// A user asks for an output, with a key and nonces for this round alone.
struct User {
  explicit User(std::size_t number)
      : wanted{keelbolt::UserPolicy::pubkey(key(10, number)), 10000 * (1 + number), key(11, number),
               keelbolt::unlock_hash(keelbolt::Preimage({4}))},  // the server's hash
        nonces(entropy(12, number), secret(11, number), entropy()) {}

  /// It builds and checks its own branch before anything of its own leaves the wallet; then its nonces sign once.
  std::vector<keelbolt::PartialSignature> sign(const keelbolt::TreeSpec &spec, const keelbolt::OutPoint &utxo,
                                               const keelbolt::ExpectedBranch &agreed,
                                               const std::vector<keelbolt::AggregateNonce> &aggregates) {
    auto expected = agreed;
    expected.leaf = wanted;
    const auto leaf = spec.match_outputs({wanted}).front();
    const auto checked = expected.check(keelbolt::TreeBranch(spec, utxo, leaf), spec);
    auto partials = nonces.sign(checked, aggregates);
    std::cout << "leaf " << leaf << ": checked, signed for " << partials.size() << " nodes\n";
    return partials;
  }

  keelbolt::LeafSpec wanted;
  keelbolt::BranchNonces nonces;
};

void hold_round(bool tamper) {
  // Users ask, the server plans.
  std::vector<User> all;
  std::vector<keelbolt::LeafSpec> leaves;
  for (std::size_t number = 0; number < users; ++number) {
    all.emplace_back(number);
    leaves.push_back(all.back().wanted);
  }
  const keelbolt::VtxoTerms terms = {key(1), tip + 4320, 144};
  const keelbolt::TreeSpec spec(terms, {key(2)}, leaves);

  // The transaction on chain pays what the specification says; here only its id is made up.
  keelbolt::OutPoint utxo;
  utxo.txid.bytes[0] = 9;
  const keelbolt::UnsignedTree tree(spec, utxo);
  std::cout << "tree: " << tree.shape().leaves() << " leaves, " << tree.shape().nodes() << " transactions, "
            << spec.funding_output().value_sat << " sat\n";

  // The server has nonces of its own, and sums all.
  keelbolt::TreeNonces server(entropy(13), secret(2), entropy(), tree.shape().internal_nodes());
  std::vector<std::optional<std::vector<keelbolt::PublicNonce>>> nonces;
  for (const User &user : all) {
    nonces.emplace_back(user.nonces.public_nonces());
  }
  const auto aggregates = keelbolt::aggregate_tree_nonces(tree, nonces, {server.public_nonces()});

  // Each user signs for the nodes above its leaf, the server for all.
  const keelbolt::ExpectedBranch agreed = {leaves.front(), terms.server_pubkey, key(2), terms.exit_delta,
                                           keelbolt::earliest_expiry(tip, 36, {terms.exit_delta}),
                                           keelbolt::cosign_levels};
  std::vector<std::optional<keelbolt::TreeContribution>> sent;
  for (User &user : all) {
    sent.emplace_back(
        keelbolt::TreeContribution{user.nonces.public_nonces(), user.sign(spec, utxo, agreed, aggregates)});
  }
  if (tamper) {
    sent[1]->partials[0] = sent[2]->partials[0];  // a part of somebody else's
  }
  const keelbolt::TreeSession session(tree, aggregates);
  const keelbolt::TreeContribution of_server = {server.public_nonces(), server.sign(session)};

  // The signatures of all. Where one is wrong, the error says whose part it was, and of which node.
  const auto signed_tree = session.aggregate(sent, {of_server});
  signed_tree.verify();
  const auto signatures = signed_tree.signatures();
  std::cout << "verified: " << signatures.size() << " signatures\n";

  // What the first user can do with them.
  const keelbolt::TreeBranch branch(spec, utxo, 0);
  std::cout << "vtxo of leaf 0: " << branch.vtxo(spec, signatures).size() << " bytes, "
            << branch.transactions().size() << " transactions to exit\n";
}

}  // namespace

int main(int argc, char **) {
  try {
    hold_round(argc > 1);
  } catch (const keelbolt::Error &error) {
    std::cout << "refused: " << error.what() << '\n';
    return 1;
  }
}
