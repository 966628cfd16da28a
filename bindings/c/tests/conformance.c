/* Replays the conformance files of BOLT 11 through keelbolt.h: every figure of every case. */

#include <ctype.h>
#include <keelbolt.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "vectors.h"

static const uint8_t entropy[32] = {0x5a, 1, 2, 3};

/* Whether `bytes` are those of `hex`. */
static bool same_hex(const uint8_t *bytes, size_t length, const char *hex) {
  uint8_t expected[1024];
  return hex != NULL && vector_bytes(expected, hex) == length && memcmp(bytes, expected, length) == 0;
}

/* Whether a value that may be missing is the one of the case; a partial case says nothing where it has none. */
static bool same_optional(const vector_case *c, bool present, const uint8_t *bytes, size_t length,
                          const char *hex) {
  if (hex == NULL) {
    return c->partial || !present;
  }
  return present && same_hex(bytes, length, hex);
}

static bool same_text(const char *text, size_t length, const char *expected) {
  return strlen(expected) == length && memcmp(text, expected, length) == 0;
}

static void check_numbers(const vector_case *c, const keelbolt_invoice *invoice) {
  int32_t network = -1;
  CHECK(c->name, keelbolt_invoice_network(&network, invoice) == KEELBOLT_OK);
  CHECK(c->name, c->network == -1 || network == c->network);

  bool present = false;
  uint64_t number = 0;
  CHECK(c->name, keelbolt_invoice_amount(&present, &number, invoice) == KEELBOLT_OK);
  CHECK(c->name, present == c->has_amount && number == c->amount_msat);
  CHECK(c->name, keelbolt_invoice_timestamp(&number, invoice) == KEELBOLT_OK && number == c->timestamp);
  if (c->partial) {
    return;
  }
  CHECK(c->name, keelbolt_invoice_expiry(&number, invoice) == KEELBOLT_OK && number == c->expiry_seconds);
  CHECK(c->name, keelbolt_invoice_expires_at(&number, invoice) == KEELBOLT_OK &&
                     number == c->timestamp + c->expiry_seconds);
  CHECK(c->name, keelbolt_invoice_min_final_cltv_expiry_delta(&number, invoice) == KEELBOLT_OK &&
                     number == c->min_final_cltv_expiry_delta);
}

static void check_values(const vector_case *c, const keelbolt_invoice *invoice) {
  bool present = false;
  uint8_t value[33];
  CHECK(c->name, keelbolt_invoice_payment_hash(&present, value, invoice) == KEELBOLT_OK &&
                     same_optional(c, present, value, 32, c->payment_hash));
  CHECK(c->name, keelbolt_invoice_payment_secret(&present, value, invoice) == KEELBOLT_OK &&
                     same_optional(c, present, value, 32, c->payment_secret));
  CHECK(c->name, keelbolt_invoice_description_hash(&present, value, invoice) == KEELBOLT_OK &&
                     same_optional(c, present, value, 32, c->description_hash));
  CHECK(c->name, keelbolt_invoice_payee_field(&present, value, invoice) == KEELBOLT_OK &&
                     same_optional(c, present, value, 33, c->payee));

  uint8_t metadata[1024];
  size_t length = sizeof metadata;
  CHECK(c->name, keelbolt_invoice_metadata(&present, metadata, &length, invoice) == KEELBOLT_OK &&
                     same_optional(c, present, metadata, length, c->metadata));

  char description[1024];
  length = sizeof description;
  CHECK(c->name, keelbolt_invoice_description(&present, description, &length, invoice) == KEELBOLT_OK);
  if (c->description != NULL) {
    CHECK(c->name, present && same_text(description, length, c->description));
  } else {
    CHECK(c->name, c->partial || !present);
  }
}

static void check_features(const vector_case *c, const keelbolt_invoice *invoice) {
  uint32_t bits[64];
  size_t count = 64;
  CHECK(c->name, keelbolt_invoice_features(bits, &count, invoice) == KEELBOLT_OK);
  CHECK(c->name, count == c->feature_count && memcmp(bits, c->features, count * sizeof bits[0]) == 0);
  for (size_t index = 0; index < c->feature_count; ++index) {
    bool contained = false;
    bool offered = false;
    uint32_t bit = c->features[index];
    CHECK(c->name, keelbolt_invoice_contains_feature(&contained, invoice, bit) == KEELBOLT_OK && contained);
    CHECK(c->name, keelbolt_invoice_offers_feature(&offered, invoice, bit ^ 1) == KEELBOLT_OK && offered);
  }
}

static void check_tags(const vector_case *c, const keelbolt_invoice *invoice) {
  char tags[256];
  size_t count = sizeof tags;
  CHECK(c->name, keelbolt_invoice_tags(tags, &count, invoice) == KEELBOLT_OK);
  CHECK(c->name, same_text(tags, count, c->tags));

  /* Passed over are fields of unknown types and fallbacks of unknown versions. */
  size_t unknown = 0;
  CHECK(c->name, keelbolt_invoice_unknown_field_count(&unknown, invoice) == KEELBOLT_OK);
  size_t fallbacks = 0;
  CHECK(c->name, keelbolt_invoice_fallback_count(&fallbacks, invoice) == KEELBOLT_OK);
  for (size_t index = 0; index < fallbacks; ++index) {
    keelbolt_fallback fallback;
    CHECK(c->name, keelbolt_invoice_fallback(&fallback, invoice, index, NULL) == KEELBOLT_OK);
    unknown += fallback.version > 18;
  }
  CHECK(c->name, c->partial || strlen(c->ignored_tags) == unknown);
}

static void check_fallbacks(const vector_case *c, const keelbolt_invoice *invoice) {
  int32_t network = -1;
  size_t count = 0;
  size_t known = 0;
  CHECK(c->name, keelbolt_invoice_network(&network, invoice) == KEELBOLT_OK);
  CHECK(c->name, keelbolt_invoice_fallback_count(&count, invoice) == KEELBOLT_OK);
  for (size_t index = 0; index < count; ++index) {
    keelbolt_fallback fallback;
    CHECK(c->name, keelbolt_invoice_fallback(&fallback, invoice, index, NULL) == KEELBOLT_OK);
    char address[90];
    size_t length = sizeof address;
    bool present = false;
    CHECK(c->name, keelbolt_fallback_address(&present, address, &length, &fallback, network, NULL) ==
                       KEELBOLT_OK);
    if (!present) {
      continue;
    }
    if (!CHECK(c->name, known < c->fallback_count)) {
      return;
    }
    const vector_fallback *expected = &c->fallbacks[known++];
    CHECK(c->name, fallback.version == expected->version);
    CHECK(c->name, same_hex(fallback.program, fallback.program_length, expected->program));
    CHECK(c->name, same_text(address, length, expected->address));
  }
  CHECK(c->name, known == c->fallback_count);
}

static void check_routes(const vector_case *c, const keelbolt_invoice *invoice) {
  size_t count = 0;
  CHECK(c->name, keelbolt_invoice_route_hint_count(&count, invoice) == KEELBOLT_OK);
  if (!CHECK(c->name, count == c->hint_count)) {
    return;
  }
  for (size_t index = 0; index < count; ++index) {
    keelbolt_route_hop hops[12];
    size_t hop_count = 12;
    CHECK(c->name, keelbolt_invoice_route_hint(hops, &hop_count, invoice, index, NULL) == KEELBOLT_OK);
    if (!CHECK(c->name, hop_count == c->hints[index].hop_count)) {
      return;
    }
    for (size_t hop = 0; hop < hop_count; ++hop) {
      const vector_hop *expected = &c->hints[index].hops[hop];
      char channel[32];
      size_t length = sizeof channel;
      CHECK(c->name, keelbolt_short_channel_id_text(channel, &length, hops[hop].short_channel_id) ==
                         KEELBOLT_OK);
      CHECK(c->name, same_text(channel, length, expected->short_channel_id));
      CHECK(c->name, same_hex(hops[hop].pubkey, 33, expected->pubkey));
      CHECK(c->name, hops[hop].fee_base_msat == expected->fee_base_msat);
      CHECK(c->name, hops[hop].fee_proportional_millionths == expected->fee_proportional_millionths);
      CHECK(c->name, hops[hop].cltv_expiry_delta == expected->cltv_expiry_delta);
    }
  }
}

static void check_signature(const vector_case *c, const keelbolt_invoice *invoice) {
  uint8_t signature[64];
  uint8_t recovery_id = 255;
  uint8_t hash[32];
  CHECK(c->name, keelbolt_invoice_signature(signature, &recovery_id, invoice) == KEELBOLT_OK);
  CHECK(c->name, same_hex(signature, 64, c->signature) && recovery_id == c->recovery_id);
  CHECK(c->name, keelbolt_invoice_signature_hash(hash, invoice) == KEELBOLT_OK);
  CHECK(c->name, same_hex(hash, 32, c->signature_hash));

  uint8_t key[33];
  keelbolt_status status = keelbolt_recover(key, hash, signature, recovery_id, NULL);
  if (c->recovered_node_id == NULL) {
    CHECK(c->name, status == KEELBOLT_ERROR_SIGNATURE_NOT_RECOVERABLE);
    return;
  }
  CHECK(c->name, status == KEELBOLT_OK && same_hex(key, 33, c->recovered_node_id));
  keelbolt_status expected = c->high_s ? KEELBOLT_ERROR_SIGNATURE_HIGH_S : KEELBOLT_OK;
  CHECK(c->name, keelbolt_verify(hash, signature, key, NULL) == expected);
}

/* What the payer's question gives for a valid invoice at the time when it was made. */
static void check_payable(const vector_case *c, const keelbolt_invoice *invoice, const uint32_t *known,
                          size_t known_count) {
  keelbolt_payable payable = {0};
  payable.struct_size = sizeof payable;
  CHECK(c->name, keelbolt_invoice_check_payable(&payable, invoice, known, known_count, c->timestamp, NULL) ==
                     KEELBOLT_OK);
  CHECK(c->name, same_hex(payable.payee, 33, c->node_id));
  CHECK(c->name, same_hex(payable.payment_hash, 32, c->payment_hash));
  CHECK(c->name, same_hex(payable.payment_secret, 32, c->payment_secret));
  CHECK(c->name, payable.has_description_hash == (c->description_hash != NULL));
  CHECK(c->name, c->description_hash == NULL || same_hex(payable.description_hash, 32, c->description_hash));
  CHECK(c->name, keelbolt_invoice_check_features(invoice, known, known_count, NULL) == KEELBOLT_OK);

  uint8_t payee[33];
  CHECK(c->name, keelbolt_invoice_payee(payee, invoice, NULL) == KEELBOLT_OK);
  CHECK(c->name, same_hex(payee, 33, c->node_id));
}

/* The fields in their order, signed anew with the key of the case, are the same text. */
static void check_written_back(const vector_case *c, const keelbolt_invoice *invoice) {
  uint8_t key[32];
  char text[2048];
  size_t length = sizeof text;
  vector_bytes(key, c->secret_key);
  CHECK(c->name, keelbolt_invoice_sign(text, &length, invoice, key, entropy, NULL) == KEELBOLT_OK);
  if (!CHECK(c->name, length == strlen(c->invoice))) {
    return;
  }
  for (size_t index = 0; index < length; ++index) {
    if (text[index] != tolower((unsigned char)c->invoice[index])) {
      CHECK(c->name, !"the text differs");
      return;
    }
  }
}

/* What stands in the case, made into a draft, signed in both ways, and read again. */
static void check_draft(const vector_case *c) {
  keelbolt_draft draft;
  CHECK(c->name, keelbolt_draft_init(&draft, sizeof draft) == KEELBOLT_OK);
  draft.network = c->network;
  draft.has_amount = c->has_amount;
  draft.amount_msat = c->amount_msat;
  draft.timestamp = c->timestamp;
  draft.has_expiry = 1;
  draft.expiry_seconds = c->expiry_seconds;
  draft.has_min_final_cltv_expiry_delta = 1;
  draft.min_final_cltv_expiry_delta = c->min_final_cltv_expiry_delta;
  vector_bytes(draft.payment_hash, c->payment_hash);
  vector_bytes(draft.payment_secret, c->payment_secret);
  uint8_t hash[32];
  if (c->description != NULL) {
    draft.description = c->description;
    draft.description_length = strlen(c->description);
  } else {
    vector_bytes(hash, c->description_hash);
    draft.description_hash = hash;
  }
  draft.features = c->features;
  draft.feature_count = c->feature_count;

  keelbolt_fallback fallbacks[8];
  memset(fallbacks, 0, sizeof fallbacks);
  for (size_t index = 0; index < c->fallback_count; ++index) {
    fallbacks[index].version = c->fallbacks[index].version;
    fallbacks[index].program_length =
        (uint8_t)vector_bytes(fallbacks[index].program, c->fallbacks[index].program);
  }
  draft.fallbacks = fallbacks;
  draft.fallback_count = c->fallback_count;

  keelbolt_route_hop hops[4][12];
  memset(hops, 0, sizeof hops);
  keelbolt_route_hint hints[4];
  for (size_t index = 0; index < c->hint_count; ++index) {
    hints[index].hops = hops[index];
    hints[index].hop_count = c->hints[index].hop_count;
    for (size_t hop = 0; hop < c->hints[index].hop_count; ++hop) {
      const vector_hop *from = &c->hints[index].hops[hop];
      keelbolt_route_hop *to = &hops[index][hop];
      char *next = NULL;
      vector_bytes(to->pubkey, from->pubkey);
      to->short_channel_id = (uint64_t)strtoul(from->short_channel_id, &next, 10) << 40;
      to->short_channel_id |= (uint64_t)strtoul(next + 1, &next, 10) << 16;
      to->short_channel_id |= strtoul(next + 1, &next, 10);
      to->fee_base_msat = from->fee_base_msat;
      to->fee_proportional_millionths = from->fee_proportional_millionths;
      to->cltv_expiry_delta = from->cltv_expiry_delta;
    }
  }
  draft.route_hints = hints;
  draft.route_hint_count = c->hint_count;

  uint8_t key[32];
  uint8_t payee[33];
  vector_bytes(key, c->secret_key);
  CHECK(c->name, keelbolt_public_key(payee, key, entropy, NULL) == KEELBOLT_OK);
  CHECK(c->name, same_hex(payee, 33, c->node_id));

  size_t needed = 0;
  char signed_here[2048];
  size_t length = sizeof signed_here;
  CHECK(c->name, keelbolt_draft_length(&needed, &draft, NULL) == KEELBOLT_OK);
  CHECK(c->name, keelbolt_draft_sign(signed_here, &length, &draft, key, entropy, NULL) == KEELBOLT_OK);
  CHECK(c->name, length == needed);

  /* The same with a signer elsewhere, who knows the hash only. */
  char signed_elsewhere[2048];
  size_t other_length = sizeof signed_elsewhere;
  uint8_t digest[32];
  uint8_t signature[64];
  uint8_t recovery_id = 255;
  CHECK(c->name, keelbolt_draft_signature_hash(digest, signed_elsewhere, &other_length, &draft, NULL) ==
                     KEELBOLT_OK);
  CHECK(c->name, keelbolt_sign_recoverable(signature, &recovery_id, digest, key, entropy, NULL) ==
                     KEELBOLT_OK);
  CHECK(c->name, keelbolt_draft_finish(signed_elsewhere, &other_length, &draft, signature, recovery_id,
                                       NULL) == KEELBOLT_OK);
  CHECK(c->name, length == other_length && memcmp(signed_here, signed_elsewhere, length) == 0);

  keelbolt_invoice invoice;
  if (CHECK(c->name, keelbolt_invoice_parse(&invoice, signed_here, length, NULL) == KEELBOLT_OK)) {
    check_numbers(c, &invoice);
    check_values(c, &invoice);
    check_features(c, &invoice);
    check_fallbacks(c, &invoice);
    check_routes(c, &invoice);
  }
}

static void check(const vector_case *c) {
  uint32_t known[64];
  size_t known_count = 64;
  CHECK(c->name, keelbolt_features_of_context(known, &known_count, KEELBOLT_FEATURE_CONTEXT_INVOICE, NULL) ==
                     KEELBOLT_OK);
  keelbolt_invoice invoice;
  keelbolt_error error = {0};
  error.struct_size = sizeof error;
  keelbolt_status status = keelbolt_invoice_parse(&invoice, c->invoice, strlen(c->invoice), &error);
  if (status == KEELBOLT_OK && c->decodable) {
    check_numbers(c, &invoice);
    check_values(c, &invoice);
    check_features(c, &invoice);
    check_tags(c, &invoice);
    check_signature(c, &invoice);
  }
  if (c->valid) {
    if (CHECK(c->name, status == KEELBOLT_OK)) {
      check_fallbacks(c, &invoice);
      check_routes(c, &invoice);
      check_payable(c, &invoice, known, known_count);
      if (c->secret_key != NULL) {
        check_written_back(c, &invoice);
        check_draft(c);
      }
    }
    return;
  }
  /* At the beginning of time no invoice has expired: a refusal is for another reason. */
  if (status == KEELBOLT_OK) {
    keelbolt_payable payable = {0};
    payable.struct_size = sizeof payable;
    status = keelbolt_invoice_check_payable(&payable, &invoice, known, known_count, 0, &error);
  } else {
    CHECK(c->name, !c->decodable);
  }
  CHECK(c->name, status != KEELBOLT_OK && error.status == status);
  char message[256];
  size_t length = sizeof message;
  if (CHECK(c->name, keelbolt_error_message(message, &length, &error) == KEELBOLT_OK)) {
    printf("%s: %s: %s: %.*s\n", c->file, c->name, keelbolt_status_str(status), (int)length, message);
  }
}

int main(void) {
  for (size_t index = 0; index < vector_case_count; ++index) {
    check(&vector_cases[index]);
  }
  printf("%zu cases\n", vector_case_count);
  return check_result();
}
