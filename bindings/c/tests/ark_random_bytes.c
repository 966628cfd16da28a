/* Random arguments to every function of Ark's values, and real ones with a few bytes changed: whatever they are, a
 * status comes back. */

#include <keelbolt.h>
#include <stdlib.h>
#include <string.h>

#include "ark_sample.h"
#include "check.h"
#include "random.h"

enum { rounds = 300, most = 1100 };

/* Counts the outcomes, so that the test can see that both kinds occur, and that all are statuses. */
static unsigned accepted;
static unsigned refused;
static keelbolt_error error;

static bool seen(const char *name, keelbolt_status status) {
  CHECK(name, status == KEELBOLT_OK || strcmp(keelbolt_status_str(status), "UnknownStatus") != 0);
  CHECK(name, status != KEELBOLT_ERROR_PANIC);
  if (status != KEELBOLT_OK && error.status == (int32_t)status) {
    char message[256];
    size_t size = sizeof message;
    CHECK(name, keelbolt_error_message(message, &size, &error) == KEELBOLT_OK && size > 0);
  }
  memset(&error, 0, sizeof error);
  error.struct_size = sizeof error;
  accepted += status == KEELBOLT_OK;
  refused += status != KEELBOLT_OK;
  return status == KEELBOLT_OK;
}
#define SEEN(call) seen(#call, (call))

/* Bytes in memory of their very size, with a few of them changed, or all. */
static void *damaged(const void *bytes, size_t length) {
  uint8_t *copy = malloc(length == 0 ? 1 : length);
  memcpy(copy, bytes, length);
  if (random_next() % 8 == 0) {
    random_fill(copy, length);
  }
  for (uint64_t changes = random_next() % 3; changes > 0 && length > 0; --changes) {
    copy[random_next() % length] = (uint8_t)random_next();
  }
  return copy;
}

static void check_policies(void) {
  const keelbolt_vtxo_policy good = ark_policy((int)(random_next() % ark_policy_count));
  const keelbolt_vtxo_terms good_terms = ark_terms();
  keelbolt_vtxo_policy *policy = damaged(&good, sizeof good);
  keelbolt_vtxo_terms *terms = damaged(&good_terms, sizeof good_terms);
  keelbolt_vtxo_policy found;
  keelbolt_user_policy user;
  keelbolt_policy_output output;
  keelbolt_clause clauses[2];
  uint8_t out[most];
  size_t length = random_next() % 100;
  size_t count = random_next() % 3;
  bool flag;
  uint64_t weight;
  SEEN(keelbolt_vtxo_terms_check(terms, &error));
  SEEN(keelbolt_user_policy_write(out, &length, &policy->user, &error));
  length = sizeof out;
  if (SEEN(keelbolt_vtxo_policy_write(out, &length, &good, &error))) {
    uint8_t *bytes = damaged(out, length);
    SEEN(keelbolt_vtxo_policy_parse(&found, bytes, length - random_sometimes(), &error));
    SEEN(keelbolt_user_policy_parse(&user, bytes, length, &error));
    free(bytes);
  }
  SEEN(keelbolt_vtxo_policy_output(&output, policy, terms, &error));
  SEEN(keelbolt_vtxo_policy_recognise(&flag, &length, out, 34, policy, 1, terms, &error));
  SEEN(keelbolt_vtxo_policy_clauses(clauses, &count, policy, terms, &error));
  count = 2;
  if (SEEN(keelbolt_vtxo_policy_clauses(clauses, &count, &good, &good_terms, &error)) && count > 0) {
    keelbolt_clause *clause = damaged(&clauses[random_next() % count], sizeof *clause);
    length = random_next() % 128;
    SEEN(keelbolt_clause_script(out, &length, clause, &error));
    SEEN(keelbolt_clause_leaf_hash(out, clause, &error));
    SEEN(keelbolt_clause_opens(&flag, clause, out, &error));
    SEEN(keelbolt_clause_witness_weight(&weight, &good, &good_terms, clause, &error));
    length = random_next() % 80;
    SEEN(keelbolt_clause_control_block(out, &length, &good, &good_terms, clause, &error));
    length = sizeof out;
    if (SEEN(keelbolt_clause_script(out, &length, &clauses[0], &error))) {
      uint8_t *script = damaged(out, length);
      SEEN(keelbolt_clause_recognise(&clauses[1], script, length, &error));
      const keelbolt_bytes elements[2] = {{script, length}, {ark_preimage, 32}};
      SEEN(keelbolt_clause_preimage(&flag, out, clause, elements, random_next() % 3, &error));
      free(script);
    }
    free(clause);
  }
  free(policy);
  free(terms);
}

static void check_spends(void) {
  const keelbolt_vtxo_policy policy = ark_policy((int)(random_next() % ark_policy_count));
  const keelbolt_vtxo_terms terms = ark_terms();
  keelbolt_clause clauses[2];
  size_t count = 2;
  if (!SEEN(keelbolt_vtxo_policy_clauses(clauses, &count, &policy, &terms, &error)) || count == 0) {
    return;
  }
  keelbolt_clause_spend spend = ark_spend(&policy, &clauses[random_next() % count]);
  uint8_t *preimage = damaged(ark_preimage, 32);
  uint8_t *destination = damaged(ark_destination, sizeof ark_destination);
  spend.preimage = random_sometimes() ? preimage : random_sometimes() ? NULL : ark_preimage;
  spend.destination = destination;
  spend.destination_length = random_sometimes() ? random_next() % sizeof ark_destination : sizeof ark_destination;
  spend.value_sat = random_sometimes() ? random_next() >> (random_next() % 64) : spend.value_sat;
  spend.feerate_per_kw = random_sometimes() ? (uint32_t)random_next() : spend.feerate_per_kw;
  keelbolt_contract_prepared prepared = {0};
  prepared.struct_size = sizeof prepared;
  keelbolt_contract_witness witness;
  SEEN(keelbolt_clause_spend_prepare(&prepared, &spend, &error));
  const uint8_t *key = random_sometimes() ? preimage : random_sometimes() ? ark_server_key : ark_user_key;
  if (SEEN(keelbolt_clause_spend_sign(&witness, &spend, key, ark_entropy, ark_entropy, &error))) {
    uint8_t *signature = damaged(witness.signature, sizeof witness.signature);
    SEEN(keelbolt_clause_spend_finish(&witness, &spend, signature, &error));
#ifdef KEELBOLT_ALLOCATOR
    uint8_t out[most];
    size_t length = sizeof out;
    SEEN(keelbolt_clause_spend_transaction(out, &length, &spend, signature, &error));
#endif
    free(signature);
  }
  free(destination);
  free(preimage);
}

static void check_addresses(void) {
  static const char id_text[] = "9734debe31c4302717367ff12b207922cf8dd7424959416de6b9142b27cc17ef:4294967295";
  const keelbolt_user_policy good = ark_user_policy((int32_t)(1 + random_next() % 3), KEELBOLT_HASH_LOCK_V1);
  const keelbolt_vtxo_terms terms = ark_terms();
  keelbolt_ark_address address;
  keelbolt_ark_address_fields fields;
  keelbolt_outpoint id = {{0}, 0};
  uint8_t data[most];
  char text[most];
  size_t length;
  bool flag;
  char *shown = damaged(id_text, sizeof id_text - 1);
  SEEN(keelbolt_vtxo_id_parse(&id, shown, sizeof id_text - 1 - random_next() % 10, &error));
  free(shown);
  random_fill(data, sizeof data);
  SEEN(keelbolt_vtxo_id_from_bytes(&id, data));
  SEEN(keelbolt_vtxo_id_to_bytes(data, &id));
  length = random_next() % 90;
  SEEN(keelbolt_vtxo_id_text(text, &length, &id, &error));
  keelbolt_delivery deliveries[2] = {{0}, {0}};
  for (size_t index = 0; index < 2; ++index) {
    deliveries[index].kind = (int32_t)(random_next() % 8 == 0 ? 3 : 1 + random_next() % 2);
    deliveries[index].type_byte = (uint8_t)(random_next() % 4);
    memcpy(deliveries[index].mailbox, terms.server_pubkey, 33);
    deliveries[index].data.data = data;
    deliveries[index].data.length = random_next() % 400;
  }
  keelbolt_user_policy *policy = damaged(&good, sizeof good);
  uint8_t *server = damaged(terms.server_pubkey, 33);
  SEEN(keelbolt_ark_id(data, server, &error));
  SEEN(keelbolt_ark_address_init(&address, true, server, policy, deliveries, 2, &error));
  if (SEEN(keelbolt_ark_address_init(&address, random_sometimes(), terms.server_pubkey, &good, deliveries,
                                     random_next() % 3, &error)) ||
      SEEN(keelbolt_ark_address_init(&address, true, terms.server_pubkey, &good, NULL, 0, &error))) {
    SEEN(keelbolt_ark_address_view(&fields, &address, &error));
    SEEN(keelbolt_ark_address_delivery(&deliveries[0], &address, random_next() % 3, &error));
    SEEN(keelbolt_ark_address_is_of(&flag, &address, server, &error));
    length = random_sometimes() ? random_next() % 90 : sizeof text;
    if (SEEN(keelbolt_ark_address_text(text, &length, &address, &error))) {
      char *changed = damaged(text, length);
      SEEN(keelbolt_ark_address_parse(&address, changed, length, &error));
      free(changed);
    }
  }
  free(server);
  free(policy);
}

static void check_attestations(void) {
  keelbolt_vtxo_request requests[3];
  keelbolt_outpoint inputs[3];
  uint8_t out[128];
  const keelbolt_vtxo_terms terms = ark_terms();
  keelbolt_attestation attestation = {0};
  attestation.struct_size = sizeof attestation;
  attestation.kind = (int32_t)(random_next() % 8);
  for (size_t index = 0; index < 3; ++index) {
    requests[index].amount_sat = random_next();
    requests[index].policy = ark_user_policy((int32_t)(random_next() % 12 == 0 ? 0 : 1 + random_next() % 3),
                                             KEELBOLT_HASH_LOCK_V1);
    memcpy(requests[index].cosign_pubkey, terms.server_pubkey, 33);
    requests[index].cosign_pubkey[random_next() % 33] ^= (uint8_t)(random_next() % 8 == 0);
  }
  random_fill(inputs, sizeof inputs);
  random_fill(attestation.challenge, 32);
  attestation.requests = requests;
  attestation.request_count = random_next() % 4;
  attestation.inputs = inputs;
  attestation.input_count = random_next() % 4;
  attestation.output_script = ark_destination;
  attestation.output_script_length = random_next() % sizeof ark_destination;
  uint8_t *key = damaged(ark_user_key, 32);
  uint8_t *server = damaged(terms.server_pubkey, 33);
  SEEN(keelbolt_attestation_digest(out, &attestation, &error));
  SEEN(keelbolt_attestation_sign(out, &attestation, key, ark_entropy, ark_entropy, &error));
  SEEN(keelbolt_attestation_verify(&attestation, out, server, &error));
  SEEN(keelbolt_message_digest(out, key, random_next() % 33));
  SEEN(keelbolt_message_sign(out, server, random_next() % 34, key, ark_entropy, ark_entropy, &error));
  SEEN(keelbolt_message_verify(key, random_next() % 33, out, server, &error));
  SEEN(keelbolt_mailbox_blind(out, server, key, terms.server_pubkey, &error));
  SEEN(keelbolt_mailbox_unblind(out, terms.server_pubkey, key, server, &error));
  keelbolt_mailbox_authorization permission;
  const int64_t expiry = (int64_t)random_next();
  SEEN(keelbolt_mailbox_authorization_digest(out, expiry));
  if (SEEN(keelbolt_mailbox_authorization_sign(&permission, key, expiry, ark_entropy, ark_entropy, &error)) &&
      SEEN(keelbolt_mailbox_authorization_to_bytes(out, &permission, &error))) {
    uint8_t *bytes = damaged(out, KEELBOLT_MAILBOX_AUTHORIZATION_LENGTH);
    if (SEEN(keelbolt_mailbox_authorization_parse(
            &permission, bytes, KEELBOLT_MAILBOX_AUTHORIZATION_LENGTH - random_sometimes(), &error))) {
      SEEN(keelbolt_mailbox_authorization_verify(&permission, &error));
    }
    free(bytes);
  }
  free(key);
  free(server);
}

int main(void) {
  error.struct_size = sizeof error;
  for (int round = 0; round < rounds; ++round) {
    check_policies();
    check_spends();
    check_addresses();
    check_attestations();
  }
  CHECK("both kinds", accepted > 1000 && refused > 1000);
  return check_result();
}
