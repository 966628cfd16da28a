//! The number of a commitment, and how a transaction hides it.

use crate::bytes::PublicKey;
use crate::commitment::CommitmentError;
use keelbolt::commitment;

/// What hides the numbers of a channel's commitments from others. Any thread may use it.
#[derive(Debug, PartialEq, Eq, uniffi::Object)]
pub struct ObscuringFactor(commitment::ObscuringFactor);

#[uniffi::export]
impl ObscuringFactor {
    /// The factor of a channel, from the payment basepoints of `open_channel` and of `accept_channel`.
    ///
    /// # Errors
    ///
    /// `KeyNotAPoint` or `WrongLength`.
    #[uniffi::constructor]
    pub fn new(opener: PublicKey, accepter: PublicKey) -> Result<Self, CommitmentError> {
        Ok(commitment::ObscuringFactor::derive(&opener.try_into()?, &accepter.try_into()?).into())
    }

    /// The factor itself: 48 bits.
    #[must_use]
    pub fn value(&self) -> u64 {
        self.0.to_u64()
    }

    /// The lock time of the commitment with this number.
    ///
    /// # Errors
    ///
    /// `CommitmentNumberTooLarge`
    pub fn lock_time(&self, number: u64) -> Result<u32, CommitmentError> {
        Ok(self.0.lock_time(commitment_number(number)?))
    }

    /// The sequence of the input of the commitment with this number.
    ///
    /// # Errors
    ///
    /// `CommitmentNumberTooLarge`
    pub fn sequence(&self, number: u64) -> Result<u32, CommitmentError> {
        Ok(self.0.sequence(commitment_number(number)?))
    }

    /// The number of the commitment that has this lock time and sequence; nothing when it is no commitment.
    #[must_use]
    pub fn number(&self, lock_time: u32, sequence: u32) -> Option<u64> {
        self.0.number(lock_time, sequence).map(commitment::CommitmentNumber::to_u64)
    }
}

impl From<commitment::ObscuringFactor> for ObscuringFactor {
    fn from(core: commitment::ObscuringFactor) -> Self {
        Self(core)
    }
}

/// The index of the secret of a commitment, as messages and BOLT 3 count: it falls from 2^48-1 as numbers rise from 0.
///
/// # Errors
///
/// `CommitmentNumberTooLarge`
#[uniffi::export]
pub fn per_commitment_index(number: u64) -> Result<u64, CommitmentError> {
    Ok(commitment_number(number)?.index())
}

/// The number as the core has it.
///
/// # Errors
///
/// `CommitmentNumberTooLarge`
pub(crate) fn commitment_number(number: u64) -> Result<commitment::CommitmentNumber, CommitmentError> {
    commitment::CommitmentNumber::new(number).ok_or(CommitmentError::CommitmentNumberTooLarge {
        expected: commitment::CommitmentNumber::LAST.to_u64(),
        found: number,
    })
}
