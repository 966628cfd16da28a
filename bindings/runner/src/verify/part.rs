//! One part of the run: what it needs and what it does.

use std::fs::File;

use super::need::Need;
use super::report::Verdict;
use super::step::{Failure, Step};
use super::surroundings::Surroundings;

/// A row of [`PARTS`](super::parts::PARTS).
#[derive(Debug, PartialEq)]
pub struct Part {
    /// The word on the command line and in the report.
    pub name: &'static str,
    /// One line for the help.
    pub about: &'static str,
    /// The tools without which the part is `missing`.
    pub needs: &'static [Need],
    /// What runs, in order; the first failure ends the part.
    pub steps: &'static [Step],
}

impl Part {
    /// Runs the steps, each with its output in the part's log, and shows what a reader wants to see of them.
    pub fn verify(&self, surroundings: &Surroundings) -> Verdict {
        println!("\n{}", self.name);
        let missing: Vec<&Need> = self.needs.iter().filter(|need| !need.is_met(surroundings)).collect();
        if !missing.is_empty() {
            for need in missing {
                println!("  missing: {}", need.described());
            }
            return Verdict::Missing;
        }

        let log = surroundings.log(self.name);
        let mut file = match File::create(&log) {
            Ok(file) => file,
            Err(error) => {
                println!("  the log {} cannot be written: {error}", surroundings.shorten(&log).display());
                return Verdict::Failed;
            }
        };
        for step in self.steps.iter().filter(|step| step.is_due(surroundings.deep)) {
            let Err(Failure { why, output }) = step.run(surroundings, &mut file) else { continue };
            output.print_failure(step.title, &why, surroundings.shorten(&log));
            return Verdict::Failed;
        }
        Verdict::Passed
    }
}
