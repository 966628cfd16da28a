#include "print.h"

#include "board.h"

#include <string.h>

void print(const char *text) { board_write(text, strlen(text)); }

void print_number(uint64_t number) {
    char digits[20];
    size_t start = sizeof digits;
    do {
        digits[--start] = (char)('0' + number % 10);
        number /= 10;
    } while (number != 0);
    board_write(digits + start, sizeof digits - start);
}

void print_hex(const uint8_t *bytes, size_t length) {
    static const char digits[] = "0123456789abcdef";
    for (size_t index = 0; index < length; index++) {
        const char pair[2] = {digits[bytes[index] >> 4], digits[bytes[index] & 15]};
        board_write(pair, sizeof pair);
    }
}
