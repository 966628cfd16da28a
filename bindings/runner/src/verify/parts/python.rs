//! Python from a built wheel.

use crate::verify::need::{Need, Way};
use crate::verify::part::Part;
use crate::verify::step::Step;

pub const PART: Part = Part {
    name: "python",
    about: "Python: a built wheel under pytest",
    needs: &[Need {
        name: "Python 3 with venv",
        probe: &["python3", "-c", "import ensurepip, venv"],
        ways: &[Way::Apt(&["python3", "python3-venv"])],
    }],
    steps: &[Step::script(&["bindings/python/verify.sh"])],
};
