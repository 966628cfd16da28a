//! Private routes, the `r` field.

use crate::bytes::PublicKey;
use crate::error::InvoiceError;
use keelbolt::codec::short_channel_id::ShortChannelId;

/// One channel of a private route: what a payer needs to forward over it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct RouteHop {
    /// The node at the start of the channel.
    pub pubkey: PublicKey,
    /// The channel: 3 bytes block height, 3 bytes transaction index, 2 bytes output index.
    pub short_channel_id: u64,
    /// The fee for every payment, in millisatoshi.
    pub fee_base_msat: u32,
    /// The fee for every million of the amount.
    pub fee_proportional_millionths: u32,
    /// The blocks that the node wants between the incoming and the outgoing HTLC.
    pub cltv_expiry_delta: u16,
}

/// A route from a public node to the payee.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct RouteHint {
    /// The channels in order, one or more.
    pub hops: Vec<RouteHop>,
}

/// A channel's name as people read it: `BLOCKxTRANSACTIONxOUTPUT`.
#[uniffi::export]
#[must_use]
pub fn short_channel_id_text(short_channel_id: u64) -> String {
    ShortChannelId(short_channel_id).to_string()
}

impl RouteHint {
    pub(crate) fn to_core(&self) -> Result<Vec<keelbolt::invoice::RouteHop>, InvoiceError> {
        self.hops.iter().map(RouteHop::to_core).collect()
    }
}

impl RouteHop {
    fn to_core(&self) -> Result<keelbolt::invoice::RouteHop, InvoiceError> {
        Ok(keelbolt::invoice::RouteHop {
            pubkey: self.pubkey.try_into()?,
            short_channel_id: ShortChannelId(self.short_channel_id),
            fee_base_msat: self.fee_base_msat,
            fee_proportional_millionths: self.fee_proportional_millionths,
            cltv_expiry_delta: self.cltv_expiry_delta,
        })
    }
}

impl From<keelbolt::invoice::RouteHop> for RouteHop {
    fn from(hop: keelbolt::invoice::RouteHop) -> Self {
        Self {
            pubkey: hop.pubkey.into(),
            short_channel_id: hop.short_channel_id.0,
            fee_base_msat: hop.fee_base_msat,
            fee_proportional_millionths: hop.fee_proportional_millionths,
            cltv_expiry_delta: hop.cltv_expiry_delta,
        }
    }
}

impl From<keelbolt::invoice::RouteHint<'_>> for RouteHint {
    fn from(hint: keelbolt::invoice::RouteHint<'_>) -> Self {
        Self { hops: hint.hops().map(RouteHop::from).collect() }
    }
}
