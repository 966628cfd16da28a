//! What is shipped has no feature that only tests may switch on.

use std::process::Command;

/// Features of the core's packages that no shipped package may enable, whatever features of its own are on.
const NEVER_SHIPPED: &[(&str, &str)] = &[("keelbolt-curve", "valgrind")];

/// A package, the features that it is built with, and whether one that is never shipped follows.
const PACKAGES: &[(&str, &[&str], bool)] = &[
    ("keelbolt-c", &["--all-features"], false),
    ("keelbolt-uniffi", &["--all-features"], false),
    ("keelbolt-examples", &["--all-features"], false),
    ("keelbolt", &[], false),
    ("keelbolt", &["--features", "valgrind"], true),
];

#[test]
fn features_of_tests_are_not_shipped() {
    for (package, features, expected) in PACKAGES {
        for (dependency, feature) in NEVER_SHIPPED {
            check(package, features, dependency, feature, *expected);
        }
    }
}

fn check(package: &str, features: &[&str], dependency: &str, feature: &str, expected: bool) {
    let tree = ["tree", "--locked", "--edges", "features,normal,build", "--package", package];
    let output = Command::new(env!("CARGO"))
        .args(tree)
        .args(features)
        .args(["--invert", dependency])
        .output()
        .expect("cargo tree");
    let text = String::from_utf8(output.stdout).expect("text");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(text.contains(dependency), "{package} does not depend on {dependency}: {text}");
    let found = text.contains(&format!("{dependency} feature \"{feature}\""));
    assert_eq!(found, expected, "{package} {features:?}: {text}");
}
