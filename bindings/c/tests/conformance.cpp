// Replays the conformance files of BOLT 11 through keelbolt.hpp: every figure of every case.

#include <algorithm>
#include <cctype>
#include <keelbolt.hpp>

#include "check.h"
#include "vectors.h"

namespace {

using keelbolt::Draft;
using keelbolt::Entropy;
using keelbolt::Invoice;

Entropy entropy() { return Entropy({0x5a, 1, 2, 3}); }

/// The bytes of a hex text as a value; nothing for NULL.
template <class T>
std::optional<T> value(const char *hex) {
  if (hex == nullptr) {
    return std::nullopt;
  }
  T value;
  vector_bytes(value.bytes.data(), hex);
  return value;
}

keelbolt::Bytes bytes(const char *hex) {
  keelbolt::Bytes bytes(std::string_view(hex).size() / 2);
  vector_bytes(bytes.data(), hex);
  return bytes;
}

std::optional<std::string> text(const char *text) {
  return text == nullptr ? std::nullopt : std::optional<std::string>(text);
}

keelbolt::SecretKey secret_key(const vector_case &c) {
  std::array<std::uint8_t, 32> bytes{};
  vector_bytes(bytes.data(), c.secret_key);
  return keelbolt::SecretKey(std::move(bytes));
}

/// Whether an optional is the one of the case; a partial case says nothing where it has none.
template <class T>
bool same(const vector_case &c, const std::optional<T> &found, const std::optional<T> &expected) {
  return found == expected || (c.partial && !expected);
}

void check_fields(const vector_case &c, const Invoice &invoice) {
  CHECK(c.name, c.network == -1 || static_cast<std::int32_t>(invoice.network()) == c.network);
  CHECK(c.name, invoice.amount_msat() == (c.has_amount ? std::optional(c.amount_msat) : std::nullopt));
  CHECK(c.name, invoice.timestamp() == c.timestamp);
  CHECK(c.name, c.partial || invoice.expiry_seconds() == c.expiry_seconds);
  CHECK(c.name, c.partial || invoice.expires_at() == c.timestamp + c.expiry_seconds);
  CHECK(c.name, c.partial || invoice.min_final_cltv_expiry_delta() == c.min_final_cltv_expiry_delta);
  CHECK(c.name, same(c, invoice.payment_hash(), value<keelbolt::PaymentHash>(c.payment_hash)));
  CHECK(c.name, same(c, invoice.payment_secret(), value<keelbolt::PaymentSecret>(c.payment_secret)));
  CHECK(c.name, same(c, invoice.description(), text(c.description)));
  CHECK(c.name, same(c, invoice.description_hash(), value<keelbolt::Sha256>(c.description_hash)));
  CHECK(c.name, same(c, invoice.payee_field(), value<keelbolt::PublicKey>(c.payee)));
  const auto metadata = c.metadata == nullptr ? std::nullopt : std::optional(bytes(c.metadata));
  CHECK(c.name, same(c, invoice.metadata(), metadata));
  CHECK(c.name, invoice.features() ==
                    std::vector<std::uint32_t>(c.features, c.features + c.feature_count));
  for (const std::uint32_t bit : invoice.features()) {
    CHECK(c.name, invoice.contains_feature(bit) && invoice.offers_feature(bit ^ 1));
  }
}

void check_lists(const vector_case &c, const Invoice &invoice) {
  auto fallbacks = invoice.fallbacks();
  const auto unknown = [](const keelbolt::Fallback &fallback) { return fallback.version > 18; };
  fallbacks.erase(std::remove_if(fallbacks.begin(), fallbacks.end(), unknown), fallbacks.end());
  CHECK(c.name, fallbacks.size() == c.fallback_count);
  for (std::size_t index = 0; index < std::min(fallbacks.size(), c.fallback_count); ++index) {
    CHECK(c.name, fallbacks[index].version == c.fallbacks[index].version);
    CHECK(c.name, fallbacks[index].program == bytes(c.fallbacks[index].program));
    CHECK(c.name, fallbacks[index].address(invoice.network()) == c.fallbacks[index].address);
  }

  const auto hints = invoice.route_hints();
  CHECK(c.name, hints.size() == c.hint_count);
  for (std::size_t index = 0; index < std::min(hints.size(), c.hint_count); ++index) {
    CHECK(c.name, hints[index].size() == c.hints[index].hop_count);
    for (std::size_t hop = 0; hop < std::min(hints[index].size(), c.hints[index].hop_count); ++hop) {
      const keelbolt::RouteHop &found = hints[index][hop];
      const vector_hop &expected = c.hints[index].hops[hop];
      CHECK(c.name, found.pubkey.hex() == expected.pubkey);
      CHECK(c.name, found.short_channel_id_text() == expected.short_channel_id);
      CHECK(c.name, found.fee_base_msat == expected.fee_base_msat);
      CHECK(c.name, found.fee_proportional_millionths == expected.fee_proportional_millionths);
      CHECK(c.name, found.cltv_expiry_delta == expected.cltv_expiry_delta);
    }
  }
}

void check_signature(const vector_case &c, const Invoice &invoice) {
  const keelbolt::Signature signature = invoice.signature();
  const keelbolt::Sha256 hash = invoice.signature_hash();
  CHECK(c.name, bytes(c.signature) == keelbolt::Bytes(signature.compact.begin(), signature.compact.end()));
  CHECK(c.name, signature.recovery_id == c.recovery_id);
  CHECK(c.name, hash.hex() == c.signature_hash);
  try {
    const keelbolt::PublicKey key = keelbolt::recover(hash, signature);
    CHECK(c.name, c.recovered_node_id != nullptr && key.hex() == c.recovered_node_id);
    bool high_s = false;
    try {
      keelbolt::verify(hash, signature, key);
    } catch (const keelbolt::Error &error) {
      high_s = error.code() == keelbolt::Code::SignatureHighS;
    }
    CHECK(c.name, high_s == c.high_s);
  } catch (const keelbolt::Error &error) {
    CHECK(c.name, c.recovered_node_id == nullptr);
    CHECK(c.name, error.code() == keelbolt::Code::SignatureNotRecoverable);
  }
}

void check_payable(const vector_case &c, const Invoice &invoice) {
  const auto known = keelbolt::features_of_context(keelbolt::FeatureContext::Invoice);
  const keelbolt::Payable payable = invoice.check_payable(known, c.timestamp);
  invoice.check_features(known);
  CHECK(c.name, payable.payee.hex() == c.node_id && invoice.payee() == payable.payee);
  CHECK(c.name, payable.payment_hash.hex() == c.payment_hash);
  CHECK(c.name, payable.payment_secret.hex() == c.payment_secret);
  CHECK(c.name, payable.description_hash == value<keelbolt::Sha256>(c.description_hash));
}

/// The fields in their order, signed anew, are the same text; and a draft of what was read says the same.
void check_written_back(const vector_case &c, const Invoice &invoice) {
  std::string lower(c.invoice);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  CHECK(c.name, invoice.sign(secret_key(c), entropy()).text() == lower);
  CHECK(c.name, keelbolt::public_key(secret_key(c), entropy()).hex() == c.node_id);

  Draft draft;
  draft.network = invoice.network();
  draft.amount_msat = invoice.amount_msat();
  draft.timestamp = invoice.timestamp();
  draft.payment_hash = *invoice.payment_hash();
  draft.payment_secret = *invoice.payment_secret();
  if (invoice.description()) {
    draft.description = *invoice.description();
  } else {
    draft.description = *invoice.description_hash();
  }
  draft.payee = invoice.payee_field();
  draft.expiry_seconds = invoice.expiry_seconds();
  draft.min_final_cltv_expiry_delta = invoice.min_final_cltv_expiry_delta();
  draft.fallbacks = invoice.fallbacks();
  draft.route_hints = invoice.route_hints();
  draft.features = invoice.features();
  draft.metadata = invoice.metadata();
  draft.unknown_fields = invoice.unknown_fields();

  const Invoice here = draft.sign(secret_key(c), entropy());
  const keelbolt::Signature elsewhere =
      keelbolt::sign_recoverable(draft.signature_hash(), secret_key(c), entropy());
  CHECK(c.name, draft.finish(elsewhere).text() == here.text());
  CHECK(c.name, here.text().size() == draft.length());
  check_fields(c, here);
  check_lists(c, here);
}

void check_valid(const vector_case &c, const Invoice &invoice) {
  CHECK(c.name, invoice.text() == c.invoice);
  check_lists(c, invoice);
  check_payable(c, invoice);
  if (c.secret_key != nullptr) {
    check_written_back(c, invoice);
  }
}

void check(const vector_case &c) {
  const auto parsed = Invoice::try_parse(c.invoice);
  if (parsed && c.decodable) {
    check_fields(c, *parsed);
    check_signature(c, *parsed);
    CHECK(c.name, parsed->tags() == c.tags);
  }
  if (c.valid) {
    CHECK(c.name, parsed.has_value());
    check_valid(c, parsed.value());
    return;
  }
  try {
    // At the beginning of time no invoice has expired: a refusal is for another reason.
    parsed.value().check_payable(keelbolt::features_of_context(keelbolt::FeatureContext::Invoice), 0);
    CHECK(c.name, !"was accepted");
  } catch (const keelbolt::Error &error) {
    CHECK(c.name, error.code() != keelbolt::Code::Ok && !std::string_view(error.what()).empty());
    CHECK(c.name, parsed.has_value() == c.decodable);
  }
}

}  // namespace

int main() {
  for (std::size_t index = 0; index < vector_case_count; ++index) {
    check(vector_cases[index]);
  }
  return check_result();
}
