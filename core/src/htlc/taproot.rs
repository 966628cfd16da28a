//! The contract as a Taproot output.

use crate::codec::spend::{Frame, Funding};
use crate::codec::taproot::branch_hash;
use crate::codec::witness_program::WitnessProgram;
use crate::crypto::musig::{KeyAggregation, sort_keys};
use crate::crypto::{Parity, Preimage, PublicKey, TapNodeHash, XOnlyPublicKey};
use crate::htlc::taproot_spend::Path;
use crate::htlc::{ClaimLeaf, Error, RefundLeaf, TaprootSpend, Terms};

/// A contract that looks like any payment as long as both cooperate. The internal key is the MuSig2 aggregate of both
/// keys, sorted (BIP 327); the tree has two leaves, [`ClaimLeaf`] and [`RefundLeaf`].
///
/// ```
/// use keelbolt::amount::Sat;
/// use keelbolt::codec::transaction::{OutPoint, Txid};
/// use keelbolt::crypto::musig::{AggregateNonce, NonceInputs, SecretNonce, Session};
/// use keelbolt::crypto::{PaymentHash, SecretKey, SigningContext};
/// use keelbolt::entropy::Entropy;
/// use keelbolt::htlc::{Funding, HashLock, LockTime, TaprootHtlc, Terms};
/// use keelbolt::secret::Secret;
/// use keelbolt::time::BlockHeight;
///
/// let context = SigningContext::new(Entropy::new([1; 32]));
/// let receiver = context.key_pair(&SecretKey::parse(Secret::new([2; 32]))?)?;
/// let sender = context.key_pair(&SecretKey::parse(Secret::new([3; 32]))?)?;
/// let terms = Terms::new(
///     HashLock::Sha256(PaymentHash([4; 32])),
///     receiver.public_key(),
///     sender.public_key(),
///     LockTime::height(BlockHeight(900_000))?,
/// )?;
/// let contract = TaprootHtlc::new(terms)?;
///
/// // Once the payment is settled elsewhere, both sign a spend by the key path.
/// let funding = Funding { outpoint: OutPoint { txid: Txid([5; 32]), vout: 1 }, value: Sat(100_000) };
/// let destination = contract.program().script_pubkey();
/// let spend = contract.cooperate(&funding, &destination, 1_000)?;
/// let (keys, message) = (contract.output_keys()?, spend.sighash());
/// let inputs = NonceInputs { keys: Some(&keys), message: Some(&message), extra: None };
/// let (first, one) = SecretNonce::new(Entropy::new([6; 32]), &receiver, inputs, &context)?;
/// let (second, two) = SecretNonce::new(Entropy::new([7; 32]), &sender, inputs, &context)?;
/// let session = Session::new(&keys, &AggregateNonce::new(&[one, two])?, &message)?;
/// let signature = session.aggregate(&[first.sign(&session, &receiver)?, second.sign(&session, &sender)?])?;
/// let signed = spend.finish(&signature)?;
/// assert_eq!(signed.witness().collect::<Vec<_>>(), [signature.as_bytes()]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaprootHtlc {
    terms: Terms,
    /// Both keys, sorted.
    keys: [PublicKey; 2],
    internal_key: XOnlyPublicKey,
    output_key: XOnlyPublicKey,
    parity: Parity,
}

impl TaprootHtlc {
    /// The contract of these terms.
    ///
    /// # Errors
    ///
    /// [`Error::Aggregate`] or [`Error::Key`], which no keys are known to cause.
    pub fn new(terms: Terms) -> Result<Self, Error> {
        let mut keys = [*terms.receiver(), *terms.sender()];
        sort_keys(&mut keys);
        let internal_key = KeyAggregation::new(&keys).map_err(Error::Aggregate)?.x_only_public_key();
        let root = merkle_root(&terms);
        let (output_key, parity) = internal_key.tap_tweak(Some(&root)).map_err(Error::Key)?;
        Ok(Self { terms, keys, internal_key, output_key, parity })
    }

    /// Reads the terms from both leaves and the keys, of which leaves hold the x coordinates only; `None` when they do
    /// not belong together. Whether an output is this contract's, [`program`](Self::program) tells.
    #[must_use]
    pub fn recognise(
        claim_leaf: &[u8],
        refund_leaf: &[u8],
        receiver: &PublicKey,
        sender: &PublicKey,
    ) -> Option<Self> {
        let claim = ClaimLeaf::recognise(claim_leaf)?;
        let refund = RefundLeaf::recognise(refund_leaf)?;
        if (claim.receiver, refund.sender) != (receiver.x_only().0, sender.x_only().0) {
            return None;
        }
        Self::new(Terms::new(claim.hash, *receiver, *sender, refund.lock_time).ok()?).ok()
    }

    /// The terms.
    #[must_use]
    pub const fn terms(&self) -> &Terms {
        &self.terms
    }

    /// The receiver's leaf.
    #[must_use]
    pub fn claim_leaf(&self) -> ClaimLeaf {
        claim_leaf(&self.terms)
    }

    /// The sender's leaf.
    #[must_use]
    pub fn refund_leaf(&self) -> RefundLeaf {
        refund_leaf(&self.terms)
    }

    /// The root of the tree of both leaves.
    #[must_use]
    pub fn merkle_root(&self) -> TapNodeHash {
        merkle_root(&self.terms)
    }

    /// The key to which the tree is bound.
    #[must_use]
    pub const fn internal_key(&self) -> &XOnlyPublicKey {
        &self.internal_key
    }

    /// Both keys, aggregated and tweaked: what signs for the output.
    ///
    /// # Errors
    ///
    /// [`Error::Aggregate`], which no keys are known to cause.
    pub fn output_keys(&self) -> Result<KeyAggregation<'_>, Error> {
        let internal = KeyAggregation::new(&self.keys).map_err(Error::Aggregate)?;
        internal.tap_tweak(Some(&self.merkle_root())).map_err(Error::Aggregate)
    }

    /// What is paid to: as output script, and as address.
    #[must_use]
    pub fn program(&self) -> WitnessProgram {
        WitnessProgram::p2tr(&self.output_key)
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
    ) -> Result<TaprootSpend<'a>, Error> {
        if !self.terms.hash().opens(preimage) {
            return Err(Error::WrongPreimage);
        }
        let leaf = self.claim_leaf();
        let sibling = self.refund_leaf().hash();
        let path = Path::Claim { preimage: preimage.clone(), leaf: leaf.script(), sibling };
        self.spend(funding, path, leaf.receiver, 0, destination, feerate_per_kw)
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
    ) -> Result<TaprootSpend<'a>, Error> {
        let leaf = self.refund_leaf();
        let path = Path::Refund { leaf: leaf.script(), sibling: self.claim_leaf().hash() };
        self.spend(funding, path, leaf.sender, leaf.lock_time.to_u32(), destination, feerate_per_kw)
    }

    /// A spend of `funding` that both sign, at any time and to anybody, whatever they agreed on; destination and fee as
    /// of [`claim`](Self::claim).
    ///
    /// # Errors
    ///
    /// [`Error::FundingValue`], [`Error::FeeAboveValue`], [`Error::BelowDustLimit`] or
    /// [`Error::EmptyDestination`].
    pub fn cooperate<'a>(
        &self,
        funding: &Funding,
        destination: &'a [u8],
        feerate_per_kw: u32,
    ) -> Result<TaprootSpend<'a>, Error> {
        self.spend(funding, Path::Cooperate, self.output_key, 0, destination, feerate_per_kw)
    }

    fn spend<'a>(
        &self,
        funding: &Funding,
        path: Path,
        signer: XOnlyPublicKey,
        lock_time: u32,
        destination: &'a [u8],
        feerate_per_kw: u32,
    ) -> Result<TaprootSpend<'a>, Error> {
        let lengths = path.witness_lengths();
        let frame = Frame::new(funding, Frame::SEQUENCE, destination, lock_time, &lengths, feerate_per_kw)?;
        Ok(TaprootSpend::new(frame, self.program(), signer, path, (self.internal_key, self.parity)))
    }
}

fn claim_leaf(terms: &Terms) -> ClaimLeaf {
    ClaimLeaf { hash: *terms.hash(), receiver: terms.receiver().x_only().0 }
}

fn refund_leaf(terms: &Terms) -> RefundLeaf {
    RefundLeaf { sender: terms.sender().x_only().0, lock_time: terms.lock_time() }
}

fn merkle_root(terms: &Terms) -> TapNodeHash {
    branch_hash(&claim_leaf(terms).hash(), &refund_leaf(terms).hash())
}
