//! How it grows with the number of leaves.

use crate::fixture::Ceremony;
use crate::operations::{client, server};
use keelbolt::vtxo::tree::UnsignedTree;
use std::hint::black_box;
use std::time::Instant;

/// How many times each is measured; the fastest counts, since nothing makes it faster than it is.
const ROUNDS: usize = 3;

type Measured = (&'static str, fn(&Ceremony));

const MEASURED: [Measured; 3] = [
    ("server: build the tree", |on| {
        _ = black_box(UnsignedTree::build(black_box(&on.spec).clone(), on.utxo).unwrap());
    }),
    ("user: build, check, sign", client),
    ("server: verify all", server),
];

/// Measures and prints how much more each takes than n log n would from the smallest number on.
pub(crate) fn print(numbers: &[usize]) {
    println!("\n> growth beside n log n, the first number being 1");
    let mut first = None;
    for leaves in numbers {
        let ceremony = Ceremony::hold(*leaves);
        let scale = *leaves as f64 * (*leaves as f64).log2();
        let per_unit = MEASURED.map(|(_, run)| fastest(run, &ceremony) / scale);
        let base = *first.get_or_insert(per_unit);
        for ((name, _), (now, base)) in MEASURED.iter().zip(per_unit.into_iter().zip(base)) {
            let milliseconds = now * scale * 1e3;
            println!(">   {leaves:>6} leaves: {name:<28} {milliseconds:>10.1} ms {:>6.2}", now / base);
        }
    }
}

fn fastest(run: fn(&Ceremony), on: &Ceremony) -> f64 {
    let time = |_| {
        let start = Instant::now();
        run(on);
        start.elapsed().as_secs_f64()
    };
    (0..ROUNDS).map(time).fold(f64::INFINITY, f64::min)
}
