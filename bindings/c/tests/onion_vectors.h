/* The conformance cases of BOLT 4 as trees; onion_vectors.py writes them from the JSON files. */

#ifndef KEELBOLT_TEST_ONION_VECTORS_H
#define KEELBOLT_TEST_ONION_VECTORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A value: a text (numbers and truth values too), or the members of an object or a list. */
typedef struct vector_node {
  const char *key;  /* NULL in a list */
  const char *text; /* NULL for an object or a list */
  struct vector_node *members;
  size_t member_count;
  bool asked;
} vector_node;

extern vector_node vector_files[]; /* their members are the cases */
extern const size_t vector_file_count;

/* The member of a key, or NULL. Asking marks it as checked, so that none is passed over. */
vector_node *vector_member(vector_node *node, const char *key);

/* The text of a member, or NULL. */
const char *vector_text(vector_node *node, const char *key);

/* The number of a member; it must be there. */
uint64_t vector_number(vector_node *node, const char *key);

/* The truth value of a member; absent is false. */
bool vector_flag(vector_node *node, const char *key);

/* A member that nobody asked for, below an object that was asked for; or NULL. */
const vector_node *vector_unasked(const vector_node *node);

#ifdef __cplusplus
}
#endif

#endif
