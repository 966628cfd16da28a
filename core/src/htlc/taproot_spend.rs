//! Spends of the Taproot contract.

use crate::amount::Sat;
use crate::codec::script::Script;
use crate::codec::sighash::{Taproot, TaprootSighashType};
use crate::codec::spend::Frame;
use crate::codec::taproot::{ControlBlock, LEAF_VERSION, LENGTH_WITHOUT_PATH, NODE_LENGTH, leaf_hash};
use crate::codec::transaction::{TxOut, Txid};
use crate::codec::witness_program::WitnessProgram;
use crate::crypto::{
    KeyPair, Parity, Preimage, SchnorrSignature, Sha256, SigningContext, TapNodeHash, XOnlyPublicKey,
};
use crate::entropy::Entropy;
use crate::htlc::{Error, Signed};

/// A signature of the default type, without a byte behind it.
const SIGNATURE_LENGTH: usize = 64;

/// The length of the control block of a leaf with one sibling.
const CONTROL_BLOCK_LENGTH: usize = LENGTH_WITHOUT_PATH + NODE_LENGTH;

/// A spend that waits for one signature: of the receiver who claims, of the sender who takes back, or of both.
#[derive(Clone, Debug)]
pub struct TaprootSpend<'a> {
    frame: Frame<'a>,
    program: WitnessProgram,
    signer: XOnlyPublicKey,
    path: Path,
    internal_key: (XOnlyPublicKey, Parity),
}

/// How the output is spent; a leaf with its sibling in the tree.
#[derive(Clone, Debug)]
pub(super) enum Path {
    Claim { preimage: Preimage, leaf: Script, sibling: TapNodeHash },
    Refund { leaf: Script, sibling: TapNodeHash },
    Cooperate,
}

impl Path {
    pub(super) fn witness_lengths(&self) -> [usize; 4] {
        const NONE: usize = Frame::NO_ELEMENT;
        match self {
            Self::Claim { leaf, .. } => [SIGNATURE_LENGTH, 32, leaf.len(), CONTROL_BLOCK_LENGTH],
            Self::Refund { leaf, .. } => [SIGNATURE_LENGTH, leaf.len(), CONTROL_BLOCK_LENGTH, NONE],
            Self::Cooperate => [SIGNATURE_LENGTH, NONE, NONE, NONE],
        }
    }

    const fn leaf(&self) -> Option<(&Script, &TapNodeHash)> {
        match self {
            Self::Claim { leaf, sibling, .. } | Self::Refund { leaf, sibling } => Some((leaf, sibling)),
            Self::Cooperate => None,
        }
    }
}

impl<'a> TaprootSpend<'a> {
    pub(super) const fn new(
        frame: Frame<'a>,
        program: WitnessProgram,
        signer: XOnlyPublicKey,
        path: Path,
        internal_key: (XOnlyPublicKey, Parity),
    ) -> Self {
        Self { frame, program, signer, path, internal_key }
    }

    /// The weight, exactly.
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

    /// Who signs: the receiver, the sender, or, when both cooperate, the output key.
    #[must_use]
    pub const fn signer(&self) -> &XOnlyPublicKey {
        &self.signer
    }

    /// What is signed, all of the transaction (`SIGHASH_DEFAULT`).
    #[must_use]
    pub fn sighash(&self) -> Sha256 {
        let script_pubkey = self.program.script_pubkey();
        let spent = [TxOut { value: self.frame.spent(), script_pubkey: &script_pubkey }];
        self.frame.view(|transaction| {
            let sighashes = Taproot::new(transaction, &spent);
            let digest = sighashes.and_then(|sighashes| match self.path.leaf() {
                Some((leaf, _)) => {
                    let leaf = leaf_hash(LEAF_VERSION, leaf);
                    sighashes.script_path(0, &leaf, TaprootSighashType::Default)
                }
                None => sighashes.key_path(0, TaprootSighashType::Default),
            });
            // A spend has an input, which spends an output.
            digest.unwrap_or(Sha256([0; 32]))
        })
    }

    /// Signs with a key in memory, on the path of a leaf. `auxiliary` is that of
    /// [`sign_schnorr`](SigningContext::sign_schnorr).
    ///
    /// # Errors
    ///
    /// [`Error::WrongKey`] when it is not the signer's, as no single key is when both cooperate.
    pub fn sign(
        self,
        key: &KeyPair,
        auxiliary: Entropy,
        context: &SigningContext,
    ) -> Result<Signed<'a>, Error> {
        if key.x_only_public_key() != self.signer {
            return Err(Error::WrongKey);
        }
        let signature = context.sign_schnorr(&self.sighash().0, key, auxiliary).map_err(Error::Key)?;
        self.finish(&signature)
    }

    /// Takes the signature of an external signer, or of a MuSig2 session, over [`sighash`](Self::sighash).
    ///
    /// # Errors
    ///
    /// [`Error::Signature`].
    pub fn finish(self, signature: &SchnorrSignature) -> Result<Signed<'a>, Error> {
        signature.verify(&self.sighash().0, &self.signer).map_err(Error::Signature)?;
        let signature = signature.as_bytes();
        let mut block = [0; CONTROL_BLOCK_LENGTH];
        if let Some((_, sibling)) = self.path.leaf() {
            let (internal_key, parity) = self.internal_key;
            // One sibling is a path, and its control block as long as the buffer: neither can fail.
            let written = ControlBlock::new(LEAF_VERSION, parity, internal_key, &sibling.0)
                .and_then(|whole| whole.write(&mut block).map(<[u8]>::len));
            debug_assert_eq!(written, Ok(CONTROL_BLOCK_LENGTH));
        }
        Ok(match &self.path {
            Path::Claim { preimage, leaf, .. } => {
                Signed::new(self.frame, &[signature, preimage.0.expose(), leaf, &block])
            }
            Path::Refund { leaf, .. } => Signed::new(self.frame, &[signature, leaf, &block]),
            Path::Cooperate => Signed::new(self.frame, &[signature]),
        })
    }
}
