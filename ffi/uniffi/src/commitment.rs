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
//! | `node`, `output`, `variant` | words that calls and errors share |
//! | `error` | every way in which a call can fail |

mod basepoints;
mod channel_secrets;
mod error;
mod format;
mod keys;
mod node;
mod number;
mod output;
mod secrets;
mod store;
mod template;
mod variant;

pub use error::CommitmentError;
