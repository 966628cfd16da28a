//! Building and peeling onions, each beside its floor (the bare calls into libsecp256k1, and the hashing and streams
//! that BOLT 4 asks for) and beside the peer.
//!
//! `cargo bench -p keelbolt-benches --bench onion` prints criterion's figures and then a table of ratios.

mod fixture;
mod floor;
#[path = "../measure/mod.rs"]
mod measure;
mod operations;

fn main() {
    measure::run(&operations::tables(&fixture::Fixture::new()));
}
