/* Ark: somebody hands out an address, and whoever pays reads what it says. A payment over Lightning that the server takes
 * in has come then, its exit is on chain, and its owner claims the money with the preimage, which the server reads out
 * of the claim. With an argument a letter of the address is changed on its way.
 *
 *   ark [tamper] */

#include <keelbolt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A real program takes keys, preimage and entropy from its random number generator. */
static const uint8_t server_key[32] = {1};
static const uint8_t user_key[32] = {2};
static const uint8_t mailbox_key[32] = {3};
static const uint8_t preimage[32] = {4};
static const uint8_t entropy[32] = {5};
static const uint8_t auxiliary[32] = {6};

/* Ends the program when a call fails, and says why. */
static void check(keelbolt_status status, const keelbolt_error *error) {
  if (status != KEELBOLT_OK) {
    char message[256];
    size_t length = sizeof message;
    if (keelbolt_error_message(message, &length, error) == KEELBOLT_OK) {
      printf("refused: %.*s\n", (int)length, message);
    } else {
      printf("refused: %s\n", keelbolt_status_str(status));
    }
    exit(1);
  }
}

/* The address that a user hands out; the server alone can tell whose mailbox it names. Returns its length. */
static size_t hand_out(char *text, size_t room, const uint8_t *server_pubkey, keelbolt_error *error) {
  uint8_t mailbox[33];
  keelbolt_user_policy policy = {0};
  policy.kind = KEELBOLT_USER_POLICY_PUBKEY;
  keelbolt_delivery delivery = {0};
  delivery.kind = KEELBOLT_DELIVERY_MAILBOX;
  check(keelbolt_public_key(policy.user_pubkey, user_key, entropy, error), error);
  check(keelbolt_public_key(mailbox, mailbox_key, entropy, error), error);
  check(keelbolt_mailbox_blind(delivery.mailbox, mailbox, user_key, server_pubkey, error), error);
  keelbolt_ark_address address;
  check(keelbolt_ark_address_init(&address, true, server_pubkey, &policy, &delivery, 1, error), error);
  check(keelbolt_ark_address_text(text, &room, &address, error), error);
  return room;
}

/* What whoever pays finds in it. */
static void read_address(const char *text, size_t length, const uint8_t *server_pubkey, keelbolt_error *error) {
  keelbolt_ark_address address;
  keelbolt_ark_address_fields fields;
  bool is_of;
  check(keelbolt_ark_address_parse(&address, text, length, error), error);
  check(keelbolt_ark_address_view(&fields, &address, error), error);
  check(keelbolt_ark_address_is_of(&is_of, &address, server_pubkey, error), error);
  printf("of this server: %s, ways to deliver: %zu\n", is_of ? "yes" : "no", fields.delivery_count);
}

/* The claim of a payment that has come over Lightning. */
static void claim(const uint8_t *server_pubkey, keelbolt_error *error) {
  static const uint8_t destination[34] = {0x51, 0x20, 9};
  keelbolt_clause_spend spend = {0};
  spend.struct_size = sizeof spend;
  spend.policy.kind = KEELBOLT_VTXO_POLICY_USER;
  keelbolt_user_policy *policy = &spend.policy.user;
  policy->kind = KEELBOLT_USER_POLICY_LIGHTNING_RECEIVE;
  policy->hash_lock_version = KEELBOLT_HASH_LOCK_V1;
  policy->htlc_expiry = 850000;
  policy->htlc_expiry_delta = 40;
  check(keelbolt_payment_hash(policy->payment_hash, preimage), error);
  check(keelbolt_public_key(policy->user_pubkey, user_key, entropy, error), error);
  spend.terms.expiry_height = 900000;
  spend.terms.exit_delta = 144;
  memcpy(spend.terms.server_pubkey, server_pubkey, 33);

  /* The user's clause is the first one; the other one is the server's. */
  keelbolt_clause clauses[2];
  size_t count = 2;
  check(keelbolt_vtxo_policy_clauses(clauses, &count, &spend.policy, &spend.terms, error), error);
  spend.clause = clauses[0];
  memset(spend.previous_output.txid, 7, 32);
  spend.value_sat = 20000;
  spend.destination = destination;
  spend.destination_length = sizeof destination;
  spend.feerate_per_kw = 1000;
  spend.preimage = preimage;
  keelbolt_contract_prepared prepared = {0};
  prepared.struct_size = sizeof prepared;
  check(keelbolt_clause_spend_prepare(&prepared, &spend, error), error);
  printf("claim: after %u blocks, weight %llu, fee %llu sat\n", (unsigned)spend.clause.delta,
         (unsigned long long)prepared.weight, (unsigned long long)prepared.fee_sat);
  keelbolt_contract_witness witness;
  check(keelbolt_clause_spend_sign(&witness, &spend, user_key, auxiliary, entropy, error), error);

  /* The server looks at what spent the output. */
  keelbolt_bytes elements[4];
  const uint8_t *start = witness.bytes;
  for (size_t index = 0; index < witness.element_count; ++index) {
    elements[index].data = start;
    elements[index].length = witness.lengths[index];
    start += witness.lengths[index];
  }
  bool is_found;
  uint8_t found[32];
  check(keelbolt_clause_preimage(&is_found, found, &spend.clause, elements, witness.element_count, error), error);
  printf("the server %s the preimage\n", is_found && memcmp(found, preimage, 32) == 0 ? "finds" : "lacks");
}

int main(int argc, char **argv) {
  keelbolt_error error = {0};
  error.struct_size = sizeof error;
  uint8_t server_pubkey[33];
  char text[1023];
  check(keelbolt_public_key(server_pubkey, server_key, entropy, &error), &error);
  const size_t length = hand_out(text, sizeof text, server_pubkey, &error);
  printf("pay to: %.*s\n", (int)length, text);
  if (argc > 1 && strcmp(argv[1], "tamper") == 0) {
    text[30] = text[30] == 'q' ? 'p' : 'q';
  }
  read_address(text, length, server_pubkey, &error);
  claim(server_pubkey, &error);
  return 0;
}
