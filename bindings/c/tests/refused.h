/* Calls that are refused: each has an error of its own, with its text. */

#ifndef KEELBOLT_TEST_REFUSED_H
#define KEELBOLT_TEST_REFUSED_H

#include <keelbolt.h>
#include <stdio.h>
#include <string.h>

#include "check.h"

/* A call that is given NULL where it must not be. */
#define NULLS(call) CHECK(#call, (call) == KEELBOLT_ERROR_NULL_POINTER)

static keelbolt_error new_error(void) {
  keelbolt_error error = {0};
  error.struct_size = sizeof error;
  return error;
}

/* Whether a call was refused so: with this status, in its struct too, and with this text. */
static void refused(const char *name, keelbolt_status found, const keelbolt_error *error, keelbolt_status expected,
                    const char *text) {
  char message[256];
  size_t length = sizeof message;
  if (!CHECK(name, found == expected && error->status == (int32_t)expected)) {
    printf("  %s\n", keelbolt_status_str(found));
    return;
  }
  CHECK(name, keelbolt_error_message(message, &length, error) == KEELBOLT_OK);
  if (!CHECK(name, strlen(text) == length && memcmp(message, text, length) == 0)) {
    printf("  %.*s\n", (int)length, message);
  }
}

#endif
