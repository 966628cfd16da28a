/* Making the sample. */

#include "tree_sample.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const uint8_t entropy[32] = {7};

static keelbolt_error error;

static void must(keelbolt_status status) {
  if (status != KEELBOLT_OK) {
    char message[256] = "no message";
    size_t length = sizeof message;
    if (keelbolt_error_message(message, &length, &error) == KEELBOLT_OK) {
      printf("the sample failed: %.*s\n", (int)length, message);
    }
    abort();
  }
}

void tree_secret_key(uint8_t key[32], uint8_t number) { memset(key, number, 32); }

void tree_public_key(uint8_t key[33], uint8_t number) {
  uint8_t secret[32];
  tree_secret_key(secret, number);
  must(keelbolt_public_key(key, secret, entropy, &error));
}

static void make_leaf(keelbolt_leaf_spec *leaf, size_t number) {
  uint8_t preimage[32];
  memset(preimage, 9, sizeof preimage);
  leaf->policy.kind = KEELBOLT_USER_POLICY_PUBKEY;
  tree_public_key(leaf->policy.user_pubkey, (uint8_t)(tree_first_user + number));
  leaf->amount_sat = 1000 + number;
  if (number != tree_delegated) {
    leaf->has_cosign_pubkey = 1;
    tree_public_key(leaf->cosign_pubkey, (uint8_t)(tree_first_cosigner + number));
  }
  must(keelbolt_sha256(leaf->unlock_hash, preimage, sizeof preimage));
}

static void make_tree(tree_sample *sample) {
  sample->terms.expiry_height = 900000;
  sample->terms.exit_delta = 144;
  tree_public_key(sample->terms.server_pubkey, tree_server);
  tree_public_key(sample->cosigner, tree_server_cosigner);
  for (size_t number = 0; number < tree_leaves; ++number) {
    make_leaf(&sample->leaves[number], number);
  }
  memset(sample->utxo.txid, 8, sizeof sample->utxo.txid);
  sample->utxo.vout = 1;
  must(keelbolt_tree_spec_new(&sample->spec, &sample->terms, sample->cosigner, 1, sample->leaves, tree_leaves, &error));
  must(keelbolt_unsigned_tree_build(&sample->tree, sample->spec, &sample->utxo, &error));
}

/* Checks the branch of a leaf; keeps that of leaf 2. */
static void sign_leaf(tree_sample *sample, size_t leaf, keelbolt_branch_nonces *nonces) {
  keelbolt_expected_branch expected = tree_expected(sample, leaf);
  keelbolt_branch *branch = NULL;
  keelbolt_checked_branch *checked = NULL;
  tree_sent *sent = &sample->sent[leaf];
  sent->partial_count = tree_inner;
  must(keelbolt_branch_build(&branch, sample->spec, &sample->utxo, leaf, &error));
  must(keelbolt_branch_check(&checked, branch, sample->spec, &expected, &error));
  must(keelbolt_branch_nonces_sign(sent->partials[0], &sent->partial_count, nonces, checked, sample->aggregates[0],
                                   tree_inner, &error));
  sample->contributions[leaf].partial_signatures = sent->partials[0];
  sample->contributions[leaf].partial_signature_count = sent->partial_count;
  if (leaf == 2) {
    sample->branch = branch;
    sample->checked = checked;
  } else {
    keelbolt_branch_free(branch);
    keelbolt_checked_branch_free(checked);
  }
}

static void hold_ceremony(tree_sample *sample) {
  keelbolt_branch_nonces *users[tree_leaves] = {NULL};
  keelbolt_tree_nonces *server = NULL;
  size_t count = tree_inner;
  uint8_t key[32];
  uint8_t drawn[32] = {0};
  for (size_t leaf = 0; leaf < tree_leaves; ++leaf) {
    if (leaf != tree_delegated) {
      tree_secret_key(key, (uint8_t)(tree_first_cosigner + leaf));
      drawn[0] = (uint8_t)(10 + leaf);
      must(keelbolt_branch_nonces_new(&users[leaf], sample->sent[leaf].nonces[0], tree_levels, drawn, key, entropy,
                                      &error));
      sample->contributions[leaf].public_nonces = sample->sent[leaf].nonces[0];
      sample->contributions[leaf].public_nonce_count = tree_levels;
    }
  }
  tree_secret_key(key, tree_server_cosigner);
  drawn[0] = 250;
  must(keelbolt_tree_nonces_new(&server, sample->server_nonces[0], tree_inner, drawn, key, entropy, &error));
  sample->server.public_nonces = sample->server_nonces[0];
  sample->server.public_nonce_count = tree_inner;
  must(keelbolt_tree_aggregate_nonces(sample->aggregates[0], &count, sample->tree, sample->contributions, tree_leaves,
                                      &sample->server, 1, &error));
  for (size_t leaf = 0; leaf < tree_leaves; ++leaf) {
    if (leaf != tree_delegated) {
      sign_leaf(sample, leaf, users[leaf]);
      keelbolt_branch_nonces_free(users[leaf]);
    }
  }
  must(keelbolt_tree_session_new(&sample->session, sample->tree, sample->aggregates[0], tree_inner, &error));
  must(keelbolt_tree_nonces_sign(sample->server_partials[0], &count, server, sample->session, &error));
  keelbolt_tree_nonces_free(server);
  sample->server.partial_signatures = sample->server_partials[0];
  sample->server.partial_signature_count = count;
  must(keelbolt_tree_session_aggregate(&sample->signed_tree, sample->session, sample->contributions, tree_leaves,
                                       &sample->server, 1, &error));
  must(keelbolt_signed_tree_signatures(sample->signatures[0], &count, sample->signed_tree, &error));
}

void tree_sample_make(tree_sample *sample) {
  memset(sample, 0, sizeof *sample);
  memset(&error, 0, sizeof error);
  error.struct_size = sizeof error;
  make_tree(sample);
  hold_ceremony(sample);
}

void tree_sample_free(tree_sample *sample) {
  keelbolt_tree_spec_free(sample->spec);
  keelbolt_unsigned_tree_free(sample->tree);
  keelbolt_branch_free(sample->branch);
  keelbolt_checked_branch_free(sample->checked);
  keelbolt_tree_session_free(sample->session);
  keelbolt_signed_tree_free(sample->signed_tree);
}

keelbolt_expected_branch tree_expected(const tree_sample *sample, size_t leaf) {
  keelbolt_expected_branch expected = {0};
  expected.struct_size = sizeof expected;
  expected.leaf = sample->leaves[leaf];
  memcpy(expected.server_pubkey, sample->terms.server_pubkey, 33);
  memcpy(expected.server_cosign_pubkey, sample->cosigner, 33);
  expected.exit_delta = 144;
  expected.earliest_expiry = 900000;
  expected.max_depth = tree_levels;
  return expected;
}

keelbolt_branch_nonces *tree_branch_nonces(uint8_t number, size_t levels) {
  keelbolt_branch_nonces *nonces = NULL;
  uint8_t shown[tree_levels][66];
  uint8_t key[32];
  const uint8_t drawn[32] = {3};
  tree_secret_key(key, number);
  must(keelbolt_branch_nonces_new(&nonces, shown[0], levels, drawn, key, entropy, &error));
  return nonces;
}

keelbolt_tree_nonces *tree_server_nonces(uint8_t number, size_t nodes) {
  keelbolt_tree_nonces *nonces = NULL;
  uint8_t shown[tree_levels][66];
  uint8_t key[32];
  const uint8_t drawn[32] = {4};
  tree_secret_key(key, number);
  must(keelbolt_tree_nonces_new(&nonces, shown[0], nodes, drawn, key, entropy, &error));
  return nonces;
}
