//! What stands in an output: who may take it, when, and with which preimage.
//!
//! | type | policy | key path | script leaves |
//! | --- | --- | --- | --- |
//! | `00` | [`UserPolicy::Pubkey`] | A+S | `DelayedSign`(user, exit) |
//! | `09`, `01` | [`UserPolicy::LightningSend`] | A+S | `HashDelaySign`(S, exit), `DelayedTimelockSign`(user, HTLC expiry, 2·exit) |
//! | `08`, `02` | [`UserPolicy::LightningReceive`] | A+S | `HashDelaySign`(user, HTLC delta + exit), `DelayedTimelockSign`(S, HTLC expiry, exit) |
//! | `03` | [`Policy::Checkpoint`] | A+S | `TimelockSign`(S, expiry) |
//! | `04` | [`Policy::Expiry`] | a given key | `TimelockSign`(S, expiry) |
//! | `0a`, `05` | [`Policy::HarkLeaf`] | A+S | `TimelockSign`(S, expiry), `HashSign`(A+S) |
//! | `0b`, `06` | [`Policy::HarkForfeit`] | A+S | `HashSign`(S), `DelayedSign`(user, exit) |
//! | `07` | [`Policy::ServerOwned`] | S | |
//!
//! S is the server's key, A the user's, A+S their MuSig2 aggregate, sorted. Where there are two types, the second one
//! has hash locks of version 0.
//!
//! ```
//! use keelbolt::crypto::PublicKey;
//! use keelbolt::time::BlockHeight;
//! use keelbolt::vtxo::policy::{Clause, UserPolicy};
//! use keelbolt::vtxo::{LockDelta, LockHeight, Terms};
//! # use keelbolt::{crypto::{SecretKey, SigningContext}, entropy::Entropy, secret::Secret};
//! # let context = SigningContext::new(Entropy::new([7; 32]));
//! # let key = |n: u8| context.public_key(&SecretKey::parse(Secret::new([n; 32])).unwrap()).unwrap();
//! # let (server_pubkey, user_pubkey) = (key(1), key(2));
//! let expiry_height = LockHeight::new(BlockHeight(900_000)).unwrap();
//! let terms = Terms { server_pubkey, expiry_height, exit_delta: LockDelta::new(144).unwrap() };
//! let policy = UserPolicy::Pubkey { user_pubkey };
//! let output = policy.output(&terms)?;
//! assert_eq!(output.script_pubkey().len(), 34);
//!
//! // Its only clause pays the user 144 blocks after the exit.
//! let clause = policy.clauses(&terms)[0];
//! assert_eq!(clause, Clause::DelayedSign { pubkey: user_pubkey.x_only().0, delta: 144 });
//! assert_eq!(Clause::recognise(&clause.script()), Some(clause));
//! # Ok::<(), keelbolt::vtxo::Error>(())
//! ```

mod clause;
mod encoding;
mod error;
mod output;
mod spend;

pub use clause::{Clause, ClauseHash, Clauses};
pub use error::Error as SpendError;
pub use output::PolicyOutput;
pub(in crate::vtxo) use output::p2tr;
pub use spend::ClauseSpend;

use crate::crypto::{PaymentHash, PublicKey, XOnlyPublicKey};
use crate::time::BlockHeight;
use crate::vtxo::keys::aggregate_of_two;
use crate::vtxo::{Error, HashLockVersion, LockDelta, LockHeight, Terms, UnlockHash};

/// A policy that a user may ask for, and that a VTXO in a wallet has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserPolicy {
    /// The user's own money.
    Pubkey {
        /// The user's key, A.
        user_pubkey: PublicKey,
    },
    /// A payment over Lightning that the server makes: it takes the money with the preimage, the user takes it back
    /// after the expiry.
    LightningSend {
        /// How the script asks for the preimage.
        version: HashLockVersion,
        /// The user's key, A.
        user_pubkey: PublicKey,
        /// What the payment is for.
        payment_hash: PaymentHash,
        /// From this height on the user takes it back.
        htlc_expiry: LockHeight,
    },
    /// A payment over Lightning that the server takes in: the user takes the money with the preimage, the server takes
    /// it back after the expiry.
    LightningReceive {
        /// How the script asks for the preimage.
        version: HashLockVersion,
        /// The user's key, A.
        user_pubkey: PublicKey,
        /// What the payment is for.
        payment_hash: PaymentHash,
        /// From this height on the server takes it back.
        htlc_expiry: LockHeight,
        /// How many blocks beyond the exit's delay the user waits.
        htlc_expiry_delta: LockDelta,
    },
}

/// A policy of any output of the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// What a user has.
    User(UserPolicy),
    /// What a payment between users goes through.
    Checkpoint {
        /// The key of the user who pays, A.
        user_pubkey: PublicKey,
    },
    /// A node of a tree, or what funds it.
    Expiry {
        /// The aggregate of all that sign for the node.
        internal_key: XOnlyPublicKey,
    },
    /// What a leaf transaction of a tree spends, once its preimage is known.
    HarkLeaf {
        /// How the script asks for the preimage.
        version: HashLockVersion,
        /// The key of the leaf's owner, A.
        user_pubkey: PublicKey,
        /// What unlocks the leaf.
        unlock_hash: UnlockHash,
    },
    /// What a VTXO is forfeited to, for a new one: the server takes it with the preimage that unlocks the new one.
    HarkForfeit {
        /// How the script asks for the preimage.
        version: HashLockVersion,
        /// The key of the user who forfeits, A.
        user_pubkey: PublicKey,
        /// What unlocks the new VTXO.
        unlock_hash: UnlockHash,
    },
    /// What is the server's.
    ServerOwned,
}

impl UserPolicy {
    /// The user's key, A.
    #[must_use]
    pub const fn user_pubkey(&self) -> &PublicKey {
        match self {
            Self::Pubkey { user_pubkey }
            | Self::LightningSend { user_pubkey, .. }
            | Self::LightningReceive { user_pubkey, .. } => user_pubkey,
        }
    }

    /// The key of the key path, A+S.
    ///
    /// # Errors
    ///
    /// [`Error::Aggregate`], which no keys are known to cause.
    pub fn internal_key(&self, terms: &Terms) -> Result<XOnlyPublicKey, Error> {
        aggregate_of_two(self.user_pubkey(), &terms.server_pubkey)
    }

    /// The ways to take the output by a script, in the order of the leaves.
    #[must_use]
    pub fn clauses(&self, terms: &Terms) -> Clauses {
        // None is one that both sign together, so that any key will do for theirs.
        Policy::User(*self).clauses_with(&terms.server_pubkey.x_only().0, terms)
    }

    /// The output.
    ///
    /// # Errors
    ///
    /// As [`Policy::output`].
    pub fn output(&self, terms: &Terms) -> Result<PolicyOutput, Error> {
        Policy::User(*self).output(terms)
    }

    /// From when on the other side of a contract may take what the user could have taken before, and how many blocks the
    /// user waits behind an exit: of a payment that comes in.
    pub(crate) fn contested(&self, terms: &Terms) -> Option<(BlockHeight, u32)> {
        match self {
            Self::LightningReceive { htlc_expiry, htlc_expiry_delta, .. } => {
                let delay = htlc_expiry_delta.plus(terms.exit_delta);
                Some((htlc_expiry.height(), delay.into()))
            }
            _ => None,
        }
    }
}

impl Policy {
    /// The key of the key path.
    ///
    /// # Errors
    ///
    /// [`Error::Aggregate`], which no keys are known to cause.
    pub fn internal_key(&self, terms: &Terms) -> Result<XOnlyPublicKey, Error> {
        match self {
            Self::User(policy) => policy.internal_key(terms),
            Self::Checkpoint { user_pubkey }
            | Self::HarkLeaf { user_pubkey, .. }
            | Self::HarkForfeit { user_pubkey, .. } => aggregate_of_two(user_pubkey, &terms.server_pubkey),
            Self::Expiry { internal_key } => Ok(*internal_key),
            Self::ServerOwned => Ok(terms.server_pubkey.x_only().0),
        }
    }

    /// The ways to take the output by a script, in the order of the leaves: two at most.
    ///
    /// # Errors
    ///
    /// [`Error::Aggregate`], which no keys are known to cause.
    pub fn clauses(&self, terms: &Terms) -> Result<Clauses, Error> {
        // Only one policy has a clause that both sign together.
        let internal_key = match self {
            Self::HarkLeaf { .. } => self.internal_key(terms)?,
            _ => terms.server_pubkey.x_only().0,
        };
        Ok(self.clauses_with(&internal_key, terms))
    }

    /// The output.
    ///
    /// # Errors
    ///
    /// [`Error::Aggregate`] or [`Error::Output`], which no keys are known to cause.
    pub fn output(&self, terms: &Terms) -> Result<PolicyOutput, Error> {
        self.output_with(&self.internal_key(terms)?, terms)
    }

    /// The output whose internal key is known already: whoever builds a tree aggregates the keys of a leaf once.
    ///
    /// # Errors
    ///
    /// [`Error::Output`], which no keys are known to cause.
    pub fn output_with(&self, internal_key: &XOnlyPublicKey, terms: &Terms) -> Result<PolicyOutput, Error> {
        PolicyOutput::new(*internal_key, &self.clauses_with(internal_key, terms))
    }

    /// Finds the policy that an output script is of, among those that it may be of: the script itself tells nothing
    /// but a key.
    ///
    /// # Errors
    ///
    /// As [`output`](Self::output).
    pub fn recognise(
        script_pubkey: &[u8],
        candidates: impl IntoIterator<Item = Self>,
        terms: &Terms,
    ) -> Result<Option<(Self, PolicyOutput)>, Error> {
        for candidate in candidates {
            let output = candidate.output(terms)?;
            if output.script_pubkey() == script_pubkey {
                return Ok(Some((candidate, output)));
            }
        }
        Ok(None)
    }

    /// The clause by which a leaf transaction takes the output, when both of its leaf's owner and server signed; `None`
    /// for all other policies.
    pub(in crate::vtxo) fn unlock_clause(&self, internal_key: &XOnlyPublicKey) -> Option<Clause> {
        let Self::HarkLeaf { version, unlock_hash, .. } = *self else { return None };
        Some(Clause::HashSign { pubkey: *internal_key, hash: ClauseHash::new(version, &unlock_hash.0) })
    }

    fn clauses_with(&self, internal_key: &XOnlyPublicKey, terms: &Terms) -> Clauses {
        let Terms { server_pubkey, expiry_height, exit_delta } = *terms;
        let server = server_pubkey.x_only().0;
        let expiry = Clause::TimelockSign { pubkey: server, height: expiry_height };
        let exit =
            |user: &PublicKey| Clause::DelayedSign { pubkey: user.x_only().0, delta: exit_delta.blocks() };
        match *self {
            Self::User(UserPolicy::Pubkey { user_pubkey }) => Clauses::one(exit(&user_pubkey)),
            Self::User(UserPolicy::LightningSend { version, user_pubkey, payment_hash, htlc_expiry }) => {
                let hash = ClauseHash::new(version, &payment_hash.0);
                Clauses::two(
                    Clause::HashDelaySign { pubkey: server, hash, delta: exit_delta.blocks() },
                    Clause::DelayedTimelockSign {
                        pubkey: user_pubkey.x_only().0,
                        height: htlc_expiry,
                        delta: exit_delta.plus(exit_delta),
                    },
                )
            }
            Self::User(UserPolicy::LightningReceive {
                version,
                user_pubkey,
                payment_hash,
                htlc_expiry,
                htlc_expiry_delta,
            }) => {
                let hash = ClauseHash::new(version, &payment_hash.0);
                let delta = htlc_expiry_delta.plus(exit_delta);
                Clauses::two(
                    Clause::HashDelaySign { pubkey: user_pubkey.x_only().0, hash, delta },
                    Clause::DelayedTimelockSign {
                        pubkey: server,
                        height: htlc_expiry,
                        delta: exit_delta.blocks(),
                    },
                )
            }
            Self::Checkpoint { .. } | Self::Expiry { .. } => Clauses::one(expiry),
            Self::HarkLeaf { .. } => Clauses::of([Some(expiry), self.unlock_clause(internal_key)]),
            Self::HarkForfeit { version, user_pubkey, unlock_hash } => {
                let hash = ClauseHash::new(version, &unlock_hash.0);
                Clauses::two(Clause::HashSign { pubkey: server, hash }, exit(&user_pubkey))
            }
            Self::ServerOwned => Clauses::default(),
        }
    }
}

impl From<UserPolicy> for Policy {
    fn from(policy: UserPolicy) -> Self {
        Self::User(policy)
    }
}
