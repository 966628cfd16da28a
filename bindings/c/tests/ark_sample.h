/* Terms, policies and an output of Ark, for the tests. */

#ifndef KEELBOLT_TEST_ARK_SAMPLE_H
#define KEELBOLT_TEST_ARK_SAMPLE_H

#include <keelbolt.h>
#include <stdlib.h>
#include <string.h>

static const uint8_t ark_entropy[32] = {7};
static const uint8_t ark_server_key[32] = {1};
static const uint8_t ark_user_key[32] = {2};
static const uint8_t ark_preimage[32] = {4, 4, 4};
/* P2TR */
static const uint8_t ark_destination[34] = {0x51, 0x20, 9};

enum {
  ark_expiry_height = 900000,
  ark_exit_delta = 144,
  ark_htlc_expiry = 800000,
  ark_htlc_expiry_delta = 40,
  /* Each kind, and both versions of hash locks where it has one. */
  ark_policy_count = 12,
};

static inline void ark_point(uint8_t *point, const uint8_t *key) {
  if (keelbolt_public_key(point, key, ark_entropy, NULL) != KEELBOLT_OK) {
    abort();
  }
}

static inline keelbolt_vtxo_terms ark_terms(void) {
  keelbolt_vtxo_terms terms = {0};
  terms.expiry_height = ark_expiry_height;
  terms.exit_delta = ark_exit_delta;
  ark_point(terms.server_pubkey, ark_server_key);
  return terms;
}

static inline keelbolt_user_policy ark_user_policy(int32_t kind, int32_t version) {
  keelbolt_user_policy policy = {0};
  policy.kind = kind;
  policy.hash_lock_version = version;
  policy.htlc_expiry = ark_htlc_expiry;
  policy.htlc_expiry_delta = ark_htlc_expiry_delta;
  ark_point(policy.user_pubkey, ark_user_key);
  if (keelbolt_payment_hash(policy.payment_hash, ark_preimage) != KEELBOLT_OK) {
    abort();
  }
  return policy;
}

/* The policy of a type, as its encoding numbers it. */
static inline keelbolt_vtxo_policy ark_policy(int type) {
  static const struct {
    int32_t kind;
    int32_t user_kind;
    int32_t version;
  } rows[ark_policy_count] = {
      {KEELBOLT_VTXO_POLICY_USER, KEELBOLT_USER_POLICY_PUBKEY, 0},
      {KEELBOLT_VTXO_POLICY_USER, KEELBOLT_USER_POLICY_LIGHTNING_SEND, KEELBOLT_HASH_LOCK_V0},
      {KEELBOLT_VTXO_POLICY_USER, KEELBOLT_USER_POLICY_LIGHTNING_RECEIVE, KEELBOLT_HASH_LOCK_V0},
      {KEELBOLT_VTXO_POLICY_CHECKPOINT, 0, 0},
      {KEELBOLT_VTXO_POLICY_EXPIRY, 0, 0},
      {KEELBOLT_VTXO_POLICY_HARK_LEAF, 0, KEELBOLT_HASH_LOCK_V0},
      {KEELBOLT_VTXO_POLICY_HARK_FORFEIT, 0, KEELBOLT_HASH_LOCK_V0},
      {KEELBOLT_VTXO_POLICY_SERVER_OWNED, 0, 0},
      {KEELBOLT_VTXO_POLICY_USER, KEELBOLT_USER_POLICY_LIGHTNING_RECEIVE, KEELBOLT_HASH_LOCK_V1},
      {KEELBOLT_VTXO_POLICY_USER, KEELBOLT_USER_POLICY_LIGHTNING_SEND, KEELBOLT_HASH_LOCK_V1},
      {KEELBOLT_VTXO_POLICY_HARK_LEAF, 0, KEELBOLT_HASH_LOCK_V1},
      {KEELBOLT_VTXO_POLICY_HARK_FORFEIT, 0, KEELBOLT_HASH_LOCK_V1},
  };
  keelbolt_vtxo_policy policy = {0};
  policy.kind = rows[type].kind;
  policy.hash_lock_version = rows[type].version;
  policy.user = ark_user_policy(rows[type].user_kind, rows[type].version);
  memcpy(policy.user_pubkey, policy.user.user_pubkey, 33);
  memcpy(policy.unlock_hash, policy.user.payment_hash, 32);
  memcpy(policy.internal_key, policy.user_pubkey + 1, 32);
  return policy;
}

static inline keelbolt_clause_spend ark_spend(const keelbolt_vtxo_policy *policy, const keelbolt_clause *clause) {
  keelbolt_clause_spend spend = {0};
  spend.struct_size = sizeof spend;
  spend.policy = *policy;
  spend.terms = ark_terms();
  spend.clause = *clause;
  memset(spend.previous_output.txid, 5, 32);
  spend.previous_output.vout = 1;
  spend.value_sat = 10000;
  spend.destination = ark_destination;
  spend.destination_length = sizeof ark_destination;
  spend.feerate_per_kw = 1000;
  spend.preimage = ark_preimage;
  return spend;
}

#endif
