/* Random arguments to every function of extended keys, MuSig2, contracts and the keys of channels, and real ones with a
 * few bytes changed: whatever they are, a status comes back. */

#include <keelbolt.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "contract_sample.h"
#include "random.h"

enum { rounds = 400, most = 400 };

/* Counts the outcomes, so that the test can see that both kinds occur, and that all are statuses. */
static unsigned accepted;
static unsigned refused;
static keelbolt_error error;

static bool seen(const char *name, keelbolt_status status) {
  CHECK(name, status == KEELBOLT_OK || strcmp(keelbolt_status_str(status), "UnknownStatus") != 0);
  CHECK(name, status != KEELBOLT_ERROR_PANIC);
  if (status != KEELBOLT_OK && error.status == (int32_t)status) {
    char message[256];
    size_t size = sizeof message;
    CHECK(name, keelbolt_error_message(message, &size, &error) == KEELBOLT_OK && size > 0);
  }
  memset(&error, 0, sizeof error);
  error.struct_size = sizeof error;
  accepted += status == KEELBOLT_OK;
  refused += status != KEELBOLT_OK;
  return status == KEELBOLT_OK;
}
#define SEEN(call) seen(#call, (call))

/* Bytes in memory of their very size, with a few of them changed, or all. */
static void *damaged(const void *bytes, size_t length) {
  uint8_t *copy = malloc(length == 0 ? 1 : length);
  memcpy(copy, bytes, length);
  if (random_sometimes()) {
    random_fill(copy, length);
  }
  for (uint64_t changes = random_next() % 3; changes > 0 && length > 0; --changes) {
    copy[random_next() % length] = (uint8_t)random_next();
  }
  return copy;
}

static void check_extended_keys(void) {
  static const char xprv[] =
      "xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi";
  static const char path[] = "m/84'/0h/0/1/7";
  keelbolt_extended_secret_key key;
  keelbolt_extended_secret_key parsed;
  keelbolt_extended_public_key public_key;
  keelbolt_channel_secrets secrets;
  uint8_t seed[80];
  random_fill(seed, sizeof seed);
  SEEN(keelbolt_extended_secret_key_from_seed(&key, seed, random_next() % sizeof seed, (int32_t)(random_next() % 5),
                                              &error));
  if (!SEEN(keelbolt_extended_secret_key_from_seed(&key, seed, 32, 0, &error))) {
    return;
  }
  char *text = damaged(xprv, sizeof xprv - 1);
  SEEN(keelbolt_extended_secret_key_parse(&parsed, text, sizeof xprv - 1, &error));
  SEEN(keelbolt_extended_public_key_parse(&public_key, text, random_next() % sizeof xprv, &error));
  free(text);
  char *steps = damaged(path, sizeof path - 1);
  if (random_sometimes()) {
    SEEN(keelbolt_extended_secret_key_derive_path(&parsed, &key, steps, random_next() % sizeof path, seed, &error));
  }
  if (SEEN(keelbolt_extended_secret_key_public(&public_key, &key, seed, &error))) {
    SEEN(keelbolt_extended_public_key_derive_path(&public_key, &public_key, steps, random_next() % sizeof path, &error));
    SEEN(keelbolt_extended_public_key_derive(&public_key, &public_key, (uint32_t)random_next(), &error));
  }
  free(steps);
  if (random_sometimes()) {
    SEEN(keelbolt_channel_secrets_derive(&secrets, &key, (uint32_t)random_next(), seed, &error));
  }
}

static void check_channels(void) {
  const keelbolt_contract_terms points = sample_terms(KEELBOLT_CONTRACT_P2WSH, KEELBOLT_HASH_LOCK_SHA256);
  keelbolt_secret_generator generator;
  static keelbolt_secret_store store;
  uint8_t secret[32];
  uint8_t out[most];
  bool flag;
  uint64_t number;
  uint32_t word;
  uint8_t *one = damaged(points.sender, 33);
  uint8_t *other = damaged(points.receiver, 33);
  uint8_t *key = damaged(sample_receiver_key, 32);
  random_fill(secret, sizeof secret);
  SEEN(keelbolt_secret_generator_init(&generator, secret, &error));
  SEEN(keelbolt_secret_generator_secret(secret, &generator, random_next() >> (random_next() % 64), &error));
  uint8_t bytes[KEELBOLT_SECRET_STORE_LENGTH];
  random_fill(bytes, sizeof bytes);
  bytes[0] = random_sometimes() ? 2 : 1;
  bytes[1] = 0;
  bytes[2] = random_sometimes() ? 1 : 0;
  if (SEEN(keelbolt_secret_store_parse(&store, bytes, sizeof bytes - random_sometimes(), &error))) {
    SEEN(keelbolt_secret_store_next(&flag, &number, &store, &error));
    SEEN(keelbolt_secret_store_insert(&store, number, secret, &error));
    SEEN(keelbolt_secret_store_secret(&flag, secret, &store, random_next() >> (random_next() % 64), &error));
    SEEN(keelbolt_secret_store_to_bytes(bytes, &store, &error));
  }
  SEEN(keelbolt_per_commitment_point(out, key, secret, &error));
  SEEN(keelbolt_derive_pubkey(out, one, other, &error));
  SEEN(keelbolt_derive_privkey(out, key, one, other, &error));
  SEEN(keelbolt_revocation_pubkey(out, one, other, &error));
  SEEN(keelbolt_revocation_privkey(out, key, one, key, other, &error));
  SEEN(keelbolt_obscuring_factor(&number, one, other, &error));
  SEEN(keelbolt_commitment_number_hide(&word, &word, one, other, random_next() >> (random_next() % 64), &error));
  SEEN(keelbolt_commitment_number_find(&flag, &number, one, other, (uint32_t)random_next(), (uint32_t)random_next(),
                                       &error));
  keelbolt_basepoints *basepoints = damaged(out, sizeof *basepoints);
  for (size_t at = 0; at < sizeof *basepoints; at += 33) {
    memcpy((uint8_t *)basepoints + at, random_sometimes() ? one : points.sender, 33);
  }
  keelbolt_commitment_keys keys;
  keelbolt_template template = {0};
  template.struct_size = sizeof template;
  if (SEEN(keelbolt_commitment_keys_derive(&keys, other, basepoints, basepoints, &error))) {
    SEEN(keelbolt_template_received_htlc(&template, &keys, secret, (int32_t)(random_next() % 5), (uint32_t)random_next(),
                                         &error));
    SEEN(keelbolt_template_offered_htlc(&template, &keys, secret, (int32_t)(random_next() % 5), &error));
    SEEN(keelbolt_template_to_local(&template, &keys, (uint16_t)random_next(), &error));
  }
  SEEN(keelbolt_template_funding(&template, one, other, &error));
  free(basepoints);
  if (random_sometimes()) {
    random_fill((uint8_t *)&template + sizeof template.struct_size, sizeof template - sizeof template.struct_size);
  }
  template.kind = (int32_t)(random_next() % 8);
  size_t length = random_next() % sizeof out;
  if (SEEN(keelbolt_template_write(out, &length, &template, &error))) {
    uint8_t *script = damaged(out, length);
    SEEN(keelbolt_template_recognise(&template, script, length, &error));
    SEEN(keelbolt_dust_limit(&number, script, length));
    free(script);
  }
  SEEN(keelbolt_template_script_pubkey(out, &template, &error));
  keelbolt_format_costs costs = {0};
  costs.struct_size = sizeof costs;
  SEEN(keelbolt_format_cost(&costs, (int32_t)(random_next() % 5), (uint32_t)random_next(), random_next(), &error));
  SEEN(keelbolt_fee(&number, (uint32_t)random_next(), random_next()));
  free(one);
  free(other);
  free(key);
}

static void check_musig(void) {
  const keelbolt_contract_terms points = sample_terms(KEELBOLT_CONTRACT_TAPROOT, KEELBOLT_HASH_LOCK_SHA256);
  uint8_t list[3 * 33];
  memcpy(list, points.sender, 33);
  memcpy(list + 33, points.receiver, 33);
  memcpy(list + 66, points.sender, 33);
  uint8_t *some = damaged(list, sizeof list);
  const size_t count = random_next() % 4;
  keelbolt_musig_keys keys;
  keelbolt_musig_session session;
  keelbolt_musig_secret_nonce nonces[2];
  uint8_t public_nonces[2 * 66];
  uint8_t entropy[64];
  uint8_t out[99];
  random_fill(entropy, sizeof entropy);
  SEEN(keelbolt_musig_sort_keys(out, some, count, &error));
  SEEN(keelbolt_musig_keys_init(&keys, some, count, &error));
  free(some);
  if (!SEEN(keelbolt_musig_keys_init(&keys, list, 2, &error))) {
    return;
  }
  SEEN(keelbolt_musig_keys_tweak(&keys, entropy, random_sometimes(), &error));
  SEEN(keelbolt_musig_keys_tap_tweak(&keys, random_sometimes() ? NULL : entropy, &error));
  SEEN(keelbolt_musig_nonce(&nonces[0], public_nonces, entropy, sample_sender_key, random_sometimes() ? NULL : &keys,
                            NULL, entropy, entropy, &error));
  SEEN(keelbolt_musig_nonce(&nonces[1], public_nonces + 66, entropy + 32, sample_receiver_key, &keys, entropy, NULL,
                            entropy, &error));
  uint8_t *sent = damaged(public_nonces, sizeof public_nonces);
  uint8_t sum[66];
  if (SEEN(keelbolt_musig_aggregate_nonce(sum, sent, 2, &error)) &&
      SEEN(keelbolt_musig_session_init(&session, &keys, sum, entropy, &error))) {
    uint8_t partials[2][32];
    SEEN(keelbolt_musig_sign(partials[0], &nonces[0], &session, sample_sender_key, entropy, &error));
    SEEN(keelbolt_musig_sign(partials[1], &nonces[random_next() % 2], &session, sample_receiver_key, entropy, &error));
    uint8_t *received = damaged(partials, sizeof partials);
    size_t signer;
    SEEN(keelbolt_musig_signer(&signer, &session, random_sometimes() ? entropy : points.sender, &error));
    SEEN(keelbolt_musig_verify(&session, random_next() % 3, sent, received, &error));
    SEEN(keelbolt_musig_verify_all(&session, sent, 2, received, 1 + random_next() % 2, &error));
    SEEN(keelbolt_musig_aggregate(out, &session, received, 1 + random_next() % 2, &error));
    free(received);
  }
  free(sent);
  keelbolt_musig_secret_nonce_wipe(&nonces[0]);
  keelbolt_musig_secret_nonce_wipe(&nonces[1]);
}

static void check_contracts(void) {
  keelbolt_contract_terms terms = sample_terms(1 + (int32_t)(random_next() % 2), 1 + (int32_t)(random_next() % 2));
  keelbolt_contract_spend spend = sample_spend((int32_t)(random_next() % 5));
  uint8_t *destination = damaged(sample_destination, sizeof sample_destination);
  uint8_t *preimage = damaged(sample_preimage, 32);
  if (random_sometimes()) {
    terms.lock_time_kind = (int32_t)(random_next() % 4);
    terms.lock_time = random_next() >> (random_next() % 64);
    terms.receiver[random_next() % 33] ^= 1;
  }
  if (random_sometimes()) {
    spend.value_sat = random_next() >> (random_next() % 64);
    spend.feerate_per_kw = (uint32_t)random_next();
  }
  spend.destination = destination;
  spend.destination_length = random_next() % (sizeof sample_destination + 1);
  spend.preimage = random_sometimes() ? preimage : sample_preimage;
  uint8_t out[most];
  size_t length = sizeof out;
  SEEN(keelbolt_contract_check(&terms, &error));
  keelbolt_contract_terms found = {0};
  found.struct_size = sizeof found;
  if (SEEN(keelbolt_contract_script_bytes(out, &length, &terms, (int32_t)(random_next() % 5), &error))) {
    uint8_t *script = damaged(out, length);
    const keelbolt_bytes leaf = {script, length};
    SEEN(keelbolt_contract_recognise_p2wsh(&found, script, length, &error));
    SEEN(keelbolt_contract_recognise_taproot(&found, leaf, leaf, terms.receiver, terms.sender, &error));
    free(script);
  }
  keelbolt_musig_keys keys;
  length = random_next() % 100;
  SEEN(keelbolt_contract_script_pubkey(out, &terms, &error));
  SEEN(keelbolt_contract_address((char *)out, &length, &terms, (int32_t)(random_next() % 6), &error));
  SEEN(keelbolt_contract_tree(out, out + 32, &terms, &error));
  SEEN(keelbolt_contract_musig_keys(&keys, &terms, &error));
  keelbolt_contract_prepared prepared = {0};
  prepared.struct_size = sizeof prepared;
  keelbolt_contract_witness witness;
  SEEN(keelbolt_contract_spend_prepare(&prepared, &terms, &spend, &error));
  const uint8_t *key = random_sometimes() ? preimage : random_sometimes() ? sample_sender_key : sample_receiver_key;
  if (SEEN(keelbolt_contract_spend_sign(&witness, &terms, &spend, key, sample_entropy, sample_entropy, &error))) {
    uint8_t *signature = damaged(witness.signature, sizeof witness.signature);
    length = sizeof out;
    SEEN(keelbolt_contract_spend_finish(&witness, &terms, &spend, signature, &error));
    SEEN(keelbolt_contract_spend_transaction(out, &length, &terms, &spend, signature, &error));
    free(signature);
    bool is_found;
    keelbolt_bytes elements[2] = {{witness.bytes, sizeof witness.bytes}, {preimage, 32}};
    SEEN(keelbolt_contract_preimage(&is_found, out, &terms, elements, 2, &error));
  }
  free(destination);
  free(preimage);
}

int main(void) {
  error.struct_size = sizeof error;
  for (int round = 0; round < rounds; ++round) {
    check_extended_keys();
    check_channels();
    check_musig();
    check_contracts();
  }
  CHECK("both kinds", accepted > 1000 && refused > 1000);
  return check_result();
}
