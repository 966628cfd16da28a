/* Random arguments to every function of trees and of their ceremony, and real ones with a few bytes changed: whatever
 * they are, a status comes back, and what was made is freed. */

#include <keelbolt.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "random.h"
#include "tree_sample.h"

enum { rounds = 120 };

static tree_sample sample;

/* Counts the outcomes, so that the test can see that both kinds occur, and that all are statuses. */
static unsigned accepted;
static unsigned refused;

static keelbolt_error error;

/* Whether a call succeeded; where not, its error has a text. */
static bool told(const char *name, keelbolt_status status) {
  CHECK(name, status == KEELBOLT_OK || strcmp(keelbolt_status_str(status), "UnknownStatus") != 0);
  CHECK(name, status != KEELBOLT_ERROR_PANIC);
  if (status != KEELBOLT_OK) {
    char message[512];
    size_t size = sizeof message;
    CHECK(name, keelbolt_error_message(message, &size, &error) == KEELBOLT_OK && size > 0);
  }
  accepted += status == KEELBOLT_OK;
  refused += status != KEELBOLT_OK;
  return status == KEELBOLT_OK;
}

/* Random bytes, or these with a few changed or the end cut, in memory of their very size; the caller frees them. */
static uint8_t *damaged(size_t *length, const void *bytes, size_t given) {
  *length = random_sometimes() ? random_next() % (given + 1) : given;
  uint8_t *copy = malloc(*length == 0 ? 1 : *length);
  memcpy(copy, bytes, *length);
  if (random_next() % 8 == 0) {
    random_fill(copy, *length);
  }
  for (uint64_t changes = random_next() % 3; changes > 0 && *length > 0; --changes) {
    copy[random_next() % *length] = (uint8_t)random_next();
  }
  return copy;
}

/* Everything is asked of a specification, and of what it makes. */
static void ask(const keelbolt_tree_spec *spec) {
  keelbolt_tree_spec_fields fields = {0};
  keelbolt_unsigned_tree *tree = NULL;
  keelbolt_branch *branch = NULL;
  keelbolt_tree_output output;
  keelbolt_tree_transaction transaction;
  keelbolt_leaf_spec leaf;
  size_t matched[2];
  size_t count = 2;
  uint8_t sighash[32];
  fields.struct_size = sizeof fields;
  told("read", keelbolt_tree_spec_read(&fields, spec, &error));
  told("funding", keelbolt_tree_spec_funding_output(&output, spec, &error));
  told("leaf", keelbolt_tree_spec_leaf(&leaf, spec, random_next() % 8, &error));
  told("match", keelbolt_tree_spec_match_outputs(matched, &count, spec, sample.leaves, 2, &error));
  if (told("branch", keelbolt_branch_build(&branch, spec, &sample.utxo, random_next() % 8, &error))) {
    keelbolt_checked_branch *checked = NULL;
    keelbolt_expected_branch expected = tree_expected(&sample, random_next() % tree_leaves);
    told("check", keelbolt_branch_check(&checked, branch, random_sometimes() ? spec : sample.spec, &expected, &error));
    told("verify", keelbolt_branch_verify(branch, sample.signatures[0], tree_inner, &error));
    told("sighash", keelbolt_branch_sighash(sighash, branch, random_next() % 4, NULL, &error));
    keelbolt_checked_branch_free(checked);
  }
  if (told("build", keelbolt_unsigned_tree_build(&tree, spec, &sample.utxo, &error))) {
    told("node", keelbolt_unsigned_tree_transaction(&transaction, tree, random_next() % 10, &error));
    told("sighash", keelbolt_unsigned_tree_sighash(sighash, tree, random_next() % 10, sighash, &error));
  }
  keelbolt_branch_free(branch);
  keelbolt_unsigned_tree_free(tree);
}

static void encodings(void) {
  uint8_t bytes[tree_room];
  size_t given = sizeof bytes;
  size_t length;
  keelbolt_tree_spec *spec = NULL;
  keelbolt_signed_tree *tree = NULL;
  told("write", keelbolt_tree_spec_write(bytes, &given, sample.spec, &error));
  uint8_t *copy = damaged(&length, bytes, given);
  if (told("spec", keelbolt_tree_spec_parse(&spec, copy, length, &error))) {
    ask(spec);
  }
  keelbolt_tree_spec_free(spec);
  free(copy);
  given = sizeof bytes;
  told("write", keelbolt_signed_tree_write(bytes, &given, sample.signed_tree, &error));
  copy = damaged(&length, bytes, given);
  if (told("tree", keelbolt_signed_tree_parse(&tree, copy, length, &error))) {
    keelbolt_unsigned_tree *verified = NULL;
    keelbolt_signed_tree *found = NULL;
    told("verify", keelbolt_signed_tree_verify(&verified, tree, &error));
    told("found", keelbolt_signed_tree_with_found_hash_lock(&found, tree, &error));
    keelbolt_unsigned_tree_free(verified);
    keelbolt_signed_tree_free(found);
  }
  keelbolt_signed_tree_free(tree);
  free(copy);
}

static void specifications(void) {
  keelbolt_vtxo_terms terms = sample.terms;
  keelbolt_leaf_spec leaves[tree_leaves];
  keelbolt_tree_spec *spec = NULL;
  uint8_t keys[2][33];
  memcpy(leaves, sample.leaves, sizeof leaves);
  memcpy(keys[0], sample.cosigner, 33);
  memcpy(keys[1], random_sometimes() ? sample.terms.server_pubkey : sample.cosigner, 33);
  if (random_sometimes()) leaves[random_next() % tree_leaves].amount_sat = random_next();
  if (random_sometimes()) leaves[random_next() % tree_leaves].has_cosign_pubkey = (uint8_t)random_next();
  if (random_sometimes()) leaves[random_next() % tree_leaves].policy.kind = (int32_t)(random_next() % 5);
  if (random_next() % 8 == 0) random_fill(&leaves[random_next() % tree_leaves], sizeof leaves[0]);
  if (random_next() % 8 == 0) random_fill(&terms, sizeof terms);
  if (random_next() % 8 == 0) random_fill(keys[1], 33);
  if (told("new", keelbolt_tree_spec_new(&spec, &terms, keys[0], random_next() % 3, leaves,
                                         random_sometimes() ? random_next() % 4 : tree_leaves, &error))) {
    ask(spec);
  }
  keelbolt_tree_spec_free(spec);
}

/* What all have sent, with a few bytes changed, and lists of other lengths. */
static void ceremonies(void) {
  static tree_sent sent[tree_leaves];
  keelbolt_contribution leaves[tree_leaves];
  keelbolt_contribution server = sample.server;
  keelbolt_tree_session *session = NULL;
  keelbolt_signed_tree *made = NULL;
  uint8_t aggregates[tree_inner][66];
  size_t count = random_sometimes() ? random_next() % 3 : tree_inner;
  memcpy(sent, sample.sent, sizeof sent);
  memcpy(leaves, sample.contributions, sizeof leaves);
  for (size_t leaf = 0; leaf < tree_leaves; ++leaf) {
    if (leaf != tree_delegated) {
      leaves[leaf].public_nonces = sent[leaf].nonces[0];
      leaves[leaf].partial_signatures = sent[leaf].partials[0];
    }
  }
  const size_t hostile = random_next() % tree_leaves;
  tree_sent *changed = &sent[hostile];
  if (random_sometimes()) ((uint8_t *)changed->nonces)[random_next() % sizeof changed->nonces] ^= 1;
  if (random_sometimes()) changed->partials[random_next() % 2][random_next() % 32] ^= 1;
  if (random_next() % 8 == 0) random_fill(changed, sizeof *changed);
  if (random_next() % 8 == 0) leaves[hostile].public_nonce_count = random_next() % (tree_levels + 1);
  if (random_next() % 8 == 0) leaves[hostile].partial_signature_count = random_next() % 3;
  if (random_next() % 8 == 0) leaves[hostile] = server;
  if (random_next() % 8 == 0) server = leaves[0];
  told("sums", keelbolt_tree_aggregate_nonces(aggregates[0], &count, sample.tree, leaves,
                                              random_next() % 8 == 0 ? 5 : tree_leaves, &server, 1, &error));
  memcpy(aggregates, sample.aggregates, sizeof aggregates);
  if (random_sometimes()) ((uint8_t *)aggregates)[random_next() % sizeof aggregates] ^= 1;
  if (told("session", keelbolt_tree_session_new(&session, sample.tree, aggregates[0],
                                                random_next() % 8 == 0 ? 1 : tree_inner, &error))) {
    told("leaf", keelbolt_tree_session_verify_leaf(session, hostile, &leaves[hostile], &error));
    told("global", keelbolt_tree_session_verify_global(session, random_next() % 2, &server, &error));
    told("aggregate", keelbolt_tree_session_aggregate(&made, session, leaves, tree_leaves, &server, 1, &error));
  }
  keelbolt_signed_tree_free(made);
  keelbolt_tree_session_free(session);
}

/* Nonces of any key sign, with any sums, at most once. */
static void nonces(void) {
  keelbolt_branch_nonces *of_branch = tree_branch_nonces(random_sometimes() ? 99 : 102, random_next() % 9);
  keelbolt_tree_nonces *of_tree = tree_server_nonces(random_sometimes() ? 99 : tree_server_cosigner, random_next() % 4);
  uint8_t partials[tree_inner][32];
  uint8_t aggregates[tree_inner][66];
  size_t count = tree_inner;
  unsigned signed_by_branch = 0;
  unsigned signed_by_tree = 0;
  memcpy(aggregates, sample.aggregates, sizeof aggregates);
  for (int tries = 0; tries < 3; ++tries) {
    if (random_sometimes()) ((uint8_t *)aggregates)[random_next() % sizeof aggregates] ^= 1;
    count = random_sometimes() ? random_next() % 3 : tree_inner;
    signed_by_branch += told("branch", keelbolt_branch_nonces_sign(partials[0], &count, of_branch, sample.checked,
                                                                   aggregates[0], random_next() % 3, &error));
    count = random_sometimes() ? random_next() % 3 : tree_inner;
    signed_by_tree += told("tree", keelbolt_tree_nonces_sign(partials[0], &count, of_tree, sample.session, &error));
  }
  CHECK("once", signed_by_branch <= 1 && signed_by_tree <= 1);
  keelbolt_branch_nonces_free(of_branch);
  keelbolt_tree_nonces_free(of_tree);
}

static void shapes(void) {
  static size_t numbers[1024];
  size_t count = 1024;
  const size_t leaves = random_sometimes() ? (size_t)random_next() : random_next() % 1000;
  const size_t node = random_sometimes() ? (size_t)random_next() : random_next() % 1400;
  keelbolt_tree_shape shape;
  keelbolt_tree_node position;
  told("shape", keelbolt_tree_shape_of(&shape, leaves, &error));
  told("node", keelbolt_tree_shape_node(&position, leaves, node, &error));
  told("branch", keelbolt_tree_shape_branch(numbers, &count, leaves, node, &error));
  count = 1024;
  told("below", keelbolt_tree_shape_leaves_below(numbers, &count, leaves, node, &error));
}

int main(void) {
  memset(&error, 0, sizeof error);
  error.struct_size = sizeof error;
  tree_sample_make(&sample);
  for (int round = 0; round < rounds; ++round) {
    encodings();
    specifications();
    ceremonies();
    nonces();
    shapes();
  }
  printf("%u accepted, %u refused\n", accepted, refused);
  CHECK("both", accepted > rounds && refused > rounds);
  tree_sample_free(&sample);
  return check_result();
}
