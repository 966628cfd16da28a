//! An output, and the path by which it is taken.

use crate::amount::Sat;
use crate::codec::transaction::OutPoint;
use crate::commitment::spend::fee::Attempt;
use crate::commitment::spend::unlock::Unlock;
use crate::commitment::{Format, PerCommitmentSecret, ScriptPubkey};
use crate::crypto::PublicKey;
use bitcoin::ScriptBuf;

/// What is taken, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClaimKind {
    /// The owner's balance, after the delay.
    ToLocal,
    /// The output of an HTLC transaction, after the delay.
    SecondStage,
    /// The other node's balance.
    ToRemote,
    /// An anchor, with its key.
    Anchor,
    /// An anchor that nobody has spent for 16 blocks.
    AbandonedAnchor,
    /// The shared anchor.
    SharedAnchor,
    /// An HTLC that the owner received, by the input and output of HTLC-success.
    HtlcSuccess,
    /// An HTLC that the owner offered, by the input and output of HTLC-timeout.
    HtlcTimeout,
    /// An HTLC that the owner offered, taken by the other node with its preimage.
    Preimage,
    /// An HTLC that the owner received, taken back by the other node.
    Timeout,
    /// The owner's balance of a revoked commitment.
    RevokedToLocal,
    /// An HTLC of a revoked commitment.
    RevokedHtlc,
    /// The output of an HTLC transaction of a revoked commitment.
    RevokedSecondStage,
    /// An output of the host's own wallet, which brings fees.
    Wallet,
}

/// Where the secret key of a claim comes from (BOLT 3, "Key Derivation").
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyOrigin {
    /// The key of the funding output itself.
    Funding,
    /// `payment_basepoint` itself.
    Payment,
    /// [`derive_privkey`](crate::commitment::derive_privkey) of `delayed_payment_basepoint`.
    Delayed {
        /// The point of the commitment.
        per_commitment_point: PublicKey,
    },
    /// [`derive_privkey`](crate::commitment::derive_privkey) of `htlc_basepoint`.
    Htlc {
        /// The point of the commitment.
        per_commitment_point: PublicKey,
    },
    /// [`revocation_privkey`](crate::commitment::revocation_privkey) of `revocation_basepoint`.
    Revocation {
        /// What the owner of the commitment has revealed.
        per_commitment_secret: PerCommitmentSecret,
        /// Its point.
        per_commitment_point: PublicKey,
    },
}

/// The key whose signature a claim asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningKey {
    /// Where its secret comes from.
    pub origin: KeyOrigin,
    /// The key.
    pub public_key: PublicKey,
}

/// An output that can be taken: an input to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The output.
    pub previous_output: OutPoint,
    /// What it holds.
    pub amount: Sat,
    /// What it is, and how it is taken.
    pub kind: ClaimKind,
    /// The sequence of its input: a relative lock time, or one that lets the transaction be replaced.
    pub sequence: u32,
    /// The height before which no block has the transaction; 0 when there is none.
    pub lock_time: u32,
    /// The transaction that took it so far, which a new one replaces; `None` when there was none. A host that
    /// derives its claims again, after a restart, sets it again.
    ///
    /// When a block has another transaction that took one of its inputs, there is nothing to replace any more: the
    /// host sets `None` for its other claims, which would have to pay for all of it otherwise.
    pub replaces: Option<Attempt>,
    pub(super) format: Option<Format>,
    pub(super) unlock: Unlock,
    pub(super) key: Option<SigningKey>,
}

/// A sequence that lets the lock time count and the transaction be replaced (BIP 125), without a relative lock time.
pub(super) const REPLACEABLE: u32 = 0xffff_fffd;

impl Claim {
    /// An output of the host's own wallet: a witness program with `witness_weight` bytes of witness, the count of its
    /// elements included. The host fills that in when everything else is signed.
    ///
    /// Beside transactions of version 3 it must be confirmed (BIP 431).
    #[must_use]
    pub fn wallet(
        previous_output: OutPoint,
        amount: Sat,
        script_pubkey: ScriptBuf,
        witness_weight: u64,
    ) -> Self {
        Self {
            previous_output,
            amount,
            kind: ClaimKind::Wallet,
            sequence: REPLACEABLE,
            lock_time: 0,
            replaces: None,
            format: None,
            unlock: Unlock::Wallet { script_pubkey, witness_weight },
            key: None,
        }
    }

    /// The key that signs; `None` where none does, or the wallet does.
    #[must_use]
    pub const fn key(&self) -> Option<&SigningKey> {
        self.key.as_ref()
    }

    /// The script of the output.
    #[must_use]
    pub fn script_pubkey(&self) -> ScriptBuf {
        let script = |script_pubkey: ScriptPubkey| ScriptBuf::from_bytes(script_pubkey.to_vec());
        match &self.unlock {
            Unlock::Script { script: witness_script, .. }
            | Unlock::HtlcTransaction { script: witness_script, .. }
            | Unlock::WithoutKey { script: witness_script } => script(ScriptPubkey::p2wsh(witness_script)),
            Unlock::KeyHash { public_key } => script(ScriptPubkey::p2wpkh(public_key)),
            Unlock::Anybody => script(ScriptPubkey::p2a()),
            Unlock::Wallet { script_pubkey, .. } => script_pubkey.clone(),
        }
    }

    /// The most that its witness weighs, the count of its elements included: exact but for the lengths of signatures.
    #[must_use]
    pub fn witness_weight(&self) -> u64 {
        self.unlock.weight()
    }

    /// The most that its input weighs.
    #[must_use]
    pub fn input_weight(&self) -> u64 {
        INPUT.saturating_add(self.witness_weight())
    }

    /// The output that stands at the index of the input: that of an HTLC transaction.
    pub(super) const fn bound_output(&self) -> Option<(Sat, &ScriptPubkey)> {
        match &self.unlock {
            Unlock::HtlcTransaction { value, script_pubkey, .. } => Some((*value, script_pubkey)),
            _ => None,
        }
    }
}

/// "The penalty *txinput* itself takes up 41 bytes and has a weight of 164 bytes" (BOLT 5).
const INPUT: u64 = 41 * 4;
