/* Many threads read one handle, one onion, one path, one commitment and one tree while each also works on its own: what
 * the header says about threads. */

#include <keelbolt.h>
#include <pthread.h>
#include <string.h>

#include "check.h"
#include "commitment_sample.h"
#include "onion_sample.h"
#include "sample.h"
#include "tree_sample.h"

enum { threads = 4, rounds = 20 };

typedef struct {
  const keelbolt_invoice *shared;
  const onion_sample *onions;
  const commitment_sample *commitments;
  const tree_sample *trees;
  unsigned failed;
} work;

/* Peels the shared onion at each hop and fails it back, reads the shared path, and passes the shared message on. */
static unsigned onions(const onion_sample *shared) {
  unsigned failed = 0;
  uint8_t buffers[onion_hops][KEELBOLT_ONION_PEEL_BUFFER];
  keelbolt_bytes onion = {shared->onion, sizeof shared->onion};
  for (size_t hop = 0; hop < onion_hops; ++hop) {
    keelbolt_peeled peeled;
    size_t size = sizeof buffers[hop];
    failed += keelbolt_onion_peel(&peeled, buffers[hop], &size, onion.data, onion.length, shared->payment_hash, 32,
                                  shared->node_keys[hop], NULL) != KEELBOLT_OK;
    failed += memcmp(peeled.shared_secret, shared->shared_secrets + 32 * hop, 32) != 0;
    onion = peeled.next_onion;
  }
  uint8_t reason[sizeof shared->reason];
  keelbolt_decrypted_failure decrypted;
  memcpy(reason, shared->reason, sizeof reason);
  failed += keelbolt_failure_decrypt(&decrypted, reason, sizeof reason, shared->attribution_data,
                                     sizeof shared->attribution_data, shared->shared_secrets, onion_hops, NULL) !=
            KEELBOLT_OK;
  failed += !decrypted.has_failure || decrypted.hop != 2;

  keelbolt_blinded_hop hops[onion_hops];
  size_t count = onion_hops;
  failed += keelbolt_path_hops(hops, &count, shared->path, shared->path_length, NULL) != KEELBOLT_OK;
  uint8_t buffer[onion_room];
  size_t size = sizeof buffer;
  keelbolt_onion_message message;
  keelbolt_received received = {0};
  received.struct_size = sizeof received;
  keelbolt_recipient_data data = {0};
  data.struct_size = sizeof data;
  failed += keelbolt_onion_message_parse(&message, shared->message, shared->message_length, NULL) != KEELBOLT_OK;
  failed += keelbolt_onion_message_peel(&received, &data, buffer, &size, &message, shared->node_keys[0], NULL, 0, NULL,
                                        0, NULL) != KEELBOLT_OK;
  return failed;
}

/* Signs and verifies the shared commitment, takes an output of it, and signs the shared sweep. */
static unsigned commitments(const commitment_sample *shared) {
  unsigned failed = 0;
  uint8_t signature[64];
  uint8_t htlc_signatures[sample_htlcs][64];
  size_t count = sample_htlcs;
  keelbolt_claim *claim = NULL;
  keelbolt_signed_sweep *made = NULL;
  keelbolt_attempt attempt = {{0}, 0, 0};
  keelbolt_spend_path path = sample_path(shared, KEELBOLT_SPEND_PAYMENT);
  failed += keelbolt_commitment_sign(signature, htlc_signatures[0], &count, shared->commitment,
                                     shared->secrets[1].funding, shared->secrets[1].htlc_basepoint, shared->entropy,
                                     NULL) != KEELBOLT_OK;
  failed += keelbolt_commitment_verify(shared->commitment, signature, htlc_signatures[0], count, NULL) != KEELBOLT_OK;
  failed += keelbolt_commitment_claim(&claim, shared->commitment, sample_output(shared, KEELBOLT_OUTPUT_TO_REMOTE),
                                      &path, NULL) != KEELBOLT_OK;
  failed += keelbolt_unsigned_sweep_sign(&made, shared->unsigned_sweep, &shared->secrets[0], &shared->basepoints[0],
                                         shared->entropy, NULL) != KEELBOLT_OK;
  failed += keelbolt_signed_sweep_attempt(&attempt, made, NULL) != KEELBOLT_OK || attempt.fee_sat == 0;
  keelbolt_claim_free(claim);
  keelbolt_signed_sweep_free(made);
  return failed;
}

/* Checks the shared branch and what all have sent for the shared session, and signs with nonces of its own. */
static unsigned trees(const tree_sample *shared) {
  unsigned failed = 0;
  uint8_t partials[tree_inner][32];
  size_t count = tree_inner;
  keelbolt_checked_branch *checked = NULL;
  keelbolt_signed_tree *made = NULL;
  keelbolt_branch_nonces *nonces = tree_branch_nonces(102, tree_levels);
  keelbolt_expected_branch expected = tree_expected(shared, 2);
  failed += keelbolt_branch_check(&checked, shared->branch, shared->spec, &expected, NULL) != KEELBOLT_OK;
  failed += keelbolt_branch_nonces_sign(partials[0], &count, nonces, shared->checked, shared->aggregates[0], tree_inner,
                                        NULL) != KEELBOLT_OK;
  failed += keelbolt_tree_session_verify_leaf(shared->session, 2, &shared->contributions[2], NULL) != KEELBOLT_OK;
  failed += keelbolt_tree_session_aggregate(&made, shared->session, shared->contributions, tree_leaves, &shared->server,
                                            1, NULL) != KEELBOLT_OK;
  failed += keelbolt_branch_verify(shared->branch, shared->signatures[0], tree_inner, NULL) != KEELBOLT_OK;
  keelbolt_branch_nonces_free(nonces);
  keelbolt_checked_branch_free(checked);
  keelbolt_signed_tree_free(made);
  return failed;
}

static void *run(void *argument) {
  work *mine = argument;
  for (int round = 0; round < rounds; ++round) {
    uint8_t payee[33];
    uint8_t hash[32];
    uint64_t number = 0;
    bool present = false;
    char description[64];
    size_t length = sizeof description;
    mine->failed += keelbolt_invoice_payee(payee, mine->shared, NULL) != KEELBOLT_OK;
    mine->failed += keelbolt_invoice_signature_hash(hash, mine->shared) != KEELBOLT_OK;
    mine->failed += keelbolt_invoice_amount(&present, &number, mine->shared) != KEELBOLT_OK || !present;
    mine->failed +=
        keelbolt_invoice_description(&present, description, &length, mine->shared) != KEELBOLT_OK;

    char text[sample_room];
    keelbolt_invoice own;
    uint8_t own_payee[33];
    length = sizeof text;
    mine->failed += keelbolt_invoice_sign(text, &length, mine->shared, sample_key, sample_entropy, NULL) !=
                    KEELBOLT_OK;
    mine->failed += keelbolt_invoice_parse(&own, text, length, NULL) != KEELBOLT_OK;
    mine->failed += keelbolt_invoice_payee(own_payee, &own, NULL) != KEELBOLT_OK;
    mine->failed += memcmp(payee, own_payee, sizeof payee) != 0;
    mine->failed += onions(mine->onions);
    mine->failed += commitments(mine->commitments);
    mine->failed += trees(mine->trees);
  }
  return NULL;
}

int main(void) {
  char text[sample_room];
  size_t length = sample_invoice(text);
  keelbolt_invoice invoice;
  CHECK("parse", keelbolt_invoice_parse(&invoice, text, length, NULL) == KEELBOLT_OK);

  static onion_sample onion;
  onion_sample_make(&onion);
  static commitment_sample commitment;
  commitment_sample_make(&commitment, KEELBOLT_FORMAT_ANCHORS);

  static tree_sample tree;
  tree_sample_make(&tree);

  pthread_t ids[threads];
  work works[threads];
  for (int index = 0; index < threads; ++index) {
    works[index].shared = &invoice;
    works[index].onions = &onion;
    works[index].commitments = &commitment;
    works[index].trees = &tree;
    works[index].failed = 0;
    CHECK("start", pthread_create(&ids[index], NULL, run, &works[index]) == 0);
  }
  for (int index = 0; index < threads; ++index) {
    CHECK("join", pthread_join(ids[index], NULL) == 0);
    CHECK("work", works[index].failed == 0);
  }
  commitment_sample_free(&commitment);
  tree_sample_free(&tree);
  return check_result();
}
