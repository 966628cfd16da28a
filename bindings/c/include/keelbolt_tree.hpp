// SPDX-License-Identifier: MIT OR Apache-2.0
//
// keelbolt_tree.hpp: trees of VTXOs, and the ceremony in which they are signed, for C++17, header-only, on top of
// keelbolt.h.
//
// The rules are those of keelbolt.hpp: values own what they hold, whatever fails throws Error, secrets are moved and
// wiped. TreeSpec, UnsignedTree, TreeBranch, SignedTree, BranchNonces, TreeNonces, CheckedBranch and TreeSession own
// memory of the library's: they are moved, not copied, and what one was moved from throws Code::NullPointer. None of
// them refers to another one. Nodes are numbered: the leaves first, from 0 on, then those above them, the root last.

#ifndef KEELBOLT_TREE_HPP
#define KEELBOLT_TREE_HPP

#include "keelbolt_ark.hpp"
#include "keelbolt_handle.hpp"

#ifndef KEELBOLT_ALLOCATOR
#  error "keelbolt_tree.hpp is for a library that was built with its feature alloc"
#endif

namespace keelbolt {

namespace detail {

using TreeSpecOwner = Owner<keelbolt_tree_spec_free, keelbolt_tree_spec>;
using UnsignedTreeOwner = Owner<keelbolt_unsigned_tree_free, keelbolt_unsigned_tree>;
using TreeBranchOwner = Owner<keelbolt_branch_free, keelbolt_branch>;
using SignedTreeOwner = Owner<keelbolt_signed_tree_free, keelbolt_signed_tree>;
using BranchNoncesOwner = Owner<keelbolt_branch_nonces_free, keelbolt_branch_nonces>;
using TreeNoncesOwner = Owner<keelbolt_tree_nonces_free, keelbolt_tree_nonces>;
using CheckedBranchOwner = Owner<keelbolt_checked_branch_free, keelbolt_checked_branch>;
using TreeSessionOwner = Owner<keelbolt_tree_session_free, keelbolt_tree_session>;

/// The values of a fixed size that lie one behind the other.
template <class T>
std::vector<T> parted(const Bytes &bytes) {
  constexpr std::size_t size = sizeof(T::bytes);
  std::vector<T> values(bytes.size() / size);
  for (std::size_t index = 0; index < values.size(); ++index) {
    std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(size * index), size, values[index].bytes.begin());
  }
  return values;
}

/// The values of a fixed size that a function of C lists.
template <class T, class Call>
std::vector<T> listed_values(Call call) {
  std::size_t count = 0;
  keelbolt_error error = new_error();
  const std::int32_t asked = call(static_cast<std::uint8_t *>(nullptr), &count, &error);
  if (asked != KEELBOLT_ERROR_BUFFER_TOO_SMALL) {
    check(asked, error);
    return {};
  }
  Bytes bytes(count * sizeof(T::bytes));
  check(call(bytes.data(), &count, &error), error);
  return parted<T>(bytes);
}

}  // namespace detail

// --- Shapes --------------------------------------------------------------------------------------------------------

/// Over which output of which node another one stands.
struct TreeParent {
  /// The node whose transaction has the output.
  std::size_t node = 0;
  /// The index of the output.
  std::size_t output = 0;

  friend bool operator==(const TreeParent &a, const TreeParent &b) noexcept {
    return a.node == b.node && a.output == b.output;
  }
  friend bool operator!=(const TreeParent &a, const TreeParent &b) noexcept { return !(a == b); }
};

/// The shape of a tree with a given number of leaves. What is asked of a node behind the root throws Error.
class TreeShape {
 public:
  /// The shape of a tree of 2 to 100,000 leaves. Throws Error.
  explicit TreeShape(std::size_t leaves) {
    detail::run([&](keelbolt_error *error) { return keelbolt_tree_shape_of(&c_, leaves, error); });
  }

  /// How many leaves there are.
  std::size_t leaves() const noexcept { return c_.leaf_count; }
  /// How many nodes stand above the leaves: each has a signature, and a nonce of each that signs for all.
  std::size_t internal_nodes() const noexcept { return c_.internal_node_count; }
  /// How many nodes there are, leaves and others.
  std::size_t nodes() const noexcept { return c_.node_count; }
  /// The number of the root.
  std::size_t root() const noexcept { return c_.root; }
  /// The level of the root: how many transactions stand above a leaf's own at most.
  std::size_t depth() const noexcept { return c_.depth; }

  /// How far a node is from the leaves: 0 for a leaf.
  std::size_t level(std::size_t node) const { return position(node).level; }
  /// The place of a node among those above the leaves; none for a leaf.
  std::optional<std::size_t> internal_index(std::size_t node) const {
    const keelbolt_tree_node c = position(node);
    return c.is_internal ? std::optional<std::size_t>(c.internal_index) : std::nullopt;
  }
  /// What stands above a node; none for the root.
  std::optional<TreeParent> parent(std::size_t node) const {
    const keelbolt_tree_node c = position(node);
    return c.has_parent ? std::optional<TreeParent>(TreeParent{c.parent, c.parent_output}) : std::nullopt;
  }
  /// The nodes below one, in the order of its outputs; none below a leaf.
  std::vector<std::size_t> children(std::size_t node) const {
    const keelbolt_tree_node c = position(node);
    std::vector<std::size_t> children;
    for (std::size_t child = 0; child < c.child_count; ++child) {
      children.push_back(c.first_child + child);
    }
    return children;
  }
  /// The nodes above a leaf, from the one above it to the root: those for which its owner signs.
  std::vector<std::size_t> branch(std::size_t leaf) const {
    return detail::listed<std::size_t>([&](std::size_t *out, std::size_t *count, keelbolt_error *error) {
      return keelbolt_tree_shape_branch(out, count, leaves(), leaf, error);
    });
  }
  /// The leaves below a node, in their order within it, which may go on at leaf 0 behind the last one.
  std::vector<std::size_t> leaves_below(std::size_t node) const {
    return detail::listed<std::size_t>([&](std::size_t *out, std::size_t *count, keelbolt_error *error) {
      return keelbolt_tree_shape_leaves_below(out, count, leaves(), node, error);
    });
  }

 private:
  keelbolt_tree_node position(std::size_t node) const {
    keelbolt_tree_node c = {};
    detail::run([&](keelbolt_error *error) { return keelbolt_tree_shape_node(&c, leaves(), node, error); });
    return c;
  }

  keelbolt_tree_shape c_ = {};
};

// --- Transactions --------------------------------------------------------------------------------------------------

/// An output that a transaction of a tree spends or makes.
struct TreeOutput {
  /// What it holds.
  std::uint64_t value_sat = 0;
  /// Who can spend it: Taproot.
  std::array<std::uint8_t, 34> script_pubkey{};

  /// From what C has.
  static TreeOutput from_c(const keelbolt_tree_output &c) {
    TreeOutput output;
    output.value_sat = c.value_sat;
    std::copy_n(c.script_pubkey, output.script_pubkey.size(), output.script_pubkey.begin());
    return output;
  }

  friend bool operator==(const TreeOutput &a, const TreeOutput &b) noexcept {
    return a.value_sat == b.value_sat && a.script_pubkey == b.script_pubkey;
  }
  friend bool operator!=(const TreeOutput &a, const TreeOutput &b) noexcept { return !(a == b); }
};

/// A transaction of a tree, which is signed by nobody: version 3, one input, up to four outputs, and behind these an
/// anchor of nothing.
struct TreeTransaction {
  /// Its id, which no signature changes.
  Txid txid;
  /// What the input spends.
  OutPoint previous_output;
  /// The output there.
  TreeOutput spent;
  /// The outputs, without the anchor.
  std::vector<TreeOutput> outputs;

  /// From what C has.
  static TreeTransaction from_c(const keelbolt_tree_transaction &c) {
    TreeTransaction transaction;
    transaction.txid = detail::fixed<Txid>(c.txid);
    transaction.previous_output = detail::outpoint_from(c.previous_output);
    transaction.spent = TreeOutput::from_c(c.spent);
    for (std::size_t output = 0; output < c.output_count; ++output) {
      transaction.outputs.push_back(TreeOutput::from_c(c.outputs[output]));
    }
    return transaction;
  }

  friend bool operator==(const TreeTransaction &a, const TreeTransaction &b) noexcept {
    return a.txid == b.txid && a.previous_output == b.previous_output && a.spent == b.spent && a.outputs == b.outputs;
  }
  friend bool operator!=(const TreeTransaction &a, const TreeTransaction &b) noexcept { return !(a == b); }
};

namespace detail {

/// The elements of a witness for C, which live as long as these.
inline std::vector<keelbolt_bytes> witness_of(const std::vector<Bytes> &witness) {
  std::vector<keelbolt_bytes> elements;
  for (const Bytes &element : witness) {
    elements.push_back(view(ByteView(element)));
  }
  return elements;
}

}  // namespace detail

// --- Specifications ------------------------------------------------------------------------------------------------

/// A leaf: a VTXO that a user asked for.
struct LeafSpec {
  /// What the user asked for.
  UserPolicy policy;
  /// How much.
  std::uint64_t amount_sat = 0;
  /// The user's key for this tree alone, which signs for all nodes above the leaf; none where the round is delegated.
  std::optional<PublicKey> cosign_pubkey;
  /// What unlocks the leaf.
  UnlockHash unlock_hash;

  /// As C has it.
  keelbolt_leaf_spec c() const noexcept {
    keelbolt_leaf_spec c = {};
    c.policy = policy.c();
    c.amount_sat = amount_sat;
    detail::put(c.has_cosign_pubkey, c.cosign_pubkey, cosign_pubkey);
    detail::put(c.unlock_hash, unlock_hash);
    return c;
  }
  /// From what C has.
  static LeafSpec from_c(const keelbolt_leaf_spec &c) {
    return {UserPolicy::from_c(c.policy), c.amount_sat,
            c.has_cosign_pubkey ? std::optional<PublicKey>(detail::fixed<PublicKey>(c.cosign_pubkey)) : std::nullopt,
            detail::fixed<UnlockHash>(c.unlock_hash)};
  }

  friend bool operator==(const LeafSpec &a, const LeafSpec &b) {
    return a.policy == b.policy && a.amount_sat == b.amount_sat && a.cosign_pubkey == b.cosign_pubkey &&
           a.unlock_hash == b.unlock_hash;
  }
  friend bool operator!=(const LeafSpec &a, const LeafSpec &b) { return !(a == b); }
};

namespace detail {

inline std::vector<keelbolt_leaf_spec> leaves_of(View<LeafSpec> leaves) {
  std::vector<keelbolt_leaf_spec> list;
  list.reserve(leaves.size());
  for (const LeafSpec &leaf : leaves) {
    list.push_back(leaf.c());
  }
  return list;
}

}  // namespace detail

/// All that decides a tree before it is signed: 2 to 100,000 leaves whose sum is no more than there is. It is moved,
/// not copied.
class TreeSpec {
 public:
  /// A tree whose leaves have hash locks of version 1. `global_cosign_pubkeys` sign for every node, the server's key
  /// for this tree among them. Throws Error.
  TreeSpec(const VtxoTerms &terms, View<PublicKey> global_cosign_pubkeys, View<LeafSpec> leaves)
      : handle_(detail::made<detail::TreeSpecOwner>([&](keelbolt_tree_spec **out, keelbolt_error *error) {
          const keelbolt_vtxo_terms c = terms.c();
          const Bytes keys = detail::joined(global_cosign_pubkeys);
          const auto list = detail::leaves_of(leaves);
          return keelbolt_tree_spec_new(out, &c, keys.data(), global_cosign_pubkeys.size(), list.data(), list.size(),
                                        error);
        })) {}
  /// Reads a specification that fills the bytes. Throws Error.
  static TreeSpec parse(ByteView bytes) {
    return TreeSpec(detail::made<detail::TreeSpecOwner>([&](keelbolt_tree_spec **out, keelbolt_error *error) {
      const keelbolt_bytes encoding = detail::view(bytes);
      return keelbolt_tree_spec_parse(out, encoding.data, encoding.length, error);
    }));
  }

  /// Writes it.
  Bytes write() const {
    return detail::two_calls<Bytes>([&](std::uint8_t *out, std::size_t *size, keelbolt_error *error) {
      return keelbolt_tree_spec_write(out, size, handle_.get(), error);
    });
  }
  /// The server's key, the expiry and the delay of exits.
  VtxoTerms terms() const { return VtxoTerms::from_c(fields().terms); }
  /// The sum of all leaves: what the output on chain holds.
  std::uint64_t total_sat() const { return fields().total_sat; }
  /// How the leaves ask for their preimages. No encoding tells it: the first signature does.
  HashLockVersion hash_lock() const { return static_cast<HashLockVersion>(fields().hash_lock); }
  /// The same specification with hash locks of another version.
  TreeSpec with_hash_lock(HashLockVersion version) const {
    return TreeSpec(detail::made<detail::TreeSpecOwner>([&](keelbolt_tree_spec **out, keelbolt_error *error) {
      return keelbolt_tree_spec_with_hash_lock(out, handle_.get(), static_cast<std::int32_t>(version), error);
    }));
  }
  /// The keys that sign for every node.
  std::vector<PublicKey> global_cosign_pubkeys() const {
    return detail::listed_values<PublicKey>([&](std::uint8_t *out, std::size_t *count, keelbolt_error *error) {
      return keelbolt_tree_spec_global_cosign_pubkeys(out, count, handle_.get(), error);
    });
  }
  /// How many leaves there are.
  std::size_t leaf_count() const { return fields().leaf_count; }
  /// A leaf. Throws Error.
  LeafSpec leaf(std::size_t index) const {
    keelbolt_leaf_spec c = {};
    detail::run([&](keelbolt_error *error) { return keelbolt_tree_spec_leaf(&c, handle_.get(), index, error); });
    return LeafSpec::from_c(c);
  }
  /// The leaves, in order.
  std::vector<LeafSpec> leaves() const {
    std::vector<LeafSpec> leaves;
    const std::size_t count = leaf_count();
    for (std::size_t index = 0; index < count; ++index) {
      leaves.push_back(leaf(index));
    }
    return leaves;
  }
  /// The output that funds the tree: what the transaction on chain must pay. Throws Error when nobody signs.
  TreeOutput funding_output() const {
    keelbolt_tree_output c = {};
    detail::run([&](keelbolt_error *error) { return keelbolt_tree_spec_funding_output(&c, handle_.get(), error); });
    return TreeOutput::from_c(c);
  }
  /// The leaf of each output that a user asked for, in their order: no leaf serves two, however much they are alike.
  /// Nothing must be signed or forfeited for a tree before each has its own. Throws Error: Code::NoLeafForOutput.
  std::vector<std::size_t> match_outputs(View<LeafSpec> outputs) const {
    const auto list = detail::leaves_of(outputs);
    return detail::listed<std::size_t>([&](std::size_t *out, std::size_t *count, keelbolt_error *error) {
      return keelbolt_tree_spec_match_outputs(out, count, handle_.get(), list.data(), list.size(), error);
    });
  }

 private:
  friend class UnsignedTree;
  friend class TreeBranch;
  friend class SignedTree;
  friend struct ExpectedBranch;

  explicit TreeSpec(detail::TreeSpecOwner handle) noexcept : handle_(std::move(handle)) {}

  keelbolt_tree_spec_fields fields() const {
    auto c = detail::sized<keelbolt_tree_spec_fields>();
    detail::run([&](keelbolt_error *error) { return keelbolt_tree_spec_read(&c, handle_.get(), error); });
    return c;
  }

  detail::TreeSpecOwner handle_;
};

// --- Trees ---------------------------------------------------------------------------------------------------------

/// One leaf, and all transactions above it up to the output on chain, as its owner builds them: from the specification
/// alone, and nothing else of the tree. It is moved, not copied.
class TreeBranch {
 public:
  /// Builds the branch of a leaf. Throws Error.
  TreeBranch(const TreeSpec &spec, const OutPoint &utxo, std::size_t leaf)
      : handle_(detail::made<detail::TreeBranchOwner>([&](keelbolt_branch **out, keelbolt_error *error) {
          const keelbolt_outpoint outpoint = detail::outpoint_of(utxo);
          return keelbolt_branch_build(out, spec.handle_.get(), &outpoint, leaf, error);
        })) {}

  /// Which leaf it is.
  std::size_t leaf() const { return fields().leaf; }
  /// What its owner asked for.
  LeafSpec spec() const { return LeafSpec::from_c(fields().spec); }
  /// What holds for the whole tree.
  VtxoTerms terms() const { return VtxoTerms::from_c(fields().terms); }
  /// The shape of the whole tree.
  TreeShape shape() const { return TreeShape(fields().leaf_count); }
  /// The id of the VTXO: the output that the last transaction makes.
  VtxoId id() const { return {detail::outpoint_from(fields().id)}; }
  /// The output on chain that the root spends.
  OutPoint utxo() const { return detail::outpoint_from(fields().utxo); }
  /// The output that funds the tree: what the one on chain must be.
  TreeOutput funding_output() const { return TreeOutput::from_c(fields().funding_output); }
  /// The transactions in the order in which an exit publishes them: the root's first, the leaf's own last.
  std::vector<TreeTransaction> transactions() const {
    std::vector<TreeTransaction> transactions;
    const std::size_t count = fields().transaction_count;
    for (std::size_t index = 0; index < count; ++index) {
      keelbolt_tree_transaction c = {};
      detail::run([&](keelbolt_error *error) {
        return keelbolt_branch_transaction(&c, handle_.get(), index, error);
      });
      transactions.push_back(TreeTransaction::from_c(c));
    }
    return transactions;
  }
  /// What signatures of a transaction cover, by the key path or within a leaf of the script tree.
  Sha256 sighash(std::size_t index, const std::optional<Sha256> &leaf_hash = std::nullopt) const {
    return detail::value<Sha256>([&](std::uint8_t *out, keelbolt_error *error) {
      return keelbolt_branch_sighash(out, handle_.get(), index, detail::data_of(leaf_hash), error);
    });
  }
  /// A transaction with a witness, which is not looked at.
  Bytes signed_transaction(std::size_t index, const std::vector<Bytes> &witness) const {
    const auto elements = detail::witness_of(witness);
    return detail::two_calls<Bytes>([&](std::uint8_t *out, std::size_t *size, keelbolt_error *error) {
      return keelbolt_branch_signed(out, size, handle_.get(), index, elements.data(), elements.size(), error);
    });
  }
  /// Checks the signatures of the nodes above the leaf, among those of all nodes of the tree above the leaves, in
  /// order: whether the leaf's own transaction can be reached. Throws Error: Code::NodeSignature with the node.
  void verify(View<SchnorrSignature> signatures) const {
    const Bytes bytes = detail::joined(signatures);
    detail::run([&](keelbolt_error *error) {
      return keelbolt_branch_verify(handle_.get(), bytes.data(), signatures.size(), error);
    });
  }
  /// The encoding of the VTXO, still locked: the signature of its own transaction and the preimage are missing. The
  /// signatures are checked, as verify does. `spec` is what the branch was built from. Throws Error.
  Bytes vtxo(const TreeSpec &spec, View<SchnorrSignature> signatures) const {
    const Bytes bytes = detail::joined(signatures);
    return detail::two_calls<Bytes>([&](std::uint8_t *out, std::size_t *size, keelbolt_error *error) {
      return keelbolt_branch_vtxo(out, size, handle_.get(), spec.handle_.get(), bytes.data(), signatures.size(), error);
    });
  }

 private:
  friend class UnsignedTree;
  friend class CheckedBranch;
  friend struct ExpectedBranch;

  explicit TreeBranch(detail::TreeBranchOwner handle) noexcept : handle_(std::move(handle)) {}

  keelbolt_branch_fields fields() const {
    auto c = detail::sized<keelbolt_branch_fields>();
    detail::run([&](keelbolt_error *error) { return keelbolt_branch_read(&c, handle_.get(), error); });
    return c;
  }

  detail::TreeBranchOwner handle_;
};

/// A tree on top of an output on chain, with all of its transactions, none of them signed, as a server builds it. It is
/// moved, not copied.
class UnsignedTree {
 public:
  /// Builds the tree. `utxo` is the output that TreeSpec::funding_output describes. Throws Error when nobody signs for
  /// a node.
  UnsignedTree(const TreeSpec &spec, const OutPoint &utxo)
      : handle_(detail::made<detail::UnsignedTreeOwner>([&](keelbolt_unsigned_tree **out, keelbolt_error *error) {
          const keelbolt_outpoint outpoint = detail::outpoint_of(utxo);
          return keelbolt_unsigned_tree_build(out, spec.handle_.get(), &outpoint, error);
        })) {}

  /// What it is made from.
  TreeSpec spec() const {
    return TreeSpec(detail::made<detail::TreeSpecOwner>([&](keelbolt_tree_spec **out, keelbolt_error *error) {
      return keelbolt_unsigned_tree_spec(out, handle_.get(), error);
    }));
  }
  /// The output on chain that the root spends.
  OutPoint utxo() const { return detail::outpoint_from(fields().utxo); }
  /// Which node stands over which.
  TreeShape shape() const { return TreeShape(fields().leaf_count); }
  /// The transaction of a node; that of a leaf is the leaf's own. Throws Error behind the root.
  TreeTransaction transaction(std::size_t node) const {
    keelbolt_tree_transaction c = {};
    detail::run([&](keelbolt_error *error) {
      return keelbolt_unsigned_tree_transaction(&c, handle_.get(), node, error);
    });
    return TreeTransaction::from_c(c);
  }
  /// All transactions: those of the leaves first, the root's last.
  std::vector<TreeTransaction> transactions() const {
    std::vector<TreeTransaction> transactions;
    const std::size_t count = fields().node_count;
    for (std::size_t node = 0; node < count; ++node) {
      transactions.push_back(transaction(node));
    }
    return transactions;
  }
  /// What signatures of the transaction of a node cover, by the key path or within a leaf of the script tree.
  Sha256 sighash(std::size_t node, const std::optional<Sha256> &leaf_hash = std::nullopt) const {
    return detail::value<Sha256>([&](std::uint8_t *out, keelbolt_error *error) {
      return keelbolt_unsigned_tree_sighash(out, handle_.get(), node, detail::data_of(leaf_hash), error);
    });
  }
  /// The transaction of a node with a witness, which is not looked at.
  Bytes signed_transaction(std::size_t node, const std::vector<Bytes> &witness) const {
    const auto elements = detail::witness_of(witness);
    return detail::two_calls<Bytes>([&](std::uint8_t *out, std::size_t *size, keelbolt_error *error) {
      return keelbolt_unsigned_tree_signed(out, size, handle_.get(), node, elements.data(), elements.size(), error);
    });
  }
  /// The keys that sign together, before they are tweaked: of each leaf its owner's and the server's, then of each node
  /// above the leaves, in order.
  std::vector<XOnlyPublicKey> internal_keys() const {
    return detail::listed_values<XOnlyPublicKey>([&](std::uint8_t *out, std::size_t *count, keelbolt_error *error) {
      return keelbolt_unsigned_tree_internal_keys(out, count, handle_.get(), error);
    });
  }
  /// What is signed together for each node above the leaves, in order: the sighashes of the key paths.
  std::vector<Sha256> sighashes() const {
    return detail::listed_values<Sha256>([&](std::uint8_t *out, std::size_t *count, keelbolt_error *error) {
      return keelbolt_unsigned_tree_sighashes(out, count, handle_.get(), error);
    });
  }
  /// The way from the root to a leaf, without building anything again. Throws Error.
  TreeBranch branch(std::size_t leaf) const {
    return TreeBranch(detail::made<detail::TreeBranchOwner>([&](keelbolt_branch **out, keelbolt_error *error) {
      return keelbolt_unsigned_tree_branch(out, handle_.get(), leaf, error);
    }));
  }

 private:
  friend class SignedTree;
  friend class TreeSession;
  friend std::vector<AggregateNonce> aggregate_tree_nonces(const UnsignedTree &tree,
                                                           View<std::optional<std::vector<PublicNonce>>> leaves,
                                                           View<std::vector<PublicNonce>> global);

  explicit UnsignedTree(detail::UnsignedTreeOwner handle) noexcept : handle_(std::move(handle)) {}

  keelbolt_unsigned_tree_fields fields() const {
    auto c = detail::sized<keelbolt_unsigned_tree_fields>();
    detail::run([&](keelbolt_error *error) { return keelbolt_unsigned_tree_read(&c, handle_.get(), error); });
    return c;
  }

  detail::UnsignedTreeOwner handle_;
};

/// A tree with the signatures of the nodes above its leaves: what a server keeps, and sends. Nothing says that they
/// hold until verify has. It is moved, not copied.
class SignedTree {
 public:
  /// Joins a specification and signatures, which are not looked at.
  SignedTree(const TreeSpec &spec, const OutPoint &utxo, View<SchnorrSignature> signatures)
      : handle_(detail::made<detail::SignedTreeOwner>([&](keelbolt_signed_tree **out, keelbolt_error *error) {
          const keelbolt_outpoint outpoint = detail::outpoint_of(utxo);
          const Bytes bytes = detail::joined(signatures);
          return keelbolt_signed_tree_new(out, spec.handle_.get(), &outpoint, bytes.data(), signatures.size(), error);
        })) {}
  /// Reads a tree that fills the bytes, of version 1 or 2. Throws Error.
  static SignedTree parse(ByteView bytes) {
    return SignedTree(detail::made<detail::SignedTreeOwner>([&](keelbolt_signed_tree **out, keelbolt_error *error) {
      const keelbolt_bytes encoding = detail::view(bytes);
      return keelbolt_signed_tree_parse(out, encoding.data, encoding.length, error);
    }));
  }

  /// Writes it, in version 2.
  Bytes write() const {
    return detail::two_calls<Bytes>([&](std::uint8_t *out, std::size_t *size, keelbolt_error *error) {
      return keelbolt_signed_tree_write(out, size, handle_.get(), error);
    });
  }
  /// What it is made from.
  TreeSpec spec() const {
    return TreeSpec(detail::made<detail::TreeSpecOwner>([&](keelbolt_tree_spec **out, keelbolt_error *error) {
      return keelbolt_signed_tree_spec(out, handle_.get(), error);
    }));
  }
  /// The output on chain that the root spends.
  OutPoint utxo() const {
    return detail::outpoint_from(detail::number<keelbolt_outpoint>([&](keelbolt_outpoint *out, keelbolt_error *error) {
      return keelbolt_signed_tree_utxo(out, handle_.get(), error);
    }));
  }
  /// One signature for each node above the leaves, in order.
  std::vector<SchnorrSignature> signatures() const {
    return detail::listed_values<SchnorrSignature>([&](std::uint8_t *out, std::size_t *count, keelbolt_error *error) {
      return keelbolt_signed_tree_signatures(out, count, handle_.get(), error);
    });
  }
  /// Builds the tree and checks all signatures. Throws Error: Code::NodeSignature with the node.
  UnsignedTree verify() const {
    return UnsignedTree(
        detail::made<detail::UnsignedTreeOwner>([&](keelbolt_unsigned_tree **out, keelbolt_error *error) {
          return keelbolt_signed_tree_verify(out, handle_.get(), error);
        }));
  }
  /// The same tree with the version of hash locks that its first signature tells. Throws Error.
  SignedTree with_found_hash_lock() const {
    return SignedTree(detail::made<detail::SignedTreeOwner>([&](keelbolt_signed_tree **out, keelbolt_error *error) {
      return keelbolt_signed_tree_with_found_hash_lock(out, handle_.get(), error);
    }));
  }

 private:
  friend class TreeSession;

  explicit SignedTree(detail::SignedTreeOwner handle) noexcept : handle_(std::move(handle)) {}

  detail::SignedTreeOwner handle_;
};

// --- What a user checks --------------------------------------------------------------------------------------------

/// How many nonces the owner of a leaf sends: enough for the deepest tree of 65,536 leaves.
inline constexpr std::size_t cosign_levels = KEELBOLT_COSIGN_LEVELS;

/// Who signs a tree: what Error::signer_kind says.
enum class TreeSignerKind : std::int32_t {
  /// The owner of a leaf, by its number.
  Leaf = KEELBOLT_TREE_SIGNER_LEAF,
  /// Who signs for every node, by the place of the key.
  Global = KEELBOLT_TREE_SIGNER_GLOBAL,
};

/// What an external signer is told of one node, beside the keys of all signers, which it sorts.
struct NodeToSign {
  /// The node.
  std::size_t node = 0;
  /// Which of the nonces serves it, the first being 0. The others are never used.
  std::size_t nonce = 0;
  /// What is signed.
  Sha256 sighash;
  /// The x-only tweak of the aggregate key.
  Sha256 tweak;
  /// The aggregate key before the tweak, to compare.
  XOnlyPublicKey internal_key;
  /// The sum of all nonces.
  AggregateNonce aggregate_nonce;
};

/// A branch that ExpectedBranch::check has accepted: the only one that is signed. It is moved, not copied.
class CheckedBranch {
 public:
  /// The branch.
  TreeBranch branch() const {
    return TreeBranch(detail::made<detail::TreeBranchOwner>([&](keelbolt_branch **out, keelbolt_error *error) {
      return keelbolt_checked_branch_branch(out, handle_.get(), error);
    }));
  }
  /// The user's key, which stands in each node.
  PublicKey cosign_pubkey() const {
    return detail::value<PublicKey>([&](std::uint8_t *out, keelbolt_error *error) {
      return keelbolt_checked_branch_cosign_pubkey(out, handle_.get(), error);
    });
  }
  /// What an external signer signs, from the node above the leaf to the root. `aggregates` are the sums of the nonces
  /// of all nodes of the tree above the leaves, in order. Throws Error.
  std::vector<NodeToSign> to_sign(View<AggregateNonce> aggregates) const {
    const Bytes sums = detail::joined(aggregates);
    std::vector<NodeToSign> nodes;
    for (const keelbolt_node_to_sign &c : detail::listed<keelbolt_node_to_sign>(
             [&](keelbolt_node_to_sign *out, std::size_t *count, keelbolt_error *error) {
               return keelbolt_checked_branch_to_sign(out, count, handle_.get(), sums.data(), aggregates.size(), error);
             })) {
      nodes.push_back({c.node, c.nonce, detail::fixed<Sha256>(c.sighash), detail::fixed<Sha256>(c.tweak),
                       detail::fixed<XOnlyPublicKey>(c.internal_key),
                       detail::fixed<AggregateNonce>(c.aggregate_nonce)});
    }
    return nodes;
  }

 private:
  friend struct ExpectedBranch;
  friend class BranchNonces;

  explicit CheckedBranch(detail::CheckedBranchOwner handle) noexcept : handle_(std::move(handle)) {}

  detail::CheckedBranchOwner handle_;
};

/// What a user asked for, and what it agreed on with the server.
struct ExpectedBranch {
  /// The leaf, with the user's fresh key for this tree, and the unlock hash that the server gave.
  LeafSpec leaf;
  /// The server's key.
  PublicKey server_pubkey;
  /// The key with which the server signs for this tree.
  PublicKey server_cosign_pubkey;
  /// How many blocks exits wait.
  std::uint16_t exit_delta = 0;
  /// The server must not be able to sweep the tree before this height.
  std::uint32_t earliest_expiry = 0;
  /// How many transactions may stand above the leaf's own.
  std::size_t max_depth = cosign_levels;

  /// Checks a branch, and that it is of this specification's tree: that the leaf is the one that was asked for, that
  /// the server is the one that is known and signs for every node, that exit and expiry are as agreed on, and that each
  /// output beside the way can be relayed. Throws Error for the first that is otherwise.
  CheckedBranch check(const TreeBranch &branch, const TreeSpec &spec) const {
    auto c = detail::sized<keelbolt_expected_branch>();
    c.leaf = leaf.c();
    detail::put(c.server_pubkey, server_pubkey);
    detail::put(c.server_cosign_pubkey, server_cosign_pubkey);
    c.exit_delta = exit_delta;
    c.earliest_expiry = earliest_expiry;
    c.max_depth = max_depth;
    return CheckedBranch(
        detail::made<detail::CheckedBranchOwner>([&](keelbolt_checked_branch **out, keelbolt_error *error) {
          return keelbolt_branch_check(out, branch.handle_.get(), spec.handle_.get(), &c, error);
        }));
  }
};

/// The earliest height at which a tree may expire for which inputs are forfeited: twice the margin, what a wallet keeps
/// to act in, and the longest delay of an input's exit pass after the last block before all is lost. Throws Error.
inline std::uint32_t earliest_expiry(std::uint32_t tip, std::uint16_t margin, View<std::uint16_t> exit_deltas) {
  return detail::number<std::uint32_t>([&](std::uint32_t *out, keelbolt_error *error) {
    return keelbolt_earliest_expiry(out, tip, margin, exit_deltas.data(), exit_deltas.size(), error);
  });
}

// --- The ceremony --------------------------------------------------------------------------------------------------

/// What one signer has sent.
struct TreeContribution {
  /// The nonces: of a leaf's owner one for each level, of one that signs for all one for each node.
  std::vector<PublicNonce> nonces;
  /// The partial signatures, one for each node that is signed, in order.
  std::vector<PartialSignature> partials;
};

namespace detail {

/// What signers have sent, for C, which lives as long as this.
class ContributionsOf {
 public:
  /// One who signs.
  void add(View<PublicNonce> nonces, View<PartialSignature> partials) {
    lists_.push_back(joined(nonces));
    const keelbolt_bytes shown = view(ByteView(lists_.back()));
    lists_.push_back(joined(partials));
    const keelbolt_bytes parts = view(ByteView(lists_.back()));
    list_.push_back({shown.data, nonces.size(), parts.data, partials.size()});
  }
  /// The owner of a leaf who does not sign.
  void add_nothing() { list_.push_back({nullptr, 0, nullptr, 0}); }

  const keelbolt_contribution *data() const noexcept { return list_.data(); }
  std::size_t size() const noexcept { return list_.size(); }

 private:
  // What their memory holds stays where it is when there are more of them.
  std::vector<Bytes> lists_;
  std::vector<keelbolt_contribution> list_;
};

/// Room for so many nonces, but for no more than the library makes: it refuses the rest.
inline Bytes nonce_room(std::size_t count) {
  constexpr std::size_t most = 100000;
  return Bytes(66 * std::min(std::max<std::size_t>(count, 1), most));
}

inline ContributionsOf contributions_of(View<TreeContribution> sent) {
  ContributionsOf list;
  for (const TreeContribution &contribution : sent) {
    list.add(contribution.nonces, contribution.partials);
  }
  return list;
}

}  // namespace detail

/// The sums of the nonces of all signers, for each node above the leaves, in order: what the server sends to all.
/// `leaves` has the nonces of each leaf's owner, where it signs, one for each level; `global` those of each key that
/// signs for all, one for each node. Throws Error, which names the signer.
inline std::vector<AggregateNonce> aggregate_tree_nonces(const UnsignedTree &tree,
                                                         View<std::optional<std::vector<PublicNonce>>> leaves,
                                                         View<std::vector<PublicNonce>> global) {
  detail::ContributionsOf of_leaves;
  detail::ContributionsOf of_all;
  for (const std::optional<std::vector<PublicNonce>> &nonces : leaves) {
    if (nonces) {
      of_leaves.add(*nonces, {});
    } else {
      of_leaves.add_nothing();
    }
  }
  for (const std::vector<PublicNonce> &nonces : global) {
    of_all.add(nonces, {});
  }
  return detail::listed_values<AggregateNonce>([&](std::uint8_t *out, std::size_t *count, keelbolt_error *error) {
    return keelbolt_tree_aggregate_nonces(out, count, tree.handle_.get(), of_leaves.data(), of_leaves.size(),
                                          of_all.data(), of_all.size(), error);
  });
}

/// What all have in common that sign a tree, with a tree of its own. It is moved, not copied.
class TreeSession {
 public:
  /// Begins with the sums of all nonces, of each node above the leaves, in order. Throws Error.
  TreeSession(const UnsignedTree &tree, View<AggregateNonce> aggregates)
      : handle_(detail::made<detail::TreeSessionOwner>([&](keelbolt_tree_session **out, keelbolt_error *error) {
          const Bytes sums = detail::joined(aggregates);
          return keelbolt_tree_session_new(out, tree.handle_.get(), sums.data(), aggregates.size(), error);
        })) {}

  /// The tree.
  UnsignedTree tree() const {
    return UnsignedTree(
        detail::made<detail::UnsignedTreeOwner>([&](keelbolt_unsigned_tree **out, keelbolt_error *error) {
          return keelbolt_tree_session_tree(out, handle_.get(), error);
        }));
  }
  /// Checks what the owner of a leaf has sent, as soon as it has come. Throws Error: Code::TreePartialSignature with
  /// the signer and the node.
  void verify_leaf(std::size_t leaf, const TreeContribution &contribution) const {
    const auto sent = detail::contributions_of({&contribution, 1});
    detail::run([&](keelbolt_error *error) {
      return keelbolt_tree_session_verify_leaf(handle_.get(), leaf, sent.data(), error);
    });
  }
  /// Checks what one has sent that signs for all nodes, by the place of its key. Throws Error, as verify_leaf.
  void verify_global(std::size_t place, const TreeContribution &contribution) const {
    const auto sent = detail::contributions_of({&contribution, 1});
    detail::run([&](keelbolt_error *error) {
      return keelbolt_tree_session_verify_global(handle_.get(), place, sent.data(), error);
    });
  }
  /// The signatures of all nodes. Each is checked as a whole; only when one is wrong, its parts are looked at. `leaves`
  /// has what the owner of each leaf has sent, none where it does not sign. Throws Error, which names the signer and
  /// the node.
  SignedTree aggregate(View<std::optional<TreeContribution>> leaves, View<TreeContribution> global) const {
    detail::ContributionsOf of_leaves;
    for (const std::optional<TreeContribution> &contribution : leaves) {
      if (contribution) {
        of_leaves.add(contribution->nonces, contribution->partials);
      } else {
        of_leaves.add_nothing();
      }
    }
    const auto of_all = detail::contributions_of(global);
    return SignedTree(detail::made<detail::SignedTreeOwner>([&](keelbolt_signed_tree **out, keelbolt_error *error) {
      return keelbolt_tree_session_aggregate(out, handle_.get(), of_leaves.data(), of_leaves.size(), of_all.data(),
                                             of_all.size(), error);
    }));
  }

 private:
  friend class TreeNonces;

  detail::TreeSessionOwner handle_;
};

/// The nonces of the owner of a leaf, one for each level, with the key that they are for: moved, not copied, consumed
/// by signing, wiped when they end. They live in memory only: a ceremony that is interrupted is begun again, with
/// another key.
class BranchNonces {
 public:
  /// Makes nonces for a fresh key. `nonce_entropy` serves this alone. Throws Error.
  BranchNonces(Entropy nonce_entropy, const SecretKey &key, Entropy entropy, std::size_t levels = cosign_levels) {
    Bytes shown = detail::nonce_room(levels);
    handle_ = detail::made<detail::BranchNoncesOwner>([&](keelbolt_branch_nonces **out, keelbolt_error *error) {
      return keelbolt_branch_nonces_new(out, shown.data(), levels, nonce_entropy.expose().data(), key.expose().data(),
                                        entropy.expose().data(), error);
    });
    shown.resize(66 * levels);
    public_nonces_ = detail::parted<PublicNonce>(shown);
  }

  /// What goes to the server.
  const std::vector<PublicNonce> &public_nonces() const noexcept { return public_nonces_; }
  /// Signs for each node above the leaf, in order, and is used up, whatever comes of it. `aggregates` are the sums of
  /// the nonces of all nodes of the tree above the leaves, in order. Throws Error; Code::NonceUsed the second time.
  std::vector<PartialSignature> sign(const CheckedBranch &branch, View<AggregateNonce> aggregates) {
    const Bytes sums = detail::joined(aggregates);
    return detail::listed_values<PartialSignature>([&](std::uint8_t *out, std::size_t *count, keelbolt_error *error) {
      return keelbolt_branch_nonces_sign(out, count, handle_.get(), branch.handle_.get(), sums.data(),
                                         aggregates.size(), error);
    });
  }

 private:
  detail::BranchNoncesOwner handle_;
  std::vector<PublicNonce> public_nonces_;
};

/// The nonces of one that signs for all nodes, the server, with the key that they are for: moved, not copied, consumed
/// by signing, wiped when they end.
class TreeNonces {
 public:
  /// Makes nonces for a key of this tree alone, one for each of its nodes above the leaves. `nonce_entropy` serves this
  /// alone. Throws Error.
  TreeNonces(Entropy nonce_entropy, const SecretKey &key, Entropy entropy, std::size_t nodes) {
    Bytes shown = detail::nonce_room(nodes);
    handle_ = detail::made<detail::TreeNoncesOwner>([&](keelbolt_tree_nonces **out, keelbolt_error *error) {
      return keelbolt_tree_nonces_new(out, shown.data(), nodes, nonce_entropy.expose().data(), key.expose().data(),
                                      entropy.expose().data(), error);
    });
    shown.resize(66 * nodes);
    public_nonces_ = detail::parted<PublicNonce>(shown);
  }

  /// What goes into the sums.
  const std::vector<PublicNonce> &public_nonces() const noexcept { return public_nonces_; }
  /// Signs for each node above the leaves, in order, and is used up, whatever comes of it. The server has built the
  /// tree itself: there is nothing to check. Throws Error; Code::NonceUsed the second time.
  std::vector<PartialSignature> sign(const TreeSession &session) {
    return detail::listed_values<PartialSignature>([&](std::uint8_t *out, std::size_t *count, keelbolt_error *error) {
      return keelbolt_tree_nonces_sign(out, count, handle_.get(), session.handle_.get(), error);
    });
  }

 private:
  detail::TreeNoncesOwner handle_;
  std::vector<PublicNonce> public_nonces_;
};

}  // namespace keelbolt

#endif
