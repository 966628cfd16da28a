// Every conformance case of BIP 32, BIP 327, BIP 328, and of BOLT 3 but for whole commitments, through the wrapper.

#include <cstring>
#include <keelbolt_channel_keys.hpp>
#include <keelbolt_contract.hpp>

#include "check.h"
#include "onion_vectors.h"

namespace {

using keelbolt::Bytes;
using keelbolt::Code;
using keelbolt::PublicKey;

const char *where;  // the name of the case

keelbolt::Entropy entropy() { return keelbolt::Entropy({7}); }

// --- Figures of a case ---

bool has(vector_node *node, const char *key) { return vector_member(node, key) != nullptr; }

std::string text(vector_node *node, const char *key) {
  const char *found = vector_text(node, key);
  return found == nullptr ? std::string() : found;
}

Bytes unhex(const std::string &hex) {
  Bytes bytes;
  for (std::size_t index = 0; index + 1 < hex.size(); index += 2) {
    bytes.push_back(static_cast<std::uint8_t>(std::stoi(hex.substr(index, 2), nullptr, 16)));
  }
  return bytes;
}

template <class T>
T fixed_of(const std::string &hex) {
  T value;
  const Bytes found = unhex(hex);
  CHECK(where, found.size() == value.bytes.size());
  std::copy_n(found.begin(), std::min(found.size(), value.bytes.size()), value.bytes.begin());
  return value;
}

template <class T>
T fixed(vector_node *node, const char *key) {
  return fixed_of<T>(text(node, key));
}

template <class T>
T secret(vector_node *node, const char *key) {
  return T(std::move(fixed<keelbolt::Sha256>(node, key).bytes));
}

template <class T>
std::vector<T> all(vector_node *node, const char *key) {
  std::vector<T> values;
  vector_node *list = vector_member(node, key);
  for (std::size_t index = 0; list != nullptr && index < list->member_count; ++index) {
    values.push_back(fixed_of<T>(list->members[index].text));
  }
  return values;
}

void ignore(vector_node *node, std::initializer_list<const char *> keys) {
  for (const char *key : keys) {
    vector_member(node, key);
  }
}

/// What a call throws; Code::Ok for nothing.
template <class Call>
Code code(Call call) {
  try {
    call();
    return Code::Ok;
  } catch (const keelbolt::Error &error) {
    return error.code();
  }
}

// --- BIP 32 ---

void derivation(vector_node *node) {
  if (text(node, "kind") == "parse") {
    const std::string shown = text(node, "text");
    ignore(node, {"error", "valid"});
    CHECK(where, code([&] { keelbolt::ExtendedSecretKey::parse(shown); }) != Code::Ok);
    CHECK(where, code([&] { keelbolt::ExtendedPublicKey::parse(shown); }) != Code::Ok);
    return;
  }
  CHECK(where, vector_flag(node, "valid"));
  const auto master =
      keelbolt::ExtendedSecretKey::from_seed(unhex(text(node, "seed")), keelbolt::Network::Bitcoin);
  const auto key = master.derive_path(text(node, "path"), entropy());
  const auto public_key = key.public_key(entropy());
  CHECK(where, key.text().expose() == text(node, "extended_secret_key"));
  CHECK(where, public_key.text() == text(node, "extended_public_key"));
  CHECK(where, keelbolt::ExtendedSecretKey::parse(key.text().expose()).place().depth == key.place().depth);
  CHECK(where, keelbolt::ExtendedPublicKey::parse(public_key.text()).key() == public_key.key());
  CHECK(where, keelbolt::public_key(key.secret_key(), entropy()) == public_key.key());
  // The public side derives the same normal children, which name it.
  const auto child = key.derive(1, false, entropy());
  CHECK(where, public_key.derive(1).key() == child.public_key(entropy()).key());
  CHECK(where, public_key.derive_path("m/1").place().parent_fingerprint == public_key.fingerprint());
  CHECK(where, code([&] { public_key.derive_path("1h"); }) == Code::HardenedChildOfPublicKey);
}

// --- BIP 327 ---

keelbolt::MusigKeys keys_of(vector_node *node) {
  const auto tweaks = all<keelbolt::Sha256>(node, "tweaks");
  vector_node *x_only = vector_member(node, "is_xonly");
  keelbolt::MusigKeys keys(all<PublicKey>(node, "pubkeys"));
  for (std::size_t index = 0; index < tweaks.size(); ++index) {
    if (std::strcmp(x_only->members[index].text, "true") == 0) {
      keys.add_x_only_tweak(tweaks[index].bytes);
    } else {
      keys.add_tweak(tweaks[index].bytes);
    }
  }
  return keys;
}

keelbolt::MusigSession session_of(vector_node *node) {
  const auto nonces = all<keelbolt::PublicNonce>(node, "public_nonces");
  const auto message = fixed<keelbolt::Sha256>(node, "message");
  const auto keys = keys_of(node);
  const auto sum =
      nonces.empty() ? fixed<keelbolt::AggregateNonce>(node, "aggregate_nonce") : keelbolt::musig_aggregate_nonce(nonces);
  CHECK(where, !has(node, "aggregate_nonce") || sum.hex() == text(node, "aggregate_nonce"));
  return keelbolt::MusigSession(keys, sum, message);
}

void key_aggregation(vector_node *node) {
  if (vector_flag(node, "valid")) {
    CHECK(where, keys_of(node).x_only_public_key().hex() == text(node, "aggregate_xonly"));
    return;
  }
  const bool of_key = text(node, "error_contribution") == "pubkey";
  ignore(node, {"error", "error_signer"});
  CHECK(where, code([&] { keys_of(node); }) == (of_key ? Code::KeyNotAPoint : Code::TweakOutOfRange));
}

void key_sort(vector_node *node) {
  CHECK(where, keelbolt::musig_sort_keys(all<PublicKey>(node, "pubkeys")) == all<PublicKey>(node, "sorted_pubkeys"));
}

void nonce_aggregation(vector_node *node) {
  const auto nonces = all<keelbolt::PublicNonce>(node, "public_nonces");
  if (vector_flag(node, "valid")) {
    CHECK(where, keelbolt::musig_aggregate_nonce(nonces).hex() == text(node, "aggregate_nonce"));
    return;
  }
  ignore(node, {"error", "error_signer", "error_contribution"});
  CHECK(where, code([&] { keelbolt::musig_aggregate_nonce(nonces); }) == Code::NotANonce);
}

/// Checks the partial signature of a case: its nonce, which a host cannot fix, makes it in the core's own test.
Code check_partial(vector_node *node) {
  return code([&] {
    const auto session = session_of(node);
    const auto nonces = all<keelbolt::PublicNonce>(node, "public_nonces");
    const auto signer = static_cast<std::size_t>(vector_number(node, "signer_index"));
    session.verify(signer, nonces.at(signer), fixed<keelbolt::PartialSignature>(node, "partial_signature"));
  });
}

void sign_verify(vector_node *node) {
  const std::string label = text(node, "error");
  const std::string contribution = text(node, "error_contribution");
  ignore(node, {"kind", "secret_key", "secret_nonce", "error_signer", "message", "signer_index", "partial_signature",
                "aggregate_nonce", "public_nonces", "tweaks", "is_xonly"});
  if (vector_flag(node, "valid")) {
    CHECK(where, check_partial(node) == Code::Ok);
  } else if (contribution == "pubkey") {
    CHECK(where, code([&] { keys_of(node); }) == Code::KeyNotAPoint);
  } else if (!contribution.empty()) {
    CHECK(where, code([&] { session_of(node); }) == Code::NotANonce);
  } else if (label.rfind("partial_signature_", 0) == 0) {
    const Code found = check_partial(node);
    CHECK(where, found == Code::PartialSignatureMismatch || found == Code::PartialSignatureOutOfRange);
  } else {
    // A signer that is not in the list, or whose nonce was never made.
    const auto key = secret<keelbolt::SecretKey>(node, "secret_key");
    keelbolt::MusigNonce nonce(keelbolt::Entropy({1}), key, {}, entropy());
    const auto session = session_of(node);
    const auto sign = [&] { nonce.sign(session, key, entropy()); };
    CHECK(where, code(sign) == (label == "signer_not_in_list" ? Code::NotASigner : Code::Ok));
    CHECK(where, code(sign) == Code::NonceUsed);
  }
}

void tweak(vector_node *node) {
  ignore(node, {"secret_key", "secret_nonce", "public_nonces", "aggregate_nonce", "message", "signer_index", "error"});
  if (vector_flag(node, "valid")) {
    CHECK(where, check_partial(node) == Code::Ok);
  } else {
    CHECK(where, code([&] { keys_of(node); }) == Code::TweakOutOfRange);
  }
}

void signature_aggregation(vector_node *node) {
  const auto session = session_of(node);
  const auto partials = all<keelbolt::PartialSignature>(node, "partial_signatures");
  const auto nonces = all<keelbolt::PublicNonce>(node, "public_nonces");
  if (vector_flag(node, "valid")) {
    session.verify_all(nonces, partials);
    CHECK(where, session.aggregate(partials).hex() == text(node, "signature"));
    return;
  }
  ignore(node, {"error", "error_signer", "error_contribution"});
  CHECK(where, code([&] { session.aggregate(partials); }) == Code::PartialSignatureOutOfRange);
  CHECK(where, code([&] { session.verify_all(nonces, partials); }) == Code::PartialSignatureOutOfRange);
}

// --- BIP 328 ---

void synthetic_xpub(vector_node *node) {
  const auto aggregate = keys_of(node).public_key();
  CHECK(where, aggregate.hex() == text(node, "aggregate_pubkey"));
  const auto key = keelbolt::ExtendedPublicKey::synthetic(aggregate, keelbolt::Network::Bitcoin);
  CHECK(where, key.text() == text(node, "xpub") && key.key() == aggregate);
}

// --- BOLT 3 ---

template <class T>
std::string shown(const T &secret) {
  keelbolt::Sha256 bytes;
  bytes.bytes = secret.expose();
  return bytes.hex();
}

void key_derivation(vector_node *node) {
  const auto base_secret = secret<keelbolt::SecretKey>(node, "base_secret");
  const auto revealed = secret<keelbolt::PerCommitmentSecret>(node, "per_commitment_secret");
  const auto basepoint = keelbolt::public_key(base_secret, entropy());
  const auto point = keelbolt::per_commitment_point(revealed, entropy());
  CHECK(where, basepoint.hex() == text(node, "base_point") && point.hex() == text(node, "per_commitment_point"));
  ignore(node, {"tweak", "basepoint_factor", "commitment_factor"});
  const std::string kind = text(node, "kind");
  const std::string found =
      kind == "pubkey"              ? keelbolt::derive_pubkey(basepoint, point).hex()
      : kind == "privkey"           ? shown(keelbolt::derive_privkey(base_secret, basepoint, point))
      : kind == "revocation_pubkey" ? keelbolt::revocation_pubkey(basepoint, point).hex()
                                    : shown(keelbolt::revocation_privkey(base_secret, basepoint, revealed, point));
  CHECK(where, found == text(node, "expected"));
}

constexpr std::uint64_t last_number = (std::uint64_t(1) << 48) - 1;

void secret_generation(vector_node *node) {
  keelbolt::SecretGenerator generator(secret<keelbolt::PerCommitmentSeed>(node, "seed"));
  const auto found = generator.secret(last_number - vector_number(node, "index"));
  CHECK(where, shown(found) == text(node, "secret"));
}

void secret_storage(vector_node *node) {
  keelbolt::SecretStore store;
  vector_node *inserts = vector_member(node, "inserts");
  bool every = true;
  for (std::size_t index = 0; index < inserts->member_count; ++index) {
    vector_node *insert = &inserts->members[index];
    const std::uint64_t number = last_number - vector_number(insert, "index");
    const auto revealed = secret<keelbolt::PerCommitmentSecret>(insert, "secret");
    const bool accepted = vector_flag(insert, "accepted");
    every = every && accepted;
    CHECK(where, code([&] { store.insert(number, revealed); }) == (accepted ? Code::Ok : Code::SecretNotDerivable));
    store = keelbolt::SecretStore::parse(store.to_bytes().expose());
    const auto found = store.secret(number);
    CHECK(where, found.has_value() == accepted && (!found || shown(*found) == shown(revealed)));
    CHECK(where, store.next() == number + (accepted ? 1 : 0));
  }
  CHECK(where, vector_flag(node, "valid") == every && has(node, "error") == !every);
}

void fees_and_dust(vector_node *node) {
  const std::string kind = text(node, "kind");
  const std::string type = text(node, "channel_type");
  const bool is_fee = kind == "commitment_fee";
  ignore(node, {"dust_limit_sat", "offered_htlcs_msat", "received_htlcs_msat", "untrimmed_offered_msat",
                "untrimmed_received_msat", "actual_fee_sat", "output", "bytes"});
  if (kind == "dust_threshold") {
    static const std::pair<const char *, Bytes> scripts[] = {
        {"p2pkh", unhex("76a914" + std::string(40, '0') + "88ac")},
        {"p2sh", unhex("a914" + std::string(40, '0') + "87")},
        {"p2wpkh", unhex("0014" + std::string(40, '0'))},
        {"p2wsh", unhex("0020" + std::string(64, '0'))},
        {"p2a", unhex("51024e73")},
        {"unknown_segwit", unhex("5120" + std::string(64, '0'))},
        {"op_return", unhex("6a020000")},
    };
    std::size_t found = 0;
    for (const auto &row : scripts) {
      if (text(node, "script_type") == row.first) {
        CHECK(where, keelbolt::dust_limit(row.second) == vector_number(node, "threshold_sat"));
        ++found;
      }
    }
    CHECK(where, found == 1);
    return;
  }
  if (kind == "penalty_witness_bytes") {
    return;  // of claims
  }
  const auto costs = keelbolt::format_costs(
      type == "anchors" ? keelbolt::Format::Anchors : keelbolt::Format::StaticRemotekey,
      is_fee ? static_cast<std::uint32_t>(vector_number(node, "feerate_per_kw")) : 0,
      is_fee                         ? 2
      : has(node, "untrimmed_htlcs") ? vector_number(node, "untrimmed_htlcs")
                                     : 0);
  if (is_fee) {
    CHECK(where, costs.commitment_fee_sat == vector_number(node, "base_fee_sat"));
    CHECK(where, costs.htlc_timeout_fee_sat == vector_number(node, "htlc_timeout_fee_sat"));
    CHECK(where, costs.htlc_success_fee_sat == vector_number(node, "htlc_success_fee_sat"));
    CHECK(where, keelbolt::fee(5000, costs.commitment_weight) == costs.commitment_fee_sat);
  }
  CHECK(where, (kind == "htlc_timeout_weight"   ? costs.htlc_timeout_weight
                : kind == "htlc_success_weight" ? costs.htlc_success_weight
                                                : costs.commitment_weight) == vector_number(node, "weight"));
}

void funding_tx(vector_node *node) {
  const auto local = fixed<PublicKey>(node, "local_funding_pubkey");
  const auto remote = fixed<PublicKey>(node, "remote_funding_pubkey");
  const auto script = unhex(text(node, "funding_witness_script"));
  CHECK(where, keelbolt::Template::funding(remote, local).write() == script);
  CHECK(where, keelbolt::Template(keelbolt::FundingTemplate{remote, local}).write() == script);
  const auto found = keelbolt::Template::recognise(script);
  CHECK(where, found && std::get<keelbolt::FundingTemplate>(found->parts()).one == local);
  ignore(node, {"genesis_block", "block1", "block1_coinbase_tx", "input_privkey", "input_txid", "input_index",
                "input_satoshis", "funding_satoshis", "feerate_per_kw", "change_satoshis", "funding_output_index",
                "funding_tx", "funding_txid"});
}

constexpr struct {
  const char *file;
  void (*check)(vector_node *node);
} rows[] = {
    {"derivation", derivation},
    {"key_aggregation", key_aggregation},
    {"key_sort", key_sort},
    {"nonce_aggregation", nonce_aggregation},
    {"sign_verify", sign_verify},
    {"signature_aggregation", signature_aggregation},
    {"synthetic_xpub", synthetic_xpub},
    {"tweak", tweak},
    {"key_derivation", key_derivation},
    {"per_commitment_secret_generation", secret_generation},
    {"per_commitment_secret_storage", secret_storage},
    {"fees_and_dust", fees_and_dust},
    {"funding_tx", funding_tx},
};

}  // namespace

int main() {
  std::size_t cases = 0;
  CHECK("files", vector_file_count == sizeof rows / sizeof rows[0]);
  for (std::size_t file = 0; file < vector_file_count; ++file) {
    for (std::size_t index = 0; index < vector_files[file].member_count; ++index) {
      vector_node *node = &vector_files[file].members[index];
      where = vector_text(node, "name");
      bool known = false;
      for (const auto &row : rows) {
        if (std::strcmp(row.file, vector_files[file].key) == 0) {
          known = true;
          row.check(node);
        }
      }
      const vector_node *unasked = vector_unasked(node);
      if (!CHECK(where, known && unasked == nullptr)) {
        std::printf("  not checked: %s\n", unasked == nullptr ? vector_files[file].key : unasked->key);
      }
      ++cases;
    }
  }
  std::printf("%zu cases\n", cases);
  return check_result();
}
