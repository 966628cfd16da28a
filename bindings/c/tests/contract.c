/* Contracts in every form, spent on every path: what is built is recognised, what is signed is what was asked for, and
 * the sender finds the preimage. */

#include <keelbolt.h>
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "contract_sample.h"

static char where[64];

/* The script of a contract, and its length. */
static size_t script_of(uint8_t *script, size_t room, const keelbolt_contract_terms *terms, int32_t which) {
  size_t needed = 0;
  CHECK(where, keelbolt_contract_script_bytes(NULL, &needed, terms, which, NULL) == KEELBOLT_ERROR_BUFFER_TOO_SMALL);
  size_t length = room;
  CHECK(where, keelbolt_contract_script_bytes(script, &length, terms, which, NULL) == KEELBOLT_OK);
  CHECK(where, length == needed);
  return length;
}

static bool same_terms(const keelbolt_contract_terms *a, const keelbolt_contract_terms *b) {
  return a->form == b->form && a->hash_lock == b->hash_lock && a->lock_time_kind == b->lock_time_kind &&
         a->lock_time == b->lock_time && memcmp(a->hash, b->hash, 32) == 0 &&
         memcmp(a->receiver, b->receiver, 33) == 0 && memcmp(a->sender, b->sender, 33) == 0;
}

static void check_recognises(const keelbolt_contract_terms *terms) {
  uint8_t first[256];
  uint8_t second[256];
  keelbolt_contract_terms found = {0};
  found.struct_size = sizeof found;
  if (terms->form == KEELBOLT_CONTRACT_P2WSH) {
    const size_t length = script_of(first, sizeof first, terms, KEELBOLT_CONTRACT_WITNESS_SCRIPT);
    CHECK(where, keelbolt_contract_recognise_p2wsh(&found, first, length, NULL) == KEELBOLT_OK);
    CHECK(where, same_terms(&found, terms));
    first[0] ^= 1;
    CHECK(where, keelbolt_contract_recognise_p2wsh(&found, first, length, NULL) == KEELBOLT_OK && found.form == 0);
    return;
  }
  keelbolt_bytes claim = {first, script_of(first, sizeof first, terms, KEELBOLT_CONTRACT_CLAIM_LEAF)};
  keelbolt_bytes refund = {second, script_of(second, sizeof second, terms, KEELBOLT_CONTRACT_REFUND_LEAF)};
  const uint8_t *receiver = terms->receiver;
  const uint8_t *sender = terms->sender;
  CHECK(where, keelbolt_contract_recognise_taproot(&found, claim, refund, receiver, sender, NULL) == KEELBOLT_OK);
  CHECK(where, same_terms(&found, terms));
  CHECK(where, keelbolt_contract_recognise_taproot(&found, claim, refund, sender, receiver, NULL) == KEELBOLT_OK);
  CHECK(where, found.form == 0);
}

static void check_output(const keelbolt_contract_terms *terms) {
  uint8_t script_pubkey[34];
  char address[96];
  size_t length = sizeof address;
  CHECK(where, keelbolt_contract_script_pubkey(script_pubkey, terms, NULL) == KEELBOLT_OK);
  CHECK(where, script_pubkey[0] == (terms->form == KEELBOLT_CONTRACT_P2WSH ? 0 : 0x51) && script_pubkey[1] == 32);
  CHECK(where, keelbolt_contract_address(address, &length, terms, KEELBOLT_NETWORK_REGTEST, NULL) == KEELBOLT_OK);
  CHECK(where, memcmp(address, terms->form == KEELBOLT_CONTRACT_P2WSH ? "bcrt1q" : "bcrt1p", 6) == 0);
  if (terms->form == KEELBOLT_CONTRACT_TAPROOT) {
    /* Both keys, aggregated and tweaked with the root, are the output key. */
    uint8_t internal_key[32];
    uint8_t root[32];
    uint8_t key[33];
    keelbolt_musig_keys keys;
    CHECK(where, keelbolt_contract_tree(internal_key, root, terms, NULL) == KEELBOLT_OK);
    CHECK(where, keelbolt_contract_musig_keys(&keys, terms, NULL) == KEELBOLT_OK);
    CHECK(where, keelbolt_musig_keys_public_key(key, &keys, NULL) == KEELBOLT_OK);
    CHECK(where, memcmp(key + 1, script_pubkey + 2, 32) == 0);
    uint8_t both[66];
    memcpy(both, terms->receiver, 33);
    memcpy(both + 33, terms->sender, 33);
    CHECK(where, keelbolt_musig_sort_keys(both, both, 2, NULL) == KEELBOLT_OK);
    CHECK(where, keelbolt_musig_keys_init(&keys, both, 2, NULL) == KEELBOLT_OK);
    CHECK(where, keelbolt_musig_keys_public_key(key, &keys, NULL) == KEELBOLT_OK);
    CHECK(where, memcmp(key + 1, internal_key, 32) == 0);
    CHECK(where, keelbolt_musig_keys_tap_tweak(&keys, root, NULL) == KEELBOLT_OK);
    CHECK(where, keelbolt_musig_keys_public_key(key, &keys, NULL) == KEELBOLT_OK);
    CHECK(where, memcmp(key + 1, script_pubkey + 2, 32) == 0);
  }
}

/* Both sign by MuSig2. */
static void cooperate(uint8_t *signature, const keelbolt_contract_terms *terms, const uint8_t *message) {
  static const uint8_t nonce_entropy[2][32] = {{8}, {9}};
  const uint8_t *secrets[2] = {sample_receiver_key, sample_sender_key};
  const uint8_t *points[2] = {terms->receiver, terms->sender};
  keelbolt_musig_keys keys;
  keelbolt_musig_secret_nonce nonces[2];
  keelbolt_musig_session session;
  uint8_t public_nonces[2][66];
  uint8_t in_order[2][66];
  uint8_t sum[66];
  uint8_t partials[2][32];
  CHECK(where, keelbolt_contract_musig_keys(&keys, terms, NULL) == KEELBOLT_OK);
  for (size_t side = 0; side < 2; ++side) {
    CHECK(where, keelbolt_musig_nonce(&nonces[side], public_nonces[side], nonce_entropy[side], secrets[side], &keys,
                                      message, NULL, sample_entropy, NULL) == KEELBOLT_OK);
  }
  CHECK(where, keelbolt_musig_aggregate_nonce(sum, public_nonces[0], 2, NULL) == KEELBOLT_OK);
  CHECK(where, keelbolt_musig_session_init(&session, &keys, sum, message, NULL) == KEELBOLT_OK);
  for (size_t side = 0; side < 2; ++side) {
    size_t signer;
    CHECK(where, keelbolt_musig_signer(&signer, &session, points[side], NULL) == KEELBOLT_OK && signer < 2);
    CHECK(where, keelbolt_musig_sign(partials[signer], &nonces[side], &session, secrets[side], sample_entropy, NULL) ==
                     KEELBOLT_OK);
    memcpy(in_order[signer], public_nonces[side], 66);
    CHECK(where, keelbolt_musig_verify(&session, signer, in_order[signer], partials[signer], NULL) == KEELBOLT_OK);
  }
  CHECK(where, keelbolt_musig_verify_all(&session, in_order[0], 2, partials[0], 2, NULL) == KEELBOLT_OK);
  CHECK(where, keelbolt_musig_aggregate(signature, &session, partials[0], 2, NULL) == KEELBOLT_OK);
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

static void check_path(const keelbolt_contract_terms *terms, int32_t path) {
  const keelbolt_contract_spend spend = sample_spend(path);
  keelbolt_contract_prepared prepared = {0};
  prepared.struct_size = sizeof prepared;
  CHECK(where, keelbolt_contract_spend_prepare(&prepared, terms, &spend, NULL) == KEELBOLT_OK);
  /* A thousand satoshi for a thousand units. */
  CHECK(where, prepared.fee_sat == prepared.weight && prepared.value_sat == spend.value_sat - prepared.fee_sat);
  keelbolt_contract_witness witness;
  if (path == KEELBOLT_CONTRACT_COOPERATE) {
    uint8_t signature[64];
    cooperate(signature, terms, prepared.sighash);
    CHECK(where, keelbolt_contract_spend_finish(&witness, terms, &spend, signature, NULL) == KEELBOLT_OK);
    CHECK(where, witness.element_count == 1 && memcmp(witness.bytes, signature, 64) == 0);
  } else {
    const uint8_t *key = path == KEELBOLT_CONTRACT_CLAIM ? sample_receiver_key : sample_sender_key;
    CHECK(where, keelbolt_contract_spend_sign(&witness, terms, &spend, key, sample_entropy, sample_entropy, NULL) ==
                     KEELBOLT_OK);
    /* An external signer's signature makes the same witness. */
    keelbolt_contract_witness finished;
    CHECK(where, keelbolt_contract_spend_finish(&finished, terms, &spend, witness.signature, NULL) == KEELBOLT_OK);
    CHECK(where, memcmp(finished.bytes, witness.bytes, sizeof witness.bytes) == 0);
    uint8_t signer[33];
    CHECK(where, keelbolt_public_key(signer, key, sample_entropy, NULL) == KEELBOLT_OK);
    CHECK(where, memcmp(prepared.signer + 1, signer + 1, 32) == 0);
  }
  CHECK(where, memcmp(witness.txid, prepared.txid, 32) == 0);

  /* The preimage is in the witness of a claim, and of that alone. */
  keelbolt_bytes elements[4];
  const uint8_t *start = witness.bytes;
  for (size_t index = 0; index < witness.element_count; ++index) {
    elements[index].data = start;
    elements[index].length = witness.lengths[index];
    start += witness.lengths[index];
  }
  bool is_found;
  uint8_t preimage[32];
  CHECK(where, keelbolt_contract_preimage(&is_found, preimage, terms, elements, witness.element_count, NULL) ==
                   KEELBOLT_OK);
  CHECK(where, is_found == (path == KEELBOLT_CONTRACT_CLAIM));
  CHECK(where, !is_found || memcmp(preimage, sample_preimage, 32) == 0);

  /* The whole transaction holds all of it. */
  uint8_t transaction[512];
  size_t length = 0;
  CHECK(where, keelbolt_contract_spend_transaction(NULL, &length, terms, &spend, witness.signature, NULL) ==
                   KEELBOLT_ERROR_BUFFER_TOO_SMALL);
  CHECK(where, length < sizeof transaction);
  CHECK(where, keelbolt_contract_spend_transaction(transaction, &length, terms, &spend, witness.signature, NULL) ==
                   KEELBOLT_OK);
  for (size_t index = 0; index < witness.element_count; ++index) {
    CHECK(where, contains(transaction, length, elements[index].data, elements[index].length));
  }
  CHECK(where, contains(transaction, length, spend.txid, 32) &&
                   contains(transaction, length, sample_destination, sizeof sample_destination));
  const uint64_t lock_time = path == KEELBOLT_CONTRACT_REFUND ? terms->lock_time : 0;
  const uint8_t little_endian[4] = {(uint8_t)lock_time, (uint8_t)(lock_time >> 8), (uint8_t)(lock_time >> 16),
                                    (uint8_t)(lock_time >> 24)};
  CHECK(where, memcmp(transaction + length - 4, little_endian, 4) == 0);
}

int main(void) {
  for (int32_t form = KEELBOLT_CONTRACT_P2WSH; form <= KEELBOLT_CONTRACT_TAPROOT; ++form) {
    for (int32_t hash = KEELBOLT_HASH_LOCK_SHA256; hash <= KEELBOLT_HASH_LOCK_HASH160; ++hash) {
      keelbolt_contract_terms terms = sample_terms(form, hash);
      for (int32_t kind = KEELBOLT_LOCK_TIME_HEIGHT; kind <= KEELBOLT_LOCK_TIME_SECONDS; ++kind) {
        terms.lock_time_kind = kind;
        terms.lock_time = kind == KEELBOLT_LOCK_TIME_HEIGHT ? 900000 : 1800000000;
        snprintf(where, sizeof where, "form %d, hash %d, lock time %d", (int)form, (int)hash, (int)kind);
        CHECK(where, keelbolt_contract_check(&terms, NULL) == KEELBOLT_OK);
        check_recognises(&terms);
        check_output(&terms);
        check_path(&terms, KEELBOLT_CONTRACT_CLAIM);
        check_path(&terms, KEELBOLT_CONTRACT_REFUND);
        if (form == KEELBOLT_CONTRACT_TAPROOT) {
          check_path(&terms, KEELBOLT_CONTRACT_COOPERATE);
        }
      }
    }
  }
  return check_result();
}
