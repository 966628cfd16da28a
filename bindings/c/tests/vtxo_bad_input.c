/* What must not be given to the functions of VTXOs: NULL, handles that were never filled, encodings, chains, exits and
 * expectations that are wrong in one place each, with what the error says. */

#include <keelbolt.h>
#include <string.h>

#include "check.h"
#include "refusal.h"
#include "vtxo_sample.h"

enum { room = 12000 };

/* Where the parts of the sample stand: two steps of a genesis, of a node and of a leaf. */
enum {
  at_version = 0,
  at_amount = 2,
  at_expiry = 10,
  at_server_key = 14,
  at_exit_delta = 47,
  at_anchor = 49,
  at_count = 85,
  at_node = 86,
  at_node_signature = 154,
  at_outputs = 218,
  at_siblings = 220,
  at_sibling_end = 263,
  at_leaf_signature = 305,
  at_unlock = 369,
  at_policy = 412,
  at_point = 446,
};

static const uint8_t zeros[66];

/* The sample with some bytes changed. */
typedef struct {
  uint8_t bytes[room];
  size_t length;
} encoding;

static encoding *changed(size_t at, const uint8_t *bytes, size_t length) {
  static encoding made;
  const vtxo_sample *sample = sample_vtxo();
  memcpy(made.bytes, sample->bytes, sample->length);
  made.length = sample->length;
  memcpy(made.bytes + at, bytes, length);
  return &made;
}

/* The sample whose node has other siblings, all alike. */
static encoding *with_siblings(uint8_t count, uint64_t value, const uint8_t *script, uint8_t script_length) {
  static encoding made;
  const vtxo_sample *sample = sample_vtxo();
  size_t length = at_siblings;
  memcpy(made.bytes, sample->bytes, length);
  made.bytes[at_outputs] = (uint8_t)(count + 1);
  for (uint8_t index = 0; index < count; ++index) {
    for (int byte = 0; byte < 8; ++byte) {
      made.bytes[length++] = (uint8_t)(value >> (8 * byte));
    }
    made.bytes[length++] = script_length;
    memcpy(made.bytes + length, script, script_length);
    length += script_length;
  }
  memcpy(made.bytes + length, sample->bytes + at_sibling_end, sample->length - at_sibling_end);
  made.length = length + sample->length - at_sibling_end;
  return &made;
}

static keelbolt_vtxo parsed(const encoding *from) {
  keelbolt_vtxo vtxo = {0};
  CHECK("parsed", keelbolt_vtxo_parse(&vtxo, from->bytes, from->length, NULL) == KEELBOLT_OK);
  return vtxo;
}

static keelbolt_vtxo sample_handle(void) { return parsed(changed(0, sample_vtxo()->bytes, 1)); }

/* --- Encodings --- */

typedef struct {
  size_t at;
  uint8_t bytes[36];
  size_t length;
  keelbolt_status status;
  const char *text;
} encoding_row;

static const encoding_row encoding_rows[] = {
    {at_version, {3}, 1, KEELBOLT_ERROR_VTXO_VERSION, "unknown version of the encoding: 3"},
    {at_expiry, {4, 0x65, 0xcc, 0x1d}, 4, KEELBOLT_ERROR_VTXO_HEIGHT,
     "height at byte 10: expected at most 499934467, found 499934468"},
    {at_server_key, {5}, 1, KEELBOLT_ERROR_VTXO_KEY, "key at byte 14: not a compressed point of the curve"},
    {at_exit_delta, {0, 0x40}, 2, KEELBOLT_ERROR_VTXO_DELTA,
     "delay at byte 47: expected at most 16383 blocks, found 16384"},
    {at_count, {0xfd, 2, 0}, 3, KEELBOLT_ERROR_VTXO_COUNT, "compact size at byte 85 is not the shortest form of 2"},
    {at_count, {0xfd, 1, 0x40}, 3, KEELBOLT_ERROR_VTXO_TOO_MANY,
     "steps of a genesis: expected at most 16384, found 16385"},
    {at_count, {9}, 1, KEELBOLT_ERROR_VTXO_COUNT_ABOVE_INPUT,
     "steps of a genesis: 9 at byte 85 cannot stand in the 396 bytes that are left"},
    {at_node, {5}, 1, KEELBOLT_ERROR_TRANSITION_TYPE, "transition at byte 86: unknown type 0x05"},
    {at_node + 1, {0}, 1, KEELBOLT_ERROR_NO_COSIGNERS, "no keys at byte 87: expected one at least"},
    {at_outputs, {0}, 1, KEELBOLT_ERROR_NO_TRANSACTION_OUTPUTS,
     "number of outputs at byte 218: expected 1 to 255, found 0"},
    {at_outputs + 1, {2}, 1, KEELBOLT_ERROR_VTXO_OUTPUT_INDEX, "output index at byte 219: expected below 2, found 2"},
    {at_siblings + 8, {101}, 1, KEELBOLT_ERROR_VTXO_SCRIPT_LENGTH,
     "script at byte 228: expected at most 100 bytes, found 101"},
    {at_unlock, {2}, 1, KEELBOLT_ERROR_VTXO_UNLOCK, "unlock at byte 369: expected 0 (preimage) or 1 (hash), found 2"},
    {at_policy, {0x0c}, 1, KEELBOLT_ERROR_POLICY_TYPE, "policy at byte 412: unknown type 0x0c"},
    {at_policy, {3}, 1, KEELBOLT_ERROR_SERVER_POLICY,
     "policy at byte 412: type 0x03 is the server's, expected a user's"},
};

static void check_encodings(void) {
  keelbolt_vtxo vtxo;
  keelbolt_bare_vtxo bare;
  for (size_t index = 0; index < sizeof encoding_rows / sizeof encoding_rows[0]; ++index) {
    const encoding_row *row = &encoding_rows[index];
    const encoding *wrong = changed(row->at, row->bytes, row->length);
    REFUSES(row->status, peer, row->text, keelbolt_vtxo_parse(&vtxo, wrong->bytes, wrong->length, &error));
    REFUSES(row->status, peer, row->text, keelbolt_bare_vtxo_parse(&bare, wrong->bytes, wrong->length, &error));
  }
  CHECK("policy", error.offset == at_policy && error.found == 3);
  const vtxo_sample *sample = sample_vtxo();
  REFUSES(KEELBOLT_ERROR_VTXO_TRUNCATED, peer, "truncated at byte 0: expected 2 bytes, found 1",
          keelbolt_vtxo_parse(&vtxo, sample->bytes, 1, &error));
  encoding *longer = changed(0, sample->bytes, 1);
  longer->bytes[longer->length++] = 0;
  REFUSES(KEELBOLT_ERROR_VTXO_TRAILING_BYTES, peer, "1 bytes behind the end",
          keelbolt_vtxo_parse(&vtxo, longer->bytes, longer->length, &error));

  /* A payment instead of a node, with a tweak instead of the signature. */
  encoding *payment = changed(at_node, (const uint8_t[]){2}, 1);
  memset(payment->bytes + at_node_signature, 0xff, 32);
  REFUSES(KEELBOLT_ERROR_VTXO_TWEAK, peer, "tweak at byte 154 is not below the group order",
          keelbolt_vtxo_parse(&vtxo, payment->bytes, payment->length, &error));
  CHECK("tweak", error.offset == at_node_signature);

  uint8_t bytes[room];
  size_t length = sizeof bytes;
  CHECK("bare", keelbolt_bare_vtxo_parse(&bare, sample->bytes, sample->length, NULL) == KEELBOLT_OK);
  CHECK("bare", keelbolt_bare_vtxo_write(bytes, &length, &bare, NULL) == KEELBOLT_OK);
  REFUSES(KEELBOLT_ERROR_NO_GENESIS, peer, "no genesis: expected the full form, found the bare one",
          keelbolt_vtxo_parse(&vtxo, bytes, length, &error));
  encoding *on_chain = changed(at_point, sample->bytes + at_anchor, 36);
  REFUSES(KEELBOLT_ERROR_UNEXPECTED_GENESIS, peer, "a genesis of what lies on chain itself",
          keelbolt_vtxo_parse(&vtxo, on_chain->bytes, on_chain->length, &error));

  /* What is to be written is checked as well. */
  keelbolt_bare_vtxo wrong = bare;
  wrong.terms.expiry_height = 499934468;
  REFUSES(KEELBOLT_ERROR_LOCK_HEIGHT_TOO_LARGE, caller, "height: expected at most 499934467, found 499934468",
          keelbolt_bare_vtxo_write(bytes, &length, &wrong, &error));
  wrong = bare;
  wrong.policy.kind = 0;
  REFUSES(KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE, caller, "the enumeration has no value 0",
          keelbolt_bare_vtxo_write(bytes, &length, &wrong, &error));
  length = 1;
  memset(&error, 0, sizeof error);
  error.struct_size = sizeof error;
  bytes[0] = 77;
  CHECK("buffer", keelbolt_bare_vtxo_write(bytes, &length, &bare, &error) == KEELBOLT_ERROR_BUFFER_TOO_SMALL);
  CHECK("buffer", error.needed == length && error.found == 1 && bytes[0] == 77);

  const uint8_t most[8] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
  keelbolt_exit_transactions transactions;
  keelbolt_vtxo_fields fields = {0};
  fields.struct_size = sizeof fields;
  vtxo = parsed(changed(at_amount, most, sizeof most));
  CHECK("overflow", keelbolt_vtxo_read(&fields, &vtxo, NULL) == KEELBOLT_OK && !fields.has_chain_anchor_amount);
  REFUSES(KEELBOLT_ERROR_VTXO_AMOUNT_OVERFLOW, peer, "amounts: their sum is more than 2100000000000000 sat",
          keelbolt_vtxo_exit_transactions(&transactions, &vtxo, &error));
}

/* --- Chains --- */

static keelbolt_tx_out sample_anchor(void) {
  keelbolt_tx_out anchor = {0};
  bool is_found = false;
  const vtxo_sample *sample = sample_vtxo();
  CHECK("anchor", keelbolt_transaction_output(&is_found, &anchor, sample->anchor, sample->anchor_length, 0, NULL) ==
                      KEELBOLT_OK && is_found);
  return anchor;
}

static void check_chains(void) {
  const vtxo_sample *sample = sample_vtxo();
  const keelbolt_tx_out anchor = sample_anchor();
  keelbolt_vtxo vtxo = sample_handle();
  CHECK("chain", keelbolt_vtxo_check_chain(&vtxo, &anchor, NULL) == KEELBOLT_OK);
  keelbolt_tx_out wrong = anchor;
  wrong.value_sat += 1;
  REFUSES(KEELBOLT_ERROR_CHAIN_ANCHOR_VALUE, peer, "output on chain: expected 2777 sat, found 2778 sat",
          keelbolt_vtxo_check_chain(&vtxo, &wrong, &error));
  CHECK("value", error.expected == 2777 && error.found == 2778);
  wrong = anchor;
  wrong.script_pubkey.length -= 1;
  REFUSES(KEELBOLT_ERROR_CHAIN_ANCHOR_SCRIPT, peer, "output on chain is not what the genesis spends",
          keelbolt_vtxo_check_chain_unsigned(&vtxo, &wrong, &error));

  keelbolt_vtxo handed_out = {0};
  CHECK("handed out", keelbolt_vtxo_parse(&handed_out, sample->handed_out, sample->handed_out_length, NULL) ==
                          KEELBOLT_OK);
  REFUSES(KEELBOLT_ERROR_NO_HOP_PREIMAGE, peer, "transaction 1: preimage is not known",
          keelbolt_vtxo_check_chain(&handed_out, &anchor, &error));
  CHECK("depth", error.depth == 1);
  vtxo = parsed(changed(at_node_signature, zeros, 64));
  REFUSES(KEELBOLT_ERROR_NO_HOP_SIGNATURE, peer, "transaction 0: no signature",
          keelbolt_vtxo_check_chain(&vtxo, &anchor, &error));
  vtxo = parsed(changed(at_leaf_signature, sample->bytes + at_node_signature, 64));
  REFUSES(KEELBOLT_ERROR_HOP_SIGNATURE, peer, "transaction 1: signature is not of this key",
          keelbolt_vtxo_check_chain(&vtxo, &anchor, &error));
  CHECK("signature", error.depth == 1 && error.cause == KEELBOLT_ERROR_SIGNATURE_MISMATCH);
  vtxo = parsed(changed(at_point + 32, (const uint8_t[]){7}, 1));
  REFUSES(KEELBOLT_ERROR_VTXO_POINT, peer,
          "point: expected adc43f4c7ba7935f7d5e1987ac2ecbe2df5fcb21bfa1286fb3e8c222da201d34:0, "
          "found adc43f4c7ba7935f7d5e1987ac2ecbe2df5fcb21bfa1286fb3e8c222da201d34:7",
          keelbolt_vtxo_check_chain(&vtxo, &anchor, &error));
  CHECK("point", error.expected_vout == 0 && error.found_vout == 7 && error.expected_txid[0] == 0x34);
}

/* --- What is not relayed --- */

static void check_standard(void) {
  const uint8_t *script = sample_vtxo()->bytes + at_siblings + 9;
  const uint8_t data = 0x6a;
  keelbolt_vtxo vtxo = parsed(changed(at_amount, (const uint8_t[]){0x49, 1}, 2));
  REFUSES(KEELBOLT_ERROR_EXIT_DUST, peer, "the VTXO is dust: expected 330 sat at least, found 329 sat",
          keelbolt_vtxo_check_standard(&vtxo, &error));
  CHECK("own", error.is_own == 1 && error.expected == 330 && error.found == 329);
  vtxo = parsed(with_siblings(1, 329, script, 34));
  REFUSES(KEELBOLT_ERROR_EXIT_DUST, peer,
          "sibling 0 of transaction 0 is dust: expected 330 sat at least, found 329 sat",
          keelbolt_vtxo_check_standard(&vtxo, &error));
  CHECK("sibling", error.is_own == 0 && error.depth == 0 && error.sibling == 0);
  vtxo = parsed(with_siblings(2, 1000, script, 33));
  REFUSES(KEELBOLT_ERROR_EXIT_SCRIPT, peer, "sibling 0 of transaction 0 has a script that is not relayed",
          keelbolt_vtxo_check_standard(&vtxo, &error));
  vtxo = parsed(with_siblings(2, 0, &data, 1));
  REFUSES(KEELBOLT_ERROR_SECOND_DATA, peer, "sibling 1 of transaction 0 is the second one of data alone",
          keelbolt_vtxo_check_standard(&vtxo, &error));
  CHECK("data", error.sibling == 1);
  vtxo = parsed(with_siblings(230, 1000, script, 34));
  REFUSES(KEELBOLT_ERROR_EXIT_WEIGHT, peer, "weight of transaction 0: expected at most 40000, found 40056",
          keelbolt_vtxo_check_standard(&vtxo, &error));
}

/* --- Expectations --- */

typedef struct {
  void (*change)(keelbolt_expectation *expected, keelbolt_chain_facts *facts);
  keelbolt_status status;
  int32_t blame;
  const char *text;
} acceptance_row;

static const keelbolt_user_policy contract = {.kind = KEELBOLT_USER_POLICY_LIGHTNING_SEND};
static keelbolt_user_policy other_policy;

static void another_transaction(keelbolt_expectation *expected, keelbolt_chain_facts *facts) {
  static uint8_t other[sample_vtxo_room];
  (void)expected;
  memcpy(other, facts->anchor, facts->anchor_length);
  other[facts->anchor_length - 1] = 1;
  facts->anchor = other;
}
static void no_transaction(keelbolt_expectation *expected, keelbolt_chain_facts *facts) {
  (void)expected;
  facts->anchor_length -= 1;
}
static void unconfirmed(keelbolt_expectation *expected, keelbolt_chain_facts *facts) {
  (void)expected;
  facts->confirmations = 5;
}
static void spent(keelbolt_expectation *expected, keelbolt_chain_facts *facts) {
  (void)expected;
  facts->is_unspent = 0;
}
static void another_server(keelbolt_expectation *expected, keelbolt_chain_facts *facts) {
  (void)facts;
  memcpy(expected->server_pubkey, sample_vtxo()->own_key, 33);
}
static void no_server(keelbolt_expectation *expected, keelbolt_chain_facts *facts) {
  (void)facts;
  memset(expected->server_pubkey, 0, 33);
}
static void unknown_cosigner(keelbolt_expectation *expected, keelbolt_chain_facts *facts) {
  (void)facts;
  expected->server_cosign_pubkeys = NULL;
  expected->server_cosign_pubkey_count = 0;
}
static void shorter_delay(keelbolt_expectation *expected, keelbolt_chain_facts *facts) {
  (void)facts;
  expected->exit_delta = 23;
}
static void no_delay(keelbolt_expectation *expected, keelbolt_chain_facts *facts) {
  (void)facts;
  expected->exit_delta = 16384;
}
static void too_late(keelbolt_expectation *expected, keelbolt_chain_facts *facts) {
  (void)facts;
  expected->tip = 101000 - 2 - 24 - 36 + 1;
}
static void too_deep(keelbolt_expectation *expected, keelbolt_chain_facts *facts) {
  (void)facts;
  expected->max_depth = 1;
}
static void a_contract(keelbolt_expectation *expected, keelbolt_chain_facts *facts) {
  (void)facts;
  other_policy = contract;
  other_policy.hash_lock_version = KEELBOLT_HASH_LOCK_V1;
  memcpy(other_policy.user_pubkey, sample_vtxo()->own_key, 33);
  expected->policy = &other_policy;
}
static void no_policy(keelbolt_expectation *expected, keelbolt_chain_facts *facts) {
  (void)facts;
  other_policy = contract;
  other_policy.kind = 4;
  expected->policy = &other_policy;
}
static void no_key(keelbolt_expectation *expected, keelbolt_chain_facts *facts) {
  (void)facts;
  expected->own_keys = NULL;
  expected->own_key_count = 0;
}
static void another_amount(keelbolt_expectation *expected, keelbolt_chain_facts *facts) {
  (void)facts;
  expected->amount_sat = 1001;
}
static void another_hash(keelbolt_expectation *expected, keelbolt_chain_facts *facts) {
  (void)facts;
  expected->unlock_hash[0] ^= 1;
}
static void smaller_struct(keelbolt_expectation *expected, keelbolt_chain_facts *facts) {
  (void)facts;
  expected->struct_size = 8;
}
static void no_anchor(keelbolt_expectation *expected, keelbolt_chain_facts *facts) {
  (void)expected;
  facts->anchor = NULL;
}

static const acceptance_row acceptance_rows[] = {
    {another_transaction, KEELBOLT_ERROR_WRONG_ANCHOR, caller, NULL},
    {no_transaction, KEELBOLT_ERROR_MALFORMED_TRANSACTION, peer, "these bytes are no transaction"},
    {unconfirmed, KEELBOLT_ERROR_CONFIRMATIONS, peer, "confirmations: expected 6 at least, found 5"},
    {spent, KEELBOLT_ERROR_ANCHOR_SPENT, peer, "output on chain is spent"},
    {another_server, KEELBOLT_ERROR_VTXO_SERVER_KEY, peer, "the key is another server's"},
    {no_server, KEELBOLT_ERROR_KEY_NOT_A_POINT, peer, "not a compressed point of the curve"},
    {unknown_cosigner, KEELBOLT_ERROR_NODE_WITHOUT_SERVER, peer,
     "transaction 0: the server is none of those that sign"},
    {shorter_delay, KEELBOLT_ERROR_VTXO_EXIT_DELTA, peer,
     "delay of exits: expected at most 23 blocks, found 24 blocks"},
    {no_delay, KEELBOLT_ERROR_LOCK_DELTA_TOO_LARGE, caller,
     "delay: expected at most 16383 blocks, found 16384"},
    {too_late, KEELBOLT_ERROR_VTXO_EXPIRY, peer, "expiry: expected block 101001 or later, found block 101000"},
    {too_deep, KEELBOLT_ERROR_VTXO_DEPTH, peer, "transactions of an exit: expected at most 1, found 2"},
    {a_contract, KEELBOLT_ERROR_VTXO_POLICY, peer, "another policy than was asked for"},
    {no_policy, KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE, caller, "the enumeration has no value 4"},
    {no_key, KEELBOLT_ERROR_VTXO_OWN_KEY, peer, "the key is none of the wallet's"},
    {another_amount, KEELBOLT_ERROR_VTXO_AMOUNT, peer, "amount: expected 1001 sat, found 1000 sat"},
    {another_hash, KEELBOLT_ERROR_VTXO_UNLOCK_HASH, peer, "another unlock hash than the server told"},
    {smaller_struct, KEELBOLT_ERROR_STRUCT_SIZE, caller, NULL},
    {no_anchor, KEELBOLT_ERROR_NULL_POINTER, caller, "a pointer is NULL that must not be"},
};

/* The sample, complete and locked, is accepted; with one thing changed it is refused. */
static void check_acceptance(void) {
  const vtxo_sample *sample = sample_vtxo();
  keelbolt_vtxo vtxo = sample_handle();
  keelbolt_accepted_vtxo accepted;
  keelbolt_locked_vtxo locked;
  for (size_t index = 0; index < sizeof acceptance_rows / sizeof acceptance_rows[0]; ++index) {
    const acceptance_row *row = &acceptance_rows[index];
    keelbolt_expectation expected = sample_expectation();
    keelbolt_chain_facts facts = sample_facts();
    CHECK("accept", keelbolt_vtxo_accept(&accepted, &vtxo, &expected, &facts, NULL) == KEELBOLT_OK);
    CHECK("accept", keelbolt_vtxo_accept_locked(&locked, &vtxo, &expected, &facts, NULL) == KEELBOLT_OK);
    row->change(&expected, &facts);
    if (row->text == NULL) {
      CHECK("accept", keelbolt_vtxo_accept(&accepted, &vtxo, &expected, &facts, NULL) == row->status);
      continue;
    }
    REFUSES(row->status, row->blame, row->text, keelbolt_vtxo_accept(&accepted, &vtxo, &expected, &facts, &error));
    REFUSES(row->status, row->blame, row->text,
            keelbolt_vtxo_accept_locked(&locked, &vtxo, &expected, &facts, &error));
  }

  keelbolt_expectation expected = sample_expectation();
  keelbolt_chain_facts facts = sample_facts();
  encoding *elsewhere = changed(at_anchor + 32, (const uint8_t[]){9}, 1);
  vtxo = parsed(elsewhere);
  REFUSES(KEELBOLT_ERROR_ANCHOR_OUTPUT, peer, "transaction on chain has no output 9",
          keelbolt_vtxo_accept(&accepted, &vtxo, &expected, &facts, &error));
  /* The leaf's transaction is another's, who could take the money together with the server. */
  vtxo = parsed(changed(at_policy + 1, sample->cosign_key, 33));
  expected.own_keys = sample->cosign_key;
  REFUSES(KEELBOLT_ERROR_LEAF_KEY, peer, "the leaf before it has another key",
          keelbolt_vtxo_accept(&accepted, &vtxo, &expected, &facts, &error));

  /* A contract that ends before an exit would be through. */
  encoding received;
  received.length = sample_bytes(received.bytes, "tree of 5 leaf 2, hash lock version 1", "encoding");
  vtxo = parsed(&received);
  keelbolt_vtxo_fields fields = {0};
  keelbolt_genesis_items items;
  keelbolt_genesis_item item;
  uint8_t keys[16][33];
  size_t key_count = 16;
  bool is_found;
  fields.struct_size = sizeof fields;
  CHECK("contract", keelbolt_vtxo_read(&fields, &vtxo, NULL) == KEELBOLT_OK);
  CHECK("contract", keelbolt_vtxo_genesis(&items, &vtxo, NULL) == KEELBOLT_OK);
  CHECK("contract", keelbolt_genesis_next(&is_found, &item, &items, NULL) == KEELBOLT_OK && is_found);
  CHECK("contract", keelbolt_genesis_item_pubkeys(keys[0], &key_count, &item, NULL) == KEELBOLT_OK);
  expected = sample_expectation();
  memcpy(expected.server_pubkey, fields.bare.terms.server_pubkey, 33);
  expected.server_cosign_pubkeys = keys[0];
  expected.server_cosign_pubkey_count = key_count;
  expected.policy = &fields.bare.policy;
  expected.max_depth = fields.depth;
  expected.margin = 0;
  expected.tip = fields.bare.policy.htlc_expiry;
  memset(&error, 0, sizeof error);
  error.struct_size = sizeof error;
  const keelbolt_status status = keelbolt_vtxo_accept(&accepted, &vtxo, &expected, &facts, &error);
  CHECK("contract", status == KEELBOLT_ERROR_HTLC_EXPIRY || status == KEELBOLT_ERROR_VTXO_EXPIRY);
  CHECK("contract", error.expected > error.found);

  /* A leaf whose preimage may have any length is money, but nothing is forfeited for it. */
  encoding old;
  uint8_t anchor[sample_vtxo_room];
  static const char name[] = "tree of 3 leaf 0, hash lock version 0";
  old.length = sample_bytes(old.bytes, name, "encoding");
  facts.anchor = anchor;
  facts.anchor_length = sample_bytes(anchor, name, "chain_anchor_tx");
  vtxo = parsed(&old);
  key_count = 16;
  CHECK("old", keelbolt_vtxo_read(&fields, &vtxo, NULL) == KEELBOLT_OK);
  CHECK("old", keelbolt_vtxo_genesis(&items, &vtxo, NULL) == KEELBOLT_OK);
  CHECK("old", keelbolt_genesis_next(&is_found, &item, &items, NULL) == KEELBOLT_OK && is_found);
  CHECK("old", keelbolt_genesis_item_pubkeys(keys[0], &key_count, &item, NULL) == KEELBOLT_OK);
  expected = sample_expectation();
  memcpy(expected.server_pubkey, fields.bare.terms.server_pubkey, 33);
  memcpy(expected.unlock_hash, fields.unlock_hash, 32);
  expected.own_keys = fields.bare.policy.user_pubkey;
  expected.server_cosign_pubkeys = keys[0];
  expected.server_cosign_pubkey_count = key_count;
  CHECK("old", keelbolt_vtxo_accept(&accepted, &vtxo, &expected, &facts, NULL) == KEELBOLT_OK);
  REFUSES(KEELBOLT_ERROR_VTXO_HASH_LOCK, peer, "preimage of the leaf may have any length",
          keelbolt_vtxo_accept_locked(&locked, &vtxo, &expected, &facts, &error));
  expected.has_unlock_hash = 0;
  REFUSES(KEELBOLT_ERROR_VTXO_UNLOCK_HASH, peer, "another unlock hash than the server told",
          keelbolt_vtxo_accept_locked(&locked, &vtxo, &expected, &facts, &error));
}

/* --- Exits --- */

static void check_exits(void) {
  static const uint8_t destination[22] = {0, 20, 9};
  const vtxo_sample *sample = sample_vtxo();
  const keelbolt_vtxo vtxo = sample_handle();
  keelbolt_accepted_vtxo accepted;
  keelbolt_clause clauses[2];
  size_t count = 0;
  keelbolt_progress progress;
  keelbolt_point_status point = {0};
  keelbolt_transaction_status statuses[3] = {{KEELBOLT_TRANSACTION_UNKNOWN, 0, {0}},
                                             {KEELBOLT_TRANSACTION_UNKNOWN, 0, {0}},
                                             {KEELBOLT_TRANSACTION_UNKNOWN, 0, {0}}};
  keelbolt_clause_spend spend = {0};
  spend.struct_size = sizeof spend;
  CHECK("assumed", keelbolt_vtxo_assume_accepted(&accepted, &vtxo, NULL) == KEELBOLT_OK);
  CHECK("clauses", keelbolt_exit_clauses(NULL, &count, &accepted, NULL) == KEELBOLT_ERROR_BUFFER_TOO_SMALL);
  CHECK("clauses", count == 1 && keelbolt_exit_clauses(clauses, &count, &accepted, NULL) == KEELBOLT_OK);
  REFUSES(KEELBOLT_ERROR_WRONG_LENGTH, caller, "wrong length: expected 2, found 3",
          keelbolt_exit_progress(&progress, &accepted, clauses, statuses, 3, &point, 1, &error));
  statuses[1].kind = 9;
  REFUSES(KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE, caller, "the enumeration has no value 9",
          keelbolt_exit_progress(&progress, &accepted, clauses, statuses, 2, &point, 1, &error));
  statuses[1].kind = KEELBOLT_TRANSACTION_UNKNOWN;
  point.is_spent = 1;
  REFUSES(KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE, caller, "the enumeration has no value 0",
          keelbolt_exit_progress(&progress, &accepted, clauses, statuses, 2, &point, 1, &error));

  REFUSES(KEELBOLT_ERROR_WRONG_LENGTH, caller, "wrong length: expected 1, found 0",
          keelbolt_exit_claim(&spend, &accepted, clauses, NULL, destination, 0, 300, &error));
  REFUSES(KEELBOLT_ERROR_FEE_ABOVE_VALUE, caller, "fee of 11725 sat is more than the output's 1000 sat",
          keelbolt_exit_claim(&spend, &accepted, clauses, NULL, destination, sizeof destination, 25000, &error));
  /* A clause without a hash does not look at the preimage: this one is nowhere. */
  const uint8_t *nowhere = (const uint8_t *)(uintptr_t)1;
  keelbolt_contract_prepared prepared = {0};
  prepared.struct_size = sizeof prepared;
  CHECK("nowhere", keelbolt_exit_claim(&spend, &accepted, clauses, nowhere, destination, sizeof destination, 300,
                                       NULL) == KEELBOLT_OK);
  CHECK("nowhere", spend.preimage == nowhere && keelbolt_clause_spend_prepare(&prepared, &spend, NULL) == KEELBOLT_OK);
  clauses[0].delta += 1;
  REFUSES(KEELBOLT_ERROR_NOT_A_CLAUSE, caller, "output has no such clause",
          keelbolt_exit_claim(&spend, &accepted, clauses, NULL, destination, sizeof destination, 300, &error));
  bool trusts;
  REFUSES(KEELBOLT_ERROR_KEY_NOT_A_POINT, peer, "not a compressed point of the curve",
          keelbolt_accepted_vtxo_trusts_others(&trusts, &accepted, zeros, 1, &error));
  CHECK("trust", keelbolt_accepted_vtxo_trusts_others(&trusts, &accepted, sample->own_key, 1, NULL) == KEELBOLT_OK &&
                     !trusts);
  CHECK("trust", keelbolt_accepted_vtxo_trusts_others(&trusts, &accepted, NULL, 0, NULL) == KEELBOLT_OK && trusts);
}

/* --- Pointers and handles --- */

/* Every function refuses NULL where none may be, and handles that were never filled. */
static void check_handles(void) {
  const keelbolt_vtxo no_vtxo = {{0}};
  const keelbolt_accepted_vtxo no_accepted = {{0}};
  const keelbolt_locked_vtxo no_locked = {{0}};
  keelbolt_exit_transactions no_transactions = {{0}};
  keelbolt_exit_transaction no_transaction_yet = {{0}};
  keelbolt_genesis_items no_items = {{0}};
  keelbolt_genesis_item no_item = {{0}};
  const keelbolt_accepted_vtxo *list[2] = {&no_accepted, NULL};
  keelbolt_expectation expected = sample_expectation();
  keelbolt_chain_facts facts = sample_facts();
  const keelbolt_tx_out anchor = sample_anchor();
  const keelbolt_clause clause = {0};
  const keelbolt_point_status point = {0};
  keelbolt_vtxo vtxo;
  keelbolt_vtxo_fields fields = {0};
  keelbolt_genesis_item_fields item_fields = {0};
  keelbolt_exit_transaction_fields transaction_fields = {0};
  keelbolt_clause_spend spend = {0};
  keelbolt_outpoint id;
  keelbolt_accepted_vtxo accepted;
  keelbolt_locked_vtxo locked;
  keelbolt_deadline deadline;
  keelbolt_progress progress;
  uint8_t bytes[64];
  uint64_t number;
  size_t count = 0;
  bool flag;
  fields.struct_size = sizeof fields;
  item_fields.struct_size = sizeof item_fields;
  transaction_fields.struct_size = sizeof transaction_fields;
  spend.struct_size = sizeof spend;
#define INVALID(call) REFUSES(KEELBOLT_ERROR_INVALID_HANDLE, caller, "the handle was never filled or is damaged", call)
  INVALID(keelbolt_vtxo_read(&fields, &no_vtxo, &error));
  INVALID(keelbolt_vtxo_id(&id, &no_vtxo, &error));
  INVALID(keelbolt_vtxo_write(NULL, &count, &no_vtxo, &error));
  INVALID(keelbolt_vtxo_with_unlock_signature(&flag, NULL, &count, &no_vtxo, zeros, &error));
  INVALID(keelbolt_vtxo_with_unlock_preimage(&flag, NULL, &count, &no_vtxo, zeros, &error));
  INVALID(keelbolt_vtxo_past_arkoor_pubkeys(NULL, &count, &no_vtxo, &error));
  INVALID(keelbolt_vtxo_genesis(&no_items, &no_vtxo, &error));
  INVALID(keelbolt_genesis_next(&flag, &no_item, &no_items, &error));
  INVALID(keelbolt_genesis_item_read(&item_fields, &no_item, &error));
  INVALID(keelbolt_genesis_item_pubkeys(NULL, &count, &no_item, &error));
  INVALID(keelbolt_genesis_item_has_pubkey(&flag, &no_item, expected.own_keys, &error));
  INVALID(keelbolt_genesis_item_siblings(NULL, &count, &no_item, &error));
  INVALID(keelbolt_vtxo_exit_transactions(&no_transactions, &no_vtxo, &error));
  INVALID(keelbolt_exit_next(&flag, &no_transaction_yet, &no_transactions, &error));
  INVALID(keelbolt_exit_next_script(bytes, &no_transactions, &error));
  INVALID(keelbolt_exit_transaction_read(&transaction_fields, &no_transaction_yet, &error));
  INVALID(keelbolt_exit_transaction_item(&no_item, &no_transaction_yet, &error));
  INVALID(keelbolt_exit_transaction_bytes(NULL, &count, &no_transaction_yet, &error));
  INVALID(keelbolt_exit_child_fee(&flag, &number, &no_transaction_yet, 1, 1, &error));
  INVALID(keelbolt_vtxo_check_chain(&no_vtxo, &anchor, &error));
  INVALID(keelbolt_vtxo_check_chain_unsigned(&no_vtxo, &anchor, &error));
  INVALID(keelbolt_vtxo_check_standard(&no_vtxo, &error));
  INVALID(keelbolt_vtxo_accept(&accepted, &no_vtxo, &expected, &facts, &error));
  INVALID(keelbolt_vtxo_accept_locked(&locked, &no_vtxo, &expected, &facts, &error));
  INVALID(keelbolt_vtxo_assume_accepted(&accepted, &no_vtxo, &error));
  INVALID(keelbolt_accepted_vtxo_view(&vtxo, &no_accepted, &error));
  INVALID(keelbolt_accepted_vtxo_amount(&number, &no_accepted, &error));
  INVALID(keelbolt_accepted_vtxo_trusts_others(&flag, &no_accepted, NULL, 0, &error));
  INVALID(keelbolt_locked_vtxo_read(&id, bytes, &no_locked, &error));
  INVALID(keelbolt_exit_packages(&no_transactions, &no_accepted, &error));
  INVALID(keelbolt_exit_weight(&number, &no_accepted, &error));
  INVALID(keelbolt_exit_clauses(NULL, &count, &no_accepted, &error));
  INVALID(keelbolt_exit_claim(&spend, &no_accepted, &clause, NULL, zeros, 22, 1, &error));
  INVALID(keelbolt_exit_progress(&progress, &no_accepted, &clause, NULL, 0, &point, 1, &error));
  INVALID(keelbolt_exit_deadline(&deadline, &no_accepted, 1, &error));
  INVALID(keelbolt_exit_first_deadline(&flag, &deadline, list, 1, 1, &error));
#undef INVALID
#define IS_NULL(call) REFUSES(KEELBOLT_ERROR_NULL_POINTER, caller, "a pointer is NULL that must not be", call)
  const keelbolt_vtxo some = sample_handle();
  IS_NULL(keelbolt_vtxo_parse(NULL, sample_vtxo()->bytes, sample_vtxo()->length, &error));
  IS_NULL(keelbolt_vtxo_parse(&vtxo, NULL, 1, &error));
  IS_NULL(keelbolt_bare_vtxo_parse(NULL, zeros, 1, &error));
  IS_NULL(keelbolt_bare_vtxo_write(NULL, NULL, NULL, &error));
  IS_NULL(keelbolt_vtxo_read(NULL, &some, &error));
  IS_NULL(keelbolt_vtxo_read(&fields, NULL, &error));
  IS_NULL(keelbolt_genesis_next(&flag, NULL, &no_items, &error));
  IS_NULL(keelbolt_exit_next(NULL, &no_transaction_yet, &no_transactions, &error));
  IS_NULL(keelbolt_vtxo_check_chain(&some, NULL, &error));
  IS_NULL(keelbolt_vtxo_accept(NULL, &some, &expected, &facts, &error));
  IS_NULL(keelbolt_vtxo_accept(&accepted, &some, NULL, &facts, &error));
  IS_NULL(keelbolt_vtxo_accept(&accepted, &some, &expected, NULL, &error));
  IS_NULL(keelbolt_exit_first_deadline(&flag, &deadline, NULL, 1, 1, &error));
  IS_NULL(keelbolt_exit_first_deadline(&flag, &deadline, &list[1], 1, 1, &error));
  IS_NULL(keelbolt_transaction_txid(bytes, NULL, 1, &error));
  IS_NULL(keelbolt_transaction_outputs(NULL, NULL, zeros, 1, &error));
  IS_NULL(keelbolt_transaction_output(&flag, NULL, zeros, 1, 0, &error));
#undef IS_NULL
  CHECK("none", keelbolt_exit_first_deadline(&flag, &deadline, NULL, 0, 1, NULL) == KEELBOLT_OK && !flag);
  REFUSES(KEELBOLT_ERROR_MALFORMED_TRANSACTION, peer, "these bytes are no transaction",
          keelbolt_transaction_txid(bytes, zeros, 10, &error));
}

int main(void) {
  check_encodings();
  check_chains();
  check_standard();
  check_acceptance();
  check_exits();
  check_handles();
  return check_result();
}
