//! Trees of VTXOs beside `ark-lib`: what a user does in a round, what the server checks of all users, and whether a VTXO
//! is right; and how all of it grows.
//!
//! `cargo bench -p keelbolt-benches --bench tree` prints tables of ratios. Criterion's figures are left out: what the
//! peer does takes up to a minute at a time.

mod fixture;
mod growth;
#[path = "../measure/mod.rs"]
#[allow(dead_code, reason = "criterion is left out")]
mod measure;
mod operations;
mod peer;

use fixture::Ceremony;
use peer::Fixture;

/// How many leaves the trees have that are measured beside the peer.
const LEAVES: [usize; 2] = [256, 1_024];

/// How many leaves there are for the growth.
const GROWTH: [usize; 4] = [256, 1_024, 4_096, 16_384];

fn main() {
    let is_bench = std::env::args().any(|argument| argument == "--bench");
    if !is_bench {
        // To see that all of it works.
        let fixture = Fixture::new(Ceremony::hold(6));
        return operations::tables(&fixture).iter().for_each(measure::Table::run_once);
    }
    for leaves in LEAVES {
        let fixture = Fixture::new(Ceremony::hold(leaves));
        println!("\n> {leaves} leaves");
        operations::tables(&fixture).iter().for_each(measure::Table::print);
    }
    growth::print(&GROWTH);
}
