//! Draws the tree of a round, and what an exit of one leaf publishes:
//! `cargo run -p keelbolt-examples --bin vtxo_tree -- USERS [LEAF [--svg]]`

use keelbolt_examples::drawing;
use keelbolt_examples::round::Round;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match drawn(&arguments) {
        Ok(drawing) => {
            print!("{drawing}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}\nusage: vtxo_tree USERS [LEAF [--svg]]");
            ExitCode::FAILURE
        }
    }
}

fn drawn(arguments: &[String]) -> Result<String, Box<dyn std::error::Error>> {
    let users = arguments.first().ok_or("how many users?")?.parse()?;
    let exit: Option<usize> = arguments.get(1).map(|leaf| leaf.parse()).transpose()?;
    let round = Round::of(users)?;
    if exit.is_some_and(|leaf| leaf >= users) {
        return Err(format!("leaf: expected below {users}").into());
    }
    Ok(match arguments.get(2).map(String::as_str) {
        Some("--svg") => drawing::svg(&round.tree, exit),
        _ => drawing::text(&round.tree, exit),
    })
}
