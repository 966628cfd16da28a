//! Every transaction that a channel can put on chain, spent under Bitcoin Core's own interpreter, and judged by
//! `keelbolt::commitment::relay` beside it.

mod allocation;
mod batches;
mod bumps;
mod children;
mod closing;
mod forbidden;
mod paths;
mod refused;
mod relay;
mod watch;
mod world;
