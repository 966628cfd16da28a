//! Private routes, the `r` field.

use crate::bytes::Reader;
use crate::codec::bech32::{OctetIter, Octets};
use crate::codec::short_channel_id::ShortChannelId;
use crate::crypto::PublicKey;
use core::fmt;

/// One channel of a private route: what a payer needs to forward over it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RouteHop {
    /// The node at the start of the channel.
    pub pubkey: PublicKey,
    /// The channel.
    pub short_channel_id: ShortChannelId,
    /// The fee for every payment, in millisatoshi.
    pub fee_base_msat: u32,
    /// The fee for every million of the amount.
    pub fee_proportional_millionths: u32,
    /// The blocks that the node wants between the incoming and the outgoing HTLC.
    pub cltv_expiry_delta: u16,
}

impl RouteHop {
    /// The length of a hop, in bytes.
    pub(super) const LENGTH: usize = 51;

    pub(super) fn parse(bytes: &[u8; Self::LENGTH]) -> Option<Self> {
        let mut reader = Reader::new(bytes);
        Some(Self {
            pubkey: PublicKey::parse(&reader.array().ok()?).ok()?,
            short_channel_id: ShortChannelId(reader.u64().ok()?),
            fee_base_msat: reader.u32().ok()?,
            fee_proportional_millionths: reader.u32().ok()?,
            cltv_expiry_delta: reader.u16().ok()?,
        })
    }

    pub(super) fn bytes(&self) -> impl Iterator<Item = u8> + use<> {
        self.pubkey
            .to_bytes()
            .into_iter()
            .chain(self.short_channel_id.0.to_be_bytes())
            .chain(self.fee_base_msat.to_be_bytes())
            .chain(self.fee_proportional_millionths.to_be_bytes())
            .chain(self.cltv_expiry_delta.to_be_bytes())
    }
}

/// A route from a public node to the payee: one hop or more, in order.
#[derive(Clone, Copy)]
pub struct RouteHint<'a>(Form<'a>);

#[derive(Clone, Copy)]
enum Form<'a> {
    Packed(Octets<'a>),
    Hops(&'a [RouteHop]),
}

impl<'a> RouteHint<'a> {
    /// A route to be written.
    #[must_use]
    pub const fn new(hops: &'a [RouteHop]) -> Self {
        Self(Form::Hops(hops))
    }

    /// Takes octets whose length is a multiple of a hop's and whose keys are points, as `parse` has checked.
    pub(super) const fn packed(octets: Octets<'a>) -> Self {
        Self(Form::Packed(octets))
    }

    /// The hops in order.
    #[must_use]
    pub fn hops(&self) -> RouteHops<'a> {
        RouteHops(match self.0 {
            Form::Packed(octets) => Source::Packed(octets.iter()),
            Form::Hops(hops) => Source::Hops(hops.iter()),
        })
    }

    /// How many hops there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match self.0 {
            Form::Packed(octets) => octets.len() / RouteHop::LENGTH,
            Form::Hops(hops) => hops.len(),
        }
    }

    /// Whether there is no hop, which only a route to be written can have.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl PartialEq for RouteHint<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.hops().eq(other.hops())
    }
}

impl Eq for RouteHint<'_> {}

impl fmt::Debug for RouteHint<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.hops()).finish()
    }
}

/// The hops of a [`RouteHint`].
#[derive(Clone, Debug)]
pub struct RouteHops<'a>(Source<'a>);

#[derive(Clone, Debug)]
enum Source<'a> {
    Packed(OctetIter<'a>),
    Hops(core::slice::Iter<'a, RouteHop>),
}

impl Iterator for RouteHops<'_> {
    type Item = RouteHop;

    fn next(&mut self) -> Option<RouteHop> {
        match &mut self.0 {
            Source::Packed(octets) => next_packed(octets).and_then(|bytes| RouteHop::parse(&bytes)),
            Source::Hops(hops) => hops.next().copied(),
        }
    }
}

/// The bytes of the next hop; `None` when fewer are left.
pub(super) fn next_packed(octets: &mut OctetIter<'_>) -> Option<[u8; RouteHop::LENGTH]> {
    let mut bytes = [0; RouteHop::LENGTH];
    (octets.len() >= bytes.len()).then(|| {
        bytes.iter_mut().zip(octets).for_each(|(slot, byte)| *slot = byte);
        bytes
    })
}
