//! Hash locks: what scripts ask for that pay whoever shows a preimage.

use crate::codec::script::{Op, Script};
use crate::crypto::{PaymentHash, Preimage, hash160, ripemd160, tags_equal};
use crate::secret::{Secret, declassify};

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
    /// use keelbolt::codec::hash_lock::HashLock;
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
    pub(crate) fn write(&self, script: Script) -> Script {
        let script = script.op(Op::SIZE).number(32).op(Op::EQUALVERIFY);
        let script = match self {
            Self::Sha256(hash) => script.op(Op::SHA256).push(&hash.0),
            Self::Hash160(hash) => script.op(Op::HASH160).push(hash),
        };
        script.op(Op::EQUALVERIFY)
    }
}
