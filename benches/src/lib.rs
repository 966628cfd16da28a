//! What the differential tests, the fuzz target and the benchmarks of invoices share.
//!
//! [`Parts`] composes an invoice without the core, right or wrong; [`generate`] draws one from bytes;
//! [`compare`] gives a text to Keelbolt and to `lightning-invoice` and accepts a difference only when a
//! [`Rule`] explains it.

mod cases;
mod claim;
mod compare;
mod figures;
mod generate;
mod parts;
mod rewrite;
mod rule;

pub use cases::{cases, random_bytes};
pub use compare::{Difference, Outcome, compare};
pub use generate::generate;
pub use parts::{KEY, Parts, Signature, field, key, pack, point, word};
pub use rule::Rule;
