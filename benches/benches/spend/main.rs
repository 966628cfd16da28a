//! Justice, closing, stand-alone contracts, derived keys and MuSig2, each beside its floor: the bare calls into
//! libsecp256k1, and the hashing that the specification asks for.
//!
//! `cargo bench -p keelbolt-benches --bench spend` prints criterion's figures and then a table of ratios.

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
