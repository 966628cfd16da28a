//! The feature `vectors` fixes secret nonces for test vectors: no package that is shipped may turn it on.

use std::process::Command;

/// What ships, built alone, with all of its features.
const SHIPPED: &[&str] = &["keelbolt-c", "keelbolt-uniffi"];

#[test]
fn no_shipped_package_fixes_nonces() {
    SHIPPED.iter().for_each(|package| assert_eq!(enabled_by(package), "", "{package}"));
    assert!(enabled_by("keelbolt-examples").contains("vectors"), "the tree was not understood");
}

/// The lines of a package's tree of features that name the feature.
fn enabled_by(package: &str) -> String {
    let tree = ["tree", "--offline", "--locked", "--edges", "normal,features", "--all-features", "--package"];
    let output = Command::new(env!("CARGO")).args(tree).arg(package).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let tree = String::from_utf8(output.stdout).unwrap();
    assert!(tree.contains("keelbolt-curve"), "{package} does not stand on the core");
    tree.lines().filter(|line| line.contains("feature \"vectors\"")).collect()
}
