//! Blinded paths with their prices, `payment_blinded_path`.

use crate::amount::Msat;
use crate::bytes::{self, Reader, Writer};
use crate::codec::features::FeatureBits;
use crate::sphinx::blinding::{BlindedPath, Error, TotalRelay};
use crate::time::BlockDelta;
use core::fmt;

/// What a path asks of a payment, `blinded_payinfo` (BOLT 12, "Invoices").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlindedPayinfo<'a> {
    /// The fees and the blocks of the whole path.
    pub relay: TotalRelay,
    /// The least amount that may arrive.
    pub htlc_minimum: Msat,
    /// The greatest amount that may arrive.
    pub htlc_maximum: Msat,
    /// A vector of BOLT 9.
    features: &'a [u8],
}

impl<'a> BlindedPayinfo<'a> {
    /// Prices and limits of a path that allows no features.
    #[must_use]
    pub const fn new(relay: TotalRelay, htlc_minimum: Msat, htlc_maximum: Msat) -> Self {
        Self { relay, htlc_minimum, htlc_maximum, features: &[] }
    }

    /// The features that a payment over the path may use.
    #[must_use]
    pub const fn features(&self) -> FeatureBits<'a> {
        FeatureBits::from_bytes(self.features)
    }

    /// The blocks that the path takes.
    #[must_use]
    pub fn cltv_expiry_delta(&self) -> BlockDelta {
        BlockDelta(self.relay.cltv_delta.into())
    }

    fn read(reader: &mut Reader<'a>) -> Result<Self, bytes::Error> {
        Ok(Self {
            relay: TotalRelay {
                fee_base_msat: reader.u32()?,
                fee_proportional_millionths: reader.u32()?,
                cltv_delta: reader.u16()?,
            },
            htlc_minimum: Msat(reader.u64()?),
            htlc_maximum: Msat(reader.u64()?),
            features: {
                let length = reader.u16()?;
                reader.take(length.into())?
            },
        })
    }

    fn write(&self, writer: &mut Writer<'_>) -> Result<(), bytes::Error> {
        writer.put(&self.relay.fee_base_msat.to_be_bytes())?;
        writer.put(&self.relay.fee_proportional_millionths.to_be_bytes())?;
        writer.put(&self.relay.cltv_delta.to_be_bytes())?;
        writer.put(&self.htlc_minimum.0.to_be_bytes())?;
        writer.put(&self.htlc_maximum.0.to_be_bytes())?;
        // Never cut: it was read from a field with such a length, or is empty.
        writer.put(&u16::try_from(self.features.len()).unwrap_or(u16::MAX).to_be_bytes())?;
        writer.put(self.features)
    }
}

/// A path to a recipient and what it asks of a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaymentPath<'a> {
    /// The path.
    pub path: BlindedPath<'a>,
    /// Its price and limits.
    pub payinfo: BlindedPayinfo<'a>,
}

impl<'a> PaymentPath<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let path = BlindedPath::read(reader)?;
        let payinfo = BlindedPayinfo::read(reader).map_err(Error::Bytes)?;
        Ok(Self { path, payinfo })
    }
}

/// The paths to a recipient, `recipient_blinded_paths`: one or more.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PaymentPaths<'a>(&'a [u8]);

impl<'a> PaymentPaths<'a> {
    /// Reads paths that fill `bytes`.
    ///
    /// # Errors
    ///
    /// Those of [`BlindedPath::read`]; [`Error::Bytes`] when there is no path or a price is truncated.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(bytes);
        PaymentPath::read(&mut reader)?;
        while !reader.is_empty() {
            PaymentPath::read(&mut reader)?;
        }
        Ok(Self(bytes))
    }

    /// Writes paths to `out`.
    ///
    /// # Errors
    ///
    /// [`Error::Bytes`] when `out` is too small, or there is no path.
    pub fn write(paths: &[PaymentPath<'_>], out: &'a mut [u8]) -> Result<Self, Error> {
        let mut writer = Writer::new(out);
        for path in paths {
            path.path.write(&mut writer)?;
            path.payinfo.write(&mut writer).map_err(Error::Bytes)?;
        }
        Self::parse(writer.finish())
    }

    /// The paths in order.
    pub fn iter(&self) -> impl Iterator<Item = PaymentPath<'a>> + Clone + use<'a> {
        let mut reader = Reader::new(self.0);
        core::iter::from_fn(move || PaymentPath::read(&mut reader).ok())
    }

    pub(in crate::sphinx) const fn as_bytes(&self) -> &'a [u8] {
        self.0
    }
}

impl fmt::Debug for PaymentPaths<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}
