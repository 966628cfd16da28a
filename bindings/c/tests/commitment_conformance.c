/* Every commitment of BOLT 3's vectors, in all formats, byte for byte: keys, outputs, transactions, signatures. */

#include <keelbolt.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "onion_vectors.h"
#include "vectors.h"

enum { room = 4000, most_htlcs = 16 };

static const char *where; /* the name of the case */
static const uint8_t entropy[32] = {7};

static keelbolt_error new_error(void) {
  keelbolt_error error = {0};
  error.struct_size = sizeof error;
  return error;
}

/* Whether a call succeeded; prints what was wrong. */
static bool ok(keelbolt_status status, const keelbolt_error *error) {
  if (status != KEELBOLT_OK) {
    char message[256];
    size_t length = sizeof message;
    if (keelbolt_error_message(message, &length, error) == KEELBOLT_OK) {
      printf("  %.*s\n", (int)length, message);
    }
  }
  return CHECK(where, status == KEELBOLT_OK);
}

/* --- Figures of a case --- */

static bool has(vector_node *node, const char *key) { return vector_member(node, key) != NULL; }

/* Bytes of one length, which must be there. */
static void get(uint8_t *out, size_t length, vector_node *node, const char *key) {
  static uint8_t found[room];
  const char *text = vector_text(node, key);
  if (!CHECK(key, text != NULL) || !CHECK(key, vector_bytes(found, text) == length)) {
    abort();
  }
  memcpy(out, found, length);
}

static void same_text(const char *name, const char *text, const uint8_t *data, size_t length) {
  static uint8_t expected[room];
  if (!CHECK(where, vector_bytes(expected, text) == length && memcmp(expected, data, length) == 0)) {
    printf("  %s\n", name);
  }
}

static void same(vector_node *node, const char *key, const uint8_t *data, size_t length) {
  const char *text = vector_text(node, key);
  if (CHECK(key, text != NULL)) {
    same_text(key, text, data, length);
  }
}

/* Where it is there. */
static void same_if(vector_node *node, const char *key, const uint8_t *data, size_t length) {
  if (has(node, key)) {
    same(node, key, data, length);
  }
}

/* Ids stand backwards in texts. */
static void reverse(uint8_t *out, const uint8_t *bytes) {
  for (size_t index = 0; index < 32; ++index) {
    out[index] = bytes[31 - index];
  }
}

/* --- The channel --- */

/* A node's secrets, and what it shows of them. */
typedef struct {
  uint8_t funding[32];
  uint8_t htlc[32];
  keelbolt_basepoints points;
} node_keys;

static void public_key(uint8_t *point, const uint8_t *key) {
  CHECK(where, keelbolt_public_key(point, key, entropy, NULL) == KEELBOLT_OK);
}

/* A point of a vector, or of its secret, or of `otherwise`: one that this commitment does not need is any. */
static void point_of(uint8_t *point, vector_node *params, const char *side, const char *name,
                     const uint8_t *otherwise) {
  char shown[64];
  char secret[64];
  uint8_t key[32];
  snprintf(shown, sizeof shown, "%s_%s", side, name);
  snprintf(secret, sizeof secret, "%s_%s_secret", side, name);
  memcpy(key, otherwise, sizeof key);
  if (has(params, secret)) {
    get(key, sizeof key, params, secret);
  }
  public_key(point, key);
  if (has(params, shown) && has(params, secret)) {
    same(params, shown, point, 33);
  } else if (has(params, shown)) {
    get(point, 33, params, shown);
  }
}

static void read_node(node_keys *node, vector_node *params, const char *side) {
  char name[64];
  snprintf(name, sizeof name, "%s_funding_privkey", side);
  get(node->funding, 32, params, name);
  /* In appendices C and F HTLC keys come from the payment basepoint. */
  snprintf(name, sizeof name, "%s_htlc_basepoint_secret", side);
  if (!has(params, name)) {
    snprintf(name, sizeof name, "%s_payment_basepoint_secret", side);
  }
  get(node->htlc, 32, params, name);
  point_of(node->points.funding_pubkey, params, side, "funding_pubkey", node->funding);
  point_of(node->points.revocation_basepoint, params, side, "revocation_basepoint", node->funding);
  point_of(node->points.payment_basepoint, params, side, "payment_basepoint", node->funding);
  point_of(node->points.delayed_payment_basepoint, params, side, "delayed_payment_basepoint", node->funding);
  point_of(node->points.htlc_basepoint, params, side, "htlc_basepoint", node->htlc);
}

static const struct {
  const char *name;
  int32_t format;
} formats[] = {
    {"static_remotekey", KEELBOLT_FORMAT_STATIC_REMOTEKEY},
    {"anchors_zero_fee_htlc_tx", KEELBOLT_FORMAT_ANCHORS},
    {"zero_fee_commitments", KEELBOLT_FORMAT_ZERO_FEE},
};

static int32_t format_of(const char *name) {
  for (size_t row = 0; row < sizeof formats / sizeof formats[0]; ++row) {
    if (strcmp(formats[row].name, name) == 0) {
      return formats[row].format;
    }
  }
  CHECK(where, !"a known format");
  return 0;
}

/* What a case is about: the owner, who is local, has opened the channel. */
typedef struct {
  node_keys local;
  node_keys remote;
  keelbolt_channel_parameters channel;
  keelbolt_commitment_htlc htlcs[most_htlcs];
  uint64_t ids[most_htlcs];
  uint8_t preimages[most_htlcs][32];
  bool has_preimage[most_htlcs];
  size_t htlc_count;
  keelbolt_commitment_draft draft;
} known_channel;

static void read_htlcs(known_channel *known, vector_node *list) {
  known->htlc_count = list == NULL ? 0 : list->member_count;
  for (size_t index = 0; index < known->htlc_count; ++index) {
    vector_node *node = &list->members[index];
    keelbolt_commitment_htlc *htlc = &known->htlcs[index];
    bool offered = strcmp(vector_text(node, "direction"), "offered") == 0;
    htlc->offered_by = offered ? KEELBOLT_CHANNEL_NODE_OPENER : KEELBOLT_CHANNEL_NODE_ACCEPTER;
    htlc->amount_msat = vector_number(node, "amount_msat");
    htlc->cltv_expiry = (uint32_t)vector_number(node, "cltv_expiry");
    known->ids[index] = has(node, "id") ? vector_number(node, "id") : index;
    known->has_preimage[index] = has(node, "payment_preimage");
    if (known->has_preimage[index]) {
      get(known->preimages[index], 32, node, "payment_preimage");
    }
    get(htlc->payment_hash, 32, node, "payment_hash");
  }
}

static void read_case(known_channel *known, vector_node *node) {
  vector_node *params = vector_member(node, "params");
  uint8_t shown[32];
  keelbolt_channel_parameters *channel = &known->channel;
  memset(known, 0, sizeof *known);
  read_node(&known->local, params, "local");
  read_node(&known->remote, params, "remote");
  channel->struct_size = sizeof *channel;
  channel->format = format_of(vector_text(node, "channel_type"));
  get(shown, 32, params, "funding_txid");
  reverse(channel->funding.txid, shown);
  channel->funding.vout = (uint32_t)vector_number(params, "funding_output_index");
  channel->funding_amount_sat = vector_number(params, "funding_amount_sat");
  channel->opener.basepoints = known->local.points;
  channel->opener.dust_limit_sat = vector_number(node, "dust_limit_sat");
  channel->opener.to_self_delay = (uint16_t)vector_number(params, "local_delay");
  channel->accepter = channel->opener;
  channel->accepter.basepoints = known->remote.points;
  read_htlcs(known, vector_member(node, "htlcs"));
  known->draft.struct_size = sizeof known->draft;
  known->draft.owner = KEELBOLT_CHANNEL_NODE_OPENER;
  known->draft.number = vector_number(params, "commitment_number");
  get(known->draft.per_commitment_point, 33, params, "local_per_commitment_point");
  known->draft.opener_balance_msat = vector_number(node, "to_local_msat");
  known->draft.accepter_balance_msat = vector_number(node, "to_remote_msat");
  known->draft.feerate_per_kw = (uint32_t)vector_number(node, "feerate_per_kw");
  known->draft.htlcs = known->htlcs;
  known->draft.htlc_count = known->htlc_count;
}

/* --- Checks --- */

/* The signatures of a commitment, and what the owner adds. */
typedef struct {
  uint8_t remote[64];
  uint8_t htlcs[most_htlcs][64];
  size_t htlc_count;
  uint8_t local[64];
  uint8_t local_htlc_key[32];
  keelbolt_htlc_transaction transactions[most_htlcs];
} signatures;

static void sign(signatures *made, const keelbolt_commitment *commitment, known_channel *known) {
  uint8_t digest[32];
  uint8_t id;
  size_t count = most_htlcs;
  keelbolt_error error = new_error();
  made->htlc_count = most_htlcs;
  ok(keelbolt_commitment_sign(made->remote, made->htlcs[0], &made->htlc_count, commitment, known->remote.funding,
                              known->remote.htlc, entropy, &error), &error);
  ok(keelbolt_commitment_verify(commitment, made->remote, made->htlcs[0], made->htlc_count, &error), &error);
  ok(keelbolt_commitment_digest(digest, commitment, &error), &error);
  ok(keelbolt_sign_recoverable(made->local, &id, digest, known->local.funding, entropy, &error), &error);
  ok(keelbolt_derive_privkey(made->local_htlc_key, known->local.htlc, known->local.points.htlc_basepoint,
                             known->draft.per_commitment_point, &error), &error);
  ok(keelbolt_commitment_htlc_transactions(made->transactions, &count, commitment, &error), &error);
  CHECK(where, count == made->htlc_count);
}

/* The figures of `params` that building does not need. */
static void check_params(vector_node *params, const keelbolt_commitment_fields *fields, const known_channel *known,
                         const signatures *made, const uint8_t *transaction, size_t length) {
  static const char *const secret_keys[] = {"remote_htlc_privkey", "local_delayed_privkey"};
  const uint8_t *const points[] = {fields->keys.remote_htlcpubkey, fields->keys.local_delayedpubkey};
  uint8_t secret[room];
  uint8_t point[33];
  char factor_text[16];
  uint64_t factor;
  keelbolt_error error = new_error();
  same_if(params, "local_htlcpubkey", fields->keys.local_htlcpubkey, 33);
  same_if(params, "remote_htlcpubkey", fields->keys.remote_htlcpubkey, 33);
  same_if(params, "local_delayedpubkey", fields->keys.local_delayedpubkey, 33);
  same_if(params, "local_revocation_pubkey", fields->keys.revocation_pubkey, 33);
  same_if(params, "local_htlc_privkey", made->local_htlc_key, 32);
  for (size_t row = 0; row < 2; ++row) {
    if (has(params, secret_keys[row])) {
      get(secret, 32, params, secret_keys[row]);
      public_key(point, secret);
      CHECK(secret_keys[row], memcmp(point, points[row], 33) == 0);
    }
  }
  if (has(params, "local_per_commitment_secret")) {
    get(secret, 32, params, "local_per_commitment_secret");
    public_key(point, secret);
    CHECK(where, memcmp(point, fields->keys.per_commitment_point, 33) == 0);
  }
  if (has(params, "obscuring_factor")) {
    ok(keelbolt_obscuring_factor(&factor, known->local.points.payment_basepoint,
                                 known->remote.points.payment_basepoint, &error), &error);
    snprintf(factor_text, sizeof factor_text, "%012llx", (unsigned long long)factor);
    CHECK(where, strcmp(factor_text, vector_text(params, "obscuring_factor")) == 0);
  }
  if (has(params, "funding_witness_script")) {
    /* It is the last element of the witness, right before the lock time. */
    size_t script = vector_bytes(secret, vector_text(params, "funding_witness_script"));
    CHECK(where, memcmp(transaction + length - 4 - script, secret, script) == 0);
  }
}

static const char *const output_kinds[] = {
    NULL,
    "to_local",
    "to_remote",
    "local_anchor",
    "remote_anchor",
    "shared_anchor",
    "htlc_offered",
    "htlc_received",
};

static void check_outputs(vector_node *list, const keelbolt_commitment *commitment, const known_channel *known,
                          const keelbolt_commitment_fields *fields) {
  keelbolt_commitment_output outputs[most_htlcs + 4];
  size_t count = most_htlcs + 4;
  keelbolt_error error = new_error();
  ok(keelbolt_commitment_outputs(outputs, &count, commitment, &error), &error);
  if (!CHECK(where, count == fields->output_count && count == list->member_count)) {
    return;
  }
  for (size_t index = 0; index < count; ++index) {
    vector_node *node = &list->members[index];
    const keelbolt_commitment_output *output = &outputs[index];
    uint8_t script[room];
    size_t length = sizeof script;
    bool has_script;
    bool is_htlc = output->kind >= KEELBOLT_OUTPUT_OFFERED_HTLC;
    CHECK(where, vector_number(node, "amount_sat") == output->value_sat);
    same(node, "script_pubkey", output->script_pubkey, output->script_pubkey_length);
    CHECK(where, strcmp(vector_text(node, "kind"), output_kinds[output->kind]) == 0);
    CHECK(where, has(node, "htlc_id") == is_htlc);
    CHECK(where, !is_htlc || vector_number(node, "htlc_id") == known->ids[output->htlc]);
    ok(keelbolt_commitment_witness_script(&has_script, script, &length, commitment, index, &error), &error);
    CHECK(where, has_script == has(node, "witness_script"));
    if (has_script) {
      same(node, "witness_script", script, length);
    }
    same_if(node, "pubkey", fields->keys.remotepubkey, 33);
  }
}

/* An HTLC transaction with both signatures; returns its length. */
static size_t signed_htlc(uint8_t *out, uint8_t *local, size_t index, const keelbolt_commitment *commitment,
                          const signatures *made, const known_channel *known) {
  const keelbolt_htlc_transaction *htlc = &made->transactions[index];
  size_t length = room;
  uint8_t id;
  keelbolt_error error = new_error();
  ok(keelbolt_sign_recoverable(local, &id, htlc->local_digest, made->local_htlc_key, entropy, &error), &error);
  ok(keelbolt_htlc_transaction_signed(out, &length, commitment, index, local, made->htlcs[index],
                                      known->preimages[htlc->htlc], &error), &error);
  return length;
}

static void check_htlcs(vector_node *list, const keelbolt_commitment *commitment, const signatures *made,
                        const known_channel *known) {
  static const char *const stages[] = {"timeout", "success"};
  CHECK(where, (list == NULL ? 0 : list->member_count) == made->htlc_count);
  for (size_t index = 0; list != NULL && index < list->member_count; ++index) {
    vector_node *node = &list->members[index];
    const keelbolt_htlc_transaction *htlc = &made->transactions[index];
    uint8_t transaction[room];
    uint8_t local[64];
    size_t length = signed_htlc(transaction, local, index, commitment, made, known);
    CHECK(where, vector_number(node, "output_index") == htlc->previous_output.vout);
    CHECK(where, vector_number(node, "htlc_id") == known->ids[htlc->htlc]);
    CHECK(where, strcmp(vector_text(node, "kind"), stages[htlc->stage]) == 0);
    CHECK(where, !has(node, "remote_sighash_type") ||
                     vector_number(node, "remote_sighash_type") == htlc->remote_sighash_type);
    same(node, "remote_signature", made->htlcs[index], 64);
    same(node, "local_signature", local, 64);
    same(node, "tx", transaction, length);
    /* They stand in the transaction, which was compared. */
    has(node, "remote_signature_der");
    has(node, "local_signature_der");
  }
}

/* Zero-fee vectors list the transactions of each kind. */
static void check_stage(vector_node *list, int32_t stage, const keelbolt_commitment *commitment, const signatures *made,
                        const known_channel *known) {
  size_t found = 0;
  for (size_t index = 0; index < made->htlc_count; ++index) {
    if (made->transactions[index].stage == stage) {
      uint8_t transaction[room];
      uint8_t local[64];
      size_t length = signed_htlc(transaction, local, index, commitment, made, known);
      if (CHECK(where, found < list->member_count)) {
        same_text("htlc transaction", list->members[found].text, transaction, length);
      }
      ++found;
    }
  }
  CHECK(where, found == list->member_count);
}

static void check_case(vector_node *node) {
  static known_channel known;
  static signatures made;
  static uint8_t transaction[room];
  uint8_t shown[32];
  size_t length = room;
  keelbolt_commitment *commitment = NULL;
  keelbolt_commitment_fields fields = {0};
  keelbolt_error error = new_error();
  fields.struct_size = sizeof fields;
  read_case(&known, node);
  if (!ok(keelbolt_commitment_build(&commitment, &known.channel, &known.draft, &error), &error)) {
    return;
  }
  ok(keelbolt_commitment_read(&fields, commitment, &error), &error);
  sign(&made, commitment, &known);
  ok(keelbolt_commitment_signed(transaction, &length, commitment, made.local, made.remote, &error), &error);
  same(node, "commitment_tx", transaction, length);
  check_params(vector_member(node, "params"), &fields, &known, &made, transaction, length);
  CHECK(where, fields.number == known.draft.number && fields.owner == known.draft.owner &&
                   fields.feerate_per_kw == known.draft.feerate_per_kw && fields.htlc_count == made.htlc_count);
  if (known.channel.format == KEELBOLT_FORMAT_ZERO_FEE) {
    vector_node *success = vector_member(node, "htlc_success_txs");
    vector_node *timeout = vector_member(node, "htlc_timeout_txs");
    check_stage(success, KEELBOLT_STAGE_SUCCESS, commitment, &made, &known);
    check_stage(timeout, KEELBOLT_STAGE_TIMEOUT, commitment, &made, &known);
  } else {
    same(node, "remote_signature", made.remote, 64);
    same(node, "local_signature", made.local, 64);
    /* They stand in the transaction, which was compared. */
    has(node, "remote_signature_der");
    has(node, "local_signature_der");
    reverse(shown, fields.txid);
    same(node, "commitment_txid", shown, 32);
    CHECK(where, vector_number(node, "actual_fee_sat") == fields.fee_sat);
    has(node, "base_fee_sat"); /* of the fees' own vectors */
    check_outputs(vector_member(node, "outputs"), commitment, &known, &fields);
    check_htlcs(vector_member(node, "htlc_txs"), commitment, &made, &known);
  }
  keelbolt_commitment_free(commitment);
}

int main(void) {
  size_t cases = 0;
  for (size_t file = 0; file < vector_file_count; ++file) {
    for (size_t index = 0; index < vector_files[file].member_count; ++index) {
      vector_node *node = &vector_files[file].members[index];
      where = vector_text(node, "name");
      check_case(node);
      const vector_node *unasked = vector_unasked(node);
      if (!CHECK(where, unasked == NULL)) {
        printf("  not checked: %s\n", unasked->key);
      }
      ++cases;
    }
  }
  printf("%zu cases\n", cases);
  CHECK("files", vector_file_count == 3 && cases > 20);
  return check_result();
}
