//! The block that travels back.

use crate::bytes::Hex;
use crate::crypto::{HmacSha256, KeyStream, SharedSecret};
use crate::sphinx::KeyType;
use crate::sphinx::attribution::{Error, MAX_ATTRIBUTED_HOPS};
use core::fmt;
use core::ops::Range;
use core::time::Duration;
use subtle::{Choice, ConstantTimeEq as _};

/// How long a node held an HTLC, in units of 100 milliseconds; zero when it does not tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct HoldTime(pub u32);

impl HoldTime {
    const UNIT: Duration = Duration::from_millis(100);

    /// The whole units of `duration`; the largest hold time when they are more.
    #[must_use]
    pub fn from_duration(duration: Duration) -> Self {
        let units = duration.as_millis().checked_div(Self::UNIT.as_millis()).unwrap_or_default();
        Self(u32::try_from(units).unwrap_or(u32::MAX))
    }

    /// The time.
    #[must_use]
    pub fn duration(self) -> Duration {
        Self::UNIT.saturating_mul(self.0)
    }
}

/// What a node adds to the attribution data that it passes back.
#[derive(Debug)]
pub struct Report<'d> {
    /// How long the node held the HTLC.
    pub hold_time: HoldTime,
    /// What the next node downstream sent; [`AttributionData::ZERO`] where it sent none, and at the last node.
    pub data: &'d mut AttributionData,
}

impl Report<'_> {
    /// Adds the hold time, and the HMACs over it and over `covered`, what the node received from downstream.
    pub(in crate::sphinx) fn write(&mut self, covered: &[u8], secret: &SharedSecret) {
        self.data.add(covered, self.hold_time, secret);
    }
}

const FIELD: usize = 4;
const TIMES: usize = MAX_ATTRIBUTED_HOPS * FIELD;

/// Hold times and truncated HMACs, obfuscated by every node on the way: 920 bytes (BOLT 2, `attribution_data`).
#[derive(Clone, PartialEq, Eq)]
pub struct AttributionData([u8; AttributionData::LENGTH]);

impl AttributionData {
    /// 20 hold times and 20 + 19 + … + 1 HMACs of four bytes each.
    pub const LENGTH: usize = TIMES + MAX_ATTRIBUTED_HOPS * (MAX_ATTRIBUTED_HOPS + 1) / 2 * FIELD;

    /// The block with which it starts, at the node that fails or fulfills, and behind a node that sends none.
    pub const ZERO: Self = Self([0; Self::LENGTH]);

    /// Takes the value of the record over.
    ///
    /// # Errors
    ///
    /// [`Error::Length`].
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        bytes.try_into().map(Self).map_err(|_| Error::Length { expected: Self::LENGTH, found: bytes.len() })
    }

    /// The value of the record.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; Self::LENGTH] {
        &self.0
    }

    /// One more node on the way back: everything moves one hop on, then the node writes its own part.
    fn add(&mut self, covered: &[u8], hold_time: HoldTime, secret: &SharedSecret) {
        self.0.copy_within(..TIMES - FIELD, FIELD);
        self.put(0..FIELD, hold_time.0.to_be_bytes());
        // The last row first, so that none is overwritten before it has moved. The HMAC of the place that is now
        // out of reach, the first of its row, is left behind.
        for row in (1..MAX_ATTRIBUTED_HOPS).rev() {
            let [from, to] = [row_start(row.saturating_sub(1)).saturating_add(FIELD), row_start(row)];
            self.0.copy_within(from..from.saturating_add(row_length(row)), to);
        }
        let engine = covering(covered, secret);
        for hops_away in 0..MAX_ATTRIBUTED_HOPS {
            let hmac = self.hmac(engine.clone(), hops_away);
            self.put(hmac_at(0, hops_away), hmac);
        }
        self.obfuscate(&mut KeyType::Ammagext.stream(secret));
    }

    /// The origin takes the first node's part off. The answer is whether its HMAC fits when the node is
    /// `hops_away` from the last one; the time that this takes depends on `covered` and `hops_away` alone.
    pub(in crate::sphinx) fn remove(
        &mut self,
        covered: &[u8],
        hops_away: usize,
        secret: &SharedSecret,
    ) -> (HoldTime, Choice) {
        self.obfuscate(&mut KeyType::Ammagext.stream(secret));
        let expected = self.hmac(covering(covered, secret), hops_away);
        let fits = self.field(hmac_at(0, hops_away)).ct_eq(&expected);
        let hold_time = HoldTime(u32::from_be_bytes(self.field(0..FIELD)));

        self.0.copy_within(FIELD..TIMES, 0);
        self.put(TIMES - FIELD..TIMES, [0; FIELD]);
        for row in 1..MAX_ATTRIBUTED_HOPS {
            let [from, to] = [row_start(row), row_start(row.saturating_sub(1))];
            self.0.copy_within(from..from.saturating_add(row_length(row)), to.saturating_add(FIELD));
            self.put(to..to.saturating_add(FIELD), [0; FIELD]);
        }
        let last = row_start(MAX_ATTRIBUTED_HOPS - 1);
        self.put(last..last.saturating_add(FIELD), [0; FIELD]);
        (hold_time, fits)
    }

    /// `hmac_0_y`: over what is covered, the first y + 1 hold times, and the y HMACs of nodes downstream that
    /// stand at the places which follow from it.
    fn hmac(&self, mut engine: HmacSha256, hops_away: usize) -> [u8; FIELD] {
        let times = hops_away.saturating_add(1).saturating_mul(FIELD);
        engine.input(self.0.get(..times).unwrap_or_default());
        for row in 1..=hops_away {
            engine.input(&self.field(hmac_at(row, hops_away.saturating_sub(row))));
        }
        let [a, b, c, d, ..] = *engine.finish().expose();
        [a, b, c, d]
    }

    fn obfuscate(&mut self, stream: &mut KeyStream) {
        // Never an error: a stream is longer than any memory.
        let _ = stream.apply(&mut self.0);
    }

    fn field(&self, range: Range<usize>) -> [u8; FIELD] {
        self.0.get(range).and_then(|field| field.try_into().ok()).unwrap_or_default()
    }

    fn put(&mut self, range: Range<usize>, field: [u8; FIELD]) {
        if let Some(room) = self.0.get_mut(range) {
            room.copy_from_slice(&field);
        }
    }
}

impl fmt::Debug for AttributionData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AttributionData({})", Hex(&self.0))
    }
}

/// The HMACs of one node, begun with what it received.
fn covering(covered: &[u8], secret: &SharedSecret) -> HmacSha256 {
    let mut engine = HmacSha256::new(KeyType::Um.key(secret.expose()).expose());
    engine.input(covered);
    engine
}

/// Where the HMACs of the node begin that is `row` hops downstream, in bytes.
const fn row_start(row: usize) -> usize {
    // row · (row - 1) is even, and rows are at most 20: nothing saturates or is lost.
    let before = row.saturating_mul(row.saturating_sub(1)) / 2;
    let fields = row.saturating_mul(MAX_ATTRIBUTED_HOPS).saturating_sub(before);
    fields.saturating_mul(FIELD).saturating_add(TIMES)
}

/// How many bytes of HMACs that node has.
const fn row_length(row: usize) -> usize {
    MAX_ATTRIBUTED_HOPS.saturating_sub(row).saturating_mul(FIELD)
}

/// `hmac_x_y`: of the node `row` hops downstream for its being `hops_away` from the last. A row begins with the
/// farthest place.
const fn hmac_at(row: usize, hops_away: usize) -> Range<usize> {
    let column = MAX_ATTRIBUTED_HOPS.saturating_sub(1).saturating_sub(row).saturating_sub(hops_away);
    let start = row_start(row).saturating_add(column.saturating_mul(FIELD));
    start..start.saturating_add(FIELD)
}
