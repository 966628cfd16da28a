//! What the origin learns from attribution data.

use crate::crypto::SharedSecret;
use crate::secret::declassify;
use crate::sphinx::attribution::{AttributionData, HoldTime, MAX_ATTRIBUTED_HOPS};
use core::fmt;
use subtle::{Choice, ConditionallySelectable as _};

/// The hold times that hops reported, from the first hop on, each vouched for by the HMAC of its hop.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct HoldTimes {
    times: [HoldTime; MAX_ATTRIBUTED_HOPS],
    count: usize,
    expected: usize,
}

impl HoldTimes {
    /// One for each hop whose HMAC fits, up to the first whose does not.
    #[must_use]
    pub fn as_slice(&self) -> &[HoldTime] {
        self.times.get(..self.count).unwrap_or_default()
    }

    /// The first hop whose HMAC does not fit, where one does not. That hop, or the one before it on the
    /// route, changed what came back; or that hop sends no attribution data: none comes out of a blinded path, nor
    /// through a node that does not know of it. "The node should penalize this hop for future path selection."
    #[must_use]
    pub const fn unattributed_hop(&self) -> Option<usize> {
        if self.count < self.expected { Some(self.count) } else { None }
    }
}

impl fmt::Debug for HoldTimes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HoldTimes")
            .field("times", &self.as_slice())
            .field("unattributed_hop", &self.unattributed_hop())
            .finish()
    }
}

/// The origin's walk along the hops of a route, of at most [`MAX_ATTRIBUTED_HOPS`].
pub(in crate::sphinx) struct Origin {
    data: AttributionData,
    hops: usize,
    times: [HoldTime; MAX_ATTRIBUTED_HOPS],
    count: u32,
    intact: Choice,
}

impl Origin {
    /// `None` when the route is longer than attribution data reaches.
    pub(in crate::sphinx) fn new(data: AttributionData, hops: usize) -> Option<Self> {
        let times = [HoldTime::default(); MAX_ATTRIBUTED_HOPS];
        (hops <= MAX_ATTRIBUTED_HOPS).then_some(Self { data, hops, times, count: 0, intact: Choice::from(1) })
    }

    /// The next hop, with what it received from downstream. It counts when it reports, which is secret, and all
    /// before it were intact. Hops behind the end of the route are walked like the others.
    pub(in crate::sphinx) fn walk(
        &mut self,
        hop: usize,
        covered: &[u8],
        secret: &SharedSecret,
        reports: Choice,
    ) {
        let Some(slot) = self.times.get_mut(hop) else { return };
        let hops_away = self.hops.saturating_sub(1).saturating_sub(hop);
        let (hold_time, fits) = self.data.remove(covered, hops_away, secret);
        *slot = hold_time;
        self.intact &= fits | !reports;
        let next = self.count.wrapping_add(1);
        self.count.conditional_assign(&next, self.intact & reports);
    }

    /// What was found, when `expected` hops should have reported.
    pub(in crate::sphinx) fn finish(mut self, expected: usize) -> HoldTimes {
        // The walk is over: the caller is told who reported, and what.
        declassify(&mut self.count);
        declassify(&mut self.times);
        let count = usize::try_from(self.count).unwrap_or(usize::MAX);
        let mut times = self.times;
        times.iter_mut().skip(count).for_each(|time| *time = HoldTime::default());
        HoldTimes { times, count, expected }
    }
}
