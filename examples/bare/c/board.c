/* A Cortex-M4 from reset to main, and semihosting (Arm, "Semihosting for AArch32 and AArch64"). */
#include "board.h"

#include <string.h>

int main(void);
_Noreturn void reset(void);

/* Symbols of cortex-m4.ld. */
extern uint32_t data_load[], data_start[], data_end[], bss_start[], bss_end[], stack_end[], stack_start[];

static const uint32_t PAINT = 0xCCCCCCCC;

/* Semihosting operations and the reasons of an exit. */
enum { SYS_OPEN = 0x01, SYS_WRITE = 0x05, SYS_EXIT = 0x18 };
enum { OPEN_MODE_WRITE = 4 };
static const uintptr_t APPLICATION_EXIT = 0x20026, RUN_TIME_ERROR = 0x20023;

static uintptr_t semihost(uintptr_t operation, uintptr_t argument) {
    register uintptr_t r0 __asm__("r0") = operation;
    register uintptr_t r1 __asm__("r1") = argument;
    __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
    return r0;
}

static uintptr_t open_console(void) {
    static const char name[] = ":tt";
    const uintptr_t block[3] = {(uintptr_t)name, OPEN_MODE_WRITE, sizeof name - 1};
    return semihost(SYS_OPEN, (uintptr_t)block);
}

void board_write(const char *bytes, size_t length) {
    static uintptr_t console;
    if (console == 0) {
        console = open_console();
    }
    const uintptr_t block[3] = {console, (uintptr_t)bytes, length};
    semihost(SYS_WRITE, (uintptr_t)block);
}

_Noreturn void board_exit(int success) {
    semihost(SYS_EXIT, success ? APPLICATION_EXIT : RUN_TIME_ERROR);
    for (;;) {
    }
}

/* What board_stack_paint itself may keep on the stack after it has read the stack pointer, in bytes, and more. */
enum { OWN_FRAME = 64 };

/* Not inlined, so that the stack pointer is below everything that lives. */
__attribute__((noinline)) void board_stack_paint(void) {
    uintptr_t here;
    __asm__ volatile("mov %0, sp" : "=r"(here));
    for (volatile uint32_t *word = stack_end; (uintptr_t)word < here - OWN_FRAME; word++) {
        *word = PAINT;
    }
}

size_t board_stack_high_water(void) {
    const volatile uint32_t *word = stack_end;
    while (word < stack_start && *word == PAINT) {
        word++;
    }
    return (size_t)((uintptr_t)stack_start - (uintptr_t)word);
}

_Noreturn void reset(void) {
    board_stack_paint();
    memcpy(data_start, data_load, (size_t)((uintptr_t)data_end - (uintptr_t)data_start));
    memset(bss_start, 0, (size_t)((uintptr_t)bss_end - (uintptr_t)bss_start));
    /* The libraries are built for hardware floating point: switch it on (CPACR, full access to CP10 and CP11). */
    *(volatile uint32_t *)0xE000ED88 |= 0xFu << 20;
    __asm__ volatile("dsb\n isb");
    board_exit(main() == 0);
}

static _Noreturn void fault(void) {
    static const char text[] = "fault\n";
    board_write(text, sizeof text - 1);
    board_exit(0);
}

/* Stack, reset, NMI, and the four faults. */
__attribute__((section(".vectors"), used)) static void *const vectors[16] = {
    stack_start, reset, fault, fault, fault, fault, fault,
};
