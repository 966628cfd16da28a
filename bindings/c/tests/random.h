/* Random numbers for the tests: the same in every run. */

#ifndef KEELBOLT_TEST_RANDOM_H
#define KEELBOLT_TEST_RANDOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* xorshift64* */
static uint64_t random_state = 0x9e3779b97f4a7c15;

static inline uint64_t random_next(void) {
  random_state ^= random_state >> 12;
  random_state ^= random_state << 25;
  random_state ^= random_state >> 27;
  return random_state * UINT64_C(0x2545f4914f6cdd1d);
}

static inline void random_fill(void *memory, size_t size) {
  for (size_t index = 0; index < size; ++index) {
    ((uint8_t *)memory)[index] = (uint8_t)(random_next() >> 56);
  }
}

static inline bool random_sometimes(void) { return random_next() % 4 == 0; }

#endif
