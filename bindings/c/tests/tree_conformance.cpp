// Every case of the trees' conformance file, through the wrapper.

#include <cstring>
#include <keelbolt_tree.hpp>

#include "check.h"
#include "onion_vectors.h"

namespace {

using keelbolt::Bytes;
using keelbolt::HashLockVersion;
using keelbolt::PublicKey;

const char *where;  // the name of the case

// --- Figures of a case ---

Bytes unhex(const std::string &hex) {
  Bytes bytes;
  for (std::size_t index = 0; index + 1 < hex.size(); index += 2) {
    bytes.push_back(static_cast<std::uint8_t>(std::stoi(hex.substr(index, 2), nullptr, 16)));
  }
  return bytes;
}

std::string text(vector_node *node, const char *key) {
  const char *found = vector_text(node, key);
  return found == nullptr ? std::string() : found;
}

Bytes bytes(vector_node *node, const char *key) { return unhex(text(node, key)); }

std::vector<std::string> texts(vector_node *node, const char *key) {
  std::vector<std::string> list;
  vector_node *found = vector_member(node, key);
  for (std::size_t index = 0; found != nullptr && index < found->member_count; ++index) {
    list.push_back(found->members[index].text);
  }
  return list;
}

template <class T>
std::vector<std::string> hex(const std::vector<T> &values) {
  std::vector<std::string> list;
  for (const T &value : values) {
    list.push_back(value.hex());
  }
  return list;
}

PublicKey public_key(const std::string &secret) {
  const Bytes found = unhex(secret);
  std::array<std::uint8_t, 32> key{};
  CHECK(where, found.size() == key.size());
  std::copy_n(found.begin(), std::min(found.size(), key.size()), key.begin());
  return keelbolt::public_key(keelbolt::SecretKey(std::move(key)), keelbolt::Entropy({7}));
}

// --- Checks ---

void check_spec(vector_node *node, const keelbolt::TreeSpec &spec) {
  CHECK(where, vector_number(node, "hashlock_version") == (spec.hash_lock() == HashLockVersion::V0 ? 0 : 1));
  CHECK(where, vector_number(node, "expiry_height") == spec.terms().expiry_height);
  CHECK(where, vector_number(node, "exit_delta") == spec.terms().exit_delta);
  vector_node *figures = vector_member(node, "leaves");
  const auto leaves = spec.leaves();
  const auto owners = texts(node, "leaf_privkeys");
  CHECK(where, figures->member_count == leaves.size());
  for (std::size_t index = 0; index < leaves.size(); ++index) {
    vector_node *figure = &figures->members[index];
    const std::string key = text(figure, "cosign_pubkey");
    const keelbolt::LeafSpec &leaf = leaves[index];
    CHECK(where, vector_number(figure, "amount_sat") == leaf.amount_sat);
    CHECK(where, bytes(figure, "policy_encoding") == leaf.policy.write());
    CHECK(where, (leaf.cosign_pubkey ? leaf.cosign_pubkey->hex() : "") == (key == "null" ? "" : key));
    CHECK(where, vector_member(figure, "unlock_hash") == nullptr ||
                     text(figure, "unlock_hash") == leaf.unlock_hash.hex());
    CHECK(where, owners.empty() || public_key(owners[index]) == leaf.policy.user_pubkey());
  }
  // What is told of a specification makes it again.
  const auto again = keelbolt::TreeSpec(spec.terms(), spec.global_cosign_pubkeys(), leaves);
  CHECK(where, again.write() == spec.write() && again.total_sat() == spec.total_sat());
}

void check_transactions(vector_node *node, const keelbolt::UnsignedTree &tree,
                        const std::vector<keelbolt::SchnorrSignature> &signatures) {
  const auto expected = texts(node, "transactions");
  const auto shape = tree.shape();
  if (vector_member(node, "transactions") == nullptr) {
    return;
  }
  CHECK(where, expected.size() == shape.nodes());
  for (std::size_t number = 0; number < shape.nodes(); ++number) {
    std::vector<Bytes> witness;
    const auto index = shape.internal_index(number);
    if (index && !signatures.empty()) {
      witness.emplace_back(signatures[*index].bytes.begin(), signatures[*index].bytes.end());
    }
    CHECK(where, tree.signed_transaction(number, witness) == unhex(expected[number]));
  }
}

void check_signed(vector_node *node) {
  const auto encoding = bytes(node, "encoding");
  const auto tree = keelbolt::SignedTree::parse(encoding).with_found_hash_lock();
  const auto spec = tree.spec();
  const auto signatures = tree.signatures();
  CHECK(where, tree.write() == encoding);
  CHECK(where, keelbolt::SignedTree(spec, tree.utxo(), signatures).write() == encoding);
  check_spec(node, spec);
  CHECK(where, public_key(text(node, "server_privkey")) == spec.terms().server_pubkey);
  const std::vector<PublicKey> owners = {public_key(text(node, "user_cosign_privkey")),
                                         public_key(text(node, "server_cosign_privkey"))};
  CHECK(where, owners == spec.global_cosign_pubkeys());
  std::array<std::uint8_t, 32> preimage{};
  const auto preimage_bytes = bytes(node, "unlock_preimage");
  std::copy_n(preimage_bytes.begin(), preimage.size(), preimage.begin());
  const auto unlock_hash = keelbolt::unlock_hash(keelbolt::Preimage(std::move(preimage)));
  CHECK(where, unlock_hash.hex() == text(node, "unlock_hash") && spec.leaf(0).unlock_hash == unlock_hash);

  const auto output = spec.funding_output();
  const auto funding = bytes(node, "funding_tx");
  CHECK(where, std::search(funding.begin(), funding.end(), output.script_pubkey.begin(), output.script_pubkey.end()) !=
                   funding.end());
  check_transactions(node, tree.verify(), signatures);
  const auto vtxos = texts(node, "locked_vtxos");
  CHECK(where, vtxos.size() == spec.leaf_count());
  for (std::size_t leaf = 0; leaf < vtxos.size(); ++leaf) {
    const keelbolt::TreeBranch branch(spec, tree.utxo(), leaf);
    CHECK(where, branch.vtxo(spec, signatures) == unhex(vtxos[leaf]) && branch.funding_output() == output);
  }
}

void check_unsigned(vector_node *node) {
  const auto encoding = bytes(node, "spec_encoding");
  const auto version = vector_number(node, "hashlock_version") == 0 ? HashLockVersion::V0 : HashLockVersion::V1;
  const auto spec = keelbolt::TreeSpec::parse(encoding).with_hash_lock(version);
  CHECK(where, spec.write() == encoding);
  check_spec(node, spec);
  CHECK(where, text(node, "server_pubkey") == spec.terms().server_pubkey.hex());
  CHECK(where, texts(node, "global_cosign_pubkeys") == hex(spec.global_cosign_pubkeys()));
  CHECK(where, vector_number(node, "total_value_sat") == spec.total_sat());
  const auto output = spec.funding_output();
  CHECK(where, bytes(node, "funding_script_pubkey") ==
                   Bytes(output.script_pubkey.begin(), output.script_pubkey.end()));

  const auto utxo = keelbolt::VtxoId::parse(text(node, "funding_outpoint")).outpoint;
  const keelbolt::UnsignedTree tree(spec, utxo);
  const auto shape = tree.shape();
  CHECK(where, vector_number(node, "leaf_count") == shape.leaves());
  CHECK(where, vector_number(node, "node_count") == shape.nodes());
  CHECK(where, vector_number(node, "internal_node_count") == shape.internal_nodes());
  CHECK(where, tree.transaction(shape.root()).spent == output && tree.utxo() == utxo);
  // The keys as C gives them, without what says which of two points it is.
  const auto internal = hex(tree.internal_keys());
  const auto aggregates = texts(node, "cosign_aggregate_pubkeys");
  CHECK(where, internal.size() == aggregates.size() && internal.back() == text(node, "funding_cosign_pubkey"));
  for (std::size_t number = 0; number < std::min(internal.size(), aggregates.size()); ++number) {
    CHECK(where, aggregates[number].substr(2) == internal[number]);
  }
  const auto sighashes = tree.sighashes();
  CHECK(where, texts(node, "internal_sighashes") == hex(sighashes));
  CHECK(where, tree.sighash(shape.root()) == sighashes.back());
  check_transactions(node, tree, {});
}

void check_legacy(vector_node *node) {
  const auto tree = keelbolt::SignedTree::parse(bytes(node, "encoding"));
  CHECK(where, tree.write() == bytes(node, "reencoding"));
  CHECK(where, keelbolt::VtxoId{tree.utxo()}.text() == text(node, "funding_outpoint"));
  const keelbolt::UnsignedTree built(tree.spec(), tree.utxo());
  CHECK(where, vector_number(node, "leaf_count") == built.shape().leaves());
  check_transactions(node, built, tree.signatures());
}

constexpr struct {
  const char *kind;
  void (*check)(vector_node *node);
} rows[] = {
    {"signed_tree", check_signed},
    {"unsigned_tree", check_unsigned},
    {"signed_tree_legacy", check_legacy},
};

}  // namespace

int main() {
  std::size_t cases = 0;
  for (std::size_t file = 0; file < vector_file_count; ++file) {
    for (std::size_t index = 0; index < vector_files[file].member_count; ++index) {
      vector_node *node = &vector_files[file].members[index];
      where = vector_text(node, "name");
      CHECK(where, vector_flag(node, "valid"));
      bool known = false;
      for (const auto &row : rows) {
        if (text(node, "kind") == row.kind) {
          known = true;
          row.check(node);
        }
      }
      const vector_node *unasked = vector_unasked(node);
      if (!CHECK(where, known && unasked == nullptr)) {
        std::printf("  not checked: %s\n", unasked == nullptr ? "kind" : unasked->key);
      }
      ++cases;
    }
  }
  std::printf("%zu cases\n", cases);
  CHECK("files", vector_file_count == 1 && cases >= 8);
  return check_result();
}
