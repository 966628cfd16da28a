//! What stands in an output: who may take it, when, and with which preimage.

use crate::bytes::{Octets, PaymentHash, PublicKey, UnlockHash, XOnlyPublicKey};
use crate::vtxo::VtxoError;
use crate::vtxo::clause::VtxoClause;
use crate::vtxo::lock::{HashLockVersion, delta, height};
use crate::vtxo::output::PolicyOutput;
use crate::vtxo::terms::VtxoTerms;
use keelbolt::crypto;
use keelbolt::vtxo::policy;

/// A policy that a user may ask for, and that a VTXO in a wallet has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
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
        /// From this height on the user takes it back: 0 to 499,934,467.
        htlc_expiry: u32,
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
        /// From this height on the server takes it back: 0 to 499,934,467.
        htlc_expiry: u32,
        /// How many blocks beyond the exit's delay the user waits: 0 to 16,383.
        htlc_expiry_delta: u16,
    },
}

/// A policy of any output of the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum VtxoPolicy {
    /// What a user has.
    User {
        /// Which policy of a user's.
        policy: UserPolicy,
    },
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

/// Reads a user's policy that fills the bytes.
///
/// # Errors
///
/// As `parse_vtxo_policy`, and `ServerPolicy`.
#[uniffi::export]
pub fn parse_user_policy(bytes: Vec<u8>) -> Result<UserPolicy, VtxoError> {
    Ok(policy::UserPolicy::parse(&bytes)?.into())
}

/// Reads a policy that fills the bytes.
///
/// # Errors
///
/// `VtxoTruncated`, `PolicyType`, `VtxoKey`, `VtxoHeight`, `VtxoDelta` or `VtxoTrailingBytes`.
#[uniffi::export]
pub fn parse_vtxo_policy(bytes: Vec<u8>) -> Result<VtxoPolicy, VtxoError> {
    Ok(policy::Policy::parse(&bytes)?.into())
}

// What takes or gives an object is no method of a policy: UniFFI would have Kotlin close policies.

/// The output of a user's policy.
///
/// # Errors
///
/// As `policy_output`.
#[uniffi::export]
pub fn user_policy_output(policy: UserPolicy, terms: VtxoTerms) -> Result<PolicyOutput, VtxoError> {
    policy_output(policy.into(), terms)
}

/// The output of a policy.
///
/// # Errors
///
/// `KeyNotAPoint`, `NotAnXCoordinate`, `LockHeightTooLarge`, `LockDeltaTooLarge` or `WrongLength`; `TweakOutOfRange`,
/// which no keys are known to cause.
#[uniffi::export]
pub fn policy_output(policy: VtxoPolicy, terms: VtxoTerms) -> Result<PolicyOutput, VtxoError> {
    Ok(PolicyOutput(policy::Policy::try_from(policy)?.output(&terms.try_into()?)?))
}

/// Finds the policy that an output script is of, among those that it may be of: the script itself tells nothing but a
/// key. Nothing when it is of none.
///
/// # Errors
///
/// `KeyNotAPoint`, `NotAnXCoordinate`, `LockHeightTooLarge`, `LockDeltaTooLarge` or `WrongLength`, of a candidate or the
/// terms; `TweakOutOfRange`, which no keys are known to cause.
#[uniffi::export]
pub fn recognise_policy(
    script_pubkey: Vec<u8>,
    candidates: Vec<VtxoPolicy>,
    terms: VtxoTerms,
) -> Result<Option<VtxoPolicy>, VtxoError> {
    let candidates = candidates.into_iter().map(TryInto::try_into).collect::<Result<Vec<_>, VtxoError>>()?;
    let found = policy::Policy::recognise(&script_pubkey, candidates, &terms.try_into()?)?;
    Ok(found.map(|(policy, _)| policy.into()))
}

#[uniffi::export]
impl UserPolicy {
    /// The bytes in which it is written.
    ///
    /// # Errors
    ///
    /// `KeyNotAPoint`, `LockHeightTooLarge`, `LockDeltaTooLarge` or `WrongLength`.
    pub fn write(&self) -> Result<Octets, VtxoError> {
        VtxoPolicy::from(*self).write()
    }

    /// The user's key, A.
    ///
    /// # Errors
    ///
    /// `WrongLength`
    pub fn owner(&self) -> Result<PublicKey, VtxoError> {
        let (Self::Pubkey { user_pubkey }
        | Self::LightningSend { user_pubkey, .. }
        | Self::LightningReceive { user_pubkey, .. }) = self;
        Ok(*user_pubkey)
    }

    /// The key of the key path, A+S.
    ///
    /// # Errors
    ///
    /// `KeyNotAPoint`, `LockHeightTooLarge`, `LockDeltaTooLarge` or `WrongLength`; `TweakOutOfRange`, which no keys are
    /// known to cause.
    pub fn key_path(&self, terms: VtxoTerms) -> Result<XOnlyPublicKey, VtxoError> {
        VtxoPolicy::from(*self).key_path(terms)
    }

    /// The ways to take the output by a script, in the order of the leaves.
    ///
    /// # Errors
    ///
    /// As `key_path`.
    pub fn clauses(&self, terms: VtxoTerms) -> Result<Vec<VtxoClause>, VtxoError> {
        VtxoPolicy::from(*self).clauses(terms)
    }
}

#[uniffi::export]
impl VtxoPolicy {
    /// The bytes in which it is written.
    ///
    /// # Errors
    ///
    /// `KeyNotAPoint`, `NotAnXCoordinate`, `LockHeightTooLarge`, `LockDeltaTooLarge` or `WrongLength`.
    pub fn write(&self) -> Result<Octets, VtxoError> {
        let mut buffer = [0; policy::UserPolicy::MAX_LENGTH];
        Ok(policy::Policy::try_from(*self)?.write(&mut buffer)?.into())
    }

    /// The type, the first of those bytes.
    ///
    /// # Errors
    ///
    /// As `write`.
    pub fn type_byte(&self) -> Result<u8, VtxoError> {
        Ok(policy::Policy::try_from(*self)?.type_byte())
    }

    /// The key of the key path.
    ///
    /// # Errors
    ///
    /// As `write`; `TweakOutOfRange`, which no keys are known to cause.
    pub fn key_path(&self, terms: VtxoTerms) -> Result<XOnlyPublicKey, VtxoError> {
        Ok(policy::Policy::try_from(*self)?.internal_key(&terms.try_into()?)?.into())
    }

    /// The ways to take the output by a script, in the order of the leaves: two at most.
    ///
    /// # Errors
    ///
    /// As `key_path`.
    pub fn clauses(&self, terms: VtxoTerms) -> Result<Vec<VtxoClause>, VtxoError> {
        let clauses = policy::Policy::try_from(*self)?.clauses(&terms.try_into()?)?;
        Ok(clauses.iter().map(|clause| (*clause).into()).collect())
    }
}

impl TryFrom<UserPolicy> for policy::UserPolicy {
    type Error = VtxoError;

    fn try_from(ours: UserPolicy) -> Result<Self, VtxoError> {
        Ok(match ours {
            UserPolicy::Pubkey { user_pubkey } => Self::Pubkey { user_pubkey: user_pubkey.try_into()? },
            UserPolicy::LightningSend { version, user_pubkey, payment_hash, htlc_expiry } => {
                Self::LightningSend {
                    version: version.into(),
                    user_pubkey: user_pubkey.try_into()?,
                    payment_hash: crypto::PaymentHash(payment_hash.0),
                    htlc_expiry: height(htlc_expiry)?,
                }
            }
            UserPolicy::LightningReceive {
                version,
                user_pubkey,
                payment_hash,
                htlc_expiry,
                htlc_expiry_delta,
            } => Self::LightningReceive {
                version: version.into(),
                user_pubkey: user_pubkey.try_into()?,
                payment_hash: crypto::PaymentHash(payment_hash.0),
                htlc_expiry: height(htlc_expiry)?,
                htlc_expiry_delta: delta(htlc_expiry_delta)?,
            },
        })
    }
}

impl From<policy::UserPolicy> for UserPolicy {
    fn from(core: policy::UserPolicy) -> Self {
        use policy::UserPolicy as Core;
        match core {
            Core::Pubkey { user_pubkey } => Self::Pubkey { user_pubkey: user_pubkey.into() },
            Core::LightningSend { version, user_pubkey, payment_hash, htlc_expiry } => Self::LightningSend {
                version: version.into(),
                user_pubkey: user_pubkey.into(),
                payment_hash: PaymentHash(payment_hash.0),
                htlc_expiry: htlc_expiry.to_u32(),
            },
            Core::LightningReceive { version, user_pubkey, payment_hash, htlc_expiry, htlc_expiry_delta } => {
                Self::LightningReceive {
                    version: version.into(),
                    user_pubkey: user_pubkey.into(),
                    payment_hash: PaymentHash(payment_hash.0),
                    htlc_expiry: htlc_expiry.to_u32(),
                    htlc_expiry_delta: htlc_expiry_delta.blocks(),
                }
            }
        }
    }
}

impl From<UserPolicy> for VtxoPolicy {
    fn from(policy: UserPolicy) -> Self {
        Self::User { policy }
    }
}

impl TryFrom<VtxoPolicy> for policy::Policy {
    type Error = VtxoError;

    fn try_from(ours: VtxoPolicy) -> Result<Self, VtxoError> {
        Ok(match ours {
            VtxoPolicy::User { policy } => Self::User(policy.try_into()?),
            VtxoPolicy::Checkpoint { user_pubkey } => {
                Self::Checkpoint { user_pubkey: user_pubkey.try_into()? }
            }
            VtxoPolicy::Expiry { internal_key } => Self::Expiry { internal_key: internal_key.try_into()? },
            VtxoPolicy::HarkLeaf { version, user_pubkey, unlock_hash } => Self::HarkLeaf {
                version: version.into(),
                user_pubkey: user_pubkey.try_into()?,
                unlock_hash: unlock_hash.into(),
            },
            VtxoPolicy::HarkForfeit { version, user_pubkey, unlock_hash } => Self::HarkForfeit {
                version: version.into(),
                user_pubkey: user_pubkey.try_into()?,
                unlock_hash: unlock_hash.into(),
            },
            VtxoPolicy::ServerOwned => Self::ServerOwned,
        })
    }
}

impl From<policy::Policy> for VtxoPolicy {
    fn from(core: policy::Policy) -> Self {
        use policy::Policy as Core;
        match core {
            Core::User(policy) => Self::User { policy: policy.into() },
            Core::Checkpoint { user_pubkey } => Self::Checkpoint { user_pubkey: user_pubkey.into() },
            Core::Expiry { internal_key } => Self::Expiry { internal_key: internal_key.into() },
            Core::HarkLeaf { version, user_pubkey, unlock_hash } => Self::HarkLeaf {
                version: version.into(),
                user_pubkey: user_pubkey.into(),
                unlock_hash: unlock_hash.into(),
            },
            Core::HarkForfeit { version, user_pubkey, unlock_hash } => Self::HarkForfeit {
                version: version.into(),
                user_pubkey: user_pubkey.into(),
                unlock_hash: unlock_hash.into(),
            },
            Core::ServerOwned => Self::ServerOwned,
        }
    }
}
