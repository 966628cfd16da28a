/* Calls that fail: with which status, whose fault it is, and what the error says. */

#ifndef KEELBOLT_TEST_REFUSAL_H
#define KEELBOLT_TEST_REFUSAL_H

#include <keelbolt.h>
#include <stdio.h>
#include <string.h>

#include "check.h"

static keelbolt_error error;

/* A call that fails, with the text and the blame of its error. */
#define REFUSES(status, blame, text, call) \
  do {                                     \
    memset(&error, 0, sizeof error);       \
    error.struct_size = sizeof error;      \
    check_refusal(#call, (status), (blame), (text), (call)); \
  } while (0)

static void check_refusal(const char *name, int32_t expected, int32_t blame, const char *text, keelbolt_status status) {
  if (!CHECK(name, status == expected && error.status == expected)) {
    printf("  %s\n", keelbolt_status_str(status));
    return;
  }
  char message[256];
  size_t length = sizeof message;
  int32_t found;
  CHECK(name, keelbolt_error_message(message, &length, &error) == KEELBOLT_OK);
  if (!CHECK(name, length == strlen(text) && memcmp(message, text, length) == 0)) {
    printf("  %.*s\n", (int)length, message);
  }
  CHECK(name, keelbolt_error_blame(&found, &error) == KEELBOLT_OK && found == blame);
}

enum { peer = KEELBOLT_BLAME_PEER, caller = KEELBOLT_BLAME_CALLER, capacity = KEELBOLT_BLAME_CAPACITY };

#endif
