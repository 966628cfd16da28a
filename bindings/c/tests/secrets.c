/* No secret reaches what a caller might print: messages, names, error structs, or buffers after a failure. */

#include <keelbolt.h>
#include <stddef.h>
#include <string.h>

#include "ark_sample.h"
#include "check.h"
#include "contract_sample.h"
#include "onion_sample.h"
#include "sample.h"
#include "tree_sample.h"

/* Whether `secret`, or its hex, stands anywhere in memory; any eight bytes of it count. */
static bool leaks(const void *memory, size_t size, const uint8_t *secret) {
  const char *bytes = memory;
  for (size_t start = 0; start + 8 <= 32; ++start) {
    char hex[17];
    for (int index = 0; index < 8; ++index) {
      snprintf(hex + 2 * index, 3, "%02x", secret[start + (size_t)index]);
    }
    for (size_t at = 0; at + 8 <= size; ++at) {
      if (memcmp(bytes + at, secret + start, 8) == 0) {
        return true;
      }
      if (at + 16 <= size && memcmp(bytes + at, hex, 16) == 0) {
        return true;
      }
    }
  }
  return false;
}

typedef struct {
  const char *name;
  keelbolt_status (*call)(const uint8_t *secret, char *out, size_t *length, keelbolt_error *error);
  keelbolt_status expected;
} row;

static keelbolt_status wrong_signer(const uint8_t *secret, char *out, size_t *length, keelbolt_error *error) {
  keelbolt_draft draft = sample_draft();
  return keelbolt_draft_sign(out, length, &draft, secret, secret, error);
}

static keelbolt_status signs(const uint8_t *secret, char *out, size_t *length, keelbolt_error *error) {
  keelbolt_draft draft = sample_draft();
  draft.payee = NULL;
  return keelbolt_draft_sign(out, length, &draft, secret, secret, error);
}

static keelbolt_status out_of_range(const uint8_t *secret, char *out, size_t *length, keelbolt_error *error) {
  uint8_t key[32];
  memcpy(key, secret, sizeof key);
  memset(key, 0xff, 16);
  (void)length;
  return keelbolt_public_key((uint8_t *)out, key, secret, error);
}

static keelbolt_status public_key(const uint8_t *secret, char *out, size_t *length, keelbolt_error *error) {
  (void)length;
  return keelbolt_public_key((uint8_t *)out, secret, secret, error);
}

static keelbolt_status hash(const uint8_t *secret, char *out, size_t *length, keelbolt_error *error) {
  (void)length;
  (void)error;
  return keelbolt_payment_hash((uint8_t *)out, secret);
}

/* --- Onions: what needs a shared secret, a session key or a node's key, and is public itself --- */

static onion_sample onions;

static keelbolt_status peel_refused(const uint8_t *secret, char *out, size_t *length, keelbolt_error *error) {
  keelbolt_peeled peeled;
  return keelbolt_onion_peel(&peeled, (uint8_t *)out, length, onions.onion, sizeof onions.onion, secret, 32, secret,
                             error);
}

static keelbolt_status peel_with_refused(const uint8_t *secret, char *out, size_t *length, keelbolt_error *error) {
  keelbolt_peeled peeled;
  return keelbolt_onion_peel_with(&peeled, (uint8_t *)out, length, onions.onion, sizeof onions.onion,
                                  onions.payment_hash, 32, secret, error);
}

static keelbolt_status build(const uint8_t *secret, char *out, size_t *length, keelbolt_error *error) {
  uint8_t secrets[32 * onion_hops];
  return keelbolt_onion_build((uint8_t *)out, length, secrets, onions.hops, onion_hops, onions.payment_hash, 32,
                              KEELBOLT_ONION_HOP_PAYLOADS_LENGTH, secret, secret, error);
}

static keelbolt_status fail(const uint8_t *secret, char *out, size_t *length, keelbolt_error *error) {
  static const uint8_t failuremsg[] = {0, 23};
  return keelbolt_failure_create((uint8_t *)out, length, NULL, failuremsg, sizeof failuremsg, 0, secret, 0, error);
}

static keelbolt_status fulfill(const uint8_t *secret, char *out, size_t *length, keelbolt_error *error) {
  return keelbolt_fulfillment_create((uint8_t *)out, length, NULL, 0, secret, error);
}

static keelbolt_status reserved(const uint8_t *secret, char *out, size_t *length, keelbolt_error *error) {
  static const uint8_t records[] = {1, 0};
  return keelbolt_fulfillment_create((uint8_t *)out, length, records, sizeof records, secret, error);
}

/* The path_id is a secret as well. */
static keelbolt_status path(const uint8_t *secret, char *out, size_t *length, keelbolt_error *error) {
  keelbolt_recipient_data data = onions.path_data[2];
  keelbolt_path_hop hop = {{0}, &data};
  memcpy(hop.node_id, onions.node_ids[2], sizeof hop.node_id);
  data.path_id.data = secret;
  data.path_id.length = 32;
  return keelbolt_path_create((uint8_t *)out, length, &hop, 1, KEELBOLT_PATH_PURPOSE_PAYMENT, 0, secret, secret, error);
}

static keelbolt_status decrypt_refused(const uint8_t *secret, char *out, size_t *length, keelbolt_error *error) {
  keelbolt_recipient_data data = onions.path_data[0];
  return keelbolt_path_decrypt(&data, (uint8_t *)out, length, onions.path, 100, onions.node_ids[0], secret, error);
}

static keelbolt_status create_message(const uint8_t *secret, char *out, size_t *length, keelbolt_error *error) {
  keelbolt_onion_message message;
  keelbolt_message_draft draft = {0};
  draft.struct_size = sizeof draft;
  draft.path.data = onions.message_path;
  draft.path.length = onions.message_path_length;
  return keelbolt_onion_message_create(&message, (uint8_t *)out, length, &draft, secret, secret, error);
}

static keelbolt_status message_refused(const uint8_t *secret, char *out, size_t *length, keelbolt_error *error) {
  keelbolt_onion_message message;
  keelbolt_received received = {0};
  received.struct_size = sizeof received;
  keelbolt_recipient_data data = onions.path_data[0];
  if (keelbolt_onion_message_parse(&message, onions.message, onions.message_length, error) != KEELBOLT_OK) {
    return KEELBOLT_OK;
  }
  return keelbolt_onion_message_peel(&received, &data, (uint8_t *)out, length, &message, secret, NULL, 0, NULL, 0,
                                     error);
}

/* --- Keys, ceremonies and contracts --- */

static keelbolt_status extended_key(const uint8_t *secret, char *out, size_t *length, keelbolt_error *error) {
  keelbolt_extended_secret_key key;
  keelbolt_extended_public_key public_key;
  if (keelbolt_extended_secret_key_from_seed(&key, secret, 32, KEELBOLT_NETWORK_BITCOIN, error) != KEELBOLT_OK ||
      keelbolt_extended_secret_key_public(&public_key, &key, secret, error) != KEELBOLT_OK) {
    return KEELBOLT_ERROR_PANIC;
  }
  return keelbolt_extended_public_key_text(out, length, &public_key, error);
}

static keelbolt_status secret_out_of_order(const uint8_t *secret, char *out, size_t *length, keelbolt_error *error) {
  static keelbolt_secret_store store;
  (void)out;
  (void)length;
  return keelbolt_secret_store_init(&store, NULL) == KEELBOLT_OK
             ? keelbolt_secret_store_insert(&store, 1, secret, error)
             : KEELBOLT_ERROR_PANIC;
}

static keelbolt_status per_commitment_point(const uint8_t *secret, char *out, size_t *length, keelbolt_error *error) {
  (void)length;
  return keelbolt_per_commitment_point((uint8_t *)out, secret, secret, error);
}

/* A wiped handle has nothing left. */
static keelbolt_status wiped(const uint8_t *secret, char *out, size_t *length, keelbolt_error *error) {
  static keelbolt_secret_generator generator;
  static keelbolt_extended_secret_key key;
  if (keelbolt_secret_generator_init(&generator, secret, error) != KEELBOLT_OK ||
      keelbolt_extended_secret_key_from_seed(&key, secret, 32, KEELBOLT_NETWORK_BITCOIN, error) != KEELBOLT_OK) {
    return KEELBOLT_ERROR_PANIC;
  }
  keelbolt_secret_generator_wipe(&generator);
  keelbolt_extended_secret_key_wipe(&key);
  static const keelbolt_extended_secret_key empty;
  memcpy(out, &generator, sizeof generator < *length ? sizeof generator : *length);
  return memcmp(&key, &empty, sizeof key) == 0 ? KEELBOLT_OK : KEELBOLT_ERROR_PANIC;
}

static keelbolt_status nonce_used(const uint8_t *secret, char *out, size_t *length, keelbolt_error *error) {
  static keelbolt_musig_keys keys;
  static keelbolt_musig_session session;
  keelbolt_musig_secret_nonce nonce;
  uint8_t point[33];
  uint8_t public_nonce[66];
  uint8_t sum[66];
  (void)length;
  if (keelbolt_public_key(point, secret, secret, error) != KEELBOLT_OK ||
      keelbolt_musig_keys_init(&keys, point, 1, error) != KEELBOLT_OK ||
      keelbolt_musig_nonce(&nonce, public_nonce, secret, secret, &keys, NULL, NULL, secret, error) != KEELBOLT_OK ||
      keelbolt_musig_aggregate_nonce(sum, public_nonce, 1, error) != KEELBOLT_OK ||
      keelbolt_musig_session_init(&session, &keys, sum, sample_preimage, error) != KEELBOLT_OK ||
      keelbolt_musig_sign((uint8_t *)out, &nonce, &session, secret, secret, error) != KEELBOLT_OK) {
    return KEELBOLT_ERROR_PANIC;
  }
  memcpy(out + 32, &nonce, sizeof nonce);
  return keelbolt_musig_sign((uint8_t *)out + 32 + sizeof nonce, &nonce, &session, secret, secret, error);
}

static keelbolt_status contract_key(const uint8_t *secret, char *out, size_t *length, keelbolt_error *error) {
  const keelbolt_contract_terms terms = sample_terms(KEELBOLT_CONTRACT_TAPROOT, KEELBOLT_HASH_LOCK_SHA256);
  const keelbolt_contract_spend spend = sample_spend(KEELBOLT_CONTRACT_REFUND);
  keelbolt_contract_witness witness;
  memset(&witness, 0, sizeof witness);
  const keelbolt_status status =
      keelbolt_contract_spend_sign(&witness, &terms, &spend, secret, secret, secret, error);
  memcpy(out, &witness, sizeof witness < *length ? sizeof witness : *length);
  return status;
}

static keelbolt_status contract_preimage(const uint8_t *secret, char *out, size_t *length, keelbolt_error *error) {
  const keelbolt_contract_terms terms = sample_terms(KEELBOLT_CONTRACT_P2WSH, KEELBOLT_HASH_LOCK_SHA256);
  keelbolt_contract_spend spend = sample_spend(KEELBOLT_CONTRACT_CLAIM);
  keelbolt_contract_prepared prepared = {0};
  prepared.struct_size = sizeof prepared;
  spend.preimage = secret;
  (void)out;
  (void)length;
  return keelbolt_contract_spend_prepare(&prepared, &terms, &spend, error);
}

/* The user's clause of a payment that the server takes in. */
static keelbolt_clause_spend clause_spend(void) {
  static keelbolt_clause clauses[2];
  const keelbolt_vtxo_policy policy = ark_policy(8);
  const keelbolt_vtxo_terms terms = ark_terms();
  size_t count = 2;
  if (keelbolt_vtxo_policy_clauses(clauses, &count, &policy, &terms, NULL) != KEELBOLT_OK) {
    abort();
  }
  return ark_spend(&policy, &clauses[0]);
}

static keelbolt_status clause_key(const uint8_t *secret, char *out, size_t *length, keelbolt_error *error) {
  const keelbolt_clause_spend spend = clause_spend();
  (void)length;
  return keelbolt_clause_spend_sign((keelbolt_contract_witness *)(void *)out, &spend, secret, secret, secret, error);
}

static keelbolt_status clause_preimage(const uint8_t *secret, char *out, size_t *length, keelbolt_error *error) {
  keelbolt_clause_spend spend = clause_spend();
  keelbolt_contract_prepared *prepared = (keelbolt_contract_prepared *)(void *)out;
  spend.preimage = secret;
  prepared->struct_size = sizeof *prepared;
  (void)length;
  return keelbolt_clause_spend_prepare(prepared, &spend, error);
}

static keelbolt_status attestation(const uint8_t *secret, char *out, size_t *length, keelbolt_error *error) {
  keelbolt_attestation attestation = {0};
  attestation.struct_size = sizeof attestation;
  attestation.kind = KEELBOLT_ATTESTATION_VTXO_STATUS;
  (void)length;
  return keelbolt_attestation_sign((uint8_t *)out, &attestation, secret, secret, secret, error);
}

static keelbolt_status signed_message(const uint8_t *secret, char *out, size_t *length, keelbolt_error *error) {
  (void)length;
  return keelbolt_message_sign((uint8_t *)out, ark_destination, 5, secret, secret, secret, error);
}

static keelbolt_status mailbox(const uint8_t *secret, char *out, size_t *length, keelbolt_error *error) {
  const keelbolt_vtxo_terms terms = ark_terms();
  (void)length;
  return keelbolt_mailbox_blind((uint8_t *)out, terms.server_pubkey, secret, terms.server_pubkey, error);
}

static keelbolt_status permission(const uint8_t *secret, char *out, size_t *length, keelbolt_error *error) {
  (void)length;
  return keelbolt_mailbox_authorization_sign((keelbolt_mailbox_authorization *)(void *)out, secret, 1, secret, secret,
                                             error);
}

/* --- Nonces of a tree, which keep the key that they are for --- */

static tree_sample trees;

/* The public nonces stay in `out`, and what comes of signing behind them. */
static keelbolt_status branch_nonces(const uint8_t *secret, char *out, size_t *length, keelbolt_error *error) {
  keelbolt_branch_nonces *nonces = NULL;
  size_t count = tree_inner;
  keelbolt_status status = keelbolt_branch_nonces_new(&nonces, (uint8_t *)out, tree_levels, secret, secret, secret, error);
  if (status == KEELBOLT_OK) {
    status = keelbolt_branch_nonces_sign((uint8_t *)out + 66 * tree_levels, &count, nonces, trees.checked,
                                         trees.aggregates[0], tree_inner, error);
  }
  keelbolt_branch_nonces_free(nonces);
  (void)length;
  return status;
}

static keelbolt_status tree_nonces(const uint8_t *secret, char *out, size_t *length, keelbolt_error *error) {
  keelbolt_tree_nonces *nonces = NULL;
  size_t count = tree_inner;
  keelbolt_status status = keelbolt_tree_nonces_new(&nonces, (uint8_t *)out, tree_inner, secret, secret, secret, error);
  if (status == KEELBOLT_OK) {
    status = keelbolt_tree_nonces_sign((uint8_t *)out + 66 * tree_inner, &count, nonces, trees.session, error);
  }
  keelbolt_tree_nonces_free(nonces);
  (void)length;
  return status;
}

int main(void) {
  onion_sample_make(&onions);
  tree_sample_make(&trees);
  static const row rows[] = {
      {"another signer", wrong_signer, KEELBOLT_ERROR_WRONG_SIGNER},
      {"signing", signs, KEELBOLT_OK},
      {"key out of range", out_of_range, KEELBOLT_ERROR_SECRET_KEY_OUT_OF_RANGE},
      {"public key", public_key, KEELBOLT_OK},
      {"payment hash", hash, KEELBOLT_OK},
      {"another node's onion", peel_refused, KEELBOLT_ERROR_ONION_HMAC},
      {"another secret's onion", peel_with_refused, KEELBOLT_ERROR_ONION_HMAC},
      {"building an onion", build, KEELBOLT_OK},
      {"failing", fail, KEELBOLT_OK},
      {"fulfilling", fulfill, KEELBOLT_OK},
      {"a reserved record", reserved, KEELBOLT_ERROR_RESERVED_RECORD},
      {"making a path", path, KEELBOLT_OK},
      {"another node's data", decrypt_refused, KEELBOLT_ERROR_RECIPIENT_DATA_NOT_AUTHENTIC},
      {"making a message", create_message, KEELBOLT_OK},
      {"another node's message", message_refused, KEELBOLT_ERROR_ONION_HMAC},
      {"an extended key", extended_key, KEELBOLT_OK},
      {"a secret out of order", secret_out_of_order, KEELBOLT_ERROR_SECRET_OUT_OF_ORDER},
      {"a point", per_commitment_point, KEELBOLT_OK},
      {"wiped", wiped, KEELBOLT_OK},
      {"a nonce that has signed", nonce_used, KEELBOLT_ERROR_NONCE_USED},
      {"a contract's key", contract_key, KEELBOLT_ERROR_WRONG_KEY},
      {"a contract's preimage", contract_preimage, KEELBOLT_ERROR_WRONG_PREIMAGE},
      {"a clause's key", clause_key, KEELBOLT_ERROR_CLAUSE_KEY},
      {"a clause's preimage", clause_preimage, KEELBOLT_ERROR_CLAUSE_PREIMAGE},
      {"an attestation", attestation, KEELBOLT_OK},
      {"a signed message", signed_message, KEELBOLT_OK},
      {"a mailbox", mailbox, KEELBOLT_OK},
      {"a permission", permission, KEELBOLT_OK},
      {"another leaf's nonces", branch_nonces, KEELBOLT_ERROR_COSIGN_KEY},
      {"another server's nonces", tree_nonces, KEELBOLT_ERROR_COSIGN_KEY},
  };
  uint8_t secret[32];
  for (size_t index = 0; index < sizeof secret; ++index) {
    secret[index] = (uint8_t)(0x31 + 7 * index);
  }
  CHECK("the search itself", leaks(secret, sizeof secret, secret));
  for (size_t index = 0; index < sizeof rows / sizeof rows[0]; ++index) {
    /* Aligned for whatever struct a call fills. */
    static _Alignas(max_align_t) char out[onion_room];
    memset(out, 0, sizeof out);
    char message[256] = {0};
    size_t length = sizeof out;
    size_t message_length = sizeof message;
    keelbolt_error error = {0};
    error.struct_size = sizeof error;
    keelbolt_status status = rows[index].call(secret, out, &length, &error);
    CHECK(rows[index].name, status == rows[index].expected);
    if (status != KEELBOLT_OK) {
      CHECK(rows[index].name, keelbolt_error_message(message, &message_length, &error) == KEELBOLT_OK);
    }
    CHECK(rows[index].name, !leaks(out, sizeof out, secret));
    CHECK(rows[index].name, !leaks(&error, sizeof error, secret));
    CHECK(rows[index].name, !leaks(message, sizeof message, secret));
  }
  tree_sample_free(&trees);
  return check_result();
}
