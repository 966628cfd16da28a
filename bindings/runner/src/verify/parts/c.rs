//! The C ABI and its C++ wrapper.

use crate::verify::need::{Need, Way};
use crate::verify::part::Part;
use crate::verify::step::Step;

pub const PART: Part = Part {
    name: "c",
    about: "C and C++: header, ctest, sanitizers, installed package",
    needs: &[
        Need::command(&["gcc", "--version"], &[Way::Apt(&["gcc", "libc6-dev"])]),
        Need::command(&["g++", "--version"], &[Way::Apt(&["g++"])]),
        Need::command(&["clang", "--version"], &[Way::Apt(&["clang"])]),
        Need {
            name: "clang's sanitizers",
            probe: &[
                "bash",
                "-c",
                "echo 'int main(void) { return 0; }' | clang -fsanitize=address -x c - -o /dev/null",
            ],
            // The first name is in Debian 12 and later; elsewhere the compiler's own version is part of the name.
            ways: &[Way::Apt(&["libclang-rt-dev"]), Way::Apt(&["libclang-rt-14-dev"])],
        },
        Need::command(&["cmake", "--version"], &[Way::Apt(&["cmake"])]),
        Need::command(&["make", "--version"], &[Way::Apt(&["make"])]),
        Need::command(&["python3", "--version"], &[Way::Apt(&["python3"])]),
        Need::command(&["pkg-config", "--version"], &[Way::Apt(&["pkg-config"])]),
        Need::command(&["nm", "--version"], &[Way::Apt(&["binutils"])]),
        Need::command(&["valgrind", "--version"], &[Way::Apt(&["valgrind"])]),
    ],
    steps: &[Step::script(&["bindings/c/verify.sh"])],
};
