//! Draws the tree of a round, and what an exit of one leaf publishes:
//! `cargo run -p keelbolt-examples --bin vtxo_tree -- USERS [LEAF [--svg]]`

use keelbolt::vtxo::AcceptedVtxo;
use keelbolt_examples::drawing;
use keelbolt_examples::round::Round;
use std::process::ExitCode;

/// Satoshi for 1000 units of weight.
const FEERATE: u32 = 2_500;

/// Of a child that spends the anchor and one P2TR output, to one of the same kind.
const CHILD_WEIGHT: u64 = 608;

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
        _ => match exit {
            Some(leaf) => drawing::text(&round.tree, exit) + &cost(&round, leaf)?,
            None => drawing::text(&round.tree, exit),
        },
    })
}

/// How many transactions an exit publishes, what they weigh, and what their children pay.
fn cost(round: &Round, leaf: usize) -> Result<String, Box<dyn std::error::Error>> {
    let vtxo = round.vtxo(leaf)?;
    let exit = AcceptedVtxo::assume_accepted(vtxo.as_ref()).exit()?;
    let (mut depth, mut fees) = (0, 0);
    for package in exit.packages()? {
        let fee = package?.child_fee(CHILD_WEIGHT, FEERATE).ok_or("child is too heavy")?;
        (depth, fees) = (depth + 1, fees + fee.0);
    }
    Ok(format!(
        "user {leaf} publishes {depth} transactions of {} weight units; at {FEERATE} sat for 1000 units their children \
         pay {fees} sat\n",
        exit.weight()?
    ))
}
