/* What must not be given to the functions of trees and of their ceremony: NULL, buffers without room, and numbers that
 * no tree has. Every error of a tree is made; those of a ceremony are tree_ceremony.c's. */

#include <keelbolt.h>
#include <stdlib.h>
#include <string.h>

#include "refused.h"
#include "tree_sample.h"

static tree_sample sample;

static const uint8_t entropy[32] = {5};

/* --- Pointers --- */

static void check_null_specs(void) {
  keelbolt_tree_spec *spec = NULL;
  keelbolt_tree_spec_fields fields = {0};
  keelbolt_leaf_spec leaf;
  keelbolt_tree_output output;
  uint8_t out[tree_room];
  size_t size = sizeof out;
  size_t numbers[tree_leaves];
  keelbolt_tree_shape shape;
  keelbolt_tree_node node;
  uint32_t height;
  fields.struct_size = sizeof fields;

  NULLS(keelbolt_tree_spec_new(NULL, &sample.terms, sample.cosigner, 1, sample.leaves, tree_leaves, NULL));
  NULLS(keelbolt_tree_spec_new(&spec, NULL, sample.cosigner, 1, sample.leaves, tree_leaves, NULL));
  NULLS(keelbolt_tree_spec_new(&spec, &sample.terms, NULL, 1, sample.leaves, tree_leaves, NULL));
  NULLS(keelbolt_tree_spec_new(&spec, &sample.terms, sample.cosigner, 1, NULL, tree_leaves, NULL));
  NULLS(keelbolt_tree_spec_parse(NULL, out, 1, NULL));
  NULLS(keelbolt_tree_spec_parse(&spec, NULL, 1, NULL));
  NULLS(keelbolt_tree_spec_write(out, NULL, sample.spec, NULL));
  NULLS(keelbolt_tree_spec_write(out, &size, NULL, NULL));
  NULLS(keelbolt_tree_spec_read(NULL, sample.spec, NULL));
  NULLS(keelbolt_tree_spec_read(&fields, NULL, NULL));
  NULLS(keelbolt_tree_spec_global_cosign_pubkeys(out, NULL, sample.spec, NULL));
  NULLS(keelbolt_tree_spec_global_cosign_pubkeys(out, &size, NULL, NULL));
  NULLS(keelbolt_tree_spec_leaf(NULL, sample.spec, 0, NULL));
  NULLS(keelbolt_tree_spec_leaf(&leaf, NULL, 0, NULL));
  NULLS(keelbolt_tree_spec_with_hash_lock(NULL, sample.spec, KEELBOLT_HASH_LOCK_V0, NULL));
  NULLS(keelbolt_tree_spec_with_hash_lock(&spec, NULL, KEELBOLT_HASH_LOCK_V0, NULL));
  NULLS(keelbolt_tree_spec_funding_output(NULL, sample.spec, NULL));
  NULLS(keelbolt_tree_spec_funding_output(&output, NULL, NULL));
  NULLS(keelbolt_tree_spec_match_outputs(numbers, NULL, sample.spec, sample.leaves, 1, NULL));
  NULLS(keelbolt_tree_spec_match_outputs(numbers, &size, NULL, sample.leaves, 1, NULL));
  NULLS(keelbolt_tree_spec_match_outputs(numbers, &size, sample.spec, NULL, 1, NULL));
  NULLS(keelbolt_tree_shape_of(NULL, 2, NULL));
  NULLS(keelbolt_tree_shape_node(NULL, 2, 0, NULL));
  NULLS(keelbolt_tree_shape_branch(numbers, NULL, 2, 0, NULL));
  NULLS(keelbolt_tree_shape_leaves_below(numbers, NULL, 2, 0, NULL));
  NULLS(keelbolt_earliest_expiry(NULL, 1, 1, NULL, 0, NULL));
  NULLS(keelbolt_earliest_expiry(&height, 1, 1, NULL, 1, NULL));
  CHECK("nothing made", spec == NULL && keelbolt_tree_shape_of(&shape, 2, NULL) == KEELBOLT_OK &&
                            keelbolt_tree_shape_node(&node, 2, 2, NULL) == KEELBOLT_OK);
  keelbolt_tree_spec_free(NULL);
}

static void check_null_trees(void) {
  keelbolt_tree_spec *spec = NULL;
  keelbolt_unsigned_tree *tree = NULL;
  keelbolt_branch *branch = NULL;
  keelbolt_signed_tree *made = NULL;
  keelbolt_unsigned_tree_fields fields = {0};
  keelbolt_branch_fields branch_fields = {0};
  keelbolt_tree_transaction transaction;
  keelbolt_outpoint utxo;
  const keelbolt_bytes no_element = {NULL, 1};
  uint8_t out[tree_room];
  size_t size = sizeof out;
  fields.struct_size = sizeof fields;
  branch_fields.struct_size = sizeof branch_fields;

  NULLS(keelbolt_unsigned_tree_build(NULL, sample.spec, &sample.utxo, NULL));
  NULLS(keelbolt_unsigned_tree_build(&tree, NULL, &sample.utxo, NULL));
  NULLS(keelbolt_unsigned_tree_build(&tree, sample.spec, NULL, NULL));
  NULLS(keelbolt_unsigned_tree_read(NULL, sample.tree, NULL));
  NULLS(keelbolt_unsigned_tree_read(&fields, NULL, NULL));
  NULLS(keelbolt_unsigned_tree_spec(NULL, sample.tree, NULL));
  NULLS(keelbolt_unsigned_tree_spec(&spec, NULL, NULL));
  NULLS(keelbolt_unsigned_tree_transaction(NULL, sample.tree, 0, NULL));
  NULLS(keelbolt_unsigned_tree_transaction(&transaction, NULL, 0, NULL));
  NULLS(keelbolt_unsigned_tree_sighash(NULL, sample.tree, 0, NULL, NULL));
  NULLS(keelbolt_unsigned_tree_sighash(out, NULL, 0, NULL, NULL));
  NULLS(keelbolt_unsigned_tree_signed(out, NULL, sample.tree, 0, NULL, 0, NULL));
  NULLS(keelbolt_unsigned_tree_signed(out, &size, NULL, 0, NULL, 0, NULL));
  NULLS(keelbolt_unsigned_tree_signed(out, &size, sample.tree, 0, NULL, 1, NULL));
  NULLS(keelbolt_unsigned_tree_signed(out, &size, sample.tree, 0, &no_element, 1, NULL));
  NULLS(keelbolt_unsigned_tree_internal_keys(out, NULL, sample.tree, NULL));
  NULLS(keelbolt_unsigned_tree_internal_keys(out, &size, NULL, NULL));
  NULLS(keelbolt_unsigned_tree_sighashes(out, NULL, sample.tree, NULL));
  NULLS(keelbolt_unsigned_tree_sighashes(out, &size, NULL, NULL));
  NULLS(keelbolt_unsigned_tree_branch(NULL, sample.tree, 0, NULL));
  NULLS(keelbolt_unsigned_tree_branch(&branch, NULL, 0, NULL));
  NULLS(keelbolt_branch_build(NULL, sample.spec, &sample.utxo, 0, NULL));
  NULLS(keelbolt_branch_build(&branch, NULL, &sample.utxo, 0, NULL));
  NULLS(keelbolt_branch_build(&branch, sample.spec, NULL, 0, NULL));
  NULLS(keelbolt_branch_read(NULL, sample.branch, NULL));
  NULLS(keelbolt_branch_read(&branch_fields, NULL, NULL));
  NULLS(keelbolt_branch_transaction(NULL, sample.branch, 0, NULL));
  NULLS(keelbolt_branch_transaction(&transaction, NULL, 0, NULL));
  NULLS(keelbolt_branch_sighash(NULL, sample.branch, 0, NULL, NULL));
  NULLS(keelbolt_branch_sighash(out, NULL, 0, NULL, NULL));
  NULLS(keelbolt_branch_signed(out, NULL, sample.branch, 0, NULL, 0, NULL));
  NULLS(keelbolt_branch_signed(out, &size, NULL, 0, NULL, 0, NULL));
  NULLS(keelbolt_branch_signed(out, &size, sample.branch, 0, NULL, 1, NULL));
  NULLS(keelbolt_branch_verify(NULL, sample.signatures[0], tree_inner, NULL));
  NULLS(keelbolt_branch_verify(sample.branch, NULL, tree_inner, NULL));
  NULLS(keelbolt_branch_vtxo(out, NULL, sample.branch, sample.spec, sample.signatures[0], tree_inner, NULL));
  NULLS(keelbolt_branch_vtxo(out, &size, NULL, sample.spec, sample.signatures[0], tree_inner, NULL));
  NULLS(keelbolt_branch_vtxo(out, &size, sample.branch, NULL, sample.signatures[0], tree_inner, NULL));
  NULLS(keelbolt_branch_vtxo(out, &size, sample.branch, sample.spec, NULL, tree_inner, NULL));
  NULLS(keelbolt_signed_tree_new(NULL, sample.spec, &sample.utxo, sample.signatures[0], tree_inner, NULL));
  NULLS(keelbolt_signed_tree_new(&made, NULL, &sample.utxo, sample.signatures[0], tree_inner, NULL));
  NULLS(keelbolt_signed_tree_new(&made, sample.spec, NULL, sample.signatures[0], tree_inner, NULL));
  NULLS(keelbolt_signed_tree_new(&made, sample.spec, &sample.utxo, NULL, tree_inner, NULL));
  NULLS(keelbolt_signed_tree_parse(NULL, out, 1, NULL));
  NULLS(keelbolt_signed_tree_parse(&made, NULL, 1, NULL));
  NULLS(keelbolt_signed_tree_write(out, NULL, sample.signed_tree, NULL));
  NULLS(keelbolt_signed_tree_write(out, &size, NULL, NULL));
  NULLS(keelbolt_signed_tree_spec(NULL, sample.signed_tree, NULL));
  NULLS(keelbolt_signed_tree_spec(&spec, NULL, NULL));
  NULLS(keelbolt_signed_tree_utxo(NULL, sample.signed_tree, NULL));
  NULLS(keelbolt_signed_tree_utxo(&utxo, NULL, NULL));
  NULLS(keelbolt_signed_tree_signatures(out, NULL, sample.signed_tree, NULL));
  NULLS(keelbolt_signed_tree_signatures(out, &size, NULL, NULL));
  NULLS(keelbolt_signed_tree_verify(NULL, sample.signed_tree, NULL));
  NULLS(keelbolt_signed_tree_verify(&tree, NULL, NULL));
  NULLS(keelbolt_signed_tree_with_found_hash_lock(NULL, sample.signed_tree, NULL));
  NULLS(keelbolt_signed_tree_with_found_hash_lock(&made, NULL, NULL));
  CHECK("nothing made", spec == NULL && tree == NULL && branch == NULL && made == NULL);
  keelbolt_unsigned_tree_free(NULL);
  keelbolt_branch_free(NULL);
  keelbolt_signed_tree_free(NULL);
}

static void check_null_ceremonies(void) {
  keelbolt_branch_nonces *nonces = NULL;
  keelbolt_tree_nonces *tree_nonces = NULL;
  keelbolt_checked_branch *checked = NULL;
  keelbolt_branch *branch = NULL;
  keelbolt_tree_session *session = NULL;
  keelbolt_unsigned_tree *tree = NULL;
  keelbolt_signed_tree *made = NULL;
  keelbolt_expected_branch expected = tree_expected(&sample, 2);
  keelbolt_node_to_sign nodes[tree_inner];
  uint8_t out[tree_room];
  size_t size = tree_levels;
  const uint8_t *key = entropy;
  const uint8_t *sums = sample.aggregates[0];

  NULLS(keelbolt_branch_nonces_new(NULL, out, 8, entropy, key, entropy, NULL));
  NULLS(keelbolt_branch_nonces_new(&nonces, NULL, 8, entropy, key, entropy, NULL));
  NULLS(keelbolt_branch_nonces_new(&nonces, out, 8, NULL, key, entropy, NULL));
  NULLS(keelbolt_branch_nonces_new(&nonces, out, 8, entropy, NULL, entropy, NULL));
  NULLS(keelbolt_branch_nonces_new(&nonces, out, 8, entropy, key, NULL, NULL));
  NULLS(keelbolt_tree_nonces_new(NULL, out, 2, entropy, key, entropy, NULL));
  NULLS(keelbolt_tree_nonces_new(&tree_nonces, NULL, 2, entropy, key, entropy, NULL));
  NULLS(keelbolt_tree_nonces_new(&tree_nonces, out, 2, NULL, key, entropy, NULL));
  NULLS(keelbolt_tree_nonces_new(&tree_nonces, out, 2, entropy, NULL, entropy, NULL));
  NULLS(keelbolt_tree_nonces_new(&tree_nonces, out, 2, entropy, key, NULL, NULL));
  CHECK("nothing made", nonces == NULL && tree_nonces == NULL);
  NULLS(keelbolt_tree_aggregate_nonces(out, NULL, sample.tree, sample.contributions, tree_leaves, &sample.server, 1,
                                       NULL));
  NULLS(keelbolt_tree_aggregate_nonces(out, &size, NULL, sample.contributions, tree_leaves, &sample.server, 1, NULL));
  NULLS(keelbolt_tree_aggregate_nonces(out, &size, sample.tree, NULL, tree_leaves, &sample.server, 1, NULL));
  NULLS(keelbolt_tree_aggregate_nonces(out, &size, sample.tree, sample.contributions, tree_leaves, NULL, 1, NULL));
  nonces = tree_branch_nonces(102, tree_levels);
  NULLS(keelbolt_branch_nonces_sign(out, NULL, nonces, sample.checked, sums, tree_inner, NULL));
  NULLS(keelbolt_branch_nonces_sign(out, &size, NULL, sample.checked, sums, tree_inner, NULL));
  NULLS(keelbolt_branch_nonces_sign(out, &size, nonces, NULL, sums, tree_inner, NULL));
  keelbolt_branch_nonces_free(nonces);
  tree_nonces = tree_server_nonces(tree_server_cosigner, tree_inner);
  NULLS(keelbolt_tree_nonces_sign(out, NULL, tree_nonces, sample.session, NULL));
  NULLS(keelbolt_tree_nonces_sign(out, &size, NULL, sample.session, NULL));
  NULLS(keelbolt_tree_nonces_sign(out, &size, tree_nonces, NULL, NULL));
  keelbolt_tree_nonces_free(tree_nonces);
  NULLS(keelbolt_branch_check(NULL, sample.branch, sample.spec, &expected, NULL));
  NULLS(keelbolt_branch_check(&checked, NULL, sample.spec, &expected, NULL));
  NULLS(keelbolt_branch_check(&checked, sample.branch, NULL, &expected, NULL));
  NULLS(keelbolt_branch_check(&checked, sample.branch, sample.spec, NULL, NULL));
  NULLS(keelbolt_checked_branch_branch(NULL, sample.checked, NULL));
  NULLS(keelbolt_checked_branch_branch(&branch, NULL, NULL));
  NULLS(keelbolt_checked_branch_cosign_pubkey(NULL, sample.checked, NULL));
  NULLS(keelbolt_checked_branch_cosign_pubkey(out, NULL, NULL));
  NULLS(keelbolt_checked_branch_to_sign(nodes, NULL, sample.checked, sums, tree_inner, NULL));
  NULLS(keelbolt_checked_branch_to_sign(nodes, &size, NULL, sums, tree_inner, NULL));
  NULLS(keelbolt_checked_branch_to_sign(nodes, &size, sample.checked, NULL, tree_inner, NULL));
  NULLS(keelbolt_tree_session_new(NULL, sample.tree, sums, tree_inner, NULL));
  NULLS(keelbolt_tree_session_new(&session, NULL, sums, tree_inner, NULL));
  NULLS(keelbolt_tree_session_new(&session, sample.tree, NULL, tree_inner, NULL));
  NULLS(keelbolt_tree_session_tree(NULL, sample.session, NULL));
  NULLS(keelbolt_tree_session_tree(&tree, NULL, NULL));
  NULLS(keelbolt_tree_session_verify_leaf(NULL, 0, sample.contributions, NULL));
  NULLS(keelbolt_tree_session_verify_leaf(sample.session, 0, NULL, NULL));
  NULLS(keelbolt_tree_session_verify_global(NULL, 0, &sample.server, NULL));
  NULLS(keelbolt_tree_session_verify_global(sample.session, 0, NULL, NULL));
  NULLS(keelbolt_tree_session_aggregate(NULL, sample.session, sample.contributions, 6, &sample.server, 1, NULL));
  NULLS(keelbolt_tree_session_aggregate(&made, NULL, sample.contributions, 6, &sample.server, 1, NULL));
  NULLS(keelbolt_tree_session_aggregate(&made, sample.session, NULL, 6, &sample.server, 1, NULL));
  NULLS(keelbolt_tree_session_aggregate(&made, sample.session, sample.contributions, 6, NULL, 1, NULL));
  keelbolt_contribution no_nonces = sample.contributions[0];
  keelbolt_contribution no_partials = sample.contributions[0];
  no_nonces.public_nonces = NULL;
  no_partials.partial_signatures = NULL;
  NULLS(keelbolt_tree_session_verify_leaf(sample.session, 0, &no_nonces, NULL));
  NULLS(keelbolt_tree_session_verify_leaf(sample.session, 0, &no_partials, NULL));
  CHECK("nothing made", checked == NULL && branch == NULL && session == NULL && tree == NULL && made == NULL);
  keelbolt_branch_nonces_free(NULL);
  keelbolt_tree_nonces_free(NULL);
  keelbolt_checked_branch_free(NULL);
  keelbolt_tree_session_free(NULL);
}

/* --- Buffers: without room they are left alone and the length is told --- */

typedef struct {
  const char *name;
  size_t size; /* of an element */
  keelbolt_status (*call)(void *out, size_t *count);
} list_writer;

#define WRITER(name, call) \
  static keelbolt_status write_##name(void *out, size_t *count) { return call; }

WRITER(spec, keelbolt_tree_spec_write(out, count, sample.spec, NULL))
WRITER(global, keelbolt_tree_spec_global_cosign_pubkeys(out, count, sample.spec, NULL))
WRITER(matched, keelbolt_tree_spec_match_outputs(out, count, sample.spec, sample.leaves, 2, NULL))
WRITER(shape_branch, keelbolt_tree_shape_branch(out, count, tree_leaves, 0, NULL))
WRITER(leaves_below, keelbolt_tree_shape_leaves_below(out, count, tree_leaves, 7, NULL))
WRITER(internal_keys, keelbolt_unsigned_tree_internal_keys(out, count, sample.tree, NULL))
WRITER(sighashes, keelbolt_unsigned_tree_sighashes(out, count, sample.tree, NULL))
WRITER(node_signed, keelbolt_unsigned_tree_signed(out, count, sample.tree, 7, NULL, 0, NULL))
WRITER(branch_signed, keelbolt_branch_signed(out, count, sample.branch, 0, NULL, 0, NULL))
WRITER(vtxo, keelbolt_branch_vtxo(out, count, sample.branch, sample.spec, sample.signatures[0], tree_inner, NULL))
WRITER(signed_tree, keelbolt_signed_tree_write(out, count, sample.signed_tree, NULL))
WRITER(signatures, keelbolt_signed_tree_signatures(out, count, sample.signed_tree, NULL))
WRITER(aggregates, keelbolt_tree_aggregate_nonces(out, count, sample.tree, sample.contributions, tree_leaves,
                                                  &sample.server, 1, NULL))
WRITER(to_sign, keelbolt_checked_branch_to_sign(out, count, sample.checked, sample.aggregates[0], tree_inner, NULL))

static const list_writer writers[] = {
    {"spec", 1, write_spec},
    {"global", 33, write_global},
    {"matched", sizeof(size_t), write_matched},
    {"shape_branch", sizeof(size_t), write_shape_branch},
    {"leaves_below", sizeof(size_t), write_leaves_below},
    {"internal_keys", 32, write_internal_keys},
    {"sighashes", 32, write_sighashes},
    {"node_signed", 1, write_node_signed},
    {"branch_signed", 1, write_branch_signed},
    {"vtxo", 1, write_vtxo},
    {"signed_tree", 1, write_signed_tree},
    {"signatures", 64, write_signatures},
    {"aggregates", 66, write_aggregates},
    {"to_sign", sizeof(keelbolt_node_to_sign), write_to_sign},
};

static void check_buffers(void) {
  for (size_t row = 0; row < sizeof writers / sizeof writers[0]; ++row) {
    const list_writer *writer = &writers[row];
    size_t needed = 99999;
    CHECK(writer->name, writer->call(NULL, &needed) == KEELBOLT_ERROR_BUFFER_TOO_SMALL);
    CHECK(writer->name, needed > 0 && needed < 99999);
    uint8_t *room = malloc(needed * writer->size);
    memset(room, 0xa5, needed * writer->size);
    size_t count = needed - 1;
    CHECK(writer->name, writer->call(room, &count) == KEELBOLT_ERROR_BUFFER_TOO_SMALL && count == needed);
    bool alone = true;
    for (size_t index = 0; index < needed * writer->size; ++index) {
      alone = alone && room[index] == 0xa5;
    }
    CHECK(writer->name, alone);
    CHECK(writer->name, writer->call(room, &count) == KEELBOLT_OK && count == needed);
    free(room);
  }
}

/* --- Structs and enumerations --- */

static void check_structs(void) {
  keelbolt_error error = new_error();
  keelbolt_tree_spec *spec = NULL;
  keelbolt_checked_branch *checked = NULL;
  keelbolt_tree_spec_fields spec_fields = {0};
  keelbolt_unsigned_tree_fields tree_fields = {0};
  keelbolt_branch_fields branch_fields = {0};
  keelbolt_expected_branch expected = tree_expected(&sample, 2);
  keelbolt_leaf_spec leaves[2] = {sample.leaves[0], sample.leaves[1]};
  keelbolt_vtxo_terms terms = sample.terms;
  size_t count = 2;
  size_t numbers[2];
  uint32_t height;
  --expected.struct_size;
#define SIZES(call) CHECK(#call, (call) == KEELBOLT_ERROR_STRUCT_SIZE)
  SIZES(keelbolt_tree_spec_read(&spec_fields, sample.spec, &error));
  SIZES(keelbolt_unsigned_tree_read(&tree_fields, sample.tree, &error));
  SIZES(keelbolt_branch_read(&branch_fields, sample.branch, &error));
  SIZES(keelbolt_branch_check(&checked, sample.branch, sample.spec, &expected, &error));
#define ENUMS(call) CHECK(#call, (call) == KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE)
  ENUMS(keelbolt_tree_spec_with_hash_lock(&spec, sample.spec, 0, &error));
  leaves[1].policy.kind = 4;
  ENUMS(keelbolt_tree_spec_new(&spec, &sample.terms, sample.cosigner, 1, leaves, 2, &error));
  ENUMS(keelbolt_tree_spec_match_outputs(numbers, &count, sample.spec, leaves, 2, &error));
  leaves[1] = sample.leaves[1];
  leaves[1].has_cosign_pubkey = 1;
  refused("cosign key", keelbolt_tree_spec_new(&spec, &terms, sample.cosigner, 1, leaves, 2, &error), &error,
          KEELBOLT_ERROR_KEY_NOT_A_POINT, "not a compressed point of the curve");
  terms.expiry_height = 499934468;
  refused("height", keelbolt_tree_spec_new(&spec, &terms, sample.cosigner, 1, sample.leaves, 2, &error), &error,
          KEELBOLT_ERROR_LOCK_HEIGHT_TOO_LARGE, "height: expected at most 499934467, found 499934468");
  const uint16_t delta = 16384;
  refused("delta", keelbolt_earliest_expiry(&height, 1, 1, &delta, 1, &error), &error,
          KEELBOLT_ERROR_LOCK_DELTA_TOO_LARGE, "delay: expected at most 16383 blocks, found 16384");
  CHECK("nothing made", spec == NULL && checked == NULL);
}

/* --- Trees --- */

/* A specification of the sample's leaves, many times, and how it is refused. */
static void refuse_spec(const char *name, size_t keys, size_t leaves, uint64_t amount_sat, keelbolt_status status,
                        const char *text) {
  keelbolt_error error = new_error();
  keelbolt_tree_spec *spec = NULL;
  uint8_t *all_keys = malloc(33 * keys + 1);
  keelbolt_leaf_spec *all = malloc(sizeof *all * (leaves + 1));
  for (size_t key = 0; key < keys; ++key) {
    memcpy(all_keys + 33 * key, sample.cosigner, 33);
  }
  for (size_t leaf = 0; leaf < leaves; ++leaf) {
    all[leaf] = sample.leaves[tree_delegated];
    all[leaf].amount_sat = amount_sat;
  }
  refused(name, keelbolt_tree_spec_new(&spec, &sample.terms, all_keys, keys, all, leaves, &error), &error, status,
          text);
  CHECK(name, spec == NULL);
  free(all_keys);
  free(all);
}

static void check_specs(void) {
  keelbolt_error error = new_error();
  keelbolt_tree_spec *spec = NULL;
  uint8_t bytes[tree_room];
  size_t length = sizeof bytes;
  refuse_spec("one leaf", 1, 1, 1000, KEELBOLT_ERROR_TOO_FEW_LEAVES, "leaves: expected 2 at least, found 1");
  refuse_spec("no leaf", 1, 0, 1000, KEELBOLT_ERROR_TOO_FEW_LEAVES, "leaves: expected 2 at least, found 0");
  refuse_spec("leaves", 1, 100001, 1, KEELBOLT_ERROR_VTXO_TOO_MANY, "leaves: expected at most 100000, found 100001");
  refuse_spec("keys", 256, 2, 1000, KEELBOLT_ERROR_VTXO_TOO_MANY,
              "keys that sign together: expected at most 255, found 256");
  refuse_spec("amounts", 1, 2, UINT64_C(1050000000000001), KEELBOLT_ERROR_VTXO_AMOUNT_OVERFLOW,
              "amounts: their sum is more than 2100000000000000 sat");
  refuse_spec("overflow", 1, 2, UINT64_MAX, KEELBOLT_ERROR_VTXO_AMOUNT_OVERFLOW,
              "amounts: their sum is more than 2100000000000000 sat");
  CHECK("write", keelbolt_tree_spec_write(bytes, &length, sample.spec, &error) == KEELBOLT_OK);
  for (size_t cut = 0; cut < length; ++cut) {
    CHECK("cut", keelbolt_tree_spec_parse(&spec, bytes, cut, &error) != KEELBOLT_OK && spec == NULL);
  }
  refused("empty", keelbolt_tree_spec_parse(&spec, bytes, 0, &error), &error, KEELBOLT_ERROR_VTXO_TRUNCATED,
          "truncated at byte 0: expected 1 bytes, found 0");
  bytes[0] = 3;
  refused("version", keelbolt_tree_spec_parse(&spec, bytes, length, &error), &error, KEELBOLT_ERROR_VTXO_VERSION,
          "unknown version of the encoding: 3");
}

/* Nobody signs: not even the root's output exists. */
static void check_nobody(void) {
  keelbolt_error error = new_error();
  keelbolt_tree_spec *nobody = NULL;
  keelbolt_unsigned_tree *tree = NULL;
  keelbolt_branch *branch = NULL;
  keelbolt_tree_output output;
  keelbolt_leaf_spec leaves[2] = {sample.leaves[tree_delegated], sample.leaves[tree_delegated]};
  const char *text = "no signers";
  CHECK("nobody", keelbolt_tree_spec_new(&nobody, &sample.terms, NULL, 0, leaves, 2, &error) == KEELBOLT_OK);
  refused("nobody", keelbolt_tree_spec_funding_output(&output, nobody, &error), &error, KEELBOLT_ERROR_NO_SIGNERS,
          text);
  refused("nobody", keelbolt_unsigned_tree_build(&tree, nobody, &sample.utxo, &error), &error,
          KEELBOLT_ERROR_NO_SIGNERS, text);
  refused("nobody", keelbolt_branch_build(&branch, nobody, &sample.utxo, 0, &error), &error, KEELBOLT_ERROR_NO_SIGNERS,
          text);
  keelbolt_tree_spec_free(nobody);
}

static void check_numbers(void) {
  keelbolt_error error = new_error();
  keelbolt_leaf_spec leaf;
  keelbolt_branch *branch = NULL;
  keelbolt_tree_transaction transaction;
  keelbolt_tree_shape shape;
  keelbolt_tree_node node;
  uint8_t out[64];
  size_t count = 0;
  const char *no_leaf = "leaf: expected below 6, found 6";
  const char *no_node = "no element 8: there are 8";
  const char *no_index = "no element 3: there are 3";
  refused("leaf", keelbolt_tree_spec_leaf(&leaf, sample.spec, 6, &error), &error, KEELBOLT_ERROR_NO_SUCH_LEAF, no_leaf);
  refused("leaf", keelbolt_unsigned_tree_branch(&branch, sample.tree, 6, &error), &error, KEELBOLT_ERROR_NO_SUCH_LEAF,
          no_leaf);
  refused("leaf", keelbolt_branch_build(&branch, sample.spec, &sample.utxo, 6, &error), &error,
          KEELBOLT_ERROR_NO_SUCH_LEAF, no_leaf);
  refused("leaf", keelbolt_tree_shape_branch(NULL, &count, 6, 6, &error), &error, KEELBOLT_ERROR_NO_SUCH_LEAF, no_leaf);
  refused("node", keelbolt_unsigned_tree_transaction(&transaction, sample.tree, 8, &error), &error,
          KEELBOLT_ERROR_INDEX_OUT_OF_RANGE, no_node);
  refused("node", keelbolt_unsigned_tree_sighash(out, sample.tree, 8, NULL, &error), &error,
          KEELBOLT_ERROR_INDEX_OUT_OF_RANGE, no_node);
  refused("node", keelbolt_unsigned_tree_signed(NULL, &count, sample.tree, 8, NULL, 0, &error), &error,
          KEELBOLT_ERROR_INDEX_OUT_OF_RANGE, no_node);
  refused("node", keelbolt_tree_shape_node(&node, 6, 8, &error), &error, KEELBOLT_ERROR_INDEX_OUT_OF_RANGE, no_node);
  refused("node", keelbolt_tree_shape_leaves_below(NULL, &count, 6, 8, &error), &error,
          KEELBOLT_ERROR_INDEX_OUT_OF_RANGE, no_node);
  refused("index", keelbolt_branch_transaction(&transaction, sample.branch, 3, &error), &error,
          KEELBOLT_ERROR_INDEX_OUT_OF_RANGE, no_index);
  refused("index", keelbolt_branch_sighash(out, sample.branch, 3, NULL, &error), &error,
          KEELBOLT_ERROR_INDEX_OUT_OF_RANGE, no_index);
  refused("index", keelbolt_branch_signed(NULL, &count, sample.branch, 3, NULL, 0, &error), &error,
          KEELBOLT_ERROR_INDEX_OUT_OF_RANGE, no_index);
  refused("shape", keelbolt_tree_shape_of(&shape, 1, &error), &error, KEELBOLT_ERROR_TOO_FEW_LEAVES,
          "leaves: expected 2 at least, found 1");
  refused("shape", keelbolt_tree_shape_of(&shape, SIZE_MAX, &error), &error, KEELBOLT_ERROR_VTXO_TOO_MANY,
          "leaves: expected at most 100000, found 18446744073709551615");
  CHECK("nothing made", branch == NULL);
}

/* Signatures that are missing, wrong, or of another tree. */
static void check_signatures(void) {
  keelbolt_error error = new_error();
  keelbolt_signed_tree *wrong = NULL;
  keelbolt_signed_tree *found = NULL;
  keelbolt_unsigned_tree *tree = NULL;
  keelbolt_tree_spec *other = NULL;
  uint8_t signatures[tree_inner][64];
  size_t length = 0;
  refused("count", keelbolt_branch_verify(sample.branch, sample.signatures[0], 1, &error), &error,
          KEELBOLT_ERROR_TREE_SIGNATURE_COUNT, "signatures: expected 2, found 1");
  memcpy(signatures, sample.signatures, sizeof signatures);
  signatures[1][40] ^= 1;
  refused("signature", keelbolt_branch_verify(sample.branch, signatures[0], tree_inner, &error), &error,
          KEELBOLT_ERROR_NODE_SIGNATURE, "signature of node 7 is not of its keys");
  CHECK("signature", error.tree_node == 7);
  CHECK("new", keelbolt_signed_tree_new(&wrong, sample.spec, &sample.utxo, signatures[0], tree_inner, &error) ==
                   KEELBOLT_OK);
  refused("verify", keelbolt_signed_tree_verify(&tree, wrong, &error), &error, KEELBOLT_ERROR_NODE_SIGNATURE,
          "signature of node 7 is not of its keys");
  keelbolt_signed_tree_free(wrong);
  signatures[0][40] ^= 1;
  CHECK("new", keelbolt_signed_tree_new(&wrong, sample.spec, &sample.utxo, signatures[0], tree_inner, &error) ==
                   KEELBOLT_OK);
  refused("hash lock", keelbolt_signed_tree_with_found_hash_lock(&found, wrong, &error), &error,
          KEELBOLT_ERROR_NODE_SIGNATURE, "signature of node 6 is not of its keys");
  keelbolt_signed_tree_free(wrong);
  CHECK("new", keelbolt_signed_tree_new(&wrong, sample.spec, &sample.utxo, NULL, 0, &error) == KEELBOLT_OK);
  refused("verify", keelbolt_signed_tree_verify(&tree, wrong, &error), &error, KEELBOLT_ERROR_TREE_SIGNATURE_COUNT,
          "signatures: expected 2, found 0");
  keelbolt_signed_tree_free(wrong);
  CHECK("other", keelbolt_tree_spec_new(&other, &sample.terms, sample.cosigner, 1, sample.leaves, 5, &error) ==
                     KEELBOLT_OK);
  refused("other", keelbolt_branch_vtxo(NULL, &length, sample.branch, other, sample.signatures[0], tree_inner, &error),
          &error, KEELBOLT_ERROR_OTHER_TREE, "branch is of another tree");
  CHECK("nothing made", tree == NULL && found == NULL);
  keelbolt_tree_spec_free(other);
}

int main(void) {
  tree_sample_make(&sample);
  check_null_specs();
  check_null_trees();
  check_null_ceremonies();
  check_buffers();
  check_structs();
  check_specs();
  check_nobody();
  check_numbers();
  check_signatures();
  tree_sample_free(&sample);
  return check_result();
}
