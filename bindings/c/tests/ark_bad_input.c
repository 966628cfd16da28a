/* What must not be given to the functions of Ark's values: NULL, addresses that were never filled, and each thing that
 * they refuse, with what the error says. */

#include <keelbolt.h>
#include <stdlib.h>
#include <string.h>

#include "ark_sample.h"
#include "check.h"
#include "refusal.h"

static const uint8_t *const entropy = ark_entropy;
static const uint8_t zeros[KEELBOLT_MAILBOX_AUTHORIZATION_LENGTH];

/* --- Terms and policies --- */

static void check_terms(void) {
  keelbolt_vtxo_terms terms = ark_terms();
  terms.expiry_height = 499934468;
  REFUSES(KEELBOLT_ERROR_LOCK_HEIGHT_TOO_LARGE, caller, "height: expected at most 499934467, found 499934468",
          keelbolt_vtxo_terms_check(&terms, &error));
  CHECK("height", error.expected == 499934467 && error.found == 499934468);
  terms = ark_terms();
  terms.exit_delta = 16384;
  REFUSES(KEELBOLT_ERROR_LOCK_DELTA_TOO_LARGE, caller, "delay: expected at most 16383 blocks, found 16384",
          keelbolt_vtxo_terms_check(&terms, &error));
  CHECK("delay", error.expected == 16383 && error.found == 16384);
  terms = ark_terms();
  terms.server_pubkey[0] = 4;
  REFUSES(KEELBOLT_ERROR_KEY_NOT_A_POINT, peer, "not a compressed point of the curve",
          keelbolt_vtxo_terms_check(&terms, &error));
}

static void check_encodings(void) {
  keelbolt_vtxo_policy policy = ark_policy(8);
  keelbolt_user_policy user;
  uint8_t bytes[KEELBOLT_POLICY_MAX_LENGTH + 1] = {0};
  size_t length = sizeof bytes;
  CHECK("write", keelbolt_vtxo_policy_write(bytes, &length, &policy, NULL) == KEELBOLT_OK &&
                     length == KEELBOLT_POLICY_MAX_LENGTH);
  REFUSES(KEELBOLT_ERROR_VTXO_TRUNCATED, peer, "truncated at byte 70: expected 2 bytes, found 1",
          keelbolt_vtxo_policy_parse(&policy, bytes, length - 1, &error));
  CHECK("truncated", error.offset == 70 && error.expected == 2 && error.found == 1);
  REFUSES(KEELBOLT_ERROR_VTXO_TRAILING_BYTES, peer, "1 bytes behind the end",
          keelbolt_vtxo_policy_parse(&policy, bytes, length + 1, &error));
  REFUSES(KEELBOLT_ERROR_VTXO_TRUNCATED, peer, "truncated at byte 0: expected 1 bytes, found 0",
          keelbolt_user_policy_parse(&user, NULL, 0, &error));
  bytes[71] = 0x40;
  REFUSES(KEELBOLT_ERROR_VTXO_DELTA, peer, "delay at byte 70: expected at most 16383 blocks, found 16424",
          keelbolt_vtxo_policy_parse(&policy, bytes, length, &error));
  CHECK("delta", error.offset == 70 && error.found == 16424);
  bytes[69] = 0x40;
  REFUSES(KEELBOLT_ERROR_VTXO_HEIGHT, peer, "height at byte 66: expected at most 499934467, found 1074541824",
          keelbolt_vtxo_policy_parse(&policy, bytes, length, &error));
  bytes[1] = 5;
  REFUSES(KEELBOLT_ERROR_VTXO_KEY, peer, "key at byte 1: not a compressed point of the curve",
          keelbolt_vtxo_policy_parse(&policy, bytes, length, &error));
  CHECK("key", error.offset == 1 && error.cause == KEELBOLT_ERROR_KEY_NOT_A_POINT);
  bytes[0] = 0x0c;
  REFUSES(KEELBOLT_ERROR_POLICY_TYPE, peer, "policy at byte 0: unknown type 0x0c",
          keelbolt_vtxo_policy_parse(&policy, bytes, length, &error));
  bytes[0] = 7;
  REFUSES(KEELBOLT_ERROR_SERVER_POLICY, peer, "policy at byte 0: type 0x07 is the server's, expected a user's",
          keelbolt_user_policy_parse(&user, bytes, 1, &error));
  CHECK("server", error.offset == 0 && error.found == 7);

  length = 71;
  policy = ark_policy(8);
  REFUSES(KEELBOLT_ERROR_BUFFER_TOO_SMALL, capacity, "buffer too small: needed 72 bytes, found 71",
          keelbolt_vtxo_policy_write(bytes, &length, &policy, &error));
  CHECK("needed", length == 72 && error.needed == 72 && bytes[0] == 7);
}

static void check_policies(void) {
  const keelbolt_vtxo_terms terms = ark_terms();
  keelbolt_policy_output output;
  keelbolt_vtxo_policy policy = ark_policy(8);
  int32_t *const numbers[] = {&policy.kind, &policy.user.kind, &policy.user.hash_lock_version};
  for (size_t index = 0; index < 3; ++index) {
    policy = ark_policy(8);
    *numbers[index] = 7;
    REFUSES(KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE, caller, "the enumeration has no value 7",
            keelbolt_vtxo_policy_output(&output, &policy, &terms, &error));
  }
  policy = ark_policy(8);
  policy.user.htlc_expiry = UINT32_MAX;
  REFUSES(KEELBOLT_ERROR_LOCK_HEIGHT_TOO_LARGE, caller, "height: expected at most 499934467, found 4294967295",
          keelbolt_vtxo_policy_output(&output, &policy, &terms, &error));
  policy = ark_policy(8);
  policy.user.htlc_expiry_delta = UINT16_MAX;
  REFUSES(KEELBOLT_ERROR_LOCK_DELTA_TOO_LARGE, caller, "delay: expected at most 16383 blocks, found 65535",
          keelbolt_vtxo_policy_output(&output, &policy, &terms, &error));
  policy = ark_policy(4);
  memset(policy.internal_key, 0xff, 32);
  REFUSES(KEELBOLT_ERROR_NOT_AN_X_COORDINATE, peer, "not the x coordinate of a point",
          keelbolt_vtxo_policy_output(&output, &policy, &terms, &error));
  /* What a kind has not got is not looked at. */
  policy = ark_policy(7);
  memset(&policy.user, 0xff, sizeof policy - offsetof(keelbolt_vtxo_policy, user));
  CHECK("server", keelbolt_vtxo_policy_output(&output, &policy, &terms, NULL) == KEELBOLT_OK);
  CHECK("server", !output.has_merkle_root && memcmp(output.internal_key, terms.server_pubkey + 1, 32) == 0);

  /* Neither the first nor the second candidate. */
  keelbolt_vtxo_policy candidates[2] = {ark_policy(0), ark_policy(1)};
  candidates[1].kind = 0;
  bool is_found;
  size_t index = 9;
  REFUSES(KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE, caller, "the enumeration has no value 0",
          keelbolt_vtxo_policy_recognise(&is_found, &index, zeros, 34, candidates, 2, &terms, &error));
  CHECK("unwritten", index == 9);
  CHECK("none", keelbolt_vtxo_policy_recognise(&is_found, &index, NULL, 0, NULL, 0, &terms, NULL) == KEELBOLT_OK &&
                    !is_found && index == 0);
}

/* --- Clauses --- */

static keelbolt_clause sample_clause(const keelbolt_vtxo_policy *policy, size_t index) {
  const keelbolt_vtxo_terms terms = ark_terms();
  keelbolt_clause clauses[2];
  size_t count = 2;
  if (keelbolt_vtxo_policy_clauses(clauses, &count, policy, &terms, NULL) != KEELBOLT_OK || index >= count) {
    abort();
  }
  return clauses[index];
}

static void check_clauses(void) {
  const keelbolt_vtxo_terms terms = ark_terms();
  const keelbolt_vtxo_policy policy = ark_policy(8);
  const keelbolt_clause good = sample_clause(&policy, 0);
  keelbolt_clause clause = good;
  uint8_t bytes[128];
  size_t length = sizeof bytes;
  uint64_t weight;
  clause.kind = 6;
  REFUSES(KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE, caller, "the enumeration has no value 6",
          keelbolt_clause_script(bytes, &length, &clause, &error));
  clause = good;
  clause.hash_lock_version = 0;
  REFUSES(KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE, caller, "the enumeration has no value 0",
          keelbolt_clause_leaf_hash(bytes, &clause, &error));
  clause = good;
  memset(clause.pubkey, 0xff, 32);
  REFUSES(KEELBOLT_ERROR_NOT_AN_X_COORDINATE, peer, "not the x coordinate of a point",
          keelbolt_clause_script(bytes, &length, &clause, &error));
  clause = good;
  clause.kind = KEELBOLT_CLAUSE_TIMELOCK_SIGN;
  clause.height = 499934468;
  REFUSES(KEELBOLT_ERROR_LOCK_HEIGHT_TOO_LARGE, caller, "height: expected at most 499934467, found 499934468",
          keelbolt_clause_script(bytes, &length, &clause, &error));
  /* A clause of another policy. */
  clause = good;
  clause.delta += 1;
  length = sizeof bytes;
  REFUSES(KEELBOLT_ERROR_NOT_A_CLAUSE, caller, "output has no such clause",
          keelbolt_clause_control_block(bytes, &length, &policy, &terms, &clause, &error));
  REFUSES(KEELBOLT_ERROR_NOT_A_CLAUSE, caller, "output has no such clause",
          keelbolt_clause_witness_weight(&weight, &policy, &terms, &clause, &error));
  length = 64;
  REFUSES(KEELBOLT_ERROR_BUFFER_TOO_SMALL, capacity, "buffer too small: needed 65 bytes, found 64",
          keelbolt_clause_control_block(bytes, &length, &policy, &terms, &good, &error));
  keelbolt_clause clauses[2];
  size_t count = 1;
  REFUSES(KEELBOLT_ERROR_BUFFER_TOO_SMALL, capacity, "buffer too small: needed 2 bytes, found 1",
          keelbolt_vtxo_policy_clauses(clauses, &count, &policy, &terms, &error));
  CHECK("count", count == 2);
}

static void check_spends(void) {
  const keelbolt_vtxo_policy policy = ark_policy(8);
  const keelbolt_clause clause = sample_clause(&policy, 0);
  const keelbolt_clause_spend good = ark_spend(&policy, &clause);
  keelbolt_contract_prepared prepared = {0};
  prepared.struct_size = sizeof prepared;
  keelbolt_contract_witness witness;
  keelbolt_clause_spend spend = good;
  spend.preimage = zeros;
  static const char no_preimage[] = "no preimage, or that of another hash";
  REFUSES(KEELBOLT_ERROR_CLAUSE_PREIMAGE, caller, no_preimage,
          keelbolt_clause_spend_prepare(&prepared, &spend, &error));
  spend.preimage = NULL;
  REFUSES(KEELBOLT_ERROR_CLAUSE_PREIMAGE, caller, no_preimage,
          keelbolt_clause_spend_prepare(&prepared, &spend, &error));
  spend = good;
  spend.clause.delta = 1;
  REFUSES(KEELBOLT_ERROR_NOT_A_CLAUSE, caller, "output has no such clause",
          keelbolt_clause_spend_prepare(&prepared, &spend, &error));
  spend = good;
  spend.value_sat = 0;
  REFUSES(KEELBOLT_ERROR_FUNDING_VALUE, caller, "output: expected 1 to 2100000000000000 sat, found 0 sat",
          keelbolt_clause_spend_prepare(&prepared, &spend, &error));
  spend.value_sat = 100;
  REFUSES(KEELBOLT_ERROR_FEE_ABOVE_VALUE, caller, "fee of 610 sat is more than the output's 100 sat",
          keelbolt_clause_spend_prepare(&prepared, &spend, &error));
  spend.value_sat = 700;
  REFUSES(KEELBOLT_ERROR_BELOW_DUST_LIMIT, caller, "after the fee: expected at least 330 sat, found 90 sat",
          keelbolt_clause_spend_prepare(&prepared, &spend, &error));
  spend = good;
  spend.destination_length = 0;
  REFUSES(KEELBOLT_ERROR_WRONG_LENGTH, caller, "wrong length: expected 1, found 0",
          keelbolt_clause_spend_prepare(&prepared, &spend, &error));
  spend = good;
  spend.struct_size = 16;
  CHECK("size", keelbolt_clause_spend_prepare(&prepared, &spend, NULL) == KEELBOLT_ERROR_STRUCT_SIZE);
  prepared.struct_size = 16;
  CHECK("size", keelbolt_clause_spend_prepare(&prepared, &good, NULL) == KEELBOLT_ERROR_STRUCT_SIZE);
  REFUSES(KEELBOLT_ERROR_CLAUSE_KEY, caller, "key does not sign for this clause",
          keelbolt_clause_spend_sign(&witness, &good, ark_server_key, entropy, entropy, &error));
  REFUSES(KEELBOLT_ERROR_SECRET_KEY_OUT_OF_RANGE, caller, "secret key is zero or not below the group order",
          keelbolt_clause_spend_sign(&witness, &good, zeros, entropy, entropy, &error));
  REFUSES(KEELBOLT_ERROR_SIGNATURE_MISMATCH, caller, "signature is not of this key",
          keelbolt_clause_spend_finish(&witness, &good, zeros, &error));
  CHECK("subject", error.subject == KEELBOLT_SUBJECT_CLAUSE);
}

/* --- Ids, addresses, attestations, mailboxes --- */

static void check_addresses(void) {
  keelbolt_outpoint id;
  REFUSES(KEELBOLT_ERROR_NOT_A_VTXO_ID, peer, "not the id of a VTXO: expected txid:vout",
          keelbolt_vtxo_id_parse(&id, "00:0", 4, &error));
  REFUSES(KEELBOLT_ERROR_NOT_TEXT, caller, "the text is not UTF-8 from its byte 0 on",
          keelbolt_vtxo_id_parse(&id, "\xff", 1, &error));

  static const struct {
    const char *text;
    keelbolt_status status;
    const char *message;
  } rows[] = {
      {"ark1", KEELBOLT_ERROR_BECH32_TOO_SHORT,
       "too short: expected at least 6 characters after the separator, found 0"},
      {"arkqqqqqq", KEELBOLT_ERROR_BECH32_NO_SEPARATOR, "no separator `1`"},
      {"ark1qqqqqqQ", KEELBOLT_ERROR_BECH32_MIXED_CASE, "character 10: upper and lower case are mixed"},
      {"ark1pqqqqqq", KEELBOLT_ERROR_BECH32_CHECKSUM, "the checksum does not fit: some character is wrong"},
      /* One of Arkade is refused by name. */
      {"ark1qwh9vsmezqqpharv69q4z8m6x364d5m5prnmcalcalq9pdmzw0y7mpveck4pcfhezqypczkrrj3lkx5ue4qrf4jc7ztpt9htdttmh2judhqnu7"
       "aue8p0y9mqskt3w5",
       KEELBOLT_ERROR_ARKADE_ADDRESS, "address of Arkade (version 0), another protocol"},
      /* What the policy lacks says so. */
      {"ark1pwh9vsmezpspharv69q4z8m6x364d5m5prnmcalcalq9pdmzw0y7mpveck4pcfhezqypczkrrj3lkx5ue4qrf4jc7ztpt9htdttmh2judhqnu7"
       "aue8p0y9mqmmgptc",
       KEELBOLT_ERROR_POLICY_TYPE, "policy: policy at byte 0: unknown type 0x0c"},
  };
  keelbolt_ark_address address;
  for (size_t index = 0; index < sizeof rows / sizeof rows[0]; ++index) {
    const char *text = rows[index].text;
    REFUSES(rows[index].status, peer, rows[index].message,
            keelbolt_ark_address_parse(&address, text, strlen(text), &error));
  }
  CHECK("subject", error.subject == KEELBOLT_SUBJECT_ADDRESS_POLICY && error.found == 0x0c);

  uint8_t server[33];
  static const uint8_t data[700] = {1};
  ark_point(server, ark_server_key);
  const keelbolt_user_policy policy = ark_user_policy(KEELBOLT_USER_POLICY_PUBKEY, 0);
  keelbolt_delivery delivery = {0};
  delivery.kind = KEELBOLT_DELIVERY_UNKNOWN;
  delivery.type_byte = 1;
  REFUSES(KEELBOLT_ERROR_KNOWN_DELIVERY, caller, "delivery of type 1 is known: it cannot be written as unknown",
          keelbolt_ark_address_init(&address, true, server, &policy, &delivery, 1, &error));
  CHECK("type", error.found == 1);
  delivery.type_byte = 2;
  delivery.data.data = data;
  delivery.data.length = sizeof data;
  REFUSES(KEELBOLT_ERROR_ADDRESS_TOO_LONG, peer, "address: expected at most 1023 characters, found 1024",
          keelbolt_ark_address_init(&address, true, server, &policy, &delivery, 1, &error));
  delivery.kind = KEELBOLT_DELIVERY_MAILBOX;
  REFUSES(KEELBOLT_ERROR_KEY_NOT_A_POINT, peer, "not a compressed point of the curve",
          keelbolt_ark_address_init(&address, true, server, &policy, &delivery, 1, &error));
  delivery.kind = 3;
  REFUSES(KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE, caller, "the enumeration has no value 3",
          keelbolt_ark_address_init(&address, true, server, &policy, &delivery, 1, &error));

  CHECK("init", keelbolt_ark_address_init(&address, true, server, &policy, NULL, 0, NULL) == KEELBOLT_OK);
  REFUSES(KEELBOLT_ERROR_INDEX_OUT_OF_RANGE, caller, "no element 0: there are 0",
          keelbolt_ark_address_delivery(&delivery, &address, 0, &error));
  char text[80];
  size_t length;
  length = 10;
  REFUSES(KEELBOLT_ERROR_BUFFER_TOO_SMALL, capacity, "buffer too small: needed 75 bytes, found 10",
          keelbolt_ark_address_text(text, &length, &address, &error));
  CHECK("length", length == 75 && keelbolt_ark_address_text(text, &length, &address, NULL) == KEELBOLT_OK);
}

static void check_attestations(void) {
  keelbolt_attestation attestation = {0};
  attestation.struct_size = sizeof attestation;
  keelbolt_vtxo_request request = {0};
  request.policy = ark_user_policy(KEELBOLT_USER_POLICY_PUBKEY, 0);
  attestation.requests = &request;
  attestation.request_count = 1;
  uint8_t bytes[KEELBOLT_MAILBOX_AUTHORIZATION_LENGTH];
  uint8_t point[33];
  ark_point(point, ark_user_key);
  REFUSES(KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE, caller, "the enumeration has no value 0",
          keelbolt_attestation_digest(bytes, &attestation, &error));
  attestation.kind = KEELBOLT_ATTESTATION_ROUND_ATTEMPT;
  REFUSES(KEELBOLT_ERROR_KEY_NOT_A_POINT, peer, "not a compressed point of the curve",
          keelbolt_attestation_digest(bytes, &attestation, &error));
  attestation.kind = KEELBOLT_ATTESTATION_DELEGATED_ROUND;
  CHECK("no key", keelbolt_attestation_digest(bytes, &attestation, NULL) == KEELBOLT_OK);
  request.policy.kind = 4;
  REFUSES(KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE, caller, "the enumeration has no value 4",
          keelbolt_attestation_sign(bytes, &attestation, ark_user_key, entropy, entropy, &error));
  attestation.requests = NULL;
  CHECK("no list", keelbolt_attestation_digest(bytes, &attestation, NULL) == KEELBOLT_ERROR_NULL_POINTER);
  attestation.request_count = 0;
  REFUSES(KEELBOLT_ERROR_SIGNATURE_MISMATCH, peer, "signature is not of this key",
          keelbolt_attestation_verify(&attestation, zeros, point, &error));
  REFUSES(KEELBOLT_ERROR_SECRET_KEY_OUT_OF_RANGE, caller, "secret key is zero or not below the group order",
          keelbolt_attestation_sign(bytes, &attestation, zeros, entropy, entropy, &error));
  attestation.struct_size = 8;
  CHECK("size", keelbolt_attestation_digest(bytes, &attestation, NULL) == KEELBOLT_ERROR_STRUCT_SIZE);

  REFUSES(KEELBOLT_ERROR_SIGNATURE_MISMATCH, peer, "signature is not of this key",
          keelbolt_message_verify(NULL, 0, zeros, point, &error));
  keelbolt_mailbox_authorization permission = {0};
  REFUSES(KEELBOLT_ERROR_VTXO_KEY, peer, "key at byte 0: not a compressed point of the curve",
          keelbolt_mailbox_authorization_parse(&permission, zeros, sizeof zeros, &error));
  REFUSES(KEELBOLT_ERROR_KEY_NOT_A_POINT, peer, "not a compressed point of the curve",
          keelbolt_mailbox_authorization_to_bytes(bytes, &permission, &error));
  memcpy(permission.mailbox, point, 33);
  CHECK("write", keelbolt_mailbox_authorization_to_bytes(bytes, &permission, NULL) == KEELBOLT_OK);
  REFUSES(KEELBOLT_ERROR_VTXO_TRUNCATED, peer, "truncated at byte 41: expected 64 bytes, found 63",
          keelbolt_mailbox_authorization_parse(&permission, bytes, sizeof bytes - 1, &error));
  REFUSES(KEELBOLT_ERROR_SIGNATURE_MISMATCH, peer, "signature is not of this key",
          keelbolt_mailbox_authorization_verify(&permission, &error));
  uint8_t blinded[33];
  REFUSES(KEELBOLT_ERROR_KEY_NOT_A_POINT, peer, "not a compressed point of the curve",
          keelbolt_mailbox_blind(blinded, zeros, ark_user_key, point, &error));
  REFUSES(KEELBOLT_ERROR_SECRET_KEY_OUT_OF_RANGE, caller, "secret key is zero or not below the group order",
          keelbolt_mailbox_unblind(blinded, point, zeros, point, &error));
}

/* --- Addresses that were never filled, and NULL --- */

#define INVALID(call) CHECK(#call, (call) == KEELBOLT_ERROR_INVALID_HANDLE)

static void check_handles(int filling) {
  keelbolt_ark_address address;
  memset(&address, filling, sizeof address);
  keelbolt_ark_address_fields fields;
  keelbolt_delivery delivery;
  char text[16];
  size_t length = sizeof text;
  bool flag;
  uint8_t point[33];
  ark_point(point, ark_user_key);
  INVALID(keelbolt_ark_address_text(text, &length, &address, NULL));
  INVALID(keelbolt_ark_address_view(&fields, &address, NULL));
  INVALID(keelbolt_ark_address_delivery(&delivery, &address, 0, NULL));
  INVALID(keelbolt_ark_address_is_of(&flag, &address, point, NULL));
}

#define NULLS(call) CHECK(#call, (call) == KEELBOLT_ERROR_NULL_POINTER)

static void check_nulls(void) {
  const keelbolt_vtxo_terms terms = ark_terms();
  const keelbolt_vtxo_policy policy = ark_policy(8);
  const keelbolt_clause clause = sample_clause(&policy, 0);
  const keelbolt_clause_spend spend = ark_spend(&policy, &clause);
  const keelbolt_bytes dangling = {NULL, 1};
  keelbolt_attestation attestation = {0};
  attestation.struct_size = sizeof attestation;
  attestation.kind = KEELBOLT_ATTESTATION_VTXO_STATUS;
  keelbolt_vtxo_policy found;
  keelbolt_user_policy user;
  keelbolt_policy_output output;
  keelbolt_clause clauses[2];
  keelbolt_contract_prepared prepared = {0};
  prepared.struct_size = sizeof prepared;
  keelbolt_contract_witness witness;
  keelbolt_ark_address address;
  keelbolt_outpoint id = {{0}, 0};
  keelbolt_mailbox_authorization permission = {0};
  uint8_t out[128];
  char *const text = (char *)out;
  size_t size = sizeof out;
  uint64_t weight;
  bool flag;
  NULLS(keelbolt_vtxo_terms_check(NULL, NULL));
  NULLS(keelbolt_user_policy_parse(NULL, out, 1, NULL));
  NULLS(keelbolt_user_policy_parse(&user, NULL, 1, NULL));
  NULLS(keelbolt_user_policy_write(out, NULL, &policy.user, NULL));
  NULLS(keelbolt_user_policy_write(out, &size, NULL, NULL));
  NULLS(keelbolt_vtxo_policy_parse(NULL, out, 1, NULL));
  NULLS(keelbolt_vtxo_policy_parse(&found, NULL, 1, NULL));
  NULLS(keelbolt_vtxo_policy_write(out, NULL, &policy, NULL));
  NULLS(keelbolt_vtxo_policy_write(out, &size, NULL, NULL));
  NULLS(keelbolt_vtxo_policy_output(NULL, &policy, &terms, NULL));
  NULLS(keelbolt_vtxo_policy_output(&output, NULL, &terms, NULL));
  NULLS(keelbolt_vtxo_policy_output(&output, &policy, NULL, NULL));
  NULLS(keelbolt_vtxo_policy_clauses(clauses, NULL, &policy, &terms, NULL));
  NULLS(keelbolt_vtxo_policy_clauses(clauses, &size, NULL, &terms, NULL));
  NULLS(keelbolt_vtxo_policy_recognise(NULL, &size, out, 1, &policy, 1, &terms, NULL));
  NULLS(keelbolt_vtxo_policy_recognise(&flag, NULL, out, 1, &policy, 1, &terms, NULL));
  NULLS(keelbolt_vtxo_policy_recognise(&flag, &size, NULL, 1, &policy, 1, &terms, NULL));
  NULLS(keelbolt_vtxo_policy_recognise(&flag, &size, out, 1, NULL, 1, &terms, NULL));
  NULLS(keelbolt_vtxo_policy_recognise(&flag, &size, out, 1, &policy, 1, NULL, NULL));
  NULLS(keelbolt_clause_script(out, NULL, &clause, NULL));
  NULLS(keelbolt_clause_script(out, &size, NULL, NULL));
  NULLS(keelbolt_clause_leaf_hash(NULL, &clause, NULL));
  NULLS(keelbolt_clause_leaf_hash(out, NULL, NULL));
  NULLS(keelbolt_clause_recognise(NULL, out, 1, NULL));
  NULLS(keelbolt_clause_recognise(clauses, NULL, 1, NULL));
  NULLS(keelbolt_clause_opens(NULL, &clause, out, NULL));
  NULLS(keelbolt_clause_opens(&flag, &clause, NULL, NULL));
  NULLS(keelbolt_clause_preimage(NULL, out, &clause, NULL, 0, NULL));
  NULLS(keelbolt_clause_preimage(&flag, NULL, &clause, NULL, 0, NULL));
  NULLS(keelbolt_clause_preimage(&flag, out, NULL, NULL, 0, NULL));
  NULLS(keelbolt_clause_preimage(&flag, out, &clause, NULL, 1, NULL));
  NULLS(keelbolt_clause_preimage(&flag, out, &clause, &dangling, 1, NULL));
  NULLS(keelbolt_clause_control_block(out, NULL, &policy, &terms, &clause, NULL));
  NULLS(keelbolt_clause_control_block(out, &size, &policy, &terms, NULL, NULL));
  NULLS(keelbolt_clause_witness_weight(NULL, &policy, &terms, &clause, NULL));
  NULLS(keelbolt_clause_witness_weight(&weight, NULL, &terms, &clause, NULL));
  NULLS(keelbolt_clause_spend_prepare(NULL, &spend, NULL));
  NULLS(keelbolt_clause_spend_prepare(&prepared, NULL, NULL));
  NULLS(keelbolt_clause_spend_sign(NULL, &spend, ark_user_key, entropy, entropy, NULL));
  NULLS(keelbolt_clause_spend_sign(&witness, &spend, NULL, entropy, entropy, NULL));
  NULLS(keelbolt_clause_spend_sign(&witness, &spend, ark_user_key, NULL, entropy, NULL));
  NULLS(keelbolt_clause_spend_sign(&witness, &spend, ark_user_key, entropy, NULL, NULL));
  NULLS(keelbolt_clause_spend_finish(NULL, &spend, zeros, NULL));
  NULLS(keelbolt_clause_spend_finish(&witness, &spend, NULL, NULL));
#ifdef KEELBOLT_ALLOCATOR
  NULLS(keelbolt_clause_spend_transaction(out, NULL, &spend, zeros, NULL));
#endif
  NULLS(keelbolt_vtxo_id_parse(NULL, text, 1, NULL));
  NULLS(keelbolt_vtxo_id_parse(&id, NULL, 1, NULL));
  NULLS(keelbolt_vtxo_id_text(text, NULL, &id, NULL));
  NULLS(keelbolt_vtxo_id_text(text, &size, NULL, NULL));
  NULLS(keelbolt_vtxo_id_from_bytes(NULL, out));
  NULLS(keelbolt_vtxo_id_from_bytes(&id, NULL));
  NULLS(keelbolt_vtxo_id_to_bytes(NULL, &id));
  NULLS(keelbolt_vtxo_id_to_bytes(out, NULL));
  NULLS(keelbolt_ark_id(NULL, terms.server_pubkey, NULL));
  NULLS(keelbolt_ark_id(out, NULL, NULL));
  NULLS(keelbolt_ark_address_init(NULL, true, terms.server_pubkey, &policy.user, NULL, 0, NULL));
  NULLS(keelbolt_ark_address_init(&address, true, NULL, &policy.user, NULL, 0, NULL));
  NULLS(keelbolt_ark_address_init(&address, true, terms.server_pubkey, NULL, NULL, 0, NULL));
  NULLS(keelbolt_ark_address_init(&address, true, terms.server_pubkey, &policy.user, NULL, 1, NULL));
  NULLS(keelbolt_ark_address_parse(NULL, text, 1, NULL));
  NULLS(keelbolt_ark_address_parse(&address, NULL, 1, NULL));
  NULLS(keelbolt_ark_address_text(text, NULL, NULL, NULL));
  NULLS(keelbolt_ark_address_view(NULL, NULL, NULL));
  NULLS(keelbolt_ark_address_delivery(NULL, NULL, 0, NULL));
  NULLS(keelbolt_ark_address_is_of(NULL, NULL, terms.server_pubkey, NULL));
  NULLS(keelbolt_attestation_digest(NULL, &attestation, NULL));
  NULLS(keelbolt_attestation_digest(out, NULL, NULL));
  NULLS(keelbolt_attestation_sign(NULL, &attestation, ark_user_key, entropy, entropy, NULL));
  NULLS(keelbolt_attestation_sign(out, &attestation, ark_user_key, NULL, entropy, NULL));
  NULLS(keelbolt_attestation_verify(&attestation, NULL, terms.server_pubkey, NULL));
  NULLS(keelbolt_attestation_verify(&attestation, zeros, NULL, NULL));
  NULLS(keelbolt_message_digest(NULL, out, 1));
  NULLS(keelbolt_message_digest(out, NULL, 1));
  NULLS(keelbolt_message_sign(NULL, out, 1, ark_user_key, entropy, entropy, NULL));
  NULLS(keelbolt_message_sign(out, NULL, 1, ark_user_key, entropy, entropy, NULL));
  NULLS(keelbolt_message_verify(NULL, 1, zeros, terms.server_pubkey, NULL));
  NULLS(keelbolt_mailbox_blind(NULL, terms.server_pubkey, ark_user_key, terms.server_pubkey, NULL));
  NULLS(keelbolt_mailbox_blind(out, NULL, ark_user_key, terms.server_pubkey, NULL));
  NULLS(keelbolt_mailbox_unblind(NULL, terms.server_pubkey, ark_user_key, terms.server_pubkey, NULL));
  NULLS(keelbolt_mailbox_unblind(out, terms.server_pubkey, ark_user_key, NULL, NULL));
  NULLS(keelbolt_mailbox_authorization_digest(NULL, 0));
  NULLS(keelbolt_mailbox_authorization_sign(NULL, ark_user_key, 0, entropy, entropy, NULL));
  NULLS(keelbolt_mailbox_authorization_sign(&permission, NULL, 0, entropy, entropy, NULL));
  NULLS(keelbolt_mailbox_authorization_verify(NULL, NULL));
  NULLS(keelbolt_mailbox_authorization_parse(NULL, out, 1, NULL));
  NULLS(keelbolt_mailbox_authorization_parse(&permission, NULL, 1, NULL));
  NULLS(keelbolt_mailbox_authorization_to_bytes(NULL, &permission, NULL));
  NULLS(keelbolt_mailbox_authorization_to_bytes(out, NULL, NULL));
}

int main(void) {
  check_terms();
  check_encodings();
  check_policies();
  check_clauses();
  check_spends();
  check_addresses();
  check_attestations();
  check_handles(0);
  check_handles(0x5a);
  check_handles(0xff);
  check_nulls();
  return check_result();
}
