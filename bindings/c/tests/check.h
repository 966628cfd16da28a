/* Counting checks: a test program prints each that failed and ends with check_result(). */

#ifndef KEELBOLT_TEST_CHECK_H
#define KEELBOLT_TEST_CHECK_H

#include <stdbool.h>
#include <stdio.h>

static unsigned check_passed;
static unsigned check_failed;

/* `where` names the case; the condition itself is printed when it does not hold. */
#define CHECK(where, condition) check_that((where), (condition), #condition, __LINE__)

static inline bool check_that(const char *where, bool holds, const char *condition, int line) {
  if (holds) {
    ++check_passed;
  } else {
    ++check_failed;
    printf("%s: line %d: %s\n", where, line, condition);
  }
  return holds;
}

/* What main returns: a program that checked nothing has failed. */
static inline int check_result(void) {
  printf("%u checks passed, %u failed\n", check_passed, check_failed);
  return check_failed == 0 && check_passed > 0 ? 0 : 1;
}

#endif
