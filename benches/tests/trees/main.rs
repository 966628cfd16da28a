//! Trees of VTXOs, built and signed by Keelbolt and by `ark-lib`.
//!
//! `KEELBOLT_DIFFERENTIAL_CASES` sets how many; 500 when it is absent. What goes from one to the other is bytes.

mod build;
mod leaves;
mod plan;
mod sign;
