//! An output, and the path by which it is taken.

use crate::bytes::{Octets, PublicKey, Txid};
use crate::cases::same_cases;
use crate::commitment::CommitmentError;
use crate::commitment::channel_secrets::ChannelSecrets;
use crate::commitment::secrets::PerCommitmentSecret;
use crate::secret::{SecretKey, signing_context};
use crate::transaction::OutPoint;
use bitcoin::ScriptBuf;
use keelbolt::amount::Sat;
use keelbolt::codec::transaction;
use keelbolt::commitment::spend;
use keelbolt::crypto;
use std::sync::Arc;

/// What is taken, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
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

same_cases!(
    ClaimKind,
    spend::ClaimKind,
    [
        ToLocal,
        SecondStage,
        ToRemote,
        Anchor,
        AbandonedAnchor,
        SharedAnchor,
        HtlcSuccess,
        HtlcTimeout,
        Preimage,
        Timeout,
        RevokedToLocal,
        RevokedHtlc,
        RevokedSecondStage,
        Wallet,
    ]
);

/// Where the secret key of a claim comes from (BOLT 3, "Key Derivation").
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum KeyOrigin {
    /// The key of the funding output itself.
    Funding,
    /// `payment_basepoint` itself.
    Payment,
    /// `derive_privkey` of `delayed_payment_basepoint`.
    Delayed {
        /// The point of the commitment.
        per_commitment_point: PublicKey,
    },
    /// `derive_privkey` of `htlc_basepoint`.
    Htlc {
        /// The point of the commitment.
        per_commitment_point: PublicKey,
    },
    /// `revocation_privkey` of `revocation_basepoint`.
    Revocation {
        /// What the owner of the commitment has revealed.
        per_commitment_secret: Arc<PerCommitmentSecret>,
        /// Its point.
        per_commitment_point: PublicKey,
    },
}

/// The key whose signature a claim asks for.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct SigningKey {
    /// Where its secret comes from.
    pub origin: KeyOrigin,
    /// The key.
    pub public_key: PublicKey,
}

/// A signed transaction that took outputs: what a replacement must pay more than. A host saves it, and gives it back to
/// the claims that it derives again after a restart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct SweepAttempt {
    /// The transaction.
    pub txid: Txid,
    /// What it pays, in satoshi.
    pub fee_sat: u64,
    /// What it weighs.
    pub weight: u64,
}

/// An output that can be taken: an input to be. It never changes, compares by content, and any thread may use it.
///
/// Claims are not saved: a host derives them again from the commitment, and gives each the attempt that it has saved.
#[derive(Debug, PartialEq, Eq, uniffi::Object)]
#[uniffi::export(Display, Eq, Hash)]
pub struct Claim(pub(crate) spend::Claim);

#[uniffi::export]
impl Claim {
    /// An output of the host's own wallet, which brings fees: a witness program with `witness_weight` bytes of witness,
    /// the count of its elements included. The host fills that in when everything else is signed.
    ///
    /// Beside transactions of version 3 it must be confirmed (BIP 431).
    ///
    /// # Errors
    ///
    /// `WrongLength`
    #[uniffi::constructor]
    pub fn wallet(
        previous_output: OutPoint,
        amount_sat: u64,
        script_pubkey: Vec<u8>,
        witness_weight: u64,
    ) -> Result<Self, CommitmentError> {
        let (amount, script) = (Sat(amount_sat), ScriptBuf::from_bytes(script_pubkey));
        Ok(Self(spend::Claim::wallet(previous_output.into(), amount, script, witness_weight)))
    }

    /// The output.
    #[must_use]
    pub fn previous_output(&self) -> OutPoint {
        self.0.previous_output.into()
    }

    /// What it holds, in satoshi.
    #[must_use]
    pub fn amount_sat(&self) -> u64 {
        self.0.amount.0
    }

    /// What it is, and how it is taken.
    #[must_use]
    pub fn kind(&self) -> ClaimKind {
        self.0.kind.into()
    }

    /// The sequence of its input: a relative lock time, or one that lets the transaction be replaced.
    #[must_use]
    pub fn sequence(&self) -> u32 {
        self.0.sequence
    }

    /// The height before which no block has the transaction; 0 when there is none.
    #[must_use]
    pub fn lock_time(&self) -> u32 {
        self.0.lock_time
    }

    /// The transaction that took it so far, which a new one replaces; nothing when there was none.
    #[must_use]
    pub fn replaces(&self) -> Option<SweepAttempt> {
        self.0.replaces.map(SweepAttempt::of)
    }

    /// The same claim with the attempt that was saved: for claims that are derived again after a restart.
    ///
    /// When a block has another transaction that took one of its inputs, there is nothing to replace any more: the
    /// other claims go on with nothing, and would have to pay for all of it otherwise.
    ///
    /// # Errors
    ///
    /// `WrongLength`
    pub fn replacing(&self, attempt: Option<SweepAttempt>) -> Result<Self, CommitmentError> {
        let mut claim = self.0.clone();
        claim.replaces = attempt.map(SweepAttempt::to_core);
        Ok(Self(claim))
    }

    /// The key that signs; nothing where none does, or the wallet does.
    #[must_use]
    pub fn key(&self) -> Option<SigningKey> {
        self.0.key().map(SigningKey::of)
    }

    /// The script of the output.
    #[must_use]
    pub fn script_pubkey(&self) -> Octets {
        self.0.script_pubkey().as_bytes().into()
    }

    /// The most that its witness weighs, the count of its elements included: exact but for the lengths of signatures.
    #[must_use]
    pub fn witness_weight(&self) -> u64 {
        self.0.witness_weight()
    }

    /// The most that its input weighs.
    #[must_use]
    pub fn input_weight(&self) -> u64 {
        self.0.input_weight()
    }
}

impl Claim {
    pub(super) fn shared(core: spend::Claim) -> Arc<Self> {
        Arc::new(Self(core))
    }

    pub(super) fn all(core: impl IntoIterator<Item = spend::Claim>) -> Vec<Arc<Self>> {
        core.into_iter().map(Self::shared).collect()
    }
}

/// Claims of one output are one.
impl std::hash::Hash for Claim {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.previous_output.hash(state);
    }
}

impl std::fmt::Display for Claim {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let spend::Claim { kind, previous_output, amount, .. } = &self.0;
        write!(f, "Claim({kind:?}, {}:{}, {amount})", previous_output.txid, previous_output.vout)
    }
}

#[uniffi::export]
impl ChannelSecrets {
    /// The secret key with which a claim is signed, for a signer that keeps these secrets apart from the one who makes
    /// claims. `entropy` are 32 fresh random bytes, which blind the computation against side channels; the result does
    /// not depend on them.
    ///
    /// # Errors
    ///
    /// `KeyNotAPoint` or `WrongLength`.
    pub fn signing_key(
        &self,
        origin: KeyOrigin,
        entropy: Vec<u8>,
    ) -> Result<Arc<SecretKey>, CommitmentError> {
        let basepoints = self.core.basepoints(&signing_context(entropy)?)?;
        let key = self.core.spend_keys(&basepoints).derive(&origin.to_core()?)?;
        Ok(Arc::new(SecretKey(key)))
    }
}

impl SigningKey {
    pub(super) fn of(core: &spend::SigningKey) -> Self {
        Self { origin: KeyOrigin::of(&core.origin), public_key: core.public_key.into() }
    }
}

impl KeyOrigin {
    fn of(core: &spend::KeyOrigin) -> Self {
        use spend::KeyOrigin as Core;
        match core {
            Core::Funding => Self::Funding,
            Core::Payment => Self::Payment,
            Core::Delayed { per_commitment_point: point } => {
                Self::Delayed { per_commitment_point: (*point).into() }
            }
            Core::Htlc { per_commitment_point: point } => {
                Self::Htlc { per_commitment_point: (*point).into() }
            }
            Core::Revocation { per_commitment_secret, per_commitment_point } => Self::Revocation {
                per_commitment_secret: Arc::new(PerCommitmentSecret(per_commitment_secret.clone())),
                per_commitment_point: (*per_commitment_point).into(),
            },
        }
    }

    fn to_core(&self) -> Result<spend::KeyOrigin, crypto::Error> {
        use spend::KeyOrigin as Core;
        Ok(match self {
            Self::Funding => Core::Funding,
            Self::Payment => Core::Payment,
            Self::Delayed { per_commitment_point } => {
                Core::Delayed { per_commitment_point: (*per_commitment_point).try_into()? }
            }
            Self::Htlc { per_commitment_point } => {
                Core::Htlc { per_commitment_point: (*per_commitment_point).try_into()? }
            }
            Self::Revocation { per_commitment_secret, per_commitment_point } => Core::Revocation {
                per_commitment_secret: per_commitment_secret.0.clone(),
                per_commitment_point: (*per_commitment_point).try_into()?,
            },
        })
    }
}

impl SweepAttempt {
    pub(super) fn of(core: spend::Attempt) -> Self {
        Self { txid: Txid(core.txid.0), fee_sat: core.fee.0, weight: core.weight }
    }

    fn to_core(self) -> spend::Attempt {
        let txid = transaction::Txid(self.txid.0);
        spend::Attempt { txid, fee: Sat(self.fee_sat), weight: self.weight }
    }
}
