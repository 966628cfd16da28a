//! Spends of clauses.

use crate::amount::Sat;
use crate::codec::sighash::{Taproot, TaprootSighashType};
use crate::codec::spend::{Frame, Signed};
use crate::codec::transaction::{TxOut, Txid};
use crate::crypto::{KeyPair, Preimage, SchnorrSignature, Sha256, SigningContext};
use crate::entropy::Entropy;
use crate::vtxo::policy::{Clause, PolicyOutput, SpendError};

/// The longest control block: of a leaf with one sibling.
const CONTROL_BLOCK_LENGTH: usize = 65;

/// A spend by a clause that waits for its signature. Version 2; the sequence is the clause's delay, the lock time its
/// height.
///
/// ```
/// # use keelbolt::time::BlockHeight;
/// # use keelbolt::vtxo::{LockDelta, LockHeight, Terms, policy::UserPolicy};
/// # use keelbolt::{crypto::{SecretKey, SigningContext}, entropy::Entropy, secret::Secret};
/// use keelbolt::amount::Sat;
/// use keelbolt::codec::spend::Funding;
/// use keelbolt::codec::transaction::{OutPoint, Txid};
/// # let context = SigningContext::new(Entropy::new([7; 32]));
/// # let pair = |n: u8| context.key_pair(&SecretKey::parse(Secret::new([n; 32])).unwrap()).unwrap();
/// # let expiry_height = LockHeight::new(BlockHeight(900_000)).unwrap();
/// # let exit_delta = LockDelta::new(144).unwrap();
/// # let terms = Terms { server_pubkey: pair(1).public_key(), expiry_height, exit_delta };
/// # let user = pair(2);
/// let policy = UserPolicy::Pubkey { user_pubkey: user.public_key() };
/// let (output, clauses) = (policy.output(&terms)?, policy.clauses(&terms));
///
/// // All of the exit is on chain. After 144 blocks its owner claims the money.
/// let funding = Funding { outpoint: OutPoint { txid: Txid([5; 32]), vout: 0 }, value: Sat(10_000) };
/// let destination = [[0x51, 0x20].as_slice(), &[6; 32]].concat();
/// let spend = output.spend(&clauses[0], &funding, None, &destination, 250)?;
/// assert_eq!(spend.fee(), Sat(spend.weight().div_ceil(4)));
/// let signed = spend.sign(&user, Entropy::new([8; 32]), &context)?;
/// assert_eq!(signed.witness().count(), 3);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct ClauseSpend<'a> {
    frame: Frame<'a>,
    output: PolicyOutput,
    clause: Clause,
    preimage: Option<Preimage>,
}

impl<'a> ClauseSpend<'a> {
    pub(super) const fn new(
        frame: Frame<'a>,
        output: PolicyOutput,
        clause: Clause,
        preimage: Option<Preimage>,
    ) -> Self {
        Self { frame, output, clause, preimage }
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

    /// By which clause: its key signs.
    #[must_use]
    pub const fn clause(&self) -> &Clause {
        &self.clause
    }

    /// What is signed, all of the transaction (`SIGHASH_DEFAULT`).
    #[must_use]
    pub fn sighash(&self) -> Sha256 {
        let script_pubkey = self.output.script_pubkey();
        let spent = [TxOut { value: self.frame.spent(), script_pubkey: &script_pubkey }];
        let leaf = self.clause.leaf_hash();
        self.frame.view(|transaction| {
            let digest = Taproot::new(transaction, &spent)
                .and_then(|sighashes| sighashes.script_path(0, &leaf, TaprootSighashType::Default));
            // A spend has an input, which spends an output.
            digest.unwrap_or(Sha256([0; 32]))
        })
    }

    /// Signs with a key in memory. `auxiliary` is that of [`sign_schnorr`](SigningContext::sign_schnorr).
    ///
    /// # Errors
    ///
    /// [`SpendError::WrongKey`].
    pub fn sign(
        self,
        key: &KeyPair,
        auxiliary: Entropy,
        context: &SigningContext,
    ) -> Result<Signed<'a>, SpendError> {
        if key.x_only_public_key() != *self.clause.pubkey() {
            return Err(SpendError::WrongKey);
        }
        let signature = context.sign_schnorr(&self.sighash().0, key, auxiliary).map_err(SpendError::Key)?;
        self.finish(&signature)
    }

    /// Takes the signature of an external signer, or of a MuSig2 session, over [`sighash`](Self::sighash).
    ///
    /// # Errors
    ///
    /// [`SpendError::Signature`].
    pub fn finish(self, signature: &SchnorrSignature) -> Result<Signed<'a>, SpendError> {
        signature.verify(&self.sighash().0, self.clause.pubkey()).map_err(SpendError::Signature)?;
        let script = self.clause.script();
        let mut buffer = [0; CONTROL_BLOCK_LENGTH];
        let block = self.output.control_block(&self.clause).ok_or(SpendError::NotAClause)?;
        // One sibling at most: the buffer is as long as the longest block.
        let block = block.write(&mut buffer).map_err(|_| SpendError::NotAClause)?;
        let signature: &[u8] = signature.as_bytes();
        Ok(match &self.preimage {
            Some(preimage) => Signed::new(self.frame, &[signature, preimage.0.expose(), &script, block]),
            None => Signed::new(self.frame, &[signature, &script, block]),
        })
    }
}
