//! Signing a tree of VTXOs together: MuSig2 (BIP 327) for every node at once.
//!
//! | module | holds |
//! | --- | --- |
//! | `expected` | what a user checks before anything of its own leaves the wallet |
//! | `nonces` | what signs once, of users and of the server |
//! | `session` | whose part is right, and the signatures of all |
//! | `outputs` | what holds of all outputs of one user together |

mod expected;
mod nonces;
mod outputs;
mod session;
