/*
 * Onions: every hop of a payment's route peels its layer and reads what it is asked for, and a packet that was changed
 * on its way is refused.
 */
#include "board.h"
#include "examples.h"
#include "print.h"

#include <string.h>

/* The example of BOLT 4, a packet for five hops (onion.S). */
extern const uint8_t ONION[KEELBOLT_ONION_PACKET_LENGTH];

/* The key of the first hop in every byte; that of the next one is one more. A device keeps its own in secure memory. */
enum { FIRST_KEY = 0x41 };

/* The payment to which the packet is bound, in every byte of its hash. */
enum { PAYMENT_HASH = 0x42 };

/* Room for a failure message, for the text of an error, and for the name of a failure. */
enum { FAILURE_CAPACITY = 64, MESSAGE_CAPACITY = 160, NAME_CAPACITY = 64 };

static void show(const keelbolt_instruction *instruction) {
    const bool forward = instruction->kind == KEELBOLT_INSTRUCTION_FORWARD;
    const keelbolt_receive *receive = &instruction->receive;
    print(forward ? "forward " : "receive ");
    print_number(forward ? instruction->amt_to_forward_msat : receive->amt_to_forward_msat);
    if (!forward) {
        print(" msat of ");
        print_number(receive->total_msat);
    }
    print(" msat until block ");
    print_number(forward ? instruction->outgoing_cltv_value : receive->outgoing_cltv_value);
    if (forward) {
        const uint64_t channel = instruction->short_channel_id;
        print(" over channel ");
        print_number(channel >> 40);
        print("x");
        print_number(channel >> 16 & 0xffffff);
        print("x");
        print_number(channel & 0xffff);
    }
    print("\n");
}

/* One hop's part: takes a layer off `packet` and shows what the hop is asked for. */
static keelbolt_status peel(keelbolt_peeled *peeled, uint8_t *buffer, const uint8_t *packet, uint8_t hop,
                            keelbolt_error *error) {
    uint8_t key[32], payment_hash[32];
    memset(key, FIRST_KEY + hop, sizeof key);
    memset(payment_hash, PAYMENT_HASH, sizeof payment_hash);
    size_t buffer_length = KEELBOLT_ONION_PEEL_BUFFER;
    TRY(keelbolt_onion_peel(peeled, buffer, &buffer_length, packet, KEELBOLT_ONION_PACKET_LENGTH, payment_hash,
                            sizeof payment_hash, key, error));

    keelbolt_instruction instruction = {0};
    instruction.struct_size = sizeof instruction;
    TRY(keelbolt_payload_instruction(&instruction, peeled->payload.data, peeled->payload.length, peeled->is_final,
                                     NULL, error));
    print("hop ");
    print_number(hop);
    print(": ");
    show(&instruction);
    return KEELBOLT_OK;
}

/* Passes the packet from hop to hop. Each would be a device of its own, and all do the same. */
static keelbolt_status pass(void) {
    uint8_t packet[KEELBOLT_ONION_PACKET_LENGTH], buffer[KEELBOLT_ONION_PEEL_BUFFER];
    memcpy(packet, ONION, sizeof packet);
    keelbolt_peeled peeled = {0};
    for (uint8_t hop = 0; !peeled.is_final; hop++) {
        TRY(peel(&peeled, buffer, packet, hop, NULL));
        if (!peeled.is_final) {
            memcpy(packet, peeled.next_onion.data, sizeof packet);
        }
    }
    return KEELBOLT_OK;
}

/* Shows why a packet is refused, and with which failure its HTLC is answered. */
static keelbolt_status answer(const keelbolt_error *refusal, const uint8_t *packet) {
    char message[MESSAGE_CAPACITY];
    size_t message_length = sizeof message;
    TRY(keelbolt_error_message(message, &message_length, refusal));
    print("refused: ");
    board_write(message, message_length);
    print("\n");

    bool present;
    uint16_t code;
    uint8_t failuremsg[FAILURE_CAPACITY];
    size_t failuremsg_length = sizeof failuremsg;
    TRY(keelbolt_onion_failure(&present, failuremsg, &failuremsg_length, refusal, packet, KEELBOLT_ONION_PACKET_LENGTH,
                               NULL));
    if (present) {
        char name[NAME_CAPACITY];
        size_t name_length = sizeof name;
        TRY(keelbolt_failure_code_parse(&code, failuremsg, failuremsg_length, NULL));
        TRY(keelbolt_failure_code_name(&present, name, &name_length, code));
        print("answered: ");
        board_write(name, name_length);
        print("\n");
    }
    return KEELBOLT_OK;
}

/* A packet with one bit changed is refused with a reason, and its HTLC answered with a failure. */
static keelbolt_status refuse(void) {
    uint8_t packet[KEELBOLT_ONION_PACKET_LENGTH], buffer[KEELBOLT_ONION_PEEL_BUFFER];
    memcpy(packet, ONION, sizeof packet);
    packet[sizeof packet - 1] ^= 1;
    keelbolt_peeled peeled;
    keelbolt_error error = {0};
    error.struct_size = sizeof error;
    if (peel(&peeled, buffer, packet, 0, &error) == KEELBOLT_OK) {
        return KEELBOLT_OK;
    }
    return answer(&error, packet);
}

keelbolt_status onions(void) {
    TRY(pass());
    return refuse();
}
