// What keelbolt_onion.hpp adds to keelbolt.h, and what the functions of onions decide: payments, the checks of hops,
// blinded paths, messages and trampoline payments from one end to the other.

#include <cstdio>
#include <cstring>
#include <keelbolt_onion.hpp>
#include <ostream>
#include <type_traits>

#include "check.h"

namespace {

using keelbolt::Bytes;
using keelbolt::Code;
using keelbolt::Error;
using keelbolt::Htlc;

// Secrets and what holds them are moved, not copied; they cannot be printed.
template <class T>
constexpr bool moves_only = std::is_nothrow_move_constructible_v<T> && !std::is_copy_constructible_v<T>;
static_assert(moves_only<keelbolt::SharedSecret> && moves_only<keelbolt::SessionKey>);
static_assert(moves_only<keelbolt::SharedSecrets> && moves_only<keelbolt::OnionKey>);
static_assert(moves_only<keelbolt::Peeled> && moves_only<keelbolt::Payload> && moves_only<keelbolt::Receive>);
static_assert(!std::is_copy_constructible_v<keelbolt::BuiltOnion>);
static_assert(!std::is_copy_constructible_v<keelbolt::PathSecret>);
// Public values are copied.
static_assert(std::is_copy_constructible_v<keelbolt::Onion> && std::is_copy_constructible_v<keelbolt::BlindedPath>);
static_assert(std::is_copy_constructible_v<keelbolt::RecipientData>);
// Values of different meanings do not mix.
static_assert(!std::is_convertible_v<keelbolt::SessionKey, keelbolt::SharedSecret>);
static_assert(!std::is_convertible_v<keelbolt::ReplayTag, keelbolt::Sha256>);

template <class T, class = void>
struct is_printable : std::false_type {};
template <class T>
struct is_printable<T, std::void_t<decltype(std::declval<std::ostream &>() << std::declval<const T &>())>>
    : std::true_type {};
static_assert(!is_printable<keelbolt::SharedSecret>::value && !is_printable<keelbolt::SharedSecrets>::value);

keelbolt::Entropy entropy() { return keelbolt::Entropy({9}); }

keelbolt::SessionKey session(std::uint8_t number) { return keelbolt::SessionKey({number}); }

/// A node with its key.
struct Node {
  explicit Node(std::uint8_t number) : key({number}), id(keelbolt::public_key(key, entropy())) {}

  keelbolt::SecretKey key;
  keelbolt::PublicKey id;
};

template <class T>
T filled(std::uint8_t byte) {
  T value;
  value.bytes.fill(byte);
  return value;
}

/// Runs `call` and checks the code of its error.
template <class Call>
void check_throws(const char *name, Code code, Call call) {
  try {
    call();
    CHECK(name, !"did not throw");
  } catch (const Error &error) {
    if (!CHECK(name, error.code() == code)) {
      std::printf("  %s\n", error.what());
    }
  }
}

/// What was refused is the failure of this code.
void check_failure(const char *name, const std::optional<Bytes> &failure, std::uint16_t code) {
  const auto found = failure ? keelbolt::FailureCode::parse(*failure).number : 0;
  if (!CHECK(name, found == code)) {
    std::printf("  %#06x, not %#06x\n", found, code);
  }
}

void secrets() {
  keelbolt::SharedSecret first({1, 2, 3});
  keelbolt::SharedSecret second = std::move(first);
  CHECK("moved", first.expose() == (std::array<std::uint8_t, 32>{}) && second.expose()[2] == 3);

  keelbolt::SharedSecrets none;
  keelbolt::SharedSecrets three(Bytes(96, 7));
  CHECK("shared secrets", none.size() == 0 && three.size() == 3 && three.at(2).expose()[31] == 7);
  none = std::move(three);
  CHECK("moved shared secrets", none.size() == 3 && three.size() == 0);
  try {
    none.at(3);
    CHECK("no such hop", false);
  } catch (const std::out_of_range &) {
    CHECK("no such hop", true);
  }
}

void values() {
  keelbolt::Payload a = keelbolt::Payload::forward(1, 2, 3);
  CHECK("payloads", a == keelbolt::Payload::forward(1, 2, 3) && a != keelbolt::Payload::forward(1, 2, 4));
  a.unknown_records = {{77, {1}}};
  const auto read = keelbolt::Payload::parse(a.write());
  CHECK("payloads", read == a && read.unknown_records == a.unknown_records);
  CHECK("codes", keelbolt::FailureCode{23} == keelbolt::FailureCode{23} &&
                     keelbolt::FailureCode{23} != keelbolt::FailureCode{22});
  const keelbolt::FailureCode code{KEELBOLT_FAILURE_INVALID_ONION_HMAC};
  CHECK("codes", code.is_bad_onion() && code.is_permanent() && !code.is_node() && !code.is_update());
  CHECK("codes", code.name() == "invalid_onion_hmac" && !keelbolt::FailureCode{9999}.name());
  check_throws("code", Code::Truncated, [] { keelbolt::FailureCode::parse(Bytes{1}); });

  // Errors carry where they happened.
  try {
    keelbolt::Payload::parse(Bytes{2, 1, 1, 6, 1, 0});
    CHECK("error", false);
  } catch (const Error &error) {
    CHECK("error", error.code() == Code::RecordLength && error.name() == "RecordLength");
    CHECK("error", error.part() == keelbolt::OnionPart::Payload && error.record() == 6 && error.offset() == 3);
    CHECK("error", error.expected() == 8 && error.found() == 1 && error.blame() == keelbolt::Blame::Peer);
    const auto failure = keelbolt::failure_of(error, {});
    CHECK("error", failure && keelbolt::FailureMessage::parse(*failure).record == 6);
  }
  check_throws("empty onion", Code::PacketTooShort, [] { keelbolt::Onion::parse({}); });
  check_throws("empty path", Code::Truncated, [] { keelbolt::BlindedPath::parse({}); });
  check_throws("empty message", Code::Truncated, [] { keelbolt::OnionMessage::parse({}); });
  check_throws("no hops", Code::NoHops, [] { keelbolt::Route().build(session(1), entropy()); });
}

void failure_messages() {
  static const std::uint16_t codes[] = {
      KEELBOLT_FAILURE_TEMPORARY_NODE_FAILURE, KEELBOLT_FAILURE_INVALID_ONION_VERSION,
      KEELBOLT_FAILURE_TEMPORARY_CHANNEL_FAILURE, KEELBOLT_FAILURE_AMOUNT_BELOW_MINIMUM,
      KEELBOLT_FAILURE_FEE_INSUFFICIENT, KEELBOLT_FAILURE_INCORRECT_CLTV_EXPIRY, KEELBOLT_FAILURE_EXPIRY_TOO_SOON,
      KEELBOLT_FAILURE_INCORRECT_OR_UNKNOWN_PAYMENT_DETAILS, KEELBOLT_FAILURE_FINAL_INCORRECT_CLTV_EXPIRY,
      KEELBOLT_FAILURE_FINAL_INCORRECT_HTLC_AMOUNT, KEELBOLT_FAILURE_CHANNEL_DISABLED,
      KEELBOLT_FAILURE_EXPIRY_TOO_FAR, KEELBOLT_FAILURE_INVALID_ONION_PAYLOAD, KEELBOLT_FAILURE_INVALID_ONION_BLINDING,
      KEELBOLT_FAILURE_NODE | 99};
  for (const std::uint16_t code : codes) {
    keelbolt::FailureMessage message;
    message.code.number = code;
    message.sha256_of_onion = filled<keelbolt::Sha256>(3);
    message.htlc_msat = 100;
    message.cltv_expiry = 5;
    message.height = 6;
    message.disabled_flags = 7;
    message.record = 1000;
    message.offset = 8;
    message.channel_update = {1, 2, 3};
    message.data = {4, 5};
    const auto read = keelbolt::FailureMessage::parse(message.write());
    // What does not belong to the code is left out.
    CHECK("written back", read == message && read.code.number == code);
    const bool hash = code == KEELBOLT_FAILURE_INVALID_ONION_VERSION || code == KEELBOLT_FAILURE_INVALID_ONION_BLINDING;
    CHECK("hash", (read.sha256_of_onion == message.sha256_of_onion) == hash);
    CHECK("update", (read.channel_update == message.channel_update) == ((code & KEELBOLT_FAILURE_UPDATE) != 0));
    CHECK("record", (read.record == 1000) == (code == KEELBOLT_FAILURE_INVALID_ONION_PAYLOAD));
  }
  const auto hash = filled<keelbolt::Sha256>(3);
  const auto malformed = keelbolt::FailureMessage::malformed({KEELBOLT_FAILURE_INVALID_ONION_KEY}, hash);
  CHECK("malformed", malformed.sha256_of_onion == hash);
  check_throws("malformed", Code::NotBadOnion, [&] { keelbolt::FailureMessage::malformed({23}, hash); });
}

void forwarding() {
  keelbolt::ForwardingPolicy policy;
  policy.fee_base_msat = 1000;
  policy.fee_proportional_millionths = 100;
  policy.cltv_expiry_delta = 40;
  policy.htlc_minimum_msat = 10;
  policy.htlc_maximum_msat = 1000000;
  policy.expiry_margin = 3;
  CHECK("fee", policy.fee(1000000) == 1100 && policy.fee(UINT64_MAX) == UINT64_MAX / 10000 + 1000);
  const std::uint32_t height = 1000;
  const Htlc outgoing = {100000, 1100};
  const Htlc incoming = {101010, 1140};
  const struct {
    Htlc incoming;
    Htlc outgoing;
    std::uint16_t code;
  } rows[] = {
      {incoming, outgoing, 0},
      {incoming, {1000001, 1100}, KEELBOLT_FAILURE_TEMPORARY_CHANNEL_FAILURE},
      {incoming, {9, 1100}, KEELBOLT_FAILURE_AMOUNT_BELOW_MINIMUM},
      {{101009, 1140}, outgoing, KEELBOLT_FAILURE_FEE_INSUFFICIENT},
      {{101010, 1139}, outgoing, KEELBOLT_FAILURE_INCORRECT_CLTV_EXPIRY},
      {incoming, {100000, 1002}, KEELBOLT_FAILURE_EXPIRY_TOO_SOON},
      {{101010, height + KEELBOLT_MAX_HTLC_CLTV + 1}, outgoing, KEELBOLT_FAILURE_EXPIRY_TOO_FAR},
  };
  for (const auto &row : rows) {
    check_failure("forward", policy.check(row.incoming, row.outgoing, height), row.code);
  }
  policy.disabled = true;
  policy.channel_update = {7};
  const auto failure = policy.check(incoming, outgoing, height);
  check_failure("disabled", failure, KEELBOLT_FAILURE_CHANNEL_DISABLED);
  CHECK("disabled", failure && keelbolt::FailureMessage::parse(*failure).channel_update == Bytes{7});
  policy.channel_update.resize(70000);
  check_throws("update", Code::ChannelUpdateTooLong, [&] { policy.check(incoming, outgoing, height); });
}

/// What a payload for the final node says.
keelbolt::Receive received(const keelbolt::Payload &payload) {
  return std::get<keelbolt::Receive>(keelbolt::payload_instruction(payload.write(), true));
}

void receiving() {
  const keelbolt::Preimage preimage({8});
  keelbolt::Expected expected;
  expected.payment_hash = keelbolt::payment_hash(preimage);
  expected.payment_secret = filled<keelbolt::PaymentSecret>(2);
  expected.payment_metadata = Bytes{1, 2};
  expected.amount_msat = 1000;
  expected.min_final_cltv_expiry_delta = 18;
  expected.basic_mpp = true;
  const auto said = [&](std::uint64_t amount, std::uint64_t total) {
    auto payload = keelbolt::Payload::receive(amount, 118, {*expected.payment_secret, total});
    payload.payment_metadata = Bytes{1, 2};
    return payload;
  };
  const Htlc htlc = {400, 118};
  auto other_metadata = said(400, 1000);
  other_metadata.payment_metadata = Bytes{};
  auto other_secret = said(400, 1000);
  other_secret.payment_data->payment_secret = filled<keelbolt::PaymentSecret>(3);
  const struct {
    keelbolt::Receive receive;
    Htlc htlc;
    std::uint32_t height;
    std::uint16_t code;
  } rows[] = {
      {received(said(400, 1000)), htlc, 100, 0},
      {received(said(400, 999)), htlc, 100, KEELBOLT_FAILURE_INCORRECT_OR_UNKNOWN_PAYMENT_DETAILS},
      {received(said(400, 2001)), htlc, 100, KEELBOLT_FAILURE_INCORRECT_OR_UNKNOWN_PAYMENT_DETAILS},
      {received(other_metadata), htlc, 100, KEELBOLT_FAILURE_INCORRECT_OR_UNKNOWN_PAYMENT_DETAILS},
      {received(other_secret), htlc, 100, KEELBOLT_FAILURE_INCORRECT_OR_UNKNOWN_PAYMENT_DETAILS},
      {received(said(400, 1000)), htlc, 101, KEELBOLT_FAILURE_INCORRECT_OR_UNKNOWN_PAYMENT_DETAILS},
      {received(said(400, 1000)), {400, 117}, 90, KEELBOLT_FAILURE_FINAL_INCORRECT_CLTV_EXPIRY},
      {received(said(400, 1000)), {399, 118}, 100, KEELBOLT_FAILURE_FINAL_INCORRECT_HTLC_AMOUNT},
  };
  for (const auto &row : rows) {
    check_failure("receive", expected.check(row.htlc, row.receive, row.height), row.code);
  }

  // A payment in parts.
  keelbolt::HtlcSet set(received(said(400, 1000)));
  CHECK("set", set.total_msat() == 1000 && set.received_msat() == 400 && !set.is_complete());
  check_failure("set", set.join(htlc, received(said(400, 1001)), 100),
                KEELBOLT_FAILURE_INCORRECT_OR_UNKNOWN_PAYMENT_DETAILS);
  CHECK("set", set.received_msat() == 400);
  check_failure("set", set.join(htlc, received(said(600, 1000)), 100), 0);
  CHECK("set", set.received_msat() == 1000 && set.is_complete());

  // A payment without an invoice: the preimage must be that of the hash.
  keelbolt::Expected nothing;
  nothing.payment_hash = expected.payment_hash;
  const auto keysend = [](std::uint8_t byte) {
    return received(keelbolt::Payload::keysend(400, 118, keelbolt::Preimage({byte})));
  };
  CHECK("keysend", keysend(8).keysend_preimage->expose() == preimage.expose());
  check_failure("keysend", nothing.check(htlc, keysend(8), 100), 0);
  check_failure("keysend", nothing.check(htlc, keysend(9), 100), KEELBOLT_FAILURE_INCORRECT_OR_UNKNOWN_PAYMENT_DETAILS);
}

/// A payment to three nodes, and a fulfillment with a payload back.
void fulfilled_payment() {
  const Node nodes[] = {Node(1), Node(2), Node(3)};
  const auto hash = filled<keelbolt::PaymentHash>(0x42);
  std::vector<keelbolt::Hop> hops;
  for (const Node &node : nodes) {
    hops.push_back({node.id, keelbolt::Payload::forward(1, 2, 3).write()});
  }
  const auto route = keelbolt::Route::payment(hops, hash);
  // Each hop takes its payload, the payload's length and an HMAC.
  CHECK("length", route.length() == 3 * (hops[0].payload.size() + 1 + 32));
  const auto built = route.build(session(4), entropy());
  keelbolt::Bytes onion = built.onion;
  for (std::size_t hop = 0; hop < 3; ++hop) {
    auto peeled = keelbolt::Onion::parse(onion).peel(nodes[hop].key, hash.bytes);
    CHECK("secret", peeled.shared_secret.expose() == built.shared_secrets.at(hop).expose());
    CHECK("final", peeled.is_final() == (hop == 2) && peeled.payload == hops[hop].payload);
    onion = peeled.next_onion.value_or(Bytes());
  }

  keelbolt::Fulfillment fulfillment;
  fulfillment.payload = keelbolt::create_fulfillment(Bytes{3, 1, 0xaa}, built.shared_secrets.at(2));
  fulfillment.attribution_data = keelbolt::attribute_fulfillment(built.shared_secrets.at(2), 1);
  keelbolt::wrap_fulfillment(fulfillment, built.shared_secrets.at(1), 2);
  auto dropped = fulfillment;
  keelbolt::wrap_fulfillment(fulfillment, built.shared_secrets.at(0), 3);
  const auto found = keelbolt::decrypt_fulfillment(fulfillment, built.shared_secrets);
  CHECK("fulfillment", found.outcome == keelbolt::FulfillmentOutcome::Authentic);
  CHECK("fulfillment", found.records.size() == 256 && Bytes(found.records.end() - 3, found.records.end()) ==
                                                           (Bytes{3, 1, 0xaa}));
  CHECK("hold times", found.hold_times == (keelbolt::HoldTimes{{3, 2, 1}, std::nullopt}));

  // The first hop drops the payload, and is found.
  dropped.payload.reset();
  keelbolt::wrap_fulfillment(dropped, built.shared_secrets.at(0), 3);
  const auto without = keelbolt::decrypt_fulfillment(dropped, built.shared_secrets);
  CHECK("dropped", without.outcome == keelbolt::FulfillmentOutcome::Absent);
  CHECK("dropped", without.hold_times == (keelbolt::HoldTimes{{3}, 1}));

  // A node that does not know of attribution data passes none on.
  keelbolt::Reason reason = keelbolt::create_failure(Bytes{0, 23}, built.shared_secrets.at(1), 1);
  keelbolt::wrap_failure(reason, built.shared_secrets.at(0));
  CHECK("no attribution", reason.attribution_data.empty());
  const auto decrypted = keelbolt::decrypt_failure(reason, built.shared_secrets);
  CHECK("no attribution", decrypted.failure && decrypted.failure->hop == 1 && !decrypted.hold_times);
  check_throws("attribution", Code::AttributionLength, [&] {
    keelbolt::decrypt_failure({Bytes(292), Bytes(919)}, built.shared_secrets);
  });
}

/// A payment over a blinded path: made by the recipient, with a hop that only makes it look longer.
void blinded_payment() {
  const Node first(1);
  const Node recipient(2);
  const keelbolt::PaymentRelay relay = {40, 100, 1000};
  std::vector<keelbolt::PathHop> hops = {{first.id, keelbolt::RecipientData::to_node(recipient.id)},
                                         keelbolt::PathHop::dummy(recipient.id),
                                         {recipient.id, keelbolt::RecipientData::for_recipient({1, 2, 3})}};
  check_throws("path", Code::HopLacks, [&] {
    keelbolt::BlindedPath::create(hops, keelbolt::PathPurpose::Payment, session(7), entropy());
  });
  hops[0].data.payment_relay = relay;
  hops[1].data.payment_relay = keelbolt::PaymentRelay();
  keelbolt::BlindedPath::constrain(hops, 900000, 18, 5);
  CHECK("constrain", hops[0].data.payment_constraints == (keelbolt::PaymentConstraints{900058, 5}));
  CHECK("constrain", hops[2].data.payment_constraints == (keelbolt::PaymentConstraints{900018, 5}));
  const auto path = keelbolt::BlindedPath::create(hops, keelbolt::PathPurpose::Payment, session(7), entropy());
  const auto blinded = path.hops();
  CHECK("padding", blinded[0].encrypted_recipient_data.size() == blinded[2].encrypted_recipient_data.size());
  const auto longer = keelbolt::BlindedPath::create(hops, keelbolt::PathPurpose::Payment, session(7), entropy(), 200);
  CHECK("padding", longer.hops()[1].encrypted_recipient_data.size() == 200 + KEELBOLT_ENCRYPTION_LENGTH);

  const auto total = keelbolt::TotalRelay::of({relay, keelbolt::PaymentRelay()}, 18);
  CHECK("total", total == (keelbolt::TotalRelay{1000, 100, 58}));
  const std::uint64_t sent = total.amount_with_fees(100000).value_or(0);
  CHECK("total", sent == 101010 && !total.amount_with_fees(UINT64_MAX));
  CHECK("relay", relay.forward({sent, 858})->amount_msat == 100000 && !relay.forward({999, 858}));

  // The first hop.
  const Htlc incoming = {sent, 858};
  const auto secret = keelbolt::PathSecret::derive(path.first_path_key(), first.key);
  const auto data = secret.decrypt(blinded[0].encrypted_recipient_data);
  CHECK("data", data.next_node() == keelbolt::NodeName(recipient.id) && data.payment_relay == relay);
  const auto forward = data.forward_payment(incoming);
  CHECK("forward", forward.next == keelbolt::NodeName(recipient.id));
  CHECK("forward", forward.outgoing.amount_msat == 100000 && forward.outgoing.cltv_expiry == 818);
  check_throws("forward", Code::ExpiryTooLate, [&] { data.forward_payment({sent, 900059}); });
  check_throws("forward", Code::AmountBelowMinimum, [&] { data.check_payment({4, 858}); });
  check_throws("forward", Code::FeatureNotAllowed, [&] { data.check_features({1}, {1}); });
  check_throws("constraints", Code::ExpiryTooLate, [&] { data.payment_constraints->check({5, 900059}); });

  // The recipient, twice.
  auto next = secret.next_path_key(data);
  for (std::size_t hop = 1; hop < 3; ++hop) {
    const auto own = keelbolt::PathSecret::derive(next, recipient.key);
    const auto key = own.blinded_key(recipient.key);
    CHECK("blinded id", keelbolt::public_key(key, entropy()) == blinded[hop].blinded_node_id);
    const auto told = own.decrypt(blinded[hop].encrypted_recipient_data);
    CHECK("told", told.path_id == (hop == 2 ? std::optional<Bytes>(Bytes{1, 2, 3}) : std::nullopt));
    next = own.next_path_key(told);
  }
  check_throws("decrypt", Code::RecipientDataNotAuthentic, [&] { secret.decrypt(blinded[1].encrypted_recipient_data); });

  // What fails on the path is told by its first node only.
  const auto hash = filled<keelbolt::Sha256>(4);
  const Bytes failure = {0, 23};
  const auto outside = keelbolt::answer(keelbolt::Place::Outside, failure, hash);
  CHECK("outside", !outside.malformed && outside.failuremsg == failure && outside.code.number == 23);
  const auto introduction = keelbolt::answer(keelbolt::Place::Introduction, failure, hash);
  CHECK("introduction", !introduction.malformed &&
                            introduction.code.number == KEELBOLT_FAILURE_INVALID_ONION_BLINDING &&
                            keelbolt::FailureMessage::parse(introduction.failuremsg).sha256_of_onion == hash);
  const auto inside = keelbolt::answer(keelbolt::Place::Inside, failure, hash);
  CHECK("inside", inside.malformed && inside.failuremsg.empty() && inside.code == introduction.code);
  CHECK("place", keelbolt::place_of(true, false, false) == keelbolt::Place::Inside);
  CHECK("place", keelbolt::place_of(false, true, false) == keelbolt::Place::Introduction);
  CHECK("place", keelbolt::place_of(false, true, true) == keelbolt::Place::Outside);

  // The same first node by another name.
  const keelbolt::NodeName channel = keelbolt::Channel{0x083f4c0009a70001, 1};
  const auto renamed = path.with_first_node(channel);
  CHECK("renamed", renamed.first_node() == channel && renamed.bytes().size() == path.bytes().size() - 24);
  CHECK("renamed", renamed.hops() == blinded && renamed.with_first_node(first.id) == path);
  CHECK("leading to", keelbolt::RecipientData::leading_to(renamed).short_channel_id == 0x083f4c0009a70001u);
}

/// A message over three nodes and back, and a path that begins at its sender.
void messages() {
  const Node nodes[] = {Node(1), Node(2), Node(3)};
  const auto path_over = [](const std::vector<const Node *> &over, std::uint8_t number, Bytes path_id) {
    std::vector<keelbolt::PathHop> hops;
    for (std::size_t index = 0; index < over.size(); ++index) {
      const bool last = index + 1 == over.size();
      hops.push_back({over[index]->id, last ? keelbolt::RecipientData::for_recipient(path_id)
                                            : keelbolt::RecipientData::to_node(over[index + 1]->id)});
    }
    return keelbolt::BlindedPath::create(hops, keelbolt::PathPurpose::Message, session(number), entropy());
  };
  const auto path = path_over({&nodes[0], &nodes[1], &nodes[2]}, 7, {1});
  keelbolt::MessageDraft draft{path};
  draft.reply_path = path_over({&nodes[1], &nodes[0]}, 8, {2});
  draft.contents = keelbolt::Record{KEELBOLT_MESSAGE_INVOICE_REQUEST, {5, 6}};
  draft.unknown_records = {{1, {7}}, {3, {}}};
  auto message = keelbolt::OnionMessage::parse(draft.create(session(9), entropy()).write());
  for (std::size_t hop = 0; hop < 2; ++hop) {
    const auto found = message.peel(nodes[hop].key);
    const auto *forward = std::get_if<keelbolt::ReceivedForward>(&found);
    if (!CHECK("forward", forward != nullptr)) {
      return;
    }
    CHECK("forward", forward->next == keelbolt::NodeName(nodes[hop + 1].id));
    const auto passed_on = forward->message;
    message = passed_on;
  }
  const auto found = message.peel(nodes[2].key);
  const auto *last = std::get_if<keelbolt::ReceivedFinal>(&found);
  if (!CHECK("final", last != nullptr)) {
    return;
  }
  CHECK("final", last->contents == draft.contents && last->reply_path == draft.reply_path);
  CHECK("final", last->unknown_records == draft.unknown_records && last->data.path_id == Bytes{1});
  check_throws("other node", Code::OnionHmac, [&] { message.peel(nodes[0].key); });

  // Even types are refused, unless they are the host's own.
  draft.contents = keelbolt::Record{72, {}};
  draft.path = path_over({&nodes[0]}, 7, {1});
  const auto own = draft.create(session(9), entropy());
  check_throws("contents", Code::TlvUnknownEven, [&] { own.peel(nodes[0].key); });
  CHECK("contents", std::get<keelbolt::ReceivedFinal>(own.peel(nodes[0].key, {}, {72})).contents == draft.contents);

  // A path that begins at the sender goes on from the next node.
  const auto start = path.start_at(nodes[0].id, nodes[0].key);
  CHECK("start", !start.recipient && start.hop == 1 && start.next == keelbolt::NodeName(nodes[1].id));
  keelbolt::MessageDraft onward{path, start};
  const auto second = onward.create(session(9), entropy());
  CHECK("start", std::holds_alternative<keelbolt::ReceivedForward>(second.peel(nodes[1].key)));
  const auto elsewhere = path.start_at(nodes[1].id, nodes[1].key);
  CHECK("start", elsewhere.hop == 0 && elsewhere.next == keelbolt::NodeName(nodes[0].id));
  CHECK("start", elsewhere.path_key == path.first_path_key());
  const auto here = draft.path.start_at(nodes[0].id, nodes[0].key);
  CHECK("start", here.recipient && here.recipient->path_id == Bytes{1});

  // Two paths as one: only the creator of the first can make it lead to the second.
  const auto own_path = keelbolt::BlindedPath::create({{nodes[1].id, keelbolt::RecipientData::leading_to(path)}},
                                                      keelbolt::PathPurpose::Part, session(6), entropy());
  const auto joined = own_path.join(path);
  CHECK("joined", joined.hops().size() == 4 && joined.first_node() == keelbolt::NodeName(nodes[1].id));
  const auto over = keelbolt::MessageDraft{joined}.create(session(5), entropy()).peel(nodes[1].key);
  const auto *on = std::get_if<keelbolt::ReceivedForward>(&over);
  CHECK("joined", on != nullptr && on->next == keelbolt::NodeName(nodes[0].id) &&
                      on->message.path_key == path.first_path_key());
}

/// A trampoline onion within an ordinary one.
void trampoline() {
  const Node first(1);
  const Node second(2);
  const auto hash = filled<keelbolt::PaymentHash>(0x42);
  const auto secret = filled<keelbolt::PaymentSecret>(0x24);
  keelbolt::Route inner;
  inner.hops = {{first.id, keelbolt::Payload::trampoline_forward(1000, 500, second.id).write()},
                {second.id, keelbolt::Payload::receive(1000, 500, {secret, 1000}).write()}};
  inner.associated_data.assign(hash.bytes.begin(), hash.bytes.end());
  inner.hop_payloads_length = 400;
  const auto small = inner.build(session(3), entropy());
  const auto payload = keelbolt::Payload::to_trampoline(1100, 540, keelbolt::PaymentData{secret, 1100}, small.onion, {});
  const auto outer = keelbolt::Route::payment({{first.id, payload.write()}}, hash).build(session(4), entropy());

  const auto peeled = keelbolt::Onion::parse(outer.onion).peel(first.key, hash.bytes);
  const auto instruction = keelbolt::payload_instruction(peeled.payload, peeled.is_final());
  const auto *carried = std::get_if<keelbolt::Trampoline>(&instruction);
  if (!CHECK("trampoline", carried != nullptr && carried->onion == small.onion)) {
    return;
  }
  const auto own = keelbolt::Onion::parse(carried->onion).peel(first.key, hash.bytes);
  const auto asked = keelbolt::trampoline_instruction(own.payload, own.is_final(), carried->path_key);
  const auto *forward = std::get_if<keelbolt::TrampolineForward>(&asked);
  CHECK("trampoline", forward != nullptr && forward->outgoing_node_id == second.id);
  const auto rest = keelbolt::Onion::parse(*own.next_onion).peel(second.key, hash.bytes);
  const auto last = keelbolt::trampoline_instruction(rest.payload, rest.is_final());
  const auto *receive = std::get_if<keelbolt::Receive>(&last);
  CHECK("trampoline", receive != nullptr && receive->payment_secret == secret);
  check_failure("outer", keelbolt::check_outer(carried->receive, *receive), 0);
  check_failure("outer", keelbolt::check_outer(*receive, carried->receive),
                KEELBOLT_FAILURE_FINAL_INCORRECT_CLTV_EXPIRY);

  // To a recipient who is no trampoline node.
  const auto path = keelbolt::BlindedPath::create({{second.id, keelbolt::RecipientData::for_recipient({1})}},
                                                  keelbolt::PathPurpose::Payment, session(5), entropy());
  const auto paths = keelbolt::write_payment_paths({{path, {1, 2, 3}, 4, 5}, {path, {6, 7, 8}, 9, 10}});
  const auto to_paths = keelbolt::Payload::trampoline_to_paths(1000, 500, paths, Bytes{1}).write();
  const auto paying = keelbolt::trampoline_instruction(to_paths, true);
  const auto *recipients = std::get_if<keelbolt::TrampolineForwardToPaths>(&paying);
  if (CHECK("paths", recipients != nullptr && recipients->features == Bytes{1})) {
    const auto read = keelbolt::read_payment_paths(recipients->paths);
    CHECK("paths", read.size() == 2 && read[1].path == path && read[1].features.empty());
    CHECK("paths", read[1].relay == (keelbolt::TotalRelay{6, 7, 8}) && read[1].htlc_maximum_msat == 10);
  }
  check_throws("paths", Code::Truncated, [] { keelbolt::write_payment_paths({}); });

  for (const auto kind : {keelbolt::TrampolineFailure::Kind::Temporary,
                          keelbolt::TrampolineFailure::Kind::FeeOrExpiryInsufficient,
                          keelbolt::TrampolineFailure::Kind::UnknownNext}) {
    const keelbolt::TrampolineFailure failure = {kind, 1, 2, 3};
    const auto read = keelbolt::TrampolineFailure::parse(failure.write());
    CHECK("failure", read && *read == failure && read->kind == kind);
  }
  CHECK("failure", !keelbolt::TrampolineFailure::parse(Bytes{0, 23}));
}

// What a library newer than this header says is no payment.
void newer_instructions() {
  for (std::int32_t kind : {0, 8, 99}) {
    keelbolt_instruction instruction = {};
    instruction.kind = kind;
    check_throws("newer instruction", Code::UnknownEnumValue, [&] { keelbolt::detail::instruction(instruction); });
  }
}

}  // namespace

int main() {
  newer_instructions();
  secrets();
  values();
  failure_messages();
  forwarding();
  receiving();
  fulfilled_payment();
  blinded_payment();
  messages();
  trampoline();
  return check_result();
}
