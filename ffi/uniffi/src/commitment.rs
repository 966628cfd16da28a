//! Commitments (BOLT 3): keys, secrets, scripts, and what a channel can put on chain.
//!
//! "Local" is the owner of a commitment and "remote" the other node, as in the specification.
//!
//! | module | holds |
//! | --- | --- |
//! | `basepoints`, `keys` | what nodes show of their keys, and what comes from it for each commitment |
//! | `channel_secrets` | all secrets of a channel from one seed |
//! | `secrets`, `store` | the secrets that revoke: made, and kept |
//! | `number` | the number of a commitment, and how a transaction hides it |
//! | `format` | the formats of commitments, with their fees and weights |
//! | `template` | the scripts of outputs, written and recognised |
//! | `channel`, `draft`, `built`, `htlc` | what a commitment is made of, and what comes of it |
//! | `spend` | who takes its outputs, how, and at which fee |
//! | `closing` | what ends a channel in agreement |
//! | `relay` | whether nodes relay a transaction |
//! | `node`, `output`, `variant` | words that calls and errors share |
//! | `error` | every way in which a call can fail |

mod basepoints;
mod built;
mod channel;
mod channel_secrets;
mod closing;
mod draft;
mod error;
mod format;
mod htlc;
mod keys;
mod node;
mod number;
mod output;
pub(crate) mod relay;
mod secrets;
mod spend;
mod store;
mod template;
mod variant;

pub use error::CommitmentError;
