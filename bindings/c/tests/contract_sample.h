/* A contract between two nodes, for the tests. */

#ifndef KEELBOLT_TEST_CONTRACT_SAMPLE_H
#define KEELBOLT_TEST_CONTRACT_SAMPLE_H

#include <keelbolt.h>
#include <stdlib.h>
#include <string.h>

static const uint8_t sample_entropy[32] = {7};
static const uint8_t sample_receiver_key[32] = {0x21, 0x8e, 0xad, 0x4b, 0x93, 0x55, 0x17, 0xc0, 0x2f, 0x61, 0x3a,
                                                0x84, 0xd9, 0x0c, 0x5e, 0x71, 0xaf, 0x36, 0xe8, 0x49, 0xb2, 0x6d,
                                                0x03, 0xfa, 0x95, 0x1c, 0x7b, 0xd4, 0x68, 0x2a, 0xcf, 0x57};
static const uint8_t sample_sender_key[32] = {3};
static const uint8_t sample_preimage[32] = {4, 4, 4};
/* P2WPKH */
static const uint8_t sample_destination[22] = {0, 20, 9};

static inline keelbolt_contract_terms sample_terms(int32_t form, int32_t hash_lock) {
  keelbolt_contract_terms terms = {0};
  terms.struct_size = sizeof terms;
  terms.form = form;
  terms.hash_lock = hash_lock;
  terms.lock_time_kind = KEELBOLT_LOCK_TIME_HEIGHT;
  terms.lock_time = 900000;
  uint8_t hash[32];
  if (keelbolt_payment_hash(hash, sample_preimage) != KEELBOLT_OK ||
      keelbolt_public_key(terms.receiver, sample_receiver_key, sample_entropy, NULL) != KEELBOLT_OK ||
      keelbolt_public_key(terms.sender, sample_sender_key, sample_entropy, NULL) != KEELBOLT_OK) {
    abort();
  }
  if (hash_lock == KEELBOLT_HASH_LOCK_SHA256) {
    memcpy(terms.hash, hash, sizeof hash);
  } else if (keelbolt_hash_lock_hash160(terms.hash, hash) != KEELBOLT_OK) {
    abort();
  }
  return terms;
}

static inline keelbolt_contract_spend sample_spend(int32_t path) {
  keelbolt_contract_spend spend = {0};
  spend.struct_size = sizeof spend;
  spend.path = path;
  memset(spend.txid, 5, sizeof spend.txid);
  spend.vout = 1;
  spend.value_sat = 100000;
  spend.destination = sample_destination;
  spend.destination_length = sizeof sample_destination;
  spend.feerate_per_kw = 1000;
  spend.preimage = sample_preimage;
  return spend;
}

#endif
