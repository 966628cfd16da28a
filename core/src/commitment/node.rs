//! The two nodes of a channel.

use core::fmt;

/// One of the two nodes of a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    /// The node that opened the channel, which pays the fees.
    Opener,
    /// The other one.
    Accepter,
}

impl Node {
    /// The other node.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Opener => Self::Accepter,
            Self::Accepter => Self::Opener,
        }
    }
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Opener => "the opener",
            Self::Accepter => "the accepter",
        })
    }
}
