//! What a panic does where there is no Rust but this library and nothing to unwind.

/// Stops: a watchdog or a debugger takes over. No path that input can take leads here.
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {
        core::hint::spin_loop();
    }
}
