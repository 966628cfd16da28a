//! Attribution data: who held a payment, and for how long (BOLT 4, "Returning Errors" and "Hold times for
//! successful payments"; BOLT 2, `attribution_data`).
//!
//! Every node on the way back adds its hold time and a row of truncated HMACs, one for each place on the route at
//! which it may stand, since only the origin knows that. The HMACs cover what the node received, so that whoever
//! changes it is found, or its neighbour: the origin names a pair of nodes.
//!
//! | who | does |
//! | --- | --- |
//! | the node that fails or fulfills | [`AttributionData::ZERO`], then as the next one |
//! | a node on the way back | passes a [`Report`] to [`failure`](crate::sphinx::failure) or [`fulfillment`] |
//! | the origin | [`failure::decrypt`](crate::sphinx::failure::decrypt) or [`fulfillment::decrypt`] |

mod data;
mod error;
pub mod fulfillment;
mod hold_times;

pub use data::{AttributionData, HoldTime, Report};
pub use error::Error;
pub use hold_times::HoldTimes;

pub(super) use hold_times::Origin;

/// How many hops attribution data reaches (BOLT 4, "Initialization of `attribution_data`").
pub const MAX_ATTRIBUTED_HOPS: usize = 20;
