//! The two nodes of a channel.

use crate::cases::same_cases;
use keelbolt::commitment;

/// One of the two nodes of a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Node {
    /// The node that opened the channel, which pays the fees.
    Opener,
    /// The other one.
    Accepter,
}

same_cases!(Node, commitment::Node, [Opener, Accepter]);
