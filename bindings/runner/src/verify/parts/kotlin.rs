//! Kotlin on the JVM.

use crate::verify::need::{Need, Way};
use crate::verify::part::Part;
use crate::verify::step::Step;

pub const PART: Part = Part {
    name: "kotlin",
    about: "Kotlin on the JVM: Maven, JNA, JUnit 5",
    needs: &[
        Need {
            name: "a JDK, 17 or later",
            probe: &["javac", "--release", "17", "--version"],
            ways: &[Way::Apt(&["openjdk-17-jdk-headless"]), Way::Apt(&["openjdk-21-jdk-headless"])],
        },
        Need::command(&["mvn", "--version"], &[Way::Apt(&["maven"])]),
    ],
    steps: &[Step::script(&["bindings/kotlin/verify.sh"])],
};
