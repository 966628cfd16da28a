//! What a blinded path asks of a payment: fees, blocks, limits.

use crate::amount::Msat;
use crate::bytes::{self, Reader, Writer};
use crate::codec::integer;
use crate::sphinx::blinding::data::{self, Short};
use crate::sphinx::blinding::{Error, NextNode};
use crate::time::BlockHeight;

const MILLION: u128 = 1_000_000;

/// `payment_relay`: what a hop keeps of a payment, and how many blocks it wants for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct PaymentRelay {
    /// The blocks between the incoming and the outgoing HTLC.
    pub cltv_expiry_delta: u16,
    /// The fee for every million of the outgoing amount.
    pub fee_proportional_millionths: u32,
    /// The fee for every payment, in millisatoshi.
    pub fee_base_msat: u32,
}

impl PaymentRelay {
    /// The amount to forward of an incoming one, rounded up; `None` when the base fee alone exceeds it.
    ///
    /// `((amount_msat - fee_base_msat) * 1000000 + 1000000 + fee_proportional_millionths - 1) / (1000000 +
    /// fee_proportional_millionths)`
    #[must_use]
    pub fn amt_to_forward(&self, amount: Msat) -> Option<Msat> {
        let rest = amount.0.checked_sub(self.fee_base_msat.into())?;
        // 64 bits times a million fit 128, so that nothing saturates; the divisor is not zero.
        let divisor = MILLION.saturating_add(self.fee_proportional_millionths.into());
        let forward = u128::from(rest).saturating_mul(MILLION).div_ceil(divisor);
        u64::try_from(forward).ok().map(Msat)
    }

    /// The expiry of the outgoing HTLC; `None` below zero.
    #[must_use]
    pub fn outgoing_cltv_value(&self, cltv_expiry: BlockHeight) -> Option<BlockHeight> {
        cltv_expiry.0.checked_sub(self.cltv_expiry_delta.into()).map(BlockHeight)
    }

    /// `u16 ‖ u32 ‖ tu32`
    pub(super) fn parse(value: &[u8]) -> Result<Self, Error> {
        let record = data::PAYMENT_RELAY;
        let mut reader = Reader::new(value);
        let mut head = || Ok((reader.u16()?, reader.u32()?, reader.rest()));
        let (cltv_expiry_delta, fee_proportional_millionths, fee) =
            head().map_err(|_: bytes::Error| Error::Length { record, expected: 6, found: value.len() })?;
        let fee = integer::read_truncated::<4>(fee).map_err(|error| Error::Integer { record, error })?;
        // Never zero for another value: four bytes fit.
        let fee_base_msat = u32::try_from(fee).unwrap_or_default();
        Ok(Self { cltv_expiry_delta, fee_proportional_millionths, fee_base_msat })
    }

    pub(super) fn value(&self) -> Short {
        let (delta, fee) =
            (self.cltv_expiry_delta.to_be_bytes(), self.fee_proportional_millionths.to_be_bytes());
        short(&[&delta, &fee], self.fee_base_msat.into())
    }
}

/// `payment_constraints`: which payments may go through a hop. They guard against probing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct PaymentConstraints {
    /// The largest expiry that an incoming HTLC may have.
    pub max_cltv_expiry: BlockHeight,
    /// The least amount that an incoming HTLC may have.
    pub htlc_minimum_msat: Msat,
}

impl PaymentConstraints {
    /// Whether an incoming HTLC keeps to them.
    ///
    /// # Errors
    ///
    /// [`Error::ExpiryTooLate`], [`Error::AmountBelowMinimum`].
    pub fn check(&self, amount: Msat, cltv_expiry: BlockHeight) -> Result<(), Error> {
        if cltv_expiry > self.max_cltv_expiry {
            return Err(Error::ExpiryTooLate { expected: self.max_cltv_expiry, found: cltv_expiry });
        }
        if amount < self.htlc_minimum_msat {
            return Err(Error::AmountBelowMinimum { expected: self.htlc_minimum_msat, found: amount });
        }
        Ok(())
    }

    /// `u32 ‖ tu64`
    pub(super) fn parse(value: &[u8]) -> Result<Self, Error> {
        let record = data::PAYMENT_CONSTRAINTS;
        let mut reader = Reader::new(value);
        let height = reader.u32().map_err(|_| Error::Length { record, expected: 4, found: value.len() })?;
        let amount =
            integer::read_truncated::<8>(reader.rest()).map_err(|error| Error::Integer { record, error })?;
        Ok(Self { max_cltv_expiry: BlockHeight(height), htlc_minimum_msat: Msat(amount) })
    }

    pub(super) fn value(&self) -> Short {
        short(&[&self.max_cltv_expiry.0.to_be_bytes()], self.htlc_minimum_msat.0)
    }
}

/// Fixed numbers, then a truncated one.
fn short(fixed: &[&[u8]], truncated: u64) -> Short {
    let mut bytes = [0; 14];
    let mut writer = Writer::new(&mut bytes);
    // Never an error: the longest are 6 + 4 and 4 + 8 bytes.
    let _ = fixed
        .iter()
        .try_for_each(|number| writer.put(number))
        .and_then(|()| integer::write_truncated(truncated, &mut writer));
    Short::from_slice(writer.finish()).unwrap_or_default()
}

/// What a node inside a blinded path forwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forward {
    /// To whom.
    pub next: NextNode,
    /// The amount of the outgoing HTLC.
    pub amt_to_forward: Msat,
    /// The expiry of the outgoing HTLC.
    pub outgoing_cltv_value: BlockHeight,
}

/// What a whole path costs its sender, as the recipient tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct TotalRelay {
    /// `total_fee_base_msat`
    pub fee_base_msat: u32,
    /// `total_fee_proportional_millionths`
    pub fee_proportional_millionths: u32,
    /// `total_cltv_delta`, with the final node's `min_final_cltv_expiry_delta`.
    pub cltv_delta: u16,
}

impl TotalRelay {
    /// Adds up what the hops ask for, the first hop of the path first; the final node asks for nothing but blocks.
    ///
    /// Every step is rounded up, so that no hop is paid less than it asks for.
    ///
    /// # Errors
    ///
    /// [`Error::RelayTooLarge`] when a total does not fit its field.
    pub fn of(
        hops: impl DoubleEndedIterator<Item = PaymentRelay>,
        min_final_cltv_expiry_delta: u16,
    ) -> Result<Self, Error> {
        let start = Self { cltv_delta: min_final_cltv_expiry_delta, ..Self::default() };
        // From the recipient to the first hop, each of which is paid for what it forwards, fees included.
        hops.rev().try_fold(start, Self::and).ok_or(Error::RelayTooLarge)
    }

    /// The path with one more hop before it; `None` when it does not fit.
    fn and(self, hop: PaymentRelay) -> Option<Self> {
        let [base, proportional] = [self.fee_base_msat, self.fee_proportional_millionths].map(u128::from);
        let [hop_base, hop_proportional] =
            [hop.fee_base_msat, hop.fee_proportional_millionths].map(u128::from);
        // 32 bits times 32 bits and a million fit 128, so that nothing saturates.
        let total_base = hop_base
            .saturating_mul(MILLION)
            .saturating_add(base.saturating_mul(MILLION.saturating_add(hop_proportional)))
            .div_ceil(MILLION);
        let total_proportional = proportional
            .saturating_add(hop_proportional)
            .saturating_mul(MILLION)
            .saturating_add(proportional.saturating_mul(hop_proportional))
            .div_ceil(MILLION);
        Some(Self {
            fee_base_msat: total_base.try_into().ok()?,
            fee_proportional_millionths: total_proportional.try_into().ok()?,
            cltv_delta: self.cltv_delta.checked_add(hop.cltv_expiry_delta)?,
        })
    }

    /// What the sender pays so that `amount` arrives; `None` on overflow.
    ///
    /// The fee is rounded down (BOLT 7, "HTLC Fees"), which the totals, rounded up, make good.
    #[must_use]
    pub fn amount_with_fees(&self, amount: Msat) -> Option<Msat> {
        let proportional = u128::from(amount.0)
            .checked_mul(self.fee_proportional_millionths.into())?
            .checked_div(MILLION)?;
        let fee = u64::try_from(proportional).ok()?.checked_add(self.fee_base_msat.into())?;
        amount.checked_add(Msat(fee))
    }
}
