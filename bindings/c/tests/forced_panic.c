/* A panic inside the library becomes a status, and the handle is refused afterwards. Needs a library that was
 * built with the feature forced-panic, which no shipped one is. */

#include <keelbolt.h>
#include <string.h>

#include "check.h"
#include "commitment_sample.h"
#include "sample.h"

keelbolt_status keelbolt_test_invoice_panic(const keelbolt_invoice *invoice, keelbolt_error *error);
keelbolt_status keelbolt_test_commitment_panic(const keelbolt_commitment *commitment, keelbolt_error *error);

/* A handle that owns memory is refused as well, and freed all the same. */
static void check_commitment(void) {
  static commitment_sample sample;
  uint8_t digest[32];
  size_t count = 0;
  keelbolt_error error = {0};
  error.struct_size = sizeof error;
  commitment_sample_make(&sample, KEELBOLT_FORMAT_ANCHORS);
  CHECK("commitment", keelbolt_commitment_digest(digest, sample.commitment, &error) == KEELBOLT_OK);
  CHECK("commitment", keelbolt_test_commitment_panic(sample.commitment, &error) == KEELBOLT_ERROR_PANIC);
  CHECK("commitment", error.status == KEELBOLT_ERROR_PANIC);
  CHECK("commitment", keelbolt_commitment_digest(digest, sample.commitment, &error) == KEELBOLT_ERROR_INVALID_HANDLE);
  CHECK("commitment",
        keelbolt_commitment_outputs(NULL, &count, sample.commitment, &error) == KEELBOLT_ERROR_INVALID_HANDLE);
  commitment_sample_free(&sample);
}

int main(void) {
  char text[sample_room];
  size_t length = sample_invoice(text);
  keelbolt_invoice invoice;
  keelbolt_error error = {0};
  error.struct_size = sizeof error;
  CHECK("parse", keelbolt_invoice_parse(&invoice, text, length, &error) == KEELBOLT_OK);

  CHECK("panic", keelbolt_test_invoice_panic(&invoice, &error) == KEELBOLT_ERROR_PANIC);
  CHECK("panic", error.status == KEELBOLT_ERROR_PANIC);
  char message[256];
  size_t size = sizeof message;
  CHECK("panic", keelbolt_error_message(message, &size, &error) == KEELBOLT_OK && size > 0);

  for (size_t index = 0; index < sample_reader_count; ++index) {
    CHECK(sample_readers[index].name,
          sample_readers[index].call(&invoice) == KEELBOLT_ERROR_INVALID_HANDLE);
  }
  /* Parsed again it is as good as new. */
  CHECK("parse", keelbolt_invoice_parse(&invoice, text, length, NULL) == KEELBOLT_OK);
  CHECK("parse", sample_readers[0].call(&invoice) == KEELBOLT_OK);
  check_commitment();
  return check_result();
}
