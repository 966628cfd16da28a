//! How deep the stack has been.

use core::ptr;
use cortex_m_rt::STACK_PAINT_VALUE;

unsafe extern "C" {
    // Symbols of cortex-m-rt's linker script: the lowest address that the stack may reach, and its start.
    static mut _stack_end: u32;
    static mut _stack_start: u32;
}

/// The most bytes that the stack has held since reset: from its start down to the lowest word that no longer
/// carries the paint that cortex-m-rt put there before `main`.
pub fn high_water() -> usize {
    let mut word = (&raw const _stack_end).cast_mut();
    let start = (&raw const _stack_start).cast_mut();
    // SAFETY: both symbols are word-aligned addresses in RAM, and `word` stays below the start; the read is
    // volatile because the words below the stack pointer belong to no object of the language.
    while word < start && unsafe { ptr::read_volatile(word) } == STACK_PAINT_VALUE {
        word = word.wrapping_add(1);
    }
    start.addr() - word.addr()
}
