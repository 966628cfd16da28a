// SPDX-License-Identifier: MIT OR Apache-2.0
//
// keelbolt_onion.hpp: BOLT 4 onions for C++17, header-only, on top of keelbolt.h.
//
// The rules are those of keelbolt.hpp: values own what they hold, whatever fails throws Error, secrets are moved and
// wiped. What a check refuses is no error but an answer: the failure to send, std::nullopt where all is well.

#ifndef KEELBOLT_ONION_HPP
#define KEELBOLT_ONION_HPP

#include "keelbolt.hpp"

namespace keelbolt {

namespace detail {

/// Overwrites a secret.
inline void wipe(std::uint8_t *bytes, std::size_t size) noexcept {
  // Through a volatile pointer, so that the compiler may not leave it out.
  volatile std::uint8_t *byte = bytes;
  for (std::size_t index = 0; index < size; ++index) {
    byte[index] = 0;
  }
}

/// Wipes what lies in a struct of C when it ends.
class Wiped {
 public:
  template <std::size_t N>
  explicit Wiped(std::uint8_t (&bytes)[N]) noexcept : bytes_(bytes), size_(N) {}
  Wiped(const Wiped &) = delete;
  Wiped &operator=(const Wiped &) = delete;
  ~Wiped() { wipe(bytes_, size_); }

 private:
  std::uint8_t *bytes_;
  std::size_t size_;
};

/// A secret that lies in a struct of C, where it is wiped.
template <class T, std::size_t N>
T take(std::uint8_t (&bytes)[N]) noexcept {
  std::array<std::uint8_t, N> copy{};
  std::copy_n(bytes, N, copy.begin());
  wipe(bytes, N);
  return T(std::move(copy));
}

}  // namespace detail

// --- Values ------------------------------------------------------------------------------------------------------

/// What a hop shares with the origin of an onion, or with the creator of a blinded path.
using SharedSecret = Secret<32, struct SharedSecretMeaning>;
/// 32 bytes from the host's random number generator that serve one onion or one path only, so they are moved into it.
using SessionKey = Secret<32, struct SessionKeyMeaning>;
/// What a host remembers of a payment's onion until its HTLC expires, so as to refuse a replay.
using ReplayTag = FixedBytes<32, struct ReplayTagMeaning>;

/// The secrets shared with the hops of an onion, in order: they decrypt what comes back. Moved, not copied; wiped when
/// they end; not to be printed or compared.
class SharedSecrets {
 public:
  SharedSecrets() = default;
  /// Takes 32 bytes for each hop over, as they were kept.
  explicit SharedSecrets(Bytes &&bytes) noexcept : bytes_(std::move(bytes)) {}
  SharedSecrets(SharedSecrets &&other) noexcept : bytes_(std::move(other.bytes_)) {}
  SharedSecrets &operator=(SharedSecrets &&other) noexcept {
    if (this != &other) {
      wipe();
      bytes_ = std::move(other.bytes_);
    }
    return *this;
  }
  SharedSecrets(const SharedSecrets &) = delete;
  SharedSecrets &operator=(const SharedSecrets &) = delete;
  ~SharedSecrets() { wipe(); }

  /// How many hops there are.
  std::size_t size() const noexcept { return bytes_.size() / 32; }
  /// The secret of one hop.
  SharedSecret at(std::size_t hop) const {
    if (hop >= size()) {
      throw std::out_of_range("no such hop");
    }
    std::array<std::uint8_t, 32> secret{};
    std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(32 * hop), secret.size(), secret.begin());
    return SharedSecret(std::move(secret));
  }
  /// The bytes themselves, 32 for each hop. Each use is a place to look at in a review.
  ByteView expose() const noexcept { return bytes_; }

 private:
  void wipe() noexcept { detail::wipe(bytes_.data(), bytes_.size()); }

  Bytes bytes_;
};

/// A record of a TLV stream.
struct Record {
  /// The type.
  std::uint64_t number = 0;
  /// The value.
  Bytes value;

  friend bool operator==(const Record &a, const Record &b) noexcept {
    return a.number == b.number && a.value == b.value;
  }
  friend bool operator!=(const Record &a, const Record &b) noexcept { return !(a == b); }
};

/// One end of a channel: the node that a path begins at, or the node at its other end, to whom something is passed on.
struct Channel {
  /// The channel (BOLT 7).
  std::uint64_t short_channel_id = 0;
  /// Where a path begins: 0 for `node_id_1` of the channel's announcement, 1 for `node_id_2`.
  std::uint8_t direction = 0;

  friend bool operator==(const Channel &a, const Channel &b) noexcept {
    return a.short_channel_id == b.short_channel_id && a.direction == b.direction;
  }
  friend bool operator!=(const Channel &a, const Channel &b) noexcept { return !(a == b); }
};

/// The two ways to name a node of a path.
using NodeName = std::variant<PublicKey, Channel>;

namespace detail {

/// A view for C. Nothing is a view as well, and not the same as no view.
inline keelbolt_bytes view(ByteView bytes) noexcept {
  static constexpr std::uint8_t nothing = 0;
  return {bytes.empty() ? &nothing : bytes.data(), bytes.size()};
}

inline keelbolt_bytes view(const std::optional<Bytes> &bytes) noexcept {
  return bytes ? view(ByteView(*bytes)) : keelbolt_bytes{nullptr, 0};
}

/// What C gave, owned.
inline Bytes owned(keelbolt_bytes bytes) {
  return bytes.length == 0 ? Bytes() : Bytes(bytes.data, bytes.data + bytes.length);
}

inline std::optional<Bytes> optional_owned(keelbolt_bytes bytes) {
  return bytes.data == nullptr ? std::nullopt : std::optional<Bytes>(owned(bytes));
}

template <class T, std::size_t N>
T fixed(const std::uint8_t (&bytes)[N]) {
  T value;
  std::copy_n(bytes, N, value.bytes.begin());
  return value;
}

template <class T, std::size_t N>
std::optional<T> optional_fixed(std::uint8_t there, const std::uint8_t (&bytes)[N]) {
  return there ? std::optional<T>(fixed<T>(bytes)) : std::nullopt;
}

template <class T>
std::optional<T> optional_number(std::uint8_t there, T value) {
  return there ? std::optional<T>(value) : std::nullopt;
}

template <class T, std::size_t N>
void put(std::uint8_t (&out)[N], const T &value) noexcept {
  std::copy(value.bytes.begin(), value.bytes.end(), out);
}

template <class T, std::size_t N>
void put(std::uint8_t &there, std::uint8_t (&out)[N], const std::optional<T> &value) noexcept {
  there = value.has_value();
  if (value) {
    put(out, *value);
  }
}

template <class T>
void put(std::uint8_t &there, T &out, const std::optional<T> &value) noexcept {
  there = value.has_value();
  out = value.value_or(T());
}

inline const std::uint8_t *data(const std::optional<PublicKey> &key) noexcept {
  return key ? key->bytes.data() : nullptr;
}

/// A struct of C that begins with its size.
template <class C>
C sized() noexcept {
  C c = {};
  c.struct_size = sizeof c;
  return c;
}

/// The records for C, which live as long as these.
inline std::vector<keelbolt_record> views(const std::vector<Record> &records) {
  std::vector<keelbolt_record> list;
  for (const Record &record : records) {
    list.push_back({record.number, view(ByteView(record.value))});
  }
  return list;
}

inline std::vector<Record> unknown_records(keelbolt_bytes stream, OnionPart part) {
  std::vector<Record> list;
  const auto found = two_calls<std::vector<keelbolt_record>>(
      [&](keelbolt_record *out, std::size_t *count, keelbolt_error *error) {
        return keelbolt_unknown_records(out, count, stream.data, stream.length, static_cast<std::int32_t>(part),
                                        error);
      });
  for (const keelbolt_record &record : found) {
    list.push_back({record.number, owned(record.value)});
  }
  return list;
}

/// Asks for the size, makes room, asks again; the results point into the room, which is given back.
template <class Call>
Bytes room_for(Call call) {
  return two_calls<Bytes>(
      [&](std::uint8_t *out, std::size_t *size, keelbolt_error *error) { return call(out, size, error); });
}

inline NodeName name_of(const keelbolt_node &node) {
  if (node.kind == KEELBOLT_NODE_ID) {
    return fixed<PublicKey>(node.node_id);
  }
  return Channel{node.short_channel_id, node.direction};
}

inline keelbolt_node node_of(const NodeName &name) noexcept {
  keelbolt_node node = {};
  if (const auto *node_id = std::get_if<PublicKey>(&name)) {
    node.kind = KEELBOLT_NODE_ID;
    put(node.node_id, *node_id);
  } else if (const auto *channel = std::get_if<Channel>(&name)) {
    node.kind = KEELBOLT_NODE_CHANNEL;
    node.direction = channel->direction;
    node.short_channel_id = channel->short_channel_id;
  }
  return node;
}

/// A secret that a function of C writes.
template <class T, class Call>
T secret(Call call) {
  std::array<std::uint8_t, 32> bytes{};
  keelbolt_error error = new_error();
  check(call(bytes.data(), &error), error);
  return T(std::move(bytes));
}

/// A public value that a function of C writes.
template <class T, class Call>
T value(Call call) {
  T bytes;
  keelbolt_error error = new_error();
  check(call(bytes.bytes.data(), &error), error);
  return bytes;
}

}  // namespace detail

// --- Packets -----------------------------------------------------------------------------------------------------

/// What a key is for (BOLT 4, "Key Generation").
enum class KeyType : std::int32_t {
  Rho = KEELBOLT_KEY_TYPE_RHO,
  Mu = KEELBOLT_KEY_TYPE_MU,
  Um = KEELBOLT_KEY_TYPE_UM,
  Pad = KEELBOLT_KEY_TYPE_PAD,
  Ammag = KEELBOLT_KEY_TYPE_AMMAG,
  Ammagext = KEELBOLT_KEY_TYPE_AMMAGEXT,
  Fulfillment = KEELBOLT_KEY_TYPE_FULFILLMENT,
  BlindedNodeId = KEELBOLT_KEY_TYPE_BLINDED_NODE_ID,
};

/// A key that follows from a shared secret; KeyType::Pad follows from the session key.
using OnionKey = Secret<32, struct OnionKeyMeaning>;

/// The key of a type from a shared secret. The other functions derive what they need by themselves.
inline OnionKey onion_key(KeyType type, const SharedSecret &secret) {
  return detail::secret<OnionKey>([&](std::uint8_t *out, keelbolt_error *error) {
    return keelbolt_onion_key(out, static_cast<std::int32_t>(type), secret.expose().data(), error);
  });
}

/// The factor by which a hop blinds an ephemeral key, or a path key, for the next hop.
inline OnionKey blinding_factor(const PublicKey &ephemeral_key, const SharedSecret &secret) {
  return detail::secret<OnionKey>([&](std::uint8_t *out, keelbolt_error *error) {
    return keelbolt_onion_blinding_factor(out, ephemeral_key.bytes.data(), secret.expose().data(), error);
  });
}

/// What a hop finds in an onion.
struct Peeled {
  /// The payload for this hop, a TLV stream, without its length.
  Bytes payload;
  /// The onion for the next hop; none at the final one.
  std::optional<Bytes> next_onion;
  /// What a failure or a fulfillment on its way back is encrypted with.
  SharedSecret shared_secret;
  /// What the host looks up in its replay set before it does anything else with a payment.
  ReplayTag replay_tag;

  /// Whether this hop is the final one.
  bool is_final() const noexcept { return !next_onion.has_value(); }
};

/// An onion of any size, whose version is 0 and whose ephemeral key a point of the curve.
class Onion {
 public:
  /// Reads a whole onion. The HMAC is checked when it is peeled. Throws Error.
  static Onion parse(ByteView bytes) { return Onion(Bytes(bytes.begin(), bytes.end())); }

  /// The whole onion.
  ByteView bytes() const noexcept { return bytes_; }
  /// The ephemeral key, from which the hop derives its shared secret.
  PublicKey public_key() const { return detail::fixed<PublicKey>(fields().public_key); }
  /// The encrypted routing field.
  ByteView hop_payloads() const {
    const keelbolt_onion onion = fields();
    return {onion.hop_payloads.data, onion.hop_payloads.length};
  }
  /// What authenticates the routing field and the associated data.
  ReplayTag hmac() const { return detail::fixed<ReplayTag>(fields().hmac); }

  /// The secret that the holder of a key shares with the origin. Throws Error.
  SharedSecret shared_secret(const SecretKey &key) const {
    return detail::secret<SharedSecret>([&](std::uint8_t *out, keelbolt_error *error) {
      return keelbolt_onion_shared_secret(out, bytes_.data(), bytes_.size(), key.expose().data(), error);
    });
  }

  /// Checks the HMAC, in constant time, and takes one layer off; `key` is the node's, in a blinded path its blinded one.
  /// Throws Error; failure_of says how to answer it.
  Peeled peel(const SecretKey &key, ByteView associated_data) const {
    return peeled([&](keelbolt_peeled *peeled, std::uint8_t *out, std::size_t *size, keelbolt_error *error) {
      return keelbolt_onion_peel(peeled, out, size, bytes_.data(), bytes_.size(), associated_data.data(),
                                 associated_data.size(), key.expose().data(), error);
    });
  }

  /// As peel, where the node's key is kept elsewhere and its holder gave the shared secret. Throws Error.
  Peeled peel_with(const SharedSecret &secret, ByteView associated_data) const {
    return peeled([&](keelbolt_peeled *peeled, std::uint8_t *out, std::size_t *size, keelbolt_error *error) {
      return keelbolt_onion_peel_with(peeled, out, size, bytes_.data(), bytes_.size(), associated_data.data(),
                                      associated_data.size(), secret.expose().data(), error);
    });
  }

  friend bool operator==(const Onion &a, const Onion &b) noexcept { return a.bytes_ == b.bytes_; }
  friend bool operator!=(const Onion &a, const Onion &b) noexcept { return !(a == b); }

 private:
  explicit Onion(Bytes bytes) : bytes_(std::move(bytes)) { fields(); }

  keelbolt_onion fields() const {
    keelbolt_onion onion = {};
    keelbolt_error error = detail::new_error();
    const keelbolt_bytes whole = detail::view(ByteView(bytes_));
    detail::check(keelbolt_onion_parse(&onion, whole.data, whole.length, &error), error);
    return onion;
  }

  template <class Call>
  static Peeled peeled(Call call) {
    keelbolt_peeled c = {};
    const Bytes room = detail::room_for([&](std::uint8_t *out, std::size_t *size, keelbolt_error *error) {
      return call(&c, out, size, error);
    });
    SharedSecret secret = detail::take<SharedSecret>(c.shared_secret);
    return {detail::owned(c.payload), detail::optional_owned(c.next_onion), std::move(secret),
            detail::fixed<ReplayTag>(c.replay_tag)};
  }

  Bytes bytes_;
};

/// One hop of a route.
struct Hop {
  /// The node's id; in a blinded path its blinded id.
  PublicKey public_key;
  /// The payload for it, a TLV stream of at least 2 bytes, without its length.
  Bytes payload;
};

/// An onion with the secrets that decrypt what comes back.
struct BuiltOnion {
  /// What is sent to the first hop.
  Bytes onion;
  /// One for each hop.
  SharedSecrets shared_secrets;
};

/// What an onion is built from.
struct Route {
  /// The hops in order, the first being the peer to whom the onion is sent.
  std::vector<Hop> hops;
  /// What every hop must know to accept the onion: a payment's hash, nothing for a message.
  Bytes associated_data;
  /// The length of the routing field, in bytes: the usual one is a payment's.
  std::size_t hop_payloads_length = KEELBOLT_ONION_HOP_PAYLOADS_LENGTH;

  /// A route of a payment, bound to its hash.
  static Route payment(std::vector<Hop> hops, const PaymentHash &payment_hash) {
    Route route;
    route.hops = std::move(hops);
    route.associated_data.assign(payment_hash.bytes.begin(), payment_hash.bytes.end());
    return route;
  }

  /// How many bytes of the routing field the hops take. Throws Error.
  std::size_t length() const {
    std::size_t length = 0;
    const auto list = views();
    keelbolt_error error = detail::new_error();
    detail::check(keelbolt_onion_length(&length, list.data(), list.size(), hop_payloads_length, &error), error);
    return length;
  }

  /// Builds the onion. Throws Error.
  BuiltOnion build(SessionKey session_key, Entropy entropy) const {
    const auto list = views();
    Bytes secrets(32 * std::max<std::size_t>(hops.size(), 1));
    Bytes onion = detail::room_for([&](std::uint8_t *out, std::size_t *size, keelbolt_error *error) {
      return keelbolt_onion_build(out, size, secrets.data(), list.data(), list.size(), associated_data.data(),
                                  associated_data.size(), hop_payloads_length, session_key.expose().data(),
                                  entropy.expose().data(), error);
    });
    return {std::move(onion), SharedSecrets(std::move(secrets))};
  }

 private:
  std::vector<keelbolt_hop> views() const {
    std::vector<keelbolt_hop> list;
    for (const Hop &hop : hops) {
      keelbolt_hop c = {};
      detail::put(c.public_key, hop.public_key);
      c.payload = detail::view(ByteView(hop.payload));
      list.push_back(c);
    }
    return list;
  }
};

// --- Payloads ----------------------------------------------------------------------------------------------------

/// What ties an HTLC to an invoice.
struct PaymentData {
  /// The invoice's.
  PaymentSecret payment_secret;
  /// The amount of the whole payment, of which an HTLC may be a part.
  std::uint64_t total_msat = 0;

  friend bool operator==(const PaymentData &a, const PaymentData &b) noexcept {
    return a.payment_secret == b.payment_secret && a.total_msat == b.total_msat;
  }
  friend bool operator!=(const PaymentData &a, const PaymentData &b) noexcept { return !(a == b); }
};

/// The payload of one hop of a payment: each record, where it is there. It is moved, not copied, since it may hold a
/// preimage.
struct Payload {
  /// The amount of the outgoing HTLC; at the final node, of the incoming one.
  std::optional<std::uint64_t> amt_to_forward_msat;
  /// The expiry of the outgoing HTLC; at the final node, of the incoming one.
  std::optional<std::uint32_t> outgoing_cltv_value;
  /// The outgoing channel (BOLT 7).
  std::optional<std::uint64_t> short_channel_id;
  /// The payee's secret, and the amount of the whole payment.
  std::optional<PaymentData> payment_data;
  /// What the maker of a blinded path tells this hop.
  std::optional<Bytes> encrypted_recipient_data;
  /// The path key, for the first hop of a blinded path.
  std::optional<PublicKey> current_path_key;
  /// What the invoice asked to be repeated.
  std::optional<Bytes> payment_metadata;
  /// The amount of the whole payment, at the end of a blinded path.
  std::optional<std::uint64_t> total_amount_msat;
  /// The preimage of a payment without an invoice (bLIP 3).
  std::optional<Preimage> keysend_preimage;
  /// The next trampoline node (a proposal, may change).
  std::optional<PublicKey> outgoing_node_id;
  /// The onion for the trampoline nodes (a proposal, may change).
  std::optional<Bytes> trampoline_onion_packet;
  /// The features of the invoice that a trampoline node pays (a proposal, may change).
  std::optional<Bytes> recipient_features;
  /// The paths to a recipient who is no trampoline node (a proposal, may change).
  std::optional<Bytes> recipient_blinded_paths;
  /// Records of types that this version does not know, in order.
  std::vector<Record> unknown_records;

  /// For a hop that forwards, outside of a blinded path.
  static Payload forward(std::uint64_t amt_to_forward_msat, std::uint32_t outgoing_cltv_value,
                         std::uint64_t short_channel_id) {
    Payload payload = with(amt_to_forward_msat, outgoing_cltv_value);
    payload.short_channel_id = short_channel_id;
    return payload;
  }
  /// For the payee of an invoice. Its metadata, where it has some, is to be added.
  static Payload receive(std::uint64_t amt_to_forward_msat, std::uint32_t outgoing_cltv_value, PaymentData data) {
    Payload payload = with(amt_to_forward_msat, outgoing_cltv_value);
    payload.payment_data = data;
    return payload;
  }
  /// For a payee who has given no invoice (bLIP 3).
  static Payload keysend(std::uint64_t amt_to_forward_msat, std::uint32_t outgoing_cltv_value, Preimage preimage) {
    Payload payload = with(amt_to_forward_msat, outgoing_cltv_value);
    payload.keysend_preimage = std::move(preimage);
    return payload;
  }
  /// For a hop that forwards inside of a blinded path; the first hop of the path gets its path key.
  static Payload blinded_forward(Bytes encrypted_recipient_data, std::optional<PublicKey> current_path_key) {
    Payload payload;
    payload.encrypted_recipient_data = std::move(encrypted_recipient_data);
    payload.current_path_key = current_path_key;
    return payload;
  }
  /// For the payee at the end of a blinded path; where the path has no other hop, it gets the path key.
  static Payload blinded_receive(Bytes encrypted_recipient_data, std::optional<PublicKey> current_path_key,
                                 std::uint64_t amt_to_forward_msat, std::uint32_t outgoing_cltv_value,
                                 std::uint64_t total_amount_msat) {
    Payload payload = blinded_forward(std::move(encrypted_recipient_data), current_path_key);
    payload.amt_to_forward_msat = amt_to_forward_msat;
    payload.outgoing_cltv_value = outgoing_cltv_value;
    payload.total_amount_msat = total_amount_msat;
    return payload;
  }
  /// Carries a trampoline onion to its next node, with a random secret that is not the invoice's. A proposal.
  static Payload to_trampoline(std::uint64_t amt_to_forward_msat, std::uint32_t outgoing_cltv_value,
                               std::optional<PaymentData> data, Bytes onion, std::optional<PublicKey> path_key) {
    Payload payload = with(amt_to_forward_msat, outgoing_cltv_value);
    payload.payment_data = data;
    payload.trampoline_onion_packet = std::move(onion);
    payload.current_path_key = path_key;
    return payload;
  }
  /// For a trampoline node that forwards to another one. A proposal.
  static Payload trampoline_forward(std::uint64_t amt_to_forward_msat, std::uint32_t outgoing_cltv_value,
                                    const PublicKey &outgoing_node_id) {
    Payload payload = with(amt_to_forward_msat, outgoing_cltv_value);
    payload.outgoing_node_id = outgoing_node_id;
    return payload;
  }
  /// For the last trampoline node, which pays over the paths of an invoice with these features. A proposal.
  static Payload trampoline_to_paths(std::uint64_t amt_to_forward_msat, std::uint32_t outgoing_cltv_value,
                                     Bytes paths, std::optional<Bytes> features) {
    Payload payload = with(amt_to_forward_msat, outgoing_cltv_value);
    payload.recipient_blinded_paths = std::move(paths);
    payload.recipient_features = std::move(features);
    return payload;
  }

  /// Reads a payload, as it comes from peeling: the records, each checked by itself. Throws Error; failure_of says how
  /// to answer it.
  static Payload parse(ByteView bytes) {
    auto c = detail::sized<keelbolt_payload>();
    keelbolt_error error = detail::new_error();
    detail::check(keelbolt_payload_parse(&c, bytes.data(), bytes.size(), &error), error);
    Payload payload;
    payload.amt_to_forward_msat = detail::optional_number(c.has_amt_to_forward, c.amt_to_forward_msat);
    payload.outgoing_cltv_value = detail::optional_number(c.has_outgoing_cltv_value, c.outgoing_cltv_value);
    payload.short_channel_id = detail::optional_number(c.has_short_channel_id, c.short_channel_id);
    if (c.has_payment_data) {
      payload.payment_data = PaymentData{detail::fixed<PaymentSecret>(c.payment_secret), c.total_msat};
    }
    payload.encrypted_recipient_data = detail::optional_owned(c.encrypted_recipient_data);
    payload.current_path_key = detail::optional_fixed<PublicKey>(c.has_current_path_key, c.current_path_key);
    payload.payment_metadata = detail::optional_owned(c.payment_metadata);
    payload.total_amount_msat = detail::optional_number(c.has_total_amount_msat, c.total_amount_msat);
    if (c.has_keysend_preimage) {
      payload.keysend_preimage = detail::take<Preimage>(c.keysend_preimage);
    }
    payload.outgoing_node_id = detail::optional_fixed<PublicKey>(c.has_outgoing_node_id, c.outgoing_node_id);
    payload.trampoline_onion_packet = detail::optional_owned(c.trampoline_onion_packet);
    payload.recipient_features = detail::optional_owned(c.recipient_features);
    payload.recipient_blinded_paths = detail::optional_owned(c.recipient_blinded_paths);
    payload.unknown_records = detail::unknown_records(detail::view(bytes), OnionPart::Payload);
    return payload;
  }

  /// Writes the records in the order of their types, without a length before them. Throws Error.
  Bytes write() const {
    const auto unknown = detail::views(unknown_records);
    auto c = detail::sized<keelbolt_payload>();
    detail::put(c.has_amt_to_forward, c.amt_to_forward_msat, amt_to_forward_msat);
    detail::put(c.has_outgoing_cltv_value, c.outgoing_cltv_value, outgoing_cltv_value);
    detail::put(c.has_short_channel_id, c.short_channel_id, short_channel_id);
    c.has_payment_data = payment_data.has_value();
    if (payment_data) {
      detail::put(c.payment_secret, payment_data->payment_secret);
      c.total_msat = payment_data->total_msat;
    }
    c.encrypted_recipient_data = detail::view(encrypted_recipient_data);
    detail::put(c.has_current_path_key, c.current_path_key, current_path_key);
    c.payment_metadata = detail::view(payment_metadata);
    detail::put(c.has_total_amount_msat, c.total_amount_msat, total_amount_msat);
    c.has_keysend_preimage = keysend_preimage.has_value();
    if (keysend_preimage) {
      std::copy_n(keysend_preimage->expose().begin(), sizeof c.keysend_preimage, c.keysend_preimage);
    }
    detail::put(c.has_outgoing_node_id, c.outgoing_node_id, outgoing_node_id);
    c.trampoline_onion_packet = detail::view(trampoline_onion_packet);
    c.recipient_features = detail::view(recipient_features);
    c.recipient_blinded_paths = detail::view(recipient_blinded_paths);
    c.unknown_records = unknown.data();
    c.unknown_record_count = unknown.size();
    const detail::Wiped wiped(c.keysend_preimage);
    return detail::room_for([&](std::uint8_t *out, std::size_t *size, keelbolt_error *error) {
      return keelbolt_payload_write(out, size, &c, error);
    });
  }

  /// Two payloads are equal when they are written alike. Throws Error.
  friend bool operator==(const Payload &a, const Payload &b) { return a.write() == b.write(); }
  friend bool operator!=(const Payload &a, const Payload &b) { return !(a == b); }

 private:
  static Payload with(std::uint64_t amt_to_forward_msat, std::uint32_t outgoing_cltv_value) {
    Payload payload;
    payload.amt_to_forward_msat = amt_to_forward_msat;
    payload.outgoing_cltv_value = outgoing_cltv_value;
    return payload;
  }
};

/// To forward an HTLC over a channel.
struct Forward {
  /// Its amount.
  std::uint64_t amt_to_forward_msat = 0;
  /// Its expiry.
  std::uint32_t outgoing_cltv_value = 0;
  /// Its channel (BOLT 7).
  std::uint64_t short_channel_id = 0;
};

/// What a hop within a blinded path has to decrypt, and the path key for it.
struct Blinded {
  /// What the maker of the path tells this hop.
  Bytes encrypted_recipient_data;
  /// The path key, from the HTLC or the payload.
  PublicKey path_key;
};

/// What the origin says of the payment, to the final node. Moved, not copied, since it may hold a preimage.
struct Receive {
  /// The least amount of this HTLC.
  std::uint64_t amt_to_forward_msat = 0;
  /// The amount of the whole payment; that of this HTLC when nothing else was said.
  std::uint64_t total_msat = 0;
  /// The least expiry of this HTLC.
  std::uint32_t outgoing_cltv_value = 0;
  /// The invoice's secret.
  std::optional<PaymentSecret> payment_secret;
  /// The preimage of a payment without an invoice.
  std::optional<Preimage> keysend_preimage;
  /// The invoice's metadata.
  std::optional<Bytes> payment_metadata;

  static Receive from_c(keelbolt_receive &c) {
    Receive receive;
    receive.amt_to_forward_msat = c.amt_to_forward_msat;
    receive.total_msat = c.total_msat;
    receive.outgoing_cltv_value = c.outgoing_cltv_value;
    receive.payment_secret = detail::optional_fixed<PaymentSecret>(c.has_payment_secret, c.payment_secret);
    if (c.has_keysend_preimage) {
      receive.keysend_preimage = detail::take<Preimage>(c.keysend_preimage);
    }
    receive.payment_metadata = detail::optional_owned(c.payment_metadata);
    return receive;
  }

  keelbolt_receive to_c() const noexcept {
    keelbolt_receive c = {};
    c.amt_to_forward_msat = amt_to_forward_msat;
    c.total_msat = total_msat;
    c.outgoing_cltv_value = outgoing_cltv_value;
    detail::put(c.has_payment_secret, c.payment_secret, payment_secret);
    c.has_keysend_preimage = keysend_preimage.has_value();
    if (keysend_preimage) {
      std::copy_n(keysend_preimage->expose().begin(), sizeof c.keysend_preimage, c.keysend_preimage);
    }
    c.payment_metadata = detail::view(payment_metadata);
    return c;
  }
};

/// To forward an HTLC as the encrypted recipient data says.
struct BlindedForward {
  Blinded blinded;
};

/// To receive a payment, if the encrypted recipient data is of this node's own making.
struct BlindedReceive {
  Blinded blinded;
  Receive receive;
};

/// To peel the trampoline onion that a payload carries, with the same associated data. A proposal, may change.
struct Trampoline {
  /// The onion to peel.
  Bytes onion;
  /// The path key from the trampoline node before, within a blinded path.
  std::optional<PublicKey> path_key;
  /// What arrives.
  Receive receive;
};

/// To find a route to the next trampoline node and give it the rest of the trampoline onion. A proposal, may change.
struct TrampolineForward {
  /// The next trampoline node.
  PublicKey outgoing_node_id;
  /// What is to arrive there.
  std::uint64_t amt_to_forward_msat = 0;
  /// When it is to expire there.
  std::uint32_t outgoing_cltv_value = 0;
};

/// To pay a recipient who is no trampoline node. A proposal, may change.
struct TrampolineForwardToPaths {
  /// The paths to the recipient, for read_payment_paths.
  Bytes paths;
  /// The features of the invoice, a vector of BOLT 9.
  std::optional<Bytes> features;
  /// What is to arrive there.
  std::uint64_t amt_to_forward_msat = 0;
  /// When it is to expire there.
  std::uint32_t outgoing_cltv_value = 0;
};

/// What a payload asks of the hop that peeled it.
using Instruction = std::variant<Forward, BlindedForward, Receive, BlindedReceive, Trampoline, TrampolineForward,
                                 TrampolineForwardToPaths>;

namespace detail {

inline Blinded blinded(const keelbolt_instruction &c) {
  return {owned(c.encrypted_recipient_data), fixed<PublicKey>(c.path_key)};
}

inline Instruction instruction(keelbolt_instruction &c) {
  switch (c.kind) {
    case KEELBOLT_INSTRUCTION_FORWARD:
      return Forward{c.amt_to_forward_msat, c.outgoing_cltv_value, c.short_channel_id};
    case KEELBOLT_INSTRUCTION_BLINDED_FORWARD:
      return BlindedForward{blinded(c)};
    case KEELBOLT_INSTRUCTION_BLINDED_RECEIVE:
      return BlindedReceive{blinded(c), Receive::from_c(c.receive)};
    case KEELBOLT_INSTRUCTION_TRAMPOLINE:
      return Trampoline{owned(c.trampoline_onion_packet), optional_fixed<PublicKey>(c.has_path_key, c.path_key),
                        Receive::from_c(c.receive)};
    case KEELBOLT_INSTRUCTION_TRAMPOLINE_FORWARD:
      return TrampolineForward{fixed<PublicKey>(c.outgoing_node_id), c.amt_to_forward_msat, c.outgoing_cltv_value};
    case KEELBOLT_INSTRUCTION_TRAMPOLINE_FORWARD_TO_PATHS:
      return TrampolineForwardToPaths{owned(c.recipient_blinded_paths), optional_owned(c.recipient_features),
                                      c.amt_to_forward_msat, c.outgoing_cltv_value};
    case KEELBOLT_INSTRUCTION_RECEIVE:
      return Receive::from_c(c.receive);
    default: {
      // Of a newer library: what is not understood must not be taken for a payment.
      keelbolt_error error = {};
      error.struct_size = sizeof error;
      error.status = KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE;
      error.found = static_cast<std::uint64_t>(c.kind);
      throw Error(error);
    }
  }
}

}  // namespace detail

/// Says what a payload asks of the hop, by where the onion goes and the path key in the incoming `update_add_htlc`.
/// Throws Error; failure_of says how to answer it.
inline Instruction payload_instruction(ByteView payload, bool is_final, const std::optional<PublicKey> &path_key = {}) {
  auto c = detail::sized<keelbolt_instruction>();
  keelbolt_error error = detail::new_error();
  detail::check(keelbolt_payload_instruction(&c, payload.data(), payload.size(), is_final, detail::data(path_key),
                                             &error),
                error);
  return detail::instruction(c);
}

/// Says what a payload of a trampoline onion asks of the node that peeled it; the path key is that of the instruction
/// that brought the onion. A proposal, may change. Throws Error.
inline Instruction trampoline_instruction(ByteView payload, bool is_final,
                                          const std::optional<PublicKey> &outer_path_key = {}) {
  auto c = detail::sized<keelbolt_instruction>();
  keelbolt_error error = detail::new_error();
  detail::check(keelbolt_trampoline_instruction(&c, payload.data(), payload.size(), is_final,
                                                detail::data(outer_path_key), &error),
                error);
  return detail::instruction(c);
}

// --- The checks of hops ------------------------------------------------------------------------------------------

namespace detail {

/// The failure to send; none where the call accepts.
template <class Call>
std::optional<Bytes> verdict(Call call) {
  bool accepted = false;
  auto failure = room_for([&](std::uint8_t *out, std::size_t *size, keelbolt_error *error) {
    return call(&accepted, out, size, error);
  });
  return accepted ? std::nullopt : std::optional<Bytes>(std::move(failure));
}

}  // namespace detail

/// Amount and expiry of an HTLC.
struct Htlc {
  /// `amount_msat`.
  std::uint64_t amount_msat = 0;
  /// `cltv_expiry`.
  std::uint32_t cltv_expiry = 0;
};

/// What a node asks of an HTLC that it forwards over one of its channels: its `channel_update`, and its caution.
struct ForwardingPolicy {
  /// The fee for every HTLC, in millisatoshi.
  std::uint32_t fee_base_msat = 0;
  /// The fee for every million of the amount.
  std::uint32_t fee_proportional_millionths = 0;
  /// The blocks between the expiry of the incoming and that of the outgoing HTLC.
  std::uint64_t cltv_expiry_delta = 0;
  /// The least amount of an outgoing HTLC.
  std::uint64_t htlc_minimum_msat = 0;
  /// The greatest amount of an outgoing HTLC.
  std::uint64_t htlc_maximum_msat = 0;
  /// Whether the channel is disabled.
  bool disabled = false;
  /// How many blocks an outgoing HTLC must have left, so as to be safe.
  std::uint64_t expiry_margin = 0;
  /// What a failure carries of the channel: nothing, as the specification advises, or its `channel_update`.
  Bytes channel_update;

  /// The fee for forwarding an amount; UINT64_MAX for more than any amount.
  std::uint64_t fee(std::uint64_t amount_msat) const {
    std::uint64_t fee = 0;
    const keelbolt_forwarding_policy c = to_c();
    detail::check(keelbolt_forwarding_fee(&fee, &c, amount_msat, nullptr));
    return fee;
  }

  /// The failure to send when a node that was given one HTLC may not send another one. Throws Error.
  std::optional<Bytes> check(Htlc incoming, Htlc outgoing, std::uint32_t height) const {
    const keelbolt_forwarding_policy c = to_c();
    const keelbolt_htlc in = {incoming.amount_msat, incoming.cltv_expiry};
    const keelbolt_htlc out = {outgoing.amount_msat, outgoing.cltv_expiry};
    return detail::verdict([&](bool *accepted, std::uint8_t *bytes, std::size_t *size, keelbolt_error *error) {
      return keelbolt_forwarding_check(accepted, bytes, size, &c, &in, &out, height, error);
    });
  }

 private:
  keelbolt_forwarding_policy to_c() const noexcept {
    auto c = detail::sized<keelbolt_forwarding_policy>();
    c.fee_base_msat = fee_base_msat;
    c.fee_proportional_millionths = fee_proportional_millionths;
    c.cltv_expiry_delta = cltv_expiry_delta;
    c.htlc_minimum_msat = htlc_minimum_msat;
    c.htlc_maximum_msat = htlc_maximum_msat;
    c.disabled = disabled;
    c.expiry_margin = expiry_margin;
    c.channel_update = detail::view(ByteView(channel_update));
    return c;
  }
};

/// What a final node expects of a payment: what it wrote into the invoice, or nothing for one without.
struct Expected {
  /// The hash that is paid for.
  PaymentHash payment_hash;
  /// The secret that the origin has to repeat; none for a payment without an invoice, or over a blinded path, whose
  /// `path_id` takes its place. Of the latter ask only for what came as BlindedReceive with that `path_id`: off the
  /// path, whoever knows the hash would find the payee.
  std::optional<PaymentSecret> payment_secret;
  /// The metadata that the origin has to repeat.
  std::optional<Bytes> payment_metadata;
  /// The least amount; none leaves it to the payer.
  std::optional<std::uint64_t> amount_msat;
  /// The blocks that are left when the last HTLC arrives.
  std::uint64_t min_final_cltv_expiry_delta = 0;
  /// Whether the payment may come in parts: the feature `basic_mpp`.
  bool basic_mpp = false;

  /// The failure to send when an HTLC is not what was to be received. Throws Error.
  std::optional<Bytes> check(Htlc htlc, const Receive &receive, std::uint32_t height) const {
    auto c = detail::sized<keelbolt_expected>();
    detail::put(c.payment_hash, payment_hash);
    detail::put(c.has_payment_secret, c.payment_secret, payment_secret);
    c.payment_metadata = detail::view(payment_metadata);
    detail::put(c.has_amount, c.amount_msat, amount_msat);
    c.min_final_cltv_expiry_delta = min_final_cltv_expiry_delta;
    c.basic_mpp = basic_mpp;
    const keelbolt_htlc arrived = {htlc.amount_msat, htlc.cltv_expiry};
    keelbolt_receive said = receive.to_c();
    const detail::Wiped wiped(said.keysend_preimage);
    return detail::verdict([&](bool *accepted, std::uint8_t *bytes, std::size_t *size, keelbolt_error *error) {
      return keelbolt_receive_check(accepted, bytes, size, &c, &arrived, &said, height, error);
    });
  }
};

/// The amounts of the HTLCs that have arrived for one payment, each found acceptable by Expected::check.
class HtlcSet {
 public:
  /// The set whose first HTLC says `receive`.
  explicit HtlcSet(const Receive &receive) {
    keelbolt_receive said = receive.to_c();
    const detail::Wiped wiped(said.keysend_preimage);
    detail::check(keelbolt_htlc_set_new(&set_, &said));
  }

  /// Adds another HTLC, or gives the failure to send for it, and with their own amounts for all others of the set.
  /// Throws Error.
  std::optional<Bytes> join(Htlc htlc, const Receive &receive, std::uint32_t height) {
    const keelbolt_htlc arrived = {htlc.amount_msat, htlc.cltv_expiry};
    keelbolt_receive said = receive.to_c();
    const detail::Wiped wiped(said.keysend_preimage);
    return detail::verdict([&](bool *accepted, std::uint8_t *bytes, std::size_t *size, keelbolt_error *error) {
      return keelbolt_htlc_set_join(accepted, bytes, size, &set_, &arrived, &said, height, error);
    });
  }

  /// The amount of the whole payment.
  std::uint64_t total_msat() const noexcept { return set_.total_msat; }
  /// What has arrived of it.
  std::uint64_t received_msat() const noexcept { return set_.received_msat; }
  /// Whether all HTLCs of the set are to be fulfilled; until then none is.
  bool is_complete() const noexcept { return set_.is_complete; }

 private:
  keelbolt_htlc_set set_ = {};
};

/// The failure to send when the final node of a trampoline payment was given less than what the origin says. A
/// proposal, may change.
inline std::optional<Bytes> check_outer(const Receive &outer, const Receive &inner) {
  keelbolt_receive first = outer.to_c();
  keelbolt_receive second = inner.to_c();
  const detail::Wiped wiped[] = {detail::Wiped(first.keysend_preimage), detail::Wiped(second.keysend_preimage)};
  return detail::verdict([&](bool *accepted, std::uint8_t *bytes, std::size_t *size, keelbolt_error *error) {
    return keelbolt_trampoline_check(accepted, bytes, size, &first, &second, error);
  });
}

// --- Failures ----------------------------------------------------------------------------------------------------

/// What went wrong (BOLT 4, failure messages): one of KEELBOLT_FAILURE_..., or another code.
struct FailureCode {
  /// The number.
  std::uint16_t number = 0;

  /// The code with which a failure begins, even when its data are truncated. Throws Error.
  static FailureCode parse(ByteView failuremsg) {
    FailureCode code;
    keelbolt_error error = detail::new_error();
    detail::check(keelbolt_failure_code_parse(&code.number, failuremsg.data(), failuremsg.size(), &error), error);
    return code;
  }

  /// Whether the node could not parse the onion: such a failure goes back as `update_fail_malformed_htlc`.
  bool is_bad_onion() const noexcept { return (number & KEELBOLT_FAILURE_BADONION) != 0; }
  /// Whether trying again later cannot help.
  bool is_permanent() const noexcept { return (number & KEELBOLT_FAILURE_PERM) != 0; }
  /// Whether the whole node failed, and not one of its channels.
  bool is_node() const noexcept { return (number & KEELBOLT_FAILURE_NODE) != 0; }
  /// Whether a forwarding parameter of the channel was violated.
  bool is_update() const noexcept { return (number & KEELBOLT_FAILURE_UPDATE) != 0; }

  /// The specification's name, where it defines the code.
  std::optional<std::string> name() const {
    bool present = false;
    auto name = detail::two_calls<std::string>([&](char *out, std::size_t *size, keelbolt_error *) {
      return keelbolt_failure_code_name(&present, out, size, number);
    });
    return present ? std::optional<std::string>(std::move(name)) : std::nullopt;
  }

  friend bool operator==(FailureCode a, FailureCode b) noexcept { return a.number == b.number; }
  friend bool operator!=(FailureCode a, FailureCode b) noexcept { return !(a == b); }
};

/// A code with the data that belong to it; what does not belong to it is zero.
struct FailureMessage {
  /// What went wrong. Which of the following count stands at the code in keelbolt.h.
  FailureCode code;
  /// Of the whole onion, or all zero.
  Sha256 sha256_of_onion;
  /// The amount of the HTLC.
  std::uint64_t htlc_msat = 0;
  /// The expiry of the HTLC.
  std::uint32_t cltv_expiry = 0;
  /// The best block that the node knew.
  std::uint32_t height = 0;
  /// No flag is defined: zero.
  std::uint16_t disabled_flags = 0;
  /// The type of the record at fault; zero when it cannot be said.
  std::uint64_t record = 0;
  /// Where in the payload that record begins, in bytes.
  std::uint16_t offset = 0;
  /// The channel's `channel_update`; mostly empty.
  Bytes channel_update;
  /// All that follows a code that the specification does not define.
  Bytes data;
  /// A TLV stream after the data; mostly empty.
  Bytes extension;

  /// Reads what a failing node says. Throws Error.
  static FailureMessage parse(ByteView failuremsg) {
    auto c = detail::sized<keelbolt_failure_message>();
    keelbolt_error error = detail::new_error();
    detail::check(keelbolt_failure_message_parse(&c, failuremsg.data(), failuremsg.size(), &error), error);
    FailureMessage message;
    message.code.number = c.code;
    message.sha256_of_onion = detail::fixed<Sha256>(c.sha256_of_onion);
    message.htlc_msat = c.htlc_msat;
    message.cltv_expiry = c.cltv_expiry;
    message.height = c.height;
    message.disabled_flags = c.disabled_flags;
    message.record = c.record;
    message.offset = c.offset;
    message.channel_update = detail::owned(c.channel_update);
    message.data = detail::owned(c.data);
    message.extension = detail::owned(c.extension);
    return message;
  }

  /// What a peer told in `update_fail_malformed_htlc`, as a failure for the origin. Throws Error when the code has not
  /// the BADONION flag.
  static FailureMessage malformed(FailureCode code, const Sha256 &sha256_of_onion) {
    return parse(detail::room_for([&](std::uint8_t *out, std::size_t *size, keelbolt_error *error) {
      return keelbolt_failure_malformed(out, size, code.number, sha256_of_onion.bytes.data(), error);
    }));
  }

  /// Writes the message, for create_failure. Throws Error.
  Bytes write() const {
    auto c = detail::sized<keelbolt_failure_message>();
    c.code = code.number;
    detail::put(c.sha256_of_onion, sha256_of_onion);
    c.htlc_msat = htlc_msat;
    c.cltv_expiry = cltv_expiry;
    c.height = height;
    c.disabled_flags = disabled_flags;
    c.record = record;
    c.offset = offset;
    c.channel_update = detail::view(ByteView(channel_update));
    c.data = detail::view(ByteView(data));
    c.extension = detail::view(ByteView(extension));
    return detail::room_for([&](std::uint8_t *out, std::size_t *size, keelbolt_error *error) {
      return keelbolt_failure_message_write(out, size, &c, error);
    });
  }

  friend bool operator==(const FailureMessage &a, const FailureMessage &b) { return a.write() == b.write(); }
  friend bool operator!=(const FailureMessage &a, const FailureMessage &b) { return !(a == b); }
};

/// How to answer an HTLC whose onion or payload was refused with an error; none for errors that are not the peer's.
inline std::optional<Bytes> failure_of(const Error &refusal, ByteView onion) {
  bool present = false;
  auto failure = detail::room_for([&](std::uint8_t *out, std::size_t *size, keelbolt_error *error) {
    return keelbolt_onion_failure(&present, out, size, &refusal.detail(), onion.data(), onion.size(), error);
  });
  return present ? std::optional<Bytes>(std::move(failure)) : std::nullopt;
}

/// What travels back in `update_fail_htlc`.
struct Reason {
  /// `reason`.
  Bytes reason;
  /// `attribution_data`, 920 bytes; empty where there are none.
  Bytes attribution_data;

  friend bool operator==(const Reason &a, const Reason &b) noexcept {
    return a.reason == b.reason && a.attribution_data == b.attribution_data;
  }
  friend bool operator!=(const Reason &a, const Reason &b) noexcept { return !(a == b); }
};

/// Writes a failure at the node where it happened, attributed when that node tells its hold time in units of 100
/// milliseconds. Failure and padding take `padded_length` together, 256 bytes at least. Throws Error.
inline Reason create_failure(ByteView failuremsg, const SharedSecret &secret,
                             std::optional<std::uint32_t> hold_time = std::nullopt, std::size_t padded_length = 0) {
  Reason reason;
  reason.attribution_data.resize(hold_time ? KEELBOLT_ATTRIBUTION_LENGTH : 0);
  reason.reason = detail::room_for([&](std::uint8_t *out, std::size_t *size, keelbolt_error *error) {
    return keelbolt_failure_create(out, size, hold_time ? reason.attribution_data.data() : nullptr,
                                   failuremsg.data(), failuremsg.size(), padded_length, secret.expose().data(),
                                   hold_time.value_or(0), error);
  });
  return reason;
}

/// Passes a failure from downstream on, with this node's report when it tells its hold time. Throws Error.
inline void wrap_failure(Reason &reason, const SharedSecret &secret,
                         std::optional<std::uint32_t> hold_time = std::nullopt) {
  if (!hold_time) {
    reason.attribution_data.clear();
  } else if (reason.attribution_data.empty()) {
    reason.attribution_data.resize(KEELBOLT_ATTRIBUTION_LENGTH);
  }
  std::size_t length = reason.reason.size();
  keelbolt_error error = detail::new_error();
  detail::check(keelbolt_failure_wrap(reason.reason.data(), &length,
                                      hold_time ? reason.attribution_data.data() : nullptr,
                                      reason.attribution_data.size(), secret.expose().data(), hold_time.value_or(0),
                                      &error),
                error);
  reason.reason.resize(length);
}

/// The hold times that hops reported, from the first hop on, each vouched for by the HMAC of its hop.
struct HoldTimes {
  /// In units of 100 milliseconds; zero when a node does not tell.
  std::vector<std::uint32_t> times;
  /// The first hop whose HMAC does not fit: it, or the one before it, changed what came back, or it sends none.
  std::optional<std::size_t> unattributed_hop;

  friend bool operator==(const HoldTimes &a, const HoldTimes &b) noexcept {
    return a.times == b.times && a.unattributed_hop == b.unattributed_hop;
  }
  friend bool operator!=(const HoldTimes &a, const HoldTimes &b) noexcept { return !(a == b); }
};

namespace detail {

inline std::optional<HoldTimes> hold_times(const keelbolt_hold_times &c) {
  if (!c.present) {
    return std::nullopt;
  }
  HoldTimes found;
  found.times.assign(c.times, c.times + c.count);
  if (c.has_unattributed_hop) {
    found.unattributed_hop = c.unattributed_hop;
  }
  return found;
}

}  // namespace detail

/// A failure with its sender.
struct Failure {
  /// Who sent it: the index of the hop in the route, the first one being 0.
  std::size_t hop = 0;
  /// What it said, for FailureMessage::parse; empty when the sender's own length fields contradict each other.
  Bytes failuremsg;
};

/// What came back with a failure.
struct DecryptedFailure {
  /// The failure; none when a node on the way back changed it or made it up.
  std::optional<Failure> failure;
  /// Who held the payment for how long; none when no attribution data came, or the route is longer than they reach.
  std::optional<HoldTimes> hold_times;
};

/// Finds the sender of a failure and decrypts it, at the origin. It takes the same time whoever sent it and however
/// long the route is. Throws Error.
inline DecryptedFailure decrypt_failure(Reason reason, const SharedSecrets &secrets) {
  keelbolt_decrypted_failure c = {};
  keelbolt_error error = detail::new_error();
  detail::check(keelbolt_failure_decrypt(&c, reason.reason.data(), reason.reason.size(),
                                         reason.attribution_data.empty() ? nullptr : reason.attribution_data.data(),
                                         reason.attribution_data.size(), secrets.expose().data(), secrets.size(),
                                         &error),
                error);
  DecryptedFailure decrypted;
  if (c.has_failure) {
    decrypted.failure = Failure{c.hop, detail::owned(c.failuremsg)};
  }
  decrypted.hold_times = detail::hold_times(c.hold_times);
  return decrypted;
}

// --- Fulfillments ------------------------------------------------------------------------------------------------

/// What travels back with a preimage.
struct Fulfillment {
  /// The encrypted payload, where one comes.
  std::optional<Bytes> payload;
  /// `attribution_data`, 920 bytes; empty where there are none.
  Bytes attribution_data;
};

/// Encrypts what the recipient tells the origin: a TLV stream with types above 1. Throws Error.
inline Bytes create_fulfillment(ByteView records, const SharedSecret &secret) {
  return detail::room_for([&](std::uint8_t *out, std::size_t *size, keelbolt_error *error) {
    return keelbolt_fulfillment_create(out, size, records.data(), records.size(), secret.expose().data(), error);
  });
}

/// The recipient's report, when it fulfills; its hold time in units of 100 milliseconds.
inline Bytes attribute_fulfillment(const SharedSecret &secret, std::uint32_t hold_time) {
  Bytes attribution_data(KEELBOLT_ATTRIBUTION_LENGTH);
  detail::check(keelbolt_fulfillment_attribute(attribution_data.data(), secret.expose().data(), hold_time));
  return attribution_data;
}

/// Passes a fulfillment from downstream on, with this node's report when it tells its hold time. Throws Error.
inline void wrap_fulfillment(Fulfillment &fulfillment, const SharedSecret &secret,
                             std::optional<std::uint32_t> hold_time = std::nullopt) {
  if (!hold_time) {
    fulfillment.attribution_data.clear();
  } else if (fulfillment.attribution_data.empty()) {
    fulfillment.attribution_data.resize(KEELBOLT_ATTRIBUTION_LENGTH);
  }
  keelbolt_error error = detail::new_error();
  detail::check(
      keelbolt_fulfillment_wrap(fulfillment.payload ? fulfillment.payload->data() : nullptr,
                                fulfillment.payload ? fulfillment.payload->size() : 0,
                                hold_time ? fulfillment.attribution_data.data() : nullptr,
                                fulfillment.attribution_data.size(), secret.expose().data(), hold_time.value_or(0),
                                &error),
      error);
}

/// What became of a fulfillment payload.
enum class FulfillmentOutcome : std::int32_t {
  /// Nothing came. A node on the way may have dropped it: the hold times tell.
  Absent = KEELBOLT_FULFILLMENT_ABSENT,
  /// It was changed on the way: the hold times tell where.
  NotAuthentic = KEELBOLT_FULFILLMENT_NOT_AUTHENTIC,
  /// It is the recipient's.
  Authentic = KEELBOLT_FULFILLMENT_AUTHENTIC,
};

/// What came back with a preimage.
struct DecryptedFulfillment {
  /// What became of the payload.
  FulfillmentOutcome outcome = FulfillmentOutcome::Absent;
  /// The recipient's TLV stream, with its padding (record 1), where it is authentic.
  Bytes records;
  /// Who held the payment for how long.
  std::optional<HoldTimes> hold_times;
};

/// Decrypts a fulfillment payload and reads the hold times, at the origin. Throws Error.
inline DecryptedFulfillment decrypt_fulfillment(Fulfillment fulfillment, const SharedSecrets &secrets) {
  keelbolt_fulfillment c = {};
  keelbolt_error error = detail::new_error();
  const Bytes &attribution = fulfillment.attribution_data;
  detail::check(
      keelbolt_fulfillment_decrypt(&c, fulfillment.payload ? fulfillment.payload->data() : nullptr,
                                   fulfillment.payload ? fulfillment.payload->size() : 0,
                                   attribution.empty() ? nullptr : attribution.data(), attribution.size(),
                                   secrets.expose().data(), secrets.size(), &error),
      error);
  return {static_cast<FulfillmentOutcome>(c.outcome), detail::owned(c.records), detail::hold_times(c.hold_times)};
}

// --- Blinded paths -----------------------------------------------------------------------------------------------

/// What a hop keeps of a payment, and how many blocks it wants for it.
struct PaymentRelay {
  /// The blocks between the incoming and the outgoing HTLC.
  std::uint16_t cltv_expiry_delta = 0;
  /// The fee for every million of the outgoing amount.
  std::uint32_t fee_proportional_millionths = 0;
  /// The fee for every payment, in millisatoshi.
  std::uint32_t fee_base_msat = 0;

  /// The outgoing HTLC for an incoming one; none when the hop asks for more than the payment has.
  std::optional<Htlc> forward(Htlc incoming) const {
    bool present = false;
    Htlc outgoing;
    const keelbolt_payment_relay c = to_c();
    detail::check(keelbolt_payment_relay_forward(&present, &outgoing.amount_msat, &outgoing.cltv_expiry, &c,
                                                 incoming.amount_msat, incoming.cltv_expiry));
    return present ? std::optional<Htlc>(outgoing) : std::nullopt;
  }

  keelbolt_payment_relay to_c() const noexcept {
    keelbolt_payment_relay c = {};
    c.cltv_expiry_delta = cltv_expiry_delta;
    c.fee_proportional_millionths = fee_proportional_millionths;
    c.fee_base_msat = fee_base_msat;
    return c;
  }
  friend bool operator==(const PaymentRelay &a, const PaymentRelay &b) noexcept {
    return a.cltv_expiry_delta == b.cltv_expiry_delta && a.fee_base_msat == b.fee_base_msat &&
           a.fee_proportional_millionths == b.fee_proportional_millionths;
  }
  friend bool operator!=(const PaymentRelay &a, const PaymentRelay &b) noexcept { return !(a == b); }
};

/// Which payments may go through a hop. They guard against probing.
struct PaymentConstraints {
  /// The largest expiry that an incoming HTLC may have.
  std::uint32_t max_cltv_expiry = 0;
  /// The least amount that an incoming HTLC may have.
  std::uint64_t htlc_minimum_msat = 0;

  /// Throws Error unless an incoming HTLC keeps to them.
  void check(Htlc incoming) const {
    const keelbolt_payment_constraints c = to_c();
    keelbolt_error error = detail::new_error();
    detail::check(keelbolt_payment_constraints_check(&c, incoming.amount_msat, incoming.cltv_expiry, &error), error);
  }

  keelbolt_payment_constraints to_c() const noexcept {
    keelbolt_payment_constraints c = {};
    c.max_cltv_expiry = max_cltv_expiry;
    c.htlc_minimum_msat = htlc_minimum_msat;
    return c;
  }
  friend bool operator==(const PaymentConstraints &a, const PaymentConstraints &b) noexcept {
    return a.max_cltv_expiry == b.max_cltv_expiry && a.htlc_minimum_msat == b.htlc_minimum_msat;
  }
  friend bool operator!=(const PaymentConstraints &a, const PaymentConstraints &b) noexcept { return !(a == b); }
};

/// What a whole path costs its sender, as the recipient tells it.
struct TotalRelay {
  /// The fee for every payment, in millisatoshi.
  std::uint32_t fee_base_msat = 0;
  /// The fee for every million of the amount.
  std::uint32_t fee_proportional_millionths = 0;
  /// The blocks that the path takes, with the final node's own.
  std::uint16_t cltv_delta = 0;

  /// Adds up what the hops ask for, each but the final one, the first hop first. Throws Error.
  static TotalRelay of(View<PaymentRelay> relays, std::uint16_t min_final_cltv_expiry_delta) {
    std::vector<keelbolt_payment_relay> list;
    for (const PaymentRelay &relay : relays) {
      list.push_back(relay.to_c());
    }
    keelbolt_total_relay c = {};
    keelbolt_error error = detail::new_error();
    detail::check(keelbolt_total_relay_of(&c, list.data(), list.size(), min_final_cltv_expiry_delta, &error), error);
    return {c.fee_base_msat, c.fee_proportional_millionths, c.cltv_delta};
  }

  /// What the sender pays so that an amount arrives; none on overflow.
  std::optional<std::uint64_t> amount_with_fees(std::uint64_t arriving_msat) const {
    bool present = false;
    std::uint64_t amount = 0;
    const keelbolt_total_relay c = to_c();
    detail::check(keelbolt_total_relay_amount(&present, &amount, &c, arriving_msat));
    return present ? std::optional<std::uint64_t>(amount) : std::nullopt;
  }

  keelbolt_total_relay to_c() const noexcept {
    keelbolt_total_relay c = {};
    c.fee_base_msat = fee_base_msat;
    c.fee_proportional_millionths = fee_proportional_millionths;
    c.cltv_delta = cltv_delta;
    return c;
  }
  friend bool operator==(const TotalRelay &a, const TotalRelay &b) noexcept {
    return a.fee_base_msat == b.fee_base_msat && a.cltv_delta == b.cltv_delta &&
           a.fee_proportional_millionths == b.fee_proportional_millionths;
  }
  friend bool operator!=(const TotalRelay &a, const TotalRelay &b) noexcept { return !(a == b); }
};

/// The numbers of the feature bits that a vector of BOLT 9 sets, ascending.
inline std::vector<std::uint32_t> features_of_vector(ByteView vector) {
  return detail::two_calls<std::vector<std::uint32_t>>(
      [&](std::uint32_t *out, std::size_t *size, keelbolt_error *) {
        return keelbolt_features_of_vector(out, size, vector.data(), vector.size());
      });
}

/// What a node inside a blinded path forwards.
struct PathForward {
  /// To whom.
  NodeName next;
  /// The outgoing HTLC.
  Htlc outgoing;
};

class BlindedPath;

/// What the creator of a path tells one of its hops: each record, where it is there.
struct RecipientData {
  /// How many zeros make the data as long as those of other hops.
  std::optional<std::size_t> padding;
  /// The channel to pass on through (BOLT 7).
  std::optional<std::uint64_t> short_channel_id;
  /// The node to pass on to.
  std::optional<PublicKey> next_node_id;
  /// What the recipient recognises the path by. It must be known to nobody else.
  std::optional<Bytes> path_id;
  /// The path key to pass on instead of the one that follows from this hop's.
  std::optional<PublicKey> next_path_key_override;
  /// What the hop keeps of a payment.
  std::optional<PaymentRelay> payment_relay;
  /// Which payments may go through the hop.
  std::optional<PaymentConstraints> payment_constraints;
  /// Which features may be used, a vector of BOLT 9; none is an empty one.
  std::optional<Bytes> allowed_features;
  /// Records of other types, in order.
  std::vector<Record> unknown_records;

  /// Passes on to a node.
  static RecipientData to_node(const PublicKey &next_node_id) {
    RecipientData data;
    data.next_node_id = next_node_id;
    return data;
  }
  /// Passes on through a channel.
  static RecipientData to_channel(std::uint64_t short_channel_id) {
    RecipientData data;
    data.short_channel_id = short_channel_id;
    return data;
  }
  /// Ends a path at its recipient.
  static RecipientData for_recipient(Bytes path_id) {
    RecipientData data;
    data.path_id = std::move(path_id);
    return data;
  }
  /// Passes on to the first hop of another path, whose creator is another.
  static RecipientData leading_to(const BlindedPath &path);

  /// Reads the data, decrypted. Throws Error.
  static RecipientData parse(ByteView stream) {
    auto c = detail::sized<keelbolt_recipient_data>();
    keelbolt_error error = detail::new_error();
    detail::check(keelbolt_recipient_data_parse(&c, stream.data(), stream.size(), &error), error);
    RecipientData data = from_c(c);
    data.unknown_records = detail::unknown_records(detail::view(stream), OnionPart::RecipientData);
    return data;
  }

  /// Writes the data, before they are encrypted. Throws Error.
  Bytes write() const {
    const CForm c(*this);
    return detail::room_for([&](std::uint8_t *out, std::size_t *size, keelbolt_error *error) {
      return keelbolt_recipient_data_write(out, size, c.data(), error);
    });
  }

  /// Whom to pass on to, where somebody is named. Throws Error when two are.
  std::optional<NodeName> next_node() const {
    const CForm c(*this);
    keelbolt_node node = {};
    keelbolt_error error = detail::new_error();
    detail::check(keelbolt_recipient_data_next_node(&node, c.data(), &error), error);
    return node.kind == KEELBOLT_NODE_NONE ? std::nullopt : std::optional<NodeName>(detail::name_of(node));
  }

  /// What a node that is not the final one forwards of a payment, when the path allows it; ForwardingPolicy has the last
  /// word. Throws Error when it does not; each is answered with `invalid_onion_blinding`, as answer says.
  PathForward forward_payment(Htlc incoming, View<std::uint32_t> known_features = {},
                              View<std::uint32_t> used_features = {}) const {
    const CForm c(*this);
    keelbolt_blinded_forward forward = {};
    keelbolt_error error = detail::new_error();
    detail::check(
        keelbolt_recipient_data_forward(&forward, c.data(), incoming.amount_msat, incoming.cltv_expiry,
                                        known_features.data(), known_features.size(), used_features.data(),
                                        used_features.size(), &error),
        error);
    return {detail::name_of(forward.next), {forward.amt_to_forward_msat, forward.outgoing_cltv_value}};
  }

  /// Throws Error unless a payment may pass through or end here.
  void check_payment(Htlc incoming, View<std::uint32_t> known_features = {},
                     View<std::uint32_t> used_features = {}) const {
    const CForm c(*this);
    keelbolt_error error = detail::new_error();
    detail::check(
        keelbolt_recipient_data_check_payment(c.data(), incoming.amount_msat, incoming.cltv_expiry,
                                              known_features.data(), known_features.size(), used_features.data(),
                                              used_features.size(), &error),
        error);
  }

  /// Throws Error unless the features in use are allowed, and those that are allowed known.
  void check_features(View<std::uint32_t> known_features, View<std::uint32_t> used_features) const {
    const CForm c(*this);
    keelbolt_error error = detail::new_error();
    detail::check(keelbolt_recipient_data_check_features(c.data(), known_features.data(), known_features.size(),
                                                         used_features.data(), used_features.size(), &error),
                  error);
  }

  friend bool operator==(const RecipientData &a, const RecipientData &b) {
    return a.padding == b.padding && a.short_channel_id == b.short_channel_id && a.next_node_id == b.next_node_id &&
           a.path_id == b.path_id && a.next_path_key_override == b.next_path_key_override &&
           a.payment_relay == b.payment_relay && a.payment_constraints == b.payment_constraints &&
           a.allowed_features == b.allowed_features && a.unknown_records == b.unknown_records;
  }
  friend bool operator!=(const RecipientData &a, const RecipientData &b) { return !(a == b); }

  /// The data as C has them. All that they point to is the value's from which they are made.
  class CForm {
   public:
    explicit CForm(const RecipientData &value) : unknown_(detail::views(value.unknown_records)) {
      detail::put(c_.has_padding, c_.padding_length, value.padding);
      detail::put(c_.has_short_channel_id, c_.short_channel_id, value.short_channel_id);
      detail::put(c_.has_next_node_id, c_.next_node_id, value.next_node_id);
      detail::put(c_.has_next_path_key_override, c_.next_path_key_override, value.next_path_key_override);
      c_.has_payment_relay = value.payment_relay.has_value();
      c_.payment_relay = value.payment_relay.value_or(PaymentRelay()).to_c();
      c_.has_payment_constraints = value.payment_constraints.has_value();
      c_.payment_constraints = value.payment_constraints.value_or(PaymentConstraints()).to_c();
      c_.path_id = detail::view(value.path_id);
      c_.allowed_features = detail::view(value.allowed_features);
      c_.unknown_records = unknown_.data();
      c_.unknown_record_count = unknown_.size();
    }
    CForm(CForm &&) = default;

    const keelbolt_recipient_data *data() const noexcept { return &c_; }
    keelbolt_recipient_data *data() noexcept { return &c_; }

   private:
    std::vector<keelbolt_record> unknown_;
    keelbolt_recipient_data c_ = detail::sized<keelbolt_recipient_data>();
  };

  /// What C has read, but for the unknown records.
  static RecipientData from_c(const keelbolt_recipient_data &c) {
    RecipientData data;
    data.padding = detail::optional_number(c.has_padding, c.padding_length);
    data.short_channel_id = detail::optional_number(c.has_short_channel_id, c.short_channel_id);
    data.next_node_id = detail::optional_fixed<PublicKey>(c.has_next_node_id, c.next_node_id);
    data.path_id = detail::optional_owned(c.path_id);
    data.next_path_key_override =
        detail::optional_fixed<PublicKey>(c.has_next_path_key_override, c.next_path_key_override);
    if (c.has_payment_relay) {
      data.payment_relay = PaymentRelay{c.payment_relay.cltv_expiry_delta,
                                        c.payment_relay.fee_proportional_millionths, c.payment_relay.fee_base_msat};
    }
    if (c.has_payment_constraints) {
      data.payment_constraints =
          PaymentConstraints{c.payment_constraints.max_cltv_expiry, c.payment_constraints.htlc_minimum_msat};
    }
    data.allowed_features = detail::optional_owned(c.allowed_features);
    return data;
  }
};

/// A node of a path that is to be made, and what it is told.
struct PathHop {
  /// The node.
  PublicKey node_id;
  /// What it is told.
  RecipientData data;

  /// A hop of the recipient's own before the last one, which only makes the path look longer.
  static PathHop dummy(const PublicKey &recipient) { return {recipient, RecipientData::to_node(recipient)}; }
};

/// What a path is for, which decides what its hops must be told.
enum class PathPurpose : std::int32_t {
  /// For payments.
  Payment = KEELBOLT_PATH_PURPOSE_PAYMENT,
  /// For onion messages.
  Message = KEELBOLT_PATH_PURPOSE_MESSAGE,
  /// The beginning of a path that another one continues. What its hops are told is not judged.
  Part = KEELBOLT_PATH_PURPOSE_PART,
};

/// One hop of a path.
struct BlindedHop {
  /// What the onion is encrypted to.
  PublicKey blinded_node_id;
  /// What the onion carries for the hop, from the path's creator.
  Bytes encrypted_recipient_data;

  friend bool operator==(const BlindedHop &a, const BlindedHop &b) noexcept {
    return a.blinded_node_id == b.blinded_node_id && a.encrypted_recipient_data == b.encrypted_recipient_data;
  }
  friend bool operator!=(const BlindedHop &a, const BlindedHop &b) noexcept { return !(a == b); }
};

/// How a path goes on from a sender that may stand on it.
struct PathStart {
  /// What the recipient has told itself, where the sender is the recipient: then nothing is to be sent.
  std::optional<RecipientData> recipient;
  /// To whom the path goes on.
  NodeName next;
  /// The path key for that node.
  PublicKey path_key;
  /// The hop of the path that is that node's, the first being 0.
  std::size_t hop = 0;
};

/// A path to a recipient: its first node is known, the others are blinded.
class BlindedPath {
 public:
  /// Reads a path and nothing else. Throws Error.
  static BlindedPath parse(ByteView bytes) {
    BlindedPath path(Bytes(bytes.begin(), bytes.end()));
    path.fields();
    return path;
  }

  /// Makes a path to oneself; its hops go from the first node, which senders are told, to the recipient. The data of all
  /// hops are padded to one length, `padded_length` or what the longest takes; none leaves them as they are. Throws
  /// Error.
  static BlindedPath create(const std::vector<PathHop> &hops, PathPurpose purpose, SessionKey session_key,
                            Entropy entropy, std::optional<std::size_t> padded_length = 0) {
    CHops c(hops);
    return BlindedPath(detail::room_for([&](std::uint8_t *out, std::size_t *size, keelbolt_error *error) {
      return keelbolt_path_create(out, size, c.data(), hops.size(), static_cast<std::int32_t>(purpose),
                                  padded_length.value_or(KEELBOLT_PATH_UNPADDED), session_key.expose().data(),
                                  entropy.expose().data(), error);
    }));
  }

  /// Sets the constraints of all hops of a path that is to be made: it expires at `max_cltv_expiry`, and every hop
  /// before the last allows for the blocks that come after it. Throws Error.
  static void constrain(std::vector<PathHop> &hops, std::uint32_t max_cltv_expiry,
                        std::uint16_t min_final_cltv_expiry_delta, std::uint64_t htlc_minimum_msat) {
    CHops c(hops);
    keelbolt_error error = detail::new_error();
    detail::check(keelbolt_path_constrain(c.data(), hops.size(), max_cltv_expiry, min_final_cltv_expiry_delta,
                                          htlc_minimum_msat, &error),
                  error);
    for (std::size_t index = 0; index < hops.size(); ++index) {
      const keelbolt_payment_constraints &set = c.data()[index].data->payment_constraints;
      hops[index].data.payment_constraints = PaymentConstraints{set.max_cltv_expiry, set.htlc_minimum_msat};
    }
  }

  /// The path as it is given to senders.
  ByteView bytes() const noexcept { return bytes_; }
  /// Where the path begins.
  NodeName first_node() const { return detail::name_of(fields().first_node); }
  /// The path key for the first node.
  PublicKey first_path_key() const { return detail::fixed<PublicKey>(fields().first_path_key); }

  /// The hops in order, the first node's being the first.
  std::vector<BlindedHop> hops() const {
    const auto found = detail::two_calls<std::vector<keelbolt_blinded_hop>>(
        [&](keelbolt_blinded_hop *out, std::size_t *count, keelbolt_error *error) {
          return keelbolt_path_hops(out, count, bytes_.data(), bytes_.size(), error);
        });
    std::vector<BlindedHop> list;
    for (const keelbolt_blinded_hop &hop : found) {
      list.push_back({detail::fixed<PublicKey>(hop.blinded_node_id), detail::owned(hop.encrypted_recipient_data)});
    }
    return list;
  }

  /// The path with its first node named in the other way. Throws Error.
  BlindedPath with_first_node(const NodeName &name) const {
    const keelbolt_node node = detail::node_of(name);
    return BlindedPath(detail::room_for([&](std::uint8_t *out, std::size_t *size, keelbolt_error *error) {
      return keelbolt_path_rename_first(out, size, bytes_.data(), bytes_.size(), &node, error);
    }));
  }

  /// This path and then `next`, as one. Only its creator can make its last hop lead there, with
  /// RecipientData::leading_to. Throws Error.
  BlindedPath join(const BlindedPath &next) const {
    return BlindedPath(detail::room_for([&](std::uint8_t *out, std::size_t *size, keelbolt_error *error) {
      return keelbolt_path_join(out, size, bytes_.data(), bytes_.size(), next.bytes_.data(), next.bytes_.size(),
                                error);
    }));
  }

  /// Takes off the hops at which the path stands still, at a sender that is itself the first node. Throws Error.
  PathStart start_at(const PublicKey &node_id, const SecretKey &node_key) const {
    keelbolt_path_start c = {};
    auto data = detail::sized<keelbolt_recipient_data>();
    const Bytes room = detail::room_for([&](std::uint8_t *out, std::size_t *size, keelbolt_error *error) {
      return keelbolt_path_start_at(&c, &data, out, size, bytes_.data(), bytes_.size(), node_id.bytes.data(),
                                    node_key.expose().data(), error);
    });
    PathStart start;
    if (c.is_recipient) {
      start.recipient = RecipientData::parse(ByteView(c.recipient_data.data, c.recipient_data.length));
      return start;
    }
    start.next = detail::name_of(c.next);
    start.path_key = detail::fixed<PublicKey>(c.path_key);
    start.hop = c.hop;
    return start;
  }

  friend bool operator==(const BlindedPath &a, const BlindedPath &b) noexcept { return a.bytes_ == b.bytes_; }
  friend bool operator!=(const BlindedPath &a, const BlindedPath &b) noexcept { return !(a == b); }

 private:
  explicit BlindedPath(Bytes bytes) : bytes_(std::move(bytes)) {}

  keelbolt_path fields() const {
    keelbolt_path path = {};
    keelbolt_error error = detail::new_error();
    const keelbolt_bytes whole = detail::view(ByteView(bytes_));
    detail::check(keelbolt_path_parse(&path, whole.data, whole.length, &error), error);
    return path;
  }

  /// Hops as C has them.
  class CHops {
   public:
    explicit CHops(const std::vector<PathHop> &hops) {
      forms_.reserve(hops.size());
      for (const PathHop &hop : hops) {
        keelbolt_path_hop c = {};
        detail::put(c.node_id, hop.node_id);
        forms_.emplace_back(hop.data);
        c.data = forms_.back().data();
        list_.push_back(c);
      }
    }

    const keelbolt_path_hop *data() const noexcept { return list_.data(); }

   private:
    std::vector<RecipientData::CForm> forms_;
    std::vector<keelbolt_path_hop> list_;
  };

  Bytes bytes_;
};

inline RecipientData RecipientData::leading_to(const BlindedPath &path) {
  auto c = detail::sized<keelbolt_recipient_data>();
  keelbolt_error error = detail::new_error();
  detail::check(keelbolt_recipient_data_leading_to(&c, path.bytes().data(), path.bytes().size(), &error), error);
  return from_c(c);
}

/// The secret that a hop shares with the creator of a path, from the path key that came with the onion.
class PathSecret {
 public:
  /// Takes a secret that was agreed on elsewhere, such as in a signing device.
  PathSecret(const PublicKey &path_key, SharedSecret secret) : path_key_(path_key), secret_(std::move(secret)) {}

  /// The secret of the node with this key. Throws Error.
  static PathSecret derive(const PublicKey &path_key, const SecretKey &node_key) {
    return {path_key, detail::secret<SharedSecret>([&](std::uint8_t *out, keelbolt_error *error) {
              return keelbolt_path_shared_secret(out, path_key.bytes.data(), node_key.expose().data(), error);
            })};
  }

  /// The secret itself.
  const SharedSecret &shared_secret() const noexcept { return secret_; }

  /// The key of the node's blinded id, to which onions are encrypted that come with the path key. Throws Error.
  SecretKey blinded_key(const SecretKey &node_key) const {
    return detail::secret<SecretKey>([&](std::uint8_t *out, keelbolt_error *error) {
      return keelbolt_path_blinded_key(out, path_key_.bytes.data(), node_key.expose().data(), error);
    });
  }

  /// Decrypts what the creator of the path tells this hop. Throws Error.
  RecipientData decrypt(ByteView encrypted_recipient_data) const {
    auto c = detail::sized<keelbolt_recipient_data>();
    const Bytes stream = detail::room_for([&](std::uint8_t *out, std::size_t *size, keelbolt_error *error) {
      return keelbolt_path_decrypt(&c, out, size, encrypted_recipient_data.data(), encrypted_recipient_data.size(),
                                   path_key_.bytes.data(), secret_.expose().data(), error);
    });
    return RecipientData::parse(stream);
  }

  /// The path key for the next hop: what the data say, or else the one that follows from this. Throws Error.
  PublicKey next_path_key(const RecipientData &data) const {
    return detail::value<PublicKey>([&](std::uint8_t *out, keelbolt_error *error) {
      return keelbolt_path_next_key(out, path_key_.bytes.data(), secret_.expose().data(),
                                    detail::data(data.next_path_key_override), error);
    });
  }

 private:
  PublicKey path_key_;
  SharedSecret secret_;
};

/// Where on a blinded path a node stands.
enum class Place : std::int32_t {
  /// Not on one, or its final node and first node in one.
  Outside = KEELBOLT_PLACE_OUTSIDE,
  /// Its first node, which turns every failure from the path into one of its own and should wait a random while.
  Introduction = KEELBOLT_PLACE_INTRODUCTION,
  /// Behind its first node.
  Inside = KEELBOLT_PLACE_INSIDE,
};

/// The place of a node whose incoming `update_add_htlc` has a path key or not, whose payload has one or not, and at
/// which the onion ends or not.
inline Place place_of(bool path_key, bool current_path_key, bool is_final) {
  std::int32_t place = 0;
  detail::check(keelbolt_path_place(&place, path_key, current_path_key, is_final));
  return static_cast<Place>(place);
}

/// The message that fails an HTLC.
struct Answer {
  /// Whether it is `update_fail_malformed_htlc`, with the code and the hash of the onion.
  bool malformed = false;
  /// The code.
  FailureCode code;
  /// For `update_fail_htlc`: the failure, for create_failure.
  Bytes failuremsg;
};

/// How to answer an HTLC that fails here or downstream. Throws Error.
inline Answer answer(Place place, ByteView failuremsg, const Sha256 &sha256_of_onion) {
  Answer answer;
  answer.failuremsg = detail::room_for([&](std::uint8_t *out, std::size_t *size, keelbolt_error *error) {
    return keelbolt_path_answer(&answer.malformed, &answer.code.number, out, size, static_cast<std::int32_t>(place),
                                failuremsg.data(), failuremsg.size(), sha256_of_onion.bytes.data(), error);
  });
  return answer;
}

// --- Onion messages ----------------------------------------------------------------------------------------------

/// To pass a message on. Where `next` is the host itself, as on a path with hops of its own, it is peeled again.
struct ReceivedForward;
/// To read a message.
struct ReceivedFinal;
/// What to do with a message.
using Received = std::variant<ReceivedForward, ReceivedFinal>;

/// An onion for a peer, and the path key with which the peer opens it.
struct OnionMessage {
  /// The path key for the peer.
  PublicKey path_key;
  /// The onion, of any size.
  Bytes packet;

  /// Reads a whole message, with its type. Throws Error.
  static OnionMessage parse(ByteView message) {
    keelbolt_onion_message c = {};
    keelbolt_error error = detail::new_error();
    const keelbolt_bytes whole = detail::view(message);
    detail::check(keelbolt_onion_message_parse(&c, whole.data, whole.length, &error), error);
    return {detail::fixed<PublicKey>(c.path_key), detail::owned(c.packet)};
  }

  /// Writes the whole message, with its type. Throws Error.
  Bytes write() const {
    const keelbolt_onion_message c = to_c();
    return detail::room_for([&](std::uint8_t *out, std::size_t *size, keelbolt_error *error) {
      return keelbolt_onion_message_write(out, size, &c, error);
    });
  }

  /// Takes this node's layer off, and decrypts what the creator of the path told it. `known_contents` are even types of
  /// contents that are the host's own. Throws Error, which means that the message is to be ignored.
  Received peel(const SecretKey &node_key, View<std::uint32_t> known_features = {},
                View<std::uint64_t> known_contents = {}) const;

  friend bool operator==(const OnionMessage &a, const OnionMessage &b) noexcept {
    return a.path_key == b.path_key && a.packet == b.packet;
  }
  friend bool operator!=(const OnionMessage &a, const OnionMessage &b) noexcept { return !(a == b); }

 private:
  keelbolt_onion_message to_c() const noexcept {
    keelbolt_onion_message c = {};
    detail::put(c.path_key, path_key);
    c.packet = detail::view(ByteView(packet));
    return c;
  }
};

struct ReceivedForward {
  /// To whom.
  NodeName next;
  /// What to send.
  OnionMessage message;
  /// What the creator of the path told this node.
  RecipientData data;
};

struct ReceivedFinal {
  /// How to answer.
  std::optional<BlindedPath> reply_path;
  /// What the message says: a record of type 64 or above.
  std::optional<Record> contents;
  /// Records of other types below 64.
  std::vector<Record> unknown_records;
  /// What this node has told itself: a `path_id` that must be one which was given out for such a message.
  RecipientData data;
};

inline Received OnionMessage::peel(const SecretKey &node_key, View<std::uint32_t> known_features,
                                   View<std::uint64_t> known_contents) const {
  const keelbolt_onion_message c = to_c();
  auto received = detail::sized<keelbolt_received>();
  auto c_data = detail::sized<keelbolt_recipient_data>();
  const Bytes room = detail::room_for([&](std::uint8_t *out, std::size_t *size, keelbolt_error *error) {
    return keelbolt_onion_message_peel(&received, &c_data, out, size, &c, node_key.expose().data(),
                                       known_features.data(), known_features.size(), known_contents.data(),
                                       known_contents.size(), error);
  });
  RecipientData data = RecipientData::parse(ByteView(received.recipient_data.data, received.recipient_data.length));
  if (!received.is_final) {
    return ReceivedForward{
        detail::name_of(received.next),
        OnionMessage{detail::fixed<PublicKey>(received.message.path_key), detail::owned(received.message.packet)},
        std::move(data)};
  }
  ReceivedFinal found;
  found.data = std::move(data);
  if (received.reply_path.data != nullptr) {
    found.reply_path = BlindedPath::parse(ByteView(received.reply_path.data, received.reply_path.length));
  }
  if (received.contents.data != nullptr) {
    found.contents = Record{received.contents_type, detail::owned(received.contents)};
  }
  found.unknown_records = detail::unknown_records(received.payload, OnionPart::Message);
  return found;
}

/// An onion message that is to be sent.
struct MessageDraft {
  /// The path to the recipient.
  BlindedPath path;
  /// Where on the path the sender stands; none where the path begins elsewhere, and then the message is sent to the
  /// path's first node, else to `start->next`.
  std::optional<PathStart> start = std::nullopt;
  /// How the recipient may answer.
  std::optional<BlindedPath> reply_path = std::nullopt;
  /// What it says: a record of type 64 or above.
  std::optional<Record> contents = std::nullopt;
  /// Records of other types below 64, in order.
  std::vector<Record> unknown_records = {};

  /// Makes the message. Throws Error.
  OnionMessage create(SessionKey session_key, Entropy entropy) const {
    const auto unknown = detail::views(unknown_records);
    keelbolt_path_start c_start = {};
    auto c = detail::sized<keelbolt_message_draft>();
    c.path = detail::view(path.bytes());
    if (start) {
      detail::put(c_start.path_key, start->path_key);
      c_start.hop = start->hop;
      c.start = &c_start;
    }
    if (reply_path) {
      c.reply_path = detail::view(reply_path->bytes());
    }
    if (contents) {
      c.contents_type = contents->number;
      c.contents = detail::view(ByteView(contents->value));
    }
    c.unknown_records = unknown.data();
    c.unknown_record_count = unknown.size();
    keelbolt_onion_message message = {};
    const Bytes room = detail::room_for([&](std::uint8_t *out, std::size_t *size, keelbolt_error *error) {
      return keelbolt_onion_message_create(&message, out, size, &c, session_key.expose().data(),
                                           entropy.expose().data(), error);
    });
    return {detail::fixed<PublicKey>(message.path_key), detail::owned(message.packet)};
  }
};

// --- Trampoline: a proposal, may change --------------------------------------------------------------------------

/// Why a trampoline node does not relay a payment.
struct TrampolineFailure {
  /// Which failure it is.
  enum class Kind : std::int32_t {
    /// Routes were found, but failed for now.
    Temporary = KEELBOLT_TRAMPOLINE_FAILURE_TEMPORARY,
    /// There are routes for the fees and the blocks that come with it.
    FeeOrExpiryInsufficient = KEELBOLT_TRAMPOLINE_FAILURE_FEE_OR_EXPIRY_INSUFFICIENT,
    /// The next node cannot be reached.
    UnknownNext = KEELBOLT_TRAMPOLINE_FAILURE_UNKNOWN_NEXT,
  };

  /// Which failure it is.
  Kind kind = Kind::Temporary;
  /// The fee for every payment, in millisatoshi; this and the others are zero but for FeeOrExpiryInsufficient.
  std::uint32_t fee_base_msat = 0;
  /// The fee for every million of the amount.
  std::uint32_t fee_proportional_millionths = 0;
  /// The blocks that the route takes.
  std::uint16_t cltv_expiry_delta = 0;

  /// The failure of a trampoline node, where it is one. Throws Error when it cannot be read at all.
  static std::optional<TrampolineFailure> parse(ByteView failuremsg) {
    bool present = false;
    keelbolt_trampoline_failure c = {};
    keelbolt_error error = detail::new_error();
    detail::check(
        keelbolt_trampoline_failure_parse(&present, &c, failuremsg.data(), failuremsg.size(), &error), error);
    if (!present) {
      return std::nullopt;
    }
    return TrampolineFailure{static_cast<Kind>(c.kind), c.fee_base_msat, c.fee_proportional_millionths,
                             c.cltv_expiry_delta};
  }

  /// Writes the failure, for create_failure. Throws Error.
  Bytes write() const {
    keelbolt_trampoline_failure c = {};
    c.kind = static_cast<std::int32_t>(kind);
    c.fee_base_msat = fee_base_msat;
    c.fee_proportional_millionths = fee_proportional_millionths;
    c.cltv_expiry_delta = cltv_expiry_delta;
    return detail::room_for([&](std::uint8_t *out, std::size_t *size, keelbolt_error *error) {
      return keelbolt_trampoline_failure_write(out, size, &c, error);
    });
  }

  friend bool operator==(const TrampolineFailure &a, const TrampolineFailure &b) { return a.write() == b.write(); }
  friend bool operator!=(const TrampolineFailure &a, const TrampolineFailure &b) { return !(a == b); }
};

/// A path to a recipient and what it asks of a payment.
struct PaymentPath {
  /// The path.
  BlindedPath path;
  /// The fees and the blocks of the whole path.
  TotalRelay relay;
  /// The least amount that may arrive.
  std::uint64_t htlc_minimum_msat = 0;
  /// The greatest amount that may arrive.
  std::uint64_t htlc_maximum_msat = 0;
  /// The bits that a payment over the path may use; paths that are written allow none.
  std::vector<std::uint32_t> features = {};
};

/// Reads the paths to a recipient. Throws Error.
inline std::vector<PaymentPath> read_payment_paths(ByteView paths) {
  std::size_t count = 0;
  keelbolt_error error = detail::new_error();
  detail::check(keelbolt_payment_paths_count(&count, paths.data(), paths.size(), &error), error);
  std::vector<PaymentPath> list;
  for (std::size_t index = 0; index < count; ++index) {
    keelbolt_payment_path c = {};
    const Bytes room = detail::room_for([&](std::uint8_t *out, std::size_t *size, keelbolt_error *detail) {
      return keelbolt_payment_paths_at(&c, out, size, paths.data(), paths.size(), index, detail);
    });
    auto features = detail::two_calls<std::vector<std::uint32_t>>(
        [&](std::uint32_t *out, std::size_t *size, keelbolt_error *detail) {
          return keelbolt_payment_paths_features(out, size, paths.data(), paths.size(), index, detail);
        });
    const TotalRelay relay = {c.relay.fee_base_msat, c.relay.fee_proportional_millionths, c.relay.cltv_delta};
    list.push_back(
        {BlindedPath::parse(room), relay, c.htlc_minimum_msat, c.htlc_maximum_msat, std::move(features)});
  }
  return list;
}

/// Writes paths to a recipient, which allow no features, the preferred first. Throws Error.
inline Bytes write_payment_paths(const std::vector<PaymentPath> &paths) {
  std::vector<keelbolt_payment_path> list;
  for (const PaymentPath &path : paths) {
    keelbolt_payment_path c = {};
    c.path = detail::view(path.path.bytes());
    c.relay = path.relay.to_c();
    c.htlc_minimum_msat = path.htlc_minimum_msat;
    c.htlc_maximum_msat = path.htlc_maximum_msat;
    list.push_back(c);
  }
  return detail::room_for([&](std::uint8_t *out, std::size_t *size, keelbolt_error *error) {
    return keelbolt_payment_paths_write(out, size, list.data(), list.size(), error);
  });
}

}  // namespace keelbolt

#endif  // KEELBOLT_ONION_HPP
