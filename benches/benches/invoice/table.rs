//! The table of ratios.

use crate::operations::{
    DECODE, Invoice, OPERATIONS, Operation, PAYABLE, PAYEE, PEER_DECODE, PEER_PAYEE, PEER_SIGN, RECOVER,
    RECOVER_AND_PARSE, SIGN, SIGN_FLOOR,
};
use std::time::{Duration, Instant};

/// How many times each operation has its turn.
const ROUNDS: usize = 300;

/// How long a turn is, about.
const TURN: Duration = Duration::from_micros(300);

/// What stands in the table: an operation beside another.
const RATIOS: [(&Operation, &Operation); 9] = [
    (&PAYEE, &RECOVER),
    (&PAYEE, &RECOVER_AND_PARSE),
    (&PAYABLE, &RECOVER),
    (&PAYEE, &PEER_PAYEE),
    (&PEER_PAYEE, &RECOVER),
    (&DECODE, &PEER_DECODE),
    (&SIGN, &SIGN_FLOOR),
    (&SIGN, &PEER_SIGN),
    (&PEER_SIGN, &SIGN_FLOOR),
];

/// Measures one invoice and prints its part of the table.
pub(crate) fn print(invoice: &Invoice) {
    let measured = measure(invoice);
    let samples = |wanted: &Operation| {
        let at = OPERATIONS.iter().position(|operation| operation.name == wanted.name).unwrap();
        &measured[at]
    };
    println!("\n> {}", invoice.name);
    for operation in &OPERATIONS {
        println!(">   {:<28} {:>8.2} µs", operation.name, median(samples(operation).clone()));
    }
    for (operation, beside) in RATIOS {
        let pairs = samples(operation).iter().zip(samples(beside));
        let ratio = median(pairs.map(|(one, other)| one / other).collect());
        println!(">   {:<28} / {:<28} {ratio:>6.3}", operation.name, beside.name);
    }
}

/// The microseconds that each operation took in each round.
fn measure(invoice: &Invoice) -> Vec<Vec<f64>> {
    let counts = OPERATIONS.map(|operation| count(&operation, invoice));
    let mut samples = vec![Vec::with_capacity(ROUNDS); OPERATIONS.len()];
    for _ in 0..ROUNDS {
        for ((operation, count), samples) in OPERATIONS.iter().zip(counts).zip(&mut samples) {
            samples.push(time(operation, invoice, count).as_secs_f64() * 1e6 / f64::from(count));
        }
    }
    samples
}

/// How often an operation runs in a turn.
fn count(operation: &Operation, invoice: &Invoice) -> u32 {
    const TRIAL: u32 = 100;
    let single = time(operation, invoice, TRIAL) / TRIAL;
    (TURN.as_nanos() / single.as_nanos().max(1)).clamp(1, 1000) as u32
}

fn time(operation: &Operation, invoice: &Invoice, count: u32) -> Duration {
    let start = Instant::now();
    (0..count).for_each(|_| (operation.run)(invoice));
    start.elapsed()
}

fn median(mut samples: Vec<f64>) -> f64 {
    samples.sort_by(f64::total_cmp);
    samples[samples.len() / 2]
}
