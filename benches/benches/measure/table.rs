//! The table of ratios.

use crate::measure::{Operation, Table};
use std::time::{Duration, Instant};

/// How many times each operation has its turn.
const ROUNDS: usize = 300;

/// How long all turns take at most, if that leaves one of each.
const LIMIT: Duration = Duration::from_secs(20);

/// How long a turn is, about.
const TURN: Duration = Duration::from_micros(300);

impl<S> Table<'_, S> {
    /// Measures and prints the table.
    pub(crate) fn print(&self) {
        let measured = self.measure();
        let samples = |wanted: &Operation<S>| {
            let at = self.operations.iter().position(|operation| operation.name == wanted.name).unwrap();
            &measured[at]
        };
        println!("\n> {}", self.name);
        for operation in self.operations {
            println!(">   {:<28} {:>8.2} µs", operation.name, median(samples(operation).clone()));
        }
        for (operation, beside) in self.ratios {
            let pairs = samples(operation).iter().zip(samples(beside));
            let ratio = median(pairs.map(|(one, other)| one / other).collect());
            println!(">   {:<28} / {:<28} {ratio:>6.3}", operation.name, beside.name);
        }
    }

    /// The microseconds that each operation took in each round.
    fn measure(&self) -> Vec<Vec<f64>> {
        let counts: Vec<u32> = self.operations.iter().map(|operation| self.count(operation)).collect();
        let mut samples = vec![Vec::new(); self.operations.len()];
        let start = Instant::now();
        for round in 0..ROUNDS {
            if round > 0 && start.elapsed() > LIMIT {
                break;
            }
            for ((operation, count), samples) in self.operations.iter().zip(&counts).zip(&mut samples) {
                samples.push(self.time(operation, *count).as_secs_f64() * 1e6 / f64::from(*count));
            }
        }
        samples
    }

    /// How often an operation runs in a turn.
    fn count(&self, operation: &Operation<S>) -> u32 {
        const TRIAL: u32 = 100;
        let first = self.time(operation, 1);
        if first > TURN * 100 {
            return 1;
        }
        let single = self.time(operation, TRIAL) / TRIAL;
        (TURN.as_nanos() / single.as_nanos().max(1)).clamp(1, 1000) as u32
    }

    fn time(&self, operation: &Operation<S>, count: u32) -> Duration {
        let start = Instant::now();
        (0..count).for_each(|_| (operation.run)(self.subject));
        start.elapsed()
    }
}

fn median(mut samples: Vec<f64>) -> f64 {
    samples.sort_by(f64::total_cmp);
    samples[samples.len() / 2]
}
