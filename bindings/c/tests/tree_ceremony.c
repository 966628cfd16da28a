/* A tree is signed: by all who must, and by signers elsewhere; and every way in which that fails is named, with who is
 * to blame. Nonces sign once, whatever comes of it. */

#include <keelbolt.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "tree_sample.h"

static tree_sample sample;

static const uint8_t entropy[32] = {5};

static keelbolt_error error;

/* Whether a call was refused so: with this status, in its struct too, with this text, and with this blame. */
static void refused(const char *name, keelbolt_status found, keelbolt_status expected, keelbolt_blame blame,
                    const char *text) {
  char message[256];
  size_t length = sizeof message;
  int32_t blamed = -1;
  if (!CHECK(name, found == expected && error.status == (int32_t)expected)) {
    printf("  %s\n", keelbolt_status_str(found));
    return;
  }
  CHECK(name, keelbolt_error_message(message, &length, &error) == KEELBOLT_OK);
  if (!CHECK(name, strlen(text) == length && memcmp(message, text, length) == 0)) {
    printf("  %.*s\n", (int)length, message);
  }
  CHECK(name, keelbolt_error_blame(&blamed, &error) == KEELBOLT_OK && blamed == (int32_t)blame);
}

/* --- What comes of it --- */

/* The signatures hold, the branch is the same from both sides, and the VTXO is written. */
static void check_outcome(void) {
  keelbolt_unsigned_tree *verified = NULL;
  keelbolt_signed_tree *again = NULL;
  keelbolt_signed_tree *found = NULL;
  keelbolt_branch *branches[2] = {NULL, NULL};
  keelbolt_branch_fields fields[2] = {{0}, {0}};
  keelbolt_tree_spec_fields spec_fields = {0};
  keelbolt_tree_spec *spec = NULL;
  uint8_t bytes[2][tree_room];
  size_t length[2] = {tree_room, tree_room};
  uint8_t vtxo[tree_room];
  size_t vtxo_length = sizeof vtxo;
  keelbolt_outpoint utxo;
  CHECK("verify", keelbolt_signed_tree_verify(&verified, sample.signed_tree, &error) == KEELBOLT_OK);
  CHECK("write", keelbolt_signed_tree_write(bytes[0], &length[0], sample.signed_tree, &error) == KEELBOLT_OK);
  CHECK("parse", keelbolt_signed_tree_parse(&again, bytes[0], length[0], &error) == KEELBOLT_OK);
  CHECK("found", keelbolt_signed_tree_with_found_hash_lock(&found, again, &error) == KEELBOLT_OK);
  CHECK("write", keelbolt_signed_tree_write(bytes[1], &length[1], found, &error) == KEELBOLT_OK);
  CHECK("write", length[0] == length[1] && memcmp(bytes[0], bytes[1], length[0]) == 0);
  CHECK("utxo", keelbolt_signed_tree_utxo(&utxo, found, &error) == KEELBOLT_OK && utxo.vout == 1 &&
                    memcmp(utxo.txid, sample.utxo.txid, 32) == 0);
  CHECK("spec", keelbolt_signed_tree_spec(&spec, found, &error) == KEELBOLT_OK);
  spec_fields.struct_size = sizeof spec_fields;
  CHECK("spec", keelbolt_tree_spec_read(&spec_fields, spec, &error) == KEELBOLT_OK &&
                    spec_fields.leaf_count == tree_leaves && spec_fields.global_cosign_pubkey_count == 1 &&
                    spec_fields.hash_lock == KEELBOLT_HASH_LOCK_V1 && spec_fields.total_sat == 6015 &&
                    spec_fields.terms.expiry_height == 900000 && spec_fields.terms.exit_delta == 144);
  for (size_t leaf = 0; leaf < tree_leaves; ++leaf) {
    CHECK("branch", keelbolt_unsigned_tree_branch(&branches[0], verified, leaf, &error) == KEELBOLT_OK);
    CHECK("branch", keelbolt_branch_build(&branches[1], spec, &sample.utxo, leaf, &error) == KEELBOLT_OK);
    for (size_t side = 0; side < 2; ++side) {
      fields[side].struct_size = sizeof fields[side];
      CHECK("branch", keelbolt_branch_read(&fields[side], branches[side], &error) == KEELBOLT_OK);
      CHECK("branch", keelbolt_branch_verify(branches[side], sample.signatures[0], tree_inner, &error) == KEELBOLT_OK);
    }
    CHECK("branch", memcmp(fields[0].id.txid, fields[1].id.txid, 32) == 0 && fields[0].id.vout == 0);
    CHECK("branch", fields[0].leaf == leaf && fields[0].leaf_count == tree_leaves &&
                        fields[0].transaction_count == (leaf < 4 ? 3U : 2U) &&
                        fields[0].spec.amount_sat == 1000 + leaf && fields[0].funding_output.value_sat == 6015);
    vtxo_length = sizeof vtxo;
    CHECK("vtxo", keelbolt_branch_vtxo(vtxo, &vtxo_length, branches[1], spec, sample.signatures[0], tree_inner,
                                       &error) == KEELBOLT_OK);
    /* It ends with its point. */
    CHECK("vtxo", memcmp(vtxo + vtxo_length - 36, fields[0].id.txid, 32) == 0);
    keelbolt_branch_free(branches[0]);
    keelbolt_branch_free(branches[1]);
  }
  keelbolt_tree_spec_free(spec);
  keelbolt_signed_tree_free(again);
  keelbolt_signed_tree_free(found);
  keelbolt_unsigned_tree_free(verified);
}

/* Each contribution alone is right. What was made from a handle does not need it any more. */
static void check_contributions(void) {
  keelbolt_unsigned_tree *tree = NULL;
  keelbolt_unsigned_tree *own = NULL;
  keelbolt_unsigned_tree_fields fields = {0};
  keelbolt_tree_session *session = NULL;
  keelbolt_branch *branch = NULL;
  uint8_t key[33];
  fields.struct_size = sizeof fields;
  CHECK("build", keelbolt_unsigned_tree_build(&tree, sample.spec, &sample.utxo, &error) == KEELBOLT_OK);
  CHECK("session", keelbolt_tree_session_new(&session, tree, sample.aggregates[0], tree_inner, &error) == KEELBOLT_OK);
  keelbolt_unsigned_tree_free(tree);
  for (size_t leaf = 0; leaf < tree_leaves; ++leaf) {
    if (leaf != tree_delegated) {
      CHECK("leaf", keelbolt_tree_session_verify_leaf(session, leaf, &sample.contributions[leaf], &error) ==
                        KEELBOLT_OK);
    }
  }
  CHECK("global", keelbolt_tree_session_verify_global(session, 0, &sample.server, &error) == KEELBOLT_OK);
  CHECK("tree", keelbolt_tree_session_tree(&own, session, &error) == KEELBOLT_OK);
  keelbolt_tree_session_free(session);
  CHECK("tree", keelbolt_unsigned_tree_read(&fields, own, &error) == KEELBOLT_OK && fields.leaf_count == tree_leaves &&
                    fields.node_count == tree_nodes && fields.utxo.vout == 1);
  keelbolt_unsigned_tree_free(own);
  CHECK("checked", keelbolt_checked_branch_branch(&branch, sample.checked, &error) == KEELBOLT_OK);
  CHECK("checked", keelbolt_checked_branch_cosign_pubkey(key, sample.checked, &error) == KEELBOLT_OK &&
                       memcmp(key, sample.leaves[2].cosign_pubkey, 33) == 0);
  keelbolt_branch_free(branch);
}

/* --- Nonces --- */

static void check_nonces(void) {
  keelbolt_branch_nonces *nonces = tree_branch_nonces(102, tree_levels);
  keelbolt_tree_nonces *of_tree = tree_server_nonces(tree_server_cosigner, tree_inner);
  uint8_t partials[tree_inner][32];
  size_t count = 0;
  const uint8_t *sums = sample.aggregates[0];
  const char *used = "the secret nonce has signed already, or was never made";
  const char *other = "leaf: another key than signs for it";

  /* To ask for the number uses nothing up. */
  CHECK("ask", keelbolt_branch_nonces_sign(NULL, &count, nonces, sample.checked, sums, tree_inner, &error) ==
                   KEELBOLT_ERROR_BUFFER_TOO_SMALL && count == 2);
  CHECK("ask", keelbolt_tree_nonces_sign(NULL, &count, of_tree, sample.session, &error) ==
                   KEELBOLT_ERROR_BUFFER_TOO_SMALL && count == 2);
  CHECK("sign", keelbolt_branch_nonces_sign(partials[0], &count, nonces, sample.checked, sums, tree_inner, &error) ==
                    KEELBOLT_OK);
  refused("twice", keelbolt_branch_nonces_sign(partials[0], &count, nonces, sample.checked, sums, tree_inner, &error),
          KEELBOLT_ERROR_NONCE_USED, KEELBOLT_BLAME_CALLER, used);
  keelbolt_branch_nonces_free(nonces);
  CHECK("sign", keelbolt_tree_nonces_sign(partials[0], &count, of_tree, sample.session, &error) == KEELBOLT_OK);
  refused("twice", keelbolt_tree_nonces_sign(partials[0], &count, of_tree, sample.session, &error),
          KEELBOLT_ERROR_NONCE_USED, KEELBOLT_BLAME_CALLER, used);
  keelbolt_tree_nonces_free(of_tree);

  /* An error uses them up as well. */
  nonces = tree_branch_nonces(99, tree_levels);
  refused("key", keelbolt_branch_nonces_sign(partials[0], &count, nonces, sample.checked, sums, tree_inner, &error),
          KEELBOLT_ERROR_COSIGN_KEY, KEELBOLT_BLAME_PEER, other);
  refused("twice", keelbolt_branch_nonces_sign(partials[0], &count, nonces, sample.checked, sums, tree_inner, &error),
          KEELBOLT_ERROR_NONCE_USED, KEELBOLT_BLAME_CALLER, used);
  keelbolt_branch_nonces_free(nonces);
  nonces = tree_branch_nonces(102, tree_levels);
  refused("sums", keelbolt_branch_nonces_sign(partials[0], &count, nonces, sample.checked, sums, 1, &error),
          KEELBOLT_ERROR_AGGREGATE_NONCE_COUNT, KEELBOLT_BLAME_PEER, "aggregate nonces: expected 2, found 1");
  keelbolt_branch_nonces_free(nonces);
  nonces = tree_branch_nonces(102, 1);
  refused("levels", keelbolt_branch_nonces_sign(partials[0], &count, nonces, sample.checked, sums, 2, &error),
          KEELBOLT_ERROR_TREE_NONCE_COUNT, KEELBOLT_BLAME_PEER, "nonces of the owner of leaf 2: expected 2, found 1");
  CHECK("levels", error.signer_kind == KEELBOLT_TREE_SIGNER_LEAF && error.signer == 2);
  keelbolt_branch_nonces_free(nonces);
  nonces = tree_branch_nonces(102, tree_levels);
  uint8_t garbage[tree_inner * 66];
  memset(garbage, 1, sizeof garbage);
  refused("garbage", keelbolt_branch_nonces_sign(partials[0], &count, nonces, sample.checked, garbage, 2, &error),
          KEELBOLT_ERROR_NOT_A_NONCE, KEELBOLT_BLAME_PEER, "public nonce is not two compressed points of the curve");
  keelbolt_branch_nonces_free(nonces);
  of_tree = tree_server_nonces(99, tree_inner);
  refused("key", keelbolt_tree_nonces_sign(partials[0], &count, of_tree, sample.session, &error),
          KEELBOLT_ERROR_COSIGN_KEY, KEELBOLT_BLAME_PEER, other);
  keelbolt_tree_nonces_free(of_tree);
  of_tree = tree_server_nonces(tree_server_cosigner, 1);
  refused("nodes", keelbolt_tree_nonces_sign(partials[0], &count, of_tree, sample.session, &error),
          KEELBOLT_ERROR_TREE_NONCE_COUNT, KEELBOLT_BLAME_PEER, "nonces of the global signer 0: expected 2, found 1");
  CHECK("nodes", error.signer_kind == KEELBOLT_TREE_SIGNER_GLOBAL && error.signer == 0);
  keelbolt_tree_nonces_free(of_tree);

  /* No more are made than a tree has use for. */
  uint8_t key[32];
  nonces = NULL;
  of_tree = NULL;
  tree_secret_key(key, 102);
  const char *many = "signatures: expected at most 100000, found 100001";
  const uint8_t zeros[32] = {0};
  refused("many", keelbolt_branch_nonces_new(&nonces, partials[0], 100001, entropy, key, entropy, &error),
          KEELBOLT_ERROR_VTXO_TOO_MANY, KEELBOLT_BLAME_PEER, many);
  refused("many", keelbolt_tree_nonces_new(&of_tree, partials[0], 100001, entropy, key, entropy, &error),
          KEELBOLT_ERROR_VTXO_TOO_MANY, KEELBOLT_BLAME_PEER, many);
  refused("zeros", keelbolt_branch_nonces_new(&nonces, partials[0], 0, zeros, key, entropy, &error),
          KEELBOLT_ERROR_NONCE_OUT_OF_RANGE, KEELBOLT_BLAME_CALLER,
          "nonce or its entropy is zero or not below the group order");
  refused("zeros", keelbolt_tree_nonces_new(&of_tree, partials[0], 0, zeros, key, entropy, &error),
          KEELBOLT_ERROR_NONCE_OUT_OF_RANGE, KEELBOLT_BLAME_CALLER,
          "nonce or its entropy is zero or not below the group order");
  memset(key, 0, sizeof key);
  refused("zero", keelbolt_branch_nonces_new(&nonces, partials[0], 0, entropy, key, entropy, &error),
          KEELBOLT_ERROR_SECRET_KEY_OUT_OF_RANGE, KEELBOLT_BLAME_CALLER,
          "secret key is zero or not below the group order");
  CHECK("nothing made", nonces == NULL && of_tree == NULL);
}

/* --- What a user refuses --- */

typedef struct {
  const char *name;
  void (*spoil)(keelbolt_expected_branch *expected);
  keelbolt_status status;
  const char *text;
} expected_row;

static void policy(keelbolt_expected_branch *expected) { tree_public_key(expected->leaf.policy.user_pubkey, 99); }
static void amount(keelbolt_expected_branch *expected) { ++expected->leaf.amount_sat; }
static void unlock_hash(keelbolt_expected_branch *expected) { expected->leaf.unlock_hash[0] ^= 1; }
static void cosign_key(keelbolt_expected_branch *expected) { tree_public_key(expected->leaf.cosign_pubkey, 99); }
static void no_cosign_key(keelbolt_expected_branch *expected) { expected->leaf.has_cosign_pubkey = 0; }
static void server(keelbolt_expected_branch *expected) { tree_public_key(expected->server_pubkey, 99); }
static void cosigner(keelbolt_expected_branch *expected) { tree_public_key(expected->server_cosign_pubkey, 99); }
static void exit_delta(keelbolt_expected_branch *expected) { --expected->exit_delta; }
static void expiry(keelbolt_expected_branch *expected) { ++expected->earliest_expiry; }
static void depth(keelbolt_expected_branch *expected) { expected->max_depth = 1; }

static const expected_row expected_rows[] = {
    {"policy", policy, KEELBOLT_ERROR_LEAF_POLICY, "leaf: another policy than was asked for"},
    {"amount", amount, KEELBOLT_ERROR_LEAF_AMOUNT, "leaf: expected 1003 sat, found 1002 sat"},
    {"hash", unlock_hash, KEELBOLT_ERROR_LEAF_UNLOCK_HASH, "leaf: another unlock hash than was agreed on"},
    {"key", cosign_key, KEELBOLT_ERROR_COSIGN_KEY, "leaf: another key than signs for it"},
    {"no key", no_cosign_key, KEELBOLT_ERROR_COSIGN_KEY, "leaf: another key than signs for it"},
    {"server", server, KEELBOLT_ERROR_TREE_SERVER_KEY, "tree: the key is another server's"},
    {"cosigner", cosigner, KEELBOLT_ERROR_SERVER_DOES_NOT_SIGN, "tree: the server does not sign for it"},
    {"delta", exit_delta, KEELBOLT_ERROR_TREE_EXIT_DELTA, "delay of exits: expected 143 blocks, found 144 blocks"},
    {"expiry", expiry, KEELBOLT_ERROR_TREE_EXPIRY, "expiry: expected block 900001 or later, found block 900000"},
    {"depth", depth, KEELBOLT_ERROR_TREE_DEPTH, "transactions above the leaf: expected at most 1, found 2"},
};

static void check_expected(void) {
  keelbolt_checked_branch *checked = NULL;
  for (size_t row = 0; row < sizeof expected_rows / sizeof expected_rows[0]; ++row) {
    keelbolt_expected_branch expected = tree_expected(&sample, 2);
    expected_rows[row].spoil(&expected);
    refused(expected_rows[row].name, keelbolt_branch_check(&checked, sample.branch, sample.spec, &expected, &error),
            expected_rows[row].status, KEELBOLT_BLAME_PEER, expected_rows[row].text);
  }
  /* Dust beside the way would end an exit. */
  keelbolt_leaf_spec leaves[tree_leaves];
  keelbolt_tree_spec *dusty = NULL;
  keelbolt_branch *branch = NULL;
  keelbolt_expected_branch expected = tree_expected(&sample, 2);
  memcpy(leaves, sample.leaves, sizeof leaves);
  leaves[3].amount_sat = 329;
  CHECK("dust", keelbolt_tree_spec_new(&dusty, &sample.terms, sample.cosigner, 1, leaves, tree_leaves, &error) ==
                    KEELBOLT_OK);
  CHECK("dust", keelbolt_branch_build(&branch, dusty, &sample.utxo, 2, &error) == KEELBOLT_OK);
  refused("dust", keelbolt_branch_check(&checked, branch, dusty, &expected, &error), KEELBOLT_ERROR_TREE_DUST,
          KEELBOLT_BLAME_PEER, "output 3 of node 6: expected at least 330 sat, found 329 sat");
  CHECK("dust", error.tree_node == 6 && error.output == 3);
  keelbolt_branch_free(branch);
  keelbolt_tree_spec_free(dusty);
  /* The branch of a tree that the server does not sign for, beside the specification of one that it does. */
  uint8_t stranger[33];
  keelbolt_tree_spec *other = NULL;
  tree_public_key(stranger, 99);
  CHECK("other", keelbolt_tree_spec_new(&other, &sample.terms, stranger, 1, sample.leaves, tree_leaves, &error) ==
                     KEELBOLT_OK);
  refused("other", keelbolt_branch_check(&checked, sample.branch, other, &expected, &error), KEELBOLT_ERROR_OTHER_TREE,
          KEELBOLT_BLAME_CALLER, "branch is of another tree");
  keelbolt_tree_spec_free(other);
  CHECK("nothing checked", checked == NULL);
}

/* Equal outputs have leaves of their own. */
static void check_outputs(void) {
  const keelbolt_leaf_spec twice[2] = {sample.leaves[4], sample.leaves[4]};
  const keelbolt_leaf_spec both[2] = {sample.leaves[5], sample.leaves[0]};
  const uint16_t deltas[3] = {6, 144, 24};
  size_t leaves[2];
  size_t count = 2;
  uint32_t height;
  CHECK("both", keelbolt_tree_spec_match_outputs(leaves, &count, sample.spec, both, 2, &error) == KEELBOLT_OK);
  CHECK("both", count == 2 && leaves[0] == 5 && leaves[1] == 0);
  refused("twice", keelbolt_tree_spec_match_outputs(leaves, &count, sample.spec, twice, 2, &error),
          KEELBOLT_ERROR_NO_LEAF_FOR_OUTPUT, KEELBOLT_BLAME_PEER, "output 1: no leaf is left for it");
  CHECK("twice", error.output == 1);
  count = 0;
  CHECK("none", keelbolt_tree_spec_match_outputs(NULL, &count, sample.spec, NULL, 0, &error) == KEELBOLT_OK);
  CHECK("expiry", keelbolt_earliest_expiry(&height, 1000, 36, deltas, 3, &error) == KEELBOLT_OK && height == 1216);
  CHECK("expiry", keelbolt_earliest_expiry(&height, 1000, 0, NULL, 0, &error) == KEELBOLT_OK && height == 1000);
}

/* --- Hostile contributions --- */

/* What all have sent, to be changed. */
typedef struct {
  tree_sent sent[tree_leaves];
  uint8_t server_partials[tree_inner + 1][32];
  uint8_t aggregates[tree_inner][66];
  keelbolt_contribution leaves[tree_leaves];
  size_t leaf_count;
  keelbolt_contribution server;
} sent_by_all;

typedef struct {
  const char *name;
  void (*spoil)(sent_by_all *all);
  keelbolt_status status;
  keelbolt_blame blame;
  int32_t signer_kind;
  uint64_t signer;
  uint64_t tree_node;
  const char *text;
} sent_row;

static void leaf_less(sent_by_all *all) { --all->leaf_count; }
static void nothing_of_leaf(sent_by_all *all) { memset(&all->leaves[2], 0, sizeof all->leaves[2]); }
static void something_of_delegated(sent_by_all *all) { all->leaves[tree_delegated] = all->leaves[0]; }
static void few_nonces(sent_by_all *all) { all->leaves[0].public_nonce_count = 1; }
static void few_parts(sent_by_all *all) { all->leaves[0].partial_signature_count = 1; }
static void no_parts(sent_by_all *all) { all->leaves[0].partial_signature_count = 0; }
static void many_parts(sent_by_all *all) { ++all->server.partial_signature_count; }
static void another_order(sent_by_all *all) {
  memcpy(all->sent[3].partials[0], sample.sent[3].partials[1], 32);
  memcpy(all->sent[3].partials[1], sample.sent[3].partials[0], 32);
}
static void part_of_another(sent_by_all *all) { memcpy(all->server_partials[1], all->server_partials[0], 32); }
static void malformed_part(sent_by_all *all) { memset(all->sent[4].partials[0], 0xff, 32); }
static void malformed_nonce(sent_by_all *all) { memset(all->sent[5].nonces[0], 1, 66); }
static void malformed_server(sent_by_all *all) { memset(all->server_partials[0], 0xff, 32); }

static const sent_row sent_rows[] = {
    {"leaf less", leaf_less, KEELBOLT_ERROR_SIGNER_COUNT, KEELBOLT_BLAME_CALLER, 0, 0, 0,
     "contributions: expected 6, found 5"},
    {"nothing", nothing_of_leaf, KEELBOLT_ERROR_CONTRIBUTION_OF_LEAF, KEELBOLT_BLAME_PEER, 0, 0, 0,
     "the owner of leaf 2 signs, but sent nothing"},
    {"something", something_of_delegated, KEELBOLT_ERROR_CONTRIBUTION_OF_LEAF, KEELBOLT_BLAME_PEER, 0, 0, 0,
     "the owner of leaf 1 does not sign, but sent something"},
    {"few nonces", few_nonces, KEELBOLT_ERROR_TREE_NONCE_COUNT, KEELBOLT_BLAME_PEER, KEELBOLT_TREE_SIGNER_LEAF, 0, 0,
     "nonces of the owner of leaf 0: expected 2, found 1"},
    {"few parts", few_parts, KEELBOLT_ERROR_TREE_PARTIAL_SIGNATURE_COUNT, KEELBOLT_BLAME_PEER,
     KEELBOLT_TREE_SIGNER_LEAF, 0, 0, "partial signatures of the owner of leaf 0: expected 2, found 1"},
    {"no parts", no_parts, KEELBOLT_ERROR_TREE_PARTIAL_SIGNATURE_COUNT, KEELBOLT_BLAME_PEER, KEELBOLT_TREE_SIGNER_LEAF,
     0, 0, "partial signatures of the owner of leaf 0: expected 2, found 0"},
    {"many parts", many_parts, KEELBOLT_ERROR_TREE_PARTIAL_SIGNATURE_COUNT, KEELBOLT_BLAME_PEER,
     KEELBOLT_TREE_SIGNER_GLOBAL, 0, 0, "partial signatures of the global signer 0: expected 2, found 3"},
    {"order", another_order, KEELBOLT_ERROR_TREE_PARTIAL_SIGNATURE, KEELBOLT_BLAME_PEER, KEELBOLT_TREE_SIGNER_LEAF, 3,
     6, "partial signature of the owner of leaf 3 for node 6 is wrong"},
    {"another", part_of_another, KEELBOLT_ERROR_TREE_PARTIAL_SIGNATURE, KEELBOLT_BLAME_PEER,
     KEELBOLT_TREE_SIGNER_GLOBAL, 0, 7, "partial signature of the global signer 0 for node 7 is wrong"},
    {"part", malformed_part, KEELBOLT_ERROR_TREE_PARTIAL_SIGNATURE, KEELBOLT_BLAME_PEER, KEELBOLT_TREE_SIGNER_LEAF, 4,
     7, "partial signature of the owner of leaf 4 for node 7 is wrong"},
    {"nonce", malformed_nonce, KEELBOLT_ERROR_TREE_NONCE, KEELBOLT_BLAME_PEER, KEELBOLT_TREE_SIGNER_LEAF, 5, 0,
     "nonces of the owner of leaf 5: public nonce is not two compressed points of the curve"},
    {"server", malformed_server, KEELBOLT_ERROR_TREE_PARTIAL_SIGNATURE, KEELBOLT_BLAME_PEER,
     KEELBOLT_TREE_SIGNER_GLOBAL, 0, 6, "partial signature of the global signer 0 for node 6 is wrong"},
};

static void good_contributions(sent_by_all *all) {
  memset(all, 0, sizeof *all);
  memcpy(all->sent, sample.sent, sizeof all->sent);
  memcpy(all->server_partials, sample.server_partials, sizeof sample.server_partials);
  memcpy(all->leaves, sample.contributions, sizeof all->leaves);
  all->leaf_count = tree_leaves;
  all->server = sample.server;
  all->server.partial_signatures = all->server_partials[0];
  for (size_t leaf = 0; leaf < tree_leaves; ++leaf) {
    if (leaf != tree_delegated) {
      all->leaves[leaf].public_nonces = all->sent[leaf].nonces[0];
      all->leaves[leaf].partial_signatures = all->sent[leaf].partials[0];
    }
  }
}

static void check_hostile(void) {
  static sent_by_all all;
  keelbolt_signed_tree *made = NULL;
  for (size_t row = 0; row < sizeof sent_rows / sizeof sent_rows[0]; ++row) {
    const sent_row *at = &sent_rows[row];
    good_contributions(&all);
    at->spoil(&all);
    refused(at->name, keelbolt_tree_session_aggregate(&made, sample.session, all.leaves, all.leaf_count, &all.server, 1,
                                                      &error),
            at->status, at->blame, at->text);
    CHECK(at->name, error.signer_kind == at->signer_kind && error.signer == at->signer &&
                        error.tree_node == at->tree_node && made == NULL);
  }
  /* The same, one signer at a time. */
  good_contributions(&all);
  another_order(&all);
  malformed_server(&all);
  refused("leaf", keelbolt_tree_session_verify_leaf(sample.session, 3, &all.leaves[3], &error),
          KEELBOLT_ERROR_TREE_PARTIAL_SIGNATURE, KEELBOLT_BLAME_PEER,
          "partial signature of the owner of leaf 3 for node 6 is wrong");
  refused("server", keelbolt_tree_session_verify_global(sample.session, 0, &all.server, &error),
          KEELBOLT_ERROR_TREE_PARTIAL_SIGNATURE, KEELBOLT_BLAME_PEER,
          "partial signature of the global signer 0 for node 6 is wrong");
  refused("leaf", keelbolt_tree_session_verify_leaf(sample.session, 6, &all.leaves[3], &error),
          KEELBOLT_ERROR_NO_SUCH_LEAF, KEELBOLT_BLAME_CALLER, "leaf: expected below 6, found 6");
  refused("delegated", keelbolt_tree_session_verify_leaf(sample.session, 1, &all.leaves[0], &error),
          KEELBOLT_ERROR_CONTRIBUTION_OF_LEAF, KEELBOLT_BLAME_PEER,
          "the owner of leaf 1 does not sign, but sent something");
  refused("global", keelbolt_tree_session_verify_global(sample.session, 1, &sample.server, &error),
          KEELBOLT_ERROR_SIGNER_COUNT, KEELBOLT_BLAME_CALLER, "contributions: expected 1, found 1");
}

/* Sums of nonces: too few, malformed, and of other nonces than signed. */
static void check_sums(void) {
  static sent_by_all all;
  uint8_t sums[tree_inner][66];
  size_t count = tree_inner;
  keelbolt_tree_session *session = NULL;
  keelbolt_signed_tree *made = NULL;
  keelbolt_node_to_sign nodes[tree_inner];
  good_contributions(&all);
  malformed_nonce(&all);
  refused("malformed", keelbolt_tree_aggregate_nonces(sums[0], &count, sample.tree, all.leaves, tree_leaves,
                                                      &all.server, 1, &error),
          KEELBOLT_ERROR_TREE_NONCE, KEELBOLT_BLAME_PEER,
          "nonces of the owner of leaf 5: public nonce is not two compressed points of the curve");
  CHECK("malformed", error.signer_kind == KEELBOLT_TREE_SIGNER_LEAF && error.signer == 5);
  refused("nobody", keelbolt_tree_aggregate_nonces(sums[0], &count, sample.tree, sample.contributions, tree_leaves,
                                                   NULL, 0, &error),
          KEELBOLT_ERROR_SIGNER_COUNT, KEELBOLT_BLAME_CALLER, "contributions: expected 1, found 0");
  refused("session", keelbolt_tree_session_new(&session, sample.tree, NULL, 0, &error),
          KEELBOLT_ERROR_AGGREGATE_NONCE_COUNT, KEELBOLT_BLAME_PEER, "aggregate nonces: expected 2, found 0");
  refused("to sign", keelbolt_checked_branch_to_sign(nodes, &count, sample.checked, sample.aggregates[0], 1, &error),
          KEELBOLT_ERROR_AGGREGATE_NONCE_COUNT, KEELBOLT_BLAME_PEER, "aggregate nonces: expected 2, found 1");

  /* Only the server signs, with nonces of which the sum is not. */
  const keelbolt_leaf_spec leaves[2] = {sample.leaves[tree_delegated], sample.leaves[tree_delegated]};
  const keelbolt_contribution nothing[2] = {{NULL, 0, NULL, 0}, {NULL, 0, NULL, 0}};
  keelbolt_tree_spec *spec = NULL;
  keelbolt_unsigned_tree *tree = NULL;
  keelbolt_tree_nonces *nonces[2] = {NULL, NULL};
  uint8_t shown[2][66];
  uint8_t partial[32];
  uint8_t key[32];
  const uint8_t drawn[2][32] = {{1}, {2}};
  tree_secret_key(key, tree_server_cosigner);
  CHECK("sum", keelbolt_tree_spec_new(&spec, &sample.terms, sample.cosigner, 1, leaves, 2, &error) == KEELBOLT_OK);
  CHECK("sum", keelbolt_unsigned_tree_build(&tree, spec, &sample.utxo, &error) == KEELBOLT_OK);
  for (size_t made_nonces = 0; made_nonces < 2; ++made_nonces) {
    CHECK("sum", keelbolt_tree_nonces_new(&nonces[made_nonces], shown[made_nonces], 1, drawn[made_nonces], key, entropy,
                                          &error) == KEELBOLT_OK);
  }
  keelbolt_contribution global = {shown[1], 1, NULL, 0};
  CHECK("sum", keelbolt_tree_aggregate_nonces(sums[0], &count, tree, nothing, 2, &global, 1, &error) == KEELBOLT_OK);
  CHECK("sum", count == 1 && keelbolt_tree_session_new(&session, tree, sums[0], 1, &error) == KEELBOLT_OK);
  CHECK("sum", keelbolt_tree_nonces_sign(partial, &count, nonces[0], session, &error) == KEELBOLT_OK);
  global.public_nonces = shown[0];
  global.partial_signatures = partial;
  global.partial_signature_count = 1;
  refused("sum", keelbolt_tree_session_aggregate(&made, session, nothing, 2, &global, 1, &error),
          KEELBOLT_ERROR_TREE_AGGREGATE_NONCE, KEELBOLT_BLAME_PEER,
          "aggregate nonce of node 2 is not of the nonces that signed");
  CHECK("sum", error.tree_node == 2 && made == NULL);
  keelbolt_tree_nonces_free(nonces[0]);
  keelbolt_tree_nonces_free(nonces[1]);
  keelbolt_tree_session_free(session);
  keelbolt_unsigned_tree_free(tree);
  keelbolt_tree_spec_free(spec);
}

/* --- Signers elsewhere --- */

/* The keys that sign for a node, as a device sorts them. */
static size_t keys_of(uint8_t keys[][33], size_t node) {
  size_t leaves[tree_leaves];
  size_t below = tree_leaves;
  size_t count = 0;
  CHECK("below", keelbolt_tree_shape_leaves_below(leaves, &below, tree_leaves, node, &error) == KEELBOLT_OK);
  for (size_t index = 0; index < below; ++index) {
    if (sample.leaves[leaves[index]].has_cosign_pubkey) {
      memcpy(keys[count++], sample.leaves[leaves[index]].cosign_pubkey, 33);
    }
  }
  memcpy(keys[count++], sample.cosigner, 33);
  CHECK("sort", keelbolt_musig_sort_keys(keys[0], keys[0], count, &error) == KEELBOLT_OK);
  return count;
}

/* A device with a MuSig2 of its own is told enough: leaf 2 signs with it, the others as before. */
static void check_device(void) {
  static sent_by_all all;
  static keelbolt_musig_secret_nonce secret[tree_levels];
  keelbolt_node_to_sign nodes[tree_inner];
  size_t count = tree_inner;
  size_t node_count = tree_inner;
  uint8_t sums[tree_inner][66];
  uint8_t key[32];
  keelbolt_tree_session *session = NULL;
  good_contributions(&all);
  tree_secret_key(key, 102);
  for (size_t level = 0; level < tree_levels; ++level) {
    const uint8_t drawn[32] = {(uint8_t)(10 + level)};
    CHECK("nonce", keelbolt_musig_nonce(&secret[level], all.sent[2].nonces[level], drawn, key, NULL, NULL, NULL,
                                        entropy, &error) == KEELBOLT_OK);
  }
  CHECK("sums", keelbolt_tree_aggregate_nonces(sums[0], &count, sample.tree, all.leaves, tree_leaves, &all.server, 1,
                                               &error) == KEELBOLT_OK);
  CHECK("to sign", keelbolt_checked_branch_to_sign(nodes, &node_count, sample.checked, sums[0], count, &error) ==
                       KEELBOLT_OK && node_count == 2);
  for (size_t index = 0; index < node_count; ++index) {
    const keelbolt_node_to_sign *node = &nodes[index];
    keelbolt_musig_keys keys;
    keelbolt_musig_session of_node;
    uint8_t signers[tree_leaves + 1][33];
    uint8_t aggregate[33];
    const size_t signer_count = keys_of(signers, node->node);
    CHECK("keys", keelbolt_musig_keys_init(&keys, signers[0], signer_count, &error) == KEELBOLT_OK);
    CHECK("keys", keelbolt_musig_keys_public_key(aggregate, &keys, &error) == KEELBOLT_OK &&
                      memcmp(aggregate + 1, node->internal_key, 32) == 0);
    CHECK("tweak", keelbolt_musig_keys_tweak(&keys, node->tweak, true, &error) == KEELBOLT_OK);
    CHECK("session", keelbolt_musig_session_init(&of_node, &keys, node->aggregate_nonce, node->sighash, &error) ==
                         KEELBOLT_OK);
    CHECK("sign", keelbolt_musig_sign(all.sent[2].partials[index], &secret[node->nonce], &of_node, key, entropy,
                                      &error) == KEELBOLT_OK);
  }
  CHECK("session", keelbolt_tree_session_new(&session, sample.tree, sums[0], count, &error) == KEELBOLT_OK);
  CHECK("leaf", keelbolt_tree_session_verify_leaf(session, 2, &all.leaves[2], &error) == KEELBOLT_OK);
  keelbolt_tree_session_free(session);
  for (size_t level = 0; level < tree_levels; ++level) {
    keelbolt_musig_secret_nonce_wipe(&secret[level]);
  }
}

int main(void) {
  memset(&error, 0, sizeof error);
  error.struct_size = sizeof error;
  tree_sample_make(&sample);
  check_outcome();
  check_contributions();
  check_nonces();
  check_expected();
  check_outputs();
  check_hostile();
  check_sums();
  check_device();
  tree_sample_free(&sample);
  return check_result();
}
