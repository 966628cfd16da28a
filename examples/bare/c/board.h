/* What the example needs of its machine: a console, an exit, and the depth of its stack. */
#ifndef BOARD_H
#define BOARD_H

#include <stddef.h>
#include <stdint.h>

/* Writes `length` bytes to the console of the debugger or of QEMU. */
void board_write(const char *bytes, size_t length);

/* Ends the run with exit status 0 or 1. */
_Noreturn void board_exit(int success);

/* Paints the stack below what is live, as is done at reset. */
void board_stack_paint(void);

/* The most bytes that the stack has held since it was painted. */
size_t board_stack_high_water(void);

#endif
