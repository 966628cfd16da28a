//! Spends of a contract's output: one input, one output, a witness. The contracts say which.

mod error;
mod frame;
mod signed;

pub use error::Error;
pub(crate) use frame::{Frame, dust_limit};
pub use signed::Signed;

use crate::amount::Sat;
use crate::codec::transaction::OutPoint;

/// An output of a contract, on chain or on its way there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Funding {
    /// Where it is.
    pub outpoint: OutPoint,
    /// What it holds.
    pub value: Sat,
}
