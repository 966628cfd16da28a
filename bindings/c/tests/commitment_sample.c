/* Making the sample. */

#include "commitment_sample.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static keelbolt_error error;

static void must(keelbolt_status status) {
  if (status != KEELBOLT_OK) {
    char message[256] = "no message";
    size_t length = sizeof message;
    if (keelbolt_error_message(message, &length, &error) == KEELBOLT_OK) {
      printf("the sample failed: %.*s\n", (int)length, message);
    }
    abort();
  }
}

static void make_node(commitment_sample *sample, int node) {
  keelbolt_extended_secret_key root;
  uint8_t seed[32] = {0};
  seed[0] = (uint8_t)(node + 1);
  must(keelbolt_extended_secret_key_from_seed(&root, seed, sizeof seed, KEELBOLT_NETWORK_REGTEST, &error));
  must(keelbolt_channel_secrets_derive(&sample->secrets[node], &root, 0, sample->entropy, &error));
  must(keelbolt_channel_secrets_basepoints(&sample->basepoints[node], &sample->secrets[node], sample->entropy, &error));
}

static void make_channel(commitment_sample *sample, int32_t format) {
  keelbolt_channel_parameters *channel = &sample->channel;
  channel->struct_size = sizeof *channel;
  channel->format = format;
  memset(channel->funding.txid, 0x62, sizeof channel->funding.txid);
  channel->funding_amount_sat = 1000000;
  channel->opener.basepoints = sample->basepoints[0];
  channel->opener.dust_limit_sat = 546;
  channel->opener.to_self_delay = 144;
  channel->accepter = channel->opener;
  channel->accepter.basepoints = sample->basepoints[1];
}

static void make_draft(commitment_sample *sample) {
  keelbolt_commitment_draft *draft = &sample->draft;
  keelbolt_secret_generator generator;
  must(keelbolt_secret_generator_init(&generator, sample->secrets[0].per_commitment_seed, &error));
  must(keelbolt_secret_store_init(&sample->store, &error));
  for (uint64_t number = 0; number <= sample_number; ++number) {
    must(keelbolt_secret_generator_secret(sample->per_commitment_secret, &generator, number, &error));
    must(keelbolt_secret_store_insert(&sample->store, number, sample->per_commitment_secret, &error));
  }
  draft->struct_size = sizeof *draft;
  draft->owner = KEELBOLT_CHANNEL_NODE_OPENER;
  draft->number = sample_number;
  must(keelbolt_per_commitment_point(draft->per_commitment_point, sample->per_commitment_secret, sample->entropy,
                                     &error));
  draft->opener_balance_msat = 699900000;
  draft->accepter_balance_msat = 200000000;
  draft->feerate_per_kw = sample->channel.format == KEELBOLT_FORMAT_ZERO_FEE ? 0 : 1000;
  draft->htlcs = sample->htlcs;
  draft->htlc_count = sample_htlcs;
  for (int index = 0; index < sample_htlcs; ++index) {
    keelbolt_commitment_htlc *htlc = &sample->htlcs[index];
    htlc->offered_by = index == 1 ? KEELBOLT_CHANNEL_NODE_ACCEPTER : KEELBOLT_CHANNEL_NODE_OPENER;
    htlc->amount_msat = index == 2 ? 100000 : 50000000;
    htlc->cltv_expiry = 800100 + (uint32_t)index;
    must(keelbolt_payment_hash(htlc->payment_hash, sample->preimage));
  }
}

static void make_commitment(commitment_sample *sample) {
  uint8_t digest[32];
  uint8_t local[64];
  uint8_t id;
  sample->output_count = 8;
  sample->htlc_count = sample_htlcs;
  sample->published_length = commitment_room;
  must(keelbolt_commitment_build(&sample->commitment, &sample->channel, &sample->draft, &error));
  must(keelbolt_commitment_outputs(sample->outputs, &sample->output_count, sample->commitment, &error));
  must(keelbolt_commitment_sign(sample->signature, sample->htlc_signatures[0], &sample->htlc_count, sample->commitment,
                                sample->secrets[1].funding, sample->secrets[1].htlc_basepoint, sample->entropy,
                                &error));
  must(keelbolt_commitment_digest(digest, sample->commitment, &error));
  must(keelbolt_sign_recoverable(local, &id, digest, sample->secrets[0].funding, sample->entropy, &error));
  must(keelbolt_commitment_signed(sample->published, &sample->published_length, sample->commitment, local,
                                  sample->signature, &error));
  must(keelbolt_revoked_recognise(&sample->revoked, &sample->channel, KEELBOLT_CHANNEL_NODE_OPENER, sample->published,
                                  sample->published_length, &sample->store, sample->htlcs, sample_htlcs,
                                  sample->entropy, &error));
}

static void make_sweep(commitment_sample *sample) {
  keelbolt_spend_path path = sample_path(sample, KEELBOLT_SPEND_DELAYED);
  keelbolt_outpoint outpoint = {{0x77}, 1};
  sample->wallet_script[1] = 20;
  must(keelbolt_commitment_claim(&sample->to_local, sample->commitment,
                                 sample_output(sample, KEELBOLT_OUTPUT_TO_LOCAL), &path, &error));
  must(keelbolt_claim_wallet(&sample->wallet, &outpoint, 10000, sample->wallet_script, sizeof sample->wallet_script,
                             108, &error));
  const keelbolt_claim *claims[] = {sample->to_local, sample->wallet};
  must(keelbolt_sweep_new(&sample->sweep, claims, 2, sample->wallet_script, sizeof sample->wallet_script, NULL,
                          &error));
  must(keelbolt_sweep_build(&sample->unsigned_sweep, sample->sweep, 1000, &error));
  must(keelbolt_unsigned_sweep_sign(&sample->signed_sweep, sample->unsigned_sweep, &sample->secrets[0],
                                    &sample->basepoints[0], sample->entropy, &error));
}

static void make_closing(commitment_sample *sample) {
  keelbolt_bytes script = {sample->wallet_script, sizeof sample->wallet_script};
  uint8_t transaction[commitment_room];
  size_t length = sizeof transaction;
  sample->legacy.struct_size = sizeof sample->legacy;
  sample->legacy.channel = &sample->channel;
  sample->legacy.opener_balance_msat = 800000000;
  sample->legacy.accepter_balance_msat = 200000000;
  sample->legacy.fee_sat = 1000;
  sample->legacy.opener_script = script;
  sample->legacy.accepter_script = script;
  sample->close.struct_size = sizeof sample->close;
  sample->close.channel = &sample->channel;
  sample->close.closer = KEELBOLT_CHANNEL_NODE_OPENER;
  sample->close.closer_balance_msat = 800000000;
  sample->close.closee_balance_msat = 200000000;
  sample->close.fee_sat = 1000;
  sample->close.closer_script = script;
  sample->close.closee_script = script;
  must(keelbolt_legacy_closing_build(&sample->closing, &sample->legacy, KEELBOLT_CHANNEL_NODE_OPENER, false, &error));
  must(keelbolt_simple_close_sign(&sample->complete, &sample->close, false, sample->secrets[0].funding, sample->entropy,
                                  &error));
  must(keelbolt_simple_close_countersign(&sample->closing_sig, transaction, &length, &sample->close, &sample->complete,
                                         false, sample->secrets[1].funding, sample->entropy, &error));
}

void commitment_sample_make(commitment_sample *sample, int32_t format) {
  memset(sample, 0, sizeof *sample);
  memset(&error, 0, sizeof error);
  error.struct_size = sizeof error;
  sample->entropy[0] = 9;
  sample->preimage[0] = 4;
  make_node(sample, 0);
  make_node(sample, 1);
  make_channel(sample, format);
  make_draft(sample);
  make_commitment(sample);
  make_sweep(sample);
  make_closing(sample);
}

void commitment_sample_free(commitment_sample *sample) {
  keelbolt_commitment_free(sample->commitment);
  keelbolt_claim_free(sample->to_local);
  keelbolt_claim_free(sample->wallet);
  keelbolt_sweep_free(sample->sweep);
  keelbolt_unsigned_sweep_free(sample->unsigned_sweep);
  keelbolt_signed_sweep_free(sample->signed_sweep);
  keelbolt_revoked_free(sample->revoked);
  keelbolt_closing_free(sample->closing);
}

size_t sample_output(const commitment_sample *sample, int32_t kind) {
  size_t index = 0;
  while (index < sample->output_count && sample->outputs[index].kind != kind) {
    ++index;
  }
  return index;
}

keelbolt_spend_path sample_path(const commitment_sample *sample, int32_t kind) {
  keelbolt_spend_path path = {0};
  path.struct_size = sizeof path;
  path.kind = kind;
  path.remote_signature = sample->htlc_signatures[0];
  path.preimage = sample->preimage;
  path.per_commitment_secret = sample->per_commitment_secret;
  path.entropy = sample->entropy;
  return path;
}
