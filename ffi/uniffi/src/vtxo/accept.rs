//! Whether a VTXO is money.

use crate::bytes::{Octets, PublicKey, UnlockHash};
use crate::error::size;
use crate::transaction::MalformedTransaction;
use crate::vtxo::VtxoError;
use crate::vtxo::deadline::Deadline;
use crate::vtxo::exit::Exit;
use crate::vtxo::id::VtxoId;
use crate::vtxo::lock::delta;
use crate::vtxo::policy::UserPolicy;
use crate::vtxo::whole::Vtxo;
use keelbolt::amount::Sat;
use keelbolt::codec::serialized::SerializedTransaction;
use keelbolt::crypto;
use keelbolt::time::BlockHeight;
use keelbolt::vtxo;
use std::fmt;
use std::sync::Arc;

/// What the host knows of the chain about the transaction from which a VTXO's genesis leads.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ChainFacts {
    /// The transaction itself, with its witnesses or without.
    pub anchor: Octets,
    /// How many blocks confirm it: 1 in the last block, 0 in none.
    pub confirmations: u32,
    /// Whether the output is unspent, as far as blocks and the mempool say.
    pub unspent: bool,
}

/// Which policy a wallet expects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum ExpectedPolicy {
    /// Money to any of the wallet's own keys.
    Own,
    /// Just this: a contract, or money to one key.
    Exactly {
        /// The policy.
        policy: UserPolicy,
    },
}

/// What a wallet expects of a VTXO: whose it is, what it is worth, and that there will be time to take it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct VtxoExpectation {
    /// The wallet's keys, those that VTXOs pay to.
    pub own_keys: Vec<PublicKey>,
    /// The server's key.
    pub server_pubkey: PublicKey,
    /// The keys with which the server has signed trees, beside its own: one of them, or that, must stand in each node.
    pub server_cosign_pubkeys: Vec<PublicKey>,
    /// What was asked for. A contract is no payment: it is accepted only where it is expected.
    pub policy: ExpectedPolicy,
    /// How much was asked for, in satoshi; nothing where any amount will do.
    #[uniffi(default = None)]
    pub amount_sat: Option<u64>,
    /// What unlocks the leaf, as the server told before the round. Nothing where the VTXO comes from elsewhere.
    #[uniffi(default = None)]
    pub unlock_hash: Option<UnlockHash>,
    /// How many blocks must confirm the transaction on chain. Of a coinbase it is 100 at least.
    pub confirmations: u32,
    /// The height of the last block.
    pub tip: u32,
    /// The longest that an exit may wait, in blocks: 0 to 16,383.
    pub exit_delta: u16,
    /// How many blocks there must be to spare when all of an exit is confirmed, block by block, and its delay is over:
    /// before the server may sweep, and before the other side of a contract may take it.
    pub margin: u16,
    /// The most transactions that an exit may take.
    pub max_depth: u32,
}

/// A VTXO that has passed all checks: what a wallet may count as money. Any thread may use it.
#[derive(Debug, PartialEq, Eq, uniffi::Object)]
#[uniffi::export(Display, Eq, Hash)]
pub struct AcceptedVtxo(Arc<Vtxo>);

#[uniffi::export]
impl AcceptedVtxo {
    /// Takes a VTXO as accepted without looking: for one that the wallet has accepted before, and kept where nobody else
    /// writes.
    #[uniffi::constructor]
    #[must_use]
    pub fn assume_accepted(vtxo: Arc<Vtxo>) -> Self {
        Self(vtxo)
    }

    /// The VTXO.
    #[must_use]
    pub fn vtxo(&self) -> Arc<Vtxo> {
        Arc::clone(&self.0)
    }

    /// The id.
    #[must_use]
    pub fn id(&self) -> VtxoId {
        self.0.id()
    }

    /// What it is worth, in satoshi.
    #[must_use]
    pub fn amount_sat(&self) -> u64 {
        self.0.amount_sat()
    }

    /// Whether it is money only as long as the server, alone or with somebody who had it before, does not take it back:
    /// it left its tree or board by payments of others, or of nobody, or the leaf or the board was another's. A round
    /// makes it one's own.
    ///
    /// Somebody who had it before can begin the exit of what it was paid from, too, and then has that, alone, after the
    /// delay of exits, unless the server or the wallet publishes the payment before: `progress` of its exit tells when.
    ///
    /// Who signed for the nodes above a leaf is not asked: users do that with keys of one tree alone, which the wallet has
    /// checked in the ceremony, or not at all, and then trust those who do.
    ///
    /// # Errors
    ///
    /// `KeyNotAPoint` or `WrongLength`.
    pub fn trusts_others(&self, own_keys: Vec<PublicKey>) -> Result<bool, VtxoError> {
        Ok(self.core().trusts_others(&parsed(&own_keys)?))
    }

    /// Its exit.
    ///
    /// # Errors
    ///
    /// `TweakOutOfRange`, which no VTXO that was accepted causes.
    pub fn exit(&self) -> Result<Exit, VtxoError> {
        Exit::of(self)
    }

    /// Until when its exit must have begun, so that it is through with `margin` blocks to spare.
    #[must_use]
    pub fn deadline(&self, margin: u16) -> Deadline {
        self.core().deadline(margin).into()
    }
}

impl AcceptedVtxo {
    /// As the core has it, borrowed.
    pub(super) fn core(&self) -> vtxo::AcceptedVtxo<'_> {
        vtxo::AcceptedVtxo::assume_accepted(self.0.0.as_ref())
    }
}

impl fmt::Display for AcceptedVtxo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AcceptedVtxo({})", self.core().id())
    }
}

impl std::hash::Hash for AcceptedVtxo {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

/// A leaf of a tree that has passed all checks but one: the server has not unlocked it yet. No money, but what inputs may
/// be forfeited for: with the preimage, which the server cannot take them without, it is complete.
///
/// Who signed for the nodes above the leaf beside the server is not asked: of another tree than the user has signed,
/// the server alone may take it. So after a ceremony it must be the VTXO of the branch that was checked, or at least
/// have its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Object)]
#[uniffi::export(Display)]
pub struct LockedVtxo {
    id: VtxoId,
    unlock_hash: Option<UnlockHash>,
}

#[uniffi::export]
impl LockedVtxo {
    /// The id that it will have.
    #[must_use]
    pub fn id(&self) -> VtxoId {
        self.id
    }

    /// What unlocks it: the same for which inputs are forfeited.
    #[must_use]
    pub fn unlock_hash(&self) -> Option<UnlockHash> {
        self.unlock_hash
    }
}

impl LockedVtxo {
    pub(super) fn of(core: &vtxo::LockedVtxo<'_>) -> Self {
        Self { id: core.id().into(), unlock_hash: core.unlock_hash().map(UnlockHash::from) }
    }
}

impl fmt::Display for LockedVtxo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LockedVtxo({})", self.id)
    }
}

impl ChainFacts {
    /// Lends the facts as the core reads them.
    ///
    /// # Errors
    ///
    /// `MalformedTransaction`, or what `with` fails with.
    pub(super) fn with_core<T>(
        &self,
        with: impl FnOnce(&vtxo::ChainFacts<'_>) -> Result<T, VtxoError>,
    ) -> Result<T, VtxoError> {
        let anchor =
            SerializedTransaction::parse(self.anchor.as_slice()).map_err(|_| MalformedTransaction)?;
        with(&vtxo::ChainFacts { anchor, confirmations: self.confirmations, unspent: self.unspent })
    }
}

impl VtxoExpectation {
    /// Lends the expectation as the core reads it.
    ///
    /// # Errors
    ///
    /// `KeyNotAPoint`, `LockHeightTooLarge` or `LockDeltaTooLarge`, or what `with` fails with.
    pub(super) fn with_core<T>(
        &self,
        with: impl FnOnce(&vtxo::Expectation<'_>) -> Result<T, VtxoError>,
    ) -> Result<T, VtxoError> {
        let policy = match self.policy {
            ExpectedPolicy::Own => vtxo::ExpectedPolicy::Own,
            ExpectedPolicy::Exactly { policy } => vtxo::ExpectedPolicy::Exactly(policy.try_into()?),
        };
        with(&vtxo::Expectation {
            own_keys: &parsed(&self.own_keys)?,
            server_pubkey: self.server_pubkey.try_into()?,
            server_cosign_pubkeys: &parsed(&self.server_cosign_pubkeys)?,
            policy,
            amount: self.amount_sat.map(Sat),
            unlock_hash: self.unlock_hash.map(Into::into),
            confirmations: self.confirmations,
            tip: BlockHeight(self.tip),
            exit_delta: delta(self.exit_delta)?,
            margin: self.margin,
            max_depth: size(self.max_depth.into()),
        })
    }
}

fn parsed(keys: &[PublicKey]) -> Result<Vec<crypto::PublicKey>, VtxoError> {
    keys.iter().map(|key| Ok((*key).try_into()?)).collect()
}
