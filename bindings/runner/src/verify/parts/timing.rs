//! No time depends on a secret.

use crate::verify::need::{Need, Way};
use crate::verify::part::Part;
use crate::verify::step::Step;

pub const PART: Part = Part {
    name: "timing",
    about: "no time depends on a secret: Valgrind with the secrets marked",
    needs: &[
        Need::command(&["cc", "--version"], &[Way::Apt(&["gcc", "libc6-dev"])]),
        Need {
            name: "valgrind with its headers",
            probe: &["bash", "-c", "valgrind --version && echo '#include <valgrind/memcheck.h>' | cc -E -"],
            ways: &[Way::Apt(&["valgrind"])],
        },
    ],
    steps: &[Step::script(&["core/tests/constant_time/verify.sh"])],
};
