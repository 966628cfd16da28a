#include "vtxo_sample.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "onion_vectors.h"
#include "vectors.h"

static vector_node *find(const char *name) {
  for (size_t file = 0; file < vector_file_count; ++file) {
    for (size_t index = 0; index < vector_files[file].member_count; ++index) {
      vector_node *node = &vector_files[file].members[index];
      if (strcmp(vector_text(node, "name"), name) == 0) {
        return node;
      }
    }
  }
  printf("no case %s\n", name);
  abort();
}

static size_t get(uint8_t *out, vector_node *node, const char *key) {
  const char *text = node == NULL ? NULL : vector_text(node, key);
  if (text == NULL) {
    printf("no %s\n", key);
    abort();
  }
  return vector_bytes(out, text);
}

static vtxo_sample read_sample(void) {
  vtxo_sample sample = {0};
  vector_node *complete = find("tree of 2 leaf 0, hash lock version 1");
  vector_node *handed_out = find("tree of 2 leaf 0, locked, hash lock version 1");
  vector_node *decoded = vector_member(complete, "decoded");
  vector_node *genesis = vector_member(decoded, "genesis");
  vector_node *node = &genesis->members[0];
  vector_node *leaf = &genesis->members[1];
  sample.length = get(sample.bytes, complete, "encoding");
  sample.handed_out_length = get(sample.handed_out, handed_out, "encoding");
  sample.anchor_length = get(sample.anchor, complete, "chain_anchor_tx");
  get(sample.server_key, decoded, "server_pubkey");
  vector_bytes(sample.cosign_key, vector_member(node, "pubkeys")->members[1].text);
  get(sample.own_key, leaf, "user_pubkey");
  get(sample.own_secret_key, complete, "leaf_privkey");
  get(sample.signature, leaf, "signature");
  get(sample.preimage, leaf, "unlock_preimage");
  get(sample.unlock_hash, complete, "unlock_hash");
  return sample;
}

const vtxo_sample *sample_vtxo(void) {
  static vtxo_sample sample;
  if (sample.length == 0) {
    sample = read_sample();
  }
  return &sample;
}

size_t sample_bytes(uint8_t *out, const char *name, const char *key) { return get(out, find(name), key); }

keelbolt_expectation sample_expectation(void) {
  const vtxo_sample *sample = sample_vtxo();
  keelbolt_expectation expected = {0};
  expected.struct_size = sizeof expected;
  expected.own_keys = sample->own_key;
  expected.own_key_count = 1;
  expected.server_cosign_pubkeys = sample->cosign_key;
  expected.server_cosign_pubkey_count = 1;
  expected.amount_sat = 1000;
  expected.has_amount = 1;
  expected.max_depth = sample_vtxo_depth;
  expected.confirmations = 6;
  expected.tip = sample_vtxo_tip;
  expected.exit_delta = 24;
  expected.margin = 36;
  memcpy(expected.server_pubkey, sample->server_key, sizeof expected.server_pubkey);
  memcpy(expected.unlock_hash, sample->unlock_hash, sizeof expected.unlock_hash);
  expected.has_unlock_hash = 1;
  return expected;
}

keelbolt_chain_facts sample_facts(void) {
  const vtxo_sample *sample = sample_vtxo();
  keelbolt_chain_facts facts = {0};
  facts.struct_size = sizeof facts;
  facts.anchor = sample->anchor;
  facts.anchor_length = sample->anchor_length;
  facts.confirmations = 6;
  facts.is_unspent = 1;
  return facts;
}
