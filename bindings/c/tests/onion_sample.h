/* A payment over three hops, with everything that may come back; and calls of every function of onions. */

#ifndef KEELBOLT_TEST_ONION_SAMPLE_H
#define KEELBOLT_TEST_ONION_SAMPLE_H

#include <keelbolt.h>

enum { onion_hops = 3, onion_room = 8192 };

/* What belongs together; all of it follows from numbers, so that each run has the same. */
typedef struct {
  uint8_t node_keys[onion_hops][32]; /* secret keys of the nodes */
  uint8_t node_ids[onion_hops][33];
  uint8_t payment_hash[32];
  uint8_t payment_secret[32];
  uint8_t session_key[32];
  uint8_t entropy[32];
  uint8_t payloads[onion_hops][128]; /* two that forward, one that receives */
  size_t payload_lengths[onion_hops];
  keelbolt_hop hops[onion_hops];
  uint8_t onion[KEELBOLT_ONION_PACKET_LENGTH];
  uint8_t shared_secrets[32 * onion_hops];
  uint8_t reason[292]; /* an attributed failure of the last hop, as it comes to the origin */
  uint8_t attribution_data[KEELBOLT_ATTRIBUTION_LENGTH];
  uint8_t fulfillment[272]; /* an attributed fulfillment payload of the last hop, as it comes to the origin */
  uint8_t fulfillment_attribution[KEELBOLT_ATTRIBUTION_LENGTH];
  keelbolt_recipient_data path_data[onion_hops]; /* of a path for payments over the three */
  keelbolt_path_hop path_hops[onion_hops];
  uint8_t path[1024];
  size_t path_length;
  uint8_t message_path[1024]; /* a path for messages over the three */
  size_t message_path_length;
  uint8_t message[2048]; /* an onion message over it, with a path for the answer, as the first node gets it */
  size_t message_length;
  uint8_t paths[2048]; /* two paths for payments with their prices */
  size_t paths_length;
} onion_sample;

/* Makes everything; ends the program when something fails. */
void onion_sample_make(onion_sample *sample);

/* A function that fills a buffer, with arguments that are otherwise right; size is that of an element. */
typedef struct {
  const char *name;
  size_t size;
  keelbolt_status (*call)(const onion_sample *sample, void *out, size_t *count);
} onion_writer;

extern const onion_writer onion_writers[];
extern const size_t onion_writer_count;

#endif
