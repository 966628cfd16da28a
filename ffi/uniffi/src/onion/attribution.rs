//! Attribution data: who held a payment, and for how long.

use crate::bytes::Octets;
use crate::onion::OnionError;
use keelbolt::sphinx::attribution::{self, AttributionData, HoldTime, Report};
use std::time::Duration;

/// The hold times that hops reported, each vouched for by the HMAC of its hop.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct HoldTimes {
    /// How long each hop held the payment in milliseconds, from the first hop on, up to the first whose HMAC does not
    /// fit. The protocol counts in tenths of a second; zero is a hop that does not tell.
    pub times_ms: Vec<u64>,
    /// The first hop whose HMAC does not fit, where one does not, the first of the route being 0. That hop, or the
    /// one before it on the route, changed what came back; or that hop sends no attribution data: none comes out of a
    /// blinded path.
    pub unattributed_hop: Option<u32>,
}

impl HoldTimes {
    pub(crate) fn of(times: attribution::HoldTimes) -> Self {
        let milliseconds = |time: &HoldTime| u64::try_from(time.duration().as_millis()).unwrap_or(u64::MAX);
        Self {
            times_ms: times.as_slice().iter().map(milliseconds).collect(),
            unattributed_hop: times.unattributed_hop().map(hop_number),
        }
    }
}

/// A hop's place in its route, of which there are few.
pub(crate) fn hop_number(hop: usize) -> u32 {
    u32::try_from(hop).unwrap_or(u32::MAX)
}

/// What a node adds to attribution data that travels back, and those.
pub(crate) struct Attributed {
    hold_time: HoldTime,
    data: AttributionData,
}

impl Attributed {
    /// Nothing for a node that does not report; zeros where nothing came from downstream.
    ///
    /// # Errors
    ///
    /// `AttributionLength`
    pub(crate) fn new(
        hold_time_ms: Option<u64>,
        downstream: Option<Vec<u8>>,
    ) -> Result<Option<Self>, OnionError> {
        let data = downstream.as_deref().map(AttributionData::parse).transpose()?;
        Ok(hold_time_ms.map(|milliseconds| Self {
            hold_time: HoldTime::from_duration(Duration::from_millis(milliseconds)),
            data: data.unwrap_or(AttributionData::ZERO),
        }))
    }

    pub(crate) fn report(&mut self) -> Report<'_> {
        Report { hold_time: self.hold_time, data: &mut self.data }
    }

    pub(crate) fn octets(&self) -> Octets {
        Octets(self.data.as_bytes().to_vec())
    }
}
