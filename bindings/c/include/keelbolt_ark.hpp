// SPDX-License-Identifier: MIT OR Apache-2.0
//
// keelbolt_ark.hpp: the values of Ark, the Bark dialect, for C++17, header-only, on top of keelbolt.h: policies and
// their outputs, clauses and their spends, ids, addresses, attestations, mailboxes.
//
// The rules are those of keelbolt.hpp: values own what they hold, whatever fails throws Error, secrets are moved and
// wiped. Heights and delays count blocks.

#ifndef KEELBOLT_ARK_HPP
#define KEELBOLT_ARK_HPP

#include "keelbolt_contract.hpp"
#include "keelbolt_transaction.hpp"

namespace keelbolt {

// --- What outputs are locked by ------------------------------------------------------------------------------------

/// SHA-256 of the 32 bytes that unlock a leaf of a tree.
using UnlockHash = FixedBytes<32, struct UnlockHashMeaning>;
/// RIPEMD-160 of a SHA-256 hash.
using Hash160 = FixedBytes<20, struct Hash160Meaning>;

/// How a script asks for a preimage.
enum class HashLockVersion : std::int32_t {
  /// Of any length. Read for the sake of old outputs.
  V0 = KEELBOLT_HASH_LOCK_V0,
  /// Of 32 bytes.
  V1 = KEELBOLT_HASH_LOCK_V1,
};

/// The hash of the preimage that unlocks a leaf.
inline UnlockHash unlock_hash(const Preimage &preimage) {
  UnlockHash hash;
  detail::check(keelbolt_payment_hash(hash.bytes.data(), preimage.expose().data()));
  return hash;
}

/// The server's key and the two delays under which a VTXO stands.
struct VtxoTerms {
  /// The server's key.
  PublicKey server_pubkey;
  /// From this height on the server sweeps what was not taken: 0 to 499,934,467.
  std::uint32_t expiry_height = 0;
  /// How many blocks an exit waits before its owner claims it: 0 to 16,383.
  std::uint16_t exit_delta = 0;

  /// Checks them, as every function does that takes some. Throws Error.
  void check() const {
    const keelbolt_vtxo_terms terms = c();
    keelbolt_error error = detail::new_error();
    detail::check(keelbolt_vtxo_terms_check(&terms, &error), error);
  }

  /// As C has them.
  keelbolt_vtxo_terms c() const noexcept {
    keelbolt_vtxo_terms terms = {};
    terms.expiry_height = expiry_height;
    terms.exit_delta = exit_delta;
    detail::put(terms.server_pubkey, server_pubkey);
    return terms;
  }
  /// From what C has.
  static VtxoTerms from_c(const keelbolt_vtxo_terms &terms) {
    return {detail::fixed<PublicKey>(terms.server_pubkey), terms.expiry_height, terms.exit_delta};
  }

  friend bool operator==(const VtxoTerms &a, const VtxoTerms &b) noexcept {
    return a.server_pubkey == b.server_pubkey && a.expiry_height == b.expiry_height && a.exit_delta == b.exit_delta;
  }
  friend bool operator!=(const VtxoTerms &a, const VtxoTerms &b) noexcept { return !(a == b); }
};

// --- Clauses -------------------------------------------------------------------------------------------------------

/// What a clause asks for.
enum class ClauseKind : std::int32_t {
  DelayedSign = KEELBOLT_CLAUSE_DELAYED_SIGN,
  TimelockSign = KEELBOLT_CLAUSE_TIMELOCK_SIGN,
  DelayedTimelockSign = KEELBOLT_CLAUSE_DELAYED_TIMELOCK_SIGN,
  HashDelaySign = KEELBOLT_CLAUSE_HASH_DELAY_SIGN,
  HashSign = KEELBOLT_CLAUSE_HASH_SIGN,
};

/// A hash lock as a script has it.
struct ClauseHash {
  /// Whether the length of the preimage is asked for.
  HashLockVersion version = HashLockVersion::V1;
  /// What the preimage hashes to.
  Hash160 hash160;

  /// The lock of a SHA-256 hash.
  static ClauseHash of(HashLockVersion version, const PaymentHash &hash) {
    ClauseHash lock{version, {}};
    detail::check(keelbolt_hash_lock_hash160(lock.hash160.bytes.data(), hash.bytes.data()));
    return lock;
  }

  friend bool operator==(const ClauseHash &a, const ClauseHash &b) noexcept {
    return a.version == b.version && a.hash160 == b.hash160;
  }
  friend bool operator!=(const ClauseHash &a, const ClauseHash &b) noexcept { return !(a == b); }
};

/// A way to take an output by a script.
class Clause {
 public:
  /// `pubkey` signs, `delta` blocks after the output. Throws Error, as the others do.
  static Clause delayed_sign(const XOnlyPublicKey &pubkey, std::uint16_t delta) {
    return made(ClauseKind::DelayedSign, pubkey, 0, delta, std::nullopt);
  }
  /// `pubkey` signs, from `height` on.
  static Clause timelock_sign(const XOnlyPublicKey &pubkey, std::uint32_t height) {
    return made(ClauseKind::TimelockSign, pubkey, height, 0, std::nullopt);
  }
  /// `pubkey` signs, from `height` on and `delta` blocks after the output.
  static Clause delayed_timelock_sign(const XOnlyPublicKey &pubkey, std::uint32_t height, std::uint16_t delta) {
    return made(ClauseKind::DelayedTimelockSign, pubkey, height, delta, std::nullopt);
  }
  /// `pubkey` signs with a preimage, `delta` blocks after the output.
  static Clause hash_delay_sign(const XOnlyPublicKey &pubkey, const ClauseHash &hash, std::uint16_t delta) {
    return made(ClauseKind::HashDelaySign, pubkey, 0, delta, hash);
  }
  /// `pubkey` signs with a preimage.
  static Clause hash_sign(const XOnlyPublicKey &pubkey, const ClauseHash &hash) {
    return made(ClauseKind::HashSign, pubkey, 0, 0, hash);
  }
  /// Reads a clause from its script; none when it is no such script, byte for byte.
  static std::optional<Clause> recognise(ByteView script) {
    Clause clause;
    keelbolt_error error = detail::new_error();
    detail::check(keelbolt_clause_recognise(&clause.c_, script.data(), script.size(), &error), error);
    return clause.c_.kind == 0 ? std::nullopt : std::optional<Clause>(clause);
  }

  ClauseKind kind() const noexcept { return static_cast<ClauseKind>(c_.kind); }
  /// Who signs.
  XOnlyPublicKey pubkey() const { return detail::fixed<XOnlyPublicKey>(c_.pubkey); }
  /// From which height on, if that matters: the lock time of a spend.
  std::optional<std::uint32_t> height() const noexcept {
    const bool matters = kind() == ClauseKind::TimelockSign || kind() == ClauseKind::DelayedTimelockSign;
    return matters ? std::optional<std::uint32_t>(c_.height) : std::nullopt;
  }
  /// How many blocks after the output, if that matters: the sequence of a spend's input.
  std::optional<std::uint16_t> delta() const noexcept {
    const bool matters = kind() != ClauseKind::TimelockSign && kind() != ClauseKind::HashSign;
    return matters ? std::optional<std::uint16_t>(c_.delta) : std::nullopt;
  }
  /// What a preimage must hash to, if one is asked for.
  std::optional<ClauseHash> hash() const {
    if (c_.hash_lock_version == 0) {
      return std::nullopt;
    }
    return ClauseHash{static_cast<HashLockVersion>(c_.hash_lock_version), detail::fixed<Hash160>(c_.hash160)};
  }

  /// The script.
  Bytes script() const {
    return detail::two_calls<Bytes>([&](std::uint8_t *out, std::size_t *size, keelbolt_error *error) {
      return keelbolt_clause_script(out, size, &c_, error);
    });
  }
  /// The hash of the script leaf (BIP 341).
  Sha256 leaf_hash() const {
    return detail::value<Sha256>(
        [&](std::uint8_t *out, keelbolt_error *error) { return keelbolt_clause_leaf_hash(out, &c_, error); });
  }
  /// Whether a preimage opens the hash lock; never without one.
  bool opens(const Preimage &preimage) const {
    return detail::number<bool>([&](bool *out, keelbolt_error *error) {
      return keelbolt_clause_opens(out, &c_, preimage.expose().data(), error);
    });
  }
  /// Looks for the preimage in all elements of a witness, of whatever spend: this is how the other side learns it.
  std::optional<Preimage> preimage_in(View<Bytes> witness) const {
    std::vector<keelbolt_bytes> elements;
    for (const Bytes &element : witness) {
      elements.push_back(detail::view(ByteView(element)));
    }
    bool is_found = false;
    auto found = detail::secret<Preimage>([&](std::uint8_t *out, keelbolt_error *error) {
      return keelbolt_clause_preimage(&is_found, out, &c_, elements.data(), elements.size(), error);
    });
    return is_found ? std::optional<Preimage>(std::move(found)) : std::nullopt;
  }

  /// As C has it.
  const keelbolt_clause &c() const noexcept { return c_; }
  /// From what C has.
  static Clause from_c(const keelbolt_clause &c) noexcept {
    Clause clause;
    clause.c_ = c;
    return clause;
  }

  friend bool operator==(const Clause &a, const Clause &b) {
    return a.kind() == b.kind() && a.pubkey() == b.pubkey() && a.height() == b.height() && a.delta() == b.delta() &&
           a.hash() == b.hash();
  }
  friend bool operator!=(const Clause &a, const Clause &b) { return !(a == b); }

 private:
  Clause() = default;

  static Clause made(ClauseKind kind, const XOnlyPublicKey &pubkey, std::uint32_t height, std::uint16_t delta,
                     const std::optional<ClauseHash> &hash) {
    Clause clause;
    clause.c_.kind = static_cast<std::int32_t>(kind);
    clause.c_.height = height;
    clause.c_.delta = delta;
    detail::put(clause.c_.pubkey, pubkey);
    if (hash) {
      clause.c_.hash_lock_version = static_cast<std::int32_t>(hash->version);
      detail::put(clause.c_.hash160, hash->hash160);
    }
    clause.leaf_hash();  // checks it
    return clause;
  }

  keelbolt_clause c_ = {};
};

// --- Policies ------------------------------------------------------------------------------------------------------

class PolicyOutput;

/// What a user may ask for.
enum class UserPolicyKind : std::int32_t {
  /// The user's own money.
  Pubkey = KEELBOLT_USER_POLICY_PUBKEY,
  /// A payment over Lightning that the server makes.
  LightningSend = KEELBOLT_USER_POLICY_LIGHTNING_SEND,
  /// A payment over Lightning that the server takes in.
  LightningReceive = KEELBOLT_USER_POLICY_LIGHTNING_RECEIVE,
};

/// A policy that a user may ask for, and that a VTXO in a wallet has.
class UserPolicy {
 public:
  /// The user's own money. Throws Error, as the others do.
  static UserPolicy pubkey(const PublicKey &user_pubkey) {
    return made(UserPolicyKind::Pubkey, user_pubkey, [](keelbolt_user_policy &) {});
  }
  /// A payment over Lightning that the server makes: it takes the money with the preimage, the user takes it back from
  /// `htlc_expiry` on.
  static UserPolicy lightning_send(HashLockVersion version, const PublicKey &user_pubkey,
                                   const PaymentHash &payment_hash, std::uint32_t htlc_expiry) {
    return made(UserPolicyKind::LightningSend, user_pubkey, [&](keelbolt_user_policy &c) {
      c.hash_lock_version = static_cast<std::int32_t>(version);
      c.htlc_expiry = htlc_expiry;
      detail::put(c.payment_hash, payment_hash);
    });
  }
  /// A payment over Lightning that the server takes in: the user, who waits `htlc_expiry_delta` blocks beyond the
  /// exit's delay, takes the money with the preimage, the server takes it back from `htlc_expiry` on.
  static UserPolicy lightning_receive(HashLockVersion version, const PublicKey &user_pubkey,
                                      const PaymentHash &payment_hash, std::uint32_t htlc_expiry,
                                      std::uint16_t htlc_expiry_delta) {
    return made(UserPolicyKind::LightningReceive, user_pubkey, [&](keelbolt_user_policy &c) {
      c.hash_lock_version = static_cast<std::int32_t>(version);
      c.htlc_expiry = htlc_expiry;
      c.htlc_expiry_delta = htlc_expiry_delta;
      detail::put(c.payment_hash, payment_hash);
    });
  }
  /// Reads a policy that fills the bytes. Throws Error; Code::ServerPolicy for one of the server's.
  static UserPolicy parse(ByteView bytes) {
    UserPolicy policy;
    keelbolt_error error = detail::new_error();
    detail::check(keelbolt_user_policy_parse(&policy.c_, bytes.data(), bytes.size(), &error), error);
    return policy;
  }

  UserPolicyKind kind() const noexcept { return static_cast<UserPolicyKind>(c_.kind); }
  /// The user's key.
  PublicKey user_pubkey() const { return detail::fixed<PublicKey>(c_.user_pubkey); }
  /// How the script asks for the preimage, of payments over Lightning.
  std::optional<HashLockVersion> hash_lock_version() const noexcept {
    return is_payment() ? std::optional<HashLockVersion>(static_cast<HashLockVersion>(c_.hash_lock_version))
                        : std::nullopt;
  }
  /// What the payment is for, of payments over Lightning.
  std::optional<PaymentHash> payment_hash() const {
    return is_payment() ? std::optional<PaymentHash>(detail::fixed<PaymentHash>(c_.payment_hash)) : std::nullopt;
  }
  /// From which height on the money is taken back, of payments over Lightning.
  std::optional<std::uint32_t> htlc_expiry() const noexcept {
    return is_payment() ? std::optional<std::uint32_t>(c_.htlc_expiry) : std::nullopt;
  }
  /// How many blocks beyond the exit's delay the user waits, of payments that the server takes in.
  std::optional<std::uint16_t> htlc_expiry_delta() const noexcept {
    return kind() == UserPolicyKind::LightningReceive ? std::optional<std::uint16_t>(c_.htlc_expiry_delta)
                                                      : std::nullopt;
  }

  /// Writes it.
  Bytes write() const {
    return detail::two_calls<Bytes>([&](std::uint8_t *out, std::size_t *size, keelbolt_error *error) {
      return keelbolt_user_policy_write(out, size, &c_, error);
    });
  }
  /// The output. Throws Error.
  PolicyOutput output(const VtxoTerms &terms) const;
  /// The ways to take the output by a script, in the order of the leaves. Throws Error.
  std::vector<Clause> clauses(const VtxoTerms &terms) const;

  /// As C has it.
  const keelbolt_user_policy &c() const noexcept { return c_; }
  /// From what C has.
  static UserPolicy from_c(const keelbolt_user_policy &c) noexcept {
    UserPolicy policy;
    policy.c_ = c;
    return policy;
  }

  friend bool operator==(const UserPolicy &a, const UserPolicy &b) { return a.write() == b.write(); }
  friend bool operator!=(const UserPolicy &a, const UserPolicy &b) { return !(a == b); }

 private:
  UserPolicy() = default;

  bool is_payment() const noexcept { return kind() != UserPolicyKind::Pubkey; }

  template <class Fill>
  static UserPolicy made(UserPolicyKind kind, const PublicKey &user_pubkey, Fill fill) {
    UserPolicy policy;
    policy.c_.kind = static_cast<std::int32_t>(kind);
    detail::put(policy.c_.user_pubkey, user_pubkey);
    fill(policy.c_);
    policy.write();  // checks it
    return policy;
  }

  keelbolt_user_policy c_ = {};
};

/// The policies of all outputs of the protocol.
enum class VtxoPolicyKind : std::int32_t {
  /// What a user has.
  User = KEELBOLT_VTXO_POLICY_USER,
  /// What a payment between users goes through.
  Checkpoint = KEELBOLT_VTXO_POLICY_CHECKPOINT,
  /// A node of a tree, or what funds it.
  Expiry = KEELBOLT_VTXO_POLICY_EXPIRY,
  /// What a leaf transaction of a tree spends, once its preimage is known.
  HarkLeaf = KEELBOLT_VTXO_POLICY_HARK_LEAF,
  /// What a VTXO is forfeited to, for a new one.
  HarkForfeit = KEELBOLT_VTXO_POLICY_HARK_FORFEIT,
  /// What is the server's.
  ServerOwned = KEELBOLT_VTXO_POLICY_SERVER_OWNED,
};

/// A policy of any output of the protocol.
class VtxoPolicy {
 public:
  /// What a user has.
  VtxoPolicy(const UserPolicy &user) noexcept {
    c_.kind = KEELBOLT_VTXO_POLICY_USER;
    c_.user = user.c();
  }
  /// What a payment between users goes through, with the key of the one who pays. Throws Error, as the others do.
  static VtxoPolicy checkpoint(const PublicKey &user_pubkey) {
    return made(VtxoPolicyKind::Checkpoint,
                [&](keelbolt_vtxo_policy &c) { detail::put(c.user_pubkey, user_pubkey); });
  }
  /// A node of a tree, or what funds it, with the aggregate of all that sign for it.
  static VtxoPolicy expiry(const XOnlyPublicKey &internal_key) {
    return made(VtxoPolicyKind::Expiry,
                [&](keelbolt_vtxo_policy &c) { detail::put(c.internal_key, internal_key); });
  }
  /// What a leaf transaction spends, with the key of the leaf's owner.
  static VtxoPolicy hark_leaf(HashLockVersion version, const PublicKey &user_pubkey, const UnlockHash &unlock_hash) {
    return hashed(VtxoPolicyKind::HarkLeaf, version, user_pubkey, unlock_hash);
  }
  /// What a VTXO is forfeited to, with the key of the user who forfeits.
  static VtxoPolicy hark_forfeit(HashLockVersion version, const PublicKey &user_pubkey,
                                 const UnlockHash &unlock_hash) {
    return hashed(VtxoPolicyKind::HarkForfeit, version, user_pubkey, unlock_hash);
  }
  /// What is the server's.
  static VtxoPolicy server_owned() {
    return made(VtxoPolicyKind::ServerOwned, [](keelbolt_vtxo_policy &) {});
  }
  /// Reads a policy that fills the bytes. Throws Error.
  static VtxoPolicy parse(ByteView bytes) {
    VtxoPolicy policy;
    keelbolt_error error = detail::new_error();
    detail::check(keelbolt_vtxo_policy_parse(&policy.c_, bytes.data(), bytes.size(), &error), error);
    return policy;
  }
  /// Finds the policy that an output script is of, among those that it may be of; none when it is of none of them.
  static std::optional<std::size_t> recognise(ByteView script_pubkey, View<VtxoPolicy> candidates,
                                              const VtxoTerms &terms) {
    std::vector<keelbolt_vtxo_policy> policies;
    for (const VtxoPolicy &candidate : candidates) {
      policies.push_back(candidate.c_);
    }
    const keelbolt_vtxo_terms c_terms = terms.c();
    bool is_found = false;
    const auto index = detail::number<std::size_t>([&](std::size_t *out, keelbolt_error *error) {
      return keelbolt_vtxo_policy_recognise(&is_found, out, script_pubkey.data(), script_pubkey.size(),
                                            policies.data(), policies.size(), &c_terms, error);
    });
    return is_found ? std::optional<std::size_t>(index) : std::nullopt;
  }

  VtxoPolicyKind kind() const noexcept { return static_cast<VtxoPolicyKind>(c_.kind); }
  /// What the user has, if a user has it.
  std::optional<UserPolicy> user() const {
    return kind() == VtxoPolicyKind::User ? std::optional<UserPolicy>(UserPolicy::from_c(c_.user)) : std::nullopt;
  }
  /// The user's key, if the policy names one.
  std::optional<PublicKey> user_pubkey() const {
    switch (kind()) {
      case VtxoPolicyKind::User:
        return detail::fixed<PublicKey>(c_.user.user_pubkey);
      case VtxoPolicyKind::Expiry:
      case VtxoPolicyKind::ServerOwned:
        return std::nullopt;
      default:
        return detail::fixed<PublicKey>(c_.user_pubkey);
    }
  }
  /// How the script asks for the preimage, of leaves and forfeits.
  std::optional<HashLockVersion> hash_lock_version() const noexcept {
    return has_unlock_hash() ? std::optional<HashLockVersion>(static_cast<HashLockVersion>(c_.hash_lock_version))
                             : std::nullopt;
  }
  /// What unlocks the leaf or the new VTXO, of leaves and forfeits.
  std::optional<UnlockHash> unlock_hash() const {
    return has_unlock_hash() ? std::optional<UnlockHash>(detail::fixed<UnlockHash>(c_.unlock_hash)) : std::nullopt;
  }
  /// The aggregate of all that sign for a node.
  std::optional<XOnlyPublicKey> internal_key() const {
    return kind() == VtxoPolicyKind::Expiry
               ? std::optional<XOnlyPublicKey>(detail::fixed<XOnlyPublicKey>(c_.internal_key))
               : std::nullopt;
  }

  /// Writes it: its type in the first byte, and what belongs to it.
  Bytes write() const {
    return detail::two_calls<Bytes>([&](std::uint8_t *out, std::size_t *size, keelbolt_error *error) {
      return keelbolt_vtxo_policy_write(out, size, &c_, error);
    });
  }
  /// Its type.
  std::uint8_t type_byte() const { return write().front(); }
  /// The output. Throws Error.
  PolicyOutput output(const VtxoTerms &terms) const;
  /// The ways to take the output by a script, in the order of the leaves: two at most. Throws Error.
  std::vector<Clause> clauses(const VtxoTerms &terms) const {
    const keelbolt_vtxo_terms c_terms = terms.c();
    std::vector<Clause> clauses;
    const auto listed = detail::listed<keelbolt_clause>(
        [&](keelbolt_clause *out, std::size_t *count, keelbolt_error *error) {
          return keelbolt_vtxo_policy_clauses(out, count, &c_, &c_terms, error);
        });
    for (const keelbolt_clause &clause : listed) {
      clauses.push_back(Clause::from_c(clause));
    }
    return clauses;
  }

  /// As C has it.
  const keelbolt_vtxo_policy &c() const noexcept { return c_; }
  /// From what C has.
  static VtxoPolicy from_c(const keelbolt_vtxo_policy &c) noexcept {
    VtxoPolicy policy;
    policy.c_ = c;
    return policy;
  }

  friend bool operator==(const VtxoPolicy &a, const VtxoPolicy &b) { return a.write() == b.write(); }
  friend bool operator!=(const VtxoPolicy &a, const VtxoPolicy &b) { return !(a == b); }

 private:
  VtxoPolicy() = default;

  bool has_unlock_hash() const noexcept {
    return kind() == VtxoPolicyKind::HarkLeaf || kind() == VtxoPolicyKind::HarkForfeit;
  }

  template <class Fill>
  static VtxoPolicy made(VtxoPolicyKind kind, Fill fill) {
    VtxoPolicy policy;
    policy.c_.kind = static_cast<std::int32_t>(kind);
    fill(policy.c_);
    policy.write();  // checks it
    return policy;
  }
  static VtxoPolicy hashed(VtxoPolicyKind kind, HashLockVersion version, const PublicKey &user_pubkey,
                           const UnlockHash &unlock_hash) {
    return made(kind, [&](keelbolt_vtxo_policy &c) {
      c.hash_lock_version = static_cast<std::int32_t>(version);
      detail::put(c.user_pubkey, user_pubkey);
      detail::put(c.unlock_hash, unlock_hash);
    });
  }

  keelbolt_vtxo_policy c_ = {};
};

class ClauseSpend;

/// An output of a policy on chain, or on its way there.
struct Funding {
  /// Where it is.
  OutPoint outpoint;
  /// What it holds, in satoshi.
  std::uint64_t value_sat = 0;
};

/// The output that a policy stands for: a key, and a tree of two script leaves at most.
class PolicyOutput {
 public:
  /// The output of a policy. Throws Error.
  PolicyOutput(const VtxoPolicy &policy, const VtxoTerms &terms) : policy_(policy), terms_(terms.c()) {
    keelbolt_error error = detail::new_error();
    detail::check(keelbolt_vtxo_policy_output(&c_, &policy_.c(), &terms_, &error), error);
  }

  /// The key of the key path, before it is tweaked.
  XOnlyPublicKey internal_key() const { return detail::fixed<XOnlyPublicKey>(c_.internal_key); }
  /// The root of the tree of script leaves, if there are any.
  std::optional<Sha256> merkle_root() const {
    return c_.has_merkle_root ? std::optional<Sha256>(detail::fixed<Sha256>(c_.merkle_root)) : std::nullopt;
  }
  /// The key of the output: signatures of the key path are checked with it.
  XOnlyPublicKey output_key() const { return detail::fixed<XOnlyPublicKey>(c_.output_key); }
  /// The parity of its point, 0 or 1, as control blocks say it.
  std::uint8_t parity() const noexcept { return c_.parity; }
  /// The output script.
  std::array<std::uint8_t, 34> script_pubkey() const {
    std::array<std::uint8_t, 34> script{};
    std::copy(std::begin(c_.script_pubkey), std::end(c_.script_pubkey), script.begin());
    return script;
  }

  /// What stands last in the witness of a spend by a clause. Throws Error: Code::NotAClause.
  Bytes control_block(const Clause &clause) const {
    return detail::two_calls<Bytes>([&](std::uint8_t *out, std::size_t *size, keelbolt_error *error) {
      return keelbolt_clause_control_block(out, size, &policy_.c(), &terms_, &clause.c(), error);
    });
  }
  /// The weight of the witness of a spend by a clause, exactly. Throws Error: Code::NotAClause.
  std::uint64_t witness_weight(const Clause &clause) const {
    return detail::number<std::uint64_t>([&](std::uint64_t *out, keelbolt_error *error) {
      return keelbolt_clause_witness_weight(out, &policy_.c(), &terms_, &clause.c(), error);
    });
  }
  /// The spend of `funding` by a clause to the output script `destination`, which is not empty, less a fee of
  /// `feerate_per_kw` satoshi for 1000 units of weight. A preimage is needed where the clause has a hash. Throws Error.
  ClauseSpend spend(const Clause &clause, const Funding &funding, std::optional<Preimage> preimage,
                    ByteView destination, std::uint32_t feerate_per_kw) const;

 private:
  friend class ClauseSpend;

  VtxoPolicy policy_;
  keelbolt_vtxo_terms terms_;
  keelbolt_policy_output c_ = {};
};

inline PolicyOutput VtxoPolicy::output(const VtxoTerms &terms) const { return PolicyOutput(*this, terms); }
inline PolicyOutput UserPolicy::output(const VtxoTerms &terms) const { return PolicyOutput(*this, terms); }
inline std::vector<Clause> UserPolicy::clauses(const VtxoTerms &terms) const {
  return VtxoPolicy(*this).clauses(terms);
}

/// A spend by a clause that waits for its signature. Version 2; the sequence is the clause's delay, the lock time its
/// height.
class ClauseSpend {
 public:
  /// As PolicyOutput::spend. Throws Error.
  ClauseSpend(const PolicyOutput &output, const Clause &clause, const Funding &funding,
              std::optional<Preimage> preimage, ByteView destination, std::uint32_t feerate_per_kw)
      : policy_(output.policy_), terms_(output.terms_), clause_(clause), funding_(funding),
        preimage_(std::move(preimage)), destination_(destination.begin(), destination.end()),
        feerate_per_kw_(feerate_per_kw) {
    const keelbolt_clause_spend spend = c();
    keelbolt_error error = detail::new_error();
    detail::check(keelbolt_clause_spend_prepare(&prepared_, &spend, &error), error);
  }

  /// The weight, exactly.
  std::uint64_t weight() const noexcept { return prepared_.weight; }
  /// The fee, in satoshi.
  std::uint64_t fee_sat() const noexcept { return prepared_.fee_sat; }
  /// What the destination gets, in satoshi.
  std::uint64_t value_sat() const noexcept { return prepared_.value_sat; }
  /// The id that the transaction will have, signed or not.
  Txid txid() const { return detail::fixed<Txid>(prepared_.txid); }
  /// By which clause: its key signs.
  const Clause &clause() const & noexcept { return clause_; }
  const Clause &clause() const && = delete;
  /// What is signed, all of the transaction.
  Sha256 sighash() const { return detail::fixed<Sha256>(prepared_.sighash); }

  /// Signs with a key in memory; `auxiliary` guards the nonce of BIP 340. Throws Error: Code::ClauseKey.
  SignedContractSpend sign(const SecretKey &key, Entropy auxiliary, Entropy entropy) const {
    SignedContractSpend signed_spend;
    const keelbolt_clause_spend spend = c();
    keelbolt_error error = detail::new_error();
    detail::check(keelbolt_clause_spend_sign(&signed_spend.c_, &spend, key.expose().data(),
                                             auxiliary.expose().data(), entropy.expose().data(), &error),
                  error);
    return whole(std::move(signed_spend), spend);
  }
  /// Takes the signature of an external signer, or of a MuSig2 session, over sighash(). Throws Error.
  SignedContractSpend finish(const SchnorrSignature &signature) const {
    SignedContractSpend signed_spend;
    const keelbolt_clause_spend spend = c();
    keelbolt_error error = detail::new_error();
    detail::check(keelbolt_clause_spend_finish(&signed_spend.c_, &spend, signature.bytes.data(), &error), error);
    return whole(std::move(signed_spend), spend);
  }

 private:
  /// For C; it points into this object.
  keelbolt_clause_spend c() const noexcept {
    auto spend = detail::sized<keelbolt_clause_spend>();
    spend.policy = policy_.c();
    spend.terms = terms_;
    spend.clause = clause_.c();
    spend.previous_output = detail::outpoint_of(funding_.outpoint);
    spend.value_sat = funding_.value_sat;
    spend.destination = destination_.data();
    spend.destination_length = destination_.size();
    spend.feerate_per_kw = feerate_per_kw_;
    spend.preimage = preimage_ ? preimage_->expose().data() : nullptr;
    return spend;
  }

  static SignedContractSpend whole(SignedContractSpend signed_spend, const keelbolt_clause_spend &spend) {
#ifdef KEELBOLT_ALLOCATOR
    signed_spend.transaction_ =
        detail::two_calls<Bytes>([&](std::uint8_t *out, std::size_t *size, keelbolt_error *error) {
          return keelbolt_clause_spend_transaction(out, size, &spend, signed_spend.c_.signature, error);
        });
#else
    (void)spend;
#endif
    return signed_spend;
  }

  VtxoPolicy policy_;
  keelbolt_vtxo_terms terms_;
  Clause clause_;
  Funding funding_;
  std::optional<Preimage> preimage_;
  Bytes destination_;
  std::uint32_t feerate_per_kw_;
  keelbolt_contract_prepared prepared_ = detail::sized<keelbolt_contract_prepared>();
};

inline ClauseSpend PolicyOutput::spend(const Clause &clause, const Funding &funding, std::optional<Preimage> preimage,
                                       ByteView destination, std::uint32_t feerate_per_kw) const {
  return ClauseSpend(*this, clause, funding, std::move(preimage), destination, feerate_per_kw);
}

// --- Ids -----------------------------------------------------------------------------------------------------------

/// The id of a VTXO: the outpoint at which it lies when all of its exit is on chain.
struct VtxoId {
  OutPoint outpoint;

  /// Reads `txid:vout`. Throws Error: Code::NotAVtxoId.
  static VtxoId parse(std::string_view text) {
    keelbolt_outpoint id = {};
    keelbolt_error error = detail::new_error();
    detail::check(keelbolt_vtxo_id_parse(&id, text.data(), text.size(), &error), error);
    return {detail::outpoint_from(id)};
  }
  /// Reads the 36 bytes of to_bytes.
  static VtxoId from_bytes(const std::array<std::uint8_t, KEELBOLT_VTXO_ID_LENGTH> &bytes) {
    keelbolt_outpoint id = {};
    detail::check(keelbolt_vtxo_id_from_bytes(&id, bytes.data()));
    return {detail::outpoint_from(id)};
  }

  /// `txid:vout`
  std::string text() const {
    const keelbolt_outpoint id = detail::outpoint_of(outpoint);
    return detail::two_calls<std::string>([&](char *out, std::size_t *size, keelbolt_error *error) {
      return keelbolt_vtxo_id_text(out, size, &id, error);
    });
  }
  /// The transaction's id as it is hashed, then the index, little-endian.
  std::array<std::uint8_t, KEELBOLT_VTXO_ID_LENGTH> to_bytes() const {
    const keelbolt_outpoint id = detail::outpoint_of(outpoint);
    std::array<std::uint8_t, KEELBOLT_VTXO_ID_LENGTH> bytes{};
    detail::check(keelbolt_vtxo_id_to_bytes(bytes.data(), &id));
    return bytes;
  }

  friend bool operator==(const VtxoId &a, const VtxoId &b) noexcept { return a.outpoint == b.outpoint; }
  friend bool operator!=(const VtxoId &a, const VtxoId &b) noexcept { return !(a == b); }
};

// --- Mailboxes -----------------------------------------------------------------------------------------------------

/// A mailbox as an address names it: only its server can tell which one it is, and no two addresses have the same.
using BlindedMailboxId = FixedBytes<33, struct BlindedMailboxIdMeaning>;

/// A user's mailbox, by the key with which it is opened.
using MailboxId = FixedBytes<33, struct MailboxIdMeaning>;

/// Hides a mailbox for an address whose policy has the key of `user_key`. `server_pubkey` is the server's key for
/// mailboxes. Throws Error.
inline BlindedMailboxId blind_mailbox(const MailboxId &mailbox, const SecretKey &user_key,
                                      const PublicKey &server_pubkey) {
  return detail::value<BlindedMailboxId>([&](std::uint8_t *out, keelbolt_error *error) {
    return keelbolt_mailbox_blind(out, mailbox.bytes.data(), user_key.expose().data(), server_pubkey.bytes.data(),
                                  error);
  });
}

/// Finds the mailbox, as its server, from the user's key in the address. Throws Error.
inline MailboxId unblind_mailbox(const BlindedMailboxId &blinded, const SecretKey &server_key,
                                 const PublicKey &user_pubkey) {
  return detail::value<MailboxId>([&](std::uint8_t *out, keelbolt_error *error) {
    return keelbolt_mailbox_unblind(out, blinded.bytes.data(), server_key.expose().data(), user_pubkey.bytes.data(),
                                    error);
  });
}

/// Permission to read a mailbox until some time, signed by its key.
struct MailboxAuthorization {
  /// The mailbox.
  MailboxId mailbox;
  /// Until when, in seconds since 1970.
  std::int64_t expiry = 0;
  /// The signature of the mailbox's key.
  SchnorrSignature signature;

  /// What is signed.
  static Sha256 digest(std::int64_t expiry) {
    Sha256 digest;
    detail::check(keelbolt_mailbox_authorization_digest(digest.bytes.data(), expiry));
    return digest;
  }
  /// Signs with the mailbox's key; `auxiliary` guards the nonce of BIP 340. Throws Error.
  static MailboxAuthorization sign(const SecretKey &mailbox_key, std::int64_t expiry, Entropy auxiliary,
                                   Entropy entropy) {
    keelbolt_mailbox_authorization c = {};
    keelbolt_error error = detail::new_error();
    detail::check(keelbolt_mailbox_authorization_sign(&c, mailbox_key.expose().data(), expiry,
                                                      auxiliary.expose().data(), entropy.expose().data(), &error),
                  error);
    return from_c(c);
  }
  /// Reads one that fills the bytes; the signature is not checked. Throws Error.
  static MailboxAuthorization parse(ByteView bytes) {
    keelbolt_mailbox_authorization c = {};
    keelbolt_error error = detail::new_error();
    detail::check(keelbolt_mailbox_authorization_parse(&c, bytes.data(), bytes.size(), &error), error);
    return from_c(c);
  }

  /// Checks the signature; whether the time has come, the caller asks. Throws Error.
  void verify() const {
    const keelbolt_mailbox_authorization authorization = c();
    keelbolt_error error = detail::new_error();
    detail::check(keelbolt_mailbox_authorization_verify(&authorization, &error), error);
  }
  /// Writes it. Throws Error.
  std::array<std::uint8_t, KEELBOLT_MAILBOX_AUTHORIZATION_LENGTH> to_bytes() const {
    const keelbolt_mailbox_authorization authorization = c();
    std::array<std::uint8_t, KEELBOLT_MAILBOX_AUTHORIZATION_LENGTH> bytes{};
    keelbolt_error error = detail::new_error();
    detail::check(keelbolt_mailbox_authorization_to_bytes(bytes.data(), &authorization, &error), error);
    return bytes;
  }

  friend bool operator==(const MailboxAuthorization &a, const MailboxAuthorization &b) noexcept {
    return a.mailbox == b.mailbox && a.expiry == b.expiry && a.signature == b.signature;
  }
  friend bool operator!=(const MailboxAuthorization &a, const MailboxAuthorization &b) noexcept { return !(a == b); }

 private:
  static MailboxAuthorization from_c(const keelbolt_mailbox_authorization &c) {
    MailboxAuthorization authorization;
    authorization.mailbox = detail::fixed<MailboxId>(c.mailbox);
    authorization.expiry = c.expiry;
    authorization.signature = detail::fixed<SchnorrSignature>(c.signature);
    return authorization;
  }
  keelbolt_mailbox_authorization c() const noexcept {
    keelbolt_mailbox_authorization c = {};
    c.expiry = expiry;
    detail::put(c.mailbox, mailbox);
    detail::put(c.signature, signature);
    return c;
  }
};

// --- Addresses -----------------------------------------------------------------------------------------------------

/// Which server an address is of: the first four bytes of the SHA-256 of its key.
using ArkId = FixedBytes<4, struct ArkIdMeaning>;

/// The id of a server. Throws Error.
inline ArkId ark_id_of(const PublicKey &server_pubkey) {
  return detail::value<ArkId>([&](std::uint8_t *out, keelbolt_error *error) {
    return keelbolt_ark_id(out, server_pubkey.bytes.data(), error);
  });
}

/// A way to deliver that this library does not know.
struct UnknownDelivery {
  /// Its type.
  std::uint8_t type_byte = 0;
  /// What belongs to it.
  Bytes data;

  friend bool operator==(const UnknownDelivery &a, const UnknownDelivery &b) noexcept {
    return a.type_byte == b.type_byte && a.data == b.data;
  }
};

/// How a VTXO reaches whom it was made for: through a mailbox at the server, or else.
using ArkDelivery = std::variant<BlindedMailboxId, UnknownDelivery>;

/// An address: bech32m behind `ark`, or `tark` on networks for tests. It owns all of its contents.
class ArkAddress {
 public:
  /// An address of the server with this key. Whoever pays takes the first delivery that it knows. Throws Error.
  ArkAddress(bool is_for_tests, const PublicKey &server_pubkey, const UserPolicy &policy,
             View<ArkDelivery> deliveries) {
    std::vector<keelbolt_delivery> list;
    for (const ArkDelivery &delivery : deliveries) {
      keelbolt_delivery c = {};
      if (const auto *mailbox = std::get_if<BlindedMailboxId>(&delivery)) {
        c.kind = KEELBOLT_DELIVERY_MAILBOX;
        detail::put(c.mailbox, *mailbox);
      } else if (const auto *unknown = std::get_if<UnknownDelivery>(&delivery)) {
        c.kind = KEELBOLT_DELIVERY_UNKNOWN;
        c.type_byte = unknown->type_byte;
        c.data = detail::view(ByteView(unknown->data));
      }
      list.push_back(c);
    }
    keelbolt_error error = detail::new_error();
    detail::check(keelbolt_ark_address_init(&c_, is_for_tests, server_pubkey.bytes.data(), &policy.c(), list.data(),
                                            list.size(), &error),
                  error);
  }
  /// Reads an address, in either case. Throws Error: Code::ArkadeAddress for one of that protocol.
  static ArkAddress parse(std::string_view text) {
    ArkAddress address;
    keelbolt_error error = detail::new_error();
    detail::check(keelbolt_ark_address_parse(&address.c_, text.data(), text.size(), &error), error);
    return address;
  }

  /// Whether it is of a network for tests.
  bool is_for_tests() const { return fields().is_for_tests; }
  /// Which server it is of.
  ArkId ark_id() const { return detail::fixed<ArkId>(fields().ark_id); }
  /// Whether it is of the server with this key. Throws Error.
  bool is_of(const PublicKey &server_pubkey) const {
    return detail::number<bool>([&](bool *out, keelbolt_error *error) {
      return keelbolt_ark_address_is_of(out, &c_, server_pubkey.bytes.data(), error);
    });
  }
  /// The policy to pay in.
  UserPolicy policy() const { return UserPolicy::from_c(fields().policy); }
  /// The ways to deliver, the preferred one first.
  std::vector<ArkDelivery> deliveries() const {
    std::vector<ArkDelivery> list;
    const std::size_t count = fields().delivery_count;
    for (std::size_t index = 0; index < count; ++index) {
      const auto c = detail::number<keelbolt_delivery>([&](keelbolt_delivery *out, keelbolt_error *error) {
        return keelbolt_ark_address_delivery(out, &c_, index, error);
      });
      if (c.kind == KEELBOLT_DELIVERY_MAILBOX) {
        list.emplace_back(detail::fixed<BlindedMailboxId>(c.mailbox));
      } else {
        list.emplace_back(UnknownDelivery{c.type_byte, detail::owned(c.data)});
      }
    }
    return list;
  }
  /// The text, in lower case.
  std::string text() const {
    return detail::two_calls<std::string>([&](char *out, std::size_t *size, keelbolt_error *error) {
      return keelbolt_ark_address_text(out, size, &c_, error);
    });
  }

  friend bool operator==(const ArkAddress &a, const ArkAddress &b) { return a.text() == b.text(); }
  friend bool operator!=(const ArkAddress &a, const ArkAddress &b) { return !(a == b); }

 private:
  ArkAddress() = default;

  keelbolt_ark_address_fields fields() const {
    return detail::number<keelbolt_ark_address_fields>(
        [&](keelbolt_ark_address_fields *out, keelbolt_error *error) {
          return keelbolt_ark_address_view(out, &c_, error);
        });
  }

  keelbolt_ark_address c_ = {};
};

// --- Attestations --------------------------------------------------------------------------------------------------

/// A VTXO that is asked for, or that is paid.
struct VtxoRequest {
  /// Who may take it, and how.
  UserPolicy policy;
  /// How much, in satoshi.
  std::uint64_t amount_sat = 0;
};

/// A VTXO that is asked for in a round, with the user's key for this tree alone.
struct CosignedVtxoRequest {
  /// What is asked for.
  VtxoRequest request;
  /// The key that signs for the nodes above the leaf.
  PublicKey cosign_pubkey;
};

/// What is attested by the key of the VTXO's user, so that a server knows whose VTXOs are spent, and for what.
class VtxoAttestation {
 public:
  /// The user spends the VTXO in this attempt at a round, for these.
  static VtxoAttestation round_attempt(const std::array<std::uint8_t, 32> &challenge, const VtxoId &vtxo,
                                       View<CosignedVtxoRequest> requests) {
    VtxoAttestation attestation(KEELBOLT_ATTESTATION_ROUND_ATTEMPT, vtxo);
    std::copy(challenge.begin(), challenge.end(), attestation.c_.challenge);
    for (const CosignedVtxoRequest &request : requests) {
      attestation.add(request.request);
      detail::put(attestation.requests_.back().cosign_pubkey, request.cosign_pubkey);
    }
    return attestation;
  }
  /// The user spends the VTXO in a round that others sign, for these.
  static VtxoAttestation delegated_round(const VtxoId &vtxo, View<VtxoRequest> requests) {
    return with_requests(KEELBOLT_ATTESTATION_DELEGATED_ROUND, vtxo, requests);
  }
  /// The user pays these with the VTXO.
  static VtxoAttestation arkoor_cosign(const VtxoId &vtxo, View<VtxoRequest> outputs) {
    return with_requests(KEELBOLT_ATTESTATION_ARKOOR_COSIGN, vtxo, outputs);
  }
  /// The user takes VTXOs back on chain, to this output.
  static VtxoAttestation offboard_request(std::uint64_t value_sat, ByteView script_pubkey, View<VtxoId> inputs) {
    VtxoAttestation attestation(KEELBOLT_ATTESTATION_OFFBOARD_REQUEST, VtxoId());
    attestation.c_.output_value_sat = value_sat;
    attestation.script_.assign(script_pubkey.begin(), script_pubkey.end());
    for (const VtxoId &input : inputs) {
      attestation.inputs_.push_back(detail::outpoint_of(input.outpoint));
    }
    return attestation;
  }
  /// The user, who has the VTXO already, takes a payment over Lightning in.
  static VtxoAttestation lightning_receive(const PaymentHash &payment_hash, const VtxoId &vtxo) {
    VtxoAttestation attestation(KEELBOLT_ATTESTATION_LIGHTNING_RECEIVE, vtxo);
    detail::put(attestation.c_.payment_hash, payment_hash);
    return attestation;
  }
  /// The user asks what became of the VTXO.
  static VtxoAttestation vtxo_status(const VtxoId &vtxo) {
    return VtxoAttestation(KEELBOLT_ATTESTATION_VTXO_STATUS, vtxo);
  }

  /// What is signed. Throws Error.
  Sha256 digest() const {
    const keelbolt_attestation attestation = c();
    return detail::value<Sha256>([&](std::uint8_t *out, keelbolt_error *error) {
      return keelbolt_attestation_digest(out, &attestation, error);
    });
  }
  /// Signs with the key of the VTXO's user; `auxiliary` guards the nonce of BIP 340. Throws Error.
  SchnorrSignature sign(const SecretKey &user_key, Entropy auxiliary, Entropy entropy) const {
    const keelbolt_attestation attestation = c();
    return detail::value<SchnorrSignature>([&](std::uint8_t *out, keelbolt_error *error) {
      return keelbolt_attestation_sign(out, &attestation, user_key.expose().data(), auxiliary.expose().data(),
                                       entropy.expose().data(), error);
    });
  }
  /// Checks that the signature is that of the VTXO's user. Throws Error: Code::SignatureMismatch.
  void verify(const SchnorrSignature &signature, const PublicKey &user_pubkey) const {
    const keelbolt_attestation attestation = c();
    keelbolt_error error = detail::new_error();
    detail::check(
        keelbolt_attestation_verify(&attestation, signature.bytes.data(), user_pubkey.bytes.data(), &error), error);
  }

 private:
  VtxoAttestation(keelbolt_attestation_kind kind, const VtxoId &vtxo) {
    c_.kind = kind;
    c_.vtxo = detail::outpoint_of(vtxo.outpoint);
  }

  static VtxoAttestation with_requests(keelbolt_attestation_kind kind, const VtxoId &vtxo,
                                       View<VtxoRequest> requests) {
    VtxoAttestation attestation(kind, vtxo);
    for (const VtxoRequest &request : requests) {
      attestation.add(request);
    }
    return attestation;
  }
  void add(const VtxoRequest &request) {
    keelbolt_vtxo_request c = {};
    c.amount_sat = request.amount_sat;
    c.policy = request.policy.c();
    requests_.push_back(c);
  }
  /// For C; it points into this object.
  keelbolt_attestation c() const noexcept {
    keelbolt_attestation attestation = c_;
    attestation.requests = requests_.data();
    attestation.request_count = requests_.size();
    attestation.output_script = script_.data();
    attestation.output_script_length = script_.size();
    attestation.inputs = inputs_.data();
    attestation.input_count = inputs_.size();
    return attestation;
  }

  keelbolt_attestation c_ = detail::sized<keelbolt_attestation>();
  std::vector<keelbolt_vtxo_request> requests_;
  Bytes script_;
  std::vector<keelbolt_outpoint> inputs_;
};

/// What is signed of a message that a user signs for somebody else to read.
inline Sha256 message_digest(ByteView message) {
  Sha256 digest;
  detail::check(keelbolt_message_digest(digest.bytes.data(), message.data(), message.size()));
  return digest;
}

/// Signs a message for somebody else to read; `auxiliary` guards the nonce of BIP 340. Throws Error.
inline SchnorrSignature sign_message(ByteView message, const SecretKey &user_key, Entropy auxiliary,
                                     Entropy entropy) {
  return detail::value<SchnorrSignature>([&](std::uint8_t *out, keelbolt_error *error) {
    return keelbolt_message_sign(out, message.data(), message.size(), user_key.expose().data(),
                                 auxiliary.expose().data(), entropy.expose().data(), error);
  });
}

/// Checks the signature of a message. Throws Error: Code::SignatureMismatch.
inline void verify_message(ByteView message, const SchnorrSignature &signature, const PublicKey &user_pubkey) {
  keelbolt_error error = detail::new_error();
  detail::check(keelbolt_message_verify(message.data(), message.size(), signature.bytes.data(),
                                        user_pubkey.bytes.data(), &error),
                error);
}

}  // namespace keelbolt

#endif
