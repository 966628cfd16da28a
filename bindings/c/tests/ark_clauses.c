/* Policies of every kind, each clause spent: what is read is what was written, what is signed is what was asked for,
 * and the other side finds the preimage. */

#include <keelbolt.h>
#include <stdio.h>
#include <string.h>

#include "ark_sample.h"
#include "check.h"

static char where[64];

static bool has_hash(const keelbolt_clause *clause) {
  return clause->kind == KEELBOLT_CLAUSE_HASH_DELAY_SIGN || clause->kind == KEELBOLT_CLAUSE_HASH_SIGN;
}

/* Whether `inner` stands in `outer`. */
static bool contains(const uint8_t *outer, size_t outer_length, const uint8_t *inner, size_t inner_length) {
  for (size_t at = 0; at + inner_length <= outer_length; ++at) {
    if (memcmp(outer + at, inner, inner_length) == 0) {
      return true;
    }
  }
  return false;
}

static size_t elements_of(keelbolt_bytes *elements, const keelbolt_contract_witness *witness) {
  const uint8_t *start = witness->bytes;
  for (size_t index = 0; index < witness->element_count; ++index) {
    elements[index].data = start;
    elements[index].length = witness->lengths[index];
    start += witness->lengths[index];
  }
  return witness->element_count;
}

static void check_encoding(const keelbolt_vtxo_policy *policy, int type) {
  uint8_t first[KEELBOLT_POLICY_MAX_LENGTH];
  uint8_t second[KEELBOLT_POLICY_MAX_LENGTH];
  size_t length = 0;
  keelbolt_vtxo_policy found;
  CHECK(where, keelbolt_vtxo_policy_write(NULL, &length, policy, NULL) == KEELBOLT_ERROR_BUFFER_TOO_SMALL);
  CHECK(where, keelbolt_vtxo_policy_write(first, &length, policy, NULL) == KEELBOLT_OK && first[0] == type);
  CHECK(where, keelbolt_vtxo_policy_parse(&found, first, length, NULL) == KEELBOLT_OK && found.kind == policy->kind);
  size_t again = sizeof second;
  CHECK(where, keelbolt_vtxo_policy_write(second, &again, &found, NULL) == KEELBOLT_OK);
  CHECK(where, again == length && memcmp(first, second, length) == 0);
}

static void check_preimage(const keelbolt_clause *clause, const keelbolt_contract_witness *witness) {
  static const uint8_t other[32] = {5};
  keelbolt_bytes elements[4];
  const size_t count = elements_of(elements, witness);
  bool flag;
  uint8_t preimage[32];
  CHECK(where, keelbolt_clause_preimage(&flag, preimage, clause, elements, count, NULL) == KEELBOLT_OK);
  CHECK(where, flag == has_hash(clause) && (!flag || memcmp(preimage, ark_preimage, 32) == 0));
  CHECK(where, keelbolt_clause_opens(&flag, clause, ark_preimage, NULL) == KEELBOLT_OK && flag == has_hash(clause));
  CHECK(where, keelbolt_clause_opens(&flag, clause, other, NULL) == KEELBOLT_OK && !flag);
  /* Without it there is nothing to be found. */
  CHECK(where, keelbolt_clause_preimage(&flag, preimage, clause, elements, 1, NULL) == KEELBOLT_OK && !flag);
}

/* The whole transaction has all of it: version 2, the outpoint, the delay, the witness, the height. */
static void check_transaction(const keelbolt_clause_spend *spend, const keelbolt_contract_witness *witness) {
#ifdef KEELBOLT_ALLOCATOR
  uint8_t transaction[512];
  keelbolt_bytes elements[4];
  size_t length = 0;
  CHECK(where, keelbolt_clause_spend_transaction(NULL, &length, spend, witness->signature, NULL) ==
                   KEELBOLT_ERROR_BUFFER_TOO_SMALL);
  CHECK(where, length < sizeof transaction);
  CHECK(where,
        keelbolt_clause_spend_transaction(transaction, &length, spend, witness->signature, NULL) == KEELBOLT_OK);
  for (size_t index = elements_of(elements, witness); index > 0; --index) {
    CHECK(where, contains(transaction, length, elements[index - 1].data, elements[index - 1].length));
  }
  const keelbolt_clause *clause = &spend->clause;
  const uint8_t height[4] = {(uint8_t)clause->height, (uint8_t)(clause->height >> 8), (uint8_t)(clause->height >> 16)};
  CHECK(where, transaction[0] == 2 && memcmp(transaction + 7, spend->previous_output.txid, 32) == 0);
  CHECK(where, memcmp(transaction + length - 4, height, 4) == 0);
  if (clause->delta != 0) {
    const uint8_t delta[4] = {(uint8_t)clause->delta, (uint8_t)(clause->delta >> 8)};
    CHECK(where, memcmp(transaction + 44, delta, 4) == 0);
  }
#else
  (void)spend;
  (void)witness;
#endif
}

/* The key of a clause: the user's, the server's, or none that anybody has alone. */
static const uint8_t *key_of(const keelbolt_clause *clause) {
  const uint8_t *keys[] = {ark_user_key, ark_server_key};
  for (size_t index = 0; index < 2; ++index) {
    uint8_t point[33];
    ark_point(point, keys[index]);
    if (memcmp(point + 1, clause->pubkey, 32) == 0) {
      return keys[index];
    }
  }
  return NULL;
}

/* User and server sign together by MuSig2, with their keys as they are. */
static void cosign(uint8_t *signature, const uint8_t *message) {
  static const uint8_t nonce_entropy[2][32] = {{8}, {9}};
  const uint8_t *secrets[2] = {ark_user_key, ark_server_key};
  keelbolt_musig_keys keys;
  keelbolt_musig_secret_nonce nonces[2];
  keelbolt_musig_session session;
  uint8_t points[2][33];
  uint8_t public_nonces[2][66];
  uint8_t sum[66];
  uint8_t partials[2][32];
  for (size_t side = 0; side < 2; ++side) {
    ark_point(points[side], secrets[side]);
    CHECK(where, keelbolt_musig_nonce(&nonces[side], public_nonces[side], nonce_entropy[side], secrets[side], NULL,
                                      message, NULL, ark_entropy, NULL) == KEELBOLT_OK);
  }
  uint8_t sorted[66];
  CHECK(where, keelbolt_musig_sort_keys(sorted, points[0], 2, NULL) == KEELBOLT_OK);
  CHECK(where, keelbolt_musig_keys_init(&keys, sorted, 2, NULL) == KEELBOLT_OK);
  CHECK(where, keelbolt_musig_aggregate_nonce(sum, public_nonces[0], 2, NULL) == KEELBOLT_OK);
  CHECK(where, keelbolt_musig_session_init(&session, &keys, sum, message, NULL) == KEELBOLT_OK);
  for (size_t side = 0; side < 2; ++side) {
    size_t signer;
    CHECK(where, keelbolt_musig_signer(&signer, &session, points[side], NULL) == KEELBOLT_OK && signer < 2);
    CHECK(where, keelbolt_musig_sign(partials[signer], &nonces[side], &session, secrets[side], ark_entropy, NULL) ==
                     KEELBOLT_OK);
  }
  CHECK(where, keelbolt_musig_aggregate(signature, &session, partials[0], 2, NULL) == KEELBOLT_OK);
}

static void check_spend(const keelbolt_vtxo_policy *policy, const keelbolt_clause *clause) {
  const keelbolt_clause_spend spend = ark_spend(policy, clause);
  keelbolt_contract_prepared prepared = {0};
  prepared.struct_size = sizeof prepared;
  keelbolt_contract_witness witness;
  CHECK(where, keelbolt_clause_spend_prepare(&prepared, &spend, NULL) == KEELBOLT_OK);
  /* A thousand satoshi for a thousand units. */
  CHECK(where, prepared.fee_sat == prepared.weight && prepared.value_sat == spend.value_sat - prepared.fee_sat);
  CHECK(where, prepared.signer[0] == 0 && memcmp(prepared.signer + 1, clause->pubkey, 32) == 0);
  const uint8_t *key = key_of(clause);
  if (key == NULL) {
    uint8_t signature[64];
    cosign(signature, prepared.sighash);
    CHECK(where, keelbolt_clause_spend_finish(&witness, &spend, signature, NULL) == KEELBOLT_OK);
  } else {
    CHECK(where, keelbolt_clause_spend_sign(&witness, &spend, key, ark_entropy, ark_entropy, NULL) == KEELBOLT_OK);
    /* An external signer's signature makes the same witness. */
    keelbolt_contract_witness finished;
    CHECK(where, keelbolt_clause_spend_finish(&finished, &spend, witness.signature, NULL) == KEELBOLT_OK);
    CHECK(where, memcmp(finished.bytes, witness.bytes, sizeof witness.bytes) == 0);
  }
  CHECK(where, memcmp(witness.txid, prepared.txid, 32) == 0);
  CHECK(where, witness.element_count == (has_hash(clause) ? 4U : 3U) && witness.lengths[0] == 64);
  /* The elements with their lengths and their number are as heavy as was told. */
  uint64_t weight;
  uint64_t found = 1;
  for (size_t index = 0; index < witness.element_count; ++index) {
    found += 1 + witness.lengths[index];
  }
  const keelbolt_vtxo_terms terms = ark_terms();
  CHECK(where, keelbolt_clause_witness_weight(&weight, policy, &terms, clause, NULL) == KEELBOLT_OK && weight == found);
  check_preimage(clause, &witness);
  check_transaction(&spend, &witness);
}

/* What is in a clause comes out of its script again. */
static void check_script(const keelbolt_clause *clause) {
  uint8_t script[128];
  size_t length = sizeof script;
  keelbolt_clause found;
  CHECK(where, keelbolt_clause_script(script, &length, clause, NULL) == KEELBOLT_OK);
  CHECK(where, keelbolt_clause_recognise(&found, script, length, NULL) == KEELBOLT_OK);
  CHECK(where, found.kind == clause->kind && found.hash_lock_version == clause->hash_lock_version &&
                   found.height == clause->height && found.delta == clause->delta &&
                   memcmp(found.pubkey, clause->pubkey, 32) == 0 && memcmp(found.hash160, clause->hash160, 20) == 0);
  script[length - 1] ^= 1;
  CHECK(where, keelbolt_clause_recognise(&found, script, length, NULL) == KEELBOLT_OK && found.kind == 0);
}

int main(void) {
  const keelbolt_vtxo_terms terms = ark_terms();
  keelbolt_vtxo_policy policies[ark_policy_count];
  unsigned spends = 0;
  for (int type = 0; type < ark_policy_count; ++type) {
    policies[type] = ark_policy(type);
  }
  for (int type = 0; type < ark_policy_count; ++type) {
    const keelbolt_vtxo_policy *policy = &policies[type];
    keelbolt_policy_output output;
    keelbolt_clause clauses[2];
    size_t count = 2;
    bool is_found;
    size_t index;
    snprintf(where, sizeof where, "policy %d", type);
    check_encoding(policy, type);
    CHECK(where, keelbolt_vtxo_policy_output(&output, policy, &terms, NULL) == KEELBOLT_OK);
    CHECK(where, keelbolt_vtxo_policy_recognise(&is_found, &index, output.script_pubkey, 34, policies,
                                                ark_policy_count, &terms, NULL) == KEELBOLT_OK);
    CHECK(where, is_found && index == (size_t)type);
    CHECK(where, keelbolt_vtxo_policy_recognise(&is_found, &index, output.script_pubkey, 34, policies, (size_t)type,
                                                &terms, NULL) == KEELBOLT_OK);
    CHECK(where, !is_found);
    CHECK(where, keelbolt_vtxo_policy_clauses(clauses, &count, policy, &terms, NULL) == KEELBOLT_OK && count <= 2);
    for (size_t at = 0; at < count; ++at, ++spends) {
      snprintf(where, sizeof where, "policy %d, clause %zu", type, at);
      check_script(&clauses[at]);
      check_spend(policy, &clauses[at]);
    }
  }
  CHECK("clauses", spends == 19);
  return check_result();
}
