// SPDX-License-Identifier: MIT OR Apache-2.0
//
// keelbolt_channel_keys.hpp: extended keys (BIP 32), and the secrets, keys, numbers, scripts and fees of channels
// (BOLT 3) for C++17, header-only, on top of keelbolt.h. None of it needs an allocator in the library.
//
// The rules are those of keelbolt.hpp: values own what they hold, whatever fails throws Error, secrets are moved and
// wiped.

#ifndef KEELBOLT_CHANNEL_KEYS_HPP
#define KEELBOLT_CHANNEL_KEYS_HPP

#include "keelbolt_handle.hpp"
#include "keelbolt_onion.hpp"

namespace keelbolt {

// --- Extended keys -----------------------------------------------------------------------------------------------

/// Where in the tree a key is.
struct KeyPlace {
  /// Mainnet, or testnet for all others, which keys do not tell apart.
  Network network = Network::Bitcoin;
  /// Which child of its parent: the index, plus 2^31 for hardened children; 0 for the master key.
  std::uint32_t child_number = 0;
  /// How many steps below the master key: 0 for that itself.
  std::uint8_t depth = 0;
  /// The fingerprint of the parent; zeros for the master key.
  std::array<std::uint8_t, 4> parent_fingerprint{};
};

/// The text of an extended secret key: moved, not copied; wiped when it ends; not to be printed by accident.
class SecretText {
 public:
  /// Takes the text over.
  explicit SecretText(std::string &&text) noexcept : text_(std::move(text)) {}
  SecretText(SecretText &&other) noexcept : text_(std::move(other.text_)) { other.wipe(); }
  SecretText &operator=(SecretText &&other) noexcept {
    if (this != &other) {
      wipe();
      text_ = std::move(other.text_);
      other.wipe();
    }
    return *this;
  }
  SecretText(const SecretText &) = delete;
  SecretText &operator=(const SecretText &) = delete;
  ~SecretText() { wipe(); }

  /// The text itself. Each use is a place to look at in a review.
  std::string_view expose() const noexcept { return text_; }

 private:
  void wipe() noexcept { detail::wipe(reinterpret_cast<std::uint8_t *>(&text_[0]), text_.size()); }

  std::string text_;
};

namespace detail {

inline KeyPlace place_of(const keelbolt_key_place &c) noexcept {
  KeyPlace place;
  place.network = static_cast<Network>(c.network);
  place.child_number = c.child_number;
  place.depth = c.depth;
  std::copy_n(c.parent_fingerprint, place.parent_fingerprint.size(), place.parent_fingerprint.begin());
  return place;
}

}  // namespace detail

/// A public key with its chain code: all its normal children can be derived, and watched, with it. Together with the
/// secret key of one normal child it gives away the secret keys of all others.
class ExtendedPublicKey {
 public:
  /// Reads the text form, `xpub` or `tpub`. Throws Error.
  static ExtendedPublicKey parse(std::string_view text) {
    ExtendedPublicKey key;
    detail::run([&](keelbolt_error *error) {
      return keelbolt_extended_public_key_parse(&key.c_, text.data(), text.size(), error);
    });
    return key;
  }
  /// The key above all that a MuSig2 aggregate key, before any tweak, signs for (BIP 328). Throws Error.
  static ExtendedPublicKey synthetic(const PublicKey &aggregate, Network network) {
    ExtendedPublicKey key;
    detail::run([&](keelbolt_error *error) {
      return keelbolt_extended_public_key_synthetic(&key.c_, aggregate.bytes.data(), static_cast<std::int32_t>(network),
                                                    error);
    });
    return key;
  }

  /// The text form.
  std::string text() const {
    return detail::two_calls<std::string>([&](char *out, std::size_t *size, keelbolt_error *error) {
      return keelbolt_extended_public_key_text(out, size, &c_, error);
    });
  }
  /// A normal child. Throws Error.
  ExtendedPublicKey derive(std::uint32_t index) const {
    ExtendedPublicKey child;
    detail::run([&](keelbolt_error *error) {
      return keelbolt_extended_public_key_derive(&child.c_, &c_, index, error);
    });
    return child;
  }
  /// The key at the end of a path of normal children, such as "m/1/7". Throws Error.
  ExtendedPublicKey derive_path(std::string_view path) const {
    ExtendedPublicKey child;
    detail::run([&](keelbolt_error *error) {
      return keelbolt_extended_public_key_derive_path(&child.c_, &c_, path.data(), path.size(), error);
    });
    return child;
  }
  /// The public key itself.
  PublicKey key() const {
    return detail::value<PublicKey>([&](std::uint8_t *out, keelbolt_error *error) {
      return keelbolt_extended_public_key_key(out, &c_, error);
    });
  }
  /// The first four bytes of the HASH160 of the key, by which its children name it.
  std::array<std::uint8_t, 4> fingerprint() const {
    std::array<std::uint8_t, 4> bytes{};
    detail::run([&](keelbolt_error *error) {
      return keelbolt_extended_public_key_fingerprint(bytes.data(), &c_, error);
    });
    return bytes;
  }
  /// Where in the tree it is.
  KeyPlace place() const {
    keelbolt_key_place place = {};
    detail::run([&](keelbolt_error *error) { return keelbolt_extended_public_key_place(&place, &c_, error); });
    return detail::place_of(place);
  }

 private:
  friend class ExtendedSecretKey;
  ExtendedPublicKey() = default;

  keelbolt_extended_public_key c_ = {};
};

/// A secret key with its chain code: all of the tree below it. Moved, not copied; wiped when it ends.
class ExtendedSecretKey {
 public:
  /// The master key of a seed of 16 to 64 bytes, such as BIP 39 makes. Throws Error.
  static ExtendedSecretKey from_seed(ByteView seed, Network network) {
    ExtendedSecretKey key;
    detail::run([&](keelbolt_error *error) {
      return keelbolt_extended_secret_key_from_seed(&key.c_, seed.data(), seed.size(),
                                                    static_cast<std::int32_t>(network), error);
    });
    return key;
  }
  /// Reads the text form, `xprv` or `tprv`. Throws Error.
  static ExtendedSecretKey parse(std::string_view text) {
    ExtendedSecretKey key;
    detail::run([&](keelbolt_error *error) {
      return keelbolt_extended_secret_key_parse(&key.c_, text.data(), text.size(), error);
    });
    return key;
  }

  ExtendedSecretKey(ExtendedSecretKey &&other) noexcept : c_(other.c_) {
    keelbolt_extended_secret_key_wipe(&other.c_);
  }
  ExtendedSecretKey &operator=(ExtendedSecretKey &&other) noexcept {
    if (this != &other) {
      c_ = other.c_;
      keelbolt_extended_secret_key_wipe(&other.c_);
    }
    return *this;
  }
  ExtendedSecretKey(const ExtendedSecretKey &) = delete;
  ExtendedSecretKey &operator=(const ExtendedSecretKey &) = delete;
  ~ExtendedSecretKey() { keelbolt_extended_secret_key_wipe(&c_); }

  /// The text form.
  SecretText text() const {
    return SecretText(detail::two_calls<std::string>([&](char *out, std::size_t *size, keelbolt_error *error) {
      return keelbolt_extended_secret_key_text(out, size, &c_, error);
    }));
  }
  /// A child; hardened ones only the secret side derives. Throws Error.
  ExtendedSecretKey derive(std::uint32_t index, bool is_hardened, Entropy entropy) const {
    ExtendedSecretKey child;
    detail::run([&](keelbolt_error *error) {
      return keelbolt_extended_secret_key_derive(&child.c_, &c_, index, is_hardened, entropy.expose().data(), error);
    });
    return child;
  }
  /// The key at the end of a path, such as "m/84'/0'/0'/1/7". Throws Error.
  ExtendedSecretKey derive_path(std::string_view path, Entropy entropy) const {
    ExtendedSecretKey child;
    detail::run([&](keelbolt_error *error) {
      return keelbolt_extended_secret_key_derive_path(&child.c_, &c_, path.data(), path.size(),
                                                      entropy.expose().data(), error);
    });
    return child;
  }
  /// The public side.
  ExtendedPublicKey public_key(Entropy entropy) const {
    ExtendedPublicKey key;
    detail::run([&](keelbolt_error *error) {
      return keelbolt_extended_secret_key_public(&key.c_, &c_, entropy.expose().data(), error);
    });
    return key;
  }
  /// The secret key itself.
  SecretKey secret_key() const {
    return detail::secret<SecretKey>([&](std::uint8_t *out, keelbolt_error *error) {
      return keelbolt_extended_secret_key_secret(out, &c_, error);
    });
  }
  /// Where in the tree it is.
  KeyPlace place() const {
    keelbolt_key_place place = {};
    detail::run([&](keelbolt_error *error) { return keelbolt_extended_secret_key_place(&place, &c_, error); });
    return detail::place_of(place);
  }
  /// The key as the C functions know it.
  const keelbolt_extended_secret_key &c() const noexcept { return c_; }

 private:
  ExtendedSecretKey() = default;

  keelbolt_extended_secret_key c_ = {};
};

// --- Keys of channels --------------------------------------------------------------------------------------------

/// The secret of one commitment of one node. It is told to the peer when the commitment is revoked.
using PerCommitmentSecret = Secret<32, struct PerCommitmentSecretMeaning>;
/// What all per-commitment secrets of a channel come from.
using PerCommitmentSeed = Secret<32, struct PerCommitmentSeedMeaning>;

/// What a node shows of its keys when a channel opens (BOLT 2).
struct Basepoints {
  /// Its key of the funding output and of its anchor.
  PublicKey funding_pubkey;
  /// What the keys come from by which it punishes.
  PublicKey revocation_basepoint;
  /// Its key of `to_remote` outputs.
  PublicKey payment_basepoint;
  /// What its keys of delayed outputs come from.
  PublicKey delayed_payment_basepoint;
  /// What its keys of HTLC outputs come from.
  PublicKey htlc_basepoint;
};

/// The keys of one commitment transaction.
struct CommitmentKeys {
  /// The point of its owner that all come from.
  PublicKey per_commitment_point;
  /// Spends everything of the owner's, once the commitment is revoked.
  PublicKey revocation_pubkey;
  /// Spends what is delayed.
  PublicKey local_delayedpubkey;
  /// The owner's in HTLC outputs.
  PublicKey local_htlcpubkey;
  /// The other node's in HTLC outputs.
  PublicKey remote_htlcpubkey;
  /// Spends `to_remote`: the other node's payment basepoint.
  PublicKey remotepubkey;

  /// The keys of the commitment with this point, whose owner is `local`. Throws Error.
  static CommitmentKeys derive(const PublicKey &per_commitment_point, const Basepoints &local,
                               const Basepoints &remote);
};

namespace detail {

inline keelbolt_basepoints c_of(const Basepoints &basepoints) noexcept {
  keelbolt_basepoints c = {};
  put(c.funding_pubkey, basepoints.funding_pubkey);
  put(c.revocation_basepoint, basepoints.revocation_basepoint);
  put(c.payment_basepoint, basepoints.payment_basepoint);
  put(c.delayed_payment_basepoint, basepoints.delayed_payment_basepoint);
  put(c.htlc_basepoint, basepoints.htlc_basepoint);
  return c;
}

inline Basepoints basepoints_of(const keelbolt_basepoints &c) {
  return {fixed<PublicKey>(c.funding_pubkey), fixed<PublicKey>(c.revocation_basepoint),
          fixed<PublicKey>(c.payment_basepoint), fixed<PublicKey>(c.delayed_payment_basepoint),
          fixed<PublicKey>(c.htlc_basepoint)};
}

inline keelbolt_commitment_keys c_of(const CommitmentKeys &keys) noexcept {
  keelbolt_commitment_keys c = {};
  put(c.per_commitment_point, keys.per_commitment_point);
  put(c.revocation_pubkey, keys.revocation_pubkey);
  put(c.local_delayedpubkey, keys.local_delayedpubkey);
  put(c.local_htlcpubkey, keys.local_htlcpubkey);
  put(c.remote_htlcpubkey, keys.remote_htlcpubkey);
  put(c.remotepubkey, keys.remotepubkey);
  return c;
}

inline CommitmentKeys commitment_keys_of(const keelbolt_commitment_keys &c) {
  return {fixed<PublicKey>(c.per_commitment_point), fixed<PublicKey>(c.revocation_pubkey),
          fixed<PublicKey>(c.local_delayedpubkey), fixed<PublicKey>(c.local_htlcpubkey),
          fixed<PublicKey>(c.remote_htlcpubkey), fixed<PublicKey>(c.remotepubkey)};
}

}  // namespace detail

inline CommitmentKeys CommitmentKeys::derive(const PublicKey &per_commitment_point, const Basepoints &local,
                                             const Basepoints &remote) {
  const keelbolt_basepoints c_local = detail::c_of(local);
  const keelbolt_basepoints c_remote = detail::c_of(remote);
  keelbolt_commitment_keys keys = {};
  detail::run([&](keelbolt_error *error) {
    return keelbolt_commitment_keys_derive(&keys, per_commitment_point.bytes.data(), &c_local, &c_remote, error);
  });
  return detail::commitment_keys_of(keys);
}

/// "pubkey = basepoint + SHA256(per_commitment_point || basepoint) * G" Throws Error.
inline PublicKey derive_pubkey(const PublicKey &basepoint, const PublicKey &per_commitment_point) {
  return detail::value<PublicKey>([&](std::uint8_t *out, keelbolt_error *error) {
    return keelbolt_derive_pubkey(out, basepoint.bytes.data(), per_commitment_point.bytes.data(), error);
  });
}

/// "privkey = basepoint_secret + SHA256(per_commitment_point || basepoint)" Throws Error.
inline SecretKey derive_privkey(const SecretKey &basepoint_secret, const PublicKey &basepoint,
                                const PublicKey &per_commitment_point) {
  return detail::secret<SecretKey>([&](std::uint8_t *out, keelbolt_error *error) {
    return keelbolt_derive_privkey(out, basepoint_secret.expose().data(), basepoint.bytes.data(),
                                   per_commitment_point.bytes.data(), error);
  });
}

/// The key that spends a revoked commitment. Throws Error.
inline PublicKey revocation_pubkey(const PublicKey &revocation_basepoint, const PublicKey &per_commitment_point) {
  return detail::value<PublicKey>([&](std::uint8_t *out, keelbolt_error *error) {
    return keelbolt_revocation_pubkey(out, revocation_basepoint.bytes.data(), per_commitment_point.bytes.data(),
                                      error);
  });
}

/// The secret key of revocation_pubkey, which one node alone cannot know. Throws Error.
inline SecretKey revocation_privkey(const SecretKey &revocation_basepoint_secret,
                                    const PublicKey &revocation_basepoint,
                                    const PerCommitmentSecret &per_commitment_secret,
                                    const PublicKey &per_commitment_point) {
  return detail::secret<SecretKey>([&](std::uint8_t *out, keelbolt_error *error) {
    return keelbolt_revocation_privkey(out, revocation_basepoint_secret.expose().data(),
                                       revocation_basepoint.bytes.data(), per_commitment_secret.expose().data(),
                                       per_commitment_point.bytes.data(), error);
  });
}

/// The secrets of one node in one channel. Moved, not copied; wiped when they end.
class ChannelSecrets {
 public:
  /// The hardened keys `m/9735'/network'/channel'/use'` of the wallet's master key. Throws Error.
  static ChannelSecrets derive(const ExtendedSecretKey &root, std::uint32_t channel, Entropy entropy) {
    ChannelSecrets secrets;
    detail::run([&](keelbolt_error *error) {
      return keelbolt_channel_secrets_derive(&secrets.c_, &root.c(), channel, entropy.expose().data(), error);
    });
    return secrets;
  }

  ChannelSecrets(ChannelSecrets &&other) noexcept : c_(other.c_) { keelbolt_channel_secrets_wipe(&other.c_); }
  ChannelSecrets &operator=(ChannelSecrets &&other) noexcept {
    if (this != &other) {
      c_ = other.c_;
      keelbolt_channel_secrets_wipe(&other.c_);
    }
    return *this;
  }
  ChannelSecrets(const ChannelSecrets &) = delete;
  ChannelSecrets &operator=(const ChannelSecrets &) = delete;
  ~ChannelSecrets() { keelbolt_channel_secrets_wipe(&c_); }

  /// What the other node is shown.
  Basepoints basepoints(Entropy entropy) const {
    keelbolt_basepoints basepoints = {};
    detail::run([&](keelbolt_error *error) {
      return keelbolt_channel_secrets_basepoints(&basepoints, &c_, entropy.expose().data(), error);
    });
    return detail::basepoints_of(basepoints);
  }
  /// The secret key of `funding_pubkey`.
  SecretKey funding() const { return copy<SecretKey>(c_.funding); }
  /// That of `revocation_basepoint`.
  SecretKey revocation_basepoint() const { return copy<SecretKey>(c_.revocation_basepoint); }
  /// That of `payment_basepoint`.
  SecretKey payment_basepoint() const { return copy<SecretKey>(c_.payment_basepoint); }
  /// That of `delayed_payment_basepoint`.
  SecretKey delayed_payment_basepoint() const { return copy<SecretKey>(c_.delayed_payment_basepoint); }
  /// That of `htlc_basepoint`.
  SecretKey htlc_basepoint() const { return copy<SecretKey>(c_.htlc_basepoint); }
  /// What all per-commitment secrets come from, for SecretGenerator.
  PerCommitmentSeed per_commitment_seed() const { return copy<PerCommitmentSeed>(c_.per_commitment_seed); }
  /// The secrets as the C functions know them.
  const keelbolt_channel_secrets &c() const noexcept { return c_; }

 private:
  ChannelSecrets() = default;

  template <class T>
  static T copy(const std::uint8_t (&bytes)[32]) {
    std::array<std::uint8_t, 32> copied{};
    std::copy_n(bytes, copied.size(), copied.begin());
    return T(std::move(copied));
  }

  keelbolt_channel_secrets c_ = {};
};

/// Makes all per-commitment secrets of a channel from its seed, and remembers the way to the last one. Moved, not
/// copied; wiped when it ends.
class SecretGenerator {
 public:
  /// The generator of this seed.
  explicit SecretGenerator(const PerCommitmentSeed &seed) {
    detail::run([&](keelbolt_error *error) {
      return keelbolt_secret_generator_init(&c_, seed.expose().data(), error);
    });
  }
  SecretGenerator(SecretGenerator &&other) noexcept : c_(other.c_) { keelbolt_secret_generator_wipe(&other.c_); }
  SecretGenerator &operator=(SecretGenerator &&other) noexcept {
    if (this != &other) {
      c_ = other.c_;
      keelbolt_secret_generator_wipe(&other.c_);
    }
    return *this;
  }
  SecretGenerator(const SecretGenerator &) = delete;
  SecretGenerator &operator=(const SecretGenerator &) = delete;
  ~SecretGenerator() { keelbolt_secret_generator_wipe(&c_); }

  /// The secret of the commitment with this number, from 0 on. Throws Error.
  PerCommitmentSecret secret(std::uint64_t number) {
    return detail::secret<PerCommitmentSecret>([&](std::uint8_t *out, keelbolt_error *error) {
      return keelbolt_secret_generator_secret(out, &c_, number, error);
    });
  }

 private:
  keelbolt_secret_generator c_ = {};
};

/// `per_commitment_point` of a secret, which the peer is told before. Throws Error.
inline PublicKey per_commitment_point(const PerCommitmentSecret &secret, Entropy entropy) {
  return detail::value<PublicKey>([&](std::uint8_t *out, keelbolt_error *error) {
    return keelbolt_per_commitment_point(out, secret.expose().data(), entropy.expose().data(), error);
  });
}

/// Every secret that the peer has revealed, in 49 slots. Moved, not copied; wiped when it ends.
class SecretStore {
 public:
  /// The stable binary form.
  using Saved = Secret<KEELBOLT_SECRET_STORE_LENGTH, struct SecretStoreMeaning>;

  /// No secret yet.
  SecretStore() {
    detail::run([&](keelbolt_error *error) { return keelbolt_secret_store_init(&c_, error); });
  }
  /// Reads the binary form. Throws Error.
  static SecretStore parse(ByteView bytes) {
    SecretStore store;
    detail::run([&](keelbolt_error *error) {
      return keelbolt_secret_store_parse(&store.c_, bytes.data(), bytes.size(), error);
    });
    return store;
  }

  SecretStore(SecretStore &&other) noexcept : c_(other.c_) { keelbolt_secret_store_wipe(&other.c_); }
  SecretStore &operator=(SecretStore &&other) noexcept {
    if (this != &other) {
      c_ = other.c_;
      keelbolt_secret_store_wipe(&other.c_);
    }
    return *this;
  }
  SecretStore(const SecretStore &) = delete;
  SecretStore &operator=(const SecretStore &) = delete;
  ~SecretStore() { keelbolt_secret_store_wipe(&c_); }

  /// Keeps the secret of a commitment, which must be the next; the store is as before on an error. Throws Error.
  void insert(std::uint64_t number, const PerCommitmentSecret &secret) {
    detail::run([&](keelbolt_error *error) {
      return keelbolt_secret_store_insert(&c_, number, secret.expose().data(), error);
    });
  }
  /// The secret of a commitment; none when the peer has not revoked it. Throws Error.
  std::optional<PerCommitmentSecret> secret(std::uint64_t number) const {
    bool is_revoked = false;
    auto found = detail::secret<PerCommitmentSecret>([&](std::uint8_t *out, keelbolt_error *error) {
      return keelbolt_secret_store_secret(&is_revoked, out, &c_, number, error);
    });
    return is_revoked ? std::optional<PerCommitmentSecret>(std::move(found)) : std::nullopt;
  }
  /// The commitment that the peer revokes next; none after the last.
  std::optional<std::uint64_t> next() const {
    bool has_next = false;
    std::uint64_t number = 0;
    detail::run(
        [&](keelbolt_error *error) { return keelbolt_secret_store_next(&has_next, &number, &c_, error); });
    return has_next ? std::optional<std::uint64_t>(number) : std::nullopt;
  }
  /// The binary form.
  Saved to_bytes() const {
    std::array<std::uint8_t, KEELBOLT_SECRET_STORE_LENGTH> bytes{};
    detail::run([&](keelbolt_error *error) { return keelbolt_secret_store_to_bytes(bytes.data(), &c_, error); });
    return Saved(std::move(bytes));
  }
  /// The store as the C functions know it.
  const keelbolt_secret_store &c() const noexcept { return c_; }

 private:
  keelbolt_secret_store c_ = {};
};

// --- Numbers -----------------------------------------------------------------------------------------------------

/// How a channel's transactions hide the numbers of its commitments, by the payment basepoints of both nodes.
struct CommitmentNumbers {
  /// The opener's payment basepoint.
  PublicKey opener;
  /// The accepter's.
  PublicKey accepter;

  /// The lock time of a commitment, and the sequence of its input.
  struct Hidden {
    std::uint32_t lock_time = 0;
    std::uint32_t sequence = 0;
  };

  /// What hides the numbers, 48 bits. Throws Error.
  std::uint64_t obscuring_factor() const {
    std::uint64_t factor = 0;
    detail::run([&](keelbolt_error *error) {
      return keelbolt_obscuring_factor(&factor, opener.bytes.data(), accepter.bytes.data(), error);
    });
    return factor;
  }
  /// Hides a number. Throws Error.
  Hidden hide(std::uint64_t number) const {
    Hidden hidden;
    detail::run([&](keelbolt_error *error) {
      return keelbolt_commitment_number_hide(&hidden.lock_time, &hidden.sequence, opener.bytes.data(),
                                             accepter.bytes.data(), number, error);
    });
    return hidden;
  }
  /// The number that a transaction hides; none when it is no commitment. Throws Error.
  std::optional<std::uint64_t> find(Hidden hidden) const {
    bool is_commitment = false;
    std::uint64_t number = 0;
    detail::run([&](keelbolt_error *error) {
      return keelbolt_commitment_number_find(&is_commitment, &number, opener.bytes.data(), accepter.bytes.data(),
                                             hidden.lock_time, hidden.sequence, error);
    });
    return is_commitment ? std::optional<std::uint64_t>(number) : std::nullopt;
  }
};

// --- Formats, fees, scripts --------------------------------------------------------------------------------------

/// What a commitment transaction looks like, by the channel's type.
enum class Format : std::int32_t {
  StaticRemotekey = KEELBOLT_FORMAT_STATIC_REMOTEKEY,
  Anchors = KEELBOLT_FORMAT_ANCHORS,
  ZeroFee = KEELBOLT_FORMAT_ZERO_FEE,
};

/// What is fixed by a format, and what a feerate makes of it: the members are those of keelbolt_format_costs.
inline keelbolt_format_costs format_costs(Format format, std::uint32_t feerate_per_kw,
                                          std::uint64_t untrimmed_htlcs) {
  auto costs = detail::sized<keelbolt_format_costs>();
  detail::run([&](keelbolt_error *error) {
    return keelbolt_format_cost(&costs, static_cast<std::int32_t>(format), feerate_per_kw, untrimmed_htlcs, error);
  });
  return costs;
}

/// The fee of a weight, in satoshi, rounded down.
inline std::uint64_t fee(std::uint32_t feerate_per_kw, std::uint64_t weight) {
  std::uint64_t fee_sat = 0;
  detail::check(keelbolt_fee(&fee_sat, feerate_per_kw, weight));
  return fee_sat;
}

/// The amount below which nodes do not relay an output, in satoshi (BOLT 3, "Dust Limits").
inline std::uint64_t dust_limit(ByteView script_pubkey) {
  std::uint64_t limit_sat = 0;
  detail::check(keelbolt_dust_limit(&limit_sat, script_pubkey.data(), script_pubkey.size()));
  return limit_sat;
}

/// "Funding Transaction Output": both nodes together.
struct FundingTemplate {
  /// Both keys, in any order.
  PublicKey one;
  PublicKey other;
};

/// "`to_local` Output", and the output of an HTLC transaction.
struct ToLocalTemplate {
  /// Spends at once, when the commitment is revoked.
  PublicKey revocation_pubkey;
  /// How many blocks its owner waits.
  std::uint16_t to_self_delay = 0;
  /// Spends after the delay.
  PublicKey local_delayedpubkey;
};

/// "`to_remote` Output" with anchors.
struct ToRemoteTemplate {
  /// Spends after one block.
  PublicKey remotepubkey;
};

/// "`to_local_anchor` and `to_remote_anchor` Output".
struct AnchorTemplate {
  /// Spends at once; after 16 blocks anybody does.
  PublicKey funding_pubkey;
};

/// "Offered HTLC Outputs".
struct OfferedHtlcTemplate {
  /// HASH160 of the revocation key.
  std::array<std::uint8_t, 20> revocation_hash{};
  /// The key of the commitment's owner.
  PublicKey local_htlcpubkey;
  /// The key of the other node.
  PublicKey remote_htlcpubkey;
  /// RIPEMD-160 of the payment hash.
  std::array<std::uint8_t, 20> payment_hash160{};
  /// Whether all paths but the revocation wait for one block: with anchors.
  bool is_delayed = false;
};

/// "Received HTLC Outputs".
struct ReceivedHtlcTemplate : OfferedHtlcTemplate {
  /// The height from which the other node takes it back.
  std::uint32_t cltv_expiry = 0;
};

/// A witness script of a channel, by its parts.
class Template {
 public:
  /// The parts, by what the script is for.
  using Parts = std::variant<FundingTemplate, ToLocalTemplate, ToRemoteTemplate, AnchorTemplate, OfferedHtlcTemplate,
                             ReceivedHtlcTemplate>;

  /// A script of these parts; keys are checked where it is written.
  Template(const Parts &parts) {
    c_.kind = static_cast<std::int32_t>(parts.index()) + KEELBOLT_TEMPLATE_FUNDING;
    std::visit([&](const auto &part) { fill(part); }, parts);
  }
  /// The funding output of two keys, the lesser one first. Throws Error.
  static Template funding(const PublicKey &one, const PublicKey &other) {
    return make([&](keelbolt_template *out, keelbolt_error *error) {
      return keelbolt_template_funding(out, one.bytes.data(), other.bytes.data(), error);
    });
  }
  /// `to_local` of a commitment with these keys. Throws Error.
  static Template to_local(const CommitmentKeys &keys, std::uint16_t to_self_delay) {
    const keelbolt_commitment_keys c = detail::c_of(keys);
    return make([&](keelbolt_template *out, keelbolt_error *error) {
      return keelbolt_template_to_local(out, &c, to_self_delay, error);
    });
  }
  /// An HTLC that the owner of a commitment with these keys has offered. Throws Error.
  static Template offered_htlc(const CommitmentKeys &keys, const PaymentHash &hash, Format format) {
    const keelbolt_commitment_keys c = detail::c_of(keys);
    return make([&](keelbolt_template *out, keelbolt_error *error) {
      return keelbolt_template_offered_htlc(out, &c, hash.bytes.data(), static_cast<std::int32_t>(format), error);
    });
  }
  /// An HTLC that the owner of a commitment with these keys has received. Throws Error.
  static Template received_htlc(const CommitmentKeys &keys, const PaymentHash &hash, Format format,
                                std::uint32_t cltv_expiry) {
    const keelbolt_commitment_keys c = detail::c_of(keys);
    return make([&](keelbolt_template *out, keelbolt_error *error) {
      return keelbolt_template_received_htlc(out, &c, hash.bytes.data(), static_cast<std::int32_t>(format),
                                             cltv_expiry, error);
    });
  }
  /// Finds the parts of a witness script; none when it is none of a channel's.
  static std::optional<Template> recognise(ByteView script) {
    Template found = make([&](keelbolt_template *out, keelbolt_error *error) {
      return keelbolt_template_recognise(out, script.data(), script.size(), error);
    });
    return found.c_.kind == 0 ? std::nullopt : std::optional<Template>(found);
  }

  /// The witness script. Throws Error.
  Bytes write() const {
    return detail::two_calls<Bytes>([&](std::uint8_t *out, std::size_t *size, keelbolt_error *error) {
      return keelbolt_template_write(out, size, &c_, error);
    });
  }
  /// The output script that pays to it. Throws Error.
  std::array<std::uint8_t, 34> script_pubkey() const {
    std::array<std::uint8_t, 34> script{};
    detail::run([&](keelbolt_error *error) { return keelbolt_template_script_pubkey(script.data(), &c_, error); });
    return script;
  }
  /// The parts. Throws Code::UnknownEnumValue for a kind of a newer library.
  Parts parts() const {
    using detail::fixed;
    switch (c_.kind) {
      case KEELBOLT_TEMPLATE_FUNDING:
        return FundingTemplate{fixed<PublicKey>(c_.funding_pubkeys[0]), fixed<PublicKey>(c_.funding_pubkeys[1])};
      case KEELBOLT_TEMPLATE_TO_LOCAL:
        return ToLocalTemplate{fixed<PublicKey>(c_.revocation_pubkey), c_.to_self_delay,
                               fixed<PublicKey>(c_.local_delayedpubkey)};
      case KEELBOLT_TEMPLATE_TO_REMOTE:
        return ToRemoteTemplate{fixed<PublicKey>(c_.remotepubkey)};
      case KEELBOLT_TEMPLATE_ANCHOR:
        return AnchorTemplate{fixed<PublicKey>(c_.funding_pubkeys[0])};
      case KEELBOLT_TEMPLATE_OFFERED_HTLC:
        return htlc();
      case KEELBOLT_TEMPLATE_RECEIVED_HTLC:
        return ReceivedHtlcTemplate{htlc(), c_.cltv_expiry};
      default:
        detail::check(KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE);
        return {};
    }
  }

 private:
  Template() = default;

  template <class Call>
  static Template make(Call call) {
    Template made;
    detail::run([&](keelbolt_error *error) { return call(&made.c_, error); });
    return made;
  }

  OfferedHtlcTemplate htlc() const {
    OfferedHtlcTemplate htlc;
    std::copy_n(c_.revocation_hash, htlc.revocation_hash.size(), htlc.revocation_hash.begin());
    htlc.local_htlcpubkey = detail::fixed<PublicKey>(c_.local_htlcpubkey);
    htlc.remote_htlcpubkey = detail::fixed<PublicKey>(c_.remote_htlcpubkey);
    std::copy_n(c_.payment_hash160, htlc.payment_hash160.size(), htlc.payment_hash160.begin());
    htlc.is_delayed = c_.is_delayed != 0;
    return htlc;
  }

  void fill(const FundingTemplate &part) {
    detail::put(c_.funding_pubkeys[0], part.one);
    detail::put(c_.funding_pubkeys[1], part.other);
  }
  void fill(const ToLocalTemplate &part) {
    detail::put(c_.revocation_pubkey, part.revocation_pubkey);
    c_.to_self_delay = part.to_self_delay;
    detail::put(c_.local_delayedpubkey, part.local_delayedpubkey);
  }
  void fill(const ToRemoteTemplate &part) { detail::put(c_.remotepubkey, part.remotepubkey); }
  void fill(const AnchorTemplate &part) { detail::put(c_.funding_pubkeys[0], part.funding_pubkey); }
  void fill(const OfferedHtlcTemplate &part) {
    std::copy(part.revocation_hash.begin(), part.revocation_hash.end(), c_.revocation_hash);
    detail::put(c_.local_htlcpubkey, part.local_htlcpubkey);
    detail::put(c_.remote_htlcpubkey, part.remote_htlcpubkey);
    std::copy(part.payment_hash160.begin(), part.payment_hash160.end(), c_.payment_hash160);
    c_.is_delayed = part.is_delayed ? 1 : 0;
  }
  void fill(const ReceivedHtlcTemplate &part) {
    fill(static_cast<const OfferedHtlcTemplate &>(part));
    c_.cltv_expiry = part.cltv_expiry;
  }

  keelbolt_template c_ = detail::sized<keelbolt_template>();
};

}  // namespace keelbolt

#endif
