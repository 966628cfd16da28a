//! What the programs in `src/bin` share: the replay of conformance files.
//!
//! Programs: `conformance` replays files of test vectors, `read_invoice` and `make_invoice` show the invoice
//! module at work. What runs without an operating system is in `bare/`.

pub mod conformance;
