// SPDX-License-Identifier: MIT OR Apache-2.0
//
// keelbolt_commitment.hpp: what a channel puts on chain (BOLT 3) for C++17, header-only, on top of keelbolt.h:
// commitments, the claims of their outputs, sweeps with fee bumping, revoked commitments, closings, relay rules.
//
// The rules are those of keelbolt.hpp: values own what they hold, whatever fails throws Error, secrets are moved and
// wiped. Commitment, Claim, Sweep, UnsignedSweep, SignedSweep, Revoked and ClosingTransaction own memory of the
// library's: they are moved, not copied, and what one was moved from throws Code::NullPointer. Amounts are satoshi
// where a name ends in _sat and millisatoshi where it ends in _msat.

#ifndef KEELBOLT_COMMITMENT_HPP
#define KEELBOLT_COMMITMENT_HPP

#include "keelbolt_channel_keys.hpp"
#include "keelbolt_transaction.hpp"

#ifndef KEELBOLT_ALLOCATOR
#  error "keelbolt_commitment.hpp is for a library that was built with its feature alloc"
#endif

namespace keelbolt {

// --- Values ------------------------------------------------------------------------------------------------------

/// One of the two nodes of a channel.
enum class ChannelNode : std::int32_t {
  /// The node that opened the channel, which pays the fees.
  Opener = KEELBOLT_CHANNEL_NODE_OPENER,
  /// The other one.
  Accepter = KEELBOLT_CHANNEL_NODE_ACCEPTER,
};

/// The other node of a channel.
constexpr ChannelNode other(ChannelNode node) noexcept {
  return node == ChannelNode::Opener ? ChannelNode::Accepter : ChannelNode::Opener;
}

/// An ECDSA signature: R and S, big-endian.
using EcdsaSignature = FixedBytes<64, struct EcdsaSignatureMeaning>;

/// What an output of a commitment is.
enum class OutputKind : std::int32_t {
  /// The owner's, delayed.
  ToLocal = KEELBOLT_OUTPUT_TO_LOCAL,
  /// The other node's.
  ToRemote = KEELBOLT_OUTPUT_TO_REMOTE,
  /// For the owner to raise the fee.
  LocalAnchor = KEELBOLT_OUTPUT_LOCAL_ANCHOR,
  /// For the other node to raise the fee.
  RemoteAnchor = KEELBOLT_OUTPUT_REMOTE_ANCHOR,
  /// For anybody to raise the fee.
  SharedAnchor = KEELBOLT_OUTPUT_SHARED_ANCHOR,
  /// An HTLC that the owner offered.
  OfferedHtlc = KEELBOLT_OUTPUT_OFFERED_HTLC,
  /// An HTLC that the owner received.
  ReceivedHtlc = KEELBOLT_OUTPUT_RECEIVED_HTLC,
};

/// The lowest feerate that nodes relay, and by how much a replacement must raise it: satoshi for a thousand units of
/// weight.
inline constexpr std::uint32_t min_feerate = KEELBOLT_MIN_FEERATE;

namespace detail {

/// Ends a handle of the library's.
template <auto Free>
struct Freeing {
  template <class C>
  void operator()(C *handle) const noexcept {
    Free(handle);
  }
};

template <auto Free, class C>
using Owner = std::unique_ptr<C, Freeing<Free>>;

using CommitmentOwner = Owner<keelbolt_commitment_free, keelbolt_commitment>;
using ClaimOwner = Owner<keelbolt_claim_free, keelbolt_claim>;
using SweepOwner = Owner<keelbolt_sweep_free, keelbolt_sweep>;
using UnsignedSweepOwner = Owner<keelbolt_unsigned_sweep_free, keelbolt_unsigned_sweep>;
using SignedSweepOwner = Owner<keelbolt_signed_sweep_free, keelbolt_signed_sweep>;
using RevokedOwner = Owner<keelbolt_revoked_free, keelbolt_revoked>;
using ClosingOwner = Owner<keelbolt_closing_free, keelbolt_closing_transaction>;

/// A new handle from a function that gives one.
template <class O, class Call>
O made(Call call) {
  typename O::pointer handle = nullptr;
  keelbolt_error error = new_error();
  check(call(&handle, &error), error);
  return O(handle);
}

/// New handles from a function that gives any number of them.
template <class O, class Call>
std::vector<O> all_made(Call call) {
  std::size_t count = 0;
  keelbolt_error error = new_error();
  const std::int32_t asked = call(static_cast<typename O::pointer *>(nullptr), &count, &error);
  if (asked != KEELBOLT_ERROR_BUFFER_TOO_SMALL) {
    check(asked, error);
    return {};
  }
  // All room is made before there is anything to be lost.
  std::vector<typename O::pointer> handles(count, nullptr);
  std::vector<O> owners(count);
  check(call(handles.data(), &count, &error), error);
  for (std::size_t index = 0; index < count; ++index) {
    owners[index].reset(handles[index]);
  }
  return owners;
}

}  // namespace detail

// --- Commitments -------------------------------------------------------------------------------------------------

/// What a node has brought into a channel.
struct NodeParameters {
  /// Its keys.
  Basepoints basepoints;
  /// Below this its own commitment has no output.
  std::uint64_t dust_limit_sat = 0;
  /// How many blocks it waits for what its own commitment pays it: what the other node asked for.
  std::uint16_t to_self_delay = 0;
};

/// What stays the same through the life of a channel.
struct ChannelParameters {
  /// What its commitments look like.
  Format format = Format::Anchors;
  /// The funding output.
  OutPoint funding;
  /// What it holds.
  std::uint64_t funding_amount_sat = 0;
  /// The node that opened the channel.
  NodeParameters opener;
  /// The other one.
  NodeParameters accepter;

  /// What a node has brought.
  const NodeParameters &node(ChannelNode node) const & noexcept {
    return node == ChannelNode::Opener ? opener : accepter;
  }
  const NodeParameters &node(ChannelNode node) const && = delete;

 private:
  friend struct CommitmentDraft;
  friend class Revoked;
  friend struct LegacyClosing;
  friend struct SimpleClose;

  keelbolt_channel_parameters c() const noexcept {
    auto c = detail::sized<keelbolt_channel_parameters>();
    c.format = static_cast<std::int32_t>(format);
    c.funding = detail::outpoint_of(funding);
    c.funding_amount_sat = funding_amount_sat;
    c.opener = node_of(opener);
    c.accepter = node_of(accepter);
    return c;
  }

  static keelbolt_node_parameters node_of(const NodeParameters &node) noexcept {
    keelbolt_node_parameters c = {};
    c.basepoints = detail::c_of(node.basepoints);
    c.dust_limit_sat = node.dust_limit_sat;
    c.to_self_delay = node.to_self_delay;
    return c;
  }
};

/// An HTLC in a commitment.
struct CommitmentHtlc {
  /// Who pays.
  ChannelNode offered_by = ChannelNode::Opener;
  /// How much.
  std::uint64_t amount_msat = 0;
  /// What it is locked to.
  PaymentHash payment_hash;
  /// The height from which who pays takes it back.
  std::uint32_t cltv_expiry = 0;

  friend bool operator==(const CommitmentHtlc &a, const CommitmentHtlc &b) noexcept {
    return a.offered_by == b.offered_by && a.amount_msat == b.amount_msat && a.payment_hash == b.payment_hash &&
           a.cltv_expiry == b.cltv_expiry;
  }
  friend bool operator!=(const CommitmentHtlc &a, const CommitmentHtlc &b) noexcept { return !(a == b); }
};

/// An output of a commitment.
struct CommitmentOutput {
  /// What it holds.
  std::uint64_t value_sat = 0;
  /// Who can spend it.
  Bytes script_pubkey;
  /// What it is.
  OutputKind kind = OutputKind::ToLocal;
  /// Of an HTLC the index in the draft.
  std::optional<std::size_t> htlc;
};

/// Which HTLC transaction it is.
enum class Stage : std::int32_t {
  /// Takes back an HTLC that the owner offered.
  Timeout = KEELBOLT_STAGE_TIMEOUT,
  /// Takes an HTLC that the owner received, with its preimage.
  Success = KEELBOLT_STAGE_SUCCESS,
};

/// The transaction by which the owner of a commitment takes one of its HTLCs, in figures.
struct HtlcTransaction {
  /// Which of the two it is.
  Stage stage = Stage::Timeout;
  /// The index of the HTLC in the draft of the commitment.
  std::size_t htlc = 0;
  /// The output that it spends; Commitment::witness_script has its script.
  OutPoint previous_output;
  /// What that holds.
  std::uint64_t amount_sat = 0;
  /// What is left for its own output.
  std::uint64_t value_sat = 0;
  /// The script of its own output.
  Bytes script_pubkey;
  /// The height before which it is in no block; 0 for HTLC-success.
  std::uint32_t lock_time = 0;
  /// The sequence of its input.
  std::uint32_t sequence = 0;
  /// Its id, where nothing was added to it.
  Txid txid;
  /// What the other node signs with its HTLC key.
  Sha256 remote_digest;
  /// How the other node signs: 0x01 for all, 0x83 for a single output that anyone can pay for.
  std::uint8_t remote_sighash_type = 0;
  /// What the owner signs with its HTLC key, where it adds nothing.
  Sha256 local_digest;
};

/// The two keys with which a node signs the other one's commitments.
struct PeerKeys {
  /// The secret of its funding_pubkey.
  SecretKey funding;
  /// The secret of its htlc_basepoint.
  SecretKey htlc_basepoint;
};

/// What the other node gives the owner of a commitment.
struct CommitmentSignatures {
  /// Of the commitment itself.
  EcdsaSignature signature;
  /// Of the HTLC transactions, in the order of their outputs.
  std::vector<EcdsaSignature> htlc_signatures;

  friend bool operator==(const CommitmentSignatures &a, const CommitmentSignatures &b) noexcept {
    return a.signature == b.signature && a.htlc_signatures == b.htlc_signatures;
  }
  friend bool operator!=(const CommitmentSignatures &a, const CommitmentSignatures &b) noexcept { return !(a == b); }
};

/// A preimage that a transaction shows.
struct RevealedPreimage {
  /// The index of the output that it takes.
  std::size_t output = 0;
  /// The preimage.
  Preimage preimage;
};

// How an output is taken.

/// By the owner, when to_self_delay blocks have passed.
struct SpendDelayed {};
/// By the other node, with its payment key; with anchors after one block.
struct SpendPayment {};
/// An anchor by its node's funding key; the shared one by anybody.
struct SpendAnchor {};
/// An anchor of one node by anybody, after 16 blocks.
struct SpendAbandonedAnchor {};
/// By the owner, as an input of an HTLC transaction to which fees are added.
struct SpendHtlcTransaction {
  /// The other node's, from `commitment_signed`.
  EcdsaSignature remote_signature;
  /// For HTLC-success what it is paid for.
  std::optional<Preimage> preimage;
};
/// An HTLC that the owner offered, by the other node.
struct SpendPreimage {
  /// What it is paid for.
  Preimage preimage;
};
/// An HTLC that the owner received, by the other node, from its expiry on.
struct SpendTimeout {};
/// By the other node, when the commitment is revoked.
struct SpendRevocation {
  /// What the owner has revealed.
  PerCommitmentSecret secret;
  /// 32 bytes from the host's random number generator that serve this path only.
  Entropy entropy;
};

/// How an output is taken. It may hold a secret, so it is moved, not copied.
using SpendPath = std::variant<SpendDelayed, SpendPayment, SpendAnchor, SpendAbandonedAnchor, SpendHtlcTransaction,
                               SpendPreimage, SpendTimeout, SpendRevocation>;

namespace detail {

/// The path for C, which refers to what the path refers to.
struct PathOf {
  keelbolt_spend_path operator()(const SpendDelayed &) const noexcept { return of(KEELBOLT_SPEND_DELAYED); }
  keelbolt_spend_path operator()(const SpendPayment &) const noexcept { return of(KEELBOLT_SPEND_PAYMENT); }
  keelbolt_spend_path operator()(const SpendAnchor &) const noexcept { return of(KEELBOLT_SPEND_ANCHOR); }
  keelbolt_spend_path operator()(const SpendAbandonedAnchor &) const noexcept {
    return of(KEELBOLT_SPEND_ABANDONED_ANCHOR);
  }
  keelbolt_spend_path operator()(const SpendHtlcTransaction &path) const noexcept {
    auto c = of(KEELBOLT_SPEND_HTLC_TRANSACTION);
    c.remote_signature = path.remote_signature.bytes.data();
    c.preimage = path.preimage ? path.preimage->expose().data() : nullptr;
    return c;
  }
  keelbolt_spend_path operator()(const SpendPreimage &path) const noexcept {
    auto c = of(KEELBOLT_SPEND_PREIMAGE);
    c.preimage = path.preimage.expose().data();
    return c;
  }
  keelbolt_spend_path operator()(const SpendTimeout &) const noexcept { return of(KEELBOLT_SPEND_TIMEOUT); }
  keelbolt_spend_path operator()(const SpendRevocation &path) const noexcept {
    auto c = of(KEELBOLT_SPEND_REVOCATION);
    c.per_commitment_secret = path.secret.expose().data();
    c.entropy = path.entropy.expose().data();
    return c;
  }

  static keelbolt_spend_path of(std::int32_t kind) noexcept {
    auto c = sized<keelbolt_spend_path>();
    c.kind = kind;
    return c;
  }
};

/// The signatures one after the other, as C has them.
inline Bytes signatures_of(const std::vector<EcdsaSignature> &signatures) {
  Bytes bytes;
  for (const EcdsaSignature &signature : signatures) {
    bytes.insert(bytes.end(), signature.bytes.begin(), signature.bytes.end());
  }
  return bytes;
}

inline keelbolt_commitment_htlc htlc_of(const CommitmentHtlc &htlc) noexcept {
  keelbolt_commitment_htlc c = {};
  c.offered_by = static_cast<std::int32_t>(htlc.offered_by);
  c.cltv_expiry = htlc.cltv_expiry;
  c.amount_msat = htlc.amount_msat;
  put(c.payment_hash, htlc.payment_hash);
  return c;
}

inline std::vector<keelbolt_commitment_htlc> htlcs_of(const std::vector<CommitmentHtlc> &htlcs) {
  std::vector<keelbolt_commitment_htlc> list;
  list.reserve(htlcs.size());
  for (const CommitmentHtlc &htlc : htlcs) {
    list.push_back(htlc_of(htlc));
  }
  return list;
}

}  // namespace detail

/// A signed transaction that took outputs: what a replacement must pay more than. A host saves it.
struct Attempt {
  /// The transaction.
  Txid txid;
  /// What it pays.
  std::uint64_t fee_sat = 0;
  /// What it weighs.
  std::uint64_t weight = 0;

  friend bool operator==(const Attempt &a, const Attempt &b) noexcept {
    return a.txid == b.txid && a.fee_sat == b.fee_sat && a.weight == b.weight;
  }
  friend bool operator!=(const Attempt &a, const Attempt &b) noexcept { return !(a == b); }
};

/// What is taken, and how.
enum class ClaimKind : std::int32_t {
  /// The owner's balance, after the delay.
  ToLocal = KEELBOLT_CLAIM_TO_LOCAL,
  /// The output of an HTLC transaction, after the delay.
  SecondStage = KEELBOLT_CLAIM_SECOND_STAGE,
  /// The other node's balance.
  ToRemote = KEELBOLT_CLAIM_TO_REMOTE,
  /// An anchor, with its key.
  Anchor = KEELBOLT_CLAIM_ANCHOR,
  /// An anchor that nobody has spent for 16 blocks.
  AbandonedAnchor = KEELBOLT_CLAIM_ABANDONED_ANCHOR,
  /// The shared anchor.
  SharedAnchor = KEELBOLT_CLAIM_SHARED_ANCHOR,
  /// An HTLC that the owner received, by the input and output of HTLC-success.
  HtlcSuccess = KEELBOLT_CLAIM_HTLC_SUCCESS,
  /// An HTLC that the owner offered, by the input and output of HTLC-timeout.
  HtlcTimeout = KEELBOLT_CLAIM_HTLC_TIMEOUT,
  /// An HTLC that the owner offered, taken by the other node with its preimage.
  WithPreimage = KEELBOLT_CLAIM_PREIMAGE,
  /// An HTLC that the owner received, taken back by the other node.
  Timeout = KEELBOLT_CLAIM_TIMEOUT,
  /// The owner's balance of a revoked commitment.
  RevokedToLocal = KEELBOLT_CLAIM_REVOKED_TO_LOCAL,
  /// An HTLC of a revoked commitment.
  RevokedHtlc = KEELBOLT_CLAIM_REVOKED_HTLC,
  /// The output of an HTLC transaction of a revoked commitment.
  RevokedSecondStage = KEELBOLT_CLAIM_REVOKED_SECOND_STAGE,
  /// An output of the host's own wallet, which brings fees.
  Wallet = KEELBOLT_CLAIM_WALLET,
};

/// Where the secret key of a claim comes from (BOLT 3, "Key Derivation").
enum class KeyOriginKind : std::int32_t {
  /// The key of the funding output itself.
  Funding = KEELBOLT_KEY_ORIGIN_FUNDING,
  /// payment_basepoint itself.
  Payment = KEELBOLT_KEY_ORIGIN_PAYMENT,
  /// Derived from delayed_payment_basepoint and the point.
  Delayed = KEELBOLT_KEY_ORIGIN_DELAYED,
  /// Derived from htlc_basepoint and the point.
  Htlc = KEELBOLT_KEY_ORIGIN_HTLC,
  /// Derived from revocation_basepoint and what the owner of the commitment has revealed.
  Revocation = KEELBOLT_KEY_ORIGIN_REVOCATION,
};

/// The key whose signature a claim asks for. It is moved, not copied, since it may hold a per-commitment secret.
class SigningKey {
 public:
  /// As the C functions give it.
  explicit SigningKey(const keelbolt_signing_key &key) noexcept : key_(key) {}
  SigningKey(SigningKey &&other) noexcept : key_(other.key_) { other.wipe(); }
  SigningKey &operator=(SigningKey &&other) noexcept {
    if (this != &other) {
      key_ = other.key_;
      other.wipe();
    }
    return *this;
  }
  SigningKey(const SigningKey &) = delete;
  SigningKey &operator=(const SigningKey &) = delete;
  ~SigningKey() { wipe(); }

  /// Where its secret comes from.
  KeyOriginKind origin() const noexcept { return static_cast<KeyOriginKind>(key_.origin); }
  /// The key.
  PublicKey public_key() const { return detail::fixed<PublicKey>(key_.public_key); }
  /// The point of the commitment; none for a funding or a payment key.
  std::optional<PublicKey> per_commitment_point() const {
    return origin() == KeyOriginKind::Funding || origin() == KeyOriginKind::Payment
               ? std::nullopt
               : std::optional<PublicKey>(detail::fixed<PublicKey>(key_.per_commitment_point));
  }
  /// What the owner of the commitment has revealed; none but for a revocation.
  std::optional<PerCommitmentSecret> per_commitment_secret() const {
    if (origin() != KeyOriginKind::Revocation) {
      return std::nullopt;
    }
    std::array<std::uint8_t, 32> secret{};
    std::copy_n(key_.per_commitment_secret, secret.size(), secret.begin());
    return PerCommitmentSecret(std::move(secret));
  }

  /// The secret key, for a signer that answers a signature request. Throws Error.
  SecretKey secret(const ChannelSecrets &secrets, const Basepoints &basepoints) const {
    const keelbolt_basepoints points = detail::c_of(basepoints);
    return detail::secret<SecretKey>([&](std::uint8_t *out, keelbolt_error *error) {
      return keelbolt_signing_key_secret(out, &key_, &secrets.c(), &points, error);
    });
  }

 private:
  void wipe() noexcept { detail::wipe(key_.per_commitment_secret, sizeof key_.per_commitment_secret); }

  keelbolt_signing_key key_;
};

/// An output that can be taken: an input to be. It is moved, not copied.
class Claim {
 public:
  /// An output of the host's own wallet: a witness program with `witness_weight` bytes of witness, the count of its
  /// elements included, which the host fills in when everything else is signed. Throws Error.
  static Claim wallet(const OutPoint &previous_output, std::uint64_t amount_sat, ByteView script_pubkey,
                      std::uint64_t witness_weight) {
    const keelbolt_outpoint outpoint = detail::outpoint_of(previous_output);
    const keelbolt_bytes script = detail::view(script_pubkey);
    return Claim(detail::made<detail::ClaimOwner>([&](keelbolt_claim **out, keelbolt_error *error) {
      return keelbolt_claim_wallet(out, &outpoint, amount_sat, script.data, script.length, witness_weight, error);
    }));
  }

  /// The output.
  OutPoint previous_output() const { return detail::outpoint_from(fields().previous_output); }
  /// What it holds.
  std::uint64_t amount_sat() const { return fields().amount_sat; }
  /// What it is, and how it is taken.
  ClaimKind kind() const { return static_cast<ClaimKind>(fields().kind); }
  /// The sequence of its input: a relative lock time, or one that lets the transaction be replaced.
  std::uint32_t sequence() const { return fields().sequence; }
  /// The height before which no block has the transaction; 0 when there is none.
  std::uint32_t lock_time() const { return fields().lock_time; }
  /// The most that its witness weighs, the count of its elements included.
  std::uint64_t witness_weight() const { return fields().witness_weight; }
  /// The most that its input weighs.
  std::uint64_t input_weight() const { return fields().input_weight; }
  /// The transaction that took it so far, which a new one replaces.
  std::optional<Attempt> replaces() const {
    const keelbolt_claim_fields c = fields();
    return c.has_replaces ? std::optional<Attempt>(
                                Attempt{detail::fixed<Txid>(c.replaces.txid), c.replaces.fee_sat, c.replaces.weight})
                          : std::nullopt;
  }
  /// The key that signs; none where none does, or the wallet does.
  std::optional<SigningKey> key() const {
    keelbolt_claim_fields c = all_fields();
    const detail::Wiped wiped(c.key.per_commitment_secret);
    return c.key.origin == KEELBOLT_KEY_ORIGIN_NONE ? std::nullopt : std::make_optional<SigningKey>(c.key);
  }
  /// The script of the output.
  Bytes script_pubkey() const {
    return detail::two_calls<Bytes>([&](std::uint8_t *out, std::size_t *size, keelbolt_error *error) {
      return keelbolt_claim_script_pubkey(out, size, handle_.get(), error);
    });
  }

  /// Says which transaction took the output so far: a host that makes its claims again, after a restart, says it again,
  /// so that no replacement pays less.
  void set_replaces(const std::optional<Attempt> &attempt) {
    keelbolt_attempt c = {};
    if (attempt) {
      detail::put(c.txid, attempt->txid);
      c.fee_sat = attempt->fee_sat;
      c.weight = attempt->weight;
    }
    detail::run([&](keelbolt_error *error) {
      return keelbolt_claim_set_replaces(handle_.get(), attempt ? &c : nullptr, error);
    });
  }

 private:
  friend class Commitment;
  friend class Sweep;
  friend class UnsignedSweep;
  friend class SignedSweep;
  friend class Revoked;

  explicit Claim(detail::ClaimOwner handle) noexcept : handle_(std::move(handle)) {}

  template <class Call>
  static std::vector<Claim> all(Call call) {
    std::vector<Claim> claims;
    auto owners = detail::all_made<detail::ClaimOwner>(call);
    claims.reserve(owners.size());
    for (detail::ClaimOwner &owner : owners) {
      claims.push_back(Claim(std::move(owner)));
    }
    return claims;
  }

  keelbolt_claim_fields all_fields() const {
    auto c = detail::sized<keelbolt_claim_fields>();
    detail::run([&](keelbolt_error *error) { return keelbolt_claim_read(&c, handle_.get(), error); });
    return c;
  }

  /// The figures without the secret, of which nothing stays behind.
  keelbolt_claim_fields fields() const {
    keelbolt_claim_fields c = all_fields();
    detail::wipe(c.key.per_commitment_secret, sizeof c.key.per_commitment_secret);
    return c;
  }

  detail::ClaimOwner handle_;
};

/// A commitment transaction, unsigned, with what is known of each output. It is moved, not copied.
class Commitment {
 public:
  /// Whose it is.
  ChannelNode owner() const { return static_cast<ChannelNode>(fields().owner); }
  /// Its number.
  std::uint64_t number() const { return fields().number; }
  /// Its feerate, which HTLC transactions share.
  std::uint32_t feerate_per_kw() const { return fields().feerate_per_kw; }
  /// What it pays: what the outputs leave of the funding output.
  std::uint64_t fee_sat() const { return fields().fee_sat; }
  /// Its id, which no signature changes.
  Txid txid() const { return detail::fixed<Txid>(fields().txid); }
  /// Its keys.
  CommitmentKeys keys() const { return detail::commitment_keys_of(fields().keys); }

  /// The outputs, in their order.
  std::vector<CommitmentOutput> outputs() const {
    std::vector<CommitmentOutput> outputs;
    for (const keelbolt_commitment_output &c :
         list<keelbolt_commitment_output>(keelbolt_commitment_outputs)) {
      const bool is_htlc = c.kind == KEELBOLT_OUTPUT_OFFERED_HTLC || c.kind == KEELBOLT_OUTPUT_RECEIVED_HTLC;
      outputs.push_back({c.value_sat, Bytes(c.script_pubkey, c.script_pubkey + c.script_pubkey_length),
                         static_cast<OutputKind>(c.kind),
                         is_htlc ? std::optional<std::size_t>(c.htlc) : std::nullopt});
    }
    return outputs;
  }

  /// The witness script of an output; none for a P2WPKH to_remote and the shared anchor.
  std::optional<Bytes> witness_script(std::size_t output) const {
    bool present = false;
    Bytes script = bytes([&](std::uint8_t *out, std::size_t *size, keelbolt_error *error) {
      return keelbolt_commitment_witness_script(&present, out, size, handle_.get(), output, error);
    });
    return present ? std::optional<Bytes>(std::move(script)) : std::nullopt;
  }

  /// The transaction without its witness.
  Bytes transaction() const {
    return bytes([&](std::uint8_t *out, std::size_t *size, keelbolt_error *error) {
      return keelbolt_commitment_transaction(out, size, handle_.get(), error);
    });
  }

  /// What both nodes sign: the whole transaction.
  Sha256 digest() const {
    return detail::value<Sha256>([&](std::uint8_t *out, keelbolt_error *error) {
      return keelbolt_commitment_digest(out, handle_.get(), error);
    });
  }

  /// Signs as the other node than the owner: one signature, and one for every HTLC output. Throws Error.
  CommitmentSignatures sign(const PeerKeys &keys, Entropy entropy) const {
    CommitmentSignatures signatures;
    signatures.htlc_signatures.resize(fields().htlc_count);
    Bytes of_htlcs(64 * std::max<std::size_t>(signatures.htlc_signatures.size(), 1));
    std::size_t count = signatures.htlc_signatures.size();
    detail::run([&](keelbolt_error *error) {
      return keelbolt_commitment_sign(signatures.signature.bytes.data(), of_htlcs.data(), &count, handle_.get(),
                                      keys.funding.expose().data(), keys.htlc_basepoint.expose().data(),
                                      entropy.expose().data(), error);
    });
    for (std::size_t index = 0; index < count; ++index) {
      std::copy_n(of_htlcs.data() + 64 * index, 64, signatures.htlc_signatures[index].bytes.begin());
    }
    return signatures;
  }

  /// Verifies what the other node has signed. Throws Error: Code::HtlcSignature says of which HTLC.
  void verify(const CommitmentSignatures &signatures) const {
    const Bytes of_htlcs = detail::signatures_of(signatures.htlc_signatures);
    detail::run([&](keelbolt_error *error) {
      return keelbolt_commitment_verify(handle_.get(), signatures.signature.bytes.data(), of_htlcs.data(),
                                        signatures.htlc_signatures.size(), error);
    });
  }

  /// The transaction as it is published, with the signatures of the owner and of the other node over the digest.
  Bytes signed_transaction(const EcdsaSignature &local, const EcdsaSignature &remote) const {
    return bytes([&](std::uint8_t *out, std::size_t *size, keelbolt_error *error) {
      return keelbolt_commitment_signed(out, size, handle_.get(), local.bytes.data(), remote.bytes.data(), error);
    });
  }

  /// The transactions that take its HTLCs, in the order of their outputs.
  std::vector<HtlcTransaction> htlc_transactions() const {
    std::vector<HtlcTransaction> transactions;
    for (const keelbolt_htlc_transaction &c :
         list<keelbolt_htlc_transaction>(keelbolt_commitment_htlc_transactions)) {
      transactions.push_back({static_cast<Stage>(c.stage), c.htlc, detail::outpoint_from(c.previous_output),
                              c.amount_sat, c.value_sat,
                              Bytes(c.script_pubkey, c.script_pubkey + c.script_pubkey_length), c.lock_time,
                              c.sequence, detail::fixed<Txid>(c.txid), detail::fixed<Sha256>(c.remote_digest),
                              c.remote_sighash_type, detail::fixed<Sha256>(c.local_digest)});
    }
    return transactions;
  }

  /// An HTLC transaction without its witness; `index` as in htlc_transactions.
  Bytes htlc_transaction(std::size_t index) const {
    return bytes([&](std::uint8_t *out, std::size_t *size, keelbolt_error *error) {
      return keelbolt_htlc_transaction_unsigned(out, size, handle_.get(), index, error);
    });
  }

  /// An HTLC transaction as it is published; `preimage` is HTLC-success's. Throws Error.
  Bytes signed_htlc_transaction(std::size_t index, const EcdsaSignature &local, const EcdsaSignature &remote,
                                const Preimage *preimage = nullptr) const {
    return bytes([&](std::uint8_t *out, std::size_t *size, keelbolt_error *error) {
      return keelbolt_htlc_transaction_signed(out, size, handle_.get(), index, local.bytes.data(),
                                              remote.bytes.data(),
                                              preimage == nullptr ? nullptr : preimage->expose().data(), error);
    });
  }

  /// The claim of an output by a path. Throws Error.
  Claim claim(std::size_t output, const SpendPath &path) const {
    const keelbolt_spend_path c = std::visit(detail::PathOf(), path);
    return Claim(detail::made<detail::ClaimOwner>([&](keelbolt_claim **out, keelbolt_error *error) {
      return keelbolt_commitment_claim(out, handle_.get(), output, &c, error);
    }));
  }

  /// The claims of what HTLC transactions of this commitment pay, which `transaction` contains, by SpendDelayed or
  /// SpendRevocation. With anchors or without fees others of the same script may have been added, to eat up what these
  /// hold: leave out a claim whose amount is below the fee() of its input_weight. Throws Error.
  std::vector<Claim> second_stage_claims(ByteView transaction, const SpendPath &path) const {
    const keelbolt_spend_path c = std::visit(detail::PathOf(), path);
    return Claim::all([&](keelbolt_claim **out, std::size_t *count, keelbolt_error *error) {
      return keelbolt_commitment_second_stage_claims(out, count, handle_.get(), transaction.data(),
                                                     transaction.size(), &c, error);
    });
  }

  /// The preimages that a transaction shows when it takes HTLCs of this commitment. Throws Error.
  std::vector<RevealedPreimage> revealed_preimages(ByteView transaction) const {
    auto found = detail::listed<keelbolt_revealed_preimage>(
        [&](keelbolt_revealed_preimage *out, std::size_t *count, keelbolt_error *error) {
          return keelbolt_commitment_revealed_preimages(out, count, handle_.get(), transaction.data(),
                                                        transaction.size(), error);
        });
    std::vector<RevealedPreimage> preimages;
    for (keelbolt_revealed_preimage &c : found) {
      preimages.push_back({c.output, detail::take<Preimage>(c.preimage)});
    }
    return preimages;
  }

 private:
  friend struct CommitmentDraft;

  explicit Commitment(detail::CommitmentOwner handle) noexcept : handle_(std::move(handle)) {}

  keelbolt_commitment_fields fields() const {
    auto c = detail::sized<keelbolt_commitment_fields>();
    detail::run([&](keelbolt_error *error) { return keelbolt_commitment_read(&c, handle_.get(), error); });
    return c;
  }

  template <class Call>
  static Bytes bytes(Call call) {
    return detail::two_calls<Bytes>(call);
  }

  template <class C, class Function>
  std::vector<C> list(Function function) const {
    return detail::listed<C>([&](C *out, std::size_t *count, keelbolt_error *error) {
      return function(out, count, handle_.get(), error);
    });
  }

  detail::CommitmentOwner handle_;
};

/// A commitment that is to be built.
struct CommitmentDraft {
  /// Whose commitment it is: who can publish it.
  ChannelNode owner = ChannelNode::Opener;
  /// Its number, from 0 on, below 2^48.
  std::uint64_t number = 0;
  /// The owner's point for it.
  PublicKey per_commitment_point;
  /// What belongs to the opener, before fees and anchors, without HTLCs.
  std::uint64_t opener_balance_msat = 0;
  /// What belongs to the accepter, without HTLCs.
  std::uint64_t accepter_balance_msat = 0;
  /// Satoshi for a thousand units of weight; 0 without fees.
  std::uint32_t feerate_per_kw = 0;
  /// The HTLCs, in any order; that of equal ones stays.
  std::vector<CommitmentHtlc> htlcs;

  /// Builds the commitment: trims, takes fees and anchors from the opener, orders the outputs. Throws Error.
  Commitment build(const ChannelParameters &channel) const {
    return with(channel, [](const auto &params, const auto &draft) {
      return Commitment(detail::made<detail::CommitmentOwner>([&](keelbolt_commitment **out, keelbolt_error *error) {
        return keelbolt_commitment_build(out, &params, &draft, error);
      }));
    });
  }

  /// Checks that both nodes keep what they must: the opener the fees, and each its reserve, once it has had more.
  /// Throws Error.
  void check_reserve(const ChannelParameters &channel, std::uint64_t opener_reserve_sat,
                     std::uint64_t accepter_reserve_sat) const {
    with(channel, [&](const auto &params, const auto &draft) {
      detail::run([&](keelbolt_error *error) {
        return keelbolt_commitment_check_reserve(&draft, &params, opener_reserve_sat, accepter_reserve_sat, error);
      });
    });
  }

  /// Whether an HTLC has no output in this commitment, because it would be too small. Throws Error.
  bool is_trimmed(const CommitmentHtlc &htlc, const ChannelParameters &channel) const {
    return with(channel, [&](const auto &params, const auto &draft) {
      const keelbolt_commitment_htlc c = detail::htlc_of(htlc);
      return detail::number<bool>([&](bool *out, keelbolt_error *error) {
        return keelbolt_commitment_is_trimmed(out, &draft, &params, &c, error);
      });
    });
  }

 private:
  template <class Body>
  auto with(const ChannelParameters &channel, Body body) const
      -> decltype(body(std::declval<const keelbolt_channel_parameters &>(),
                       std::declval<const keelbolt_commitment_draft &>())) {
    const keelbolt_channel_parameters params = channel.c();
    const auto list = detail::htlcs_of(htlcs);
    auto c = detail::sized<keelbolt_commitment_draft>();
    c.owner = static_cast<std::int32_t>(owner);
    c.feerate_per_kw = feerate_per_kw;
    c.number = number;
    c.opener_balance_msat = opener_balance_msat;
    c.accepter_balance_msat = accepter_balance_msat;
    detail::put(c.per_commitment_point, per_commitment_point);
    c.htlcs = list.data();
    c.htlc_count = list.size();
    return body(params, c);
  }
};

// --- Sweeps ------------------------------------------------------------------------------------------------------

/// An unconfirmed transaction for which its child pays too.
struct Parent {
  /// What it pays itself.
  std::uint64_t fee_sat = 0;
  /// What it weighs, with its witnesses.
  std::uint64_t weight = 0;
};

/// A signature that a sweep needs.
struct SignatureRequest {
  /// The index of the input.
  std::size_t input = 0;
  /// Whose signature.
  SigningKey key;
  /// Over what: all inputs and outputs.
  Sha256 digest;
};

/// A transaction that can be published, once the host's wallet has added the witnesses of its own inputs. It is
/// moved, not copied.
class SignedSweep {
 public:
  /// The transaction.
  Bytes transaction() const {
    return detail::two_calls<Bytes>([&](std::uint8_t *out, std::size_t *size, keelbolt_error *error) {
      return keelbolt_signed_sweep_transaction(out, size, handle_.get(), error);
    });
  }
  /// The transaction, its fee and its weight: what a host saves, so that no later transaction pays less.
  Attempt attempt() const {
    keelbolt_attempt c = {};
    detail::run([&](keelbolt_error *error) { return keelbolt_signed_sweep_attempt(&c, handle_.get(), error); });
    return {detail::fixed<Txid>(c.txid), c.fee_sat, c.weight};
  }
  /// What it pays.
  std::uint64_t fee_sat() const { return attempt().fee_sat; }
  /// What it weighs: exact, with the weight that the host has told for witnesses of its wallet.
  std::uint64_t weight() const { return attempt().weight; }
  /// The claims again, for a replacement: alone, or in other company. Each knows what was paid for it.
  std::vector<Claim> claims() const {
    return Claim::all([&](keelbolt_claim **out, std::size_t *count, keelbolt_error *error) {
      return keelbolt_signed_sweep_claims(out, count, handle_.get(), error);
    });
  }

 private:
  friend class UnsignedSweep;

  explicit SignedSweep(detail::SignedSweepOwner handle) noexcept : handle_(std::move(handle)) {}

  detail::SignedSweepOwner handle_;
};

/// A transaction whose fee is settled. It is moved, not copied.
class UnsignedSweep {
 public:
  /// What it pays.
  std::uint64_t fee_sat() const { return figures().first; }
  /// The most that it weighs: each signature may be shorter than 72 bytes.
  std::uint64_t weight() const { return figures().second; }
  /// The transaction without witnesses.
  Bytes transaction() const {
    return detail::two_calls<Bytes>([&](std::uint8_t *out, std::size_t *size, keelbolt_error *error) {
      return keelbolt_unsigned_sweep_transaction(out, size, handle_.get(), error);
    });
  }
  /// What it spends, in the order of its inputs.
  std::vector<Claim> claims() const {
    return Claim::all([&](keelbolt_claim **out, std::size_t *count, keelbolt_error *error) {
      return keelbolt_unsigned_sweep_claims(out, count, handle_.get(), error);
    });
  }
  /// The signatures that it needs, in the order of its inputs, for a signer elsewhere.
  std::vector<SignatureRequest> signature_requests() const {
    auto found = detail::listed<keelbolt_signature_request>(
        [&](keelbolt_signature_request *out, std::size_t *count, keelbolt_error *error) {
          return keelbolt_unsigned_sweep_signature_requests(out, count, handle_.get(), error);
        });
    std::vector<SignatureRequest> requests;
    for (keelbolt_signature_request &c : found) {
      requests.push_back({c.input, SigningKey(c.key), detail::fixed<Sha256>(c.digest)});
      detail::wipe(c.key.per_commitment_secret, sizeof c.key.per_commitment_secret);
    }
    return requests;
  }

  /// Signs with the keys of one channel; `basepoints` are those of the secrets. Throws Error.
  SignedSweep sign(const ChannelSecrets &secrets, const Basepoints &basepoints, Entropy entropy) const {
    const keelbolt_basepoints points = detail::c_of(basepoints);
    return signed_by([&](keelbolt_signed_sweep **out, keelbolt_error *error) {
      return keelbolt_unsigned_sweep_sign(out, handle_.get(), &secrets.c(), &points,
                                          entropy.expose().data(), error);
    });
  }

  /// Takes the signatures of a signer elsewhere, in the order of signature_requests, and verifies each. Throws Error.
  SignedSweep complete(const std::vector<EcdsaSignature> &signatures) const {
    const Bytes bytes = detail::signatures_of(signatures);
    return signed_by([&](keelbolt_signed_sweep **out, keelbolt_error *error) {
      return keelbolt_unsigned_sweep_complete(out, handle_.get(), bytes.data(), signatures.size(), error);
    });
  }

 private:
  friend class Sweep;

  explicit UnsignedSweep(detail::UnsignedSweepOwner handle) noexcept : handle_(std::move(handle)) {}

  template <class Call>
  static SignedSweep signed_by(Call call) {
    return SignedSweep(detail::made<detail::SignedSweepOwner>(call));
  }

  std::pair<std::uint64_t, std::uint64_t> figures() const {
    std::pair<std::uint64_t, std::uint64_t> figures;
    detail::run([&](keelbolt_error *error) {
      return keelbolt_unsigned_sweep_fee(&figures.first, &figures.second, handle_.get(), error);
    });
    return figures;
  }

  detail::UnsignedSweepOwner handle_;
};

/// Claims, and where what they hold goes. It is moved, not copied.
class Sweep {
 public:
  /// Puts claims together, which stay the caller's; what is left goes to `destination`, the script of an output, which is
  /// not judged but for an empty one: that would be anybody's. With a parent it pays for that too. Throws Error.
  Sweep(View<Claim> claims, ByteView destination, const std::optional<Parent> &parent = std::nullopt) {
    std::vector<const keelbolt_claim *> handles;
    for (const Claim &claim : claims) {
      handles.push_back(claim.handle_.get());
    }
    const keelbolt_bytes script = detail::view(destination);
    const keelbolt_parent c = {parent ? parent->fee_sat : 0, parent ? parent->weight : 0};
    handle_ = detail::made<detail::SweepOwner>([&](keelbolt_sweep **out, keelbolt_error *error) {
      return keelbolt_sweep_new(out, handles.data(), handles.size(), script.data, script.length,
                                parent ? &c : nullptr, error);
    });
  }

  /// Splits what nodes would not relay for its weight into sweeps that they do; what is light enough stays whole. The
  /// same claims make the same batches again, and each is better bumped alone, from its own claims. Throws Error.
  std::vector<Sweep> batches() const {
    auto owners =
        detail::all_made<detail::SweepOwner>([&](keelbolt_sweep **out, std::size_t *count, keelbolt_error *error) {
          return keelbolt_sweep_batches(out, count, handle_.get(), error);
        });
    std::vector<Sweep> sweeps;
    sweeps.reserve(owners.size());
    for (detail::SweepOwner &owner : owners) {
      sweeps.push_back(Sweep(std::move(owner)));
    }
    return sweeps;
  }

  /// Builds the transaction at a feerate, in satoshi for a thousand units of weight: of itself, or of itself and its
  /// parent together. It pays more where it replaces attempts, never less. Throws Error.
  UnsignedSweep build(std::uint32_t feerate_per_kw) const {
    return UnsignedSweep(
        detail::made<detail::UnsignedSweepOwner>([&](keelbolt_unsigned_sweep **out, keelbolt_error *error) {
          return keelbolt_sweep_build(out, handle_.get(), feerate_per_kw, error);
        }));
  }

 private:
  explicit Sweep(detail::SweepOwner handle) noexcept : handle_(std::move(handle)) {}

  detail::SweepOwner handle_;
};

/// A revoked commitment that was published, as the other node or its watchtower knows it. It is moved, not copied.
class Revoked {
 public:
  /// Recognises a transaction that spends the funding output, of which `owner` is the node that published it, by its
  /// number. `htlcs` are those that this commitment may have, in any order; those that it has not do no harm. Throws
  /// Error.
  static Revoked recognise(const ChannelParameters &channel, ChannelNode owner, ByteView transaction,
                           const SecretStore &secrets, const std::vector<CommitmentHtlc> &htlcs,
                           Entropy entropy) {
    const keelbolt_channel_parameters params = channel.c();
    const auto list = detail::htlcs_of(htlcs);
    return Revoked(detail::made<detail::RevokedOwner>([&](keelbolt_revoked **out, keelbolt_error *error) {
      return keelbolt_revoked_recognise(out, &params, static_cast<std::int32_t>(owner), transaction.data(),
                                        transaction.size(), &secrets.c(), list.data(), list.size(),
                                        entropy.expose().data(), error);
    }));
  }

  /// The number of the commitment.
  std::uint64_t number() const {
    return detail::number<std::uint64_t>([&](std::uint64_t *out, keelbolt_error *error) {
      return keelbolt_revoked_number(out, handle_.get(), error);
    });
  }
  /// The claims of what the cheater had: to_local, and every HTLC.
  std::vector<Claim> claims() const {
    return Claim::all([&](keelbolt_claim **out, std::size_t *count, keelbolt_error *error) {
      return keelbolt_revoked_claims(out, count, handle_.get(), error);
    });
  }
  /// The claim of the balance of the one who was cheated, which a penalty transaction may take too.
  std::optional<Claim> to_remote() const {
    bool present = false;
    auto owner = detail::made<detail::ClaimOwner>([&](keelbolt_claim **out, keelbolt_error *error) {
      return keelbolt_revoked_to_remote(&present, out, handle_.get(), error);
    });
    return present ? std::optional<Claim>(Claim(std::move(owner))) : std::nullopt;
  }
  /// The claims of what the cheater's HTLC transactions pay, which `transaction` contains: also those that are not worth
  /// their fee, which a cheater may have added; leave them out, as with Commitment::second_stage_claims. Throws Error.
  std::vector<Claim> second_stage_claims(ByteView transaction) const {
    return Claim::all([&](keelbolt_claim **out, std::size_t *count, keelbolt_error *error) {
      return keelbolt_revoked_second_stage_claims(out, count, handle_.get(), transaction.data(), transaction.size(),
                                                  error);
    });
  }
  /// The outputs of which nothing is known: HTLCs that were not stored. They are lost, and the user should know.
  std::vector<std::uint32_t> unknown() const {
    return detail::listed<std::uint32_t>([&](std::uint32_t *out, std::size_t *count, keelbolt_error *error) {
      return keelbolt_revoked_unknown(out, count, handle_.get(), error);
    });
  }

 private:
  explicit Revoked(detail::RevokedOwner handle) noexcept : handle_(std::move(handle)) {}

  detail::RevokedOwner handle_;
};

/// What BOLT 5, appendix A, counts for the witness that takes a revoked output with this witness script; none for other
/// scripts.
inline std::optional<std::uint64_t> penalty_witness_weight(ByteView script) {
  bool present = false;
  std::uint64_t weight = 0;
  detail::check(keelbolt_penalty_witness_weight(&present, &weight, script.data(), script.size()));
  return present ? std::optional<std::uint64_t>(weight) : std::nullopt;
}

// --- Closing -----------------------------------------------------------------------------------------------------

/// The form of a script that `shutdown` may name.
enum class ShutdownForm : std::int32_t {
  /// `OP_0` and 20 bytes.
  P2wpkh = KEELBOLT_SHUTDOWN_P2WPKH,
  /// `OP_0` and 32 bytes.
  P2wsh = KEELBOLT_SHUTDOWN_P2WSH,
  /// A witness program of version 1 to 16.
  AnySegwit = KEELBOLT_SHUTDOWN_ANY_SEGWIT,
  /// `OP_RETURN` and one push of 6 to 80 bytes: everything goes to the fee.
  OpReturn = KEELBOLT_SHUTDOWN_OP_RETURN,
  /// What old nodes send: pay to public key hash.
  P2pkh = KEELBOLT_SHUTDOWN_P2PKH,
  /// What old nodes send: pay to script hash.
  P2sh = KEELBOLT_SHUTDOWN_P2SH,
};

/// The form of a script; none when it has none of them.
inline std::optional<ShutdownForm> shutdown_form(ByteView script) {
  bool present = false;
  std::int32_t form = 0;
  detail::check(keelbolt_shutdown_form_of(&present, &form, script.data(), script.size()));
  return present ? std::optional<ShutdownForm>(static_cast<ShutdownForm>(form)) : std::nullopt;
}

/// What two nodes have agreed on for scripts of `shutdown`, `closing_complete` and upfront ones.
struct ShutdownRules {
  /// `option_shutdown_anysegwit` is negotiated.
  bool any_segwit = false;
  /// `option_simple_close` is negotiated.
  bool simple_close = false;
  /// Scripts that are no witness programs are taken too, as old nodes may send them. Never for what one sends.
  bool non_segwit = false;

  /// Checks that a script may be used, which must be the one that was told upfront, if any was: an empty one is none.
  /// Throws Error.
  ShutdownForm check(ByteView script, ByteView upfront = {}) const {
    const keelbolt_shutdown_rules c = {any_segwit, simple_close, non_segwit};
    return static_cast<ShutdownForm>(detail::number<std::int32_t>([&](std::int32_t *out, keelbolt_error *error) {
      return keelbolt_shutdown_check(out, &c, script.data(), script.size(), upfront.data(), upfront.size(), error);
    }));
  }
};

/// `fee_range`: the fees that a node is prepared to pay or to see.
struct FeeRange {
  /// `min_fee_satoshis`
  std::uint64_t min_sat = 0;
  /// `max_fee_satoshis`
  std::uint64_t max_sat = 0;

  /// Whether a fee is in it.
  bool contains(std::uint64_t fee_sat) const {
    bool contains = false;
    const keelbolt_fee_range range = c();
    detail::check(keelbolt_fee_range_contains(&contains, &range, fee_sat));
    return contains;
  }

  /// What both ranges have; none when that is nothing.
  std::optional<FeeRange> overlap(const FeeRange &other) const {
    bool present = false;
    keelbolt_fee_range both = {};
    const keelbolt_fee_range ranges[] = {c(), other.c()};
    detail::check(keelbolt_fee_range_overlap(&present, &both, &ranges[0], &ranges[1]));
    return present ? std::optional<FeeRange>(FeeRange{both.min_sat, both.max_sat}) : std::nullopt;
  }

  friend bool operator==(const FeeRange &a, const FeeRange &b) noexcept {
    return a.min_sat == b.min_sat && a.max_sat == b.max_sat;
  }
  friend bool operator!=(const FeeRange &a, const FeeRange &b) noexcept { return !(a == b); }

 private:
  friend struct LegacyNegotiation;

  keelbolt_fee_range c() const noexcept { return {min_sat, max_sat}; }
};

/// What `closing_signed` says of the fee.
struct ClosingProposal {
  /// `fee_satoshis`
  std::uint64_t fee_sat = 0;
  /// `fee_range`
  std::optional<FeeRange> range;
};

/// What to do after a proposal whose signature is valid.
struct ClosingAnswer {
  /// The fee of the transaction to sign.
  std::uint64_t fee_sat = 0;
  /// Whether both agree on it: the transaction is published.
  bool is_agreed = false;
  /// Whether `closing_signed` with this fee is to be sent.
  bool reply = false;

  friend bool operator==(const ClosingAnswer &a, const ClosingAnswer &b) noexcept {
    return a.fee_sat == b.fee_sat && a.is_agreed == b.is_agreed && a.reply == b.reply;
  }
  friend bool operator!=(const ClosingAnswer &a, const ClosingAnswer &b) noexcept { return !(a == b); }
};

/// Where the negotiation stands for one node since the last connection.
struct LegacyNegotiation {
  /// This node: the opener pays.
  ChannelNode node = ChannelNode::Opener;
  /// The fee that it would like.
  std::uint64_t preferred_sat = 0;
  /// The fees that it takes, and the range that it sends.
  FeeRange acceptable;
  /// What it sent last.
  std::optional<ClosingProposal> sent;
  /// The fee that it received last, before this one.
  std::optional<std::uint64_t> received_sat;

  /// The answer to a proposal. Throws Error: for Code::NoOverlap warn, and fail the channel if no better range comes;
  /// for the others fail the channel, or the connection.
  ClosingAnswer answer(const ClosingProposal &proposal) const {
    auto c = detail::sized<keelbolt_legacy_negotiation>();
    c.node = static_cast<std::int32_t>(node);
    c.preferred_sat = preferred_sat;
    c.acceptable = acceptable.c();
    c.has_sent = sent.has_value();
    c.sent = proposal_of(sent.value_or(ClosingProposal()));
    detail::put(c.has_received, c.received_sat, received_sat);
    const keelbolt_closing_proposal came = proposal_of(proposal);
    keelbolt_closing_answer answer = {};
    detail::run([&](keelbolt_error *error) {
      return keelbolt_legacy_negotiation_answer(&answer, &c, &came, error);
    });
    return {answer.fee_sat, answer.is_agreed, answer.reply};
  }

 private:
  static keelbolt_closing_proposal proposal_of(const ClosingProposal &proposal) noexcept {
    keelbolt_closing_proposal c = {};
    c.fee_sat = proposal.fee_sat;
    c.has_range = proposal.range.has_value();
    c.range = proposal.range.value_or(FeeRange()).c();
    return c;
  }
};

/// An output of a closing transaction.
struct ClosingOutput {
  /// What it holds.
  std::uint64_t value_sat = 0;
  /// Its script.
  Bytes script_pubkey;
};

/// A closing transaction, unsigned: one output or two. It is moved, not copied.
class ClosingTransaction {
 public:
  /// The outputs, in their order (BIP 69).
  std::vector<ClosingOutput> outputs() const {
    std::vector<ClosingOutput> outputs;
    const auto found = detail::listed<keelbolt_closing_output>(
        [&](keelbolt_closing_output *out, std::size_t *count, keelbolt_error *error) {
          return keelbolt_closing_outputs(out, count, handle_.get(), error);
        });
    for (const keelbolt_closing_output &c : found) {
      outputs.push_back({c.value_sat, detail::owned(c.script_pubkey)});
    }
    return outputs;
  }
  /// The transaction without its witness.
  Bytes transaction() const {
    return detail::two_calls<Bytes>([&](std::uint8_t *out, std::size_t *size, keelbolt_error *error) {
      return keelbolt_closing_unsigned(out, size, handle_.get(), error);
    });
  }
  /// The most that it weighs when both have signed.
  std::uint64_t weight() const {
    return detail::number<std::uint64_t>([&](std::uint64_t *out, keelbolt_error *error) {
      return keelbolt_closing_weight(out, handle_.get(), error);
    });
  }
  /// What both nodes sign.
  Sha256 digest() const {
    return detail::value<Sha256>([&](std::uint8_t *out, keelbolt_error *error) {
      return keelbolt_closing_digest(out, handle_.get(), error);
    });
  }
  /// Signs with the secret of a node's funding_pubkey. Throws Error.
  EcdsaSignature sign(const SecretKey &funding, Entropy entropy) const {
    return detail::value<EcdsaSignature>([&](std::uint8_t *out, keelbolt_error *error) {
      return keelbolt_closing_sign(out, handle_.get(), funding.expose().data(), entropy.expose().data(), error);
    });
  }
  /// Verifies a node's signature. Throws Error.
  void verify(ChannelNode node, const EcdsaSignature &signature) const {
    detail::run([&](keelbolt_error *error) {
      return keelbolt_closing_verify(handle_.get(), static_cast<std::int32_t>(node), signature.bytes.data(), error);
    });
  }
  /// The transaction as it is published.
  Bytes signed_transaction(const EcdsaSignature &opener, const EcdsaSignature &accepter) const {
    return detail::two_calls<Bytes>([&](std::uint8_t *out, std::size_t *size, keelbolt_error *error) {
      return keelbolt_closing_signed(out, size, handle_.get(), opener.bytes.data(), accepter.bytes.data(), error);
    });
  }
  /// Checks that nodes relay its outputs. Throws Error.
  void check_dust() const {
    detail::run([&](keelbolt_error *error) { return keelbolt_closing_check_dust(handle_.get(), error); });
  }

 private:
  friend struct LegacyClosing;
  friend struct SimpleClose;

  template <class Call>
  static ClosingTransaction made(Call call) {
    return ClosingTransaction(detail::made<detail::ClosingOwner>(call));
  }

  explicit ClosingTransaction(detail::ClosingOwner handle) noexcept : handle_(std::move(handle)) {}

  detail::ClosingOwner handle_;
};

/// What a closing transaction of the older kind is made of.
struct LegacyClosing {
  /// The channel.
  ChannelParameters channel;
  /// The opener's balance, which pays the fee.
  std::uint64_t opener_balance_msat = 0;
  /// The accepter's balance.
  std::uint64_t accepter_balance_msat = 0;
  /// The opener's script of `shutdown`.
  Bytes opener_script;
  /// The accepter's script of `shutdown`.
  Bytes accepter_script;
  /// `fee_satoshis`
  std::uint64_t fee_sat = 0;

  /// The transaction that a node signs: without outputs below its own dust limit, and without its own output when it
  /// gives that up. Throws Error.
  ClosingTransaction build(ChannelNode signer, bool without_own = false) const {
    return with([&](const keelbolt_legacy_closing &c) {
      return ClosingTransaction::made([&](keelbolt_closing_transaction **out, keelbolt_error *error) {
        return keelbolt_legacy_closing_build(out, &c, static_cast<std::int32_t>(signer), without_own, error);
      });
    });
  }

  /// The transaction that a node has signed: the one that its dust limit makes, or that without its own output. Throws
  /// Error.
  ClosingTransaction verify(ChannelNode signer, const EcdsaSignature &signature) const {
    return with([&](const keelbolt_legacy_closing &c) {
      return ClosingTransaction::made([&](keelbolt_closing_transaction **out, keelbolt_error *error) {
        return keelbolt_legacy_closing_verify(out, &c, static_cast<std::int32_t>(signer), signature.bytes.data(),
                                              error);
      });
    });
  }

 private:
  template <class Body>
  auto with(Body body) const -> decltype(body(std::declval<const keelbolt_legacy_closing &>())) {
    const keelbolt_channel_parameters params = channel.c();
    auto c = detail::sized<keelbolt_legacy_closing>();
    c.channel = &params;
    c.opener_balance_msat = opener_balance_msat;
    c.accepter_balance_msat = accepter_balance_msat;
    c.fee_sat = fee_sat;
    c.opener_script = detail::view(ByteView(opener_script));
    c.accepter_script = detail::view(ByteView(accepter_script));
    return body(c);
  }
};

/// Which outputs a closing transaction has.
enum class ClosingVariant : std::int32_t {
  CloserOutputOnly = KEELBOLT_CLOSING_CLOSER_OUTPUT_ONLY,
  CloseeOutputOnly = KEELBOLT_CLOSING_CLOSEE_OUTPUT_ONLY,
  CloserAndCloseeOutputs = KEELBOLT_CLOSING_CLOSER_AND_CLOSEE_OUTPUTS,
};

/// `closing_tlvs`: the signatures of `closing_complete`, or the one of `closing_sig`.
struct ClosingSignatures {
  /// Of the transaction with the closer's output.
  std::optional<EcdsaSignature> closer_output_only;
  /// Of the transaction with the closee's output.
  std::optional<EcdsaSignature> closee_output_only;
  /// Of the transaction with both outputs.
  std::optional<EcdsaSignature> closer_and_closee_outputs;

  /// The signature of a variant.
  std::optional<EcdsaSignature> of(ClosingVariant variant) const {
    switch (variant) {
      case ClosingVariant::CloserOutputOnly:
        return closer_output_only;
      case ClosingVariant::CloseeOutputOnly:
        return closee_output_only;
      case ClosingVariant::CloserAndCloseeOutputs:
        return closer_and_closee_outputs;
    }
    return std::nullopt;
  }

  friend bool operator==(const ClosingSignatures &a, const ClosingSignatures &b) noexcept {
    return a.closer_output_only == b.closer_output_only && a.closee_output_only == b.closee_output_only &&
           a.closer_and_closee_outputs == b.closer_and_closee_outputs;
  }
  friend bool operator!=(const ClosingSignatures &a, const ClosingSignatures &b) noexcept { return !(a == b); }

 private:
  friend struct SimpleClose;

  static ClosingSignatures from(const keelbolt_closing_signatures &c) {
    return {detail::optional_fixed<EcdsaSignature>(c.has_closer_output_only, c.closer_output_only),
            detail::optional_fixed<EcdsaSignature>(c.has_closee_output_only, c.closee_output_only),
            detail::optional_fixed<EcdsaSignature>(c.has_closer_and_closee_outputs, c.closer_and_closee_outputs)};
  }

  keelbolt_closing_signatures c() const noexcept {
    keelbolt_closing_signatures c = {};
    detail::put(c.has_closer_output_only, c.closer_output_only, closer_output_only);
    detail::put(c.has_closee_output_only, c.closee_output_only, closee_output_only);
    detail::put(c.has_closer_and_closee_outputs, c.closer_and_closee_outputs, closer_and_closee_outputs);
    return c;
  }
};

/// What the closee sends, and what it publishes.
struct Countersigned {
  /// For `closing_sig`.
  ClosingSignatures closing_sig;
  /// The transaction as it is published.
  Bytes transaction;
};

/// A closing transaction of which the closer pays the fee, as `closing_complete` describes it. Scripts are checked by
/// ShutdownRules::check.
struct SimpleClose {
  /// The channel.
  ChannelParameters channel;
  /// The node that sends `closing_complete`.
  ChannelNode closer = ChannelNode::Opener;
  /// Its balance.
  std::uint64_t closer_balance_msat = 0;
  /// The other node's balance.
  std::uint64_t closee_balance_msat = 0;
  /// `closer_scriptpubkey`
  Bytes closer_script;
  /// `closee_scriptpubkey`
  Bytes closee_script;
  /// `fee_satoshis`
  std::uint64_t fee_sat = 0;
  /// `locktime`
  std::uint32_t lock_time = 0;

  /// The transaction with the outputs of a variant. Throws Error.
  ClosingTransaction transaction(ClosingVariant variant) const {
    return with([&](const keelbolt_simple_close &c) {
      return ClosingTransaction::made([&](keelbolt_closing_transaction **out, keelbolt_error *error) {
        return keelbolt_simple_close_transaction(out, &c, static_cast<std::int32_t>(variant), error);
      });
    });
  }

  /// The variants that the closer signs. `uneconomical` says that it does not care for its own output. Throws Error.
  std::vector<ClosingVariant> offered(bool uneconomical) const {
    return with([&](const keelbolt_simple_close &c) {
      std::vector<ClosingVariant> variants;
      const auto found =
          detail::listed<std::int32_t>([&](std::int32_t *out, std::size_t *count, keelbolt_error *error) {
            return keelbolt_simple_close_offered(out, count, &c, uneconomical, error);
          });
      for (const std::int32_t variant : found) {
        variants.push_back(static_cast<ClosingVariant>(variant));
      }
      return variants;
    });
  }

  /// What the closer sends in `closing_complete`. Throws Error.
  ClosingSignatures sign(bool uneconomical, const SecretKey &funding, Entropy entropy) const {
    return with([&](const keelbolt_simple_close &c) {
      keelbolt_closing_signatures out = {};
      detail::run([&](keelbolt_error *error) {
        return keelbolt_simple_close_sign(&out, &c, uneconomical, funding.expose().data(), entropy.expose().data(),
                                          error);
      });
      return ClosingSignatures::from(out);
    });
  }

  /// The variant that the closee takes of those that `closing_complete` has. `uneconomical` says that it does not
  /// care for its own output. Throws Error.
  ClosingVariant selected(const ClosingSignatures &complete, bool uneconomical) const {
    return with([&](const keelbolt_simple_close &c) {
      const keelbolt_closing_signatures came = complete.c();
      return static_cast<ClosingVariant>(detail::number<std::int32_t>([&](std::int32_t *out, keelbolt_error *error) {
        return keelbolt_simple_close_selected(out, &c, &came, uneconomical, error);
      }));
    });
  }

  /// What the closee does with `closing_complete`: it checks the signature of the selected variant, signs it too,
  /// sends its own in `closing_sig` and publishes the transaction. Throws Error.
  Countersigned countersign(const ClosingSignatures &complete, bool uneconomical, const SecretKey &funding,
                            Entropy entropy) const {
    return with([&](const keelbolt_simple_close &c) {
      const keelbolt_closing_signatures came = complete.c();
      keelbolt_closing_signatures sig = {};
      Bytes transaction =
          detail::two_calls<Bytes>([&](std::uint8_t *out, std::size_t *size, keelbolt_error *error) {
            return keelbolt_simple_close_countersign(&sig, out, size, &c, &came, uneconomical,
                                                     funding.expose().data(), entropy.expose().data(), error);
          });
      return Countersigned{ClosingSignatures::from(sig), std::move(transaction)};
    });
  }

  /// What the closer does with `closing_sig`: it checks the one signature and publishes the transaction. That
  /// scripts, fee and lock time of `closing_sig` are those sent is the caller's to check. Throws Error.
  Bytes finish(const ClosingSignatures &complete, const ClosingSignatures &closing_sig) const {
    return with([&](const keelbolt_simple_close &c) {
      const keelbolt_closing_signatures sent = complete.c();
      const keelbolt_closing_signatures came = closing_sig.c();
      return detail::two_calls<Bytes>([&](std::uint8_t *out, std::size_t *size, keelbolt_error *error) {
        return keelbolt_simple_close_finish(out, size, &c, &sent, &came, error);
      });
    });
  }

 private:
  template <class Body>
  auto with(Body body) const -> decltype(body(std::declval<const keelbolt_simple_close &>())) {
    const keelbolt_channel_parameters params = channel.c();
    auto c = detail::sized<keelbolt_simple_close>();
    c.channel = &params;
    c.closer = static_cast<std::int32_t>(closer);
    c.lock_time = lock_time;
    c.closer_balance_msat = closer_balance_msat;
    c.closee_balance_msat = closee_balance_msat;
    c.fee_sat = fee_sat;
    c.closer_script = detail::view(ByteView(closer_script));
    c.closee_script = detail::view(ByteView(closee_script));
    return body(c);
  }
};

// --- Relay -------------------------------------------------------------------------------------------------------

/// The transaction of a coin is in the block of this height.
struct Confirmed {
  std::uint32_t height = 0;
};

/// The transaction of a coin is in no block yet.
struct Unconfirmed {
  /// Its version.
  std::uint32_t version = 2;
  /// How many of its ancestors are in no block either.
  std::size_t ancestors = 0;
  /// How many other transactions, in no block either, spend its outputs.
  std::size_t children = 0;
};

/// An output that a transaction spends.
struct Coin {
  /// What it holds.
  std::uint64_t value_sat = 0;
  /// Its script.
  Bytes script_pubkey;
  /// Where its transaction stands.
  std::variant<Confirmed, Unconfirmed> created;
};

/// The chain on which a transaction is judged: it would be in the next block.
struct Chain {
  /// The height of the last block.
  std::uint32_t height = 0;
  /// The median of the times of the last eleven blocks (BIP 113), in seconds since 1970.
  std::uint64_t median_time_past = 0;
};

namespace detail {

/// The coins for C, which live as long as these.
inline std::vector<keelbolt_coin> coins_of(const std::vector<Coin> &coins) {
  std::vector<keelbolt_coin> list;
  list.reserve(coins.size());
  for (const Coin &coin : coins) {
    keelbolt_coin c = {};
    c.value_sat = coin.value_sat;
    c.script_pubkey = view(ByteView(coin.script_pubkey));
    if (const auto *confirmed = std::get_if<Confirmed>(&coin.created)) {
      c.is_confirmed = 1;
      c.height = confirmed->height;
    } else if (const auto *unconfirmed = std::get_if<Unconfirmed>(&coin.created)) {
      c.version = unconfirmed->version;
      c.ancestors = unconfirmed->ancestors;
      c.children = unconfirmed->children;
    }
    list.push_back(c);
  }
  return list;
}

}  // namespace detail

/// Judges whether nodes relay a transaction; `coins` are what its inputs spend, in their order. Returns its fee, in
/// satoshi. Throws Error: the first rule that it breaks.
inline std::uint64_t relay_check(ByteView transaction, const std::vector<Coin> &coins, const Chain &chain) {
  const auto list = detail::coins_of(coins);
  const keelbolt_chain c = {chain.height, chain.median_time_past};
  return detail::number<std::uint64_t>([&](std::uint64_t *out, keelbolt_error *error) {
    return keelbolt_relay_check(out, transaction.data(), transaction.size(), list.data(), list.size(), &c, error);
  });
}

/// Judges a parent and the child that pays for it. Returns the fee of both, in satoshi. Throws Error: the first rule
/// that they break.
inline std::uint64_t relay_check_package(ByteView parent, const std::vector<Coin> &parent_coins, ByteView child,
                                         const std::vector<Coin> &child_coins, const Chain &chain) {
  const auto of_parent = detail::coins_of(parent_coins);
  const auto of_child = detail::coins_of(child_coins);
  const keelbolt_chain c = {chain.height, chain.median_time_past};
  return detail::number<std::uint64_t>([&](std::uint64_t *out, keelbolt_error *error) {
    return keelbolt_relay_check_package(out, parent.data(), parent.size(), of_parent.data(), of_parent.size(),
                                        child.data(), child.size(), of_child.data(), of_child.size(), &c, error);
  });
}

}  // namespace keelbolt

#endif  // KEELBOLT_COMMITMENT_HPP
