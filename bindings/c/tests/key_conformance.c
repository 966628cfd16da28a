/* Every conformance case of BIP 32, BIP 327, BIP 328, and of BOLT 3 but for whole commitments, byte for byte. */

#include <keelbolt.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "onion_vectors.h"
#include "vectors.h"

enum { room = 4000, most_signers = 8 };

static const char *where; /* the name of the case */
static const uint8_t entropy[32] = {7};

/* --- Figures of a case --- */

static bool has(vector_node *node, const char *key) { return vector_member(node, key) != NULL; }

/* Bytes of one length, which must be there. */
static void get(uint8_t *out, size_t length, vector_node *node, const char *key) {
  static uint8_t found[room];
  const char *text = vector_text(node, key);
  if (!CHECK(key, text != NULL) || !CHECK(key, vector_bytes(found, text) == length)) {
    abort();
  }
  memcpy(out, found, length);
}

/* All elements of a list, one behind the other; returns how many there are. */
static size_t get_all(uint8_t *out, size_t length, vector_node *node, const char *key) {
  vector_node *list = vector_member(node, key);
  const size_t count = list == NULL ? 0 : list->member_count;
  CHECK(where, count <= most_signers);
  for (size_t index = 0; index < count; ++index) {
    CHECK(where, vector_bytes(out + length * index, list->members[index].text) == length);
  }
  return count;
}

static void same(vector_node *node, const char *key, const uint8_t *data, size_t length) {
  static uint8_t expected[room];
  const char *text = vector_text(node, key);
  if (CHECK(key, text != NULL) &&
      !CHECK(where, vector_bytes(expected, text) == length && memcmp(expected, data, length) == 0)) {
    printf("  %s\n", key);
  }
}

/* Whether a text stands in a case. */
static bool is(vector_node *node, const char *key, const char *expected) {
  const char *text = vector_text(node, key);
  return text != NULL && strcmp(text, expected) == 0;
}

/* --- BIP 32 --- */

static void derive(vector_node *node) {
  static uint8_t seed[room];
  const size_t length = vector_bytes(seed, vector_text(node, "seed"));
  const char *path = vector_text(node, "path");
  CHECK(where, vector_flag(node, "valid"));
  keelbolt_extended_secret_key key;
  keelbolt_extended_public_key public_key;
  CHECK(where, keelbolt_extended_secret_key_from_seed(&key, seed, length, KEELBOLT_NETWORK_BITCOIN, NULL) == KEELBOLT_OK);
  CHECK(where, keelbolt_extended_secret_key_derive_path(&key, &key, path, strlen(path), entropy, NULL) == KEELBOLT_OK);
  CHECK(where, keelbolt_extended_secret_key_public(&public_key, &key, entropy, NULL) == KEELBOLT_OK);
  char text[128];
  size_t size = sizeof text;
  const char *expected = vector_text(node, "extended_secret_key");
  CHECK(where, keelbolt_extended_secret_key_text(text, &size, &key, NULL) == KEELBOLT_OK);
  CHECK(where, size == strlen(expected) && memcmp(text, expected, size) == 0);
  keelbolt_extended_secret_key parsed;
  keelbolt_key_place place;
  keelbolt_key_place again;
  CHECK(where, keelbolt_extended_secret_key_parse(&parsed, text, size, NULL) == KEELBOLT_OK);
  CHECK(where, keelbolt_extended_secret_key_place(&place, &key, NULL) == KEELBOLT_OK);
  CHECK(where, keelbolt_extended_secret_key_place(&again, &parsed, NULL) == KEELBOLT_OK);
  CHECK(where, place.depth == again.depth && place.child_number == again.child_number &&
                   memcmp(place.parent_fingerprint, again.parent_fingerprint, 4) == 0);
  size = sizeof text;
  expected = vector_text(node, "extended_public_key");
  CHECK(where, keelbolt_extended_public_key_text(text, &size, &public_key, NULL) == KEELBOLT_OK);
  CHECK(where, size == strlen(expected) && memcmp(text, expected, size) == 0);
  CHECK(where, keelbolt_extended_public_key_parse(&public_key, text, size, NULL) == KEELBOLT_OK);
  uint8_t secret[32];
  uint8_t point[33];
  uint8_t shown[33];
  CHECK(where, keelbolt_extended_secret_key_secret(secret, &key, NULL) == KEELBOLT_OK);
  CHECK(where, keelbolt_public_key(point, secret, entropy, NULL) == KEELBOLT_OK);
  CHECK(where, keelbolt_extended_public_key_key(shown, &public_key, NULL) == KEELBOLT_OK);
  CHECK(where, memcmp(point, shown, 33) == 0);
  keelbolt_extended_secret_key_wipe(&key);
  CHECK(where, keelbolt_extended_secret_key_secret(secret, &key, NULL) == KEELBOLT_ERROR_INVALID_HANDLE);
}

/* What the labels of the files mean; by how they begin, and the kind of the text. */
static keelbolt_status refusal(const char *label, bool is_secret) {
  static const struct {
    const char *label;
    keelbolt_status of_public;
    keelbolt_status of_secret;
  } rows[] = {
      {"pubkey_version_prvkey", KEELBOLT_ERROR_KEY_NOT_A_POINT, KEELBOLT_OK},
      {"prvkey_version_pubkey", KEELBOLT_OK, KEELBOLT_ERROR_SECRET_KEY_PREFIX},
      {"invalid_pubkey_", KEELBOLT_ERROR_KEY_NOT_A_POINT, KEELBOLT_OK},
      {"invalid_prvkey_", KEELBOLT_OK, KEELBOLT_ERROR_SECRET_KEY_PREFIX},
      {"zero_depth_with_non_zero_parent", KEELBOLT_ERROR_MASTER_KEY_WITH_PARENT, KEELBOLT_ERROR_MASTER_KEY_WITH_PARENT},
      {"zero_depth_with_non_zero_index", KEELBOLT_ERROR_MASTER_KEY_WITH_CHILD_NUMBER,
       KEELBOLT_ERROR_MASTER_KEY_WITH_CHILD_NUMBER},
      {"unknown_extended_key", KEELBOLT_ERROR_EXTENDED_KEY_VERSION, KEELBOLT_ERROR_EXTENDED_KEY_VERSION},
      {"private_key_", KEELBOLT_OK, KEELBOLT_ERROR_SECRET_KEY_OUT_OF_RANGE},
      {"invalid_checksum", KEELBOLT_ERROR_EXTENDED_KEY_CHECKSUM, KEELBOLT_ERROR_EXTENDED_KEY_CHECKSUM},
  };
  for (size_t index = 0; index < sizeof rows / sizeof rows[0]; ++index) {
    if (strncmp(label, rows[index].label, strlen(rows[index].label)) == 0) {
      return is_secret ? rows[index].of_secret : rows[index].of_public;
    }
  }
  CHECK(label, false);
  return KEELBOLT_OK;
}

static void parse(vector_node *node) {
  const char *text = vector_text(node, "text");
  const char *label = vector_text(node, "error");
  const bool is_secret = strncmp(text, "xprv", 4) == 0;
  CHECK(where, !vector_flag(node, "valid"));
  keelbolt_extended_secret_key secret;
  keelbolt_extended_public_key public_key;
  const keelbolt_status status =
      is_secret ? keelbolt_extended_secret_key_parse(&secret, text, strlen(text), NULL)
                : keelbolt_extended_public_key_parse(&public_key, text, strlen(text), NULL);
  if (!CHECK(where, status != KEELBOLT_OK && status == refusal(label, is_secret))) {
    printf("  %s: %s\n", label, keelbolt_status_str(status));
  }
}

static void bip32(vector_node *node) {
  if (is(node, "kind", "derive")) {
    derive(node);
  } else {
    CHECK(where, is(node, "kind", "parse"));
    parse(node);
  }
}

/* --- BIP 327 --- */

static keelbolt_status add_tweaks(keelbolt_musig_keys *keys, vector_node *node) {
  uint8_t tweaks[32 * most_signers];
  const size_t count = get_all(tweaks, 32, node, "tweaks");
  vector_node *x_only = vector_member(node, "is_xonly");
  keelbolt_status status = KEELBOLT_OK;
  for (size_t index = 0; index < count && status == KEELBOLT_OK; ++index) {
    const bool is_x_only = strcmp(x_only->members[index].text, "true") == 0;
    status = keelbolt_musig_keys_tweak(keys, tweaks + 32 * index, is_x_only, NULL);
  }
  return status;
}

static keelbolt_status aggregate_keys(keelbolt_musig_keys *keys, vector_node *node) {
  uint8_t points[33 * most_signers];
  const size_t count = get_all(points, 33, node, "pubkeys");
  vector_member(node, "tweaks"); /* none of them counts where the keys are wrong */
  vector_member(node, "is_xonly");
  const keelbolt_status status = keelbolt_musig_keys_init(keys, points, count, NULL);
  return status == KEELBOLT_OK ? add_tweaks(keys, node) : status;
}

/* What is expected of a case whose keys cannot be aggregated. */
static keelbolt_status expected_of_keys(vector_node *node) {
  const char *label = vector_text(node, "error");
  if (label == NULL) {
    return KEELBOLT_OK;
  }
  vector_member(node, "error_signer"); /* C says which of all contributions together is wrong, by its status */
  if (is(node, "error_contribution", "pubkey")) {
    return KEELBOLT_ERROR_KEY_NOT_A_POINT;
  }
  return strncmp(label, "tweak_", 6) == 0 ? KEELBOLT_ERROR_TWEAK_OUT_OF_RANGE : KEELBOLT_OK;
}

static void key_aggregation(vector_node *node) {
  keelbolt_musig_keys keys;
  const keelbolt_status status = aggregate_keys(&keys, node);
  CHECK(where, status == expected_of_keys(node));
  CHECK(where, vector_flag(node, "valid") == (status == KEELBOLT_OK));
  if (status == KEELBOLT_OK) {
    uint8_t point[33];
    CHECK(where, keelbolt_musig_keys_public_key(point, &keys, NULL) == KEELBOLT_OK);
    same(node, "aggregate_xonly", point + 1, 32);
  }
}

static void key_sort(vector_node *node) {
  uint8_t points[33 * most_signers];
  uint8_t sorted[33 * most_signers];
  const size_t count = get_all(points, 33, node, "pubkeys");
  CHECK(where, keelbolt_musig_sort_keys(points, points, count, NULL) == KEELBOLT_OK);
  CHECK(where, get_all(sorted, 33, node, "sorted_pubkeys") == count && memcmp(points, sorted, 33 * count) == 0);
}

static void nonce_aggregation(vector_node *node) {
  uint8_t nonces[66 * most_signers];
  uint8_t sum[66];
  const size_t count = get_all(nonces, 66, node, "public_nonces");
  const keelbolt_status status = keelbolt_musig_aggregate_nonce(sum, nonces, count, NULL);
  if (vector_flag(node, "valid")) {
    CHECK(where, status == KEELBOLT_OK);
    same(node, "aggregate_nonce", sum, sizeof sum);
  } else {
    CHECK(where, has(node, "error") && has(node, "error_signer") && is(node, "error_contribution", "pubnonce"));
    CHECK(where, status == KEELBOLT_ERROR_NOT_A_NONCE);
  }
}

/* The session of a case: with the nonce that it gives, or that of all signers. */
static keelbolt_status session_of(keelbolt_musig_session *session, keelbolt_musig_keys *keys, vector_node *node) {
  uint8_t nonces[66 * most_signers];
  uint8_t sum[66];
  uint8_t message[32];
  get(message, sizeof message, node, "message");
  const size_t count = get_all(nonces, 66, node, "public_nonces");
  keelbolt_status status = KEELBOLT_OK;
  if (count > 0) {
    status = keelbolt_musig_aggregate_nonce(sum, nonces, count, NULL);
    if (status == KEELBOLT_OK && has(node, "aggregate_nonce")) {
      same(node, "aggregate_nonce", sum, sizeof sum);
    }
  } else {
    get(sum, sizeof sum, node, "aggregate_nonce");
  }
  return status == KEELBOLT_OK ? keelbolt_musig_session_init(session, keys, sum, message, NULL) : status;
}

/* The partial signature of a case; without the vector's nonce, which C cannot fix, it is not made but checked. */
static keelbolt_status check_partial(const keelbolt_musig_session *session, vector_node *node) {
  uint8_t nonces[66 * most_signers];
  uint8_t partial[32];
  get_all(nonces, 66, node, "public_nonces");
  get(partial, sizeof partial, node, "partial_signature");
  const size_t signer = vector_number(node, "signer_index");
  vector_text(node, "secret_nonce");
  vector_text(node, "secret_key");
  return keelbolt_musig_verify(session, signer, nonces + 66 * signer, partial, NULL);
}

static void sign_verify(vector_node *node) {
  keelbolt_musig_keys keys;
  keelbolt_musig_session session;
  const keelbolt_status keys_status = aggregate_keys(&keys, node);
  CHECK(where, keys_status == expected_of_keys(node));
  const char *label = vector_text(node, "error");
  vector_text(node, "kind");
  if (keys_status != KEELBOLT_OK) {
    CHECK(where, !vector_flag(node, "valid"));
    vector_text(node, "message");
    vector_text(node, "aggregate_nonce");
    vector_text(node, "public_nonces");
    vector_text(node, "secret_key");
    vector_text(node, "secret_nonce");
    vector_text(node, "signer_index");
    return;
  }
  const bool bad_nonce = is(node, "error_contribution", "aggnonce") || is(node, "error_contribution", "pubnonce");
  const keelbolt_status status = session_of(&session, &keys, node);
  CHECK(where, status == (bad_nonce ? KEELBOLT_ERROR_NOT_A_NONCE : KEELBOLT_OK));
  if (vector_flag(node, "valid")) {
    CHECK(where, check_partial(&session, node) == KEELBOLT_OK);
  } else if (label != NULL && strncmp(label, "partial_signature_", 18) == 0) {
    const keelbolt_status partial = check_partial(&session, node);
    CHECK(where, partial == KEELBOLT_ERROR_PARTIAL_SIGNATURE_MISMATCH ||
                     partial == KEELBOLT_ERROR_PARTIAL_SIGNATURE_OUT_OF_RANGE);
  } else if (label != NULL && strcmp(label, "signer_not_in_list") == 0) {
    uint8_t key[32];
    uint8_t point[33];
    size_t signer;
    get(key, sizeof key, node, "secret_key");
    CHECK(where, keelbolt_public_key(point, key, entropy, NULL) == KEELBOLT_OK);
    CHECK(where, keelbolt_musig_signer(&signer, &session, point, NULL) == KEELBOLT_ERROR_NOT_A_SIGNER);
    vector_text(node, "secret_nonce");
  } else if (!bad_nonce) {
    /* A nonce of zeros is one that was never made. */
    uint8_t key[32];
    uint8_t partial[32];
    keelbolt_musig_secret_nonce nonce;
    memset(&nonce, 0, sizeof nonce);
    get(key, sizeof key, node, "secret_key");
    vector_text(node, "secret_nonce");
    CHECK(where, strncmp(label, "secnonce", 8) == 0);
    CHECK(where, keelbolt_musig_sign(partial, &nonce, &session, key, entropy, NULL) == KEELBOLT_ERROR_NONCE_USED);
  } else {
    vector_text(node, "secret_key");
    vector_text(node, "secret_nonce");
    vector_text(node, "partial_signature");
    vector_text(node, "signer_index");
  }
}

static void tweak(vector_node *node) {
  keelbolt_musig_keys keys;
  keelbolt_musig_session session;
  const keelbolt_status status = aggregate_keys(&keys, node);
  CHECK(where, status == expected_of_keys(node));
  if (vector_flag(node, "valid")) {
    CHECK(where, session_of(&session, &keys, node) == KEELBOLT_OK);
    CHECK(where, check_partial(&session, node) == KEELBOLT_OK);
  } else {
    CHECK(where, status == KEELBOLT_ERROR_TWEAK_OUT_OF_RANGE);
    static const char *const unused[] = {"secret_key",   "secret_nonce", "public_nonces",
                                         "aggregate_nonce", "message",      "signer_index"};
    for (size_t index = 0; index < sizeof unused / sizeof unused[0]; ++index) {
      vector_member(node, unused[index]);
    }
  }
}

static void signature_aggregation(vector_node *node) {
  keelbolt_musig_keys keys;
  keelbolt_musig_session session;
  uint8_t partials[32 * most_signers];
  uint8_t nonces[66 * most_signers];
  uint8_t signature[64];
  CHECK(where, aggregate_keys(&keys, node) == KEELBOLT_OK);
  CHECK(where, session_of(&session, &keys, node) == KEELBOLT_OK);
  const size_t count = get_all(partials, 32, node, "partial_signatures");
  const size_t nonce_count = get_all(nonces, 66, node, "public_nonces");
  const keelbolt_status status = keelbolt_musig_aggregate(signature, &session, partials, count, NULL);
  const keelbolt_status all = keelbolt_musig_verify_all(&session, nonces, nonce_count, partials, count, NULL);
  if (vector_flag(node, "valid")) {
    CHECK(where, status == KEELBOLT_OK && all == KEELBOLT_OK);
    same(node, "signature", signature, sizeof signature);
  } else {
    CHECK(where, is(node, "error_contribution", "psig") && has(node, "error") && has(node, "error_signer"));
    CHECK(where, status == KEELBOLT_ERROR_PARTIAL_SIGNATURE_OUT_OF_RANGE && all == status);
  }
}

/* --- BIP 328 --- */

static void synthetic_xpub(vector_node *node) {
  keelbolt_musig_keys keys;
  keelbolt_extended_public_key key;
  uint8_t point[33];
  char text[112];
  size_t size = sizeof text;
  CHECK(where, aggregate_keys(&keys, node) == KEELBOLT_OK);
  CHECK(where, keelbolt_musig_keys_public_key(point, &keys, NULL) == KEELBOLT_OK);
  same(node, "aggregate_pubkey", point, sizeof point);
  CHECK(where, keelbolt_extended_public_key_synthetic(&key, point, KEELBOLT_NETWORK_BITCOIN, NULL) == KEELBOLT_OK);
  const char *expected = vector_text(node, "xpub");
  CHECK(where, keelbolt_extended_public_key_text(text, &size, &key, NULL) == KEELBOLT_OK);
  CHECK(where, size == strlen(expected) && memcmp(text, expected, size) == 0);
}

/* --- BOLT 3 --- */

static void key_derivation(vector_node *node) {
  uint8_t base_secret[32];
  uint8_t secret[32];
  uint8_t basepoint[33];
  uint8_t point[33];
  uint8_t found[33];
  get(base_secret, 32, node, "base_secret");
  get(secret, 32, node, "per_commitment_secret");
  get(basepoint, 33, node, "base_point");
  get(point, 33, node, "per_commitment_point");
  CHECK(where, keelbolt_public_key(found, base_secret, entropy, NULL) == KEELBOLT_OK);
  CHECK(where, memcmp(found, basepoint, 33) == 0);
  CHECK(where, keelbolt_per_commitment_point(found, secret, entropy, NULL) == KEELBOLT_OK);
  CHECK(where, memcmp(found, point, 33) == 0);
  size_t length = 32;
  if (is(node, "kind", "pubkey")) {
    length = 33;
    CHECK(where, keelbolt_derive_pubkey(found, basepoint, point, NULL) == KEELBOLT_OK);
  } else if (is(node, "kind", "privkey")) {
    CHECK(where, keelbolt_derive_privkey(found, base_secret, basepoint, point, NULL) == KEELBOLT_OK);
  } else if (is(node, "kind", "revocation_pubkey")) {
    length = 33;
    CHECK(where, keelbolt_revocation_pubkey(found, basepoint, point, NULL) == KEELBOLT_OK);
  } else {
    CHECK(where, is(node, "kind", "revocation_privkey"));
    CHECK(where, keelbolt_revocation_privkey(found, base_secret, basepoint, secret, point, NULL) == KEELBOLT_OK);
  }
  same(node, "expected", found, length);
  /* The hashes on the way. */
  uint8_t both[66];
  uint8_t factor[32];
  memcpy(both, point, 33);
  memcpy(both + 33, basepoint, 33);
  CHECK(where, keelbolt_sha256(factor, both, sizeof both) == KEELBOLT_OK);
  same(node, has(node, "tweak") ? "tweak" : "commitment_factor", factor, sizeof factor);
  if (has(node, "basepoint_factor")) {
    memcpy(both, basepoint, 33);
    memcpy(both + 33, point, 33);
    CHECK(where, keelbolt_sha256(factor, both, sizeof both) == KEELBOLT_OK);
    same(node, "basepoint_factor", factor, sizeof factor);
  }
}

static const uint64_t last_number = (UINT64_C(1) << 48) - 1;

static void secret_generation(vector_node *node) {
  uint8_t seed[32];
  uint8_t secret[32];
  keelbolt_secret_generator generator;
  get(seed, sizeof seed, node, "seed");
  const uint64_t number = last_number - vector_number(node, "index");
  CHECK(where, keelbolt_secret_generator_init(&generator, seed, NULL) == KEELBOLT_OK);
  CHECK(where, keelbolt_secret_generator_secret(secret, &generator, number, NULL) == KEELBOLT_OK);
  same(node, "secret", secret, sizeof secret);
  keelbolt_secret_generator_wipe(&generator);
  CHECK(where,
        keelbolt_secret_generator_secret(secret, &generator, number, NULL) == KEELBOLT_ERROR_INVALID_HANDLE);
}

static void secret_storage(vector_node *node) {
  keelbolt_secret_store store;
  CHECK(where, keelbolt_secret_store_init(&store, NULL) == KEELBOLT_OK);
  vector_node *inserts = vector_member(node, "inserts");
  bool all = true;
  for (size_t index = 0; index < inserts->member_count; ++index) {
    vector_node *insert = &inserts->members[index];
    const uint64_t number = last_number - vector_number(insert, "index");
    uint8_t secret[32];
    uint8_t found[32];
    bool is_there;
    get(secret, sizeof secret, insert, "secret");
    const keelbolt_status status = keelbolt_secret_store_insert(&store, number, secret, NULL);
    const bool accepted = vector_flag(insert, "accepted");
    all = all && accepted;
    CHECK(where, status == (accepted ? KEELBOLT_OK : KEELBOLT_ERROR_SECRET_NOT_DERIVABLE));
    /* Through the binary form and back. */
    uint8_t bytes[KEELBOLT_SECRET_STORE_LENGTH];
    CHECK(where, keelbolt_secret_store_to_bytes(bytes, &store, NULL) == KEELBOLT_OK);
    CHECK(where, keelbolt_secret_store_parse(&store, bytes, sizeof bytes, NULL) == KEELBOLT_OK);
    CHECK(where, keelbolt_secret_store_secret(&is_there, found, &store, number, NULL) == KEELBOLT_OK);
    CHECK(where, is_there == accepted && (!accepted || memcmp(found, secret, 32) == 0));
    uint64_t next;
    CHECK(where, keelbolt_secret_store_next(&is_there, &next, &store, NULL) == KEELBOLT_OK);
    CHECK(where, is_there && next == number + (accepted ? 1 : 0));
  }
  CHECK(where, vector_flag(node, "valid") == all && has(node, "error") == !all);
}

static int32_t format_of(vector_node *node) {
  if (is(node, "channel_type", "anchors")) {
    return KEELBOLT_FORMAT_ANCHORS;
  }
  CHECK(where, is(node, "channel_type", "static_remotekey"));
  return KEELBOLT_FORMAT_STATIC_REMOTEKEY;
}

static void check_dust(vector_node *node) {
  static const struct {
    const char *name;
    uint8_t script[34];
    size_t length;
  } rows[] = {
      {"p2pkh", {0x76, 0xa9, 20, [23] = 0x88, [24] = 0xac}, 25},
      {"p2sh", {0xa9, 20, [22] = 0x87}, 23},
      {"p2wpkh", {0, 20}, 22},
      {"p2wsh", {0, 32}, 34},
      {"p2a", {0x51, 2, 0x4e, 0x73}, 4},
      {"unknown_segwit", {0x51, 32}, 34},
      {"op_return", {0x6a, 2}, 4},
  };
  for (size_t index = 0; index < sizeof rows / sizeof rows[0]; ++index) {
    if (is(node, "script_type", rows[index].name)) {
      uint64_t limit;
      CHECK(where, keelbolt_dust_limit(&limit, rows[index].script, rows[index].length) == KEELBOLT_OK);
      CHECK(where, limit == vector_number(node, "threshold_sat"));
      return;
    }
  }
  CHECK(where, false);
}

static void check_commitment_fee(vector_node *node, const keelbolt_format_costs *costs) {
  CHECK(where, costs->commitment_weight == vector_number(node, "weight"));
  CHECK(where, costs->commitment_fee_sat == vector_number(node, "base_fee_sat"));
  CHECK(where, costs->htlc_timeout_fee_sat == vector_number(node, "htlc_timeout_fee_sat"));
  CHECK(where, costs->htlc_success_fee_sat == vector_number(node, "htlc_success_fee_sat"));
  uint64_t fee;
  CHECK(where, keelbolt_fee(&fee, (uint32_t)vector_number(node, "feerate_per_kw"), costs->commitment_weight) ==
                   KEELBOLT_OK);
  CHECK(where, fee == costs->commitment_fee_sat);
  /* What is trimmed goes to the fee. */
  const uint64_t dust = vector_number(node, "dust_limit_sat");
  uint64_t trimmed_msat = 0;
  size_t kept = 0;
  const struct {
    const char *all;
    const char *untrimmed;
    uint64_t fee;
  } sides[] = {{"offered_htlcs_msat", "untrimmed_offered_msat", costs->htlc_timeout_fee_sat},
               {"received_htlcs_msat", "untrimmed_received_msat", costs->htlc_success_fee_sat}};
  for (size_t side = 0; side < 2; ++side) {
    vector_node *all = vector_member(node, sides[side].all);
    for (size_t index = 0; index < all->member_count; ++index) {
      const uint64_t amount = strtoull(all->members[index].text, NULL, 10);
      const bool is_kept = amount / 1000 >= dust + sides[side].fee;
      kept += is_kept;
      trimmed_msat += is_kept ? 0 : amount;
    }
    CHECK(where, vector_member(node, sides[side].untrimmed)->member_count <= kept);
  }
  CHECK(where, kept == 2 && fee + trimmed_msat / 1000 == vector_number(node, "actual_fee_sat"));
}

static void fees_and_dust(vector_node *node) {
  if (is(node, "kind", "dust_threshold")) {
    check_dust(node);
    return;
  }
  if (is(node, "kind", "penalty_witness_bytes")) {
    /* Of claims, which commitment_conformance builds. */
    vector_text(node, "output");
    vector_text(node, "bytes");
    return;
  }
  const bool is_fee = is(node, "kind", "commitment_fee");
  const uint64_t htlcs = is_fee ? 2 : has(node, "untrimmed_htlcs") ? vector_number(node, "untrimmed_htlcs") : 0;
  const uint32_t feerate = is_fee ? (uint32_t)vector_number(node, "feerate_per_kw") : 0;
  keelbolt_format_costs costs = {0};
  costs.struct_size = sizeof costs;
  CHECK(where, keelbolt_format_cost(&costs, format_of(node), feerate, htlcs, NULL) == KEELBOLT_OK);
  CHECK(where, costs.transaction_version == 2 && costs.max_accepted_htlcs == 483);
  if (is_fee) {
    check_commitment_fee(node, &costs);
    return;
  }
  const uint64_t weight = is(node, "kind", "commitment_weight")     ? costs.commitment_weight
                          : is(node, "kind", "htlc_timeout_weight") ? costs.htlc_timeout_weight
                                                                    : costs.htlc_success_weight;
  CHECK(where, weight == vector_number(node, "weight"));
}

static void funding_tx(vector_node *node) {
  uint8_t local[33];
  uint8_t remote[33];
  uint8_t script[128];
  size_t size = sizeof script;
  keelbolt_template template = {0};
  template.struct_size = sizeof template;
  keelbolt_template found = template;
  get(local, sizeof local, node, "local_funding_pubkey");
  get(remote, sizeof remote, node, "remote_funding_pubkey");
  CHECK(where, keelbolt_template_funding(&template, remote, local, NULL) == KEELBOLT_OK);
  CHECK(where, keelbolt_template_write(script, &size, &template, NULL) == KEELBOLT_OK);
  same(node, "funding_witness_script", script, size);
  CHECK(where, keelbolt_template_recognise(&found, script, size, NULL) == KEELBOLT_OK);
  CHECK(where, found.kind == KEELBOLT_TEMPLATE_FUNDING &&
                   memcmp(found.funding_pubkeys, template.funding_pubkeys, sizeof found.funding_pubkeys) == 0);
  /* Its output stands in the transaction; the wallet makes the rest. */
  uint8_t script_pubkey[34];
  char hex[69];
  CHECK(where, keelbolt_template_script_pubkey(script_pubkey, &template, NULL) == KEELBOLT_OK);
  for (size_t index = 0; index < sizeof script_pubkey; ++index) {
    snprintf(hex + 2 * index, 3, "%02x", script_pubkey[index]);
  }
  CHECK(where, strstr(vector_text(node, "funding_tx"), hex) != NULL);
  static const char *const wallets[] = {
      "genesis_block",   "block1",         "block1_coinbase_tx", "input_privkey",        "input_txid", "input_index",
      "input_satoshis",  "funding_satoshis", "feerate_per_kw",   "change_satoshis",      "funding_output_index",
      "funding_txid"};
  for (size_t index = 0; index < sizeof wallets / sizeof wallets[0]; ++index) {
    vector_member(node, wallets[index]);
  }
}

/* --- All of them --- */

int main(void) {
  static const struct {
    const char *file;
    void (*check)(vector_node *node);
  } rows[] = {
      {"derivation", bip32},
      {"key_aggregation", key_aggregation},
      {"key_sort", key_sort},
      {"nonce_aggregation", nonce_aggregation},
      {"sign_verify", sign_verify},
      {"signature_aggregation", signature_aggregation},
      {"synthetic_xpub", synthetic_xpub},
      {"tweak", tweak},
      {"key_derivation", key_derivation},
      {"per_commitment_secret_generation", secret_generation},
      {"per_commitment_secret_storage", secret_storage},
      {"fees_and_dust", fees_and_dust},
      {"funding_tx", funding_tx},
  };
  const size_t row_count = sizeof rows / sizeof rows[0];
  size_t cases = 0;
  CHECK("files", vector_file_count == row_count);
  for (size_t file = 0; file < vector_file_count; ++file) {
    size_t row = 0;
    while (row < row_count && strcmp(rows[row].file, vector_files[file].key) != 0) {
      ++row;
    }
    if (!CHECK(vector_files[file].key, row < row_count)) {
      continue;
    }
    for (size_t index = 0; index < vector_files[file].member_count; ++index, ++cases) {
      vector_node *node = &vector_files[file].members[index];
      where = vector_text(node, "name");
      rows[row].check(node);
      const vector_node *unasked = vector_unasked(node);
      if (!CHECK(where, unasked == NULL)) {
        printf("  nobody asked for %s\n", unasked->key);
      }
    }
  }
  printf("%zu cases\n", cases);
  return check_result();
}
