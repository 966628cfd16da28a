//! Attestations: what users sign, so that a server knows whose VTXOs are spent, and for what.

use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::fault::Fault;
use crate::keys::{entropy, public_key, secret_key, signing_context};
use crate::number::numbered;
use crate::outpoint::keelbolt_outpoint;
use crate::pointer::{Out, growing, list, read};
use crate::status::keelbolt_status;
use crate::vtxo::list::collect;
use crate::vtxo::policy::keelbolt_user_policy;
use protocol::amount::Sat;
use protocol::codec::transaction::TxOut;
use protocol::crypto::{PaymentHash, PublicKey, SchnorrSignature};
use protocol::vtxo::{Attestation, CosignedVtxoRequest, VtxoId, VtxoRequest};

/// What is attested. It travels as `int32_t`; 0 is none.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum keelbolt_attestation_kind {
    /// The user spends the VTXO in an attempt at a round, for `requests` with their keys.
    KEELBOLT_ATTESTATION_ROUND_ATTEMPT = 1,
    /// The user spends the VTXO in a round that others sign, for `requests`.
    KEELBOLT_ATTESTATION_DELEGATED_ROUND = 2,
    /// The user pays with the VTXO; `requests` are who is paid.
    KEELBOLT_ATTESTATION_ARKOOR_COSIGN = 3,
    /// The user takes VTXOs, the `inputs`, back on chain.
    KEELBOLT_ATTESTATION_OFFBOARD_REQUEST = 4,
    /// The user, who has the VTXO already, takes a payment over Lightning in.
    KEELBOLT_ATTESTATION_LIGHTNING_RECEIVE = 5,
    /// The user asks what became of the VTXO.
    KEELBOLT_ATTESTATION_VTXO_STATUS = 6,
}

use keelbolt_attestation_kind::*;

numbered!(keelbolt_attestation_kind);

/// A VTXO that is asked for, or that is paid. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_vtxo_request {
    /// How much, in satoshi.
    pub amount_sat: u64,
    /// Who may take it, and how.
    pub policy: keelbolt_user_policy,
    /// The user's key for this tree alone, 33 bytes, where the user signs for the nodes above the leaf; else not looked
    /// at.
    pub cosign_pubkey: [u8; 33],
}

impl keelbolt_vtxo_request {
    /// Checks the members but for the key.
    pub(crate) fn to_core(self) -> Result<VtxoRequest, Fault> {
        Ok(VtxoRequest { policy: self.policy.to_core()?, amount: Sat(self.amount_sat) })
    }

    /// Checks all members.
    pub(crate) fn to_core_cosigned(self) -> Result<CosignedVtxoRequest, Fault> {
        let cosign_pubkey = PublicKey::parse(&self.cosign_pubkey)?;
        Ok(CosignedVtxoRequest { request: self.to_core()?, cosign_pubkey })
    }
}

/// What is attested by the key of the VTXO's user. Members that its kind has not got are not looked at.
///
/// Before the first use: `keelbolt_attestation attestation = {0}; attestation.struct_size = sizeof attestation;` (in
/// C++ `= {}`). Later versions may append members.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_attestation {
    /// `sizeof(keelbolt_attestation)`, set by the caller.
    pub struct_size: usize,
    /// A `keelbolt_attestation_kind`.
    pub kind: i32,
    /// The VTXO, by its id; of all kinds but offboard requests.
    pub vtxo: keelbolt_outpoint,
    /// Of attempts at rounds: the challenge of the attempt.
    pub challenge: [u8; 32],
    /// Of rounds and payments: what is asked for, or who is paid. NULL only with count 0.
    pub requests: *const keelbolt_vtxo_request,
    /// How many they are; 32 at most in a build without an allocator.
    pub request_count: usize,
    /// Of offboard requests: what is paid on chain, in satoshi.
    pub output_value_sat: u64,
    /// Of offboard requests: the output script that is paid. NULL only with length 0.
    pub output_script: *const u8,
    /// How many bytes it has.
    pub output_script_length: usize,
    /// Of offboard requests: the ids of the VTXOs that are spent. NULL only with count 0.
    pub inputs: *const keelbolt_outpoint,
    /// How many they are; 32 at most in a build without an allocator.
    pub input_count: usize,
    /// Of payments over Lightning: what the payment is for.
    pub payment_hash: [u8; 32],
}

impl keelbolt_attestation {
    /// Gives `run` the attestation.
    ///
    /// # Safety
    ///
    /// `attestation` is NULL, or aligned, its `struct_size` readable, and as many bytes as that says, whose pointers are
    /// as their documentation asks for the length of the call.
    unsafe fn with<T>(
        attestation: *const Self,
        run: impl FnOnce(Attestation<'_>) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        const ROUND_ATTEMPT: i32 = KEELBOLT_ATTESTATION_ROUND_ATTEMPT.number();
        const DELEGATED_ROUND: i32 = KEELBOLT_ATTESTATION_DELEGATED_ROUND.number();
        const ARKOOR_COSIGN: i32 = KEELBOLT_ATTESTATION_ARKOOR_COSIGN.number();
        const OFFBOARD_REQUEST: i32 = KEELBOLT_ATTESTATION_OFFBOARD_REQUEST.number();
        const LIGHTNING_RECEIVE: i32 = KEELBOLT_ATTESTATION_LIGHTNING_RECEIVE.number();
        const VTXO_STATUS: i32 = KEELBOLT_ATTESTATION_VTXO_STATUS.number();
        // SAFETY: passed on from the caller.
        let from = unsafe { growing(attestation)? };
        let vtxo = VtxoId(from.vtxo.to_core());
        // SAFETY: passed on from the caller.
        let requests = || unsafe { list(from.requests, from.request_count) };
        match from.kind {
            ROUND_ATTEMPT => {
                let requests = collect(requests()?.iter().map(|request| request.to_core_cosigned()))?;
                run(Attestation::RoundAttempt { challenge: from.challenge, vtxo, requests: &requests })
            }
            DELEGATED_ROUND => {
                let requests = collect(requests()?.iter().map(|request| request.to_core()))?;
                run(Attestation::DelegatedRound { vtxo, requests: &requests })
            }
            ARKOOR_COSIGN => {
                let outputs = collect(requests()?.iter().map(|request| request.to_core()))?;
                run(Attestation::ArkoorCosign { vtxo, outputs: &outputs })
            }
            OFFBOARD_REQUEST => {
                // SAFETY: passed on from the caller.
                let (script_pubkey, inputs) = unsafe {
                    let script = list(from.output_script, from.output_script_length)?;
                    (script, list(from.inputs, from.input_count)?)
                };
                let inputs = collect(inputs.iter().map(|input| Ok(VtxoId(input.to_core()))))?;
                let output = TxOut { value: Sat(from.output_value_sat), script_pubkey };
                run(Attestation::OffboardRequest { output, inputs: &inputs })
            }
            LIGHTNING_RECEIVE => {
                let payment_hash = PaymentHash(from.payment_hash);
                run(Attestation::LightningReceive { payment_hash, vtxo })
            }
            VTXO_STATUS => run(Attestation::VtxoStatus { vtxo }),
            found => Err(Fault::UnknownEnumValue { found }),
        }
    }
}

/// Gives what is signed of an attestation.
///
/// - `digest` (out): 32 bytes. Not NULL. Left unwritten on an error.
/// - `attestation`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_TOO_MANY`, `KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE`, `KEELBOLT_ERROR_WRONG_LENGTH`,
///   `KEELBOLT_ERROR_STRUCT_SIZE`, and as `keelbolt_user_policy_write`. All functions that take attestations check them
///   so.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_attestation_digest(
    digest: *mut u8,
    attestation: *const keelbolt_attestation,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(digest.cast::<[u8; 32]>())?;
            out.set(keelbolt_attestation::with(attestation, |attestation| Ok(attestation.digest().0))?);
            Ok(())
        })
    }
}

/// Signs an attestation with the key of the VTXO's user.
///
/// - `signature` (out): 64 bytes (BIP 340). Not NULL. Left unwritten on an error.
/// - `attestation`: only read. Not NULL.
/// - `user_secret_key`: 32 bytes; copied, and the copy is wiped. Not NULL.
/// - `auxiliary`: 32 random bytes that serve this call only and guard the nonce (BIP 340). Not NULL.
/// - `entropy`: 32 other random bytes that nobody else knows; they blind the operation against side channels and do
///   not change its result. Copied, and the copy is wiped. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_SECRET_KEY_OUT_OF_RANGE`, and as `keelbolt_attestation_digest`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_attestation_sign(
    signature: *mut u8,
    attestation: *const keelbolt_attestation,
    user_secret_key: *const u8,
    auxiliary: *const u8,
    entropy: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(signature.cast::<[u8; 64]>())?;
            let (key, context) = (secret_key(user_secret_key)?, signing_context(entropy)?);
            let (pair, auxiliary) = (context.key_pair(&key)?, self::entropy(auxiliary)?);
            let signature = keelbolt_attestation::with(attestation, |attestation| {
                Ok(attestation.sign(&pair, auxiliary, &context)?)
            })?;
            out.set(*signature.as_bytes());
            Ok(())
        })
    }
}

/// Checks that the signature of an attestation is that of the VTXO's user.
///
/// - `attestation`: only read. Not NULL.
/// - `signature`: 64 bytes; only read. Not NULL.
/// - `user_pubkey`: 33 bytes; only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_SIGNATURE_MISMATCH`, and as `keelbolt_attestation_digest`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_attestation_verify(
    attestation: *const keelbolt_attestation,
    signature: *const u8,
    user_pubkey: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let signature = SchnorrSignature::new(read(signature.cast::<[u8; 64]>())?);
            let key = public_key(user_pubkey)?;
            keelbolt_attestation::with(attestation, |attestation| Ok(attestation.verify(&signature, &key)?))
        })
    }
}
