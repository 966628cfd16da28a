//! What receiver and sender agree on.

use crate::bytes::{Octets, PaymentHash, PublicKey, fixed};
use crate::htlc::HtlcError;
use crate::secret::Preimage;
use crate::transaction::{self, OutPoint};
use keelbolt::amount::Sat;
use keelbolt::crypto;
use keelbolt::htlc;
use keelbolt::time::{BlockHeight, UnixTime};
use std::sync::Arc;

/// The hash of a preimage of 32 bytes, as a contract asks for it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum HashLock {
    /// SHA-256: the payment hash itself.
    Sha256 {
        /// The payment hash.
        hash: PaymentHash,
    },
    /// RIPEMD-160 of SHA-256: 12 bytes less.
    Hash160 {
        /// The hash, 20 bytes.
        hash: Octets,
    },
}

/// From when on the sender is paid back. Times are judged by the median of the eleven blocks before (BIP 113).
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum LockTime {
    /// From a height: a block above it may hold the refund.
    Height {
        /// 1 to 499,999,999.
        height: u32,
    },
    /// From a time.
    Time {
        /// In seconds since 1970: 500,000,000 to 2^32-1.
        time: u64,
    },
}

/// The terms of a contract: `receiver` is paid with the preimage of `hash`, and `sender` paid back from `lock_time` on.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct HtlcTerms {
    /// What the preimage must hash to.
    pub hash: HashLock,
    /// Who is paid with the preimage.
    pub receiver: PublicKey,
    /// Who is paid back. Must not be the receiver's key, nor that with the other sign.
    pub sender: PublicKey,
    /// From when on the sender is paid back.
    pub lock_time: LockTime,
}

/// An output of a contract, on chain or on its way there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct HtlcFunding {
    /// Where it is.
    pub outpoint: OutPoint,
    /// What it holds, in satoshi.
    pub value_sat: u64,
}

/// The HASH160 lock of a payment hash.
///
/// # Errors
///
/// `WrongLength`
#[uniffi::export]
pub fn hash160_lock(payment_hash: PaymentHash) -> Result<HashLock, HtlcError> {
    Ok(htlc::HashLock::hash160(&crypto::PaymentHash(payment_hash.0)).into())
}

#[uniffi::export]
impl Preimage {
    /// Whether it opens a hash lock.
    ///
    /// # Errors
    ///
    /// `WrongLength` for the hash.
    pub fn opens(&self, hash: HashLock) -> Result<bool, HtlcError> {
        Ok(hash.to_core()?.opens(&self.0))
    }
}

/// Looks for the preimage of a hash lock in all elements of a witness, of whatever spend.
///
/// # Errors
///
/// `WrongLength` for the hash.
#[uniffi::export]
pub fn preimage_in_witness(hash: HashLock, witness: Vec<Octets>) -> Result<Option<Arc<Preimage>>, HtlcError> {
    let preimage = hash.to_core()?.preimage_in(witness.iter().map(Octets::as_slice));
    Ok(preimage.map(|preimage| Arc::new(Preimage(preimage))))
}

/// Looks for the preimage of a hash lock in all witnesses of a transaction, as it was broadcast.
///
/// # Errors
///
/// `MalformedTransaction`, or `WrongLength` for the hash.
#[uniffi::export]
pub fn preimage_in_transaction(
    hash: HashLock,
    transaction: Vec<u8>,
) -> Result<Option<Arc<Preimage>>, HtlcError> {
    let transaction = transaction::transaction(&transaction)?;
    let witness = transaction.input.iter().flat_map(|input| input.witness.iter());
    let preimage = hash.to_core()?.preimage_in(witness);
    Ok(preimage.map(|preimage| Arc::new(Preimage(preimage))))
}

impl HashLock {
    pub(super) fn to_core(&self) -> Result<htlc::HashLock, HtlcError> {
        Ok(match self {
            Self::Sha256 { hash } => htlc::HashLock::Sha256(crypto::PaymentHash(hash.0)),
            Self::Hash160 { hash } => htlc::HashLock::Hash160(fixed(hash.as_slice())?),
        })
    }
}

impl From<htlc::HashLock> for HashLock {
    fn from(core: htlc::HashLock) -> Self {
        match core {
            htlc::HashLock::Sha256(hash) => Self::Sha256 { hash: PaymentHash(hash.0) },
            htlc::HashLock::Hash160(hash) => Self::Hash160 { hash: (&hash[..]).into() },
        }
    }
}

/// Where times begin among lock times.
const FIRST_TIME: u32 = 500_000_000;

impl LockTime {
    pub(super) fn to_core(self) -> Result<htlc::LockTime, HtlcError> {
        Ok(match self {
            Self::Height { height } => htlc::LockTime::height(BlockHeight(height))?,
            Self::Time { time } => htlc::LockTime::time(UnixTime(time))?,
        })
    }
}

impl From<htlc::LockTime> for LockTime {
    fn from(core: htlc::LockTime) -> Self {
        match core.to_u32() {
            height @ ..FIRST_TIME => Self::Height { height },
            time => Self::Time { time: time.into() },
        }
    }
}

impl HtlcTerms {
    pub(super) fn to_core(&self) -> Result<htlc::Terms, HtlcError> {
        let (receiver, sender) = (self.receiver.try_into()?, self.sender.try_into()?);
        Ok(htlc::Terms::new(self.hash.to_core()?, receiver, sender, self.lock_time.to_core()?)?)
    }
}

impl From<&htlc::Terms> for HtlcTerms {
    fn from(core: &htlc::Terms) -> Self {
        Self {
            hash: (*core.hash()).into(),
            receiver: (*core.receiver()).into(),
            sender: (*core.sender()).into(),
            lock_time: core.lock_time().into(),
        }
    }
}

impl From<HtlcFunding> for htlc::Funding {
    fn from(ours: HtlcFunding) -> Self {
        Self { outpoint: ours.outpoint.into(), value: Sat(ours.value_sat) }
    }
}
