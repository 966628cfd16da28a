//! Policies and VTXOs, read, written and judged by Keelbolt and by `ark-lib`.
//!
//! `KEELBOLT_DIFFERENTIAL_CASES` sets how many; 500 when it is absent. What goes from one to the other is bytes.

mod changes;
mod policies;
mod pool;
mod read;
