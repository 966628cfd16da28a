//! How deep the stack has been.

use core::ptr;
use cortex_m::register::msp;
use cortex_m_rt::STACK_PAINT_VALUE;

unsafe extern "C" {
    // Symbols of cortex-m-rt's linker script: the lowest address that the stack may reach, and its start.
    static mut _stack_end: u32;
    static mut _stack_start: u32;
}

/// What [`paint`] itself may keep on the stack after it has read the stack pointer, in bytes, and more.
const OWN_FRAME: usize = 64;

/// Below what is live, paints the stack again as cortex-m-rt did before `main`.
#[inline(never)]
pub fn paint() {
    let mut word = (&raw const _stack_end).cast_mut();
    let live = msp::read() as usize - OWN_FRAME;
    // SAFETY: word-aligned addresses in RAM below the stack pointer and this function's frame, where no object of the
    // language lives; it calls none that would put one there.
    while word.addr() < live {
        unsafe { ptr::write_volatile(word, STACK_PAINT_VALUE) };
        word = word.wrapping_add(1);
    }
}

/// The most bytes that the stack has held since it was painted: from its start down to the lowest word that no longer
/// carries the paint.
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
