/* What must not be given to the functions of extended keys, MuSig2, contracts and the keys of channels: NULL, handles
 * that were never filled, and each thing that they refuse, with what the error says. */

#include <keelbolt.h>
#include <string.h>

#include "check.h"
#include "contract_sample.h"
#include "refusal.h"

static const uint8_t zeros[33];
static const uint8_t *const entropy = sample_entropy;

/* --- Extended keys --- */

static void check_extended_keys(void) {
  static const char xprv[] =
      "xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi";
  keelbolt_extended_secret_key key;
  keelbolt_extended_secret_key child;
  keelbolt_extended_public_key public_key;
  REFUSES(KEELBOLT_ERROR_SEED_LENGTH, caller, "seed: expected 16 to 64 bytes, found 15",
          keelbolt_extended_secret_key_from_seed(&key, zeros, 15, KEELBOLT_NETWORK_BITCOIN, &error));
  CHECK("seed", error.found == 15);
  REFUSES(KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE, caller, "the enumeration has no value 9",
          keelbolt_extended_secret_key_from_seed(&key, zeros, 16, 9, &error));
  REFUSES(KEELBOLT_ERROR_NOT_BASE58, peer, "extended key is not in Base58",
          keelbolt_extended_secret_key_parse(&key, "xprv0", 5, &error));
  REFUSES(KEELBOLT_ERROR_EXTENDED_KEY_LENGTH, peer, "extended key: expected 82 bytes, found 3",
          keelbolt_extended_secret_key_parse(&key, "xprv", 4, &error));
  REFUSES(KEELBOLT_ERROR_EXTENDED_KEY_VERSION, peer, "extended key: unexpected version 0x0488ade4",
          keelbolt_extended_public_key_parse(&public_key, xprv, sizeof xprv - 1, &error));
  CHECK("version", error.found == 0x0488ade4);
  REFUSES(KEELBOLT_ERROR_NOT_TEXT, caller, "the text is not UTF-8 from its byte 1 on",
          keelbolt_extended_secret_key_parse(&key, "x\xff", 2, &error));

  CHECK("xprv", keelbolt_extended_secret_key_parse(&key, xprv, sizeof xprv - 1, NULL) == KEELBOLT_OK);
  REFUSES(KEELBOLT_ERROR_CHILD_INDEX_TOO_LARGE, caller, "child index: expected less than 2147483648, found 2147483648",
          keelbolt_extended_secret_key_derive(&child, &key, 0x80000000, true, entropy, &error));
  REFUSES(KEELBOLT_ERROR_CHILD_PATH, caller, "path: step 1 is no child",
          keelbolt_extended_secret_key_derive_path(&child, &key, "m/1/x", 5, entropy, &error));
  CHECK("path", error.step == 1);
  CHECK("public", keelbolt_extended_secret_key_public(&public_key, &key, entropy, NULL) == KEELBOLT_OK);
  REFUSES(KEELBOLT_ERROR_HARDENED_CHILD_OF_PUBLIC_KEY, caller, "hardened child 3 cannot be derived from a public key",
          keelbolt_extended_public_key_derive_path(&public_key, &public_key, "3'", 2, &error));
  CHECK("hardened", error.index == 3);
  uint8_t aggregate[33];
  CHECK("key", keelbolt_extended_public_key_key(aggregate, &public_key, NULL) == KEELBOLT_OK);
  REFUSES(KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE, caller, "the enumeration has no value 9",
          keelbolt_extended_public_key_synthetic(&public_key, aggregate, 9, &error));
  REFUSES(KEELBOLT_ERROR_KEY_NOT_A_POINT, peer, "not a compressed point of the curve",
          keelbolt_extended_public_key_synthetic(&public_key, zeros, KEELBOLT_NETWORK_BITCOIN, &error));
  keelbolt_channel_secrets secrets;
  REFUSES(KEELBOLT_ERROR_CHILD_INDEX_TOO_LARGE, caller,
          "channel secrets: child index: expected less than 2147483648, found 2147483648",
          keelbolt_channel_secrets_derive(&secrets, &key, 0x80000000, entropy, &error));
  CHECK("subject", error.subject == KEELBOLT_SUBJECT_CHANNEL_SECRETS);

  for (int depth = 0; depth < 255; ++depth) {
    CHECK("deep", keelbolt_extended_public_key_derive(&public_key, &public_key, 0, NULL) == KEELBOLT_OK);
  }
  REFUSES(KEELBOLT_ERROR_TOO_DEEP, caller, "more than 255 steps below the master key",
          keelbolt_extended_public_key_derive(&public_key, &public_key, 0, &error));

  /* A key that is out of range says so of the extended key: whoever sent it is to blame. */
  static const char zero_key[] =
      "xprv9s21ZrQH143K24Mfq5zL5MhWK9hUhhGbd45hLXo2Pq2oqzMMo63oStZzF93Y5wvzdUayhgkkFoicQZcP3y52uPPxFnfoLZB21Teqt1VvEHx";
  REFUSES(KEELBOLT_ERROR_SECRET_KEY_OUT_OF_RANGE, peer, "secret key is zero or not below the group order",
          keelbolt_extended_secret_key_parse(&key, zero_key, sizeof zero_key - 1, &error));
  CHECK("subject", error.subject == KEELBOLT_SUBJECT_EXTENDED_KEY);
}

/* --- Secrets and keys of channels --- */

static void check_secrets(void) {
  keelbolt_secret_generator generator;
  keelbolt_secret_store store;
  uint8_t secret[32];
  uint8_t other[32] = {1};
  bool flag;
  CHECK("generator", keelbolt_secret_generator_init(&generator, sample_preimage, NULL) == KEELBOLT_OK);
  CHECK("store", keelbolt_secret_store_init(&store, NULL) == KEELBOLT_OK);
  const uint64_t too_large = UINT64_C(1) << 48;
  static const char number[] = "commitment number: expected at most 281474976710655, found 281474976710656";
  REFUSES(KEELBOLT_ERROR_COMMITMENT_NUMBER_TOO_LARGE, caller, number,
          keelbolt_secret_generator_secret(secret, &generator, too_large, &error));
  CHECK("number", error.expected == too_large - 1 && error.found == too_large);
  REFUSES(KEELBOLT_ERROR_COMMITMENT_NUMBER_TOO_LARGE, caller, number,
          keelbolt_secret_store_insert(&store, too_large, other, &error));
  REFUSES(KEELBOLT_ERROR_COMMITMENT_NUMBER_TOO_LARGE, caller, number,
          keelbolt_secret_store_secret(&flag, secret, &store, too_large, &error));
  uint32_t lock_time;
  uint32_t sequence;
  keelbolt_contract_terms points = sample_terms(KEELBOLT_CONTRACT_P2WSH, KEELBOLT_HASH_LOCK_SHA256);
  REFUSES(KEELBOLT_ERROR_COMMITMENT_NUMBER_TOO_LARGE, caller, number,
          keelbolt_commitment_number_hide(&lock_time, &sequence, points.sender, points.receiver, too_large, &error));

  REFUSES(KEELBOLT_ERROR_SECRET_OUT_OF_ORDER, caller, "per-commitment secret: expected that of commitment 0, found 5",
          keelbolt_secret_store_insert(&store, 5, other, &error));
  CHECK("order", error.has_expected && error.expected == 0 && error.found == 5);
  CHECK("first", keelbolt_secret_store_insert(&store, 0, other, NULL) == KEELBOLT_OK);
  REFUSES(KEELBOLT_ERROR_SECRET_NOT_DERIVABLE, peer,
          "per-commitment secret of commitment 1: that of 0 does not follow from it",
          keelbolt_secret_store_insert(&store, 1, other, &error));
  CHECK("earlier", error.found == 1 && error.earlier == 0);

  uint8_t bytes[KEELBOLT_SECRET_STORE_LENGTH] = {0};
  REFUSES(KEELBOLT_ERROR_STORE_VERSION, caller, "saved secrets: expected version 1, found 0",
          keelbolt_secret_store_parse(&store, bytes, sizeof bytes, &error));
  REFUSES(KEELBOLT_ERROR_WRONG_LENGTH, caller, "wrong length: expected 1577, found 1576",
          keelbolt_secret_store_parse(&store, bytes, sizeof bytes - 1, &error));
  bytes[0] = 1;
  bytes[1] = 1;
  REFUSES(KEELBOLT_ERROR_STORE_COUNT, caller,
          "saved secrets: expected at most 281474976710656, found 72057594037927936",
          keelbolt_secret_store_parse(&store, bytes, sizeof bytes, &error));
  /* A store of all secrets has no next. */
  bytes[1] = 0;
  bytes[2] = 1;
  CHECK("full", keelbolt_secret_store_parse(&store, bytes, sizeof bytes, NULL) == KEELBOLT_OK);
  REFUSES(KEELBOLT_ERROR_SECRET_OUT_OF_ORDER, caller, "per-commitment secret: all have come, found 7",
          keelbolt_secret_store_insert(&store, 7, other, &error));
  CHECK("full", !error.has_expected);

  uint8_t point[33];
  REFUSES(KEELBOLT_ERROR_KEY_NOT_A_POINT, peer, "not a compressed point of the curve",
          keelbolt_derive_pubkey(point, zeros, zeros, &error));
  REFUSES(KEELBOLT_ERROR_SECRET_KEY_OUT_OF_RANGE, caller, "secret key is zero or not below the group order",
          keelbolt_per_commitment_point(point, zeros, entropy, &error));
  keelbolt_basepoints basepoints;
  memset(&basepoints, 0, sizeof basepoints);
  keelbolt_commitment_keys keys;
  REFUSES(KEELBOLT_ERROR_KEY_NOT_A_POINT, peer, "not a compressed point of the curve",
          keelbolt_commitment_keys_derive(&keys, points.sender, &basepoints, &basepoints, &error));
}

static void check_templates(void) {
  keelbolt_template template = {0};
  template.struct_size = sizeof template;
  uint8_t script[200];
  size_t length = sizeof script;
  REFUSES(KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE, caller, "the enumeration has no value 0",
          keelbolt_template_write(script, &length, &template, &error));
  template.kind = KEELBOLT_TEMPLATE_TO_REMOTE;
  REFUSES(KEELBOLT_ERROR_KEY_NOT_A_POINT, peer, "not a compressed point of the curve",
          keelbolt_template_write(script, &length, &template, &error));
  keelbolt_format_costs costs = {0};
  costs.struct_size = sizeof costs;
  REFUSES(KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE, caller, "the enumeration has no value 4",
          keelbolt_format_cost(&costs, 4, 253, 0, &error));
  costs.struct_size = 8;
  CHECK("struct_size", keelbolt_format_cost(&costs, 1, 253, 0, NULL) == KEELBOLT_ERROR_STRUCT_SIZE);
  template.struct_size -= 1;
  CHECK("struct_size", keelbolt_template_write(script, &length, &template, NULL) == KEELBOLT_ERROR_STRUCT_SIZE);
  CHECK("struct_size", keelbolt_template_recognise(&template, script, 0, NULL) == KEELBOLT_ERROR_STRUCT_SIZE);
}

/* --- MuSig2 --- */

static void check_musig(void) {
  static uint8_t many[65 * 33];
  keelbolt_contract_terms terms = sample_terms(KEELBOLT_CONTRACT_TAPROOT, KEELBOLT_HASH_LOCK_SHA256);
  for (size_t index = 0; index < 65; ++index) {
    memcpy(many + 33 * index, terms.sender, 33);
  }
  memcpy(many + 33, terms.receiver, 33);
  uint8_t stranger[33];
  static const uint8_t stranger_key[32] = {77};
  CHECK("stranger", keelbolt_public_key(stranger, stranger_key, entropy, NULL) == KEELBOLT_OK);
  keelbolt_musig_keys keys;
  keelbolt_musig_keys copy;
  REFUSES(KEELBOLT_ERROR_NO_SIGNERS, caller, "no signers", keelbolt_musig_keys_init(&keys, NULL, 0, &error));
  static const char too_many[] = "too many signers without an allocator: expected at most 64, found 65";
  REFUSES(KEELBOLT_ERROR_TOO_MANY_SIGNERS, capacity, too_many, keelbolt_musig_keys_init(&keys, many, 65, &error));
  REFUSES(KEELBOLT_ERROR_TOO_MANY_SIGNERS, capacity, too_many, keelbolt_musig_sort_keys(many, many, 65, &error));
  CHECK("64 signers", keelbolt_musig_keys_init(&keys, many, 64, NULL) == KEELBOLT_OK);
  CHECK("keys", keelbolt_musig_keys_init(&keys, many, 2, NULL) == KEELBOLT_OK);
  static const uint8_t ones[32] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                   0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                   0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
  REFUSES(KEELBOLT_ERROR_TWEAK_OUT_OF_RANGE, caller,
          "tweak is not below the group order, or makes the aggregate key infinity",
          keelbolt_musig_keys_tweak(&keys, ones, false, &error));
  CHECK("subject", error.subject == KEELBOLT_SUBJECT_MUSIG);
  /* A copy is refused: it would borrow the keys of the first. */
  uint8_t point[33];
  memcpy(&copy, &keys, sizeof copy);
  REFUSES(KEELBOLT_ERROR_INVALID_HANDLE, caller, "the handle was never filled or is damaged",
          keelbolt_musig_keys_public_key(point, &copy, &error));

  keelbolt_musig_secret_nonce nonce;
  keelbolt_musig_secret_nonce saved;
  uint8_t public_nonces[2][66];
  uint8_t sum[66];
  const uint8_t *message = sample_preimage;
  static const uint8_t drawn[3][32] = {{1}, {2}, {3}};
  REFUSES(KEELBOLT_ERROR_NONCE_OUT_OF_RANGE, caller, "nonce or its entropy is zero or not below the group order",
          keelbolt_musig_nonce(&nonce, public_nonces[0], zeros, sample_sender_key, &keys, NULL, NULL, entropy, &error));
  memset(public_nonces, 9, sizeof public_nonces);
  REFUSES(KEELBOLT_ERROR_NOT_A_NONCE, peer, "public nonce is not two compressed points of the curve",
          keelbolt_musig_aggregate_nonce(sum, public_nonces[0], 2, &error));
  REFUSES(KEELBOLT_ERROR_NO_SIGNERS, caller, "no signers", keelbolt_musig_aggregate_nonce(sum, NULL, 0, &error));

  CHECK("nonce", keelbolt_musig_nonce(&saved, public_nonces[1], drawn[1], sample_receiver_key, &keys, message, drawn[2],
                                      entropy, NULL) == KEELBOLT_OK);
  CHECK("nonce", keelbolt_musig_nonce(&nonce, public_nonces[0], drawn[0], sample_sender_key, NULL, NULL, NULL, entropy,
                                      NULL) == KEELBOLT_OK);
  CHECK("sum", keelbolt_musig_aggregate_nonce(sum, public_nonces[0], 2, NULL) == KEELBOLT_OK);
  keelbolt_musig_session session;
  CHECK("session", keelbolt_musig_session_init(&session, &keys, sum, message, NULL) == KEELBOLT_OK);
  uint8_t partials[2][32];
  uint8_t twice[32];
  size_t signer;
  REFUSES(KEELBOLT_ERROR_NOT_A_SIGNER, caller, "key is none of those aggregated",
          keelbolt_musig_signer(&signer, &session, stranger, &error));
  /* A copy of a nonce does not sign, and neither does one that has signed. */
  keelbolt_musig_secret_nonce copied;
  memcpy(&copied, &nonce, sizeof copied);
  static const char used[] = "the secret nonce has signed already, or was never made";
  REFUSES(KEELBOLT_ERROR_NONCE_USED, caller, used,
          keelbolt_musig_sign(twice, &copied, &session, sample_sender_key, entropy, &error));
  CHECK("signs", keelbolt_musig_sign(partials[0], &nonce, &session, sample_sender_key, entropy, NULL) == KEELBOLT_OK);
  REFUSES(KEELBOLT_ERROR_NONCE_USED, caller, used,
          keelbolt_musig_sign(twice, &nonce, &session, sample_sender_key, entropy, &error));
  static const keelbolt_musig_secret_nonce empty;
  CHECK("wiped", memcmp(&nonce, &empty, sizeof nonce) == 0);
  /* The nonce of the receiver does not sign for the sender, and is gone then, too. */
  REFUSES(KEELBOLT_ERROR_NONCE_OF_ANOTHER_KEY, caller, "secret nonce was made for another key",
          keelbolt_musig_sign(partials[1], &saved, &session, sample_sender_key, entropy, &error));
  REFUSES(KEELBOLT_ERROR_NONCE_USED, caller, used,
          keelbolt_musig_sign(partials[1], &saved, &session, sample_receiver_key, entropy, &error));

  const uint8_t *partial = partials[0];
  REFUSES(KEELBOLT_ERROR_NO_SUCH_SIGNER, caller, "signer: expected a number below 2, found 2",
          keelbolt_musig_verify(&session, 2, public_nonces[0], partial, &error));
  REFUSES(KEELBOLT_ERROR_PARTIAL_SIGNATURE_MISMATCH, peer, "partial signature of signer 1 does not hold",
          keelbolt_musig_verify(&session, 1, public_nonces[1], partial, &error));
  CHECK("signer", error.signer == 1);
  REFUSES(KEELBOLT_ERROR_PARTIAL_SIGNATURE_OUT_OF_RANGE, peer, "partial signature is not below the group order",
          keelbolt_musig_verify(&session, 0, public_nonces[0], ones, &error));
  REFUSES(KEELBOLT_ERROR_CONTRIBUTIONS, caller, "expected one contribution of each of 2 signers, found 1",
          keelbolt_musig_verify_all(&session, public_nonces[0], 2, partial, 1, &error));
  uint8_t signature[64];
  REFUSES(KEELBOLT_ERROR_CONTRIBUTIONS, caller, "expected one contribution of each of 2 signers, found 1",
          keelbolt_musig_aggregate(signature, &session, partial, 1, &error));
  memcpy(partials[1], partials[0], 32);
  REFUSES(KEELBOLT_ERROR_SIGNATURE_MISMATCH, peer, "a partial signature is wrong: the sum does not hold",
          keelbolt_musig_aggregate(signature, &session, partial, 2, &error));
  REFUSES(KEELBOLT_ERROR_PARTIAL_SIGNATURE_MISMATCH, peer, "partial signature of signer 1 does not hold",
          keelbolt_musig_verify_all(&session, public_nonces[0], 2, partial, 2, &error));
}

/* --- Contracts --- */

static void check_terms(void) {
  const keelbolt_contract_terms good = sample_terms(KEELBOLT_CONTRACT_P2WSH, KEELBOLT_HASH_LOCK_SHA256);
  keelbolt_contract_terms terms = good;
  memcpy(terms.sender, good.receiver, 33);
  terms.sender[0] ^= 1;
  REFUSES(KEELBOLT_ERROR_SAME_KEY, caller, "receiver and sender have the same key",
          keelbolt_contract_check(&terms, &error));
  terms = good;
  terms.lock_time = 500000000;
  REFUSES(KEELBOLT_ERROR_LOCK_TIME_HEIGHT, caller, "lock time: expected a height of 1 to 499999999, found 500000000",
          keelbolt_contract_check(&terms, &error));
  terms.lock_time = UINT64_MAX;
  CHECK("height", keelbolt_contract_check(&terms, NULL) == KEELBOLT_ERROR_LOCK_TIME_HEIGHT);
  terms.lock_time_kind = KEELBOLT_LOCK_TIME_SECONDS;
  terms.lock_time = 499999999;
  REFUSES(KEELBOLT_ERROR_LOCK_TIME_TIME, caller,
          "lock time: expected a time of 500000000 to 4294967295, found 499999999",
          keelbolt_contract_check(&terms, &error));
  int32_t *const numbers[] = {&terms.form, &terms.hash_lock, &terms.lock_time_kind};
  for (size_t index = 0; index < 3; ++index) {
    terms = good;
    *numbers[index] = 3;
    REFUSES(KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE, caller, "the enumeration has no value 3",
            keelbolt_contract_check(&terms, &error));
  }
  terms = good;
  memset(terms.receiver, 0, 33);
  CHECK("receiver", keelbolt_contract_check(&terms, NULL) == KEELBOLT_ERROR_KEY_NOT_A_POINT);
  terms = good;
  terms.struct_size = 16;
  CHECK("struct_size", keelbolt_contract_check(&terms, NULL) == KEELBOLT_ERROR_STRUCT_SIZE);

  uint8_t bytes[64];
  size_t length = sizeof bytes;
  /* What the form has not got. */
  REFUSES(KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE, caller, "the enumeration has no value 2",
          keelbolt_contract_script_bytes(bytes, &length, &good, KEELBOLT_CONTRACT_CLAIM_LEAF, &error));
  REFUSES(KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE, caller, "the enumeration has no value 1",
          keelbolt_contract_tree(bytes, bytes + 32, &good, &error));
  keelbolt_musig_keys keys;
  CHECK("keys", keelbolt_contract_musig_keys(&keys, &good, NULL) == KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE);
}

static void check_spends(void) {
  const keelbolt_contract_terms terms = sample_terms(KEELBOLT_CONTRACT_P2WSH, KEELBOLT_HASH_LOCK_HASH160);
  const keelbolt_contract_terms taproot = sample_terms(KEELBOLT_CONTRACT_TAPROOT, KEELBOLT_HASH_LOCK_SHA256);
  keelbolt_contract_prepared prepared = {0};
  prepared.struct_size = sizeof prepared;
  keelbolt_contract_witness witness;
  keelbolt_contract_spend spend = sample_spend(KEELBOLT_CONTRACT_CLAIM);
  spend.preimage = zeros;
  REFUSES(KEELBOLT_ERROR_WRONG_PREIMAGE, caller, "preimage is of another hash",
          keelbolt_contract_spend_prepare(&prepared, &terms, &spend, &error));
  spend = sample_spend(KEELBOLT_CONTRACT_REFUND);
  spend.value_sat = 0;
  REFUSES(KEELBOLT_ERROR_FUNDING_VALUE, caller, "output: expected 1 to 2100000000000000 sat, found 0 sat",
          keelbolt_contract_spend_prepare(&prepared, &terms, &spend, &error));
  spend.value_sat = 100;
  REFUSES(KEELBOLT_ERROR_FEE_ABOVE_VALUE, caller, "fee of 511 sat is more than the output's 100 sat",
          keelbolt_contract_spend_prepare(&prepared, &terms, &spend, &error));
  CHECK("fee", error.fee == 511 && error.value == 100);
  spend.value_sat = 600;
  REFUSES(KEELBOLT_ERROR_BELOW_DUST_LIMIT, caller, "after the fee: expected at least 294 sat, found 89 sat",
          keelbolt_contract_spend_prepare(&prepared, &terms, &spend, &error));
  spend = sample_spend(KEELBOLT_CONTRACT_COOPERATE);
  REFUSES(KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE, caller, "the enumeration has no value 3",
          keelbolt_contract_spend_prepare(&prepared, &terms, &spend, &error));
  REFUSES(KEELBOLT_ERROR_WRONG_KEY, caller, "key does not sign on this path",
          keelbolt_contract_spend_sign(&witness, &taproot, &spend, sample_sender_key, entropy, entropy, &error));
  spend = sample_spend(KEELBOLT_CONTRACT_CLAIM);
  REFUSES(KEELBOLT_ERROR_WRONG_KEY, caller, "key does not sign on this path",
          keelbolt_contract_spend_sign(&witness, &terms, &spend, sample_sender_key, NULL, entropy, &error));
  REFUSES(KEELBOLT_ERROR_NULL_POINTER, caller, "a pointer is NULL that must not be",
          keelbolt_contract_spend_sign(&witness, &taproot, &spend, sample_receiver_key, NULL, entropy, &error));
  uint8_t signature[64] = {0};
  signature[31] = signature[63] = 1;
  REFUSES(KEELBOLT_ERROR_SIGNATURE_MISMATCH, caller, "signature is not of this key",
          keelbolt_contract_spend_finish(&witness, &terms, &spend, signature, &error));
  CHECK("subject", error.subject == KEELBOLT_SUBJECT_HTLC);
  CHECK("BIP 340", keelbolt_contract_spend_finish(&witness, &taproot, &spend, signature, NULL) ==
                       KEELBOLT_ERROR_SIGNATURE_MISMATCH);
  memset(signature, 0xff, sizeof signature);
  REFUSES(KEELBOLT_ERROR_SIGNATURE_OUT_OF_RANGE, peer, "signature value is not below the group order",
          keelbolt_contract_spend_finish(&witness, &terms, &spend, signature, &error));
  memset(signature, 0x7f, sizeof signature);
  signature[32] = 0xf0;
  REFUSES(KEELBOLT_ERROR_SIGNATURE_HIGH_S, peer, "signature breaks the low-S rule",
          keelbolt_contract_spend_finish(&witness, &terms, &spend, signature, &error));
  spend.destination = NULL;
  CHECK("destination", keelbolt_contract_spend_prepare(&prepared, &terms, &spend, NULL) == KEELBOLT_ERROR_NULL_POINTER);
  spend = sample_spend(KEELBOLT_CONTRACT_CLAIM);
  spend.destination_length = 0;
  REFUSES(KEELBOLT_ERROR_WRONG_LENGTH, caller, "wrong length: expected 1, found 0",
          keelbolt_contract_spend_prepare(&prepared, &terms, &spend, &error));
  spend = sample_spend(KEELBOLT_CONTRACT_CLAIM);
  spend.preimage = NULL;
  CHECK("preimage", keelbolt_contract_spend_prepare(&prepared, &terms, &spend, NULL) == KEELBOLT_ERROR_NULL_POINTER);
}

/* --- Handles that were never filled, and NULL --- */

#define INVALID(call) CHECK(#call, (call) == KEELBOLT_ERROR_INVALID_HANDLE)

static void check_handles(int filling) {
  keelbolt_extended_secret_key secret_key;
  keelbolt_extended_public_key public_key;
  keelbolt_secret_generator generator;
  keelbolt_secret_store store;
  keelbolt_musig_keys keys;
  keelbolt_musig_session session;
  keelbolt_musig_secret_nonce nonce;
  keelbolt_key_place place;
  memset(&secret_key, filling, sizeof secret_key);
  memset(&public_key, filling, sizeof public_key);
  memset(&generator, filling, sizeof generator);
  memset(&store, filling, sizeof store);
  memset(&keys, filling, sizeof keys);
  memset(&session, filling, sizeof session);
  memset(&nonce, filling, sizeof nonce);
  uint8_t out[KEELBOLT_SECRET_STORE_LENGTH];
  char text[128];
  size_t size = sizeof text;
  bool flag;
  uint64_t number;
  size_t signer;
  keelbolt_channel_secrets secrets;
  const uint8_t *bytes = sample_preimage;
  keelbolt_contract_terms terms = sample_terms(KEELBOLT_CONTRACT_TAPROOT, KEELBOLT_HASH_LOCK_SHA256);
  INVALID(keelbolt_extended_secret_key_text(text, &size, &secret_key, NULL));
  INVALID(keelbolt_extended_secret_key_derive(&secret_key, &secret_key, 0, false, entropy, NULL));
  INVALID(keelbolt_extended_secret_key_derive_path(&secret_key, &secret_key, "m", 1, entropy, NULL));
  INVALID(keelbolt_extended_secret_key_public(&public_key, &secret_key, entropy, NULL));
  INVALID(keelbolt_extended_secret_key_secret(out, &secret_key, NULL));
  INVALID(keelbolt_extended_secret_key_place(&place, &secret_key, NULL));
  INVALID(keelbolt_extended_public_key_text(text, &size, &public_key, NULL));
  INVALID(keelbolt_extended_public_key_derive(&public_key, &public_key, 0, NULL));
  INVALID(keelbolt_extended_public_key_derive_path(&public_key, &public_key, "m", 1, NULL));
  INVALID(keelbolt_extended_public_key_key(out, &public_key, NULL));
  INVALID(keelbolt_extended_public_key_fingerprint(out, &public_key, NULL));
  INVALID(keelbolt_extended_public_key_place(&place, &public_key, NULL));
  INVALID(keelbolt_channel_secrets_derive(&secrets, &secret_key, 0, entropy, NULL));
  INVALID(keelbolt_secret_generator_secret(out, &generator, 0, NULL));
  INVALID(keelbolt_secret_store_insert(&store, 0, bytes, NULL));
  INVALID(keelbolt_secret_store_secret(&flag, out, &store, 0, NULL));
  INVALID(keelbolt_secret_store_next(&flag, &number, &store, NULL));
  INVALID(keelbolt_secret_store_to_bytes(out, &store, NULL));
  INVALID(keelbolt_musig_keys_tweak(&keys, bytes, true, NULL));
  INVALID(keelbolt_musig_keys_tap_tweak(&keys, NULL, NULL));
  INVALID(keelbolt_musig_keys_public_key(out, &keys, NULL));
  INVALID(keelbolt_musig_nonce(&nonce, out, bytes, bytes, &keys, NULL, NULL, entropy, NULL));
  INVALID(keelbolt_musig_session_init(&session, &keys, out, bytes, NULL));
  INVALID(keelbolt_musig_signer(&signer, &session, terms.sender, NULL));
  CHECK("nonce", keelbolt_musig_sign(out, &nonce, &session, bytes, entropy, NULL) == KEELBOLT_ERROR_NONCE_USED);
}

#define NULLS(call) CHECK(#call, (call) == KEELBOLT_ERROR_NULL_POINTER)

static void check_nulls(void) {
  keelbolt_extended_secret_key key;
  keelbolt_secret_generator generator;
  keelbolt_secret_store store;
  keelbolt_musig_keys keys;
  keelbolt_contract_terms terms = sample_terms(KEELBOLT_CONTRACT_TAPROOT, KEELBOLT_HASH_LOCK_SHA256);
  keelbolt_contract_spend spend = sample_spend(KEELBOLT_CONTRACT_CLAIM);
  keelbolt_contract_witness witness;
  keelbolt_template template = {0};
  template.struct_size = sizeof template;
  keelbolt_basepoints basepoints;
  keelbolt_commitment_keys commitment_keys;
  keelbolt_channel_secrets secrets;
  keelbolt_bytes bytes = {sample_preimage, 32};
  keelbolt_bytes dangling = {NULL, 1};
  uint8_t out[64];
  uint32_t word;
  uint64_t number;
  bool flag;
  size_t size = sizeof out;
  NULLS(keelbolt_extended_secret_key_from_seed(NULL, out, 16, 0, NULL));
  NULLS(keelbolt_extended_secret_key_from_seed(&key, NULL, 16, 0, NULL));
  NULLS(keelbolt_extended_secret_key_parse(&key, NULL, 4, NULL));
  NULLS(keelbolt_extended_secret_key_parse(NULL, "xprv", 4, NULL));
  CHECK("seed", keelbolt_extended_secret_key_from_seed(&key, sample_preimage, 32, 0, NULL) == KEELBOLT_OK);
  NULLS(keelbolt_extended_secret_key_text(NULL, NULL, &key, NULL));
  NULLS(keelbolt_extended_secret_key_text((char *)out, &size, NULL, NULL));
  NULLS(keelbolt_extended_secret_key_derive(NULL, &key, 0, false, entropy, NULL));
  NULLS(keelbolt_extended_secret_key_derive(&key, NULL, 0, false, entropy, NULL));
  NULLS(keelbolt_extended_secret_key_derive(&key, &key, 0, false, NULL, NULL));
  NULLS(keelbolt_extended_secret_key_derive_path(&key, &key, NULL, 1, entropy, NULL));
  NULLS(keelbolt_extended_secret_key_public(NULL, &key, entropy, NULL));
  NULLS(keelbolt_extended_secret_key_secret(NULL, &key, NULL));
  NULLS(keelbolt_extended_secret_key_place(NULL, &key, NULL));
  NULLS(keelbolt_channel_secrets_derive(NULL, &key, 0, entropy, NULL));
  NULLS(keelbolt_channel_secrets_derive(&secrets, &key, 0, NULL, NULL));
  NULLS(keelbolt_channel_secrets_basepoints(&basepoints, NULL, entropy, NULL));
  CHECK("secrets", keelbolt_channel_secrets_derive(&secrets, &key, 0, entropy, NULL) == KEELBOLT_OK);
  NULLS(keelbolt_channel_secrets_basepoints(NULL, &secrets, entropy, NULL));
  CHECK("points", keelbolt_channel_secrets_basepoints(&basepoints, &secrets, entropy, NULL) == KEELBOLT_OK);
  NULLS(keelbolt_secret_generator_init(NULL, out, NULL));
  NULLS(keelbolt_secret_generator_init(&generator, NULL, NULL));
  CHECK("generator", keelbolt_secret_generator_init(&generator, out, NULL) == KEELBOLT_OK);
  NULLS(keelbolt_secret_generator_secret(NULL, &generator, 0, NULL));
  NULLS(keelbolt_secret_generator_secret(out, NULL, 0, NULL));
  NULLS(keelbolt_per_commitment_point(NULL, sample_preimage, entropy, NULL));
  NULLS(keelbolt_per_commitment_point(out, NULL, entropy, NULL));
  NULLS(keelbolt_secret_store_init(NULL, NULL));
  CHECK("store", keelbolt_secret_store_init(&store, NULL) == KEELBOLT_OK);
  NULLS(keelbolt_secret_store_insert(NULL, 0, out, NULL));
  NULLS(keelbolt_secret_store_insert(&store, 0, NULL, NULL));
  NULLS(keelbolt_secret_store_secret(NULL, out, &store, 0, NULL));
  NULLS(keelbolt_secret_store_secret(&flag, NULL, &store, 0, NULL));
  NULLS(keelbolt_secret_store_next(&flag, NULL, &store, NULL));
  NULLS(keelbolt_secret_store_to_bytes(NULL, &store, NULL));
  NULLS(keelbolt_secret_store_parse(&store, NULL, 1577, NULL));
  NULLS(keelbolt_commitment_keys_derive(NULL, terms.sender, &basepoints, &basepoints, NULL));
  NULLS(keelbolt_commitment_keys_derive(&commitment_keys, NULL, &basepoints, &basepoints, NULL));
  NULLS(keelbolt_commitment_keys_derive(&commitment_keys, terms.sender, NULL, &basepoints, NULL));
  NULLS(keelbolt_derive_pubkey(NULL, terms.sender, terms.sender, NULL));
  NULLS(keelbolt_derive_privkey(out, NULL, terms.sender, terms.sender, NULL));
  NULLS(keelbolt_revocation_pubkey(out, NULL, terms.sender, NULL));
  NULLS(keelbolt_revocation_privkey(out, sample_sender_key, terms.sender, NULL, terms.sender, NULL));
  NULLS(keelbolt_obscuring_factor(NULL, terms.sender, terms.sender, NULL));
  NULLS(keelbolt_commitment_number_hide(NULL, &word, terms.sender, terms.sender, 0, NULL));
  NULLS(keelbolt_commitment_number_find(&flag, NULL, terms.sender, terms.sender, 0, 0, NULL));
  NULLS(keelbolt_format_cost(NULL, 1, 0, 0, NULL));
  NULLS(keelbolt_fee(NULL, 0, 0));
  NULLS(keelbolt_dust_limit(NULL, out, 1));
  NULLS(keelbolt_dust_limit(&number, NULL, 1));
  NULLS(keelbolt_template_funding(&template, NULL, terms.sender, NULL));
  NULLS(keelbolt_template_to_local(&template, NULL, 1, NULL));
  NULLS(keelbolt_template_offered_htlc(&template, NULL, out, 1, NULL));
  NULLS(keelbolt_template_received_htlc(NULL, &commitment_keys, out, 1, 1, NULL));
  NULLS(keelbolt_template_write(out, NULL, &template, NULL));
  NULLS(keelbolt_template_write(out, &size, NULL, NULL));
  NULLS(keelbolt_template_script_pubkey(NULL, &template, NULL));
  NULLS(keelbolt_template_recognise(&template, NULL, 1, NULL));
  NULLS(keelbolt_musig_sort_keys(NULL, terms.sender, 1, NULL));
  NULLS(keelbolt_musig_sort_keys(out, NULL, 1, NULL));
  NULLS(keelbolt_musig_keys_init(NULL, terms.sender, 1, NULL));
  NULLS(keelbolt_musig_keys_init(&keys, NULL, 1, NULL));
  NULLS(keelbolt_musig_keys_tweak(&keys, NULL, true, NULL));
  NULLS(keelbolt_musig_keys_public_key(out, NULL, NULL));
  NULLS(keelbolt_musig_aggregate_nonce(NULL, out, 1, NULL));
  NULLS(keelbolt_musig_session_init(NULL, &keys, out, out, NULL));
  NULLS(keelbolt_musig_signer(NULL, NULL, out, NULL));
  NULLS(keelbolt_musig_sign(out, NULL, NULL, out, entropy, NULL));
  NULLS(keelbolt_musig_verify(NULL, 0, NULL, out, NULL));
  NULLS(keelbolt_musig_verify_all(NULL, NULL, 0, NULL, 0, NULL));
  NULLS(keelbolt_musig_aggregate(out, NULL, NULL, 0, NULL));
  NULLS(keelbolt_hash_lock_hash160(NULL, out));
  NULLS(keelbolt_hash_lock_hash160(out, NULL));
  NULLS(keelbolt_contract_check(NULL, NULL));
  NULLS(keelbolt_contract_script_bytes(out, NULL, &terms, 2, NULL));
  NULLS(keelbolt_contract_script_pubkey(NULL, &terms, NULL));
  NULLS(keelbolt_contract_address((char *)out, NULL, &terms, 0, NULL));
  NULLS(keelbolt_contract_tree(NULL, out, &terms, NULL));
  NULLS(keelbolt_contract_musig_keys(NULL, &terms, NULL));
  NULLS(keelbolt_contract_recognise_p2wsh(NULL, out, 1, NULL));
  NULLS(keelbolt_contract_recognise_p2wsh(&terms, NULL, 1, NULL));
  NULLS(keelbolt_contract_recognise_taproot(&terms, dangling, bytes, terms.sender, terms.receiver, NULL));
  NULLS(keelbolt_contract_recognise_taproot(&terms, bytes, bytes, NULL, terms.receiver, NULL));
  NULLS(keelbolt_contract_preimage(NULL, out, &terms, &bytes, 1, NULL));
  NULLS(keelbolt_contract_preimage(&flag, out, &terms, NULL, 1, NULL));
  NULLS(keelbolt_contract_preimage(&flag, out, &terms, &dangling, 1, NULL));
  NULLS(keelbolt_contract_spend_prepare(NULL, &terms, &spend, NULL));
  NULLS(keelbolt_contract_spend_sign(NULL, &terms, &spend, out, entropy, entropy, NULL));
  NULLS(keelbolt_contract_spend_sign(&witness, &terms, NULL, out, entropy, entropy, NULL));
  NULLS(keelbolt_contract_spend_finish(&witness, &terms, &spend, NULL, NULL));
  NULLS(keelbolt_contract_spend_transaction(out, NULL, &terms, &spend, out, NULL));
  /* Nothing to wipe. */
  keelbolt_extended_secret_key_wipe(NULL);
  keelbolt_channel_secrets_wipe(NULL);
  keelbolt_secret_generator_wipe(NULL);
  keelbolt_secret_store_wipe(NULL);
  keelbolt_musig_secret_nonce_wipe(NULL);
}

int main(void) {
  check_extended_keys();
  check_secrets();
  check_templates();
  check_musig();
  check_terms();
  check_spends();
  check_handles(0);
  check_handles(0x5a);
  check_handles(0xff);
  check_nulls();
  return check_result();
}
