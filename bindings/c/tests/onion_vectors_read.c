/* Reading the trees. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "onion_vectors.h"

vector_node *vector_member(vector_node *node, const char *key) {
  for (size_t index = 0; index < node->member_count; ++index) {
    vector_node *member = &node->members[index];
    if (member->key != NULL && strcmp(member->key, key) == 0) {
      member->asked = true;
      return member;
    }
  }
  return NULL;
}

const char *vector_text(vector_node *node, const char *key) {
  vector_node *member = vector_member(node, key);
  return member == NULL ? NULL : member->text;
}

uint64_t vector_number(vector_node *node, const char *key) {
  const char *text = vector_text(node, key);
  if (text == NULL) {
    printf("the case has no %s\n", key);
    abort();
  }
  return strtoull(text, NULL, 10);
}

bool vector_flag(vector_node *node, const char *key) {
  const char *text = vector_text(node, key);
  return text != NULL && strcmp(text, "true") == 0;
}

const vector_node *vector_unasked(const vector_node *node) {
  for (size_t index = 0; index < node->member_count; ++index) {
    const vector_node *member = &node->members[index];
    /* The elements of a list have no keys by which to ask; what is in them counts. */
    if (member->key != NULL && !member->asked) {
      return member;
    }
    const vector_node *below = vector_unasked(member);
    if (below != NULL) {
      return below;
    }
  }
  return NULL;
}
