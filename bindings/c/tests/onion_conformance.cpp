// Every conformance case of BOLT 4 through the wrapper, both ways: what is in the file is made, and what was made is
// read.

#include <cstdlib>
#include <cstring>
#include <keelbolt_onion.hpp>

#include "check.h"
#include "onion_vectors.h"

namespace {

using keelbolt::Bytes;
using keelbolt::ByteView;

const char *where; // the name of the case

keelbolt::Entropy entropy() { return keelbolt::Entropy({7}); }

// --- Figures of a case ---

bool has(vector_node *node, const char *key) { return vector_member(node, key) != nullptr; }

Bytes unhex(const std::string &text) {
  Bytes bytes;
  for (std::size_t index = 0; index + 1 < text.size(); index += 2) {
    bytes.push_back(static_cast<std::uint8_t>(std::stoi(text.substr(index, 2), nullptr, 16)));
  }
  return bytes;
}

Bytes bytes(vector_node *node, const char *key) {
  const char *text = vector_text(node, key);
  return CHECK(where, text != nullptr) ? unhex(text) : Bytes();
}

template <class T>
T fixed(vector_node *node, const char *key) {
  T value;
  const Bytes found = bytes(node, key);
  CHECK(where, found.size() == value.bytes.size());
  std::copy_n(found.begin(), std::min(found.size(), value.bytes.size()), value.bytes.begin());
  return value;
}

keelbolt::PublicKey point(vector_node *node, const char *key) { return fixed<keelbolt::PublicKey>(node, key); }

template <class T>
T secret(vector_node *node, const char *key) {
  return T(std::move(fixed<keelbolt::Sha256>(node, key).bytes));
}

std::uint32_t number(vector_node *node, const char *key) {
  return static_cast<std::uint32_t>(vector_number(node, key));
}

std::vector<vector_node *> elements(vector_node *node, const char *key) {
  std::vector<vector_node *> list;
  vector_node *found = vector_member(node, key);
  for (std::size_t index = 0; found != nullptr && index < found->member_count; ++index) {
    list.push_back(&found->members[index]);
  }
  return list;
}

void same(vector_node *node, const char *key, ByteView found) {
  const Bytes expected = bytes(node, key);
  if (!CHECK(where, expected == Bytes(found.begin(), found.end()))) {
    std::printf("  %s\n", key);
  }
}

/// A key that a case may show.
void same_key(vector_node *node, const char *key, keelbolt::KeyType type, const keelbolt::SharedSecret &secret) {
  if (has(node, key)) {
    same(node, key, keelbolt::onion_key(type, secret).expose());
  }
}

/// A payload of these files begins with its length, a BigSize.
Bytes without_length(const Bytes &payload) {
  return Bytes(payload.begin() + (payload.at(0) < 0xfd ? 1 : 3), payload.end());
}

std::uint64_t channel(vector_node *node, const char *key) {
  unsigned long block = 0;
  unsigned long transaction = 0;
  unsigned long output = 0;
  CHECK(where, std::sscanf(vector_text(node, key), "%lux%lux%lu", &block, &transaction, &output) == 3);
  return static_cast<std::uint64_t>(block) << 40 | static_cast<std::uint64_t>(transaction) << 16 | output;
}

keelbolt::SecretKey key_of(const keelbolt::SecretKey &key) {
  auto copy = key.expose();
  return keelbolt::SecretKey(std::move(copy));
}

// --- Packets ---

keelbolt::BuiltOnion build(vector_node *node, std::vector<keelbolt::Hop> hops) {
  keelbolt::Route route;
  route.hops = std::move(hops);
  route.associated_data = bytes(node, "associated_data");
  if (has(node, "payload_length")) {
    route.hop_payloads_length = number(node, "payload_length");
  }
  return route.build(secret<keelbolt::SessionKey>(node, "session_key"), entropy());
}

void construct(vector_node *node) {
  const auto list = elements(node, "hops");
  std::vector<keelbolt::Hop> hops;
  for (vector_node *hop : list) {
    hops.push_back({point(hop, "pubkey"), without_length(bytes(hop, "payload"))});
  }
  CHECK(where, vector_flag(node, "valid"));
  const auto built = build(node, std::move(hops));
  same(node, "onion", built.onion);
  same_key(node, "pad_key", keelbolt::KeyType::Pad, secret<keelbolt::SharedSecret>(node, "session_key"));
  CHECK(where, built.shared_secrets.size() == list.size());
  for (std::size_t index = 0; index < list.size(); ++index) {
    const auto shared = built.shared_secrets.at(index);
    same(list[index], "shared_secret", shared.expose());
    same(list[index], "blinding_factor",
         keelbolt::blinding_factor(point(list[index], "ephemeral_pubkey"), shared).expose());
    same_key(list[index], "rho", keelbolt::KeyType::Rho, shared);
    same_key(list[index], "mu", keelbolt::KeyType::Mu, shared);
    same_key(list[index], "um", keelbolt::KeyType::Um, shared);
    same_key(list[index], "ammag", keelbolt::KeyType::Ammag, shared);
  }
}

void same_layer(vector_node *node, const keelbolt::Peeled &peeled) {
  CHECK(where, without_length(bytes(node, "payload")) == peeled.payload);
  CHECK(where, peeled.is_final() == vector_flag(node, "is_final"));
  CHECK(where, peeled.is_final() != has(node, "next_onion"));
  if (peeled.next_onion) {
    same(node, "next_onion", *peeled.next_onion);
  }
}

void peel(vector_node *node) {
  const Bytes whole = bytes(node, "onion");
  const auto key = secret<keelbolt::SecretKey>(node, "node_privkey");
  const Bytes associated_data = bytes(node, "associated_data");
  if (!vector_flag(node, "valid")) {
    try {
      keelbolt::Onion::parse(whole).peel(key, associated_data);
      CHECK(where, false);
    } catch (const keelbolt::Error &error) {
      const auto failure = keelbolt::failure_of(error, whole);
      CHECK(where, failure && keelbolt::FailureCode::parse(*failure).name() == vector_text(node, "error"));
    }
    return;
  }
  const auto onion = keelbolt::Onion::parse(whole);
  const auto peeled = onion.peel(key, associated_data);
  same(node, "shared_secret", peeled.shared_secret.expose());
  same_layer(node, peeled);
  CHECK(where, onion.hmac() == peeled.replay_tag && onion.hop_payloads().size() + 66 == whole.size());
  const auto with = onion.peel_with(onion.shared_secret(key), associated_data);
  CHECK(where, with.payload == peeled.payload && with.next_onion == peeled.next_onion);
}

// --- Failures ---

/// The shared secrets of the hops, as they are given and as they follow from the session key.
keelbolt::SharedSecrets hop_secrets(vector_node *node) {
  Bytes all;
  std::vector<keelbolt::Hop> hops;
  const auto times = elements(node, "hold_times");
  for (vector_node *hop : elements(node, "hops")) {
    const Bytes shared = bytes(hop, "shared_secret");
    if (has(hop, "hold_time") && !has(node, "attribution_failed_node_index")) {
      CHECK(where, std::strcmp(vector_text(hop, "hold_time"), times.at(hops.size())->text) == 0);
    }
    hops.push_back({point(hop, "pubkey"), Bytes(2)});
    all.insert(all.end(), shared.begin(), shared.end());
    same_key(hop, "ammag", keelbolt::KeyType::Ammag, secret<keelbolt::SharedSecret>(hop, "shared_secret"));
  }
  if (has(node, "session_key")) {
    keelbolt::Route route;
    route.hops = std::move(hops);
    const auto built = route.build(secret<keelbolt::SessionKey>(node, "session_key"), entropy());
    const auto made = built.shared_secrets.expose();
    CHECK(where, Bytes(made.begin(), made.end()) == all);
  }
  return keelbolt::SharedSecrets(std::move(all));
}

/// Writes the failure of a case; checks the padded message, the keys, and the packet before its encryption.
keelbolt::Reason create(vector_node *node, const keelbolt::SharedSecret &shared,
                        std::optional<std::uint32_t> hold_time) {
  const Bytes padded = bytes(node, "padded_message");
  const auto reason =
      keelbolt::create_failure(bytes(node, "failure_message"), shared, hold_time, padded.size() - 4);
  keelbolt::Reason plain{reason.reason, {}};
  keelbolt::wrap_failure(plain, shared);
  CHECK(where, Bytes(plain.reason.begin() + 32, plain.reason.end()) == padded);
  same(node, "packet_before_encryption", plain.reason);
  same_key(node, "um", keelbolt::KeyType::Um, shared);
  same_key(node, "ammag", keelbolt::KeyType::Ammag, shared);
  return reason;
}

void plain_failure(vector_node *node) {
  const auto secrets = hop_secrets(node);
  const std::size_t sender = number(node, "erring_node_index");
  auto reason = create(node, secrets.at(sender), std::nullopt);
  for (std::size_t hop = sender; hop-- > 0;) {
    keelbolt::wrap_failure(reason, secrets.at(hop));
  }
  same(node, "packet_at_origin", reason.reason);
  const auto decrypted = keelbolt::decrypt_failure(reason, secrets);
  CHECK(where, decrypted.failure && decrypted.failure->hop == sender && !decrypted.hold_times);
  CHECK(where, decrypted.failure && decrypted.failure->failuremsg == bytes(node, "failure_message"));
}

void failure_create(vector_node *node) {
  const auto shared = secret<keelbolt::SharedSecret>(node, "shared_secret");
  bytes(node, "session_key");
  number(node, "node_index");
  same_key(node, "ammagext", keelbolt::KeyType::Ammagext, shared);
  // Zeros are obfuscated to the stream itself.
  keelbolt::Reason stream{Bytes(32), {}};
  keelbolt::wrap_failure(stream, shared);
  same(node, "stream_prefix", stream.reason);
  const auto reason = create(node, shared, number(node, "hold_time"));
  same(node, "packet_out", reason.reason);
  same(node, "attribution_out", reason.attribution_data);
}

void failure_forward(vector_node *node) {
  const auto shared = secret<keelbolt::SharedSecret>(node, "shared_secret");
  number(node, "node_index");
  same_key(node, "ammag", keelbolt::KeyType::Ammag, shared);
  same_key(node, "ammagext", keelbolt::KeyType::Ammagext, shared);
  keelbolt::Reason reason{bytes(node, "packet_in"), bytes(node, "attribution_in")};
  keelbolt::wrap_failure(reason, shared, number(node, "hold_time"));
  same(node, "packet_out", reason.reason);
  same(node, "attribution_out", reason.attribution_data);
}

void same_hold_times(vector_node *node, const std::optional<keelbolt::HoldTimes> &found) {
  keelbolt::HoldTimes expected;
  for (const vector_node *time : elements(node, "hold_times")) {
    expected.times.push_back(static_cast<std::uint32_t>(std::stoul(time->text)));
  }
  if (has(node, "attribution_failed_node_index")) {
    expected.unattributed_hop = number(node, "attribution_failed_node_index");
  }
  CHECK(where, found == expected);
}

void failure_decode(vector_node *node) {
  const auto decrypted =
      keelbolt::decrypt_failure({bytes(node, "packet"), bytes(node, "attribution_data")}, hop_secrets(node));
  if (!CHECK(where, decrypted.failure.has_value())) {
    return;
  }
  CHECK(where, decrypted.failure->hop == number(node, "failing_node_index"));
  same(node, "failure_message", decrypted.failure->failuremsg);
  same_hold_times(node, decrypted.hold_times);
  const auto message = keelbolt::FailureMessage::parse(decrypted.failure->failuremsg);
  CHECK(where, !has(node, "failure_code") || message.code.number == number(node, "failure_code"));
  CHECK(where, !has(node, "htlc_msat") || message.htlc_msat == number(node, "htlc_msat"));
  CHECK(where, !has(node, "height") || message.height == number(node, "height"));
  same(node, "failure_message", message.write());
}

void success_create(vector_node *node) {
  number(node, "node_index");
  same(node, "attribution_out",
       keelbolt::attribute_fulfillment(secret<keelbolt::SharedSecret>(node, "shared_secret"),
                                       number(node, "hold_time")));
}

void success_forward(vector_node *node) {
  keelbolt::Fulfillment fulfillment;
  number(node, "node_index");
  fulfillment.attribution_data = bytes(node, "attribution_in");
  keelbolt::wrap_fulfillment(fulfillment, secret<keelbolt::SharedSecret>(node, "shared_secret"),
                             number(node, "hold_time"));
  same(node, "attribution_out", fulfillment.attribution_data);
}

void success_decode(vector_node *node) {
  keelbolt::Fulfillment fulfillment;
  fulfillment.attribution_data = bytes(node, "attribution_data");
  const auto found = keelbolt::decrypt_fulfillment(std::move(fulfillment), hop_secrets(node));
  CHECK(where, found.outcome == keelbolt::FulfillmentOutcome::Absent && found.records.empty());
  same_hold_times(node, found.hold_times);
}

// --- Blinded paths ---

std::optional<keelbolt::PaymentRelay> relay(vector_node *node) {
  vector_node *found = vector_member(node, "payment_relay");
  if (found == nullptr) {
    return std::nullopt;
  }
  // A base fee of zero takes no byte, and the files do not show it.
  return keelbolt::PaymentRelay{static_cast<std::uint16_t>(number(found, "cltv_expiry_delta")),
                                number(found, "fee_proportional_millionths"),
                                has(found, "fee_base_msat") ? number(found, "fee_base_msat") : 0};
}

/// The data as the file shows them, but for the features, which it shows as bits.
keelbolt::RecipientData shown(vector_node *tlvs) {
  keelbolt::RecipientData data;
  tlvs->asked = true;
  if (has(tlvs, "padding")) {
    data.padding = bytes(tlvs, "padding").size();
  }
  if (has(tlvs, "short_channel_id")) {
    data.short_channel_id = channel(tlvs, "short_channel_id");
  }
  if (has(tlvs, "next_node_id")) {
    data.next_node_id = point(tlvs, "next_node_id");
  }
  if (has(tlvs, "path_id")) {
    data.path_id = bytes(tlvs, "path_id");
  }
  if (has(tlvs, "next_path_key_override")) {
    data.next_path_key_override = point(tlvs, "next_path_key_override");
  }
  if (has(tlvs, "path_key_override_secret")) {
    const auto key = secret<keelbolt::SecretKey>(tlvs, "path_key_override_secret");
    CHECK(where, keelbolt::public_key(key, entropy()) == data.next_path_key_override);
  }
  data.payment_relay = relay(tlvs);
  if (vector_node *constraints = vector_member(tlvs, "payment_constraints")) {
    data.payment_constraints = keelbolt::PaymentConstraints{number(constraints, "max_cltv_expiry"),
                                                            vector_number(constraints, "htlc_minimum_msat")};
  }
  for (vector_node *record : elements(tlvs, "unknown")) {
    data.unknown_records.push_back({vector_number(record, "type"), bytes(record, "value")});
  }
  return data;
}

/// The data are those of `tlvs`, and are written back as they were read.
void same_data(vector_node *tlvs, ByteView stream, const keelbolt::RecipientData &data) {
  auto expected = shown(tlvs);
  std::vector<std::uint32_t> bits;
  for (const vector_node *bit : elements(tlvs, "allowed_features")) {
    bits.push_back(static_cast<std::uint32_t>(std::stoul(bit->text)));
  }
  CHECK(where, has(tlvs, "allowed_features") == data.allowed_features.has_value());
  if (data.allowed_features) {
    CHECK(where, keelbolt::features_of_vector(*data.allowed_features) == bits);
    expected.allowed_features = data.allowed_features;
  }
  CHECK(where, data == expected);
  CHECK(where, data.write() == Bytes(stream.begin(), stream.end()));
}

/// Makes a path of hops and checks their figures against it.
keelbolt::BlindedPath blind(const std::vector<vector_node *> &hops) {
  std::vector<keelbolt::PathHop> list;
  std::size_t longest = 0;
  for (vector_node *hop : hops) {
    const Bytes stream = bytes(hop, "data");
    list.push_back({point(hop, "node_id"), keelbolt::RecipientData::parse(stream)});
    same_data(vector_member(hop, "tlvs"), stream, list.back().data);
    longest = std::max(longest, stream.size());
  }
  const auto make = [&](std::optional<std::size_t> padded_length) {
    return keelbolt::BlindedPath::create(list, keelbolt::PathPurpose::Part,
                                         secret<keelbolt::SessionKey>(hops.at(0), "path_privkey"), entropy(),
                                         padded_length);
  };
  auto path = make(std::nullopt);
  // The padding of the file is the one that makes all as long as the longest.
  CHECK(where, make(longest) == path);
  CHECK(where, path.first_node() == keelbolt::NodeName(list.at(0).node_id));
  CHECK(where, keelbolt::BlindedPath::parse(path.bytes()) == path);

  const auto blinded = path.hops();
  CHECK(where, blinded.size() == hops.size());
  for (std::size_t index = 0; index < blinded.size(); ++index) {
    vector_node *hop = hops[index];
    const auto private_key = secret<keelbolt::SecretKey>(hop, "path_privkey");
    const auto path_key = keelbolt::public_key(private_key, entropy());
    same(hop, "path_key", path_key.bytes);
    // The secret of both sides is the same, so that the creator's is that of a node whose key this is.
    const auto shared = keelbolt::PathSecret::derive(list[index].node_id, private_key);
    same(hop, "shared_secret", shared.shared_secret().expose());
    same_key(hop, "rho", keelbolt::KeyType::Rho, shared.shared_secret());
    same_key(hop, "blinded_node_id_factor", keelbolt::KeyType::BlindedNodeId, shared.shared_secret());
    if (has(hop, "path_key_factor")) {
      same(hop, "path_key_factor", keelbolt::blinding_factor(path_key, shared.shared_secret()).expose());
    }
    same(hop, "blinded_node_id", blinded[index].blinded_node_id.bytes);
    same(hop, "encrypted_data", blinded[index].encrypted_recipient_data);
  }
  return path;
}

void same_first(vector_node *node, const keelbolt::BlindedPath &path) {
  CHECK(where, path.first_node() == keelbolt::NodeName(point(node, "first_node_id")));
  same(node, "first_path_key", path.first_path_key().bytes);
}

void path_create(vector_node *node) {
  const auto hops = elements(node, "hops");
  same(hops.at(0), "path_privkey", bytes(node, "session_key"));
  same_first(node, blind(hops));
}

/// A path on the wire of some hops of a case.
keelbolt::BlindedPath path_of(const keelbolt::PublicKey &first, const keelbolt::PublicKey &path_key,
                              const std::vector<keelbolt::BlindedHop> &hops) {
  Bytes path(first.bytes.begin(), first.bytes.end());
  path.insert(path.end(), path_key.bytes.begin(), path_key.bytes.end());
  path.push_back(static_cast<std::uint8_t>(hops.size()));
  for (const auto &hop : hops) {
    path.insert(path.end(), hop.blinded_node_id.bytes.begin(), hop.blinded_node_id.bytes.end());
    path.push_back(static_cast<std::uint8_t>(hop.encrypted_recipient_data.size() >> 8));
    path.push_back(static_cast<std::uint8_t>(hop.encrypted_recipient_data.size() & 0xff));
    path.insert(path.end(), hop.encrypted_recipient_data.begin(), hop.encrypted_recipient_data.end());
  }
  return keelbolt::BlindedPath::parse(path);
}

/// Two paths as one. Where they meet does not show: every place gives the same path.
void concatenated(vector_node *node) {
  std::vector<keelbolt::BlindedHop> hops;
  for (vector_node *hop : elements(node, "hops")) {
    hops.push_back({point(hop, "blinded_node_id"), bytes(hop, "encrypted_data")});
  }
  const auto first = point(node, "first_node_id");
  const auto path_key = point(node, "first_path_key");
  const auto whole = path_of(first, path_key, hops);
  CHECK(where, whole.hops() == hops);
  same_first(node, whole);
  for (auto split = hops.begin() + 1; split != hops.end(); ++split) {
    const auto joined =
        path_of(first, path_key, {hops.begin(), split}).join(path_of(first, path_key, {split, hops.end()}));
    CHECK(where, joined == whole);
  }
}

void unblind(vector_node *node) {
  const auto node_key = secret<keelbolt::SecretKey>(node, "node_privkey");
  const auto path = keelbolt::PathSecret::derive(point(node, "path_key"), node_key);
  const Bytes encrypted = bytes(node, "encrypted_data");
  if (!vector_flag(node, "valid")) {
    try {
      path.decrypt(encrypted);
      CHECK(where, false);
    } catch (const keelbolt::Error &error) {
      CHECK(where, vector_text(node, "error") != nullptr);
      CHECK(where, error.code() == keelbolt::Code::RecipientDataNotAuthentic);
    }
    return;
  }
  auto data = path.decrypt(encrypted);
  same_data(vector_member(node, "tlvs"), bytes(node, "decrypted_data"), data);
  const auto blinded = path.blinded_key(node_key);
  same(node, "blinded_privkey", blinded.expose());
  same(node, "blinded_node_id", keelbolt::public_key(blinded, entropy()).bytes);
  CHECK(where, has(node, "next_path_key_override") == data.next_path_key_override.has_value());
  if (data.next_path_key_override) {
    same(node, "next_path_key_override", path.next_path_key(data).bytes);
    data.next_path_key_override.reset();
  }
  same(node, "next_path_key", path.next_path_key(data).bytes);
}

// --- Onion messages ---

/// The sender's own hop leads to a path that its recipient has made; joined, they are the path of the case.
void message_path(vector_node *node) {
  const auto hops = elements(node, "hops");
  const auto own = blind({hops.at(0)});
  const auto path = blind({hops.begin() + 1, hops.end()});
  same(hops.at(0), "data", keelbolt::RecipientData::leading_to(path).write());
  const auto joined = own.join(path);
  CHECK(where, joined.hops().size() == hops.size());
  same_first(node, joined);
}

/// The value of a record of a stream whose types and lengths take one byte each.
Bytes value_of(const Bytes &stream, std::uint8_t type) {
  for (std::size_t at = 0; at + 1 < stream.size(); at += 2u + stream[at + 1]) {
    if (stream[at] == type) {
      const auto begin = stream.begin() + static_cast<std::ptrdiff_t>(at + 2);
      return Bytes(begin, begin + stream[at + 1]);
    }
  }
  return {};
}

std::vector<keelbolt::Record> records(vector_node *node, const char *key) {
  std::vector<keelbolt::Record> list;
  for (vector_node *record : elements(node, key)) {
    list.push_back({vector_number(record, "type"), bytes(record, "value")});
  }
  return list;
}

/// The whole onion, from the encrypted data in the payloads and from what the last one says.
void message_construct(vector_node *node) {
  std::vector<keelbolt::BlindedHop> hops;
  for (vector_node *hop : elements(node, "hops")) {
    hops.push_back({point(hop, "blinded_node_id"), value_of(without_length(bytes(hop, "payload")), 4)});
  }
  // Whose path it is does not matter for the onion.
  const auto anybody = hops.at(0).blinded_node_id;
  keelbolt::MessageDraft draft{path_of(anybody, anybody, hops)};
  draft.unknown_records = records(node, "final_tlvs");
  const auto message = draft.create(secret<keelbolt::SessionKey>(node, "session_key"), entropy());
  same(node, "onion_message_packet", message.packet);
}

void message_peel(vector_node *node) {
  const auto node_key = secret<keelbolt::SecretKey>(node, "node_privkey");
  const auto message = keelbolt::OnionMessage::parse(bytes(node, "onion_message"));
  same(node, "path_key", message.path_key.bytes);
  same(node, "onion", message.packet);
  same(node, "onion_message", message.write());

  const auto blinded = keelbolt::PathSecret::derive(message.path_key, node_key).blinded_key(node_key);
  const auto layer = keelbolt::Onion::parse(message.packet).peel(blinded, {});
  CHECK(where, layer.payload == without_length(bytes(node, "payload")));

  const auto received = message.peel(node_key);
  CHECK(where, std::holds_alternative<keelbolt::ReceivedFinal>(received) == vector_flag(node, "is_final"));
  if (const auto *forward = std::get_if<keelbolt::ReceivedForward>(&received)) {
    same(node, "decrypted_data", forward->data.write());
    CHECK(where, forward->next == keelbolt::NodeName(point(node, "next_node_id")));
    same(node, "next_onion_message", forward->message.write());
  }
  if (const auto *last = std::get_if<keelbolt::ReceivedFinal>(&received)) {
    same(node, "decrypted_data", last->data.write());
    CHECK(where, last->unknown_records == records(node, "final_tlvs"));
    CHECK(where, !last->contents && !last->reply_path);
  }
}

// --- Payments over a blinded path ---

void payment_construct(vector_node *node) {
  const std::uint64_t amount = vector_number(node, "final_amount_msat");
  const std::uint32_t expiry = number(node, "final_cltv");
  vector_node *payinfo = vector_member(node, "blinded_payinfo");
  vector_node *route = vector_member(node, "blinded_route");
  const keelbolt::TotalRelay total = {number(payinfo, "fee_base_msat"),
                                      number(payinfo, "fee_proportional_millionths"),
                                      static_cast<std::uint16_t>(number(payinfo, "cltv_expiry_delta"))};
  const auto path = elements(route, "hops");
  const auto list = elements(node, "hops");
  const std::size_t before = list.size() - path.size();
  std::vector<keelbolt::PaymentRelay> relays;
  std::vector<keelbolt::Hop> hops;
  for (std::size_t index = 0; index < list.size(); ++index) {
    vector_node *tlvs = vector_member(list[index], "tlvs");
    keelbolt::Payload payload;
    keelbolt::PublicKey key = point(list[index], "pubkey");
    if (index < before) {
      const auto forwarded = total.amount_with_fees(amount).value_or(0);
      CHECK(where, forwarded == vector_number(tlvs, "amt_to_forward"));
      CHECK(where, expiry + total.cltv_delta == number(tlvs, "outgoing_cltv_value"));
      payload = keelbolt::Payload::forward(forwarded, expiry + total.cltv_delta,
                                           channel(tlvs, "outgoing_channel_id"));
    } else {
      vector_node *hop = path[index - before];
      const bool first = index == before;
      const Bytes encrypted = bytes(hop, "encrypted_data");
      const auto blinded_id = point(hop, "blinded_node_id");
      // The first hop is known by its own id.
      CHECK(where, key == (first ? point(route, "first_node_id") : blinded_id));
      std::optional<keelbolt::PublicKey> path_key;
      if (first) {
        path_key = point(route, "first_path_key");
        same(tlvs, "current_path_key", path_key->bytes);
      }
      auto told = shown(vector_member(tlvs, "encrypted_recipient_data"));
      told.allowed_features = Bytes();
      CHECK(where, elements(vector_member(tlvs, "encrypted_recipient_data"), "allowed_features").empty());
      CHECK(where, told.write().size() + KEELBOLT_ENCRYPTION_LENGTH == encrypted.size());
      if (told.payment_relay) {
        relays.push_back(*told.payment_relay);
      }
      payload = keelbolt::Payload::blinded_forward(encrypted, path_key);
      if (index + 1 == list.size()) {
        CHECK(where, amount == vector_number(tlvs, "amt_to_forward"));
        CHECK(where, expiry == number(tlvs, "outgoing_cltv_value"));
        payload = keelbolt::Payload::blinded_receive(encrypted, path_key, amount, expiry,
                                                     vector_number(tlvs, "total_amount_msat"));
      }
    }
    hops.push_back({key, payload.write()});
    CHECK(where, without_length(bytes(list[index], "payload")) == hops.back().payload);
  }
  // The final node's own delta is part of the expiry that its payload says.
  CHECK(where, relays.size() + 1 == path.size() && keelbolt::TotalRelay::of(relays, 0) == total);
  same(node, "onion", build(node, std::move(hops)).onion);
}

void payment_peel(vector_node *node) {
  const auto node_key = secret<keelbolt::SecretKey>(node, "node_privkey");
  std::optional<keelbolt::PublicKey> path_key;
  if (has(node, "path_key")) {
    path_key = point(node, "path_key");
  }
  const auto key =
      path_key ? keelbolt::PathSecret::derive(*path_key, node_key).blinded_key(node_key) : key_of(node_key);
  const auto peeled = keelbolt::Onion::parse(bytes(node, "onion")).peel(key, bytes(node, "associated_data"));
  same_layer(node, peeled);

  vector_node *tlvs = vector_member(node, "tlvs");
  const auto payload = keelbolt::Payload::parse(peeled.payload);
  CHECK(where, payload.write() == peeled.payload);
  keelbolt::Payload expected;
  expected.encrypted_recipient_data = payload.encrypted_recipient_data;
  if (has(tlvs, "amt_to_forward")) {
    expected.amt_to_forward_msat = vector_number(tlvs, "amt_to_forward");
    expected.outgoing_cltv_value = number(tlvs, "outgoing_cltv_value");
  }
  if (has(tlvs, "outgoing_channel_id")) {
    expected.short_channel_id = channel(tlvs, "outgoing_channel_id");
  }
  if (has(tlvs, "current_path_key")) {
    expected.current_path_key = point(tlvs, "current_path_key");
  }
  if (has(tlvs, "total_amount_msat")) {
    expected.total_amount_msat = vector_number(tlvs, "total_amount_msat");
  }
  CHECK(where, payload == expected);

  const auto instruction = keelbolt::payload_instruction(peeled.payload, peeled.is_final(), path_key);
  const keelbolt::Blinded *blinded = nullptr;
  if (const auto *forward = std::get_if<keelbolt::BlindedForward>(&instruction)) {
    blinded = &forward->blinded;
  }
  if (const auto *receive = std::get_if<keelbolt::BlindedReceive>(&instruction)) {
    blinded = &receive->blinded;
  }
  CHECK(where, (blinded != nullptr) == has(tlvs, "encrypted_recipient_data"));
  if (blinded == nullptr) {
    CHECK(where, std::holds_alternative<keelbolt::Forward>(instruction));
    return;
  }
  same(node, "path_key_used", blinded->path_key.bytes);
  const auto path = keelbolt::PathSecret::derive(blinded->path_key, node_key);
  const auto data = path.decrypt(blinded->encrypted_recipient_data);
  same_data(vector_member(tlvs, "encrypted_recipient_data"), bytes(node, "recipient_data"), data);
  same(node, "next_path_key", path.next_path_key(data).bytes);
}

// --- All cases ---

struct Kind {
  const char *file;
  const char *kind;
  void (*check)(vector_node *node);
};

constexpr Kind kinds[] = {
    {"onion_construction", "construct", construct},
    {"onion_construction", "peel", peel},
    {"onion_errors", "plain_failure", plain_failure},
    {"onion_errors", "failure_create", failure_create},
    {"onion_errors", "failure_forward", failure_forward},
    {"onion_errors", "failure_decode", failure_decode},
    {"onion_errors", "success_create", success_create},
    {"onion_errors", "success_forward", success_forward},
    {"onion_errors", "success_decode", success_decode},
    {"route_blinding", "create", path_create},
    {"route_blinding", "concatenated", concatenated},
    {"route_blinding", "unblind", unblind},
    {"blinded_onion_message", "path", message_path},
    {"blinded_onion_message", "construct", message_construct},
    {"blinded_onion_message", "peel", message_peel},
    {"blinded_payment_onion", "construct", payment_construct},
    {"blinded_payment_onion", "peel", payment_peel},
};

void check_case(const char *file, vector_node *node) {
  const std::string kind = vector_text(node, "kind");
  bool known = false;
  where = vector_text(node, "name");
  for (const Kind &row : kinds) {
    if (file == std::string(row.file) && kind == row.kind) {
      known = true;
      try {
        row.check(node);
      } catch (const keelbolt::Error &error) {
        CHECK(error.what(), false);
      }
    }
  }
  const vector_node *unasked = vector_unasked(node);
  if (!CHECK(where, known && unasked == nullptr)) {
    std::printf("  not checked: %s\n", unasked == nullptr ? kind.c_str() : unasked->key);
  }
}

}  // namespace

int main() {
  std::size_t cases = 0;
  for (std::size_t file = 0; file < vector_file_count; ++file) {
    for (std::size_t index = 0; index < vector_files[file].member_count; ++index, ++cases) {
      check_case(vector_files[file].key, &vector_files[file].members[index]);
    }
  }
  std::printf("%zu cases\n", cases);
  CHECK("files", vector_file_count == 5 && cases > 40);
  return check_result();
}
