/* Random arguments to every function of VTXOs, and real ones with a few bytes changed: whatever they are, a status comes
 * back. */

#include <keelbolt.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "random.h"
#include "vtxo_sample.h"

enum { rounds = 700, most = 2000 };

/* Counts the outcomes, so that the test can see that both kinds occur, and that all are statuses. */
static unsigned accepted;
static unsigned refused;
static unsigned money;
static keelbolt_error error;

static bool seen(const char *name, keelbolt_status status) {
  CHECK(name, status == KEELBOLT_OK || strcmp(keelbolt_status_str(status), "UnknownStatus") != 0);
  CHECK(name, status != KEELBOLT_ERROR_PANIC);
  if (status != KEELBOLT_OK && error.status == (int32_t)status) {
    char message[400];
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

/* Bytes in memory of their very size, with a few of them changed, sometimes cut, or all chance. */
static uint8_t *damaged(const uint8_t *bytes, size_t *length) {
  if (random_sometimes()) {
    *length = random_next() % (*length + 1);
  }
  uint8_t *copy = malloc(*length == 0 ? 1 : *length);
  memcpy(copy, bytes, *length);
  if (random_sometimes() && random_sometimes()) {
    random_fill(copy, *length);
  }
  for (uint64_t changes = random_next() % 4; changes > 0 && *length > 0; --changes) {
    copy[random_next() % *length] = (uint8_t)random_next();
  }
  return copy;
}

static void check_items(const keelbolt_vtxo *vtxo, const uint8_t *key) {
  static uint8_t keys[64 * 33];
  static keelbolt_tx_out siblings[254];
  keelbolt_genesis_items items;
  keelbolt_genesis_item item;
  bool is_found = true;
  SEEN(keelbolt_vtxo_genesis(&items, vtxo, &error));
  while (SEEN(keelbolt_genesis_next(&is_found, &item, &items, &error)) && is_found) {
    keelbolt_genesis_item_fields fields = {0};
    size_t count = random_next() % 64;
    bool has_key;
    fields.struct_size = sizeof fields;
    SEEN(keelbolt_genesis_item_read(&fields, &item, &error));
    SEEN(keelbolt_genesis_item_pubkeys(keys, &count, &item, &error));
    count = random_next() % 254;
    SEEN(keelbolt_genesis_item_siblings(siblings, &count, &item, &error));
    SEEN(keelbolt_genesis_item_has_pubkey(&has_key, &item, key, &error));
  }
}

static void check_transactions(keelbolt_exit_transactions *transactions) {
  keelbolt_exit_transaction transaction;
  uint8_t script[34];
  bool is_found = true;
  while (SEEN(keelbolt_exit_next(&is_found, &transaction, transactions, &error)) && is_found) {
    keelbolt_exit_transaction_fields fields = {0};
    keelbolt_genesis_item item;
    uint8_t *bytes = malloc(most);
    size_t length = random_next() % most;
    uint64_t fee;
    fields.struct_size = sizeof fields;
    SEEN(keelbolt_exit_transaction_read(&fields, &transaction, &error));
    SEEN(keelbolt_exit_transaction_item(&item, &transaction, &error));
    SEEN(keelbolt_exit_next_script(script, transactions, &error));
    SEEN(keelbolt_exit_child_fee(&is_found, &fee, &transaction, random_next() % 5000, (uint32_t)random_next(), &error));
    if (SEEN(keelbolt_exit_transaction_bytes(bytes, &length, &transaction, &error))) {
      uint8_t *changed = damaged(bytes, &length);
      keelbolt_tx_out outputs[300];
      size_t count = random_next() % 300;
      SEEN(keelbolt_transaction_txid(script, changed, length, &error));
      SEEN(keelbolt_transaction_outputs(outputs, &count, changed, length, &error));
      SEEN(keelbolt_transaction_output(&is_found, outputs, changed, length, (uint32_t)random_next() % 4, &error));
      free(changed);
    }
    free(bytes);
  }
}

static void check_exit(const keelbolt_accepted_vtxo *vtxo) {
  keelbolt_exit_transactions packages;
  keelbolt_clause clauses[2];
  keelbolt_transaction_status statuses[4];
  keelbolt_point_status point;
  keelbolt_progress progress;
  keelbolt_deadline deadline;
  keelbolt_clause_spend spend = {0};
  uint8_t destination[40];
  uint8_t preimage[32];
  size_t count = 2;
  uint64_t weight;
  bool is_found;
  spend.struct_size = sizeof spend;
  random_fill(destination, sizeof destination);
  random_fill(preimage, sizeof preimage);
  random_fill(statuses, sizeof statuses);
  random_fill(&point, sizeof point);
  for (size_t index = 0; index < 4; ++index) {
    statuses[index].kind = (int32_t)(random_next() % 6);
  }
  point.status.kind = (int32_t)(random_next() % 6);
  point.is_spent = random_sometimes();
  SEEN(keelbolt_exit_packages(&packages, vtxo, &error));
  SEEN(keelbolt_exit_weight(&weight, vtxo, &error));
  SEEN(keelbolt_exit_deadline(&deadline, vtxo, (uint16_t)random_next(), &error));
  SEEN(keelbolt_exit_first_deadline(&is_found, &deadline, &vtxo, 1, (uint16_t)random_next(), &error));
  if (SEEN(keelbolt_exit_clauses(clauses, &count, vtxo, &error))) {
    if (random_sometimes()) {
      clauses[0].kind = (int32_t)(random_next() % 7);
    }
    SEEN(keelbolt_exit_progress(&progress, vtxo, clauses, statuses, random_next() % 5, &point, (uint32_t)random_next(),
                                &error));
    SEEN(keelbolt_exit_claim(&spend, vtxo, clauses, random_sometimes() ? preimage : NULL, destination,
                             random_next() % sizeof destination, (uint32_t)(random_next() % 3000), &error));
  }
}

static void check_acceptance(const keelbolt_vtxo *vtxo) {
  const vtxo_sample *sample = sample_vtxo();
  keelbolt_accepted_vtxo own;
  keelbolt_locked_vtxo locked;
  keelbolt_outpoint id;
  uint8_t hash[32];
  uint64_t amount;
  bool trusts;
  keelbolt_expectation expected = sample_expectation();
  keelbolt_chain_facts facts = sample_facts();
  size_t length = sizeof expected - sizeof expected.struct_size;
  keelbolt_user_policy policy;
  uint8_t *anchor = damaged(facts.anchor, &facts.anchor_length);
  facts.anchor = anchor;
  facts.is_unspent = !random_sometimes() || !random_sometimes();
  /* Behind the pointers and their counts. */
  if (random_sometimes()) {
    length = sizeof expected - offsetof(keelbolt_expectation, amount_sat);
    uint8_t *changed = damaged((const uint8_t *)&expected.amount_sat, &length);
    memcpy(&expected.amount_sat, changed, length);
    free(changed);
  }
  random_fill(&policy, sizeof policy);
  policy.kind = (int32_t)(random_next() % 5);
  memcpy(policy.user_pubkey, sample->own_key, 33);
  expected.policy = random_sometimes() && random_sometimes() ? &policy : NULL;
  if (SEEN(keelbolt_vtxo_accept(&own, vtxo, &expected, &facts, &error))) {
    ++money;
    SEEN(keelbolt_accepted_vtxo_amount(&amount, &own, &error));
  }
  if (SEEN(keelbolt_vtxo_accept_locked(&locked, vtxo, &expected, &facts, &error))) {
    SEEN(keelbolt_locked_vtxo_read(&id, hash, &locked, &error));
  }
  free(anchor);
  keelbolt_vtxo view;
  SEEN(keelbolt_vtxo_assume_accepted(&own, vtxo, &error));
  SEEN(keelbolt_accepted_vtxo_view(&view, &own, &error));
  SEEN(keelbolt_accepted_vtxo_trusts_others(&trusts, &own, sample->own_key, random_next() % 2, &error));
  check_exit(&own);
}

static void check_vtxo(void) {
  static uint8_t out[most];
  const vtxo_sample *sample = sample_vtxo();
  const bool is_complete = !random_sometimes();
  size_t length = is_complete ? sample->length : sample->handed_out_length;
  uint8_t *bytes = damaged(is_complete ? sample->bytes : sample->handed_out, &length);
  keelbolt_vtxo vtxo;
  keelbolt_bare_vtxo bare;
  if (SEEN(keelbolt_bare_vtxo_parse(&bare, bytes, length, &error))) {
    size_t room = random_next() % most;
    if (random_sometimes()) {
      random_fill(&bare, sizeof bare);
    }
    SEEN(keelbolt_bare_vtxo_write(out, &room, &bare, &error));
  }
  if (SEEN(keelbolt_vtxo_parse(&vtxo, bytes, length, &error))) {
    keelbolt_vtxo_fields fields = {0};
    keelbolt_exit_transactions transactions;
    keelbolt_outpoint id;
    keelbolt_tx_out anchor;
    bool flag;
    size_t room = random_next() % most;
    fields.struct_size = sizeof fields;
    SEEN(keelbolt_vtxo_read(&fields, &vtxo, &error));
    SEEN(keelbolt_vtxo_id(&id, &vtxo, &error));
    SEEN(keelbolt_vtxo_write(out, &room, &vtxo, &error));
    room = random_next() % most;
    SEEN(keelbolt_vtxo_with_unlock_signature(&flag, out, &room, &vtxo, sample->signature, &error));
    room = random_next() % most;
    SEEN(keelbolt_vtxo_with_unlock_preimage(&flag, out, &room, &vtxo, sample->preimage, &error));
    room = random_next() % 60;
    SEEN(keelbolt_vtxo_past_arkoor_pubkeys(out, &room, &vtxo, &error));
    SEEN(keelbolt_transaction_output(&flag, &anchor, sample->anchor, sample->anchor_length, 0, &error));
    SEEN(keelbolt_vtxo_check_chain(&vtxo, &anchor, &error));
    SEEN(keelbolt_vtxo_check_chain_unsigned(&vtxo, &anchor, &error));
    SEEN(keelbolt_vtxo_check_standard(&vtxo, &error));
    check_items(&vtxo, sample->own_key);
    if (SEEN(keelbolt_vtxo_exit_transactions(&transactions, &vtxo, &error))) {
      check_transactions(&transactions);
    }
    check_acceptance(&vtxo);
  }
  free(bytes);
}

int main(void) {
  memset(&error, 0, sizeof error);
  error.struct_size = sizeof error;
  for (unsigned round = 0; round < rounds; ++round) {
    check_vtxo();
  }
  printf("%u calls succeeded, %u were refused, %u VTXOs accepted\n", accepted, refused, money);
  CHECK("outcomes", accepted > rounds && refused > rounds && money > rounds / 100);
  return check_result();
}
