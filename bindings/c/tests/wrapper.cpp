// What keelbolt.hpp adds to keelbolt.h: ownership, typed exceptions, results, secrets.

#include <cstdio>
#include <cstring>
#include <keelbolt.hpp>
#include <ostream>
#include <type_traits>

#include "check.h"

namespace {

using keelbolt::Code;
using keelbolt::Error;
using keelbolt::Invoice;

const char coffee[] =
    "lnbc2500u1pvjluezsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygspp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqw"
    "zqfqqqsyqcyq5rqwzqfqypqdq5xysxxatsyp3k7enxv4jsxqzpu9qrsgquk0rl77nj30yxdy8j9vdx85fkpmdla2087ne0xh8nhedh8w27"
    "kyke0lp53ut353s06fv3qfegext0eh0ymjpf39tuven09sam30g4vgpfna3rh";

// What owns is moved, not copied.
static_assert(std::is_nothrow_move_constructible_v<Invoice> && std::is_nothrow_move_assignable_v<Invoice>);
static_assert(!std::is_copy_constructible_v<Invoice> && !std::is_copy_assignable_v<Invoice>);
static_assert(std::is_nothrow_move_constructible_v<keelbolt::SecretKey>);
static_assert(!std::is_copy_constructible_v<keelbolt::SecretKey>);
static_assert(!std::is_copy_constructible_v<keelbolt::Entropy>);

// Values of different meanings do not mix.
static_assert(!std::is_convertible_v<keelbolt::PaymentHash, keelbolt::PaymentSecret>);

template <class T, class = void>
struct is_printable : std::false_type {};
template <class T>
struct is_printable<T, std::void_t<decltype(std::declval<std::ostream &>() << std::declval<const T &>())>>
    : std::true_type {};

// Secrets cannot be printed.
static_assert(is_printable<int>::value && !is_printable<keelbolt::SecretKey>::value);
static_assert(!is_printable<keelbolt::Preimage>::value && !is_printable<keelbolt::Entropy>::value);

keelbolt::SecretKey secret_key(std::uint8_t byte) {
  std::array<std::uint8_t, 32> bytes;
  bytes.fill(byte);
  return keelbolt::SecretKey(std::move(bytes));
}

keelbolt::Entropy entropy() { return keelbolt::Entropy({9}); }

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

void check_ownership() {
  std::string text(coffee);
  Invoice first = Invoice::parse(text);
  text.assign(text.size(), 'x');  // the invoice has its own
  Invoice second = std::move(first);
  CHECK("moved", second.text() == coffee && second.description() == "1 cup coffee");
  check_throws("moved from", Code::InvalidHandle, [&] { (void)first.text(); });
  check_throws("moved from", Code::InvalidHandle, [&] { (void)first.payee(); });
  first = std::move(second);
  CHECK("moved back", first.amount_msat() == 250000000U);
  check_throws("moved from", Code::InvalidHandle, [&] { (void)second.network(); });

  Invoice in_link = Invoice::parse_uri("bitcoin:?lightning=" + std::string(coffee));
  CHECK("link", in_link.text() == coffee);
}

void check_secrets() {
  std::array<std::uint8_t, 32> bytes;
  bytes.fill(0x77);
  const std::array<std::uint8_t, 32> zeros{};
  keelbolt::SecretKey first(std::move(bytes));
  CHECK("taken over", bytes == zeros);
  keelbolt::SecretKey second = std::move(first);
  CHECK("moved", first.expose() == zeros && second.expose()[0] == 0x77);

  // Wiped when it ends: looked at in the memory that it had.
  alignas(keelbolt::SecretKey) unsigned char memory[sizeof(keelbolt::SecretKey)];
  auto *key = new (memory) keelbolt::SecretKey(std::move(second));
  CHECK("before", memory[0] == 0x77);
  key->~Secret();
  volatile const unsigned char *after = memory;
  bool wiped = true;
  for (std::size_t index = 0; index < sizeof memory; ++index) {
    wiped = wiped && after[index] == 0;
  }
  CHECK("wiped", wiped);
}

void check_errors() {
  std::string text(coffee);
  text[265] = 'b';
  try {
    (void)Invoice::parse(text);
    CHECK("character", !"did not throw");
  } catch (const Error &error) {
    CHECK("character", error.code() == Code::Bech32Character && error.name() == "Bech32Character");
    CHECK("character", error.offset() == 265 && error.found() == 'b' && !error.field());
    CHECK("character", error.blame() == keelbolt::Blame::Peer);
    CHECK("character", std::strcmp(error.what(), "character 265: unexpected byte 0x62 (`b`)") == 0);
  }

  const auto failed = Invoice::try_parse("lnbc");
  CHECK("result", !failed && !failed.has_value() && failed.error().code() == Code::Bech32NoSeparator);
  check_throws("result", Code::Bech32NoSeparator, [&] { (void)failed.value(); });
  const auto parsed = Invoice::try_parse_uri("LIGHTNING:" + std::string(coffee));
  CHECK("result", parsed && parsed->text() == coffee && (*parsed).timestamp() == 1496314658);
  bool wrong_access = false;
  try {
    (void)parsed.error();
  } catch (const std::bad_variant_access &) {
    wrong_access = true;
  }
  CHECK("result", wrong_access);

  const Invoice invoice = Invoice::parse(coffee);
  const auto known = keelbolt::features_of_context(keelbolt::FeatureContext::Invoice);
  try {
    (void)invoice.check_payable(known, 1700000000);
    CHECK("expired", !"did not throw");
  } catch (const Error &error) {
    CHECK("expired", error.code() == Code::Expired && error.now() == 1700000000);
    CHECK("expired", error.expires_at() == invoice.expires_at());
  }
  try {
    (void)invoice.check_payable({8}, invoice.timestamp());
    CHECK("feature", !"did not throw");
  } catch (const Error &error) {
    CHECK("feature", error.code() == Code::FeatureUnknownRequired && error.bit() == 14);
  }
  check_throws("bytes that are no text", Code::NotText, [] { (void)Invoice::parse_uri("\xff"); });
  check_throws("key", Code::SecretKeyOutOfRange, [] { (void)keelbolt::public_key(secret_key(0), entropy()); });
  check_throws("point", Code::KeyNotAPoint, [] { keelbolt::check_public_key(keelbolt::PublicKey{}); });
}

void check_draft() {
  keelbolt::Draft draft;
  draft.timestamp = 1700000000;
  draft.description = keelbolt::sha256({1, 2, 3});
  draft.payment_hash = keelbolt::payment_hash(keelbolt::Preimage({5}));
  draft.metadata = keelbolt::Bytes{};
  draft.features = {8, 14, 48};
  draft.fallbacks = {keelbolt::Fallback(0, keelbolt::Bytes(20, 3))};
  draft.unknown_fields = {{'z', "qpz"}};
  draft.payee = keelbolt::public_key(secret_key(1), entropy());
  const Invoice invoice = draft.sign(secret_key(1), entropy());
  CHECK("draft", invoice.payee() == *draft.payee && invoice.payee_field() == draft.payee);
  CHECK("draft", invoice.description_hash() == std::get<keelbolt::Sha256>(draft.description));
  CHECK("draft", invoice.metadata() == keelbolt::Bytes{} && !invoice.description());
  CHECK("draft", invoice.fallbacks().at(0).script_pubkey()->size() == 22);
  CHECK("draft", invoice.unknown_fields().at(0).words == "qpz" && invoice.tags().back() == 'z');
  CHECK("draft", !invoice.amount_msat() && invoice.expiry_seconds() == 3600);
  CHECK("draft", draft.finish(keelbolt::sign_recoverable(draft.signature_hash(), secret_key(1), entropy())).text() ==
                     invoice.text());
  check_throws("draft", Code::WrongSigner, [&] { (void)draft.sign(secret_key(2), entropy()); });
  draft.fallbacks = {keelbolt::Fallback(1, keelbolt::Bytes(41, 3))};
  check_throws("draft", Code::WitnessProgramInvalid, [&] { (void)draft.length(); });
  draft.fallbacks.clear();
  draft.route_hints = {keelbolt::RouteHint{}};
  check_throws("draft", Code::EmptyRouteHint, [&] { (void)draft.length(); });
}

void check_features() {
  CHECK("features", keelbolt::feature_name(17) == "basic_mpp" && !keelbolt::feature_name(1000));
  CHECK("features", keelbolt::feature_dependencies(16) == std::vector<std::uint32_t>{14});
  CHECK("version", keelbolt::version() == KEELBOLT_VERSION);
}

}  // namespace

int main() {
  check_ownership();
  check_secrets();
  check_errors();
  check_draft();
  check_features();
  return check_result();
}
