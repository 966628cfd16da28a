//! The script leaves of policies.

use crate::bytes::{Octets, PaymentHash, Sha256, XOnlyPublicKey, fixed};
use crate::secret::Preimage;
use crate::vtxo::VtxoError;
use crate::vtxo::lock::{HashLockVersion, height};
use keelbolt::vtxo::policy;
use std::sync::Arc;

/// A way to take an output by a script.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
#[expect(clippy::enum_variant_names, reason = "the names of the protocol")]
pub enum VtxoClause {
    /// `<delta> CSV DROP <pubkey> CHECKSIG`
    DelayedSign {
        /// Who signs.
        pubkey: XOnlyPublicKey,
        /// How many blocks after the output.
        delta: u16,
    },
    /// `<height> CLTV DROP <pubkey> CHECKSIG`
    TimelockSign {
        /// Who signs.
        pubkey: XOnlyPublicKey,
        /// From which height on: 0 to 499,934,467.
        height: u32,
    },
    /// `<height> CLTV DROP <delta> CSV DROP <pubkey> CHECKSIG`
    DelayedTimelockSign {
        /// Who signs.
        pubkey: XOnlyPublicKey,
        /// From which height on: 0 to 499,934,467.
        height: u32,
        /// And how many blocks after the output.
        delta: u16,
    },
    /// `<delta> CSV DROP`, the hash lock, `<pubkey> CHECKSIG`
    HashDelaySign {
        /// Who signs.
        pubkey: XOnlyPublicKey,
        /// What the preimage hashes to.
        hash: ClauseHash,
        /// How many blocks after the output.
        delta: u16,
    },
    /// The hash lock, `<pubkey> CHECKSIG`
    HashSign {
        /// Who signs.
        pubkey: XOnlyPublicKey,
        /// What the preimage hashes to.
        hash: ClauseHash,
    },
}

/// A hash lock as a script has it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ClauseHash {
    /// Whether the length of the preimage is asked for.
    pub version: HashLockVersion,
    /// RIPEMD-160 of the preimage's SHA-256, 20 bytes.
    pub hash160: Octets,
}

/// The clause that a script is; nothing when it is none, byte for byte.
#[uniffi::export]
#[must_use]
pub fn recognise_clause(script: Vec<u8>) -> Option<VtxoClause> {
    policy::Clause::recognise(&script).map(VtxoClause::from)
}

/// The lock of a payment hash.
///
/// # Errors
///
/// `WrongLength`
#[uniffi::export]
pub fn clause_hash(version: HashLockVersion, payment_hash: PaymentHash) -> Result<ClauseHash, VtxoError> {
    Ok(policy::ClauseHash::new(version.into(), &payment_hash.0).into())
}

#[uniffi::export]
impl VtxoClause {
    /// The script. Heights and delays are pushed in their shortest form.
    ///
    /// # Errors
    ///
    /// `NotAnXCoordinate`, `LockHeightTooLarge` or `WrongLength`.
    pub fn script(&self) -> Result<Octets, VtxoError> {
        Ok((&*self.to_core()?.script()).into())
    }

    /// The hash of the leaf, a node of the script tree.
    ///
    /// # Errors
    ///
    /// As `script`.
    pub fn leaf_hash(&self) -> Result<Sha256, VtxoError> {
        Ok(Sha256(self.to_core()?.leaf_hash().0))
    }

    /// Who signs.
    ///
    /// # Errors
    ///
    /// `WrongLength`
    pub fn signer(&self) -> Result<XOnlyPublicKey, VtxoError> {
        let (Self::DelayedSign { pubkey, .. }
        | Self::TimelockSign { pubkey, .. }
        | Self::DelayedTimelockSign { pubkey, .. }
        | Self::HashDelaySign { pubkey, .. }
        | Self::HashSign { pubkey, .. }) = self;
        Ok(*pubkey)
    }

    /// From which height on, if that matters: the lock time of a spend.
    ///
    /// # Errors
    ///
    /// `WrongLength`
    pub fn lock_time(&self) -> Result<Option<u32>, VtxoError> {
        Ok(match self {
            Self::TimelockSign { height, .. } | Self::DelayedTimelockSign { height, .. } => Some(*height),
            _ => None,
        })
    }

    /// How many blocks after the output, if that matters: the sequence of a spend's input.
    ///
    /// # Errors
    ///
    /// `WrongLength`
    pub fn delay(&self) -> Result<Option<u16>, VtxoError> {
        Ok(match self {
            Self::DelayedSign { delta, .. }
            | Self::DelayedTimelockSign { delta, .. }
            | Self::HashDelaySign { delta, .. } => Some(*delta),
            _ => None,
        })
    }

    /// What a preimage must hash to, if one is asked for.
    ///
    /// # Errors
    ///
    /// `WrongLength`
    pub fn hash_lock(&self) -> Result<Option<ClauseHash>, VtxoError> {
        Ok(match self {
            Self::HashDelaySign { hash, .. } | Self::HashSign { hash, .. } => Some(hash.clone()),
            _ => None,
        })
    }
}

// What takes or gives an object is no method of a hash: UniFFI would have Kotlin close it.

#[uniffi::export]
impl Preimage {
    /// Whether it opens the hash lock of a clause.
    ///
    /// # Errors
    ///
    /// `WrongLength` for the hash.
    pub fn opens_clause(&self, hash: ClauseHash) -> Result<bool, VtxoError> {
        Ok(hash.to_core()?.opens(&self.0))
    }
}

/// Looks for the preimage of a clause's hash lock in all elements of a witness, an annex included, of whatever spend.
///
/// # Errors
///
/// `WrongLength` for the hash.
#[uniffi::export]
pub fn clause_preimage_in(
    hash: ClauseHash,
    witness: Vec<Octets>,
) -> Result<Option<Arc<Preimage>>, VtxoError> {
    let preimage = hash.to_core()?.preimage_in(witness.iter().map(Octets::as_slice));
    Ok(preimage.map(|preimage| Arc::new(Preimage(preimage))))
}

impl VtxoClause {
    /// The clause as the core has it.
    ///
    /// # Errors
    ///
    /// `NotAnXCoordinate`, `LockHeightTooLarge` or `WrongLength`.
    pub(super) fn to_core(&self) -> Result<policy::Clause, VtxoError> {
        use policy::Clause as Core;
        Ok(match self {
            Self::DelayedSign { pubkey, delta } => {
                Core::DelayedSign { pubkey: (*pubkey).try_into()?, delta: *delta }
            }
            Self::TimelockSign { pubkey, height: from } => {
                Core::TimelockSign { pubkey: (*pubkey).try_into()?, height: height(*from)? }
            }
            Self::DelayedTimelockSign { pubkey, height: from, delta } => Core::DelayedTimelockSign {
                pubkey: (*pubkey).try_into()?,
                height: height(*from)?,
                delta: *delta,
            },
            Self::HashDelaySign { pubkey, hash, delta } => {
                Core::HashDelaySign { pubkey: (*pubkey).try_into()?, hash: hash.to_core()?, delta: *delta }
            }
            Self::HashSign { pubkey, hash } => {
                Core::HashSign { pubkey: (*pubkey).try_into()?, hash: hash.to_core()? }
            }
        })
    }
}

impl From<policy::Clause> for VtxoClause {
    fn from(core: policy::Clause) -> Self {
        use policy::Clause as Core;
        match core {
            Core::DelayedSign { pubkey, delta } => Self::DelayedSign { pubkey: pubkey.into(), delta },
            Core::TimelockSign { pubkey, height } => {
                Self::TimelockSign { pubkey: pubkey.into(), height: height.to_u32() }
            }
            Core::DelayedTimelockSign { pubkey, height, delta } => {
                Self::DelayedTimelockSign { pubkey: pubkey.into(), height: height.to_u32(), delta }
            }
            Core::HashDelaySign { pubkey, hash, delta } => {
                Self::HashDelaySign { pubkey: pubkey.into(), hash: hash.into(), delta }
            }
            Core::HashSign { pubkey, hash } => Self::HashSign { pubkey: pubkey.into(), hash: hash.into() },
        }
    }
}

impl ClauseHash {
    fn to_core(&self) -> Result<policy::ClauseHash, VtxoError> {
        let hash160 = fixed(self.hash160.as_slice())?;
        Ok(policy::ClauseHash { version: self.version.into(), hash160 })
    }
}

impl From<policy::ClauseHash> for ClauseHash {
    fn from(core: policy::ClauseHash) -> Self {
        Self { version: core.version.into(), hash160: core.hash160.as_slice().into() }
    }
}
