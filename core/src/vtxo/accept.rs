//! All that a wallet must check before it calls a VTXO its own, in one call.

mod error;

pub use error::NotAccepted;

use crate::amount::Sat;
use crate::codec::serialized::SerializedTransaction;
use crate::crypto::PublicKey;
use crate::time::BlockHeight;
use crate::vtxo::policy::UserPolicy;
use crate::vtxo::{HashLockVersion, LockDelta, Transition, UnlockHash, VtxoId, VtxoRef};
use core::ops::Deref;

/// How many blocks must confirm a coinbase before it is spent, by consensus.
const COINBASE_MATURITY: u32 = 100;

/// What the host knows of the chain about the transaction from which a VTXO's genesis leads.
#[derive(Clone, Copy, Debug)]
pub struct ChainFacts<'a> {
    /// The transaction itself.
    pub anchor: SerializedTransaction<'a>,
    /// How many blocks confirm it: 1 in the last block, 0 in none.
    pub confirmations: u32,
    /// Whether the output is unspent, as far as blocks and the mempool say.
    pub unspent: bool,
}

/// What a wallet expects of a VTXO: whose it is, what it is worth, and that there will be time to take it.
#[derive(Clone, Copy, Debug)]
pub struct Expectation<'a> {
    /// The wallet's keys, those that VTXOs pay to.
    pub own_keys: &'a [PublicKey],
    /// The server's key.
    pub server_pubkey: PublicKey,
    /// The keys with which the server has signed trees, beside its own: one of them, or that, must stand in each node.
    pub server_cosign_pubkeys: &'a [PublicKey],
    /// What was asked for. A contract is no payment: it is accepted only where it is expected.
    pub policy: ExpectedPolicy,
    /// How much was asked for; nothing where any amount will do.
    pub amount: Option<Sat>,
    /// What unlocks the leaf, as the server told before the round. Nothing where the VTXO comes from elsewhere.
    pub unlock_hash: Option<UnlockHash>,
    /// How many blocks must confirm the transaction on chain. Of a coinbase it is 100 at least.
    pub confirmations: u32,
    /// The height of the last block.
    pub tip: BlockHeight,
    /// The longest that an exit may wait.
    pub exit_delta: LockDelta,
    /// How many blocks there must be to spare when all of an exit is confirmed, block by block, and its delay is over:
    /// before the server may sweep, and before the other side of a contract may take it.
    pub margin: u16,
    /// The most transactions that an exit may take.
    pub max_depth: usize,
}

/// Which policy a wallet expects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExpectedPolicy {
    /// Money to any of the wallet's own keys.
    Own,
    /// Just this: a contract, or money to one key.
    Exactly(UserPolicy),
}

/// A VTXO that has passed all checks: what a wallet may count as money.
#[derive(Clone, Copy, Debug)]
pub struct AcceptedVtxo<'a>(VtxoRef<'a>);

/// A leaf of a tree that has passed all checks but one: the server has not unlocked it yet. No money, but what inputs may
/// be forfeited for: with the preimage, which the server cannot take them without, it is complete.
#[derive(Clone, Copy, Debug)]
pub struct LockedVtxo<'a>(VtxoRef<'a>);

impl<'a> VtxoRef<'a> {
    /// Makes all checks on one VTXO: that its genesis leads from an output that is confirmed and unspent, each step
    /// signed; that the server is the known one and its key is among those of each node; that an exit will be through
    /// before the server or the other side of a contract may take the output, and be relayed; that policy, key, amount
    /// and unlock hash are the expected ones.
    ///
    /// ```
    /// use keelbolt::vtxo::{ChainFacts, Expectation, VtxoRef};
    /// # fn f(bytes: &[u8], expected: &Expectation<'_>, facts: &ChainFacts<'_>) -> Result<(), Box<dyn std::error::Error>> {
    /// let accepted = VtxoRef::parse(bytes)?.accept(expected, facts)?;
    /// println!("{} is worth {}", accepted.id(), accepted.amount());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// One of [`NotAccepted`] for each rule.
    pub fn accept(
        self,
        expected: &Expectation<'_>,
        facts: &ChainFacts<'_>,
    ) -> Result<AcceptedVtxo<'a>, NotAccepted> {
        self.check_rules(expected, facts, true)?;
        Ok(AcceptedVtxo(self))
    }

    /// As [`accept`](Self::accept), for a leaf whose preimage is still the server's: to be checked before anything is
    /// forfeited for it. Nothing else may be missing, the signature of its own transaction neither: a server that has what
    /// it wanted need not sign any more. The unlock hash must be expected.
    ///
    /// Who signed for the nodes above the leaf beside the server is not asked: of another tree than the user has signed, the
    /// server alone may take it. So after a ceremony it must be the VTXO of the branch that was checked, which
    /// `Branch::vtxo` makes, or at least have its id.
    ///
    /// The server may show the preimage as late as it takes what was forfeited. So [`margin`](Expectation::margin) is to
    /// cover the longest delay of the inputs' exits too; for a tree that the user signs, the ceremony has checked that by
    /// `earliest_expiry`.
    ///
    /// # Errors
    ///
    /// As [`accept`](Self::accept); [`NotAccepted::UnlockHash`] when none is expected; [`NotAccepted::HashLock`].
    pub fn accept_locked(
        self,
        expected: &Expectation<'_>,
        facts: &ChainFacts<'_>,
    ) -> Result<LockedVtxo<'a>, NotAccepted> {
        self.check_rules(expected, facts, false)?;
        match (expected.unlock_hash, self.last_transition()) {
            (None, _) => Err(NotAccepted::UnlockHash),
            (_, Some(Transition::HashLocked { version: HashLockVersion::V0, .. })) => {
                Err(NotAccepted::HashLock)
            }
            _ => Ok(LockedVtxo(self)),
        }
    }

    fn check_rules(
        &self,
        expected: &Expectation<'_>,
        facts: &ChainFacts<'_>,
        complete: bool,
    ) -> Result<(), NotAccepted> {
        // What costs nothing comes first.
        self.check_server(expected)?;
        self.check_time(expected, facts)?;
        self.check_owner(expected)?;
        self.check_standard()?;
        let anchor = self.check_facts(expected, facts)?;
        match complete {
            true => Ok(self.check_chain(&anchor)?),
            false => Ok(self.check_chain_locked(&anchor)?),
        }
    }

    /// The transaction on chain is the genesis's, deep enough, and its output is there and unspent.
    fn check_facts<'f>(
        &self,
        expected: &Expectation<'_>,
        facts: &ChainFacts<'f>,
    ) -> Result<crate::codec::transaction::TxOut<'f>, NotAccepted> {
        let at = self.chain_anchor();
        if facts.anchor.txid() != at.txid {
            return Err(NotAccepted::Anchor { expected: at.txid, found: facts.anchor.txid() });
        }
        let output = facts.anchor.output(at.vout).ok_or(NotAccepted::AnchorOutput { found: at.vout })?;
        // Before a coinbase is mature, nobody can spend it: no exit could begin.
        let least = if facts.anchor.is_coinbase() { COINBASE_MATURITY } else { 0 };
        let (expected, found) = (expected.confirmations.max(least), facts.confirmations);
        if found < expected {
            return Err(NotAccepted::Confirmations { expected, found });
        }
        match facts.unspent {
            true => Ok(output),
            false => Err(NotAccepted::AnchorSpent),
        }
    }

    /// The server is the known one, and nothing of the genesis can be signed without it.
    fn check_server(&self, expected: &Expectation<'_>) -> Result<(), NotAccepted> {
        if self.terms().server_pubkey != expected.server_pubkey {
            return Err(NotAccepted::ServerKey);
        }
        for (depth, item) in self.genesis().items().enumerate() {
            // Payments between users and leaves have the server's key by their construction.
            let Transition::Cosigned { pubkeys, .. } = item.transition else { continue };
            let mut known = expected.server_cosign_pubkeys.iter().chain([&expected.server_pubkey]);
            if !known.any(|key| pubkeys.contains(key)) {
                return Err(NotAccepted::ServerDoesNotSign { depth });
            }
        }
        Ok(())
    }

    /// An exit is through before anybody else may take what it is for.
    fn check_time(&self, expected: &Expectation<'_>, facts: &ChainFacts<'_>) -> Result<(), NotAccepted> {
        let depth = self.genesis().len();
        if depth > expected.max_depth {
            return Err(NotAccepted::Depth { expected: expected.max_depth, found: depth });
        }
        let found = self.terms().exit_delta;
        if found > expected.exit_delta {
            return Err(NotAccepted::ExitDelta { expected: expected.exit_delta, found });
        }
        // A transaction of an exit is relayed when the one before it is confirmed: one block each, and one for that on
        // chain while it waits.
        let waits = u32::from(facts.confirmations == 0);
        let blocks = u32::try_from(depth).unwrap_or(u32::MAX).saturating_add(waits);
        let on_chain = BlockHeight(expected.tip.0.saturating_add(blocks));
        let margin = u32::from(expected.margin);
        let after = |delay: u32| BlockHeight(on_chain.0.saturating_add(delay).saturating_add(margin));
        let (least, found) = (after(found.blocks().into()), self.terms().expiry_height.height());
        if found < least {
            return Err(NotAccepted::Expiry { expected: least, found });
        }
        // Whoever receives over Lightning must take the money with the preimage before the server takes it back.
        if let Some((found, delay)) = self.policy().contested(self.terms()) {
            let least = after(delay);
            if found < least {
                return Err(NotAccepted::HtlcExpiry { expected: least, found });
            }
        }
        Ok(())
    }

    /// It is what was asked for, and the wallet's.
    fn check_owner(&self, expected: &Expectation<'_>) -> Result<(), NotAccepted> {
        match (expected.policy, self.policy()) {
            (ExpectedPolicy::Own, UserPolicy::Pubkey { .. }) => {}
            (ExpectedPolicy::Exactly(policy), found) if policy == *found => {}
            _ => return Err(NotAccepted::Policy),
        }
        let own = self.policy().user_pubkey();
        if !expected.own_keys.contains(own) {
            return Err(NotAccepted::Key);
        }
        // Whose leaf it is may take what the leaf's transaction takes, together with the server.
        if let Some(Transition::HashLocked { user_pubkey, .. }) = self.last_transition() {
            if user_pubkey != *own {
                return Err(NotAccepted::LeafKey);
            }
        }
        let found = self.amount();
        if let Some(expected) = expected.amount.filter(|expected| *expected != found) {
            return Err(NotAccepted::Amount { expected, found });
        }
        match (expected.unlock_hash, self.unlock_hash()) {
            (Some(expected), found) if Some(expected) != found => Err(NotAccepted::UnlockHash),
            _ => Ok(()),
        }
    }
}

impl<'a> AcceptedVtxo<'a> {
    /// Takes a VTXO as accepted without looking: for one that the wallet has accepted before, and kept where nobody else
    /// writes.
    #[must_use]
    pub const fn assume_accepted(vtxo: VtxoRef<'a>) -> Self {
        Self(vtxo)
    }

    /// Whether it is money only as long as the server, alone or with somebody who had it before, does not take it back: it
    /// left its tree or board by payments of others, or of nobody, or the leaf or the board was another's. A round makes it
    /// one's own.
    ///
    /// Somebody who had it before can begin the exit of what it was paid from, too, and then has that, alone, after the
    /// delay of exits, unless the server or the wallet publishes the payment before: [`Exit::progress`](crate::vtxo::Exit)
    /// tells when.
    ///
    /// Who signed for the nodes above a leaf is not asked: users do that with keys of one tree alone, which the wallet has
    /// checked in the ceremony, or not at all, and then trust those who do.
    #[must_use]
    pub fn trusts_others(&self, own_keys: &[PublicKey]) -> bool {
        let is_own = |key: PublicKey| own_keys.contains(&key);
        // Whether others alone signed since the last step of another kind: for boards, unless a leaf follows.
        let mut is_of_others = false;
        for item in self.0.genesis().items() {
            let trusts = match item.transition {
                Transition::Cosigned { pubkeys, .. } => {
                    is_of_others |= !own_keys.iter().any(|key| pubkeys.contains(key));
                    false
                }
                Transition::HashLocked { user_pubkey, .. } => {
                    is_of_others = false;
                    !is_own(user_pubkey)
                }
                Transition::Arkoor { client_pubkeys, .. } => {
                    is_of_others || client_pubkeys.is_empty() || !client_pubkeys.iter().all(is_own)
                }
            };
            if trusts {
                return true;
            }
        }
        is_of_others
    }
}

impl<'a> Deref for AcceptedVtxo<'a> {
    type Target = VtxoRef<'a>;

    fn deref(&self) -> &VtxoRef<'a> {
        &self.0
    }
}

impl LockedVtxo<'_> {
    /// What unlocks it: the same for which inputs are forfeited.
    #[must_use]
    pub fn unlock_hash(&self) -> Option<UnlockHash> {
        self.0.unlock_hash()
    }

    /// The id that it will have.
    #[must_use]
    pub const fn id(&self) -> VtxoId {
        self.0.id()
    }
}
