//! The fuzz targets.

use crate::verify::need::{Need, Way};
use crate::verify::part::Part;
use crate::verify::step::Step;

pub const PART: Part = Part {
    name: "fuzz",
    about: "every fuzz target, shortly; a hundred times as long with --deep",
    needs: &[
        Need::command(&["g++", "--version"], &[Way::Apt(&["g++"])]),
        Need {
            name: "cargo-fuzz",
            probe: &["cargo", "fuzz", "--version"],
            ways: &[Way::Run(&["cargo", "install", "--locked", "cargo-fuzz"], "built in a minute")],
        },
    ],
    steps: &[
        Step::new("format", &["cargo", "fmt", "--manifest-path", "fuzz/Cargo.toml", "--check"]),
        Step::script(&["fuzz/verify.sh"]),
    ],
};
