//! `cargo verify [PART ...] [--deep] [--yes]`: all tests of all languages, with their real toolchains.
//!
//! What is missing is installed first (`install`), then each part's steps run one after the other, with their
//! output in a log of its own (`step`, `output`), and a table of verdicts closes the run (`report`). What a part consists of
//! stands in `parts`.

mod arguments;
mod install;
mod need;
mod output;
mod part;
mod parts;
mod report;
mod step;
mod surroundings;

use std::process::ExitCode;
use std::time::Instant;

use arguments::{Asked, Wanted};
use report::{Row, Verdict};
use surroundings::Surroundings;

/// Runs the parts that the command line names, or all, and reports them.
pub fn main(words: impl Iterator<Item = String>) -> ExitCode {
    match arguments::parse(words) {
        Ok(Wanted::Help) => {
            print!("{}", arguments::help());
            ExitCode::SUCCESS
        }
        Ok(Wanted::Verify(asked)) => verify(&asked),
        Err(refused) => {
            eprintln!("{refused}\n\n{}", arguments::help());
            ExitCode::from(2)
        }
    }
}

fn verify(asked: &Asked) -> ExitCode {
    let surroundings = match Surroundings::prepare(asked.deep) {
        Ok(surroundings) => surroundings,
        Err(error) => {
            eprintln!("the folder for logs cannot be made: {error}");
            return ExitCode::FAILURE;
        }
    };
    let consent =
        if asked.yes || surroundings.is_ci { install::Consent::Given } else { install::Consent::Ask };
    install::install_missing(&asked.parts, consent, &surroundings);

    let rows: Vec<Row> = asked
        .parts
        .iter()
        .map(|part| {
            let began = Instant::now();
            let verdict = part.verify(&surroundings);
            Row { part: part.name, verdict, seconds: began.elapsed().as_secs_f64() }
        })
        .collect();

    print!("\n{}", report::table(&rows));
    if rows.iter().all(|row| row.verdict == Verdict::Passed) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
