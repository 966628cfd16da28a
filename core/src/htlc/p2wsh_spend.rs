//! Spends of the P2WSH contract.

use crate::amount::Sat;
use crate::codec::script::Script;
use crate::codec::sighash::{SegwitV0, SighashType};
use crate::codec::spend::Frame;
use crate::codec::transaction::Txid;
use crate::crypto::{self, Preimage, PublicKey, SecretKey, Sha256, Signature, SigningContext};
use crate::htlc::{Error, Signed};

/// The longest signature with a low S in DER, and the byte of its type.
const LONGEST_SIGNATURE: usize = 72;

/// A spend that waits for one signature: of the receiver who claims, or of the sender who takes back.
#[derive(Clone, Debug)]
pub struct P2wshSpend<'a> {
    frame: Frame<'a>,
    script: Script,
    signer: PublicKey,
    preimage: Option<Preimage>,
}

impl<'a> P2wshSpend<'a> {
    /// The longest elements of the witness.
    pub(super) const fn witness_lengths(is_claim: bool, script: usize) -> [usize; 4] {
        match is_claim {
            true => [LONGEST_SIGNATURE, 32, 1, script],
            // No preimage: of three elements, the fourth counts nothing.
            false => [LONGEST_SIGNATURE, 0, script, Frame::NO_ELEMENT],
        }
    }

    pub(super) const fn new(
        frame: Frame<'a>,
        script: Script,
        signer: PublicKey,
        preimage: Option<Preimage>,
    ) -> Self {
        Self { frame, script, signer, preimage }
    }

    /// The weight with the longest signature that there is, 72 bytes. Half of all are that long, nearly all others one
    /// byte shorter.
    #[must_use]
    pub const fn weight(&self) -> u64 {
        self.frame.weight()
    }

    /// The fee.
    #[must_use]
    pub const fn fee(&self) -> Sat {
        self.frame.fee()
    }

    /// What the destination gets.
    #[must_use]
    pub const fn value(&self) -> Sat {
        self.frame.value()
    }

    /// The id that the transaction will have, signed or not.
    #[must_use]
    pub fn txid(&self) -> Txid {
        self.frame.view(|transaction| transaction.txid())
    }

    /// Who signs.
    #[must_use]
    pub const fn signer(&self) -> &PublicKey {
        &self.signer
    }

    /// What is signed, all of the transaction (`SIGHASH_ALL`).
    #[must_use]
    pub fn sighash(&self) -> Sha256 {
        let value = self.frame.spent();
        self.frame.view(|transaction| {
            let digest = SegwitV0::new(transaction).digest(0, &self.script, value, SighashType::All);
            // A spend has an input.
            digest.unwrap_or(Sha256([0; 32]))
        })
    }

    /// Signs with a key in memory.
    ///
    /// # Errors
    ///
    /// [`Error::WrongKey`] when it is not the signer's.
    pub fn sign(self, key: &SecretKey, context: &SigningContext) -> Result<Signed<'a>, Error> {
        let signature = context.sign(&self.sighash(), key).map_err(Error::Key)?;
        self.finish(&signature).map_err(|error| match error {
            Error::Signature(crypto::Error::SignatureMismatch) => Error::WrongKey,
            error => error,
        })
    }

    /// Takes the signature of an external signer over [`sighash`](Self::sighash).
    ///
    /// # Errors
    ///
    /// [`Error::Signature`].
    pub fn finish(self, signature: &Signature) -> Result<Signed<'a>, Error> {
        signature.verify(&self.sighash(), &self.signer).map_err(Error::Signature)?;
        let der = signature.to_der();
        let mut typed = [0; LONGEST_SIGNATURE];
        let ends = der.iter().copied().chain([SighashType::All.to_u8()]);
        typed.iter_mut().zip(ends).for_each(|(slot, byte)| *slot = byte);
        let typed = typed.get(..der.len().saturating_add(1)).unwrap_or_default();
        Ok(match &self.preimage {
            Some(preimage) => {
                // A one-byte true: policy asks for the least of all true elements (MINIMALIF).
                Signed::new(self.frame, &[typed, preimage.0.expose(), &[1], &self.script])
            }
            None => Signed::new(self.frame, &[typed, &[], &self.script]),
        })
    }
}
