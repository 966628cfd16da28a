//! MuSig2 (BIP 327): several signers make one BIP 340 signature for one aggregate key.
//!
//! | module | holds |
//! | --- | --- |
//! | `keys` | the aggregate key, and its tweaks |
//! | `nonce` | what signs once, and what is told to the others |
//! | `session` | partial signatures: made, checked, aggregated |
//! | `error` | every way in which a ceremony can fail |

mod error;
mod keys;
mod nonce;
mod session;

pub use error::MusigError;
pub(crate) use keys::MusigKeys;
