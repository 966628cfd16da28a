/* A swap: the receiver is paid on chain for a preimage, or the sender takes the money back. Here the receiver claims, and
 * the sender reads the preimage out of the claim. With an argument both sign together instead, and nobody sees that
 * there was a contract.
 *
 *   htlc [cooperate] */

#include <keelbolt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A real program takes keys, preimage and entropy from its random number generator. */
static const uint8_t receiver_key[32] = {2};
static const uint8_t sender_key[32] = {3};
static const uint8_t preimage[32] = {4};
static const uint8_t entropy[32] = {5};
static const uint8_t auxiliary[32] = {6};
static const uint8_t nonce_entropy[2][32] = {{7}, {8}};

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

static void print_hex(const char *what, const uint8_t *bytes, size_t length) {
  printf("%s", what);
  for (size_t index = 0; index < length; ++index) {
    printf("%02x", bytes[index]);
  }
  printf("\n");
}

/* Receiver and sender sign one message together. */
static void sign_together(uint8_t *signature, const keelbolt_contract_terms *terms, const uint8_t *message,
                          keelbolt_error *error) {
  const uint8_t *secrets[2] = {receiver_key, sender_key};
  const uint8_t *points[2] = {terms->receiver, terms->sender};
  keelbolt_musig_keys keys;
  check(keelbolt_contract_musig_keys(&keys, terms, error), error);
  /* The first round: nonces. Each keeps the secret one and sends the public one. */
  keelbolt_musig_secret_nonce nonces[2];
  uint8_t public_nonces[2][66];
  uint8_t sum[66];
  for (size_t side = 0; side < 2; ++side) {
    check(keelbolt_musig_nonce(&nonces[side], public_nonces[side], nonce_entropy[side], secrets[side], &keys, message,
                               NULL, entropy, error),
          error);
  }
  check(keelbolt_musig_aggregate_nonce(sum, public_nonces[0], 2, error), error);
  /* The second round: partial signatures, in the order of the keys. */
  keelbolt_musig_session session;
  uint8_t partials[2][32];
  check(keelbolt_musig_session_init(&session, &keys, sum, message, error), error);
  for (size_t side = 0; side < 2; ++side) {
    size_t signer;
    check(keelbolt_musig_signer(&signer, &session, points[side], error), error);
    check(keelbolt_musig_sign(partials[signer], &nonces[side], &session, secrets[side], entropy, error), error);
  }
  check(keelbolt_musig_aggregate(signature, &session, partials[0], 2, error), error);
}

int main(int argc, char **argv) {
  const int cooperate = argc > 1 && strcmp(argv[1], "cooperate") == 0;
  keelbolt_error error = {0};
  error.struct_size = sizeof error;

  /* What both agree on. */
  keelbolt_contract_terms terms = {0};
  terms.struct_size = sizeof terms;
  terms.form = KEELBOLT_CONTRACT_TAPROOT;
  terms.hash_lock = KEELBOLT_HASH_LOCK_SHA256;
  terms.lock_time_kind = KEELBOLT_LOCK_TIME_HEIGHT;
  terms.lock_time = 900000;
  check(keelbolt_payment_hash(terms.hash, preimage), &error);
  check(keelbolt_public_key(terms.receiver, receiver_key, entropy, &error), &error);
  check(keelbolt_public_key(terms.sender, sender_key, entropy, &error), &error);

  /* The sender pays to this address, */
  char address[100];
  size_t length = sizeof address;
  check(keelbolt_contract_address(address, &length, &terms, KEELBOLT_NETWORK_REGTEST, &error), &error);
  printf("pay to: %.*s\n", (int)length, address);

  /* and the receiver spends it to a script of its wallet. */
  static const uint8_t destination[22] = {0, 20, 9};
  keelbolt_contract_spend spend = {0};
  spend.struct_size = sizeof spend;
  spend.path = cooperate ? KEELBOLT_CONTRACT_COOPERATE : KEELBOLT_CONTRACT_CLAIM;
  memset(spend.txid, 5, sizeof spend.txid);
  spend.vout = 1;
  spend.value_sat = 100000;
  spend.destination = destination;
  spend.destination_length = sizeof destination;
  spend.feerate_per_kw = 1000;
  spend.preimage = preimage;
  keelbolt_contract_prepared prepared = {0};
  prepared.struct_size = sizeof prepared;
  check(keelbolt_contract_spend_prepare(&prepared, &terms, &spend, &error), &error);
  printf("weight: %llu, fee: %llu sat\n", (unsigned long long)prepared.weight, (unsigned long long)prepared.fee_sat);

  keelbolt_contract_witness witness;
  if (cooperate) {
    uint8_t signature[64];
    sign_together(signature, &terms, prepared.sighash, &error);
    check(keelbolt_contract_spend_finish(&witness, &terms, &spend, signature, &error), &error);
  } else {
    check(keelbolt_contract_spend_sign(&witness, &terms, &spend, receiver_key, auxiliary, entropy, &error), &error);
  }
  uint8_t transaction[512];
  length = sizeof transaction;
  check(keelbolt_contract_spend_transaction(transaction, &length, &terms, &spend, witness.signature, &error), &error);
  printf("broadcast: %zu bytes, %zu witness elements\n", length, witness.element_count);

  /* The sender looks at what spent the output. */
  keelbolt_bytes elements[4];
  const uint8_t *start = witness.bytes;
  for (size_t index = 0; index < witness.element_count; ++index) {
    elements[index].data = start;
    elements[index].length = witness.lengths[index];
    start += witness.lengths[index];
  }
  bool is_found;
  uint8_t found[32];
  check(keelbolt_contract_preimage(&is_found, found, &terms, elements, witness.element_count, &error), &error);
  if (is_found) {
    print_hex("preimage: ", found, sizeof found);
  } else {
    printf("no preimage: both signed\n");
  }
  return 0;
}
