//! What receiver and sender agree on.

use crate::codec::script::{Op, Script};
use crate::crypto::{PaymentHash, Preimage, PublicKey, hash160, ripemd160, tags_equal};
use crate::htlc::Error;
use crate::secret::{Secret, declassify};
use crate::time::{BlockHeight, UnixTime};

/// Lock times below are heights, those from here on are times (`LOCKTIME_THRESHOLD` of Bitcoin Core).
const FIRST_TIME: u32 = 500_000_000;

/// The terms of a contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    hash: HashLock,
    receiver: PublicKey,
    sender: PublicKey,
    lock_time: LockTime,
}

impl Terms {
    /// The terms under which `receiver` is paid with the preimage of `hash`, and `sender` paid back from `lock_time` on.
    ///
    /// # Errors
    ///
    /// [`Error::SameKey`] when the keys differ in their sign only, or not at all: in Taproot they would be one.
    pub fn new(
        hash: HashLock,
        receiver: PublicKey,
        sender: PublicKey,
        lock_time: LockTime,
    ) -> Result<Self, Error> {
        match receiver.x_only().0 == sender.x_only().0 {
            true => Err(Error::SameKey),
            false => Ok(Self { hash, receiver, sender, lock_time }),
        }
    }

    /// What the preimage must hash to.
    #[must_use]
    pub const fn hash(&self) -> &HashLock {
        &self.hash
    }

    /// Who is paid with the preimage.
    #[must_use]
    pub const fn receiver(&self) -> &PublicKey {
        &self.receiver
    }

    /// Who is paid back.
    #[must_use]
    pub const fn sender(&self) -> &PublicKey {
        &self.sender
    }

    /// From when on the sender is paid back.
    #[must_use]
    pub const fn lock_time(&self) -> LockTime {
        self.lock_time
    }
}

/// The hash of a preimage of 32 bytes, as a script asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HashLock {
    /// SHA-256: the payment hash itself.
    Sha256(PaymentHash),
    /// RIPEMD-160 of SHA-256: 12 bytes less.
    Hash160([u8; 20]),
}

impl HashLock {
    /// The HASH160 lock of a payment hash.
    #[must_use]
    pub fn hash160(hash: &PaymentHash) -> Self {
        Self::Hash160(ripemd160(&hash.0))
    }

    /// Whether `preimage` opens it.
    #[must_use]
    pub fn opens(&self, preimage: &Preimage) -> bool {
        let mut opens = match self {
            Self::Sha256(hash) => tags_equal(&preimage.payment_hash().0, &hash.0),
            Self::Hash160(hash) => tags_equal(&hash160(preimage.0.expose()), hash),
        };
        // The caller is told.
        declassify(&mut opens);
        opens
    }

    /// Looks for the preimage in all elements of a witness, of whatever spend.
    ///
    /// ```
    /// use keelbolt::crypto::Preimage;
    /// use keelbolt::htlc::HashLock;
    /// use keelbolt::secret::Secret;
    /// let preimage = Preimage(Secret::new([7; 32]));
    /// let lock = HashLock::hash160(&preimage.payment_hash());
    /// let witness: [&[u8]; 3] = [&[0x30; 71], &[7; 32], &[1]];
    /// assert_eq!(lock.preimage_in(witness), Some(preimage));
    /// ```
    #[must_use]
    pub fn preimage_in<'w>(&self, witness: impl IntoIterator<Item = &'w [u8]>) -> Option<Preimage> {
        let elements = witness.into_iter().filter_map(|element| element.try_into().ok());
        elements.map(|bytes| Preimage(Secret::new(bytes))).find(|preimage| self.opens(preimage))
    }

    /// `OP_SIZE 32 OP_EQUALVERIFY`, then the hash of the element above and `OP_EQUALVERIFY`.
    ///
    /// Without the size, a preimage of another length could be one on another chain, and none in Lightning.
    pub(super) fn write(&self, script: Script) -> Script {
        let script = script.op(Op::SIZE).number(32).op(Op::EQUALVERIFY);
        let script = match self {
            Self::Sha256(hash) => script.op(Op::SHA256).push(&hash.0),
            Self::Hash160(hash) => script.op(Op::HASH160).push(hash),
        };
        script.op(Op::EQUALVERIFY)
    }
}

/// A height, or a time, before which the sender is not paid back. Times are judged by the median of the eleven blocks
/// before (BIP 113).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LockTime(u32);

impl LockTime {
    /// A height: a block above it may hold the refund.
    ///
    /// # Errors
    ///
    /// [`Error::Height`].
    pub const fn height(height: BlockHeight) -> Result<Self, Error> {
        match height.0 {
            1..FIRST_TIME => Ok(Self(height.0)),
            _ => Err(Error::Height { found: height }),
        }
    }

    /// A time.
    ///
    /// # Errors
    ///
    /// [`Error::Time`].
    pub fn time(time: UnixTime) -> Result<Self, Error> {
        match u32::try_from(time.0) {
            Ok(time @ FIRST_TIME..) => Ok(Self(time)),
            _ => Err(Error::Time { found: time }),
        }
    }

    /// The number as transactions and scripts hold it.
    #[must_use]
    pub const fn to_u32(self) -> u32 {
        self.0
    }

    /// The lock time of such a number; `None` for zero, which locks nothing.
    #[must_use]
    pub const fn from_u32(number: u32) -> Option<Self> {
        match number {
            0 => None,
            _ => Some(Self(number)),
        }
    }
}
