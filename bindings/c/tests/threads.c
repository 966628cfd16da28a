/* Many threads read one handle while each also works on its own: what the header says about threads. */

#include <keelbolt.h>
#include <pthread.h>
#include <string.h>

#include "check.h"
#include "sample.h"

enum { threads = 4, rounds = 20 };

typedef struct {
  const keelbolt_invoice *shared;
  unsigned failed;
} work;

static void *run(void *argument) {
  work *mine = argument;
  for (int round = 0; round < rounds; ++round) {
    uint8_t payee[33];
    uint8_t hash[32];
    uint64_t number = 0;
    bool present = false;
    char description[64];
    size_t length = sizeof description;
    mine->failed += keelbolt_invoice_payee(payee, mine->shared, NULL) != KEELBOLT_OK;
    mine->failed += keelbolt_invoice_signature_hash(hash, mine->shared) != KEELBOLT_OK;
    mine->failed += keelbolt_invoice_amount(&present, &number, mine->shared) != KEELBOLT_OK || !present;
    mine->failed +=
        keelbolt_invoice_description(&present, description, &length, mine->shared) != KEELBOLT_OK;

    char text[sample_room];
    keelbolt_invoice own;
    uint8_t own_payee[33];
    length = sizeof text;
    mine->failed += keelbolt_invoice_sign(text, &length, mine->shared, sample_key, sample_entropy, NULL) !=
                    KEELBOLT_OK;
    mine->failed += keelbolt_invoice_parse(&own, text, length, NULL) != KEELBOLT_OK;
    mine->failed += keelbolt_invoice_payee(own_payee, &own, NULL) != KEELBOLT_OK;
    mine->failed += memcmp(payee, own_payee, sizeof payee) != 0;
  }
  return NULL;
}

int main(void) {
  char text[sample_room];
  size_t length = sample_invoice(text);
  keelbolt_invoice invoice;
  CHECK("parse", keelbolt_invoice_parse(&invoice, text, length, NULL) == KEELBOLT_OK);

  pthread_t ids[threads];
  work works[threads];
  for (int index = 0; index < threads; ++index) {
    works[index].shared = &invoice;
    works[index].failed = 0;
    CHECK("start", pthread_create(&ids[index], NULL, run, &works[index]) == 0);
  }
  for (int index = 0; index < threads; ++index) {
    CHECK("join", pthread_join(ids[index], NULL) == 0);
    CHECK("work", works[index].failed == 0);
  }
  return check_result();
}
