//! Attestations: what users sign, so that a server knows whose VTXOs are spent, and for what.
//!
//! Each is a BIP 340 signature over the SHA-256 of 32 bytes that tell its purpose, and of what it is about.

use crate::amount::Sat;
use crate::bytes::Writer;
use crate::codec::transaction::TxOut;
use crate::crypto::{
    self, KeyPair, PaymentHash, PublicKey, SchnorrSignature, Sha256, Sha256Engine, SigningContext,
};
use crate::entropy::Entropy;
use crate::vtxo::VtxoId;
use crate::vtxo::policy::UserPolicy;

/// The purposes.
const ROUND_ATTEMPT: &[u8; 32] = b"Ark round input ownership proof ";
const DELEGATED_ROUND: &[u8; 32] = b"hArk round join ownership proof ";
const ARKOOR_COSIGN: &[u8; 32] = b"arkoor cosign attestation       ";
const OFFBOARD_REQUEST: &[u8; 32] = b"Ark offboard request challenge  ";
const LIGHTNING_RECEIVE: &[u8; 32] = b"Lightning receive VTXO challenge";
const VTXO_STATUS: &[u8; 32] = b"Ark VTXO status query challenge ";
pub(super) const MAILBOX_AUTHORIZATION: &[u8; 32] = b"Ark VTXO mailbox authorization: ";

/// What stands before a message that is signed for somebody else to read.
const MESSAGE: &[u8] = b"bark/message";

/// A VTXO that is asked for, or that is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VtxoRequest {
    /// Who may take it, and how.
    pub policy: UserPolicy,
    /// How much.
    pub amount: Sat,
}

/// A VTXO that is asked for in a round, with the key that signs for the nodes above its leaf.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CosignedVtxoRequest {
    /// What is asked for.
    pub request: VtxoRequest,
    /// The user's key for this tree alone.
    pub cosign_pubkey: PublicKey,
}

/// What is attested by the key of the VTXO's user.
///
/// ```
/// # use keelbolt::{crypto::{SecretKey, SigningContext}, entropy::Entropy, secret::Secret};
/// use keelbolt::vtxo::{Attestation, VtxoId};
/// # let context = SigningContext::new(Entropy::new([7; 32]));
/// # let user = context.key_pair(&SecretKey::parse(Secret::new([2; 32]))?)?;
/// # let vtxo: VtxoId = "9734debe31c4302717367ff12b207922cf8dd7424959416de6b9142b27cc17ef:0".parse()?;
/// let attestation = Attestation::VtxoStatus { vtxo };
/// let signature = attestation.sign(&user, Entropy::new([3; 32]), &context)?;
/// attestation.verify(&signature, &user.public_key())?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attestation<'a> {
    /// The user spends the VTXO in this attempt at a round, for these.
    RoundAttempt {
        /// The challenge of the attempt.
        challenge: [u8; 32],
        /// What is spent.
        vtxo: VtxoId,
        /// What is asked for.
        requests: &'a [CosignedVtxoRequest],
    },
    /// The user spends the VTXO in a round that others sign, for these.
    DelegatedRound {
        /// What is spent.
        vtxo: VtxoId,
        /// What is asked for.
        requests: &'a [VtxoRequest],
    },
    /// The user pays with the VTXO.
    ArkoorCosign {
        /// What is spent.
        vtxo: VtxoId,
        /// Who is paid.
        outputs: &'a [VtxoRequest],
    },
    /// The user takes VTXOs back on chain.
    OffboardRequest {
        /// What is paid on chain.
        output: TxOut<'a>,
        /// What is spent.
        inputs: &'a [VtxoId],
    },
    /// The user takes a payment over Lightning in.
    LightningReceive {
        /// What the payment is for.
        payment_hash: PaymentHash,
        /// A VTXO that the user has already.
        vtxo: VtxoId,
    },
    /// The user asks what became of the VTXO.
    VtxoStatus {
        /// The VTXO.
        vtxo: VtxoId,
    },
}

impl Attestation<'_> {
    /// What is signed.
    #[must_use]
    pub fn digest(&self) -> Sha256 {
        match self {
            Self::RoundAttempt { challenge, vtxo, requests } => {
                let mut hash = engine(ROUND_ATTEMPT);
                hash.input(challenge);
                hash.input(&vtxo.to_bytes());
                hash.input(&wide(requests.len()).to_be_bytes());
                for CosignedVtxoRequest { request, cosign_pubkey } in *requests {
                    hash.input(&request.amount.0.to_be_bytes());
                    input_policy(&mut hash, &request.policy);
                    hash.input(&cosign_pubkey.to_bytes());
                }
                hash.finish()
            }
            Self::DelegatedRound { vtxo, requests } => {
                let mut hash = engine(DELEGATED_ROUND);
                hash.input(&vtxo.to_bytes());
                hash.input(&wide(requests.len()).to_be_bytes());
                for request in *requests {
                    hash.input(&request.amount.0.to_be_bytes());
                    input_policy(&mut hash, &request.policy);
                }
                hash.finish()
            }
            Self::ArkoorCosign { vtxo, outputs } => {
                let mut hash = engine(ARKOOR_COSIGN);
                hash.input(&vtxo.to_bytes());
                hash.input(&narrow(outputs.len()).to_le_bytes());
                for output in *outputs {
                    hash.input(&output.amount.0.to_le_bytes());
                    input_policy(&mut hash, &output.policy);
                }
                hash.finish()
            }
            Self::OffboardRequest { output, inputs } => {
                let mut hash = engine(OFFBOARD_REQUEST);
                output.input(&mut hash);
                hash.input(&narrow(inputs.len()).to_le_bytes());
                inputs.iter().for_each(|vtxo| hash.input(&vtxo.to_bytes()));
                hash.finish()
            }
            Self::LightningReceive { payment_hash, vtxo } => {
                let mut hash = engine(LIGHTNING_RECEIVE);
                hash.input(&payment_hash.0);
                hash.input(&vtxo.to_bytes());
                hash.finish()
            }
            Self::VtxoStatus { vtxo } => {
                let mut hash = engine(VTXO_STATUS);
                hash.input(&vtxo.to_bytes());
                hash.finish()
            }
        }
    }

    /// Signs with the key of the VTXO's user. `auxiliary` is that of [`sign_schnorr`](SigningContext::sign_schnorr).
    ///
    /// # Errors
    ///
    /// None that a valid [`KeyPair`] can cause; the type of the curve operation allows for one.
    pub fn sign(
        &self,
        user: &KeyPair,
        auxiliary: Entropy,
        context: &SigningContext,
    ) -> Result<SchnorrSignature, crypto::Error> {
        context.sign_schnorr(&self.digest().0, user, auxiliary)
    }

    /// Checks that the signature is that of the VTXO's user.
    ///
    /// # Errors
    ///
    /// [`crypto::Error::SignatureMismatch`].
    pub fn verify(&self, signature: &SchnorrSignature, user_pubkey: &PublicKey) -> Result<(), crypto::Error> {
        signature.verify(&self.digest().0, &user_pubkey.x_only().0)
    }
}

/// What is signed of a message that a user signs for somebody else to read.
#[must_use]
pub fn message_digest(message: &[u8]) -> Sha256 {
    let mut hash = Sha256Engine::new();
    hash.input(MESSAGE);
    hash.input(message);
    hash.finish()
}

/// The purpose hashed.
pub(super) fn engine(purpose: &[u8; 32]) -> Sha256Engine {
    let mut hash = Sha256Engine::new();
    hash.input(purpose);
    hash
}

fn input_policy(hash: &mut Sha256Engine, policy: &UserPolicy) {
    let mut buffer = [0; UserPolicy::MAX_LENGTH];
    let mut writer = Writer::new(&mut buffer);
    let written = policy.put(&mut writer);
    debug_assert_eq!(written, Ok(()), "the buffer has room for the longest policy");
    hash.input(writer.written());
}

/// A number of things in memory: there are never as many as do not fit.
fn wide(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

fn narrow(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
