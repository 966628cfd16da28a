// SPDX-License-Identifier: MIT OR Apache-2.0
//
// keelbolt_vtxo.hpp: VTXOs of Ark, the Bark dialect, for C++17, header-only, on top of keelbolt.h: what they say, which
// transactions put them on chain, whether they are money, and how they are taken.
//
// The rules are those of keelbolt.hpp: values own what they hold, whatever fails throws Error, secrets are moved and
// wiped. A VTXO shares its bytes with all that is taken from it, so that nothing can dangle; copies are cheap. Only
// Vtxo::accept makes an AcceptedVtxo, and AcceptedVtxo::assume_accepted, which looks at nothing.

#ifndef KEELBOLT_VTXO_HPP
#define KEELBOLT_VTXO_HPP

#include "keelbolt_ark.hpp"

namespace keelbolt {

// --- Transactions on chain -----------------------------------------------------------------------------------------

/// An output of a transaction.
struct TxOut {
  /// What it holds, in satoshi.
  std::uint64_t value_sat = 0;
  /// Who may spend it.
  Bytes script_pubkey;

  friend bool operator==(const TxOut &a, const TxOut &b) noexcept {
    return a.value_sat == b.value_sat && a.script_pubkey == b.script_pubkey;
  }
  friend bool operator!=(const TxOut &a, const TxOut &b) noexcept { return !(a == b); }
};

namespace detail {

inline TxOut tx_out_from(const keelbolt_tx_out &c) { return {c.value_sat, owned(c.script_pubkey)}; }

/// Points into the output.
inline keelbolt_tx_out tx_out_of(const TxOut &output) noexcept {
  return {output.value_sat, view(ByteView(output.script_pubkey))};
}

}  // namespace detail

/// The id of a transaction that fills the bytes. Throws Error: Code::MalformedTransaction.
inline Txid transaction_txid(ByteView transaction) {
  return detail::value<Txid>([&](std::uint8_t *out, keelbolt_error *error) {
    return keelbolt_transaction_txid(out, transaction.data(), transaction.size(), error);
  });
}

/// The outputs of a transaction, in order. Throws Error: Code::MalformedTransaction.
inline std::vector<TxOut> transaction_outputs(ByteView transaction) {
  std::vector<TxOut> outputs;
  const auto listed =
      detail::listed<keelbolt_tx_out>([&](keelbolt_tx_out *out, std::size_t *count, keelbolt_error *error) {
        return keelbolt_transaction_outputs(out, count, transaction.data(), transaction.size(), error);
      });
  for (const keelbolt_tx_out &output : listed) {
    outputs.push_back(detail::tx_out_from(output));
  }
  return outputs;
}

/// One output of a transaction; none when there are fewer. Throws Error: Code::MalformedTransaction.
inline std::optional<TxOut> transaction_output(ByteView transaction, std::uint32_t vout) {
  bool is_found = false;
  const auto output = detail::number<keelbolt_tx_out>([&](keelbolt_tx_out *out, keelbolt_error *error) {
    return keelbolt_transaction_output(&is_found, out, transaction.data(), transaction.size(), vout, error);
  });
  return is_found ? std::optional<TxOut>(detail::tx_out_from(output)) : std::nullopt;
}

// --- What a VTXO says ----------------------------------------------------------------------------------------------

/// All of a VTXO but the way to it.
struct BareVtxo {
  /// What it holds, in satoshi.
  std::uint64_t amount_sat = 0;
  /// The server's key, the expiry and the delay of exits.
  VtxoTerms terms;
  /// The output on chain from which its genesis leads here.
  OutPoint chain_anchor;
  /// Who may take it, and how.
  UserPolicy policy;
  /// Where it lies after an exit.
  OutPoint point;

  /// Reads the bare form, or the full one, whose genesis is checked and passed over. Throws Error.
  static BareVtxo parse(ByteView bytes) {
    return from_c(detail::number<keelbolt_bare_vtxo>([&](keelbolt_bare_vtxo *out, keelbolt_error *error) {
      return keelbolt_bare_vtxo_parse(out, bytes.data(), bytes.size(), error);
    }));
  }

  /// The id.
  VtxoId id() const { return {point}; }
  /// Writes the bare form, in version 2. Throws Error.
  Bytes write() const {
    keelbolt_bare_vtxo bare = {};
    bare.amount_sat = amount_sat;
    bare.terms = terms.c();
    bare.chain_anchor = detail::outpoint_of(chain_anchor);
    bare.policy = policy.c();
    bare.point = detail::outpoint_of(point);
    return detail::two_calls<Bytes>([&](std::uint8_t *out, std::size_t *size, keelbolt_error *error) {
      return keelbolt_bare_vtxo_write(out, size, &bare, error);
    });
  }

  /// From what C has.
  static BareVtxo from_c(const keelbolt_bare_vtxo &c) {
    return {c.amount_sat, VtxoTerms::from_c(c.terms), detail::outpoint_from(c.chain_anchor),
            UserPolicy::from_c(c.policy), detail::outpoint_from(c.point)};
  }
};

/// The key path of a node of a tree, or of what funds a board.
struct CosignedTransition {
  /// Who signs together, the server among them.
  std::vector<PublicKey> pubkeys;
};

/// The key path of what a payment between users spends.
struct ArkoorTransition {
  /// Who signs together with the server.
  std::vector<PublicKey> client_pubkeys;
  /// What is added to the aggregate of all, times the generator: it hides the output's scripts.
  std::array<std::uint8_t, 32> tap_tweak{};
};

/// The unlock clause before a leaf of a tree.
struct HashLockedTransition {
  /// How the script asks for the preimage.
  HashLockVersion version = HashLockVersion::V1;
  /// The key of the leaf's owner, who signs together with the server.
  PublicKey user_pubkey;
  /// What unlocks the leaf.
  UnlockHash unlock_hash;
  /// The preimage of that, where it is known: whoever sees it may take what is forfeited for it.
  std::optional<Preimage> preimage;
};

/// How a transaction takes the output before it.
using VtxoTransition = std::variant<CosignedTransition, ArkoorTransition, HashLockedTransition>;

namespace detail {

/// The bytes of a VTXO, which all share that is taken from it.
using SharedBytes = std::shared_ptr<const Bytes>;

/// Keys that a function of C lists, 33 bytes each.
template <class Call>
std::vector<PublicKey> keys(Call call) {
  std::size_t count = 0;
  keelbolt_error error = new_error();
  const std::int32_t asked = call(nullptr, &count, &error);
  if (asked != KEELBOLT_ERROR_BUFFER_TOO_SMALL) {
    check(asked, error);
    return {};
  }
  Bytes bytes(33 * count);
  check(call(bytes.data(), &count, &error), error);
  std::vector<PublicKey> keys(count);
  for (std::size_t index = 0; index < count; ++index) {
    std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(33 * index), 33, keys[index].bytes.begin());
  }
  return keys;
}

/// A struct of C's that begins with its size.
template <class C, class Call>
C fields(Call call) {
  C fields = sized<C>();
  keelbolt_error error = new_error();
  check(call(&fields, &error), error);
  return fields;
}

}  // namespace detail

/// One transaction of a genesis: what it takes, and its outputs.
class GenesisItem {
 public:
  // Copied, never moved from: what C has borrows the bytes, which each copy keeps alive.
  GenesisItem(const GenesisItem &) = default;
  GenesisItem &operator=(const GenesisItem &) = default;

  /// How it takes the output before it.
  VtxoTransition transition() const {
    switch (fields_.transition) {
      case KEELBOLT_TRANSITION_COSIGNED:
        return CosignedTransition{pubkeys()};
      case KEELBOLT_TRANSITION_ARKOOR: {
        ArkoorTransition arkoor{pubkeys(), {}};
        std::copy_n(fields_.tap_tweak, 32, arkoor.tap_tweak.begin());
        return arkoor;
      }
      default: {
        HashLockedTransition locked{static_cast<HashLockVersion>(fields_.hash_lock_version),
                                    detail::fixed<PublicKey>(fields_.user_pubkey),
                                    detail::fixed<UnlockHash>(fields_.unlock_hash), std::nullopt};
        if (fields_.has_preimage != 0) {
          std::array<std::uint8_t, 32> preimage{};
          std::copy_n(fields_.preimage, 32, preimage.begin());
          locked.preimage.emplace(std::move(preimage));
        }
        return locked;
      }
    }
  }
  /// Whether a key is among those that sign together for what it takes. Throws Error.
  bool has_pubkey(const PublicKey &key) const {
    return detail::number<bool>([&](bool *out, keelbolt_error *error) {
      return keelbolt_genesis_item_has_pubkey(out, &c_, key.bytes.data(), error);
    });
  }
  /// The signature, if there is one.
  std::optional<SchnorrSignature> signature() const {
    return fields_.has_signature != 0
               ? std::optional<SchnorrSignature>(detail::fixed<SchnorrSignature>(fields_.signature))
               : std::nullopt;
  }
  /// Whether no signature and no preimage is missing.
  bool is_complete() const noexcept { return fields_.is_complete != 0; }
  /// Which of its outputs leads on, or is the VTXO.
  std::uint8_t output_index() const noexcept { return fields_.output_index; }
  /// Its other outputs, in order and without the anchor.
  std::vector<TxOut> siblings() const {
    std::vector<TxOut> siblings;
    const auto listed =
        detail::listed<keelbolt_tx_out>([&](keelbolt_tx_out *out, std::size_t *count, keelbolt_error *error) {
          return keelbolt_genesis_item_siblings(out, count, &c_, error);
        });
    for (const keelbolt_tx_out &sibling : listed) {
      siblings.push_back(detail::tx_out_from(sibling));
    }
    return siblings;
  }
  /// What its anchor holds, in satoshi: the fee of a board, zero elsewhere.
  std::uint64_t fee_sat() const noexcept { return fields_.fee_sat; }
  /// What leaves the way here, in satoshi: siblings and the fee. None when it is more than 64 bits hold.
  std::optional<std::uint64_t> other_outputs_sat() const noexcept {
    return fields_.has_other_outputs != 0 ? std::optional<std::uint64_t>(fields_.other_outputs_sat) : std::nullopt;
  }

 private:
  friend class Vtxo;
  friend class ExitTransaction;

  GenesisItem(detail::SharedBytes bytes, const keelbolt_genesis_item &c)
      : bytes_(std::move(bytes)), c_(c),
        fields_(detail::fields<keelbolt_genesis_item_fields>(
            [&](keelbolt_genesis_item_fields *out, keelbolt_error *error) {
              return keelbolt_genesis_item_read(out, &c_, error);
            })) {}

  std::vector<PublicKey> pubkeys() const {
    return detail::keys([&](std::uint8_t *out, std::size_t *count, keelbolt_error *error) {
      return keelbolt_genesis_item_pubkeys(out, count, &c_, error);
    });
  }

  detail::SharedBytes bytes_;
  keelbolt_genesis_item c_;
  keelbolt_genesis_item_fields fields_;
};

/// A transaction of an exit: one input, the outputs of its step of the genesis, an anchor.
class ExitTransaction {
 public:
  // Copied, never moved from: what C has borrows the bytes, which each copy keeps alive.
  ExitTransaction(const ExitTransaction &) = default;
  ExitTransaction &operator=(const ExitTransaction &) = default;

  /// What it spends.
  OutPoint input() const { return detail::outpoint_from(fields_.input); }
  /// What the spent output holds, in satoshi.
  std::uint64_t spent_value_sat() const noexcept { return fields_.spent_value_sat; }
  /// The script of the spent output.
  std::array<std::uint8_t, 34> spent_script() const {
    std::array<std::uint8_t, 34> script{};
    std::copy_n(fields_.spent_script, script.size(), script.begin());
    return script;
  }
  /// Its id.
  Txid txid() const { return detail::fixed<Txid>(fields_.txid); }
  /// Its output that leads on, or is the VTXO.
  OutPoint outpoint() const { return detail::outpoint_from(fields_.outpoint); }
  /// What the genesis says of it.
  GenesisItem item() const {
    keelbolt_genesis_item item = {};
    keelbolt_error error = detail::new_error();
    detail::check(keelbolt_exit_transaction_item(&item, &c_, &error), error);
    return {bytes_, item};
  }
  /// Who signs: a key, or several together as one.
  XOnlyPublicKey signer() const { return detail::fixed<XOnlyPublicKey>(fields_.signer); }
  /// Whether the witness has a preimage beside the signature.
  bool needs_preimage() const noexcept { return fields_.needs_preimage != 0; }
  /// Whether nothing of the witness is missing.
  bool is_complete() const noexcept { return fields_.is_complete != 0; }
  /// What is signed, all of the transaction.
  Sha256 sighash() const { return detail::fixed<Sha256>(fields_.sighash); }
  /// The signature, if there is one.
  std::optional<SchnorrSignature> signature() const {
    return fields_.has_signature != 0
               ? std::optional<SchnorrSignature>(detail::fixed<SchnorrSignature>(fields_.signature))
               : std::nullopt;
  }
  /// The weight with all of its witness, exactly, whether that is known yet or not.
  std::uint64_t weight() const noexcept { return fields_.weight; }
  /// The whole transaction, with its witness as far as it is known: as it is published.
  Bytes transaction() const {
    return detail::two_calls<Bytes>([&](std::uint8_t *out, std::size_t *size, keelbolt_error *error) {
      return keelbolt_exit_transaction_bytes(out, size, &c_, error);
    });
  }

 private:
  friend class Vtxo;
  friend class Exit;
  friend struct ExitPackage;

  ExitTransaction(detail::SharedBytes bytes, const keelbolt_exit_transaction &c)
      : bytes_(std::move(bytes)), c_(c),
        fields_(detail::fields<keelbolt_exit_transaction_fields>(
            [&](keelbolt_exit_transaction_fields *out, keelbolt_error *error) {
              return keelbolt_exit_transaction_read(out, &c_, error);
            })) {}

  /// All that are still to be given.
  static std::vector<ExitTransaction> rest(const detail::SharedBytes &bytes, keelbolt_exit_transactions &c) {
    std::vector<ExitTransaction> transactions;
    for (bool is_found = true; is_found;) {
      keelbolt_exit_transaction transaction = {};
      keelbolt_error error = detail::new_error();
      detail::check(keelbolt_exit_next(&is_found, &transaction, &c, &error), error);
      if (is_found) {
        transactions.push_back(ExitTransaction(bytes, transaction));
      }
    }
    return transactions;
  }

  detail::SharedBytes bytes_;
  keelbolt_exit_transaction c_;
  keelbolt_exit_transaction_fields fields_;
};

// --- Acceptance ----------------------------------------------------------------------------------------------------

/// What the host knows of the chain about the transaction from which a VTXO's genesis leads.
struct ChainFacts {
  /// The transaction itself, in Bitcoin's own serialisation.
  Bytes anchor;
  /// How many blocks confirm it: 1 in the last block, 0 in none.
  std::uint32_t confirmations = 0;
  /// Whether the output is unspent, as far as blocks and the mempool say.
  bool is_unspent = false;
};

/// What a wallet expects of a VTXO: whose it is, what it is worth, and that there will be time to take it.
struct Expectation {
  /// The wallet's keys, those that VTXOs pay to.
  std::vector<PublicKey> own_keys;
  /// The server's key.
  PublicKey server_pubkey;
  /// The keys with which the server has signed trees, beside its own: one of them, or that, must stand in each node.
  std::vector<PublicKey> server_cosign_pubkeys;
  /// Just this policy: a contract, or money to one key. None for money to any of the wallet's own keys. A contract is no
  /// payment: it is accepted only where it is expected.
  std::optional<UserPolicy> policy;
  /// How much was asked for, in satoshi; none where any amount will do.
  std::optional<std::uint64_t> amount_sat;
  /// What unlocks the leaf, as the server told before the round. None where the VTXO comes from elsewhere.
  std::optional<UnlockHash> unlock_hash;
  /// How many blocks must confirm the transaction on chain. Of a coinbase it is 100 at least.
  std::uint32_t confirmations = 0;
  /// The height of the last block.
  std::uint32_t tip = 0;
  /// The longest that an exit may wait, in blocks.
  std::uint16_t exit_delta = 0;
  /// How many blocks there must be to spare when all of an exit is confirmed and its delay is over.
  std::uint16_t margin = 0;
  /// The most transactions that an exit may take.
  std::size_t max_depth = 0;
};

class AcceptedVtxo;
class LockedVtxo;

/// A VTXO with its genesis. It can be read, no more: whether it is worth anything, only its acceptance tells.
class Vtxo {
 public:
  // Copied, never moved from: what C has borrows the bytes, which each copy keeps alive.
  Vtxo(const Vtxo &) = default;
  Vtxo &operator=(const Vtxo &) = default;

  /// Reads the full form, of version 1 or 2. Every key is checked here. Throws Error; Code::NoGenesis for the bare form.
  static Vtxo parse(Bytes bytes) { return Vtxo(std::make_shared<const Bytes>(std::move(bytes))); }

  /// All but the genesis.
  BareVtxo bare() const { return BareVtxo::from_c(fields_.bare); }
  /// The id.
  VtxoId id() const {
    keelbolt_outpoint id = {};
    keelbolt_error error = detail::new_error();
    detail::check(keelbolt_vtxo_id(&id, &c_, &error), error);
    return {detail::outpoint_from(id)};
  }
  /// What it says that it holds, in satoshi.
  std::uint64_t amount_sat() const noexcept { return fields_.bare.amount_sat; }
  /// The server's key, the expiry and the delay of exits.
  VtxoTerms terms() const { return VtxoTerms::from_c(fields_.bare.terms); }
  /// Who may take it, and how.
  UserPolicy policy() const noexcept { return UserPolicy::from_c(fields_.bare.policy); }
  /// The output on chain from which its genesis leads here.
  OutPoint chain_anchor() const { return detail::outpoint_from(fields_.bare.chain_anchor); }
  /// What that output holds, in satoshi, if all amounts are as they are said. None when the sum is more than 64 bits
  /// hold.
  std::optional<std::uint64_t> chain_anchor_amount_sat() const noexcept {
    return fields_.has_chain_anchor_amount != 0 ? std::optional<std::uint64_t>(fields_.chain_anchor_amount_sat)
                                                : std::nullopt;
  }
  /// What unlocks it, if it is a leaf of a tree that nobody has spent yet.
  std::optional<UnlockHash> unlock_hash() const {
    return fields_.has_unlock_hash != 0 ? std::optional<UnlockHash>(detail::fixed<UnlockHash>(fields_.unlock_hash))
                                        : std::nullopt;
  }
  /// Whether no signature and no preimage is missing that an exit needs.
  bool is_complete() const noexcept { return fields_.is_complete != 0; }
  /// How many transactions an exit takes.
  std::size_t depth() const noexcept { return fields_.depth; }

  /// The transactions from an output on chain to the VTXO, the first one first.
  std::vector<GenesisItem> genesis() const {
    keelbolt_genesis_items items = {};
    keelbolt_error error = detail::new_error();
    detail::check(keelbolt_vtxo_genesis(&items, &c_, &error), error);
    std::vector<GenesisItem> genesis;
    for (bool is_found = true; is_found;) {
      keelbolt_genesis_item item = {};
      detail::check(keelbolt_genesis_next(&is_found, &item, &items, &error), error);
      if (is_found) {
        genesis.push_back(GenesisItem(bytes_, item));
      }
    }
    return genesis;
  }
  /// The keys of the users who paid with it since it left its tree or board, those of all payments in order: whoever has
  /// one of them could collude with the server.
  std::vector<PublicKey> past_arkoor_pubkeys() const {
    return detail::keys([&](std::uint8_t *out, std::size_t *count, keelbolt_error *error) {
      return keelbolt_vtxo_past_arkoor_pubkeys(out, count, &c_, error);
    });
  }
  /// The transactions of its exit, rebuilt one after another. Throws Error.
  std::vector<ExitTransaction> exit_transactions() const {
    keelbolt_exit_transactions transactions = begin();
    return ExitTransaction::rest(bytes_, transactions);
  }
  /// The script of the output on chain that the first of them spends, or its own where there is none. Throws Error.
  std::array<std::uint8_t, 34> chain_anchor_script() const {
    const keelbolt_exit_transactions transactions = begin();
    std::array<std::uint8_t, 34> script{};
    keelbolt_error error = detail::new_error();
    detail::check(keelbolt_exit_next_script(script.data(), &transactions, &error), error);
    return script;
  }

  /// Writes the full form, in version 2.
  Bytes write() const {
    return detail::two_calls<Bytes>([&](std::uint8_t *out, std::size_t *size, keelbolt_error *error) {
      return keelbolt_vtxo_write(out, size, &c_, error);
    });
  }
  /// The same VTXO with the signature of its leaf transaction; none when it is no leaf of a tree.
  std::optional<Vtxo> with_unlock_signature(const SchnorrSignature &signature) const {
    return changed([&](bool *is_written, std::uint8_t *out, std::size_t *size, keelbolt_error *error) {
      return keelbolt_vtxo_with_unlock_signature(is_written, out, size, &c_, signature.bytes.data(), error);
    });
  }
  /// The same VTXO with what unlocks it; none when it is no leaf of a tree, or when that is the preimage of another hash.
  std::optional<Vtxo> with_unlock_preimage(const Preimage &preimage) const {
    return changed([&](bool *is_written, std::uint8_t *out, std::size_t *size, keelbolt_error *error) {
      return keelbolt_vtxo_with_unlock_preimage(is_written, out, size, &c_, preimage.expose().data(), error);
    });
  }

  /// Rebuilds all transactions, and checks that they lead from `anchor`, the output of chain_anchor() on chain, to the
  /// VTXO, each signed by its keys. That is but a part of what a wallet must check. Throws Error.
  void check_chain(const TxOut &anchor) const {
    const keelbolt_tx_out output = detail::tx_out_of(anchor);
    keelbolt_error error = detail::new_error();
    detail::check(keelbolt_vtxo_check_chain(&c_, &output, &error), error);
  }
  /// As check_chain, for a VTXO that is not signed yet: without signatures and preimages. Throws Error.
  void check_chain_unsigned(const TxOut &anchor) const {
    const keelbolt_tx_out output = detail::tx_out_of(anchor);
    keelbolt_error error = detail::new_error();
    detail::check(keelbolt_vtxo_check_chain_unsigned(&c_, &output, &error), error);
  }
  /// Checks that nodes relay all of its exit. Throws Error.
  void check_standard() const {
    keelbolt_error error = detail::new_error();
    detail::check(keelbolt_vtxo_check_standard(&c_, &error), error);
  }

  /// Makes all checks on it: that its genesis leads from an output that is confirmed and unspent, each step signed; that
  /// the server is the known one and its key is among those of each node; that an exit will be through before the server
  /// or the other side of a contract may take the output, and be relayed; that policy, key, amount and unlock hash are
  /// the expected ones. Throws Error, one for each rule.
  AcceptedVtxo accept(const Expectation &expected, const ChainFacts &facts) const;
  /// As accept, for a leaf whose preimage is still the server's: to be checked before anything is forfeited for it. The
  /// unlock hash must be expected, and the margin is to cover the longest delay of the inputs' exits too. Throws Error.
  ///
  /// Who signed for the nodes above the leaf beside the server is not asked: after a ceremony it must be the VTXO of
  /// the branch that was checked, which TreeBranch::vtxo makes, or at least have its id.
  LockedVtxo accept_locked(const Expectation &expected, const ChainFacts &facts) const;

  friend bool operator==(const Vtxo &a, const Vtxo &b) { return a.write() == b.write(); }
  friend bool operator!=(const Vtxo &a, const Vtxo &b) { return !(a == b); }

 private:
  friend class AcceptedVtxo;
  friend class Exit;

  explicit Vtxo(detail::SharedBytes bytes) : bytes_(std::move(bytes)) {
    keelbolt_error error = detail::new_error();
    detail::check(keelbolt_vtxo_parse(&c_, bytes_->data(), bytes_->size(), &error), error);
    detail::check(keelbolt_vtxo_read(&fields_, &c_, &error), error);
  }

  keelbolt_exit_transactions begin() const {
    keelbolt_exit_transactions transactions = {};
    keelbolt_error error = detail::new_error();
    detail::check(keelbolt_vtxo_exit_transactions(&transactions, &c_, &error), error);
    return transactions;
  }

  template <class Call>
  static std::optional<Vtxo> changed(Call call) {
    bool is_written = false;
    Bytes bytes = detail::two_calls<Bytes>([&](std::uint8_t *out, std::size_t *size, keelbolt_error *error) {
      return call(&is_written, out, size, error);
    });
    return is_written ? std::optional<Vtxo>(parse(std::move(bytes))) : std::nullopt;
  }

  /// Shows what is expected, and the facts, as C has them.
  template <class Call>
  static void with(const Expectation &expected, const ChainFacts &facts, Call call) {
    const Bytes own_keys = detail::joined(View<PublicKey>(expected.own_keys));
    const Bytes cosigners = detail::joined(View<PublicKey>(expected.server_cosign_pubkeys));
    auto c = detail::sized<keelbolt_expectation>();
    c.own_keys = own_keys.data();
    c.own_key_count = expected.own_keys.size();
    c.server_cosign_pubkeys = cosigners.data();
    c.server_cosign_pubkey_count = expected.server_cosign_pubkeys.size();
    c.policy = expected.policy ? &expected.policy->c() : nullptr;
    c.has_amount = expected.amount_sat.has_value();
    c.amount_sat = expected.amount_sat.value_or(0);
    c.max_depth = expected.max_depth;
    c.confirmations = expected.confirmations;
    c.tip = expected.tip;
    c.exit_delta = expected.exit_delta;
    c.margin = expected.margin;
    detail::put(c.server_pubkey, expected.server_pubkey);
    if (expected.unlock_hash) {
      c.has_unlock_hash = 1;
      detail::put(c.unlock_hash, *expected.unlock_hash);
    }
    auto c_facts = detail::sized<keelbolt_chain_facts>();
    c_facts.anchor = facts.anchor.data();
    c_facts.anchor_length = facts.anchor.size();
    c_facts.confirmations = facts.confirmations;
    c_facts.is_unspent = facts.is_unspent;
    keelbolt_error error = detail::new_error();
    detail::check(call(&c, &c_facts, &error), error);
  }

  detail::SharedBytes bytes_;
  keelbolt_vtxo c_ = {};
  keelbolt_vtxo_fields fields_ = detail::sized<keelbolt_vtxo_fields>();
};

/// Until when a VTXO can be taken by its owner alone, if nobody who had it before has begun an exit: Exit::progress
/// tells that.
struct Deadline {
  /// An exit must begin by this height: the last at which it is through in time, a block for each transaction.
  std::uint32_t begin = 0;
  /// From this height on somebody else may take it: the server its sweep, or a contract its other side.
  std::uint32_t lost = 0;
  /// Which VTXO.
  VtxoId vtxo;

  friend bool operator==(const Deadline &a, const Deadline &b) noexcept {
    return a.begin == b.begin && a.lost == b.lost && a.vtxo == b.vtxo;
  }
  friend bool operator!=(const Deadline &a, const Deadline &b) noexcept { return !(a == b); }
};

class Exit;

/// A VTXO that has passed all checks: what a wallet may count as money.
class AcceptedVtxo {
 public:
  // Copied, never moved from: what C has borrows the bytes, which each copy keeps alive.
  AcceptedVtxo(const AcceptedVtxo &) = default;
  AcceptedVtxo &operator=(const AcceptedVtxo &) = default;

  /// Takes a VTXO as accepted without looking: for one that the wallet has accepted before, and kept where nobody else
  /// writes.
  static AcceptedVtxo assume_accepted(const Vtxo &vtxo) {
    AcceptedVtxo accepted(vtxo);
    keelbolt_error error = detail::new_error();
    detail::check(keelbolt_vtxo_assume_accepted(&accepted.c_, &vtxo.c_, &error), error);
    return accepted;
  }

  /// The VTXO, with all that can be asked of it.
  Vtxo vtxo() const {
    Vtxo vtxo(vtxo_);
    keelbolt_error error = detail::new_error();
    detail::check(keelbolt_accepted_vtxo_view(&vtxo.c_, &c_, &error), error);
    return vtxo;
  }
  /// The id.
  VtxoId id() const { return vtxo_.id(); }
  /// What it is worth, in satoshi: what a balance is the sum of.
  std::uint64_t amount_sat() const {
    return detail::number<std::uint64_t>([&](std::uint64_t *out, keelbolt_error *error) {
      return keelbolt_accepted_vtxo_amount(out, &c_, error);
    });
  }
  /// Whether it is money only as long as the server, alone or with somebody who had it before, does not take it back: it
  /// left its tree or board by payments of others, or of nobody, or the leaf or the board was another's. A round makes it
  /// one's own. Throws Error.
  bool trusts_others(View<PublicKey> own_keys) const {
    const Bytes bytes = detail::joined(own_keys);
    return detail::number<bool>([&](bool *out, keelbolt_error *error) {
      return keelbolt_accepted_vtxo_trusts_others(out, &c_, bytes.data(), own_keys.size(), error);
    });
  }
  /// Its exit.
  Exit exit() const;
  /// Until when its exit must have begun, so that it is through with `margin` blocks to spare.
  Deadline deadline(std::uint16_t margin) const {
    return deadline_from(detail::number<keelbolt_deadline>([&](keelbolt_deadline *out, keelbolt_error *error) {
      return keelbolt_exit_deadline(out, &c_, margin, error);
    }));
  }

 private:
  friend class Vtxo;
  friend class Exit;
  friend std::optional<Deadline> first_deadline(View<AcceptedVtxo> vtxos, std::uint16_t margin);

  explicit AcceptedVtxo(const Vtxo &vtxo) : vtxo_(vtxo) {}

  static Deadline deadline_from(const keelbolt_deadline &c) {
    return {c.begin, c.lost, {detail::outpoint_from(c.vtxo)}};
  }

  Vtxo vtxo_;
  keelbolt_accepted_vtxo c_ = {};
};

/// A leaf of a tree that has passed all checks but one: the server has not unlocked it yet. No money, but what inputs may
/// be forfeited for: with the preimage, which the server cannot take them without, it is complete.
class LockedVtxo {
 public:
  /// The id that it will have.
  const VtxoId &id() const & noexcept { return id_; }
  VtxoId id() const && { return id_; }
  /// What unlocks it: the same for which inputs are forfeited.
  const UnlockHash &unlock_hash() const & noexcept { return unlock_hash_; }
  UnlockHash unlock_hash() const && { return unlock_hash_; }

 private:
  friend class Vtxo;

  explicit LockedVtxo(const keelbolt_locked_vtxo &c) {
    keelbolt_outpoint id = {};
    keelbolt_error error = detail::new_error();
    detail::check(keelbolt_locked_vtxo_read(&id, unlock_hash_.bytes.data(), &c, &error), error);
    id_ = {detail::outpoint_from(id)};
  }

  VtxoId id_;
  UnlockHash unlock_hash_;
};

inline AcceptedVtxo Vtxo::accept(const Expectation &expected, const ChainFacts &facts) const {
  AcceptedVtxo accepted(*this);
  with(expected, facts,
       [&](const keelbolt_expectation *c, const keelbolt_chain_facts *c_facts, keelbolt_error *error) {
         return keelbolt_vtxo_accept(&accepted.c_, &c_, c, c_facts, error);
       });
  return accepted;
}

inline LockedVtxo Vtxo::accept_locked(const Expectation &expected, const ChainFacts &facts) const {
  keelbolt_locked_vtxo locked = {};
  with(expected, facts,
       [&](const keelbolt_expectation *c, const keelbolt_chain_facts *c_facts, keelbolt_error *error) {
         return keelbolt_vtxo_accept_locked(&locked, &c_, c, c_facts, error);
       });
  return LockedVtxo(locked);
}

/// The first deadline among many VTXOs: when a wallet must act next, unless others exit first.
inline std::optional<Deadline> first_deadline(View<AcceptedVtxo> vtxos, std::uint16_t margin) {
  std::vector<const keelbolt_accepted_vtxo *> pointers;
  for (const AcceptedVtxo &vtxo : vtxos) {
    pointers.push_back(&vtxo.c_);
  }
  bool is_found = false;
  const auto first = detail::number<keelbolt_deadline>([&](keelbolt_deadline *out, keelbolt_error *error) {
    return keelbolt_exit_first_deadline(&is_found, out, pointers.data(), pointers.size(), margin, error);
  });
  return is_found ? std::optional<Deadline>(AcceptedVtxo::deadline_from(first)) : std::nullopt;
}

// --- Exits ---------------------------------------------------------------------------------------------------------

/// A transaction of an exit, and what its child must pay. The child is of version 3, too.
struct ExitPackage {
  /// Which one, the first being 0.
  std::size_t depth = 0;
  /// The transaction.
  ExitTransaction parent;

  /// The anchor: the first input of the child.
  OutPoint anchor() const { return detail::outpoint_from(parent.fields_.anchor); }
  /// What the anchor holds, in satoshi, which the child spends too: the fee of a board, nothing elsewhere.
  std::uint64_t anchor_value_sat() const noexcept { return parent.fields_.anchor_value_sat; }
  /// What a child of this weight must pay, in satoshi, so that both together pay the feerate, in satoshi for 1000 units
  /// of weight. None when it may not weigh so much.
  std::optional<std::uint64_t> child_fee(std::uint64_t child_weight, std::uint32_t feerate_per_kw) const {
    bool is_relayed = false;
    const auto fee = detail::number<std::uint64_t>([&](std::uint64_t *out, keelbolt_error *error) {
      return keelbolt_exit_child_fee(&is_relayed, out, &parent.c_, child_weight, feerate_per_kw, error);
    });
    return is_relayed ? std::optional<std::uint64_t>(fee) : std::nullopt;
  }
};

/// What blocks and mempool say about a transaction of an exit.
class TransactionStatus {
 public:
  /// Nothing.
  static TransactionStatus unknown() noexcept { return made(KEELBOLT_TRANSACTION_UNKNOWN); }
  /// It waits for a block.
  static TransactionStatus in_mempool() noexcept { return made(KEELBOLT_TRANSACTION_IN_MEMPOOL); }
  /// It stands in the block of this height.
  static TransactionStatus confirmed(std::uint32_t height) noexcept {
    TransactionStatus status = made(KEELBOLT_TRANSACTION_CONFIRMED);
    status.c_.height = height;
    return status;
  }
  /// Another transaction, in a block, has taken what it spends.
  static TransactionStatus conflicting(const Txid &txid) noexcept {
    TransactionStatus status = made(KEELBOLT_TRANSACTION_CONFLICTING);
    detail::put(status.c_.txid, txid);
    return status;
  }

  /// As C has it.
  const keelbolt_transaction_status &c() const noexcept { return c_; }

 private:
  static TransactionStatus made(std::int32_t kind) noexcept {
    TransactionStatus status;
    status.c_.kind = kind;
    return status;
  }

  keelbolt_transaction_status c_ = {};
};

/// What blocks and mempool say about the output of the VTXO itself.
class PointStatus {
 public:
  /// Nobody has spent it.
  static PointStatus unspent() noexcept { return PointStatus(); }
  /// This transaction spends it, and has this status.
  static PointStatus spent(const Txid &txid, const TransactionStatus &status) noexcept {
    PointStatus point;
    point.c_.is_spent = 1;
    detail::put(point.c_.txid, txid);
    point.c_.status = status.c();
    return point;
  }

  /// As C has it.
  const keelbolt_point_status &c() const noexcept { return c_; }

 private:
  keelbolt_point_status c_ = {};
};

/// What is to be done next in an exit.
struct ExitProgress {
  enum class Kind : std::int32_t {
    /// Publish the transaction at `depth` with its child.
    Publish = KEELBOLT_PROGRESS_PUBLISH,
    /// The transaction at `depth` waits for a block; its child may be replaced by one that pays more.
    Wait = KEELBOLT_PROGRESS_WAIT,
    /// Another transaction, `txid`, in a block, has taken what the one at `depth` spends. The exit cannot go on while
    /// that block stands.
    Conflicting = KEELBOLT_PROGRESS_CONFLICTING,
    /// All are confirmed; the block of `height` is the earliest that may have the claim.
    Delayed = KEELBOLT_PROGRESS_DELAYED,
    /// Claim it: the next block may have the transaction.
    Claim = KEELBOLT_PROGRESS_CLAIM,
    /// The transaction `txid` spends it, which waits for a block.
    Spending = KEELBOLT_PROGRESS_SPENDING,
    /// It is spent by `txid` in the block of `height`: a host waits for some more on top.
    Spent = KEELBOLT_PROGRESS_SPENT,
  };

  Kind kind = Kind::Publish;
  std::size_t depth = 0;
  std::uint32_t height = 0;
  Txid txid;

  friend bool operator==(const ExitProgress &a, const ExitProgress &b) noexcept {
    return a.kind == b.kind && a.depth == b.depth && a.height == b.height && a.txid == b.txid;
  }
  friend bool operator!=(const ExitProgress &a, const ExitProgress &b) noexcept { return !(a == b); }
};

/// How an accepted VTXO is put on chain without the server, and claimed there. No key is needed until the claim.
class Exit {
 public:
  /// Where the VTXO lies when all is confirmed.
  OutPoint point() const { return accepted_.id().outpoint; }
  /// The transactions in the order in which they are published, each with what its child must pay. Throws Error.
  std::vector<ExitPackage> packages() const {
    keelbolt_exit_transactions transactions = {};
    keelbolt_error error = detail::new_error();
    detail::check(keelbolt_exit_packages(&transactions, &accepted_.c_, &error), error);
    std::vector<ExitPackage> packages;
    for (const ExitTransaction &parent : ExitTransaction::rest(accepted_.vtxo_.bytes_, transactions)) {
      packages.push_back({packages.size(), parent});
    }
    return packages;
  }
  /// What all of the exit weighs, without the children. Throws Error.
  std::uint64_t weight() const {
    return detail::number<std::uint64_t>([&](std::uint64_t *out, keelbolt_error *error) {
      return keelbolt_exit_weight(out, &accepted_.c_, error);
    });
  }
  /// What is to be done next, from what blocks and mempool say now: `statuses` of the transactions, in the order of the
  /// packages, `point` of the VTXO's own output, the height of the last block. `clause` is the one by which it is to be
  /// claimed. When a block is disconnected, the same question has another answer. Throws Error.
  ///
  /// Of a VTXO that trusts others it is worth asking at each block, without an exit, too: when it is to publish
  /// another transaction than the first, somebody has put those before it on chain. If that was who had the VTXO
  /// before, the next one must be confirmed before the delay of exits is over behind the last of them, or the money
  /// is theirs.
  ExitProgress progress(const Clause &clause, View<TransactionStatus> statuses, const PointStatus &point,
                        std::uint32_t tip) const {
    std::vector<keelbolt_transaction_status> list;
    for (const TransactionStatus &status : statuses) {
      list.push_back(status.c());
    }
    const auto c = detail::number<keelbolt_progress>([&](keelbolt_progress *out, keelbolt_error *error) {
      return keelbolt_exit_progress(out, &accepted_.c_, &clause.c(), list.data(), list.size(), &point.c(), tip, error);
    });
    return {static_cast<ExitProgress::Kind>(c.kind), c.depth, c.height, detail::fixed<Txid>(c.txid)};
  }
  /// The ways in which the owner may claim: one for money, one for a contract that is paid or has ended. Throws Error.
  std::vector<Clause> clauses() const {
    std::vector<Clause> clauses;
    const auto listed =
        detail::listed<keelbolt_clause>([&](keelbolt_clause *out, std::size_t *count, keelbolt_error *error) {
          return keelbolt_exit_clauses(out, count, &accepted_.c_, error);
        });
    for (const keelbolt_clause &clause : listed) {
      clauses.push_back(Clause::from_c(clause));
    }
    return clauses;
  }
  /// The claim by one of the clauses, to the output script `destination`, which is not empty, at a feerate in satoshi
  /// for 1000 units of weight: it waits for the owner's signature. A preimage is needed where the clause has a hash.
  /// Throws Error.
  ClauseSpend claim(const Clause &clause, std::optional<Preimage> preimage, ByteView destination,
                    std::uint32_t feerate_per_kw) const {
    auto spend = detail::sized<keelbolt_clause_spend>();
    const std::uint8_t *known = preimage ? preimage->expose().data() : nullptr;
    keelbolt_error error = detail::new_error();
    detail::check(keelbolt_exit_claim(&spend, &accepted_.c_, &clause.c(), known, destination.data(),
                                      destination.size(), feerate_per_kw, &error),
                  error);
    const PolicyOutput output(VtxoPolicy::from_c(spend.policy), VtxoTerms::from_c(spend.terms));
    const Funding funding{detail::outpoint_from(spend.previous_output), spend.value_sat};
    return {output, clause, funding, std::move(preimage), destination, feerate_per_kw};
  }

 private:
  friend class AcceptedVtxo;

  explicit Exit(const AcceptedVtxo &accepted) : accepted_(accepted) {}

  AcceptedVtxo accepted_;
};

inline Exit AcceptedVtxo::exit() const { return Exit(*this); }

}  // namespace keelbolt

#endif
