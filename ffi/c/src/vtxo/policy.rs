//! Policies: who may take an output, when, and with which preimage.

// As in the library's root, the order of these is that of the header; blank lines keep the formatter from sorting.

pub mod encoding;

pub mod output;

pub mod clause;

pub mod spend;

use crate::fault::Fault;
use crate::number::{Mirror, numbered};
use crate::vtxo::lock::{lock_delta, lock_height};
use protocol::crypto::{PaymentHash, PublicKey, XOnlyPublicKey};
use protocol::vtxo::policy::{Policy, UserPolicy};
use protocol::vtxo::{HashLockVersion, UnlockHash};

/// What a user may ask for, and what a VTXO in a wallet is. It travels as `int32_t`; 0 is none.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum keelbolt_user_policy_kind {
    /// The user's own money.
    KEELBOLT_USER_POLICY_PUBKEY = 1,
    /// A payment over Lightning that the server makes: it takes the money with the preimage, the user takes it back
    /// after the expiry.
    KEELBOLT_USER_POLICY_LIGHTNING_SEND = 2,
    /// A payment over Lightning that the server takes in: the user takes the money with the preimage, the server takes
    /// it back after the expiry.
    KEELBOLT_USER_POLICY_LIGHTNING_RECEIVE = 3,
}

/// The policies of all outputs of the protocol. It travels as `int32_t`; 0 is none.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum keelbolt_vtxo_policy_kind {
    /// What a user has.
    KEELBOLT_VTXO_POLICY_USER = 1,
    /// What a payment between users goes through.
    KEELBOLT_VTXO_POLICY_CHECKPOINT = 2,
    /// A node of a tree, or what funds it.
    KEELBOLT_VTXO_POLICY_EXPIRY = 3,
    /// What a leaf transaction of a tree spends, once its preimage is known.
    KEELBOLT_VTXO_POLICY_HARK_LEAF = 4,
    /// What a VTXO is forfeited to, for a new one.
    KEELBOLT_VTXO_POLICY_HARK_FORFEIT = 5,
    /// What is the server's.
    KEELBOLT_VTXO_POLICY_SERVER_OWNED = 6,
}

use keelbolt_user_policy_kind::*;
use keelbolt_vtxo_policy_kind::*;

numbered!(keelbolt_user_policy_kind);
numbered!(keelbolt_vtxo_policy_kind);

/// A policy of a user. Members that its kind has not got are zero and not looked at. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_user_policy {
    /// A `keelbolt_user_policy_kind`.
    pub kind: i32,
    /// Of payments over Lightning: a `keelbolt_hash_lock_version`.
    pub hash_lock_version: i32,
    /// Of payments over Lightning: from this height on the money is taken back, 0 to 499,934,467.
    pub htlc_expiry: u32,
    /// Of payments that the server takes in: how many blocks beyond the exit's delay the user waits, 0 to 16,383.
    pub htlc_expiry_delta: u16,
    /// The user's key, 33 bytes.
    pub user_pubkey: [u8; 33],
    /// Of payments over Lightning: what the payment is for.
    pub payment_hash: [u8; 32],
}

/// A policy of any output. Members that its kind has not got are zero and not looked at. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_vtxo_policy {
    /// A `keelbolt_vtxo_policy_kind`.
    pub kind: i32,
    /// Of leaves and forfeits: a `keelbolt_hash_lock_version`.
    pub hash_lock_version: i32,
    /// What a user has, where the kind says so.
    pub user: keelbolt_user_policy,
    /// Of checkpoints, leaves and forfeits: the key of the user who pays, owns the leaf or forfeits, 33 bytes.
    pub user_pubkey: [u8; 33],
    /// Of leaves and forfeits: what unlocks the leaf, or the new VTXO.
    pub unlock_hash: [u8; 32],
    /// Of expiries: the aggregate of all that sign for the node, 32 bytes.
    pub internal_key: [u8; 32],
}

impl keelbolt_user_policy {
    const NONE: Self = Self {
        kind: 0,
        hash_lock_version: 0,
        htlc_expiry: 0,
        htlc_expiry_delta: 0,
        user_pubkey: [0; 33],
        payment_hash: [0; 32],
    };

    pub(crate) fn of(policy: &UserPolicy) -> Self {
        let none = Self { user_pubkey: policy.user_pubkey().to_bytes(), ..Self::NONE };
        match *policy {
            UserPolicy::Pubkey { .. } => Self { kind: KEELBOLT_USER_POLICY_PUBKEY.number(), ..none },
            UserPolicy::LightningSend { version, payment_hash, htlc_expiry, .. } => Self {
                kind: KEELBOLT_USER_POLICY_LIGHTNING_SEND.number(),
                hash_lock_version: version.number(),
                htlc_expiry: htlc_expiry.to_u32(),
                payment_hash: payment_hash.0,
                ..none
            },
            UserPolicy::LightningReceive {
                version, payment_hash, htlc_expiry, htlc_expiry_delta, ..
            } => Self {
                kind: KEELBOLT_USER_POLICY_LIGHTNING_RECEIVE.number(),
                hash_lock_version: version.number(),
                htlc_expiry: htlc_expiry.to_u32(),
                htlc_expiry_delta: htlc_expiry_delta.blocks(),
                payment_hash: payment_hash.0,
                ..none
            },
        }
    }

    /// Checks the members.
    pub(crate) fn to_core(self) -> Result<UserPolicy, Fault> {
        const PUBKEY: i32 = KEELBOLT_USER_POLICY_PUBKEY.number();
        const LIGHTNING_SEND: i32 = KEELBOLT_USER_POLICY_LIGHTNING_SEND.number();
        const LIGHTNING_RECEIVE: i32 = KEELBOLT_USER_POLICY_LIGHTNING_RECEIVE.number();
        let user_pubkey = || PublicKey::parse(&self.user_pubkey);
        let version = || HashLockVersion::of_number(self.hash_lock_version);
        let payment_hash = PaymentHash(self.payment_hash);
        Ok(match self.kind {
            PUBKEY => UserPolicy::Pubkey { user_pubkey: user_pubkey()? },
            LIGHTNING_SEND => UserPolicy::LightningSend {
                version: version()?,
                user_pubkey: user_pubkey()?,
                payment_hash,
                htlc_expiry: lock_height(self.htlc_expiry)?,
            },
            LIGHTNING_RECEIVE => UserPolicy::LightningReceive {
                version: version()?,
                user_pubkey: user_pubkey()?,
                payment_hash,
                htlc_expiry: lock_height(self.htlc_expiry)?,
                htlc_expiry_delta: lock_delta(self.htlc_expiry_delta)?,
            },
            found => return Err(Fault::UnknownEnumValue { found }),
        })
    }
}

impl keelbolt_vtxo_policy {
    const NONE: Self = Self {
        kind: 0,
        hash_lock_version: 0,
        user: keelbolt_user_policy::NONE,
        user_pubkey: [0; 33],
        unlock_hash: [0; 32],
        internal_key: [0; 32],
    };

    pub(crate) fn of(policy: &Policy) -> Self {
        let kind = match policy {
            Policy::User(_) => KEELBOLT_VTXO_POLICY_USER,
            Policy::Checkpoint { .. } => KEELBOLT_VTXO_POLICY_CHECKPOINT,
            Policy::Expiry { .. } => KEELBOLT_VTXO_POLICY_EXPIRY,
            Policy::HarkLeaf { .. } => KEELBOLT_VTXO_POLICY_HARK_LEAF,
            Policy::HarkForfeit { .. } => KEELBOLT_VTXO_POLICY_HARK_FORFEIT,
            Policy::ServerOwned => KEELBOLT_VTXO_POLICY_SERVER_OWNED,
        };
        let none = Self { kind: kind.number(), ..Self::NONE };
        match *policy {
            Policy::User(policy) => Self { user: keelbolt_user_policy::of(&policy), ..none },
            Policy::Checkpoint { user_pubkey } => Self { user_pubkey: user_pubkey.to_bytes(), ..none },
            Policy::Expiry { internal_key } => Self { internal_key: internal_key.to_bytes(), ..none },
            Policy::HarkLeaf { version, user_pubkey, unlock_hash }
            | Policy::HarkForfeit { version, user_pubkey, unlock_hash } => Self {
                hash_lock_version: version.number(),
                user_pubkey: user_pubkey.to_bytes(),
                unlock_hash: unlock_hash.0,
                ..none
            },
            Policy::ServerOwned => none,
        }
    }

    /// Checks the members.
    pub(crate) fn to_core(self) -> Result<Policy, Fault> {
        const USER: i32 = KEELBOLT_VTXO_POLICY_USER.number();
        const CHECKPOINT: i32 = KEELBOLT_VTXO_POLICY_CHECKPOINT.number();
        const EXPIRY: i32 = KEELBOLT_VTXO_POLICY_EXPIRY.number();
        const HARK_LEAF: i32 = KEELBOLT_VTXO_POLICY_HARK_LEAF.number();
        const HARK_FORFEIT: i32 = KEELBOLT_VTXO_POLICY_HARK_FORFEIT.number();
        const SERVER_OWNED: i32 = KEELBOLT_VTXO_POLICY_SERVER_OWNED.number();
        let user_pubkey = || PublicKey::parse(&self.user_pubkey);
        let version = || HashLockVersion::of_number(self.hash_lock_version);
        let unlock_hash = UnlockHash(self.unlock_hash);
        Ok(match self.kind {
            USER => Policy::User(self.user.to_core()?),
            CHECKPOINT => Policy::Checkpoint { user_pubkey: user_pubkey()? },
            EXPIRY => Policy::Expiry { internal_key: XOnlyPublicKey::parse(&self.internal_key)? },
            HARK_LEAF => Policy::HarkLeaf { version: version()?, user_pubkey: user_pubkey()?, unlock_hash },
            HARK_FORFEIT => {
                Policy::HarkForfeit { version: version()?, user_pubkey: user_pubkey()?, unlock_hash }
            }
            SERVER_OWNED => Policy::ServerOwned,
            found => return Err(Fault::UnknownEnumValue { found }),
        })
    }
}
