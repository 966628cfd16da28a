/* The conformance cases of BOLT 11 as data; vectors.py writes them from the JSON files. */

#ifndef KEELBOLT_TEST_VECTORS_H
#define KEELBOLT_TEST_VECTORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
  uint8_t version;
  const char *program; /* hex, like all byte strings here */
  const char *address;
} vector_fallback;

typedef struct {
  const char *pubkey;
  const char *short_channel_id;
  uint32_t fee_base_msat;
  uint32_t fee_proportional_millionths;
  uint16_t cltv_expiry_delta;
} vector_hop;

typedef struct {
  const vector_hop *hops;
  size_t hop_count;
} vector_hint;

typedef struct {
  const char *file;
  const char *name;
  const char *invoice;
  bool valid;
  bool decodable;  /* the members below count; for an invalid case some may be left out */
  bool partial;    /* only some fields are given: what is NULL or absent says nothing */
  int32_t network; /* -1 when left out */
  bool has_amount;
  uint64_t amount_msat;
  uint64_t timestamp;
  const char *tags;
  const char *ignored_tags;
  const char *payment_hash;
  const char *payment_secret;
  const char *description;
  const char *description_hash;
  const char *payee;
  const char *metadata;
  uint64_t expiry_seconds;
  uint64_t min_final_cltv_expiry_delta;
  const uint32_t *features;
  size_t feature_count;
  const vector_fallback *fallbacks;
  size_t fallback_count;
  const vector_hint *hints;
  size_t hint_count;
  const char *signature;
  uint8_t recovery_id;
  const char *signature_hash;
  const char *recovered_node_id; /* NULL when no key can be recovered */
  bool high_s;
  const char *node_id;
  const char *secret_key; /* NULL unless signing with it gives the very same invoice */
} vector_case;

extern const vector_case vector_cases[];
extern const size_t vector_case_count;

/* Writes the bytes of a hex text to out and returns their number. */
size_t vector_bytes(uint8_t *out, const char *hex);

#ifdef __cplusplus
}
#endif

#endif
