//! The two commands of a fresh clone: `cargo demo` shows the core at work, `cargo verify` runs every test of every
//! language. (`.cargo/config.toml` has the aliases.)

use std::process::ExitCode;

mod demo;
mod verify;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    match arguments.next().as_deref() {
        Some("demo") => demo::main(arguments),
        Some("verify") => verify::main(arguments),
        _ => {
            eprintln!("usage: cargo demo [INVOICE] | cargo verify [PART ...] [--deep] [--yes]");
            ExitCode::from(2)
        }
    }
}
