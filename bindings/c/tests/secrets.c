/* No secret reaches what a caller might print: messages, names, error structs, or buffers after a failure. */

#include <keelbolt.h>
#include <string.h>

#include "check.h"
#include "sample.h"

/* Whether `secret`, or its hex, stands anywhere in memory; any eight bytes of it count. */
static bool leaks(const void *memory, size_t size, const uint8_t *secret) {
  const char *bytes = memory;
  for (size_t start = 0; start + 8 <= 32; ++start) {
    char hex[17];
    for (int index = 0; index < 8; ++index) {
      snprintf(hex + 2 * index, 3, "%02x", secret[start + (size_t)index]);
    }
    for (size_t at = 0; at + 8 <= size; ++at) {
      if (memcmp(bytes + at, secret + start, 8) == 0) {
        return true;
      }
      if (at + 16 <= size && memcmp(bytes + at, hex, 16) == 0) {
        return true;
      }
    }
  }
  return false;
}

typedef struct {
  const char *name;
  keelbolt_status (*call)(const uint8_t *secret, char *out, size_t *length, keelbolt_error *error);
  keelbolt_status expected;
} row;

static keelbolt_status wrong_signer(const uint8_t *secret, char *out, size_t *length, keelbolt_error *error) {
  keelbolt_draft draft = sample_draft();
  return keelbolt_draft_sign(out, length, &draft, secret, secret, error);
}

static keelbolt_status signs(const uint8_t *secret, char *out, size_t *length, keelbolt_error *error) {
  keelbolt_draft draft = sample_draft();
  draft.payee = NULL;
  return keelbolt_draft_sign(out, length, &draft, secret, secret, error);
}

static keelbolt_status out_of_range(const uint8_t *secret, char *out, size_t *length, keelbolt_error *error) {
  uint8_t key[32];
  memcpy(key, secret, sizeof key);
  memset(key, 0xff, 16);
  (void)length;
  return keelbolt_public_key((uint8_t *)out, key, secret, error);
}

static keelbolt_status public_key(const uint8_t *secret, char *out, size_t *length, keelbolt_error *error) {
  (void)length;
  return keelbolt_public_key((uint8_t *)out, secret, secret, error);
}

static keelbolt_status hash(const uint8_t *secret, char *out, size_t *length, keelbolt_error *error) {
  (void)length;
  (void)error;
  return keelbolt_payment_hash((uint8_t *)out, secret);
}

int main(void) {
  static const row rows[] = {
      {"another signer", wrong_signer, KEELBOLT_ERROR_WRONG_SIGNER},
      {"signing", signs, KEELBOLT_OK},
      {"key out of range", out_of_range, KEELBOLT_ERROR_SECRET_KEY_OUT_OF_RANGE},
      {"public key", public_key, KEELBOLT_OK},
      {"payment hash", hash, KEELBOLT_OK},
  };
  uint8_t secret[32];
  for (size_t index = 0; index < sizeof secret; ++index) {
    secret[index] = (uint8_t)(0x31 + 7 * index);
  }
  CHECK("the search itself", leaks(secret, sizeof secret, secret));
  for (size_t index = 0; index < sizeof rows / sizeof rows[0]; ++index) {
    char out[sample_room] = {0};
    char message[256] = {0};
    size_t length = sizeof out;
    size_t message_length = sizeof message;
    keelbolt_error error = {0};
    error.struct_size = sizeof error;
    keelbolt_status status = rows[index].call(secret, out, &length, &error);
    CHECK(rows[index].name, status == rows[index].expected);
    if (status != KEELBOLT_OK) {
      CHECK(rows[index].name, keelbolt_error_message(message, &message_length, &error) == KEELBOLT_OK);
    }
    CHECK(rows[index].name, !leaks(out, sizeof out, secret));
    CHECK(rows[index].name, !leaks(&error, sizeof error, secret));
    CHECK(rows[index].name, !leaks(message, sizeof message, secret));
  }
  return check_result();
}
