/* Every conformance case of BOLT 4, both ways: what is in the file is made, and what was made is read. */

#include <keelbolt.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "onion_vectors.h"
#include "vectors.h"

enum { room = 40000, most_hops = 16 };

/* Bytes of a case, or of a result. */
typedef struct {
  uint8_t data[room];
  size_t length;
} bytes;

static const char *where; /* the name of the case */
static uint8_t entropy[32] = {7};

static keelbolt_error new_error(void) {
  keelbolt_error error = {0};
  error.struct_size = sizeof error;
  return error;
}

static keelbolt_recipient_data new_data(void) {
  keelbolt_recipient_data data = {0};
  data.struct_size = sizeof data;
  return data;
}

static bool ok(keelbolt_status status) {
  if (status != KEELBOLT_OK) {
    printf("  %s\n", keelbolt_status_str(status));
  }
  return CHECK(where, status == KEELBOLT_OK);
}

/* The bytes of a member; none when it is absent. */
static bool get(bytes *out, vector_node *node, const char *key) {
  const char *text = vector_text(node, key);
  out->length = 0;
  if (text == NULL) {
    return false;
  }
  out->length = vector_bytes(out->data, text);
  return true;
}

/* Bytes of one length, which must be there. */
static void get_fixed(uint8_t *out, size_t length, vector_node *node, const char *key) {
  static bytes found;
  if (!CHECK(key, get(&found, node, key)) || !CHECK(key, found.length == length)) {
    abort();
  }
  memcpy(out, found.data, length);
}

static void same(vector_node *node, const char *key, const uint8_t *data, size_t length) {
  static bytes expected;
  CHECK(where, get(&expected, node, key));
  if (!CHECK(where, expected.length == length && memcmp(expected.data, data, length) == 0)) {
    printf("  %s\n", key);
  }
}

/* A payload of these files begins with its length, a BigSize. */
static keelbolt_bytes without_length(const bytes *payload) {
  size_t head = payload->data[0] < 0xfd ? 1 : 3;
  keelbolt_bytes found = {payload->data + head, payload->length - head};
  return found;
}

static void same_key(vector_node *node, const char *name, int32_t type, const uint8_t *secret) {
  uint8_t key[32];
  if (vector_member(node, name) != NULL && ok(keelbolt_onion_key(key, type, secret, NULL))) {
    same(node, name, key, sizeof key);
  }
}

static uint64_t channel(const char *text) {
  unsigned long block = 0;
  unsigned long transaction = 0;
  unsigned long output = 0;
  CHECK(where, sscanf(text, "%lux%lux%lu", &block, &transaction, &output) == 3);
  return (uint64_t)block << 40 | (uint64_t)transaction << 16 | output;
}

/* --- Packets --- */

/* Builds the onion of a case with these hops. */
static bool build(bytes *onion, uint8_t *secrets, vector_node *node, const keelbolt_hop *hops, size_t count) {
  static bytes associated_data;
  uint8_t session_key[32];
  size_t length = vector_member(node, "payload_length") != NULL
                      ? (size_t)vector_number(node, "payload_length")
                      : KEELBOLT_ONION_HOP_PAYLOADS_LENGTH;
  get_fixed(session_key, sizeof session_key, node, "session_key");
  get(&associated_data, node, "associated_data");
  onion->length = room;
  return ok(keelbolt_onion_build(onion->data, &onion->length, secrets, hops, count, associated_data.data,
                                 associated_data.length, length, session_key, entropy, NULL));
}

static void construct(vector_node *node) {
  static bytes payloads[most_hops];
  static bytes onion;
  keelbolt_hop hops[most_hops];
  uint8_t secrets[32 * most_hops];
  vector_node *list = vector_member(node, "hops");
  for (size_t index = 0; index < list->member_count; ++index) {
    vector_node *hop = &list->members[index];
    get_fixed(hops[index].public_key, 33, hop, "pubkey");
    get(&payloads[index], hop, "payload");
    hops[index].payload = without_length(&payloads[index]);
  }
  CHECK(where, vector_flag(node, "valid"));
  if (!build(&onion, secrets, node, hops, list->member_count)) {
    return;
  }
  same(node, "onion", onion.data, onion.length);
  uint8_t session_key[32];
  get_fixed(session_key, sizeof session_key, node, "session_key");
  same_key(node, "pad_key", KEELBOLT_KEY_TYPE_PAD, session_key);
  for (size_t index = 0; index < list->member_count; ++index) {
    vector_node *hop = &list->members[index];
    const uint8_t *secret = secrets + 32 * index;
    uint8_t ephemeral[33];
    uint8_t factor[32];
    same(hop, "shared_secret", secret, 32);
    get_fixed(ephemeral, sizeof ephemeral, hop, "ephemeral_pubkey");
    if (ok(keelbolt_onion_blinding_factor(factor, ephemeral, secret, NULL))) {
      same(hop, "blinding_factor", factor, sizeof factor);
    }
    same_key(hop, "rho", KEELBOLT_KEY_TYPE_RHO, secret);
    same_key(hop, "mu", KEELBOLT_KEY_TYPE_MU, secret);
    same_key(hop, "um", KEELBOLT_KEY_TYPE_UM, secret);
    same_key(hop, "ammag", KEELBOLT_KEY_TYPE_AMMAG, secret);
  }
}

static void same_layer(vector_node *node, const keelbolt_peeled *peeled) {
  static bytes payload;
  get(&payload, node, "payload");
  keelbolt_bytes expected = without_length(&payload);
  CHECK(where, expected.length == peeled->payload.length &&
                   memcmp(expected.data, peeled->payload.data, expected.length) == 0);
  CHECK(where, peeled->is_final == vector_flag(node, "is_final"));
  if (peeled->is_final) {
    CHECK(where, peeled->next_onion.data == NULL && vector_member(node, "next_onion") == NULL);
  } else {
    same(node, "next_onion", peeled->next_onion.data, peeled->next_onion.length);
  }
}

static void peel(vector_node *node) {
  static bytes onion;
  static bytes associated_data;
  static uint8_t buffer[room];
  uint8_t key[32];
  uint8_t secret[32];
  keelbolt_peeled peeled;
  keelbolt_peeled with;
  keelbolt_onion fields;
  keelbolt_error error = new_error();
  size_t length = sizeof buffer;
  get(&onion, node, "onion");
  get(&associated_data, node, "associated_data");
  get_fixed(key, sizeof key, node, "node_privkey");
  keelbolt_status status = keelbolt_onion_peel(&peeled, buffer, &length, onion.data, onion.length,
                                               associated_data.data, associated_data.length, key, &error);
  if (!vector_flag(node, "valid")) {
    const char *expected = vector_text(node, "error");
    uint8_t failure[64];
    size_t failure_length = sizeof failure;
    bool present = false;
    char name[64];
    size_t name_length = sizeof name;
    uint16_t code = 0;
    CHECK(where, status != KEELBOLT_OK);
    ok(keelbolt_onion_failure(&present, failure, &failure_length, &error, onion.data, onion.length, NULL));
    ok(keelbolt_failure_code_parse(&code, failure, failure_length, NULL));
    ok(keelbolt_failure_code_name(&present, name, &name_length, code));
    CHECK(where, strlen(expected) == name_length && memcmp(name, expected, name_length) == 0);
    return;
  }
  if (!ok(status)) {
    return;
  }
  same(node, "shared_secret", peeled.shared_secret, 32);
  same_layer(node, &peeled);
  /* The same with a secret from elsewhere. */
  static uint8_t other[room];
  size_t other_length = sizeof other;
  ok(keelbolt_onion_parse(&fields, onion.data, onion.length, NULL));
  CHECK(where, memcmp(fields.hmac, peeled.replay_tag, sizeof fields.hmac) == 0);
  CHECK(where, fields.hop_payloads.length + 66 == onion.length);
  ok(keelbolt_onion_shared_secret(secret, onion.data, onion.length, key, NULL));
  ok(keelbolt_onion_peel_with(&with, other, &other_length, onion.data, onion.length, associated_data.data,
                              associated_data.length, secret, NULL));
  CHECK(where, other_length == length && memcmp(other, buffer, length) == 0);
  CHECK(where, with.payload.length == peeled.payload.length && with.next_onion.length == peeled.next_onion.length);
}

/* --- Failures --- */

/* The shared secrets of the hops, as they are given and as they follow from the session key. */
static size_t hop_secrets(uint8_t *secrets, vector_node *node) {
  vector_node *list = vector_member(node, "hops");
  vector_node *times = vector_member(node, "hold_times");
  keelbolt_hop hops[most_hops];
  static const uint8_t payload[2] = {0};
  for (size_t index = 0; index < list->member_count; ++index) {
    vector_node *hop = &list->members[index];
    get_fixed(secrets + 32 * index, 32, hop, "shared_secret");
    get_fixed(hops[index].public_key, 33, hop, "pubkey");
    hops[index].payload.data = payload;
    hops[index].payload.length = sizeof payload;
    same_key(hop, "ammag", KEELBOLT_KEY_TYPE_AMMAG, secrets + 32 * index);
    if (vector_member(hop, "hold_time") != NULL && vector_member(node, "attribution_failed_node_index") == NULL) {
      CHECK(where, strcmp(vector_text(hop, "hold_time"), times->members[index].text) == 0);
    }
  }
  if (vector_member(node, "session_key") != NULL) {
    uint8_t session_key[32];
    uint8_t made[32 * most_hops];
    static uint8_t onion[room];
    size_t length = sizeof onion;
    get_fixed(session_key, sizeof session_key, node, "session_key");
    ok(keelbolt_onion_build(onion, &length, made, hops, list->member_count, NULL, 0,
                            KEELBOLT_ONION_HOP_PAYLOADS_LENGTH, session_key, entropy, NULL));
    CHECK(where, memcmp(made, secrets, 32 * list->member_count) == 0);
  }
  return list->member_count;
}

/* Writes the failure of a case; checks the padded message, the keys, and the packet before its encryption. */
static void create(bytes *reason, uint8_t *attribution, uint32_t hold_time, vector_node *node,
                   const uint8_t *secret) {
  static bytes message;
  static bytes padded;
  static bytes plain;
  get(&message, node, "failure_message");
  get(&padded, node, "padded_message");
  reason->length = room;
  ok(keelbolt_failure_create(reason->data, &reason->length, attribution, message.data, message.length,
                             padded.length - 4, secret, hold_time, NULL));
  plain = *reason;
  ok(keelbolt_failure_wrap(plain.data, &plain.length, NULL, 0, secret, 0, NULL));
  CHECK(where, plain.length == padded.length + 32 && memcmp(plain.data + 32, padded.data, padded.length) == 0);
  same(node, "packet_before_encryption", plain.data, plain.length);
  same_key(node, "um", KEELBOLT_KEY_TYPE_UM, secret);
  same_key(node, "ammag", KEELBOLT_KEY_TYPE_AMMAG, secret);
}

static void plain_failure(vector_node *node) {
  static bytes reason;
  static bytes message;
  uint8_t secrets[32 * most_hops];
  size_t count = hop_secrets(secrets, node);
  size_t sender = (size_t)vector_number(node, "erring_node_index");
  create(&reason, NULL, 0, node, secrets + 32 * sender);
  for (size_t hop = sender; hop-- > 0;) {
    ok(keelbolt_failure_wrap(reason.data, &reason.length, NULL, 0, secrets + 32 * hop, 0, NULL));
  }
  same(node, "packet_at_origin", reason.data, reason.length);
  keelbolt_decrypted_failure decrypted;
  ok(keelbolt_failure_decrypt(&decrypted, reason.data, reason.length, NULL, 0, secrets, count, NULL));
  get(&message, node, "failure_message");
  CHECK(where, decrypted.has_failure && decrypted.hop == sender && !decrypted.hold_times.present);
  CHECK(where, decrypted.failuremsg.length == message.length &&
                   memcmp(decrypted.failuremsg.data, message.data, message.length) == 0);
}

static void failure_create(vector_node *node) {
  static bytes reason;
  uint8_t attribution[KEELBOLT_ATTRIBUTION_LENGTH];
  uint8_t secret[32];
  uint8_t stream[32] = {0};
  size_t length = sizeof stream;
  get_fixed(secret, sizeof secret, node, "session_key");
  get_fixed(secret, sizeof secret, node, "shared_secret");
  same_key(node, "ammagext", KEELBOLT_KEY_TYPE_AMMAGEXT, secret);
  vector_number(node, "node_index");
  /* Zeros are obfuscated to the stream itself. */
  ok(keelbolt_failure_wrap(stream, &length, NULL, 0, secret, 0, NULL));
  same(node, "stream_prefix", stream, sizeof stream);
  create(&reason, attribution, (uint32_t)vector_number(node, "hold_time"), node, secret);
  same(node, "packet_out", reason.data, reason.length);
  same(node, "attribution_out", attribution, sizeof attribution);
}

static void failure_forward(vector_node *node) {
  static bytes reason;
  static bytes attribution;
  uint8_t secret[32];
  get_fixed(secret, sizeof secret, node, "shared_secret");
  vector_number(node, "node_index");
  same_key(node, "ammag", KEELBOLT_KEY_TYPE_AMMAG, secret);
  same_key(node, "ammagext", KEELBOLT_KEY_TYPE_AMMAGEXT, secret);
  get(&reason, node, "packet_in");
  get(&attribution, node, "attribution_in");
  ok(keelbolt_failure_wrap(reason.data, &reason.length, attribution.data, attribution.length, secret,
                           (uint32_t)vector_number(node, "hold_time"), NULL));
  same(node, "packet_out", reason.data, reason.length);
  same(node, "attribution_out", attribution.data, attribution.length);
}

static void same_hold_times(vector_node *node, const keelbolt_hold_times *found) {
  vector_node *times = vector_member(node, "hold_times");
  vector_node *failed = vector_member(node, "attribution_failed_node_index");
  CHECK(where, found->present && found->count == times->member_count);
  for (size_t index = 0; index < found->count && index < times->member_count; ++index) {
    CHECK(where, found->times[index] == strtoull(times->members[index].text, NULL, 10));
  }
  CHECK(where, found->has_unattributed_hop == (failed != NULL));
  CHECK(where, failed == NULL || found->unattributed_hop == strtoull(failed->text, NULL, 10));
}

static void failure_decode(vector_node *node) {
  static bytes reason;
  static bytes attribution;
  uint8_t secrets[32 * most_hops];
  size_t count = hop_secrets(secrets, node);
  keelbolt_decrypted_failure decrypted;
  keelbolt_failure_message message = {0};
  message.struct_size = sizeof message;
  get(&reason, node, "packet");
  get(&attribution, node, "attribution_data");
  if (!ok(keelbolt_failure_decrypt(&decrypted, reason.data, reason.length, attribution.data, attribution.length,
                                   secrets, count, NULL))) {
    return;
  }
  CHECK(where, decrypted.has_failure && decrypted.hop == vector_number(node, "failing_node_index"));
  same(node, "failure_message", decrypted.failuremsg.data, decrypted.failuremsg.length);
  same_hold_times(node, &decrypted.hold_times);
  ok(keelbolt_failure_message_parse(&message, decrypted.failuremsg.data, decrypted.failuremsg.length, NULL));
  if (vector_member(node, "failure_code") != NULL) {
    CHECK(where, message.code == vector_number(node, "failure_code"));
  }
  if (vector_member(node, "htlc_msat") != NULL) {
    CHECK(where, message.htlc_msat == vector_number(node, "htlc_msat"));
    CHECK(where, message.height == vector_number(node, "height"));
  }
  /* What was read is written as it was. */
  static uint8_t written[room];
  size_t length = sizeof written;
  ok(keelbolt_failure_message_write(written, &length, &message, NULL));
  same(node, "failure_message", written, length);
}

static void success_create(vector_node *node) {
  uint8_t attribution[KEELBOLT_ATTRIBUTION_LENGTH];
  uint8_t secret[32];
  get_fixed(secret, sizeof secret, node, "shared_secret");
  vector_number(node, "node_index");
  ok(keelbolt_fulfillment_attribute(attribution, secret, (uint32_t)vector_number(node, "hold_time")));
  same(node, "attribution_out", attribution, sizeof attribution);
}

static void success_forward(vector_node *node) {
  static bytes attribution;
  uint8_t secret[32];
  get_fixed(secret, sizeof secret, node, "shared_secret");
  vector_number(node, "node_index");
  get(&attribution, node, "attribution_in");
  ok(keelbolt_fulfillment_wrap(NULL, 0, attribution.data, attribution.length, secret,
                               (uint32_t)vector_number(node, "hold_time"), NULL));
  same(node, "attribution_out", attribution.data, attribution.length);
}

static void success_decode(vector_node *node) {
  static bytes attribution;
  uint8_t secrets[32 * most_hops];
  size_t count = hop_secrets(secrets, node);
  keelbolt_fulfillment found;
  get(&attribution, node, "attribution_data");
  ok(keelbolt_fulfillment_decrypt(&found, NULL, 0, attribution.data, attribution.length, secrets, count, NULL));
  CHECK(where, found.outcome == KEELBOLT_FULFILLMENT_ABSENT && found.records.data == NULL);
  same_hold_times(node, &found.hold_times);
}

/* --- Blinded paths --- */

/* The data are those of `tlvs`, and are written back as they were read. */
static void same_data(vector_node *tlvs, const uint8_t *stream, size_t length, const keelbolt_recipient_data *data) {
  static bytes found;
  tlvs->asked = true;
  CHECK(where, (vector_member(tlvs, "padding") != NULL) == (data->has_padding != 0));
  if (data->has_padding) {
    get(&found, tlvs, "padding");
    CHECK(where, found.length == data->padding_length);
  }
  CHECK(where, (vector_member(tlvs, "short_channel_id") != NULL) == (data->has_short_channel_id != 0));
  if (data->has_short_channel_id) {
    CHECK(where, channel(vector_text(tlvs, "short_channel_id")) == data->short_channel_id);
  }
  CHECK(where, (vector_member(tlvs, "next_node_id") != NULL) == (data->has_next_node_id != 0));
  if (data->has_next_node_id) {
    same(tlvs, "next_node_id", data->next_node_id, 33);
  }
  CHECK(where, (vector_member(tlvs, "path_id") != NULL) == (data->path_id.data != NULL));
  if (data->path_id.data != NULL) {
    same(tlvs, "path_id", data->path_id.data, data->path_id.length);
  }
  CHECK(where,
        (vector_member(tlvs, "next_path_key_override") != NULL) == (data->has_next_path_key_override != 0));
  if (data->has_next_path_key_override) {
    same(tlvs, "next_path_key_override", data->next_path_key_override, 33);
    uint8_t secret[32];
    uint8_t point[33];
    if (vector_member(tlvs, "path_key_override_secret") != NULL) {
      get_fixed(secret, sizeof secret, tlvs, "path_key_override_secret");
      ok(keelbolt_public_key(point, secret, entropy, NULL));
      CHECK(where, memcmp(point, data->next_path_key_override, sizeof point) == 0);
    }
  }
  vector_node *relay = vector_member(tlvs, "payment_relay");
  CHECK(where, (relay != NULL) == (data->has_payment_relay != 0));
  if (relay != NULL) {
    CHECK(where, data->payment_relay.cltv_expiry_delta == vector_number(relay, "cltv_expiry_delta"));
    CHECK(where, data->payment_relay.fee_proportional_millionths ==
                     vector_number(relay, "fee_proportional_millionths"));
    /* A base fee of zero takes no byte, and the files do not show it. */
    CHECK(where, data->payment_relay.fee_base_msat ==
                     (vector_member(relay, "fee_base_msat") ? vector_number(relay, "fee_base_msat") : 0));
  }
  vector_node *constraints = vector_member(tlvs, "payment_constraints");
  CHECK(where, (constraints != NULL) == (data->has_payment_constraints != 0));
  if (constraints != NULL) {
    CHECK(where, data->payment_constraints.max_cltv_expiry == vector_number(constraints, "max_cltv_expiry"));
    CHECK(where, data->payment_constraints.htlc_minimum_msat == vector_number(constraints, "htlc_minimum_msat"));
  }
  vector_node *features = vector_member(tlvs, "allowed_features");
  CHECK(where, (features != NULL) == (data->allowed_features.data != NULL));
  uint32_t bits[8];
  size_t bit_count = 8;
  ok(keelbolt_features_of_vector(bits, &bit_count, data->allowed_features.data, data->allowed_features.length));
  CHECK(where, bit_count == (features == NULL ? 0 : features->member_count));
  for (size_t index = 0; index < bit_count; ++index) {
    CHECK(where, bits[index] == strtoull(features->members[index].text, NULL, 10));
  }
  vector_node *unknown = vector_member(tlvs, "unknown");
  keelbolt_record records[8];
  size_t record_count = 8;
  ok(keelbolt_unknown_records(records, &record_count, stream, length, KEELBOLT_ONION_PART_RECIPIENT_DATA, NULL));
  CHECK(where, record_count == (unknown == NULL ? 0 : unknown->member_count));
  for (size_t index = 0; index < record_count; ++index) {
    CHECK(where, records[index].number == vector_number(&unknown->members[index], "type"));
    same(&unknown->members[index], "value", records[index].value.data, records[index].value.length);
  }

  static uint8_t written[room];
  size_t written_length = sizeof written;
  keelbolt_recipient_data again = *data;
  again.unknown_records = records;
  again.unknown_record_count = record_count;
  ok(keelbolt_recipient_data_write(written, &written_length, &again, NULL));
  CHECK(where, written_length == length && memcmp(written, stream, length) == 0);
}

/* Makes a path of hops, checks their figures against it, and gives it. */
static void blind(bytes *path, vector_node *hops, size_t first, size_t count) {
  static bytes streams[most_hops];
  static keelbolt_record records[most_hops][4];
  keelbolt_recipient_data data[most_hops];
  keelbolt_path_hop list[most_hops];
  keelbolt_blinded_hop blinded[most_hops];
  uint8_t session[32];
  size_t longest = 0;
  get_fixed(session, sizeof session, &hops->members[first], "path_privkey");
  for (size_t index = 0; index < count; ++index) {
    vector_node *hop = &hops->members[first + index];
    data[index] = new_data();
    get(&streams[index], hop, "data");
    ok(keelbolt_recipient_data_parse(&data[index], streams[index].data, streams[index].length, NULL));
    data[index].unknown_records = records[index];
    data[index].unknown_record_count = 4;
    ok(keelbolt_unknown_records(records[index], &data[index].unknown_record_count, streams[index].data,
                                streams[index].length, KEELBOLT_ONION_PART_RECIPIENT_DATA, NULL));
    get_fixed(list[index].node_id, 33, hop, "node_id");
    list[index].data = &data[index];
    longest = streams[index].length > longest ? streams[index].length : longest;
  }
  path->length = room;
  ok(keelbolt_path_create(path->data, &path->length, list, count, KEELBOLT_PATH_PURPOSE_PART,
                          KEELBOLT_PATH_UNPADDED, session, entropy, NULL));
  /* The padding of the file is the one that makes all as long as the longest. */
  static bytes padded;
  padded.length = room;
  ok(keelbolt_path_create(padded.data, &padded.length, list, count, KEELBOLT_PATH_PURPOSE_PART, longest, session,
                          entropy, NULL));
  CHECK(where, padded.length == path->length && memcmp(padded.data, path->data, path->length) == 0);

  size_t hop_count = most_hops;
  ok(keelbolt_path_hops(blinded, &hop_count, path->data, path->length, NULL));
  CHECK(where, hop_count == count);
  for (size_t index = 0; index < hop_count; ++index) {
    vector_node *hop = &hops->members[first + index];
    uint8_t private_key[32];
    uint8_t path_key[33];
    uint8_t secret[32];
    uint8_t factor[32];
    same_data(vector_member(hop, "tlvs"), streams[index].data, streams[index].length, &data[index]);
    get_fixed(private_key, sizeof private_key, hop, "path_privkey");
    ok(keelbolt_public_key(path_key, private_key, entropy, NULL));
    same(hop, "path_key", path_key, sizeof path_key);
    /* The secret of both sides is the same, so that the creator's is that of a node whose key this is. */
    ok(keelbolt_path_shared_secret(secret, list[index].node_id, private_key, NULL));
    same(hop, "shared_secret", secret, sizeof secret);
    same_key(hop, "rho", KEELBOLT_KEY_TYPE_RHO, secret);
    same_key(hop, "blinded_node_id_factor", KEELBOLT_KEY_TYPE_BLINDED_NODE_ID, secret);
    if (vector_member(hop, "path_key_factor") != NULL) {
      ok(keelbolt_onion_blinding_factor(factor, path_key, secret, NULL));
      same(hop, "path_key_factor", factor, sizeof factor);
    }
    same(hop, "blinded_node_id", blinded[index].blinded_node_id, 33);
    same(hop, "encrypted_data", blinded[index].encrypted_recipient_data.data,
         blinded[index].encrypted_recipient_data.length);
  }
}

static void same_first(vector_node *node, const bytes *path, size_t hop_count) {
  keelbolt_path fields;
  ok(keelbolt_path_parse(&fields, path->data, path->length, NULL));
  CHECK(where, fields.first_node.kind == KEELBOLT_NODE_ID && fields.hop_count == hop_count);
  same(node, "first_node_id", fields.first_node.node_id, 33);
  same(node, "first_path_key", fields.first_path_key, 33);
}

static void path_create(vector_node *node) {
  static bytes path;
  vector_node *hops = vector_member(node, "hops");
  uint8_t session[32];
  get_fixed(session, sizeof session, node, "session_key");
  same(&hops->members[0], "path_privkey", session, sizeof session);
  blind(&path, hops, 0, hops->member_count);
  same_first(node, &path, hops->member_count);
}

/* A path on the wire of some hops of a case. */
static void path_of(bytes *path, vector_node *node, vector_node *hops, size_t first, size_t count) {
  static bytes data;
  size_t length = 0;
  get_fixed(path->data, 33, node, "first_node_id");
  get_fixed(path->data + 33, 33, node, "first_path_key");
  path->data[66] = (uint8_t)count;
  length = 67;
  for (size_t index = first; index < first + count; ++index) {
    get_fixed(path->data + length, 33, &hops->members[index], "blinded_node_id");
    get(&data, &hops->members[index], "encrypted_data");
    path->data[length + 33] = (uint8_t)(data.length >> 8);
    path->data[length + 34] = (uint8_t)data.length;
    memcpy(path->data + length + 35, data.data, data.length);
    length += 35 + data.length;
  }
  path->length = length;
}

/* Two paths as one. Where they meet does not show: every place gives the same path. */
static void concatenated(vector_node *node) {
  static bytes first;
  static bytes second;
  static bytes whole;
  static bytes joined;
  vector_node *hops = vector_member(node, "hops");
  path_of(&whole, node, hops, 0, hops->member_count);
  for (size_t split = 1; split < hops->member_count; ++split) {
    path_of(&first, node, hops, 0, split);
    path_of(&second, node, hops, split, hops->member_count - split);
    joined.length = room;
    ok(keelbolt_path_join(joined.data, &joined.length, first.data, first.length, second.data, second.length, NULL));
    CHECK(where, joined.length == whole.length && memcmp(joined.data, whole.data, whole.length) == 0);
  }
  same_first(node, &joined, hops->member_count);
}

static void unblind(vector_node *node) {
  static bytes encrypted;
  static uint8_t buffer[room];
  uint8_t node_key[32];
  uint8_t path_key[33];
  uint8_t secret[32];
  uint8_t blinded[32];
  uint8_t point[33];
  keelbolt_recipient_data data = new_data();
  size_t length = sizeof buffer;
  get_fixed(node_key, sizeof node_key, node, "node_privkey");
  get_fixed(path_key, sizeof path_key, node, "path_key");
  get(&encrypted, node, "encrypted_data");
  ok(keelbolt_path_shared_secret(secret, path_key, node_key, NULL));
  keelbolt_status status = keelbolt_path_decrypt(&data, buffer, &length, encrypted.data, encrypted.length, path_key,
                                                 secret, NULL);
  if (!vector_flag(node, "valid")) {
    CHECK(where, vector_text(node, "error") != NULL && status == KEELBOLT_ERROR_RECIPIENT_DATA_NOT_AUTHENTIC);
    return;
  }
  ok(status);
  same(node, "decrypted_data", buffer, length);
  same_data(vector_member(node, "tlvs"), buffer, length, &data);
  ok(keelbolt_path_blinded_key(blinded, path_key, node_key, NULL));
  same(node, "blinded_privkey", blinded, sizeof blinded);
  ok(keelbolt_public_key(point, blinded, entropy, NULL));
  same(node, "blinded_node_id", point, sizeof point);
  ok(keelbolt_path_next_key(point, path_key, secret, NULL, NULL));
  same(node, "next_path_key", point, sizeof point);
  CHECK(where, (vector_member(node, "next_path_key_override") != NULL) == (data.has_next_path_key_override != 0));
  if (data.has_next_path_key_override) {
    ok(keelbolt_path_next_key(point, path_key, secret, data.next_path_key_override, NULL));
    same(node, "next_path_key_override", point, sizeof point);
  }
}

/* --- Onion messages --- */

/* The sender's own hop leads to a path that its recipient has made; joined, they are the path of the case. */
static void message_path(vector_node *node) {
  static bytes own;
  static bytes path;
  static bytes joined;
  static bytes stream;
  static uint8_t written[room];
  size_t written_length = sizeof written;
  vector_node *hops = vector_member(node, "hops");
  keelbolt_recipient_data leads = new_data();
  blind(&own, hops, 0, 1);
  blind(&path, hops, 1, hops->member_count - 1);
  ok(keelbolt_recipient_data_leading_to(&leads, path.data, path.length, NULL));
  ok(keelbolt_recipient_data_write(written, &written_length, &leads, NULL));
  get(&stream, &hops->members[0], "data");
  CHECK(where, stream.length == written_length && memcmp(stream.data, written, written_length) == 0);
  joined.length = room;
  ok(keelbolt_path_join(joined.data, &joined.length, own.data, own.length, path.data, path.length, NULL));
  same_first(node, &joined, hops->member_count);
}

/* The value of a record of a stream whose types and lengths take one byte each. */
static keelbolt_bytes value_of(keelbolt_bytes stream, uint8_t type) {
  keelbolt_bytes none = {NULL, 0};
  for (size_t at = 0; at + 1 < stream.length; at += 2 + (size_t)stream.data[at + 1]) {
    if (stream.data[at] == type) {
      keelbolt_bytes found = {stream.data + at + 2, stream.data[at + 1]};
      return found;
    }
  }
  return none;
}

/* The whole onion, from the encrypted data in the payloads and from what the last one says. */
static void message_construct(vector_node *node) {
  static bytes payload;
  static bytes path;
  static uint8_t buffer[room];
  static uint8_t unknown_value[room];
  uint8_t session_key[32];
  vector_node *hops = vector_member(node, "hops");
  vector_node *said = vector_member(node, "final_tlvs");
  keelbolt_record unknown[4];
  size_t length = 67;
  for (size_t index = 0; index < hops->member_count; ++index) {
    get_fixed(path.data + length, 33, &hops->members[index], "blinded_node_id");
    get(&payload, &hops->members[index], "payload");
    keelbolt_bytes data = value_of(without_length(&payload), 4);
    path.data[length + 33] = (uint8_t)(data.length >> 8);
    path.data[length + 34] = (uint8_t)data.length;
    memcpy(path.data + length + 35, data.data, data.length);
    length += 35 + data.length;
  }
  /* Whose path it is does not matter for the onion. */
  memcpy(path.data, path.data + 67, 33);
  memcpy(path.data + 33, path.data + 67, 33);
  path.data[66] = (uint8_t)hops->member_count;
  path.length = length;
  CHECK(where, said->member_count == 1);
  unknown[0].number = vector_number(&said->members[0], "type");
  unknown[0].value.data = unknown_value;
  unknown[0].value.length = vector_bytes(unknown_value, vector_text(&said->members[0], "value"));

  keelbolt_message_draft draft = {0};
  draft.struct_size = sizeof draft;
  draft.path.data = path.data;
  draft.path.length = path.length;
  draft.unknown_records = unknown;
  draft.unknown_record_count = 1;
  keelbolt_onion_message message;
  size_t size = sizeof buffer;
  get_fixed(session_key, sizeof session_key, node, "session_key");
  ok(keelbolt_onion_message_create(&message, buffer, &size, &draft, session_key, entropy, NULL));
  same(node, "onion_message_packet", message.packet.data, message.packet.length);
}

static void same_message(vector_node *node, const char *key, const keelbolt_onion_message *message) {
  static uint8_t written[room];
  size_t length = sizeof written;
  ok(keelbolt_onion_message_write(written, &length, message, NULL));
  same(node, key, written, length);
}

static void message_peel(vector_node *node) {
  static bytes whole;
  static bytes payload;
  static uint8_t buffer[room];
  static uint8_t other[room];
  uint8_t node_key[32];
  uint8_t blinded[32];
  keelbolt_onion_message message;
  keelbolt_peeled peeled;
  keelbolt_received received = {0};
  received.struct_size = sizeof received;
  keelbolt_recipient_data data = new_data();
  size_t length = sizeof buffer;
  get_fixed(node_key, sizeof node_key, node, "node_privkey");
  get(&whole, node, "onion_message");
  ok(keelbolt_onion_message_parse(&message, whole.data, whole.length, NULL));
  same(node, "path_key", message.path_key, sizeof message.path_key);
  same(node, "onion", message.packet.data, message.packet.length);
  same_message(node, "onion_message", &message);

  /* The layer alone. */
  size_t other_length = sizeof other;
  get(&payload, node, "payload");
  keelbolt_bytes expected = without_length(&payload);
  ok(keelbolt_path_blinded_key(blinded, message.path_key, node_key, NULL));
  ok(keelbolt_onion_peel(&peeled, other, &other_length, message.packet.data, message.packet.length, NULL, 0, blinded,
                         NULL));
  CHECK(where, peeled.payload.length == expected.length &&
                   memcmp(peeled.payload.data, expected.data, expected.length) == 0);

  /* The whole. */
  ok(keelbolt_onion_message_peel(&received, &data, buffer, &length, &message, node_key, NULL, 0, NULL, 0, NULL));
  same(node, "decrypted_data", received.recipient_data.data, received.recipient_data.length);
  CHECK(where, received.is_final == vector_flag(node, "is_final"));
  if (!received.is_final) {
    CHECK(where, received.next.kind == KEELBOLT_NODE_ID);
    same(node, "next_node_id", received.next.node_id, 33);
    same_message(node, "next_onion_message", &received.message);
    return;
  }
  vector_node *said = vector_member(node, "final_tlvs");
  keelbolt_record records[4];
  size_t count = 4;
  CHECK(where, received.payload.length == expected.length &&
                   memcmp(received.payload.data, expected.data, expected.length) == 0);
  ok(keelbolt_unknown_records(records, &count, received.payload.data, received.payload.length,
                              KEELBOLT_ONION_PART_MESSAGE, NULL));
  CHECK(where, count == said->member_count && received.contents.data == NULL && received.reply_path.data == NULL);
  for (size_t index = 0; index < count; ++index) {
    CHECK(where, records[index].number == vector_number(&said->members[index], "type"));
    same(&said->members[index], "value", records[index].value.data, records[index].value.length);
  }
}

/* --- Payments over a blinded path --- */

/* What a hop of the path is told, from the file's own figures: its length is the encrypted one's. */
static keelbolt_payment_relay recipient_data(vector_node *tlvs, size_t encrypted_length) {
  static bytes path_id;
  static bytes padding;
  static const uint8_t nothing;
  keelbolt_recipient_data data = new_data();
  size_t length = 0;
  vector_node *told = vector_member(tlvs, "encrypted_recipient_data");
  data.has_padding = get(&padding, told, "padding");
  data.padding_length = padding.length;
  if (get(&path_id, told, "path_id")) {
    data.path_id.data = path_id.data;
    data.path_id.length = path_id.length;
  }
  if (vector_member(told, "short_channel_id") != NULL) {
    data.has_short_channel_id = 1;
    data.short_channel_id = channel(vector_text(told, "short_channel_id"));
  }
  if (vector_member(told, "next_path_key_override") != NULL) {
    data.has_next_path_key_override = 1;
    get_fixed(data.next_path_key_override, 33, told, "next_path_key_override");
  }
  vector_node *relay = vector_member(told, "payment_relay");
  if (relay != NULL) {
    data.has_payment_relay = 1;
    data.payment_relay.cltv_expiry_delta = (uint16_t)vector_number(relay, "cltv_expiry_delta");
    data.payment_relay.fee_proportional_millionths =
        (uint32_t)vector_number(relay, "fee_proportional_millionths");
    data.payment_relay.fee_base_msat =
        vector_member(relay, "fee_base_msat") ? (uint32_t)vector_number(relay, "fee_base_msat") : 0;
  }
  vector_node *constraints = vector_member(told, "payment_constraints");
  data.has_payment_constraints = 1;
  data.payment_constraints.max_cltv_expiry = (uint32_t)vector_number(constraints, "max_cltv_expiry");
  data.payment_constraints.htlc_minimum_msat = vector_number(constraints, "htlc_minimum_msat");
  CHECK(where, vector_member(told, "allowed_features")->member_count == 0);
  data.allowed_features.data = &nothing;
  CHECK(where, keelbolt_recipient_data_write(NULL, &length, &data, NULL) == KEELBOLT_ERROR_BUFFER_TOO_SMALL);
  CHECK(where, length + KEELBOLT_ENCRYPTION_LENGTH == encrypted_length);
  return data.payment_relay;
}

static void payment_construct(vector_node *node) {
  static bytes payloads[most_hops];
  static bytes encrypted[most_hops];
  static bytes onion;
  keelbolt_hop hops[most_hops];
  keelbolt_payment_relay relays[most_hops];
  uint8_t secrets[32 * most_hops];
  uint64_t amount = vector_number(node, "final_amount_msat");
  uint32_t expiry = (uint32_t)vector_number(node, "final_cltv");
  vector_node *payinfo = vector_member(node, "blinded_payinfo");
  vector_node *route = vector_member(node, "blinded_route");
  vector_node *path = vector_member(route, "hops");
  vector_node *list = vector_member(node, "hops");
  size_t before = list->member_count - path->member_count;
  keelbolt_total_relay total;
  total.fee_base_msat = (uint32_t)vector_number(payinfo, "fee_base_msat");
  total.fee_proportional_millionths = (uint32_t)vector_number(payinfo, "fee_proportional_millionths");
  total.cltv_delta = (uint16_t)vector_number(payinfo, "cltv_expiry_delta");
  for (size_t index = 0; index < list->member_count; ++index) {
    vector_node *tlvs = vector_member(&list->members[index], "tlvs");
    bool last = index + 1 == list->member_count;
    keelbolt_payload payload = {0};
    payload.struct_size = sizeof payload;
    get_fixed(hops[index].public_key, 33, &list->members[index], "pubkey");
    if (index < before) {
      bool present = false;
      payload.has_amt_to_forward = 1;
      ok(keelbolt_total_relay_amount(&present, &payload.amt_to_forward_msat, &total, amount));
      payload.has_outgoing_cltv_value = 1;
      payload.outgoing_cltv_value = expiry + total.cltv_delta;
      payload.has_short_channel_id = 1;
      payload.short_channel_id = channel(vector_text(tlvs, "outgoing_channel_id"));
      CHECK(where, present && payload.amt_to_forward_msat == vector_number(tlvs, "amt_to_forward"));
      CHECK(where, payload.outgoing_cltv_value == vector_number(tlvs, "outgoing_cltv_value"));
    } else {
      size_t place = index - before;
      vector_node *hop = &path->members[place];
      get(&encrypted[place], hop, "encrypted_data");
      payload.encrypted_recipient_data.data = encrypted[place].data;
      payload.encrypted_recipient_data.length = encrypted[place].length;
      relays[place] = recipient_data(tlvs, encrypted[place].length);
      if (place == 0) {
        /* The first hop is known by its own id. */
        same(route, "first_node_id", hops[index].public_key, 33);
        vector_text(hop, "blinded_node_id");
        payload.has_current_path_key = 1;
        get_fixed(payload.current_path_key, 33, route, "first_path_key");
        same(tlvs, "current_path_key", payload.current_path_key, 33);
      } else {
        same(hop, "blinded_node_id", hops[index].public_key, 33);
      }
    }
    if (last) {
      payload.has_amt_to_forward = 1;
      payload.amt_to_forward_msat = amount;
      payload.has_outgoing_cltv_value = 1;
      payload.outgoing_cltv_value = expiry;
      payload.has_total_amount_msat = 1;
      payload.total_amount_msat = vector_number(tlvs, "total_amount_msat");
      CHECK(where, amount == vector_number(tlvs, "amt_to_forward"));
      CHECK(where, expiry == vector_number(tlvs, "outgoing_cltv_value"));
    }
    payloads[index].length = room;
    ok(keelbolt_payload_write(payloads[index].data, &payloads[index].length, &payload, NULL));
    hops[index].payload.data = payloads[index].data;
    hops[index].payload.length = payloads[index].length;
    static bytes shown;
    get(&shown, &list->members[index], "payload");
    keelbolt_bytes expected = without_length(&shown);
    CHECK(where, expected.length == payloads[index].length &&
                     memcmp(expected.data, payloads[index].data, expected.length) == 0);
  }
  /* The final node's own delta is part of the expiry that its payload says. */
  keelbolt_total_relay sum;
  ok(keelbolt_total_relay_of(&sum, relays, path->member_count - 1, 0, NULL));
  CHECK(where, sum.fee_base_msat == total.fee_base_msat && sum.cltv_delta == total.cltv_delta &&
                   sum.fee_proportional_millionths == total.fee_proportional_millionths);
  if (build(&onion, secrets, node, hops, list->member_count)) {
    same(node, "onion", onion.data, onion.length);
  }
}

static void payment_peel(vector_node *node) {
  static bytes onion;
  static bytes associated_data;
  static uint8_t buffer[room];
  static uint8_t decrypted[room];
  uint8_t node_key[32];
  uint8_t key[32];
  uint8_t path_key[33];
  bool has_path_key = vector_member(node, "path_key") != NULL;
  keelbolt_peeled peeled;
  size_t length = sizeof buffer;
  get_fixed(node_key, sizeof node_key, node, "node_privkey");
  memcpy(key, node_key, sizeof key);
  if (has_path_key) {
    get_fixed(path_key, sizeof path_key, node, "path_key");
    ok(keelbolt_path_blinded_key(key, path_key, node_key, NULL));
  }
  get(&onion, node, "onion");
  get(&associated_data, node, "associated_data");
  if (!ok(keelbolt_onion_peel(&peeled, buffer, &length, onion.data, onion.length, associated_data.data,
                              associated_data.length, key, NULL))) {
    return;
  }
  same_layer(node, &peeled);

  keelbolt_payload payload = {0};
  payload.struct_size = sizeof payload;
  ok(keelbolt_payload_parse(&payload, peeled.payload.data, peeled.payload.length, NULL));
  static uint8_t written[room];
  size_t written_length = sizeof written;
  ok(keelbolt_payload_write(written, &written_length, &payload, NULL));
  CHECK(where, written_length == peeled.payload.length &&
                   memcmp(written, peeled.payload.data, written_length) == 0);

  vector_node *tlvs = vector_member(node, "tlvs");
  CHECK(where, (vector_member(tlvs, "amt_to_forward") != NULL) == (payload.has_amt_to_forward != 0));
  CHECK(where, (vector_member(tlvs, "outgoing_cltv_value") != NULL) == (payload.has_outgoing_cltv_value != 0));
  CHECK(where, (vector_member(tlvs, "outgoing_channel_id") != NULL) == (payload.has_short_channel_id != 0));
  CHECK(where, (vector_member(tlvs, "current_path_key") != NULL) == (payload.has_current_path_key != 0));
  CHECK(where, (vector_member(tlvs, "total_amount_msat") != NULL) == (payload.has_total_amount_msat != 0));
  if (payload.has_amt_to_forward) {
    CHECK(where, payload.amt_to_forward_msat == vector_number(tlvs, "amt_to_forward"));
    CHECK(where, payload.outgoing_cltv_value == vector_number(tlvs, "outgoing_cltv_value"));
  }
  if (payload.has_short_channel_id) {
    CHECK(where, payload.short_channel_id == channel(vector_text(tlvs, "outgoing_channel_id")));
  }
  if (payload.has_current_path_key) {
    same(tlvs, "current_path_key", payload.current_path_key, 33);
  }
  if (payload.has_total_amount_msat) {
    CHECK(where, payload.total_amount_msat == vector_number(tlvs, "total_amount_msat"));
  }

  keelbolt_instruction instruction = {0};
  instruction.struct_size = sizeof instruction;
  ok(keelbolt_payload_instruction(&instruction, peeled.payload.data, peeled.payload.length, peeled.is_final,
                                  has_path_key ? path_key : NULL, NULL));
  vector_node *told = vector_member(tlvs, "encrypted_recipient_data");
  if (told == NULL) {
    CHECK(where, instruction.kind == KEELBOLT_INSTRUCTION_FORWARD);
    return;
  }
  CHECK(where, instruction.kind == (peeled.is_final ? KEELBOLT_INSTRUCTION_BLINDED_RECEIVE
                                                    : KEELBOLT_INSTRUCTION_BLINDED_FORWARD));
  uint8_t secret[32];
  uint8_t next[33];
  keelbolt_recipient_data data = new_data();
  size_t data_length = sizeof decrypted;
  same(node, "path_key_used", instruction.path_key, 33);
  ok(keelbolt_path_shared_secret(secret, instruction.path_key, node_key, NULL));
  ok(keelbolt_path_decrypt(&data, decrypted, &data_length, instruction.encrypted_recipient_data.data,
                           instruction.encrypted_recipient_data.length, instruction.path_key, secret, NULL));
  same(node, "recipient_data", decrypted, data_length);
  same_data(told, decrypted, data_length, &data);
  ok(keelbolt_path_next_key(next, instruction.path_key, secret,
                            data.has_next_path_key_override ? data.next_path_key_override : NULL, NULL));
  same(node, "next_path_key", next, sizeof next);
}

/* --- All cases --- */

static const struct {
  const char *file;
  const char *kind;
  void (*check)(vector_node *node);
} kinds[] = {
    {"onion_construction", "construct", construct},
    {"onion_construction", "peel", peel},
    {"onion_errors", "plain_failure", plain_failure},
    {"onion_errors", "failure_create", failure_create},
    {"onion_errors", "failure_forward", failure_forward},
    {"onion_errors", "failure_decode", failure_decode},
    {"onion_errors", "success_create", success_create},
    {"onion_errors", "success_forward", success_forward},
    {"onion_errors", "success_decode", success_decode},
    {"route_blinding", "create", path_create},
    {"route_blinding", "concatenated", concatenated},
    {"route_blinding", "unblind", unblind},
    {"blinded_onion_message", "path", message_path},
    {"blinded_onion_message", "construct", message_construct},
    {"blinded_onion_message", "peel", message_peel},
    {"blinded_payment_onion", "construct", payment_construct},
    {"blinded_payment_onion", "peel", payment_peel},
};

int main(void) {
  size_t cases = 0;
  for (size_t file = 0; file < vector_file_count; ++file) {
    for (size_t index = 0; index < vector_files[file].member_count; ++index) {
      vector_node *node = &vector_files[file].members[index];
      const char *kind = vector_text(node, "kind");
      bool known = false;
      where = vector_text(node, "name");
      for (size_t row = 0; row < sizeof kinds / sizeof kinds[0]; ++row) {
        if (strcmp(kinds[row].file, vector_files[file].key) == 0 && strcmp(kinds[row].kind, kind) == 0) {
          known = true;
          kinds[row].check(node);
        }
      }
      const vector_node *unasked = vector_unasked(node);
      if (!CHECK(where, known && unasked == NULL)) {
        printf("  not checked: %s\n", unasked == NULL ? kind : unasked->key);
      }
      ++cases;
    }
  }
  printf("%zu cases\n", cases);
  CHECK("files", vector_file_count == 5 && cases > 40);
  return check_result();
}
