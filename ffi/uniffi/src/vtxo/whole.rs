//! A VTXO with its genesis.

use crate::bytes::{Octets, PublicKey, SchnorrSignature, UnlockHash};
use crate::secret::Preimage;
use crate::transaction::{OutPoint, TxOut};
use crate::vtxo::VtxoError;
use crate::vtxo::accept::{AcceptedVtxo, ChainFacts, LockedVtxo, VtxoExpectation};
use crate::vtxo::bare::BareVtxo;
use crate::vtxo::genesis::{GenesisItem, listed};
use crate::vtxo::hop::ExitTransaction;
use crate::vtxo::id::VtxoId;
use crate::vtxo::policy::UserPolicy;
use crate::vtxo::terms::VtxoTerms;
use keelbolt::amount::Sat;
use keelbolt::codec::transaction;
use keelbolt::vtxo::{self, GenesisRef, VtxoRef};
use std::fmt;
use std::sync::Arc;

/// A VTXO with the transactions that lead to it. It can be read, no more: whether it is worth anything, only its
/// acceptance tells. It compares by content, and any thread may use it.
#[derive(Debug, PartialEq, Eq, uniffi::Object)]
#[uniffi::export(Display, Eq, Hash)]
pub struct Vtxo(pub(crate) vtxo::Vtxo);

#[uniffi::export]
impl Vtxo {
    /// Reads the full form, of version 1 or 2, that fills the bytes. Every key is checked here.
    ///
    /// # Errors
    ///
    /// Any of an encoding; `NoGenesis` for the bare form, which `parse_bare_vtxo` reads, or `UnexpectedGenesis`.
    #[uniffi::constructor]
    pub fn parse(bytes: Vec<u8>) -> Result<Self, VtxoError> {
        Ok(Self(vtxo::Vtxo::parse(&bytes)?))
    }

    /// Joins a bare form and a genesis, of version 2, that were kept apart.
    ///
    /// # Errors
    ///
    /// Any of an encoding; `NoGenesis` or `UnexpectedGenesis`; `KeyNotAPoint`, `LockHeightTooLarge`,
    /// `LockDeltaTooLarge` or `WrongLength` for the bare form.
    #[uniffi::constructor]
    pub fn join(bare: BareVtxo, genesis: Vec<u8>) -> Result<Self, VtxoError> {
        Ok(Self(VtxoRef::new(bare.try_into()?, GenesisRef::parse(&genesis)?)?.into()))
    }

    /// The full form, in version 2.
    #[must_use]
    pub fn to_bytes(&self) -> Octets {
        Octets(self.0.to_vec())
    }

    /// All but the genesis.
    #[must_use]
    pub fn bare(&self) -> BareVtxo {
        self.0.bare().into()
    }

    /// The genesis alone, as version 2 writes it, to be kept beside a bare form.
    #[must_use]
    pub fn genesis_bytes(&self) -> Octets {
        self.0.genesis_bytes().into()
    }

    /// The id.
    #[must_use]
    pub fn id(&self) -> VtxoId {
        self.0.bare().id().into()
    }

    /// What it says that it holds, in satoshi.
    #[must_use]
    pub fn amount_sat(&self) -> u64 {
        self.0.bare().amount.0
    }

    /// The server's key, the expiry and the delay of exits.
    #[must_use]
    pub fn terms(&self) -> VtxoTerms {
        self.0.bare().terms.into()
    }

    /// Who may take it, and how.
    #[must_use]
    pub fn policy(&self) -> UserPolicy {
        self.0.bare().policy.into()
    }

    /// The output on chain from which its genesis leads here.
    #[must_use]
    pub fn chain_anchor(&self) -> OutPoint {
        self.0.bare().chain_anchor.into()
    }

    /// What that output holds, if all amounts are as they are said, in satoshi: the VTXO's, the siblings' and the fees.
    /// Nothing when the sum is more than 64 bits hold.
    #[must_use]
    pub fn chain_anchor_amount_sat(&self) -> Option<u64> {
        self.0.as_ref().chain_anchor_amount().map(|amount| amount.0)
    }

    /// What unlocks it, if it is a leaf of a tree that nobody has spent yet.
    #[must_use]
    pub fn unlock_hash(&self) -> Option<UnlockHash> {
        self.0.as_ref().unlock_hash().map(UnlockHash::from)
    }

    /// The transactions that an exit puts on chain, the first one first.
    #[must_use]
    pub fn genesis(&self) -> Vec<GenesisItem> {
        self.0.as_ref().genesis().items().map(GenesisItem::from).collect()
    }

    /// The keys of the users who paid with it since it left its tree or board, those of each payment together: whoever
    /// has one of them could collude with the server.
    #[must_use]
    pub fn past_arkoor_pubkeys(&self) -> Vec<Vec<PublicKey>> {
        self.0.as_ref().past_arkoor_pubkeys().map(listed).collect()
    }

    /// Whether no signature and no preimage is missing that an exit needs.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.0.as_ref().is_complete()
    }

    /// The transactions of its exit, rebuilt one after another.
    ///
    /// # Errors
    ///
    /// `VtxoAmountOverflow`; `TweakOutOfRange`, which no keys are known to cause.
    pub fn hops(&self) -> Result<Vec<ExitTransaction>, VtxoError> {
        self.0.as_ref().hops()?.map(|hop| Ok((&hop?).into())).collect()
    }

    /// Rebuilds all transactions, and checks that they lead from `anchor`, the output at `chain_anchor`, to the VTXO,
    /// each signed by its keys.
    ///
    /// That is but a part of what a wallet must check: whose keys they are, this does not ask.
    ///
    /// # Errors
    ///
    /// `ChainAnchorValue`, `ChainAnchorScript`, `NoHopSignature`, `NoHopPreimage`, `HopSignature` or `VtxoPoint`, the
    /// first from the chain on; `VtxoAmountOverflow`.
    pub fn check_chain(&self, anchor: TxOut) -> Result<(), VtxoError> {
        Ok(self.0.as_ref().check_chain(&borrowed(&anchor))?)
    }

    /// As `check_chain`, for a VTXO that is not signed yet: without signatures and preimages.
    ///
    /// # Errors
    ///
    /// Those of `check_chain` that are not about signatures and preimages.
    pub fn check_chain_unsigned(&self, anchor: TxOut) -> Result<(), VtxoError> {
        Ok(self.0.as_ref().check_chain_unsigned(&borrowed(&anchor))?)
    }

    /// Checks that nodes relay all of its exit: neither the VTXO nor a sibling is dust, all have usual scripts, and no
    /// transaction is too heavy.
    ///
    /// # Errors
    ///
    /// `ExitDust`, `ExitScript`, `SecondData` or `ExitWeight`: the VTXO's own before those of the siblings from the
    /// chain on.
    pub fn check_standard(&self) -> Result<(), VtxoError> {
        Ok(self.0.as_ref().check_standard()?)
    }

    /// The same VTXO with the signature of its leaf transaction; nothing when it is no leaf of a tree.
    ///
    /// # Errors
    ///
    /// `WrongLength`
    pub fn with_unlock_signature(&self, signature: SchnorrSignature) -> Result<Option<Arc<Self>>, VtxoError> {
        Ok(self.0.with_unlock_signature(signature.into()).map(|vtxo| Arc::new(Self(vtxo))))
    }

    /// The same VTXO with what unlocks it; nothing when it is no leaf of a tree, or when that is the preimage of another
    /// hash.
    #[must_use]
    pub fn with_unlock_preimage(&self, preimage: Arc<Preimage>) -> Option<Arc<Self>> {
        self.0.with_unlock_preimage(&preimage.0).map(|vtxo| Arc::new(Self(vtxo)))
    }

    /// Makes all checks on one VTXO: that its genesis leads from an output that is confirmed and unspent, each step
    /// signed; that the server is the known one and its key is among those of each node; that an exit will be through
    /// before the server or the other side of a contract may take the output, and be relayed; that policy, key, amount
    /// and unlock hash are the expected ones.
    ///
    /// # Errors
    ///
    /// One for each rule: `VtxoServerKey`, `NodeWithoutServer`, `VtxoDepth`, `VtxoExitDelta`, `VtxoExpiry`,
    /// `HtlcExpiry`, `VtxoPolicy`, `VtxoOwnKey`, `LeafKey`, `VtxoAmount`, `VtxoUnlockHash`, those of `check_standard`,
    /// `WrongAnchor`, `AnchorOutput`, `Confirmations`, `AnchorSpent`, those of `check_chain`. `MalformedTransaction` for
    /// the facts; `KeyNotAPoint`, `LockHeightTooLarge`, `LockDeltaTooLarge` or `WrongLength` for the expectation.
    pub fn accept(
        self: Arc<Self>,
        expected: VtxoExpectation,
        facts: ChainFacts,
    ) -> Result<AcceptedVtxo, VtxoError> {
        expected.with_core(|expected| {
            facts.with_core(|facts| Ok(self.0.as_ref().accept(expected, facts).map(drop)?))
        })?;
        Ok(AcceptedVtxo::assume_accepted(self))
    }

    /// As `accept`, for a leaf whose preimage is still the server's: to be checked before anything is forfeited for it.
    /// Nothing else may be missing, the signature of its own transaction neither. The unlock hash must be expected.
    ///
    /// The server may show the preimage as late as it takes what was forfeited. So the margin is to cover the longest
    /// delay of the inputs' exits too.
    ///
    /// # Errors
    ///
    /// As `accept`; `VtxoUnlockHash` when none is expected; `VtxoHashLock`.
    pub fn accept_locked(
        self: Arc<Self>,
        expected: VtxoExpectation,
        facts: ChainFacts,
    ) -> Result<LockedVtxo, VtxoError> {
        expected.with_core(|expected| {
            facts.with_core(|facts| Ok(LockedVtxo::of(&self.0.as_ref().accept_locked(expected, facts)?)))
        })
    }
}

/// The output as the core reads it.
fn borrowed(output: &TxOut) -> transaction::TxOut<'_> {
    transaction::TxOut { value: Sat(output.value_sat), script_pubkey: output.script_pubkey.as_slice() }
}

impl fmt::Display for Vtxo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Vtxo({})", self.0.bare().id())
    }
}

impl std::hash::Hash for Vtxo {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.bare().id().hash(state);
    }
}
