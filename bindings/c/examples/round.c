/* A round on paper: users ask a server for outputs, a tree is built over them, each user checks its own branch of it,
 * and all sign together. With an argument one user sends a wrong part, and the server learns who.
 *
 *   round [tamper] */

#include <keelbolt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { users = 5, inner = 2 /* nodes above the leaves */, tip = 895680 };

/* A real program takes keys and entropy from its random number generator, and shares none between users. */
static const uint8_t server_key[32] = {1};
static const uint8_t server_cosign_key[32] = {2};
static const uint8_t entropy[32] = {3};
static const uint8_t preimage[32] = {4};

static void fresh(uint8_t bytes[32], uint8_t role, size_t user) {
  memset(bytes, 0, 32);
  bytes[0] = role;
  bytes[1] = (uint8_t)user;
}

/* Ends the program when a call fails, and says why. */
static void check(keelbolt_status status, const keelbolt_error *error) {
  if (status != KEELBOLT_OK) {
    char message[256];
    size_t length = sizeof message;
    if (keelbolt_error_message(message, &length, error) == KEELBOLT_OK) {
      printf("refused: %.*s\n", (int)length, message);
    } else {
      printf("refused: %s\n", keelbolt_status_str(status));
    }
    exit(1);
  }
}

/* What a user keeps between the two times that it hears from the server, and what it sends. */
typedef struct {
  keelbolt_leaf_spec wanted;
  keelbolt_branch_nonces *nonces;
  uint8_t public_nonces[KEELBOLT_COSIGN_LEVELS][66];
  uint8_t partials[inner][32];
  size_t partial_count;
} user_state;

/* A user asks for an output, with a key and nonces for this round alone. */
static void ask(user_state *user, size_t number, keelbolt_error *error) {
  uint8_t key[32];
  uint8_t cosign_key[32];
  uint8_t nonce_entropy[32];
  fresh(key, 10, number);
  fresh(cosign_key, 11, number);
  fresh(nonce_entropy, 12, number);
  user->wanted.policy.kind = KEELBOLT_USER_POLICY_PUBKEY;
  check(keelbolt_public_key(user->wanted.policy.user_pubkey, key, entropy, error), error);
  user->wanted.amount_sat = 10000 * (1 + number);
  user->wanted.has_cosign_pubkey = 1;
  check(keelbolt_public_key(user->wanted.cosign_pubkey, cosign_key, entropy, error), error);
  check(keelbolt_sha256(user->wanted.unlock_hash, preimage, sizeof preimage), error); /* the server's hash */
  check(keelbolt_branch_nonces_new(&user->nonces, user->public_nonces[0], KEELBOLT_COSIGN_LEVELS, nonce_entropy,
                                   cosign_key, entropy, error),
        error);
}

/* A user builds and checks its own branch before anything of its own leaves the wallet; then its nonces sign once. */
static void sign(user_state *user, const keelbolt_tree_spec *spec, const keelbolt_outpoint *utxo,
                 const keelbolt_vtxo_terms *terms, const uint8_t *server_cosign_pubkey, uint8_t (*aggregates)[66],
                 keelbolt_error *error) {
  keelbolt_branch *branch = NULL;
  keelbolt_checked_branch *checked = NULL;
  keelbolt_expected_branch expected = {0};
  size_t leaf;
  size_t leaf_count = 1;
  expected.struct_size = sizeof expected;
  expected.leaf = user->wanted;
  memcpy(expected.server_pubkey, terms->server_pubkey, 33);
  memcpy(expected.server_cosign_pubkey, server_cosign_pubkey, 33);
  expected.exit_delta = terms->exit_delta;
  expected.max_depth = KEELBOLT_COSIGN_LEVELS;
  check(keelbolt_earliest_expiry(&expected.earliest_expiry, tip, 36, &terms->exit_delta, 1, error), error);
  check(keelbolt_tree_spec_match_outputs(&leaf, &leaf_count, spec, &user->wanted, 1, error), error);
  check(keelbolt_branch_build(&branch, spec, utxo, leaf, error), error);
  check(keelbolt_branch_check(&checked, branch, spec, &expected, error), error);
  user->partial_count = inner;
  check(keelbolt_branch_nonces_sign(user->partials[0], &user->partial_count, user->nonces, checked, aggregates[0],
                                    inner, error),
        error);
  printf("leaf %zu: checked, signed for %zu nodes\n", leaf, user->partial_count);
  keelbolt_checked_branch_free(checked);
  keelbolt_branch_free(branch);
}

/* What the first user can do with the signatures: its VTXO, and how many transactions an exit takes. */
static void show_vtxo(const keelbolt_signed_tree *signed_tree, const keelbolt_tree_spec *spec,
                      const keelbolt_outpoint *utxo, keelbolt_error *error) {
  uint8_t signatures[inner][64];
  size_t count = inner;
  size_t length = 0;
  keelbolt_branch *branch = NULL;
  keelbolt_branch_fields fields = {0};
  fields.struct_size = sizeof fields;
  check(keelbolt_signed_tree_signatures(signatures[0], &count, signed_tree, error), error);
  check(keelbolt_branch_build(&branch, spec, utxo, 0, error), error);
  check(keelbolt_branch_read(&fields, branch, error), error);
  if (keelbolt_branch_vtxo(NULL, &length, branch, spec, signatures[0], count, error) !=
      KEELBOLT_ERROR_BUFFER_TOO_SMALL) {
    check((keelbolt_status)error->status, error);
  }
  uint8_t *vtxo = malloc(length);
  check(keelbolt_branch_vtxo(vtxo, &length, branch, spec, signatures[0], count, error), error);
  printf("vtxo of leaf 0: %zu bytes, %zu transactions to exit\n", length, fields.transaction_count);
  free(vtxo);
  keelbolt_branch_free(branch);
}

int main(int argc, char **argv) {
  const int tamper = argc > 1 && strcmp(argv[1], "tamper") == 0;
  static user_state all[users];
  keelbolt_error error = {0};
  error.struct_size = sizeof error;

  /* Users ask, the server plans. */
  keelbolt_vtxo_terms terms = {0};
  uint8_t server_cosign_pubkey[33];
  keelbolt_leaf_spec leaves[users];
  keelbolt_tree_spec *spec = NULL;
  terms.expiry_height = tip + 4320;
  terms.exit_delta = 144;
  check(keelbolt_public_key(terms.server_pubkey, server_key, entropy, &error), &error);
  check(keelbolt_public_key(server_cosign_pubkey, server_cosign_key, entropy, &error), &error);
  for (size_t user = 0; user < users; ++user) {
    ask(&all[user], user, &error);
    leaves[user] = all[user].wanted;
  }
  check(keelbolt_tree_spec_new(&spec, &terms, server_cosign_pubkey, 1, leaves, users, &error), &error);

  /* The transaction on chain pays this; here only its id is made up. */
  keelbolt_tree_output funding;
  keelbolt_outpoint utxo = {{9}, 0};
  keelbolt_unsigned_tree *tree = NULL;
  keelbolt_unsigned_tree_fields fields = {0};
  fields.struct_size = sizeof fields;
  check(keelbolt_tree_spec_funding_output(&funding, spec, &error), &error);
  check(keelbolt_unsigned_tree_build(&tree, spec, &utxo, &error), &error);
  check(keelbolt_unsigned_tree_read(&fields, tree, &error), &error);
  printf("tree: %zu leaves, %zu transactions, %llu sat\n", fields.leaf_count, fields.node_count,
         (unsigned long long)funding.value_sat);

  /* The server has nonces of its own, and sums all. */
  keelbolt_tree_nonces *server_nonces = NULL;
  uint8_t server_public_nonces[inner][66];
  uint8_t server_partials[inner][32];
  uint8_t nonce_entropy[32];
  keelbolt_contribution sent[users] = {{0}};
  keelbolt_contribution server = {server_public_nonces[0], inner, NULL, 0};
  uint8_t aggregates[inner][66];
  size_t count = inner;
  fresh(nonce_entropy, 13, 0);
  check(keelbolt_tree_nonces_new(&server_nonces, server_public_nonces[0], inner, nonce_entropy, server_cosign_key,
                                 entropy, &error),
        &error);
  for (size_t user = 0; user < users; ++user) {
    sent[user].public_nonces = all[user].public_nonces[0];
    sent[user].public_nonce_count = KEELBOLT_COSIGN_LEVELS;
  }
  check(keelbolt_tree_aggregate_nonces(aggregates[0], &count, tree, sent, users, &server, 1, &error), &error);

  /* Each user signs for the nodes above its leaf, the server for all. */
  keelbolt_tree_session *session = NULL;
  for (size_t user = 0; user < users; ++user) {
    sign(&all[user], spec, &utxo, &terms, server_cosign_pubkey, aggregates, &error);
    keelbolt_branch_nonces_free(all[user].nonces);
    sent[user].partial_signatures = all[user].partials[0];
    sent[user].partial_signature_count = all[user].partial_count;
  }
  if (tamper) {
    memcpy(all[1].partials[0], all[2].partials[0], 32); /* a part of somebody else's */
  }
  check(keelbolt_tree_session_new(&session, tree, aggregates[0], count, &error), &error);
  check(keelbolt_tree_nonces_sign(server_partials[0], &count, server_nonces, session, &error), &error);
  keelbolt_tree_nonces_free(server_nonces);
  server.partial_signatures = server_partials[0];
  server.partial_signature_count = count;

  /* The signatures of all. Where one is wrong, the error says whose part it was, and of which node. */
  keelbolt_signed_tree *signed_tree = NULL;
  keelbolt_unsigned_tree *verified = NULL;
  check(keelbolt_tree_session_aggregate(&signed_tree, session, sent, users, &server, 1, &error), &error);
  check(keelbolt_signed_tree_verify(&verified, signed_tree, &error), &error);
  printf("verified: %zu signatures\n", count);
  show_vtxo(signed_tree, spec, &utxo, &error);

  keelbolt_unsigned_tree_free(verified);
  keelbolt_signed_tree_free(signed_tree);
  keelbolt_tree_session_free(session);
  keelbolt_unsigned_tree_free(tree);
  keelbolt_tree_spec_free(spec);
  return 0;
}
