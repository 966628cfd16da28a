//! What the programs in `src/bin` and `cargo demo` share: the replay of conformance files, a round of Ark, its drawing.
//!
//! Programs: `conformance` replays files of test vectors, `read_invoice` and `make_invoice` show the invoice
//! module at work, `vtxo_tree` draws the tree of a round. What runs without an operating system is in `bare/`.

pub mod conformance;
pub mod drawing;
pub mod round;
