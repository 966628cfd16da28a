// SPDX-License-Identifier: MIT OR Apache-2.0
//
// keelbolt_contract.hpp: MuSig2 (BIP 327) and stand-alone hash time-locked contracts for C++17, header-only, on top of
// keelbolt.h.
//
// The rules are those of keelbolt.hpp: values own what they hold, whatever fails throws Error, secrets are moved and
// wiped.

#ifndef KEELBOLT_CONTRACT_HPP
#define KEELBOLT_CONTRACT_HPP

#include "keelbolt_onion.hpp"

namespace keelbolt {

// --- MuSig2 ------------------------------------------------------------------------------------------------------

/// The last 32 bytes of a compressed key, with which BIP 340 signatures are checked.
using XOnlyPublicKey = FixedBytes<32, struct XOnlyPublicKeyMeaning>;
/// A signer's public nonces.
using PublicNonce = FixedBytes<66, struct PublicNonceMeaning>;
/// The sum of all signers' public nonces.
using AggregateNonce = FixedBytes<66, struct AggregateNonceMeaning>;
/// One signer's part of a signature.
using PartialSignature = FixedBytes<32, struct PartialSignatureMeaning>;
/// A BIP 340 signature.
using SchnorrSignature = FixedBytes<64, struct SchnorrSignatureMeaning>;

namespace detail {

/// Values of a fixed size, one behind the other.
template <class T>
Bytes joined(View<T> values) {
  Bytes bytes;
  for (const T &value : values) {
    bytes.insert(bytes.end(), value.bytes.begin(), value.bytes.end());
  }
  return bytes;
}

template <class T>
const std::uint8_t *data_of(const std::optional<T> &value) noexcept {
  return value ? value->bytes.data() : nullptr;
}

}  // namespace detail

/// Sorts keys by their compressed forms (KeySort), where signers have no other order of their own. Throws Error.
inline std::vector<PublicKey> musig_sort_keys(View<PublicKey> keys) {
  Bytes bytes = detail::joined(keys);
  keelbolt_error error = detail::new_error();
  detail::check(keelbolt_musig_sort_keys(bytes.data(), bytes.data(), keys.size(), &error), error);
  std::vector<PublicKey> sorted(keys.size());
  for (std::size_t index = 0; index < sorted.size(); ++index) {
    std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(33 * index), 33, sorted[index].bytes.begin());
  }
  return sorted;
}

/// The keys of up to 64 signers and their aggregate, with the tweaks that were added to it. Copies share them; the
/// functions that tweak belong to one thread, and come before the first session.
class MusigKeys {
 public:
  /// Aggregates keys in their order. A key may stand there more than once, and then signs as often. Throws Error.
  explicit MusigKeys(View<PublicKey> keys) : MusigKeys() {
    const Bytes bytes = detail::joined(keys);
    keelbolt_error error = detail::new_error();
    detail::check(keelbolt_musig_keys_init(c_.get(), bytes.data(), keys.size(), &error), error);
  }

  /// Adds `tweak` times the generator to the aggregate key, as BIP 32 derives. Throws Error.
  void add_tweak(const std::array<std::uint8_t, 32> &tweak) { change(tweak, false); }
  /// Adds it to the point of even y at the aggregate key's x, as BIP 341 has it. Throws Error.
  void add_x_only_tweak(const std::array<std::uint8_t, 32> &tweak) { change(tweak, true); }
  /// Makes the aggregate key, an internal key, the output key of a Taproot output, with or without a script tree.
  void tap_tweak(const std::optional<Sha256> &merkle_root) {
    keelbolt_error error = detail::new_error();
    detail::check(keelbolt_musig_keys_tap_tweak(c_.get(), detail::data_of(merkle_root), &error), error);
  }
  /// The aggregate key, with its tweaks.
  PublicKey public_key() const {
    return detail::value<PublicKey>([&](std::uint8_t *out, keelbolt_error *error) {
      return keelbolt_musig_keys_public_key(out, c_.get(), error);
    });
  }
  /// The aggregate key, as signatures are checked with it.
  XOnlyPublicKey x_only_public_key() const {
    XOnlyPublicKey x_only;
    const PublicKey key = public_key();
    std::copy(key.bytes.begin() + 1, key.bytes.end(), x_only.bytes.begin());
    return x_only;
  }

 private:
  friend class ContractTerms;
  friend class MusigNonce;
  friend class MusigSession;

  // What C has must stay where it is, so it lies on the heap.
  MusigKeys() : c_(std::make_shared<keelbolt_musig_keys>()) {}

  void change(const std::array<std::uint8_t, 32> &tweak, bool is_x_only) {
    keelbolt_error error = detail::new_error();
    detail::check(keelbolt_musig_keys_tweak(c_.get(), tweak.data(), is_x_only, &error), error);
  }

  std::shared_ptr<keelbolt_musig_keys> c_;
};

/// What is known of a ceremony when nonces are made, for defence in depth.
struct MusigNonceInputs {
  /// The keys that sign.
  const MusigKeys *keys = nullptr;
  /// What is signed.
  std::optional<Sha256> message;
  /// Anything else that belongs to the ceremony.
  std::optional<Sha256> extra;
};

class MusigSession;

/// A signer's nonces, for one signature: moved, not copied, consumed by signing, wiped when they end. Two signatures
/// with the same nonces would give the secret key away.
class MusigNonce {
 public:
  /// Makes the nonces of a key. `nonce_entropy` serves this alone. Throws Error.
  MusigNonce(Entropy nonce_entropy, const SecretKey &key, const MusigNonceInputs &inputs, Entropy entropy)
      : c_(new keelbolt_musig_secret_nonce()) {
    const keelbolt_musig_keys *keys = inputs.keys == nullptr ? nullptr : inputs.keys->c_.get();
    public_nonce_ = detail::value<PublicNonce>([&](std::uint8_t *out, keelbolt_error *error) {
      return keelbolt_musig_nonce(c_.get(), out, nonce_entropy.expose().data(), key.expose().data(), keys,
                                  detail::data_of(inputs.message), detail::data_of(inputs.extra),
                                  entropy.expose().data(), error);
    });
  }

  /// What goes to the other signers.
  const PublicNonce &public_nonce() const noexcept { return public_nonce_; }
  /// Signs, and is used up. Throws Error; Code::NonceUsed the second time.
  PartialSignature sign(const MusigSession &session, const SecretKey &key, Entropy entropy);

 private:
  struct Wipe {
    void operator()(keelbolt_musig_secret_nonce *nonce) const noexcept {
      keelbolt_musig_secret_nonce_wipe(nonce);
      delete nonce;
    }
  };

  std::unique_ptr<keelbolt_musig_secret_nonce, Wipe> c_;
  PublicNonce public_nonce_;
};

/// Sums the public nonces of all signers, in any order. Throws Error.
inline AggregateNonce musig_aggregate_nonce(View<PublicNonce> nonces) {
  const Bytes bytes = detail::joined(nonces);
  return detail::value<AggregateNonce>([&](std::uint8_t *out, keelbolt_error *error) {
    return keelbolt_musig_aggregate_nonce(out, bytes.data(), nonces.size(), error);
  });
}

/// What all signers of one message have in common: keys with their tweaks, nonces, message. It holds no secret.
class MusigSession {
 public:
  // Copied, never moved from: what lies in a session borrows the keys, which it keeps alive.
  MusigSession(const MusigSession &) = default;
  MusigSession &operator=(const MusigSession &) = default;
  /// Signers must agree on all three, or no signature comes of it. Throws Error.
  MusigSession(const MusigKeys &keys, const AggregateNonce &nonce, const Sha256 &message) : keys_(keys) {
    keelbolt_error error = detail::new_error();
    detail::check(keelbolt_musig_session_init(&c_, keys_.c_.get(), nonce.bytes.data(), message.bytes.data(), &error),
                  error);
  }

  /// The number of the signer with this key. Throws Error.
  std::size_t signer(const PublicKey &key) const {
    std::size_t signer = 0;
    keelbolt_error error = detail::new_error();
    detail::check(keelbolt_musig_signer(&signer, &c_, key.bytes.data(), &error), error);
    return signer;
  }
  /// Checks the partial signature of one signer. Throws Error: Code::PartialSignatureMismatch.
  void verify(std::size_t signer, const PublicNonce &nonce, const PartialSignature &partial) const {
    keelbolt_error error = detail::new_error();
    detail::check(keelbolt_musig_verify(&c_, signer, nonce.bytes.data(), partial.bytes.data(), &error), error);
  }
  /// Checks all partial signatures, each beside the nonce of the same signer. Throws Error, whose signer() is to blame.
  void verify_all(View<PublicNonce> nonces, View<PartialSignature> partials) const {
    const Bytes nonce_bytes = detail::joined(nonces);
    const Bytes partial_bytes = detail::joined(partials);
    keelbolt_error error = detail::new_error();
    detail::check(keelbolt_musig_verify_all(&c_, nonce_bytes.data(), nonces.size(), partial_bytes.data(),
                                            partials.size(), &error),
                  error);
  }
  /// The signature that all partial ones make, checked as a whole. Throws Error: verify_all says who is to blame.
  SchnorrSignature aggregate(View<PartialSignature> partials) const {
    const Bytes bytes = detail::joined(partials);
    return detail::value<SchnorrSignature>([&](std::uint8_t *out, keelbolt_error *error) {
      return keelbolt_musig_aggregate(out, &c_, bytes.data(), partials.size(), error);
    });
  }

 private:
  friend class MusigNonce;

  MusigKeys keys_;
  keelbolt_musig_session c_ = {};
};

inline PartialSignature MusigNonce::sign(const MusigSession &session, const SecretKey &key, Entropy entropy) {
  return detail::value<PartialSignature>([&](std::uint8_t *out, keelbolt_error *error) {
    return keelbolt_musig_sign(out, c_.get(), &session.c_, key.expose().data(), entropy.expose().data(), error);
  });
}

// --- Contracts ---------------------------------------------------------------------------------------------------

/// What a contract looks like on chain.
enum class ContractForm : std::int32_t {
  P2wsh = KEELBOLT_CONTRACT_P2WSH,
  Taproot = KEELBOLT_CONTRACT_TAPROOT,
};

/// How the preimage is hashed.
enum class HashLockKind : std::int32_t {
  Sha256Lock = KEELBOLT_HASH_LOCK_SHA256,
  Hash160Lock = KEELBOLT_HASH_LOCK_HASH160,
};

/// A height, or a time, before which the sender is not paid back.
struct LockTime {
  /// Whether it counts seconds since 1970, and not blocks.
  bool is_time = false;
  /// The height, below 500,000,000; or the time, from there on.
  std::uint64_t value = 0;

  /// A height.
  static LockTime height(std::uint32_t height) noexcept { return {false, height}; }
  /// A time.
  static LockTime time(std::uint64_t seconds) noexcept { return {true, seconds}; }
};

/// The scripts of a contract.
enum class ContractScript : std::int32_t {
  WitnessScript = KEELBOLT_CONTRACT_WITNESS_SCRIPT,
  ClaimLeaf = KEELBOLT_CONTRACT_CLAIM_LEAF,
  RefundLeaf = KEELBOLT_CONTRACT_REFUND_LEAF,
};

class ContractSpend;

/// The terms of a contract: the receiver is paid with the preimage of the hash, and the sender paid back from the lock
/// time on.
class ContractTerms {
 public:
  /// Terms with a payment hash; HashLockKind::Hash160Lock locks to its RIPEMD-160. Throws Error.
  ContractTerms(ContractForm form, HashLockKind kind, const PaymentHash &hash, const PublicKey &receiver,
                const PublicKey &sender, LockTime lock_time) {
    c_.form = static_cast<std::int32_t>(form);
    c_.hash_lock = static_cast<std::int32_t>(kind);
    if (kind == HashLockKind::Hash160Lock) {
      detail::check(keelbolt_hash_lock_hash160(c_.hash, hash.bytes.data()));
    } else {
      detail::put(c_.hash, hash);
    }
    c_.lock_time_kind = lock_time.is_time ? KEELBOLT_LOCK_TIME_SECONDS : KEELBOLT_LOCK_TIME_HEIGHT;
    c_.lock_time = lock_time.value;
    detail::put(c_.receiver, receiver);
    detail::put(c_.sender, sender);
    keelbolt_error error = detail::new_error();
    detail::check(keelbolt_contract_check(&c_, &error), error);
  }
  /// Reads the terms of a P2WSH contract from its witness script; none when it is no such script, byte for byte.
  static std::optional<ContractTerms> recognise(ByteView witness_script) {
    ContractTerms terms;
    keelbolt_error error = detail::new_error();
    detail::check(
        keelbolt_contract_recognise_p2wsh(&terms.c_, witness_script.data(), witness_script.size(), &error), error);
    return terms.c_.form == 0 ? std::nullopt : std::optional<ContractTerms>(terms);
  }
  /// Reads the terms of a Taproot contract from both leaves and the keys; none when they do not belong together.
  static std::optional<ContractTerms> recognise(ByteView claim_leaf, ByteView refund_leaf, const PublicKey &receiver,
                                                const PublicKey &sender) {
    ContractTerms terms;
    keelbolt_error error = detail::new_error();
    detail::check(keelbolt_contract_recognise_taproot(&terms.c_, detail::view(claim_leaf), detail::view(refund_leaf),
                                                      receiver.bytes.data(), sender.bytes.data(), &error),
                  error);
    return terms.c_.form == 0 ? std::nullopt : std::optional<ContractTerms>(terms);
  }

  ContractForm form() const noexcept { return static_cast<ContractForm>(c_.form); }
  HashLockKind hash_lock() const noexcept { return static_cast<HashLockKind>(c_.hash_lock); }
  /// What the preimage must hash to: 32 bytes, or 20 of HASH160.
  ByteView hash() const noexcept { return {c_.hash, hash_lock() == HashLockKind::Sha256Lock ? 32U : 20U}; }
  PublicKey receiver() const { return detail::fixed<PublicKey>(c_.receiver); }
  PublicKey sender() const { return detail::fixed<PublicKey>(c_.sender); }
  LockTime lock_time() const noexcept { return {c_.lock_time_kind == KEELBOLT_LOCK_TIME_SECONDS, c_.lock_time}; }

  /// A script of the contract. Throws Error where its form has none such.
  Bytes script(ContractScript which) const {
    return detail::two_calls<Bytes>([&](std::uint8_t *out, std::size_t *size, keelbolt_error *error) {
      return keelbolt_contract_script_bytes(out, size, &c_, static_cast<std::int32_t>(which), error);
    });
  }
  /// The output script that pays to it.
  std::array<std::uint8_t, 34> script_pubkey() const {
    std::array<std::uint8_t, 34> script{};
    keelbolt_error error = detail::new_error();
    detail::check(keelbolt_contract_script_pubkey(script.data(), &c_, &error), error);
    return script;
  }
  /// The address that pays to it.
  std::string address(Network network) const {
    return detail::two_calls<std::string>([&](char *out, std::size_t *size, keelbolt_error *error) {
      return keelbolt_contract_address(out, size, &c_, static_cast<std::int32_t>(network), error);
    });
  }
  /// The key to which the tree of a Taproot contract is bound, and the root of the tree. Throws Error.
  std::pair<XOnlyPublicKey, Sha256> tree() const {
    std::pair<XOnlyPublicKey, Sha256> tree;
    keelbolt_error error = detail::new_error();
    detail::check(keelbolt_contract_tree(tree.first.bytes.data(), tree.second.bytes.data(), &c_, &error), error);
    return tree;
  }
  /// The keys with which both sign a cooperative spend of a Taproot contract. Throws Error.
  MusigKeys musig_keys() const {
    MusigKeys keys;
    keelbolt_error error = detail::new_error();
    detail::check(keelbolt_contract_musig_keys(keys.c_.get(), &c_, &error), error);
    return keys;
  }
  /// Looks for the preimage in all elements of a witness, of whatever spend: this is how the sender learns it.
  std::optional<Preimage> preimage(View<Bytes> witness) const {
    std::vector<keelbolt_bytes> elements;
    for (const Bytes &element : witness) {
      elements.push_back(detail::view(ByteView(element)));
    }
    bool is_found = false;
    auto found = detail::secret<Preimage>([&](std::uint8_t *out, keelbolt_error *error) {
      return keelbolt_contract_preimage(&is_found, out, &c_, elements.data(), elements.size(), error);
    });
    return is_found ? std::optional<Preimage>(std::move(found)) : std::nullopt;
  }

 private:
  friend class ContractSpend;
  ContractTerms() = default;

  keelbolt_contract_terms c_ = detail::sized<keelbolt_contract_terms>();
};

/// An output of a contract, on chain or on its way there.
struct ContractFunding {
  /// The id of the transaction that has it, in the order of its bytes.
  Sha256 txid;
  /// Its index.
  std::uint32_t vout = 0;
  /// What it holds, in satoshi.
  std::uint64_t value_sat = 0;
};

/// A spend that can be broadcast. Of a claim it shows the preimage, which is secret until then.
class SignedContractSpend {
 public:
  /// The id of the transaction, in the order of its bytes.
  Sha256 txid() const { return detail::fixed<Sha256>(c_.txid); }
  /// The elements of the witness.
  std::vector<Bytes> witness() const {
    std::vector<Bytes> elements;
    const std::uint8_t *start = c_.bytes;
    for (std::size_t index = 0; index < c_.element_count; ++index) {
      elements.emplace_back(start, start + c_.lengths[index]);
      start += c_.lengths[index];
    }
    return elements;
  }
#ifdef KEELBOLT_ALLOCATOR
  /// The whole transaction.
  Bytes transaction() const { return transaction_; }
#endif

 private:
  friend class ContractSpend;
  friend class ClauseSpend;
  keelbolt_contract_witness c_ = {};
  Bytes transaction_;
};

/// A spend that waits for one signature: of the receiver who claims, of the sender who takes back, or of both.
class ContractSpend {
 public:
  /// The receiver's spend of `funding` to the output script `destination`, which is not empty, less a fee of
  /// `feerate_per_kw` satoshi for 1000 units of weight. Throws Error.
  static ContractSpend claim(const ContractTerms &terms, const ContractFunding &funding, Preimage preimage,
                             ByteView destination, std::uint32_t feerate_per_kw) {
    return ContractSpend(KEELBOLT_CONTRACT_CLAIM, terms, funding, std::move(preimage), destination, feerate_per_kw);
  }
  /// The sender's spend; no block before the lock time holds it. Throws Error.
  static ContractSpend refund(const ContractTerms &terms, const ContractFunding &funding, ByteView destination,
                              std::uint32_t feerate_per_kw) {
    return ContractSpend(KEELBOLT_CONTRACT_REFUND, terms, funding, std::nullopt, destination, feerate_per_kw);
  }
  /// A spend that both sign, at any time and to anybody: of a Taproot contract only. Throws Error.
  static ContractSpend cooperate(const ContractTerms &terms, const ContractFunding &funding, ByteView destination,
                                 std::uint32_t feerate_per_kw) {
    return ContractSpend(KEELBOLT_CONTRACT_COOPERATE, terms, funding, std::nullopt, destination, feerate_per_kw);
  }

  /// The weight: of P2WSH with the longest signature that there is, else exactly.
  std::uint64_t weight() const noexcept { return prepared_.weight; }
  /// The fee, in satoshi.
  std::uint64_t fee_sat() const noexcept { return prepared_.fee_sat; }
  /// What the destination gets, in satoshi.
  std::uint64_t value_sat() const noexcept { return prepared_.value_sat; }
  /// The id that the transaction will have, signed or not.
  Sha256 txid() const { return detail::fixed<Sha256>(prepared_.txid); }
  /// What is signed: of P2WSH with ECDSA, of Taproot with BIP 340.
  Sha256 sighash() const { return detail::fixed<Sha256>(prepared_.sighash); }
  /// Who signs: of Taproot 32 bytes behind a zero.
  PublicKey signer() const { return detail::fixed<PublicKey>(prepared_.signer); }

  /// Signs a claim or a refund with a key in memory; `auxiliary` guards the nonce of BIP 340. Throws Error.
  SignedContractSpend sign(const SecretKey &key, Entropy auxiliary, Entropy entropy) const {
    SignedContractSpend signed_spend;
    const keelbolt_contract_spend spend = c();
    keelbolt_error error = detail::new_error();
    detail::check(keelbolt_contract_spend_sign(&signed_spend.c_, &terms_.c_, &spend, key.expose().data(),
                                               auxiliary.expose().data(), entropy.expose().data(), &error),
                  error);
    return whole(std::move(signed_spend), spend);
  }
  /// Takes the signature of an external signer, or of a MuSig2 session, over sighash(). Throws Error.
  SignedContractSpend finish(const SchnorrSignature &signature) const {
    SignedContractSpend signed_spend;
    const keelbolt_contract_spend spend = c();
    keelbolt_error error = detail::new_error();
    detail::check(keelbolt_contract_spend_finish(&signed_spend.c_, &terms_.c_, &spend, signature.bytes.data(), &error),
                  error);
    return whole(std::move(signed_spend), spend);
  }
  /// Takes the ECDSA signature of an external signer; the recovery id is not looked at. Throws Error.
  SignedContractSpend finish(const Signature &signature) const {
    SchnorrSignature bytes;
    bytes.bytes = signature.compact;
    return finish(bytes);
  }

 private:
  ContractSpend(std::int32_t path, const ContractTerms &terms, const ContractFunding &funding,
                std::optional<Preimage> preimage, ByteView destination, std::uint32_t feerate_per_kw)
      : terms_(terms), funding_(funding), preimage_(std::move(preimage)),
        destination_(destination.begin(), destination.end()), path_(path), feerate_per_kw_(feerate_per_kw) {
    const keelbolt_contract_spend spend = c();
    keelbolt_error error = detail::new_error();
    detail::check(keelbolt_contract_spend_prepare(&prepared_, &terms_.c_, &spend, &error), error);
  }

  /// For C; it points into this object.
  keelbolt_contract_spend c() const noexcept {
    auto spend = detail::sized<keelbolt_contract_spend>();
    spend.path = path_;
    spend.vout = funding_.vout;
    detail::put(spend.txid, funding_.txid);
    spend.value_sat = funding_.value_sat;
    spend.destination = destination_.data();
    spend.destination_length = destination_.size();
    spend.feerate_per_kw = feerate_per_kw_;
    spend.preimage = preimage_ ? preimage_->expose().data() : nullptr;
    return spend;
  }

  SignedContractSpend whole(SignedContractSpend signed_spend, const keelbolt_contract_spend &spend) const {
#ifdef KEELBOLT_ALLOCATOR
    signed_spend.transaction_ =
        detail::two_calls<Bytes>([&](std::uint8_t *out, std::size_t *size, keelbolt_error *error) {
          return keelbolt_contract_spend_transaction(out, size, &terms_.c_, &spend, signed_spend.c_.signature, error);
        });
#else
    (void)spend;
#endif
    return signed_spend;
  }

  ContractTerms terms_;
  ContractFunding funding_;
  std::optional<Preimage> preimage_;
  Bytes destination_;
  std::int32_t path_;
  std::uint32_t feerate_per_kw_;
  keelbolt_contract_prepared prepared_ = detail::sized<keelbolt_contract_prepared>();
};

}  // namespace keelbolt

#endif
