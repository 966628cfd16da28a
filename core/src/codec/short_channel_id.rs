//! Short channel ids (BOLT 7, "Definition of short_channel_id").

use core::fmt;

/// Where a channel's funding output is: 3 bytes block height, 3 bytes transaction index, 2 bytes output index.
///
/// ```
/// use keelbolt::codec::short_channel_id::ShortChannelId;
/// assert_eq!(ShortChannelId(0x08_3f4c_0009_a700_01).to_string(), "540492x2471x1");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ShortChannelId(pub u64);

impl ShortChannelId {
    /// The height of the block.
    #[must_use]
    pub const fn block_height(self) -> u64 {
        self.0 >> 40
    }

    /// The index of the transaction in its block.
    #[must_use]
    pub const fn transaction_index(self) -> u64 {
        (self.0 >> 16) & 0xff_ffff
    }

    /// The index of the output in its transaction.
    #[must_use]
    pub const fn output_index(self) -> u64 {
        self.0 & 0xffff
    }
}

impl fmt::Display for ShortChannelId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}x{}x{}", self.block_height(), self.transaction_index(), self.output_index())
    }
}
