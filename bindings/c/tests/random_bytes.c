/* Random arguments to every function: whatever they are, a status comes back. */

#include <keelbolt.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "random.h"
#include "sample.h"

enum { rounds = 4000, most = 600 };

/* Counts the outcomes, so that the test can see that both kinds occur, and that all are statuses. */
static unsigned accepted;
static unsigned refused;

static void seen(const char *name, keelbolt_status status) {
  CHECK(name, status == KEELBOLT_OK || strcmp(keelbolt_status_str(status), "UnknownStatus") != 0);
  CHECK(name, status != KEELBOLT_ERROR_PANIC);
  accepted += status == KEELBOLT_OK;
  refused += status != KEELBOLT_OK;
}

/* Text in memory of its very size, so that a sanitizer sees a byte too many. */
static void parse(const char *bytes, size_t length) {
  char *text = malloc(length == 0 ? 1 : length);
  keelbolt_invoice invoice;
  keelbolt_error error = {0};
  error.struct_size = sizeof error;
  memcpy(text, bytes, length);
  keelbolt_status status = keelbolt_invoice_parse(&invoice, text, length, &error);
  seen("parse", status);
  if (status == KEELBOLT_OK) {
    for (size_t index = 0; index < sample_reader_count; ++index) {
      seen(sample_readers[index].name, sample_readers[index].call(&invoice));
    }
  } else {
    char message[512];
    size_t size = sizeof message;
    CHECK("message", keelbolt_error_message(message, &size, &error) == KEELBOLT_OK && size > 0);
  }
  seen("parse_uri", keelbolt_invoice_parse_uri(&invoice, text, length, NULL));
  free(text);
}

/* Random bytes, and random characters that pass for an invoice until the fields are read. */
static void parse_random(void) {
  static const char alphabet[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
  char text[most];
  size_t length = random_next() % most;
  random_fill(text, length);
  parse(text, length);

  length = 140 + random_next() % (most - 140);
  for (size_t index = 0; index < length; ++index) {
    text[index] = alphabet[random_next() % 32];
  }
  memcpy(text, "lnbc1", 5);
  sample_seal(text, length);
  parse(text, length);
}

/* A real invoice with a few words changed and a valid checksum. */
static void parse_mutated(void) {
  static const char alphabet[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
  char text[sample_room];
  size_t length = sample_invoice(text);
  for (uint64_t changes = random_next() % 4; changes > 0; --changes) {
    text[20 + random_next() % (length - 20)] = alphabet[random_next() % 32];
  }
  sample_seal(text, length);
  parse(text, length);
}

static void read_random_handle(void) {
  keelbolt_invoice invoice;
  random_fill(&invoice, sizeof invoice);
  for (size_t index = 0; index < sample_reader_count; ++index) {
    seen(sample_readers[index].name, sample_readers[index].call(&invoice));
  }
}

/* A draft whose numbers are random and whose pointers are right, NULL, or point to random elements. */
static void sign_random(void) {
  keelbolt_draft draft = sample_draft();
  uint8_t random[128];
  keelbolt_fallback fallback;
  keelbolt_route_hop hop;
  keelbolt_route_hint hint;
  keelbolt_unknown_field field;
  uint32_t features[16];
  random_fill(random, sizeof random);
  random_fill(features, sizeof features);
  for (size_t index = 0; index < 16; ++index) {
    features[index] %= random_sometimes() ? 2000 : 80;
  }
  random_fill(&fallback, sizeof fallback);
  fallback.words = (const char *)random;
  fallback.words_length = random_next() % sizeof random;
  random_fill(&hop, sizeof hop);
  hint.hops = random_sometimes() ? NULL : &hop;
  hint.hop_count = random_next() % 2;
  field.tag = (char)random_next();
  field.words = random_sometimes() ? NULL : "qqq";
  field.words_length = random_next() % 4;

  if (random_sometimes()) draft.struct_size = random_next() % (2 * sizeof draft);
  if (random_sometimes()) draft.network = (int32_t)random_next();
  if (random_sometimes()) draft.timestamp = random_next() >> random_next() % 64;
  if (random_sometimes()) draft.amount_msat = random_next() >> random_next() % 64;
  if (random_sometimes()) draft.expiry_seconds = random_next();
  if (random_sometimes()) draft.min_final_cltv_expiry_delta = random_next();
  if (random_sometimes()) random_fill(&draft.has_amount, 1);
  if (random_sometimes()) random_fill(draft.payment_hash, sizeof draft.payment_hash);
  if (random_sometimes()) draft.description = random_sometimes() ? NULL : (const char *)random;
  if (random_sometimes()) draft.description_length = random_next() % 12;
  if (random_sometimes()) draft.description_hash = random;
  if (random_sometimes()) draft.payee = random_sometimes() ? NULL : random;
  if (random_sometimes()) draft.features = random_sometimes() ? NULL : features;
  if (random_sometimes()) draft.feature_count = random_next() % 4;
  if (random_sometimes()) draft.metadata = random_sometimes() ? NULL : random;
  if (random_sometimes()) draft.metadata_length = random_next() % 3;
  if (random_sometimes()) draft.fallbacks = &fallback, draft.fallback_count = random_next() % 2;
  if (random_sometimes()) draft.route_hints = &hint, draft.route_hint_count = random_next() % 2;
  if (random_sometimes()) draft.unknown_fields = &field, draft.unknown_field_count = random_next() % 2;

  const uint8_t *key = random_sometimes() ? random : sample_key;
  const uint8_t *entropy = random_sometimes() ? NULL : random;
  size_t room = random_sometimes() ? random_next() % 512 : sample_room;
  size_t length = room;
  char *text = malloc(room == 0 ? 1 : room);
  uint8_t bytes[64];
  bool present;
  keelbolt_error error = {0};
  error.struct_size = random_sometimes() ? random_next() % sizeof error : sizeof error;
  seen("draft_length", keelbolt_draft_length(&length, &draft, &error));
  length = room;
  seen("draft_sign", keelbolt_draft_sign(text, &length, &draft, key, entropy, &error));
  length = room;
  seen("draft_signature_hash", keelbolt_draft_signature_hash(bytes, text, &length, &draft, &error));
  length = room;
  seen("draft_finish", keelbolt_draft_finish(text, &length, &draft, random, random[0] % 8, &error));
  length = room;
  seen("fallback_address",
       keelbolt_fallback_address(&present, text, &length, &fallback, (int32_t)(random_next() % 6), &error));
  length = room;
  seen("fallback_script_pubkey",
       keelbolt_fallback_script_pubkey(&present, (uint8_t *)text, &length, &fallback, &error));
  length = room;
  seen("error_message", keelbolt_error_message(text, &length, &error));
  free(text);
}

static void random_values(void) {
  uint8_t in[128];
  uint8_t out[128];
  uint32_t bits[64];
  size_t count = 64;
  uint8_t id;
  int32_t blame;
  bool present;
  random_fill(in, sizeof in);
  in[64] = (uint8_t)(2 + random_next() % 2);
  seen("public_key", keelbolt_public_key(out, in, in, NULL));
  seen("public_key_check", keelbolt_public_key_check(in + 64, NULL));
  seen("sign_recoverable", keelbolt_sign_recoverable(out, &id, in, in + 32, in, NULL));
  seen("recover", keelbolt_recover(out, in, in + 32, (uint8_t)(random_next() % 6), NULL));
  seen("verify", keelbolt_verify(in, in + 32, in + 64, NULL));
  seen("payment_hash", keelbolt_payment_hash(out, in));
  seen("sha256", keelbolt_sha256(out, in, random_next() % sizeof in));
  seen("features_of_context", keelbolt_features_of_context(bits, &count, (int32_t)(random_next() % 8), NULL));
  count = sizeof out;
  seen("feature_name", keelbolt_feature_name(&present, (char *)out, &count, (uint32_t)(random_next() >> random_next() % 64)));
  count = 64;
  seen("feature_dependencies", keelbolt_feature_dependencies(bits, &count, (uint32_t)(random_next() % 100)));
  count = random_next() % 64;
  seen("short_channel_id_text", keelbolt_short_channel_id_text((char *)out, &count, random_next()));

  /* An error struct that no function has filled. */
  keelbolt_error error;
  char message[512];
  random_fill(&error, sizeof error);
  error.status = (int32_t)(random_next() % 1000);
  error.cause = random_sometimes() ? (int32_t)(random_next() % 1000) : 0;
  count = sizeof message;
  seen("error_message", keelbolt_error_message(message, &count, &error));
  seen("error_blame", keelbolt_error_blame(&blame, &error));
}

int main(void) {
  for (int round = 0; round < rounds; ++round) {
    parse_random();
    read_random_handle();
    random_values();
    if (round % 8 == 0) {
      parse_mutated();
      sign_random();
    }
  }
  printf("%u calls accepted, %u refused\n", accepted, refused);
  CHECK("both outcomes", accepted > rounds && refused > rounds);
  return check_result();
}
