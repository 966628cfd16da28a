/*
 * A payment over three hops, seen from all sides: the origin builds the onion, each hop peels its layer and says what it
 * found, the last one refuses, the failure goes back hop by hop, and the origin finds out who failed and who held the
 * payment for how long. With an argument a hop on the way back changes the failure, and the origin finds that out, too.
 *
 *   onion [tamper]
 *
 * There is no malloc here; all memory is this program's.
 */

#include <inttypes.h>
#include <keelbolt.h>
#include <stdio.h>
#include <string.h>

enum { hop_count = 3 };

/* What every hop knows: the payment's hash. What only its own node knows: the secret key. A real program takes keys,
 * session key and entropy from its random number generator. */
static const uint8_t payment_hash[32] = {0x42, 0x42};
static const uint8_t payment_secret[32] = {0x24, 0x24};
static const uint8_t node_keys[hop_count][32] = {{1}, {2}, {3}};
static const uint8_t session_key[32] = {4};
static const uint8_t entropy[32] = {5};

static int refuse(const keelbolt_error *error) {
  char message[256];
  size_t length = sizeof message;
  if (keelbolt_error_message(message, &length, error) != KEELBOLT_OK) {
    return 1;
  }
  printf("refused: %.*s\n", (int)length, message);
  return 1;
}

/* Two payloads that forward, and one that receives. */
static keelbolt_status write_payload(uint8_t *out, size_t *length, int hop, keelbolt_error *error) {
  keelbolt_payload payload = {0};
  payload.struct_size = sizeof payload;
  payload.has_amt_to_forward = 1;
  payload.amt_to_forward_msat = 100000;
  payload.has_outgoing_cltv_value = 1;
  payload.outgoing_cltv_value = (uint32_t)(800080 - 40 * hop);
  if (hop + 1 < hop_count) {
    payload.has_short_channel_id = 1;
    payload.short_channel_id = 0x083f4c0009a70001 + (uint64_t)hop;
  } else {
    payload.has_payment_data = 1;
    payload.total_msat = 100000;
    memcpy(payload.payment_secret, payment_secret, sizeof payment_secret);
  }
  return keelbolt_payload_write(out, length, &payload, error);
}

/* The origin: one onion for all hops, and the secrets that decrypt what comes back. */
static keelbolt_status build(uint8_t *onion, uint8_t *shared_secrets, keelbolt_error *error) {
  uint8_t payloads[hop_count][64];
  keelbolt_hop hops[hop_count];
  for (int hop = 0; hop < hop_count; ++hop) {
    size_t length = sizeof payloads[hop];
    keelbolt_status status = write_payload(payloads[hop], &length, hop, error);
    if (status == KEELBOLT_OK) {
      status = keelbolt_public_key(hops[hop].public_key, node_keys[hop], entropy, error);
    }
    if (status != KEELBOLT_OK) {
      return status;
    }
    hops[hop].payload.data = payloads[hop];
    hops[hop].payload.length = length;
  }
  size_t length = KEELBOLT_ONION_PACKET_LENGTH;
  return keelbolt_onion_build(onion, &length, shared_secrets, hops, hop_count, payment_hash, sizeof payment_hash,
                              KEELBOLT_ONION_HOP_PAYLOADS_LENGTH, session_key, entropy, error);
}

/* A hop: what the onion says to it. */
static keelbolt_status peel(keelbolt_peeled *peeled, keelbolt_instruction *instruction, uint8_t *buffer, int hop,
                            keelbolt_bytes onion, keelbolt_error *error) {
  size_t length = KEELBOLT_ONION_PEEL_BUFFER;
  keelbolt_status status = keelbolt_onion_peel(peeled, buffer, &length, onion.data, onion.length, payment_hash,
                                               sizeof payment_hash, node_keys[hop], error);
  return status != KEELBOLT_OK ? status
                               : keelbolt_payload_instruction(instruction, peeled->payload.data, peeled->payload.length,
                                                              peeled->is_final, NULL, error);
}

int main(int argc, char **argv) {
  (void)argv;
  keelbolt_error error = {0};
  error.struct_size = sizeof error;
  uint8_t onion[KEELBOLT_ONION_PACKET_LENGTH];
  uint8_t shared_secrets[hop_count * 32]; /* the origin's; a real program wipes them in the end */
  if (build(onion, shared_secrets, &error) != KEELBOLT_OK) {
    return refuse(&error);
  }
  printf("onion: %zu bytes for %d hops\n", sizeof onion, hop_count);

  uint8_t buffers[hop_count][KEELBOLT_ONION_PEEL_BUFFER];
  keelbolt_peeled peeled[hop_count];
  keelbolt_bytes packet = {onion, sizeof onion};
  for (int hop = 0; hop < hop_count; ++hop) {
    keelbolt_instruction instruction = {0};
    instruction.struct_size = sizeof instruction;
    if (peel(&peeled[hop], &instruction, buffers[hop], hop, packet, &error) != KEELBOLT_OK) {
      return refuse(&error);
    }
    if (instruction.kind == KEELBOLT_INSTRUCTION_FORWARD) {
      printf("hop %d: forward %" PRIu64 " msat until block %" PRIu32 "\n", hop, instruction.amt_to_forward_msat,
             instruction.outgoing_cltv_value);
    } else {
      printf("hop %d: receive %" PRIu64 " msat\n", hop, instruction.receive.amt_to_forward_msat);
    }
    packet = peeled[hop].next_onion;
  }

  /* The last hop does not know the payment. */
  keelbolt_failure_message failure = {0};
  failure.struct_size = sizeof failure;
  failure.code = KEELBOLT_FAILURE_INCORRECT_OR_UNKNOWN_PAYMENT_DETAILS;
  failure.htlc_msat = 100000;
  failure.height = 800000;
  uint8_t failuremsg[64];
  size_t failuremsg_length = sizeof failuremsg;
  uint8_t reason[512];
  size_t reason_length = sizeof reason;
  uint8_t attribution_data[KEELBOLT_ATTRIBUTION_LENGTH];
  if (keelbolt_failure_message_write(failuremsg, &failuremsg_length, &failure, &error) != KEELBOLT_OK ||
      keelbolt_failure_create(reason, &reason_length, attribution_data, failuremsg, failuremsg_length, 0,
                              peeled[hop_count - 1].shared_secret, 2, &error) != KEELBOLT_OK) {
    return refuse(&error);
  }
  for (int hop = hop_count - 2; hop >= 0; --hop) {
    if (hop == 0 && argc > 1) {
      reason[40] ^= 1; /* what it received is not what its neighbour sent */
    }
    if (keelbolt_failure_wrap(reason, &reason_length, attribution_data, sizeof attribution_data,
                              peeled[hop].shared_secret, (uint32_t)(10 - hop), &error) != KEELBOLT_OK) {
      return refuse(&error);
    }
  }

  /* The origin. */
  keelbolt_decrypted_failure decrypted;
  if (keelbolt_failure_decrypt(&decrypted, reason, reason_length, attribution_data, sizeof attribution_data,
                               shared_secrets, hop_count, &error) != KEELBOLT_OK) {
    return refuse(&error);
  }
  if (decrypted.has_failure) {
    uint16_t code;
    char name[64];
    size_t name_length = sizeof name;
    bool known;
    if (keelbolt_failure_code_parse(&code, decrypted.failuremsg.data, decrypted.failuremsg.length, &error) !=
            KEELBOLT_OK ||
        keelbolt_failure_code_name(&known, name, &name_length, code) != KEELBOLT_OK) {
      return refuse(&error);
    }
    printf("hop %zu failed: %.*s\n", decrypted.hop, (int)name_length, name);
  } else {
    printf("the failure was changed on its way\n");
  }
  for (size_t hop = 0; hop < decrypted.hold_times.count; ++hop) {
    printf("hop %zu held the payment for %" PRIu32 " ms\n", hop, decrypted.hold_times.times[hop] * 100);
  }
  if (decrypted.hold_times.has_unattributed_hop) {
    printf("hop %zu or the one before it is to blame\n", decrypted.hold_times.unattributed_hop);
  }
  return 0;
}
