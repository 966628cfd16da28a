/* What must not be given: each row is a call and the status that it has to return. */

#include <keelbolt.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "sample.h"

typedef struct {
  const char *call;
  int32_t status;
  int32_t expected;
} row;

static void check_rows(const row *rows, size_t count) {
  for (size_t index = 0; index < count; ++index) {
    if (!CHECK(rows[index].call, rows[index].status == rows[index].expected)) {
      printf("  %s, not %s\n", keelbolt_status_str(rows[index].status),
             keelbolt_status_str(rows[index].expected));
    }
  }
}

#define CHECK_ROWS(rows) check_rows((rows), sizeof(rows) / sizeof((rows)[0]))
#define ROW(expected, call) {#call, (call), (expected)}
#define NULLS(call) ROW(KEELBOLT_ERROR_NULL_POINTER, call)

static keelbolt_error new_error(void) {
  keelbolt_error error = {0};
  error.struct_size = sizeof error;
  return error;
}

/* Every pointer that must not be NULL, one at a time. */
static void check_null_pointers(const keelbolt_invoice *invoice) {
  const uint8_t *key = sample_key;
  const uint8_t *entropy = sample_entropy;
  keelbolt_draft draft = sample_draft();
  keelbolt_fallback fallback = draft.fallbacks[0];
  keelbolt_unknown_field field;
  keelbolt_error error = new_error();
  keelbolt_payable payable = {0};
  payable.struct_size = sizeof payable;
  keelbolt_invoice handle;
  error.status = KEELBOLT_ERROR_BECH32_CHECKSUM;

  char text[sample_room];
  const char *borrowed;
  uint8_t bytes[64];
  uint8_t id = 0;
  uint64_t number;
  size_t size = sizeof text;
  size_t rooms[] = {sizeof text, sizeof text, sizeof text};
  int32_t small;
  bool flag;
  uint32_t bits[64];
  size_t bit_count = 64;
  keelbolt_route_hop hops[12];
  size_t hop_count = 12;

  const row rows[] = {
      NULLS(keelbolt_error_message(text, NULL, &error)),
      NULLS(keelbolt_error_message(text, &size, NULL)),
      NULLS(keelbolt_error_blame(NULL, &error)),
      NULLS(keelbolt_error_blame(&small, NULL)),
      NULLS(keelbolt_invoice_parse(NULL, "lnbc1", 5, NULL)),
      NULLS(keelbolt_invoice_parse(&handle, NULL, 5, NULL)),
      NULLS(keelbolt_invoice_parse(&handle, NULL, 0, NULL)),
      NULLS(keelbolt_invoice_parse_uri(&handle, NULL, 5, NULL)),
      NULLS(keelbolt_invoice_text(NULL, &size, invoice)),
      NULLS(keelbolt_invoice_text(&borrowed, NULL, invoice)),
      NULLS(keelbolt_invoice_network(NULL, invoice)),
      NULLS(keelbolt_invoice_amount(NULL, &number, invoice)),
      NULLS(keelbolt_invoice_amount(&flag, NULL, invoice)),
      NULLS(keelbolt_invoice_timestamp(NULL, invoice)),
      NULLS(keelbolt_invoice_expiry(NULL, invoice)),
      NULLS(keelbolt_invoice_expires_at(NULL, invoice)),
      NULLS(keelbolt_invoice_min_final_cltv_expiry_delta(NULL, invoice)),
      NULLS(keelbolt_invoice_payment_hash(NULL, bytes, invoice)),
      NULLS(keelbolt_invoice_payment_hash(&flag, NULL, invoice)),
      NULLS(keelbolt_invoice_payment_secret(NULL, bytes, invoice)),
      NULLS(keelbolt_invoice_payment_secret(&flag, NULL, invoice)),
      NULLS(keelbolt_invoice_description(NULL, text, &size, invoice)),
      NULLS(keelbolt_invoice_description(&flag, text, NULL, invoice)),
      NULLS(keelbolt_invoice_description_hash(NULL, bytes, invoice)),
      NULLS(keelbolt_invoice_description_hash(&flag, NULL, invoice)),
      NULLS(keelbolt_invoice_payee_field(NULL, bytes, invoice)),
      NULLS(keelbolt_invoice_payee_field(&flag, NULL, invoice)),
      NULLS(keelbolt_invoice_payee(NULL, invoice, &error)),
      NULLS(keelbolt_invoice_signature(NULL, &id, invoice)),
      NULLS(keelbolt_invoice_signature(bytes, NULL, invoice)),
      NULLS(keelbolt_invoice_signature_hash(NULL, invoice)),
      NULLS(keelbolt_invoice_metadata(NULL, bytes, &size, invoice)),
      NULLS(keelbolt_invoice_metadata(&flag, bytes, NULL, invoice)),
      NULLS(keelbolt_invoice_features(bits, NULL, invoice)),
      NULLS(keelbolt_invoice_contains_feature(NULL, invoice, 8)),
      NULLS(keelbolt_invoice_offers_feature(NULL, invoice, 8)),
      NULLS(keelbolt_invoice_check_features(invoice, NULL, 1, NULL)),
      NULLS(keelbolt_invoice_fallback_count(NULL, invoice)),
      NULLS(keelbolt_invoice_fallback(NULL, invoice, 0, NULL)),
      NULLS(keelbolt_invoice_route_hint_count(NULL, invoice)),
      NULLS(keelbolt_invoice_route_hint(hops, NULL, invoice, 0, NULL)),
      NULLS(keelbolt_invoice_tags(text, NULL, invoice)),
      NULLS(keelbolt_invoice_unknown_field_count(NULL, invoice)),
      NULLS(keelbolt_invoice_unknown_field(NULL, invoice, 0, NULL)),
      NULLS(keelbolt_invoice_check_payable(NULL, invoice, bits, 0, 0, NULL)),
      NULLS(keelbolt_invoice_check_payable(&payable, invoice, NULL, 1, 0, NULL)),
      NULLS(keelbolt_invoice_sign(text, NULL, invoice, key, entropy, NULL)),
      NULLS(keelbolt_invoice_sign(text, &size, invoice, NULL, entropy, NULL)),
      NULLS(keelbolt_invoice_sign(text, &size, invoice, key, NULL, NULL)),
      NULLS(keelbolt_fallback_address(NULL, text, &size, &fallback, 0, NULL)),
      NULLS(keelbolt_fallback_address(&flag, text, NULL, &fallback, 0, NULL)),
      NULLS(keelbolt_fallback_address(&flag, text, &size, NULL, 0, NULL)),
      NULLS(keelbolt_fallback_script_pubkey(NULL, bytes, &size, &fallback, NULL)),
      NULLS(keelbolt_fallback_script_pubkey(&flag, bytes, NULL, &fallback, NULL)),
      NULLS(keelbolt_fallback_script_pubkey(&flag, bytes, &size, NULL, NULL)),
      NULLS(keelbolt_short_channel_id_text(text, NULL, 0)),
      NULLS(keelbolt_features_of_context(bits, NULL, 0, NULL)),
      NULLS(keelbolt_feature_name(NULL, text, &size, 8)),
      NULLS(keelbolt_feature_name(&flag, text, NULL, 8)),
      NULLS(keelbolt_feature_dependencies(bits, NULL, 8)),
      NULLS(keelbolt_draft_init(NULL, sizeof draft)),
      NULLS(keelbolt_draft_length(NULL, &draft, NULL)),
      NULLS(keelbolt_draft_length(&size, NULL, NULL)),
      NULLS(keelbolt_draft_sign(text, NULL, &draft, key, entropy, NULL)),
      NULLS(keelbolt_draft_sign(text, &size, NULL, key, entropy, NULL)),
      NULLS(keelbolt_draft_sign(text, &rooms[0], &draft, NULL, entropy, NULL)),
      NULLS(keelbolt_draft_sign(text, &rooms[1], &draft, key, NULL, NULL)),
      NULLS(keelbolt_draft_signature_hash(NULL, text, &size, &draft, NULL)),
      NULLS(keelbolt_draft_signature_hash(bytes, text, NULL, &draft, NULL)),
      NULLS(keelbolt_draft_signature_hash(bytes, text, &size, NULL, NULL)),
      NULLS(keelbolt_draft_finish(text, NULL, &draft, bytes, 0, NULL)),
      NULLS(keelbolt_draft_finish(text, &size, NULL, bytes, 0, NULL)),
      NULLS(keelbolt_draft_finish(text, &rooms[2], &draft, NULL, 0, NULL)),
      NULLS(keelbolt_payment_hash(NULL, key)),
      NULLS(keelbolt_payment_hash(bytes, NULL)),
      NULLS(keelbolt_sha256(NULL, key, 32)),
      NULLS(keelbolt_sha256(bytes, NULL, 32)),
      NULLS(keelbolt_public_key(NULL, key, entropy, NULL)),
      NULLS(keelbolt_public_key(bytes, NULL, entropy, NULL)),
      NULLS(keelbolt_public_key(bytes, key, NULL, NULL)),
      NULLS(keelbolt_public_key_check(NULL, NULL)),
      NULLS(keelbolt_sign_recoverable(NULL, &id, bytes, key, entropy, NULL)),
      NULLS(keelbolt_sign_recoverable(bytes, NULL, bytes, key, entropy, NULL)),
      NULLS(keelbolt_sign_recoverable(bytes, &id, NULL, key, entropy, NULL)),
      NULLS(keelbolt_sign_recoverable(bytes, &id, bytes, NULL, entropy, NULL)),
      NULLS(keelbolt_sign_recoverable(bytes, &id, bytes, key, NULL, NULL)),
      NULLS(keelbolt_recover(NULL, bytes, bytes, 0, NULL)),
      NULLS(keelbolt_recover(bytes, NULL, bytes, 0, NULL)),
      NULLS(keelbolt_recover(bytes, bytes, NULL, 0, NULL)),
      NULLS(keelbolt_verify(NULL, bytes, draft.payee, NULL)),
      NULLS(keelbolt_verify(bytes, NULL, draft.payee, NULL)),
      NULLS(keelbolt_verify(bytes, bytes, NULL, NULL)),
      /* Nothing is a list too, and hashes to something. */
      ROW(KEELBOLT_OK, keelbolt_sha256(bytes, NULL, 0)),
      ROW(KEELBOLT_OK, keelbolt_features_of_context(bits, &bit_count, 3, NULL)),
      ROW(KEELBOLT_OK, keelbolt_invoice_route_hint(hops, &hop_count, invoice, 0, NULL)),
      ROW(KEELBOLT_OK, keelbolt_invoice_unknown_field(&field, invoice, 1, NULL)),
  };
  CHECK_ROWS(rows);
  for (size_t index = 0; index < sample_reader_count; ++index) {
    CHECK(sample_readers[index].name, sample_readers[index].call(NULL) == KEELBOLT_ERROR_NULL_POINTER);
    CHECK(sample_readers[index].name, sample_readers[index].call(invoice) == KEELBOLT_OK);
  }
}

/* A buffer that is NULL or one element too small is left alone, and the needed size is told. */
static void check_short_buffers(const keelbolt_invoice *invoice) {
  for (size_t index = 0; index < sample_writer_count; ++index) {
    const sample_writer *writer = &sample_writers[index];
    size_t needed = 12345;
    CHECK(writer->name, writer->call(invoice, NULL, &needed) == KEELBOLT_ERROR_BUFFER_TOO_SMALL);
    if (!CHECK(writer->name, needed > 0 && needed < sample_room)) {
      continue;
    }
    /* On the heap in its very size, so that a sanitizer sees a byte too many. */
    uint8_t *buffer = malloc(needed * writer->size);
    uint8_t *untouched = malloc(needed * writer->size);
    memset(buffer, 0xaa, needed * writer->size);
    memset(untouched, 0xaa, needed * writer->size);
    size_t count = needed - 1;
    CHECK(writer->name, writer->call(invoice, buffer, &count) == KEELBOLT_ERROR_BUFFER_TOO_SMALL);
    CHECK(writer->name, count == needed);
    CHECK(writer->name, memcmp(buffer, untouched, needed * writer->size) == 0);
    CHECK(writer->name, writer->call(invoice, buffer, &count) == KEELBOLT_OK && count == needed);
    CHECK(writer->name, memcmp(buffer, untouched, needed * writer->size) != 0);
    free(buffer);
    free(untouched);
  }
}

/* Handles that no parsing function has filled. */
static void check_handles(const keelbolt_invoice *invoice) {
  static const uint8_t fillings[] = {0x00, 0x01, 0x55, 0xa5, 0xff};
  keelbolt_invoice handle;
  for (size_t reader = 0; reader < sample_reader_count; ++reader) {
    const sample_reader *read = &sample_readers[reader];
    for (size_t index = 0; index < sizeof fillings; ++index) {
      memset(&handle, fillings[index], sizeof handle);
      CHECK(read->name, read->call(&handle) == KEELBOLT_ERROR_INVALID_HANDLE);
    }
    /* A bit that flipped in what guards the rest: the seal, the address, the length. */
    for (size_t bit = 0; bit < 32; ++bit) {
      handle = *invoice;
      ((uint8_t *)&handle)[bit / 8] ^= (uint8_t)(1 << bit % 8);
      CHECK(read->name, read->call(&handle) == KEELBOLT_ERROR_INVALID_HANDLE);
    }
    /* A copy is as good as the handle itself. */
    handle = *invoice;
    CHECK(read->name, read->call(&handle) == KEELBOLT_OK);
  }
}

/* Parsing that fails leaves the handle as it was. */
static void check_failed_parse(void) {
  keelbolt_invoice handle;
  keelbolt_invoice untouched;
  memset(&handle, 0x5a, sizeof handle);
  memset(&untouched, 0x5a, sizeof untouched);
  CHECK("parse", keelbolt_invoice_parse(&handle, "lnbc1", 5, NULL) == KEELBOLT_ERROR_BECH32_TOO_SHORT);
  CHECK("parse", memcmp(&handle, &untouched, sizeof handle) == 0);
}

/* Numbers that no enumeration has, sizes, indices, and values out of their range. */
static void check_values(const keelbolt_invoice *invoice) {
  keelbolt_draft good = sample_draft();
  keelbolt_fallback fallback = good.fallbacks[0];
  keelbolt_fallback wrong = fallback;
  wrong.program_length = 19;
  keelbolt_fallback huge = fallback;
  huge.program_length = 41;
  keelbolt_fallback beyond = fallback;
  beyond.version = 32;
  keelbolt_fallback letters = good.fallbacks[3];
  letters.words = "qqbq";
  keelbolt_unknown_field field;
  keelbolt_route_hop hops[12];
  keelbolt_payable payable = {0};
  keelbolt_error small = {0};
  keelbolt_error unknown = new_error();
  unknown.status = 7;
  keelbolt_error success = new_error();
  keelbolt_error no_field = new_error();
  no_field.status = KEELBOLT_ERROR_MISSING_FIELD;
  no_field.field = '!';
  keelbolt_invoice handle;

  static const uint8_t zeros[64] = {0};
  uint8_t ones[64];
  memset(ones, 0xff, sizeof ones);
  uint32_t large = 1024;
  char text[sample_room];
  size_t size = sizeof text;
  size_t hop_count = 12;
  uint8_t bytes[64];
  uint8_t id;
  int32_t blame;
  bool flag;
  uint32_t bits[64];
  size_t bit_count = 64;
  const char *not_text = "lightning:\xff";

  const row rows[] = {
      ROW(KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE, keelbolt_fallback_address(&flag, text, &size, &fallback, 4, NULL)),
      ROW(KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE, keelbolt_fallback_address(&flag, text, &size, &fallback, -1, NULL)),
      ROW(KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE, keelbolt_features_of_context(bits, &bit_count, 6, NULL)),
      ROW(KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE, keelbolt_features_of_context(bits, &bit_count, INT32_MIN, NULL)),
      ROW(KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE, keelbolt_error_message(text, &size, &unknown)),
      ROW(KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE, keelbolt_error_message(text, &size, &success)),
      ROW(KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE, keelbolt_error_message(text, &size, &no_field)),
      ROW(KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE, keelbolt_error_blame(&blame, &unknown)),
      ROW(KEELBOLT_ERROR_STRUCT_SIZE, keelbolt_error_message(text, &size, &small)),
      ROW(KEELBOLT_ERROR_STRUCT_SIZE, keelbolt_invoice_payee(bytes, invoice, &small)),
      ROW(KEELBOLT_ERROR_STRUCT_SIZE, keelbolt_invoice_check_payable(&payable, invoice, NULL, 0, 0, NULL)),
      ROW(KEELBOLT_ERROR_STRUCT_SIZE, keelbolt_draft_init(&good, sizeof good - 1)),
      ROW(KEELBOLT_ERROR_INDEX_OUT_OF_RANGE, keelbolt_invoice_fallback(&fallback, invoice, 4, NULL)),
      ROW(KEELBOLT_ERROR_INDEX_OUT_OF_RANGE, keelbolt_invoice_fallback(&fallback, invoice, SIZE_MAX, NULL)),
      ROW(KEELBOLT_ERROR_INDEX_OUT_OF_RANGE, keelbolt_invoice_unknown_field(&field, invoice, 2, NULL)),
      ROW(KEELBOLT_ERROR_INDEX_OUT_OF_RANGE, keelbolt_invoice_route_hint(hops, &hop_count, invoice, 2, NULL)),
      ROW(KEELBOLT_ERROR_WITNESS_PROGRAM_INVALID, keelbolt_fallback_script_pubkey(&flag, bytes, &size, &wrong, NULL)),
      ROW(KEELBOLT_ERROR_WITNESS_PROGRAM_INVALID, keelbolt_fallback_script_pubkey(&flag, bytes, &size, &huge, NULL)),
      ROW(KEELBOLT_ERROR_WITNESS_PROGRAM_INVALID, keelbolt_fallback_script_pubkey(&flag, bytes, &size, &beyond, NULL)),
      ROW(KEELBOLT_ERROR_NOT_BECH32_WORDS, keelbolt_fallback_script_pubkey(&flag, bytes, &size, &letters, NULL)),
      ROW(KEELBOLT_ERROR_FEATURE_BIT_TOO_LARGE, keelbolt_invoice_check_features(invoice, &large, 1, NULL)),
      ROW(KEELBOLT_ERROR_FEATURE_UNKNOWN_REQUIRED, keelbolt_invoice_check_features(invoice, NULL, 0, NULL)),
      ROW(KEELBOLT_ERROR_WRONG_LENGTH, keelbolt_invoice_parse(&handle, "ln", SIZE_MAX, NULL)),
      ROW(KEELBOLT_ERROR_WRONG_LENGTH, keelbolt_invoice_check_features(invoice, bits, SIZE_MAX / 4, NULL)),
      ROW(KEELBOLT_ERROR_BECH32_NO_SEPARATOR, keelbolt_invoice_parse(&handle, "", 0, NULL)),
      ROW(KEELBOLT_ERROR_BECH32_CHARACTER, keelbolt_invoice_parse(&handle, "\xff\xfe", 2, NULL)),
      ROW(KEELBOLT_ERROR_NOT_TEXT, keelbolt_invoice_parse_uri(&handle, not_text, 11, NULL)),
      ROW(KEELBOLT_ERROR_NO_INVOICE_IN_URI, keelbolt_invoice_parse_uri(&handle, "bitcoin:1", 9, NULL)),
      ROW(KEELBOLT_ERROR_SECRET_KEY_OUT_OF_RANGE, keelbolt_public_key(bytes, zeros, sample_entropy, NULL)),
      ROW(KEELBOLT_ERROR_SECRET_KEY_OUT_OF_RANGE, keelbolt_public_key(bytes, ones, sample_entropy, NULL)),
      ROW(KEELBOLT_ERROR_SECRET_KEY_OUT_OF_RANGE, keelbolt_sign_recoverable(bytes, &id, zeros, ones, zeros, NULL)),
      ROW(KEELBOLT_ERROR_KEY_NOT_A_POINT, keelbolt_public_key_check(ones, NULL)),
      ROW(KEELBOLT_ERROR_RECOVERY_ID_OUT_OF_RANGE, keelbolt_recover(bytes, zeros, zeros, 4, NULL)),
      ROW(KEELBOLT_ERROR_SIGNATURE_OUT_OF_RANGE, keelbolt_recover(bytes, zeros, ones, 0, NULL)),
      ROW(KEELBOLT_ERROR_SIGNATURE_NOT_RECOVERABLE, keelbolt_recover(bytes, zeros, zeros, 0, NULL)),
  };
  CHECK_ROWS(rows);
}

/* A draft with one thing wrong. */
static void check_drafts(void) {
  static const uint32_t context[] = {8, 14, 0};
  static const uint32_t both[] = {8, 14, 15};
  static const uint32_t lonely[] = {16};
  static const uint32_t large[] = {1024};
  static const keelbolt_unknown_field known_tag = {'p', "qqq", 3};
  static const keelbolt_unknown_field bad_tag = {'!', "qqq", 3};
  static const keelbolt_unknown_field bad_words = {'z', "q!q", 3};
  static keelbolt_fallback many_fallbacks[KEELBOLT_DRAFT_MAX_ELEMENTS + 1];
  static keelbolt_route_hop many_hops[KEELBOLT_DRAFT_MAX_HOPS + 1];
  static keelbolt_route_hint no_hop, bad_hop, many;
  static char long_text[640];
  static uint8_t ones[33];
  const keelbolt_draft good = sample_draft();
  memset(ones, 0xff, sizeof ones);
  memset(long_text, 'a', sizeof long_text);
  for (size_t index = 0; index <= KEELBOLT_DRAFT_MAX_ELEMENTS; ++index) {
    many_fallbacks[index] = good.fallbacks[0];
  }
  for (size_t index = 0; index <= KEELBOLT_DRAFT_MAX_HOPS; ++index) {
    many_hops[index] = good.route_hints[0].hops[0];
  }
  static keelbolt_route_hop not_a_point;
  no_hop.hops = many_hops;
  bad_hop.hops = &not_a_point;
  bad_hop.hop_count = 1;
  many.hops = many_hops;
  many.hop_count = KEELBOLT_DRAFT_MAX_HOPS + 1;

  enum { cases = 24 };
  keelbolt_draft drafts[cases];
  int32_t expected[cases];
  size_t count = 0;
#define BROKEN(status, change)          \
  do {                                  \
    keelbolt_draft *draft = &drafts[count]; \
    *draft = good;                      \
    expected[count++] = (status);       \
    change;                             \
  } while (0)

  BROKEN(KEELBOLT_OK, (void)draft);
  BROKEN(KEELBOLT_ERROR_STRUCT_SIZE, draft->struct_size -= 1);
  BROKEN(KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE, draft->network = 9);
  BROKEN(KEELBOLT_ERROR_ZERO_AMOUNT, draft->amount_msat = 0);
  BROKEN(KEELBOLT_ERROR_TIMESTAMP_TOO_LARGE, draft->timestamp = UINT64_C(1) << 35);
  BROKEN(KEELBOLT_ERROR_MISSING_DESCRIPTION, (draft->description = NULL, draft->description_length = 0));
  BROKEN(KEELBOLT_ERROR_NULL_POINTER, draft->description = NULL);
  BROKEN(KEELBOLT_ERROR_TWO_DESCRIPTIONS, draft->description_hash = ones);
  BROKEN(KEELBOLT_ERROR_NOT_TEXT, (draft->description = "a\xff", draft->description_length = 2));
  BROKEN(KEELBOLT_ERROR_FIELD_TOO_LONG, (draft->description = long_text, draft->description_length = 640));
  BROKEN(KEELBOLT_ERROR_KEY_NOT_A_POINT, draft->payee = ones);
  BROKEN(KEELBOLT_ERROR_NULL_POINTER, draft->features = NULL);
  BROKEN(KEELBOLT_ERROR_FEATURE_CONTEXT, (draft->features = context, draft->feature_count = 3));
  BROKEN(KEELBOLT_ERROR_FEATURE_BOTH_BITS, (draft->features = both, draft->feature_count = 3));
  BROKEN(KEELBOLT_ERROR_FEATURE_MISSING_DEPENDENCY, (draft->features = lonely, draft->feature_count = 1));
  BROKEN(KEELBOLT_ERROR_FEATURE_BIT_TOO_LARGE, (draft->features = large, draft->feature_count = 1));
  BROKEN(KEELBOLT_ERROR_NOT_UNKNOWN, (draft->unknown_fields = &known_tag, draft->unknown_field_count = 1));
  BROKEN(KEELBOLT_ERROR_UNKNOWN_TAG, (draft->unknown_fields = &bad_tag, draft->unknown_field_count = 1));
  BROKEN(KEELBOLT_ERROR_NOT_BECH32_WORDS, (draft->unknown_fields = &bad_words, draft->unknown_field_count = 1));
  BROKEN(KEELBOLT_ERROR_TOO_MANY,
         (draft->fallbacks = many_fallbacks, draft->fallback_count = KEELBOLT_DRAFT_MAX_ELEMENTS + 1));
  BROKEN(KEELBOLT_ERROR_EMPTY_ROUTE_HINT, (draft->route_hints = &no_hop, draft->route_hint_count = 1));
  BROKEN(KEELBOLT_ERROR_KEY_NOT_A_POINT, (draft->route_hints = &bad_hop, draft->route_hint_count = 1));
  BROKEN(KEELBOLT_ERROR_TOO_MANY, (draft->route_hints = &many, draft->route_hint_count = 1));
  BROKEN(KEELBOLT_ERROR_FIELD_TOO_LONG,
         (draft->metadata = (const uint8_t *)long_text, draft->metadata_length = 640));

  CHECK("drafts", count == cases);
  for (size_t index = 0; index < count; ++index) {
    char text[sample_room];
    size_t size = sizeof text;
    size_t length = 0;
    keelbolt_error error = new_error();
    row rows[] = {
        ROW(expected[index], keelbolt_draft_sign(text, &size, &drafts[index], sample_key, sample_entropy, &error)),
        ROW(expected[index], keelbolt_draft_length(&length, &drafts[index], &error)),
    };
    CHECK_ROWS(rows);
    CHECK("drafts", error.status == expected[index]);
  }

  keelbolt_draft other = good;
  uint8_t key[32];
  memcpy(key, sample_key, sizeof key);
  key[0] ^= 1;
  char text[sample_room];
  size_t size = sizeof text;
  CHECK("other key", keelbolt_draft_sign(text, &size, &other, key, sample_entropy, NULL) ==
                         KEELBOLT_ERROR_WRONG_SIGNER);
}

/* Where the detail has to stand, and what the message says. */
typedef struct {
  size_t at;         /* the character from which the text is changed */
  const char *write; /* what is written there; the checksum is made anew unless it is in the last six */
  keelbolt_status status;
  char field;
  uint64_t offset;
  uint64_t expected;
  uint64_t found;
  uint64_t byte;
  keelbolt_status cause;
  const char *message;
} broken_text;

static void check_details(void) {
  /* Fields: s at character 17, p at 72, d at 127, x at 150, 9 at 155; the signature at 161. */
  static const char invoice[] =
      "lnbc2500u1pvjluezsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygspp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqw"
      "zqfqqqsyqcyq5rqwzqfqypqdq5xysxxatsyp3k7enxv4jsxqzpu9qrsgquk0rl77nj30yxdy8j9vdx85fkpmdla2087ne0xh8nhedh8w27"
      "kyke0lp53ut353s06fv3qfegext0eh0ymjpf39tuven09sam30g4vgpfna3rh";
  enum { length = sizeof invoice - 1 };
  static const broken_text rows[] = {
      {0, "xx", KEELBOLT_ERROR_NOT_AN_INVOICE, 0, 0, 0, 0, 0, KEELBOLT_OK,
       "not a lightning invoice: it does not begin with `ln`"},
      {2, "xx", KEELBOLT_ERROR_UNKNOWN_NETWORK, 0, 2, 0, 0, 0, KEELBOLT_OK,
       "character 2: expected network bc, tb, tbs or bcrt"},
      {8, "x", KEELBOLT_ERROR_AMOUNT_CHARACTER, 0, 8, 0, 'x', 0, KEELBOLT_OK,
       "character 8: expected a digit or a final m, u, n or p in the amount, found `x`"},
      {8, "p", KEELBOLT_OK, 0, 0, 0, 0, 0, KEELBOLT_OK, NULL},
      {7, "1p", KEELBOLT_ERROR_SUB_MILLISATOSHI, 0, 4, 0, 0, 0, KEELBOLT_OK,
       "character 4: amount is not a whole number of millisatoshi"},
      {19, "4", KEELBOLT_ERROR_FIELD_LENGTH, 's', 17, 52, 53, 0, KEELBOLT_OK,
       "field `s` at character 17: expected 52 words, found 53"},
      {128, "l", KEELBOLT_ERROR_FIELD_TRUNCATED, 'd', 127, 1012, 31, 0, KEELBOLT_OK,
       "field `d` at character 127 is truncated: expected 1012 words, found 31"},
      {157, "z", KEELBOLT_ERROR_TRAILING_WORDS, 0, 160, 0, 1, 0, KEELBOLT_OK,
       "character 160: expected a field, found only 1 words before the signature"},
      {153, "q", KEELBOLT_ERROR_NOT_MINIMAL, 'x', 150, 0, 0, 0, KEELBOLT_OK,
       "field `x` at character 150 begins with a zero word"},
      {130, "ll", KEELBOLT_ERROR_NOT_UTF8, 'd', 127, 0, 0, 0, KEELBOLT_OK,
       "field `d` at character 127 is not UTF-8 from its byte 0 on"},
      {72, "n4q", KEELBOLT_ERROR_FIELD_TRUNCATED, 'n', 72, 672, 86, 0, KEELBOLT_OK,
       "field `n` at character 72 is truncated: expected 672 words, found 86"},
      {161, "llllllllllllllllllllllllllllllllllllllllllllllllllll", KEELBOLT_ERROR_MALFORMED_SIGNATURE, 0, 161,
       0, 0, 0, KEELBOLT_ERROR_SIGNATURE_OUT_OF_RANGE,
       "signature at character 161: signature value is not below the group order"},
      {264, "l", KEELBOLT_ERROR_MALFORMED_SIGNATURE, 0, 161, 0, 31, 0, KEELBOLT_ERROR_RECOVERY_ID_OUT_OF_RANGE,
       "signature at character 161: recovery id: expected 0 to 3, found 31"},
      {265, "q", KEELBOLT_ERROR_BECH32_CHECKSUM, 0, 0, 0, 0, 0, KEELBOLT_OK,
       "the checksum does not fit: some character is wrong"},
      {265, "F", KEELBOLT_ERROR_BECH32_MIXED_CASE, 0, 265, 0, 0, 0, KEELBOLT_OK,
       "character 265: upper and lower case are mixed"},
      {265, "b", KEELBOLT_ERROR_BECH32_CHARACTER, 0, 265, 0, 'b', 0, KEELBOLT_OK,
       "character 265: unexpected byte 0x62 (`b`)"},
      {265, "1", KEELBOLT_ERROR_BECH32_TOO_SHORT, 0, 0, 6, 5, 0, KEELBOLT_OK,
       "too short: expected at least 6 characters after the separator, found 5"},
  };
  for (size_t index = 0; index < sizeof rows / sizeof rows[0]; ++index) {
    const broken_text *broken = &rows[index];
    char text[length + 1];
    memcpy(text, invoice, sizeof text);
    memcpy(text + broken->at, broken->write, strlen(broken->write));
    if (broken->at < length - 6) {
      sample_seal(text, length);
    }
    keelbolt_invoice handle;
    keelbolt_error error = new_error();
    const char *name = broken->message == NULL ? broken->write : broken->message;
    keelbolt_status status = keelbolt_invoice_parse(&handle, text, length, &error);
    if (!CHECK(name, status == broken->status && error.status == broken->status)) {
      printf("  %s\n", keelbolt_status_str(status));
    }
    CHECK(name, error.field == broken->field && error.offset == broken->offset && error.byte == broken->byte);
    CHECK(name, error.expected == broken->expected && error.found == broken->found && error.cause == broken->cause);
    if (broken->message != NULL) {
      char message[256];
      size_t message_length = sizeof message;
      int32_t blame = -1;
      CHECK(name, keelbolt_error_message(message, &message_length, &error) == KEELBOLT_OK);
      if (!CHECK(name, strlen(broken->message) == message_length &&
                           memcmp(message, broken->message, message_length) == 0)) {
        printf("  %.*s\n", (int)message_length, message);
      }
      CHECK(name, keelbolt_error_blame(&blame, &error) == KEELBOLT_OK && blame == KEELBOLT_BLAME_PEER);
    }
  }
}

/* Who has to act, for one error of each kind. */
static void check_blame(void) {
  static const struct {
    keelbolt_status status;
    int32_t blame;
  } rows[] = {
      {KEELBOLT_ERROR_BECH32_CHECKSUM, KEELBOLT_BLAME_PEER},
      {KEELBOLT_ERROR_EXPIRED, KEELBOLT_BLAME_PEER},
      {KEELBOLT_ERROR_BUFFER_TOO_SMALL, KEELBOLT_BLAME_CAPACITY},
      {KEELBOLT_ERROR_WRONG_SIGNER, KEELBOLT_BLAME_CALLER},
      {KEELBOLT_ERROR_SECRET_KEY_OUT_OF_RANGE, KEELBOLT_BLAME_CALLER},
      {KEELBOLT_ERROR_NULL_POINTER, KEELBOLT_BLAME_CALLER},
      {KEELBOLT_ERROR_INVALID_HANDLE, KEELBOLT_BLAME_CALLER},
  };
  for (size_t index = 0; index < sizeof rows / sizeof rows[0]; ++index) {
    keelbolt_error error = new_error();
    int32_t blame = -1;
    error.status = rows[index].status;
    CHECK(keelbolt_status_str(error.status), keelbolt_error_blame(&blame, &error) == KEELBOLT_OK);
    CHECK(keelbolt_status_str(error.status), blame == rows[index].blame);
  }
}

int main(void) {
  static char text[sample_room];
  keelbolt_invoice invoice;
  size_t length = sample_invoice(text);
  if (CHECK("sample", keelbolt_invoice_parse(&invoice, text, length, NULL) == KEELBOLT_OK)) {
    check_null_pointers(&invoice);
    check_short_buffers(&invoice);
    check_handles(&invoice);
    check_failed_parse();
    check_values(&invoice);
  }
  check_drafts();
  check_details();
  check_blame();
  return check_result();
}
