/* An invoice that has every field, a draft of it, and calls of every function that reads a handle. */

#ifndef KEELBOLT_TEST_SAMPLE_H
#define KEELBOLT_TEST_SAMPLE_H

#include <keelbolt.h>

extern const uint8_t sample_key[32];
extern const uint8_t sample_entropy[32];

/* A draft that uses every member; what it points to is static. */
keelbolt_draft sample_draft(void);

/* Writes the invoice of the draft to text, which has sample_room bytes, and returns its length. */
enum { sample_room = 2048 };
size_t sample_invoice(char *text);

/* Gives a bech32 text a valid checksum in place of its last six characters. */
void sample_seal(char *text, size_t length);

/* A function that reads a handle, with arguments that are otherwise right. */
typedef struct {
  const char *name;
  keelbolt_status (*call)(const keelbolt_invoice *invoice);
} sample_reader;

extern const sample_reader sample_readers[];
extern const size_t sample_reader_count;

/* A function that fills a buffer, with arguments that are otherwise right; size is that of an element. */
typedef struct {
  const char *name;
  size_t size;
  keelbolt_status (*call)(const keelbolt_invoice *invoice, void *out, size_t *count);
} sample_writer;

extern const sample_writer sample_writers[];
extern const size_t sample_writer_count;

#endif
