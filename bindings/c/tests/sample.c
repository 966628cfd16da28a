#include "sample.h"

#include <stdlib.h>
#include <string.h>

const uint8_t sample_key[32] = {0xe1, 0x26, 0xf6, 0x8f, 0x7e, 0xaf, 0xcc, 0x8b, 0x74, 0xf5, 0x4d,
                                0x26, 0x9f, 0xe2, 0x06, 0xbe, 0x71, 0x50, 0x00, 0xf9, 0x4d, 0xac,
                                0x06, 0x7d, 0x1c, 0x04, 0xa8, 0xca, 0x3b, 0x2d, 0xb7, 0x34};
const uint8_t sample_entropy[32] = {7};

keelbolt_draft sample_draft(void) {
  static uint8_t payee[33];
  static const uint32_t features[] = {8, 14, 16, 48};
  static const uint8_t metadata[] = {1, 2, 3};
  static keelbolt_fallback fallbacks[4];
  static keelbolt_route_hop hops[2];
  static keelbolt_route_hint hints[2];
  static const keelbolt_unknown_field unknown[] = {{'z', "qpz", 3}, {'v', NULL, 0}};

  keelbolt_draft draft;
  if (keelbolt_draft_init(&draft, sizeof draft) != KEELBOLT_OK ||
      keelbolt_public_key(payee, sample_key, sample_entropy, NULL) != KEELBOLT_OK) {
    abort();
  }
  fallbacks[0].version = 17;
  fallbacks[0].program_length = 20;
  fallbacks[1].version = 18;
  fallbacks[1].program_length = 20;
  fallbacks[2].version = 1;
  fallbacks[2].program_length = 32;
  fallbacks[3].version = 31;
  fallbacks[3].words = "qqqq";
  fallbacks[3].words_length = 4;
  for (size_t index = 0; index < 2; ++index) {
    memcpy(hops[index].pubkey, payee, sizeof payee);
    hops[index].short_channel_id = 0x083f4c0009a70001;
    hops[index].fee_base_msat = 1;
    hops[index].fee_proportional_millionths = 20;
    hops[index].cltv_expiry_delta = 3;
    hints[index].hops = hops;
    hints[index].hop_count = index + 1;
  }

  draft.network = KEELBOLT_NETWORK_REGTEST;
  draft.has_amount = 1;
  draft.amount_msat = 250000000;
  draft.timestamp = 1700000000;
  draft.has_expiry = 1;
  draft.expiry_seconds = 60;
  draft.has_min_final_cltv_expiry_delta = 1;
  draft.min_final_cltv_expiry_delta = 40;
  memset(draft.payment_hash, 1, sizeof draft.payment_hash);
  memset(draft.payment_secret, 2, sizeof draft.payment_secret);
  draft.description = "1 cup coffee";
  draft.description_length = strlen(draft.description);
  draft.payee = payee;
  draft.features = features;
  draft.feature_count = sizeof features / sizeof features[0];
  draft.metadata = metadata;
  draft.metadata_length = sizeof metadata;
  draft.fallbacks = fallbacks;
  draft.fallback_count = sizeof fallbacks / sizeof fallbacks[0];
  draft.route_hints = hints;
  draft.route_hint_count = sizeof hints / sizeof hints[0];
  draft.unknown_fields = unknown;
  draft.unknown_field_count = sizeof unknown / sizeof unknown[0];
  return draft;
}

size_t sample_invoice(char *text) {
  keelbolt_draft draft = sample_draft();
  size_t length = sample_room;
  if (keelbolt_draft_sign(text, &length, &draft, sample_key, sample_entropy, NULL) != KEELBOLT_OK) {
    abort();
  }
  return length;
}

/* --- Checksum (BIP 173) --- */

static const char alphabet[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

static uint32_t absorb(uint32_t state, uint32_t word) {
  static const uint32_t generator[] = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
  uint32_t top = state >> 25;
  state = (state & 0x1ffffff) << 5 ^ word;
  for (int bit = 0; bit < 5; ++bit) {
    state ^= (top >> bit & 1) != 0 ? generator[bit] : 0;
  }
  return state;
}

void sample_seal(char *text, size_t length) {
  size_t separator = length;
  while (separator > 0 && text[separator - 1] != '1') {
    --separator;
  }
  if (separator < 2 || length < separator + 6) {
    return;
  }
  uint32_t state = 1;
  for (size_t index = 0; index + 1 < separator; ++index) {
    state = absorb(state, (uint8_t)text[index] >> 5);
  }
  state = absorb(state, 0);
  for (size_t index = 0; index + 1 < separator; ++index) {
    state = absorb(state, (uint8_t)text[index] & 31);
  }
  for (size_t index = separator; index < length - 6; ++index) {
    const char *word = text[index] == 0 ? NULL : strchr(alphabet, text[index]);
    state = absorb(state, word == NULL ? 0 : (uint32_t)(word - alphabet));
  }
  for (int index = 0; index < 6; ++index) {
    state = absorb(state, 0);
  }
  state ^= 1;
  for (size_t index = 0; index < 6; ++index) {
    text[length - 6 + index] = alphabet[state >> (5 * (5 - index)) & 31];
  }
}

/* --- Every function that reads a handle --- */

static bool present;
static uint8_t bytes[64];
static uint64_t number;
static size_t size;
static const uint32_t known[] = {8, 14, 16, 48};
static const size_t known_count = sizeof known / sizeof known[0];

#define READER(name, ...)                                               \
  static keelbolt_status read_##name(const keelbolt_invoice *invoice) { \
    return keelbolt_invoice_##name(__VA_ARGS__);                        \
  }

static const char *borrowed;
static int32_t network;
static keelbolt_fallback fallback;
static keelbolt_unknown_field unknown_field;

READER(text, &borrowed, &size, invoice)
READER(network, &network, invoice)
READER(amount, &present, &number, invoice)
READER(timestamp, &number, invoice)
READER(expiry, &number, invoice)
READER(expires_at, &number, invoice)
READER(min_final_cltv_expiry_delta, &number, invoice)
READER(payment_hash, &present, bytes, invoice)
READER(payment_secret, &present, bytes, invoice)
READER(description_hash, &present, bytes, invoice)
READER(payee_field, &present, bytes, invoice)
READER(payee, bytes, invoice, NULL)
READER(signature, bytes, bytes, invoice)
READER(signature_hash, bytes, invoice)
READER(contains_feature, &present, invoice, 8)
READER(offers_feature, &present, invoice, 8)
READER(check_features, invoice, known, known_count, NULL)
READER(fallback_count, &size, invoice)
READER(fallback, &fallback, invoice, 0, NULL)
READER(route_hint_count, &size, invoice)
READER(unknown_field_count, &size, invoice)
READER(unknown_field, &unknown_field, invoice, 0, NULL)

static keelbolt_status read_check_payable(const keelbolt_invoice *invoice) {
  keelbolt_payable payable = {0};
  payable.struct_size = sizeof payable;
  return keelbolt_invoice_check_payable(&payable, invoice, known, known_count, 1700000000, NULL);
}

/* --- Every function that fills a buffer --- */

#define WRITER(name, type, ...)                                                                         \
  static keelbolt_status write_##name(const keelbolt_invoice *invoice, void *memory, size_t *count) {   \
    type *out = memory;                                                                                 \
    (void)invoice;                                                                                      \
    return keelbolt_##name(__VA_ARGS__);                                                                \
  }

static keelbolt_error *sample_error(void) {
  static keelbolt_error error;
  memset(&error, 0, sizeof error);
  error.struct_size = sizeof error;
  error.status = KEELBOLT_ERROR_BECH32_CHECKSUM;
  return &error;
}

static const keelbolt_draft *draft_of(void) {
  static keelbolt_draft draft;
  draft = sample_draft();
  return &draft;
}

WRITER(error_message, char, out, count, sample_error())
WRITER(invoice_description, char, &present, out, count, invoice)
WRITER(invoice_metadata, uint8_t, &present, out, count, invoice)
WRITER(invoice_features, uint32_t, out, count, invoice)
WRITER(invoice_tags, char, out, count, invoice)
WRITER(invoice_route_hint, keelbolt_route_hop, out, count, invoice, 1, NULL)
WRITER(invoice_sign, char, out, count, invoice, sample_key, sample_entropy, NULL)
WRITER(fallback_address, char, &present, out, count, sample_draft().fallbacks, 0, NULL)
WRITER(fallback_script_pubkey, uint8_t, &present, out, count, sample_draft().fallbacks, NULL)
WRITER(features_of_context, uint32_t, out, count, KEELBOLT_FEATURE_CONTEXT_INVOICE, NULL)
WRITER(feature_name, char, &present, out, count, 8)
WRITER(feature_dependencies, uint32_t, out, count, 16)
WRITER(short_channel_id_text, char, out, count, 0x083f4c0009a70001)
WRITER(draft_sign, char, out, count, draft_of(), sample_key, sample_entropy, NULL)
WRITER(draft_signature_hash, char, bytes, out, count, draft_of(), NULL)

/* The signature of the draft, made elsewhere. */
static keelbolt_status write_draft_finish(const keelbolt_invoice *invoice, void *memory, size_t *count) {
  char text[sample_room];
  size_t length = sizeof text;
  uint8_t digest[32];
  uint8_t recovery_id;
  (void)invoice;
  if (keelbolt_draft_signature_hash(digest, text, &length, draft_of(), NULL) != KEELBOLT_OK ||
      keelbolt_sign_recoverable(bytes, &recovery_id, digest, sample_key, sample_entropy, NULL) !=
          KEELBOLT_OK) {
    abort();
  }
  return keelbolt_draft_finish(memory, count, draft_of(), bytes, recovery_id, NULL);
}

#define SAME(name, element) {#name, sizeof(element), write_##name}

const sample_writer sample_writers[] = {
    SAME(error_message, char),
    SAME(invoice_description, char),
    SAME(invoice_metadata, uint8_t),
    SAME(invoice_features, uint32_t),
    SAME(invoice_tags, char),
    SAME(invoice_route_hint, keelbolt_route_hop),
    SAME(invoice_sign, char),
    SAME(fallback_address, char),
    SAME(fallback_script_pubkey, uint8_t),
    SAME(features_of_context, uint32_t),
    SAME(feature_name, char),
    SAME(feature_dependencies, uint32_t),
    SAME(short_channel_id_text, char),
    SAME(draft_sign, char),
    SAME(draft_signature_hash, char),
    SAME(draft_finish, char),
};
const size_t sample_writer_count = sizeof sample_writers / sizeof sample_writers[0];

/* The functions that read a handle and fill a buffer, as readers. */
#define BOTH(name)                                                            \
  static keelbolt_status read_##name(const keelbolt_invoice *invoice) {       \
    static uint64_t room[sample_room / sizeof(uint64_t)];                     \
    size_t count = 16;                                                        \
    keelbolt_status status = write_invoice_##name(invoice, NULL, &count);     \
    return status == KEELBOLT_ERROR_BUFFER_TOO_SMALL                          \
               ? write_invoice_##name(invoice, room, &count)                  \
               : status;                                                      \
  }

BOTH(description)
BOTH(metadata)
BOTH(features)
BOTH(tags)
BOTH(route_hint)
BOTH(sign)

#define ROW(name) {"keelbolt_invoice_" #name, read_##name}

const sample_reader sample_readers[] = {
    ROW(text), ROW(network), ROW(amount), ROW(timestamp), ROW(expiry), ROW(expires_at),
    ROW(min_final_cltv_expiry_delta), ROW(payment_hash), ROW(payment_secret), ROW(description_hash),
    ROW(payee_field), ROW(payee), ROW(signature), ROW(signature_hash), ROW(contains_feature),
    ROW(offers_feature), ROW(check_features), ROW(fallback_count), ROW(fallback), ROW(route_hint_count),
    ROW(unknown_field_count), ROW(unknown_field), ROW(check_payable), ROW(description), ROW(metadata),
    ROW(features), ROW(tags), ROW(route_hint), ROW(sign),
};
const size_t sample_reader_count = sizeof sample_readers / sizeof sample_readers[0];
