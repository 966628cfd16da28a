// What keelbolt_tree.hpp adds to keelbolt.h: a round of users is built, checked, cosigned, aggregated and verified; who
// sends something wrong is named; and what was moved away is refused.

#include <keelbolt_tree.hpp>
#include <ostream>
#include <type_traits>

#include "check.h"

namespace {

using keelbolt::Code;
using keelbolt::Error;
using keelbolt::TreeContribution;
using keelbolt::TreeShape;

// What owns memory of the library's, and what holds a secret, is moved and not copied.
template <class T>
constexpr bool moves_only = std::is_nothrow_move_constructible_v<T> && std::is_nothrow_move_assignable_v<T> &&
                            !std::is_copy_constructible_v<T>;
static_assert(moves_only<keelbolt::TreeSpec> && moves_only<keelbolt::UnsignedTree>);
static_assert(moves_only<keelbolt::TreeBranch> && moves_only<keelbolt::SignedTree>);
static_assert(moves_only<keelbolt::CheckedBranch> && moves_only<keelbolt::TreeSession>);
static_assert(moves_only<keelbolt::BranchNonces> && moves_only<keelbolt::TreeNonces>);
// Public values are copied.
static_assert(std::is_copy_constructible_v<keelbolt::LeafSpec> && std::is_copy_constructible_v<TreeShape>);
static_assert(std::is_copy_constructible_v<keelbolt::ExpectedBranch>);
static_assert(std::is_copy_constructible_v<TreeContribution>);

template <class T, class = void>
struct is_printable : std::false_type {};
template <class T>
struct is_printable<T, std::void_t<decltype(std::declval<std::ostream &>() << std::declval<const T &>())>>
    : std::true_type {};
static_assert(!is_printable<keelbolt::BranchNonces>::value && !is_printable<keelbolt::TreeNonces>::value);

keelbolt::Entropy entropy(std::uint8_t number = 9) { return keelbolt::Entropy({number}); }

keelbolt::SecretKey secret(std::uint8_t number) {
  std::array<std::uint8_t, 32> bytes{};
  bytes.fill(number);
  return keelbolt::SecretKey(std::move(bytes));
}

keelbolt::PublicKey key(std::uint8_t number) { return keelbolt::public_key(secret(number), entropy()); }

constexpr std::uint8_t server = 1;
constexpr std::uint8_t server_cosigner = 200;
constexpr std::size_t users = 6;
constexpr std::size_t delegated = 1;

/// The error of a call.
template <class Call>
Error thrown(const char *name, Call call) {
  try {
    call();
  } catch (const Error &error) {
    return error;
  }
  CHECK(name, !"did not throw");
  throw std::logic_error(name);
}

/// Runs `call` and checks the code of its error.
template <class Call>
void check_throws(const char *name, Code code, Call call) {
  const Error error = thrown(name, call);
  if (!CHECK(name, error.code() == code)) {
    std::printf("  %s\n", error.what());
  }
}

keelbolt::LeafSpec leaf(std::size_t number) {
  const auto user = static_cast<std::uint8_t>(number);
  return {keelbolt::UserPolicy::pubkey(key(static_cast<std::uint8_t>(2 + user))), 1000 + number,
          number == delegated ? std::nullopt
                              : std::optional<keelbolt::PublicKey>(key(static_cast<std::uint8_t>(100 + user))),
          keelbolt::unlock_hash(keelbolt::Preimage({9}))};
}

std::vector<keelbolt::LeafSpec> leaves() {
  std::vector<keelbolt::LeafSpec> leaves;
  for (std::size_t number = 0; number < users; ++number) {
    leaves.push_back(leaf(number));
  }
  return leaves;
}

keelbolt::OutPoint utxo() {
  keelbolt::OutPoint utxo;
  utxo.txid.bytes.fill(8);
  utxo.vout = 1;
  return utxo;
}

keelbolt::ExpectedBranch expected(std::size_t number) {
  return {leaf(number), key(server), key(server_cosigner), 144, 900000, keelbolt::cosign_levels};
}

/// A round, and what all have sent.
struct Round {
  Round()
      : spec({key(server), 900000, 144}, {key(server_cosigner)}, leaves()), tree(spec, utxo()) {
    std::vector<std::optional<keelbolt::BranchNonces>> secrets;
    std::vector<std::optional<std::vector<keelbolt::PublicNonce>>> nonces;
    for (std::size_t number = 0; number < users; ++number) {
      secrets.emplace_back();
      nonces.emplace_back();
      if (number != delegated) {
        const auto user = static_cast<std::uint8_t>(number);
        secrets.back().emplace(entropy(static_cast<std::uint8_t>(20 + user)),
                               secret(static_cast<std::uint8_t>(100 + user)), entropy());
        nonces.back() = secrets.back()->public_nonces();
      }
    }
    keelbolt::TreeNonces of_server(entropy(50), secret(server_cosigner), entropy(), tree.shape().internal_nodes());
    aggregates = keelbolt::aggregate_tree_nonces(tree, nonces, {of_server.public_nonces()});
    for (std::size_t number = 0; number < users; ++number) {
      sent.emplace_back();
      if (secrets[number]) {
        const auto checked = expected(number).check(keelbolt::TreeBranch(spec, utxo(), number), spec);
        sent.back() = TreeContribution{*nonces[number], secrets[number]->sign(checked, aggregates)};
      }
    }
    const keelbolt::TreeSession session(tree, aggregates);
    server_sent = {of_server.public_nonces(), of_server.sign(session)};
  }

  keelbolt::TreeSession session() const { return keelbolt::TreeSession(tree, aggregates); }

  keelbolt::SignedTree aggregate() const { return session().aggregate(sent, {server_sent}); }

  keelbolt::TreeSpec spec;
  keelbolt::UnsignedTree tree;
  std::vector<keelbolt::AggregateNonce> aggregates;
  std::vector<std::optional<TreeContribution>> sent;
  TreeContribution server_sent;
};

// --- What holds ---

void check_shape() {
  const TreeShape shape(5);
  CHECK("shape", shape.leaves() == 5 && shape.internal_nodes() == 2 && shape.nodes() == 7 && shape.root() == 6);
  CHECK("shape", shape.depth() == 2 && shape.level(0) == 0 && shape.level(6) == 2);
  CHECK("children", shape.children(5) == std::vector<std::size_t>({0, 1, 2, 3}) && shape.children(0).empty());
  const keelbolt::TreeParent root = {6, 0};
  CHECK("parent", shape.parent(4) == root && !shape.parent(6));
  CHECK("index", shape.internal_index(5) == std::optional<std::size_t>(0) && !shape.internal_index(4));
  CHECK("branch", shape.branch(0) == std::vector<std::size_t>({5, 6}));
  CHECK("below", shape.leaves_below(6) == std::vector<std::size_t>({4, 0, 1, 2, 3}));
  check_throws("few", Code::TooFewLeaves, [] { TreeShape(1); });
  check_throws("many", Code::VtxoTooMany, [] { TreeShape(100001); });
  check_throws("behind", Code::IndexOutOfRange, [&] { shape.level(7); });
  check_throws("leaf", Code::NoSuchLeaf, [&] { shape.branch(5); });
}

void check_round(const Round &round) {
  const auto signed_tree = round.aggregate();
  const auto verified = signed_tree.verify();
  CHECK("verified", verified.transactions() == round.tree.transactions());
  CHECK("encoding", keelbolt::SignedTree::parse(signed_tree.write()).with_found_hash_lock().signatures() ==
                        signed_tree.signatures());
  CHECK("spec", verified.spec().write() == round.spec.write() && round.spec.total_sat() == 6015);
  for (std::size_t number = 0; number < users; ++number) {
    const keelbolt::TreeBranch branch(round.spec, utxo(), number);
    const auto of_tree = verified.branch(number);
    branch.verify(signed_tree.signatures());
    CHECK("branch", branch.transactions() == of_tree.transactions() && branch.id() == of_tree.id());
    CHECK("branch", branch.leaf() == number && branch.spec() == leaf(number) && branch.utxo() == utxo());
    CHECK("branch", branch.terms() == round.spec.terms() && branch.shape().leaves() == users);
    CHECK("branch", branch.funding_output() == round.spec.funding_output());
    CHECK("branch", branch.id().outpoint.txid == branch.transactions().back().txid);
    CHECK("branch", branch.sighash(0) == round.tree.sighash(round.tree.shape().root()));
    CHECK("branch", branch.signed_transaction(0, {}) == round.tree.signed_transaction(7, {}));
    CHECK("vtxo", branch.vtxo(round.spec, signed_tree.signatures()) ==
                      of_tree.vtxo(round.spec, signed_tree.signatures()));
  }
  CHECK("leaf hash", round.tree.sighash(0, keelbolt::Sha256{}) != round.tree.sighash(0));

  const auto session = round.session();
  for (std::size_t number = 0; number < users; ++number) {
    if (round.sent[number]) {
      session.verify_leaf(number, *round.sent[number]);
    }
  }
  session.verify_global(0, round.server_sent);
  CHECK("tree", session.tree().utxo() == utxo());
  CHECK("matched", round.spec.match_outputs({leaf(4), leaf(0)}) == std::vector<std::size_t>({4, 0}));
  CHECK("none", round.spec.match_outputs({}).empty());
  CHECK("expiry", keelbolt::earliest_expiry(1000, 36, {6, 144, 24}) == 1216);
}

void check_device(const Round &round) {
  const auto checked = expected(2).check(round.tree.branch(2), round.spec);
  CHECK("checked", checked.cosign_pubkey() == key(102) && checked.branch().leaf() == 2);
  const auto nodes = checked.to_sign(round.aggregates);
  CHECK("nodes", nodes.size() == 2 && nodes[0].node == 6 && nodes[0].nonce == 0 && nodes[1].node == 7);
  const auto internal = round.tree.internal_keys();
  for (const keelbolt::NodeToSign &node : nodes) {
    CHECK("node", node.internal_key == internal[node.node] && node.sighash == round.tree.sighash(node.node));
    CHECK("node", node.aggregate_nonce == round.aggregates[node.node - users]);
  }
}

// --- What is refused ---

void check_nonces(const Round &round) {
  const auto checked = expected(2).check(round.tree.branch(2), round.spec);
  keelbolt::BranchNonces nonces(entropy(60), secret(102), entropy());
  CHECK("partials", nonces.sign(checked, round.aggregates).size() == 2);
  check_throws("twice", Code::NonceUsed, [&] { nonces.sign(checked, round.aggregates); });
  keelbolt::BranchNonces other(entropy(61), secret(99), entropy());
  check_throws("key", Code::CosignKey, [&] { other.sign(checked, round.aggregates); });
  check_throws("twice", Code::NonceUsed, [&] { other.sign(checked, round.aggregates); });
  keelbolt::TreeNonces of_tree(entropy(62), secret(server_cosigner), entropy(), 2);
  const auto session = round.session();
  CHECK("partials", of_tree.sign(session).size() == 2);
  check_throws("twice", Code::NonceUsed, [&] { of_tree.sign(session); });
  check_throws("zeros", Code::NonceOutOfRange, [] { keelbolt::BranchNonces(entropy(0), secret(1), entropy()); });
  check_throws("many", Code::VtxoTooMany, [] { keelbolt::BranchNonces(entropy(), secret(1), entropy(), 100001); });
  check_throws("many", Code::VtxoTooMany, [] { keelbolt::TreeNonces(entropy(), secret(1), entropy(), SIZE_MAX); });
  CHECK("levels", nonces.public_nonces().size() == keelbolt::cosign_levels);
}

void check_refusals(const Round &round) {
  auto wanted = expected(2);
  ++wanted.leaf.amount_sat;
  const Error amount = thrown("amount", [&] { wanted.check(round.tree.branch(2), round.spec); });
  CHECK("amount", amount.code() == Code::LeafAmount && amount.expected() == 1003 && amount.found() == 1002);
  check_throws("output", Code::NoLeafForOutput, [&] { round.spec.match_outputs({leaf(4), leaf(4)}); });
  check_throws("leaf", Code::NoSuchLeaf, [&] { round.spec.leaf(users); });
  check_throws("other", Code::OtherTree, [&] {
    const keelbolt::TreeSpec other(round.spec.terms(), {key(99)}, leaves());
    expected(2).check(round.tree.branch(2), other);
  });

  auto sent = round.sent;
  std::swap(sent[3]->partials[0], sent[3]->partials[1]);
  const Error part = thrown("part", [&] { round.session().aggregate(sent, {round.server_sent}); });
  CHECK("part", part.code() == Code::TreePartialSignature && part.signer() == 3 && part.tree_node() == 6);
  CHECK("part", part.signer_kind() == static_cast<std::int32_t>(keelbolt::TreeSignerKind::Leaf));
  CHECK("part", part.blame() == keelbolt::Blame::Peer && part.name() == "TreePartialSignature");
  sent = round.sent;
  sent[2].reset();
  const Error nothing = thrown("nothing", [&] { round.session().aggregate(sent, {round.server_sent}); });
  CHECK("nothing", nothing.code() == Code::ContributionOfLeaf && nothing.leaf() == 2 && nothing.expected() == 1);
  // Empty lists are something, where nothing is expected, and too little, where something is.
  sent = round.sent;
  sent[delegated] = TreeContribution{};
  check_throws("something", Code::ContributionOfLeaf,
               [&] { round.session().aggregate(sent, {round.server_sent}); });
  sent = round.sent;
  sent[0] = TreeContribution{};
  check_throws("empty", Code::TreeNonceCount, [&] { round.session().aggregate(sent, {round.server_sent}); });
  sent = round.sent;
  sent[5]->nonces[0].bytes.fill(1);
  const Error nonce = thrown("nonce", [&] { round.session().aggregate(sent, {round.server_sent}); });
  CHECK("nonce", nonce.code() == Code::TreeNonce && nonce.signer() == 5);
}

void check_moved(const Round &round) {
  keelbolt::TreeSpec spec = keelbolt::TreeSpec::parse(round.spec.write());
  const keelbolt::TreeSpec taken = std::move(spec);
  CHECK("moved", taken.leaf_count() == users);
  check_throws("spec", Code::NullPointer, [&] { spec.total_sat(); });
  check_throws("spec", Code::NullPointer, [&] { keelbolt::UnsignedTree(spec, utxo()); });
  spec = keelbolt::TreeSpec::parse(round.spec.write());
  CHECK("filled again", spec.leaf_count() == users);
  keelbolt::BranchNonces nonces(entropy(70), secret(102), entropy());
  keelbolt::BranchNonces held = std::move(nonces);
  const auto checked = expected(2).check(round.tree.branch(2), round.spec);
  check_throws("nonces", Code::NullPointer, [&] { nonces.sign(checked, round.aggregates); });
  CHECK("nonces", held.sign(checked, round.aggregates).size() == 2);
  keelbolt::TreeSession session = round.session();
  const keelbolt::TreeSession kept = std::move(session);
  check_throws("session", Code::NullPointer, [&] { session.tree(); });
  CHECK("session", kept.tree().utxo() == utxo());
}

}  // namespace

int main() {
  check_shape();
  const Round round;
  check_round(round);
  check_device(round);
  check_nonces(round);
  check_refusals(round);
  check_moved(round);
  return check_result();
}
