/* Random arguments to every function of onions, and real ones with a few bytes changed: whatever they are, a status
 * comes back. */

#include <keelbolt.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "onion_sample.h"
#include "random.h"

enum { rounds = 500, most = 1500 };

static onion_sample sample;

/* Counts the outcomes, so that the test can see that both kinds occur, and that all are statuses. */
static unsigned accepted;
static unsigned refused;

static bool seen(const char *name, keelbolt_status status) {
  CHECK(name, status == KEELBOLT_OK || strcmp(keelbolt_status_str(status), "UnknownStatus") != 0);
  CHECK(name, status != KEELBOLT_ERROR_PANIC);
  accepted += status == KEELBOLT_OK;
  refused += status != KEELBOLT_OK;
  return status == KEELBOLT_OK;
}

/* A status, and where one is refused its text. */
static bool told(const char *name, keelbolt_status status, const keelbolt_error *error) {
  if (status != KEELBOLT_OK && error->struct_size == sizeof *error) {
    char message[512];
    size_t size = sizeof message;
    CHECK(name, keelbolt_error_message(message, &size, error) == KEELBOLT_OK && size > 0);
  }
  return seen(name, status);
}

static keelbolt_error new_error(void) {
  keelbolt_error error = {0};
  error.struct_size = sizeof error;
  return error;
}

/* Bytes in memory of their very size, so that a sanitizer sees one too many; the caller frees them. */
static uint8_t *exactly(const void *bytes, size_t length) {
  uint8_t *copy = malloc(length == 0 ? 1 : length);
  memcpy(copy, bytes, length);
  return copy;
}

/* Random bytes, or these with a few changed or the end cut. */
static uint8_t *damaged(size_t *length, const void *bytes, size_t given) {
  uint8_t *copy;
  *length = random_sometimes() ? random_next() % (given + 1) : given;
  copy = exactly(bytes, *length);
  if (random_sometimes()) {
    random_fill(copy, *length);
  }
  for (uint64_t changes = random_next() % 3; changes > 0 && *length > 0; --changes) {
    copy[random_next() % *length] = (uint8_t)random_next();
  }
  return copy;
}

/* A list of a few bits. */
static size_t bits(uint32_t *out) {
  size_t count = random_next() % 3;
  for (size_t index = 0; index < count; ++index) {
    out[index] = (uint32_t)(random_next() % (random_sometimes() ? 2000 : 20));
  }
  return count;
}

static void packets(void) {
  static uint8_t buffer[2 * onion_room];
  uint8_t key[32];
  uint8_t secrets[32 * onion_hops];
  keelbolt_onion fields;
  keelbolt_peeled peeled;
  keelbolt_hop hops[onion_hops];
  keelbolt_error error = new_error();
  size_t length;
  uint8_t *onion = damaged(&length, sample.onion, sizeof sample.onion);
  size_t size = sizeof buffer;
  const uint8_t *node_key = random_sometimes() ? key : sample.node_keys[0];
  random_fill(key, sizeof key);
  told("onion_parse", keelbolt_onion_parse(&fields, onion, length, &error), &error);
  seen("onion_shared_secret", keelbolt_onion_shared_secret(secrets, onion, length, node_key, NULL));
  told("onion_peel", keelbolt_onion_peel(&peeled, buffer, &size, onion, length, sample.payment_hash, 32, node_key,
                                         &error), &error);
  size = random_next() % sizeof buffer;
  told("onion_peel_with", keelbolt_onion_peel_with(&peeled, buffer, &size, onion, length, sample.payment_hash, 32,
                                                   sample.shared_secrets, &error), &error);
  free(onion);

  memcpy(hops, sample.hops, sizeof hops);
  if (random_sometimes()) hops[random_next() % onion_hops].public_key[0] = (uint8_t)random_next();
  if (random_sometimes()) hops[random_next() % onion_hops].payload.length = random_next() % 4;
  size_t count = random_next() % (onion_hops + 1);
  size_t field = random_sometimes() ? random_next() % 3000 : 1300;
  size = sizeof buffer;
  seen("onion_length", keelbolt_onion_length(&length, hops, count, field, NULL));
  told("onion_build", keelbolt_onion_build(buffer, &size, secrets, hops, count, sample.payment_hash, 32, field,
                                           random_sometimes() ? key : sample.session_key, key, &error), &error);
  seen("onion_key", keelbolt_onion_key(secrets, (int32_t)(random_next() % 10), key, NULL));
  seen("onion_blinding_factor", keelbolt_onion_blinding_factor(secrets, sample.node_ids[0], key, NULL));
}

/* A payload that passes for one: records of known types in order, with random values of likely lengths. */
static size_t likely_stream(uint8_t *out) {
  static const uint8_t types[] = {1, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 21, 22, 64, 77};
  static const uint8_t lengths[] = {0, 1, 3, 4, 6, 8, 9, 32, 33, 40};
  size_t length = 0;
  for (size_t index = 0; index < sizeof types; ++index) {
    if (random_sometimes()) {
      size_t value = lengths[random_next() % sizeof lengths];
      out[length] = types[index];
      out[length + 1] = (uint8_t)value;
      random_fill(out + length + 2, value);
      if (value == 33 && !random_sometimes()) {
        memcpy(out + length + 2, sample.node_ids[0], value);
      }
      length += 2 + value;
    }
  }
  return length;
}

static void payloads(void) {
  uint8_t stream[most];
  uint8_t out[most];
  uint8_t key[33];
  keelbolt_payload payload = {0};
  payload.struct_size = sizeof payload;
  keelbolt_instruction instruction = {0};
  instruction.struct_size = sizeof instruction;
  keelbolt_recipient_data data = {0};
  data.struct_size = sizeof data;
  keelbolt_record records[32];
  keelbolt_error error = new_error();
  size_t hop = random_next() % onion_hops;
  size_t length = random_sometimes() ? sample.payload_lengths[hop] : likely_stream(stream);
  size_t given;
  uint8_t *bytes = damaged(&given, length == sample.payload_lengths[hop] ? sample.payloads[hop] : stream, length);
  bool is_final = random_next() % 2;
  memcpy(key, sample.node_ids[0], sizeof key);
  key[0] = random_sometimes() ? (uint8_t)random_next() : key[0];
  const uint8_t *path_key = random_sometimes() ? key : NULL;

  size_t count = 32;
  if (told("payload_parse", keelbolt_payload_parse(&payload, bytes, given, &error), &error)) {
    size_t size = sizeof out;
    bool complete = seen("unknown_records", keelbolt_unknown_records(records, &count, bytes, given,
                                                                     KEELBOLT_ONION_PART_PAYLOAD, NULL));
    payload.unknown_records = records;
    payload.unknown_record_count = complete ? count : 0;
    seen("payload_write", keelbolt_payload_write(out, &size, &payload, NULL));
    CHECK("written back", size == given && memcmp(out, bytes, given) == 0);
  }
  seen("payload_instruction", keelbolt_payload_instruction(&instruction, bytes, given, is_final, path_key, NULL));
  told("trampoline_instruction",
       keelbolt_trampoline_instruction(&instruction, bytes, given, is_final, path_key, &error), &error);
  count = random_next() % 32;
  seen("unknown_records", keelbolt_unknown_records(records, &count, bytes, given, (int32_t)(random_next() % 11), NULL));
  told("recipient_data_parse", keelbolt_recipient_data_parse(&data, bytes, given, &error), &error);
  uint32_t features[32];
  seen("features_of_vector", keelbolt_features_of_vector(features, &count, bytes, given % 64));
  free(bytes);
}

static void checks(void) {
  uint8_t out[512];
  bool verdict;
  uint64_t fee;
  keelbolt_forwarding_policy policy;
  keelbolt_expected expected;
  keelbolt_htlc htlcs[2];
  keelbolt_receive receives[2];
  keelbolt_htlc_set set;
  size_t size = random_sometimes() ? random_next() % sizeof out : sizeof out;
  random_fill(&policy, sizeof policy);
  policy.struct_size = random_sometimes() ? random_next() % (2 * sizeof policy) : sizeof policy;
  policy.channel_update.data = out;
  policy.channel_update.length = random_next() % 128;
  random_fill(&expected, sizeof expected);
  expected.struct_size = random_sometimes() ? random_next() % (2 * sizeof expected) : sizeof expected;
  expected.payment_metadata.data = random_sometimes() ? NULL : out;
  expected.payment_metadata.length = random_next() % 4;
  random_fill(htlcs, sizeof htlcs);
  random_fill(receives, sizeof receives);
  for (int index = 0; index < 2; ++index) {
    if (random_sometimes()) policy.htlc_minimum_msat >>= random_next() % 64;
    if (random_sometimes()) htlcs[index].amount_msat >>= random_next() % 64;
    if (random_sometimes()) htlcs[index].cltv_expiry >>= random_next() % 32;
    receives[index].payment_metadata.data = random_sometimes() ? NULL : out;
    receives[index].payment_metadata.length = random_next() % 4;
  }
  uint32_t height = (uint32_t)random_next();
  seen("forwarding_fee", keelbolt_forwarding_fee(&fee, &policy, random_next(), NULL));
  seen("forwarding_check", keelbolt_forwarding_check(&verdict, out + 128, &size, &policy, &htlcs[0], &htlcs[1], height,
                                                     NULL));
  size = sizeof out - 128;
  seen("receive_check", keelbolt_receive_check(&verdict, out + 128, &size, &expected, &htlcs[0], &receives[0], height,
                                               NULL));
  if (seen("htlc_set_new", keelbolt_htlc_set_new(&set, &receives[0]))) {
    if (!random_sometimes()) receives[1].total_msat = receives[0].total_msat;
    size = sizeof out - 128;
    seen("htlc_set_join", keelbolt_htlc_set_join(&verdict, out + 128, &size, &set, &htlcs[1], &receives[1], height,
                                                 NULL));
  }
  size = sizeof out - 128;
  seen("trampoline_check", keelbolt_trampoline_check(&verdict, out + 128, &size, &receives[0], &receives[1], NULL));
}

static void failures(void) {
  static uint8_t out[40000];
  uint8_t attribution[KEELBOLT_ATTRIBUTION_LENGTH];
  keelbolt_failure_message message = {0};
  message.struct_size = sizeof message;
  keelbolt_decrypted_failure decrypted;
  keelbolt_fulfillment fulfillment;
  keelbolt_trampoline_failure trampoline;
  keelbolt_error error = new_error();
  char name[64];
  uint16_t code;
  bool present;
  uint8_t secret[32];
  uint8_t failuremsg[64];
  random_fill(secret, sizeof secret);
  random_fill(failuremsg, sizeof failuremsg);
  /* A known code as a rule. */
  failuremsg[0] = (uint8_t[]){0x20, 0x60, 0xc0, 0x10, 0x40, 0x00}[random_next() % 6];
  failuremsg[1] = (uint8_t)(random_next() % 28);
  size_t given = random_next() % sizeof failuremsg;
  uint8_t *bytes = exactly(failuremsg, given);
  size_t size = sizeof out;
  if (told("failure_message_parse", keelbolt_failure_message_parse(&message, bytes, given, &error), &error)) {
    seen("failure_message_write", keelbolt_failure_message_write(out, &size, &message, NULL));
    CHECK("written back", size == given && memcmp(out, bytes, given) == 0);
  }
  seen("failure_code_parse", keelbolt_failure_code_parse(&code, bytes, given, NULL));
  size = sizeof name;
  seen("failure_code_name", keelbolt_failure_code_name(&present, name, &size, (uint16_t)random_next()));
  size = sizeof out;
  seen("failure_malformed", keelbolt_failure_malformed(out, &size, (uint16_t)random_next(), secret, NULL));
  size = sizeof out;
  told("failure_create", keelbolt_failure_create(out, &size, random_sometimes() ? NULL : attribution, bytes, given,
                                                 random_sometimes() ? random_next() % 40000 : 0, secret, 1, &error),
       &error);
  size = sizeof out;
  seen("trampoline_failure_parse",
       keelbolt_trampoline_failure_parse(&present, &trampoline, bytes, given, NULL));
  random_fill(&trampoline, sizeof trampoline);
  trampoline.kind = (int32_t)(random_next() % 5);
  seen("trampoline_failure_write", keelbolt_trampoline_failure_write(out, &size, &trampoline, NULL));
  int32_t place;
  size = sizeof out;
  seen("path_place", keelbolt_path_place(&place, random_sometimes(), random_sometimes(), random_sometimes()));
  seen("path_answer", keelbolt_path_answer(&present, &code, out, &size, (int32_t)(random_next() % 5), bytes, given,
                                           secret, NULL));
  free(bytes);

  size_t length;
  size_t attribution_length = random_sometimes() ? random_next() % 921 : 920;
  uint8_t *reason = damaged(&length, sample.reason, sizeof sample.reason);
  uint8_t *data = exactly(sample.attribution_data, attribution_length);
  size_t hops = random_sometimes() ? random_next() % 40 : onion_hops;
  uint8_t *secrets = malloc(32 * 40);
  random_fill(secrets, 32 * 40);
  memcpy(secrets, sample.shared_secrets, sizeof sample.shared_secrets);
  told("failure_decrypt", keelbolt_failure_decrypt(&decrypted, reason, length, data, attribution_length, secrets, hops,
                                                   &error), &error);
  seen("failure_wrap", keelbolt_failure_wrap(reason, &length, data, attribution_length, secret, 3, NULL));
  free(reason);
  uint8_t *payload = damaged(&length, sample.fulfillment, sizeof sample.fulfillment);
  told("fulfillment_decrypt", keelbolt_fulfillment_decrypt(&fulfillment, payload, length, data, attribution_length,
                                                           secrets, hops, &error), &error);
  seen("fulfillment_wrap", keelbolt_fulfillment_wrap(payload, length, data, attribution_length, secret, 3, NULL));
  size = sizeof out;
  seen("fulfillment_create", keelbolt_fulfillment_create(out, &size, payload, length, secret, NULL));
  seen("fulfillment_attribute", keelbolt_fulfillment_attribute(attribution, secret, (uint32_t)random_next()));
  free(payload);
  free(data);
  free(secrets);

  /* An error struct that no function has filled. */
  keelbolt_error refusal;
  random_fill(&refusal, sizeof refusal);
  refusal.struct_size = random_sometimes() ? random_next() % 300 : sizeof refusal;
  refusal.status = (int32_t)(random_next() % 1000);
  refusal.cause = 0;
  refusal.part = (int32_t)(random_next() % 11);
  size = sizeof out;
  seen("onion_failure", keelbolt_onion_failure(&present, out, &size, &refusal, sample.onion, 1366, NULL));
  size = sizeof out;
  seen("error_message", keelbolt_error_message((char *)out, &size, &refusal));
  seen("error_blame", keelbolt_error_blame(&place, &refusal));
}

static void paths(void) {
  static uint8_t out[onion_room];
  keelbolt_recipient_data data = {0};
  data.struct_size = sizeof data;
  keelbolt_path fields;
  keelbolt_path_start start = {0};
  keelbolt_blinded_hop hops[onion_hops];
  keelbolt_payment_path found;
  keelbolt_node node;
  keelbolt_error error = new_error();
  uint8_t key[32];
  size_t length;
  random_fill(key, sizeof key);
  random_fill(&node, sizeof node);
  node.kind = (int32_t)(random_next() % 4);
  if (random_sometimes()) memcpy(node.node_id, sample.node_ids[1], 33);
  uint8_t *path = damaged(&length, sample.message_path, sample.message_path_length);
  size_t size = sizeof out;
  size_t count = random_sometimes() ? random_next() % onion_hops : onion_hops;
  told("path_parse", keelbolt_path_parse(&fields, path, length, &error), &error);
  seen("path_hops", keelbolt_path_hops(hops, &count, path, length, NULL));
  seen("path_rename_first", keelbolt_path_rename_first(out, &size, path, length, &node, NULL));
  size = sizeof out;
  seen("path_join", keelbolt_path_join(out, &size, path, length, sample.path, sample.path_length, NULL));
  size = sizeof out;
  told("path_start_at", keelbolt_path_start_at(&start, &data, out, &size, path, length, sample.node_ids[0],
                                               sample.node_keys[0], &error), &error);
  seen("recipient_data_leading_to", keelbolt_recipient_data_leading_to(&data, path, length, NULL));
  keelbolt_message_draft draft = {0};
  draft.struct_size = sizeof draft;
  draft.path.data = path;
  draft.path.length = length;
  draft.start = random_sometimes() ? &start : NULL;
  draft.reply_path = random_sometimes() ? draft.path : draft.reply_path;
  draft.contents.data = random_sometimes() ? NULL : key;
  draft.contents.length = random_next() % 4;
  draft.contents_type = random_next() % 100;
  keelbolt_onion_message message;
  size = sizeof out;
  told("onion_message_create", keelbolt_onion_message_create(&message, out, &size, &draft, sample.session_key, key,
                                                             &error), &error);
  free(path);

  uint8_t *list = damaged(&length, sample.paths, sample.paths_length);
  size = sizeof out;
  count = onion_hops;
  uint32_t features[onion_hops];
  told("payment_paths_count", keelbolt_payment_paths_count(&count, list, length, &error), &error);
  seen("payment_paths_at", keelbolt_payment_paths_at(&found, out, &size, list, length, random_next() % 3, NULL));
  count = onion_hops;
  seen("payment_paths_features", keelbolt_payment_paths_features(features, &count, list, length, random_next() % 3,
                                                                 NULL));
  random_fill(&found, sizeof found);
  found.path.data = list;
  found.path.length = random_sometimes() ? length : sample.path_length < length ? sample.path_length : length;
  size = sizeof out;
  seen("payment_paths_write", keelbolt_payment_paths_write(out, &size, &found, random_next() % 2, NULL));
  free(list);

  seen("path_shared_secret", keelbolt_path_shared_secret(out, sample.node_ids[1], key, NULL));
  seen("path_blinded_key", keelbolt_path_blinded_key(out, sample.node_ids[1], key, NULL));
  uint8_t next[33];
  memcpy(next, sample.node_ids[2], sizeof next);
  next[0] = random_sometimes() ? (uint8_t)random_next() : next[0];
  seen("path_next_key", keelbolt_path_next_key(out, sample.node_ids[1], key, random_sometimes() ? next : NULL, NULL));
  uint8_t *encrypted = damaged(&length, sample.path + 102, 80);
  size = sizeof out;
  told("path_decrypt", keelbolt_path_decrypt(&data, out, &size, encrypted, length, sample.node_ids[1], key, &error),
       &error);
  free(encrypted);
}

/* Recipient data whose members are random, where their pointers are right. */
static void recipient_data(void) {
  static uint8_t out[onion_room];
  uint8_t some[64];
  uint32_t known[3];
  uint32_t used[3];
  keelbolt_record record = {random_next() % 80, {some, random_next() % 4}};
  keelbolt_recipient_data data[onion_hops];
  keelbolt_path_hop hops[onion_hops];
  keelbolt_blinded_forward forward;
  keelbolt_node node;
  keelbolt_error error = new_error();
  random_fill(some, sizeof some);
  for (size_t hop = 0; hop < onion_hops; ++hop) {
    uint8_t *flags = &data[hop].has_padding;
    data[hop] = sample.path_data[hop];
    for (size_t index = 0; index < 6; ++index) {
      flags[index] = random_sometimes() ? (uint8_t)random_next() : flags[index];
    }
    if (random_sometimes()) data[hop].padding_length = random_next() % 200;
    if (random_sometimes()) random_fill(&data[hop].payment_relay, sizeof data[hop].payment_relay);
    if (random_sometimes()) random_fill(&data[hop].payment_constraints, sizeof data[hop].payment_constraints);
    if (random_sometimes()) memcpy(data[hop].next_path_key_override, sample.node_ids[1], 33);
    if (random_sometimes()) data[hop].allowed_features.data = some;
    if (random_sometimes()) data[hop].path_id.data = some, data[hop].path_id.length = random_next() % 64;
    if (random_sometimes()) data[hop].unknown_records = &record, data[hop].unknown_record_count = 1;
    if (random_sometimes()) data[hop].struct_size = random_next() % (2 * sizeof data[hop]);
    hops[hop] = sample.path_hops[hop];
    hops[hop].data = &data[hop];
  }
  size_t known_count = bits(known);
  size_t used_count = bits(used);
  uint64_t amount = random_next() >> random_next() % 64;
  uint32_t expiry = (uint32_t)(random_next() % 1000000);
  size_t size = sizeof out;
  told("recipient_data_write", keelbolt_recipient_data_write(out, &size, &data[0], &error), &error);
  seen("recipient_data_next_node", keelbolt_recipient_data_next_node(&node, &data[0], NULL));
  told("recipient_data_forward", keelbolt_recipient_data_forward(&forward, &data[0], amount, expiry, known, known_count,
                                                                 used, used_count, &error), &error);
  seen("recipient_data_check_payment",
       keelbolt_recipient_data_check_payment(&data[0], amount, expiry, known, known_count, used, used_count, NULL));
  seen("recipient_data_check_features",
       keelbolt_recipient_data_check_features(&data[0], known, known_count, used, used_count, NULL));
  size = sizeof out;
  told("path_create", keelbolt_path_create(out, &size, hops, random_next() % 4, (int32_t)(random_next() % 5),
                                           random_sometimes() ? KEELBOLT_PATH_UNPADDED : random_next() % 300,
                                           sample.session_key, some, &error), &error);
  seen("path_constrain", keelbolt_path_constrain(hops, random_next() % 4, expiry, (uint16_t)random_next(), amount, NULL));
  bool present;
  uint32_t height;
  keelbolt_total_relay total;
  keelbolt_payment_relay relays[onion_hops];
  for (size_t hop = 0; hop < onion_hops; ++hop) {
    relays[hop] = data[hop].payment_relay;
  }
  seen("payment_relay_forward", keelbolt_payment_relay_forward(&present, &amount, &height, &relays[0], amount, expiry));
  seen("payment_constraints_check",
       keelbolt_payment_constraints_check(&data[0].payment_constraints, amount, expiry, NULL));
  seen("total_relay_of", keelbolt_total_relay_of(&total, relays, random_next() % 4, (uint16_t)random_next(), NULL));
  random_fill(&total, sizeof total);
  seen("total_relay_amount", keelbolt_total_relay_amount(&present, &amount, &total, random_next()));
}

static void messages(void) {
  static uint8_t buffer[2 * onion_room];
  keelbolt_onion_message message;
  keelbolt_received received = {0};
  received.struct_size = sizeof received;
  keelbolt_recipient_data data = {0};
  data.struct_size = sizeof data;
  keelbolt_error error = new_error();
  uint32_t known[3];
  uint64_t contents[2] = {random_next() % 100, 72};
  size_t length;
  uint8_t *bytes = damaged(&length, sample.message, sample.message_length);
  if (told("onion_message_parse", keelbolt_onion_message_parse(&message, bytes, length, &error), &error)) {
    size_t size = sizeof buffer;
    size_t known_count = bits(known);
    told("onion_message_peel",
         keelbolt_onion_message_peel(&received, &data, buffer, &size, &message,
                                     sample.node_keys[random_sometimes() ? 1 : 0], known, known_count, contents,
                                     random_next() % 3, &error), &error);
    size = random_next() % sizeof buffer;
    seen("onion_message_write", keelbolt_onion_message_write(buffer, &size, &message, NULL));
  }
  free(bytes);
}

int main(void) {
  onion_sample_make(&sample);
  for (int round = 0; round < rounds; ++round) {
    packets();
    payloads();
    checks();
    failures();
    paths();
    recipient_data();
    messages();
  }
  printf("%u calls accepted, %u refused\n", accepted, refused);
  CHECK("both outcomes", accepted > rounds && refused > rounds);
  return check_result();
}
