/* Every VTXO of the vectors: all that it says, the transactions of its exit, byte for byte, whether it is money, and how
 * it is claimed; and each that is refused. */

#include <keelbolt.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "onion_vectors.h"
#include "vectors.h"

enum { room = 4000, most_keys = 16, most_siblings = 16, most_hops = 8 };

static const char *where; /* the name of the case */
static const uint8_t entropy[32] = {7};

static keelbolt_error error;

/* Whether a call succeeded; prints what was wrong. */
static bool ok(keelbolt_status status) {
  if (!CHECK(where, status == KEELBOLT_OK)) {
    char message[256];
    size_t length = sizeof message;
    if (keelbolt_error_message(message, &length, &error) == KEELBOLT_OK) {
      printf("  %.*s\n", (int)length, message);
    }
  }
  memset(&error, 0, sizeof error);
  error.struct_size = sizeof error;
  return status == KEELBOLT_OK;
}

/* --- Figures of a case --- */

static bool has(vector_node *node, const char *key) { return vector_member(node, key) != NULL; }

static size_t get(uint8_t *out, vector_node *node, const char *key) {
  const char *text = vector_text(node, key);
  if (!CHECK(key, text != NULL)) {
    abort();
  }
  return vector_bytes(out, text);
}

static void same_text(const char *name, const char *text, const uint8_t *data, size_t length) {
  static uint8_t expected[room];
  if (!CHECK(where, text != NULL && vector_bytes(expected, text) == length && memcmp(expected, data, length) == 0)) {
    printf("  %s\n", name);
  }
}

static void same(vector_node *node, const char *key, const uint8_t *data, size_t length) {
  same_text(key, vector_text(node, key), data, length);
}

/* An id, as people write it. */
static void same_id(const char *name, const char *expected, const keelbolt_outpoint *found) {
  char text[80];
  size_t length = sizeof text;
  ok(keelbolt_vtxo_id_text(text, &length, found, &error));
  if (!CHECK(where, expected != NULL && strlen(expected) == length && memcmp(expected, text, length) == 0)) {
    printf("  %s\n", name);
  }
}

/* --- All that a VTXO says --- */

static void check_policy(vector_node *node, const keelbolt_user_policy *policy) {
  static const struct {
    const char *type;
    int32_t kind;
  } kinds[] = {
      {"pubkey", KEELBOLT_USER_POLICY_PUBKEY},
      {"server_htlc_send", KEELBOLT_USER_POLICY_LIGHTNING_SEND},
      {"server_htlc_recv", KEELBOLT_USER_POLICY_LIGHTNING_RECEIVE},
  };
  const char *type = vector_text(node, "type");
  bool is_known = false;
  for (size_t row = 0; row < sizeof kinds / sizeof kinds[0]; ++row) {
    is_known = is_known || (strcmp(kinds[row].type, type) == 0 && kinds[row].kind == policy->kind);
  }
  CHECK(where, is_known);
  uint8_t written[KEELBOLT_POLICY_MAX_LENGTH];
  size_t length = sizeof written;
  ok(keelbolt_user_policy_write(written, &length, policy, &error));
  CHECK(where, vector_number(node, "type_byte") == written[0]);
  same(node, "user_pubkey", policy->user_pubkey, 33);
  if (policy->kind != KEELBOLT_USER_POLICY_PUBKEY) {
    CHECK(where, policy->hash_lock_version == KEELBOLT_HASH_LOCK_V1);
    CHECK(where, vector_number(node, "htlc_expiry") == policy->htlc_expiry);
    same(node, "payment_hash", policy->payment_hash, 32);
  }
  if (policy->kind == KEELBOLT_USER_POLICY_LIGHTNING_RECEIVE) {
    CHECK(where, vector_number(node, "htlc_expiry_delta") == policy->htlc_expiry_delta);
  }
}

static void check_keys(vector_node *list, const keelbolt_genesis_item *item, size_t count) {
  uint8_t keys[most_keys][33];
  size_t found = most_keys;
  ok(keelbolt_genesis_item_pubkeys(keys[0], &found, item, &error));
  if (!CHECK(where, list != NULL && found == list->member_count && found == count)) {
    return;
  }
  for (size_t index = 0; index < found; ++index) {
    bool is_found = false;
    same_text("pubkey", list->members[index].text, keys[index], 33);
    CHECK(where, keelbolt_genesis_item_has_pubkey(&is_found, item, keys[index], &error) == KEELBOLT_OK && is_found);
  }
}

static void check_siblings(vector_node *list, const keelbolt_genesis_item *item, size_t count) {
  keelbolt_tx_out siblings[most_siblings];
  size_t found = most_siblings;
  ok(keelbolt_genesis_item_siblings(siblings, &found, item, &error));
  if (!CHECK(where, list != NULL && found == list->member_count && found == count)) {
    return;
  }
  for (size_t index = 0; index < found; ++index) {
    vector_node *node = &list->members[index];
    CHECK(where, vector_number(node, "amount_sat") == siblings[index].value_sat);
    same(node, "script_pubkey", siblings[index].script_pubkey.data, siblings[index].script_pubkey.length);
  }
}

static void check_item(vector_node *node, const keelbolt_genesis_item *item) {
  static const struct {
    const char *name;
    uint64_t type;
    int32_t kind;
    int32_t version;
  } kinds[] = {
      {"cosigned", 1, KEELBOLT_TRANSITION_COSIGNED, 0},
      {"arkoor", 2, KEELBOLT_TRANSITION_ARKOOR, 0},
      {"hash_locked_cosigned_v0", 3, KEELBOLT_TRANSITION_HASH_LOCKED, KEELBOLT_HASH_LOCK_V0},
      {"hash_locked_cosigned", 4, KEELBOLT_TRANSITION_HASH_LOCKED, KEELBOLT_HASH_LOCK_V1},
  };
  keelbolt_genesis_item_fields fields = {0};
  fields.struct_size = sizeof fields;
  ok(keelbolt_genesis_item_read(&fields, item, &error));
  const char *name = vector_text(node, "transition");
  const uint64_t type = vector_number(node, "transition_type");
  bool is_known = false;
  for (size_t row = 0; row < sizeof kinds / sizeof kinds[0]; ++row) {
    is_known = is_known || (strcmp(kinds[row].name, name) == 0 && kinds[row].type == type &&
                            kinds[row].kind == fields.transition && kinds[row].version == fields.hash_lock_version);
  }
  CHECK(where, is_known);
  CHECK(where, vector_number(node, "output_count") == fields.sibling_count + 1);
  CHECK(where, vector_number(node, "output_index") == fields.output_index);
  CHECK(where, vector_number(node, "fee_sat") == fields.fee_sat && fields.has_other_outputs);
  check_siblings(vector_member(node, "other_outputs"), item, fields.sibling_count);
  const char *signature = vector_text(node, "signature");
  const bool is_signed = strcmp(signature, "null") != 0;
  CHECK(where, is_signed == (fields.has_signature != 0));
  if (is_signed) {
    same(node, "signature", fields.signature, 64);
  }
  CHECK(where, fields.is_complete == (is_signed && (type < 3 || fields.has_preimage)));
  if (type == 1) {
    check_keys(vector_member(node, "pubkeys"), item, fields.pubkey_count);
  } else if (type == 2) {
    check_keys(vector_member(node, "client_cosigners"), item, fields.pubkey_count);
    same(node, "tap_tweak", fields.tap_tweak, 32);
  } else {
    CHECK(where, fields.pubkey_count == 0);
    same(node, "user_pubkey", fields.user_pubkey, 33);
    CHECK(where, fields.has_preimage == has(node, "unlock_preimage"));
    if (fields.has_preimage) {
      uint8_t hash[32];
      same(node, "unlock_preimage", fields.preimage, 32);
      CHECK(where, keelbolt_payment_hash(hash, fields.preimage) == KEELBOLT_OK &&
                       memcmp(hash, fields.unlock_hash, 32) == 0);
    } else {
      same(node, "unlock_hash", fields.unlock_hash, 32);
    }
  }
}

static void check_genesis(vector_node *list, const keelbolt_vtxo *vtxo) {
  keelbolt_genesis_items items;
  keelbolt_genesis_item item;
  bool is_found = true;
  ok(keelbolt_vtxo_genesis(&items, vtxo, &error));
  for (size_t index = 0; index < list->member_count; ++index) {
    if (ok(keelbolt_genesis_next(&is_found, &item, &items, &error)) && CHECK(where, is_found)) {
      check_item(&list->members[index], &item);
    }
  }
  CHECK(where, keelbolt_genesis_next(&is_found, &item, &items, &error) == KEELBOLT_OK && !is_found);
}

static void check_decoded(vector_node *node, const keelbolt_vtxo *vtxo, const uint8_t *bytes) {
  keelbolt_vtxo_fields fields = {0};
  fields.struct_size = sizeof fields;
  ok(keelbolt_vtxo_read(&fields, vtxo, &error));
  CHECK(where, vector_number(node, "version") == bytes[0]);
  CHECK(where, vector_number(node, "amount_sat") == fields.bare.amount_sat);
  CHECK(where, vector_number(node, "expiry_height") == fields.bare.terms.expiry_height);
  CHECK(where, vector_number(node, "exit_delta") == fields.bare.terms.exit_delta);
  same(node, "server_pubkey", fields.bare.terms.server_pubkey, 33);
  same_id("chain_anchor", vector_text(node, "chain_anchor"), &fields.bare.chain_anchor);
  same_id("point", vector_text(node, "point"), &fields.bare.point);
  check_policy(vector_member(node, "policy"), &fields.bare.policy);
  vector_node *genesis = vector_member(node, "genesis");
  CHECK(where, fields.depth == genesis->member_count);
  check_genesis(genesis, vtxo);
}

/* --- The exit --- */

/* The transactions, with their witnesses, one after another. */
static void check_exit(vector_node *node, const keelbolt_vtxo *vtxo, const keelbolt_vtxo_fields *vtxo_fields) {
  vector_node *transactions = vector_member(node, "exit_transactions");
  vector_node *ancestors = vector_member(node, "ancestor_ids");
  CHECK(where, vector_number(node, "exit_depth") == transactions->member_count);
  keelbolt_exit_transactions hops;
  keelbolt_outpoint spent = vtxo_fields->bare.chain_anchor;
  uint64_t value = vtxo_fields->chain_anchor_amount_sat;
  bool is_found = true;
  uint8_t script[34];
  if (!ok(keelbolt_vtxo_exit_transactions(&hops, vtxo, &error))) {
    return;
  }
  for (size_t depth = 0; depth < transactions->member_count; ++depth) {
    vector_node *expected = &transactions->members[depth];
    static uint8_t transaction[room];
    size_t length = room;
    uint8_t txid[32];
    keelbolt_exit_transaction hop;
    keelbolt_exit_transaction_fields fields = {0};
    keelbolt_genesis_item item;
    keelbolt_genesis_item_fields item_fields = {0};
    keelbolt_tx_out own;
    fields.struct_size = sizeof fields;
    item_fields.struct_size = sizeof item_fields;
    ok(keelbolt_exit_next_script(script, &hops, &error));
    if (!ok(keelbolt_exit_next(&is_found, &hop, &hops, &error)) || !CHECK(where, is_found)) {
      return;
    }
    ok(keelbolt_exit_transaction_read(&fields, &hop, &error));
    ok(keelbolt_exit_transaction_item(&item, &hop, &error));
    ok(keelbolt_genesis_item_read(&item_fields, &item, &error));
    ok(keelbolt_exit_transaction_bytes(transaction, &length, &hop, &error));
    CHECK(where, memcmp(script, fields.spent_script, sizeof script) == 0 && value == fields.spent_value_sat);
    CHECK(where, memcmp(&spent, &fields.input, sizeof spent) == 0);
    CHECK(where, vector_number(expected, "output_index") == fields.outpoint.vout &&
                     fields.outpoint.vout == item_fields.output_index);
    same(expected, "tx", transaction, length);
    ok(keelbolt_transaction_txid(txid, transaction, length, &error));
    CHECK(where, memcmp(txid, fields.txid, sizeof txid) == 0 && memcmp(txid, fields.outpoint.txid, sizeof txid) == 0);
    keelbolt_outpoint shown = {{0}, 0};
    char id[80];
    snprintf(id, sizeof id, "%s:0", vector_text(expected, "txid"));
    memcpy(shown.txid, txid, sizeof txid);
    same_id("txid", id, &shown);
    if (depth + 1 < transactions->member_count) {
      same_id("ancestor", ancestors->members[depth].text, &fields.outpoint);
    }
    /* What was promised of the outputs is so: the own one leads on, the last is the anchor. */
    keelbolt_tx_out outputs[most_siblings + 2];
    size_t count = most_siblings + 2;
    ok(keelbolt_transaction_outputs(outputs, &count, transaction, length, &error));
    CHECK(where, count == item_fields.sibling_count + 2 && fields.anchor.vout + 1 == count);
    CHECK(where, outputs[count - 1].value_sat == fields.anchor_value_sat && fields.anchor_value_sat == item_fields.fee_sat);
    ok(keelbolt_transaction_output(&is_found, &own, transaction, length, fields.outpoint.vout, &error));
    CHECK(where, is_found && own.value_sat == fields.spent_value_sat - item_fields.other_outputs_sat);
    ok(keelbolt_exit_next_script(script, &hops, &error));
    CHECK(where, own.script_pubkey.length == 34 && memcmp(own.script_pubkey.data, script, 34) == 0);
    spent = fields.outpoint;
    value = own.value_sat;
  }
  keelbolt_exit_transaction hop;
  CHECK(where, keelbolt_exit_next(&is_found, &hop, &hops, &error) == KEELBOLT_OK && !is_found);
  CHECK(where, memcmp(&spent, &vtxo_fields->bare.point, sizeof spent) == 0 && value == vtxo_fields->bare.amount_sat);
}

static void check_past_keys(vector_node *list, const keelbolt_vtxo *vtxo) {
  uint8_t keys[most_keys][33];
  size_t found = most_keys;
  size_t at = 0;
  ok(keelbolt_vtxo_past_arkoor_pubkeys(keys[0], &found, vtxo, &error));
  for (size_t payment = 0; payment < list->member_count; ++payment) {
    for (size_t index = 0; index < list->members[payment].member_count; ++index, ++at) {
      same_text("past_arkoor_pubkeys", list->members[payment].members[index].text, keys[at], 33);
    }
  }
  CHECK(where, at == found);
}

/* --- Encodings --- */

/* Written again: whole and bare. The genesis stands between the parts of the bare form. */
static void check_encodings(vector_node *node, const keelbolt_vtxo *vtxo, const uint8_t *bytes, size_t length) {
  static uint8_t written[room];
  static uint8_t bare_bytes[room];
  size_t written_length = room;
  size_t bare_length = room;
  keelbolt_vtxo_fields fields = {0};
  keelbolt_bare_vtxo bare;
  fields.struct_size = sizeof fields;
  ok(keelbolt_vtxo_read(&fields, vtxo, &error));
  ok(keelbolt_vtxo_write(written, &written_length, vtxo, &error));
  CHECK(where, written_length == fields.length);
  if (has(node, "reencoding")) {
    same(node, "reencoding", written, written_length);
  } else {
    CHECK(where, written_length == length && memcmp(written, bytes, length) == 0);
  }
  ok(keelbolt_bare_vtxo_parse(&bare, bytes, length, &error));
  ok(keelbolt_bare_vtxo_write(bare_bytes, &bare_length, &bare, &error));
  same(node, "bare_encoding", bare_bytes, bare_length);
  /* One byte counts no transactions. */
  const size_t front = 2 + 8 + 39 + 36;
  const size_t rest = bare_length - front - 1;
  same(node, "genesis_encoding", written + front, written_length - front - rest);
  CHECK(where, memcmp(written, bare_bytes, front) == 0 &&
                   memcmp(written + written_length - rest, bare_bytes + front + 1, rest) == 0);
}

/* --- Policies and clauses --- */

static void check_output(vector_node *node, const keelbolt_vtxo_policy *policy, const keelbolt_vtxo_terms *terms) {
  keelbolt_policy_output output;
  ok(keelbolt_vtxo_policy_output(&output, policy, terms, &error));
  same(node, "internal_key", output.internal_key, 32);
  same(node, "merkle_root", output.merkle_root, 32);
  same(node, "output_key", output.output_key, 32);
  same(node, "script_pubkey", output.script_pubkey, 34);
  CHECK(where, vector_number(node, "output_key_parity") == output.parity);
}

/* The owner's clause claims what an exit has put on chain. */
static void check_claim(vector_node *node, const keelbolt_accepted_vtxo *accepted, const keelbolt_clause *clause) {
  static const uint8_t destination[22] = {0, 20, 9};
  keelbolt_clause_spend spend = {0};
  spend.struct_size = sizeof spend;
  const keelbolt_status status =
      keelbolt_exit_claim(&spend, accepted, clause, NULL, destination, sizeof destination, 300, &error);
  if (clause->hash_lock_version != 0) {
    /* The preimage is not known here. */
    CHECK(where, status == KEELBOLT_ERROR_CLAUSE_PREIMAGE);
    return;
  }
  ok(status);
  const char *name = has(node, "leaf_privkey") ? "leaf_privkey" : "user_privkey";
  if (has(node, name)) {
    uint8_t key[32];
    keelbolt_contract_prepared prepared = {0};
    keelbolt_contract_witness witness;
    prepared.struct_size = sizeof prepared;
    get(key, node, name);
    ok(keelbolt_clause_spend_prepare(&prepared, &spend, &error));
    ok(keelbolt_clause_spend_sign(&witness, &spend, key, entropy, entropy, &error));
    CHECK(where, memcmp(witness.txid, prepared.txid, 32) == 0 && witness.element_count == 3);
  }
}

/* All clauses of a policy, and among them the owner's. */
static void check_clauses(vector_node *node, const keelbolt_accepted_vtxo *accepted,
                          const keelbolt_vtxo_policy *policy, const keelbolt_vtxo_terms *terms) {
  vector_node *list = vector_member(node, "claim_clauses");
  keelbolt_clause clauses[2];
  keelbolt_clause own[2];
  size_t count = 2;
  size_t own_count = 2;
  ok(keelbolt_vtxo_policy_clauses(clauses, &count, policy, terms, &error));
  ok(keelbolt_exit_clauses(own, &own_count, accepted, &error));
  if (!CHECK(where, count == list->member_count && own_count == 1)) {
    return;
  }
  for (size_t index = 0; index < count; ++index) {
    vector_node *expected = &list->members[index];
    uint8_t bytes[room];
    uint8_t pubkey[33];
    size_t length = sizeof bytes;
    ok(keelbolt_clause_script(bytes, &length, &clauses[index], &error));
    same(expected, "script", bytes, length);
    length = sizeof bytes;
    ok(keelbolt_clause_control_block(bytes, &length, policy, terms, &clauses[index], &error));
    same(expected, "control_block", bytes, length);
    CHECK(where, get(pubkey, expected, "pubkey") == 33 && memcmp(pubkey + 1, clauses[index].pubkey, 32) == 0);
    if (has(expected, "sequence")) {
      CHECK(where, vector_number(expected, "sequence") == clauses[index].delta);
    }
    if (memcmp(pubkey, policy->user.user_pubkey, 33) == 0) {
      CHECK(where, clauses[index].kind == own[0].kind && memcmp(clauses[index].pubkey, own[0].pubkey, 32) == 0);
      CHECK(where, clauses[index].delta == own[0].delta && clauses[index].height == own[0].height);
      check_claim(node, accepted, &own[0]);
    }
  }
}

/* The secret keys are those of the server and of the user. */
static void check_owners(vector_node *node, const keelbolt_bare_vtxo *bare) {
  const struct {
    const char *name;
    const uint8_t *expected;
  } owners[] = {
      {"server_privkey", bare->terms.server_pubkey},
      {"user_privkey", bare->policy.user_pubkey},
      {"leaf_privkey", bare->policy.user_pubkey},
  };
  for (size_t index = 0; index < sizeof owners / sizeof owners[0]; ++index) {
    if (has(node, owners[index].name)) {
      uint8_t secret[32];
      uint8_t key[33];
      get(secret, node, owners[index].name);
      ok(keelbolt_public_key(key, secret, entropy, &error));
      CHECK(where, memcmp(key, owners[index].expected, sizeof key) == 0);
    }
  }
}

/* --- The chain and acceptance --- */

/* The output on chain, and what is said of a VTXO that leads from it. */
static void check_on_chain(vector_node *node, const keelbolt_vtxo *vtxo, const keelbolt_bare_vtxo *bare,
                           keelbolt_status *is_signed, keelbolt_status *is_unsigned) {
  static uint8_t transaction[room];
  const size_t length = get(transaction, node, "chain_anchor_tx");
  keelbolt_tx_out anchor;
  bool is_found = false;
  ok(keelbolt_transaction_output(&is_found, &anchor, transaction, length, bare->chain_anchor.vout, &error));
  CHECK(where, is_found);
  *is_signed = keelbolt_vtxo_check_chain(vtxo, &anchor, &error);
  *is_unsigned = keelbolt_vtxo_check_chain_unsigned(vtxo, &anchor, &error);
}

/* The first key of each node, as if it were the server's. */
static size_t first_keys(uint8_t keys[][33], const keelbolt_vtxo *vtxo) {
  keelbolt_genesis_items items;
  keelbolt_genesis_item item;
  bool is_found;
  size_t count = 0;
  ok(keelbolt_vtxo_genesis(&items, vtxo, &error));
  while (ok(keelbolt_genesis_next(&is_found, &item, &items, &error)) && is_found) {
    uint8_t all[most_keys][33];
    size_t found = most_keys;
    ok(keelbolt_genesis_item_pubkeys(all[0], &found, &item, &error));
    if (found > 0) {
      memcpy(keys[count++], all[0], 33);
    }
  }
  return count;
}

/* Whoever expects just this accepts it, if it is complete, and sees when an exit must begin. */
static void check_acceptance(vector_node *node, const keelbolt_vtxo *vtxo, const keelbolt_vtxo_fields *fields,
                             bool is_money) {
  static uint8_t transaction[room];
  uint8_t cosigners[most_hops][33];
  keelbolt_accepted_vtxo accepted;
  keelbolt_expectation expected = {0};
  keelbolt_chain_facts facts = {0};
  expected.struct_size = sizeof expected;
  facts.struct_size = sizeof facts;
  expected.own_keys = fields->bare.policy.user_pubkey;
  expected.own_key_count = 1;
  expected.server_cosign_pubkeys = cosigners[0];
  expected.server_cosign_pubkey_count = first_keys(cosigners, vtxo);
  expected.policy = &fields->bare.policy;
  expected.max_depth = fields->depth;
  expected.confirmations = 1;
  expected.exit_delta = fields->bare.terms.exit_delta;
  memcpy(expected.server_pubkey, fields->bare.terms.server_pubkey, 33);
  facts.anchor = transaction;
  facts.anchor_length = get(transaction, node, "chain_anchor_tx");
  facts.confirmations = 1;
  facts.is_unspent = 1;
  const keelbolt_status status = keelbolt_vtxo_accept(&accepted, vtxo, &expected, &facts, &error);
  const uint64_t blocks = fields->depth + fields->bare.terms.exit_delta;
  if (blocks > fields->bare.terms.expiry_height) {
    CHECK(where, status == KEELBOLT_ERROR_VTXO_EXPIRY);
    return;
  }
  if (!is_money) {
    CHECK(where, status == KEELBOLT_ERROR_NO_HOP_PREIMAGE);
    return;
  }
  keelbolt_vtxo again;
  keelbolt_outpoint ids[2];
  uint64_t amount = 0;
  uint64_t weight = 0;
  keelbolt_deadline deadline;
  ok(status);
  ok(keelbolt_accepted_vtxo_view(&again, &accepted, &error));
  ok(keelbolt_vtxo_id(&ids[0], &again, &error));
  ok(keelbolt_vtxo_id(&ids[1], vtxo, &error));
  CHECK(where, memcmp(&ids[0], &ids[1], sizeof ids[0]) == 0);
  ok(keelbolt_accepted_vtxo_amount(&amount, &accepted, &error));
  CHECK(where, amount == fields->bare.amount_sat);
  ok(keelbolt_exit_weight(&weight, &accepted, &error));
  keelbolt_exit_transactions packages;
  keelbolt_exit_transaction hop;
  bool is_found;
  ok(keelbolt_exit_packages(&packages, &accepted, &error));
  while (ok(keelbolt_exit_next(&is_found, &hop, &packages, &error)) && is_found) {
    keelbolt_exit_transaction_fields hop_fields = {0};
    uint64_t fee = 0;
    hop_fields.struct_size = sizeof hop_fields;
    ok(keelbolt_exit_transaction_read(&hop_fields, &hop, &error));
    weight -= hop_fields.weight;
    /* A thousand satoshi for a thousand units: both sizes are rounded up to virtual bytes. */
    ok(keelbolt_exit_child_fee(&is_found, &fee, &hop, 600, 1000, &error));
    CHECK(where, is_found && fee == (hop_fields.weight + 3) / 4 * 4 + 600);
    ok(keelbolt_exit_child_fee(&is_found, &fee, &hop, KEELBOLT_MAX_CHILD_WEIGHT + 1, 1000, &error));
    CHECK(where, !is_found && fee == 0);
  }
  CHECK(where, weight == 0);
  ok(keelbolt_exit_deadline(&deadline, &accepted, 10, &error));
  CHECK(where, deadline.begin == 0 || deadline.begin + 10 + blocks <= deadline.lost);
  CHECK(where, deadline.lost <= fields->bare.terms.expiry_height);
}

/* --- Cases --- */

static void check_valid(vector_node *node) {
  static uint8_t bytes[room];
  const size_t length = get(bytes, node, "encoding");
  keelbolt_vtxo vtxo;
  keelbolt_vtxo_fields fields = {0};
  keelbolt_vtxo_policy policy = {0};
  keelbolt_accepted_vtxo assumed;
  fields.struct_size = sizeof fields;
  has(node, "vector_origin"); /* where the figures come from is no figure */
  CHECK(where, strcmp(vector_text(node, "kind"), "valid_vtxo") == 0 && vector_flag(node, "valid"));
  if (!ok(keelbolt_vtxo_parse(&vtxo, bytes, length, &error)) || !ok(keelbolt_vtxo_read(&fields, &vtxo, &error))) {
    return;
  }
  check_decoded(vector_member(node, "decoded"), &vtxo, bytes);
  keelbolt_outpoint id;
  ok(keelbolt_vtxo_id(&id, &vtxo, &error));
  same_id("vtxo_id", vector_text(node, "vtxo_id"), &id);

  policy.kind = KEELBOLT_VTXO_POLICY_USER;
  policy.user = fields.bare.policy;
  uint8_t policy_bytes[KEELBOLT_POLICY_MAX_LENGTH];
  size_t policy_length = sizeof policy_bytes;
  ok(keelbolt_vtxo_policy_write(policy_bytes, &policy_length, &policy, &error));
  same(node, "policy_encoding", policy_bytes, policy_length);
  has(node, "policy_kind"); /* the name that logs show */
  check_output(vector_member(node, "taproot"), &policy, &fields.bare.terms);
  ok(keelbolt_vtxo_assume_accepted(&assumed, &vtxo, &error));
  check_clauses(node, &assumed, &policy, &fields.bare.terms);
  check_owners(node, &fields.bare);

  check_exit(node, &vtxo, &fields);
  check_encodings(node, &vtxo, bytes, length);
  const char *unlock_hash = vector_text(node, "unlock_hash");
  const bool is_leaf = unlock_hash != NULL && strcmp(unlock_hash, "null") != 0;
  CHECK(where, is_leaf == (fields.has_unlock_hash != 0));
  if (is_leaf) {
    same(node, "unlock_hash", fields.unlock_hash, 32);
  }
  check_past_keys(vector_member(node, "past_arkoor_pubkeys"), &vtxo);
  CHECK(where, vector_flag(node, "standard") == (keelbolt_vtxo_check_standard(&vtxo, &error) == KEELBOLT_OK));
  CHECK(where, vector_flag(node, "has_all_witnesses") == (fields.is_complete != 0));

  keelbolt_status is_signed;
  keelbolt_status is_unsigned;
  check_on_chain(node, &vtxo, &fields.bare, &is_signed, &is_unsigned);
  CHECK(where, vector_flag(node, "validates") == (is_signed == KEELBOLT_OK));
  CHECK(where, vector_flag(node, "validates_unsigned") == (is_unsigned == KEELBOLT_OK));
  check_acceptance(node, &vtxo, &fields, is_signed == KEELBOLT_OK);
}

/* What the file calls an error, and its statuses here. */
static const struct {
  const char *label;
  keelbolt_status statuses[3];
} labels[] = {
    {"unknown_version", {KEELBOLT_ERROR_VTXO_VERSION}},
    {"truncated", {KEELBOLT_ERROR_VTXO_TRUNCATED, KEELBOLT_ERROR_VTXO_COUNT_ABOVE_INPUT}},
    {"height_out_of_range", {KEELBOLT_ERROR_VTXO_HEIGHT}},
    {"delta_out_of_range", {KEELBOLT_ERROR_VTXO_DELTA}},
    {"unknown_transition", {KEELBOLT_ERROR_TRANSITION_TYPE}},
    {"unknown_policy", {KEELBOLT_ERROR_POLICY_TYPE, KEELBOLT_ERROR_SERVER_POLICY}},
    {"no_outputs", {KEELBOLT_ERROR_NO_TRANSACTION_OUTPUTS}},
    {"output_index_out_of_range", {KEELBOLT_ERROR_VTXO_OUTPUT_INDEX}},
    {"missing_genesis", {KEELBOLT_ERROR_NO_GENESIS}},
    {"bad_point", {KEELBOLT_ERROR_VTXO_KEY}},
    {"tweak_out_of_range", {KEELBOLT_ERROR_VTXO_TWEAK}},
    {"no_cosigners", {KEELBOLT_ERROR_NO_COSIGNERS}},
    {"vector_too_long", {KEELBOLT_ERROR_VTXO_TOO_MANY, KEELBOLT_ERROR_VTXO_COUNT_ABOVE_INPUT}},
    {"unknown_unlock_type", {KEELBOLT_ERROR_VTXO_UNLOCK}},
    {"anchor_mismatch", {KEELBOLT_ERROR_CHAIN_ANCHOR_VALUE, KEELBOLT_ERROR_CHAIN_ANCHOR_SCRIPT}},
    {"point_mismatch", {KEELBOLT_ERROR_VTXO_POINT}},
    {"bad_signature", {KEELBOLT_ERROR_HOP_SIGNATURE}},
    {"missing_signature", {KEELBOLT_ERROR_NO_HOP_SIGNATURE}},
};

static void check_refused(vector_node *node, keelbolt_status status) {
  const char *label = vector_text(node, "error");
  bool is_known = false;
  for (size_t row = 0; row < sizeof labels / sizeof labels[0]; ++row) {
    for (size_t index = 0; index < 3 && strcmp(labels[row].label, label) == 0; ++index) {
      is_known = is_known || (status != KEELBOLT_OK && labels[row].statuses[index] == status);
    }
  }
  if (!CHECK(where, is_known)) {
    printf("  %s: %s\n", label, keelbolt_status_str(status));
  }
}

static void check_invalid(vector_node *node) {
  static uint8_t bytes[room];
  const size_t length = get(bytes, node, "encoding");
  keelbolt_vtxo vtxo;
  keelbolt_bare_vtxo bare;
  CHECK(where, !vector_flag(node, "valid"));
  const keelbolt_status status = keelbolt_vtxo_parse(&vtxo, bytes, length, &error);
  if (strcmp(vector_text(node, "kind"), "invalid_encoding") == 0) {
    const bool is_bare = keelbolt_bare_vtxo_parse(&bare, bytes, length, &error) == KEELBOLT_OK;
    CHECK(where, vector_flag(node, "decodes_as_bare") == is_bare);
    check_refused(node, status);
    return;
  }
  keelbolt_status is_signed;
  keelbolt_status is_unsigned;
  ok(status);
  ok(keelbolt_bare_vtxo_parse(&bare, bytes, length, &error));
  check_on_chain(node, &vtxo, &bare, &is_signed, &is_unsigned);
  CHECK(where, vector_flag(node, "validates_unsigned") == (is_unsigned == KEELBOLT_OK));
  check_refused(node, is_signed);
}

int main(void) {
  static const struct {
    const char *file;
    void (*check)(vector_node *);
  } rows[] = {{"vtxo_encoding", check_valid}, {"vtxo_invalid", check_invalid}};
  size_t cases = 0;
  error.struct_size = sizeof error;
  for (size_t file = 0; file < vector_file_count; ++file) {
    for (size_t index = 0; index < vector_files[file].member_count; ++index) {
      vector_node *node = &vector_files[file].members[index];
      where = vector_text(node, "name");
      for (size_t row = 0; row < 2; ++row) {
        if (strcmp(rows[row].file, vector_files[file].key) == 0) {
          rows[row].check(node);
        }
      }
      const vector_node *unasked = vector_unasked(node);
      if (!CHECK(where, unasked == NULL)) {
        printf("  not checked: %s\n", unasked->key);
      }
      ++cases;
    }
  }
  printf("%zu cases\n", cases);
  CHECK("files", vector_file_count == 2 && cases > 70);
  return check_result();
}
