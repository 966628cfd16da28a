//! Stand-alone hash time-locked contracts.

pub(crate) mod fault;
