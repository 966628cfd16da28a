/* Text on the console, without a C library's formatting. */
#ifndef PRINT_H
#define PRINT_H

#include <stddef.h>
#include <stdint.h>

/* Prints a text that ends with NUL. */
void print(const char *text);

/* Prints a number in decimal. */
void print_number(uint64_t number);

/* Prints bytes as lower-case hex. */
void print_hex(const uint8_t *bytes, size_t length);

#endif
