//! The contract as a P2WSH output.

use crate::codec::script::{Instruction, Instructions, Op, Script};
use crate::codec::spend::{Frame, Funding};
use crate::codec::witness_program::WitnessProgram;
use crate::crypto::{PaymentHash, Preimage, PublicKey};
use crate::htlc::{Error, HashLock, LockTime, P2wshSpend, Terms};

/// A contract whose whole script is shown when it is spent:
///
/// ```text
/// OP_IF
///     OP_SIZE 32 OP_EQUALVERIFY OP_SHA256 <hash> OP_EQUALVERIFY <receiver>
/// OP_ELSE
///     <lock_time> OP_CHECKLOCKTIMEVERIFY OP_DROP <sender>
/// OP_ENDIF
/// OP_CHECKSIG
/// ```
///
/// with `OP_HASH160` in place of `OP_SHA256` where the hash is one.
///
/// ```
/// # use keelbolt::amount::Sat;
/// # use keelbolt::codec::transaction::{OutPoint, Txid};
/// # use keelbolt::crypto::{PaymentHash, SecretKey, SigningContext};
/// # use keelbolt::entropy::Entropy;
/// # use keelbolt::htlc::{Funding, HashLock, LockTime, P2wshHtlc, Terms};
/// # use keelbolt::secret::Secret;
/// # use keelbolt::time::BlockHeight;
/// # let context = SigningContext::new(Entropy::new([1; 32]));
/// # let (receiver, sender) = (SecretKey::parse(Secret::new([2; 32]))?, SecretKey::parse(Secret::new([3; 32]))?);
/// # let (receiver_key, sender_key) = (context.public_key(&receiver)?, context.public_key(&sender)?);
/// let hash = HashLock::hash160(&PaymentHash([4; 32]));
/// let lock_time = LockTime::height(BlockHeight(900_000))?;
/// let contract = P2wshHtlc::new(Terms::new(hash, receiver_key, sender_key, lock_time)?);
/// assert_eq!(P2wshHtlc::recognise(&contract.witness_script()), Some(contract));
///
/// // The sender takes the money back with a signature that is made elsewhere.
/// let funding = Funding { outpoint: OutPoint { txid: Txid([5; 32]), vout: 0 }, value: Sat(50_000) };
/// let destination = contract.program().script_pubkey();
/// let spend = contract.refund(&funding, &destination, 253)?;
/// let signature = context.sign(&spend.sighash(), &sender)?;
/// assert_eq!(spend.finish(&signature)?.witness().count(), 3);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct P2wshHtlc {
    terms: Terms,
}

impl P2wshHtlc {
    /// The contract of these terms.
    #[must_use]
    pub const fn new(terms: Terms) -> Self {
        Self { terms }
    }

    /// Reads the terms from a witness script; `None` when it is no such script, byte for byte.
    #[must_use]
    pub fn recognise(witness_script: &[u8]) -> Option<Self> {
        let mut steps = Instructions::new(witness_script);
        // What stands around the hash, the keys and the lock time is compared in the end, as a whole.
        let hash_op = steps.nth(4)?;
        let hash = hash_lock(&hash_op, &steps.next()?)?;
        let receiver = key(&steps.nth(1)?)?;
        let lock_time = LockTime::from_u32(steps.nth(1)?.number()?)?;
        let sender = key(&steps.nth(2)?)?;
        let contract = Self::new(Terms::new(hash, receiver, sender, lock_time).ok()?);
        (*contract.witness_script() == *witness_script).then_some(contract)
    }

    /// The terms.
    #[must_use]
    pub const fn terms(&self) -> &Terms {
        &self.terms
    }

    /// The script that every spend shows.
    #[must_use]
    pub fn witness_script(&self) -> Script {
        let claim = self.terms.hash().write(Script::new().op(Op::IF));
        claim
            .push(&self.terms.receiver().to_bytes())
            .op(Op::ELSE)
            .number(self.terms.lock_time().to_u32())
            .op(Op::CHECKLOCKTIMEVERIFY)
            .op(Op::DROP)
            .push(&self.terms.sender().to_bytes())
            .op(Op::ENDIF)
            .op(Op::CHECKSIG)
    }

    /// What is paid to: as output script, and as address.
    #[must_use]
    pub fn program(&self) -> WitnessProgram {
        WitnessProgram::p2wsh(&self.witness_script())
    }

    /// The receiver's spend of `funding` to the output script `destination`, less a fee of `feerate_per_kw` satoshi
    /// for 1000 units of weight. Neither is judged beyond the dust limit: nodes relay standard scripts, and not below 250
    /// satoshi for 1000 units.
    ///
    /// # Errors
    ///
    /// [`Error::WrongPreimage`], [`Error::FundingValue`], [`Error::FeeAboveValue`], [`Error::BelowDustLimit`] or
    /// [`Error::EmptyDestination`].
    pub fn claim<'a>(
        &self,
        funding: &Funding,
        preimage: &Preimage,
        destination: &'a [u8],
        feerate_per_kw: u32,
    ) -> Result<P2wshSpend<'a>, Error> {
        if !self.terms.hash().opens(preimage) {
            return Err(Error::WrongPreimage);
        }
        self.spend(funding, Some(preimage), destination, feerate_per_kw)
    }

    /// The sender's spend of `funding`, no block before the lock time holds it; destination and fee as of
    /// [`claim`](Self::claim).
    ///
    /// # Errors
    ///
    /// [`Error::FundingValue`], [`Error::FeeAboveValue`], [`Error::BelowDustLimit`] or
    /// [`Error::EmptyDestination`].
    pub fn refund<'a>(
        &self,
        funding: &Funding,
        destination: &'a [u8],
        feerate_per_kw: u32,
    ) -> Result<P2wshSpend<'a>, Error> {
        self.spend(funding, None, destination, feerate_per_kw)
    }

    fn spend<'a>(
        &self,
        funding: &Funding,
        preimage: Option<&Preimage>,
        destination: &'a [u8],
        feerate_per_kw: u32,
    ) -> Result<P2wshSpend<'a>, Error> {
        let script = self.witness_script();
        let (signer, lock_time) = match preimage {
            Some(_) => (self.terms.receiver(), 0),
            None => (self.terms.sender(), self.terms.lock_time().to_u32()),
        };
        let lengths = P2wshSpend::witness_lengths(preimage.is_some(), script.len());
        let frame = Frame::new(funding, Frame::SEQUENCE, destination, lock_time, &lengths, feerate_per_kw)?;
        Ok(P2wshSpend::new(frame, script, *signer, preimage.cloned()))
    }
}

/// An operation that hashes, and what it must give.
pub(super) fn hash_lock(op: &Instruction<'_>, hash: &Instruction<'_>) -> Option<HashLock> {
    match (op, hash) {
        (Instruction::Op(Op::SHA256), Instruction::Push(hash)) => {
            (*hash).try_into().ok().map(|hash| HashLock::Sha256(PaymentHash(hash)))
        }
        (Instruction::Op(Op::HASH160), Instruction::Push(hash)) => {
            (*hash).try_into().ok().map(HashLock::Hash160)
        }
        _ => None,
    }
}

fn key(push: &Instruction<'_>) -> Option<PublicKey> {
    let Instruction::Push(bytes) = push else { return None };
    PublicKey::parse((*bytes).try_into().ok()?).ok()
}
