//! What stays the same through the life of a channel.

use crate::commitment::keys::keelbolt_basepoints;
use crate::fault::Fault;
use crate::number::Mirror;
use crate::outpoint::keelbolt_outpoint;
use crate::pointer::growing;
use protocol::amount::Sat;
use protocol::commitment::Format;
use protocol::commitment::{ChannelParameters, NodeParameters};

/// What a node has brought into a channel. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_node_parameters {
    /// Its keys.
    pub basepoints: keelbolt_basepoints,
    /// How many blocks it waits for what its own commitment pays it: what the other node asked for.
    pub to_self_delay: u16,
    /// Below this its own commitment has no output, in satoshi.
    pub dust_limit_sat: u64,
}

/// What stays the same through the life of a channel.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_channel_parameters {
    /// `sizeof(keelbolt_channel_parameters)`.
    pub struct_size: usize,
    /// What its commitments look like: a `keelbolt_format`.
    pub format: i32,
    /// The funding output.
    pub funding: keelbolt_outpoint,
    /// What it holds, in satoshi.
    pub funding_amount_sat: u64,
    /// The node that opened the channel.
    pub opener: keelbolt_node_parameters,
    /// The other one.
    pub accepter: keelbolt_node_parameters,
}

impl keelbolt_node_parameters {
    fn to_core(self) -> Result<NodeParameters, Fault> {
        Ok(NodeParameters {
            basepoints: self.basepoints.to_core()?,
            dust_limit: Sat(self.dust_limit_sat),
            to_self_delay: self.to_self_delay,
        })
    }
}

/// # Safety
///
/// `channel` is NULL, or aligned, its `struct_size` readable, and as many bytes as that says.
pub(super) unsafe fn read(channel: *const keelbolt_channel_parameters) -> Result<ChannelParameters, Fault> {
    // SAFETY: passed on from the caller.
    let channel = unsafe { growing(channel)? };
    Ok(ChannelParameters {
        format: Format::of_number(channel.format)?,
        funding: channel.funding.to_core(),
        funding_amount: Sat(channel.funding_amount_sat),
        opener: channel.opener.to_core()?,
        accepter: channel.accepter.to_core()?,
    })
}
