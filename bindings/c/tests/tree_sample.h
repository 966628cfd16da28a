/* A tree of six users, one of whom does not sign, and the ceremony in which it was signed. */

#ifndef KEELBOLT_TEST_TREE_SAMPLE_H
#define KEELBOLT_TEST_TREE_SAMPLE_H

#include <keelbolt.h>

enum {
  tree_leaves = 6,
  tree_delegated = 1, /* the leaf whose owner does not sign */
  tree_inner = 2,     /* nodes above the leaves: 6 over leaves 0 to 3, and the root, 7 */
  tree_nodes = tree_leaves + tree_inner,
  tree_levels = KEELBOLT_COSIGN_LEVELS,
  tree_room = 8192 /* for any encoding of the sample */
};

/* Keys are small numbers: the secret key of one is that byte 32 times. */
enum { tree_server = 1, tree_first_user = 2, tree_first_cosigner = 100, tree_server_cosigner = 200 };

/* What the owner of a leaf has sent. */
typedef struct {
  uint8_t nonces[tree_levels][66];
  uint8_t partials[tree_inner][32];
  size_t partial_count;
} tree_sent;

typedef struct {
  keelbolt_vtxo_terms terms;
  uint8_t cosigner[33]; /* the server's key for this tree */
  keelbolt_leaf_spec leaves[tree_leaves];
  keelbolt_outpoint utxo;
  keelbolt_tree_spec *spec;
  keelbolt_unsigned_tree *tree;
  keelbolt_branch *branch;          /* of leaf 2 */
  keelbolt_checked_branch *checked; /* of leaf 2 */
  tree_sent sent[tree_leaves];
  uint8_t server_nonces[tree_inner][66];
  uint8_t server_partials[tree_inner][32];
  keelbolt_contribution contributions[tree_leaves];
  keelbolt_contribution server;
  uint8_t aggregates[tree_inner][66];
  keelbolt_tree_session *session;
  keelbolt_signed_tree *signed_tree;
  uint8_t signatures[tree_inner][64];
} tree_sample;

/* Makes everything; ends the program when something fails. */
void tree_sample_make(tree_sample *sample);

/* Frees what is on the heap. */
void tree_sample_free(tree_sample *sample);

/* The secret and the public key of a number. */
void tree_secret_key(uint8_t key[32], uint8_t number);
void tree_public_key(uint8_t key[33], uint8_t number);

/* What the owner of a leaf asked for. */
keelbolt_expected_branch tree_expected(const tree_sample *sample, size_t leaf);

/* New nonces of a key; the public ones are dropped. */
keelbolt_branch_nonces *tree_branch_nonces(uint8_t number, size_t levels);
keelbolt_tree_nonces *tree_server_nonces(uint8_t number, size_t nodes);

#endif
