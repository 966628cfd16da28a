//! Deriving keys, building, signing and verifying a commitment, each beside its floor (the bare calls into
//! libsecp256k1, and the hashing that BOLT 3 asks for) and beside the peer.
//!
//! `cargo bench -p keelbolt-benches --bench commitment` prints criterion's figures and then a table of ratios.

#[path = "../measure/curve.rs"]
mod curve;
mod fixture;
mod floor;
#[path = "../measure/mod.rs"]
mod measure;
mod operations;

fn main() {
    measure::run(&operations::tables(&fixture::Fixture::new()));
}
