//! What a device without an operating system does with onions, invoices, commitments and VTXOs: a node peels its layer, a
//! payment terminal reads, checks, makes and signs, a signer keeps a channel's secrets and signs for it, and another checks
//! a VTXO and how it leaves its tree.
//!
//! No allocator; everything lives on the stack, whose greatest depths are printed at the end.
#![no_std]
#![no_main]

mod commitments;
mod invoices;
mod onions;
mod stack;
mod vtxos;

use core::fmt::Display;
use core::panic::PanicInfo;
use cortex_m_rt::{ExceptionFrame, entry, exception};
use cortex_m_semihosting::{debug, hprintln};

#[entry]
fn main() -> ! {
    let (onions, for_onions) = part(onions::run);
    let (invoices, for_invoices) = part(invoices::run);
    let (commitments, for_commitments) = part(commitments::run);
    let (vtxos, for_vtxos) = part(vtxos::run);
    hprintln!(
        "stack: {} bytes for onions, {} bytes for invoices, {} bytes for commitments, {} bytes for vtxos",
        for_onions,
        for_invoices,
        for_commitments,
        for_vtxos
    );
    exit(onions && invoices && commitments && vtxos)
}

/// Runs a part: whether it succeeds, and how deep the stack has been, in bytes.
#[inline(never)]
fn part<E: Display>(run: fn() -> Result<(), E>) -> (bool, usize) {
    stack::paint();
    let success = succeeds(run());
    (success, stack::high_water())
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
