//! What a device without an operating system does with onions and invoices: a node peels its layer, a payment
//! terminal reads, checks, makes and signs.
//!
//! No allocator; everything lives on the stack, whose greatest depths are printed at the end.
#![no_std]
#![no_main]

mod invoices;
mod onions;
mod stack;

use core::fmt::Display;
use core::panic::PanicInfo;
use cortex_m_rt::{ExceptionFrame, entry, exception};
use cortex_m_semihosting::{debug, hprintln};

#[entry]
fn main() -> ! {
    let peeled = succeeds(onions::run());
    let for_onions = stack::high_water();
    stack::paint();
    let success = peeled && succeeds(invoices::run());
    hprintln!("stack: {} bytes for onions, {} bytes for invoices", for_onions, stack::high_water());
    exit(success)
}

/// Whether an outcome is none; otherwise it is shown.
fn succeeds(outcome: Result<(), impl Display>) -> bool {
    outcome.map_err(|error| hprintln!("failed: {}", error)).is_ok()
}

/// Ends the run under QEMU, with exit status 0 or 1.
fn exit(success: bool) -> ! {
    debug::exit(if success { debug::EXIT_SUCCESS } else { debug::EXIT_FAILURE });
    loop {
        cortex_m::asm::wfi();
    }
}

#[panic_handler]
fn panicked(info: &PanicInfo<'_>) -> ! {
    hprintln!("{}", info);
    exit(false)
}

#[exception]
unsafe fn HardFault(frame: &ExceptionFrame) -> ! {
    hprintln!("hard fault at {:#x}", frame.pc());
    exit(false)
}
