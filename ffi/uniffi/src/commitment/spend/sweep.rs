//! Claims that go into one transaction, or into several.

use crate::bytes;
use crate::commitment::CommitmentError;
use crate::commitment::spend::claim::Claim;
use crate::commitment::spend::unsigned::UnsignedSweep;
use bitcoin::ScriptBuf;
use keelbolt::amount::Sat;
use keelbolt::commitment::spend;
use std::sync::Arc;

/// An unconfirmed transaction for which its child pays too: the commitment of an anchor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct SweepParent {
    /// What it pays itself, in satoshi.
    pub fee_sat: u64,
    /// What it weighs, with its witnesses.
    pub weight: u64,
}

/// Claims, and where what they hold goes. It never changes, and any thread may use it.
///
/// Claims of HTLC transactions come first, because each keeps the output of its own index; the others follow as they
/// were given, and what is left goes to the destination.
#[derive(Debug, uniffi::Object)]
pub struct Sweep(spend::Sweep);

#[uniffi::export]
impl Sweep {
    /// Puts claims together; what they leave after the fee goes to the script of the destination. With a parent, it
    /// pays for that too.
    ///
    /// # Errors
    ///
    /// `NoClaims`; `DuplicateClaim`; `ClaimAmount`; `ClaimVersion` for channels of different formats; `ClaimLockTime`
    /// for an HTLC transaction of another lock time, which its signatures cover; `WrongLength` for an empty script.
    #[uniffi::constructor(default(parent = None))]
    pub fn new(
        claims: Vec<Arc<Claim>>,
        destination: Vec<u8>,
        parent: Option<SweepParent>,
    ) -> Result<Self, CommitmentError> {
        let claims = claims.iter().map(|claim| claim.0.clone()).collect();
        let sweep = spend::Sweep::new(claims, ScriptBuf::from_bytes(bytes::destination(destination)?))?;
        Ok(Self(match parent {
            Some(SweepParent { fee_sat, weight }) => {
                sweep.with_parent(spend::Parent { fee: Sat(fee_sat), weight })
            }
            None => sweep,
        }))
    }

    /// Splits what nodes would not relay for its weight into sweeps that they do; what is light enough stays whole.
    ///
    /// The batches hold the claims in the order of this sweep, in about equal numbers: claims that are given with the
    /// most urgent first stand in the first batch. What the wallet brings is dealt out in turn. The same claims make
    /// the same batches at every feerate; a batch is better bumped alone, from its own claims. A sweep with a parent is
    /// never split.
    ///
    /// # Errors
    ///
    /// `SweepWeight` when a single claim, or one with the wallet's share, is too heavy, or a child is.
    pub fn batches(&self) -> Result<Vec<Arc<Sweep>>, CommitmentError> {
        let batches = self.0.clone().batches()?;
        Ok(batches.into_iter().map(|batch| Arc::new(Self(batch))).collect())
    }

    /// Builds the transaction at a feerate, in satoshi for a thousand units of weight: of itself, or of itself and its
    /// parent together. It pays more where its claims replace attempts, never less.
    ///
    /// Beside HTLC transactions, what would be dust for the destination goes to the fee.
    ///
    /// # Errors
    ///
    /// `SweepFeerate` below what nodes relay; `SweepWeight`; `FeeExceedsAmount`; `SweepDust`.
    pub fn build(&self, feerate_per_kw: u32) -> Result<Arc<UnsignedSweep>, CommitmentError> {
        Ok(Arc::new(UnsignedSweep(self.0.clone().build(feerate_per_kw)?)))
    }
}
