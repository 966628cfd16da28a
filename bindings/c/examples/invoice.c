/*
 * Reads an invoice, says what a payer wants to know, and asks for money in turn:
 *
 *   invoice [INVOICE | lightning:INVOICE | bitcoin:...?lightning=INVOICE]
 *
 * Without an argument it takes an example of BOLT 11. There is no malloc here; all memory is this program's.
 */

#include <inttypes.h>
#include <keelbolt.h>
#include <stdio.h>
#include <string.h>

static const char example[] =
    "lightning:lnbc2500u1pvjluezsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygspp5qqqsyqcyq5rqwzqfqqqsyqcyq"
    "5rqwzqfqqqsyqcyq5rqwzqfqypqdq5xysxxatsyp3k7enxv4jsxqzpu9qrsgquk0rl77nj30yxdy8j9vdx85fkpmdla2087ne0xh8nhedh8w2"
    "7kyke0lp53ut353s06fv3qfegext0eh0ymjpf39tuven09sam30g4vgpfna3rh";

static int refuse(const keelbolt_error *error) {
  char message[256];
  size_t length = sizeof message;
  if (keelbolt_error_message(message, &length, error) != KEELBOLT_OK) {
    return 1;
  }
  printf("refused: %.*s\n", (int)length, message);
  return 1;
}

static void print_hex(const char *name, const uint8_t *bytes, size_t length) {
  printf("%s: ", name);
  for (size_t index = 0; index < length; ++index) {
    printf("%02x", bytes[index]);
  }
  printf("\n");
}

/* What a wallet shows before it pays. */
static int read_invoice(const char *text) {
  keelbolt_error error = {0};
  error.struct_size = sizeof error;
  keelbolt_invoice invoice; /* borrows the text */
  if (keelbolt_invoice_parse_uri(&invoice, text, strlen(text), &error) != KEELBOLT_OK) {
    return refuse(&error);
  }

  bool present;
  uint64_t amount_msat;
  if (keelbolt_invoice_amount(&present, &amount_msat, &invoice) == KEELBOLT_OK && present) {
    printf("amount: %" PRIu64 " msat\n", amount_msat);
  }
  char description[640]; /* no description is longer than 639 bytes */
  size_t length = sizeof description;
  if (keelbolt_invoice_description(&present, description, &length, &invoice) == KEELBOLT_OK && present) {
    printf("description: %.*s\n", (int)length, description);
  }

  /* May it be paid? The time comes from the host; here it is the invoice's own, so that the example stays valid. */
  uint64_t now;
  uint32_t known[64];
  size_t known_count = sizeof known / sizeof known[0];
  keelbolt_payable payable = {0};
  payable.struct_size = sizeof payable;
  if (keelbolt_invoice_timestamp(&now, &invoice) != KEELBOLT_OK ||
      keelbolt_features_of_context(known, &known_count, KEELBOLT_FEATURE_CONTEXT_INVOICE, &error) !=
          KEELBOLT_OK ||
      keelbolt_invoice_check_payable(&payable, &invoice, known, known_count, now, &error) != KEELBOLT_OK) {
    return refuse(&error);
  }
  print_hex("payee", payable.payee, sizeof payable.payee);
  print_hex("payment hash", payable.payment_hash, sizeof payable.payment_hash);
  return 0;
}

/* An invoice of our own. A real program takes key, preimage, secret and entropy from its random number generator. */
static int make_invoice(void) {
  static const uint8_t secret_key[32] = {0xe1, 0x26, 0xf6, 0x8f, 0x7e, 0xaf, 0xcc, 0x8b, 0x74, 0xf5, 0x4d,
                                         0x26, 0x9f, 0xe2, 0x06, 0xbe, 0x71, 0x50, 0x00, 0xf9, 0x4d, 0xac,
                                         0x06, 0x7d, 0x1c, 0x04, 0xa8, 0xca, 0x3b, 0x2d, 0xb7, 0x34};
  static const uint8_t preimage[32] = {1, 2, 3};
  static const uint8_t entropy[32] = {4, 5, 6};

  keelbolt_error error = {0};
  error.struct_size = sizeof error;
  keelbolt_draft draft;
  if (keelbolt_draft_init(&draft, sizeof draft) != KEELBOLT_OK ||
      keelbolt_payment_hash(draft.payment_hash, preimage) != KEELBOLT_OK) {
    return 1;
  }
  memset(draft.payment_secret, 7, sizeof draft.payment_secret);
  draft.network = KEELBOLT_NETWORK_REGTEST;
  draft.has_amount = 1;
  draft.amount_msat = 2500000;
  draft.timestamp = 1700000000;
  draft.description = "a roll";
  draft.description_length = strlen(draft.description);

  char text[1024];
  size_t length = sizeof text;
  if (keelbolt_draft_sign(text, &length, &draft, secret_key, entropy, &error) != KEELBOLT_OK) {
    return refuse(&error);
  }
  printf("asked for: %.*s\n", (int)length, text);

  keelbolt_invoice invoice;
  uint8_t payee[33];
  if (keelbolt_invoice_parse(&invoice, text, length, &error) != KEELBOLT_OK ||
      keelbolt_invoice_payee(payee, &invoice, &error) != KEELBOLT_OK) {
    return refuse(&error);
  }
  print_hex("paid to", payee, sizeof payee);
  return 0;
}

int main(int argc, char **argv) {
  int failed = read_invoice(argc > 1 ? argv[1] : example);
  return failed ? failed : make_invoice();
}
