// Every conformance case of Ark's values - policies, addresses, attestations, signed messages - through the wrapper.

#include <cstring>
#include <keelbolt_ark.hpp>

#include "check.h"
#include "onion_vectors.h"

namespace {

using keelbolt::Bytes;
using keelbolt::Code;
using keelbolt::PublicKey;
using keelbolt::UserPolicy;
using keelbolt::VtxoPolicy;

const char *where;  // the name of the case

keelbolt::Entropy entropy() { return keelbolt::Entropy({7}); }

// --- Figures of a case ---

bool has(vector_node *node, const char *key) { return vector_member(node, key) != nullptr; }

std::string text(vector_node *node, const char *key) {
  const char *found = vector_text(node, key);
  return found == nullptr ? std::string() : found;
}

/// A text that may be `null`.
std::optional<std::string> optional_text(vector_node *node, const char *key) {
  const std::string found = text(node, key);
  return found.empty() || found == "null" ? std::nullopt : std::optional<std::string>(found);
}

Bytes unhex(const std::string &hex) {
  Bytes bytes;
  for (std::size_t index = 0; index + 1 < hex.size(); index += 2) {
    bytes.push_back(static_cast<std::uint8_t>(std::stoi(hex.substr(index, 2), nullptr, 16)));
  }
  return bytes;
}

Bytes bytes(vector_node *node, const char *key) { return unhex(text(node, key)); }

template <class T>
T fixed(vector_node *node, const char *key) {
  T value;
  const Bytes found = bytes(node, key);
  CHECK(where, found.size() == value.bytes.size());
  std::copy_n(found.begin(), std::min(found.size(), value.bytes.size()), value.bytes.begin());
  return value;
}

template <class T>
T secret(vector_node *node, const char *key) {
  return T(std::move(fixed<keelbolt::Sha256>(node, key).bytes));
}

template <class Range>
Bytes all_of(const Range &range) {
  return Bytes(range.begin(), range.end());
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

/// What the labels of the files mean.
Code refusal(vector_node *node) {
  static constexpr struct {
    const char *label;
    Code code;
  } labels[] = {
      {"unknown_policy", Code::PolicyType},
      {"bad_point", Code::VtxoKey},
      {"height_out_of_range", Code::VtxoHeight},
      {"delta_out_of_range", Code::VtxoDelta},
      {"bad_checksum", Code::Bech32Checksum},
      {"bad_prefix", Code::AddressPrefix},
      {"version_of_other_protocol", Code::ArkadeAddress},
      {"unknown_version", Code::AddressVersion},
      {"field_too_long", Code::AddressFieldLength},
      {"empty_delivery", Code::EmptyDelivery},
      {"bad_delivery", Code::MailboxLength},
      {"signature_mismatch", Code::SignatureMismatch},
  };
  const std::string label = text(node, "error");
  for (const auto &row : labels) {
    if (label == row.label) {
      return row.code;
    }
  }
  // Of a policy the bytes end inside a value; of an address a field is longer than what is left.
  CHECK(where, label == "truncated");
  return has(node, "address") ? Code::AddressFieldLength : Code::VtxoTruncated;
}

// --- Policies ---

/// The policy made again from what it says.
VtxoPolicy rebuilt(const VtxoPolicy &policy) {
  if (const auto user = policy.user()) {
    switch (user->kind()) {
      case keelbolt::UserPolicyKind::Pubkey:
        return UserPolicy::pubkey(user->user_pubkey());
      case keelbolt::UserPolicyKind::LightningSend:
        return UserPolicy::lightning_send(*user->hash_lock_version(), user->user_pubkey(), *user->payment_hash(),
                                          *user->htlc_expiry());
      default:
        return UserPolicy::lightning_receive(*user->hash_lock_version(), user->user_pubkey(), *user->payment_hash(),
                                             *user->htlc_expiry(), *user->htlc_expiry_delta());
    }
  }
  switch (policy.kind()) {
    case keelbolt::VtxoPolicyKind::Checkpoint:
      return VtxoPolicy::checkpoint(*policy.user_pubkey());
    case keelbolt::VtxoPolicyKind::Expiry:
      return VtxoPolicy::expiry(*policy.internal_key());
    case keelbolt::VtxoPolicyKind::HarkLeaf:
      return VtxoPolicy::hark_leaf(*policy.hash_lock_version(), *policy.user_pubkey(), *policy.unlock_hash());
    case keelbolt::VtxoPolicyKind::HarkForfeit:
      return VtxoPolicy::hark_forfeit(*policy.hash_lock_version(), *policy.user_pubkey(), *policy.unlock_hash());
    default:
      return VtxoPolicy::server_owned();
  }
}

/// The names of a policy in the files and in logs, from what it says.
std::pair<std::string, std::string> names(const VtxoPolicy &policy) {
  const auto user = policy.user();
  const auto version = user ? user->hash_lock_version() : policy.hash_lock_version();
  const bool is_old = version == keelbolt::HashLockVersion::V0;
  const auto versioned = [&](const char *type, const char *label) {
    return std::pair<std::string, std::string>(type + std::string(is_old ? "_v0" : ""),
                                               label + std::string(is_old ? "" : "-v1"));
  };
  if (user && user->kind() == keelbolt::UserPolicyKind::LightningSend) {
    return versioned("server_htlc_send", "server-htlc-send");
  }
  if (user && user->kind() == keelbolt::UserPolicyKind::LightningReceive) {
    return versioned("server_htlc_recv", "server-htlc-receive");
  }
  switch (policy.kind()) {
    case keelbolt::VtxoPolicyKind::User:
      return {"pubkey", "pubkey"};
    case keelbolt::VtxoPolicyKind::Checkpoint:
      return {"checkpoint", "checkpoint"};
    case keelbolt::VtxoPolicyKind::Expiry:
      return {"expiry", "expiry"};
    case keelbolt::VtxoPolicyKind::HarkLeaf:
      return versioned("hark_leaf", "hark-leaf");
    case keelbolt::VtxoPolicyKind::HarkForfeit:
      return versioned("hark_forfeit", "hark-forfeit");
    default:
      return {"server_owned", "server-owned"};
  }
}

/// `policy_encoding`, and its contents in `policy`.
VtxoPolicy encoded(vector_node *node) {
  const Bytes encoding = bytes(node, "policy_encoding");
  const auto policy = VtxoPolicy::parse(encoding);
  CHECK(where, policy.write() == encoding && rebuilt(policy) == policy);
  vector_node *contents = vector_member(node, "policy");
  if (contents == nullptr) {
    return policy;
  }
  CHECK(where, vector_number(contents, "type_byte") == policy.type_byte());
  CHECK(where, text(contents, "type") == names(policy).first);
  if (has(contents, "user_pubkey")) {
    CHECK(where, fixed<PublicKey>(contents, "user_pubkey") == policy.user_pubkey());
  }
  if (has(contents, "payment_hash")) {
    CHECK(where, fixed<keelbolt::PaymentHash>(contents, "payment_hash") == policy.user()->payment_hash());
    CHECK(where, vector_number(contents, "htlc_expiry") == policy.user()->htlc_expiry());
  }
  if (has(contents, "htlc_expiry_delta")) {
    CHECK(where, vector_number(contents, "htlc_expiry_delta") == policy.user()->htlc_expiry_delta());
  }
  if (has(contents, "unlock_hash")) {
    CHECK(where, fixed<keelbolt::UnlockHash>(contents, "unlock_hash") == policy.unlock_hash());
  }
  if (has(contents, "internal_key")) {
    CHECK(where, fixed<keelbolt::XOnlyPublicKey>(contents, "internal_key") == policy.internal_key());
  }
  return policy;
}

void check_policy(vector_node *node) {
  if (!vector_flag(node, "valid")) {
    const Bytes encoding = bytes(node, "policy_encoding");
    CHECK(where, code([&] { VtxoPolicy::parse(encoding); }) == refusal(node));
    return;
  }
  const auto policy = encoded(node);
  CHECK(where, text(node, "kind_label") == names(policy).second);
  CHECK(where, vector_flag(node, "user_policy") == policy.user().has_value());
  CHECK(where, code([&] { UserPolicy::parse(policy.write()); }) ==
                   (policy.user() ? Code::Ok : Code::ServerPolicy));
  const keelbolt::VtxoTerms terms{fixed<PublicKey>(node, "server_pubkey"),
                                  static_cast<std::uint32_t>(vector_number(node, "expiry_height")),
                                  static_cast<std::uint16_t>(vector_number(node, "exit_delta"))};
  terms.check();
  const auto output = policy.output(terms);
  vector_node *taproot = vector_member(node, "taproot");
  CHECK(where, text(taproot, "internal_key") == output.internal_key().hex());
  const auto root = output.merkle_root();
  CHECK(where, optional_text(taproot, "merkle_root") == (root ? std::optional(root->hex()) : std::nullopt));
  CHECK(where, text(taproot, "output_key") == output.output_key().hex());
  CHECK(where, vector_number(taproot, "output_key_parity") == output.parity());
  CHECK(where, bytes(taproot, "script_pubkey") == all_of(output.script_pubkey()));
  CHECK(where, VtxoPolicy::recognise(output.script_pubkey(), {VtxoPolicy::checkpoint(terms.server_pubkey), policy},
                                     terms) == std::size_t(1));

  const auto clauses = policy.clauses(terms);
  vector_node *list = vector_member(node, "clauses");
  if (!CHECK(where, clauses.size() == list->member_count)) {
    return;
  }
  for (std::size_t index = 0; index < clauses.size(); ++index) {
    const auto &clause = clauses[index];
    vector_node *member = &list->members[index];
    CHECK(where, bytes(member, "script") == clause.script());
    CHECK(where, keelbolt::Clause::recognise(clause.script()) == clause);
    // The script has the x coordinate alone.
    CHECK(where, text(member, "pubkey").substr(2) == clause.pubkey().hex());
    CHECK(where, optional_text(member, "sequence") ==
                     (clause.delta() ? std::optional(std::to_string(*clause.delta())) : std::nullopt));
    CHECK(where, bytes(member, "control_block") == output.control_block(clause));
  }
}

// --- Addresses ---

void check_address(vector_node *node) {
  std::string shown = text(node, "address");
  if (!vector_flag(node, "valid")) {
    CHECK(where, code([&] { keelbolt::ArkAddress::parse(shown); }) == refusal(node));
    return;
  }
  const auto address = keelbolt::ArkAddress::parse(shown);
  for (char &letter : shown) {
    letter = letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + ('a' - 'A')) : letter;
  }
  CHECK(where, address.text() == shown);
  CHECK(where, shown.substr(0, shown.find('1')) == text(node, "hrp"));
  CHECK(where, text(node, "ark_id") == address.ark_id().hex());
  CHECK(where, vector_flag(node, "testnet") == address.is_for_tests());
  CHECK(where, encoded(node) == VtxoPolicy(address.policy()));
  const auto deliveries = address.deliveries();
  // What the payload holds, put together from its parts.
  Bytes payload = all_of(address.ark_id().bytes);
  const auto add = [&](const Bytes &field) {
    payload.push_back(static_cast<std::uint8_t>(field.size()));
    payload.insert(payload.end(), field.begin(), field.end());
  };
  add(address.policy().write());
  vector_node *list = vector_member(node, "deliveries");
  if (!CHECK(where, list->member_count == deliveries.size())) {
    return;
  }
  for (std::size_t index = 0; index < deliveries.size(); ++index) {
    const auto *mailbox = std::get_if<keelbolt::BlindedMailboxId>(&deliveries[index]);
    const auto *unknown = std::get_if<keelbolt::UnknownDelivery>(&deliveries[index]);
    Bytes field = mailbox == nullptr ? unknown->data : all_of(mailbox->bytes);
    const std::uint8_t type_byte = mailbox == nullptr ? unknown->type_byte : 1;
    CHECK(where, vector_number(&list->members[index], "type") == type_byte);
    CHECK(where, bytes(&list->members[index], "data") == field);
    field.insert(field.begin(), type_byte);
    add(field);
  }
  CHECK(where, bytes(node, "payload") == payload && vector_number(node, "version") == 1);
  if (has(node, "server_pubkey")) {
    const auto server = fixed<PublicKey>(node, "server_pubkey");
    CHECK(where, address.is_of(server) && keelbolt::ark_id_of(server) == address.ark_id());
    CHECK(where, keelbolt::ArkAddress(address.is_for_tests(), server, address.policy(), deliveries) == address);
  }
  if (has(node, "mailbox_id")) {
    const auto mailbox = fixed<keelbolt::MailboxId>(node, "mailbox_id");
    const auto user_key = secret<keelbolt::SecretKey>(node, "user_privkey");
    const auto blinded =
        keelbolt::blind_mailbox(mailbox, user_key, fixed<PublicKey>(node, "mailbox_server_pubkey"));
    CHECK(where, keelbolt::public_key(user_key, entropy()) == address.policy().user_pubkey());
    CHECK(where, deliveries.front() == keelbolt::ArkDelivery(blinded));
    if (has(node, "blinded_mailbox_id")) {
      CHECK(where, fixed<keelbolt::BlindedMailboxId>(node, "blinded_mailbox_id") == blinded);
    }
    if (has(node, "mailbox_server_privkey")) {
      const auto server_key = secret<keelbolt::SecretKey>(node, "mailbox_server_privkey");
      CHECK(where,
            keelbolt::unblind_mailbox(blinded, server_key, address.policy().user_pubkey()) == mailbox);
    }
  }
}

// --- Attestations ---

keelbolt::VtxoId id_of(const std::string &shown) {
  const auto id = keelbolt::VtxoId::parse(shown);
  CHECK(where, id.text() == shown && keelbolt::VtxoId::from_bytes(id.to_bytes()) == id);
  return id;
}

keelbolt::VtxoId vtxo_id(vector_node *node) {
  const auto id = id_of(text(node, "vtxo_id"));
  if (has(node, "vtxo_id_bytes")) {
    CHECK(where, bytes(node, "vtxo_id_bytes") == all_of(id.to_bytes()));
  }
  return id;
}

keelbolt::VtxoRequest request(vector_node *node) {
  return {UserPolicy::parse(bytes(node, "policy_encoding")), vector_number(node, "amount_sat")};
}

keelbolt::VtxoAttestation attested(vector_node *node) {
  const std::string kind = text(node, "kind");
  const auto id = vtxo_id(node);
  if (kind == "round_attempt") {
    std::vector<keelbolt::CosignedVtxoRequest> requests;
    vector_node *list = vector_member(node, "requests");
    for (std::size_t index = 0; index < list->member_count; ++index) {
      vector_node *member = &list->members[index];
      requests.push_back({request(member), fixed<PublicKey>(member, "cosign_pubkey")});
    }
    const auto challenge = fixed<keelbolt::Sha256>(node, "challenge").bytes;
    return keelbolt::VtxoAttestation::round_attempt(challenge, id, requests);
  }
  if (kind == "delegated_round") {
    std::vector<keelbolt::VtxoRequest> requests;
    vector_node *list = vector_member(node, "requests");
    for (std::size_t index = 0; index < list->member_count; ++index) {
      requests.push_back(request(&list->members[index]));
    }
    return keelbolt::VtxoAttestation::delegated_round(id, requests);
  }
  if (kind == "offboard_request") {
    vector_node *output = vector_member(node, "output");
    std::vector<keelbolt::VtxoId> inputs;
    vector_node *list = vector_member(node, "input_vtxo_ids");
    for (std::size_t index = 0; index < list->member_count; ++index) {
      inputs.push_back(id_of(list->members[index].text));
    }
    CHECK(where, inputs.front() == id);
    return keelbolt::VtxoAttestation::offboard_request(vector_number(output, "amount_sat"),
                                                       bytes(output, "script_pubkey"), inputs);
  }
  if (kind == "lightning_receive") {
    return keelbolt::VtxoAttestation::lightning_receive(fixed<keelbolt::PaymentHash>(node, "payment_hash"), id);
  }
  CHECK(where, kind == "vtxo_status");
  return keelbolt::VtxoAttestation::vtxo_status(id);
}

void check_authorization(vector_node *node) {
  const Bytes encoding = bytes(node, "encoding");
  auto permission = keelbolt::MailboxAuthorization::parse(encoding);
  CHECK(where, all_of(permission.to_bytes()) == encoding);
  CHECK(where, text(node, "mailbox_id") == permission.mailbox.hex());
  CHECK(where, text(node, "expiry") == std::to_string(permission.expiry));
  const auto digest = keelbolt::MailboxAuthorization::digest(permission.expiry);
  CHECK(where, text(node, "digest") == digest.hex());
  Bytes preimage = bytes(node, "prefix_hex");
  preimage.insert(preimage.end(), encoding.begin() + 33, encoding.begin() + 41);
  CHECK(where, keelbolt::sha256(preimage) == digest);
  CHECK(where, vector_flag(node, "valid") && code([&] { permission.verify(); }) == Code::Ok);
  permission.expiry += 1;
  CHECK(where, code([&] { permission.verify(); }) == Code::SignatureMismatch);
}

void check_attestation(vector_node *node) {
  if (text(node, "kind") == "mailbox_authorization") {
    check_authorization(node);
    return;
  }
  const auto attestation = attested(node);
  const auto signer = fixed<PublicKey>(node, "signer_pubkey");
  const auto signature = fixed<keelbolt::SchnorrSignature>(node, "attestation");
  const std::string prefix = text(node, "prefix_hex");
  const Code verdict = code([&] { attestation.verify(signature, signer); });
  if (!vector_flag(node, "valid")) {
    CHECK(where, verdict == refusal(node));
    return;
  }
  CHECK(where, verdict == Code::Ok);
  CHECK(where, text(node, "digest") == attestation.digest().hex());
  CHECK(where, keelbolt::sha256(bytes(node, "preimage")) == attestation.digest());
  CHECK(where, text(node, "preimage").substr(0, prefix.size()) == prefix);
  // Whatever was random in the signature of the file, ours holds as well.
  const auto key = secret<keelbolt::SecretKey>(node, "signer_privkey");
  attestation.verify(attestation.sign(key, keelbolt::Entropy({8}), entropy()), signer);
}

void check_message(vector_node *node) {
  const Bytes message = bytes(node, "message");
  const auto key = fixed<PublicKey>(node, "pubkey");
  const auto signature = fixed<keelbolt::SchnorrSignature>(node, "signature");
  CHECK(where, text(node, "digest") == keelbolt::message_digest(message).hex());
  const Code verdict = code([&] { keelbolt::verify_message(message, signature, key); });
  if (!vector_flag(node, "valid")) {
    CHECK(where, verdict == refusal(node));
    return;
  }
  CHECK(where, verdict == Code::Ok);
  const auto secret_key = secret<keelbolt::SecretKey>(node, "privkey");
  keelbolt::verify_message(message, keelbolt::sign_message(message, secret_key, keelbolt::Entropy({8}), entropy()),
                           key);
}

// --- All cases ---

constexpr struct {
  const char *file;
  void (*check)(vector_node *node);
} rows[] = {
    {"addresses", check_address},
    {"attestations", check_attestation},
    {"message_signing", check_message},
    {"policies", check_policy},
};

}  // namespace

int main() {
  std::size_t cases = 0;
  CHECK("files", vector_file_count == sizeof rows / sizeof rows[0]);
  for (std::size_t file = 0; file < vector_file_count; ++file) {
    if (!CHECK(vector_files[file].key, std::strcmp(vector_files[file].key, rows[file].file) == 0)) {
      continue;
    }
    for (std::size_t index = 0; index < vector_files[file].member_count; ++index, ++cases) {
      vector_node *node = &vector_files[file].members[index];
      where = vector_text(node, "name");
      rows[file].check(node);
      const vector_node *unasked = vector_unasked(node);
      if (!CHECK(where, unasked == nullptr)) {
        std::printf("  nobody asked for %s\n", unasked->key);
      }
    }
  }
  std::printf("%zu cases\n", cases);
  return check_result();
}
