//! The scripts of outputs (BOLT 3, "Commitment Transaction Outputs").

use crate::bytes::{Octets, PaymentHash, PublicKey, fixed};
use crate::commitment::CommitmentError;
use crate::commitment::format::CommitmentFormat;
use crate::commitment::keys::CommitmentKeys;
use keelbolt::{commitment, crypto};

/// A witness script of a channel, by its parts.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum ScriptTemplate {
    /// The funding output: both nodes together. The keys may stand in any order.
    Funding {
        /// `pubkey1`: the lexicographically lesser one, in what was read.
        pubkey1: PublicKey,
        /// `pubkey2`
        pubkey2: PublicKey,
    },
    /// `to_local`, and the output of an HTLC transaction.
    ToLocal {
        /// Spends at once, when the commitment is revoked.
        revocation_pubkey: PublicKey,
        /// How many blocks its owner waits.
        to_self_delay: u16,
        /// Spends after the delay.
        local_delayedpubkey: PublicKey,
    },
    /// `to_remote` with anchors.
    ToRemote {
        /// Spends after one block.
        remotepubkey: PublicKey,
    },
    /// `to_local_anchor` and `to_remote_anchor`.
    Anchor {
        /// Spends at once; after 16 blocks anybody does.
        funding_pubkey: PublicKey,
    },
    /// An HTLC that the owner of the commitment offered.
    OfferedHtlc {
        /// The parts.
        htlc: HtlcTemplate,
    },
    /// An HTLC that the owner of the commitment received.
    ReceivedHtlc {
        /// What both kinds have.
        htlc: HtlcTemplate,
        /// The height from which the other node takes it back.
        cltv_expiry: u32,
    },
}

/// The parts of an HTLC's script.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct HtlcTemplate {
    /// HASH160 of the revocation key, 20 bytes.
    pub revocation_hash: Octets,
    /// The key of the commitment's owner.
    pub local_htlcpubkey: PublicKey,
    /// The key of the other node.
    pub remote_htlcpubkey: PublicKey,
    /// RIPEMD-160 of the payment hash, 20 bytes.
    pub payment_hash160: Octets,
    /// Whether all paths but the revocation wait for one block: with anchors.
    pub delayed: bool,
}

#[uniffi::export]
impl ScriptTemplate {
    /// The script.
    ///
    /// # Errors
    ///
    /// `KeyNotAPoint` or `WrongLength`.
    pub fn write(&self) -> Result<Octets, CommitmentError> {
        Ok((&*self.to_core()?.write()).into())
    }

    /// The output that this script locks.
    ///
    /// # Errors
    ///
    /// As `write`.
    pub fn script_pubkey(&self) -> Result<Octets, CommitmentError> {
        Ok((&*self.to_core()?.script_pubkey()).into())
    }
}

/// The parts of a witness script; nothing when it is none of a channel's, byte for byte.
#[uniffi::export]
#[must_use]
pub fn recognise_script(script: Vec<u8>) -> Option<ScriptTemplate> {
    commitment::Template::recognise(&script).map(ScriptTemplate::from)
}

/// `to_local`, and what HTLC transactions pay to, of a commitment with these keys.
///
/// # Errors
///
/// `WrongLength`
#[uniffi::export]
pub fn to_local_template(
    keys: CommitmentKeys,
    to_self_delay: u16,
) -> Result<ScriptTemplate, CommitmentError> {
    let CommitmentKeys { revocation_pubkey, local_delayedpubkey, .. } = keys;
    Ok(ScriptTemplate::ToLocal { revocation_pubkey, to_self_delay, local_delayedpubkey })
}

/// The parts of an HTLC of a commitment with these keys.
///
/// # Errors
///
/// `KeyNotAPoint` or `WrongLength`.
#[uniffi::export]
pub fn htlc_template(
    keys: CommitmentKeys,
    payment_hash: PaymentHash,
    format: CommitmentFormat,
) -> Result<HtlcTemplate, CommitmentError> {
    let hash = crypto::PaymentHash(payment_hash.0);
    Ok(commitment::HtlcTemplate::new(&keys.try_into()?, &hash, format.into()).into())
}

#[uniffi::export]
impl HtlcTemplate {
    /// The same HTLC with another hash.
    ///
    /// # Errors
    ///
    /// `KeyNotAPoint` or `WrongLength`.
    pub fn with_payment_hash(&self, payment_hash: PaymentHash) -> Result<Self, CommitmentError> {
        Ok(self.to_core()?.with_payment_hash(&crypto::PaymentHash(payment_hash.0)).into())
    }
}

impl ScriptTemplate {
    pub(crate) fn to_core(&self) -> Result<commitment::Template, CommitmentError> {
        use commitment::Template as Core;
        Ok(match self {
            Self::Funding { pubkey1, pubkey2 } => {
                Core::funding((*pubkey1).try_into()?, (*pubkey2).try_into()?)
            }
            Self::ToLocal { revocation_pubkey, to_self_delay, local_delayedpubkey } => Core::ToLocal {
                revocation_pubkey: (*revocation_pubkey).try_into()?,
                to_self_delay: *to_self_delay,
                local_delayedpubkey: (*local_delayedpubkey).try_into()?,
            },
            Self::ToRemote { remotepubkey } => Core::ToRemote { remotepubkey: (*remotepubkey).try_into()? },
            Self::Anchor { funding_pubkey } => Core::Anchor { funding_pubkey: (*funding_pubkey).try_into()? },
            Self::OfferedHtlc { htlc } => Core::OfferedHtlc(htlc.to_core()?),
            Self::ReceivedHtlc { htlc, cltv_expiry } => {
                Core::ReceivedHtlc { htlc: htlc.to_core()?, cltv_expiry: *cltv_expiry }
            }
        })
    }
}

impl From<commitment::Template> for ScriptTemplate {
    fn from(core: commitment::Template) -> Self {
        use commitment::Template as Core;
        match core {
            Core::Funding { funding_pubkeys: [first, second] } => {
                Self::Funding { pubkey1: first.into(), pubkey2: second.into() }
            }
            Core::ToLocal { revocation_pubkey, to_self_delay, local_delayedpubkey } => Self::ToLocal {
                revocation_pubkey: revocation_pubkey.into(),
                to_self_delay,
                local_delayedpubkey: local_delayedpubkey.into(),
            },
            Core::ToRemote { remotepubkey } => Self::ToRemote { remotepubkey: remotepubkey.into() },
            Core::Anchor { funding_pubkey } => Self::Anchor { funding_pubkey: funding_pubkey.into() },
            Core::OfferedHtlc(htlc) => Self::OfferedHtlc { htlc: htlc.into() },
            Core::ReceivedHtlc { htlc, cltv_expiry } => Self::ReceivedHtlc { htlc: htlc.into(), cltv_expiry },
        }
    }
}

impl HtlcTemplate {
    pub(crate) fn to_core(&self) -> Result<commitment::HtlcTemplate, CommitmentError> {
        Ok(commitment::HtlcTemplate {
            revocation_hash: fixed(self.revocation_hash.as_slice())?,
            local_htlcpubkey: self.local_htlcpubkey.try_into()?,
            remote_htlcpubkey: self.remote_htlcpubkey.try_into()?,
            payment_hash160: fixed(self.payment_hash160.as_slice())?,
            delayed: self.delayed,
        })
    }
}

impl From<commitment::HtlcTemplate> for HtlcTemplate {
    fn from(core: commitment::HtlcTemplate) -> Self {
        Self {
            revocation_hash: (&core.revocation_hash[..]).into(),
            local_htlcpubkey: core.local_htlcpubkey.into(),
            remote_htlcpubkey: core.remote_htlcpubkey.into(),
            payment_hash160: (&core.payment_hash160[..]).into(),
            delayed: core.delayed,
        }
    }
}
