/* Every case of the trees' conformance file: what encodings say, every transaction, what is signed, the VTXOs. */

#include <keelbolt.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "onion_vectors.h"
#include "vectors.h"

enum { room = 65536, most_nodes = 64 };

static const char *where; /* the name of the case */
static const uint8_t entropy[32] = {7};
static keelbolt_error error;

/* Whether a call succeeded; prints what was wrong. */
static bool ok(keelbolt_status status) {
  if (status != KEELBOLT_OK) {
    char message[256];
    size_t length = sizeof message;
    if (keelbolt_error_message(message, &length, &error) == KEELBOLT_OK) {
      printf("  %.*s\n", (int)length, message);
    }
  }
  return CHECK(where, status == KEELBOLT_OK);
}

/* --- Figures of a case --- */

/* Bytes, which must be there. */
static size_t get(uint8_t *out, vector_node *node, const char *key) {
  const char *text = vector_text(node, key);
  if (!CHECK(key, text != NULL) || !CHECK(key, strlen(text) / 2 <= room)) {
    abort();
  }
  return vector_bytes(out, text);
}

static void same_text(const char *name, const char *text, const uint8_t *data, size_t length) {
  static uint8_t expected[room];
  if (!CHECK(where, strlen(text) == 2 * length && vector_bytes(expected, text) == length &&
                        memcmp(expected, data, length) == 0)) {
    printf("  %s\n", name);
  }
}

static void same(vector_node *node, const char *key, const uint8_t *data, size_t length) {
  const char *text = vector_text(node, key);
  if (CHECK(key, text != NULL)) {
    same_text(key, text, data, length);
  }
}

static void same_number(vector_node *node, const char *key, uint64_t found) {
  if (!CHECK(where, vector_number(node, key) == found)) {
    printf("  %s\n", key);
  }
}

/* A list of byte strings of one length. */
static void same_list(vector_node *node, const char *key, const uint8_t *data, size_t length, size_t count) {
  vector_node *list = vector_member(node, key);
  if (!CHECK(key, list != NULL && list->member_count == count)) {
    return;
  }
  for (size_t index = 0; index < count; ++index) {
    same_text(key, list->members[index].text, data + length * index, length);
  }
}

static void public_key(uint8_t *point, const char *secret_hex) {
  uint8_t secret[32];
  CHECK(where, vector_bytes(secret, secret_hex) == 32);
  ok(keelbolt_public_key(point, secret, entropy, &error));
}

/* --- Checks --- */

/* The leaves of a specification, and the keys of their owners. */
static void check_leaves(vector_node *node, const keelbolt_tree_spec *spec) {
  vector_node *list = vector_member(node, "leaves");
  vector_node *owners = vector_member(node, "leaf_privkeys");
  for (size_t index = 0; index < list->member_count; ++index) {
    vector_node *figure = &list->members[index];
    const char *key = vector_text(figure, "cosign_pubkey");
    const bool signs = key != NULL && strcmp(key, "null") != 0;
    keelbolt_leaf_spec leaf;
    uint8_t policy[128];
    size_t length = sizeof policy;
    ok(keelbolt_tree_spec_leaf(&leaf, spec, index, &error));
    same_number(figure, "amount_sat", leaf.amount_sat);
    ok(keelbolt_user_policy_write(policy, &length, &leaf.policy, &error));
    same(figure, "policy_encoding", policy, length);
    CHECK(where, leaf.has_cosign_pubkey == signs);
    if (signs) {
      same(figure, "cosign_pubkey", leaf.cosign_pubkey, 33);
    }
    if (vector_member(figure, "unlock_hash") != NULL) {
      same(figure, "unlock_hash", leaf.unlock_hash, 32);
    }
    if (owners != NULL) {
      uint8_t owner[33];
      public_key(owner, owners->members[index].text);
      CHECK(where, memcmp(owner, leaf.policy.user_pubkey, 33) == 0);
    }
  }
}

/* The terms and the version of hash locks. */
static keelbolt_tree_spec_fields check_fields(vector_node *node, const keelbolt_tree_spec *spec) {
  keelbolt_tree_spec_fields fields = {0};
  fields.struct_size = sizeof fields;
  ok(keelbolt_tree_spec_read(&fields, spec, &error));
  same_number(node, "hashlock_version", fields.hash_lock == KEELBOLT_HASH_LOCK_V0 ? 0 : 1);
  same_number(node, "expiry_height", fields.terms.expiry_height);
  same_number(node, "exit_delta", fields.terms.exit_delta);
  CHECK(where, vector_member(node, "leaves")->member_count == fields.leaf_count);
  return fields;
}

/* All transactions, with the signatures where there are some: those of the leaves have none. */
static void check_transactions(vector_node *node, const keelbolt_unsigned_tree *tree, size_t leaves, size_t nodes,
                               uint8_t (*signatures)[64]) {
  vector_node *list = vector_member(node, "transactions");
  if (list == NULL) {
    return;
  }
  CHECK(where, list->member_count == nodes);
  for (size_t number = 0; number < nodes; ++number) {
    uint8_t bytes[1000];
    size_t length = sizeof bytes;
    const bool is_signed = signatures != NULL && number >= leaves;
    const keelbolt_bytes witness = {is_signed ? signatures[number - leaves] : NULL, is_signed ? 64 : 0};
    ok(keelbolt_unsigned_tree_signed(bytes, &length, tree, number, is_signed ? &witness : NULL, is_signed, &error));
    same_text("transaction", list->members[number].text, bytes, length);
  }
}

/* The output on chain, in the transaction that makes it: of one input without a script, and one output. */
static void check_funding(vector_node *node, const keelbolt_tree_spec *spec, const keelbolt_outpoint *utxo) {
  static uint8_t bytes[room];
  uint8_t txid[32];
  keelbolt_tree_output output;
  const size_t length = get(bytes, node, "funding_tx");
  const uint8_t *value = bytes + 4 + 1 + 36 + 1 + 4 + 1;
  uint64_t value_sat = 0;
  for (int byte = 7; byte >= 0; --byte) {
    value_sat = value_sat << 8 | value[byte];
  }
  ok(keelbolt_tree_spec_funding_output(&output, spec, &error));
  CHECK(where, value + 8 + 1 + 34 + 4 == bytes + length && value_sat == output.value_sat);
  CHECK(where, memcmp(value + 9, output.script_pubkey, 34) == 0);
  ok(keelbolt_sha256(txid, bytes, length));
  ok(keelbolt_sha256(txid, txid, sizeof txid));
  CHECK(where, utxo->vout == 0 && memcmp(txid, utxo->txid, 32) == 0);
}

/* The VTXO of each leaf, from its own branch. */
static void check_vtxos(vector_node *node, const keelbolt_tree_spec *spec, const keelbolt_outpoint *utxo,
                        uint8_t (*signatures)[64], size_t signature_count) {
  vector_node *list = vector_member(node, "locked_vtxos");
  for (size_t leaf = 0; leaf < list->member_count; ++leaf) {
    static uint8_t bytes[room];
    size_t length = room;
    keelbolt_branch *branch = NULL;
    if (ok(keelbolt_branch_build(&branch, spec, utxo, leaf, &error))) {
      ok(keelbolt_branch_vtxo(bytes, &length, branch, spec, signatures[0], signature_count, &error));
      same_text("locked_vtxos", list->members[leaf].text, bytes, length);
    }
    keelbolt_branch_free(branch);
  }
}

/* `encoding` gives all else; the keys and the preimage are shown to be of it. */
static void check_signed(vector_node *node) {
  static uint8_t bytes[room];
  uint8_t signatures[most_nodes][64];
  size_t signature_count = most_nodes;
  uint8_t owners[2][33];
  uint8_t found_owners[2][33];
  size_t owner_count = 2;
  uint8_t server[33];
  uint8_t preimage[32];
  uint8_t unlock_hash[32];
  keelbolt_signed_tree *parsed = NULL;
  keelbolt_signed_tree *tree = NULL;
  keelbolt_unsigned_tree *built = NULL;
  keelbolt_tree_spec *spec = NULL;
  keelbolt_outpoint utxo;
  size_t length = get(bytes, node, "encoding");
  if (!ok(keelbolt_signed_tree_parse(&parsed, bytes, length, &error)) ||
      !ok(keelbolt_signed_tree_with_found_hash_lock(&tree, parsed, &error))) {
    return;
  }
  length = room;
  ok(keelbolt_signed_tree_write(bytes, &length, tree, &error));
  same(node, "encoding", bytes, length);
  ok(keelbolt_signed_tree_spec(&spec, tree, &error));
  ok(keelbolt_signed_tree_utxo(&utxo, tree, &error));
  ok(keelbolt_signed_tree_signatures(signatures[0], &signature_count, tree, &error));
  const keelbolt_tree_spec_fields fields = check_fields(node, spec);
  public_key(server, vector_text(node, "server_privkey"));
  CHECK(where, memcmp(server, fields.terms.server_pubkey, 33) == 0);
  public_key(owners[0], vector_text(node, "user_cosign_privkey"));
  public_key(owners[1], vector_text(node, "server_cosign_privkey"));
  ok(keelbolt_tree_spec_global_cosign_pubkeys(found_owners[0], &owner_count, spec, &error));
  CHECK(where, owner_count == 2 && memcmp(owners, found_owners, sizeof owners) == 0);
  CHECK(where, get(preimage, node, "unlock_preimage") == 32);
  ok(keelbolt_sha256(unlock_hash, preimage, sizeof preimage));
  same(node, "unlock_hash", unlock_hash, sizeof unlock_hash);
  for (size_t index = 0; index < fields.leaf_count; ++index) {
    keelbolt_leaf_spec leaf;
    ok(keelbolt_tree_spec_leaf(&leaf, spec, index, &error));
    CHECK(where, memcmp(leaf.unlock_hash, unlock_hash, 32) == 0);
  }
  check_leaves(node, spec);
  check_funding(node, spec, &utxo);
  ok(keelbolt_signed_tree_verify(&built, tree, &error));
  check_transactions(node, built, fields.leaf_count, fields.leaf_count + signature_count, signatures);
  check_vtxos(node, spec, &utxo, signatures, signature_count);
  keelbolt_tree_spec_free(spec);
  keelbolt_unsigned_tree_free(built);
  keelbolt_signed_tree_free(parsed);
  keelbolt_signed_tree_free(tree);
}

/* The keys that sign for a node or a leaf, aggregated anew. */
static void aggregate(uint8_t *key, const keelbolt_tree_spec *spec, const keelbolt_tree_spec_fields *fields,
                      size_t number) {
  static keelbolt_musig_keys keys;
  uint8_t signers[most_nodes][33];
  size_t leaves[most_nodes];
  size_t below = most_nodes;
  size_t count = 0;
  keelbolt_leaf_spec leaf;
  if (number < fields->leaf_count) {
    ok(keelbolt_tree_spec_leaf(&leaf, spec, number, &error));
    memcpy(signers[count++], leaf.policy.user_pubkey, 33);
    memcpy(signers[count++], fields->terms.server_pubkey, 33);
  } else {
    size_t global = most_nodes;
    ok(keelbolt_tree_spec_global_cosign_pubkeys(signers[0], &global, spec, &error));
    count = global;
    ok(keelbolt_tree_shape_leaves_below(leaves, &below, fields->leaf_count, number, &error));
    for (size_t index = 0; index < below; ++index) {
      ok(keelbolt_tree_spec_leaf(&leaf, spec, leaves[index], &error));
      if (leaf.has_cosign_pubkey) {
        memcpy(signers[count++], leaf.cosign_pubkey, 33);
      }
    }
  }
  ok(keelbolt_musig_sort_keys(signers[0], signers[0], count, &error));
  ok(keelbolt_musig_keys_init(&keys, signers[0], count, &error));
  ok(keelbolt_musig_keys_public_key(key, &keys, &error));
}

static void check_tree(vector_node *node, const keelbolt_tree_spec *spec, const keelbolt_tree_spec_fields *fields) {
  keelbolt_outpoint utxo;
  keelbolt_unsigned_tree *tree = NULL;
  keelbolt_unsigned_tree_fields tree_fields = {0};
  keelbolt_tree_shape shape;
  uint8_t keys[most_nodes][33];
  uint8_t internal[most_nodes][32];
  uint8_t sighashes[most_nodes][32];
  size_t key_count = most_nodes;
  size_t sighash_count = most_nodes;
  const char *outpoint = vector_text(node, "funding_outpoint");
  tree_fields.struct_size = sizeof tree_fields;
  ok(keelbolt_vtxo_id_parse(&utxo, outpoint, strlen(outpoint), &error));
  if (!ok(keelbolt_unsigned_tree_build(&tree, spec, &utxo, &error))) {
    return;
  }
  ok(keelbolt_unsigned_tree_read(&tree_fields, tree, &error));
  ok(keelbolt_tree_shape_of(&shape, tree_fields.leaf_count, &error));
  same_number(node, "leaf_count", tree_fields.leaf_count);
  same_number(node, "node_count", tree_fields.node_count);
  same_number(node, "internal_node_count", shape.internal_node_count);
  for (size_t number = 0; number < shape.node_count; ++number) {
    aggregate(keys[number], spec, fields, number);
  }
  same_list(node, "cosign_aggregate_pubkeys", keys[0], 33, shape.node_count);
  same(node, "funding_cosign_pubkey", keys[shape.root] + 1, 32);
  ok(keelbolt_unsigned_tree_internal_keys(internal[0], &key_count, tree, &error));
  CHECK(where, key_count == shape.node_count);
  for (size_t number = 0; number < key_count; ++number) {
    CHECK(where, memcmp(internal[number], keys[number] + 1, 32) == 0);
  }
  ok(keelbolt_unsigned_tree_sighashes(sighashes[0], &sighash_count, tree, &error));
  same_list(node, "internal_sighashes", sighashes[0], 32, sighash_count);
  for (size_t index = 0; index < sighash_count; ++index) {
    uint8_t sighash[32];
    ok(keelbolt_unsigned_tree_sighash(sighash, tree, shape.leaf_count + index, NULL, &error));
    CHECK(where, memcmp(sighash, sighashes[index], 32) == 0);
  }
  check_transactions(node, tree, shape.leaf_count, shape.node_count, NULL);
  keelbolt_unsigned_tree_free(tree);
}

/* `spec_encoding` and `funding_outpoint` give all else. */
static void check_unsigned(vector_node *node) {
  static uint8_t bytes[room];
  uint8_t global[most_nodes][33];
  size_t global_count = most_nodes;
  keelbolt_tree_spec *parsed = NULL;
  keelbolt_tree_spec *spec = NULL;
  keelbolt_tree_output funding;
  const int32_t version = vector_number(node, "hashlock_version") == 0 ? KEELBOLT_HASH_LOCK_V0 : KEELBOLT_HASH_LOCK_V1;
  size_t length = get(bytes, node, "spec_encoding");
  if (!ok(keelbolt_tree_spec_parse(&parsed, bytes, length, &error)) ||
      !ok(keelbolt_tree_spec_with_hash_lock(&spec, parsed, version, &error))) {
    return;
  }
  length = room;
  ok(keelbolt_tree_spec_write(bytes, &length, spec, &error));
  same(node, "spec_encoding", bytes, length);
  const keelbolt_tree_spec_fields fields = check_fields(node, spec);
  same(node, "server_pubkey", fields.terms.server_pubkey, 33);
  same_number(node, "total_value_sat", fields.total_sat);
  ok(keelbolt_tree_spec_global_cosign_pubkeys(global[0], &global_count, spec, &error));
  same_list(node, "global_cosign_pubkeys", global[0], 33, global_count);
  check_leaves(node, spec);
  ok(keelbolt_tree_spec_funding_output(&funding, spec, &error));
  same(node, "funding_script_pubkey", funding.script_pubkey, 34);
  check_tree(node, spec, &fields);
  keelbolt_tree_spec_free(parsed);
  keelbolt_tree_spec_free(spec);
}

/* An encoding of version 1, whose signatures are nobody's. */
static void check_legacy(vector_node *node) {
  static uint8_t bytes[room];
  uint8_t signatures[most_nodes][64];
  size_t signature_count = most_nodes;
  char text[80];
  size_t text_length = sizeof text;
  keelbolt_signed_tree *tree = NULL;
  keelbolt_unsigned_tree *built = NULL;
  keelbolt_tree_spec *spec = NULL;
  keelbolt_outpoint utxo;
  keelbolt_unsigned_tree_fields fields = {0};
  size_t length = get(bytes, node, "encoding");
  fields.struct_size = sizeof fields;
  if (!ok(keelbolt_signed_tree_parse(&tree, bytes, length, &error))) {
    return;
  }
  length = room;
  ok(keelbolt_signed_tree_write(bytes, &length, tree, &error));
  same(node, "reencoding", bytes, length);
  ok(keelbolt_signed_tree_utxo(&utxo, tree, &error));
  ok(keelbolt_vtxo_id_text(text, &text_length, &utxo, &error));
  const char *expected = vector_text(node, "funding_outpoint");
  CHECK(where, strlen(expected) == text_length && memcmp(expected, text, text_length) == 0);
  ok(keelbolt_signed_tree_spec(&spec, tree, &error));
  ok(keelbolt_signed_tree_signatures(signatures[0], &signature_count, tree, &error));
  ok(keelbolt_unsigned_tree_build(&built, spec, &utxo, &error));
  ok(keelbolt_unsigned_tree_read(&fields, built, &error));
  same_number(node, "leaf_count", fields.leaf_count);
  check_transactions(node, built, fields.leaf_count, fields.node_count, signatures);
  keelbolt_unsigned_tree_free(built);
  keelbolt_tree_spec_free(spec);
  keelbolt_signed_tree_free(tree);
}

static const struct {
  const char *kind;
  void (*check)(vector_node *node);
} kinds[] = {
    {"signed_tree", check_signed},
    {"unsigned_tree", check_unsigned},
    {"signed_tree_legacy", check_legacy},
};

static void check_case(vector_node *node) {
  const char *kind = vector_text(node, "kind");
  CHECK(where, vector_flag(node, "valid"));
  for (size_t row = 0; row < sizeof kinds / sizeof kinds[0]; ++row) {
    if (strcmp(kinds[row].kind, kind) == 0) {
      kinds[row].check(node);
      return;
    }
  }
  CHECK(where, !"a known kind");
}

int main(void) {
  size_t cases = 0;
  error.struct_size = sizeof error;
  for (size_t file = 0; file < vector_file_count; ++file) {
    for (size_t index = 0; index < vector_files[file].member_count; ++index) {
      vector_node *node = &vector_files[file].members[index];
      where = vector_text(node, "name");
      check_case(node);
      const vector_node *unasked = vector_unasked(node);
      if (!CHECK(where, unasked == NULL)) {
        printf("  not checked: %s\n", unasked->key);
      }
      ++cases;
    }
  }
  printf("%zu cases\n", cases);
  CHECK("files", vector_file_count == 1 && cases >= 8);
  return check_result();
}
