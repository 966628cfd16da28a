//! Ark, the Bark dialect: virtual outputs (VTXOs), what may take them, and how they are put on chain.
//!
//! | module | holds |
//! | --- | --- |
//! | `terms`, `lock` | what all outputs of one server have in common, and what locks them |
//! | `id`, `bare`, `whole`, `genesis` | a VTXO as it is written |
//! | `policy`, `clause`, `output`, `spend` | who may take an output, when, with what |
//! | `accept` | whether a VTXO is money |
//! | `exit`, `hop`, `deadline` | how it is put on chain without the server, and until when |
//! | `error` | every way in which a call can fail |

pub(crate) mod accept;
pub(crate) mod bare;
pub(crate) mod clause;
mod deadline;
mod error;
pub(crate) mod exit;
pub(crate) mod genesis;
pub(crate) mod hop;
pub(crate) mod id;
pub(crate) mod lock;
pub(crate) mod output;
pub(crate) mod policy;
pub(crate) mod spend;
pub(crate) mod terms;
pub(crate) mod whole;

pub(crate) use error::shared_errors;
pub use error::{Counted, CryptoFault, VtxoError};
pub(crate) use id::VtxoId;
pub(crate) use lock::{HashLockVersion, delta};
pub(crate) use policy::UserPolicy;
pub(crate) use terms::VtxoTerms;
pub(crate) use whole::Vtxo;
