/* A leaf of a tree from the conformance vectors, as a round hands it out and as it becomes money, for the tests. */

#ifndef KEELBOLT_TEST_VTXO_SAMPLE_H
#define KEELBOLT_TEST_VTXO_SAMPLE_H

#include <keelbolt.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { sample_vtxo_room = 1000, sample_vtxo_depth = 2, sample_vtxo_tip = 100000 };

typedef struct {
  uint8_t bytes[sample_vtxo_room]; /* complete */
  size_t length;
  uint8_t handed_out[sample_vtxo_room]; /* without the signature of the leaf and without its preimage */
  size_t handed_out_length;
  uint8_t anchor[sample_vtxo_room]; /* the transaction on chain */
  size_t anchor_length;
  uint8_t server_key[33];
  uint8_t cosign_key[33]; /* with which the server has signed the tree */
  uint8_t own_key[33];
  uint8_t own_secret_key[32];
  uint8_t signature[64]; /* of the leaf */
  uint8_t preimage[32];  /* of the leaf */
  uint8_t unlock_hash[32];
} vtxo_sample;

/* The sample; the first call reads it from the vectors. */
const vtxo_sample *sample_vtxo(void);

/* Bytes of any case of the vectors, and how many they are. */
size_t sample_bytes(uint8_t *out, const char *name, const char *key);

/* What its owner expects of it, and what is on chain: it is accepted. Both point into the sample. */
keelbolt_expectation sample_expectation(void);
keelbolt_chain_facts sample_facts(void);

#ifdef __cplusplus
}
#endif

#endif
