//! The output of a policy.

use crate::bytes::{Octets, Sha256, XOnlyPublicKey};
use crate::secret::Preimage;
use crate::transaction::OutPoint;
use crate::vtxo::VtxoError;
use crate::vtxo::clause::VtxoClause;
use crate::vtxo::spend::ClauseSpend;
use keelbolt::vtxo::policy;
use std::fmt;
use std::sync::Arc;

/// A Taproot output of a policy: its key, and the script leaves to which it is bound. It compares by content, and any
/// thread may use it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Object)]
#[uniffi::export(Display, Eq, Hash)]
pub struct PolicyOutput(pub(crate) policy::PolicyOutput);

#[uniffi::export]
impl PolicyOutput {
    /// The key of the key path, before it is tweaked.
    #[must_use]
    pub fn internal_key(&self) -> XOnlyPublicKey {
        (*self.0.internal_key()).into()
    }

    /// The root of the tree of script leaves, if there are any.
    #[must_use]
    pub fn merkle_root(&self) -> Option<Sha256> {
        self.0.merkle_root().map(|root| Sha256(root.0))
    }

    /// The key of the output: signatures of the key path are checked with it.
    #[must_use]
    pub fn output_key(&self) -> XOnlyPublicKey {
        (*self.0.output_key()).into()
    }

    /// The parity of the output key's point, as control blocks say it: 0 for even, 1 for odd.
    #[must_use]
    pub fn parity(&self) -> u8 {
        self.0.parity().to_u8()
    }

    /// The output script: `OP_1 <output key>`.
    #[must_use]
    pub fn script_pubkey(&self) -> Octets {
        self.0.script_pubkey().as_slice().into()
    }

    /// What stands last in the witness of a spend by `clause`; nothing when it is no clause of this output.
    ///
    /// # Errors
    ///
    /// `NotAnXCoordinate`, `LockHeightTooLarge` or `WrongLength`.
    pub fn control_block(&self, clause: VtxoClause) -> Result<Option<Octets>, VtxoError> {
        // The longest: of a leaf with one sibling.
        let mut buffer = [0; 65];
        let clause = clause.to_core()?;
        let block = self.0.control_block(&clause);
        Ok(block.and_then(|block| block.write(&mut buffer).ok().map(Octets::from)))
    }

    /// The weight of the witness of a spend by `clause`, exactly: its elements with their lengths and their number.
    /// Nothing when it is no clause of this output.
    ///
    /// # Errors
    ///
    /// As `control_block`.
    pub fn witness_weight(&self, clause: VtxoClause) -> Result<Option<u64>, VtxoError> {
        Ok(self.0.witness_weight(&clause.to_core()?))
    }

    /// The spend by `clause` of this output at `outpoint`, which holds `value_sat` satoshi, to the output script
    /// `destination`, less a fee of `feerate_per_kw` satoshi for 1000 units of weight. `preimage` is needed where the
    /// clause has a hash.
    ///
    /// # Errors
    ///
    /// `NotAClause`, `ClausePreimage`; `EmptyDestination`, `FundingValue`, `FeeAboveValue` or `BelowDustLimit`;
    /// `NotAnXCoordinate`, `LockHeightTooLarge` or `WrongLength`.
    #[uniffi::method(default(preimage = None))]
    pub fn spend(
        &self,
        clause: VtxoClause,
        outpoint: OutPoint,
        value_sat: u64,
        destination: Vec<u8>,
        feerate_per_kw: u32,
        preimage: Option<Arc<Preimage>>,
    ) -> Result<ClauseSpend, VtxoError> {
        ClauseSpend::new(self.0, clause, (outpoint, value_sat), destination, feerate_per_kw, preimage)
    }
}

impl fmt::Display for PolicyOutput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PolicyOutput({})", self.0.output_key())
    }
}

impl std::hash::Hash for PolicyOutput {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.script_pubkey().hash(state);
    }
}
