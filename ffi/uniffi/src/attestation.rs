//! Attestations: what users sign, so that a server knows whose VTXOs are spent, and for what.

use crate::bytes::{Octets, PaymentHash, PublicKey, SchnorrSignature, Sha256, fixed};
use crate::secret::{SecretKey, entropy, signing_context};
use crate::transaction::TxOut;
use crate::vtxo::{UserPolicy, VtxoError, VtxoId};
use keelbolt::amount::Sat;
use keelbolt::codec::transaction;
use keelbolt::crypto;
use keelbolt::vtxo;
use std::sync::Arc;

/// A VTXO that is asked for, or that is paid.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct VtxoRequest {
    /// Who may take it, and how.
    pub policy: UserPolicy,
    /// How much, in satoshi.
    pub amount_sat: u64,
}

/// A VTXO that is asked for in a round, with the key that signs for the nodes above its leaf.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct CosignedVtxoRequest {
    /// What is asked for.
    pub request: VtxoRequest,
    /// The user's key for this tree alone.
    pub cosign_pubkey: PublicKey,
}

/// What is attested by the key of the VTXO's user.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum VtxoAttestation {
    /// The user spends the VTXO in this attempt at a round, for these.
    RoundAttempt {
        /// The challenge of the attempt, 32 bytes.
        challenge: Octets,
        /// What is spent.
        vtxo: VtxoId,
        /// What is asked for.
        requests: Vec<CosignedVtxoRequest>,
    },
    /// The user spends the VTXO in a round that others sign, for these.
    DelegatedRound {
        /// What is spent.
        vtxo: VtxoId,
        /// What is asked for.
        requests: Vec<VtxoRequest>,
    },
    /// The user pays with the VTXO.
    ArkoorCosign {
        /// What is spent.
        vtxo: VtxoId,
        /// Who is paid.
        outputs: Vec<VtxoRequest>,
    },
    /// The user takes VTXOs back on chain.
    OffboardRequest {
        /// What is paid on chain.
        output: TxOut,
        /// What is spent.
        inputs: Vec<VtxoId>,
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

#[uniffi::export]
impl VtxoAttestation {
    /// What is signed.
    ///
    /// # Errors
    ///
    /// `KeyNotAPoint`, `LockHeightTooLarge`, `LockDeltaTooLarge` or `WrongLength`.
    pub fn digest(&self) -> Result<Sha256, VtxoError> {
        self.with_core(|core| Ok(Sha256(core.digest().0)))
    }

    /// Checks that the signature is that of the VTXO's user.
    ///
    /// # Errors
    ///
    /// `SignatureMismatch`; otherwise as `digest`.
    pub fn verify(&self, signature: SchnorrSignature, user_pubkey: PublicKey) -> Result<(), VtxoError> {
        let (signature, user) = (signature.into(), user_pubkey.try_into()?);
        self.with_core(|core| Ok(core.verify(&signature, &user)?))
    }
}

// What takes an object is no method of an attestation: UniFFI would have Kotlin close attestations.

/// Signs an attestation with the key of the VTXO's user. `auxiliary` and `entropy` are 32 fresh random bytes each: the
/// first go into the nonce, to guard it against faults and side channels, and the others blind the computation.
///
/// # Errors
///
/// As `digest`; `WrongLength` for the random bytes.
#[uniffi::export]
pub fn sign_attestation(
    attestation: VtxoAttestation,
    user_key: Arc<SecretKey>,
    auxiliary: Vec<u8>,
    entropy: Vec<u8>,
) -> Result<SchnorrSignature, VtxoError> {
    let (auxiliary, context) = (self::entropy(auxiliary)?, signing_context(entropy)?);
    let pair = context.key_pair(&user_key.0)?;
    attestation.with_core(|core| Ok(core.sign(&pair, auxiliary, &context)?.into()))
}

/// What is signed of a message that a user signs for somebody else to read.
#[uniffi::export]
#[must_use]
pub fn message_digest(message: Vec<u8>) -> Sha256 {
    Sha256(vtxo::message_digest(&message).0)
}

impl VtxoAttestation {
    /// Calls `act` with the core's attestation, which borrows its lists.
    fn with_core<T>(
        &self,
        act: impl FnOnce(&vtxo::Attestation<'_>) -> Result<T, VtxoError>,
    ) -> Result<T, VtxoError> {
        use vtxo::Attestation as Core;
        match self {
            Self::RoundAttempt { challenge, vtxo, requests } => {
                let requests = core_list(requests)?;
                let challenge = fixed(challenge.as_slice())?;
                act(&Core::RoundAttempt { challenge, vtxo: (*vtxo).into(), requests: &requests })
            }
            Self::DelegatedRound { vtxo, requests } => {
                act(&Core::DelegatedRound { vtxo: (*vtxo).into(), requests: &core_list(requests)? })
            }
            Self::ArkoorCosign { vtxo, outputs } => {
                act(&Core::ArkoorCosign { vtxo: (*vtxo).into(), outputs: &core_list(outputs)? })
            }
            Self::OffboardRequest { output, inputs } => {
                let inputs: Vec<_> = inputs.iter().map(|vtxo| (*vtxo).into()).collect();
                let (value, script_pubkey) = (Sat(output.value_sat), output.script_pubkey.as_slice());
                let output = transaction::TxOut { value, script_pubkey };
                act(&Core::OffboardRequest { output, inputs: &inputs })
            }
            Self::LightningReceive { payment_hash, vtxo } => {
                let payment_hash = crypto::PaymentHash(payment_hash.0);
                act(&Core::LightningReceive { payment_hash, vtxo: (*vtxo).into() })
            }
            Self::VtxoStatus { vtxo } => act(&Core::VtxoStatus { vtxo: (*vtxo).into() }),
        }
    }
}

/// Requests as the core has them.
///
/// # Errors
///
/// As their conversion.
fn core_list<'o, O, C>(ours: &'o [O]) -> Result<Vec<C>, VtxoError>
where
    C: TryFrom<&'o O, Error = VtxoError>,
{
    ours.iter().map(TryInto::try_into).collect()
}

impl TryFrom<&VtxoRequest> for vtxo::VtxoRequest {
    type Error = VtxoError;

    fn try_from(ours: &VtxoRequest) -> Result<Self, VtxoError> {
        Ok(Self { policy: ours.policy.try_into()?, amount: Sat(ours.amount_sat) })
    }
}

impl TryFrom<&CosignedVtxoRequest> for vtxo::CosignedVtxoRequest {
    type Error = VtxoError;

    fn try_from(ours: &CosignedVtxoRequest) -> Result<Self, VtxoError> {
        let (request, cosign_pubkey) = ((&ours.request).try_into()?, ours.cosign_pubkey.try_into()?);
        Ok(Self { request, cosign_pubkey })
    }
}
