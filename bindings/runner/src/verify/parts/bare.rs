//! The examples without an operating system, on a Cortex-M4 in QEMU.

use crate::verify::need::{Need, Way};
use crate::verify::part::Part;
use crate::verify::step::Step;

pub const PART: Part = Part {
    name: "bare",
    about: "no operating system, no allocator: Rust and C on a Cortex-M4 in QEMU",
    needs: &[
        Need {
            name: "Rust for thumbv7em-none-eabihf",
            // The rustup target, or a Rust of the distribution that is new enough and has its library's source.
            probe: &[
                "bash",
                "-c",
                "test -d \"$(rustc --print target-libdir --target thumbv7em-none-eabihf)\" || {
                   printf '1.87\\n%s\\n' \"$(/usr/bin/rustc --version | cut -d ' ' -f 2)\" | sort -V -C &&
                   test -d \"$(/usr/bin/rustc --print sysroot)/lib/rustlib/src/rust/library/core\" &&
                   test -x /usr/bin/cargo
                 }",
            ],
            ways: &[
                Way::Run(
                    &["rustup", "target", "add", "thumbv7em-none-eabihf"],
                    "the library of Rust for the target",
                ),
                Way::Apt(&["rustc-web", "cargo-web", "rust-web-src"]),
            ],
        },
        Need::command(&["arm-none-eabi-gcc", "--version"], &[Way::Apt(&["gcc-arm-none-eabi"])]),
        Need {
            name: "newlib for arm-none-eabi",
            probe: &["bash", "-c", "test -e \"$(arm-none-eabi-gcc -print-file-name=librdimon.a)\""],
            ways: &[Way::Apt(&["libnewlib-arm-none-eabi"])],
        },
        Need::command(&["qemu-system-arm", "--version"], &[Way::Apt(&["qemu-system-arm"])]),
    ],
    steps: &[
        Step::new("format", &["cargo", "fmt", "--manifest-path", "examples/bare/Cargo.toml", "--check"]),
        Step::script(&["examples/bare/verify.sh"]),
    ],
};
