/* Random arguments to every function: whatever they are, a status comes back. */

#include <keelbolt.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "sample.h"

enum { rounds = 4000, most = 600 };

/* xorshift64*: the same numbers in every run. */
static uint64_t state = 0x9e3779b97f4a7c15;

static uint64_t next(void) {
  state ^= state >> 12;
  state ^= state << 25;
  state ^= state >> 27;
  return state * UINT64_C(0x2545f4914f6cdd1d);
}

static void fill(void *memory, size_t size) {
  for (size_t index = 0; index < size; ++index) {
    ((uint8_t *)memory)[index] = (uint8_t)(next() >> 56);
  }
}

static bool sometimes(void) { return next() % 4 == 0; }

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
  size_t length = next() % most;
  fill(text, length);
  parse(text, length);

  length = 140 + next() % (most - 140);
  for (size_t index = 0; index < length; ++index) {
    text[index] = alphabet[next() % 32];
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
  for (uint64_t changes = next() % 4; changes > 0; --changes) {
    text[20 + next() % (length - 20)] = alphabet[next() % 32];
  }
  sample_seal(text, length);
  parse(text, length);
}

static void read_random_handle(void) {
  keelbolt_invoice invoice;
  fill(&invoice, sizeof invoice);
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
  fill(random, sizeof random);
  fill(features, sizeof features);
  for (size_t index = 0; index < 16; ++index) {
    features[index] %= sometimes() ? 2000 : 80;
  }
  fill(&fallback, sizeof fallback);
  fallback.words = (const char *)random;
  fallback.words_length = next() % sizeof random;
  fill(&hop, sizeof hop);
  hint.hops = sometimes() ? NULL : &hop;
  hint.hop_count = next() % 2;
  field.tag = (char)next();
  field.words = sometimes() ? NULL : "qqq";
  field.words_length = next() % 4;

  if (sometimes()) draft.struct_size = next() % (2 * sizeof draft);
  if (sometimes()) draft.network = (int32_t)next();
  if (sometimes()) draft.timestamp = next() >> next() % 64;
  if (sometimes()) draft.amount_msat = next() >> next() % 64;
  if (sometimes()) draft.expiry_seconds = next();
  if (sometimes()) draft.min_final_cltv_expiry_delta = next();
  if (sometimes()) fill(&draft.has_amount, 1);
  if (sometimes()) fill(draft.payment_hash, sizeof draft.payment_hash);
  if (sometimes()) draft.description = sometimes() ? NULL : (const char *)random;
  if (sometimes()) draft.description_length = next() % 12;
  if (sometimes()) draft.description_hash = random;
  if (sometimes()) draft.payee = sometimes() ? NULL : random;
  if (sometimes()) draft.features = sometimes() ? NULL : features;
  if (sometimes()) draft.feature_count = next() % 4;
  if (sometimes()) draft.metadata = sometimes() ? NULL : random;
  if (sometimes()) draft.metadata_length = next() % 3;
  if (sometimes()) draft.fallbacks = &fallback, draft.fallback_count = next() % 2;
  if (sometimes()) draft.route_hints = &hint, draft.route_hint_count = next() % 2;
  if (sometimes()) draft.unknown_fields = &field, draft.unknown_field_count = next() % 2;

  const uint8_t *key = sometimes() ? random : sample_key;
  const uint8_t *entropy = sometimes() ? NULL : random;
  size_t room = sometimes() ? next() % 512 : sample_room;
  size_t length = room;
  char *text = malloc(room == 0 ? 1 : room);
  uint8_t bytes[64];
  bool present;
  keelbolt_error error = {0};
  error.struct_size = sometimes() ? next() % sizeof error : sizeof error;
  seen("draft_length", keelbolt_draft_length(&length, &draft, &error));
  length = room;
  seen("draft_sign", keelbolt_draft_sign(text, &length, &draft, key, entropy, &error));
  length = room;
  seen("draft_signature_hash", keelbolt_draft_signature_hash(bytes, text, &length, &draft, &error));
  length = room;
  seen("draft_finish", keelbolt_draft_finish(text, &length, &draft, random, random[0] % 8, &error));
  length = room;
  seen("fallback_address",
       keelbolt_fallback_address(&present, text, &length, &fallback, (int32_t)(next() % 6), &error));
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
  fill(in, sizeof in);
  in[64] = (uint8_t)(2 + next() % 2);
  seen("public_key", keelbolt_public_key(out, in, in, NULL));
  seen("public_key_check", keelbolt_public_key_check(in + 64, NULL));
  seen("sign_recoverable", keelbolt_sign_recoverable(out, &id, in, in + 32, in, NULL));
  seen("recover", keelbolt_recover(out, in, in + 32, (uint8_t)(next() % 6), NULL));
  seen("verify", keelbolt_verify(in, in + 32, in + 64, NULL));
  seen("payment_hash", keelbolt_payment_hash(out, in));
  seen("sha256", keelbolt_sha256(out, in, next() % sizeof in));
  seen("features_of_context", keelbolt_features_of_context(bits, &count, (int32_t)(next() % 8), NULL));
  count = sizeof out;
  seen("feature_name", keelbolt_feature_name(&present, (char *)out, &count, (uint32_t)(next() >> next() % 64)));
  count = 64;
  seen("feature_dependencies", keelbolt_feature_dependencies(bits, &count, (uint32_t)(next() % 100)));
  count = next() % 64;
  seen("short_channel_id_text", keelbolt_short_channel_id_text((char *)out, &count, next()));

  /* An error struct that no function has filled. */
  keelbolt_error error;
  char message[512];
  fill(&error, sizeof error);
  error.status = (int32_t)(next() % 1000);
  error.cause = sometimes() ? (int32_t)(next() % 1000) : 0;
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
