/* What must not be given to the functions of commitments, spends, closings and relay: NULL, buffers without room, and
 * whatever breaks the rules. Every error that one of them can return is made. */

#include <keelbolt.h>
#include <stdlib.h>
#include <string.h>

#include "commitment_sample.h"
#include "refused.h"

static commitment_sample sample;   /* with anchors */
static commitment_sample classic;  /* with static_remotekey */
static commitment_sample zero_fee; /* with zero-fee commitments */

/* --- Pointers --- */

static void check_null_commitments(void) {
  keelbolt_commitment *commitment = NULL;
  keelbolt_commitment_fields fields = {0};
  keelbolt_htlc_transaction transactions[4];
  keelbolt_commitment_draft no_htlcs = sample.draft;
  uint8_t out[commitment_room];
  size_t size = sizeof out;
  size_t count = 8;
  bool flag;
  const uint8_t *key = sample.secrets[1].funding;
  fields.struct_size = sizeof fields;
  no_htlcs.htlcs = NULL;

  NULLS(keelbolt_commitment_build(NULL, &sample.channel, &sample.draft, NULL));
  NULLS(keelbolt_commitment_build(&commitment, NULL, &sample.draft, NULL));
  NULLS(keelbolt_commitment_build(&commitment, &sample.channel, NULL, NULL));
  NULLS(keelbolt_commitment_build(&commitment, &sample.channel, &no_htlcs, NULL));
  CHECK("build", commitment == NULL);
  NULLS(keelbolt_commitment_check_reserve(NULL, &sample.channel, 0, 0, NULL));
  NULLS(keelbolt_commitment_check_reserve(&sample.draft, NULL, 0, 0, NULL));
  NULLS(keelbolt_commitment_is_trimmed(NULL, &sample.draft, &sample.channel, sample.htlcs, NULL));
  NULLS(keelbolt_commitment_is_trimmed(&flag, NULL, &sample.channel, sample.htlcs, NULL));
  NULLS(keelbolt_commitment_is_trimmed(&flag, &sample.draft, NULL, sample.htlcs, NULL));
  NULLS(keelbolt_commitment_is_trimmed(&flag, &sample.draft, &sample.channel, NULL, NULL));
  NULLS(keelbolt_commitment_read(NULL, sample.commitment, NULL));
  NULLS(keelbolt_commitment_read(&fields, NULL, NULL));
  NULLS(keelbolt_commitment_outputs(NULL, NULL, sample.commitment, NULL));
  NULLS(keelbolt_commitment_outputs(sample.outputs, &count, NULL, NULL));
  NULLS(keelbolt_commitment_witness_script(NULL, out, &size, sample.commitment, 0, NULL));
  NULLS(keelbolt_commitment_witness_script(&flag, out, NULL, sample.commitment, 0, NULL));
  NULLS(keelbolt_commitment_witness_script(&flag, out, &size, NULL, 0, NULL));
  NULLS(keelbolt_commitment_transaction(out, NULL, sample.commitment, NULL));
  NULLS(keelbolt_commitment_transaction(out, &size, NULL, NULL));
  NULLS(keelbolt_commitment_digest(NULL, sample.commitment, NULL));
  NULLS(keelbolt_commitment_digest(out, NULL, NULL));
  NULLS(keelbolt_commitment_sign(NULL, out, &count, sample.commitment, key, key, sample.entropy, NULL));
  NULLS(keelbolt_commitment_sign(out, out, NULL, sample.commitment, key, key, sample.entropy, NULL));
  NULLS(keelbolt_commitment_sign(out, out, &count, NULL, key, key, sample.entropy, NULL));
  NULLS(keelbolt_commitment_sign(out, out, &count, sample.commitment, NULL, key, sample.entropy, NULL));
  NULLS(keelbolt_commitment_sign(out, out, &count, sample.commitment, key, NULL, sample.entropy, NULL));
  NULLS(keelbolt_commitment_sign(out, out, &count, sample.commitment, key, key, NULL, NULL));
  NULLS(keelbolt_commitment_verify(NULL, sample.signature, sample.htlc_signatures[0], 2, NULL));
  NULLS(keelbolt_commitment_verify(sample.commitment, NULL, sample.htlc_signatures[0], 2, NULL));
  NULLS(keelbolt_commitment_verify(sample.commitment, sample.signature, NULL, 2, NULL));
  NULLS(keelbolt_commitment_signed(out, NULL, sample.commitment, sample.signature, sample.signature, NULL));
  NULLS(keelbolt_commitment_signed(out, &size, NULL, sample.signature, sample.signature, NULL));
  NULLS(keelbolt_commitment_signed(out, &size, sample.commitment, NULL, sample.signature, NULL));
  NULLS(keelbolt_commitment_signed(out, &size, sample.commitment, sample.signature, NULL, NULL));
  NULLS(keelbolt_commitment_htlc_transactions(transactions, NULL, sample.commitment, NULL));
  NULLS(keelbolt_commitment_htlc_transactions(transactions, &count, NULL, NULL));
  NULLS(keelbolt_htlc_transaction_unsigned(out, NULL, sample.commitment, 0, NULL));
  NULLS(keelbolt_htlc_transaction_unsigned(out, &size, NULL, 0, NULL));
  NULLS(keelbolt_htlc_transaction_signed(out, NULL, sample.commitment, 0, sample.signature, sample.signature,
                                         sample.preimage, NULL));
  NULLS(keelbolt_htlc_transaction_signed(out, &size, NULL, 0, sample.signature, sample.signature, sample.preimage,
                                         NULL));
  NULLS(keelbolt_htlc_transaction_signed(out, &size, sample.commitment, 0, NULL, sample.signature, sample.preimage,
                                         NULL));
  NULLS(keelbolt_htlc_transaction_signed(out, &size, sample.commitment, 0, sample.signature, NULL, sample.preimage,
                                         NULL));
  keelbolt_commitment_free(NULL);
}

static void check_null_claims(void) {
  keelbolt_claim *claim = NULL;
  keelbolt_claim *claims[8];
  keelbolt_claim_fields fields = {0};
  keelbolt_spend_path delayed = sample_path(&sample, KEELBOLT_SPEND_DELAYED);
  keelbolt_spend_path revocation = sample_path(&sample, KEELBOLT_SPEND_REVOCATION);
  keelbolt_spend_path no_secret = revocation;
  keelbolt_spend_path no_entropy = revocation;
  keelbolt_spend_path no_preimage = sample_path(&sample, KEELBOLT_SPEND_PREIMAGE);
  keelbolt_spend_path no_signature = sample_path(&sample, KEELBOLT_SPEND_HTLC_TRANSACTION);
  keelbolt_revealed_preimage preimages[4];
  keelbolt_outpoint outpoint = {{0}, 0};
  uint8_t out[64];
  size_t size = sizeof out;
  size_t count = 8;
  const uint8_t *bytes = sample.published;
  const size_t length = sample.published_length;
  fields.struct_size = sizeof fields;
  no_secret.per_commitment_secret = NULL;
  no_entropy.entropy = NULL;
  no_preimage.preimage = NULL;
  no_signature.remote_signature = NULL;

  NULLS(keelbolt_commitment_claim(NULL, sample.commitment, 0, &delayed, NULL));
  NULLS(keelbolt_commitment_claim(&claim, NULL, 0, &delayed, NULL));
  NULLS(keelbolt_commitment_claim(&claim, sample.commitment, 0, NULL, NULL));
  NULLS(keelbolt_commitment_claim(&claim, sample.commitment, 0, &no_secret, NULL));
  NULLS(keelbolt_commitment_claim(&claim, sample.commitment, 0, &no_entropy, NULL));
  NULLS(keelbolt_commitment_claim(&claim, sample.commitment, 0, &no_preimage, NULL));
  NULLS(keelbolt_commitment_claim(&claim, sample.commitment, 0, &no_signature, NULL));
  NULLS(keelbolt_commitment_second_stage_claims(claims, NULL, sample.commitment, bytes, length, &delayed, NULL));
  NULLS(keelbolt_commitment_second_stage_claims(claims, &count, NULL, bytes, length, &delayed, NULL));
  NULLS(keelbolt_commitment_second_stage_claims(claims, &count, sample.commitment, NULL, length, &delayed, NULL));
  NULLS(keelbolt_commitment_second_stage_claims(claims, &count, sample.commitment, bytes, length, NULL, NULL));
  NULLS(keelbolt_commitment_revealed_preimages(preimages, NULL, sample.commitment, bytes, length, NULL));
  NULLS(keelbolt_commitment_revealed_preimages(preimages, &count, NULL, bytes, length, NULL));
  NULLS(keelbolt_commitment_revealed_preimages(preimages, &count, sample.commitment, NULL, length, NULL));
  NULLS(keelbolt_claim_wallet(NULL, &outpoint, 1, sample.wallet_script, 22, 108, NULL));
  NULLS(keelbolt_claim_wallet(&claim, NULL, 1, sample.wallet_script, 22, 108, NULL));
  NULLS(keelbolt_claim_wallet(&claim, &outpoint, 1, NULL, 22, 108, NULL));
  NULLS(keelbolt_claim_read(NULL, sample.to_local, NULL));
  NULLS(keelbolt_claim_read(&fields, NULL, NULL));
  NULLS(keelbolt_claim_script_pubkey(out, NULL, sample.to_local, NULL));
  NULLS(keelbolt_claim_script_pubkey(out, &size, NULL, NULL));
  NULLS(keelbolt_claim_set_replaces(NULL, NULL, NULL));
  CHECK("claim", claim == NULL);
  keelbolt_claim_free(NULL);
}

static void check_null_sweeps(void) {
  keelbolt_sweep *sweep = NULL;
  keelbolt_sweep *batches[2];
  keelbolt_unsigned_sweep *unsigned_sweep = NULL;
  keelbolt_signed_sweep *signed_sweep = NULL;
  keelbolt_revoked *revoked = NULL;
  keelbolt_claim *claims[8];
  const keelbolt_claim *with_null[] = {sample.to_local, NULL};
  keelbolt_signature_request requests[4];
  keelbolt_claim_fields fields = {0};
  keelbolt_attempt attempt;
  uint8_t out[commitment_room];
  size_t size = sizeof out;
  size_t count = 8;
  uint32_t unknown[4];
  uint64_t number;
  bool flag;
  const uint8_t *script = sample.wallet_script;
  const uint8_t *bytes = sample.published;
  const size_t length = sample.published_length;
  fields.struct_size = sizeof fields;
  CHECK("claim", keelbolt_claim_read(&fields, sample.to_local, NULL) == KEELBOLT_OK);

  NULLS(keelbolt_sweep_new(NULL, with_null, 1, script, 22, NULL, NULL));
  NULLS(keelbolt_sweep_new(&sweep, NULL, 1, script, 22, NULL, NULL));
  NULLS(keelbolt_sweep_new(&sweep, with_null, 2, script, 22, NULL, NULL));
  NULLS(keelbolt_sweep_new(&sweep, with_null, 1, NULL, 22, NULL, NULL));
  NULLS(keelbolt_sweep_batches(batches, NULL, sample.sweep, NULL));
  NULLS(keelbolt_sweep_batches(batches, &count, NULL, NULL));
  NULLS(keelbolt_sweep_build(NULL, sample.sweep, 1000, NULL));
  NULLS(keelbolt_sweep_build(&unsigned_sweep, NULL, 1000, NULL));
  NULLS(keelbolt_unsigned_sweep_fee(NULL, &number, sample.unsigned_sweep, NULL));
  NULLS(keelbolt_unsigned_sweep_fee(&number, NULL, sample.unsigned_sweep, NULL));
  NULLS(keelbolt_unsigned_sweep_fee(&number, &number, NULL, NULL));
  NULLS(keelbolt_unsigned_sweep_transaction(out, NULL, sample.unsigned_sweep, NULL));
  NULLS(keelbolt_unsigned_sweep_transaction(out, &size, NULL, NULL));
  NULLS(keelbolt_unsigned_sweep_claims(claims, NULL, sample.unsigned_sweep, NULL));
  NULLS(keelbolt_unsigned_sweep_claims(claims, &count, NULL, NULL));
  NULLS(keelbolt_unsigned_sweep_signature_requests(requests, NULL, sample.unsigned_sweep, NULL));
  NULLS(keelbolt_unsigned_sweep_signature_requests(requests, &count, NULL, NULL));
  NULLS(keelbolt_signing_key_secret(NULL, &fields.key, &sample.secrets[0], &sample.basepoints[0], NULL));
  NULLS(keelbolt_signing_key_secret(out, NULL, &sample.secrets[0], &sample.basepoints[0], NULL));
  NULLS(keelbolt_signing_key_secret(out, &fields.key, NULL, &sample.basepoints[0], NULL));
  NULLS(keelbolt_signing_key_secret(out, &fields.key, &sample.secrets[0], NULL, NULL));
  NULLS(keelbolt_unsigned_sweep_sign(NULL, sample.unsigned_sweep, &sample.secrets[0], &sample.basepoints[0],
                                     sample.entropy, NULL));
  NULLS(keelbolt_unsigned_sweep_sign(&signed_sweep, NULL, &sample.secrets[0], &sample.basepoints[0], sample.entropy,
                                     NULL));
  NULLS(keelbolt_unsigned_sweep_sign(&signed_sweep, sample.unsigned_sweep, NULL, &sample.basepoints[0],
                                     sample.entropy, NULL));
  NULLS(keelbolt_unsigned_sweep_sign(&signed_sweep, sample.unsigned_sweep, &sample.secrets[0], NULL, sample.entropy,
                                     NULL));
  NULLS(keelbolt_unsigned_sweep_sign(&signed_sweep, sample.unsigned_sweep, &sample.secrets[0], &sample.basepoints[0],
                                     NULL, NULL));
  NULLS(keelbolt_unsigned_sweep_complete(NULL, sample.unsigned_sweep, sample.signature, 1, NULL));
  NULLS(keelbolt_unsigned_sweep_complete(&signed_sweep, NULL, sample.signature, 1, NULL));
  NULLS(keelbolt_unsigned_sweep_complete(&signed_sweep, sample.unsigned_sweep, NULL, 1, NULL));
  NULLS(keelbolt_signed_sweep_transaction(out, NULL, sample.signed_sweep, NULL));
  NULLS(keelbolt_signed_sweep_transaction(out, &size, NULL, NULL));
  NULLS(keelbolt_signed_sweep_attempt(NULL, sample.signed_sweep, NULL));
  NULLS(keelbolt_signed_sweep_attempt(&attempt, NULL, NULL));
  NULLS(keelbolt_signed_sweep_claims(claims, NULL, sample.signed_sweep, NULL));
  NULLS(keelbolt_signed_sweep_claims(claims, &count, NULL, NULL));
  NULLS(keelbolt_revoked_recognise(NULL, &sample.channel, 1, bytes, length, &sample.store, sample.htlcs, 3,
                                   sample.entropy, NULL));
  NULLS(keelbolt_revoked_recognise(&revoked, NULL, 1, bytes, length, &sample.store, sample.htlcs, 3, sample.entropy,
                                   NULL));
  NULLS(keelbolt_revoked_recognise(&revoked, &sample.channel, 1, NULL, length, &sample.store, sample.htlcs, 3,
                                   sample.entropy, NULL));
  NULLS(keelbolt_revoked_recognise(&revoked, &sample.channel, 1, bytes, length, NULL, sample.htlcs, 3, sample.entropy,
                                   NULL));
  NULLS(keelbolt_revoked_recognise(&revoked, &sample.channel, 1, bytes, length, &sample.store, NULL, 3, sample.entropy,
                                   NULL));
  NULLS(keelbolt_revoked_recognise(&revoked, &sample.channel, 1, bytes, length, &sample.store, sample.htlcs, 3, NULL,
                                   NULL));
  NULLS(keelbolt_revoked_number(NULL, sample.revoked, NULL));
  NULLS(keelbolt_revoked_number(&number, NULL, NULL));
  NULLS(keelbolt_revoked_claims(claims, NULL, sample.revoked, NULL));
  NULLS(keelbolt_revoked_claims(claims, &count, NULL, NULL));
  NULLS(keelbolt_revoked_to_remote(NULL, claims, sample.revoked, NULL));
  NULLS(keelbolt_revoked_to_remote(&flag, NULL, sample.revoked, NULL));
  NULLS(keelbolt_revoked_to_remote(&flag, claims, NULL, NULL));
  NULLS(keelbolt_revoked_second_stage_claims(claims, NULL, sample.revoked, bytes, length, NULL));
  NULLS(keelbolt_revoked_second_stage_claims(claims, &count, NULL, bytes, length, NULL));
  NULLS(keelbolt_revoked_second_stage_claims(claims, &count, sample.revoked, NULL, length, NULL));
  NULLS(keelbolt_revoked_unknown(unknown, NULL, sample.revoked, NULL));
  NULLS(keelbolt_revoked_unknown(unknown, &count, NULL, NULL));
  NULLS(keelbolt_penalty_witness_weight(NULL, &number, script, 22));
  NULLS(keelbolt_penalty_witness_weight(&flag, NULL, script, 22));
  NULLS(keelbolt_penalty_witness_weight(&flag, &number, NULL, 22));
  CHECK("sweeps", sweep == NULL && unsigned_sweep == NULL && signed_sweep == NULL && revoked == NULL);
  keelbolt_sweep_free(NULL);
  keelbolt_unsigned_sweep_free(NULL);
  keelbolt_signed_sweep_free(NULL);
  keelbolt_revoked_free(NULL);
}

static void check_null_closings(void) {
  keelbolt_closing_transaction *closing = NULL;
  keelbolt_closing_output outputs[2];
  keelbolt_shutdown_rules rules = {1, 1, 1};
  keelbolt_fee_range range = {1, 2};
  keelbolt_legacy_negotiation negotiation = {0};
  keelbolt_closing_proposal proposal = {0};
  keelbolt_closing_answer answer;
  keelbolt_legacy_closing no_channel = sample.legacy;
  keelbolt_legacy_closing no_script = sample.legacy;
  keelbolt_simple_close no_close_script = sample.close;
  keelbolt_closing_signatures signatures;
  keelbolt_coin coins[1] = {{0}};
  keelbolt_chain chain = {800000, 1700000000};
  uint8_t out[commitment_room] = {0};
  size_t size = sizeof out;
  size_t count = 2;
  int32_t form;
  int32_t variants[2];
  uint64_t number;
  bool flag;
  const uint8_t *key = sample.secrets[0].funding;
  const uint8_t *bytes = sample.published;
  const size_t length = sample.published_length;
  negotiation.struct_size = sizeof negotiation;
  negotiation.node = KEELBOLT_CHANNEL_NODE_OPENER;
  no_channel.channel = NULL;
  no_script.opener_script.data = NULL;
  no_close_script.closee_script.data = NULL;

  NULLS(keelbolt_shutdown_form_of(NULL, &form, out, 22));
  NULLS(keelbolt_shutdown_form_of(&flag, NULL, out, 22));
  NULLS(keelbolt_shutdown_form_of(&flag, &form, NULL, 22));
  NULLS(keelbolt_shutdown_check(NULL, &rules, out, 22, NULL, 0, NULL));
  NULLS(keelbolt_shutdown_check(&form, NULL, out, 22, NULL, 0, NULL));
  NULLS(keelbolt_shutdown_check(&form, &rules, NULL, 22, NULL, 0, NULL));
  NULLS(keelbolt_shutdown_check(&form, &rules, out, 22, NULL, 1, NULL));
  NULLS(keelbolt_fee_range_contains(NULL, &range, 1));
  NULLS(keelbolt_fee_range_contains(&flag, NULL, 1));
  NULLS(keelbolt_fee_range_overlap(NULL, &range, &range, &range));
  NULLS(keelbolt_fee_range_overlap(&flag, NULL, &range, &range));
  NULLS(keelbolt_fee_range_overlap(&flag, &range, NULL, &range));
  NULLS(keelbolt_fee_range_overlap(&flag, &range, &range, NULL));
  NULLS(keelbolt_legacy_negotiation_answer(NULL, &negotiation, &proposal, NULL));
  NULLS(keelbolt_legacy_negotiation_answer(&answer, NULL, &proposal, NULL));
  NULLS(keelbolt_legacy_negotiation_answer(&answer, &negotiation, NULL, NULL));
  NULLS(keelbolt_legacy_closing_build(NULL, &sample.legacy, 1, false, NULL));
  NULLS(keelbolt_legacy_closing_build(&closing, NULL, 1, false, NULL));
  NULLS(keelbolt_legacy_closing_build(&closing, &no_channel, 1, false, NULL));
  NULLS(keelbolt_legacy_closing_build(&closing, &no_script, 1, false, NULL));
  NULLS(keelbolt_legacy_closing_verify(NULL, &sample.legacy, 1, sample.signature, NULL));
  NULLS(keelbolt_legacy_closing_verify(&closing, NULL, 1, sample.signature, NULL));
  NULLS(keelbolt_legacy_closing_verify(&closing, &sample.legacy, 1, NULL, NULL));
  NULLS(keelbolt_closing_outputs(outputs, NULL, sample.closing, NULL));
  NULLS(keelbolt_closing_outputs(outputs, &count, NULL, NULL));
  NULLS(keelbolt_closing_unsigned(out, NULL, sample.closing, NULL));
  NULLS(keelbolt_closing_unsigned(out, &size, NULL, NULL));
  NULLS(keelbolt_closing_weight(NULL, sample.closing, NULL));
  NULLS(keelbolt_closing_weight(&number, NULL, NULL));
  NULLS(keelbolt_closing_digest(NULL, sample.closing, NULL));
  NULLS(keelbolt_closing_digest(out, NULL, NULL));
  NULLS(keelbolt_closing_sign(NULL, sample.closing, key, sample.entropy, NULL));
  NULLS(keelbolt_closing_sign(out, NULL, key, sample.entropy, NULL));
  NULLS(keelbolt_closing_sign(out, sample.closing, NULL, sample.entropy, NULL));
  NULLS(keelbolt_closing_sign(out, sample.closing, key, NULL, NULL));
  NULLS(keelbolt_closing_verify(NULL, 1, sample.signature, NULL));
  NULLS(keelbolt_closing_verify(sample.closing, 1, NULL, NULL));
  NULLS(keelbolt_closing_signed(out, NULL, sample.closing, sample.signature, sample.signature, NULL));
  NULLS(keelbolt_closing_signed(out, &size, NULL, sample.signature, sample.signature, NULL));
  NULLS(keelbolt_closing_signed(out, &size, sample.closing, NULL, sample.signature, NULL));
  NULLS(keelbolt_closing_signed(out, &size, sample.closing, sample.signature, NULL, NULL));
  NULLS(keelbolt_closing_check_dust(NULL, NULL));
  NULLS(keelbolt_simple_close_transaction(NULL, &sample.close, 1, NULL));
  NULLS(keelbolt_simple_close_transaction(&closing, NULL, 1, NULL));
  NULLS(keelbolt_simple_close_transaction(&closing, &no_close_script, 1, NULL));
  NULLS(keelbolt_simple_close_offered(variants, NULL, &sample.close, false, NULL));
  NULLS(keelbolt_simple_close_offered(variants, &count, NULL, false, NULL));
  NULLS(keelbolt_simple_close_sign(NULL, &sample.close, false, key, sample.entropy, NULL));
  NULLS(keelbolt_simple_close_sign(&signatures, NULL, false, key, sample.entropy, NULL));
  NULLS(keelbolt_simple_close_sign(&signatures, &sample.close, false, NULL, sample.entropy, NULL));
  NULLS(keelbolt_simple_close_sign(&signatures, &sample.close, false, key, NULL, NULL));
  NULLS(keelbolt_simple_close_selected(NULL, &sample.close, &sample.complete, false, NULL));
  NULLS(keelbolt_simple_close_selected(&form, NULL, &sample.complete, false, NULL));
  NULLS(keelbolt_simple_close_selected(&form, &sample.close, NULL, false, NULL));
  NULLS(keelbolt_simple_close_countersign(NULL, out, &size, &sample.close, &sample.complete, false, key,
                                          sample.entropy, NULL));
  NULLS(keelbolt_simple_close_countersign(&signatures, out, NULL, &sample.close, &sample.complete, false, key,
                                          sample.entropy, NULL));
  NULLS(keelbolt_simple_close_countersign(&signatures, out, &size, NULL, &sample.complete, false, key, sample.entropy,
                                          NULL));
  NULLS(keelbolt_simple_close_countersign(&signatures, out, &size, &sample.close, NULL, false, key, sample.entropy,
                                          NULL));
  NULLS(keelbolt_simple_close_countersign(&signatures, out, &size, &sample.close, &sample.complete, false, NULL,
                                          sample.entropy, NULL));
  NULLS(keelbolt_simple_close_countersign(&signatures, out, &size, &sample.close, &sample.complete, false, key, NULL,
                                          NULL));
  NULLS(keelbolt_simple_close_finish(out, NULL, &sample.close, &sample.complete, &sample.closing_sig, NULL));
  NULLS(keelbolt_simple_close_finish(out, &size, NULL, &sample.complete, &sample.closing_sig, NULL));
  NULLS(keelbolt_simple_close_finish(out, &size, &sample.close, NULL, &sample.closing_sig, NULL));
  NULLS(keelbolt_simple_close_finish(out, &size, &sample.close, &sample.complete, NULL, NULL));
  NULLS(keelbolt_relay_check(NULL, bytes, length, coins, 1, &chain, NULL));
  NULLS(keelbolt_relay_check(&number, NULL, length, coins, 1, &chain, NULL));
  NULLS(keelbolt_relay_check(&number, bytes, length, NULL, 1, &chain, NULL));
  NULLS(keelbolt_relay_check(&number, bytes, length, coins, 1, NULL, NULL));
  NULLS(keelbolt_relay_check_package(NULL, bytes, length, coins, 1, bytes, length, coins, 1, &chain, NULL));
  NULLS(keelbolt_relay_check_package(&number, NULL, length, coins, 1, bytes, length, coins, 1, &chain, NULL));
  NULLS(keelbolt_relay_check_package(&number, bytes, length, NULL, 1, bytes, length, coins, 1, &chain, NULL));
  NULLS(keelbolt_relay_check_package(&number, bytes, length, coins, 1, NULL, length, coins, 1, &chain, NULL));
  NULLS(keelbolt_relay_check_package(&number, bytes, length, coins, 1, bytes, length, NULL, 1, &chain, NULL));
  NULLS(keelbolt_relay_check_package(&number, bytes, length, coins, 1, bytes, length, coins, 1, NULL, NULL));
  CHECK("closing", closing == NULL);
  keelbolt_closing_free(NULL);
}

/* --- Buffers: without room they are left alone and the length is told --- */

typedef struct {
  const char *name;
  size_t size; /* of an element */
  keelbolt_status (*call)(void *out, size_t *count);
} list_writer;

#define WRITER(name, call) \
  static keelbolt_status write_##name(void *out, size_t *count) { return call; }

static bool flag_of_writer;
static keelbolt_closing_signatures signatures_of_writer;

WRITER(outputs, keelbolt_commitment_outputs(out, count, sample.commitment, NULL))
WRITER(script,
       keelbolt_commitment_witness_script(&flag_of_writer, out, count, sample.commitment, 0, NULL))
WRITER(transaction, keelbolt_commitment_transaction(out, count, sample.commitment, NULL))
WRITER(signed,
       keelbolt_commitment_signed(out, count, sample.commitment, sample.signature, sample.signature, NULL))
WRITER(htlc_transactions,
       keelbolt_commitment_htlc_transactions(out, count, sample.commitment, NULL))
WRITER(htlc_unsigned, keelbolt_htlc_transaction_unsigned(out, count, sample.commitment, 0, NULL))
WRITER(htlc_signed,
       keelbolt_htlc_transaction_signed(out, count, sample.commitment, 0, sample.signature, sample.signature,
                                        sample.preimage, NULL))
WRITER(claim_script, keelbolt_claim_script_pubkey(out, count, sample.to_local, NULL))
WRITER(unsigned_sweep, keelbolt_unsigned_sweep_transaction(out, count, sample.unsigned_sweep, NULL))
WRITER(requests,
       keelbolt_unsigned_sweep_signature_requests(out, count, sample.unsigned_sweep, NULL))
WRITER(signed_sweep, keelbolt_signed_sweep_transaction(out, count, sample.signed_sweep, NULL))
WRITER(closing_outputs, keelbolt_closing_outputs(out, count, sample.closing, NULL))
WRITER(closing_unsigned, keelbolt_closing_unsigned(out, count, sample.closing, NULL))
WRITER(closing_signed,
       keelbolt_closing_signed(out, count, sample.closing, sample.signature, sample.signature, NULL))
WRITER(offered, keelbolt_simple_close_offered(out, count, &sample.close, false, NULL))
WRITER(countersigned,
       keelbolt_simple_close_countersign(&signatures_of_writer, out, count, &sample.close, &sample.complete, false,
                                         sample.secrets[1].funding, sample.entropy, NULL))
WRITER(finished,
       keelbolt_simple_close_finish(out, count, &sample.close, &sample.complete, &sample.closing_sig, NULL))

static const list_writer writers[] = {
    {"outputs", sizeof(keelbolt_commitment_output), write_outputs},
    {"script", 1, write_script},
    {"transaction", 1, write_transaction},
    {"signed", 1, write_signed},
    {"htlc_transactions", sizeof(keelbolt_htlc_transaction), write_htlc_transactions},
    {"htlc_unsigned", 1, write_htlc_unsigned},
    {"htlc_signed", 1, write_htlc_signed},
    {"claim_script", 1, write_claim_script},
    {"unsigned_sweep", 1, write_unsigned_sweep},
    {"requests", sizeof(keelbolt_signature_request), write_requests},
    {"signed_sweep", 1, write_signed_sweep},
    {"closing_outputs", sizeof(keelbolt_closing_output), write_closing_outputs},
    {"closing_unsigned", 1, write_closing_unsigned},
    {"closing_signed", 1, write_closing_signed},
    {"offered", sizeof(int32_t), write_offered},
    {"countersigned", 1, write_countersigned},
    {"finished", 1, write_finished},
};

static void check_buffers(void) {
  for (size_t row = 0; row < sizeof writers / sizeof writers[0]; ++row) {
    const list_writer *writer = &writers[row];
    size_t needed = 99999;
    CHECK(writer->name, writer->call(NULL, &needed) == KEELBOLT_ERROR_BUFFER_TOO_SMALL);
    CHECK(writer->name, needed > 0 && needed < 99999);
    uint8_t *room = malloc(needed * writer->size);
    memset(room, 0xa5, needed * writer->size);
    size_t count = needed - 1;
    CHECK(writer->name, writer->call(room, &count) == KEELBOLT_ERROR_BUFFER_TOO_SMALL && count == needed);
    bool alone = true;
    for (size_t index = 0; index < needed * writer->size; ++index) {
      alone = alone && room[index] == 0xa5;
    }
    CHECK(writer->name, alone);
    CHECK(writer->name, writer->call(room, &count) == KEELBOLT_OK && count == needed);
    free(room);
  }
}

/* Lists of handles: nothing is made when there is no room for all. */
static void check_lists(void) {
  keelbolt_claim *claims[4] = {NULL, NULL, NULL, NULL};
  size_t count = 0;
  CHECK("claims", keelbolt_revoked_claims(NULL, &count, sample.revoked, NULL) == KEELBOLT_ERROR_BUFFER_TOO_SMALL);
  CHECK("claims", count == 3);
  count = 2;
  CHECK("claims", keelbolt_revoked_claims(claims, &count, sample.revoked, NULL) == KEELBOLT_ERROR_BUFFER_TOO_SMALL);
  CHECK("claims", count == 3 && claims[0] == NULL);
  CHECK("claims", keelbolt_revoked_claims(claims, &count, sample.revoked, NULL) == KEELBOLT_OK && claims[2] != NULL);
  for (size_t index = 0; index < count; ++index) {
    keelbolt_claim_free(claims[index]);
  }
}

/* --- Structs and enumerations --- */

static void check_structs(void) {
  keelbolt_error error = new_error();
  keelbolt_commitment *commitment = NULL;
  keelbolt_closing_transaction *closing = NULL;
  keelbolt_claim *claim = NULL;
  keelbolt_channel_parameters channel = sample.channel;
  keelbolt_commitment_draft draft = sample.draft;
  keelbolt_commitment_fields fields = {0};
  keelbolt_claim_fields claim_fields = {0};
  keelbolt_spend_path path = sample_path(&sample, KEELBOLT_SPEND_DELAYED);
  keelbolt_legacy_closing legacy = sample.legacy;
  keelbolt_simple_close close = sample.close;
  keelbolt_legacy_negotiation negotiation = {0};
  keelbolt_closing_proposal proposal = {0};
  keelbolt_closing_answer answer;
  --channel.struct_size;
  --draft.struct_size;
  --path.struct_size;
  --legacy.struct_size;
  --close.struct_size;
#define SIZES(call) CHECK(#call, (call) == KEELBOLT_ERROR_STRUCT_SIZE)
  SIZES(keelbolt_commitment_build(&commitment, &channel, &sample.draft, &error));
  SIZES(keelbolt_commitment_build(&commitment, &sample.channel, &draft, &error));
  SIZES(keelbolt_commitment_read(&fields, sample.commitment, &error));
  SIZES(keelbolt_claim_read(&claim_fields, sample.to_local, &error));
  SIZES(keelbolt_commitment_claim(&claim, sample.commitment, 0, &path, &error));
  SIZES(keelbolt_legacy_closing_build(&closing, &legacy, 1, false, &error));
  SIZES(keelbolt_simple_close_transaction(&closing, &close, 1, &error));
  SIZES(keelbolt_legacy_negotiation_answer(&answer, &negotiation, &proposal, &error));

  channel = sample.channel;
  channel.format = 9;
#define ENUMS(call) CHECK(#call, (call) == KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE)
  ENUMS(keelbolt_commitment_build(&commitment, &channel, &sample.draft, &error));
  draft = sample.draft;
  draft.owner = 0;
  ENUMS(keelbolt_commitment_build(&commitment, &sample.channel, &draft, &error));
  keelbolt_commitment_htlc htlc = sample.htlcs[0];
  htlc.offered_by = 3;
  draft = sample.draft;
  draft.htlcs = &htlc;
  draft.htlc_count = 1;
  ENUMS(keelbolt_commitment_build(&commitment, &sample.channel, &draft, &error));
  path = sample_path(&sample, 0);
  ENUMS(keelbolt_commitment_claim(&claim, sample.commitment, 0, &path, &error));
  path = sample_path(&sample, 9);
  ENUMS(keelbolt_commitment_claim(&claim, sample.commitment, 0, &path, &error));
  ENUMS(keelbolt_legacy_closing_build(&closing, &sample.legacy, 0, false, &error));
  ENUMS(keelbolt_simple_close_transaction(&closing, &sample.close, 4, &error));
  ENUMS(keelbolt_closing_verify(sample.closing, 7, sample.signature, &error));
  close = sample.close;
  close.closer = 3;
  ENUMS(keelbolt_simple_close_transaction(&closing, &close, 1, &error));
  negotiation.struct_size = sizeof negotiation;
  ENUMS(keelbolt_legacy_negotiation_answer(&answer, &negotiation, &proposal, &error));
  keelbolt_signing_key key = {0};
  uint8_t out[32];
  ENUMS(keelbolt_signing_key_secret(out, &key, &sample.secrets[0], &sample.basepoints[0], &error));

  draft = sample.draft;
  draft.number = UINT64_C(1) << 48;
  refused("number", keelbolt_commitment_build(&commitment, &sample.channel, &draft, &error), &error,
          KEELBOLT_ERROR_COMMITMENT_NUMBER_TOO_LARGE, 
          "commitment number: expected at most 281474976710655, found 281474976710656");
  draft = sample.draft;
  draft.per_commitment_point[0] = 7;
  refused("point", keelbolt_commitment_build(&commitment, &sample.channel, &draft, &error), &error,
          KEELBOLT_ERROR_KEY_NOT_A_POINT, "not a compressed point of the curve");
  refused("index", keelbolt_htlc_transaction_unsigned(NULL, &(size_t){0}, sample.commitment, 2, &error), &error,
          KEELBOLT_ERROR_INDEX_OUT_OF_RANGE, "no element 2: there are 2");
  CHECK("nothing half-built", commitment == NULL && closing == NULL && claim == NULL);
}

/* --- Commitments --- */

typedef struct {
  const char *name;
  void (*spoil)(keelbolt_channel_parameters *channel, keelbolt_commitment_draft *draft);
  keelbolt_status status;
  const char *text;
} draft_row;

static keelbolt_commitment_htlc many[484];

static void no_funding(keelbolt_channel_parameters *channel, keelbolt_commitment_draft *draft) {
  channel->funding_amount_sat = 0;
  (void)draft;
}
static void all_bitcoin(keelbolt_channel_parameters *channel, keelbolt_commitment_draft *draft) {
  channel->funding_amount_sat = UINT64_C(2100000000000001);
  (void)draft;
}
static void another_sum(keelbolt_channel_parameters *channel, keelbolt_commitment_draft *draft) {
  ++draft->opener_balance_msat;
  (void)channel;
}
static void no_sum(keelbolt_channel_parameters *channel, keelbolt_commitment_draft *draft) {
  draft->opener_balance_msat = UINT64_MAX;
  (void)channel;
}
static void too_many(keelbolt_channel_parameters *channel, keelbolt_commitment_draft *draft) {
  for (size_t index = 0; index < 484; ++index) {
    many[index] = sample.htlcs[1];
  }
  draft->htlcs = many;
  draft->htlc_count = 484;
  (void)channel;
}
static void late(keelbolt_channel_parameters *channel, keelbolt_commitment_draft *draft) {
  many[0] = sample.htlcs[0];
  many[0].cltv_expiry = 500000000;
  draft->htlcs = many;
  draft->htlc_count = 1;
  draft->opener_balance_msat = 750000000;
  (void)channel;
}
static void a_feerate(keelbolt_channel_parameters *channel, keelbolt_commitment_draft *draft) {
  channel->format = KEELBOLT_FORMAT_ZERO_FEE;
  (void)draft;
}
static void poor_opener(keelbolt_channel_parameters *channel, keelbolt_commitment_draft *draft) {
  draft->accepter_balance_msat += draft->opener_balance_msat;
  draft->opener_balance_msat = 0;
  (void)channel;
}

static const draft_row draft_rows[] = {
    {"no funding", no_funding, KEELBOLT_ERROR_FUNDING_AMOUNT,
     "funding output: expected 1 sat to 2100000000000000 sat, found 0 sat"},
    {"all bitcoin", all_bitcoin, KEELBOLT_ERROR_FUNDING_AMOUNT,
     "funding output: expected 1 sat to 2100000000000000 sat, found 2100000000000001 sat"},
    {"another sum", another_sum, KEELBOLT_ERROR_BALANCE,
     "balances and htlcs: expected 1000000000 msat, found 1000000001 msat"},
    {"no sum", no_sum, KEELBOLT_ERROR_BALANCE,
     "balances and htlcs: expected 1000000000 msat, found more than there can be"},
    {"too many", too_many, KEELBOLT_ERROR_TOO_MANY_HTLCS, "htlcs of the accepter: expected at most 483, found 484"},
    {"late", late, KEELBOLT_ERROR_CLTV_EXPIRY,
     "cltv_expiry of htlc 0: expected at most block 499999999, found block 500000000"},
    {"a feerate", a_feerate, KEELBOLT_ERROR_COMMITMENT_FEERATE, "feerate_per_kw: expected 0, found 1000"},
    {"poor opener", poor_opener, KEELBOLT_ERROR_FEE_EXCEEDS_BALANCE,
     "the opener pays 2128 sat for the commitment and has 0 sat"},
};

static void check_drafts(void) {
  keelbolt_error error = new_error();
  for (size_t row = 0; row < sizeof draft_rows / sizeof draft_rows[0]; ++row) {
    keelbolt_channel_parameters channel = sample.channel;
    keelbolt_commitment_draft draft = sample.draft;
    keelbolt_commitment *commitment = NULL;
    draft_rows[row].spoil(&channel, &draft);
    refused(draft_rows[row].name, keelbolt_commitment_build(&commitment, &channel, &draft, &error), &error,
            draft_rows[row].status, draft_rows[row].text);
    CHECK(draft_rows[row].name, commitment == NULL);
  }
  refused("reserve", keelbolt_commitment_check_reserve(&sample.draft, &sample.channel, 699000, 0, &error), &error,
          KEELBOLT_ERROR_BELOW_RESERVE, "balance of the opener: expected a reserve of 699000 sat, found 697772 sat");
  refused("reserve", keelbolt_commitment_check_reserve(&sample.draft, &sample.channel, 0, 200001, &error), &error,
          KEELBOLT_ERROR_BELOW_RESERVE, "balance of the accepter: expected a reserve of 200001 sat, found 200000 sat");
  CHECK("reserve", keelbolt_commitment_check_reserve(&sample.draft, &sample.channel, 10000, 200000, &error) ==
                       KEELBOLT_OK);
  keelbolt_commitment_draft draft = sample.draft;
  draft.feerate_per_kw = UINT32_MAX;
  refused("reserve", keelbolt_commitment_check_reserve(&draft, &sample.channel, 0, 0, &error), &error,
          KEELBOLT_ERROR_FEE_EXCEEDS_BALANCE, "the opener pays 6305012649 sat for the commitment and has 699900 sat");
}

static void check_signatures(void) {
  keelbolt_error error = new_error();
  uint8_t high[64];
  uint8_t swapped[2][64];
  memset(high, 0xff, sizeof high);
  memcpy(swapped[0], sample.htlc_signatures[1], 64);
  memcpy(swapped[1], sample.htlc_signatures[0], 64);
  const uint8_t *const htlcs = sample.htlc_signatures[0];
  CHECK("verify", keelbolt_commitment_verify(sample.commitment, sample.signature, htlcs, 2, &error) == KEELBOLT_OK);
  refused("verify", keelbolt_commitment_verify(sample.commitment, high, htlcs, 2, &error), &error,
          KEELBOLT_ERROR_SIGNATURE_OUT_OF_RANGE, "signature value is not below the group order");
  refused("verify", keelbolt_commitment_verify(sample.commitment, htlcs, htlcs, 2, &error), &error,
          KEELBOLT_ERROR_COMMITMENT_SIGNATURE, "signature of the commitment is not of the funding key");
  refused("verify", keelbolt_commitment_verify(sample.commitment, sample.signature, htlcs, 1, &error), &error,
          KEELBOLT_ERROR_HTLC_SIGNATURE_COUNT, "htlc signatures: expected 2, found 1");
  refused("verify", keelbolt_commitment_verify(sample.commitment, sample.signature, NULL, 0, &error), &error,
          KEELBOLT_ERROR_HTLC_SIGNATURE_COUNT, "htlc signatures: expected 2, found 0");
  refused("verify", keelbolt_commitment_verify(sample.commitment, sample.signature, swapped[0], 2, &error), &error,
          KEELBOLT_ERROR_HTLC_SIGNATURE, "signature of htlc 1, output 2, is not of the htlc key");
  /* The two HTLCs have the same amount and hash: the first with an output is the one that the signature is not of. */
  memcpy(swapped[0], sample.htlc_signatures[0], 64);
  refused("verify", keelbolt_commitment_verify(sample.commitment, sample.signature, swapped[0], 2, &error), &error,
          KEELBOLT_ERROR_HTLC_SIGNATURE, "signature of htlc 0, output 3, is not of the htlc key");
  CHECK("verify", error.htlc == sample.outputs[error.output].htlc);
}

/* --- Claims --- */

typedef struct {
  const char *name;
  const commitment_sample *sample;
  int32_t kind; /* of the output; 0 for none */
  int32_t path;
  keelbolt_status status;
  const char *text;
} claim_row;

static const claim_row claim_rows[] = {
    {"no such output", &sample, 0, KEELBOLT_SPEND_DELAYED, KEELBOLT_ERROR_NO_SUCH_OUTPUT,
     "output 6: the commitment has 6"},
    {"a payment of to_local", &sample, KEELBOLT_OUTPUT_TO_LOCAL, KEELBOLT_SPEND_PAYMENT, KEELBOLT_ERROR_SPEND_PATH,
     "output 5, ToLocal, cannot be taken so"},
    {"a delayed HTLC", &sample, KEELBOLT_OUTPUT_OFFERED_HTLC, KEELBOLT_SPEND_DELAYED, KEELBOLT_ERROR_SPEND_PATH,
     "output 3, OfferedHtlc(0), cannot be taken so"},
    {"a timeout of an offered HTLC", &sample, KEELBOLT_OUTPUT_OFFERED_HTLC, KEELBOLT_SPEND_TIMEOUT,
     KEELBOLT_ERROR_SPEND_PATH, "output 3, OfferedHtlc(0), cannot be taken so"},
    {"a transaction that pays its own fee", &classic, KEELBOLT_OUTPUT_OFFERED_HTLC, KEELBOLT_SPEND_HTLC_TRANSACTION,
     KEELBOLT_ERROR_NOT_COMBINABLE, "output 1: its htlc transaction pays its own fee and takes no other inputs"},
    {"an anchor of nobody", &zero_fee, KEELBOLT_OUTPUT_SHARED_ANCHOR, KEELBOLT_SPEND_ABANDONED_ANCHOR,
     KEELBOLT_ERROR_SPEND_PATH, "output 0, SharedAnchor, cannot be taken so"},
};

static void check_claims(void) {
  static const uint8_t other[32] = {0xee};
  keelbolt_error error = new_error();
  keelbolt_claim *claim = NULL;
  for (size_t row = 0; row < sizeof claim_rows / sizeof claim_rows[0]; ++row) {
    const claim_row *at = &claim_rows[row];
    keelbolt_spend_path path = sample_path(at->sample, at->path);
    refused(at->name,
            keelbolt_commitment_claim(&claim, at->sample->commitment, sample_output(at->sample, at->kind), &path,
                                      &error),
            &error, at->status, at->text);
  }
  const size_t offered = sample_output(&sample, KEELBOLT_OUTPUT_OFFERED_HTLC);
  const size_t received = sample_output(&sample, KEELBOLT_OUTPUT_RECEIVED_HTLC);
  keelbolt_spend_path path = sample_path(&sample, KEELBOLT_SPEND_PREIMAGE);
  path.preimage = other;
  refused("another preimage", keelbolt_commitment_claim(&claim, sample.commitment, offered, &path, &error), &error,
          KEELBOLT_ERROR_SPEND_PREIMAGE, "output 3: expected the preimage of its hash");
  path = sample_path(&sample, KEELBOLT_SPEND_HTLC_TRANSACTION);
  path.preimage = NULL;
  refused("no preimage", keelbolt_commitment_claim(&claim, sample.commitment, received, &path, &error), &error,
          KEELBOLT_ERROR_SPEND_PREIMAGE, "output 2: expected the preimage of its hash");
  path = sample_path(&sample, KEELBOLT_SPEND_HTLC_TRANSACTION);
  path.remote_signature = sample.signature;
  refused("another signature", keelbolt_commitment_claim(&claim, sample.commitment, received, &path, &error), &error,
          KEELBOLT_ERROR_HTLC_SIGNATURE, "signature of htlc 1, output 2, is not of the htlc key");
  path = sample_path(&sample, KEELBOLT_SPEND_REVOCATION);
  path.per_commitment_secret = other;
  refused("another secret", keelbolt_commitment_claim(&claim, sample.commitment, offered, &path, &error), &error,
          KEELBOLT_ERROR_NOT_REVOKED, "the secret is not that of commitment 5");
  static const uint8_t zero[32] = {0};
  path.per_commitment_secret = zero;
  refused("no secret", keelbolt_commitment_claim(&claim, sample.commitment, offered, &path, &error), &error,
          KEELBOLT_ERROR_SECRET_KEY_OUT_OF_RANGE, "secret key is zero or not below the group order");
  size_t count = 0;
  refused("another preimage", keelbolt_htlc_transaction_signed(NULL, &count, sample.commitment, 0, sample.signature,
                                                               sample.signature, other, &error),
          &error, KEELBOLT_ERROR_SPEND_PREIMAGE, "output 2: expected the preimage of its hash");
  path = sample_path(&sample, KEELBOLT_SPEND_PAYMENT);
  refused("second stage", keelbolt_commitment_second_stage_claims(NULL, &count, sample.commitment, sample.published,
                                                                  sample.published_length, &path, &error),
          &error, KEELBOLT_ERROR_SECOND_STAGE_PATH, "outputs of htlc transactions are taken by delay or revocation");
  path = sample_path(&sample, KEELBOLT_SPEND_DELAYED);
  refused("second stage", keelbolt_commitment_second_stage_claims(NULL, &count, sample.commitment, sample.published,
                                                                  sample.published_length - 1, &path, &error),
          &error, KEELBOLT_ERROR_MALFORMED_TRANSACTION, "these bytes are no transaction");
  refused("preimages", keelbolt_commitment_revealed_preimages(NULL, &count, sample.commitment, NULL, 0, &error),
          &error, KEELBOLT_ERROR_MALFORMED_TRANSACTION, "these bytes are no transaction");
  CHECK("nothing half-built", claim == NULL);
}

static void check_revoked(void) {
  keelbolt_error error = new_error();
  keelbolt_revoked *revoked = NULL;
  keelbolt_secret_store empty;
  keelbolt_secret_store never;
  uint8_t bytes[commitment_room];
  memset(&never, 0, sizeof never);
  CHECK("store", keelbolt_secret_store_init(&empty, NULL) == KEELBOLT_OK);
#define RECOGNISE(data, length, store)                                                                          \
  keelbolt_revoked_recognise(&revoked, &sample.channel, KEELBOLT_CHANNEL_NODE_OPENER, data, length, store,       \
                             sample.htlcs, sample_htlcs, sample.entropy, &error)
  refused("not yet", RECOGNISE(sample.published, sample.published_length, &empty), &error,
          KEELBOLT_ERROR_NOT_YET_REVOKED, "commitment 5 is not revoked");
  memcpy(bytes, sample.published, sample.published_length);
  bytes[10] ^= 1; /* of the funding output's id */
  refused("another", RECOGNISE(bytes, sample.published_length, &sample.store), &error, KEELBOLT_ERROR_NOT_A_COMMITMENT,
          "not a commitment of the channel");
  refused("no transaction", RECOGNISE(bytes, 20, &sample.store), &error, KEELBOLT_ERROR_MALFORMED_TRANSACTION,
          "these bytes are no transaction");
  CHECK("store", RECOGNISE(sample.published, sample.published_length, &never) == KEELBOLT_ERROR_INVALID_HANDLE);
  CHECK("nothing half-built", revoked == NULL);
}

/* --- Sweeps --- */

static keelbolt_claim *wallet_claim(uint8_t id, uint64_t amount_sat) {
  keelbolt_outpoint outpoint = {{0}, 0};
  keelbolt_claim *claim = NULL;
  outpoint.txid[0] = id;
  CHECK("wallet", keelbolt_claim_wallet(&claim, &outpoint, amount_sat, sample.wallet_script, 22, 108, NULL) ==
                      KEELBOLT_OK);
  return claim;
}

static keelbolt_claim *claim_of(const commitment_sample *of, int32_t kind, int32_t path_kind) {
  keelbolt_spend_path path = sample_path(of, path_kind);
  keelbolt_claim *claim = NULL;
  const size_t output = sample_output(of, kind);
  keelbolt_htlc_transaction transactions[sample_htlcs];
  size_t count = sample_htlcs;
  CHECK("claim", keelbolt_commitment_htlc_transactions(transactions, &count, of->commitment, NULL) == KEELBOLT_OK);
  for (size_t index = 0; index < count; ++index) {
    if (transactions[index].previous_output.vout == output) {
      path.remote_signature = of->htlc_signatures[index];
    }
  }
  CHECK("claim", keelbolt_commitment_claim(&claim, of->commitment, output, &path, NULL) == KEELBOLT_OK);
  return claim;
}

static void check_sweeps(void) {
  keelbolt_error error = new_error();
  keelbolt_sweep *sweep = NULL;
  keelbolt_claim *rich = wallet_claim(1, UINT64_C(2100000000000000));
  keelbolt_claim *richer = wallet_claim(2, UINT64_MAX);
  keelbolt_claim *of_zero_fee = claim_of(&zero_fee, KEELBOLT_OUTPUT_TO_LOCAL, KEELBOLT_SPEND_DELAYED);
  keelbolt_claim *timeout = claim_of(&sample, KEELBOLT_OUTPUT_OFFERED_HTLC, KEELBOLT_SPEND_HTLC_TRANSACTION);
  keelbolt_claim *success = claim_of(&sample, KEELBOLT_OUTPUT_RECEIVED_HTLC, KEELBOLT_SPEND_HTLC_TRANSACTION);
  const keelbolt_claim *const to_local = sample.to_local;
  const struct {
    const char *name;
    const keelbolt_claim *claims[3];
    size_t count;
    keelbolt_status status;
    const char *text;
  } rows[] = {
      {"nothing", {NULL}, 0, KEELBOLT_ERROR_NO_CLAIMS, "a sweep of nothing"},
      {"nothing but the wallet's", {rich}, 1, KEELBOLT_ERROR_NO_CLAIMS, "a sweep of nothing"},
      {"twice", {to_local, to_local}, 2, KEELBOLT_ERROR_DUPLICATE_CLAIM,
       "a69755936130177b434a77d9bee9b74f668d36127c1d8e8616030a36ceaa6b6a:5 is claimed twice"},
      {"two versions", {to_local, of_zero_fee}, 2, KEELBOLT_ERROR_CLAIM_VERSION,
       "version of a claim: expected 2, found 3"},
      {"two lock times", {timeout, success}, 2, KEELBOLT_ERROR_CLAIM_LOCK_TIME,
       "lock time of an htlc transaction: expected 0, found 800100"},
      {"all bitcoin", {to_local, rich}, 2, KEELBOLT_ERROR_CLAIM_AMOUNT,
       "claims: expected at most 2100000000000000 sat, found 2100000000697772 sat"},
      {"more than can be counted", {to_local, rich, richer}, 3, KEELBOLT_ERROR_CLAIM_AMOUNT,
       "claims: expected at most 2100000000000000 sat, found more than can be counted"},
  };
  for (size_t row = 0; row < sizeof rows / sizeof rows[0]; ++row) {
    refused(rows[row].name,
            keelbolt_sweep_new(&sweep, rows[row].claims, rows[row].count, sample.wallet_script, 22, NULL, &error),
            &error, rows[row].status, rows[row].text);
  }
  refused("to nowhere", keelbolt_sweep_new(&sweep, rows[2].claims, 1, sample.wallet_script, 0, NULL, &error), &error,
          KEELBOLT_ERROR_WRONG_LENGTH, "wrong length: expected 1, found 0");
  CHECK("nothing half-built", sweep == NULL);
  keelbolt_claim_free(rich);
  keelbolt_claim_free(richer);
  keelbolt_claim_free(of_zero_fee);
  keelbolt_claim_free(timeout);
  keelbolt_claim_free(success);
}

static void check_fees(void) {
  static const uint8_t heavy[110000] = {0};
  keelbolt_error error = new_error();
  keelbolt_unsigned_sweep *built = NULL;
  keelbolt_sweep *small = NULL;
  keelbolt_sweep *large = NULL;
  keelbolt_claim *anchor = claim_of(&sample, KEELBOLT_OUTPUT_LOCAL_ANCHOR, KEELBOLT_SPEND_ANCHOR);
  const keelbolt_claim *claims[] = {anchor};
  size_t count = 0;
  CHECK("sweep", keelbolt_sweep_new(&small, claims, 1, sample.wallet_script, 22, NULL, NULL) == KEELBOLT_OK);
  CHECK("sweep", keelbolt_sweep_new(&large, claims, 1, heavy, sizeof heavy, NULL, NULL) == KEELBOLT_OK);
  refused("feerate", keelbolt_sweep_build(&built, small, KEELBOLT_MIN_FEERATE - 1, &error), &error,
          KEELBOLT_ERROR_SWEEP_FEERATE, "feerate_per_kw: expected at least 250, found 249");
  refused("fee", keelbolt_sweep_build(&built, small, 1000, &error), &error, KEELBOLT_ERROR_FEE_EXCEEDS_AMOUNT,
          "the fee is 445 sat and the claims bring 330 sat");
  refused("dust", keelbolt_sweep_build(&built, small, 250, &error), &error, KEELBOLT_ERROR_SWEEP_DUST,
          "output: expected at least 294 sat, found 218 sat");
  refused("weight", keelbolt_sweep_batches(NULL, &count, large, &error), &error, KEELBOLT_ERROR_SWEEP_WEIGHT,
          "weight: expected at most 400000, found 440373");
  CHECK("nothing half-built", built == NULL);
  keelbolt_claim_free(anchor);
  keelbolt_sweep_free(small);
  keelbolt_sweep_free(large);
}

static void check_signing(void) {
  keelbolt_error error = new_error();
  keelbolt_signed_sweep *made = NULL;
  uint8_t high[64];
  memset(high, 0xff, sizeof high);
  refused("another key", keelbolt_unsigned_sweep_sign(&made, sample.unsigned_sweep, &sample.secrets[1],
                                                      &sample.basepoints[1], sample.entropy, &error),
          &error, KEELBOLT_ERROR_CLAIM_KEY, "secret key of input 0 is not that of its output");
  refused("no signatures", keelbolt_unsigned_sweep_complete(&made, sample.unsigned_sweep, NULL, 0, &error), &error,
          KEELBOLT_ERROR_SIGNATURE_COUNT, "signatures: expected 1, found 0");
  refused("another signature",
          keelbolt_unsigned_sweep_complete(&made, sample.unsigned_sweep, sample.signature, 1, &error), &error,
          KEELBOLT_ERROR_CLAIM_SIGNATURE, "signature of input 0 is not of its key");
  refused("no signature", keelbolt_unsigned_sweep_complete(&made, sample.unsigned_sweep, high, 1, &error), &error,
          KEELBOLT_ERROR_SIGNATURE_OUT_OF_RANGE, "signature value is not below the group order");
  keelbolt_channel_secrets zero = {0};
  CHECK("no keys", keelbolt_unsigned_sweep_sign(&made, sample.unsigned_sweep, &zero, &sample.basepoints[0],
                                                sample.entropy, &error) == KEELBOLT_ERROR_SECRET_KEY_OUT_OF_RANGE);
  CHECK("nothing half-built", made == NULL);
}

/* --- Closing --- */

static void check_shutdown(void) {
  keelbolt_error error = new_error();
  keelbolt_shutdown_rules none = {0, 0, 0};
  uint8_t script[34] = {0x51, 32};
  int32_t form;
  refused("taproot", keelbolt_shutdown_check(&form, &none, script, 34, NULL, 0, &error), &error,
          KEELBOLT_ERROR_SHUTDOWN_NOT_NEGOTIATED, "scriptpubkey: AnySegwit is not negotiated");
  refused("no form", keelbolt_shutdown_check(&form, &none, script, 33, NULL, 0, &error), &error,
          KEELBOLT_ERROR_SHUTDOWN_SCRIPT, "scriptpubkey of 33 bytes has none of the forms");
  refused("another", keelbolt_shutdown_check(&form, &none, script, 34, script, 33, &error), &error,
          KEELBOLT_ERROR_UPFRONT_SCRIPT, "scriptpubkey is not the one of shutdown_scriptpubkey");
}

static void check_negotiation(void) {
  /* The node would like 500 sat and takes 400 to 600. */
  static const struct {
    const char *name;
    int32_t node;
    bool sends_range;
    uint64_t sent; /* 0 for none */
    uint64_t received;
    keelbolt_closing_proposal proposal;
    keelbolt_status status;
    const char *text;
  } rows[] = {
      {"out of range", KEELBOLT_CHANNEL_NODE_OPENER, true, 500, 0, {601, 1, {550, 700}},
       KEELBOLT_ERROR_FEE_OUT_OF_RANGE,
       "fee_satoshis: expected 550 sat to 600 sat, found 601 sat"},
      {"no overlap", KEELBOLT_CHANNEL_NODE_OPENER, true, 500, 0, {700, 1, {601, 700}}, KEELBOLT_ERROR_NO_OVERLAP,
       "fee_range: expected some of 400 sat to 600 sat, found 601 sat to 700 sat"},
      {"changed", KEELBOLT_CHANNEL_NODE_ACCEPTER, false, 500, 0, {700, 1, {450, 700}}, KEELBOLT_ERROR_FEE_CHANGED,
       "fee_satoshis: expected 500 sat, found 700 sat"},
      {"not between", KEELBOLT_CHANNEL_NODE_ACCEPTER, false, 500, 1000, {1000, 0, {0, 0}},
       KEELBOLT_ERROR_FEE_NOT_BETWEEN,
       "fee_satoshis: expected strictly between 500 sat and 1000 sat, found 1000 sat"},
      {"none between", KEELBOLT_CHANNEL_NODE_ACCEPTER, false, 650, 1000, {651, 0, {0, 0}},
       KEELBOLT_ERROR_NO_FEE_BETWEEN,
       "fee_satoshis: none that is acceptable between 650 sat and 651 sat"},
  };
  for (size_t row = 0; row < sizeof rows / sizeof rows[0]; ++row) {
    keelbolt_error error = new_error();
    keelbolt_legacy_negotiation negotiation = {0};
    keelbolt_closing_answer answer;
    negotiation.struct_size = sizeof negotiation;
    negotiation.node = rows[row].node;
    negotiation.preferred_sat = 500;
    negotiation.acceptable.min_sat = 400;
    negotiation.acceptable.max_sat = 600;
    negotiation.has_sent = rows[row].sent != 0;
    negotiation.sent.fee_sat = rows[row].sent;
    negotiation.sent.has_range = rows[row].sends_range;
    negotiation.sent.range = negotiation.acceptable;
    negotiation.has_received = rows[row].received != 0;
    negotiation.received_sat = rows[row].received;
    refused(rows[row].name, keelbolt_legacy_negotiation_answer(&answer, &negotiation, &rows[row].proposal, &error),
            &error, rows[row].status, rows[row].text);
  }
}

static void check_closings(void) {
  keelbolt_error error = new_error();
  keelbolt_closing_transaction *closing = NULL;
  keelbolt_legacy_closing legacy = sample.legacy;
  legacy.fee_sat = 800001;
  refused("fee", keelbolt_legacy_closing_build(&closing, &legacy, 1, false, &error), &error,
          KEELBOLT_ERROR_CLOSING_FEE_EXCEEDS_BALANCE, "fee_satoshis: expected at most 800000 sat, found 800001 sat");
  legacy.opener_script.length = 0;
  refused("to nobody", keelbolt_legacy_closing_build(&closing, &legacy, 1, false, &error), &error,
          KEELBOLT_ERROR_WRONG_LENGTH, "wrong length: expected 1, found 0");
  keelbolt_simple_close close = sample.close;
  close.closee_script.length = 0;
  refused("to nobody", keelbolt_simple_close_transaction(&closing, &close, 1, &error), &error,
          KEELBOLT_ERROR_WRONG_LENGTH, "wrong length: expected 1, found 0");
  legacy.opener_script = sample.legacy.opener_script;
  legacy.accepter_balance_msat = 1;
  refused("sum", keelbolt_legacy_closing_build(&closing, &legacy, 1, false, &error), &error, KEELBOLT_ERROR_BALANCE,
          "balances and htlcs: expected 1000000000 msat, found 800000001 msat");
  legacy.opener_balance_msat = 1000000000;
  legacy.accepter_balance_msat = 0;
  refused("no outputs", keelbolt_legacy_closing_build(&closing, &legacy, 1, true, &error), &error,
          KEELBOLT_ERROR_NO_OUTPUTS, "closing transaction without outputs");
  refused("signature", keelbolt_legacy_closing_verify(&closing, &sample.legacy, 1, sample.signature, &error), &error,
          KEELBOLT_ERROR_CLOSING_SIGNATURE, "signature of the opener is not of this closing transaction");
  refused("signature", keelbolt_closing_verify(sample.closing, 2, sample.signature, &error), &error,
          KEELBOLT_ERROR_CLOSING_SIGNATURE, "signature of the accepter is not of this closing transaction");

  /* What nodes do not relay, whose dust limit lies below theirs. */
  keelbolt_channel_parameters channel = sample.channel;
  channel.opener.dust_limit_sat = 200;
  legacy = sample.legacy;
  legacy.channel = &channel;
  legacy.accepter_balance_msat = 250000;
  legacy.opener_balance_msat = 999750000;
  uint8_t signature[64];
  CHECK("dust", keelbolt_legacy_closing_build(&closing, &legacy, 1, false, &error) == KEELBOLT_OK);
  refused("dust", keelbolt_closing_check_dust(closing, &error), &error, KEELBOLT_ERROR_CLOSING_DUST,
          "output: expected at least 294 sat, found 250 sat");
  CHECK("dust", keelbolt_closing_sign(signature, closing, sample.secrets[0].funding, sample.entropy, &error) ==
                    KEELBOLT_OK);
  keelbolt_closing_free(closing);
  closing = NULL;
  refused("dust", keelbolt_legacy_closing_verify(&closing, &legacy, 1, signature, &error), &error,
          KEELBOLT_ERROR_CLOSING_DUST, "output: expected at least 294 sat, found 250 sat");
  CHECK("nothing half-built", closing == NULL);
}

static void check_simple_close(void) {
  keelbolt_error error = new_error();
  keelbolt_simple_close close = sample.close;
  keelbolt_closing_signatures none;
  keelbolt_closing_signatures other = sample.closing_sig;
  uint8_t transaction[commitment_room];
  size_t length = sizeof transaction;
  size_t count = 0;
  int32_t variant;
  memset(&none, 0, sizeof none);
  close.fee_sat = 800001;
  refused("fee", keelbolt_simple_close_offered(NULL, &count, &close, false, &error), &error,
          KEELBOLT_ERROR_CLOSING_FEE_EXCEEDS_BALANCE, "fee_satoshis: expected at most 800000 sat, found 800001 sat");
  close.closer_balance_msat = 999900000;
  close.closee_balance_msat = 100000;
  close.fee_sat = 999800;
  refused("all dust", keelbolt_simple_close_offered(NULL, &count, &close, false, &error), &error,
          KEELBOLT_ERROR_ALL_DUST, "fee_satoshis leaves dust on both sides");
  refused("missing", keelbolt_simple_close_selected(&variant, &sample.close, &none, true, &error), &error,
          KEELBOLT_ERROR_VARIANT_MISSING, "closing_complete: expected closer_output_only");
  refused("no signature", keelbolt_simple_close_finish(transaction, &length, &sample.close, &sample.complete, &none,
                                                       &error),
          &error, KEELBOLT_ERROR_CLOSING_SIGNATURE_COUNT, "closing_sig: expected 1 signature, found 0");
  other.has_closee_output_only = 1;
  memcpy(other.closee_output_only, sample.signature, 64);
  refused("two signatures", keelbolt_simple_close_finish(transaction, &length, &sample.close, &sample.complete, &other,
                                                         &error),
          &error, KEELBOLT_ERROR_CLOSING_SIGNATURE_COUNT, "closing_sig: expected 1 signature, found 2");
  other.has_closer_and_closee_outputs = 0;
  refused("not offered", keelbolt_simple_close_finish(transaction, &length, &sample.close, &sample.complete, &other,
                                                      &error),
          &error, KEELBOLT_ERROR_VARIANT_NOT_OFFERED, "closing_sig: closee_output_only was not offered");
  other = sample.closing_sig;
  memcpy(other.closer_and_closee_outputs, sample.signature, 64);
  refused("signature", keelbolt_simple_close_finish(transaction, &length, &sample.close, &sample.complete, &other,
                                                    &error),
          &error, KEELBOLT_ERROR_CLOSING_SIGNATURE, "signature of the accepter is not of this closing transaction");
  memset(other.closer_and_closee_outputs, 0xff, 64);
  refused("range", keelbolt_simple_close_finish(transaction, &length, &sample.close, &sample.complete, &other, &error),
          &error, KEELBOLT_ERROR_SIGNATURE_OUT_OF_RANGE, "signature value is not below the group order");
}

/* --- Relay --- */

enum { most_outputs = 2500, most_elements = 103 };

/* A transaction that is judged, before it is written: a spend of a P2WSH output that nodes relay. */
typedef struct {
  uint32_t version;
  uint32_t lock_time;
  size_t input_count;
  uint32_t sequence;
  size_t script_sig_length;
  size_t element_count;
  const uint8_t *elements[most_elements];
  size_t element_lengths[most_elements];
  size_t output_count; /* all the same */
  uint64_t value_sat;
  const uint8_t *script;
  size_t script_length;
  keelbolt_coin coins[2];
  size_t coin_count;
  keelbolt_chain chain;
} relay_case;

static uint8_t wire[200000];
static size_t wire_length;

static void put_bytes(const void *bytes, size_t length) {
  memcpy(wire + wire_length, bytes, length);
  wire_length += length;
}

static void put_number(uint64_t number, size_t size) {
  for (size_t index = 0; index < size; ++index) {
    wire[wire_length++] = (uint8_t)(number >> (8 * index));
  }
}

static void put_size(size_t size) {
  if (size < 0xfd) {
    put_number(size, 1);
  } else {
    put_number(0xfd, 1);
    put_number(size, 2);
  }
}

/* Bitcoin's serialisation, with witnesses where there are any. */
static void write_case(const relay_case *at) {
  static const uint8_t script_sig[1] = {0x51};
  wire_length = 0;
  put_number(at->version, 4);
  if (at->element_count > 0 || at->input_count == 0) {
    put_number(0x0100, 2);
  }
  put_size(at->input_count);
  for (size_t input = 0; input < at->input_count; ++input) {
    uint8_t txid[32] = {0};
    txid[0] = (uint8_t)(at->coin_count > 1 && at->coins[1].children == 0 ? input : 0);
    put_bytes(txid, sizeof txid);
    put_number(0, 4);
    put_size(at->script_sig_length);
    put_bytes(script_sig, at->script_sig_length);
    put_number(at->sequence, 4);
  }
  put_size(at->output_count);
  for (size_t output = 0; output < at->output_count; ++output) {
    put_number(at->value_sat, 8);
    put_size(at->script_length);
    put_bytes(at->script, at->script_length);
  }
  for (size_t input = 0; at->element_count > 0 && input < at->input_count; ++input) {
    put_size(at->element_count);
    for (size_t element = 0; element < at->element_count; ++element) {
      put_size(at->element_lengths[element]);
      put_bytes(at->elements[element], at->element_lengths[element]);
    }
  }
  put_number(at->lock_time, 4);
}

static const uint8_t der[72] = {
    0x30, 0x44, 0x02, 0x20, 0x61, 0x62, 0x10, 0xb2, 0xcc, 0x4d, 0x3a, 0xfb, 0x60, 0x10, 0x13, 0xc3, 0x73, 0xbb,
    0xd8, 0xaa, 0xc5, 0x4f, 0xeb, 0xd9, 0xf1, 0x54, 0x00, 0x37, 0x9a, 0x8c, 0xb6, 0x5c, 0xe7, 0xde, 0xca, 0x60,
    0x02, 0x20, 0x34, 0x23, 0x6c, 0x01, 0x09, 0x91, 0xbe, 0xb7, 0xff, 0x77, 0x05, 0x10, 0x56, 0x1a, 0xe8, 0xdc,
    0x88, 0x5b, 0x8d, 0x38, 0xd1, 0x94, 0x72, 0x48, 0xc3, 0x8f, 0x2a, 0xe0, 0x55, 0x64, 0x71, 0x42, 0x01, 0,
};
static const uint8_t op_if[1] = {0x63};
static const uint8_t key_hash[22] = {0, 20};
static const uint8_t script_hash[34] = {0, 32};
static const uint8_t anchor[4] = {0x51, 2, 0x4e, 0x73};
static const uint8_t unknown_program[4] = {0x52, 2, 1, 1};
static const uint8_t no_script[30] = {0x51, 0x51, 0x51};
static const uint8_t op_return[1] = {0x6a};
static const uint8_t zeros[4000] = {0};

static void set_coin(keelbolt_coin *coin, uint64_t value_sat, const uint8_t *script, size_t length) {
  memset(coin, 0, sizeof *coin);
  coin->value_sat = value_sat;
  coin->script_pubkey.data = script;
  coin->script_pubkey.length = length;
  coin->is_confirmed = 1;
  coin->height = 600000;
}

static void set_element(relay_case *at, size_t element, const uint8_t *bytes, size_t length) {
  at->elements[element] = bytes;
  at->element_lengths[element] = length;
}

static void good_case(relay_case *at) {
  memset(at, 0, sizeof *at);
  at->version = 2;
  at->input_count = 1;
  at->sequence = 144;
  at->element_count = 3;
  set_element(at, 0, der, 71);
  set_element(at, 1, zeros, 0);
  set_element(at, 2, op_if, 1);
  at->output_count = 1;
  at->value_sat = 99000;
  at->script = key_hash;
  at->script_length = sizeof key_hash;
  set_coin(&at->coins[0], 100000, script_hash, sizeof script_hash);
  at->coin_count = 1;
  at->chain.height = 800000;
  at->chain.median_time_past = 1700000000;
}

static void unconfirmed(relay_case *at, uint32_t version, uint32_t parent, size_t ancestors, size_t children) {
  at->version = version;
  at->sequence = 0xfffffffd;
  at->coins[0].is_confirmed = 0;
  at->coins[0].version = parent;
  at->coins[0].ancestors = ancestors;
  at->coins[0].children = children;
}

static void coin_less(relay_case *at) { at->coin_count = 0; }
static void no_output(relay_case *at) { at->output_count = 0; }
static void twice(relay_case *at) {
  at->input_count = at->coin_count = 2;
  at->coins[1] = at->coins[0];
  at->coins[1].children = 1; /* the same output */
}
static void too_much(relay_case *at) { at->coins[0].value_sat = UINT64_MAX; }
static void more_out(relay_case *at) { at->value_sat = 100001; }
static void version_0(relay_case *at) { at->version = 0; }
static void version_minus_1(relay_case *at) { at->version = UINT32_MAX; }
static void too_heavy(relay_case *at) {
  at->output_count = most_outputs;
  at->value_sat = 294;
  at->script = script_hash;
  at->script_length = sizeof script_hash;
  at->coins[0].value_sat = 10000000;
}
static void too_short(relay_case *at) {
  at->script = op_return;
  at->script_length = 1;
}
static void unknown_script(relay_case *at) {
  at->script = no_script;
  at->script_length = sizeof no_script;
}
static void dust(relay_case *at) { at->value_sat = 293; }
static void no_fee(relay_case *at) { at->value_sat = 100000; }
static void later(relay_case *at) { at->lock_time = 800001; }
static void delayed(relay_case *at) { at->chain.height = 600142; }
static void seconds(relay_case *at) { at->sequence = UINT32_C(1) << 22 | 5; }
static void parent_of_3(relay_case *at) { unconfirmed(at, 2, 3, 0, 0); }
static void grandparent(relay_case *at) { unconfirmed(at, 3, 3, 1, 0); }
static void sibling(relay_case *at) { unconfirmed(at, 3, 3, 0, 1); }
static void script_beside(relay_case *at) { at->script_sig_length = 1; }
static void anchor_witness(relay_case *at) { set_coin(&at->coins[0], 100000, anchor, sizeof anchor); }
static void no_program(relay_case *at) { set_coin(&at->coins[0], 100000, unknown_program, sizeof unknown_program); }
static void no_witness(relay_case *at) { at->element_count = 0; }
static void long_script(relay_case *at) {
  at->element_count = 1;
  set_element(at, 0, zeros, 3601);
}
static void many_elements(relay_case *at) {
  at->element_count = 102;
  for (size_t element = 0; element < at->element_count; ++element) {
    set_element(at, element, zeros, 1);
  }
}
static void long_element(relay_case *at) { set_element(at, 1, zeros, 81); }
static void two_for_if(relay_case *at) { set_element(at, 1, zeros, 2); }
static uint8_t spoiled[72];
static void high_s(relay_case *at) {
  memcpy(spoiled, der, sizeof spoiled);
  memset(spoiled + 39, 0xff, 31);
  spoiled[38] = 0x7f;
  set_element(at, 0, spoiled, 71);
}
static void not_der(relay_case *at) {
  memcpy(spoiled, der, sizeof spoiled);
  ++spoiled[1];
  set_element(at, 0, spoiled, 71);
}
static void unknown_type(relay_case *at) {
  memcpy(spoiled, der, sizeof spoiled);
  spoiled[70] = 4;
  set_element(at, 0, spoiled, 71);
}

static const struct {
  const char *name;
  void (*spoil)(relay_case *at);
  keelbolt_status status;
  const char *text;
} relay_rows[] = {
    {"a coin less", coin_less, KEELBOLT_ERROR_COIN_COUNT, "spent outputs: expected 1, found 0"},
    {"no output", no_output, KEELBOLT_ERROR_EMPTY_TRANSACTION, "transaction without inputs or outputs"},
    {"an input twice", twice, KEELBOLT_ERROR_DUPLICATE_INPUT, "an output is spent twice"},
    {"too much", too_much, KEELBOLT_ERROR_RELAY_AMOUNT, "amounts exceed all bitcoin"},
    {"more out than in", more_out, KEELBOLT_ERROR_OUTPUTS_EXCEED_INPUTS,
     "outputs: expected at most 100000 sat, found 100001 sat"},
    {"version 0", version_0, KEELBOLT_ERROR_TRANSACTION_VERSION, "version: expected 1 to 3, found 0"},
    {"version -1", version_minus_1, KEELBOLT_ERROR_TRANSACTION_VERSION, "version: expected 1 to 3, found -1"},
    {"too heavy", too_heavy, KEELBOLT_ERROR_TRANSACTION_WEIGHT, "weight: expected at most 400000, found 430290"},
    {"too short", too_short, KEELBOLT_ERROR_BASE_SIZE, "size without witnesses: expected at least 65, found 61"},
    {"an unknown script", unknown_script, KEELBOLT_ERROR_OUTPUT_SCRIPT, "output 0 has no standard script"},
    {"dust", dust, KEELBOLT_ERROR_RELAY_DUST, "output 0: expected at least 294 sat, found 293 sat"},
    {"no fee", no_fee, KEELBOLT_ERROR_RELAY_FEE, "fee: expected at least 102 sat, found 0 sat"},
    {"a later lock time", later, KEELBOLT_ERROR_LOCK_TIME, "lock time 800001 has not passed at block 800000"},
    {"a block before the delay", delayed, KEELBOLT_ERROR_RELATIVE_LOCK,
     "input 0 is locked until block 600144, and block 600143 is next"},
    {"a delay in seconds", seconds, KEELBOLT_ERROR_RELATIVE_TIME, "input 0 is locked by seconds"},
    {"a parent of version 3", parent_of_3, KEELBOLT_ERROR_TRUC_PARENT, "input 0: its unconfirmed parent has version 3"},
    {"a grandparent", grandparent, KEELBOLT_ERROR_TRUC_ANCESTORS, "input 0 brings a second unconfirmed ancestor"},
    {"a sibling", sibling, KEELBOLT_ERROR_TRUC_DESCENDANTS, "input 0: its parent has another unconfirmed child"},
    {"a script beside the witness", script_beside, KEELBOLT_ERROR_SCRIPT_SIG,
     "input 0 has a script beside its witness"},
    {"a witness for the anchor", anchor_witness, KEELBOLT_ERROR_ANCHOR_WITNESS, "input 0 has a witness for an anchor"},
    {"an unknown program", no_program, KEELBOLT_ERROR_UNKNOWN_PROGRAM, "input 0 spends an unknown witness program"},
    {"no witness", no_witness, KEELBOLT_ERROR_NO_WITNESS, "input 0 has no witness script"},
    {"a long witness script", long_script, KEELBOLT_ERROR_WITNESS_SCRIPT,
     "input 0, script: expected at most 3600 bytes, found 3601"},
    {"many elements", many_elements, KEELBOLT_ERROR_WITNESS_ELEMENTS,
     "input 0, elements: expected at most 100, found 101"},
    {"a long element", long_element, KEELBOLT_ERROR_WITNESS_ELEMENT,
     "input 0, element 1: expected at most 80 bytes, found 81"},
    {"two for OP_IF", two_for_if, KEELBOLT_ERROR_MINIMAL_IF, "input 0: argument of OP_IF is neither empty nor 1"},
    {"a high S", high_s, KEELBOLT_ERROR_WITNESS_SIGNATURE, "input 0, element 0: signature breaks the low-S rule"},
    {"not in DER", not_der, KEELBOLT_ERROR_WITNESS_SIGNATURE, "input 0, element 0: signature is not in strict DER"},
    {"an unknown type", unknown_type, KEELBOLT_ERROR_SIGHASH_TYPE, "input 0, element 0: unknown sighash type 4"},
};

static void check_relay(void) {
  keelbolt_error error = new_error();
  relay_case at;
  uint64_t fee;
  good_case(&at);
  write_case(&at);
  CHECK("relay", keelbolt_relay_check(&fee, wire, wire_length, at.coins, at.coin_count, &at.chain, &error) ==
                         KEELBOLT_OK &&
                     fee == 1000);
  for (size_t row = 0; row < sizeof relay_rows / sizeof relay_rows[0]; ++row) {
    good_case(&at);
    relay_rows[row].spoil(&at);
    write_case(&at);
    refused(relay_rows[row].name,
            keelbolt_relay_check(&fee, wire, wire_length, at.coins, at.coin_count, &at.chain, &error), &error,
            relay_rows[row].status, relay_rows[row].text);
  }
  refused("bytes", keelbolt_relay_check(&fee, wire, wire_length - 1, at.coins, 1, &at.chain, &error), &error,
          KEELBOLT_ERROR_MALFORMED_TRANSACTION, "these bytes are no transaction");

  /* A parent without a fee may have one output of dust, when its child spends that; this child does not. */
  uint8_t parent[1000];
  good_case(&at);
  at.version = 3;
  at.value_sat = 100;
  at.coins[0].value_sat = 100;
  write_case(&at);
  const size_t length = wire_length;
  memcpy(parent, wire, length);
  const keelbolt_coin coin = at.coins[0];
  good_case(&at);
  at.version = 3;
  write_case(&at);
  refused("unspent dust",
          keelbolt_relay_check_package(&fee, parent, length, &coin, 1, wire, wire_length, at.coins, 1, &at.chain,
                                       &error),
          &error, KEELBOLT_ERROR_DUST_UNSPENT, "output 0 is dust that the child does not spend");
  refused("no parent", keelbolt_relay_check_package(&fee, parent, length - 1, &coin, 1, wire, wire_length, at.coins, 1,
                                                    &at.chain, &error),
          &error, KEELBOLT_ERROR_MALFORMED_TRANSACTION, "these bytes are no transaction");
}

int main(void) {
  commitment_sample_make(&sample, KEELBOLT_FORMAT_ANCHORS);
  commitment_sample_make(&classic, KEELBOLT_FORMAT_STATIC_REMOTEKEY);
  commitment_sample_make(&zero_fee, KEELBOLT_FORMAT_ZERO_FEE);
  check_null_commitments();
  check_null_claims();
  check_null_sweeps();
  check_null_closings();
  check_buffers();
  check_lists();
  check_structs();
  check_drafts();
  check_signatures();
  check_claims();
  check_revoked();
  check_sweeps();
  check_fees();
  check_signing();
  check_shutdown();
  check_negotiation();
  check_closings();
  check_simple_close();
  check_relay();
  commitment_sample_free(&sample);
  commitment_sample_free(&classic);
  commitment_sample_free(&zero_fee);
  return check_result();
}
