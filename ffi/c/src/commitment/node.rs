//! The two nodes of a channel.

use crate::number::mirror;
use protocol::commitment::Node;

/// One of the two nodes of a channel. It travels as `int32_t`; 0 is none.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum keelbolt_channel_node {
    /// The node that opened the channel, which pays the fees.
    KEELBOLT_CHANNEL_NODE_OPENER = 1,
    /// The other one.
    KEELBOLT_CHANNEL_NODE_ACCEPTER = 2,
}

mirror!(
    Node,
    keelbolt_channel_node,
    [(Self::Opener, KEELBOLT_CHANNEL_NODE_OPENER), (Self::Accepter, KEELBOLT_CHANNEL_NODE_ACCEPTER)]
);
