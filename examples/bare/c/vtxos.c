/*
 * VTXOs: a signer for Ark is shown one, checks all of it before it counts it as money, and says how an exit goes and
 * until when; and it reads the address that it is asked to pay.
 */
#include "board.h"
#include "examples.h"
#include "print.h"

#include <string.h>

/* A leaf of a tree, complete, and the transaction on chain that holds the tree (vtxo.S). The device is told of that by
 * whoever watches the chain for it. */
enum { VTXO_LENGTH = 1136, ANCHOR_LENGTH = 94 };
extern const uint8_t VTXO[VTXO_LENGTH], ANCHOR[ANCHOR_LENGTH];

/* The server's key, and the one with which it signed the tree; the device's own. */
static const uint8_t SERVER[33] = {
    0x03, 0x65, 0xa8, 0x12, 0x33, 0x74, 0x18, 0x93, 0xbb, 0xe2, 0x46, 0x1b, 0x8d, 0x47, 0x9d, 0xad, 0xc5,
    0x88, 0x05, 0x94, 0xfe, 0x6f, 0x74, 0x79, 0x18, 0x0d, 0x58, 0x43, 0x82, 0x0a, 0xf7, 0x2b, 0x62,
};
static const uint8_t SERVER_COSIGN[33] = {
    0x02, 0x44, 0x82, 0x03, 0x9e, 0xbf, 0x36, 0x24, 0x52, 0x50, 0x61, 0xf8, 0x8a, 0xa0, 0x1d, 0x4a, 0x02,
    0xb3, 0xf2, 0x22, 0x4e, 0xee, 0x8b, 0x40, 0x60, 0xae, 0x0c, 0xbf, 0x03, 0x6b, 0x24, 0x27, 0x43,
};
static const uint8_t OWN[33] = {
    0x03, 0x74, 0xa3, 0xec, 0x37, 0xcc, 0x4c, 0xcd, 0x29, 0x71, 0x73, 0x88, 0xe6, 0xdc, 0x24, 0xf2, 0xaa,
    0x36, 0x66, 0x32, 0xf1, 0xa3, 0x6a, 0x49, 0xe7, 0x3c, 0xd7, 0x67, 0x1b, 0x23, 0x17, 0x92, 0x98,
};

/* The last block, one that is too late, and how many blocks are to be left when an exit is through. */
enum { TIP = 98000, TOO_LATE = 99000, MARGIN = 36 };

/* The longest that this device waits for its money. */
enum { EXIT_DELTA = 2016 };

/* Room for a transaction of an exit, for the text of an error, and for the id of a VTXO. */
enum { TRANSACTION_CAPACITY = 512, MESSAGE_CAPACITY = 160, ID_CAPACITY = 75 };

/* An address of the vectors, of another server. */
static const char ADDRESS[] =
    "ark1pwh9vsmezqqpharv69q4z8m6x364d5m5prnmcalcalq9pdmzw0y7mpveck4pcfhezqypczkrrj3lkx5ue4qrf4jc7ztpt9h"
    "tdttmh2judhqnu7aue8p0y9mqkr4cf5";

/* Makes all checks on a VTXO. */
static keelbolt_status accept(keelbolt_accepted_vtxo *accepted, const uint8_t *bytes, uint32_t tip,
                              keelbolt_error *error) {
    keelbolt_vtxo vtxo;
    keelbolt_expectation expected = {0};
    expected.struct_size = sizeof expected;
    expected.own_keys = OWN;
    expected.own_key_count = 1;
    expected.server_cosign_pubkeys = SERVER_COSIGN;
    expected.server_cosign_pubkey_count = 1;
    expected.confirmations = 6;
    expected.tip = tip;
    expected.exit_delta = EXIT_DELTA;
    expected.margin = MARGIN;
    expected.max_depth = 8;
    memcpy(expected.server_pubkey, SERVER, sizeof expected.server_pubkey);
    keelbolt_chain_facts facts = {0};
    facts.struct_size = sizeof facts;
    facts.anchor = ANCHOR;
    facts.anchor_length = ANCHOR_LENGTH;
    facts.confirmations = 6;
    facts.is_unspent = 1;
    TRY(keelbolt_vtxo_parse(&vtxo, bytes, VTXO_LENGTH, error));
    return keelbolt_vtxo_accept(accepted, &vtxo, &expected, &facts, error);
}

static keelbolt_status show(const keelbolt_accepted_vtxo *accepted) {
    keelbolt_vtxo vtxo;
    keelbolt_outpoint id;
    char text[ID_CAPACITY];
    size_t length = sizeof text;
    uint64_t amount;
    TRY(keelbolt_accepted_vtxo_view(&vtxo, accepted, NULL));
    TRY(keelbolt_vtxo_id(&id, &vtxo, NULL));
    TRY(keelbolt_vtxo_id_text(text, &length, &id, NULL));
    TRY(keelbolt_accepted_vtxo_amount(&amount, accepted, NULL));
    print("vtxo: ");
    board_write(text, length);
    print("\nvtxo amount: ");
    print_number(amount);
    print(" sat\n");
    return KEELBOLT_OK;
}

/* One transaction of an exit, as it is published. */
static keelbolt_status publish(size_t depth, const keelbolt_exit_transaction *transaction) {
    uint8_t bytes[TRANSACTION_CAPACITY], txid[32], hash[32];
    size_t length = sizeof bytes;
    TRY(keelbolt_exit_transaction_bytes(bytes, &length, transaction, NULL));
    TRY(keelbolt_transaction_txid(txid, bytes, length, NULL));
    TRY(keelbolt_sha256(hash, bytes, length));
    print("exit ");
    print_number(depth);
    print(": ");
    /* Ids are shown backwards. */
    for (size_t index = sizeof txid; index > 0; index--) {
        print_hex(&txid[index - 1], 1);
    }
    print(", ");
    print_number(length);
    print(" bytes of sha256 ");
    print_hex(hash, sizeof hash);
    print("\n");
    return KEELBOLT_OK;
}

/* The transactions that put it on chain, and until when that must begin. */
static keelbolt_status leave(const keelbolt_accepted_vtxo *accepted) {
    keelbolt_exit_transactions packages;
    keelbolt_exit_transaction transaction;
    keelbolt_deadline deadline;
    bool is_found;
    TRY(keelbolt_exit_packages(&packages, accepted, NULL));
    TRY(keelbolt_exit_next(&is_found, &transaction, &packages, NULL));
    for (size_t depth = 0; is_found; depth++) {
        TRY(publish(depth, &transaction));
        TRY(keelbolt_exit_next(&is_found, &transaction, &packages, NULL));
    }
    TRY(keelbolt_exit_deadline(&deadline, accepted, MARGIN, NULL));
    print("exit must begin by block ");
    print_number(deadline.begin);
    print(", all is lost from block ");
    print_number(deadline.lost);
    print("\n");
    return KEELBOLT_OK;
}

static keelbolt_status refused(const keelbolt_error *error) {
    char message[MESSAGE_CAPACITY];
    size_t length = sizeof message;
    TRY(keelbolt_error_message(message, &length, error));
    print("refused: ");
    board_write(message, length);
    print("\n");
    return KEELBOLT_OK;
}

/* Changes one bit of the first signature. */
static keelbolt_status damage(uint8_t *changed) {
    keelbolt_vtxo vtxo;
    keelbolt_genesis_items items;
    keelbolt_genesis_item item;
    keelbolt_genesis_item_fields fields = {0};
    bool is_found;
    fields.struct_size = sizeof fields;
    memcpy(changed, VTXO, VTXO_LENGTH);
    TRY(keelbolt_vtxo_parse(&vtxo, VTXO, VTXO_LENGTH, NULL));
    TRY(keelbolt_vtxo_genesis(&items, &vtxo, NULL));
    TRY(keelbolt_genesis_next(&is_found, &item, &items, NULL));
    TRY(keelbolt_genesis_item_read(&fields, &item, NULL));
    for (size_t at = 0; at + sizeof fields.signature <= VTXO_LENGTH; at++) {
        if (memcmp(&VTXO[at], fields.signature, sizeof fields.signature) == 0) {
            changed[at] ^= 1;
            return KEELBOLT_OK;
        }
    }
    return KEELBOLT_OK;
}

/* A VTXO with one bit of the first signature changed, and the right one when it is too late for an exit. */
static keelbolt_status refuse(void) {
    uint8_t changed[VTXO_LENGTH];
    keelbolt_accepted_vtxo accepted;
    keelbolt_error error = {0};
    error.struct_size = sizeof error;
    TRY(damage(changed));
    if (accept(&accepted, changed, TIP, &error) != KEELBOLT_OK) {
        TRY(refused(&error));
    }
    if (accept(&accepted, VTXO, TOO_LATE, &error) != KEELBOLT_OK) {
        TRY(refused(&error));
    }
    return KEELBOLT_OK;
}

/* Whom an address pays, and whether this server takes payments for it. */
static keelbolt_status read_address(void) {
    keelbolt_ark_address address;
    keelbolt_ark_address_fields fields;
    char flipped[sizeof ADDRESS];
    bool is_own;
    keelbolt_error error = {0};
    error.struct_size = sizeof error;
    TRY(keelbolt_ark_address_parse(&address, ADDRESS, sizeof ADDRESS - 1, NULL));
    TRY(keelbolt_ark_address_view(&fields, &address, NULL));
    TRY(keelbolt_ark_address_is_of(&is_own, &address, SERVER, NULL));
    print("address: pays ");
    print_hex(fields.policy.user_pubkey, sizeof fields.policy.user_pubkey);
    print("\naddress: of server ");
    print_hex(fields.ark_id, sizeof fields.ark_id);
    print(is_own ? ", this one: true\n" : ", this one: false\n");
    memcpy(flipped, ADDRESS, sizeof flipped);
    flipped[sizeof ADDRESS - 2] ^= 1;
    if (keelbolt_ark_address_parse(&address, flipped, sizeof ADDRESS - 1, &error) != KEELBOLT_OK) {
        TRY(refused(&error));
    }
    return KEELBOLT_OK;
}

/* What a signer does with a VTXO. */
static keelbolt_status receive(void) {
    keelbolt_accepted_vtxo accepted;
    TRY(accept(&accepted, VTXO, TIP, NULL));
    TRY(show(&accepted));
    return leave(&accepted);
}

keelbolt_status vtxos(void) {
    TRY(receive());
    TRY(refuse());
    return read_address();
}
