//! The two ways to name a node of a path.

use crate::fault::Fault;
use protocol::codec::short_channel_id::ShortChannelId;
use protocol::crypto::PublicKey;
use protocol::sphinx::blinding::{FirstNode, NextNode};

/// How a node is named.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum keelbolt_node_kind {
    /// No node is named.
    KEELBOLT_NODE_NONE = 0,
    /// By its id: `node_id`.
    KEELBOLT_NODE_ID = 1,
    /// By a channel: `short_channel_id`, and `direction` where a path begins.
    KEELBOLT_NODE_CHANNEL = 2,
}

use keelbolt_node_kind::*;

impl keelbolt_node_kind {
    #[expect(clippy::as_conversions, reason = "an enumeration of i32 has no other conversion to its number")]
    const fn number(self) -> i32 {
        self as i32
    }
}

/// A node: where a path begins, or to whom something is passed on. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_node {
    /// A `keelbolt_node_kind`: which members count.
    pub kind: i32,
    /// Where a path begins: 0 for `node_id_1` of the channel's announcement, 1 for `node_id_2`.
    pub direction: u8,
    /// The node's id.
    pub node_id: [u8; 33],
    /// The channel (BOLT 7): the node is at its other end.
    pub short_channel_id: u64,
}

impl keelbolt_node {
    const NONE: Self =
        Self { kind: KEELBOLT_NODE_NONE.number(), direction: 0, node_id: [0; 33], short_channel_id: 0 };

    fn id(node_id: PublicKey) -> Self {
        Self { kind: KEELBOLT_NODE_ID.number(), node_id: node_id.to_bytes(), ..Self::NONE }
    }

    fn channel(direction: u8, short_channel_id: ShortChannelId) -> Self {
        let short_channel_id = short_channel_id.0;
        Self { kind: KEELBOLT_NODE_CHANNEL.number(), direction, short_channel_id, ..Self::NONE }
    }

    /// Where a path begins.
    pub(crate) fn to_first(self) -> Result<FirstNode, Fault> {
        const ID: i32 = KEELBOLT_NODE_ID.number();
        const CHANNEL: i32 = KEELBOLT_NODE_CHANNEL.number();
        match self.kind {
            ID => Ok(FirstNode::NodeId(PublicKey::parse(&self.node_id)?)),
            CHANNEL => Ok(FirstNode::Channel {
                direction: self.direction,
                short_channel_id: ShortChannelId(self.short_channel_id),
            }),
            found => Err(Fault::UnknownEnumValue { found }),
        }
    }
}

impl From<FirstNode> for keelbolt_node {
    fn from(node: FirstNode) -> Self {
        match node {
            FirstNode::NodeId(node_id) => Self::id(node_id),
            FirstNode::Channel { direction, short_channel_id } => Self::channel(direction, short_channel_id),
        }
    }
}

impl From<Option<NextNode>> for keelbolt_node {
    fn from(node: Option<NextNode>) -> Self {
        match node {
            None => Self::NONE,
            Some(NextNode::NodeId(node_id)) => Self::id(node_id),
            Some(NextNode::ShortChannelId(id)) => Self::channel(0, id),
        }
    }
}
