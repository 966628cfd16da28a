/* A channel with a payment each way, one commitment of the opener, and everything that follows from it. */

#ifndef KEELBOLT_TEST_COMMITMENT_SAMPLE_H
#define KEELBOLT_TEST_COMMITMENT_SAMPLE_H

#include <keelbolt.h>

enum { commitment_room = 4096, sample_htlcs = 3, sample_number = 5 };

/* What belongs together; all of it follows from numbers, so that each run has the same. Pointers lead into the struct
 * itself, which stays where it is. The first of two is the opener's, the second the accepter's. */
typedef struct {
  keelbolt_channel_secrets secrets[2];
  keelbolt_basepoints basepoints[2];
  uint8_t entropy[32];
  uint8_t preimage[32]; /* of both payments */
  keelbolt_channel_parameters channel;
  keelbolt_commitment_htlc htlcs[sample_htlcs]; /* offered by the opener, by the accepter, and one that is trimmed */
  uint8_t per_commitment_secret[32];            /* of the commitment */
  keelbolt_secret_store store;                  /* has it, and those before it */
  keelbolt_commitment_draft draft;
  keelbolt_commitment *commitment;
  size_t output_count;
  keelbolt_commitment_output outputs[8];
  uint8_t signature[64]; /* the accepter's */
  uint8_t htlc_signatures[sample_htlcs][64];
  size_t htlc_count;
  uint8_t published[commitment_room];
  size_t published_length;
  keelbolt_claim *to_local; /* the opener's, after its delay */
  keelbolt_claim *wallet;   /* an output of a wallet */
  uint8_t wallet_script[22];
  keelbolt_sweep *sweep; /* of both */
  keelbolt_unsigned_sweep *unsigned_sweep;
  keelbolt_signed_sweep *signed_sweep;
  keelbolt_revoked *revoked; /* the commitment, as the accepter sees it when it is revoked */
  keelbolt_legacy_closing legacy;
  keelbolt_simple_close close; /* the opener is the closer */
  keelbolt_closing_transaction *closing;
  keelbolt_closing_signatures complete; /* the opener's */
  keelbolt_closing_signatures closing_sig;
} commitment_sample;

/* Makes everything; ends the program when something fails. */
void commitment_sample_make(commitment_sample *sample, int32_t format);

/* Frees what is on the heap. */
void commitment_sample_free(commitment_sample *sample);

/* The index of the first output of a kind, or that behind the last. */
size_t sample_output(const commitment_sample *sample, int32_t kind);

/* A path of a kind, with what such a path asks for of the sample. */
keelbolt_spend_path sample_path(const commitment_sample *sample, int32_t kind);

#endif
