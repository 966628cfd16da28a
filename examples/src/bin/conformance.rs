//! Replays conformance files: `cargo run -p keelbolt-examples --bin conformance -- FILE...`
//!
//! Prints each failing case, then `N passed, M failed`; the exit status is 1 when any failed.

use keelbolt_examples::conformance;
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let (mut passed, mut failed) = (0, 0);
    for file in std::env::args().skip(1) {
        match conformance::replay(Path::new(&file)) {
            Ok(report) => {
                passed += report.passed;
                failed += report.failed.len();
                report.failed.iter().for_each(|line| println!("{file}: {line}"));
            }
            Err(why) => {
                failed += 1;
                println!("{file}: {why}");
            }
        }
    }
    println!("{passed} passed, {failed} failed");
    if failed == 0 && passed > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
