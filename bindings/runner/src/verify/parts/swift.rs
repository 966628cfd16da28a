//! Swift by SwiftPM.

use crate::verify::need::{Need, Way};
use crate::verify::part::Part;
use crate::verify::step::Step;

pub const PART: Part = Part {
    name: "swift",
    about: "Swift: SwiftPM with its own test library",
    needs: &[Need {
        name: "Swift 6",
        probe: &["bindings/swift/toolchain.sh", "ready"],
        ways: &[Way::Run(
            &["bindings/swift/toolchain.sh", "setup"],
            "Swift 6 in a Debian chroot: 0.6 GB fetched, 2.6 GB in the cache folder",
        )],
    }],
    steps: &[Step::script(&["bindings/swift/verify.sh"])],
};
