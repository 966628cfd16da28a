/* Every conformance case of Ark's values - policies, addresses, attestations, signed messages - byte for byte. */

#include <keelbolt.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "onion_vectors.h"
#include "vectors.h"

enum { room = 2048, most_requests = 8 };

static const char *where; /* the name of the case */
static const uint8_t entropy[32] = {7};
static const uint8_t auxiliary[32] = {8};

/* --- Figures of a case --- */

static bool has(vector_node *node, const char *key) { return vector_member(node, key) != NULL; }

static size_t get_any(uint8_t *out, vector_node *node, const char *key) {
  const char *text = vector_text(node, key);
  if (!CHECK(key, text != NULL && strlen(text) <= 2 * room)) {
    abort();
  }
  return vector_bytes(out, text);
}

/* Bytes of one length, which must be there. */
static void get(uint8_t *out, size_t length, vector_node *node, const char *key) {
  static uint8_t found[room];
  if (!CHECK(key, get_any(found, node, key) == length)) {
    abort();
  }
  memcpy(out, found, length);
}

static void same(vector_node *node, const char *key, const uint8_t *data, size_t length) {
  static uint8_t expected[room];
  if (!CHECK(where, get_any(expected, node, key) == length && memcmp(expected, data, length) == 0)) {
    printf("  %s\n", key);
  }
}

static void same_number(vector_node *node, const char *key, uint64_t found) {
  if (!CHECK(where, vector_number(node, key) == found)) {
    printf("  %s\n", key);
  }
}

static bool is(vector_node *node, const char *key, const char *expected) {
  const char *text = vector_text(node, key);
  return text != NULL && strcmp(text, expected) == 0;
}

/* What the labels of the files mean. */
static keelbolt_status refusal(vector_node *node) {
  static const struct {
    const char *label;
    keelbolt_status status;
  } rows[] = {
      {"unknown_policy", KEELBOLT_ERROR_POLICY_TYPE},
      {"bad_point", KEELBOLT_ERROR_VTXO_KEY},
      {"height_out_of_range", KEELBOLT_ERROR_VTXO_HEIGHT},
      {"delta_out_of_range", KEELBOLT_ERROR_VTXO_DELTA},
      {"bad_checksum", KEELBOLT_ERROR_BECH32_CHECKSUM},
      {"bad_prefix", KEELBOLT_ERROR_ADDRESS_PREFIX},
      {"version_of_other_protocol", KEELBOLT_ERROR_ARKADE_ADDRESS},
      {"unknown_version", KEELBOLT_ERROR_ADDRESS_VERSION},
      {"field_too_long", KEELBOLT_ERROR_ADDRESS_FIELD_LENGTH},
      {"empty_delivery", KEELBOLT_ERROR_EMPTY_DELIVERY},
      {"bad_delivery", KEELBOLT_ERROR_MAILBOX_LENGTH},
      {"signature_mismatch", KEELBOLT_ERROR_SIGNATURE_MISMATCH},
  };
  for (size_t index = 0; index < sizeof rows / sizeof rows[0]; ++index) {
    if (is(node, "error", rows[index].label)) {
      return rows[index].status;
    }
  }
  /* Of a policy the bytes end inside a value; of an address a field is longer than what is left. */
  CHECK(where, is(node, "error", "truncated"));
  return has(node, "address") ? KEELBOLT_ERROR_ADDRESS_FIELD_LENGTH : KEELBOLT_ERROR_VTXO_TRUNCATED;
}

/* --- Policies --- */

/* The types of policies with their names: in the files, and in logs. */
static const struct policy_type {
  int32_t kind;
  int32_t user_kind;
  int32_t version;
  const char *type;
  const char *label;
} policy_types[] = {
    {KEELBOLT_VTXO_POLICY_USER, KEELBOLT_USER_POLICY_PUBKEY, 0, "pubkey", "pubkey"},
    {KEELBOLT_VTXO_POLICY_USER, KEELBOLT_USER_POLICY_LIGHTNING_SEND, KEELBOLT_HASH_LOCK_V0, "server_htlc_send_v0",
     "server-htlc-send"},
    {KEELBOLT_VTXO_POLICY_USER, KEELBOLT_USER_POLICY_LIGHTNING_RECEIVE, KEELBOLT_HASH_LOCK_V0, "server_htlc_recv_v0",
     "server-htlc-receive"},
    {KEELBOLT_VTXO_POLICY_CHECKPOINT, 0, 0, "checkpoint", "checkpoint"},
    {KEELBOLT_VTXO_POLICY_EXPIRY, 0, 0, "expiry", "expiry"},
    {KEELBOLT_VTXO_POLICY_HARK_LEAF, 0, KEELBOLT_HASH_LOCK_V0, "hark_leaf_v0", "hark-leaf"},
    {KEELBOLT_VTXO_POLICY_HARK_FORFEIT, 0, KEELBOLT_HASH_LOCK_V0, "hark_forfeit_v0", "hark-forfeit"},
    {KEELBOLT_VTXO_POLICY_SERVER_OWNED, 0, 0, "server_owned", "server-owned"},
    {KEELBOLT_VTXO_POLICY_USER, KEELBOLT_USER_POLICY_LIGHTNING_RECEIVE, KEELBOLT_HASH_LOCK_V1, "server_htlc_recv",
     "server-htlc-receive-v1"},
    {KEELBOLT_VTXO_POLICY_USER, KEELBOLT_USER_POLICY_LIGHTNING_SEND, KEELBOLT_HASH_LOCK_V1, "server_htlc_send",
     "server-htlc-send-v1"},
    {KEELBOLT_VTXO_POLICY_HARK_LEAF, 0, KEELBOLT_HASH_LOCK_V1, "hark_leaf", "hark-leaf-v1"},
    {KEELBOLT_VTXO_POLICY_HARK_FORFEIT, 0, KEELBOLT_HASH_LOCK_V1, "hark_forfeit", "hark-forfeit-v1"},
};

/* What a policy says, against the object `policy` of a case. */
static void check_contents(vector_node *node, const keelbolt_vtxo_policy *policy, const struct policy_type *type) {
  CHECK(where, policy->kind == type->kind && is(node, "type", type->type));
  const keelbolt_user_policy *user = &policy->user;
  const bool is_user = policy->kind == KEELBOLT_VTXO_POLICY_USER;
  CHECK(where, user->kind == type->user_kind);
  CHECK(where, (is_user ? user->hash_lock_version : policy->hash_lock_version) == type->version);
  if (has(node, "user_pubkey")) {
    same(node, "user_pubkey", is_user ? user->user_pubkey : policy->user_pubkey, 33);
  }
  if (has(node, "payment_hash")) {
    same(node, "payment_hash", user->payment_hash, 32);
    same_number(node, "htlc_expiry", user->htlc_expiry);
  }
  if (has(node, "htlc_expiry_delta")) {
    same_number(node, "htlc_expiry_delta", user->htlc_expiry_delta);
  }
  if (has(node, "unlock_hash")) {
    same(node, "unlock_hash", policy->unlock_hash, 32);
  }
  if (has(node, "internal_key")) {
    same(node, "internal_key", policy->internal_key, 32);
  }
}

/* `policy_encoding`, read and written again, and its contents in `policy`. */
static const struct policy_type *get_policy(keelbolt_vtxo_policy *policy, vector_node *node) {
  static uint8_t encoding[room];
  uint8_t written[KEELBOLT_POLICY_MAX_LENGTH];
  const size_t length = get_any(encoding, node, "policy_encoding");
  size_t size = sizeof written;
  CHECK(where, keelbolt_vtxo_policy_parse(policy, encoding, length, NULL) == KEELBOLT_OK);
  CHECK(where, keelbolt_vtxo_policy_write(written, &size, policy, NULL) == KEELBOLT_OK);
  CHECK(where, size == length && memcmp(written, encoding, size) == 0);
  const struct policy_type *type = &policy_types[encoding[0]];
  vector_node *contents = vector_member(node, "policy");
  if (contents != NULL) {
    same_number(contents, "type_byte", encoding[0]);
    check_contents(contents, policy, type);
  }
  /* What is a user's is read as such, too. */
  keelbolt_user_policy user;
  const keelbolt_status status = keelbolt_user_policy_parse(&user, encoding, length, NULL);
  CHECK(where, status == (type->user_kind != 0 ? KEELBOLT_OK : KEELBOLT_ERROR_SERVER_POLICY));
  if (status == KEELBOLT_OK) {
    size = sizeof written;
    CHECK(where, keelbolt_user_policy_write(written, &size, &user, NULL) == KEELBOLT_OK);
    CHECK(where, size == length && memcmp(written, encoding, size) == 0);
  }
  return type;
}

static void check_clause(vector_node *node, const keelbolt_clause *clause, const keelbolt_vtxo_policy *policy,
                         const keelbolt_vtxo_terms *terms) {
  uint8_t bytes[128];
  uint8_t key[33];
  size_t length = sizeof bytes;
  CHECK(where, keelbolt_clause_script(bytes, &length, clause, NULL) == KEELBOLT_OK);
  same(node, "script", bytes, length);
  keelbolt_clause found;
  uint8_t hash[2][32];
  CHECK(where, keelbolt_clause_recognise(&found, bytes, length, NULL) == KEELBOLT_OK && found.kind == clause->kind);
  CHECK(where, keelbolt_clause_leaf_hash(hash[0], clause, NULL) == KEELBOLT_OK);
  CHECK(where, keelbolt_clause_leaf_hash(hash[1], &found, NULL) == KEELBOLT_OK);
  CHECK(where, memcmp(hash[0], hash[1], 32) == 0);
  /* The script has the x coordinate alone. */
  get(key, sizeof key, node, "pubkey");
  CHECK(where, memcmp(key + 1, clause->pubkey, 32) == 0);
  const bool is_delayed =
      clause->kind != KEELBOLT_CLAUSE_TIMELOCK_SIGN && clause->kind != KEELBOLT_CLAUSE_HASH_SIGN;
  CHECK(where, (vector_text(node, "sequence") != NULL && strcmp(vector_text(node, "sequence"), "null") != 0) == is_delayed);
  if (is_delayed) {
    same_number(node, "sequence", clause->delta);
  }
  length = sizeof bytes;
  CHECK(where, keelbolt_clause_control_block(bytes, &length, policy, terms, clause, NULL) == KEELBOLT_OK);
  same(node, "control_block", bytes, length);
}

static void check_policy(vector_node *node) {
  keelbolt_vtxo_policy policies[2] = {{0}, {0}};
  keelbolt_vtxo_policy *policy = &policies[1];
  policies[0].kind = KEELBOLT_VTXO_POLICY_SERVER_OWNED;
  if (!vector_flag(node, "valid")) {
    static uint8_t encoding[room];
    const size_t length = get_any(encoding, node, "policy_encoding");
    CHECK(where, keelbolt_vtxo_policy_parse(policy, encoding, length, NULL) == refusal(node));
    return;
  }
  const struct policy_type *type = get_policy(policy, node);
  CHECK(where, is(node, "kind_label", type->label));
  CHECK(where, vector_flag(node, "user_policy") == (type->user_kind != 0));
  keelbolt_vtxo_terms terms = {0};
  get(terms.server_pubkey, 33, node, "server_pubkey");
  terms.exit_delta = (uint16_t)vector_number(node, "exit_delta");
  terms.expiry_height = (uint32_t)vector_number(node, "expiry_height");
  CHECK(where, keelbolt_vtxo_terms_check(&terms, NULL) == KEELBOLT_OK);

  keelbolt_policy_output output;
  vector_node *taproot = vector_member(node, "taproot");
  CHECK(where, keelbolt_vtxo_policy_output(&output, policy, &terms, NULL) == KEELBOLT_OK);
  same(taproot, "internal_key", output.internal_key, 32);
  const char *root = vector_text(taproot, "merkle_root");
  CHECK(where, (root != NULL && strcmp(root, "null") != 0) == output.has_merkle_root);
  if (output.has_merkle_root) {
    same(taproot, "merkle_root", output.merkle_root, 32);
  }
  same(taproot, "output_key", output.output_key, 32);
  same_number(taproot, "output_key_parity", output.parity);
  same(taproot, "script_pubkey", output.script_pubkey, 34);
  bool is_found;
  size_t index;
  CHECK(where, keelbolt_vtxo_policy_recognise(&is_found, &index, output.script_pubkey, 34, policies, 2, &terms,
                                              NULL) == KEELBOLT_OK);
  CHECK(where, is_found && index == (policy->kind == KEELBOLT_VTXO_POLICY_SERVER_OWNED ? 0U : 1U));

  keelbolt_clause clauses[2];
  size_t count = 2;
  vector_node *list = vector_member(node, "clauses");
  CHECK(where, keelbolt_vtxo_policy_clauses(clauses, &count, policy, &terms, NULL) == KEELBOLT_OK);
  if (!CHECK(where, count == list->member_count)) {
    return;
  }
  for (size_t at = 0; at < count; ++at) {
    check_clause(&list->members[at], &clauses[at], policy, &terms);
  }
}

/* --- Addresses --- */

/* The data part of a bech32 text in words of five bits, without the checksum; returns how many they are. */
static size_t words_of(uint8_t *words, const char *text) {
  static const char alphabet[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
  const char *data = strrchr(text, '1') + 1;
  const size_t count = strlen(data) - 6;
  for (size_t index = 0; index < count; ++index) {
    words[index] = (uint8_t)(strchr(alphabet, data[index]) - alphabet);
  }
  return count;
}

/* Prefix, version and payload, as bech32m has them. */
static void check_parts(vector_node *node, const char *text) {
  static uint8_t words[room];
  static uint8_t payload[room];
  const char *prefix = vector_text(node, "hrp");
  CHECK(where, strncmp(text, prefix, strlen(prefix)) == 0 && text[strlen(prefix)] == '1');
  const size_t count = words_of(words, text);
  same_number(node, "version", words[0]);
  size_t length = 0;
  unsigned bits = 0;
  unsigned held = 0;
  for (size_t index = 1; index < count; ++index) {
    bits = (bits << 5 | words[index]) & 0xfff;
    held += 5;
    if (held >= 8) {
      held -= 8;
      payload[length++] = (uint8_t)(bits >> held);
    }
  }
  same(node, "payload", payload, length);
}

static void check_mailbox(vector_node *node, const keelbolt_user_policy *policy, const keelbolt_delivery *delivery) {
  uint8_t user_key[32];
  uint8_t server_key[32];
  uint8_t server[33];
  uint8_t mailbox[33];
  uint8_t found[33];
  get(user_key, 32, node, "user_privkey");
  get(server, 33, node, "mailbox_server_pubkey");
  get(mailbox, 33, node, "mailbox_id");
  CHECK(where, keelbolt_public_key(found, user_key, entropy, NULL) == KEELBOLT_OK);
  CHECK(where, memcmp(found, policy->user_pubkey, 33) == 0);
  CHECK(where, keelbolt_mailbox_blind(found, mailbox, user_key, server, NULL) == KEELBOLT_OK);
  CHECK(where, delivery->kind == KEELBOLT_DELIVERY_MAILBOX && memcmp(found, delivery->mailbox, 33) == 0);
  if (has(node, "blinded_mailbox_id")) {
    same(node, "blinded_mailbox_id", found, 33);
  }
  if (has(node, "mailbox_server_privkey")) {
    get(server_key, 32, node, "mailbox_server_privkey");
    CHECK(where, keelbolt_mailbox_unblind(found, delivery->mailbox, server_key, policy->user_pubkey, NULL) ==
                     KEELBOLT_OK);
    CHECK(where, memcmp(found, mailbox, 33) == 0);
  }
}

/* An address as its text, against the text of the case in lower case. */
static void check_address_text(vector_node *node, const keelbolt_ark_address *address) {
  char text[1023];
  size_t length = 0;
  const char *expected = vector_text(node, "address");
  CHECK(where, keelbolt_ark_address_text(NULL, &length, address, NULL) == KEELBOLT_ERROR_BUFFER_TOO_SMALL);
  CHECK(where, length == strlen(expected));
  CHECK(where, keelbolt_ark_address_text(text, &length, address, NULL) == KEELBOLT_OK);
  for (size_t index = 0; index < length; ++index) {
    const char letter = expected[index];
    CHECK(where, text[index] == (letter >= 'A' && letter <= 'Z' ? letter + ('a' - 'A') : letter));
  }
  char whole[1024] = {0};
  memcpy(whole, text, length);
  check_parts(node, whole);
}

static void check_address(vector_node *node) {
  const char *text = vector_text(node, "address");
  keelbolt_ark_address address;
  const keelbolt_status status = keelbolt_ark_address_parse(&address, text, strlen(text), NULL);
  if (!vector_flag(node, "valid")) {
    CHECK(where, status == refusal(node));
    return;
  }
  keelbolt_ark_address_fields fields;
  keelbolt_vtxo_policy policy;
  CHECK(where, status == KEELBOLT_OK);
  CHECK(where, keelbolt_ark_address_view(&fields, &address, NULL) == KEELBOLT_OK);
  check_address_text(node, &address);
  same(node, "ark_id", fields.ark_id, 4);
  CHECK(where, vector_flag(node, "testnet") == fields.is_for_tests);
  get_policy(&policy, node);
  uint8_t written[2][KEELBOLT_POLICY_MAX_LENGTH];
  size_t size[2] = {sizeof written[0], sizeof written[1]};
  CHECK(where, keelbolt_user_policy_write(written[0], &size[0], &fields.policy, NULL) == KEELBOLT_OK);
  CHECK(where, keelbolt_vtxo_policy_write(written[1], &size[1], &policy, NULL) == KEELBOLT_OK);
  CHECK(where, size[0] == size[1] && memcmp(written[0], written[1], size[0]) == 0);

  keelbolt_delivery deliveries[8];
  vector_node *list = vector_member(node, "deliveries");
  if (!CHECK(where, list->member_count == fields.delivery_count && fields.delivery_count <= 8)) {
    return;
  }
  for (size_t index = 0; index < fields.delivery_count; ++index) {
    keelbolt_delivery *delivery = &deliveries[index];
    CHECK(where, keelbolt_ark_address_delivery(delivery, &address, index, NULL) == KEELBOLT_OK);
    const bool is_mailbox = delivery->kind == KEELBOLT_DELIVERY_MAILBOX;
    same_number(&list->members[index], "type", is_mailbox ? 1 : delivery->type_byte);
    same(&list->members[index], "data", is_mailbox ? delivery->mailbox : delivery->data.data,
         is_mailbox ? 33 : delivery->data.length);
  }
  if (has(node, "server_pubkey")) {
    uint8_t server[33];
    uint8_t id[4];
    bool is_of;
    keelbolt_ark_address again;
    get(server, 33, node, "server_pubkey");
    CHECK(where, keelbolt_ark_address_is_of(&is_of, &address, server, NULL) == KEELBOLT_OK && is_of);
    CHECK(where, keelbolt_ark_id(id, server, NULL) == KEELBOLT_OK && memcmp(id, fields.ark_id, 4) == 0);
    CHECK(where, keelbolt_ark_address_init(&again, fields.is_for_tests, server, &fields.policy, deliveries,
                                           fields.delivery_count, NULL) == KEELBOLT_OK);
    check_address_text(node, &again);
  }
  if (has(node, "mailbox_id")) {
    check_mailbox(node, &fields.policy, &deliveries[0]);
  }
}

/* --- Attestations --- */

static keelbolt_outpoint id_of(const char *text) {
  keelbolt_outpoint id;
  char again[80];
  size_t length = sizeof again;
  CHECK(where, keelbolt_vtxo_id_parse(&id, text, strlen(text), NULL) == KEELBOLT_OK);
  CHECK(where, keelbolt_vtxo_id_text(again, &length, &id, NULL) == KEELBOLT_OK);
  CHECK(where, length == strlen(text) && memcmp(again, text, length) == 0);
  return id;
}

static keelbolt_outpoint get_id(vector_node *node) {
  const keelbolt_outpoint id = id_of(vector_text(node, "vtxo_id"));
  uint8_t bytes[KEELBOLT_VTXO_ID_LENGTH];
  keelbolt_outpoint again;
  CHECK(where, keelbolt_vtxo_id_to_bytes(bytes, &id) == KEELBOLT_OK);
  CHECK(where, keelbolt_vtxo_id_from_bytes(&again, bytes) == KEELBOLT_OK);
  CHECK(where, memcmp(again.txid, id.txid, 32) == 0 && again.vout == id.vout);
  if (has(node, "vtxo_id_bytes")) {
    same(node, "vtxo_id_bytes", bytes, sizeof bytes);
  }
  return id;
}

static size_t get_requests(keelbolt_vtxo_request *requests, vector_node *node) {
  vector_node *list = vector_member(node, "requests");
  for (size_t index = 0; index < list->member_count && index < most_requests; ++index) {
    vector_node *member = &list->members[index];
    uint8_t encoding[room];
    const size_t length = get_any(encoding, member, "policy_encoding");
    requests[index].amount_sat = vector_number(member, "amount_sat");
    CHECK(where, keelbolt_user_policy_parse(&requests[index].policy, encoding, length, NULL) == KEELBOLT_OK);
    if (has(member, "cosign_pubkey")) {
      get(requests[index].cosign_pubkey, 33, member, "cosign_pubkey");
    }
  }
  return list->member_count;
}

static void check_authorization(vector_node *node) {
  uint8_t encoding[KEELBOLT_MAILBOX_AUTHORIZATION_LENGTH];
  uint8_t written[KEELBOLT_MAILBOX_AUTHORIZATION_LENGTH];
  uint8_t preimage[40];
  uint8_t digest[32];
  uint8_t hash[32];
  keelbolt_mailbox_authorization permission;
  get(encoding, sizeof encoding, node, "encoding");
  CHECK(where, keelbolt_mailbox_authorization_parse(&permission, encoding, sizeof encoding, NULL) == KEELBOLT_OK);
  CHECK(where, keelbolt_mailbox_authorization_to_bytes(written, &permission, NULL) == KEELBOLT_OK);
  CHECK(where, memcmp(written, encoding, sizeof written) == 0);
  same(node, "mailbox_id", permission.mailbox, 33);
  same_number(node, "expiry", (uint64_t)permission.expiry);
  CHECK(where, keelbolt_mailbox_authorization_digest(digest, permission.expiry) == KEELBOLT_OK);
  same(node, "digest", digest, 32);
  get(preimage, 32, node, "prefix_hex");
  memcpy(preimage + 32, encoding + 33, 8);
  CHECK(where, keelbolt_sha256(hash, preimage, sizeof preimage) == KEELBOLT_OK && memcmp(hash, digest, 32) == 0);
  CHECK(where, vector_flag(node, "valid"));
  CHECK(where, keelbolt_mailbox_authorization_verify(&permission, NULL) == KEELBOLT_OK);
  permission.expiry ^= 1;
  CHECK(where, keelbolt_mailbox_authorization_verify(&permission, NULL) == KEELBOLT_ERROR_SIGNATURE_MISMATCH);
}

/* The kind of an attestation, and the members that belong to it. */
static void fill_attestation(keelbolt_attestation *attestation, vector_node *node) {
  static keelbolt_vtxo_request requests[most_requests];
  static keelbolt_outpoint inputs[most_requests];
  static uint8_t script[room];
  attestation->struct_size = sizeof *attestation;
  attestation->vtxo = get_id(node);
  attestation->requests = requests;
  attestation->inputs = inputs;
  attestation->output_script = script;
  if (is(node, "kind", "round_attempt")) {
    attestation->kind = KEELBOLT_ATTESTATION_ROUND_ATTEMPT;
    get(attestation->challenge, 32, node, "challenge");
    attestation->request_count = get_requests(requests, node);
  } else if (is(node, "kind", "delegated_round")) {
    attestation->kind = KEELBOLT_ATTESTATION_DELEGATED_ROUND;
    attestation->request_count = get_requests(requests, node);
  } else if (is(node, "kind", "offboard_request")) {
    vector_node *output = vector_member(node, "output");
    vector_node *list = vector_member(node, "input_vtxo_ids");
    attestation->kind = KEELBOLT_ATTESTATION_OFFBOARD_REQUEST;
    attestation->output_value_sat = vector_number(output, "amount_sat");
    attestation->output_script_length = get_any(script, output, "script_pubkey");
    attestation->input_count = list->member_count;
    for (size_t index = 0; index < list->member_count && index < most_requests; ++index) {
      inputs[index] = id_of(list->members[index].text);
    }
  } else if (is(node, "kind", "lightning_receive")) {
    attestation->kind = KEELBOLT_ATTESTATION_LIGHTNING_RECEIVE;
    get(attestation->payment_hash, 32, node, "payment_hash");
  } else {
    CHECK(where, is(node, "kind", "vtxo_status"));
    attestation->kind = KEELBOLT_ATTESTATION_VTXO_STATUS;
  }
}

static void check_attestation(vector_node *node) {
  if (is(node, "kind", "mailbox_authorization")) {
    check_authorization(node);
    return;
  }
  static uint8_t preimage[room];
  uint8_t digest[32];
  uint8_t hash[32];
  uint8_t key[32];
  uint8_t point[33];
  uint8_t signer[33];
  uint8_t signature[64];
  keelbolt_attestation attestation = {0};
  fill_attestation(&attestation, node);
  get(signature, 64, node, "attestation");
  get(signer, 33, node, "signer_pubkey");
  get(preimage, 32, node, "prefix_hex");
  const keelbolt_status status = keelbolt_attestation_verify(&attestation, signature, signer, NULL);
  if (!vector_flag(node, "valid")) {
    CHECK(where, status == refusal(node));
    return;
  }
  CHECK(where, status == KEELBOLT_OK);
  CHECK(where, keelbolt_attestation_digest(digest, &attestation, NULL) == KEELBOLT_OK);
  same(node, "digest", digest, 32);
  const size_t length = get_any(preimage, node, "preimage");
  CHECK(where, keelbolt_sha256(hash, preimage, length) == KEELBOLT_OK && memcmp(hash, digest, 32) == 0);
  same(node, "prefix_hex", preimage, 32);
  /* Whatever was random in the signature of the file, ours holds as well. */
  get(key, 32, node, "signer_privkey");
  CHECK(where, keelbolt_public_key(point, key, entropy, NULL) == KEELBOLT_OK && memcmp(point, signer, 33) == 0);
  CHECK(where, keelbolt_attestation_sign(signature, &attestation, key, auxiliary, entropy, NULL) == KEELBOLT_OK);
  CHECK(where, keelbolt_attestation_verify(&attestation, signature, signer, NULL) == KEELBOLT_OK);
}

static void check_message(vector_node *node) {
  static uint8_t message[room];
  uint8_t digest[32];
  uint8_t key[32];
  uint8_t pubkey[33];
  uint8_t signature[64];
  const size_t length = get_any(message, node, "message");
  get(pubkey, 33, node, "pubkey");
  get(signature, 64, node, "signature");
  CHECK(where, keelbolt_message_digest(digest, message, length) == KEELBOLT_OK);
  same(node, "digest", digest, 32);
  const keelbolt_status status = keelbolt_message_verify(message, length, signature, pubkey, NULL);
  if (!vector_flag(node, "valid")) {
    CHECK(where, status == refusal(node));
    return;
  }
  CHECK(where, status == KEELBOLT_OK);
  get(key, 32, node, "privkey");
  CHECK(where, keelbolt_message_sign(signature, message, length, key, auxiliary, entropy, NULL) == KEELBOLT_OK);
  CHECK(where, keelbolt_message_verify(message, length, signature, pubkey, NULL) == KEELBOLT_OK);
}

/* --- All cases --- */

static const struct {
  const char *file;
  void (*check)(vector_node *node);
} rows[] = {
    {"addresses", check_address},
    {"attestations", check_attestation},
    {"message_signing", check_message},
    {"policies", check_policy},
};

int main(void) {
  size_t cases = 0;
  CHECK("files", vector_file_count == sizeof rows / sizeof rows[0]);
  for (size_t file = 0; file < vector_file_count; ++file) {
    if (!CHECK(vector_files[file].key, strcmp(vector_files[file].key, rows[file].file) == 0)) {
      continue;
    }
    for (size_t index = 0; index < vector_files[file].member_count; ++index, ++cases) {
      vector_node *node = &vector_files[file].members[index];
      where = vector_text(node, "name");
      rows[file].check(node);
      const vector_node *unasked = vector_unasked(node);
      if (!CHECK(where, unasked == NULL)) {
        printf("  nobody asked for %s\n", unasked->key);
      }
    }
  }
  printf("%zu cases\n", cases);
  return check_result();
}
