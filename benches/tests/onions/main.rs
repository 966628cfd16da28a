//! Onions, built and peeled by Keelbolt and by `lightning`.
//!
//! `KEELBOLT_DIFFERENTIAL_CASES` sets how many; 500 when it is absent. The two use different versions of the curve's
//! library: nothing but bytes goes from one to the other.

mod changes;
mod delivery;
mod letter;
mod messages;
mod nodes;
mod outcome;
mod path;
mod payments;
mod plan;
mod rule;
