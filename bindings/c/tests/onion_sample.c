#include "onion_sample.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const uint32_t expiries[onion_hops] = {800080, 800040, 800000};

static void need(keelbolt_status status, const char *what) {
  if (status != KEELBOLT_OK) {
    printf("the sample cannot be made: %s: %s\n", what, keelbolt_status_str(status));
    abort();
  }
}

#define NEED(call) need((call), #call)

static void fill(uint8_t *out, size_t length, uint8_t first) {
  for (size_t index = 0; index < length; ++index) {
    out[index] = (uint8_t)(first + 7 * index);
  }
}

static void make_onion(onion_sample *sample) {
  for (size_t hop = 0; hop < onion_hops; ++hop) {
    keelbolt_payload payload = {0};
    payload.struct_size = sizeof payload;
    payload.has_amt_to_forward = 1;
    payload.amt_to_forward_msat = 100000;
    payload.has_outgoing_cltv_value = 1;
    payload.outgoing_cltv_value = expiries[hop];
    if (hop + 1 < onion_hops) {
      payload.has_short_channel_id = 1;
      payload.short_channel_id = 0x083f4c0009a70001 + hop;
    } else {
      payload.has_payment_data = 1;
      payload.total_msat = 100000;
      memcpy(payload.payment_secret, sample->payment_secret, 32);
    }
    sample->payload_lengths[hop] = sizeof sample->payloads[hop];
    NEED(keelbolt_payload_write(sample->payloads[hop], &sample->payload_lengths[hop], &payload, NULL));
    memcpy(sample->hops[hop].public_key, sample->node_ids[hop], 33);
    sample->hops[hop].payload.data = sample->payloads[hop];
    sample->hops[hop].payload.length = sample->payload_lengths[hop];
  }
  size_t length = sizeof sample->onion;
  NEED(keelbolt_onion_build(sample->onion, &length, sample->shared_secrets, sample->hops, onion_hops,
                            sample->payment_hash, 32, KEELBOLT_ONION_HOP_PAYLOADS_LENGTH, sample->session_key,
                            sample->entropy, NULL));
}

static void make_way_back(onion_sample *sample) {
  static const uint8_t failuremsg[] = {0, 23};
  static const uint8_t records[] = {3, 2, 0xab, 0xcd};
  const uint8_t *last = sample->shared_secrets + 32 * (onion_hops - 1);
  size_t length = sizeof sample->reason;
  NEED(keelbolt_failure_create(sample->reason, &length, sample->attribution_data, failuremsg, sizeof failuremsg, 0,
                               last, 5, NULL));
  size_t payload_length = sizeof sample->fulfillment;
  NEED(keelbolt_fulfillment_create(sample->fulfillment, &payload_length, records, sizeof records, last, NULL));
  NEED(keelbolt_fulfillment_attribute(sample->fulfillment_attribution, last, 5));
  for (size_t hop = onion_hops - 1; hop-- > 0;) {
    const uint8_t *secret = sample->shared_secrets + 32 * hop;
    uint32_t hold_time = (uint32_t)(7 + hop);
    NEED(keelbolt_failure_wrap(sample->reason, &length, sample->attribution_data, KEELBOLT_ATTRIBUTION_LENGTH, secret,
                               hold_time, NULL));
    NEED(keelbolt_fulfillment_wrap(sample->fulfillment, payload_length, sample->fulfillment_attribution,
                                   KEELBOLT_ATTRIBUTION_LENGTH, secret, hold_time, NULL));
  }
}

static void make_paths(onion_sample *sample) {
  static const uint8_t path_id[] = "only I know";
  keelbolt_recipient_data told[onion_hops];
  keelbolt_path_hop hops[onion_hops];
  for (size_t hop = 0; hop < onion_hops; ++hop) {
    keelbolt_recipient_data *data = &sample->path_data[hop];
    memset(data, 0, sizeof *data);
    data->struct_size = sizeof *data;
    if (hop + 1 < onion_hops) {
      data->has_next_node_id = 1;
      memcpy(data->next_node_id, sample->node_ids[hop + 1], 33);
    } else {
      data->path_id.data = path_id;
      data->path_id.length = sizeof path_id;
    }
    told[hop] = *data;
    memcpy(hops[hop].node_id, sample->node_ids[hop], 33);
    hops[hop].data = &told[hop];
    if (hop + 1 < onion_hops) {
      data->has_payment_relay = 1;
      data->payment_relay.cltv_expiry_delta = 40;
      data->payment_relay.fee_base_msat = 1000;
      data->payment_relay.fee_proportional_millionths = 100;
    }
    memcpy(sample->path_hops[hop].node_id, sample->node_ids[hop], 33);
    sample->path_hops[hop].data = data;
  }
  NEED(keelbolt_path_constrain(sample->path_hops, onion_hops, 900000, 18, 1, NULL));
  sample->path_length = sizeof sample->path;
  NEED(keelbolt_path_create(sample->path, &sample->path_length, sample->path_hops, onion_hops,
                            KEELBOLT_PATH_PURPOSE_PAYMENT, 0, sample->session_key, sample->entropy, NULL));
  sample->message_path_length = sizeof sample->message_path;
  NEED(keelbolt_path_create(sample->message_path, &sample->message_path_length, hops, onion_hops,
                            KEELBOLT_PATH_PURPOSE_MESSAGE, 0, sample->session_key, sample->entropy, NULL));

  keelbolt_payment_path paths[2];
  memset(paths, 0, sizeof paths);
  for (size_t index = 0; index < 2; ++index) {
    paths[index].path.data = sample->path;
    paths[index].path.length = sample->path_length;
    paths[index].relay.fee_base_msat = 2001;
    paths[index].relay.fee_proportional_millionths = 201;
    paths[index].relay.cltv_delta = 98;
    paths[index].htlc_minimum_msat = 1 + index;
    paths[index].htlc_maximum_msat = 1000000;
  }
  sample->paths_length = sizeof sample->paths;
  NEED(keelbolt_payment_paths_write(sample->paths, &sample->paths_length, paths, 2, NULL));
}

static keelbolt_message_draft message_draft(const onion_sample *sample) {
  static const uint8_t contents[] = "hello";
  keelbolt_message_draft draft = {0};
  draft.struct_size = sizeof draft;
  draft.path.data = sample->message_path;
  draft.path.length = sample->message_path_length;
  draft.reply_path = draft.path;
  draft.contents_type = KEELBOLT_MESSAGE_INVOICE_REQUEST;
  draft.contents.data = contents;
  draft.contents.length = sizeof contents;
  return draft;
}

static void make_message(onion_sample *sample) {
  static uint8_t buffer[onion_room];
  keelbolt_message_draft draft = message_draft(sample);
  keelbolt_onion_message message;
  size_t length = sizeof buffer;
  NEED(keelbolt_onion_message_create(&message, buffer, &length, &draft, sample->session_key, sample->entropy, NULL));
  sample->message_length = sizeof sample->message;
  NEED(keelbolt_onion_message_write(sample->message, &sample->message_length, &message, NULL));
}

void onion_sample_make(onion_sample *sample) {
  memset(sample, 0, sizeof *sample);
  fill(sample->payment_hash, 32, 0x11);
  fill(sample->payment_secret, 32, 0x22);
  fill(sample->session_key, 32, 0x33);
  fill(sample->entropy, 32, 0x44);
  for (size_t hop = 0; hop < onion_hops; ++hop) {
    fill(sample->node_keys[hop], 32, (uint8_t)(0x51 + hop));
    NEED(keelbolt_public_key(sample->node_ids[hop], sample->node_keys[hop], sample->entropy, NULL));
  }
  make_onion(sample);
  make_way_back(sample);
  make_paths(sample);
  make_message(sample);
}

/* --- The functions that fill a buffer --- */

static uint8_t secrets[32 * onion_hops];
static bool flag;
static uint16_t code;

#define WRITER(name, ...)                                                                                  \
  static keelbolt_status write_##name(const onion_sample *sample, void *out, size_t *count) {              \
    (void)sample;                                                                                          \
    return keelbolt_##name(__VA_ARGS__);                                                                   \
  }

static const uint8_t incorrect[] = {0x40, 15, 0, 0, 0, 0, 0, 0, 0, 100, 0, 12, 53, 0};

static const keelbolt_payload *a_payload(void) {
  static keelbolt_payload payload;
  memset(&payload, 0, sizeof payload);
  payload.struct_size = sizeof payload;
  payload.has_amt_to_forward = 1;
  payload.amt_to_forward_msat = 1;
  return &payload;
}

static const keelbolt_failure_message *a_failure(void) {
  static keelbolt_failure_message message;
  memset(&message, 0, sizeof message);
  message.struct_size = sizeof message;
  message.code = KEELBOLT_FAILURE_INVALID_ONION_HMAC;
  return &message;
}

static const keelbolt_error *a_refusal(void) {
  static keelbolt_error refusal;
  memset(&refusal, 0, sizeof refusal);
  refusal.struct_size = sizeof refusal;
  refusal.status = KEELBOLT_ERROR_ONION_HMAC;
  return &refusal;
}

static const keelbolt_forwarding_policy *a_policy(void) {
  static keelbolt_forwarding_policy policy;
  memset(&policy, 0, sizeof policy);
  policy.struct_size = sizeof policy;
  policy.htlc_minimum_msat = 10; /* more than what is forwarded, so that the answer is a failure */
  policy.htlc_maximum_msat = 20;
  return &policy;
}

static const keelbolt_expected *an_expected(void) {
  static keelbolt_expected expected;
  memset(&expected, 0, sizeof expected);
  expected.struct_size = sizeof expected;
  expected.has_amount = 1;
  expected.amount_msat = 10;
  return &expected;
}

static const keelbolt_htlc htlc = {1, 100};
static const keelbolt_receive small = {1, 1, 100, 0, 0, {0}, {0}, {NULL, 0}};
static const keelbolt_receive large = {2, 2, 100, 0, 0, {0}, {0}, {NULL, 0}};
static keelbolt_htlc_set set = {5, 1, false};
static const keelbolt_trampoline_failure trampoline = {KEELBOLT_TRAMPOLINE_FAILURE_TEMPORARY, 0, 0, 0};
static keelbolt_peeled peeled;
static keelbolt_path_start start;
static keelbolt_recipient_data data;
static keelbolt_received received;
static keelbolt_onion_message message;
static keelbolt_payment_path path;

static keelbolt_recipient_data *a_data(void) {
  memset(&data, 0, sizeof data);
  data.struct_size = sizeof data;
  return &data;
}

static keelbolt_received *a_received(void) {
  memset(&received, 0, sizeof received);
  received.struct_size = sizeof received;
  return &received;
}

static const keelbolt_onion_message *a_message(const onion_sample *sample) {
  NEED(keelbolt_onion_message_parse(&message, sample->message, sample->message_length, NULL));
  return &message;
}

static const keelbolt_message_draft *a_draft(const onion_sample *sample) {
  static keelbolt_message_draft draft;
  draft = message_draft(sample);
  return &draft;
}

static const keelbolt_node *a_node(const onion_sample *sample) {
  static keelbolt_node node;
  node.kind = KEELBOLT_NODE_ID;
  memcpy(node.node_id, sample->node_ids[0], 33);
  return &node;
}

static const keelbolt_payment_path *a_path(const onion_sample *sample) {
  path.path.data = sample->path;
  path.path.length = sample->path_length;
  return &path;
}

/* Encrypted data of the first hop of the path, and its secret. */
static keelbolt_bytes encrypted(const onion_sample *sample, uint8_t *path_key, uint8_t *secret) {
  static keelbolt_blinded_hop hops[onion_hops];
  keelbolt_path fields;
  size_t count = onion_hops;
  NEED(keelbolt_path_parse(&fields, sample->path, sample->path_length, NULL));
  NEED(keelbolt_path_hops(hops, &count, sample->path, sample->path_length, NULL));
  memcpy(path_key, fields.first_path_key, 33);
  NEED(keelbolt_path_shared_secret(secret, path_key, sample->node_keys[0], NULL));
  return hops[0].encrypted_recipient_data;
}

static keelbolt_status write_path_decrypt(const onion_sample *sample, void *out, size_t *count) {
  uint8_t path_key[33];
  uint8_t secret[32];
  keelbolt_bytes bytes = encrypted(sample, path_key, secret);
  return keelbolt_path_decrypt(a_data(), out, count, bytes.data, bytes.length, path_key, secret, NULL);
}

static const uint8_t unknown[] = {0x4d, 0x01, 0xaa};
static const uint8_t features[] = {0x81};
static const uint8_t records[] = {3, 1, 1};

/* A path with a price whose features are those of the vector above. */
static keelbolt_status write_payment_paths_features(const onion_sample *sample, void *out, size_t *count) {
  static uint8_t paths[onion_room];
  memcpy(paths, sample->path, sample->path_length);
  memset(paths + sample->path_length, 0, 28);
  paths[sample->path_length + 27] = 1;
  paths[sample->path_length + 28] = features[0];
  return keelbolt_payment_paths_features(out, count, paths, sample->path_length + 29, 0, NULL);
}

WRITER(features_of_vector, out, count, features, sizeof features)
WRITER(onion_build, out, count, secrets, sample->hops, onion_hops, sample->payment_hash, 32,
       KEELBOLT_ONION_HOP_PAYLOADS_LENGTH, sample->session_key, sample->entropy, NULL)
WRITER(onion_peel, &peeled, out, count, sample->onion, sizeof sample->onion, sample->payment_hash, 32,
       sample->node_keys[0], NULL)
WRITER(onion_peel_with, &peeled, out, count, sample->onion, sizeof sample->onion, sample->payment_hash, 32,
       sample->shared_secrets, NULL)
WRITER(payload_write, out, count, a_payload(), NULL)
WRITER(unknown_records, out, count, unknown, sizeof unknown, KEELBOLT_ONION_PART_PAYLOAD, NULL)
WRITER(forwarding_check, &flag, out, count, a_policy(), &htlc, &htlc, 10, NULL)
WRITER(receive_check, &flag, out, count, an_expected(), &htlc, &small, 10, NULL)
WRITER(htlc_set_join, &flag, out, count, &set, &htlc, &small, 10, NULL)
WRITER(trampoline_check, &flag, out, count, &small, &large, NULL)
WRITER(failure_code_name, &flag, out, count, KEELBOLT_FAILURE_MPP_TIMEOUT)
WRITER(failure_message_write, out, count, a_failure(), NULL)
WRITER(failure_malformed, out, count, KEELBOLT_FAILURE_INVALID_ONION_KEY, sample->payment_hash, NULL)
WRITER(onion_failure, &flag, out, count, a_refusal(), sample->onion, sizeof sample->onion, NULL)
WRITER(failure_create, out, count, NULL, incorrect, sizeof incorrect, 0, sample->shared_secrets, 0, NULL)
WRITER(fulfillment_create, out, count, records, sizeof records, sample->shared_secrets, NULL)
WRITER(recipient_data_write, out, count, &sample->path_data[0], NULL)
WRITER(path_create, out, count, sample->path_hops, onion_hops, KEELBOLT_PATH_PURPOSE_PAYMENT, 0, sample->session_key,
       sample->entropy, NULL)
WRITER(path_hops, out, count, sample->path, sample->path_length, NULL)
WRITER(path_rename_first, out, count, sample->path, sample->path_length, a_node(sample), NULL)
WRITER(path_join, out, count, sample->path, sample->path_length, sample->path, sample->path_length, NULL)
WRITER(path_start_at, &start, a_data(), out, count, sample->message_path, sample->message_path_length,
       sample->node_ids[0], sample->node_keys[0], NULL)
WRITER(path_answer, &flag, &code, out, count, KEELBOLT_PLACE_INTRODUCTION, incorrect, sizeof incorrect,
       sample->payment_hash, NULL)
WRITER(onion_message_write, out, count, a_message(sample), NULL)
WRITER(onion_message_create, &message, out, count, a_draft(sample), sample->session_key, sample->entropy, NULL)
WRITER(onion_message_peel, a_received(), a_data(), out, count, a_message(sample), sample->node_keys[0], NULL, 0, NULL,
       0, NULL)
WRITER(trampoline_failure_write, out, count, &trampoline, NULL)
WRITER(payment_paths_at, &path, out, count, sample->paths, sample->paths_length, 1, NULL)
WRITER(payment_paths_write, out, count, a_path(sample), 1, NULL)

#define SAME(name, element) {#name, sizeof(element), write_##name}

const onion_writer onion_writers[] = {
    SAME(features_of_vector, uint32_t),
    SAME(onion_build, uint8_t),
    SAME(onion_peel, uint8_t),
    SAME(onion_peel_with, uint8_t),
    SAME(payload_write, uint8_t),
    SAME(unknown_records, keelbolt_record),
    SAME(forwarding_check, uint8_t),
    SAME(receive_check, uint8_t),
    SAME(htlc_set_join, uint8_t),
    SAME(trampoline_check, uint8_t),
    SAME(failure_code_name, char),
    SAME(failure_message_write, uint8_t),
    SAME(failure_malformed, uint8_t),
    SAME(onion_failure, uint8_t),
    SAME(failure_create, uint8_t),
    SAME(fulfillment_create, uint8_t),
    SAME(recipient_data_write, uint8_t),
    SAME(path_create, uint8_t),
    SAME(path_hops, keelbolt_blinded_hop),
    SAME(path_rename_first, uint8_t),
    SAME(path_join, uint8_t),
    SAME(path_start_at, uint8_t),
    SAME(path_decrypt, uint8_t),
    SAME(path_answer, uint8_t),
    SAME(onion_message_write, uint8_t),
    SAME(onion_message_create, uint8_t),
    SAME(onion_message_peel, uint8_t),
    SAME(trampoline_failure_write, uint8_t),
    SAME(payment_paths_at, uint8_t),
    SAME(payment_paths_features, uint32_t),
    SAME(payment_paths_write, uint8_t),
};
const size_t onion_writer_count = sizeof onion_writers / sizeof onion_writers[0];
