//! What Ark puts on chain, spent under Bitcoin Core's own interpreter.

mod clauses;
mod exits;
mod judge;
mod keys;
mod trees;
