/*
 * Invoices: one is read and asked whether it may be paid and to whom, one is made, and bad ones are refused with a
 * reason.
 */
#include "board.h"
#include "examples.h"
#include "print.h"

#include <string.h>

/* One of the examples of BOLT 11. The same file serves the example in Rust. */
static const char INVOICE[] =
#include "../invoice.inc"
    ;
static const size_t INVOICE_LENGTH = sizeof INVOICE - 1;

/* When it is looked at, in the minute after it was made. A device asks its real-time clock. */
static const uint64_t NOW = 1496314700;

/* The key that BOLT 11 signs its examples with, known to everybody. A device keeps its own in secure memory. */
static const uint8_t KEY[32] = {
    0xe1, 0x26, 0xf6, 0x8f, 0x7e, 0xaf, 0xcc, 0x8b, 0x74, 0xf5, 0x4d, 0x26, 0x9f, 0xe2, 0x06, 0xbe,
    0x71, 0x50, 0x00, 0xf9, 0x4d, 0xac, 0x06, 0x7d, 0x1c, 0x04, 0xa8, 0xca, 0x3b, 0x2d, 0xb7, 0x34,
};

/* Blinds the curve operations; no result depends on it. A device asks its random number generator. */
static const uint8_t BLINDING[32] = {7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
                                     7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7};

/* Room for the invoices that this device makes, for a description (639 bytes at most), and for an error. */
enum { INVOICE_CAPACITY = 512, DESCRIPTION_CAPACITY = 640, MESSAGE_CAPACITY = 160 };

/* Reads an invoice, and checks its signature and whether it may be paid at `now`. */
static keelbolt_status check(keelbolt_invoice *invoice, keelbolt_payable *payable, const char *text, size_t length,
                             uint64_t now, keelbolt_error *error) {
    uint32_t known[32];
    size_t known_count = sizeof known / sizeof known[0];
    TRY(keelbolt_features_of_context(known, &known_count, KEELBOLT_FEATURE_CONTEXT_INVOICE, error));
    TRY(keelbolt_invoice_parse(invoice, text, length, error));
    payable->struct_size = sizeof *payable;
    return keelbolt_invoice_check_payable(payable, invoice, known, known_count, now, error);
}

static keelbolt_status show(const char *whose, const keelbolt_invoice *invoice, const keelbolt_payable *payable) {
    print(whose);
    print(" payee: ");
    print_hex(payable->payee, sizeof payable->payee);

    bool present;
    uint64_t amount_msat;
    TRY(keelbolt_invoice_amount(&present, &amount_msat, invoice));
    if (present) {
        print("\n");
        print(whose);
        print(" amount: ");
        print_number(amount_msat);
        print(" msat");
    }

    char description[DESCRIPTION_CAPACITY];
    size_t length = sizeof description;
    TRY(keelbolt_invoice_description(&present, description, &length, invoice));
    if (present) {
        print("\n");
        print(whose);
        print(" description: ");
        board_write(description, length);
    }
    print("\n");
    return KEELBOLT_OK;
}

/* The payer's side: reads an invoice, checks its signature and whether it may be paid now. */
static keelbolt_status pay(uint64_t now) {
    keelbolt_invoice invoice;
    keelbolt_payable payable;
    TRY(check(&invoice, &payable, INVOICE, INVOICE_LENGTH, now, NULL));
    return show("invoice", &invoice, &payable);
}

/* Makes an invoice for the payment that INVOICE asks for, and signs it. */
static keelbolt_status make(char *text, size_t *length, uint64_t now) {
    keelbolt_invoice read;
    keelbolt_draft draft;
    TRY(keelbolt_invoice_parse(&read, INVOICE, INVOICE_LENGTH, NULL));
    TRY(keelbolt_draft_init(&draft, sizeof draft));

    bool present;
    char description[DESCRIPTION_CAPACITY];
    size_t description_length = sizeof description;
    TRY(keelbolt_invoice_network(&draft.network, &read));
    TRY(keelbolt_invoice_payment_hash(&present, draft.payment_hash, &read));
    TRY(keelbolt_invoice_payment_secret(&present, draft.payment_secret, &read));
    TRY(keelbolt_invoice_description(&present, description, &description_length, &read));
    TRY(keelbolt_invoice_amount(&present, &draft.amount_msat, &read));
    draft.has_amount = present;
    TRY(keelbolt_invoice_expiry(&draft.expiry_seconds, &read));
    draft.has_expiry = true;
    draft.description = description;
    draft.description_length = description_length;
    draft.timestamp = now;
    return keelbolt_draft_sign(text, length, &draft, KEY, BLINDING, NULL);
}

/* The payee's side: makes an invoice, and reads it back as a payer would. */
static keelbolt_status ask(uint64_t now) {
    char text[INVOICE_CAPACITY];
    size_t length = sizeof text;
    TRY(make(text, &length, now));
    print("made: ");
    print_number(length);
    print(" characters\n");

    keelbolt_invoice invoice;
    keelbolt_payable payable;
    TRY(check(&invoice, &payable, text, length, now, NULL));
    return show("made", &invoice, &payable);
}

/* Shows why an invoice is refused, and nothing when it is not. */
static keelbolt_status refusal(const char *text, size_t length, uint64_t now) {
    keelbolt_invoice invoice;
    keelbolt_payable payable;
    keelbolt_error error = {0};
    error.struct_size = sizeof error;
    if (check(&invoice, &payable, text, length, now, &error) == KEELBOLT_OK) {
        return KEELBOLT_OK;
    }
    char message[MESSAGE_CAPACITY];
    size_t message_length = sizeof message;
    TRY(keelbolt_error_message(message, &message_length, &error));
    print("refused: ");
    board_write(message, message_length);
    print("\n");
    return KEELBOLT_OK;
}

/* Bad invoices are refused with a reason: one with a wrong character, one whose time is over. */
static keelbolt_status refuse(uint64_t now) {
    char flipped[sizeof INVOICE];
    memcpy(flipped, INVOICE, sizeof flipped);
    flipped[INVOICE_LENGTH - 1] ^= 1;
    TRY(refusal(flipped, INVOICE_LENGTH, now));

    keelbolt_invoice invoice;
    uint64_t expires_at;
    TRY(keelbolt_invoice_parse(&invoice, INVOICE, INVOICE_LENGTH, NULL));
    TRY(keelbolt_invoice_expires_at(&expires_at, &invoice));
    return refusal(INVOICE, INVOICE_LENGTH, expires_at + 1);
}

keelbolt_status invoices(void) {
    TRY(pay(NOW));
    TRY(ask(NOW));
    return refuse(NOW);
}
