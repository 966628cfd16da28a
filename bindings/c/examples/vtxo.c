/* A VTXO is received, accepted, and taken on chain without the server: the packages of its exit with what their children
 * pay, what is to be done next, and the claim. With an argument its output on chain is spent already.
 *
 *   vtxo [spent] */

#include <keelbolt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What the server handed out, and the transaction on chain from which its genesis leads. */
static const char vtxo_hex[] =
    "0200e803000000000000888a010002cc4d0451f55db6204dab757dd025f7be814650ed7e369d1da73dcfa00e87ebd81800c9"
    "4b2131f5e137b063ee241b07e68f375efa32bdedd1a7c5395899b6f0d5f2a20000000002010202f9cfb9d2f6d03daef68a4f"
    "2b0940400e1ac1905519b77e2b16f81c4c60a74b1103f38a2b95e1c225ccf004e6152535b1ca8c4ae0fced9eab8341f85c55"
    "7eb44a0c496e454afea8ef99dc383b4d7609e2c930d2dcfe69911f3a4cf4cddf2bda61e4b3befd763d1254a56a51e2773ca6"
    "80994a54ef02b25da323b15fbab160fc54f70200f106000000000000225120144a8e08d1f354204927ddd73c0829480f72cb"
    "c7e6db3d1bc44f51dda42bdef00000000000000000040330d0a7606bcff3982859f4d4dd9cb8b8ed4a0e23a0ac04ab4a840f"
    "b2bf1c38425132e35e14dd2d2b4077bb3ca20a68315ae3822d27cbad7442310256fd73fc65413440bafe7a0a0b883d5a9488"
    "aba5d40d06edc715cc7c244b7d34ee271f905300f4bcd890a8aa60d14dda2cf9a767ea5e08c45cfbdc6f0345d1fde3b59612"
    "e71601000000000000000000000330d0a7606bcff3982859f4d4dd9cb8b8ed4a0e23a0ac04ab4a840fb2bf1c3842341d20da"
    "22c2e8b36f28a1bf21cb5fdfe2cb2eac87195e7d5f93a77b4c3fc4ad00000000";
static const char anchor_hex[] =
    "02000000010000000000000000000000000000000000000000000000000000000000000000ffffffff000000000001d90a00"
    "0000000000225120775cce643b116f4f465d2a10919e6cc4034a022d63d72f36a82161d6420a793700000000";
/* The server's keys, and what unlocks the leaf, as it told before the round. */
static const char server_key_hex[] = "02cc4d0451f55db6204dab757dd025f7be814650ed7e369d1da73dcfa00e87ebd8";
static const char cosign_key_hex[] = "03f38a2b95e1c225ccf004e6152535b1ca8c4ae0fced9eab8341f85c557eb44a0c";
static const char unlock_hash_hex[] = "8cbba062cd99052e606e8ff7b33cbe5239069035de8f6b5e5d6278951555d251";
/* A real program takes keys and entropy from its random number generator. */
static const char own_secret_key_hex[] = "596981b46249e75cbb80e26021542a6748a58aaedeb15d7cfd9df77863607dd1";
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

static size_t unhex(uint8_t *bytes, const char *hex) {
  size_t length = 0;
  for (; hex[2 * length] != '\0'; ++length) {
    const char pair[3] = {hex[2 * length], hex[2 * length + 1], '\0'};
    bytes[length] = (uint8_t)strtoul(pair, NULL, 16);
  }
  return length;
}

/* Ids are shown backwards. */
static void print_txid(const uint8_t *txid) {
  for (size_t index = 32; index > 0; --index) {
    printf("%02x", txid[index - 1]);
  }
}

int main(int argc, char **argv) {
  const int is_spent = argc > 1 && strcmp(argv[1], "spent") == 0;
  keelbolt_error error = {0};
  error.struct_size = sizeof error;

  /* The bytes stay where they are for as long as the VTXO is used. */
  uint8_t bytes[sizeof vtxo_hex / 2];
  uint8_t anchor[sizeof anchor_hex / 2];
  keelbolt_vtxo vtxo;
  keelbolt_outpoint id;
  char text[80];
  size_t length = sizeof text;
  check(keelbolt_vtxo_parse(&vtxo, bytes, unhex(bytes, vtxo_hex), &error), &error);
  check(keelbolt_vtxo_id(&id, &vtxo, &error), &error);
  check(keelbolt_vtxo_id_text(text, &length, &id, &error), &error);
  printf("received: %.*s\n", (int)length, text);

  /* It is money when it is as the wallet expects it, and the chain says so. */
  uint8_t own_key[33];
  uint8_t own_secret_key[32];
  uint8_t cosign_key[33];
  keelbolt_expectation expected = {0};
  keelbolt_chain_facts facts = {0};
  keelbolt_accepted_vtxo accepted;
  unhex(own_secret_key, own_secret_key_hex);
  unhex(cosign_key, cosign_key_hex);
  check(keelbolt_public_key(own_key, own_secret_key, entropy, &error), &error);
  expected.struct_size = sizeof expected;
  expected.own_keys = own_key;
  expected.own_key_count = 1;
  expected.server_cosign_pubkeys = cosign_key;
  expected.server_cosign_pubkey_count = 1;
  expected.confirmations = 6;
  expected.tip = 100000;
  expected.exit_delta = 144;
  expected.margin = 36;
  expected.max_depth = 5;
  unhex(expected.server_pubkey, server_key_hex);
  unhex(expected.unlock_hash, unlock_hash_hex);
  expected.has_unlock_hash = 1;
  facts.struct_size = sizeof facts;
  facts.anchor = anchor;
  facts.anchor_length = unhex(anchor, anchor_hex);
  facts.confirmations = 6;
  facts.is_unspent = !is_spent;
  check(keelbolt_vtxo_accept(&accepted, &vtxo, &expected, &facts, &error), &error);

  uint64_t amount;
  keelbolt_deadline deadline;
  check(keelbolt_accepted_vtxo_amount(&amount, &accepted, &error), &error);
  check(keelbolt_exit_deadline(&deadline, &accepted, expected.margin, &error), &error);
  printf("accepted: %llu sat, an exit begins by block %lu\n", (unsigned long long)amount,
         (unsigned long)deadline.begin);

  /* The server is gone. Each package is a transaction and a child of the wallet's that pays for both. */
  keelbolt_exit_transactions packages;
  keelbolt_exit_transaction transaction;
  bool is_found;
  check(keelbolt_exit_packages(&packages, &accepted, &error), &error);
  for (size_t depth = 0;; ++depth) {
    check(keelbolt_exit_next(&is_found, &transaction, &packages, &error), &error);
    if (!is_found) {
      break;
    }
    uint8_t published[1000];
    keelbolt_exit_transaction_fields fields = {0};
    uint64_t fee;
    fields.struct_size = sizeof fields;
    length = sizeof published;
    check(keelbolt_exit_transaction_read(&fields, &transaction, &error), &error);
    check(keelbolt_exit_transaction_bytes(published, &length, &transaction, &error), &error);
    /* A child with one input and one output of P2TR beside the anchor, at a satoshi for a virtual byte. */
    check(keelbolt_exit_child_fee(&is_found, &fee, &transaction, 610, 250, &error), &error);
    printf("package %zu: ", depth);
    print_txid(fields.txid);
    printf(", %zu bytes, the child pays %llu sat\n", length, (unsigned long long)fee);
  }

  /* Both are in blocks: the delay of 24 blocks counts from the second. */
  keelbolt_clause clause;
  size_t clause_count = 1;
  keelbolt_transaction_status statuses[2] = {{0}, {0}};
  const keelbolt_point_status unspent = {0};
  keelbolt_progress progress;
  statuses[0].kind = KEELBOLT_TRANSACTION_CONFIRMED;
  statuses[0].height = 100001;
  statuses[1].kind = KEELBOLT_TRANSACTION_CONFIRMED;
  statuses[1].height = 100002;
  check(keelbolt_exit_clauses(&clause, &clause_count, &accepted, &error), &error);
  check(keelbolt_exit_progress(&progress, &accepted, &clause, statuses, 2, &unspent, 100002, &error), &error);
  if (progress.kind == KEELBOLT_PROGRESS_DELAYED) {
    printf("to be claimed in block %lu\n", (unsigned long)progress.height);
  }

  /* Then the owner claims, to a script of the wallet's. */
  static const uint8_t destination[22] = {0, 20, 9};
  keelbolt_clause_spend spend = {0};
  keelbolt_contract_prepared prepared = {0};
  keelbolt_contract_witness witness;
  spend.struct_size = sizeof spend;
  prepared.struct_size = sizeof prepared;
  check(keelbolt_exit_claim(&spend, &accepted, &clause, NULL, destination, sizeof destination, 250, &error), &error);
  check(keelbolt_clause_spend_prepare(&prepared, &spend, &error), &error);
  check(keelbolt_clause_spend_sign(&witness, &spend, own_secret_key, auxiliary, entropy, &error), &error);
  printf("claim: %llu sat after a fee of %llu sat\n", (unsigned long long)prepared.value_sat,
         (unsigned long long)prepared.fee_sat);
  return 0;
}
