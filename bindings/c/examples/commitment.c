/*
 * A channel on paper, seen by the node that opened it: it builds its commitment with a payment under way, verifies the
 * signatures of the other node, closes the channel alone, takes its balance after the delay, and pays more for that
 * when no block takes it. With an argument the other node signs the payment's HTLC wrongly, and the verification says
 * so.
 *
 *   commitment [tamper]
 */

#include <inttypes.h>
#include <keelbolt.h>
#include <stdio.h>
#include <string.h>

enum { room = 1024, delay = 144 };

/* A real program takes the seed from its wallet, and entropy from its random number generator. */
static const uint8_t seeds[2][32] = {{1}, {2}};
static const uint8_t entropy[32] = {3};
static const uint8_t preimage[32] = {4};
static const uint8_t wallet_script[22] = {0, 20, 5};

/* One of the two nodes: everything follows from the seed of its wallet. */
typedef struct {
  keelbolt_channel_secrets secrets; /* to be wiped in the end */
  keelbolt_basepoints basepoints;
} channel_party;

static int refuse(const keelbolt_error *error) {
  char message[256];
  size_t length = sizeof message;
  if (keelbolt_error_message(message, &length, error) != KEELBOLT_OK) {
    return 1;
  }
  printf("refused: %.*s\n", (int)length, message);
  return 1;
}

static keelbolt_status make_party(channel_party *party, const uint8_t *seed, keelbolt_error *error) {
  keelbolt_extended_secret_key root;
  keelbolt_status status = keelbolt_extended_secret_key_from_seed(&root, seed, 32, KEELBOLT_NETWORK_REGTEST, error);
  if (status == KEELBOLT_OK) {
    status = keelbolt_channel_secrets_derive(&party->secrets, &root, 0, entropy, error);
    keelbolt_extended_secret_key_wipe(&root);
  }
  return status != KEELBOLT_OK
             ? status
             : keelbolt_channel_secrets_basepoints(&party->basepoints, &party->secrets, entropy, error);
}

/* The point of a commitment of this node. */
static keelbolt_status commitment_point(uint8_t *point, const channel_party *party, uint64_t number,
                                        keelbolt_error *error) {
  keelbolt_secret_generator generator;
  uint8_t secret[32];
  keelbolt_status status = keelbolt_secret_generator_init(&generator, party->secrets.per_commitment_seed, error);
  if (status == KEELBOLT_OK) {
    status = keelbolt_secret_generator_secret(secret, &generator, number, error);
    keelbolt_secret_generator_wipe(&generator);
  }
  return status != KEELBOLT_OK ? status : keelbolt_per_commitment_point(point, secret, entropy, error);
}

static keelbolt_node_parameters node_of(const channel_party *party) {
  keelbolt_node_parameters node = {0};
  node.basepoints = party->basepoints;
  node.dust_limit_sat = 354;
  node.to_self_delay = delay;
  return node;
}

/* Builds the opener's first commitment but one: 750,000 sat are its own, 250,000 sat are on their way. */
static keelbolt_status build(keelbolt_commitment **commitment, const channel_party *opener,
                             const channel_party *accepter, keelbolt_error *error) {
  keelbolt_channel_parameters channel = {0};
  channel.struct_size = sizeof channel;
  channel.format = KEELBOLT_FORMAT_ANCHORS;
  channel.funding.txid[0] = 6;
  channel.funding_amount_sat = 1000000;
  channel.opener = node_of(opener);
  channel.accepter = node_of(accepter);

  keelbolt_commitment_htlc htlc = {0};
  htlc.offered_by = KEELBOLT_CHANNEL_NODE_OPENER;
  htlc.amount_msat = 250000000;
  htlc.cltv_expiry = 800244;
  keelbolt_commitment_draft draft = {0};
  draft.struct_size = sizeof draft;
  draft.owner = KEELBOLT_CHANNEL_NODE_OPENER;
  draft.number = 1;
  draft.opener_balance_msat = 750000000;
  draft.feerate_per_kw = 2500;
  draft.htlcs = &htlc;
  draft.htlc_count = 1;
  keelbolt_status status = keelbolt_payment_hash(htlc.payment_hash, preimage);
  if (status == KEELBOLT_OK) {
    status = commitment_point(draft.per_commitment_point, opener, draft.number, error);
  }
  return status != KEELBOLT_OK ? status : keelbolt_commitment_build(commitment, &channel, &draft, error);
}

/* What the opener holds: everything that is to be freed. */
typedef struct {
  keelbolt_commitment *commitment;
  keelbolt_claim *claim;
  keelbolt_sweep *sweep;
  keelbolt_unsigned_sweep *unsigned_sweep;
  keelbolt_signed_sweep *signed_sweep;
} handles;

static void release_sweep(handles *held) {
  keelbolt_claim_free(held->claim);
  keelbolt_sweep_free(held->sweep);
  keelbolt_unsigned_sweep_free(held->unsigned_sweep);
  keelbolt_signed_sweep_free(held->signed_sweep);
  held->claim = NULL;
  held->sweep = NULL;
  held->unsigned_sweep = NULL;
  held->signed_sweep = NULL;
}

/* Takes what held->claim is about to the wallet, at a feerate. */
static keelbolt_status sweep(handles *held, const channel_party *party, uint32_t feerate_per_kw,
                             keelbolt_error *error) {
  const keelbolt_claim *claims[] = {held->claim};
  keelbolt_status status =
      keelbolt_sweep_new(&held->sweep, claims, 1, wallet_script, sizeof wallet_script, NULL, error);
  if (status == KEELBOLT_OK) {
    status = keelbolt_sweep_build(&held->unsigned_sweep, held->sweep, feerate_per_kw, error);
  }
  return status != KEELBOLT_OK
             ? status
             : keelbolt_unsigned_sweep_sign(&held->signed_sweep, held->unsigned_sweep, &party->secrets,
                                            &party->basepoints, entropy, error);
}

static keelbolt_status show_sweep(const handles *held, const char *what, keelbolt_error *error) {
  keelbolt_attempt attempt;
  uint8_t transaction[room];
  size_t length = sizeof transaction;
  keelbolt_status status = keelbolt_signed_sweep_transaction(transaction, &length, held->signed_sweep, error);
  if (status == KEELBOLT_OK) {
    status = keelbolt_signed_sweep_attempt(&attempt, held->signed_sweep, error);
  }
  if (status == KEELBOLT_OK) {
    printf("%s: fee %" PRIu64 " sat\n", what, attempt.fee_sat);
  }
  return status;
}

/* The owner's signature, and the transaction that closes the channel. */
static keelbolt_status close_alone(const handles *held, const channel_party *opener, const uint8_t *remote_signature,
                                   keelbolt_error *error) {
  uint8_t digest[32];
  uint8_t local_signature[64];
  uint8_t recovery_id;
  uint8_t transaction[room];
  size_t length = sizeof transaction;
  keelbolt_status status = keelbolt_commitment_digest(digest, held->commitment, error);
  if (status == KEELBOLT_OK) {
    status = keelbolt_sign_recoverable(local_signature, &recovery_id, digest, opener->secrets.funding, entropy, error);
  }
  if (status == KEELBOLT_OK) {
    status = keelbolt_commitment_signed(transaction, &length, held->commitment, local_signature, remote_signature,
                                        error);
  }
  if (status == KEELBOLT_OK) {
    printf("published: %zu bytes\n", length);
  }
  return status;
}

static int run(handles *held, const channel_party *opener, const channel_party *accepter, bool tamper) {
  keelbolt_error error = {0};
  error.struct_size = sizeof error;
  if (build(&held->commitment, opener, accepter, &error) != KEELBOLT_OK) {
    return refuse(&error);
  }
  keelbolt_commitment_output outputs[8];
  size_t output_count = 8;
  if (keelbolt_commitment_outputs(outputs, &output_count, held->commitment, &error) != KEELBOLT_OK) {
    return refuse(&error);
  }
  static const char *const kinds[] = {"", "to_local", "to_remote", "our anchor", "their anchor", "shared anchor",
                                      "offered htlc", "received htlc"};
  size_t to_local = 0;
  for (size_t index = 0; index < output_count; ++index) {
    printf("output %zu: %" PRIu64 " sat, %s\n", index, outputs[index].value_sat, kinds[outputs[index].kind]);
    to_local = outputs[index].kind == KEELBOLT_OUTPUT_TO_LOCAL ? index : to_local;
  }

  /* The other node signs, for commitment_signed; the opener verifies. */
  uint8_t signature[64];
  uint8_t htlc_signatures[8][64];
  size_t htlc_count = 8;
  if (keelbolt_commitment_sign(signature, htlc_signatures[0], &htlc_count, held->commitment, accepter->secrets.funding,
                               accepter->secrets.htlc_basepoint, entropy, &error) != KEELBOLT_OK) {
    return refuse(&error);
  }
  if (tamper) {
    memcpy(htlc_signatures[0], signature, sizeof signature); /* a signature of something else */
  }
  if (keelbolt_commitment_verify(held->commitment, signature, htlc_signatures[0], htlc_count, &error) !=
      KEELBOLT_OK) {
    return refuse(&error);
  }
  printf("verified: %zu signatures\n", 1 + htlc_count);

  /* The channel is closed; after the delay the opener takes its balance. */
  keelbolt_spend_path path = {0};
  path.struct_size = sizeof path;
  path.kind = KEELBOLT_SPEND_DELAYED;
  if (close_alone(held, opener, signature, &error) != KEELBOLT_OK ||
      keelbolt_commitment_claim(&held->claim, held->commitment, to_local, &path, &error) != KEELBOLT_OK ||
      sweep(held, opener, 1000, &error) != KEELBOLT_OK || show_sweep(held, "taken", &error) != KEELBOLT_OK) {
    return refuse(&error);
  }

  /* No block has taken it: its claim knows what was paid, so that what replaces it pays more, at any feerate. */
  keelbolt_claim *again = NULL;
  size_t claim_count = 1;
  if (keelbolt_signed_sweep_claims(&again, &claim_count, held->signed_sweep, &error) != KEELBOLT_OK) {
    return refuse(&error);
  }
  release_sweep(held);
  held->claim = again;
  if (sweep(held, opener, 500, &error) != KEELBOLT_OK || show_sweep(held, "replaced", &error) != KEELBOLT_OK) {
    return refuse(&error);
  }
  return 0;
}

int main(int argc, char **argv) {
  (void)argv;
  keelbolt_error error = {0};
  error.struct_size = sizeof error;
  channel_party opener;
  channel_party accepter;
  handles held = {NULL, NULL, NULL, NULL, NULL};
  if (make_party(&opener, seeds[0], &error) != KEELBOLT_OK || make_party(&accepter, seeds[1], &error) != KEELBOLT_OK) {
    return refuse(&error);
  }
  int result = run(&held, &opener, &accepter, argc > 1);
  release_sweep(&held);
  keelbolt_commitment_free(held.commitment);
  keelbolt_channel_secrets_wipe(&opener.secrets);
  keelbolt_channel_secrets_wipe(&accepter.secrets);
  return result;
}
