/*
 * Commitments: a node keeps the secrets that the peer revoked with, derives the point and the keys of its own
 * commitment, and signs the transaction that takes back an HTLC.
 */
#include "examples.h"
#include "print.h"

#include <string.h>

/* How many commitments the peer revokes. */
enum { REVOKED = 1000 };

/* The secrets of the basepoints in BOLT 3, appendix C, each a byte 32 times, known to everybody. A device keeps its own
 * in secure memory, and of the peer's knows the points alone. */
enum { LOCAL_HTLC = 0x11, LOCAL_DELAYED = 0x33, REMOTE_HTLC = 0x44, REMOTE_REVOCATION = 0x22 };

/* That commitment at a feerate of 648, with the HTLC that it offers in its first output. */
enum { TO_SELF_DELAY = 144, FEERATE_PER_KW = 648, AMOUNT = 2000, CLTV_EXPIRY = 502, PREIMAGE = 2 };
static const uint8_t COMMITMENT[32] = {
    0x0f, 0x44, 0x04, 0x1f, 0xdf, 0xba, 0x17, 0x59, 0x87, 0xcf, 0x4e, 0x61, 0x35, 0xba, 0x2a, 0x15,
    0x4e, 0x3b, 0x7f, 0xb9, 0x64, 0x83, 0xdc, 0x0e, 0xd5, 0xef, 0xc0, 0x67, 0x8e, 0x5b, 0x6b, 0xf1,
};

/* Blinds the curve operations; no result depends on it. A device asks its random number generator. */
static const uint8_t BLINDING[32] = {7};

/* The peer revokes one commitment after the other, and any secret of them is found again. */
static keelbolt_status keep(void) {
    /* The peer's seed in an example of BOLT 3, appendix D. Each node knows only its own. */
    uint8_t seed[32], secret[32];
    memset(seed, 0xff, sizeof seed);
    keelbolt_secret_generator peer;
    keelbolt_secret_store store;
    TRY(keelbolt_secret_generator_init(&peer, seed, NULL));
    TRY(keelbolt_secret_store_init(&store, NULL));
    for (uint64_t number = 0; number < REVOKED; number++) {
        TRY(keelbolt_secret_generator_secret(secret, &peer, number, NULL));
        TRY(keelbolt_secret_store_insert(&store, number, secret, NULL));
    }
    const uint64_t shown[] = {0, REVOKED - 1};
    for (size_t index = 0; index < 2; index++) {
        bool is_revoked;
        TRY(keelbolt_secret_store_secret(&is_revoked, secret, &store, shown[index], NULL));
        if (is_revoked) {
            print("secret ");
            print_number(shown[index]);
            print(": ");
            print_hex(secret, sizeof secret);
            print("\n");
        }
    }
    keelbolt_secret_generator_wipe(&peer);
    keelbolt_secret_store_wipe(&store);
    return KEELBOLT_OK;
}

static keelbolt_status point(uint8_t *out, uint8_t byte) {
    uint8_t key[32];
    memset(key, byte, sizeof key);
    return keelbolt_public_key(out, key, BLINDING, NULL);
}

/* What a node shows. In the example its payment and HTLC basepoints are one; and the keys of a commitment need either
 * its delayed or its revocation basepoint, whichever node it is, and none of its funding key. */
static keelbolt_status basepoints(keelbolt_basepoints *shown, uint8_t htlc, uint8_t other) {
    TRY(point(shown->htlc_basepoint, htlc));
    TRY(point(shown->revocation_basepoint, other));
    memcpy(shown->funding_pubkey, shown->htlc_basepoint, sizeof shown->funding_pubkey);
    memcpy(shown->payment_basepoint, shown->htlc_basepoint, sizeof shown->payment_basepoint);
    memcpy(shown->delayed_payment_basepoint, shown->revocation_basepoint, sizeof shown->delayed_payment_basepoint);
    return KEELBOLT_OK;
}

/* The point of this node's commitment, and the keys that follow from it and both nodes' basepoints. */
static keelbolt_status derive(keelbolt_commitment_keys *keys) {
    /* The secret of the commitment in BOLT 3, appendix C. A device makes its own with a generator. */
    uint8_t secret[32], per_commitment_point[33];
    for (uint8_t index = 0; index < sizeof secret; index++) {
        secret[index] = 0x1f - index;
    }
    TRY(keelbolt_per_commitment_point(per_commitment_point, secret, BLINDING, NULL));
    print("point: ");
    print_hex(per_commitment_point, sizeof per_commitment_point);
    print("\n");
    keelbolt_basepoints local, remote;
    TRY(basepoints(&local, LOCAL_HTLC, LOCAL_DELAYED));
    TRY(basepoints(&remote, REMOTE_HTLC, REMOTE_REVOCATION));
    return keelbolt_commitment_keys_derive(keys, per_commitment_point, &local, &remote, NULL);
}

/* Bytes that are hashed. */
typedef struct {
    uint8_t bytes[320];
    size_t length;
} hashed;

static void put(hashed *into, const void *bytes, size_t length) {
    memcpy(into->bytes + into->length, bytes, length);
    into->length += length;
}

/* Appends a number of so many bytes, the least significant first. */
static void put_number(hashed *into, uint64_t number, size_t length) {
    for (size_t index = 0; index < length; index++) {
        const uint8_t byte = (uint8_t)(number >> 8 * index);
        put(into, &byte, 1);
    }
}

/* SHA-256 of SHA-256. */
static keelbolt_status hash_twice(uint8_t *hash, const hashed *what) {
    TRY(keelbolt_sha256(hash, what->bytes, what->length));
    return keelbolt_sha256(hash, hash, 32);
}

/* Appends the double hash of other bytes. */
static keelbolt_status put_hash(hashed *into, const hashed *what) {
    uint8_t hash[32];
    TRY(hash_twice(hash, what));
    put(into, hash, sizeof hash);
    return KEELBOLT_OK;
}

/* What is signed to take back the HTLC after its time: the digest of the HTLC-timeout transaction (BIP 143). */
static keelbolt_status digest_of(uint8_t *digest, const keelbolt_commitment_keys *keys) {
    uint8_t preimage[32], payment_hash[32], script[200], paid_to[34];
    size_t script_length = sizeof script;
    keelbolt_template offered = {0}, to_local = {0};
    offered.struct_size = to_local.struct_size = sizeof offered;
    keelbolt_format_costs costs = {0};
    costs.struct_size = sizeof costs;
    memset(preimage, PREIMAGE, sizeof preimage);
    TRY(keelbolt_payment_hash(payment_hash, preimage));
    TRY(keelbolt_format_cost(&costs, KEELBOLT_FORMAT_STATIC_REMOTEKEY, FEERATE_PER_KW, 0, NULL));
    TRY(keelbolt_template_offered_htlc(&offered, keys, payment_hash, KEELBOLT_FORMAT_STATIC_REMOTEKEY, NULL));
    TRY(keelbolt_template_write(script, &script_length, &offered, NULL));
    TRY(keelbolt_template_to_local(&to_local, keys, TO_SELF_DELAY, NULL));
    TRY(keelbolt_template_script_pubkey(paid_to, &to_local, NULL));

    hashed outpoint = {{0}, 0}, sequence = {{0}, 0}, output = {{0}, 0}, all = {{0}, 0};
    put(&outpoint, COMMITMENT, sizeof COMMITMENT);
    put_number(&outpoint, 0, 4);
    put_number(&sequence, 0, 4);
    put_number(&output, AMOUNT - costs.htlc_timeout_fee_sat, 8);
    put_number(&output, sizeof paid_to, 1);
    put(&output, paid_to, sizeof paid_to);
    put_number(&all, costs.transaction_version, 4);
    TRY(put_hash(&all, &outpoint));
    TRY(put_hash(&all, &sequence));
    put(&all, outpoint.bytes, outpoint.length);
    put_number(&all, script_length, 1);
    put(&all, script, script_length);
    put_number(&all, AMOUNT, 8);
    put_number(&all, 0, 4);
    TRY(put_hash(&all, &output));
    put_number(&all, CLTV_EXPIRY, 4);
    put_number(&all, 1, 4); /* SIGHASH_ALL */
    return hash_twice(digest, &all);
}

/* The owner's signature, by the key of this commitment. */
static keelbolt_status sign(const uint8_t *digest, const uint8_t *per_commitment_point) {
    uint8_t secret[32], basepoint[33], key[32], signature[64], recovery_id;
    memset(secret, LOCAL_HTLC, sizeof secret);
    TRY(point(basepoint, LOCAL_HTLC));
    TRY(keelbolt_derive_privkey(key, secret, basepoint, per_commitment_point, NULL));
    TRY(keelbolt_sign_recoverable(signature, &recovery_id, digest, key, BLINDING, NULL));
    print("htlc digest: ");
    print_hex(digest, 32);
    print("\nhtlc signature: ");
    print_hex(signature, sizeof signature);
    print("\n");
    return KEELBOLT_OK;
}

keelbolt_status commitments(void) {
    keelbolt_commitment_keys keys;
    uint8_t digest[32];
    TRY(keep());
    TRY(derive(&keys));
    TRY(digest_of(digest, &keys));
    return sign(digest, keys.per_commitment_point);
}
