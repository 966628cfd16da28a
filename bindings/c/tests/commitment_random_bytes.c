/* Random arguments to every function of commitments, spends, closings and relay, and real ones with a few bytes
 * changed: whatever they are, a status comes back, and what was made is freed. */

#include <keelbolt.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "commitment_sample.h"
#include "random.h"

enum { rounds = 400, most_claims = 16 };

static commitment_sample samples[3]; /* one of each format */

/* Counts the outcomes, so that the test can see that both kinds occur, and that all are statuses. */
static unsigned accepted;
static unsigned refused;

static keelbolt_error error;

/* Whether a call succeeded; where not, its error has a text. */
static bool told(const char *name, keelbolt_status status) {
  CHECK(name, status == KEELBOLT_OK || strcmp(keelbolt_status_str(status), "UnknownStatus") != 0);
  CHECK(name, status != KEELBOLT_ERROR_PANIC);
  if (status != KEELBOLT_OK) {
    char message[512];
    size_t size = sizeof message;
    CHECK(name, keelbolt_error_message(message, &size, &error) == KEELBOLT_OK && size > 0);
  }
  accepted += status == KEELBOLT_OK;
  refused += status != KEELBOLT_OK;
  return status == KEELBOLT_OK;
}

/* Random bytes, or these with a few changed or the end cut, in memory of their very size; the caller frees them. */
static uint8_t *damaged(size_t *length, const void *bytes, size_t given) {
  *length = random_sometimes() ? random_next() % (given + 1) : given;
  uint8_t *copy = malloc(*length == 0 ? 1 : *length);
  memcpy(copy, bytes, *length);
  if (random_next() % 8 == 0) {
    random_fill(copy, *length);
  }
  for (uint64_t changes = random_next() % 3; changes > 0 && *length > 0; --changes) {
    copy[random_next() % *length] = (uint8_t)random_next();
  }
  return copy;
}

/* Sometimes another number, often an extreme one. */
static uint64_t spoil_number(uint64_t number) {
  static const uint64_t extremes[] = {0, 1, 546, 2100000000000000, UINT64_MAX};
  return random_next() % 8 != 0 ? number : random_sometimes() ? random_next() : extremes[random_next() % 5];
}

static int32_t spoil_enum(int32_t number) { return random_next() % 8 != 0 ? number : (int32_t)(random_next() % 10); }

static keelbolt_channel_parameters spoil_channel(const commitment_sample *sample) {
  keelbolt_channel_parameters channel = sample->channel;
  channel.format = spoil_enum(channel.format);
  channel.funding_amount_sat = spoil_number(channel.funding_amount_sat);
  channel.opener.dust_limit_sat = spoil_number(channel.opener.dust_limit_sat);
  channel.accepter.dust_limit_sat = spoil_number(channel.accepter.dust_limit_sat);
  channel.opener.to_self_delay = (uint16_t)spoil_number(channel.opener.to_self_delay);
  if (random_next() % 8 == 0) {
    random_fill(&channel.accepter.basepoints, sizeof channel.accepter.basepoints);
  }
  if (random_next() % 16 == 0) {
    channel.struct_size = random_next() % 64;
  }
  return channel;
}

static keelbolt_spend_path spoil_path(const commitment_sample *sample, uint8_t *bytes) {
  keelbolt_spend_path path = sample_path(sample, (int32_t)(random_next() % 10));
  random_fill(bytes, 64);
  path.remote_signature = sample->htlc_signatures[random_next() % 2];
  if (random_sometimes()) path.remote_signature = bytes;
  if (random_sometimes()) path.preimage = random_sometimes() ? NULL : bytes;
  if (random_sometimes()) path.per_commitment_secret = bytes;
  return path;
}

static void free_claims(keelbolt_claim **claims, size_t count) {
  for (size_t index = 0; index < count; ++index) {
    keelbolt_claim_free(claims[index]);
  }
}

/* Builds a commitment of spoiled parameters, and asks everything of it. */
static void commitments(const commitment_sample *sample) {
  keelbolt_channel_parameters channel = spoil_channel(sample);
  keelbolt_commitment_draft draft = sample->draft;
  keelbolt_commitment_htlc htlcs[4];
  keelbolt_commitment *commitment = NULL;
  uint8_t out[commitment_room];
  size_t size = sizeof out;
  bool flag;
  draft.owner = spoil_enum(draft.owner);
  draft.number = spoil_number(draft.number);
  draft.feerate_per_kw = (uint32_t)spoil_number(draft.feerate_per_kw);
  draft.opener_balance_msat = spoil_number(draft.opener_balance_msat);
  draft.accepter_balance_msat = spoil_number(draft.accepter_balance_msat);
  memcpy(htlcs, sample->htlcs, sizeof sample->htlcs);
  htlcs[0].amount_msat = spoil_number(htlcs[0].amount_msat);
  htlcs[1].cltv_expiry = (uint32_t)spoil_number(htlcs[1].cltv_expiry);
  htlcs[2].offered_by = spoil_enum(htlcs[2].offered_by);
  draft.htlcs = htlcs;
  draft.htlc_count = random_next() % 8 != 0 ? sample_htlcs : random_next() % 3;
  if (random_next() % 16 == 0) random_fill(draft.per_commitment_point, 33);
  told("reserve", keelbolt_commitment_check_reserve(&draft, &channel, spoil_number(1000), spoil_number(1000), &error));
  told("trimmed", keelbolt_commitment_is_trimmed(&flag, &draft, &channel, htlcs, &error));
  if (told("build", keelbolt_commitment_build(&commitment, &channel, &draft, &error))) {
    uint8_t signature[64];
    uint8_t htlc_signatures[4][64];
    size_t count = 4;
    told("sign", keelbolt_commitment_sign(signature, htlc_signatures[0], &count, commitment,
                                          sample->secrets[random_next() % 2].funding, sample->secrets[1].htlc_basepoint,
                                          sample->entropy, &error));
    told("verify", keelbolt_commitment_verify(commitment, signature, htlc_signatures[0], random_next() % 4, &error));
    told("signed", keelbolt_commitment_signed(out, &size, commitment, signature, signature, &error));
    size = random_next() % sizeof out;
    told("htlc", keelbolt_htlc_transaction_signed(out, &size, commitment, random_next() % 4, signature, signature,
                                                  random_sometimes() ? NULL : sample->preimage, &error));
    told("script", keelbolt_commitment_witness_script(&flag, out, &size, commitment, random_next() % 9, &error));
  }
  keelbolt_commitment_free(commitment);
}

/* Claims of any output by any path, swept together. */
static void sweeps(const commitment_sample *sample) {
  uint8_t bytes[64];
  keelbolt_claim *claims[most_claims];
  size_t count = 0;
  keelbolt_sweep *sweep = NULL;
  keelbolt_unsigned_sweep *built = NULL;
  keelbolt_signed_sweep *made = NULL;
  for (uint64_t tries = random_next() % 12; tries > 0; --tries) {
    keelbolt_spend_path path = spoil_path(sample, bytes);
    keelbolt_attempt attempt = {{1}, spoil_number(300), spoil_number(600)};
    claims[count] = NULL;
    const size_t output = random_next() % 7;
    if (told("claim", keelbolt_commitment_claim(&claims[count], sample->commitment, output, &path, &error))) {
      if (random_sometimes()) told("replaces", keelbolt_claim_set_replaces(claims[count], &attempt, &error));
      ++count;
    }
  }
  if (random_sometimes()) {
    keelbolt_outpoint outpoint = {{2}, (uint32_t)random_next()};
    told("wallet", keelbolt_claim_wallet(&claims[count], &outpoint, spoil_number(10000), sample->wallet_script, 22,
                                         spoil_number(108), &error));
    ++count;
  }
  keelbolt_parent parent = {spoil_number(200), spoil_number(1000)};
  if (told("sweep", keelbolt_sweep_new(&sweep, (const keelbolt_claim *const *)claims, count, sample->wallet_script,
                                       random_next() % 23, random_sometimes() ? &parent : NULL, &error)) &&
      told("sweep_build", keelbolt_sweep_build(&built, sweep, (uint32_t)spoil_number(1000), &error))) {
    const size_t node = random_next() % 2;
    told("sweep_complete", keelbolt_unsigned_sweep_complete(&made, built, sample->htlc_signatures[0], random_next() % 3,
                                                            &error));
    if (made == NULL) {
      told("sweep_sign", keelbolt_unsigned_sweep_sign(&made, built, &sample->secrets[node], &sample->basepoints[node],
                                                      sample->entropy, &error));
    }
  }
  free_claims(claims, count);
  keelbolt_sweep_free(sweep);
  keelbolt_unsigned_sweep_free(built);
  keelbolt_signed_sweep_free(made);
}

/* Transactions of anybody. */
static void transactions(const commitment_sample *sample) {
  uint8_t bytes[64];
  keelbolt_claim *claims[most_claims];
  keelbolt_revealed_preimage preimages[most_claims];
  keelbolt_revoked *revoked = NULL;
  keelbolt_channel_parameters channel = spoil_channel(sample);
  keelbolt_spend_path path = spoil_path(sample, bytes);
  size_t length;
  uint8_t *transaction = damaged(&length, sample->published, sample->published_length);
  size_t count = most_claims;
  if (told("second_stage", keelbolt_commitment_second_stage_claims(claims, &count, sample->commitment, transaction,
                                                                   length, &path, &error))) {
    free_claims(claims, count);
  }
  count = most_claims;
  told("preimages", keelbolt_commitment_revealed_preimages(preimages, &count, sample->commitment, transaction, length,
                                                           &error));
  count = most_claims;
  if (told("revoked_second", keelbolt_revoked_second_stage_claims(claims, &count, sample->revoked, transaction, length,
                                                                  &error))) {
    free_claims(claims, count);
  }
  if (told("recognise", keelbolt_revoked_recognise(&revoked, &channel, spoil_enum(1), transaction, length,
                                                   &sample->store, sample->htlcs, random_next() % 4, sample->entropy,
                                                   &error))) {
    uint32_t unknown[16];
    count = 16;
    told("unknown", keelbolt_revoked_unknown(unknown, &count, revoked, &error));
    count = most_claims;
    if (told("claims", keelbolt_revoked_claims(claims, &count, revoked, &error))) {
      free_claims(claims, count);
    }
  }
  keelbolt_revoked_free(revoked);

  keelbolt_coin coins[2];
  keelbolt_chain chain = {(uint32_t)spoil_number(800000), spoil_number(1700000000)};
  uint64_t fee;
  for (int index = 0; index < 2; ++index) {
    memset(&coins[index], 0, sizeof coins[index]);
    coins[index].value_sat = spoil_number(1000000);
    coins[index].script_pubkey.data = sample->outputs[0].script_pubkey;
    coins[index].script_pubkey.length = random_sometimes() ? random_next() % 35 : 34;
    coins[index].is_confirmed = (uint8_t)random_next();
    coins[index].height = (uint32_t)spoil_number(600000);
    coins[index].version = (uint32_t)spoil_number(3);
    coins[index].ancestors = spoil_number(0);
    coins[index].children = spoil_number(0);
  }
  told("relay", keelbolt_relay_check(&fee, transaction, length, coins, random_sometimes() ? 2 : 1, &chain, &error));
  told("package", keelbolt_relay_check_package(&fee, transaction, length, coins, 1, sample->published,
                                               sample->published_length, &coins[1], 1, &chain, &error));
  free(transaction);
}

static void closings(const commitment_sample *sample) {
  keelbolt_channel_parameters channel = spoil_channel(sample);
  keelbolt_legacy_closing legacy = sample->legacy;
  keelbolt_simple_close close = sample->close;
  keelbolt_closing_signatures complete = sample->complete;
  keelbolt_closing_signatures answer;
  keelbolt_closing_transaction *closing = NULL;
  keelbolt_legacy_negotiation negotiation = {0};
  keelbolt_closing_proposal proposal = {spoil_number(700), (uint8_t)random_next(), {spoil_number(500), 900}};
  keelbolt_closing_answer result;
  keelbolt_shutdown_rules rules = {random_sometimes(), random_sometimes(), random_sometimes()};
  uint8_t script[48];
  uint8_t out[commitment_room];
  size_t size = sizeof out;
  int32_t number;
  bool flag;
  uint64_t weight;
  random_fill(script, sizeof script);
  if (!random_sometimes()) {
    static const uint8_t starts[][2] = {{0, 20}, {0, 32}, {0x51, 32}, {0x6a, 10}, {0xa9, 20}};
    memcpy(script, starts[random_next() % 5], 2);
  }
  const size_t length = random_sometimes() ? random_next() % sizeof script : random_sometimes() ? 22 : 34;
  told("form", keelbolt_shutdown_form_of(&flag, &number, script, length));
  told("shutdown", keelbolt_shutdown_check(&number, &rules, script, length, script, random_sometimes() ? length : 0,
                                           &error));
  told("penalty", keelbolt_penalty_witness_weight(&flag, &weight, script, length));
  negotiation.struct_size = sizeof negotiation;
  negotiation.node = spoil_enum(1 + (int32_t)(random_next() % 2));
  negotiation.preferred_sat = spoil_number(500);
  negotiation.acceptable.min_sat = spoil_number(400);
  negotiation.acceptable.max_sat = spoil_number(800);
  negotiation.has_sent = random_sometimes();
  negotiation.sent = proposal;
  negotiation.sent.fee_sat = spoil_number(600);
  negotiation.has_received = random_sometimes();
  negotiation.received_sat = spoil_number(1000);
  told("answer", keelbolt_legacy_negotiation_answer(&result, &negotiation, &proposal, &error));

  legacy.channel = close.channel = &channel;
  legacy.fee_sat = close.fee_sat = spoil_number(1000);
  legacy.opener_balance_msat = close.closer_balance_msat = spoil_number(800000000);
  legacy.opener_script.length = close.closee_script.length = random_next() % 23;
  close.closer = spoil_enum(close.closer);
  if (random_sometimes()) random_fill(complete.closer_and_closee_outputs, 64);
  if (told("legacy", keelbolt_legacy_closing_build(&closing, &legacy, spoil_enum(1), random_sometimes(), &error))) {
    told("dust", keelbolt_closing_check_dust(closing, &error));
    told("closed", keelbolt_closing_signed(out, &size, closing, sample->signature, complete.closer_output_only,
                                           &error));
    keelbolt_closing_free(closing);
    closing = NULL;
  }
  told("variant", keelbolt_simple_close_transaction(&closing, &close, spoil_enum(3), &error));
  keelbolt_closing_free(closing);
  told("complete", keelbolt_simple_close_sign(&answer, &close, random_sometimes(), sample->secrets[0].funding,
                                              sample->entropy, &error));
  size = sizeof out;
  told("countersign", keelbolt_simple_close_countersign(&answer, out, &size, &close, &complete, random_sometimes(),
                                                        sample->secrets[1].funding, sample->entropy, &error));
  size = sizeof out;
  told("finish", keelbolt_simple_close_finish(out, &size, &close, &complete, &sample->closing_sig, &error));
}

int main(void) {
  memset(&error, 0, sizeof error);
  error.struct_size = sizeof error;
  for (int32_t format = 0; format < 3; ++format) {
    commitment_sample_make(&samples[format], KEELBOLT_FORMAT_STATIC_REMOTEKEY + format);
  }
  for (int round = 0; round < rounds; ++round) {
    const commitment_sample *sample = &samples[round % 3];
    commitments(sample);
    sweeps(sample);
    transactions(sample);
    closings(sample);
  }
  for (int32_t format = 0; format < 3; ++format) {
    commitment_sample_free(&samples[format]);
  }
  printf("%u calls accepted, %u refused\n", accepted, refused);
  CHECK("outcomes", accepted > rounds && refused > rounds);
  return check_result();
}
