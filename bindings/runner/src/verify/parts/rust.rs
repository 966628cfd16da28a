//! The Rust workspace.

use crate::verify::need::{Need, Way};
use crate::verify::output::Judged;
use crate::verify::part::Part;
use crate::verify::step::Step;

pub const PART: Part = Part {
    name: "rust",
    about: "format, lints, tests with and without an allocator, vectors, docs",
    needs: &[
        Need {
            name: "rustfmt",
            probe: &["cargo", "fmt", "--version"],
            ways: &[Way::Run(&["rustup", "component", "add", "rustfmt"], "a component of Rust")],
        },
        Need {
            name: "clippy",
            probe: &["cargo", "clippy", "--version"],
            ways: &[Way::Run(&["rustup", "component", "add", "clippy"], "a component of Rust")],
        },
        Need::command(&["cc", "--version"], &[Way::Apt(&["gcc", "libc6-dev"])]),
    ],
    steps: &[
        Step::new("format", &["cargo", "fmt", "--all", "--check"]),
        Step::new(
            "lints",
            &["cargo", "clippy", "--locked", "--workspace", "--all-targets", "--", "-D", "warnings"],
        ),
        Step::new(
            "lints without an allocator",
            &[
                "cargo",
                "clippy",
                "--locked",
                "-p",
                "keelbolt",
                "--no-default-features",
                "--",
                "-D",
                "warnings",
            ],
        ),
        Step::new(
            "lints of the constant-time check",
            &[
                "cargo",
                "clippy",
                "--locked",
                "-p",
                "keelbolt-curve",
                "-p",
                "keelbolt",
                "--features",
                "keelbolt/valgrind",
                "--lib",
                "--test",
                "constant_time",
                "--",
                "-D",
                "warnings",
            ],
        ),
        // With all that the bindings enable, trampoline too; without an allocator the core stands alone.
        Step::new("tests", &["cargo", "test", "--locked", "--workspace", "--exclude", "keelbolt-benches"])
            .judged(Judged::Tests),
        // By themselves: the peers turn on features of the curve's library that nothing shipped has, and those allocate.
        Step::new("tests beside the peers", &["cargo", "test", "--locked", "-p", "keelbolt-benches"])
            .judged(Judged::Tests),
        Step::new(
            "tests without an allocator",
            &["cargo", "test", "--locked", "-p", "keelbolt", "--no-default-features"],
        )
        .judged(Judged::Tests),
        Step::new(
            "conformance",
            &[
                "bash",
                "-c",
                "cargo run --locked -p keelbolt-examples --bin conformance -- core/tests/vectors/*/*.json",
            ],
        )
        .judged(Judged::Cases),
        // Features unify across a workspace, so each shipped package is also built by itself. The release libraries
        // are those that the other languages then load.
        Step::new(
            "keelbolt-curve alone",
            &["cargo", "build", "--locked", "--release", "-p", "keelbolt-curve"],
        ),
        Step::new("keelbolt alone", &["cargo", "build", "--locked", "--release", "-p", "keelbolt"]),
        Step::new("keelbolt-c alone", &["cargo", "build", "--locked", "--release", "-p", "keelbolt-c"]),
        Step::new(
            "keelbolt-uniffi alone",
            &["cargo", "build", "--locked", "--release", "-p", "keelbolt-uniffi"],
        ),
        Step::new("documentation", &["cargo", "doc", "--locked", "--workspace", "--no-deps"])
            .with(&[("RUSTDOCFLAGS", "-D warnings")]),
        Step::new(
            "large differential run of invoices",
            &["cargo", "test", "--locked", "--release", "-p", "keelbolt-benches", "--test", "invoices"],
        )
        .with(&[("KEELBOLT_DIFFERENTIAL_CASES", "1000000")])
        .judged(Judged::Tests)
        .deep(),
        Step::new(
            "large differential run of onions",
            &["cargo", "test", "--locked", "--release", "-p", "keelbolt-benches", "--test", "onions"],
        )
        .with(&[("KEELBOLT_DIFFERENTIAL_CASES", "10000")])
        .judged(Judged::Tests)
        .deep(),
        Step::new(
            "large differential run of commitments",
            &["cargo", "test", "--locked", "--release", "-p", "keelbolt-benches", "--test", "commitments"],
        )
        .with(&[("KEELBOLT_DIFFERENTIAL_CASES", "10000")])
        .judged(Judged::Tests)
        .deep(),
    ],
};
