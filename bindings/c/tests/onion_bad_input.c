/* What must not be given to the functions of onions: NULL, buffers without room, and whatever breaks BOLT 4. */

#include <keelbolt.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "onion_sample.h"

static onion_sample sample;

static keelbolt_error new_error(void) {
  keelbolt_error error = {0};
  error.struct_size = sizeof error;
  return error;
}

/* --- Pointers --- */

#define NULLS(call) CHECK(#call, (call) == KEELBOLT_ERROR_NULL_POINTER)

static void check_null_packets(void) {
  keelbolt_onion onion;
  keelbolt_peeled peeled;
  uint8_t out[onion_room];
  size_t size = sizeof out;
  uint8_t secrets[96];
  const uint8_t *key = sample.node_keys[0];
  const uint8_t *bytes = sample.onion;
  const size_t length = sizeof sample.onion;
  const uint8_t *hash = sample.payment_hash;
  keelbolt_hop hops[1] = {sample.hops[0]};
  keelbolt_hop no_payload[1] = {sample.hops[0]};
  no_payload[0].payload.data = NULL;

  NULLS(keelbolt_onion_parse(NULL, bytes, length, NULL));
  NULLS(keelbolt_onion_parse(&onion, NULL, length, NULL));
  NULLS(keelbolt_onion_parse(&onion, NULL, 0, NULL));
  NULLS(keelbolt_onion_shared_secret(NULL, bytes, length, key, NULL));
  NULLS(keelbolt_onion_shared_secret(out, NULL, length, key, NULL));
  NULLS(keelbolt_onion_shared_secret(out, bytes, length, NULL, NULL));
  NULLS(keelbolt_onion_peel(NULL, out, &size, bytes, length, hash, 32, key, NULL));
  NULLS(keelbolt_onion_peel(&peeled, out, NULL, bytes, length, hash, 32, key, NULL));
  NULLS(keelbolt_onion_peel(&peeled, out, &size, NULL, length, hash, 32, key, NULL));
  NULLS(keelbolt_onion_peel(&peeled, out, &size, bytes, length, NULL, 32, key, NULL));
  NULLS(keelbolt_onion_peel(&peeled, out, &size, bytes, length, hash, 32, NULL, NULL));
  NULLS(keelbolt_onion_peel_with(NULL, out, &size, bytes, length, hash, 32, secrets, NULL));
  NULLS(keelbolt_onion_peel_with(&peeled, out, NULL, bytes, length, hash, 32, secrets, NULL));
  NULLS(keelbolt_onion_peel_with(&peeled, out, &size, NULL, length, hash, 32, secrets, NULL));
  NULLS(keelbolt_onion_peel_with(&peeled, out, &size, bytes, length, NULL, 32, secrets, NULL));
  NULLS(keelbolt_onion_peel_with(&peeled, out, &size, bytes, length, hash, 32, NULL, NULL));
  NULLS(keelbolt_onion_length(NULL, hops, 1, 1300, NULL));
  NULLS(keelbolt_onion_length(&size, NULL, 1, 1300, NULL));
  NULLS(keelbolt_onion_build(out, NULL, secrets, hops, 1, hash, 32, 1300, key, key, NULL));
  NULLS(keelbolt_onion_build(out, &size, NULL, hops, 1, hash, 32, 1300, key, key, NULL));
  NULLS(keelbolt_onion_build(out, &size, secrets, NULL, 1, hash, 32, 1300, key, key, NULL));
  NULLS(keelbolt_onion_build(out, &size, secrets, no_payload, 1, hash, 32, 1300, key, key, NULL));
  NULLS(keelbolt_onion_build(out, &size, secrets, hops, 1, NULL, 32, 1300, key, key, NULL));
  NULLS(keelbolt_onion_build(out, &size, secrets, hops, 1, hash, 32, 1300, NULL, key, NULL));
  NULLS(keelbolt_onion_build(out, &size, secrets, hops, 1, hash, 32, 1300, key, NULL, NULL));
  NULLS(keelbolt_onion_key(NULL, KEELBOLT_KEY_TYPE_RHO, key, NULL));
  NULLS(keelbolt_onion_key(out, KEELBOLT_KEY_TYPE_RHO, NULL, NULL));
  NULLS(keelbolt_onion_blinding_factor(NULL, sample.node_ids[0], key, NULL));
  NULLS(keelbolt_onion_blinding_factor(out, NULL, key, NULL));
  NULLS(keelbolt_onion_blinding_factor(out, sample.node_ids[0], NULL, NULL));
}

static void check_null_payloads(void) {
  keelbolt_payload payload = {0};
  payload.struct_size = sizeof payload;
  keelbolt_payload no_bytes = payload;
  no_bytes.payment_metadata.length = 1;
  keelbolt_payload no_records = payload;
  no_records.unknown_record_count = 1;
  keelbolt_instruction instruction = {0};
  instruction.struct_size = sizeof instruction;
  keelbolt_record records[4];
  keelbolt_forwarding_policy policy = {0};
  policy.struct_size = sizeof policy;
  keelbolt_expected expected = {0};
  expected.struct_size = sizeof expected;
  keelbolt_htlc htlc = {1, 1};
  keelbolt_receive receive = {0};
  keelbolt_htlc_set set;
  uint8_t out[64];
  size_t size = sizeof out;
  size_t count = 4;
  uint64_t number;
  bool flag;
  const uint8_t *bytes = sample.payloads[0];

  NULLS(keelbolt_payload_parse(NULL, bytes, 3, NULL));
  NULLS(keelbolt_payload_parse(&payload, NULL, 3, NULL));
  NULLS(keelbolt_payload_write(out, NULL, &payload, NULL));
  NULLS(keelbolt_payload_write(out, &size, NULL, NULL));
  NULLS(keelbolt_payload_write(out, &size, &no_bytes, NULL));
  NULLS(keelbolt_payload_write(out, &size, &no_records, NULL));
  NULLS(keelbolt_unknown_records(records, NULL, bytes, 3, KEELBOLT_ONION_PART_PAYLOAD, NULL));
  NULLS(keelbolt_unknown_records(records, &count, NULL, 3, KEELBOLT_ONION_PART_PAYLOAD, NULL));
  NULLS(keelbolt_payload_instruction(NULL, bytes, 3, true, NULL, NULL));
  NULLS(keelbolt_payload_instruction(&instruction, NULL, 3, true, NULL, NULL));
  NULLS(keelbolt_trampoline_instruction(NULL, bytes, 3, true, NULL, NULL));
  NULLS(keelbolt_trampoline_instruction(&instruction, NULL, 3, true, NULL, NULL));
  NULLS(keelbolt_forwarding_fee(NULL, &policy, 1, NULL));
  NULLS(keelbolt_forwarding_fee(&number, NULL, 1, NULL));
  NULLS(keelbolt_forwarding_check(NULL, out, &size, &policy, &htlc, &htlc, 1, NULL));
  NULLS(keelbolt_forwarding_check(&flag, out, NULL, &policy, &htlc, &htlc, 1, NULL));
  NULLS(keelbolt_forwarding_check(&flag, out, &size, NULL, &htlc, &htlc, 1, NULL));
  NULLS(keelbolt_forwarding_check(&flag, out, &size, &policy, NULL, &htlc, 1, NULL));
  NULLS(keelbolt_forwarding_check(&flag, out, &size, &policy, &htlc, NULL, 1, NULL));
  NULLS(keelbolt_receive_check(NULL, out, &size, &expected, &htlc, &receive, 1, NULL));
  NULLS(keelbolt_receive_check(&flag, out, NULL, &expected, &htlc, &receive, 1, NULL));
  NULLS(keelbolt_receive_check(&flag, out, &size, NULL, &htlc, &receive, 1, NULL));
  NULLS(keelbolt_receive_check(&flag, out, &size, &expected, NULL, &receive, 1, NULL));
  NULLS(keelbolt_receive_check(&flag, out, &size, &expected, &htlc, NULL, 1, NULL));
  NULLS(keelbolt_htlc_set_new(NULL, &receive));
  NULLS(keelbolt_htlc_set_new(&set, NULL));
  NULLS(keelbolt_htlc_set_join(NULL, out, &size, &set, &htlc, &receive, 1, NULL));
  NULLS(keelbolt_htlc_set_join(&flag, out, NULL, &set, &htlc, &receive, 1, NULL));
  NULLS(keelbolt_htlc_set_join(&flag, out, &size, NULL, &htlc, &receive, 1, NULL));
  NULLS(keelbolt_htlc_set_join(&flag, out, &size, &set, NULL, &receive, 1, NULL));
  NULLS(keelbolt_htlc_set_join(&flag, out, &size, &set, &htlc, NULL, 1, NULL));
  NULLS(keelbolt_trampoline_check(NULL, out, &size, &receive, &receive, NULL));
  NULLS(keelbolt_trampoline_check(&flag, out, NULL, &receive, &receive, NULL));
  NULLS(keelbolt_trampoline_check(&flag, out, &size, NULL, &receive, NULL));
  NULLS(keelbolt_trampoline_check(&flag, out, &size, &receive, NULL, NULL));
}

static void check_null_failures(void) {
  static const uint8_t failuremsg[] = {0, 23};
  keelbolt_failure_message message = {0};
  message.struct_size = sizeof message;
  keelbolt_failure_message no_bytes = message;
  no_bytes.code = KEELBOLT_FAILURE_EXPIRY_TOO_SOON;
  no_bytes.channel_update.length = 1;
  keelbolt_decrypted_failure decrypted;
  keelbolt_fulfillment fulfillment;
  keelbolt_error refusal = new_error();
  refusal.status = KEELBOLT_ERROR_ONION_HMAC;
  keelbolt_error error = new_error();
  uint8_t out[512] = {0};
  size_t size = sizeof out;
  char name[64];
  uint16_t code;
  bool flag;
  const uint8_t *secret = sample.shared_secrets;

  NULLS(keelbolt_failure_message_parse(NULL, failuremsg, 2, NULL));
  NULLS(keelbolt_failure_message_parse(&message, NULL, 2, NULL));
  NULLS(keelbolt_failure_code_parse(NULL, failuremsg, 2, NULL));
  NULLS(keelbolt_failure_code_parse(&code, NULL, 2, NULL));
  NULLS(keelbolt_failure_code_name(NULL, name, &size, 23));
  NULLS(keelbolt_failure_code_name(&flag, name, NULL, 23));
  NULLS(keelbolt_failure_message_write(out, NULL, &message, NULL));
  NULLS(keelbolt_failure_message_write(out, &size, NULL, NULL));
  NULLS(keelbolt_failure_message_write(out, &size, &no_bytes, NULL));
  NULLS(keelbolt_failure_malformed(out, NULL, 0xc006, secret, NULL));
  NULLS(keelbolt_failure_malformed(out, &size, 0xc006, NULL, NULL));
  NULLS(keelbolt_onion_failure(NULL, out, &size, &refusal, sample.onion, 66, &error));
  NULLS(keelbolt_onion_failure(&flag, out, NULL, &refusal, sample.onion, 66, &error));
  NULLS(keelbolt_onion_failure(&flag, out, &size, NULL, sample.onion, 66, &error));
  NULLS(keelbolt_onion_failure(&flag, out, &size, &refusal, NULL, 66, &error));
  NULLS(keelbolt_failure_create(out, NULL, NULL, failuremsg, 2, 0, secret, 0, NULL));
  NULLS(keelbolt_failure_create(out, &size, NULL, NULL, 2, 0, secret, 0, NULL));
  NULLS(keelbolt_failure_create(out, &size, NULL, failuremsg, 2, 0, NULL, 0, NULL));
  NULLS(keelbolt_failure_wrap(NULL, &size, NULL, 0, secret, 0, NULL));
  NULLS(keelbolt_failure_wrap(out, NULL, NULL, 0, secret, 0, NULL));
  NULLS(keelbolt_failure_wrap(out, &size, NULL, 920, secret, 0, NULL));
  NULLS(keelbolt_failure_wrap(out, &size, NULL, 0, NULL, 0, NULL));
  NULLS(keelbolt_failure_decrypt(NULL, out, 64, NULL, 0, secret, 3, NULL));
  NULLS(keelbolt_failure_decrypt(&decrypted, NULL, 64, NULL, 0, secret, 3, NULL));
  NULLS(keelbolt_failure_decrypt(&decrypted, out, 64, NULL, 920, secret, 3, NULL));
  NULLS(keelbolt_failure_decrypt(&decrypted, out, 64, NULL, 0, NULL, 3, NULL));
  NULLS(keelbolt_fulfillment_create(out, NULL, NULL, 0, secret, NULL));
  NULLS(keelbolt_fulfillment_create(out, &size, NULL, 1, secret, NULL));
  NULLS(keelbolt_fulfillment_create(out, &size, NULL, 0, NULL, NULL));
  NULLS(keelbolt_fulfillment_attribute(NULL, secret, 0));
  NULLS(keelbolt_fulfillment_attribute(out, NULL, 0));
  NULLS(keelbolt_fulfillment_wrap(NULL, 1, NULL, 0, secret, 0, NULL));
  NULLS(keelbolt_fulfillment_wrap(NULL, 0, NULL, 920, secret, 0, NULL));
  NULLS(keelbolt_fulfillment_wrap(NULL, 0, NULL, 0, NULL, 0, NULL));
  NULLS(keelbolt_fulfillment_decrypt(NULL, NULL, 0, NULL, 0, secret, 3, NULL));
  NULLS(keelbolt_fulfillment_decrypt(&fulfillment, NULL, 1, NULL, 0, secret, 3, NULL));
  NULLS(keelbolt_fulfillment_decrypt(&fulfillment, NULL, 0, NULL, 920, secret, 3, NULL));
  NULLS(keelbolt_fulfillment_decrypt(&fulfillment, NULL, 0, NULL, 0, NULL, 3, NULL));
}

static void check_null_paths(void) {
  keelbolt_recipient_data data = {0};
  data.struct_size = sizeof data;
  keelbolt_recipient_data no_bytes = data;
  no_bytes.path_id.length = 1;
  keelbolt_node node = {0};
  keelbolt_blinded_forward forward;
  keelbolt_payment_relay relay = {0};
  keelbolt_total_relay total = {0};
  keelbolt_path path;
  keelbolt_path_start start;
  keelbolt_blinded_hop hops[4];
  keelbolt_path_hop no_data = sample.path_hops[0];
  no_data.data = NULL;
  uint8_t out[onion_room];
  size_t size = sizeof out;
  size_t count = 4;
  uint32_t bits[64];
  uint64_t amount;
  uint32_t height;
  uint16_t code;
  bool flag;
  static const uint8_t failuremsg[] = {0, 23};
  const uint8_t *bytes = sample.path;
  const size_t length = sample.path_length;
  const uint8_t *key = sample.node_keys[0];
  const uint8_t *id = sample.node_ids[0];

  NULLS(keelbolt_features_of_vector(bits, NULL, bytes, 1));
  NULLS(keelbolt_features_of_vector(bits, &count, NULL, 1));
  NULLS(keelbolt_recipient_data_parse(NULL, bytes, 1, NULL));
  NULLS(keelbolt_recipient_data_parse(&data, NULL, 1, NULL));
  NULLS(keelbolt_recipient_data_write(out, NULL, &data, NULL));
  NULLS(keelbolt_recipient_data_write(out, &size, NULL, NULL));
  NULLS(keelbolt_recipient_data_write(out, &size, &no_bytes, NULL));
  NULLS(keelbolt_recipient_data_leading_to(NULL, bytes, length, NULL));
  NULLS(keelbolt_recipient_data_leading_to(&data, NULL, length, NULL));
  NULLS(keelbolt_recipient_data_next_node(NULL, &data, NULL));
  NULLS(keelbolt_recipient_data_next_node(&node, NULL, NULL));
  NULLS(keelbolt_recipient_data_forward(NULL, &data, 1, 1, NULL, 0, NULL, 0, NULL));
  NULLS(keelbolt_recipient_data_forward(&forward, NULL, 1, 1, NULL, 0, NULL, 0, NULL));
  NULLS(keelbolt_recipient_data_forward(&forward, &data, 1, 1, NULL, 1, NULL, 0, NULL));
  NULLS(keelbolt_recipient_data_forward(&forward, &data, 1, 1, NULL, 0, NULL, 1, NULL));
  NULLS(keelbolt_recipient_data_check_payment(NULL, 1, 1, NULL, 0, NULL, 0, NULL));
  NULLS(keelbolt_recipient_data_check_payment(&data, 1, 1, NULL, 1, NULL, 0, NULL));
  NULLS(keelbolt_recipient_data_check_payment(&data, 1, 1, NULL, 0, NULL, 1, NULL));
  NULLS(keelbolt_recipient_data_check_features(NULL, NULL, 0, NULL, 0, NULL));
  NULLS(keelbolt_recipient_data_check_features(&data, NULL, 1, NULL, 0, NULL));
  NULLS(keelbolt_recipient_data_check_features(&data, NULL, 0, NULL, 1, NULL));
  NULLS(keelbolt_payment_relay_forward(NULL, &amount, &height, &relay, 1, 1));
  NULLS(keelbolt_payment_relay_forward(&flag, NULL, &height, &relay, 1, 1));
  NULLS(keelbolt_payment_relay_forward(&flag, &amount, NULL, &relay, 1, 1));
  NULLS(keelbolt_payment_relay_forward(&flag, &amount, &height, NULL, 1, 1));
  NULLS(keelbolt_payment_constraints_check(NULL, 1, 1, NULL));
  NULLS(keelbolt_total_relay_of(NULL, &relay, 1, 1, NULL));
  NULLS(keelbolt_total_relay_of(&total, NULL, 1, 1, NULL));
  NULLS(keelbolt_total_relay_amount(NULL, &amount, &total, 1));
  NULLS(keelbolt_total_relay_amount(&flag, NULL, &total, 1));
  NULLS(keelbolt_total_relay_amount(&flag, &amount, NULL, 1));
  NULLS(keelbolt_path_constrain(NULL, 1, 1, 1, 1, NULL));
  NULLS(keelbolt_path_constrain(&no_data, 1, 1, 1, 1, NULL));
  NULLS(keelbolt_path_create(out, NULL, sample.path_hops, 3, 1, 0, key, key, NULL));
  NULLS(keelbolt_path_create(out, &size, NULL, 3, 1, 0, key, key, NULL));
  NULLS(keelbolt_path_create(out, &size, &no_data, 1, 1, 0, key, key, NULL));
  NULLS(keelbolt_path_create(out, &size, sample.path_hops, 3, 1, 0, NULL, key, NULL));
  NULLS(keelbolt_path_create(out, &size, sample.path_hops, 3, 1, 0, key, NULL, NULL));
  NULLS(keelbolt_path_parse(NULL, bytes, length, NULL));
  NULLS(keelbolt_path_parse(&path, NULL, length, NULL));
  NULLS(keelbolt_path_hops(hops, NULL, bytes, length, NULL));
  NULLS(keelbolt_path_hops(hops, &count, NULL, length, NULL));
  NULLS(keelbolt_path_rename_first(out, NULL, bytes, length, &node, NULL));
  NULLS(keelbolt_path_rename_first(out, &size, NULL, length, &node, NULL));
  NULLS(keelbolt_path_rename_first(out, &size, bytes, length, NULL, NULL));
  NULLS(keelbolt_path_join(out, NULL, bytes, length, bytes, length, NULL));
  NULLS(keelbolt_path_join(out, &size, NULL, length, bytes, length, NULL));
  NULLS(keelbolt_path_join(out, &size, bytes, length, NULL, length, NULL));
  NULLS(keelbolt_path_start_at(NULL, &data, out, &size, bytes, length, id, key, NULL));
  NULLS(keelbolt_path_start_at(&start, NULL, out, &size, bytes, length, id, key, NULL));
  NULLS(keelbolt_path_start_at(&start, &data, out, NULL, bytes, length, id, key, NULL));
  NULLS(keelbolt_path_start_at(&start, &data, out, &size, NULL, length, id, key, NULL));
  NULLS(keelbolt_path_start_at(&start, &data, out, &size, bytes, length, NULL, key, NULL));
  NULLS(keelbolt_path_start_at(&start, &data, out, &size, bytes, length, id, NULL, NULL));
  NULLS(keelbolt_path_shared_secret(NULL, id, key, NULL));
  NULLS(keelbolt_path_shared_secret(out, NULL, key, NULL));
  NULLS(keelbolt_path_shared_secret(out, id, NULL, NULL));
  NULLS(keelbolt_path_blinded_key(NULL, id, key, NULL));
  NULLS(keelbolt_path_blinded_key(out, NULL, key, NULL));
  NULLS(keelbolt_path_blinded_key(out, id, NULL, NULL));
  NULLS(keelbolt_path_decrypt(NULL, out, &size, bytes, 32, id, key, NULL));
  NULLS(keelbolt_path_decrypt(&data, out, NULL, bytes, 32, id, key, NULL));
  NULLS(keelbolt_path_decrypt(&data, out, &size, NULL, 32, id, key, NULL));
  NULLS(keelbolt_path_decrypt(&data, out, &size, bytes, 32, NULL, key, NULL));
  NULLS(keelbolt_path_decrypt(&data, out, &size, bytes, 32, id, NULL, NULL));
  NULLS(keelbolt_path_next_key(NULL, id, key, NULL, NULL));
  NULLS(keelbolt_path_next_key(out, NULL, key, NULL, NULL));
  NULLS(keelbolt_path_next_key(out, id, NULL, NULL, NULL));
  NULLS(keelbolt_path_place(NULL, false, false, false));
  NULLS(keelbolt_path_answer(NULL, &code, out, &size, 1, failuremsg, 2, key, NULL));
  NULLS(keelbolt_path_answer(&flag, NULL, out, &size, 1, failuremsg, 2, key, NULL));
  NULLS(keelbolt_path_answer(&flag, &code, out, NULL, 1, failuremsg, 2, key, NULL));
  NULLS(keelbolt_path_answer(&flag, &code, out, &size, 1, NULL, 2, key, NULL));
  NULLS(keelbolt_path_answer(&flag, &code, out, &size, 1, failuremsg, 2, NULL, NULL));
}

static void check_null_messages(void) {
  keelbolt_onion_message message;
  keelbolt_onion_message no_packet;
  keelbolt_received received = {0};
  received.struct_size = sizeof received;
  keelbolt_recipient_data data = {0};
  data.struct_size = sizeof data;
  keelbolt_message_draft draft = {0};
  draft.struct_size = sizeof draft;
  draft.path.data = sample.message_path;
  draft.path.length = sample.message_path_length;
  keelbolt_message_draft no_path = draft;
  no_path.path.data = NULL;
  keelbolt_trampoline_failure failure = {0};
  keelbolt_payment_path path;
  keelbolt_payment_path no_bytes = {{NULL, 1}, {0, 0, 0}, 0, 0};
  static const uint8_t failuremsg[] = {0, 23};
  uint8_t out[onion_room];
  size_t size = sizeof out;
  uint32_t bits[4];
  size_t count = 4;
  bool flag;
  const uint8_t *key = sample.node_keys[0];
  const uint8_t *paths = sample.paths;
  const size_t paths_length = sample.paths_length;
  CHECK("message", keelbolt_onion_message_parse(&message, sample.message, sample.message_length, NULL) == KEELBOLT_OK);
  no_packet = message;
  no_packet.packet.data = NULL;

  NULLS(keelbolt_onion_message_parse(NULL, sample.message, sample.message_length, NULL));
  NULLS(keelbolt_onion_message_parse(&message, NULL, 5, NULL));
  NULLS(keelbolt_onion_message_write(out, NULL, &message, NULL));
  NULLS(keelbolt_onion_message_write(out, &size, NULL, NULL));
  NULLS(keelbolt_onion_message_write(out, &size, &no_packet, NULL));
  NULLS(keelbolt_onion_message_create(NULL, out, &size, &draft, key, key, NULL));
  NULLS(keelbolt_onion_message_create(&message, out, NULL, &draft, key, key, NULL));
  NULLS(keelbolt_onion_message_create(&message, out, &size, NULL, key, key, NULL));
  NULLS(keelbolt_onion_message_create(&message, out, &size, &no_path, key, key, NULL));
  NULLS(keelbolt_onion_message_create(&message, out, &size, &draft, NULL, key, NULL));
  NULLS(keelbolt_onion_message_create(&message, out, &size, &draft, key, NULL, NULL));
  NULLS(keelbolt_onion_message_peel(NULL, &data, out, &size, &message, key, NULL, 0, NULL, 0, NULL));
  NULLS(keelbolt_onion_message_peel(&received, NULL, out, &size, &message, key, NULL, 0, NULL, 0, NULL));
  NULLS(keelbolt_onion_message_peel(&received, &data, out, NULL, &message, key, NULL, 0, NULL, 0, NULL));
  NULLS(keelbolt_onion_message_peel(&received, &data, out, &size, NULL, key, NULL, 0, NULL, 0, NULL));
  NULLS(keelbolt_onion_message_peel(&received, &data, out, &size, &message, NULL, NULL, 0, NULL, 0, NULL));
  NULLS(keelbolt_onion_message_peel(&received, &data, out, &size, &message, key, NULL, 1, NULL, 0, NULL));
  NULLS(keelbolt_onion_message_peel(&received, &data, out, &size, &message, key, NULL, 0, NULL, 1, NULL));
  NULLS(keelbolt_trampoline_failure_parse(NULL, &failure, failuremsg, 2, NULL));
  NULLS(keelbolt_trampoline_failure_parse(&flag, NULL, failuremsg, 2, NULL));
  NULLS(keelbolt_trampoline_failure_parse(&flag, &failure, NULL, 2, NULL));
  NULLS(keelbolt_trampoline_failure_write(out, NULL, &failure, NULL));
  NULLS(keelbolt_trampoline_failure_write(out, &size, NULL, NULL));
  NULLS(keelbolt_payment_paths_count(NULL, paths, paths_length, NULL));
  NULLS(keelbolt_payment_paths_count(&size, NULL, paths_length, NULL));
  NULLS(keelbolt_payment_paths_at(NULL, out, &size, paths, paths_length, 0, NULL));
  NULLS(keelbolt_payment_paths_at(&path, out, NULL, paths, paths_length, 0, NULL));
  NULLS(keelbolt_payment_paths_at(&path, out, &size, NULL, paths_length, 0, NULL));
  NULLS(keelbolt_payment_paths_features(bits, NULL, paths, paths_length, 0, NULL));
  NULLS(keelbolt_payment_paths_features(bits, &count, NULL, paths_length, 0, NULL));
  NULLS(keelbolt_payment_paths_write(out, NULL, &path, 1, NULL));
  NULLS(keelbolt_payment_paths_write(out, &size, NULL, 1, NULL));
  NULLS(keelbolt_payment_paths_write(out, &size, &no_bytes, 1, NULL));
}

/* A buffer that is NULL or one element too small is left alone, and the needed size is told. */
static void check_short_buffers(void) {
  for (size_t index = 0; index < onion_writer_count; ++index) {
    const onion_writer *writer = &onion_writers[index];
    size_t needed = 12345;
    CHECK(writer->name, writer->call(&sample, NULL, &needed) == KEELBOLT_ERROR_BUFFER_TOO_SMALL);
    if (!CHECK(writer->name, needed > 0 && needed < onion_room)) {
      continue;
    }
    /* On the heap in its very size, so that a sanitizer sees a byte too many. */
    uint8_t *buffer = malloc(needed * writer->size);
    uint8_t *untouched = malloc(needed * writer->size);
    memset(buffer, 0xaa, needed * writer->size);
    memset(untouched, 0xaa, needed * writer->size);
    size_t count = needed - 1;
    CHECK(writer->name, writer->call(&sample, buffer, &count) == KEELBOLT_ERROR_BUFFER_TOO_SMALL);
    CHECK(writer->name, count == needed);
    CHECK(writer->name, memcmp(buffer, untouched, needed * writer->size) == 0);
    CHECK(writer->name, writer->call(&sample, buffer, &count) == KEELBOLT_OK && count == needed);
    CHECK(writer->name, memcmp(buffer, untouched, needed * writer->size) != 0);
    free(buffer);
    free(untouched);
  }
}

/* --- Errors, with their fields and texts --- */

typedef struct {
  keelbolt_status status;
  int32_t part;
  uint64_t record;
  uint64_t previous;
  uint64_t offset;
  uint64_t expected;
  uint64_t found;
  uint64_t hop;
  uint32_t bit;
  int32_t blame;
  const char *text;
} wanted;

static keelbolt_error error;
static bool seen[1000];

static void check_error(const char *call, keelbolt_status status, wanted want) {
  char message[256];
  size_t length = sizeof message;
  int32_t blame = -1;
  if (!CHECK(call, status == want.status && error.status == (int32_t)want.status)) {
    printf("  %s, not %s\n", keelbolt_status_str(status), keelbolt_status_str(want.status));
    return;
  }
  seen[status] = true;
  if (!CHECK(call, error.part == want.part && error.record == want.record && error.previous == want.previous &&
                       error.offset == want.offset && error.expected == want.expected && error.found == want.found &&
                       error.hop == want.hop && error.bit == want.bit)) {
    printf("  part %d record %llu previous %llu offset %llu expected %llu found %llu hop %llu bit %u\n",
           (int)error.part, (unsigned long long)error.record, (unsigned long long)error.previous,
           (unsigned long long)error.offset, (unsigned long long)error.expected, (unsigned long long)error.found,
           (unsigned long long)error.hop, (unsigned)error.bit);
  }
  CHECK(call, error.cause == KEELBOLT_OK && error.field == 0 && error.needed == 0);
  CHECK(call, keelbolt_error_message(message, &length, &error) == KEELBOLT_OK);
  if (!CHECK(call, strlen(want.text) == length && memcmp(message, want.text, length) == 0)) {
    printf("  %.*s\n", (int)length, message);
  }
  if (!CHECK(call, keelbolt_error_blame(&blame, &error) == KEELBOLT_OK && blame == want.blame)) {
    printf("  blame %d\n", (int)blame);
  }
}

/* The call fills `error`; what is not wanted of it is zero. */
#define REFUSED(call, ...)                                                             \
  do {                                                                                 \
    error = new_error();                                                               \
    keelbolt_status status_of_call = (call);                                           \
    check_error(#call, status_of_call, (wanted){__VA_ARGS__});                         \
  } while (0)

/* HMAC-SHA256 with a key of 32 bytes. */
static void hmac(uint8_t *out, const uint8_t *key, const uint8_t *text, size_t length) {
  static uint8_t block[64 + onion_room];
  uint8_t inner[32];
  for (size_t index = 0; index < 64; ++index) {
    block[index] = (uint8_t)((index < 32 ? key[index] : 0) ^ 0x36);
  }
  memcpy(block + 64, text, length);
  CHECK("sha256", keelbolt_sha256(inner, block, 64 + length) == KEELBOLT_OK);
  for (size_t index = 0; index < 64; ++index) {
    block[index] ^= 0x36 ^ 0x5c;
  }
  memcpy(block + 64, inner, sizeof inner);
  CHECK("sha256", keelbolt_sha256(out, block, 64 + sizeof inner) == KEELBOLT_OK);
}

/* Gives an onion for the first node, without associated data, the HMAC that fits what was changed in it. */
static void seal(uint8_t *onion, size_t length) {
  uint8_t secret[32];
  uint8_t mu[32];
  CHECK("seal", keelbolt_onion_shared_secret(secret, onion, length, sample.node_keys[0], NULL) == KEELBOLT_OK);
  CHECK("seal", keelbolt_onion_key(mu, KEELBOLT_KEY_TYPE_MU, secret, NULL) == KEELBOLT_OK);
  hmac(onion + length - 32, mu, onion + 34, length - 66);
}

static keelbolt_status peel(const uint8_t *onion, size_t length) {
  static uint8_t buffer[onion_room];
  keelbolt_peeled peeled;
  size_t size = sizeof buffer;
  return keelbolt_onion_peel(&peeled, buffer, &size, onion, length, NULL, 0, sample.node_keys[0], &error);
}

static void check_packets(void) {
  enum { length = KEELBOLT_ONION_PACKET_LENGTH };
  static const uint8_t payload[] = {2, 1, 100};
  static keelbolt_hop hops[256];
  static uint8_t long_payload[1300];
  static uint8_t secrets[32 * 256];
  static uint8_t good[length];
  static uint8_t onion[length];
  keelbolt_onion fields;
  size_t size = sizeof good;
  size_t needed;
  uint8_t key[32];
  for (size_t index = 0; index < 256; ++index) {
    hops[index] = sample.hops[0];
    hops[index].payload.data = payload;
    hops[index].payload.length = sizeof payload;
  }
  CHECK("build", keelbolt_onion_build(good, &size, secrets, hops, 1, NULL, 0, 1300, sample.session_key,
                                      sample.entropy, NULL) == KEELBOLT_OK);

  REFUSED(keelbolt_onion_parse(&fields, good, 65, &error), .status = KEELBOLT_ERROR_PACKET_TOO_SHORT, .expected = 66,
          .found = 65, .text = "onion packet: expected at least 66 bytes, found 65");
  memcpy(onion, good, length);
  onion[0] = 1;
  REFUSED(peel(onion, length), .status = KEELBOLT_ERROR_ONION_VERSION, .found = 1,
          .text = "onion version: expected 0, found 1");
  memcpy(onion, good, length);
  onion[1] = 5;
  REFUSED(peel(onion, length), .status = KEELBOLT_ERROR_EPHEMERAL_KEY_NOT_A_POINT,
          .text = "ephemeral key: not a compressed point of the curve");
  memcpy(onion, good, length);
  onion[700] ^= 1;
  REFUSED(peel(onion, length), .status = KEELBOLT_ERROR_ONION_HMAC,
          .text = "onion hmac does not fit the packet and its associated data");

  /* The length and the payload are known, so that others can be put in their place. */
  memcpy(onion, good, length);
  onion[34] ^= 3 ^ 1;
  seal(onion, length);
  REFUSED(peel(onion, length), .status = KEELBOLT_ERROR_PAYLOAD_TOO_SHORT, .found = 1,
          .text = "payload: expected at least 2 bytes, found a length of 1");
  memcpy(onion, good, length);
  onion[34] ^= 3 ^ 0xfd;
  onion[35] ^= 2 ^ 0xff;
  onion[36] ^= 1 ^ 0xff;
  seal(onion, length);
  REFUSED(peel(onion, length), .status = KEELBOLT_ERROR_PAYLOAD_TOO_LONG, .expected = 1265, .found = 0xffff,
          .text = "payload: room for 1265 bytes, found a length of 65535");
  onion[35] ^= 0xff;
  onion[36] ^= 0xff ^ 7;
  seal(onion, length);
  REFUSED(peel(onion, length), .status = KEELBOLT_ERROR_BIG_SIZE_NOT_MINIMAL, .part = KEELBOLT_ONION_PART_PACKET,
          .found = 7, .text = "payload length: bigsize at byte 0 is not the shortest form of 7");
  /* A routing field of one byte: some byte is the beginning of a longer length. */
  memcpy(onion, good, 35);
  for (unsigned byte = 0; byte < 256; ++byte) {
    onion[34] = (uint8_t)byte;
    seal(onion, 67);
    error = new_error();
    if (peel(onion, 67) == KEELBOLT_ERROR_BIG_SIZE_TRUNCATED && error.expected == 9) {
      break;
    }
  }
  REFUSED(peel(onion, 67), .status = KEELBOLT_ERROR_BIG_SIZE_TRUNCATED, .part = KEELBOLT_ONION_PART_PACKET,
          .expected = 9, .found = 1,
          .text = "payload length: bigsize at byte 0 is truncated: expected 9 bytes, found 1");

#define BUILD(count)                                                                                              \
  keelbolt_onion_build(onion, &size, secrets, hops, (count), NULL, 0, 1300, sample.session_key, sample.entropy, \
                       &error)
  REFUSED(BUILD(0), .status = KEELBOLT_ERROR_NO_HOPS, .part = KEELBOLT_ONION_PART_PACKET,
          .blame = KEELBOLT_BLAME_CALLER, .text = "route without a hop");
  REFUSED(BUILD(256), .status = KEELBOLT_ERROR_TOO_MANY_HOPS, .part = KEELBOLT_ONION_PART_PACKET, .expected = 255,
          .found = 256, .blame = KEELBOLT_BLAME_CAPACITY,
          .text = "route: room for the shared secrets of 255 hops, found 256 hops");
  REFUSED(BUILD(37), .status = KEELBOLT_ERROR_ROUTE_TOO_LONG, .expected = 1300, .found = 37 * 36,
          .blame = KEELBOLT_BLAME_CALLER, .text = "payloads of the route: room for 1300 bytes, found 1332");
  CHECK("36 hops", BUILD(36) == KEELBOLT_OK);
  hops[1].payload.length = 1;
  REFUSED(BUILD(2), .status = KEELBOLT_ERROR_RESERVED_PAYLOAD_LENGTH, .hop = 1, .found = 1,
          .blame = KEELBOLT_BLAME_CALLER, .text = "payload of hop 1: expected at least 2 bytes, found 1");
  hops[1].payload.data = long_payload;
  hops[1].payload.length = sizeof long_payload;
  REFUSED(keelbolt_onion_length(&needed, hops, 2, 1300, &error), .status = KEELBOLT_ERROR_ROUTE_TOO_LONG,
          .expected = 1300, .found = 36 + 1335, .blame = KEELBOLT_BLAME_CALLER,
          .text = "payloads of the route: room for 1300 bytes, found 1371");
  hops[0].public_key[0] = 9;
  REFUSED(BUILD(1), .status = KEELBOLT_ERROR_KEY_NOT_A_POINT, .text = "not a compressed point of the curve");
  REFUSED(keelbolt_onion_key(key, 9, sample.node_keys[0], &error), .status = KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE,
          .found = 9, .blame = KEELBOLT_BLAME_CALLER, .text = "the enumeration has no value 9");
}

/* Streams that break the rules of TLV, and the part in which each stands. */
static keelbolt_status parse_payload(const uint8_t *stream, size_t length) {
  keelbolt_payload payload = {0};
  payload.struct_size = sizeof payload;
  return keelbolt_payload_parse(&payload, stream, length, &error);
}

static keelbolt_status parse_data(const uint8_t *stream, size_t length) {
  keelbolt_recipient_data data = {0};
  data.struct_size = sizeof data;
  return keelbolt_recipient_data_parse(&data, stream, length, &error);
}

static keelbolt_status parse_message_tail(const uint8_t *stream, size_t length) {
  static uint8_t message[2048];
  keelbolt_onion_message parsed;
  memcpy(message, sample.message, sample.message_length);
  memcpy(message + sample.message_length, stream, length);
  return keelbolt_onion_message_parse(&parsed, message, sample.message_length + length, &error);
}

static keelbolt_status create_fulfillment(const uint8_t *stream, size_t length) {
  uint8_t out[512];
  size_t size = sizeof out;
  return keelbolt_fulfillment_create(out, &size, stream, length, sample.shared_secrets, &error);
}

static void check_streams(void) {
  static const struct {
    int32_t part;
    keelbolt_status (*read)(const uint8_t *stream, size_t length);
    const char *prefix;
    int32_t blame;
    bool refuses_even;
  } readers[] = {
      {KEELBOLT_ONION_PART_PAYLOAD, parse_payload, "payload: ", KEELBOLT_BLAME_PEER, true},
      {KEELBOLT_ONION_PART_RECIPIENT_DATA, parse_data, "recipient data: ", KEELBOLT_BLAME_PEER, true},
      {KEELBOLT_ONION_PART_MESSAGE, parse_message_tail, "onion message: ", KEELBOLT_BLAME_PEER, true},
      {KEELBOLT_ONION_PART_FULFILLMENT_PAYLOAD, create_fulfillment, "fulfillment payload: ", KEELBOLT_BLAME_CALLER,
       false},
  };
  static const struct {
    uint8_t bytes[8];
    size_t length;
    wanted want;
  } rows[] = {
      {{0xfd, 1}, 2, {.status = KEELBOLT_ERROR_BIG_SIZE_TRUNCATED, .expected = 3, .found = 2,
                      .text = "tlv stream: bigsize at byte 0 is truncated: expected 3 bytes, found 2"}},
      {{0xfd, 0, 9, 0}, 4, {.status = KEELBOLT_ERROR_BIG_SIZE_NOT_MINIMAL, .found = 9,
                            .text = "tlv stream: bigsize at byte 0 is not the shortest form of 9"}},
      {{0x4d, 5, 1}, 3, {.status = KEELBOLT_ERROR_TLV_VALUE_TRUNCATED, .record = 77, .offset = 2, .expected = 5,
                         .found = 1,
                         .text = "tlv record 77: value at byte 2 is truncated: expected 5 bytes, found 1"}},
      {{0x4d, 1, 1, 0x4b, 0}, 5, {.status = KEELBOLT_ERROR_TLV_ORDER, .record = 75, .offset = 3, .previous = 77,
                                  .text = "tlv record 75 at byte 3 is not above record 77 before it"}},
      {{0x4d, 1, 1, 0x4e, 0}, 5, {.status = KEELBOLT_ERROR_TLV_UNKNOWN_EVEN, .record = 78, .offset = 3,
                                  .text = "tlv record 78 at byte 3 is even and unknown"}},
  };
  for (size_t reader = 0; reader < sizeof readers / sizeof readers[0]; ++reader) {
    for (size_t row = 0; row < sizeof rows / sizeof rows[0]; ++row) {
      char text[256];
      wanted want = rows[row].want;
      if (want.status == KEELBOLT_ERROR_TLV_UNKNOWN_EVEN && !readers[reader].refuses_even) {
        continue;
      }
      snprintf(text, sizeof text, "%s%s", readers[reader].prefix, want.text);
      want.text = text;
      want.part = readers[reader].part;
      want.blame = readers[reader].blame;
      error = new_error();
      check_error(text, readers[reader].read(rows[row].bytes, rows[row].length), want);
    }
  }
}

#define BYTES(...) (const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__})
#define ZEROS_8 0, 0, 0, 0, 0, 0, 0, 0
#define ZEROS_33 ZEROS_8, ZEROS_8, ZEROS_8, ZEROS_8, 0

static keelbolt_status instruct(const uint8_t *payload, size_t length, bool is_final, const uint8_t *path_key) {
  keelbolt_instruction instruction = {0};
  instruction.struct_size = sizeof instruction;
  return keelbolt_payload_instruction(&instruction, payload, length, is_final, path_key, &error);
}

static void check_payloads(void) {
  enum { part = KEELBOLT_ONION_PART_PAYLOAD };
  REFUSED(parse_payload(BYTES(6, 1, 0)), .status = KEELBOLT_ERROR_RECORD_LENGTH, .part = part, .record = 6,
          .expected = 8, .found = 1, .text = "payload record 6 at byte 0: expected 8 bytes, found 1");
  REFUSED(parse_payload(BYTES(2, 9, 1, ZEROS_8)), .status = KEELBOLT_ERROR_RECORD_INTEGER_TOO_LONG, .part = part,
          .record = 2, .expected = 8, .found = 9,
          .text = "payload record 2 at byte 0: truncated integer: expected at most 8 bytes, found 9");
  REFUSED(parse_payload(BYTES(2, 0, 4, 1, 0)), .status = KEELBOLT_ERROR_RECORD_INTEGER_NOT_MINIMAL, .part = part,
          .record = 4, .offset = 2,
          .text = "payload record 4 at byte 2: truncated integer begins with a zero byte");
  REFUSED(parse_payload(BYTES(12, 33, ZEROS_33)), .status = KEELBOLT_ERROR_RECORD_NOT_A_POINT, .part = part,
          .record = 12, .text = "payload record 12 at byte 0: not a compressed point of the curve");
  REFUSED(parse_payload(BYTES(2, 0, 22, 1, 0)), .status = KEELBOLT_ERROR_RECORD_PATHS, .record = 22, .offset = 2,
          .text = "payload record 22 at byte 2: no list of blinded paths");
  REFUSED(instruct(BYTES(2, 0), true, NULL), .status = KEELBOLT_ERROR_RECORD_MISSING, .part = part, .record = 4,
          .text = "payload without record 4");
  REFUSED(instruct(BYTES(2, 0, 10, 0), false, sample.node_ids[0]), .status = KEELBOLT_ERROR_RECORD_FORBIDDEN,
          .part = part, .record = 2, .text = "payload with record 2, which must not be there");
  REFUSED(instruct(BYTES(2, 0, 4, 0), true, sample.node_ids[0]), .status = KEELBOLT_ERROR_UNEXPECTED_PATH_KEY,
          .text = "path key for a payload without encrypted recipient data");

  uint8_t out[64];
  size_t size = sizeof out;
  static const keelbolt_record records[] = {{77, {NULL, 0}}, {75, {NULL, 0}}};
  static keelbolt_record many[KEELBOLT_MAX_UNKNOWN_RECORDS + 1];
  keelbolt_payload payload = {0};
  payload.struct_size = sizeof payload;
  payload.unknown_records = records;
  payload.unknown_record_count = 2;
  REFUSED(keelbolt_payload_write(out, &size, &payload, &error), .status = KEELBOLT_ERROR_TLV_WRITE_ORDER, .part = part,
          .record = 75, .previous = 77, .blame = KEELBOLT_BLAME_CALLER,
          .text = "tlv record 75 is not above record 77 before it");
  payload.unknown_records = many;
  payload.unknown_record_count = KEELBOLT_MAX_UNKNOWN_RECORDS + 1;
  REFUSED(keelbolt_payload_write(out, &size, &payload, &error), .status = KEELBOLT_ERROR_TOO_MANY, .expected = 32,
          .found = 33, .blame = KEELBOLT_BLAME_CALLER,
          .text = "the list is too long: expected at most 32 elements, found 33");
  payload.struct_size -= 1;
  char struct_size_text[64];
  snprintf(struct_size_text, sizeof struct_size_text, "struct_size: expected at least %zu, found %zu", sizeof payload,
           payload.struct_size);
  REFUSED(keelbolt_payload_write(out, &size, &payload, &error), .status = KEELBOLT_ERROR_STRUCT_SIZE,
          .expected = sizeof payload, .found = sizeof payload - 1, .blame = KEELBOLT_BLAME_CALLER,
          .text = struct_size_text);
  keelbolt_record found[4];
  size_t count = 4;
  REFUSED(keelbolt_unknown_records(found, &count, NULL, 0, KEELBOLT_ONION_PART_PACKET, &error),
          .status = KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE, .found = 1, .blame = KEELBOLT_BLAME_CALLER,
          .text = "the enumeration has no value 1");
}

static void check_failures(void) {
  static uint8_t large[65536 + 16];
  static uint8_t out[70000];
  static const uint8_t failuremsg[] = {0, 23};
  size_t size = sizeof out;
  keelbolt_failure_message message = {0};
  message.struct_size = sizeof message;
  keelbolt_decrypted_failure decrypted;
  keelbolt_fulfillment fulfillment;
  uint16_t code;
  const uint8_t *secrets = sample.shared_secrets;

  REFUSED(keelbolt_failure_code_parse(&code, BYTES(1), &error), .status = KEELBOLT_ERROR_TRUNCATED,
          .part = KEELBOLT_ONION_PART_FAILURE, .expected = 2, .found = 1,
          .text = "truncated at byte 0: expected 2 bytes, found 1");
  REFUSED(keelbolt_failure_message_parse(&message, BYTES(0x40, 15, 0, 0, 0), &error),
          .status = KEELBOLT_ERROR_TRUNCATED, .part = KEELBOLT_ONION_PART_FAILURE, .offset = 2, .expected = 8,
          .found = 3, .text = "truncated at byte 2: expected 8 bytes, found 3");
  REFUSED(keelbolt_failure_message_parse(&message, BYTES(0x40, 22, 0xfe), &error),
          .status = KEELBOLT_ERROR_BIG_SIZE_TRUNCATED, .part = KEELBOLT_ONION_PART_FAILURE, .offset = 2, .expected = 5,
          .found = 1, .text = "bigsize at byte 2 is truncated: expected 5 bytes, found 1");
  REFUSED(keelbolt_failure_message_parse(&message, BYTES(0x40, 22, 0xfd, 0, 1, 0, 0), &error),
          .status = KEELBOLT_ERROR_BIG_SIZE_NOT_MINIMAL, .part = KEELBOLT_ONION_PART_FAILURE, .offset = 2, .found = 1,
          .text = "bigsize at byte 2 is not the shortest form of 1");
  REFUSED(keelbolt_failure_malformed(out, &size, 0x400f, secrets, &error), .status = KEELBOLT_ERROR_NOT_BAD_ONION,
          .found = 0x400f,
          .text = "malformed onion: expected a code with the BADONION flag, found incorrect_or_unknown_payment_details");
  message.code = KEELBOLT_FAILURE_EXPIRY_TOO_SOON;
  message.channel_update.data = large;
  message.channel_update.length = 65536;
  REFUSED(keelbolt_failure_message_write(out, &size, &message, &error),
          .status = KEELBOLT_ERROR_CHANNEL_UPDATE_TOO_LONG, .found = 65536, .blame = KEELBOLT_BLAME_CALLER,
          .text = "channel_update: expected at most 65535 bytes, found 65536");
  size = sizeof out;
  REFUSED(keelbolt_failure_create(out, &size, NULL, failuremsg, 2, 32768, secrets, 0, &error),
          .status = KEELBOLT_ERROR_TOO_LONG, .part = KEELBOLT_ONION_PART_FAILURE, .expected = 32768, .found = 32804,
          .blame = KEELBOLT_BLAME_CALLER, .text = "return packet: expected at most 32768 bytes, found 32804");
  REFUSED(keelbolt_failure_wrap(out, &size, large, 919, secrets, 0, &error),
          .status = KEELBOLT_ERROR_ATTRIBUTION_LENGTH, .expected = 920, .found = 919,
          .text = "attribution data: expected 920 bytes, found 919");
  for (size_t count = 0; count <= 28; count += 28) {
    const char *text = count == 0 ? "route: expected 1 to 27 hops, found 0" : "route: expected 1 to 27 hops, found 28";
    REFUSED(keelbolt_failure_decrypt(&decrypted, out, 300, NULL, 0, large, count, &error),
            .status = KEELBOLT_ERROR_HOP_COUNT, .part = KEELBOLT_ONION_PART_PACKET, .expected = 27, .found = count,
            .blame = KEELBOLT_BLAME_CALLER, .text = text);
    REFUSED(keelbolt_fulfillment_decrypt(&fulfillment, NULL, 0, NULL, 0, large, count, &error),
            .status = KEELBOLT_ERROR_HOP_COUNT, .part = KEELBOLT_ONION_PART_PACKET, .expected = 27, .found = count,
            .blame = KEELBOLT_BLAME_CALLER, .text = text);
  }
  REFUSED(create_fulfillment(BYTES(1, 0)), .status = KEELBOLT_ERROR_RESERVED_RECORD, .record = 1,
          .blame = KEELBOLT_BLAME_CALLER,
          .text = "fulfillment payload: record 1 is not above 1, which is the padding");
  REFUSED(keelbolt_fulfillment_wrap(large, 32769, NULL, 0, secrets, 0, &error), .status = KEELBOLT_ERROR_TOO_LONG,
          .part = KEELBOLT_ONION_PART_FULFILLMENT_PAYLOAD, .expected = 32768, .found = 32769,
          .text = "fulfillment payload: expected at most 32768 bytes, found 32769");

  /* What the size of a reason allows is no error: it is cut. */
  size = 40000;
  CHECK("cut", keelbolt_failure_wrap(large, &size, NULL, 0, secrets, 0, NULL) == KEELBOLT_OK && size == 32768);

  /* The failures to send for what was refused. */
  static const struct {
    keelbolt_status status;
    int32_t part;
    uint16_t code;
  } answers[] = {
      {KEELBOLT_ERROR_ONION_VERSION, 0, KEELBOLT_FAILURE_INVALID_ONION_VERSION},
      {KEELBOLT_ERROR_ONION_HMAC, 0, KEELBOLT_FAILURE_INVALID_ONION_HMAC},
      {KEELBOLT_ERROR_EPHEMERAL_KEY_NOT_A_POINT, 0, KEELBOLT_FAILURE_INVALID_ONION_KEY},
      {KEELBOLT_ERROR_PAYLOAD_TOO_SHORT, 0, KEELBOLT_FAILURE_INVALID_ONION_PAYLOAD},
      {KEELBOLT_ERROR_PAYLOAD_TOO_LONG, 0, KEELBOLT_FAILURE_INVALID_ONION_PAYLOAD},
      {KEELBOLT_ERROR_BIG_SIZE_TRUNCATED, KEELBOLT_ONION_PART_PACKET, KEELBOLT_FAILURE_INVALID_ONION_PAYLOAD},
      {KEELBOLT_ERROR_TLV_ORDER, KEELBOLT_ONION_PART_PAYLOAD, KEELBOLT_FAILURE_INVALID_ONION_PAYLOAD},
      {KEELBOLT_ERROR_RECORD_MISSING, KEELBOLT_ONION_PART_PAYLOAD, KEELBOLT_FAILURE_INVALID_ONION_PAYLOAD},
      {KEELBOLT_ERROR_UNEXPECTED_PATH_KEY, 0, KEELBOLT_FAILURE_INVALID_ONION_PAYLOAD},
      {KEELBOLT_ERROR_PACKET_TOO_SHORT, 0, 0},
      {KEELBOLT_ERROR_NO_HOPS, KEELBOLT_ONION_PART_PACKET, 0},
      {KEELBOLT_ERROR_BECH32_CHECKSUM, 0, 0},
  };
  for (size_t index = 0; index < sizeof answers / sizeof answers[0]; ++index) {
    keelbolt_error refusal = new_error();
    bool present = true;
    const char *name = keelbolt_status_str(answers[index].status);
    refusal.status = answers[index].status;
    refusal.part = answers[index].part;
    refusal.record = 4;
    refusal.offset = 3;
    size = sizeof out;
    CHECK(name, keelbolt_onion_failure(&present, out, &size, &refusal, sample.onion, sizeof sample.onion, NULL) ==
                    KEELBOLT_OK);
    CHECK(name, present == (answers[index].code != 0) && (size > 0) == present);
    if (!present) {
      continue;
    }
    CHECK(name, keelbolt_failure_message_parse(&message, out, size, NULL) == KEELBOLT_OK);
    CHECK(name, message.code == answers[index].code);
    uint8_t hash[32];
    CHECK(name, keelbolt_sha256(hash, sample.onion, sizeof sample.onion) == KEELBOLT_OK);
    CHECK(name, (message.code & KEELBOLT_FAILURE_BADONION) == 0 ||
                    memcmp(message.sha256_of_onion, hash, sizeof hash) == 0);
    if (answers[index].status == KEELBOLT_ERROR_TLV_ORDER) {
      CHECK(name, message.record == 4 && message.offset == 3);
    }
  }
}

/* A path whose hops carry nothing. */
static size_t long_path(uint8_t *path, uint8_t hops) {
  memcpy(path, sample.path, 66);
  path[66] = hops;
  for (size_t hop = 0; hop < hops; ++hop) {
    memcpy(path + 67 + 35 * hop, sample.node_ids[0], 33);
    memset(path + 67 + 35 * hop + 33, 0, 2);
  }
  return 67 + 35 * (size_t)hops;
}

static void check_paths(void) {
  enum { part = KEELBOLT_ONION_PART_BLINDED_PATH };
  static uint8_t bytes[10000];
  static uint8_t out[20000];
  keelbolt_path path;
  size_t length = sample.path_length;
  size_t size = sizeof out;
#define PARSE(given) keelbolt_path_parse(&path, bytes, (given), &error)
  memcpy(bytes, sample.path, length);
  bytes[0] = 7;
  REFUSED(PARSE(length), .status = KEELBOLT_ERROR_FIRST_NODE, .part = part, .found = 7,
          .text = "blinded path: expected a first node that begins with 0 to 3 at byte 0, found 7");
  bytes[0] = sample.path[0];
  bytes[33] = 7;
  REFUSED(PARSE(length), .status = KEELBOLT_ERROR_PATH_KEY_NOT_A_POINT, .part = part, .offset = 33,
          .text = "blinded path: key at byte 33 is not a point of the curve");
  bytes[33] = sample.path[33];
  bytes[66] = 0;
  REFUSED(PARSE(67), .status = KEELBOLT_ERROR_NO_HOPS, .part = part, .text = "blinded path has no hop");
  bytes[66] = sample.path[66];
  REFUSED(PARSE(length + 3), .status = KEELBOLT_ERROR_TRAILING_BYTES, .part = part, .found = 3,
          .text = "blinded path: expected its end, found 3 more bytes");
  REFUSED(PARSE(80), .status = KEELBOLT_ERROR_TRUNCATED, .part = part, .offset = 67, .expected = 33, .found = 13,
          .text = "blinded path: truncated at byte 67: expected 33 bytes, found 13");
  for (size_t cut = 1; cut < length; ++cut) {
    CHECK("truncated path", PARSE(cut) != KEELBOLT_OK);
  }
  length = long_path(bytes, 200);
  REFUSED(keelbolt_path_join(out, &size, bytes, length, bytes, length, &error),
          .status = KEELBOLT_ERROR_TOO_MANY_HOPS, .part = part, .expected = 255, .found = 400,
          .blame = KEELBOLT_BLAME_CALLER, .text = "blinded path: expected at most 255 hops, found 400");
  keelbolt_node nowhere = {0};
  REFUSED(keelbolt_path_rename_first(out, &size, bytes, length, &nowhere, &error),
          .status = KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE, .blame = KEELBOLT_BLAME_CALLER,
          .text = "the enumeration has no value 0");

  size_t count;
#define PATHS(given) keelbolt_payment_paths_count(&count, bytes, (given), &error)
  enum { paths = KEELBOLT_ONION_PART_RECIPIENT_PATHS };
  memcpy(bytes, sample.paths, sample.paths_length);
  REFUSED(PATHS(0), .status = KEELBOLT_ERROR_TRUNCATED, .part = paths, .expected = 33,
          .text = "blinded path: truncated at byte 0: expected 33 bytes, found 0");
  bytes[33] = 7;
  REFUSED(PATHS(sample.paths_length), .status = KEELBOLT_ERROR_PATH_KEY_NOT_A_POINT, .part = paths, .offset = 33,
          .text = "blinded path: key at byte 33 is not a point of the curve");
  memcpy(bytes, sample.paths, sample.paths_length);
  bytes[66] = 0;
  REFUSED(PATHS(sample.paths_length), .status = KEELBOLT_ERROR_NO_HOPS, .part = paths,
          .text = "blinded path has no hop");
  bytes[0] = 5;
  REFUSED(PATHS(sample.paths_length), .status = KEELBOLT_ERROR_FIRST_NODE, .part = paths, .found = 5,
          .text = "blinded path: expected a first node that begins with 0 to 3 at byte 0, found 5");
  error = new_error();
  keelbolt_payment_path found;
  CHECK("index", keelbolt_payment_paths_at(&found, out, &size, sample.paths, sample.paths_length, 2, &error) ==
                     KEELBOLT_ERROR_INDEX_OUT_OF_RANGE);
  CHECK("index", error.index == 2 && error.length == 2);
  static keelbolt_payment_path many[KEELBOLT_PAYMENT_PATHS_MAX + 1];
  for (size_t index = 0; index <= KEELBOLT_PAYMENT_PATHS_MAX; ++index) {
    many[index].path.data = sample.path;
    many[index].path.length = sample.path_length;
  }
  REFUSED(keelbolt_payment_paths_write(out, &size, many, KEELBOLT_PAYMENT_PATHS_MAX + 1, &error),
          .status = KEELBOLT_ERROR_TOO_MANY, .expected = 16, .found = 17, .blame = KEELBOLT_BLAME_CALLER,
          .text = "the list is too long: expected at most 16 elements, found 17");
}

static void check_recipient_data(void) {
  enum { part = KEELBOLT_ONION_PART_RECIPIENT_DATA };
  REFUSED(parse_data(BYTES(2, 1, 0)), .status = KEELBOLT_ERROR_RECORD_LENGTH, .part = part, .record = 2, .expected = 8,
          .found = 1, .text = "recipient data: record 2: expected 8 bytes, found 1");
  REFUSED(parse_data(BYTES(12, 13, 0, 0, 0, 0, 1, ZEROS_8)), .status = KEELBOLT_ERROR_RECORD_INTEGER_TOO_LONG,
          .part = part, .record = 12, .expected = 8, .found = 9,
          .text = "recipient data: record 12: truncated integer: expected at most 8 bytes, found 9");
  REFUSED(parse_data(BYTES(12, 5, 0, 0, 0, 0, 0)), .status = KEELBOLT_ERROR_RECORD_INTEGER_NOT_MINIMAL, .part = part,
          .record = 12, .text = "recipient data: record 12: truncated integer begins with a zero byte");
  REFUSED(parse_data(BYTES(4, 33, ZEROS_33)), .status = KEELBOLT_ERROR_RECORD_NOT_A_POINT, .part = part, .record = 4,
          .text = "recipient data: record 4 is not a point of the curve");

  static const keelbolt_record records[] = {{77, {NULL, 0}}, {75, {NULL, 0}}};
  static const uint32_t one = 1;
  static const uint8_t features[] = {0x80};
  static uint8_t path_id[65520];
  static uint8_t out[1000];
  size_t size = sizeof out;
  keelbolt_node node;
  keelbolt_blinded_forward forward;
  keelbolt_recipient_data data = {0};
  data.struct_size = sizeof data;
  keelbolt_recipient_data unordered = data;
  unordered.unknown_records = records;
  unordered.unknown_record_count = 2;
  REFUSED(keelbolt_recipient_data_write(out, &size, &unordered, &error), .status = KEELBOLT_ERROR_RECORD_FORBIDDEN,
          .part = part, .record = 75, .text = "recipient data: record 75 does not belong there");
#define FORWARD(amount, expiry) \
  keelbolt_recipient_data_forward(&forward, &data, (amount), (expiry), NULL, 0, NULL, 0, &error)
  REFUSED(FORWARD(1, 1), .status = KEELBOLT_ERROR_RECORD_MISSING, .part = part, .record = 4,
          .text = "recipient data: record 4 is missing");
  data.has_short_channel_id = 1;
  REFUSED(FORWARD(1, 1), .status = KEELBOLT_ERROR_RECORD_MISSING, .part = part, .record = 10,
          .text = "recipient data: record 10 is missing");
  data.has_payment_relay = 1;
  data.payment_relay.fee_base_msat = 10;
  REFUSED(FORWARD(9, 1), .status = KEELBOLT_ERROR_RELAY_EXCEEDS_PAYMENT,
          .text = "the hop asks for more than the amount or the expiry of the payment");
  data.has_payment_constraints = 1;
  data.payment_constraints.htlc_minimum_msat = 5;
  data.payment_constraints.max_cltv_expiry = 7;
  REFUSED(FORWARD(4, 7), .status = KEELBOLT_ERROR_AMOUNT_BELOW_MINIMUM, .expected = 5, .found = 4,
          .text = "amount: expected at least 5 msat, found 4 msat");
  REFUSED(keelbolt_payment_constraints_check(&data.payment_constraints, 5, 8, &error),
          .status = KEELBOLT_ERROR_EXPIRY_TOO_LATE, .expected = 7, .found = 8,
          .text = "expiry: expected at most block 7, found block 8");
  CHECK("enough", FORWARD(10, 7) == KEELBOLT_OK && forward.amt_to_forward_msat == 0);
  REFUSED(keelbolt_recipient_data_check_payment(&data, 5, 7, NULL, 0, &one, 1, &error),
          .status = KEELBOLT_ERROR_FEATURE_NOT_ALLOWED, .bit = 1,
          .text = "feature bit 1 is used, which the recipient data does not allow");
  data.allowed_features.data = features;
  data.allowed_features.length = sizeof features;
  REFUSED(keelbolt_recipient_data_check_features(&data, NULL, 0, NULL, 0, &error),
          .status = KEELBOLT_ERROR_UNKNOWN_FEATURE, .bit = 7, .text = "recipient data allows unknown feature bit 7");
  data.allowed_features.data = NULL;
  data.allowed_features.length = 0;
  data.has_next_node_id = 1;
  memcpy(data.next_node_id, sample.node_ids[1], 33);
  REFUSED(keelbolt_recipient_data_next_node(&node, &data, &error), .status = KEELBOLT_ERROR_TWO_NEXT_NODES,
          .text = "recipient data names a next channel and a next node");

  keelbolt_path_hop hops[KEELBOLT_PATH_MAX_HOPS + 1];
  keelbolt_recipient_data told[2] = {sample.path_data[0], sample.path_data[2]};
  for (size_t index = 0; index <= KEELBOLT_PATH_MAX_HOPS; ++index) {
    hops[index] = sample.path_hops[0];
    hops[index].data = &told[index == 0 ? 0 : 1];
  }
#define CREATE(count, purpose)                                                                            \
  keelbolt_path_create(out, &size, hops, (count), (purpose), 0, sample.session_key, sample.entropy, &error)
  REFUSED(CREATE(0, KEELBOLT_PATH_PURPOSE_PAYMENT), .status = KEELBOLT_ERROR_NO_HOPS,
          .part = KEELBOLT_ONION_PART_BLINDED_PATH, .text = "blinded path has no hop");
  REFUSED(CREATE(2, KEELBOLT_PATH_PURPOSE_MESSAGE), .status = KEELBOLT_ERROR_HOP_FORBIDS, .record = 10,
          .blame = KEELBOLT_BLAME_CALLER, .text = "blinded path: record 10 does not belong in the data of hop 0");
  REFUSED(CREATE(3, KEELBOLT_PATH_PURPOSE_PAYMENT), .status = KEELBOLT_ERROR_HOP_LACKS, .record = 10, .hop = 1,
          .blame = KEELBOLT_BLAME_CALLER, .text = "blinded path: the data of hop 1 needs record 10");
  REFUSED(CREATE(2, 4), .status = KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE, .found = 4, .blame = KEELBOLT_BLAME_CALLER,
          .text = "the enumeration has no value 4");
  REFUSED(CREATE(KEELBOLT_PATH_MAX_HOPS + 1, KEELBOLT_PATH_PURPOSE_PART), .status = KEELBOLT_ERROR_TOO_MANY,
          .expected = 64, .found = 65, .blame = KEELBOLT_BLAME_CALLER,
          .text = "the list is too long: expected at most 64 elements, found 65");
  told[1].path_id.data = path_id;
  told[1].path_id.length = sizeof path_id;
  REFUSED(CREATE(2, KEELBOLT_PATH_PURPOSE_PART), .status = KEELBOLT_ERROR_DATA_TOO_LONG, .expected = 65519,
          .found = 65531, .blame = KEELBOLT_BLAME_CALLER,
          .text = "recipient data: expected at most 65519 bytes, found 65531");
  REFUSED(keelbolt_path_constrain(hops, 2, UINT32_MAX, 1, 1, &error), .status = KEELBOLT_ERROR_RELAY_TOO_LARGE,
          .blame = KEELBOLT_BLAME_CALLER, .text = "the fees or blocks of the path do not fit their fields");

  static const uint8_t short_data[15];
  uint8_t secret[32] = {1};
  size = sizeof out;
  REFUSED(keelbolt_path_decrypt(&data, out, &size, short_data, sizeof short_data, sample.node_ids[0], secret, &error),
          .status = KEELBOLT_ERROR_ENCRYPTED_DATA_TOO_SHORT, .expected = 16, .found = 15,
          .text = "encrypted recipient data: expected at least 16 bytes, found 15");
  size = sizeof out;
  REFUSED(keelbolt_path_decrypt(&data, out, &size, sample.path, 100, sample.node_ids[0], secret, &error),
          .status = KEELBOLT_ERROR_RECIPIENT_DATA_NOT_AUTHENTIC,
          .text = "encrypted recipient data was not made for this node and path key");
  uint16_t code;
  bool flag;
  REFUSED(keelbolt_path_answer(&flag, &code, out, &size, 0, BYTES(0, 23), secret, &error),
          .status = KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE, .blame = KEELBOLT_BLAME_CALLER,
          .text = "the enumeration has no value 0");
}

/* Peels a message to the first node whose payload is this. */
static keelbolt_status peel_message(const uint8_t *payload, size_t length, bool is_final) {
  static uint8_t onion[KEELBOLT_ONION_PACKET_LENGTH];
  static uint8_t buffer[onion_room];
  static const uint8_t next[] = {1, 0};
  uint8_t secrets[64];
  keelbolt_path path;
  keelbolt_blinded_hop blinded[onion_hops];
  keelbolt_hop hops[2];
  keelbolt_onion_message message;
  keelbolt_received received = {0};
  received.struct_size = sizeof received;
  keelbolt_recipient_data data = {0};
  data.struct_size = sizeof data;
  size_t count = onion_hops;
  size_t size = sizeof onion;
  CHECK("path", keelbolt_path_parse(&path, sample.message_path, sample.message_path_length, NULL) == KEELBOLT_OK);
  CHECK("path", keelbolt_path_hops(blinded, &count, sample.message_path, sample.message_path_length, NULL) ==
                    KEELBOLT_OK);
  for (size_t hop = 0; hop < 2; ++hop) {
    memcpy(hops[hop].public_key, blinded[hop].blinded_node_id, 33);
    hops[hop].payload.data = hop == 0 ? payload : next;
    hops[hop].payload.length = hop == 0 ? length : sizeof next;
  }
  CHECK("build", keelbolt_onion_build(onion, &size, secrets, hops, is_final ? 1 : 2, NULL, 0, 1300, sample.session_key,
                                      sample.entropy, NULL) == KEELBOLT_OK);
  memcpy(message.path_key, path.first_path_key, 33);
  message.packet.data = onion;
  message.packet.length = size;
  size = sizeof buffer;
  return keelbolt_onion_message_peel(&received, &data, buffer, &size, &message, sample.node_keys[0], NULL, 0, NULL, 0,
                                     &error);
}

static void check_messages(void) {
  enum { part = KEELBOLT_ONION_PART_MESSAGE, reply = KEELBOLT_ONION_PART_REPLY_PATH };
  static uint8_t bytes[2048];
  static uint8_t out[onion_room];
  static uint8_t path[10000];
  static uint8_t large[65499];
  size_t size = sizeof out;
  keelbolt_onion_message message;
#define MESSAGE(given) keelbolt_onion_message_parse(&message, bytes, (given), &error)
  memcpy(bytes, sample.message, sample.message_length);
  bytes[1] = 2;
  REFUSED(MESSAGE(sample.message_length), .status = KEELBOLT_ERROR_MESSAGE_TYPE, .expected = 513, .found = 514,
          .text = "onion message: expected type 513, found 514");
  bytes[1] = 1;
  bytes[2] = 9;
  REFUSED(MESSAGE(sample.message_length), .status = KEELBOLT_ERROR_PATH_KEY_NOT_A_POINT, .part = part, .offset = 2,
          .text = "onion message: path_key: not a compressed point of the curve");
  bytes[2] = sample.message[2];
  REFUSED(MESSAGE(100), .status = KEELBOLT_ERROR_TRUNCATED, .part = part, .offset = 37, .expected = 1366, .found = 63,
          .text = "onion message: truncated at byte 37: expected 1366 bytes, found 63");
  for (size_t cut = 0; cut < sample.message_length; ++cut) {
    CHECK("truncated message", MESSAGE(cut) != KEELBOLT_OK);
  }

  REFUSED(peel_message(BYTES(64, 0), true), .status = KEELBOLT_ERROR_MISSING_RECIPIENT_DATA,
          .text = "onion message has no encrypted recipient data");
  REFUSED(peel_message(BYTES(64, 0, 66, 0), true), .status = KEELBOLT_ERROR_TWO_CONTENTS, .record = 66,
          .text = "onion message: expected one payload field, found record 66 as well");
  REFUSED(peel_message(BYTES(1, 0, 4, 0), false), .status = KEELBOLT_ERROR_RECORD_FORBIDDEN, .part = part, .record = 1,
          .text = "onion message: record 1 is not for a node on the way");
  REFUSED(peel_message(BYTES(2, 1, 9), true), .status = KEELBOLT_ERROR_FIRST_NODE, .part = reply, .found = 9,
          .text = "reply_path: blinded path: expected a first node that begins with 0 to 3 at byte 0, found 9");
  REFUSED(peel_message(BYTES(4, 1, 9), true), .status = KEELBOLT_ERROR_ENCRYPTED_DATA_TOO_SHORT, .expected = 16,
          .found = 1, .text = "encrypted recipient data: expected at least 16 bytes, found 1");
  REFUSED(peel_message(BYTES(72, 0), true), .status = KEELBOLT_ERROR_TLV_UNKNOWN_EVEN, .part = part, .record = 72,
          .text = "onion message: tlv record 72 at byte 0 is even and unknown");

  keelbolt_message_draft draft = {0};
  draft.struct_size = sizeof draft;
  draft.path.data = sample.message_path;
  draft.path.length = sample.message_path_length;
  draft.contents.data = large;
  draft.contents_type = 63;
#define DRAFT() \
  keelbolt_onion_message_create(&message, out, &size, &draft, sample.session_key, sample.entropy, &error)
  REFUSED(DRAFT(), .status = KEELBOLT_ERROR_NOT_CONTENTS, .record = 63, .blame = KEELBOLT_BLAME_CALLER,
          .text = "onion message: expected a payload field of type 64 or above, found 63");
  draft.contents_type = 64;
  draft.contents.length = sizeof large;
  REFUSED(DRAFT(), .status = KEELBOLT_ERROR_TOO_LONG, .part = part, .expected = 65498, .found = 65831,
          .blame = KEELBOLT_BLAME_CALLER, .text = "onion message: expected at most 65498 bytes, found 65831");
  draft.contents.length = 0;
  keelbolt_path_start end = {0};
  end.hop = onion_hops;
  memcpy(end.path_key, sample.node_ids[0], 33);
  draft.start = &end;
  REFUSED(DRAFT(), .status = KEELBOLT_ERROR_HOP_COUNT, .part = part, .expected = 27, .blame = KEELBOLT_BLAME_CALLER,
          .text = "onion message: expected 1 to 27 hops, found 0");
  draft.start = NULL;
  draft.reply_path.data = path;
  draft.reply_path.length = sample.path_length;
  memcpy(path, sample.path, sample.path_length);
  path[33] = 9;
  REFUSED(DRAFT(), .status = KEELBOLT_ERROR_PATH_KEY_NOT_A_POINT, .part = reply, .offset = 33,
          .text = "reply_path: blinded path: key at byte 33 is not a point of the curve");
  path[33] = sample.path[33];
  draft.reply_path.length += 1;
  REFUSED(DRAFT(), .status = KEELBOLT_ERROR_TRAILING_BYTES, .part = reply, .found = 1,
          .text = "reply_path: blinded path: expected its end, found 1 more bytes");
  draft.reply_path.length = 66;
  REFUSED(DRAFT(), .status = KEELBOLT_ERROR_TRUNCATED, .part = reply, .offset = 66, .expected = 1,
          .text = "reply_path: blinded path: truncated at byte 66: expected 1 bytes, found 0");
  path[66] = 0;
  draft.reply_path.length = 67;
  REFUSED(DRAFT(), .status = KEELBOLT_ERROR_NO_HOPS, .part = reply, .text = "reply_path: blinded path has no hop");

  message.packet.data = large;
  message.packet.length = sizeof large;
  memcpy(message.path_key, sample.node_ids[0], 33);
  REFUSED(keelbolt_onion_message_write(out, &size, &message, &error), .status = KEELBOLT_ERROR_TOO_LONG, .part = part,
          .expected = 65498, .found = 65499, .blame = KEELBOLT_BLAME_CALLER,
          .text = "onion message: expected at most 65498 bytes, found 65499");
  keelbolt_trampoline_failure failure = {0};
  REFUSED(keelbolt_trampoline_failure_write(out, &size, &failure, &error),
          .status = KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE, .blame = KEELBOLT_BLAME_CALLER,
          .text = "the enumeration has no value 0");
}

/* Every status of onions was seen above. */
static void check_all_seen(void) {
  size_t count = 0;
  for (int32_t status = 700; status < 800; ++status) {
    if (strcmp(keelbolt_status_str(status), "UnknownStatus") != 0) {
      ++count;
      CHECK(keelbolt_status_str(status), seen[status]);
    }
  }
  CHECK("statuses of onions", count >= 50);
}

/* --- Damage --- */

/* One bit of an onion, or its end, changes everything: no such onion is peeled. */
static void check_damaged_onions(void) {
  static uint8_t onion[sizeof sample.onion];
  static uint8_t buffer[onion_room];
  keelbolt_peeled peeled;
  for (size_t bit = 0; bit < 8 * sizeof onion; bit += bit < 8 * 66 ? 1 : 37) {
    size_t size = sizeof buffer;
    memcpy(onion, sample.onion, sizeof onion);
    onion[bit / 8] ^= (uint8_t)(1 << bit % 8);
    keelbolt_status status = keelbolt_onion_peel(&peeled, buffer, &size, onion, sizeof onion, sample.payment_hash, 32,
                                                 sample.node_keys[0], NULL);
    CHECK("flipped bit", status == KEELBOLT_ERROR_ONION_VERSION || status == KEELBOLT_ERROR_ONION_HMAC ||
                             status == KEELBOLT_ERROR_EPHEMERAL_KEY_NOT_A_POINT);
  }
  for (size_t cut = 0; cut < sizeof onion; ++cut) {
    size_t size = sizeof buffer;
    CHECK("truncated onion",
          keelbolt_onion_peel(&peeled, buffer, &size, sample.onion, cut, sample.payment_hash, 32, sample.node_keys[0],
                              NULL) != KEELBOLT_OK);
  }
  size_t size = sizeof buffer;
  CHECK("other associated data",
        keelbolt_onion_peel(&peeled, buffer, &size, sample.onion, sizeof sample.onion, sample.payment_secret, 32,
                            sample.node_keys[0], NULL) == KEELBOLT_ERROR_ONION_HMAC);
  CHECK("another node",
        keelbolt_onion_peel(&peeled, buffer, &size, sample.onion, sizeof sample.onion, sample.payment_hash, 32,
                            sample.node_keys[1], NULL) == KEELBOLT_ERROR_ONION_HMAC);
}

/* What came back damaged is no error: the sender is not found, and the hold times name the source. */
static void check_damaged_replies(void) {
  uint8_t reason[sizeof sample.reason];
  uint8_t payload[sizeof sample.fulfillment];
  keelbolt_decrypted_failure decrypted;
  keelbolt_fulfillment fulfillment;
  for (int damaged = 0; damaged < 2; ++damaged) {
    memcpy(reason, sample.reason, sizeof reason);
    memcpy(payload, sample.fulfillment, sizeof payload);
    reason[100] ^= (uint8_t)damaged;
    payload[100] ^= (uint8_t)damaged;
    CHECK("failure", keelbolt_failure_decrypt(&decrypted, reason, sizeof reason, sample.attribution_data,
                                              sizeof sample.attribution_data, sample.shared_secrets, onion_hops,
                                              NULL) == KEELBOLT_OK);
    CHECK("failure", decrypted.has_failure == !damaged && decrypted.hold_times.present);
    CHECK("failure", decrypted.hold_times.has_unattributed_hop == (damaged != 0));
    CHECK("failure", decrypted.hold_times.count == (damaged ? 0 : 3));
    CHECK("fulfillment",
          keelbolt_fulfillment_decrypt(&fulfillment, payload, sizeof payload, sample.fulfillment_attribution,
                                       sizeof sample.fulfillment_attribution, sample.shared_secrets, onion_hops,
                                       NULL) == KEELBOLT_OK);
    CHECK("fulfillment", fulfillment.outcome ==
                             (damaged ? KEELBOLT_FULFILLMENT_NOT_AUTHENTIC : KEELBOLT_FULFILLMENT_AUTHENTIC));
    CHECK("fulfillment", fulfillment.hold_times.has_unattributed_hop == (damaged != 0));
    if (!damaged) {
      CHECK("failure", decrypted.hop == 2 && decrypted.failuremsg.length == 2 && decrypted.hold_times.times[2] == 5);
      CHECK("fulfillment", memcmp(fulfillment.records.data + fulfillment.records.length - 4, "\x03\x02\xab\xcd", 4) ==
                               0);
    }
  }
}

/* A program that was compiled before keelbolt_error had the members of onions. */
static void check_older_error(void) {
  struct {
    keelbolt_error error;
    uint8_t behind[8];
  } memory;
  const size_t older = offsetof(keelbolt_error, record);
  keelbolt_onion onion;
  memset(&memory, 0xee, sizeof memory);
  memory.error.struct_size = older;
  CHECK("older", keelbolt_onion_parse(&onion, sample.onion, 65, &memory.error) == KEELBOLT_ERROR_PACKET_TOO_SHORT);
  CHECK("older", memory.error.found == 65 && memory.error.struct_size == older);
  for (size_t at = older; at < sizeof memory; ++at) {
    CHECK("older", ((const uint8_t *)&memory)[at] == 0xee);
  }
  char text[128];
  size_t length = sizeof text;
  CHECK("older", keelbolt_error_message(text, &length, &memory.error) == KEELBOLT_OK && length > 40);
  memory.error.struct_size = older - 1;
  CHECK("older", keelbolt_onion_parse(&onion, sample.onion, 65, &memory.error) == KEELBOLT_ERROR_STRUCT_SIZE);
}

int main(void) {
  onion_sample_make(&sample);
  check_null_packets();
  check_null_payloads();
  check_null_failures();
  check_null_paths();
  check_null_messages();
  check_short_buffers();
  check_packets();
  check_streams();
  check_payloads();
  check_failures();
  check_paths();
  check_recipient_data();
  check_messages();
  check_all_seen();
  check_damaged_onions();
  check_damaged_replies();
  check_older_error();
  return check_result();
}
